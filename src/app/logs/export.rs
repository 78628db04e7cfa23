//! Taking lines away: copied, written out in full, saved; and marks to come back to.

use super::LogsPane;
use crate::logs::export::{LogExport, words};
use crate::logs::{Line, LineId, RowKind, Say, ViewRow, ansi, fields};
use crate::model::Time;

/// A line that was marked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogMark {
    /// The line.
    pub id: LineId,
    /// Its name; may be empty.
    pub name: String,
    /// When it was written, in nanoseconds.
    pub nanos: i64,
    /// What it says, for when it has been given up.
    pub text: String,
}

/// Lines that go on with one, as far as they are written out with it.
const MOST_REST: usize = 1000;

impl LogsPane {
    /// What is copied: the line under the cursor with what goes on with it; while the pane follows, what is on the screen.
    pub fn copy_text(&self) -> Option<String> {
        if !self.is_following() {
            let line = self.view.current(&self.buffer)?;
            return Some(self.whole(&line, ToString::to_string).join("\n"));
        }
        let rows = self.rows();
        let text = |r: &ViewRow| match r.kind {
            RowKind::Text => Some(r.spans.iter().map(|s| s.text.as_str()).collect::<String>()),
            // As it is copied and saved elsewhere: whole, and in English.
            RowKind::Remark if r.row > 0 => None,
            RowKind::Remark => self.buffer.find(r.id).map(|line| words(&line.body, ToString::to_string)),
        };
        (!rows.is_empty()).then(|| rows.iter().filter_map(text).collect::<Vec<_>>().join("\n"))
    }

    /// A line's text with what goes on with it, each cleaned.
    fn whole(&self, line: &Line<'_>, say: Say) -> Vec<String> {
        let rest = self.buffer.rest_of(line, MOST_REST);
        std::iter::once(line).chain(&rest).map(|l| words(&l.body, say)).collect()
    }

    /// The line that keys are for, written out in full: its source, and its record, if it is one, field by field.
    pub fn in_full(&self) -> Option<(Line<'_>, Vec<String>)> {
        let line = self.buffer.head_of(self.view.current(&self.buffer)?);
        let mut lines = self.whole(&line, self.view.say());
        if let Some(record) = lines.first().and_then(|t| fields::pretty(t)) {
            let record = record.iter().map(|l| ansi::plain(l).into_owned());
            lines.splice(0..1, record);
        }
        Some((line, lines))
    }

    /// Marks the line that keys are for, or takes its mark away; gives the mark that was made.
    pub(in crate::app) fn toggle_mark(&mut self) -> Option<LineId> {
        let line = self.view.current(&self.buffer)?;
        let mark = LogMark { id: line.id, name: String::new(), nanos: line.nanos, text: words(&line.body, self.view.say()) };
        let layout = self.layout();
        self.at_head = false;
        self.view.pause(&self.buffer, &layout);
        match self.marks.binary_search_by_key(&mark.id, |m| m.id) {
            Ok(at) => {
                self.marks.remove(at);
                None
            }
            Err(at) => {
                let id = mark.id;
                self.marks.insert(at, mark);
                Some(id)
            }
        }
    }

    /// Names a marked line.
    pub fn name_mark(&mut self, id: LineId, name: &str) {
        if let Some(mark) = self.marks.iter_mut().find(|m| m.id == id) {
            name.trim().clone_into(&mut mark.name);
        }
    }

    /// Takes a mark away.
    pub fn drop_mark(&mut self, at: usize) {
        if at < self.marks.len() {
            self.marks.remove(at);
        }
    }

    /// To a marked line; to the next that is kept where it has been given up.
    pub fn go_to_mark(&mut self, at: usize) {
        if let Some(id) = self.marks.get(at).map(|m| m.id) {
            self.drop_digest();
            self.at_head = false;
            self.view.go_to(&self.buffer, id);
        }
    }

    /// The lines for a file: what passes the filter, or all.
    pub fn taken(&mut self, all: bool) -> LogExport {
        while !self.view.refresh(&self.buffer) {}
        let sources = self.sources.iter().map(|s| format!("{}/{}", s.full, s.container)).collect();
        let mut out = LogExport::of(sources, if all { self.buffer.bytes() } else { 1 << 16 });
        if all {
            self.buffer.range(0..usize::MAX).for_each(|line| out.push(&line));
            return out;
        }
        // What is folded belongs to what is shown.
        let unfold = self.view.is_folded();
        self.view.lines(&self.buffer).for_each(|line| {
            out.push(&line);
            if unfold && !line.goes_on {
                self.buffer.rest_of(&line, MOST_REST).iter().for_each(|l| out.push(l));
            }
        });
        out
    }

    /// The name that is offered for the file.
    pub fn file_name(&self, now: Time) -> String {
        let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '.') { c } else { '-' };
        let name: String = self.name.chars().map(plain).collect();
        let name = name.split('-').filter(|p| !p.is_empty()).collect::<Vec<_>>().join("-");
        let name = if name.is_empty() { "logs" } else { name.trim_start_matches('.') };
        format!("{name}-{}.log", now.to_chrono().format("%Y%m%d-%H%M%S"))
    }
}
