//! What is asked of a collection beside what selects among it.

use crate::cluster::path::encode;
use std::time::Duration;

/// Objects asked for at once.
pub(super) const PAGE: usize = 500;
/// What surely fits into a page: an object may be of 1.5 MiB, and where a page is larger than it may be it is asked for again with fewer.
const FEWEST: usize = 20;
/// The same over a slow link, so that the first are there soon and it can be seen how it gets on.
pub(super) const THIN_PAGE: usize = 100;
/// How long the head of a page may take: a server that gathers a large page sends nothing before it is whole.
pub(super) const HEAD_DEADLINE: Duration = Duration::from_secs(30);

/// With how many objects a page is asked for again that was too large with so many; `None` where it should have fit.
pub(super) fn fewer(most: usize) -> Option<usize> {
    (most > FEWEST).then(|| (most / 5).max(FEWEST))
}

/// A page with so many objects at most. An empty token asks for the first.
pub(in crate::cluster) fn pages_of(most: usize, token: &str) -> String {
    if token.is_empty() { format!("limit={most}") } else { format!("limit={most}&continue={}", encode(token)) }
}

/// A watch that goes on from a resourceVersion, which the server ends after so many seconds.
pub(super) fn watching_for(resource_version: &str, seconds: u32) -> String {
    let from = encode(resource_version);
    format!("watch=true&allowWatchBookmarks=true&timeoutSeconds={seconds}&resourceVersion={from}")
}

/// A watch that begins with all that there is: a list as a stream of events, ended by a bookmark that says so.
pub(super) fn streaming_for(seconds: u32) -> String {
    format!("{}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan", watching_for("", seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_what_the_api_expects() {
        assert_eq!(pages_of(PAGE, ""), "limit=500");
        assert_eq!(pages_of(20, "a+b/c="), "limit=20&continue=a%2Bb%2Fc%3D");
        assert_eq!(watching_for("7 7", 240), "watch=true&allowWatchBookmarks=true&timeoutSeconds=240&resourceVersion=7%207");
        assert!(streaming_for(240).ends_with("&resourceVersion=&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"));
    }
}
