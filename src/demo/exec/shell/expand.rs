//! From words to arguments: variables, what commands write, fields, and names that fit a pattern.

use super::Shell;
use super::tree::{Piece, Word};
use crate::demo::exec::proc::Stop;

/// Arguments of one command.
const MOST_FIELDS: usize = 20_000;
/// Bytes of one word, as Linux has it for an argument.
const MOST_WORD: usize = 128 << 10;

/// A field while it is put together: its text, and the same where only what was not quoted can be a pattern.
#[derive(Debug, Default, Clone)]
struct Field {
    text: String,
    pattern: String,
    wild: bool,
    /// Whether it is one even when it is empty.
    real: bool,
}

impl Field {
    fn push(&mut self, text: &str, quoted: bool) {
        if self.text.len() + text.len() > MOST_WORD {
            return;
        }
        self.text.push_str(text);
        self.real |= quoted || !text.is_empty();
        for c in text.chars() {
            if quoted && "*?\\".contains(c) {
                self.pattern.push('\\');
            }
            self.wild |= !quoted && "*?".contains(c);
            self.pattern.push(c);
        }
    }
}

impl Shell {
    /// The arguments that words become.
    pub(super) async fn fields(&mut self, words: &[Word]) -> Result<Vec<String>, Stop> {
        let mut all = Vec::new();
        for word in words {
            for field in self.split(word).await? {
                if field.wild {
                    let names = self.matching(&field.pattern);
                    if !names.is_empty() {
                        all.extend(names);
                        continue;
                    }
                }
                all.push(field.text);
            }
            if all.len() > MOST_FIELDS {
                return Err(Stop::Full);
            }
        }
        Ok(all)
    }

    /// The one text that a word becomes, where nothing is split.
    pub(super) async fn text(&mut self, word: &Word) -> Result<String, Stop> {
        Ok(self.split(word).await?.into_iter().map(|f| f.text).collect::<Vec<_>>().join(" "))
    }

    async fn split(&mut self, word: &Word) -> Result<Vec<Field>, Stop> {
        let mut fields = vec![Field::default()];
        for (i, piece) in word.iter().enumerate() {
            let (value, quoted) = match piece {
                Piece::Text(text, quoted) => {
                    let home = i == 0 && !quoted && (text == "~" || text.starts_with("~/"));
                    let text = if home { text.replacen('~', "/root", 1) } else { text.clone() };
                    if let Some(last) = fields.last_mut() {
                        last.push(&text, *quoted);
                    }
                    continue;
                }
                Piece::Var(name, true) if name == "@" => {
                    let args = self.args.get(1..).unwrap_or_default().to_vec();
                    for (i, arg) in args.iter().enumerate() {
                        if i > 0 {
                            fields.push(Field::default());
                        }
                        if let Some(last) = fields.last_mut() {
                            last.push(arg, true);
                        }
                    }
                    continue;
                }
                Piece::Var(name, quoted) => (self.value(name), *quoted),
                Piece::Sub(text, quoted) => (self.output(text).await?, *quoted),
            };
            if quoted {
                if let Some(last) = fields.last_mut() {
                    last.push(&value, true);
                }
                continue;
            }
            let begins = value.starts_with(char::is_whitespace);
            let ends = value.ends_with(char::is_whitespace);
            for (i, part) in value.split_whitespace().take(MOST_FIELDS).enumerate() {
                if (i > 0 || begins) && fields.last().is_some_and(|f| f.real) {
                    fields.push(Field::default());
                }
                if let Some(last) = fields.last_mut() {
                    last.push(part, false);
                }
            }
            if ends && fields.last().is_some_and(|f| f.real) {
                fields.push(Field::default());
            }
        }
        fields.retain(|f| f.real);
        Ok(fields)
    }

    /// The value of `NAME`, `NAME:-DEFAULT` or `#NAME`.
    fn value(&self, name: &str) -> String {
        if let Some((name, default)) = name.split_once(":-") {
            let value = self.value(name);
            return if value.is_empty() { default.to_owned() } else { value };
        }
        match name {
            "?" => self.status.to_string(),
            "$" => "27".into(),
            "#" => self.args.len().saturating_sub(1).to_string(),
            "@" | "*" => self.args.get(1..).unwrap_or_default().join(" "),
            "PWD" => self.p.cwd.clone(),
            "!" | "-" => String::new(),
            n if n.bytes().all(|b| b.is_ascii_digit()) => {
                n.parse::<usize>().ok().and_then(|n| self.args.get(n)).cloned().unwrap_or_default()
            }
            n => self.p.var(n).to_owned(),
        }
    }

    /// The paths that fit a pattern, in order.
    fn matching(&self, pattern: &str) -> Vec<String> {
        let files = self.p.files();
        let rooted = pattern.starts_with('/');
        let mut found = vec![if rooted { "/".to_owned() } else { String::new() }];
        for part in pattern.split('/').filter(|p| !p.is_empty()) {
            let mut next = Vec::new();
            for base in &found {
                let dir = self.p.path(if base.is_empty() { "." } else { base });
                let names = files.names(&dir).unwrap_or_default();
                let dots = part.starts_with('.');
                let fitting = names.into_iter().filter(|n| (dots || !n.starts_with('.')) && fits(part, n));
                let glue = if base.is_empty() || base.ends_with('/') { "" } else { "/" };
                next.extend(fitting.map(|n| format!("{base}{glue}{n}")).take(MOST_FIELDS));
            }
            next.truncate(MOST_FIELDS);
            found = next;
        }
        found
    }
}

/// Whether a name fits a pattern of `*`, `?` and characters, where a backslash takes the next as it is.
fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n, mut back) = (0, 0, None);
    loop {
        let step = match pattern.get(p) {
            Some('*') => {
                back = Some((p, n));
                p += 1;
                continue;
            }
            Some('?') if n < name.len() => Some(1),
            Some('\\') if pattern.get(p + 1) == name.get(n) && n < name.len() => Some(2),
            Some(c) if Some(c) == name.get(n) => Some(1),
            None if n == name.len() => return true,
            _ => None,
        };
        match (step, back) {
            (Some(step), _) => {
                p += step;
                n += 1;
            }
            (None, Some((star, from))) if from < name.len() => {
                back = Some((star, from + 1));
                (p, n) = (star + 1, from + 1);
            }
            (None, _) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns_fit_names() {
        for (pattern, name, want) in [
            ("*", "", true),
            ("*", "abc", true),
            ("a*c", "abbc", true),
            ("a*c", "abbd", false),
            ("?", "温", true),
            ("?", "", false),
            ("*.log", "a.log.log", true),
            ("\\*", "*", true),
            ("\\*", "a", false),
            ("a*b*c", "a-b-b-c", true),
        ] {
            assert_eq!(fits(pattern, name), want, "{pattern} {name}");
        }
    }
}
