//! Ports of pods that are forwarded to this machine: where they lead, and how they go.

mod fault;

pub use fault::{ForwardFault, PodFault};

use super::change::Target;
use super::{Name, Time, Uid};

/// Where a forward listens unless told otherwise: on this machine alone.
pub const LOOPBACK: &str = "127.0.0.1";

/// A port that an object offers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PortOffer {
    /// How it is asked for: the number, of a Service its own.
    pub port: u16,
    /// Its name; empty where it has none.
    pub name: Name,
    /// Whose it is or where it leads: the container, of a Service the port of its pods.
    pub of: String,
}

/// The ports that an object offers, and the object as it is there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offers {
    /// The object.
    pub target: Target,
    /// Its TCP ports; none where it declares none.
    pub ports: Vec<PortOffer>,
}

/// How a forward stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Standing {
    /// Not known yet which pods there are.
    #[default]
    Starting,
    /// A connection goes to a pod that is there.
    Ready,
    /// There is no pod to go to, since then.
    Waiting(Time),
    /// The one pod that it is for is not there, since then.
    Gone(Time),
}

/// How a forward goes, as far as it is known now.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ForwardNews {
    /// Where it listens on this machine: `127.0.0.1:8080`.
    pub local: String,
    /// How it stands.
    pub standing: Standing,
    /// The pod that connections go to, its UID, and its port.
    pub pod: Option<(Name, Uid, u16)>,
    /// Connections that are open.
    pub open: u32,
    /// All that there were.
    pub connections: u64,
    /// Bytes that came from pods.
    pub received: u64,
    /// Bytes that went to pods.
    pub sent: u64,
    /// What last went wrong, and when.
    pub error: Option<(Time, ForwardFault)>,
}

/// A forward that is saved by name, in a context.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SavedForward {
    /// Its name.
    pub name: Name,
    /// The object: without its UID, since it is another one by the next time.
    pub target: Target,
    /// Number or name of the port, as it is asked for.
    pub port: String,
    /// The local port; 0 for any that is free.
    pub local: u16,
    /// Where it listens.
    pub address: String,
}

/// Bytes in words: `0 B`, `12.3 KiB`, `1.5 MiB`.
pub fn bytes(n: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    if n < 1024 {
        return format!("{n} B");
    }
    let mut value = n as f64 / 1024.0;
    let mut unit = 0;
    while value >= 1023.95 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

/// The URL by which a local end is opened: with the scheme that a port's number or name says.
pub fn url(local: &str, port: &str, name: &str) -> String {
    let secure = matches!(port, "443" | "8443" | "6443") || name.split('-').any(|w| w == "https" || w == "tls");
    format!("{}://{local}", if secure { "https" } else { "http" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_told_shortly() {
        for (n, want) in [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1.0 KiB"),
            (1536, "1.5 KiB"),
            (1024 * 1024 - 1, "1.0 MiB"),
            (100 << 20, "100.0 MiB"),
            (3 << 40, "3.0 TiB"),
            (u64::MAX, "16777216.0 TiB"),
        ] {
            assert_eq!(bytes(n), want);
        }
    }

    #[test]
    fn a_url_has_the_scheme_that_the_port_tells() {
        assert_eq!(url("127.0.0.1:8080", "80", "http"), "http://127.0.0.1:8080");
        assert_eq!(url("[::1]:9", "443", ""), "https://[::1]:9");
        assert_eq!(url("127.0.0.1:1", "9000", "web-https"), "https://127.0.0.1:1");
    }
}
