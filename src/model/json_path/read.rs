//! A path is read from left to right, step by step.

use super::{Comparison, Side, Step, Test};

/// In the order in which they are looked for: the longer before their beginnings.
const COMPARISONS: [(&str, Comparison); 6] = [
    ("==", Comparison::Is),
    ("!=", Comparison::IsNot),
    ("<=", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("<", Comparison::Less),
    (">", Comparison::More),
];

/// A path that is being read.
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn takes(&mut self, what: &str) -> bool {
        let there = self.rest().starts_with(what);
        if there {
            self.at += what.len();
        }
        there
    }

    fn blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn wrong<T>(&self, what: &str) -> Result<T, String> {
        match self.rest() {
            "" => Err(format!("{:?} ends where {what}", self.text)),
            rest => Err(format!("{rest:?} in {:?}: {what}", self.text)),
        }
    }

    /// Steps until the end, or until what ends them.
    pub(super) fn steps(&mut self, begins: bool, ends: impl Fn(char) -> bool) -> Result<Vec<Step>, String> {
        let mut steps = Vec::new();
        let mut first = begins;
        while let Some(c) = self.peek().filter(|c| !ends(*c)) {
            match c {
                '[' => {
                    self.at += 1;
                    steps.push(self.bracket()?);
                }
                '.' => {
                    self.at += 1;
                    if self.takes(".") {
                        steps.push(Step::Deep);
                        if self.peek() == Some('[') {
                            first = false;
                            continue;
                        }
                    }
                    // `.[0]`, and a point alone, which is the whole.
                    let whole = first && self.rest().is_empty();
                    if self.peek() != Some('[') && !whole {
                        steps.push(self.field(&ends)?);
                    }
                }
                _ if first => steps.push(self.field(&ends)?),
                _ => return self.wrong("a . or [ is wanted"),
            }
            first = false;
        }
        Ok(steps)
    }

    /// A name after a point; `\.` is a point in it.
    fn field(&mut self, ends: &impl Fn(char) -> bool) -> Result<Step, String> {
        if self.takes("*") {
            return Ok(Step::Every);
        }
        let (mut name, mut escaped, mut used) = (String::new(), false, 0);
        for c in self.rest().chars() {
            match c {
                _ if escaped => {
                    name.push(c);
                    escaped = false;
                }
                '\\' => escaped = true,
                '.' | '[' => break,
                c if ends(c) => break,
                ']' | '(' | ')' | '{' | '}' | '\'' | '"' | '|' | '?' | '*' | '$' | '@' | ',' => {
                    self.at += used;
                    return self.wrong("no name of a field holds that; write it as ['…']");
                }
                c if c.is_whitespace() || c.is_control() => {
                    self.at += used;
                    return self.wrong("no name of a field holds a blank; write it as ['…']");
                }
                c => name.push(c),
            }
            used += c.len_utf8();
        }
        self.at += used;
        if name.is_empty() || escaped { self.wrong("a field is wanted") } else { Ok(Step::Field(name.as_str().into())) }
    }

    /// What stands in brackets, after the first.
    fn bracket(&mut self) -> Result<Step, String> {
        self.blanks();
        if self.takes("?") {
            self.blanks();
            if !self.takes("(") {
                return self.wrong("?( is wanted");
            }
            let test = self.test()?;
            self.blanks();
            return if self.takes(")") && self.closed() { Ok(Step::Where(test)) } else { self.wrong(")] is wanted") };
        }
        let mut steps = Vec::new();
        loop {
            self.blanks();
            steps.push(match self.peek() {
                Some('\'' | '"') => Step::Field(self.quoted()?.as_str().into()),
                Some('*') => {
                    self.at += 1;
                    Step::Every
                }
                Some(_) => self.places()?,
                None => return self.wrong("] is wanted"),
            });
            self.blanks();
            if self.closed() {
                break;
            }
            if !self.takes(",") {
                return self.wrong("a , or ] is wanted");
            }
        }
        match <[Step; 1]>::try_from(steps) {
            Ok([one]) => Ok(one),
            Err(several) => Ok(Step::Either(several)),
        }
    }

    fn closed(&mut self) -> bool {
        self.blanks();
        self.takes("]")
    }

    /// A text in quotes; a backslash takes the next character as it is.
    fn quoted(&mut self) -> Result<String, String> {
        let mut chars = self.rest().char_indices();
        let quote = chars.next().map(|(_, c)| c);
        let (mut text, mut escaped) = (String::new(), false);
        for (i, c) in chars {
            match c {
                _ if escaped => {
                    text.push(c);
                    escaped = false;
                }
                '\\' => escaped = true,
                c if Some(c) == quote => {
                    self.at += i + c.len_utf8();
                    return Ok(text);
                }
                c => text.push(c),
            }
        }
        self.wrong("the quote is not closed")
    }

    /// `0`, `-1`, `1:3`, `:2`, `::2`.
    fn places(&mut self) -> Result<Step, String> {
        let first = self.number()?;
        if !self.takes(":") {
            return first.map_or_else(|| self.wrong("a number, '…', * or ?( is wanted"), |n| Ok(Step::At(n)));
        }
        let last = self.number()?;
        let each = if self.takes(":") { self.number()?.unwrap_or(1) } else { 1 };
        match usize::try_from(each) {
            Ok(each) if each > 0 => Ok(Step::Range(first, last, each)),
            _ => self.wrong("a step of at least 1 is wanted"),
        }
    }

    fn number(&mut self) -> Result<Option<i64>, String> {
        self.blanks();
        let rest = self.rest();
        let len = rest.find(|c: char| !(c.is_ascii_digit() || c == '-')).unwrap_or(rest.len());
        if len == 0 {
            return Ok(None);
        }
        let Ok(number) = rest[..len].parse() else { return self.wrong("that is no number") };
        self.at += len;
        self.blanks();
        Ok(Some(number))
    }

    fn test(&mut self) -> Result<Test, String> {
        let left = self.side()?;
        self.blanks();
        let Some((_, comparison)) = COMPARISONS.into_iter().find(|(word, _)| self.takes(word)) else {
            return match left {
                Side::Path(steps) if self.peek() == Some(')') => Ok(Test::Has(steps)),
                _ => self.wrong("one of == != < <= > >= is wanted"),
            };
        };
        Ok(Test::Compares(left, comparison, self.side()?))
    }

    fn side(&mut self) -> Result<Side, String> {
        self.blanks();
        if self.takes("@") {
            let ends = |c: char| c.is_whitespace() || matches!(c, '=' | '!' | '<' | '>' | ')');
            return Ok(Side::Path(self.steps(false, ends)?));
        }
        if matches!(self.peek(), Some('\'' | '"')) {
            return Ok(Side::Text(self.quoted()?.as_str().into()));
        }
        let rest = self.rest();
        let len = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.'))).unwrap_or(rest.len());
        let side = match &rest[..len] {
            "true" => Side::Flag(true),
            "false" => Side::Flag(false),
            number => match number.parse::<f64>() {
                Ok(value) if value.is_finite() => Side::Number(number.into()),
                Ok(_) | Err(_) => return self.wrong("@…, a text in quotes, a number, true or false is wanted"),
            },
        };
        self.at += len;
        Ok(side)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::json_path::JsonPath;

    fn field(name: &str) -> Step {
        Step::Field(name.into())
    }

    #[test]
    fn paths_are_read_as_kubectl_reads_them() {
        let ready = Step::Where(Test::Compares(Side::Path(vec![field("type")]), Comparison::Is, Side::Text("Ready".into())));
        for (text, want) in [
            (".spec.replicas", vec![field("spec"), field("replicas")]),
            ("spec.replicas", vec![field("spec"), field("replicas")]),
            ("{.spec.replicas}", vec![field("spec"), field("replicas")]),
            ("$.spec", vec![field("spec")]),
            (".", vec![]),
            (
                r".metadata.labels.app\.kubernetes\.io/name",
                vec![field("metadata"), field("labels"), field("app.kubernetes.io/name")],
            ),
            (
                r".metadata.labels['app\.kubernetes\.io/name']",
                vec![field("metadata"), field("labels"), field("app.kubernetes.io/name")],
            ),
            (".metadata.labels['x.y/z']", vec![field("metadata"), field("labels"), field("x.y/z")]),
            (".a[0].b[-1]", vec![field("a"), Step::At(0), field("b"), Step::At(-1)]),
            (
                ".a[1:3][:-1][::2]",
                vec![field("a"), Step::Range(Some(1), Some(3), 1), Step::Range(None, Some(-1), 1), Step::Range(None, None, 2)],
            ),
            (".a[*].b.*", vec![field("a"), Step::Every, field("b"), Step::Every]),
            ("..image", vec![Step::Deep, field("image")]),
            (".a['b', \"c\"]", vec![field("a"), Step::Either(vec![field("b"), field("c")])]),
            (
                ".status.conditions[?(@.type==\"Ready\")].status",
                vec![field("status"), field("conditions"), ready.clone(), field("status")],
            ),
            (".c[?( @.type == 'Ready' )]", vec![field("c"), ready]),
            (
                ".c[?(@.a.b>=1.5)]",
                vec![
                    field("c"),
                    Step::Where(Test::Compares(
                        Side::Path(vec![field("a"), field("b")]),
                        Comparison::AtLeast,
                        Side::Number("1.5".into()),
                    )),
                ],
            ),
            (
                ".c[?(@.on==true)]",
                vec![field("c"), Step::Where(Test::Compares(Side::Path(vec![field("on")]), Comparison::Is, Side::Flag(true)))],
            ),
            (".c[?(@.a)]", vec![field("c"), Step::Where(Test::Has(vec![field("a")]))]),
            (
                ".c[?(@!='x')]",
                vec![field("c"), Step::Where(Test::Compares(Side::Path(vec![]), Comparison::IsNot, Side::Text("x".into())))],
            ),
        ] {
            assert_eq!(JsonPath::parse(text).map(|p| p.steps), Ok(want), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (text, want) in [
            ("", "it is empty"),
            ("{.a", "does not end with }"),
            (".a[", "] is wanted"),
            (".a[0", "a , or ] is wanted"),
            (".a[x]", "a number, '…', * or ?( is wanted"),
            (".a[99999999999999999999]", "that is no number"),
            (".a[::0]", "at least 1"),
            (".a[::-1]", "at least 1"),
            (".a['b]", "the quote is not closed"),
            (".a[?(@.b==)]", "a text in quotes, a number"),
            (".a[?(@.b=='c']", ")] is wanted"),
            (".a[?(1)]", "one of =="),
            (".a b", "holds a blank"),
            (".a.", "a field is wanted"),
            (".a[0]b", "a . or [ is wanted"),
            (".a|length", "no name of a field holds that"),
            (".spec.containers[0].image|split(\":\")|.[-1]", "no name of a field holds that"),
            ("{range .items[*]}{.a}{end}", "holds"),
            (".a\u{1b}[31m", "holds a blank"),
        ] {
            let got = JsonPath::parse(text).map(|p| p.to_string()).unwrap_err();
            assert!(got.contains(want), "{text:?}: {got}");
        }
        assert!(JsonPath::parse(&format!(".{}", "a".repeat(500))).unwrap_err().contains("longer"));
        // However deep it goes, it ends.
        let deep = format!(".a{}", "[?(@.a".repeat(60));
        assert!(JsonPath::parse(&deep).is_err());
    }
}
