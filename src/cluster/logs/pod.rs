//! What a log's pod says of its container: asked whenever a stream is opened anew.

use super::memory::End;
use super::stream::Stream;
use crate::cluster::path::encode;
use crate::cluster::session::READ_DEADLINE;
use crate::cluster::wire::{held_memory, nullable};
use crate::model::logs::Waits;
use crate::model::pod::Ended;
use crate::model::reason::EndWhy;
use crate::model::text::clean;
use crate::model::{Time, Uid};
use serde::Deserialize;

/// A container's runs, as the pod's status counts them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Runs {
    /// How often it was started again.
    pub(super) restarts: u32,
    /// How the run before the present one ended. Not known while the container waits: then it is the present run that ended last.
    pub(super) last: Option<EndWhy>,
    /// When the present run began, in nanoseconds.
    pub(super) started: Option<i64>,
    /// How the present run ended, where it has.
    pub(super) over: Option<Over>,
}

impl Runs {
    /// Of which no more is known.
    pub(super) const fn of(restarts: u32, last: Option<EndWhy>) -> Self {
        Self { restarts, last, started: None, over: None }
    }
}

/// The end of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Over {
    /// How.
    pub(super) how: EndWhy,
    /// When, in nanoseconds; the API tells whole seconds.
    pub(super) finished: Option<i64>,
    /// What the container waits for before it is started again.
    pub(super) waits: Option<Waits>,
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
                Ok(pod) => Ok(pod.runs(&source.container, || held_memory(&body, &source.container))),
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
    state: State,
    #[serde(deserialize_with = "nullable")]
    last_state: State,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct State {
    waiting: Option<Waiting>,
    running: Option<Running>,
    terminated: Option<Terminated>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Waiting {
    reason: String,
    message: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Running {
    started_at: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Terminated {
    exit_code: i32,
    signal: i32,
    reason: String,
    finished_at: Option<String>,
}

impl Pod {
    /// The runs of a container that is held to `limit`, bytes of memory, which is asked for where it counts.
    fn runs(&self, container: &str, limit: impl Fn() -> Option<u64>) -> Option<Runs> {
        let Status { container_statuses, init_container_statuses, ephemeral_container_statuses } = &self.status;
        let mut all = container_statuses.iter().chain(init_container_statuses).chain(ephemeral_container_statuses);
        let status = all.find(|c| c.name == container)?;
        let last = status.last_state.terminated.as_ref();
        let (over, last) = match (&status.state.terminated, &status.state.waiting) {
            (Some(ended), _) => (Some(ended.over(&limit, None)), last),
            // What waits has no run under way: the last one is the one whose log there is.
            (None, Some(waiting)) => (last.map(|ended| ended.over(&limit, Some(waiting.waits()))), None),
            (None, None) => (None, last),
        };
        let started = status.state.running.as_ref().and_then(|r| nanos(r.started_at.as_deref()));
        Some(Runs { restarts: status.restart_count, last: last.map(|ended| ended.end(&limit)), started, over })
    }
}

fn nanos(time: Option<&str>) -> Option<i64> {
    Some(Time::parse(time?)?.millis().saturating_mul(1_000_000))
}

impl Terminated {
    /// With the limit of memory where it was killed at that, as the panes tell it.
    fn end(&self, limit: impl Fn() -> Option<u64>) -> EndWhy {
        let (reason, message) = (self.reason.as_str().into(), "".into());
        let ended = Ended { reason, exit_code: self.exit_code, signal: self.signal, finished: None, message };
        let limit = if self.reason == "OOMKilled" { limit() } else { None };
        ended.how(limit)
    }

    fn over(&self, limit: impl Fn() -> Option<u64>, waits: Option<Waits>) -> Over {
        Over { how: self.end(limit), finished: nanos(self.finished_at.as_deref()), waits }
    }
}

impl Waiting {
    /// The kubelet counts its pause from the end of the run.
    fn waits(&self) -> Waits {
        let pause = self.message.strip_prefix("back-off ").and_then(|m| m.split_once(" restarting")).map(|(pause, _)| pause);
        let pause = pause.filter(|p| p.len() < 12).map(|p| clean(p).as_ref().into());
        Waits { reason: clean(&self.reason).as_ref().into(), pause }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(text: &str, container: &str) -> Option<Runs> {
        serde_json::from_str::<Pod>(text).unwrap().runs(container, || held_memory(text.as_bytes(), container))
    }

    #[test]
    fn a_containers_runs_are_found_wherever_it_stands() {
        let text = r#"{"metadata":{"uid":"u"},"status":{"initContainerStatuses":[{"name":"set-up","restartCount":2,
            "lastState":{"terminated":{"exitCode":1,"reason":"Error"}}}],"containerStatuses":[{"name":"app","lastState":{}}],
            "ephemeralContainerStatuses":[{"name":"debug","restartCount":0}]}}"#;
        let set_up = runs(text, "set-up").unwrap();
        assert_eq!((set_up.restarts, set_up.last.map(|end| end.to_string())), (2, Some("exit 1".into())));
        assert_eq!((set_up.started, set_up.over), (None, None));
        assert_eq!(runs(text, "app"), Some(Runs { restarts: 0, last: None, started: None, over: None }));
        assert!(runs(text, "debug").is_some() && runs(text, "other").is_none());
    }

    #[test]
    fn the_end_of_a_run_is_found_in_whatever_state_the_container_is() {
        let over =
            |how: &str, finished: Option<i64>, waits: Option<&str>| Some((how.to_owned(), finished, waits.map(str::to_owned)));
        const SECOND: i64 = 1_000_000_000;
        for (state, last, want_last, want) in [
            (r#"{"running":{"startedAt":"1970-01-01T00:00:09Z"}}"#, "{}", None, None),
            (
                r#"{"running":{"startedAt":"1970-01-01T00:00:09Z"}}"#,
                r#"{"terminated":{"exitCode":137,"reason":"OOMKilled"}}"#,
                Some("OOMKilled, exit 137"),
                None,
            ),
            (
                r#"{"terminated":{"exitCode":7,"reason":"Error","finishedAt":"1970-01-01T00:00:08Z"}}"#,
                r#"{"terminated":{"exitCode":1,"reason":"Error"}}"#,
                Some("exit 1"),
                over("exit 7", Some(8 * SECOND), None),
            ),
            (
                r#"{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 5m0s restarting failed container=a pod=b_c(d)"}}"#,
                r#"{"terminated":{"exitCode":0,"reason":"Completed","finishedAt":"1970-01-01T00:00:08Z"}}"#,
                None,
                over("Completed, exit 0", Some(8 * SECOND), Some("waiting in CrashLoopBackOff, next try 5m0s after that")),
            ),
            (
                r#"{"waiting":{"reason":"RunContainerError","message":"no such file"}}"#,
                r#"{"terminated":{"exitCode":128,"signal":9,"finishedAt":null}}"#,
                None,
                over("signal 9", None, Some("waiting in RunContainerError")),
            ),
            (r#"{"waiting":{"reason":"ContainerCreating"}}"#, "{}", None, None),
        ] {
            let text = format!(
                r#"{{"metadata":{{"uid":"u"}},"status":{{"containerStatuses":[{{"name":"app","state":{state},"lastState":{last}}}]}}}}"#
            );
            let runs = runs(&text, "app").unwrap();
            let last = runs.last.map(|end| end.to_string());
            let over = runs.over.map(|over| (over.how.to_string(), over.finished, over.waits.map(|waits| waits.to_string())));
            assert_eq!((last.as_deref(), over), (want_last, want), "{state}");
        }
    }

    #[test]
    fn a_kill_for_memory_names_the_limit_that_it_had() {
        let limit = |memory: &str| format!(r#"{{"limits":{{"memory":"{memory}"}}}}"#);
        let end = r#"{"terminated":{"exitCode":137,"reason":"OOMKilled"}}"#;
        let error = r#"{"terminated":{"exitCode":137,"reason":"Error"}}"#;
        for (wants, has, last, want) in [
            (limit("16Mi"), "null".to_owned(), end, "OOMKilled at 16Mi, exit 137"),
            (limit("32Mi"), limit("16Mi"), end, "OOMKilled at 16Mi, exit 137"),
            (r#"{"limits":null}"#.to_owned(), "{}".to_owned(), end, "OOMKilled, exit 137"),
            (limit("16Mi"), "null".to_owned(), error, "exit 137"),
        ] {
            // One that prepares cannot be resized: it has what it wants.
            let prepared = if wants == limit("32Mi") { "OOMKilled at 32Mi, exit 137" } else { want };
            for (list, want) in [("containers", want), ("initContainers", prepared)] {
                let statuses = if list == "containers" { "containerStatuses" } else { "initContainerStatuses" };
                let text = format!(
                    r#"{{"metadata":{{"uid":"u"}},"spec":{{"{list}":[{{"name":"other"}},{{"name":"app","resources":{wants}}}]}},
                    "status":{{"{statuses}":[{{"name":"app","resources":{has},"state":{{"running":{{}}}},"lastState":{last}}}]}}}}"#
                );
                let runs = runs(&text, "app").unwrap();
                assert_eq!(runs.last.map(|end| end.to_string()).as_deref(), Some(want), "{text}");
            }
        }
    }
}
