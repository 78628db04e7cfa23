//! What a log's pod says of its container: asked whenever a stream is opened anew.

use super::memory::End;
use super::stream::Stream;
use crate::cluster::session::READ_DEADLINE;
use crate::cluster::watch::request::encode;
use crate::cluster::wire::nullable;
use crate::model::Uid;
use crate::model::pod::Ended;
use serde::Deserialize;

/// A container's runs, as the pod's status counts them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Runs {
    /// How often it was started again.
    pub(super) restarts: u32,
    /// How the run before the present one ended, in words.
    pub(super) last: Option<String>,
}

impl Stream {
    /// Asks whether the pod is still the one that is meant, and for the container's runs. Where the answer says nothing of them, or may
    /// not be had, the log's own answer will tell.
    pub(super) async fn ask_pod(&self) -> Result<Option<Runs>, End> {
        let source = &self.wish.source;
        let path = format!("/api/v1/namespaces/{}/pods/{}", encode(&source.namespace), encode(&source.pod));
        match self.shared.session.get(&path, READ_DEADLINE).await {
            Ok(body) => match serde_json::from_slice::<Pod>(&body) {
                Ok(pod) if Uid::new(&pod.metadata.uid) != source.uid => Err(End::Gone),
                Ok(pod) => Ok(pod.status.runs(&source.container)),
                Err(_) => Ok(None),
            },
            Err(error) if error.is_not_found() => Err(End::Gone),
            Err(error) if error.is_unanswered() => Err(End::Refused(error)),
            Err(_) => Ok(None),
        }
    }
}

#[derive(Deserialize)]
struct Pod {
    metadata: Metadata,
    #[serde(default, deserialize_with = "nullable")]
    status: Status,
}

#[derive(Deserialize)]
struct Metadata {
    uid: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Status {
    #[serde(deserialize_with = "nullable")]
    container_statuses: Vec<Container>,
    #[serde(deserialize_with = "nullable")]
    init_container_statuses: Vec<Container>,
    #[serde(deserialize_with = "nullable")]
    ephemeral_container_statuses: Vec<Container>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Container {
    name: String,
    restart_count: u32,
    #[serde(deserialize_with = "nullable")]
    last_state: State,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct State {
    terminated: Option<Terminated>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Terminated {
    exit_code: i32,
    signal: i32,
    reason: String,
}

impl Status {
    fn runs(&self, container: &str) -> Option<Runs> {
        let mut all = self.container_statuses.iter().chain(&self.init_container_statuses).chain(&self.ephemeral_container_statuses);
        let status = all.find(|c| c.name == container)?;
        let words = |t: &Terminated| {
            Ended { reason: t.reason.as_str().into(), exit_code: t.exit_code, signal: t.signal, finished: None, message: "".into() }
                .words()
        };
        Some(Runs { restarts: status.restart_count, last: status.last_state.terminated.as_ref().map(words) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_containers_runs_are_found_wherever_it_stands() {
        let text = r#"{"metadata":{"uid":"u"},"status":{"initContainerStatuses":[{"name":"set-up","restartCount":2,
            "lastState":{"terminated":{"exitCode":1,"reason":"Error"}}}],"containerStatuses":[{"name":"app","lastState":{}}],
            "ephemeralContainerStatuses":[{"name":"debug","restartCount":0}]}}"#;
        let pod: Pod = serde_json::from_str(text).unwrap();
        assert_eq!(pod.status.runs("set-up"), Some(Runs { restarts: 2, last: Some("exit 1".into()) }));
        assert_eq!(pod.status.runs("app"), Some(Runs { restarts: 0, last: None }));
        assert!(pod.status.runs("debug").is_some() && pod.status.runs("other").is_none());
    }
}
