//! A command that is typed, as words: split at blanks, as a shell would with quotes and backslashes, and nothing else of a shell.

use crate::app::text::InsideText;

/// Splits it.
///
/// # Errors
/// When a quote has no end.
pub fn split(text: &str) -> Result<Vec<String>, InsideText> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\'' | '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next() {
                        Some(end) if end == c => break,
                        Some('\\') if c == '"' => word.extend(chars.next()),
                        Some(other) => word.push(other),
                        None => return Err(InsideText::OpenQuote(c)),
                    }
                }
            }
            '\\' => word.get_or_insert_default().extend(chars.next()),
            c if c.is_whitespace() => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_a_shell_would() {
        for (text, want) in [
            ("ls -l /", &["ls", "-l", "/"][..]),
            ("  ls  ", &["ls"]),
            ("sh -c 'echo \"a  b\" | wc'", &["sh", "-c", "echo \"a  b\" | wc"]),
            (r#"echo "a \" b" c\ d "" "#, &["echo", "a \" b", "c d", ""]),
            ("a'b'\"c\"", &["abc"]),
            ("", &[]),
        ] {
            assert_eq!(split(text).unwrap(), want, "{text}");
        }
        assert_eq!(split("echo 'a"), Err(InsideText::OpenQuote('\'')));
        assert_eq!(split("echo \"a\\"), Err(InsideText::OpenQuote('"')));
    }
}
