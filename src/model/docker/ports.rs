//! Ports as Docker writes them: `8080:80`, `127.0.0.1:8000-8010:8000-8010/udp`.

/// More ports of one container than these are not made a Service's.
pub(super) const MOST: usize = 100;

/// A port of a container.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Port {
    /// What it listens on.
    pub container: u16,
    /// What it was published as.
    pub published: Option<u16>,
    /// As the API calls it.
    pub protocol: &'static str,
}

/// The protocol as the API calls it.
pub(super) fn protocol(text: &str) -> Option<&'static str> {
    match text.to_ascii_lowercase().as_str() {
        "" | "tcp" => Some("TCP"),
        "udp" => Some("UDP"),
        "sctp" => Some("SCTP"),
        _ => None,
    }
}

/// The ports that are published, or with `expose` only opened.
pub(super) fn read(text: &str) -> Option<Vec<Port>> {
    let (rest, protocol) = match text.rsplit_once('/') {
        Some((rest, name)) => (rest, protocol(name)?),
        None => (text, "TCP"),
    };
    // An address of the host in brackets has colons of its own.
    let rest = rest.rsplit_once("]:").map_or(rest, |(_, rest)| rest);
    let parts: Vec<&str> = rest.split(':').collect();
    let (host, container) = match parts[..] {
        [container] => ("", container),
        [host, container] | [_, host, container] => (host, container),
        _ => return None,
    };
    let inside = range(container)?;
    let outside = if host.is_empty() { None } else { Some(range(host)?) };
    let published = |i: usize| match &outside {
        Some(all) if all.len() == inside.len() => Ok(all.get(i).copied()),
        // One port of the host's range, whichever is free.
        Some(_) if inside.len() == 1 => Ok(None),
        Some(_) => Err(()),
        None => Ok(None),
    };
    inside.iter().enumerate().map(|(i, port)| Some(Port { container: *port, published: published(i).ok()?, protocol })).collect()
}

fn range(text: &str) -> Option<Vec<u16>> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    let (from, to): (u16, u16) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (from > 0 && from <= to).then(|| (from..=to).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_port_is_read() {
        let one = |text| read(text).map(|p| p.iter().map(|p| (p.published, p.container, p.protocol)).collect::<Vec<_>>());
        for (text, want) in [
            ("80", vec![(None, 80, "TCP")]),
            ("8080:80", vec![(Some(8080), 80, "TCP")]),
            ("127.0.0.1:8080:80", vec![(Some(8080), 80, "TCP")]),
            ("127.0.0.1::80", vec![(None, 80, "TCP")]),
            ("[::1]:53:53/udp", vec![(Some(53), 53, "UDP")]),
            ("7000-7001:7000-7001", vec![(Some(7000), 7000, "TCP"), (Some(7001), 7001, "TCP")]),
            ("8000-9000:80", vec![(None, 80, "TCP")]),
        ] {
            assert_eq!(one(text), Some(want), "{text}");
        }
        for text in ["", "x", "0", "70000", "1:2:3:4", "80/icmp", "1-2:1-3", "$PORT:80"] {
            assert_eq!(one(text), None, "{text}");
        }
    }
}
