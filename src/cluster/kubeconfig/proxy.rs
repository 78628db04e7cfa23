//! Which proxy leads to a server: the kubeconfig's `proxy-url`, else what the environment says, read as Go's `golang.org/x/net/http/httpproxy`
//! reads it, by which kubectl goes.

use crate::model::trouble::{Credentials, Proxy};
use http::Uri;
use std::net::IpAddr;

/// The environment's proxy variables; empty ones count as not set, and of each pair the first that is set counts.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct ProxyVariables {
    /// `HTTPS_PROXY`, `https_proxy`: for servers with `https`. Name and value.
    pub https: Option<(&'static str, String)>,
    /// `HTTP_PROXY`, `http_proxy`: for servers with `http`.
    pub http: Option<(&'static str, String)>,
    /// `NO_PROXY`, `no_proxy`: what is reached directly.
    pub none: Option<String>,
}

/// The proxy that the kubeconfig names.
///
/// # Errors
/// What is wrong with it, which follows the field's name.
pub(super) fn of_kubeconfig(url: &str) -> Result<Uri, Proxy> {
    let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
    if !["http", "https", "socks5"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return Err(Proxy::Begins);
    }
    usable(url)
}

/// The proxy that the environment wants for a server; none for a server on this machine, and for those of `NO_PROXY`.
///
/// # Errors
/// The variable's name and what is wrong with it.
pub(super) fn of_environment(variables: &ProxyVariables, server: &Uri) -> Result<Option<Uri>, Credentials> {
    let https = server.scheme_str() == Some("https");
    let variable = if https { &variables.https } else { &variables.http };
    let Some((name, value)) = variable else { return Ok(None) };
    let port = server.port_u16().unwrap_or(if https { 443 } else { 80 });
    let host = server.host().unwrap_or_default();
    if is_direct(host.trim_start_matches('[').trim_end_matches(']'), port, variables.none.as_deref().unwrap_or_default()) {
        return Ok(None);
    }
    let whole = if value.contains("://") { value.clone() } else { format!("http://{value}") };
    let proxy = match whole.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase()).as_deref() {
        Some("http" | "https" | "socks5" | "socks5h") => usable(&whole),
        _ => Err(Proxy::Scheme),
    };
    proxy.map(Some).map_err(|why| Credentials::Proxy(name, why))
}

/// What can be connected to: a host, and a scheme in small letters.
fn usable(url: &str) -> Result<Uri, Proxy> {
    let (scheme, rest) = url.split_once("://").ok_or(Proxy::NoAddress)?;
    let scheme = scheme.to_ascii_lowercase();
    // Go resolves names at the proxy for both.
    let scheme = if scheme == "socks5h" { "socks5" } else { &scheme };
    let uri: Uri = format!("{scheme}://{rest}").parse().map_err(|_| Proxy::NoAddress)?;
    let authority = uri.authority().ok_or(Proxy::NoAddress)?;
    let host = authority.host();
    let port = authority.as_str().rsplit_once(host).map_or("", |(_, port)| port);
    let port_ok = port.is_empty() || port == ":" || authority.port_u16().is_some();
    if host.is_empty() || host == "[]" || !port_ok {
        return Err(Proxy::NoAddress);
    }
    Ok(uri)
}

/// Whether a host is reached without a proxy.
fn is_direct(host: &str, port: u16, none: &str) -> bool {
    let ip = host.parse::<IpAddr>().ok().map(plain);
    if host == "localhost" || ip.is_some_and(|ip| ip.is_loopback()) {
        return true;
    }
    let host = host.to_ascii_lowercase();
    none.split(',').map(|entry| entry.trim().to_ascii_lowercase()).any(|entry| matches(&entry, &host, ip, port))
}

/// An IPv4 address that is written as an IPv6 one is the same.
fn plain(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V6(six) => six.to_ipv4_mapped().map_or(ip, IpAddr::V4),
        IpAddr::V4(_) => ip,
    }
}

/// Whether one entry of `NO_PROXY` speaks of the host.
fn matches(entry: &str, host: &str, ip: Option<IpAddr>, port: u16) -> bool {
    if entry.is_empty() {
        return false;
    }
    if entry == "*" {
        return true;
    }
    if let Some((net, bits)) = network(entry) {
        return ip.is_some_and(|ip| within(ip, net, bits));
    }
    let (name, wanted) = split_port(entry);
    if name.is_empty() {
        return false;
    }
    let port_fits = wanted.is_none_or(|wanted| wanted == port.to_string());
    if let Ok(own) = name.parse::<IpAddr>() {
        return ip == Some(plain(own)) && port_fits;
    }
    let name = name.strip_prefix('*').filter(|rest| rest.starts_with('.')).unwrap_or(name);
    let fits = match name.strip_prefix('.') {
        Some(_) => host.ends_with(name),
        None => host == name || host.strip_suffix(name).is_some_and(|before| before.ends_with('.')),
    };
    fits && port_fits
}

/// `host:port`, `[IPv6]:port`, or all of it as a host, as Go's `net.SplitHostPort` decides.
fn split_port(entry: &str) -> (&str, Option<&str>) {
    if let Some(rest) = entry.strip_prefix('[') {
        return match rest.split_once(']') {
            Some((name, after)) => match after.strip_prefix(':') {
                Some(port) if !port.contains(':') => (name, Some(port).filter(|p| !p.is_empty())),
                _ => (entry, None),
            },
            None => (entry, None),
        };
    }
    match entry.split_once(':') {
        Some((name, port)) if !port.contains(':') => (name, Some(port).filter(|p| !p.is_empty())),
        _ => (entry, None),
    }
}

/// A network such as `10.0.0.0/8`.
fn network(entry: &str) -> Option<(IpAddr, u8)> {
    let (address, bits) = entry.split_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    // As Go: digits alone, without a sign.
    let bits = bits.parse::<u8>().ok().filter(|b| *b <= most && bits.bytes().all(|c| c.is_ascii_digit()))?;
    match (address, plain(address)) {
        // ::ffff:10.0.0.0/104 means 10.0.0.0/8.
        (IpAddr::V6(_), four @ IpAddr::V4(_)) if bits >= 96 => Some((four, bits - 96)),
        _ => Some((address, bits)),
    }
}

fn within(ip: IpAddr, net: IpAddr, bits: u8) -> bool {
    let same = |a: &[u8], b: &[u8]| {
        let (whole, rest) = (usize::from(bits / 8), bits % 8);
        a[..whole] == b[..whole] && (rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0)
    };
    match (ip, net) {
        (IpAddr::V4(a), IpAddr::V4(b)) => same(&a.octets(), &b.octets()),
        (IpAddr::V6(a), IpAddr::V6(b)) => same(&a.octets(), &b.octets()),
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `NO_PROXY`, server, and whether Go's `httpproxy` (golang.org/x/net 0.49) goes through the proxy.
    const TABLE: &str = include_str!("no_proxy.txt");

    #[test]
    fn no_proxy_means_what_it_means_to_go() {
        let mut rows = 0;
        for line in TABLE.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
            let mut cells = line.split('\t');
            let (none, server, want) = (cells.next().unwrap(), cells.next().unwrap(), cells.next().unwrap());
            let variables = ProxyVariables {
                https: Some(("HTTPS_PROXY", "http://proxy:3128".into())),
                http: Some(("HTTP_PROXY", "http://proxy:3128".into())),
                none: Some(none.into()),
            };
            let got = of_environment(&variables, &server.parse().unwrap()).unwrap();
            assert_eq!(got.is_some(), want == "proxy", "NO_PROXY={none:?} {server}");
            rows += 1;
        }
        assert!(rows > 300, "{rows}");
    }

    #[test]
    fn proxies_are_told_apart_by_the_servers_scheme_and_bad_ones_are_named() {
        let variables = |https: &str, http: &str| ProxyVariables {
            https: Some(("https_proxy", https.into())),
            http: Some(("HTTP_PROXY", http.into())),
            none: None,
        };
        let of = |https: &str, server: &str| {
            of_environment(&variables(https, "one:1"), &server.parse().unwrap()).map(|uri| uri.map(|u| u.to_string()))
        };
        assert_eq!(of("http://two:2", "http://a"), Ok(Some("http://one:1/".into())));
        assert_eq!(of("http://two:2", "https://a"), Ok(Some("http://two:2/".into())));
        assert_eq!(of("two:2", "https://a"), Ok(Some("http://two:2/".into())));
        assert_eq!(of("SOCKS5H://u:p@two:2", "https://a"), Ok(Some("socks5://u:p@two:2/".into())));
        for bad in ["ftp://two", "http://", "http://a b", "http://two:x", "http://two:99999", "://", "http://:1"] {
            let said = of(bad, "https://a");
            assert!(said.as_ref().is_err_and(|e| e.to_string().starts_with("https_proxy: ")), "{bad}: {said:?}");
            assert_eq!(of(bad, "https://127.0.0.1:6443"), Ok(None), "what is not used is not held against anything");
        }
        for (url, good) in [
            ("http://p:1", true),
            ("https://p", true),
            ("socks5://p:1", true),
            ("HTTP://p", true),
            ("p:1", false),
            ("localhost:1", false),
            ("ftp://x", false),
            ("http://", false),
            ("http://a b", false),
        ] {
            assert_eq!(of_kubeconfig(url).is_ok(), good, "{url}");
        }
    }
}
