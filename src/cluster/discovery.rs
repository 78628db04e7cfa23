//! Which kinds of objects the API serves, and where.

use super::body::KINDS;
use super::error::ApiError;
use super::session::{READ_DEADLINE, Session};
use crate::cluster::wire::nullable;
use crate::model::resource::Resource;
use crate::model::text::clean;
use futures::StreamExt;
use serde::Deserialize;

pub use crate::model::kinds::{Kinds, Served};

/// Requests that are on their way at once.
const AT_ONCE: usize = 8;
/// Groups and versions that are asked for: far more than any cluster has.
const MOST: usize = 1000;

#[derive(Deserialize)]
struct List {
    #[serde(default, deserialize_with = "nullable")]
    resources: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    name: String,
    kind: String,
    namespaced: bool,
    #[serde(default, deserialize_with = "nullable")]
    singular_name: String,
    #[serde(default, deserialize_with = "nullable")]
    verbs: Vec<String>,
    #[serde(default, deserialize_with = "nullable")]
    short_names: Vec<String>,
}

/// The kinds of one group and version, such as `apps/v1` or `v1`. A 404 is told as such: the server does not serve it.
pub async fn of(session: &Session, api_version: &str) -> Result<Vec<Served>, ApiError> {
    let root = if api_version.contains('/') { "/apis" } else { "/api" };
    let body = session.get_within(&format!("{root}/{api_version}"), KINDS, READ_DEADLINE).await?;
    let list: List = serde_json::from_slice(&body).map_err(ApiError::unread)?;
    Ok(served(api_version, &list))
}

#[derive(Deserialize)]
struct Groups {
    #[serde(default, deserialize_with = "nullable")]
    groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    #[serde(default, deserialize_with = "nullable")]
    versions: Vec<Version>,
    preferred_version: Option<Version>,
}

#[derive(Deserialize, Clone, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Version {
    group_version: String,
}

impl Group {
    /// The versions, the preferred one first.
    fn versions(&self) -> Vec<String> {
        let others = self.versions.iter().filter(|v| self.preferred_version.as_ref() != Some(v));
        self.preferred_version.iter().chain(others).map(|v| v.group_version.clone()).collect()
    }
}

/// All kinds of all groups that can be listed, each in its preferred version, or in the first that has it. A group that does not answer
/// is left out and named.
pub async fn all(session: &Session) -> Result<Kinds, ApiError> {
    let body = session.get_within("/apis", KINDS, READ_DEADLINE).await?;
    let groups: Groups = serde_json::from_slice(&body).map_err(ApiError::unread)?;
    let versions = std::iter::once("v1".to_owned()).chain(groups.groups.iter().flat_map(Group::versions).take(MOST));
    let answers: Vec<_> = futures::stream::iter(versions)
        .map(|version| async move {
            let answer = of(session, &version).await;
            (version, answer)
        })
        .buffered(AT_ONCE)
        .collect()
        .await;
    Ok(gathered(answers))
}

fn gathered(answers: Vec<(String, Result<Vec<Served>, ApiError>)>) -> Kinds {
    let mut kinds = Kinds::default();
    for (version, answer) in answers {
        match answer {
            Ok(all) => {
                for served in all.into_iter().filter(|s| s.can("list")) {
                    let same =
                        |s: &Served| s.resource.group == served.resource.group && s.resource.plural == served.resource.plural;
                    if !kinds.served.iter().any(same) {
                        kinds.served.push(served);
                    }
                }
            }
            Err(e) => kinds.missing.push((clean(&version).into(), e.trouble().into())),
        }
    }
    kinds
}

fn served(api_version: &str, list: &List) -> Vec<Served> {
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    let scales = |name: &str| list.resources.iter().any(|r| r.name.strip_suffix("/scale") == Some(name));
    let entry = |e: &Entry| {
        let mut resource = Resource::new(group, version, &e.name, &e.kind, e.namespaced);
        resource.scales = scales(&e.name);
        let singular = (!e.singular_name.is_empty()).then(|| e.singular_name.clone());
        Served { resource, verbs: e.verbs.clone(), short: e.short_names.iter().cloned().chain(singular).collect() }
    };
    list.resources.iter().filter(|e| !e.name.contains('/')).map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::trouble::{Os, Trouble, Way};

    #[test]
    fn a_kind_stands_in_its_preferred_version_or_the_first_that_has_it() {
        let text = r#"{"groups":[{"name":"batch","versions":[{"groupVersion":"batch/v1beta1"},{"groupVersion":"batch/v1"}],
            "preferredVersion":{"groupVersion":"batch/v1"}}]}"#;
        let groups: Groups = serde_json::from_str(text).unwrap();
        assert_eq!(groups.groups[0].versions(), ["batch/v1", "batch/v1beta1"]);
        let served = |version: &str, plural: &str, verb: &str| Served {
            resource: Resource::new("batch", version, plural, plural, true),
            verbs: vec![verb.into()],
            short: Vec::new(),
        };
        let none = Way::Os(Os::Words("no endpoints".into()));
        let kinds = gathered(vec![
            ("batch/v1".into(), Ok(vec![served("v1", "jobs", "list"), served("v1", "reviews", "create")])),
            ("batch/v1beta1".into(), Ok(vec![served("v1beta1", "jobs", "list"), served("v1beta1", "cronjobs", "list")])),
            ("metrics.k8s.io/v1beta1".into(), Err(ApiError::Transport(none.clone()))),
        ]);
        let found: Vec<String> = kinds.served.iter().map(|s| format!("{} {}", s.resource.version, s.resource.plural)).collect();
        assert_eq!(found, ["v1 jobs", "v1beta1 cronjobs"]);
        assert_eq!(kinds.missing, [("metrics.k8s.io/v1beta1".into(), Trouble::Way(none).into())]);
    }

    #[test]
    fn null_is_an_empty_list() {
        let list: List = serde_json::from_str(r#"{"resources":null}"#).unwrap();
        assert!(list.resources.is_empty());
        let text =
            r#"{"resources":[{"name":"a","kind":"A","namespaced":true,"singularName":null,"verbs":null,"shortNames":null}]}"#;
        assert_eq!(served("v1", &serde_json::from_str(text).unwrap()).len(), 1);
        let groups: Groups = serde_json::from_str(r#"{"groups":[{"versions":null,"preferredVersion":null}]}"#).unwrap();
        assert!(groups.groups[0].versions().is_empty());
        assert!(serde_json::from_str::<Groups>(r#"{"groups":null}"#).unwrap().groups.is_empty());
    }

    #[test]
    fn subresources_are_no_kinds_of_their_own() {
        let text = r#"{"kind":"APIResourceList","groupVersion":"apps/v1","resources":[
            {"name":"deployments","singularName":"","namespaced":true,"kind":"Deployment","verbs":["get","list"],"shortNames":["deploy"]},
            {"name":"deployments/scale","singularName":"","namespaced":true,"group":"autoscaling","version":"v1","kind":"Scale","verbs":["get"]},
            {"name":"daemonsets","singularName":"daemonset","namespaced":true,"kind":"DaemonSet","verbs":["get"]}]}"#;
        let list: List = serde_json::from_str(text).unwrap();
        let got = served("apps/v1", &list);
        assert_eq!(got.len(), 2);
        assert_eq!((got[0].resource.scales, got[1].resource.scales), (true, false));
        assert_eq!((&got[0].short[..], &got[1].short[..]), (&["deploy".to_owned()][..], &["daemonset".to_owned()][..]));
        assert_eq!(got[0].resource.path(Some("iot")), "/apis/apps/v1/namespaces/iot/deployments");
    }
}
