//! Port-forwards: why there is none, and how one ended.

use super::Reason;
use crate::model::change::Target;
use std::fmt;

/// A port-forward that was closed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Closed {
    /// Where it was listened on.
    pub local: String,
    /// After how long.
    pub took: String,
    /// How many connections there were.
    pub connections: u64,
    /// Bytes that came.
    pub received: String,
    /// Bytes that went.
    pub sent: String,
}

/// Why there is no port-forward, and how one ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ForwardReason {
    /// The object has no ports; whether it is a CronJob, whose Jobs have pods that do.
    NoPorts(Box<Target>, bool),
    /// A Service is another name for this one.
    OtherName(Box<Target>, String),
    /// A Service without a selector.
    NoPods(Box<Target>),
    /// A workload without a selector.
    NoSelector(Box<Target>),
    /// A pod that has come to this phase.
    PodEnded(Box<Target>, String),
    /// It is no port.
    NoPort(String),
    /// A Service has no such port; those that it has.
    PortUnknown(Box<Target>, String, Vec<u16>),
    /// A port of a Service is of another protocol.
    NotTcp(Box<Target>, String, String),
    /// A port of a Service leads nowhere.
    Nowhere(Box<Target>, String),
    /// What was asked about is no forward.
    NoForward(Box<Target>),
    /// It is no address.
    NoAddress(String),
    /// The local address is taken.
    InUse(String),
    /// The user may not listen there.
    NoRight(String),
    /// The address is that of another machine.
    NotHere(String),
    /// Nobody can listen there, in the system's words.
    CannotListen(String, String),
    /// It is listened on, and not known where.
    NotKnownWhere,
    /// It was not begun, and why.
    NotBegun(Box<Reason>),
    /// It was closed.
    Closed(Box<Closed>),
}

/// In English.
impl fmt::Display for ForwardReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPorts(target, cron) => {
                let hint = if *cron { "; forward to the pod of one of its Jobs" } else { "" };
                write!(f, "cannot forward {target}: only pods, workloads and Services have ports to forward{hint}")
            }
            Self::OtherName(target, name) => {
                write!(f, "cannot forward {target}: it is another name for {name}, outside of the cluster")
            }
            Self::NoPods(target) => {
                let why = "it has no selector, so that its endpoints are no pods that are known here; forward to a pod";
                write!(f, "cannot forward {target}: {why}")
            }
            Self::NoSelector(target) => write!(f, "cannot forward {target}: it has no selector"),
            Self::PodEnded(target, phase) => {
                let advice = "forward to its workload or to another pod";
                write!(f, "cannot forward {target}: the pod has ended ({phase}); {advice}")
            }
            Self::NoPort(port) => write!(f, "{port:?} is no port: a number from 1 to 65535, or a name"),
            Self::PortUnknown(target, port, there) => {
                let there: Vec<String> = there.iter().map(ToString::to_string).collect();
                write!(f, "{target} has no port {port}; it has {}", there.join(", "))
            }
            Self::NotTcp(target, port, protocol) => {
                write!(f, "port {port} of {target} is {protocol}: TCP alone can be forwarded")
            }
            Self::Nowhere(target, port) => write!(f, "port {port} of {target} leads nowhere"),
            Self::NoForward(target) => write!(f, "{target}: it is no forward"),
            Self::NoAddress(text) => {
                write!(f, "{text:?} is no address of this machine: 127.0.0.1, ::1, 0.0.0.0 are some")
            }
            Self::InUse(at) => {
                write!(f, "{at} is in use on this machine: choose another local port, or none for any that is free")
            }
            Self::NoRight(at) => write!(f, "{at} may not be listened on: local ports from 1024 on need no rights"),
            Self::NotHere(ip) => write!(f, "{ip} is no address of this machine"),
            Self::CannotListen(at, why) => write!(f, "cannot listen on {at}: {why}"),
            Self::NotKnownWhere => f.write_str("it is not known where it listens"),
            Self::NotBegun(why) => write!(f, "nothing was forwarded: {why}"),
            Self::Closed(closed) => {
                let Closed { local, took, connections, received, sent } = &**closed;
                write!(f, "{local} closed after {took}: connections {connections}, received {received}, sent {sent}")
            }
        }
    }
}
