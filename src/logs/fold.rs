//! Which lines go on with the one before them: stack traces, causes, indented blocks. A container writes one thing over many lines, and
//! a reader wants it as one.

use super::level::{self, Level};

/// Lines further apart than this (nanoseconds) are two things.
const APART: i64 = 1_000_000_000;
/// Lines that may go on with one. A log that is indented throughout does not vanish behind its first line.
const MOST: u16 = 1000;

/// What is known of a source's last line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Before {
    nanos: i64,
    /// The level of the line that the others go on with.
    level: Option<Level>,
    /// How many went on with it.
    run: u16,
    /// Whether a trace that is not indented has begun: Go's, Python's.
    open: bool,
    /// Whether there was a line at all.
    any: bool,
}

/// What a line is, with regard to the one before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    /// Its level: its own, or that of the line it goes on with.
    pub(super) level: Option<Level>,
    /// Whether it goes on with the line before it.
    pub(super) goes_on: bool,
}

impl Before {
    /// Takes in the source's next line, cleaned.
    pub(super) fn next(&mut self, nanos: i64, text: &str) -> Place {
        let own = level::find(text);
        let near = self.any && nanos.saturating_sub(self.nanos).abs() <= APART && self.run < MOST;
        let goes_on = near && self.takes(text, own);
        if goes_on {
            self.run += 1;
            self.open |= opens(text);
        } else {
            (self.run, self.open, self.level) = (0, opens(text) || text.starts_with("panic: "), own);
        }
        (self.nanos, self.any) = (nanos, true);
        Place { level: self.level, goes_on }
    }

    /// Forgets the line: what follows is a thing of its own.
    pub(super) fn cut(&mut self) {
        *self = Self::default();
    }

    fn takes(&self, text: &str, own: Option<Level>) -> bool {
        let trimmed = text.trim_start();
        if trimmed.is_empty() {
            return self.open;
        }
        let indent = text.len() - trimmed.len();
        if indent >= 2 || text.starts_with('\t') {
            return own.is_none();
        }
        if opens(text) || goes_on(trimmed) {
            return true;
        }
        if matches!(text, "}" | "]" | ")" | "}," | "],") {
            return self.run > 0;
        }
        match exception(text) {
            // A name with a package is Java's; a bare one ends a trace of Python's.
            Some(name) => name.contains('.') || self.open,
            // The functions of a goroutine stand at the margin.
            None => self.open && (text.ends_with(')') || text.starts_with("exit status ")) && own.is_none(),
        }
    }
}

/// The first line of a trace that is not indented throughout.
fn opens(text: &str) -> bool {
    text.starts_with("Traceback (most recent call last)") || (text.starts_with("goroutine ") && text.ends_with("]:"))
}

fn goes_on(text: &str) -> bool {
    const BEGINNINGS: [&str; 8] = [
        "Caused by: ",
        "Suppressed: ",
        "During handling of the above exception",
        "The above exception was the direct cause",
        "stack backtrace:",
        "note: run with `RUST_BACKTRACE",
        "[signal SIG",
        "created by ",
    ];
    let more =
        || text.strip_prefix("... ").and_then(|t| t.split_once(' ')).is_some_and(|(n, _)| n.bytes().all(|b| b.is_ascii_digit()));
    BEGINNINGS.iter().any(|b| text.starts_with(b)) || more()
}

/// The name of an exception that a line begins with: `java.lang.IllegalStateException: …`, `ValueError: …`.
fn exception(text: &str) -> Option<&str> {
    let end = text.find([':', ' ']).unwrap_or(text.len());
    let name = text.get(..end)?;
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'$'));
    let ends = ["Exception", "Error", "Throwable", "Interrupt", "Exit"].iter().any(|e| name.ends_with(e));
    (plain && ends && matches!(text.as_bytes().get(end), None | Some(b':'))).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines that stand for themselves, as their numbers.
    fn heads(lines: &[&str]) -> Vec<usize> {
        let mut before = Before::default();
        (0..lines.len()).filter(|i| !before.next(*i as i64, lines[*i]).goes_on).collect()
    }

    #[test]
    fn traces_of_the_usual_languages_are_one_thing() {
        let java = [
            "2026-07-24T20:19:58Z ERROR 1 --- [nio] c.h.iot.DeviceService : 处理失败",
            "java.lang.IllegalStateException: device offline",
            "        at c.h.iot.DeviceService.handle(DeviceService.java:88)",
            "\tat c.h.iot.ErrorHandler.run(ErrorHandler.java:12)",
            "Caused by: java.net.SocketTimeoutException: Read timed out",
            "\t... 23 more",
            "2026-07-24T20:19:59Z  INFO 1 --- [nio] next",
        ];
        assert_eq!(heads(&java), [0, 6]);
        let python = [
            "ERROR:root:failed",
            "Traceback (most recent call last):",
            "  File \"app.py\", line 3, in <module>",
            "    raise ValueError(\"x\")",
            "ValueError: x",
            "INFO:root:on we go",
        ];
        assert_eq!(heads(&python), [0, 5]);
        let go = [
            "panic: runtime error: index out of range [5] with length 3",
            "",
            "goroutine 1 [running]:",
            "main.main()",
            "\t/app/main.go:12 +0x1d",
            "exit status 2",
            "started again",
        ];
        assert_eq!(heads(&go), [0, 6]);
        let node = ["TypeError: Cannot read properties of undefined", "    at Object.<anonymous> (/app/x.js:1:1)", "ready"];
        assert_eq!(heads(&node), [0, 2]);
        let pretty = ["config:", "  a: 1", "  b: 2", "GET / 200", "{", "  \"x\": 1", "}"];
        assert_eq!(heads(&pretty), [0, 3, 4]);
    }

    #[test]
    fn plain_lines_stand_for_themselves() {
        let plain =
            ["one", " two", "ValueError: no trace before it", "", "}", "  ERROR an indented line with a level", "Error: x", "a.b"];
        assert_eq!(heads(&plain), [0, 1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn a_trace_has_the_level_of_its_first_line_and_an_end() {
        let mut before = Before::default();
        assert_eq!(before.next(0, "ERROR lost"), Place { level: Some(Level::Error), goes_on: false });
        assert_eq!(before.next(1, "\tat x"), Place { level: Some(Level::Error), goes_on: true });
        assert!(!before.next(APART + 2, "\tat much.later").goes_on);
        before.cut();
        assert!(!before.next(APART + 3, "\tat after a gap").goes_on);
        let mut before = Before::default();
        let count = (0..5000).filter(|i| !before.next(*i, "  always indented").goes_on).count();
        assert_eq!(count, 5, "a log that is indented throughout is not one line");
    }
}
