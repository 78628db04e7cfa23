//! Plain output of the commands without a screen.

use crate::model::text::harmless;
use std::io::{self, IsTerminal, Write};

/// Prints a text on standard output. A reader that has gone away, as `head` does, is no error.
///
/// # Errors
/// When it cannot be written.
pub fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(safe(text).as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Prints a line, with a word before it that stands out, in red where there are colours.
///
/// # Errors
/// When it cannot be written.
pub fn announce(mark: Option<&str>, line: &str, colours: bool) -> io::Result<()> {
    let red = if colours { ";31" } else { "" };
    let mark = mark.map(|mark| format!("\x1b[1;7{red}m {} \x1b[m ", safe(mark))).unwrap_or_default();
    let mut out = io::stdout().lock();
    out.write_all(format!("{mark}{}\n", safe(line)).as_bytes()).and_then(|()| out.flush())
}

/// Says a line on standard error; where even that fails there is nobody to tell.
pub fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", safe(text));
}

/// Asks whoever sits at the terminal; `None` where nobody does. It waits for as long as they think.
pub fn ask(question: &str) -> Option<String> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return None;
    }
    let mut err = io::stderr().lock();
    err.write_all(safe(question).as_bytes()).and_then(|()| err.flush()).ok()?;
    drop(err);
    let mut line = String::new();
    io::stdin().read_line(&mut line).ok()?;
    Some(line)
}

/// The one way out of what is said without a screen: line breaks and tabs stay, all else that a terminal obeys goes, also into a pipe.
fn safe(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\n' | '\t') || harmless(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_keeps_its_lines_and_commands_nothing() {
        let text = "a\tb\n\u{1b}[2Jc\u{1b}]0;t\u{7}\r\nd\u{202e}e\u{9b}31m\u{200b}温度\0\n";
        assert_eq!(safe(text), "a\tb\n[2Jc]0;t\nde31m温度\n");
    }
}
