//! The last lines of a run that has ended, read once.

use crate::cluster::body::TEXT;
use crate::cluster::error::ApiError;
use crate::cluster::path::encode;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::logs::LastRun;
use crate::model::text::clean;

/// Lines that are asked for.
const LINES: usize = 5;
/// Bytes that are asked for: the lines may be long.
const BYTES: usize = 8 * 1024;
/// Characters of a line that are kept.
const LINE: usize = 400;

/// The last lines of a run, cleaned, the last one last.
pub async fn last_lines(session: &Session, run: &LastRun) -> Result<Vec<String>, ApiError> {
    let (namespace, pod, container) = (encode(&run.namespace), encode(&run.pod), encode(&run.container));
    let previous = run.previous;
    let path = format!(
        "/api/v1/namespaces/{namespace}/pods/{pod}/log?container={container}&previous={previous}&tailLines={LINES}&limitBytes={BYTES}"
    );
    let body = session.get_within(&path, TEXT, READ_DEADLINE).await?;
    Ok(lines(&body))
}

fn lines(body: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(body);
    let shown = |l: &str| clean(&without_escapes(l)).trim_end().chars().take(LINE).collect::<String>();
    let all: Vec<String> = text.lines().map(shown).filter(|l| !l.is_empty()).collect();
    all[all.len().saturating_sub(LINES)..].to_vec()
}

/// Without colours and the like, of which the cleaning alone would leave `[31m`.
fn without_escapes(line: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(line.len()), line);
    while let Some(at) = rest.find('\u{1b}') {
        out.push_str(&rest[..at]);
        let sequence = &rest[at + 1..];
        let end = match (sequence.strip_prefix('['), sequence.strip_prefix(']')) {
            (Some(body), _) => body.find(|c: char| ('\u{40}'..='\u{7e}').contains(&c)).map_or(sequence.len(), |i| i + 2),
            // A title: up to the bell, or to the escape that ends it.
            (_, Some(body)) => body.find(['\u{7}', '\u{1b}']).map_or(sequence.len(), |i| i + 2),
            _ => 0,
        };
        rest = &sequence[end.min(sequence.len())..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn last_lines_are_few_and_harmless() {
        assert_eq!(lines(b"1\n2\n\n3\n4\n5\n6\n"), ["2", "3", "4", "5", "6"]);
        assert_eq!(lines("\u{1b}[1;31mFATAL\u{1b}[0m 温度\u{202e}x\tend\u{1b}[".as_bytes()), ["FATAL 温度x end"]);
        assert_eq!(lines(b"a\x1b]0;title\x07b\x1b]8;;http://x\x1b\\c"), ["ab\\c"]);
        assert_eq!(lines(b""), Vec::<String>::new());
        assert_eq!(lines(&[b'x'; 5000])[0].len(), 400);
        assert_eq!(lines(b"\xff\xfe ok"), ["\u{fffd}\u{fffd} ok"]);
    }
}
