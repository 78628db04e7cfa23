//! Lines taken out of a buffer to be written to a file. They are copied as they are, so that no key waits for more than that, and put into
//! words where they are written.

use super::ansi;
use super::buffer::{Body, Line};
use super::rows::Say;
use crate::model::Time;
use std::fmt::{self, Write};

/// Bytes of text that are put into words at a time.
const PIECE: usize = 64 << 10;

/// Lines of which each will stand with its time and its source.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct LogExport {
    sources: Vec<String>,
    lines: Vec<ExportLine>,
    /// Their texts one behind the other, as they came.
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct ExportLine {
    nanos: i64,
    source: u32,
    /// Where its text ends.
    end: usize,
}

// Written by hand: it may be all of a buffer.
impl fmt::Debug for LogExport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogExport").field("lines", &self.lines.len()).field("bytes", &self.text.len()).finish()
    }
}

impl LogExport {
    /// No lines yet, of sources with these names, and room for so many bytes of text.
    pub fn of(sources: Vec<String>, bytes: usize) -> Self {
        Self { sources, lines: Vec::new(), text: String::with_capacity(bytes) }
    }

    /// Takes a line.
    pub fn push(&mut self, line: &Line<'_>) {
        match &line.body {
            Body::Text(raw) => self.text.push_str(raw),
            Body::Remark(_) => self.text.push_str(&words(&line.body, ToString::to_string)),
        }
        self.lines.push(ExportLine { nanos: line.nanos, source: line.source, end: self.text.len() });
    }

    /// What stands in the file, piece by piece.
    pub fn pieces(&self) -> impl Iterator<Item = String> {
        let mut next = 0;
        std::iter::from_fn(move || {
            let mut out = String::new();
            while out.len() < PIECE && next < self.lines.len() {
                self.write(next, &mut out);
                next += 1;
            }
            (!out.is_empty()).then_some(out)
        })
    }

    fn write(&self, index: usize, out: &mut String) {
        let start = index.checked_sub(1).map_or(0, |before| self.lines[before].end);
        let line = self.lines[index];
        let time = Time::from_millis(line.nanos.div_euclid(1_000_000)).to_chrono();
        let source = self.sources.get(line.source as usize).map(String::as_str).unwrap_or_default();
        let text = ansi::plain(&self.text[start..line.end]);
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{} {source} {text}", time.format("%Y-%m-%dT%H:%M:%S%.3fZ"));
    }
}

/// What a line says, without escapes.
pub fn words(body: &Body<'_>, say: Say) -> String {
    match body {
        Body::Text(raw) => ansi::plain(raw).into_owned(),
        Body::Remark(remark) => format!("--- {} ---", ansi::plain(&say(remark))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Buffer;
    use super::*;
    use crate::model::logs::{LogBody, LogLine, Remark};

    #[test]
    fn lines_are_written_whole_however_many_there_are() {
        let mut buffer = Buffer::default();
        let body = |i: i64| match i {
            3 => Remark::Missing(2_400).into(),
            4 => Remark::Words("follows".into()).into(),
            _ => LogBody::Text(format!("\x1b[31mline {i}\x1b[0m {}", "x".repeat(200)).into()),
        };
        for i in 0..2_000 {
            buffer.push(&LogLine { source: u32::from(i == 5), nanos: i * 1_000_000, body: body(i) });
        }
        let mut taken = LogExport::of(vec!["web-1/web".into(), "web-2/web".into()], 0);
        buffer.range(0..usize::MAX).for_each(|line| taken.push(&line));
        let pieces: Vec<String> = taken.pieces().collect();
        assert!(pieces.len() > 3 && pieces.iter().all(|p| p.len() < PIECE + 300 && p.ends_with('\n')), "{}", pieces.len());
        let text = pieces.concat();
        assert_eq!(text.lines().count(), 2_000);
        let line = |i: usize| text.lines().nth(i).unwrap();
        assert!(line(0).starts_with("1970-01-01T00:00:00.000Z web-1/web line 0 xx"), "{}", line(0));
        assert_eq!(
            line(3),
            "1970-01-01T00:00:00.003Z web-1/web --- 2.4 s could not be read: rotated away, or of a run that is gone ---"
        );
        assert_eq!(line(4), "1970-01-01T00:00:00.004Z web-1/web --- follows ---");
        assert!(line(5).starts_with("1970-01-01T00:00:00.005Z web-2/web line 5 xx") && !text.contains('\x1b'), "{}", line(5));
    }
}
