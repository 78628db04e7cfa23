//! What a line means: words with their quotes, pipes, lists, groups, `if`, `for` and `while`.

use super::DEEPEST;
use super::tree::{Command, Kind, List, Piece, Pipeline, Redirect, When, Word};

/// Why a text is no list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// It goes on in the next line.
    Open,
    /// Its commands stand too deep in each other.
    Deep,
    /// This is not expected.
    Unexpected(String),
}

/// Takes a text apart.
pub fn parse(text: &str) -> Result<List, Wrong> {
    let mut p = Parser { chars: text.chars().collect(), at: 0, depth: 0 };
    let list = p.list(&[])?;
    match p.peek() {
        None => Ok(list),
        Some(c) => Err(Wrong::Unexpected(c.to_string())),
    }
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn starts(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(i, c)| self.chars.get(self.at + i) == Some(&c))
    }

    fn eat(&mut self, text: &str) -> bool {
        let there = self.starts(text);
        if there {
            self.at += text.chars().count();
        }
        there
    }

    fn blanks(&mut self, lines: bool) {
        while let Some(c) = self.peek() {
            match c {
                ' ' | '\t' => self.at += 1,
                '\\' if self.chars.get(self.at + 1) == Some(&'\n') => self.at += 2,
                '\n' | '\r' if lines => self.at += 1,
                '#' => {
                    while self.peek().is_some_and(|c| c != '\n') {
                        self.at += 1;
                    }
                }
                _ => return,
            }
        }
    }

    /// The bare word that stands here, if it is one that has a meaning of its own.
    fn reserved(&self) -> &'static str {
        const WORDS: [&str; 15] =
            ["!", "{", "}", "if", "then", "elif", "else", "fi", "for", "in", "do", "done", "while", "until", "case"];
        let ends = |n: usize| self.chars.get(self.at + n).is_none_or(|c| c.is_whitespace() || ";&|()<>".contains(*c));
        WORDS.into_iter().find(|w| self.starts(w) && ends(w.len())).unwrap_or_default()
    }

    /// Pipelines up to the end, a `)`, or one of the words.
    fn list(&mut self, until: &[&str]) -> Result<List, Wrong> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Wrong::Deep);
        }
        let (mut list, mut when) = (Vec::new(), When::Always);
        loop {
            self.blanks(true);
            let word = self.reserved();
            if self.peek().is_none_or(|c| c == ')') || !word.is_empty() && until.contains(&word) {
                if when != When::Always {
                    return Err(Wrong::Open);
                }
                break;
            }
            list.push(self.pipeline(when)?);
            self.blanks(false);
            when = if self.eat("&&") {
                When::And
            } else if self.eat("||") {
                When::Or
            } else if self.starts(";;") {
                return Err(Wrong::Unexpected(";;".into()));
            } else if self.eat(";") || self.eat("&") || self.eat("\n") || self.eat("\r\n") {
                When::Always
            } else if self.peek().is_none_or(|c| c == ')') {
                break;
            } else {
                return Err(self.unexpected());
            };
        }
        self.depth -= 1;
        Ok(list)
    }

    fn unexpected(&self) -> Wrong {
        match (self.reserved(), self.peek()) {
            ("", Some(c)) => Wrong::Unexpected(c.to_string()),
            ("", None) => Wrong::Open,
            (word, _) => Wrong::Unexpected(word.into()),
        }
    }

    fn pipeline(&mut self, when: When) -> Result<Pipeline, Wrong> {
        let not = self.reserved() == "!" && self.eat("!");
        let mut commands = Vec::new();
        loop {
            self.blanks(false);
            commands.push(self.command()?);
            self.blanks(false);
            if self.starts("||") || !self.eat("|") {
                return Ok(Pipeline { when, not, commands });
            }
            self.blanks(true);
        }
    }

    fn expect(&mut self, word: &str) -> Result<(), Wrong> {
        self.blanks(true);
        if self.peek().is_none() {
            return Err(Wrong::Open);
        }
        if self.eat(word) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn command(&mut self) -> Result<Command, Wrong> {
        let word = self.reserved();
        let kind = if self.eat("(") {
            let list = self.inner(&[])?;
            self.expect(")")?;
            Kind::Group(list, true)
        } else {
            match word {
                "{" => {
                    self.eat(word);
                    let list = self.inner(&["}"])?;
                    self.expect("}")?;
                    Kind::Group(list, false)
                }
                "if" => {
                    self.eat(word);
                    self.branches()?
                }
                "while" => {
                    self.eat(word);
                    Kind::While(self.inner(&["do"])?, self.body()?)
                }
                "for" => {
                    self.eat(word);
                    self.blanks(false);
                    let name: String = self.chars[self.at..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect();
                    self.at += name.chars().count();
                    self.blanks(true);
                    let mut words = vec![vec![Piece::Var("@".into(), true)]];
                    if self.reserved() == "in" {
                        self.eat("in");
                        words = self.words()?.0;
                    }
                    self.blanks(false);
                    self.eat(";");
                    Kind::For(name, words, self.body()?)
                }
                "" | "in" => {
                    let (words, redirects) = self.words()?;
                    if words.is_empty() && redirects.is_empty() {
                        return Err(self.unexpected());
                    }
                    return Ok(Command { kind: Kind::Simple(words), redirects });
                }
                _ => return Err(self.unexpected()),
            }
        };
        let (words, redirects) = self.words()?;
        if !words.is_empty() {
            return Err(Wrong::Unexpected("word".into()));
        }
        Ok(Command { kind, redirects })
    }

    fn branches(&mut self) -> Result<Kind, Wrong> {
        let cond = self.inner(&["then"])?;
        self.expect("then")?;
        let then = self.inner(&["else", "fi"])?;
        self.blanks(true);
        let other = if self.reserved() == "else" && self.eat("else") { self.inner(&["fi"])? } else { Vec::new() };
        self.expect("fi")?;
        Ok(Kind::If(cond, then, other))
    }

    fn body(&mut self) -> Result<List, Wrong> {
        self.expect("do")?;
        let list = self.inner(&["done"])?;
        self.expect("done")?;
        Ok(list)
    }

    /// A list in another: there is something in it, so that a loop over it always does something.
    fn inner(&mut self, until: &[&str]) -> Result<List, Wrong> {
        let list = self.list(until)?;
        if list.is_empty() { Err(self.unexpected()) } else { Ok(list) }
    }

    /// Words and redirections up to what separates commands.
    fn words(&mut self) -> Result<(Vec<Word>, Vec<Redirect>), Wrong> {
        let (mut words, mut redirects) = (Vec::new(), Vec::new());
        loop {
            self.blanks(false);
            let fd = match (self.peek(), self.chars.get(self.at + 1)) {
                (Some(c @ ('0' | '1' | '2')), Some('<' | '>')) => {
                    self.at += 1;
                    Some(c as u8 - b'0')
                }
                _ => None,
            };
            match self.peek() {
                None | Some(';' | '&' | '|' | '(' | ')' | '\n' | '\r') => {
                    if self.peek() == Some('&') && self.eat("&>") {
                        self.blanks(false);
                        redirects.push(Redirect::To(1, false, self.word()?));
                        redirects.push(Redirect::Same(2, 1));
                        continue;
                    }
                    return Ok((words, redirects));
                }
                Some('<') => {
                    self.at += 1;
                    self.blanks(false);
                    redirects.push(Redirect::From(self.word()?));
                }
                Some('>') => {
                    self.at += 1;
                    let adds = self.eat(">");
                    if !adds && self.eat("&") {
                        let to = self.peek().and_then(|c| c.to_digit(3)).ok_or_else(|| self.unexpected())?;
                        self.at += 1;
                        redirects.push(Redirect::Same(fd.unwrap_or(1), u8::try_from(to).unwrap_or(1)));
                        continue;
                    }
                    self.blanks(false);
                    redirects.push(Redirect::To(fd.unwrap_or(1), adds, self.word()?));
                }
                Some(_) => words.push(self.word()?),
            }
        }
    }

    fn word(&mut self) -> Result<Word, Wrong> {
        let (mut word, mut plain) = (Word::new(), String::new());
        let flush = |plain: &mut String, word: &mut Word| {
            if !plain.is_empty() {
                word.push(Piece::Text(std::mem::take(plain), false));
            }
        };
        while let Some(c) = self.peek() {
            match c {
                ' ' | '\t' | '\n' | '\r' | ';' | '&' | '|' | '(' | ')' | '<' | '>' => break,
                '\'' => {
                    flush(&mut plain, &mut word);
                    self.at += 1;
                    let text: String = self.chars[self.at..].iter().take_while(|c| **c != '\'').collect();
                    self.at += text.chars().count();
                    if !self.eat("'") {
                        return Err(Wrong::Open);
                    }
                    word.push(Piece::Text(text, true));
                }
                '"' => {
                    flush(&mut plain, &mut word);
                    self.at += 1;
                    self.quoted(&mut word)?;
                }
                '\\' => {
                    flush(&mut plain, &mut word);
                    self.at += 1;
                    let c = self.peek().ok_or(Wrong::Open)?;
                    self.at += 1;
                    if c != '\n' {
                        word.push(Piece::Text(c.to_string(), true));
                    }
                }
                '$' | '`' => match self.dollar(false)? {
                    Some(piece) => {
                        flush(&mut plain, &mut word);
                        word.push(piece);
                    }
                    None => plain.push('$'),
                },
                c => {
                    self.at += 1;
                    plain.push(c);
                }
            }
        }
        flush(&mut plain, &mut word);
        if word.is_empty() { Err(self.unexpected()) } else { Ok(word) }
    }

    fn quoted(&mut self, word: &mut Word) -> Result<(), Wrong> {
        let mut text = String::new();
        let before = word.len();
        loop {
            match self.peek().ok_or(Wrong::Open)? {
                '"' => {
                    self.at += 1;
                    if !text.is_empty() || word.len() == before {
                        word.push(Piece::Text(text, true));
                    }
                    return Ok(());
                }
                '\\' if self.chars.get(self.at + 1).is_some_and(|c| "\"\\$`\n".contains(*c)) => {
                    let c = self.chars[self.at + 1];
                    self.at += 2;
                    if c != '\n' {
                        text.push(c);
                    }
                }
                '$' | '`' => match self.dollar(true)? {
                    Some(piece) => {
                        if !text.is_empty() {
                            word.push(Piece::Text(std::mem::take(&mut text), true));
                        }
                        word.push(piece);
                    }
                    None => text.push('$'),
                },
                c => {
                    self.at += 1;
                    text.push(c);
                }
            }
        }
    }

    /// What a `$` or a backquote begins; nothing for a `$` that is one.
    fn dollar(&mut self, quoted: bool) -> Result<Option<Piece>, Wrong> {
        if self.eat("`") {
            let text: String = self.chars[self.at..].iter().take_while(|c| **c != '`').collect();
            self.at += text.chars().count();
            return if self.eat("`") { Ok(Some(Piece::Sub(text, quoted))) } else { Err(Wrong::Open) };
        }
        self.at += 1;
        if self.eat("(") {
            let (start, mut open) = (self.at, 1);
            while open > 0 {
                match self.peek().ok_or(Wrong::Open)? {
                    '(' => open += 1,
                    ')' => open -= 1,
                    _ => {}
                }
                self.at += 1;
            }
            return Ok(Some(Piece::Sub(self.chars[start..self.at - 1].iter().collect(), quoted)));
        }
        if self.eat("{") {
            let text: String = self.chars[self.at..].iter().take_while(|c| **c != '}').collect();
            self.at += text.chars().count();
            return if self.eat("}") { Ok(Some(Piece::Var(text, quoted))) } else { Err(Wrong::Open) };
        }
        let special = self.peek().filter(|c| "?$#@*!-0123456789".contains(*c));
        let name: String = match special {
            Some(c) => c.to_string(),
            None => self.chars[self.at..].iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '_').collect(),
        };
        self.at += name.chars().count();
        Ok((!name.is_empty()).then_some(Piece::Var(name, quoted)))
    }
}
