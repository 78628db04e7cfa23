//! The cause that lies with one container: its image, its configuration, its memory, its program, its probes.

use super::pod::{Facts, text};
use super::{Ask, Weight, Why};
use crate::model::Time;
use crate::model::reason::{self, ImageWhy, core, is_of_configuration, is_of_image, unmade, unpulled};
use serde_json::Value;

/// For how long after a bad end it is told of a container that runs again, in milliseconds: twice the longest that a kubelet waits between two
/// starts.
const LATELY: i64 = 600_000;

/// A container of the pod, with its status.
pub(super) struct Container<'a> {
    pub(super) spec: &'a Value,
    pub(super) status: &'a Value,
    init: bool,
}

impl<'a> Container<'a> {
    /// Init containers and the others, in the order of the spec. Those for debugging hold up nothing.
    pub(super) fn all(pod: &'a Value) -> Vec<Self> {
        let of = |list: &str, statuses: &'a Value, init: bool| {
            let specs = pod["spec"][list].as_array().map(Vec::as_slice).unwrap_or_default();
            let status = move |spec: &Value| statuses.as_array().into_iter().flatten().find(|s| s["name"] == spec["name"]);
            specs.iter().map(move |spec| Self { spec, status: status(spec).unwrap_or(&Value::Null), init }).collect::<Vec<_>>()
        };
        let mut all = of("initContainers", &pod["status"]["initContainerStatuses"], true);
        all.extend(of("containers", &pod["status"]["containerStatuses"], false));
        all
    }

    pub(super) fn name(&self) -> &'a str {
        text(&self.spec["name"])
    }

    pub(super) const fn is_init(&self) -> bool {
        self.init
    }

    pub(super) fn is_sidecar(&self) -> bool {
        self.init && self.spec["restartPolicy"] == "Always"
    }

    pub(super) fn is_started(&self) -> bool {
        self.status["started"] == true
    }

    pub(super) fn has_ended_well(&self) -> bool {
        self.status["state"]["terminated"]["exitCode"] == 0
    }

    fn waiting(&self) -> &'a str {
        text(&self.status["state"]["waiting"]["reason"])
    }

    /// Whether nothing has been done for it yet.
    pub(super) fn is_to_be_made(&self) -> bool {
        let state = &self.status["state"];
        matches!(self.waiting(), "" | "ContainerCreating" | "PodInitializing")
            && state["running"].is_null()
            && state["terminated"].is_null()
    }

    /// How it ended now or before its last restart.
    fn end(&self) -> &'a Value {
        let (state, last) = (&self.status["state"]["terminated"], &self.status["lastState"]["terminated"]);
        if state.is_null() { last } else { state }
    }

    fn restarts(&self) -> u64 {
        self.status["restartCount"].as_u64().unwrap_or_default()
    }

    fn amount(&self, part: &str, resource: &str) -> String {
        match &self.spec["resources"][part][resource] {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        }
    }
}

/// An init container that everything waits for.
pub(super) fn init(facts: Facts<'_>, c: &Container<'_>) -> Why {
    if let Some(why) = broken(facts, c) {
        return why;
    }
    let since = facts.ago(&c.status["state"]["running"]["startedAt"]);
    if since.is_empty() {
        return Why::new(format!("init container {} has not started", c.name())).with("State", c.waiting()).of(Weight::Waits);
    }
    let started = since.trim_end_matches(" ago");
    Why::new(format!("init container {} still runs: the others start when it has ended", c.name()))
        .with("Runs for", started)
        .with("Command", words(&c.spec["command"]))
        .of(Weight::Waits)
}

fn words(list: &Value) -> String {
    list.as_array().into_iter().flatten().map(text).collect::<Vec<_>>().join(" ")
}

/// What keeps a container from starting, or ends it again and again.
pub(super) fn broken(facts: Facts<'_>, c: &Container<'_>) -> Option<Why> {
    let (reason, message) = (c.waiting(), text(&c.status["state"]["waiting"]["message"]));
    let image = text(&c.spec["image"]);
    if is_of_image(reason) {
        // Between two tries a kubelet before 1.31 tells the cause by its event alone.
        let told = || unpulled(reason, message, image).filter(|told| told.what != reason::Why::from(ImageWhy::Unpulled));
        let pulled = facts.last(&["Failed", "ErrImageNeverPull", "InspectFailed"]).and_then(|e| unpulled("", &e.message, image));
        let words = told().or(pulled).map_or_else(|| format!("{reason}: {}", core(message)), |told| told.to_string());
        return Some(pull(facts, c, words));
    }
    if is_of_configuration(reason) {
        let told = unmade(message).map_or_else(|| core(message).to_owned(), |why| why.to_string());
        return Some(Why::new(format!("container {} cannot be made: {told}", c.name())).with("Kubelet", message));
    }
    match reason {
        "CrashLoopBackOff" => Some(crash(facts, c)),
        _ => {
            let ended = &c.status["state"]["terminated"];
            (!ended.is_null() && ended["exitCode"] != 0).then(|| crash(facts, c))
        }
    }
}

/// How a container ended a short while ago that runs again.
pub(super) fn shaky(facts: Facts<'_>, c: &Container<'_>) -> Option<Why> {
    let last = &c.status["lastState"]["terminated"];
    let ended = Time::parse(text(&last["finishedAt"]))?;
    let lately = c.restarts() > 1 && facts.now.since(ended) < LATELY && last["exitCode"] != 0;
    lately.then(|| crash(facts, c))
}

/// How a container of a pod that has failed ended; `None` where it ended well.
pub(super) fn ended(facts: Facts<'_>, c: &Container<'_>) -> Option<Why> {
    (!c.end().is_null() && !c.has_ended_well()).then(|| crash(facts, c))
}

/// Its image is not there.
fn pull(facts: Facts<'_>, c: &Container<'_>, told: String) -> Why {
    let image = text(&c.spec["image"]);
    let secrets: Vec<&str> =
        facts.pod["spec"]["imagePullSecrets"].as_array().into_iter().flatten().map(|s| text(&s["name"])).collect();
    let secrets = if secrets.is_empty() { "none".to_owned() } else { secrets.join(", ") };
    let since = facts.last(&["BackOff", "Failed"]).map_or_else(String::new, |e| facts.said(e));
    Why::new(format!("container {}: {told}", c.name()))
        .with("Image", image)
        .with("Registry", registry(image))
        .with("Pull secrets", secrets)
        .with("Pull policy", text(&c.spec["imagePullPolicy"]))
        .with("Said", since)
}

/// The registry that a reference names, as distribution/reference reads it: one without a dot, a port or `localhost` is of Docker Hub.
pub(super) fn registry(image: &str) -> &str {
    match image.split_once('/') {
        Some((host, _)) if host.contains(['.', ':']) || host == "localhost" => host,
        Some(_) | None => "docker.io",
    }
}

/// It ends again and again, or has ended badly.
fn crash(facts: Facts<'_>, c: &Container<'_>) -> Why {
    let (end, name) = (c.end(), c.name());
    let (reason, code) = (text(&end["reason"]), end["exitCode"].as_i64().unwrap_or_default());
    let times = match c.restarts() {
        0 => String::new(),
        1 => "restarted once".to_owned(),
        n => format!("restarted {n} times"),
    };
    let when = facts.ago(&end["finishedAt"]);
    if reason == "OOMKilled" {
        return oom(c, &times, when);
    }
    if let Some(why) = unmade(text(&end["message"])).filter(|_| matches!(reason, "StartError" | "ContainerCannotRun")) {
        return Why::new(format!("container {name} cannot start: {why}")).with("Restarts", times).with("Last", when);
    }
    if let Some(probe) =
        facts.last(&["Unhealthy"]).filter(|e| e.message.starts_with("Liveness") || e.message.starts_with("Startup"))
        && matches!(code, 137 | 143 | 0)
    {
        let kind = probe.message.split_whitespace().next().unwrap_or_default();
        let why = Why::new(format!("container {name} is ended by its {} probe: {}", kind.to_lowercase(), failure(&probe.message)))
            .with("Probe", told(c, kind))
            .with("Said", facts.said(probe))
            .with("Restarts", times)
            .with("Last", when);
        return asking_cpu(why, c);
    }
    let how = match reason {
        "" | "Error" => format!("exit code {code}"),
        reason => format!("{reason}, exit code {code}"),
    };
    let hint = match code {
        0 => "its program ends by itself, and is started again".to_owned(),
        126 => "its command is no program that can be run".to_owned(),
        127 => "its command was not found".to_owned(),
        129..=165 => format!("signal {}", code - 128),
        _ => String::new(),
    };
    let wrote = text(&end["message"]);
    Why::new(format!("container {name} ends with {how}"))
        .with("That is", hint)
        .with("It wrote", wrote)
        .with("Command", words(&c.spec["command"]))
        .with("Restarts", times)
        .with("Last", when)
}

/// It had more memory than it may have.
fn oom(c: &Container<'_>, times: &str, when: String) -> Why {
    let (limit, request) = (c.amount("limits", "memory"), c.amount("requests", "memory"));
    let words = if limit.is_empty() {
        format!("container {} was killed: its node had no memory left (OOMKilled), and it has no limit", c.name())
    } else {
        format!("container {} was killed at its memory limit: OOMKilled at {limit}", c.name())
    };
    let mut why = Why::new(words).with("Limit", limit).with("Request", request).with("Restarts", times).with("Last", when);
    why.asks = Some(Ask::Memory(c.name().to_owned()));
    why
}

/// With the question whether it is throttled, where it has a limit of CPU.
fn asking_cpu(mut why: Why, c: &Container<'_>) -> Why {
    let limit = c.amount("limits", "cpu");
    why.asks = (!limit.is_empty()).then(|| Ask::Cpu(c.name().to_owned(), limit));
    why
}

/// The words after `Liveness probe failed: `.
fn failure(message: &str) -> &str {
    message.split_once(": ").map_or(message, |(_, why)| why).trim()
}

/// A probe as it is set.
fn told(c: &Container<'_>, kind: &str) -> String {
    crate::cluster::probe::words(&c.spec[format!("{}Probe", kind.to_lowercase())])
}

/// It runs, and is not ready.
pub(super) fn unready(facts: Facts<'_>, c: &Container<'_>) -> Option<Why> {
    if c.status["ready"] == true || c.status["state"]["running"].is_null() {
        return None;
    }
    let condition = facts.pod["status"]["conditions"].as_array().into_iter().flatten().find(|x| x["type"] == "ContainersReady");
    let since = condition.map_or_else(String::new, |x| facts.ago(&x["lastTransitionTime"]));
    let wanted = if !c.spec["startupProbe"].is_null() && !c.is_started() { "Startup" } else { "Readiness" };
    let Some(event) = facts.last(&["Unhealthy"]).filter(|e| e.message.starts_with(wanted)) else {
        let words = if facts.events.is_none() {
            format!("container {} is not ready, and its events could not be read", c.name())
        } else {
            format!("container {} runs, and its {} probe has not passed yet", c.name(), wanted.to_lowercase())
        };
        return Some(Why::new(words).with("Probe", told(c, wanted)).with("Since", since).of(Weight::Unready));
    };
    let (name, kind, failure) = (c.name(), wanted.to_lowercase(), failure(&event.message));
    let why = Why::new(format!("container {name} is not ready: its {kind} probe fails: {failure}"))
        .with("Probe", told(c, wanted))
        .with("Since", since)
        .with("Said", facts.said(event))
        .of(Weight::Unready);
    Some(asking_cpu(why, c))
}
