//! What is asked of the API server for a scope.

use crate::model::Kind;
use crate::model::feed::Scope;
use crate::model::naming::segment;
use std::time::Duration;

/// Objects asked for at once.
pub(in crate::cluster) const PAGE: usize = 500;
/// What surely fits into a page: an object may be of 1.5 MiB, and where a page is larger than it may be it is asked for again with fewer.
const FEWEST: usize = 20;
/// The same over a slow link, so that the first are there soon and it can be seen how it gets on.
pub(super) const THIN_PAGE: usize = 100;
/// How long the head of a page may take: a server that gathers a large page sends nothing before it is whole.
pub(in crate::cluster) const HEAD_DEADLINE: Duration = Duration::from_secs(30);

/// With how many objects a page is asked for again that was too large with so many; `None` where it should have fit.
pub(in crate::cluster) fn fewer(most: usize) -> Option<usize> {
    (most > FEWEST).then(|| (most / 5).max(FEWEST))
}

/// The path of a page of a scope's list, under a version of its kind. An empty token asks for the first.
pub(in crate::cluster) fn list_path(scope: &Scope, version: &str, token: &str, most: usize) -> String {
    format!("{}{}", selected(scope, version), pages_of(most, token))
}

/// The path of a watch that begins with all that there is: a list as a stream of events, ended by a bookmark that says so.
pub(super) fn streaming_path(scope: &Scope, version: &str, seconds: u32) -> String {
    format!("{}{}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan", selected(scope, version), watching_for("", seconds))
}

/// The path of a watch that goes on from a resourceVersion.
pub(super) fn watch_path(scope: &Scope, version: &str, resource_version: &str, seconds: u32) -> String {
    format!("{}{}", selected(scope, version), watching_for(resource_version, seconds))
}

/// The path of a scope's objects, up to where what is asked for besides is said. A single namespace is a list of one: so it is allowed to
/// those who may see it and no other.
fn selected(scope: &Scope, version: &str) -> String {
    let mut path = format!("{}?", scope.kind.path_of(version, scope.namespace.as_deref()));
    if let (Kind::Namespace, Some(name)) = (scope.kind, &scope.namespace) {
        path.push_str("fieldSelector=metadata.name%3D");
        escape(name, &mut path);
        path.push('&');
    }
    path
}

/// A text as a value of a query.
pub(in crate::cluster) fn escape(text: &str, path: &mut String) {
    path.push_str(&segment(text));
}

/// The same as a text of its own, also for a segment of a path.
pub(in crate::cluster) fn encode(text: &str) -> String {
    segment(text)
}

/// What is asked for beside the objects to watch them from a resourceVersion on, without the `?` or `&` before it. The server ends the
/// watch after some minutes, at a time of its own for each.
pub(in crate::cluster) fn watching(resource_version: &str) -> String {
    watching_for(resource_version, fastrand::u32(240..=300))
}

/// The same for so many seconds.
pub(in crate::cluster) fn watching_for(resource_version: &str, seconds: u32) -> String {
    let mut query = format!("watch=true&allowWatchBookmarks=true&timeoutSeconds={seconds}&resourceVersion=");
    escape(resource_version, &mut query);
    query
}

/// What is asked for beside the objects to have a page of them, without the `?` or `&` before it. An empty token asks for the first.
pub(in crate::cluster) fn paging(token: &str) -> String {
    pages_of(PAGE, token)
}

/// The same with so many objects at most.
pub(in crate::cluster) fn pages_of(most: usize, token: &str) -> String {
    let mut query = format!("limit={most}");
    if !token.is_empty() {
        query.push_str("&continue=");
        escape(token, &mut query);
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_what_the_api_expects() {
        assert_eq!(list_path(&Scope::all(Kind::Pod), "v1", "", PAGE), "/api/v1/pods?limit=500");
        let scope = Scope::of(Kind::Deployment, &"iot-dev".into());
        assert_eq!(
            list_path(&scope, "v1", "a+b/c=", PAGE),
            "/apis/apps/v1/namespaces/iot-dev/deployments?limit=500&continue=a%2Bb%2Fc%3D"
        );
        assert!(watch_path(&scope, "v1", "77", 8).starts_with("/apis/apps/v1/namespaces/iot-dev/deployments?watch=true&"));
        assert_eq!(watching_for("7 7", 240), "watch=true&allowWatchBookmarks=true&timeoutSeconds=240&resourceVersion=7%207");
        let one = Scope::of(Kind::Namespace, &"iot-dev".into());
        let cron = Scope::all(Kind::CronJob);
        assert_eq!(list_path(&cron, "v1beta1", "", PAGE), "/apis/batch/v1beta1/cronjobs?limit=500");
        assert_eq!(list_path(&one, "v1", "", PAGE), "/api/v1/namespaces?fieldSelector=metadata.name%3Diot-dev&limit=500");
    }
}
