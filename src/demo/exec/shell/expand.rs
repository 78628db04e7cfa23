//! From words to arguments: variables, what commands write, fields, and names that fit a pattern.

use super::Shell;
use super::tree::{Piece, Word};
use crate::demo::exec::proc::Stop;

/// Bytes of the arguments of one command together, and of one word.
const MOST_BYTES: usize = 1 << 20;
/// What an argument takes besides its bytes, as Linux counts it.
const ARGUMENT: usize = 8;
/// The longest pattern of a name that is looked for.
const MOST_PATTERN: usize = 1000;

/// Names that are looked at for the arguments of one command.
const MOST_LOOKS: usize = 1_000_000;
/// Names that are looked at before others are let in.
const LOOKS_AT_ONCE: usize = 256;

/// A field while it is put together: its text, and the same where only what was not quoted can be a pattern.
#[derive(Debug, Default)]
struct Field {
    text: String,
    pattern: String,
    wild: bool,
    /// Whether it is one even when it is empty.
    real: bool,
}

/// The fields of a command, the bytes that they may still take, and the names that may still be looked at for them.
#[derive(Debug)]
struct Fields {
    all: Vec<Field>,
    left: usize,
    looks: usize,
}

impl Fields {
    fn new() -> Self {
        Self { all: Vec::new(), left: MOST_BYTES, looks: MOST_LOOKS }
    }

    fn pay(&mut self, bytes: usize) -> Result<(), Stop> {
        self.left = self.left.checked_sub(bytes).ok_or(Stop::TOO_LONG)?;
        Ok(())
    }

    /// Begins another one.
    fn begin(&mut self) -> Result<(), Stop> {
        self.pay(ARGUMENT)?;
        self.all.push(Field::default());
        Ok(())
    }

    /// Ends the last one, if there is anything in it.
    fn part(&mut self) -> Result<(), Stop> {
        if self.all.last().is_some_and(|f| f.real) { self.begin() } else { Ok(()) }
    }

    /// Adds to the last one.
    fn push(&mut self, text: &str, quoted: bool) -> Result<(), Stop> {
        self.pay(text.len())?;
        let Some(field) = self.all.last_mut() else { return Ok(()) };
        field.text.push_str(text);
        field.real |= quoted || !text.is_empty();
        for c in text.chars() {
            if quoted && "*?\\".contains(c) {
                field.pattern.push('\\');
            }
            field.wild |= !quoted && "*?".contains(c);
            field.pattern.push(c);
        }
        Ok(())
    }
}

impl Shell {
    /// The arguments that words become.
    pub(super) async fn fields(&mut self, words: &[Word]) -> Result<Vec<String>, Stop> {
        let (mut all, mut fields) = (Vec::new(), Fields::new());
        for word in words {
            self.split(word, &mut fields).await?;
            for field in std::mem::take(&mut fields.all) {
                let names = if field.wild { self.matching(&field.pattern, &mut fields.looks).await? } else { Vec::new() };
                if names.is_empty() {
                    all.push(field.text);
                }
                for name in names {
                    fields.pay(name.len() + ARGUMENT)?;
                    all.push(name);
                }
            }
        }
        Ok(all)
    }

    /// The one text that a word becomes, where nothing is split.
    pub(super) async fn text(&mut self, word: &Word) -> Result<String, Stop> {
        let mut fields = Fields::new();
        self.split(word, &mut fields).await?;
        Ok(fields.all.into_iter().map(|f| f.text).collect::<Vec<_>>().join(" "))
    }

    async fn split(&mut self, word: &Word, fields: &mut Fields) -> Result<(), Stop> {
        fields.begin()?;
        for (i, piece) in word.iter().enumerate() {
            let (value, quoted) = match piece {
                Piece::Text(text, quoted) => {
                    let home = i == 0 && !quoted && (text == "~" || text.starts_with("~/"));
                    let text = if home { text.replacen('~', "/root", 1) } else { text.clone() };
                    fields.push(&text, *quoted)?;
                    continue;
                }
                Piece::Var(name, true) if name == "@" => {
                    for (i, arg) in self.args.iter().skip(1).enumerate() {
                        if i > 0 {
                            fields.begin()?;
                        }
                        fields.push(arg, true)?;
                    }
                    continue;
                }
                Piece::Var(name, quoted) => (self.value(name), *quoted),
                Piece::Sub(text, quoted) => (self.output(text).await?, *quoted),
            };
            if quoted {
                fields.push(&value, true)?;
                continue;
            }
            if value.starts_with(char::is_whitespace) {
                fields.part()?;
            }
            for (i, part) in value.split_whitespace().enumerate() {
                if i > 0 {
                    fields.part()?;
                }
                fields.push(part, false)?;
            }
            if value.ends_with(char::is_whitespace) {
                fields.part()?;
            }
        }
        fields.all.retain(|f| f.real);
        Ok(())
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

    /// The paths that fit a pattern, in order. What is looked at for them is taken from `looks`: the paths may be few of many.
    async fn matching(&mut self, pattern: &str, looks: &mut usize) -> Result<Vec<String>, Stop> {
        let mut found = vec![if pattern.starts_with('/') { "/".to_owned() } else { String::new() }];
        for part in pattern.split('/').filter(|p| !p.is_empty()) {
            if part.len() > MOST_PATTERN {
                return Ok(Vec::new());
            }
            let (mut next, mut bytes) = (Vec::new(), 0);
            // These stand in every folder, and in no list of names.
            let own = matches!(part, "." | "..");
            for base in &found {
                let dir = self.p.path(if base.is_empty() { "." } else { base });
                let dots = part.starts_with('.');
                let glue = if base.is_empty() || base.ends_with('/') { "" } else { "/" };
                self.p.io.breathe().await?;
                let names = self.p.files().names(&dir).map(|all| if own { vec![part.to_owned()] } else { all }).unwrap_or_default();
                *looks = looks.checked_sub(1 + names.len()).ok_or(Stop::TOO_LONG)?;
                for (i, name) in names.into_iter().enumerate() {
                    if i % LOOKS_AT_ONCE == LOOKS_AT_ONCE - 1 {
                        self.p.io.breathe().await?;
                    }
                    if (dots || !name.starts_with('.')) && fits(part, &name) {
                        bytes += base.len() + name.len() + ARGUMENT;
                        next.push(format!("{base}{glue}{name}"));
                    }
                }
                if bytes > MOST_BYTES {
                    return Err(Stop::TOO_LONG);
                }
            }
            found = next;
        }
        Ok(found)
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
