//! The address of an API server, read as client-go reads it (`rest.DefaultServerURL`): a URL, or a host with a port.

use crate::model::trouble::Address;
use http::Uri;
use http::uri::{PathAndQuery, Scheme};

/// The server's address, with a path before those of the API where it has one. A host without a scheme is plain HTTP, whatever
/// certificates stand beside it: kubectl decides that before it looks at them.
///
/// # Errors
/// What is wrong with it, which follows the field's name.
pub(super) fn address(server: &str) -> Result<Uri, Address> {
    if server.is_empty() {
        return Err(Address::Empty);
    }
    let bad = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}');
    if let Some(c) = server.chars().find(|c| bad(*c)) {
        return Err(if c.is_whitespace() { Address::Blank } else { Address::Holds(c) });
    }
    let (scheme, rest) = match server.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (Scheme::HTTPS, rest),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (Scheme::HTTP, rest),
        Some((scheme, _)) => return Err(Address::Scheme(scheme.to_owned())),
        None if server.contains('/') => return Err(Address::Neither),
        None => (Scheme::HTTP, server),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, after) = rest.split_at(end);
    // kubectl sends no user of the address either.
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let authority = authority_of(host)?;
    let path = after.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let path: PathAndQuery = if path.is_empty() { "/" } else { path }.parse().map_err(|_| Address::Path)?;
    let uri = Uri::builder().scheme(scheme).authority(authority.as_str()).path_and_query(path).build();
    uri.map_err(|_| Address::Neither)
}

/// Host and port: a name, an IPv4 address, an IPv6 address in brackets, each with a port or without.
fn authority_of(host: &str) -> Result<String, Address> {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let (address, after) = rest.split_once(']').ok_or(Address::NoBracket)?;
            // A zone, as in fe80::1%25eth0, names an interface of this machine.
            let plain = address.split('%').next().unwrap_or_default();
            plain.parse::<std::net::Ipv6Addr>().map_err(|_| Address::NoIpv6)?;
            if plain != address {
                return Err(Address::Zone);
            }
            (format!("[{address}]"), after)
        }
        // Go takes the last part for the port; an address without brackets is never meant so.
        None if host.matches(':').count() > 1 => {
            return Err(Address::Ipv6);
        }
        None => {
            let end = host.find(':').unwrap_or(host.len());
            let (name, after) = host.split_at(end);
            (name.to_owned(), after)
        }
    };
    if name.is_empty() {
        return Err(Address::NoHost);
    }
    if !name.is_ascii() {
        return Err(Address::NoAscii);
    }
    let port = match port.strip_prefix(':') {
        None if port.is_empty() => String::new(),
        None => return Err(Address::Neither),
        Some("") => String::new(),
        Some(digits) => {
            let number = digits.parse::<u16>().ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()));
            format!(":{}", number.ok_or(Address::Port)?)
        }
    };
    Ok(name + &port)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What kubectl 1.32 made of each; `Err` where it refused the address, or could never have reached anything by it.
    #[test]
    fn addresses_are_read_as_kubectl_reads_them() {
        for (server, want) in [
            ("https://127.0.0.1:6443", Ok("https://127.0.0.1:6443/")),
            ("HTTPS://127.0.0.1:1", Ok("https://127.0.0.1:1/")),
            ("http://host", Ok("http://host/")),
            ("localhost:7012", Ok("http://localhost:7012/")),
            ("127.0.0.1", Ok("http://127.0.0.1/")),
            ("kubernetes.default.svc", Ok("http://kubernetes.default.svc/")),
            ("*", Ok("http://*/")),
            ("[::1]:1", Ok("http://[::1]:1/")),
            ("https://[::1]:1", Ok("https://[::1]:1/")),
            ("https://[::1]", Ok("https://[::1]/")),
            ("https://127.0.0.1:", Ok("https://127.0.0.1/")),
            ("https://u:p@127.0.0.1:1", Ok("https://127.0.0.1:1/")),
            ("https://127.0.0.1:1/p?q=1#f", Ok("https://127.0.0.1:1/p")),
            ("https://127.0.0.1:1/k8s/clusters/c-1/", Ok("https://127.0.0.1:1/k8s/clusters/c-1")),
            ("https://127.0.0.1:0", Ok("https://127.0.0.1:0/")),
            ("", Err("is empty")),
            ("unix:///x", Err("unsupported scheme \"unix\"")),
            ("ftp://127.0.0.1:1", Err("unsupported scheme \"ftp\"")),
            (" https://127.0.0.1:1", Err("a blank")),
            ("https://127.0.0.1:1 ", Err("a blank")),
            ("\thttps://127.0.0.1:1", Err("a blank")),
            ("https://127.0.0.1:1\n", Err("a blank")),
            ("https://a b", Err("a blank")),
            ("https://a\u{7}b", Err("it holds '\\u{7}'")),
            ("::1", Err("brackets")),
            ("https://::1:1", Err("brackets")),
            ("https:127.0.0.1:1", Err("brackets")),
            ("https://[::1", Err("without its ]")),
            ("https://[zz]:1", Err("no IPv6 address")),
            ("https://[fe80::1%25lo]:1", Err("a zone")),
            ("https://127.0.0.1:99999", Err("the port")),
            ("https://127.0.0.1:x", Err("the port")),
            ("https://127.0.0.1:-1", Err("the port")),
            ("https://127.0.0.1:+1", Err("the port")),
            ("https://", Err("names no host")),
            ("https:///x", Err("names no host")),
            ("https://:1", Err("names no host")),
            (":1", Err("names no host")),
            ("//127.0.0.1:1", Err("must be a URL or host:port")),
            ("/x", Err("must be a URL or host:port")),
            ("127.0.0.1:1/x", Err("must be a URL or host:port")),
            ("https://münchen.example", Err("not ASCII")),
        ] {
            match (address(server), want) {
                (Ok(uri), Ok(want)) => assert_eq!(uri.to_string(), want, "{server}"),
                (Err(why), Err(want)) => assert!(why.to_string().contains(want), "{server}: {why}"),
                (got, want) => panic!("{server}: {got:?}, not {want:?}"),
            }
        }
    }

    #[test]
    fn no_text_ends_the_program_and_what_is_taken_is_whole() {
        let mut random = fastrand::Rng::with_seed(7);
        let parts = [
            "https",
            "http",
            "://",
            ":",
            "/",
            "[",
            "]",
            "::1",
            "a.b",
            "@",
            "%",
            "%2",
            "?",
            "#",
            " ",
            "*",
            "é",
            "\u{0}",
            "99999",
            "-",
            ".",
            ",",
            "\\",
            "{",
            "127.0.0.1",
        ];
        for _ in 0..20_000 {
            let text: String = (0..random.usize(0..8)).map(|_| parts[random.usize(0..parts.len())]).collect();
            if let Ok(uri) = address(&text) {
                assert!(uri.scheme().is_some() && uri.host().is_some_and(|h| !h.is_empty()), "{text:?}: {uri}");
            }
        }
    }
}
