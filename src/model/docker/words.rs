//! A text of a shell in words: quotes, continued lines, comments. Nothing is expanded; what a shell would have expanded is named. (A crate
//! that splits words gives neither lines nor which `$` stood in quotes.)

/// A word.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Word {
    /// It, without its quotes.
    pub text: String,
    /// The line that it begins in, from 1.
    pub line: u32,
    /// What a shell would have put something else in the place of.
    pub live: Vec<String>,
}

/// One command of the text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Command {
    /// Its words.
    pub words: Vec<Word>,
    /// Where its output goes, each with its line.
    pub redirects: Vec<(u32, String)>,
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    line: u32,
    word: Option<Word>,
    command: Command,
    all: Vec<Command>,
    /// The next word is where the output goes.
    redirects: bool,
    /// The line goes on from the one before.
    goes_on: bool,
    /// Quotes and blanks alone mean something.
    plain: bool,
}

/// The commands of a text.
pub(super) fn commands(text: &str) -> Vec<Command> {
    read(text, false)
}

fn read(text: &str, plain: bool) -> Vec<Command> {
    let chars = text.replace("\r\n", "\n").replace('\r', "\n").chars().collect();
    let (word, command, all) = (None, Command::default(), Vec::new());
    let mut reader = Reader { chars, at: 0, line: 1, word, command, all, redirects: false, goes_on: false, plain };
    while let Some(c) = reader.next() {
        reader.take(c);
    }
    reader.end_command();
    reader.all
}

/// The words of a line that no shell reads: quotes and blanks alone mean something.
pub(super) fn split(text: &str) -> Vec<String> {
    read(text, true).into_iter().flat_map(|c| c.words).map(|w| w.text).collect()
}

/// Words as a line that [`split`] gives back.
pub(super) fn join(words: &[String]) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@%".contains(c);
    let quoted = |w: &String| {
        let bare = !w.is_empty() && w.chars().all(plain);
        if bare { w.clone() } else { format!("'{}'", w.replace('\'', "'\\''")) }
    };
    words.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    fn push(&mut self, c: char) {
        let line = self.line;
        self.word.get_or_insert_with(|| Word { line, ..Word::default() }).text.push(c);
    }

    fn begin(&mut self) {
        let line = self.line;
        self.word.get_or_insert_with(|| Word { line, ..Word::default() });
    }

    fn end_word(&mut self) {
        let Some(word) = self.word.take() else { return };
        if std::mem::take(&mut self.redirects) {
            // Where it is a number it is another stream.
            if !word.text.chars().all(|c| c.is_ascii_digit()) {
                self.command.redirects.push((word.line, word.text));
            }
        } else {
            self.command.words.push(word);
        }
        self.goes_on = false;
    }

    fn end_command(&mut self) {
        self.end_word();
        self.redirects = false;
        let command = std::mem::take(&mut self.command);
        if !command.words.is_empty() {
            self.all.push(command);
        }
    }

    fn take(&mut self, c: char) {
        if self.plain && !matches!(c, '\n' | ' ' | '\t' | '\\' | '\'' | '"') {
            return self.push(c);
        }
        match c {
            '\n' => {
                self.line += 1;
                self.end_command();
            }
            ' ' | '\t' => self.end_word(),
            // PowerShell's and cmd's way to go on in the next line.
            '\\' | '`' | '^' if self.ends_line() => self.go_on(),
            // In a path with a drive's letter it parts folders.
            '\\' if self.word.as_ref().is_some_and(|w| w.text.get(1..2) == Some(":")) => self.push(c),
            '\\' => {
                if let Some(c) = self.next() {
                    self.push(c);
                }
            }
            '\'' => self.quoted(),
            '"' => self.double_quoted(),
            '#' if self.word.is_none() => self.comment(),
            '$' => self.dollar(),
            '`' => self.until('`', "`"),
            '&' if self.peek() == Some('>') => {
                self.next();
                self.redirect();
            }
            ';' | '&' | '|' => self.end_command(),
            '>' | '<' => self.redirect(),
            c => self.push(c),
        }
    }

    /// Whether only blanks stand between here and the end of the line, and there is another.
    fn ends_line(&self) -> bool {
        self.chars[self.at..].iter().find(|c| !matches!(c, ' ' | '\t')) == Some(&'\n')
    }

    fn go_on(&mut self) {
        while self.next().is_some_and(|c| c != '\n') {}
        self.line += 1;
        self.goes_on = true;
        // In a word it goes on where the next line begins without a blank; a published line is indented.
        if self.peek().is_some_and(|c| matches!(c, ' ' | '\t' | '-')) {
            self.end_word();
            self.goes_on = true;
        }
    }

    /// To the end of the line; one between continued lines ends no command.
    fn comment(&mut self) {
        while self.peek().is_some_and(|c| c != '\n') {
            self.next();
        }
        if self.goes_on && self.next().is_some() {
            self.line += 1;
        }
    }

    fn quoted(&mut self) {
        self.begin();
        while let Some(c) = self.next() {
            match c {
                '\'' => return,
                c => self.keep(c),
            }
        }
    }

    fn keep(&mut self, c: char) {
        self.push(c);
        self.line += u32::from(c == '\n');
    }

    fn double_quoted(&mut self) {
        self.begin();
        while let Some(c) = self.next() {
            match c {
                '"' => return,
                '\\' => match self.next() {
                    Some('\n') => self.line += 1,
                    Some(c) => {
                        if !matches!(c, '"' | '\\' | '$' | '`') {
                            self.push('\\');
                        }
                        self.push(c);
                    }
                    None => self.push('\\'),
                },
                '$' if !self.plain => self.dollar(),
                '`' if !self.plain => self.until('`', "`"),
                c => self.keep(c),
            }
        }
    }

    fn dollar(&mut self) {
        match self.peek() {
            Some('(') => {
                self.next();
                self.until(')', "$(");
            }
            Some('{') => {
                self.next();
                self.until('}', "${");
            }
            Some(c) if c.is_ascii_alphabetic() || c == '_' => {
                let mut name = String::from("$");
                while let Some(c) = self.peek().filter(|c| c.is_ascii_alphanumeric() || *c == '_') {
                    name.push(c);
                    self.next();
                }
                self.live(name);
            }
            _ => self.push('$'),
        }
    }

    /// What a shell would have expanded, up to its end; it stays as it is written.
    fn until(&mut self, end: char, lead: &str) {
        let mut name = lead.to_owned();
        while let Some(c) = self.next() {
            self.line += u32::from(c == '\n');
            name.push(c);
            if c == end {
                break;
            }
        }
        // A comment between backquotes: people put one into a line that goes on.
        if !name.starts_with("`#") {
            self.live(name);
        }
    }

    fn live(&mut self, name: String) {
        self.begin();
        if let Some(word) = &mut self.word {
            word.text.push_str(&name);
            word.live.push(name);
        }
    }

    fn redirect(&mut self) {
        // The number of a stream belongs to it.
        if self.word.as_ref().is_some_and(|w| w.text.chars().all(|c| c.is_ascii_digit())) {
            self.word = None;
        }
        self.end_word();
        while self.peek().is_some_and(|c| matches!(c, '>' | '<' | '&')) {
            self.next();
        }
        self.redirects = true;
        while self.peek().is_some_and(|c| matches!(c, ' ' | '\t')) {
            self.next();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_a_shell() {
        for (text, want) in [
            ("a  b\tc", vec!["a", "b", "c"]),
            ("a 'b c' \"d e\"f", vec!["a", "b c", "d ef"]),
            (r#"-e "A=\"x\" \n" '' "#, vec!["-e", "A=\"x\" \\n", ""]),
            ("a \\\n  b \\ \n c", vec!["a", "b", "c"]),
            ("a `\n  b ^\n c", vec!["a", "b", "c"]),
            ("a # b c", vec!["a"]),
            ("a#b", vec!["a#b"]),
            ("a \\\n  # what b is for\n  b", vec!["a", "b"]),
            ("a `# what b is for` b", vec!["a", "b"]),
            ("it\\'s", vec!["it's"]),
            (r"C:\data\x:/x", vec![r"C:\data\x:/x"]),
            ("a > out 2>&1 b", vec!["a", "b"]),
        ] {
            let words: Vec<String> = commands(text).into_iter().flat_map(|c| c.words).map(|w| w.text).collect();
            assert_eq!(words, want, "{text:?}");
        }
        assert_eq!(split("sh -c \"a;\n b\" & $X `y` #z"), ["sh", "-c", "a;\n b", "&", "$X", "`y`", "#z"], "no shell reads it");
    }

    #[test]
    fn commands_lines_and_what_is_not_expanded_are_known() {
        let all = commands(
            "docker pull a && docker run \\\n  -e A=$B -e C='$D' \\\n  -v \"$(pwd)/x:/y\" a\n# end\njava -jar a.jar > a.log 2>&1 &\n",
        );
        assert_eq!(all.iter().map(|c| c.words.len()).collect::<Vec<_>>(), [3, 9, 3]);
        let run = &all[1];
        assert_eq!(run.words.iter().map(|w| w.line).collect::<Vec<_>>(), [1, 1, 2, 2, 2, 2, 3, 3, 3]);
        let live: Vec<&str> = run.words.iter().flat_map(|w| &w.live).map(String::as_str).collect();
        assert_eq!(live, ["$B", "$(pwd)"]);
        assert_eq!(run.words[7].text, "$(pwd)/x:/y");
        assert_eq!(all[2].redirects, [(5, "a.log".into())]);
    }

    #[test]
    fn what_is_joined_is_split_again() {
        let words = ["java", "-Dx=a b", "it's", "", "-jar", "$X"].map(String::from);
        assert_eq!(split(&join(&words)), words);
    }
}
