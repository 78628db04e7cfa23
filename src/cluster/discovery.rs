//! Which kinds of objects the API serves, and where.

use super::error::ApiError;
use super::session::{READ_DEADLINE, Session};
use crate::model::resource::Resource;
use serde::Deserialize;

/// A kind that the API serves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Served {
    /// Where, and how it is called.
    pub resource: Resource,
    /// What can be done with it: `get`, `list`, `watch`, `patch` and so on.
    pub verbs: Vec<String>,
    /// Short names, such as `deploy`, and the singular.
    pub short: Vec<String>,
}

#[derive(Deserialize)]
struct List {
    resources: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    name: String,
    kind: String,
    namespaced: bool,
    #[serde(default)]
    singular_name: String,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    short_names: Vec<String>,
}

/// The kinds of one group and version, such as `apps/v1` or `v1`. A 404 is told as such: the server does not serve it.
pub async fn of(session: &Session, api_version: &str) -> Result<Vec<Served>, ApiError> {
    let root = if api_version.contains('/') { "/apis" } else { "/api" };
    let body = session.get(&format!("{root}/{api_version}"), READ_DEADLINE).await?;
    let list: List = serde_json::from_slice(&body).map_err(|e| ApiError::Decode(e.to_string()))?;
    Ok(served(api_version, &list))
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
