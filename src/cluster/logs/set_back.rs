//! Whether a log's clock was set back since its last line was had.

use super::resume_point::{MOST_SECONDS, hash};
use super::stamp;
use super::stream::Stream;
use crate::cluster::body::TEXT;
use crate::cluster::session::READ_DEADLINE;
use crate::model::logs::Remark;

/// The last lines of a log, by which it is seen whether its clock was set back.
const LAST_LINES: &str = "&tailLines=50";
/// Seconds by which a clock may run slower than ours between two lines, and what the answer takes.
const MARGIN: i64 = 3;

impl Stream {
    /// Where the log's clock was set back since the last line that was had: the second from which what was written since then is had. The
    /// kubelet passes over each line that is stamped before `sinceTime`, so without this they would be missing without a word. The last
    /// lines of the log are asked for whatever their stamps; what stands behind the last one that was had was written since then.
    pub(super) async fn set_back(&mut self) -> Option<i64> {
        let (own, read_at) = (self.memory.place.second()?, self.memory.read_at?);
        let body = self.shared.session.get_within(&self.path(LAST_LINES), TEXT, READ_DEADLINE).await.ok()?;
        let lines: Vec<(i64, u32)> =
            body.split(|b| *b == b'\n').filter_map(stamp::split).map(|(nanos, text)| (nanos, hash(text, 0))).collect();
        let known = lines.iter().rposition(|(nanos, hash)| self.memory.place.is_last(*nanos, *hash));
        let earliest = lines[known.map_or(0, |at| at + 1)..].iter().map(|(nanos, _)| stamp::second(*nanos)).min()?;
        // A file that begins behind the last line that was had is a new run's, or was begun since: nothing of it was had.
        if known.is_none() {
            let first = self.first_time().await.or(lines.iter().map(|(nanos, _)| *nanos).min());
            if first > self.memory.place.last() {
                return None;
            }
        }
        // There may be more of them than were asked for, all written since the last one that was had.
        let more = if known.is_some() { 0 } else { i64::try_from(read_at.elapsed().as_secs()).ok()? + MARGIN };
        let from = earliest - more;
        if from >= own {
            return None;
        }
        if own - from > MOST_SECONDS as i64 {
            self.mark_again(Remark::SetBack).await;
            return None;
        }
        Some(from)
    }
}
