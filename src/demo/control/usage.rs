//! What containers use: computed from who they are and what time it is, like their logs.

use super::pods::milli;
use crate::demo::json;
use crate::model::time::Time;
use serde_json::Value;

/// A container's use of its node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Billionths of a core.
    pub nanocores: u64,
    /// Bytes of memory.
    pub bytes: u64,
}

/// What each running container of a pod uses: a share of what it asked for, which goes up and down within a quarter of an hour.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "small positive figures")]
pub fn of_pod(pod: &Value, now: Time) -> Vec<(String, Usage)> {
    let uid = json::uid(pod);
    let running = |name: &str| {
        let all = json::list(pod, "/status/containerStatuses");
        all.iter().any(|s| json::text(s, "/name") == name && s.pointer("/state/running").is_some())
    };
    json::list(pod, "/spec/containers")
        .iter()
        .filter(|c| running(json::text(c, "/name")))
        .map(|c| {
            let name = json::text(c, "/name");
            let seed = json::fnv(format!("{uid}/{name}").as_bytes());
            let wave = ((now.millis() / 1000 + (seed % 900) as i64) as f64 / 900.0 * std::f64::consts::TAU).sin();
            let request = |what: &str, or: f64| {
                let m = milli(c.pointer("/resources/requests").and_then(|r| r.get(what)));
                if m == 0 { or } else { m as f64 / 1000.0 }
            };
            let share = 0.22 + (seed >> 16 & 15) as f64 / 100.0;
            let nanocores = request("cpu", 0.02) * 1e9 * (share + 0.08 * wave);
            let bytes = request("memory", 33_554_432.0) * (0.6 + (seed >> 24 & 31) as f64 / 100.0 + 0.02 * wave);
            (name.to_owned(), Usage { nanocores: nanocores as u64, bytes: bytes as u64 })
        })
        .collect()
}
