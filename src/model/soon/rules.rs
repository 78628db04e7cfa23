//! From when on something is near its limit.

use super::{DAY_MS, Giver, Matter, Whose};
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

/// The first to end of a certificate and those that it stands on, from itself on, of those that are to be told of by their life and what is
/// left of it: its place, what it is called, and its life. One that is made anew in time ends nothing.
fn first(links: &[(Name, Counts)], now: Time, told: impl Fn(i64, i64) -> bool) -> Option<(usize, &Name, Counts)> {
    let all = links.iter().enumerate().map(|(at, (called, counts))| (at, called, *counts));
    let told = all.filter(|(_, _, (from, until))| {
        let left = until.since(now);
        left < CERTIFICATE_MS && told(until.since(*from), left)
    });
    told.min_by_key(|(_, _, (_, until))| *until)
}

/// A certificate with those that it stands on, from itself on: what each is called, and when it counts.
pub fn chain(whose: Whose, names: Name, links: &[(Name, Counts)], now: Time) -> Option<Matter> {
    // What is made anew in time never comes into its last third.
    let (at, called, (_, until)) = first(links, now, |life, left| life > SHORT_MS || left < life / 3)?;
    Some(Matter::Certificate { whose, names, until, issuer: (at > 0).then(|| called.clone()) })
}

/// Whence the user has a certificate or a token.
///
/// What is had anew before it ends does not run out. So it goes by who may do that:
/// - What stands in the kubeconfig counts until somebody writes another there. It is told of in its last month (a token: its last week),
///   a token however short its life is.
/// - A token in a file is read again while it is used. Something may write it anew in time, as the kubelet does when a fifth of its life is
///   left. Of one that was made for two days at the most it is taken that something does, until a tenth of its life is left.
/// - An exec plugin is run again half a minute before the end that it told, and when the server refuses what it gave. What it gives for two
///   days at the most is never told of. What counts longer stands in the list as if it stood in the kubeconfig, since somebody may have to
///   sign in for another; it is no more than that, and not counted as due within a day, where the plugin gave it with more than a third of
///   its life left. One that gives it later than that gives what nobody has made anew in time: then it counts.
///
/// A life begins when the certificate or the token itself says so, and else when the plugin gave it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// The kubeconfig, or a file that it names that is not read again.
    Kubeconfig,
    /// A file that is read again.
    File,
    /// An exec plugin, which gave it then.
    Plugin(Time),
}

impl Origin {
    fn giver(self, from: Option<Time>, until: Time) -> Giver {
        match self {
            Self::Kubeconfig | Self::File => Giver::Kubeconfig,
            Self::Plugin(at) => Giver::Plugin { renews: until.since(at) > until.since(from.unwrap_or(at)) / 3 },
        }
    }
}

/// The user's own certificate, as [`Origin`] tells, with those that it stands on.
pub fn own_chain(names: Name, links: &[(Name, Counts)], origin: Origin, now: Time) -> Option<Matter> {
    let told = |life: i64, left: i64| life > SHORT_MS || matches!(origin, Origin::Kubeconfig | Origin::File) && left < life / 3;
    let (at, called, (from, until)) = first(links, now, told)?;
    let whose = Whose::User(origin.giver(Some(from), until));
    Some(Matter::Certificate { whose, names, until, issuer: (at > 0).then(|| called.clone()) })
}

/// The user's token, as [`Origin`] tells: from when, where that is known, and until when it counts.
pub fn token((from, until): (Option<Time>, Time), origin: Origin, now: Time) -> Option<Matter> {
    let left = until.since(now);
    let told = match origin {
        Origin::Kubeconfig => true,
        Origin::File => from.map(|from| until.since(from)).is_none_or(|life| life > SHORT_MS || left < life / 10),
        Origin::Plugin(at) => until.since(from.unwrap_or(at)) > SHORT_MS,
    };
    (told && left < TOKEN_MS).then(|| Matter::Token { until, giver: origin.giver(from, until) })
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

/// A volume: used, and all there is, where both are counted by the kubelet of this node.
pub fn volume(node: &Name, inodes: bool, counted: Option<(u64, u64)>) -> Option<Matter> {
    let (used, room) = counted?;
    told(used, room, VOLUME_FROM).map(|part| Matter::Volume { node: node.clone(), inodes, used, room, part })
}

/// A container of pods of one revision: how many images its image's name means, and how many pods run them.
pub fn images(container: Name, image: Name, images: usize, pods: usize) -> Option<Matter> {
    (images > 1).then_some(Matter::Images { container, image, images, pods })
}
