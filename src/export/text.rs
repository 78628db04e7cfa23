//! A frame as plain text.

use ratatui::buffer::Buffer;

use super::runs::rows;

/// The rows of a frame, each with its end of line and without the blanks before it.
pub fn text(buffer: &Buffer) -> String {
    let mut out = String::new();
    for runs in rows(buffer) {
        let start = out.len();
        runs.iter().for_each(|run| out.push_str(&run.text));
        let end = out[start..].trim_end_matches(' ').len();
        out.truncate(start + end);
        out.push('\n');
    }
    out
}
