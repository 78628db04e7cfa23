//! What is read beside an object, so that its description can say more than the object knows: one page of each, and what could not be read
//! is kept with the reason, to be said in its place.

use super::sheet::selector;
use super::text;
use crate::cluster::error::ApiError;
use crate::cluster::mask::Mask;
use crate::cluster::path::encode;
use crate::cluster::session::{JSON, METADATA_LIST, READ_DEADLINE, Session};
use crate::model::naming::segment;
use serde_json::Value;

/// How many of a kind are read.
const MOST: usize = 500;

/// What is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    /// EndpointSlices, or Endpoints where there are none of them.
    Endpoints,
    Services,
    Pods,
    Jobs,
    /// Of Secrets their metadata alone.
    Secrets,
    Lease,
    /// The object itself in a newer version.
    Itself,
    /// The role that a binding names.
    Role,
}

/// One thing to be read.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Wanted {
    pub(super) what: What,
    /// Where: the first that the server serves. One that holds `?` is a list, another an object.
    pub(super) paths: Vec<String>,
}

/// What was read of a thing.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub(super) items: Vec<Value>,
    /// Whether there are more than were read.
    pub(super) more: bool,
}

/// All that was read.
#[derive(Debug, Default)]
pub(super) struct Beside(pub(super) Vec<(What, Result<Found, String>)>);

impl Beside {
    /// What was read of a thing, or why not. One that was not wanted is not known either.
    pub(super) fn of(&self, what: What) -> Result<&Found, &str> {
        match self.0.iter().find(|(w, _)| *w == what) {
            Some((_, answer)) => answer.as_ref().map_err(String::as_str),
            None => Err("not asked for"),
        }
    }
}

/// Why something could not be read, in words.
pub(super) fn cannot(e: &ApiError) -> String {
    if e.is_forbidden() { format!("not allowed: {e}") } else { format!("not known: {e}") }
}

/// Reads what is wanted, all at once; unless `revealed`, without what may be secret in it.
pub(super) async fn read(session: &Session, wanted: Vec<Wanted>, revealed: bool) -> Beside {
    let all = wanted.into_iter().map(|w| async move { (w.what, first(session, &w, revealed).await.map_err(|e| cannot(&e))) });
    Beside(futures::future::join_all(all).await)
}

async fn first(session: &Session, wanted: &Wanted, revealed: bool) -> Result<Found, ApiError> {
    let mut last = ApiError::unread("no path");
    for path in &wanted.paths {
        match get(session, path, wanted.what == What::Secrets, revealed).await {
            Err(e) if e.is_not_found() => last = e,
            answer => return answer,
        }
    }
    // One object that is not there is an answer; a collection always is.
    if wanted.paths.last().is_some_and(|p| !p.contains('?')) && last.is_not_found() {
        return Ok(Found::default());
    }
    Err(last)
}

async fn get(session: &Session, path: &str, metadata: bool, revealed: bool) -> Result<Found, ApiError> {
    let path = if path.contains('?') { format!("{path}limit={MOST}") } else { path.to_owned() };
    let body = session.get_page(&path, if metadata { METADATA_LIST } else { JSON }, READ_DEADLINE).await?;
    let mut answer: Value = serde_json::from_slice(&body).map_err(ApiError::unread)?;
    let more = answer["metadata"]["continue"].as_str().is_some_and(|c| !c.is_empty());
    let mut items = if path.contains('?') {
        match answer["items"].take() {
            Value::Array(items) => items,
            // An empty list is written so too.
            _ => Vec::new(),
        }
    } else {
        vec![answer]
    };
    // What may be secret is hidden in what is read beside it as it is in the object itself.
    if !revealed {
        items.iter_mut().for_each(|item| Mask::default().hide(item));
    }
    Ok(Found { items, more })
}

/// A collection of a namespace with a label selector.
pub(super) fn labelled(what: What, collection: &str, selector: &str) -> Wanted {
    Wanted { what, paths: vec![format!("{collection}?labelSelector={}&", encode(selector))] }
}

/// The pods that an object chooses by its selector; nothing where it chooses none.
pub(super) fn chosen_pods(object: &Value) -> Vec<Wanted> {
    let chosen = selector(&object["spec"]["selector"]);
    if chosen.is_empty() {
        return Vec::new();
    }
    let namespace = text(&object["metadata"]["namespace"]);
    vec![labelled(What::Pods, &format!("/api/v1/namespaces/{}/pods", segment(&namespace)), &chosen)]
}

/// The EndpointSlices of Services, in whichever version there are; of 1.20 and before, where they may be missing, the Endpoints of the first.
pub(super) fn endpoints(namespace: &str, services: &[String]) -> Wanted {
    let (at, label) = (encode(namespace), "kubernetes.io/service-name");
    let selector = match services {
        [one] => format!("{label}={one}"),
        several => format!("{label} in ({})", several.join(",")),
    };
    let slices = |version: &str| {
        format!("/apis/discovery.k8s.io/{version}/namespaces/{at}/endpointslices?labelSelector={}&", encode(&selector))
    };
    let mut paths = vec![slices("v1"), slices("v1beta1")];
    match services {
        [one] => paths.push(format!("/api/v1/namespaces/{at}/endpoints/{}", encode(one))),
        _ => paths.push(format!("/api/v1/namespaces/{at}/endpoints?")),
    }
    Wanted { what: What::Endpoints, paths }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_serves_is_looked_for_in_every_version() {
        let wanted = endpoints("iot", &["web".into()]);
        let slices = "endpointslices?labelSelector=kubernetes.io%2Fservice-name%3Dweb&";
        assert_eq!(
            wanted.paths,
            [
                format!("/apis/discovery.k8s.io/v1/namespaces/iot/{slices}"),
                format!("/apis/discovery.k8s.io/v1beta1/namespaces/iot/{slices}"),
                "/api/v1/namespaces/iot/endpoints/web".into()
            ]
        );
        let several = endpoints("iot", &["web".into(), "api".into()]);
        assert!(several.paths[0].contains("kubernetes.io%2Fservice-name%20in%20%28web%2Capi%29"), "{:?}", several.paths);
        assert_eq!(several.paths[2], "/api/v1/namespaces/iot/endpoints?");
    }

    #[test]
    fn what_could_not_be_read_says_why() {
        let said = |code, reason: &str| {
            cannot(&ApiError::from_response(code, format!(r#"{{"reason":"{reason}","message":"m"}}"#).as_bytes(), None))
        };
        assert_eq!(said(403, "Forbidden"), "not allowed: m");
        assert_eq!(said(500, "InternalError"), "not known: m");
        assert!(Beside::default().of(What::Pods).is_err());
    }
}
