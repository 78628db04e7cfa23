//! From when on something is near its limit.

use super::{DAY_MS, Matter, Whose};
use crate::model::batch::CronJob;
use crate::model::quantity::Quantity;
use crate::model::{Name, Time};

/// From how much of a quota on it is told, in thousandths.
pub const QUOTA_FROM: u32 = 850;
/// From how much of a node, and of a volume, on it is told, in thousandths.
const NODE_FROM: u32 = 900;
const VOLUME_FROM: u32 = 850;
/// For how long a Job that was given up is told, in milliseconds.
const GIVEN_UP_MS: i64 = 7 * DAY_MS;

/// How long before its end a certificate is told of, and a token, in milliseconds.
const CERTIFICATE_MS: i64 = 30 * DAY_MS;
const TOKEN_MS: i64 = 7 * DAY_MS;
/// What is made for no longer than this is made anew by something again and again, in milliseconds.
const SHORT_MS: i64 = 2 * DAY_MS;

/// From when and until when a certificate counts.
pub type Counts = (Time, Time);

/// A certificate with those that it stands on, from itself on: what each is called, and when it counts. Of those that are to be told of it
/// is the first to end: one that is made anew in time ends nothing.
pub fn chain(whose: Whose, names: Name, links: &[(Name, Counts)], now: Time) -> Option<Matter> {
    let told = |(_, (_, (from, until))): &(usize, &(Name, Counts))| {
        let (life, left) = (until.since(*from), until.since(now));
        // What is made anew in time never comes into its last third.
        left < CERTIFICATE_MS && (life > SHORT_MS || left < life / 3)
    };
    let (at, (called, (_, until))) = links.iter().enumerate().filter(told).min_by_key(|(_, (_, (_, until)))| *until)?;
    Some(Matter::Certificate { whose, names, until: *until, issuer: (at > 0).then(|| called.clone()) })
}

/// The user's token.
pub fn token(until: Time, now: Time) -> Option<Matter> {
    (until.since(now) < TOKEN_MS).then_some(Matter::Token { until })
}

/// A resource of a quota.
pub fn quota(resource: &str, used: &str, hard: &str) -> Option<Matter> {
    let (of, whole): (Quantity, Quantity) = (used.parse().ok()?, hard.parse().ok()?);
    // Where nothing is granted and nothing used, that is what was wanted.
    let part = of.thousandths_of(whole)?;
    (part > QUOTA_FROM).then(|| Matter::Quota { resource: resource.into(), used: used.into(), hard: hard.into(), part })
}

/// An autoscaler: whom it scales, its bounds, how many there are and are to be, and whether it says that it would make more.
pub fn autoscaler(of: Name, (least, most): (u32, u32), (now, wanted): (u32, u32), wants_more: bool) -> Option<Matter> {
    let at_most = most > 0 && now.max(wanted) >= most;
    // One that may make one number only is there by intent, unless it says otherwise.
    (at_most && (least < most || wants_more)).then_some(Matter::Autoscaler { of, now, most, wants_more })
}

/// A Job: how often its pods failed and may, whether pods of it run, and when it was given up for that.
pub fn job((failed, limit): (u32, u32), active: bool, over: Option<Time>, now: Time) -> Option<Matter> {
    let told = match over {
        Some(at) => now.since(at) <= GIVEN_UP_MS,
        // One more and it is given up.
        None => active && failed > 0 && failed >= limit,
    };
    told.then_some(Matter::Job { failed, limit, over })
}

/// A CronJob; `deadline` is how late a run may begin, in seconds.
pub fn cron(cron: &CronJob, deadline: Option<i64>, created: Time, now: Time) -> Option<Matter> {
    let due = cron.missed(created, now)?;
    Some(Matter::Missed { due, until: deadline.map(|seconds| due.plus(seconds.saturating_mul(1000))) })
}

/// A part of a whole in thousandths, where it is told; nothing of nothing is none.
fn told(of: u64, whole: u64, from: u32) -> Option<u32> {
    let part = u128::from(of) * 1000 / u128::from(whole).max(1);
    let part = u32::try_from(part).unwrap_or(u32::MAX);
    (whole > 0 && part > from).then_some(part)
}

/// The pods of a node, and how many it takes.
pub fn node_pods(pods: u64, room: u64) -> Option<Matter> {
    told(pods, room, NODE_FROM).map(|part| Matter::NodePods { pods, room, part })
}

/// The memory that a node's pods ask for, and what is there for pods, in bytes.
pub fn node_memory(asked: u64, room: u64) -> Option<Matter> {
    told(asked, room, NODE_FROM).map(|part| Matter::NodeMemory { asked, room, part })
}

/// A volume: used, and all there is, where both are counted.
pub fn volume(inodes: bool, counted: Option<(u64, u64)>) -> Option<Matter> {
    let (used, room) = counted?;
    told(used, room, VOLUME_FROM).map(|part| Matter::Volume { inodes, used, room, part })
}

/// A container of pods of one revision: how many images its image's name means, and how many pods run them.
pub fn images(container: Name, image: Name, images: usize, pods: usize) -> Option<Matter> {
    (images > 1).then_some(Matter::Images { container, image, images, pods })
}
