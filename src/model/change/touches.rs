//! What a change does to pods. The English stands here, for whoever has no language.

use std::fmt;

/// How pods are replaced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Pace {
    /// It is one, or nothing tells.
    Plain,
    /// One after another.
    OneByOne,
    /// So many may be away at a time, as the strategy writes it; and of a Deployment how many new pods it begins with, else 0.
    AtMost(String, u32),
    /// Those from this ordinal up.
    From(u64),
}

/// What a change does to the pods of its object, or comes to besides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Touches {
    /// Nothing.
    NoPods,
    /// Nothing while it is paused.
    NoneUntilResumed,
    /// Nothing, since there are none.
    NoneThere,
    /// Nothing until somebody deletes them.
    NoneUntilDeleted,
    /// A number whose meaning is not known here.
    ControllersOwn,
    /// So many more run.
    Starts(u32),
    /// So many are stopped, and others stay.
    Stops(u32),
    /// All of them are stopped, so many.
    StopsAll(u32),
    /// All of them are stopped before new ones start, so many.
    Recreates(u32),
    /// So many are replaced.
    Replaces(u32, Pace),
    /// So many are started, and so many of the revision that is wanted are there already.
    Keeps {
        /// Those that are started.
        starts: u32,
        /// Those that stay.
        keeps: u32,
    },
    /// The object is made.
    NewObject,
    /// Its pods, so many, stay when it goes.
    Orphans(u32),
    /// Its pods, so many, go with it.
    TakesAlong(u32),
    /// A namespace goes with all that is in it.
    Everything,
    /// The pod goes, with so many seconds to end where it has some.
    StopsPod(Option<u64>),
    /// The pod goes, and another comes.
    ReplacesPod,
    /// A Job is started.
    StartsJob,
    /// Pods leave a node.
    Evicts {
        /// Those that go.
        going: usize,
        /// Those that belong there.
        staying: usize,
    },
    /// What is attached to reads nothing.
    NoInput,
}

fn pods<N: fmt::Display + PartialEq + From<u8>>(n: &N) -> String {
    if *n == N::from(1) { "1 pod".to_owned() } else { format!("{n} pods") }
}

fn all(n: u32) -> String {
    if n == 1 { "its pod".to_owned() } else { format!("all {n} pods") }
}

/// In English.
impl fmt::Display for Touches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPods => f.write_str("affects no pods"),
            Self::NoneUntilResumed => f.write_str("affects no pods until it is resumed"),
            Self::NoneThere => f.write_str("affects no pods: there are none"),
            Self::NoneUntilDeleted => f.write_str("affects no pods until they are deleted (update strategy OnDelete)"),
            Self::ControllersOwn => f.write_str("its controller decides what the number means"),
            Self::Starts(n) => write!(f, "starts {}", pods(n)),
            Self::Stops(n) => write!(f, "stops {}", pods(n)),
            Self::StopsAll(n) => write!(f, "stops {}: none is left", all(*n)),
            Self::Recreates(n) => write!(f, "stops {}, then starts new ones", all(*n)),
            Self::Replaces(n, Pace::Plain) => write!(f, "replaces {}", pods(n)),
            Self::Replaces(n, Pace::OneByOne) => write!(f, "replaces {}, one after another", pods(n)),
            Self::Replaces(n, Pace::AtMost(away, _)) => write!(f, "replaces {}, at most {away} of them away at a time", pods(n)),
            Self::Replaces(n, Pace::From(ordinal)) => {
                write!(f, "replaces {}: those from ordinal {ordinal} up (partition)", pods(n))
            }
            Self::Keeps { starts: 0, keeps } => write!(f, "starts no pods; keeps {} of that revision", pods(keeps)),
            Self::Keeps { starts, keeps } => write!(f, "starts {}; keeps {} of that revision", pods(starts), pods(keeps)),
            Self::NewObject => f.write_str("makes a new object"),
            Self::Orphans(n) => write!(f, "its {n} pods stay, without a controller"),
            Self::TakesAlong(n) => write!(f, "stops all its pods: {n}"),
            Self::Everything => f.write_str("deletes everything in the namespace"),
            Self::StopsPod(Some(seconds)) => write!(f, "stops the pod, which has {seconds} s to end (grace)"),
            Self::StopsPod(None) => f.write_str("stops the pod"),
            Self::ReplacesPod => f.write_str("stops the pod; its controller creates another"),
            Self::StartsJob => f.write_str("starts one Job with its pods"),
            Self::Evicts { going, staying: 0 } => write!(f, "evicts {}", pods(going)),
            Self::Evicts { going, staying } => {
                write!(f, "evicts {}; {staying} of DaemonSets or of the node itself stay", pods(going))
            }
            Self::NoInput => f.write_str("its program reads no input: its output is shown"),
        }
    }
}
