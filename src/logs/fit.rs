//! How lines are best written in the room that there is, found from the first of them: so that the message is seen, and no time twice.

use super::ansi;
use super::fields::Fields;
use super::head::{Head, Part};
use super::wrap;

/// Lines that are looked at.
const SAMPLE: u32 = 200;

/// What the first lines of a log are like.
#[derive(Clone, Debug, Default)]
pub struct Fit {
    lines: u32,
    /// Records with a message.
    records: u32,
    /// Texts that begin with a head, and the columns of all their heads.
    heads: u32,
    columns: usize,
    /// Texts whose head has a time.
    timed: u32,
    /// Parts that heads have.
    parts: Vec<Part>,
    /// Whether records have a time.
    record_time: bool,
}

impl Fit {
    /// Takes in a raw line that stands for itself.
    pub fn take(&mut self, raw: &str) {
        if self.lines >= SAMPLE {
            return;
        }
        self.lines += 1;
        let text = ansi::plain(raw);
        if let Some(fields) = Fields::of(&text).filter(|f| f.message().is_some()) {
            self.records += 1;
            self.record_time |= fields.time().is_some();
        } else if let Some(head) = Head::of(&text) {
            self.heads += 1;
            self.columns += wrap::width(&text[..head.message]);
            self.timed += u32::from(head.has(Part::Time));
            for (part, _) in &head.parts {
                if !self.parts.contains(part) {
                    self.parts.push(*part);
                }
            }
        }
    }

    /// Whether heads are best left out but for the level, in so many columns: where they would take more than a third of them.
    pub fn is_compact(&self, width: u16) -> bool {
        self.heads * 4 >= self.lines.max(1) && self.columns * 3 > usize::from(width) * self.heads as usize
    }

    /// Whether the lines show a time of their own, most of them.
    pub fn shows_time(&self, compact: bool) -> bool {
        !compact && self.lines > 0 && self.timed * 3 >= self.lines * 2
    }

    /// What is not shown.
    pub fn hidden(&self, compact: bool) -> Vec<Part> {
        let mut out: Vec<Part> =
            if compact { self.parts.iter().copied().filter(|p| *p != Part::Level).collect() } else { Vec::new() };
        if self.record_time && !out.contains(&Part::Time) {
            out.push(Part::Time);
        }
        out.sort_unstable();
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPRING: &str =
        "2026-07-24T20:20:35.123Z  INFO 1 --- [nio-8080-exec-1] c.h.iot.DeviceController : 设备上报 deviceId=dev-46";
    const JSON: &str = r#"{"ts":"2026-07-24T20:20:35Z","level":"info","msg":"request","status":200}"#;
    const PLAIN: &str = "2026-07-24T20:20:35.123Z INFO login ok";
    const LOGFMT: &str = "level=warn msg=\"slow query\" took=80ms";

    #[test]
    fn the_room_and_the_lines_tell_what_is_left_out() {
        use Part::{Logger, Process, Thread, Time};
        for (lines, width, compact, own_time, hidden) in [
            (vec![SPRING], 80, true, false, vec![Time, Process, Thread, Logger]),
            (vec![SPRING], 160, true, false, vec![Time, Process, Thread, Logger]),
            (vec![SPRING], 300, false, true, vec![]),
            (vec![PLAIN], 80, true, false, vec![Time]),
            (vec![PLAIN], 160, false, true, vec![]),
            (vec![JSON], 80, false, false, vec![Time]),
            (vec![JSON], 160, false, false, vec![Time]),
            (vec![LOGFMT], 80, false, false, vec![]),
            (vec!["no head at all"], 80, false, false, vec![]),
            (vec!["2026-07-24T20:20:35Z line 5 from app"], 80, false, true, vec![]),
            (vec![PLAIN, PLAIN, "one of three has none"], 160, false, true, vec![]),
            (vec![PLAIN, "half of them", "have none"], 160, false, false, vec![]),
            (vec![SPRING, JSON, LOGFMT], 80, true, false, vec![Time, Process, Thread, Logger]),
            (vec![], 80, false, false, vec![]),
        ] {
            let mut fit = Fit::default();
            lines.iter().for_each(|l| fit.take(l));
            assert_eq!(fit.is_compact(width), compact, "{lines:?} {width}");
            assert_eq!(fit.shows_time(compact), own_time, "{lines:?} {width}");
            assert_eq!(fit.hidden(compact), hidden, "{lines:?} {width}");
        }
    }

    #[test]
    fn what_is_found_stays_once_enough_was_seen() {
        let mut fit = Fit::default();
        (0..SAMPLE).for_each(|_| fit.take(SPRING));
        let before = format!("{fit:?}");
        (0..10_000).for_each(|_| fit.take("other"));
        assert_eq!(format!("{fit:?}"), before);
    }
}
