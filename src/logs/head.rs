//! What stands before the message of a line in the usual layouts of text logs: its time, its level, process, thread, logger, file. So
//! that where there is little room the message is seen.
//!
//! Logback and Spring Boot, log4j, Python's logging and gunicorn, zap's console, klog, nginx's error log, Go's log, tracing: they differ
//! in the order of the parts, which are read as they come. A part that could be the message's own (a bracket, a number) counts only
//! where one that could not (a level, a logger with its mark) follows it.

use super::level::Level;
use crate::model::Words;
use std::ops::Range;

/// How far into a line its head reaches at the most.
const REACH: usize = 256;

/// What a part of a head is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    /// When it was written.
    Time,
    /// How bad it is.
    Level,
    /// The process's number.
    Process,
    /// The thread, worker or application, in brackets.
    Thread,
    /// The logger, module or file that wrote it.
    Logger,
}

impl Part {
    /// Its name, as that of a field.
    pub const fn name(self) -> &'static str {
        self.words().en
    }

    /// What it is called on the screen.
    pub const fn words(self) -> Words {
        match self {
            Self::Time => Words::new("time", "时间"),
            Self::Level => Words::new("level", "级别"),
            Self::Process => Words::new("process", "进程"),
            Self::Thread => Words::new("thread", "线程"),
            Self::Logger => Words::new("logger", "logger"),
        }
    }
}

/// The head of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// Its parts in their order, without brackets and marks.
    pub parts: Vec<(Part, Range<usize>)>,
    /// Where the message begins, in bytes.
    pub message: usize,
}

impl Head {
    /// The head of a cleaned line. `None` where it begins with neither a time nor a level, or has no message behind them.
    pub fn of(text: &str) -> Option<Self> {
        let mut scan = Scan { text, at: 0, parts: Vec::new(), sure: None };
        if let Some(klog) = scan.klog() {
            return Some(klog);
        }
        scan.blanks();
        if scan.time() {
            scan.sure = Some((scan.parts.len(), scan.at));
        }
        while scan.at < REACH.min(text.len()) {
            let Some(certain) = scan.part() else { break };
            if certain {
                scan.sure = Some((scan.parts.len(), scan.at));
            }
        }
        let (parts, at) = scan.sure?;
        scan.parts.truncate(parts);
        let message = at + text[at..].len() - text[at..].trim_start().len();
        // A message that begins at once has no head, and a head without a message is the message.
        let begins = scan.parts.iter().any(|p| matches!(p.0, Part::Time | Part::Level));
        (begins && message < text.len()).then_some(Self { parts: scan.parts, message })
    }

    /// Whether it has a part.
    pub fn has(&self, part: Part) -> bool {
        self.parts.iter().any(|p| p.0 == part)
    }

    /// Its parts and the message as fields.
    pub fn fields(&self, text: &str) -> Vec<(String, String)> {
        let mut out: Vec<(String, String)> = Vec::new();
        for (part, range) in &self.parts {
            out.push((part.name().to_owned(), text[range.clone()].trim().to_owned()));
        }
        // As logfmt and most JSON call it, so that one column serves them all.
        out.push(("msg".to_owned(), text[self.message..].to_owned()));
        out
    }
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    parts: Vec<(Part, Range<usize>)>,
    /// How many of the parts are certainly parts, and where the last of them ends.
    sure: Option<(usize, usize)>,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
    }

    fn has(&self, part: Part) -> bool {
        self.parts.iter().any(|p| p.0 == part)
    }

    fn take(&mut self, part: Part, start: usize, len: usize) {
        self.parts.push((part, start..start + len));
    }

    /// `E0724 20:20:35.123456       1 file.go:10] message`.
    fn klog(&mut self) -> Option<Head> {
        let b = self.text.as_bytes();
        let dated = matches!(b.first()?, b'I' | b'W' | b'E' | b'F' | b'D') && b.get(1..5)?.iter().all(u8::is_ascii_digit);
        if !dated || b.get(5) != Some(&b' ') {
            return None;
        }
        let clock = clock(self.text.get(6..)?)?;
        let end = self.text.get(..REACH.min(self.text.len())).unwrap_or(self.text).find("] ")?;
        let (middle, from) = (self.text.get(6 + clock..end)?, 6 + clock);
        let pid = middle.trim_start().bytes().take_while(u8::is_ascii_digit).count();
        let pid_at = from + middle.len() - middle.trim_start().len();
        let file = middle.trim_start().get(pid..)?.trim_start();
        let parts = vec![
            (Part::Level, 0..1),
            (Part::Time, 1..6 + clock),
            (Part::Process, pid_at..pid_at + pid),
            (Part::Logger, end - file.len()..end),
        ];
        Some(Head { parts, message: end + 2 })
    }

    /// A time, also in brackets.
    fn time(&mut self) -> bool {
        let rest = self.rest();
        let bracket = usize::from(rest.starts_with('['));
        let Some(len) = stamp(&rest[bracket..]) else { return false };
        let after = &rest[bracket + len..];
        if bracket == 1 && !after.starts_with(']') {
            return false;
        }
        if bracket == 0 && !(after.is_empty() || after.starts_with([' ', '\t', ':'])) {
            return false;
        }
        self.take(Part::Time, self.at + bracket, len);
        self.at += len + 2 * bracket;
        self.at += usize::from(self.rest().starts_with(':'));
        true
    }

    /// The next part: whether it certainly is one. `None` where the message may have begun.
    fn part(&mut self) -> Option<bool> {
        let certain = self.sure == Some((self.parts.len(), self.at)) && self.parts.last().is_some_and(|p| p.0 == Part::Level);
        let whole = self.has(Part::Level) && self.has(Part::Logger);
        self.blanks();
        let rest = self.rest();
        if let Some(mark) = ["--- ", "- ", "| "].into_iter().find(|m| rest.starts_with(m)).filter(|_| certain || !whole) {
            self.at += mark.len();
            // Spring's stands in its own head only; the others go with the level before them.
            return Some(mark == "--- " || certain);
        }
        if whole {
            return None;
        }
        if let Some(inner) = rest.strip_prefix('[') {
            return self.bracket(inner);
        }
        let len = rest.find([' ', '\t']).unwrap_or(rest.len());
        let word = &rest[..len];
        let bare = word.trim_end_matches(':');
        if !self.has(Part::Level) && is_level(bare, word.len() > bare.len()) {
            self.take(Part::Level, self.at, bare.len());
            self.at += len;
            return Some(true);
        }
        // Python's `LEVEL:logger:message`.
        if self.parts.is_empty()
            && let Some((level, after)) = rest.split_once(':').filter(|(level, _)| is_level(level, false))
            && let Some((logger, _)) = after.split_once(':').filter(|(l, _)| is_name(l))
        {
            self.take(Part::Level, self.at, level.len());
            self.take(Part::Logger, self.at + level.len() + 1, logger.len());
            self.at += level.len() + logger.len() + 2;
            return Some(true);
        }
        if self.parts.is_empty() || self.has(Part::Logger) {
            return None;
        }
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        // nginx's `7#7:`.
        if digits > 0 && (word[digits..].is_empty() || (word[digits..].starts_with('#') && word.ends_with(':'))) {
            let certain = digits < word.len();
            self.take(Part::Process, self.at, word.trim_end_matches(':').len());
            self.at += len;
            return Some(certain);
        }
        self.logger(rest, len)
    }

    /// A bracket: a level, a logger, a thread.
    fn bracket(&mut self, inner: &str) -> Option<bool> {
        let end = inner.find(']').filter(|end| *end <= 60)?;
        let (word, start) = (&inner[..end], self.at + 1);
        if !inner[end + 1..].is_empty() && !inner[end + 1..].starts_with([' ', '\t', ':', '[']) {
            return None;
        }
        let bare = word.trim();
        let certain = if !self.has(Part::Level) && is_level(&bare.to_ascii_uppercase(), false) {
            self.take(Part::Level, start, end);
            true
        } else if self.parts.is_empty() {
            return None;
        } else if bare.matches('.').count() >= 2 && is_name(bare) && !self.has(Part::Logger) {
            self.take(Part::Logger, start, end);
            true
        } else {
            let number = !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit());
            self.take(if number { Part::Process } else { Part::Thread }, start, end);
            false
        };
        self.at = start + end + 1;
        self.at += usize::from(self.rest().starts_with(": "));
        Some(certain)
    }

    /// A logger: a name with dots, colons or slashes, and a mark that the message follows.
    fn logger(&mut self, rest: &str, len: usize) -> Option<bool> {
        let word = &rest[..len];
        let bare = word.trim_end_matches(':');
        if !is_name(bare) {
            return None;
        }
        let after = rest[len..].trim_start();
        let marked = word.len() > bare.len() || after.starts_with(": ") || after.starts_with("- ") || after.starts_with("| ");
        let structured = bare.contains('.') || bare.contains("::") || is_file(bare);
        // zap and tracing put the file or module bare between tabs and blanks; words of a message have no such shape.
        let bare_file = is_file(bare) && self.has(Part::Level);
        let certain = match (marked, structured) {
            (true, true) => self.has(Part::Level) || self.has(Part::Time),
            // A plain name (`celery`, `root`) is one only where a level still follows.
            (true, false) => {
                if self.has(Part::Level) || word.len() > bare.len() {
                    return None;
                }
                false
            }
            (false, _) if bare_file => true,
            (false, _) => return None,
        };
        self.take(Part::Logger, self.at, bare.len());
        self.at += len;
        if word.len() == bare.len() && marked {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start().len() + 2;
        }
        Some(certain)
    }
}

/// A level as such a head names it: in capitals, or before a colon.
fn is_level(word: &str, colon: bool) -> bool {
    let capitals = !word.is_empty() && word.bytes().all(|b| b.is_ascii_uppercase());
    let short = matches!(word, "I" | "W" | "E" | "D");
    !short && (capitals || colon) && Level::named(word).is_some()
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'$' | b'/' | b':' | b'@'))
}

/// `file.go:12`, `pkg/file.py:7`.
fn is_file(word: &str) -> bool {
    word.rsplit_once(':').is_some_and(|(file, line)| {
        !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit()) && file.contains('.') && is_name(file)
    })
}

/// The length of a time with or without its date at the beginning of a text.
fn stamp(text: &str) -> Option<usize> {
    let b = text.as_bytes();
    let digits = |from: usize, to: usize| b.get(from..to).is_some_and(|d| d.iter().all(u8::is_ascii_digit));
    let dated = digits(0, 4) && matches!(b.get(4), Some(b'-' | b'/')) && digits(5, 7) && b.get(7) == b.get(4) && digits(8, 10);
    if !dated {
        return clock(text);
    }
    let from = match b.get(10) {
        Some(b'T' | b' ' | b'_') => 11,
        _ => return None,
    };
    let end = from + clock(text.get(from..)?)?;
    let rest = &text[end..];
    let zone = match rest.as_bytes() {
        [b'Z', ..] => 1,
        [b'+' | b'-', h1, h2, b':', m1, m2, ..] if [h1, h2, m1, m2].iter().all(|d| d.is_ascii_digit()) => 6,
        [b'+' | b'-', d @ ..] if d.len() >= 4 && d[..4].iter().all(u8::is_ascii_digit) => 5,
        [b' ', b'+' | b'-', d @ ..] if d.len() >= 4 && d[..4].iter().all(u8::is_ascii_digit) => 6,
        _ if rest.starts_with(" UTC") => 4,
        _ => 0,
    };
    Some(end + zone)
}

/// The length of a time of the day, with its fraction.
fn clock(text: &str) -> Option<usize> {
    let b = text.as_bytes();
    let shape = b.get(..8)?.iter().enumerate().all(|(i, c)| if i == 2 || i == 5 { *c == b':' } else { c.is_ascii_digit() });
    if !shape {
        return None;
    }
    let fraction = match b.get(8) {
        Some(b'.' | b',') => b[9..].iter().take_while(|c| c.is_ascii_digit()).count(),
        _ => 0,
    };
    Some(if fraction > 0 { 9 + fraction } else { 8 })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts as `time level process thread logger | message`, those that are not there left out.
    fn said(text: &str) -> Option<String> {
        let head = Head::of(text)?;
        let parts: Vec<String> = head.parts.iter().map(|(p, r)| format!("{}={}", p.name(), text[r.clone()].trim())).collect();
        Some(format!("{} | {}", parts.join(" "), &text[head.message..]))
    }

    #[test]
    fn the_usual_layouts_have_their_message_found() {
        for (text, want) in [
            (
                "2026-07-24T20:20:35.123Z  INFO 1 --- [nio-8080-exec-1] c.h.iot.DeviceController : 设备上报 deviceId=dev-46",
                "time=2026-07-24T20:20:35.123Z level=INFO process=1 thread=nio-8080-exec-1 logger=c.h.iot.DeviceController | 设备上报 deviceId=dev-46",
            ),
            (
                "2026-07-24 20:20:35.123 ERROR 1 --- [app] [           main] o.s.boot.SpringApplication               : Application run failed",
                "time=2026-07-24 20:20:35.123 level=ERROR process=1 thread=app thread=main logger=o.s.boot.SpringApplication | Application run failed",
            ),
            (
                "20:20:35.123 [main] WARN  com.example.Foo - slow: 12ms",
                "time=20:20:35.123 thread=main level=WARN logger=com.example.Foo | slow: 12ms",
            ),
            (
                "2026-07-24 20:20:35,123 INFO  [main] com.example.Foo: up",
                "time=2026-07-24 20:20:35,123 level=INFO thread=main logger=com.example.Foo | up",
            ),
            (
                "2026-07-24 20:20:35,123 - celery - WARNING - retry 3",
                "time=2026-07-24 20:20:35,123 logger=celery level=WARNING | retry 3",
            ),
            ("ERROR:root:it failed: x", "level=ERROR logger=root | it failed: x"),
            (
                "[2026-07-24 20:20:35 +0000] [7] [INFO] Booting worker with pid: 7",
                "time=2026-07-24 20:20:35 +0000 process=7 level=INFO | Booting worker with pid: 7",
            ),
            (
                "2026-07-24T20:20:35.123Z\tERROR\tcontroller/device.go:12\tReconciler error\t{\"a\": 1}",
                "time=2026-07-24T20:20:35.123Z level=ERROR logger=controller/device.go:12 | Reconciler error\t{\"a\": 1}",
            ),
            (
                "E0724 20:20:35.123456       1 sink.go:97] \"Send failed\" err=\"x\"",
                "level=E time=0724 20:20:35.123456 process=1 logger=sink.go:97 | \"Send failed\" err=\"x\"",
            ),
            (
                "2026/07/24 20:20:35 [error] 7#7: *1 open() failed",
                "time=2026/07/24 20:20:35 level=error process=7#7 | *1 open() failed",
            ),
            ("2026/07/24 20:20:35 main.go:12: listening", "time=2026/07/24 20:20:35 logger=main.go:12 | listening"),
            ("2026/07/24 20:20:35 http: TLS handshake error", "time=2026/07/24 20:20:35 | http: TLS handshake error"),
            (
                "2026-07-24T20:20:35.123456Z  INFO app::server: listening on 0.0.0.0",
                "time=2026-07-24T20:20:35.123456Z level=INFO logger=app::server | listening on 0.0.0.0",
            ),
            (
                "2026-07-24 20:20:35.123 INFO [com.alibaba.nacos.naming.core] service x beat ok",
                "time=2026-07-24 20:20:35.123 level=INFO logger=com.alibaba.nacos.naming.core | service x beat ok",
            ),
            ("2026-07-24T20:20:35Z line 5 from app", "time=2026-07-24T20:20:35Z | line 5 from app"),
            (
                "2026-07-24T20:20:35Z INFO 1 --- [main] c.h.C : - one",
                "time=2026-07-24T20:20:35Z level=INFO process=1 thread=main logger=c.h.C | - one",
            ),
            ("2026-07-24T20:20:35Z INFO - one", "time=2026-07-24T20:20:35Z level=INFO | one"),
            // What could be the message's own is left to it.
            ("2026-07-24T20:20:35Z INFO [order 123] shipped", "time=2026-07-24T20:20:35Z level=INFO | [order 123] shipped"),
            ("2026-07-24T20:20:35Z INFO 200 GET /x", "time=2026-07-24T20:20:35Z level=INFO | 200 GET /x"),
            ("2026-07-24T20:20:35Z INFO user=li: ok", "time=2026-07-24T20:20:35Z level=INFO | user=li: ok"),
            ("2026-07-24T20:20:35Z INFO upstream: gone", "time=2026-07-24T20:20:35Z level=INFO | upstream: gone"),
            ("INFO started", "level=INFO | started"),
            ("warning: deprecated", "level=warning | deprecated"),
        ] {
            assert_eq!(said(text).as_deref(), Some(want), "{text}");
        }
        for text in [
            "",
            "plain words",
            "info about something",
            "[main] com.example.Foo: x",
            "2026-07-24T20:20:35Z",
            "2026-07-24T20:20:35Z INFO",
            "2026-13 x",
            "10.0.0.7 - - [24/Jul/2026:20:20:35 +0000] \"GET / HTTP/1.1\" 200",
            "java.lang.IllegalStateException: device offline",
            "\tat a.b.C",
            "20:20",
            "I love 2026",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }

    #[test]
    fn nothing_of_a_line_is_lost_and_anything_is_survived() {
        let mut rng = fastrand::Rng::with_seed(11);
        let parts = [
            "2026-07-24",
            "T",
            " ",
            "20:20:35",
            ".123",
            "Z",
            "INFO",
            "ERROR:",
            "[",
            "]",
            "main",
            "---",
            "- ",
            ": ",
            "a.b.C",
            "1",
            "温度",
            "\t",
            "x.go:12",
            "::",
            "|",
            "E0724",
            "é",
        ];
        for _ in 0..30_000 {
            let text: String = (0..rng.usize(0..14)).map(|_| parts[rng.usize(0..parts.len())]).collect();
            let Some(head) = Head::of(&text) else { continue };
            assert!(text.is_char_boundary(head.message) && head.message < text.len(), "{text:?}");
            let mut at = 0;
            for (_, range) in &head.parts {
                assert!(range.start >= at && range.end <= head.message && text.get(range.clone()).is_some(), "{text:?} {head:?}");
                at = range.end;
            }
            let kinds: Vec<Part> = head.parts.iter().map(|p| p.0).filter(|p| *p != Part::Thread && *p != Part::Process).collect();
            let mut once = kinds.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), kinds.len(), "{text:?} {head:?}");
        }
    }
}
