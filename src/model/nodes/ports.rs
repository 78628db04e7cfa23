//! Ports of a node that its pods take for themselves.

use crate::model::Name;
use std::fmt;

/// A port of the node that a container wants (`hostPort`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct HostPort {
    /// The address at which it is wanted; empty for all.
    pub ip: Name,
    /// `TCP`, `UDP`, `SCTP`; empty for TCP.
    pub protocol: Name,
    /// Its number.
    pub port: u16,
}

impl HostPort {
    fn protocol(&self) -> &str {
        if self.protocol.is_empty() { "TCP" } else { &self.protocol }
    }

    /// Whether it is wanted at all addresses. That of IPv6 is an address like any other to the scheduler.
    fn is_everywhere(&self) -> bool {
        matches!(&*self.ip, "" | "0.0.0.0")
    }

    /// Whether a node cannot give both.
    pub(super) fn clashes(&self, other: &Self) -> bool {
        self.port == other.port
            && self.protocol() == other.protocol()
            && (self.is_everywhere() || other.is_everywhere() || self.ip == other.ip)
    }
}

impl fmt::Display for HostPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_everywhere() {
            true => {}
            false if self.ip.contains(':') => write!(f, "[{}]:", self.ip)?,
            false => write!(f, "{}:", self.ip)?,
        }
        write!(f, "{}/{}", self.port, self.protocol())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_clash_as_the_scheduler_says() {
        let port = |ip: &str, protocol: &str, port| HostPort { ip: ip.into(), protocol: protocol.into(), port };
        for (one, other, clash) in [
            (port("", "", 80), port("0.0.0.0", "TCP", 80), true),
            (port("", "TCP", 80), port("", "UDP", 80), false),
            (port("", "TCP", 80), port("", "TCP", 81), false),
            (port("10.0.0.1", "TCP", 80), port("", "TCP", 80), true),
            (port("10.0.0.1", "TCP", 80), port("10.0.0.1", "", 80), true),
            (port("10.0.0.1", "TCP", 80), port("10.0.0.2", "TCP", 80), false),
            (port("::", "TCP", 80), port("10.0.0.2", "TCP", 80), false),
            (port("::", "TCP", 80), port("", "TCP", 80), true),
        ] {
            assert_eq!((one.clashes(&other), other.clashes(&one)), (clash, clash), "{one} {other}");
        }
        assert_eq!(
            [port("", "", 80), port("10.0.0.1", "UDP", 53), port("fd00::1", "", 80)].map(|p| p.to_string()),
            ["80/TCP", "10.0.0.1:53/UDP", "[fd00::1]:80/TCP"]
        );
    }
}
