//! A small world in plain values, for tests that need no cluster: the incident of the sketches.

use chrono::FixedOffset;
use dogwatch::app::state::{Context, Start};
use dogwatch::app::{Effect, Msg, State, settle, start, update};
use dogwatch::command::{Key, Keymap};
use dogwatch::model::batch::{Batch, CronJob, Job};
use dogwatch::model::change::{Intent, Outcome, Preview};
use dogwatch::model::feed::{Delta, Feed, LinkState, Row, Scope, WatchState};
use dogwatch::model::health::{Cause, PodHealth, Sick};
use dogwatch::model::logs::{LogBody, LogLine};
use dogwatch::model::namespace::Namespace;
use dogwatch::model::pod::{Container, ContainerRole, ContainerState, Pod};
use dogwatch::model::reason::unpulled;
use dogwatch::model::replicaset::ReplicaSet;
use dogwatch::model::rights::{Right, Rights, Verdict};
use dogwatch::model::workload::{Images, Progress, TemplateImage, Workload};
use dogwatch::model::{Kind, Lang, Name, Time, Uid, WorkloadKind};
use dogwatch::views::question::{self, UNANSWERED_MS};
use std::collections::HashMap;

/// The session that a test begins with.
pub const FIRST: dogwatch::model::SessionId = dogwatch::model::SessionId(1);

pub const MINUTE: i64 = 60_000;
pub const DAY: i64 = 24 * 60 * MINUTE;

/// The time of every test: 2026-07-24T20:20:00Z.
pub fn now() -> Time {
    Time::parse("2026-07-24T20:20:00Z").unwrap()
}

pub fn name(text: &str) -> Name {
    text.into()
}

pub fn images(list: &[(&str, &str)]) -> Images {
    list.iter().map(|(container, image)| TemplateImage { container: name(container), image: name(image), init: false }).collect()
}

pub fn namespace(text: &str) -> Row {
    Row::Namespace(Namespace {
        uid: Uid::new(text),
        name: name(text),
        phase: name("Active"),
        labels: Default::default(),
        created: now().plus(-90 * DAY),
    })
}

/// A healthy Deployment; tests change what they are about.
pub fn workload(ns: &str, text: &str, replicas: u32, image: &str) -> Workload {
    Workload {
        uid: Uid::new(&format!("{ns}/{text}")),
        kind: WorkloadKind::Deployment,
        namespace: name(ns),
        name: name(text),
        labels: Default::default(),
        created: now().plus(-12 * DAY),
        generation: 7,
        observed: 7,
        desired: replicas,
        replicas,
        updated: replicas,
        ready: replicas,
        available: replicas,
        paused: false,
        on_delete: false,
        partition: 0,
        progress: Progress::Complete,
        deadline: None,
        rolled: None,
        failure: None,
        revision: 7,
        update_hash: None,
        images: images(&[(text, image)]),
        parts: [].into(),
        batch: None,
        leaving: None,
    }
}

/// A Job that is under way; tests change what they are about.
pub fn job(ns: &str, text: &str, job: Job) -> Workload {
    let mut w = workload(ns, text, 0, "docker.io/lab/job:1.0");
    (w.kind, w.revision, w.progress) = (WorkloadKind::Job, 0, Progress::Unknown);
    w.batch = Some(Box::new(Batch::Job(Job { completions: Some(1), parallelism: 1, ..job })));
    w
}

/// A CronJob that runs every five minutes and did so last 70 seconds ago.
pub fn cronjob(ns: &str, text: &str) -> Workload {
    let mut w = workload(ns, text, 0, "docker.io/lab/job:1.0");
    (w.kind, w.revision, w.progress) = (WorkloadKind::CronJob, 0, Progress::Unknown);
    w.batch = Some(Box::new(Batch::CronJob(CronJob {
        schedule: name("*/5 * * * *"),
        zone: Some(name("Etc/UTC")),
        suspended: false,
        forbids: false,
        active: 0,
        last_scheduled: Some(now().plus(-70_000)),
        last_success: None,
        beta: false,
    })));
    w
}

pub fn replicaset(w: &Workload, revision: u64, image: &str, (ready, replicas): (u32, u32), age: i64) -> Row {
    Row::ReplicaSet(ReplicaSet {
        uid: Uid::new(&format!("{}#{revision}", w.uid)),
        namespace: w.namespace.clone(),
        name: format!("{}-{revision}", w.name).into(),
        owner: Some(w.uid.clone()),
        revision,
        desired: replicas,
        replicas,
        ready,
        images: images(&[(&w.name, image)]),
        created: now().plus(-age),
    })
}

pub fn pod(w: &Workload, revision: u64, suffix: &str, image: &str, age: i64) -> Pod {
    let container = Container {
        name: w.name.clone(),
        image: name(image),
        digest: None,
        role: ContainerRole::App,
        asks: Default::default(),
        ready: true,
        started: true,
        restarts: 0,
        state: ContainerState::Running { since: Some(now().plus(-age)) },
        last: None,
    };
    Pod {
        uid: Uid::new(&format!("{}-{suffix}", w.uid)),
        namespace: w.namespace.clone(),
        name: format!("{}-{suffix}", w.name).into(),
        owner: Some(Uid::new(&format!("{}#{revision}", w.uid))),
        node: Some(name("lab-node")),
        labels: Default::default(),
        created: now().plus(-age),
        deleting: false,
        status: name("Running"),
        ready: 1,
        total: 1,
        restarts: 0,
        last_restart: None,
        health: PodHealth::Well,
        asks: Default::default(),
        containers: Box::new([container]),
    }
}

/// A pod whose image does not pull.
pub fn no_image(mut pod: Pod, image: &str) -> Pod {
    pod.status = name("ErrImagePull");
    pod.ready = 0;
    let message = format!("rpc error: code = NotFound desc = failed to resolve reference \"{image}\": {image}: not found");
    let told = unpulled("ErrImagePull", &message, image).expect("a registry's sentence");
    pod.health = PodHealth::Sick(Box::new(Sick { cause: Cause::Image, word: told.what, detail: told.detail }));
    pod.containers[0].ready = false;
    pod.containers[0].state = ContainerState::Waiting { reason: name("ErrImagePull"), message: name(&message) };
    pod
}

/// The program's beginning, as `dogwatch -n iot-prod` has it, before any answer.
pub fn begin(namespaces: &[&str]) -> World {
    begin_with(namespaces, |_| {})
}

pub fn begin_with(namespaces: &[&str], change: impl FnOnce(&mut Start)) -> World {
    let context = |n: &str, ns: Option<&str>| Context {
        name: name(n),
        cluster: name("lab"),
        user: name(n),
        namespace: ns.map(name),
        insecure: false,
    };
    let contexts = vec![context("lab-admin", None), context("lab-dev", Some("iot-dev")), context("lab-viewer", Some("iot-prod"))];
    let mut begin = Start {
        context: contexts[0].clone(),
        beside: Vec::new(),
        contexts,
        namespaces: namespaces.iter().map(|n| name(n)).collect(),
        all_namespaces: false,
        readonly: false,
        keymap: Keymap::default(),
        doors: dogwatch::views::DOORS,
        guards: dogwatch::model::guard::Guards::default(),
        depends: Default::default(),
        known: Vec::new(),
        remembered: Some(HashMap::new()),
        log_tail: 200,
        log_bytes: 1 << 20,
        shells: vec!["bash".into(), "sh".into()],
        plain_shell: false,
        saved: dogwatch::model::saved::Saved::default(),
        mouse: false,
        own: Default::default(),
        environments: Vec::new(),
        debug_tool: Default::default(),
        watch: dogwatch::model::soak::WATCH_MS,
        zone: FixedOffset::east_opt(0).unwrap(),
        lang: Lang::En,
        now: now(),
    };
    change(&mut begin);
    let mut state = State::new(begin);
    let effects = start(&mut state);
    World { state, now: now(), effects }
}

/// A state, the time, and all that it asked for.
#[derive(Clone)]
pub struct World {
    pub state: State,
    pub now: Time,
    pub effects: Vec<Effect>,
}

impl World {
    /// One message.
    pub fn msg(&mut self, msg: Msg) -> &mut Self {
        let drawn = msg == Msg::Drawn;
        let effects = update(&mut self.state, msg, self.now);
        self.effects.extend(effects);
        if !drawn {
            let effects = settle(&mut self.state, self.now);
            self.effects.extend(effects);
        }
        // Whoever reads a question takes the time to.
        if let Some(question) = self.state.top_as::<question::View>()
            && question.shown.is_none()
            && !drawn
        {
            update(&mut self.state, Msg::Drawn, self.now);
            self.now = self.now.plus(UNANSWERED_MS);
            self.effects.extend(update(&mut self.state, Msg::Tick, self.now));
        }
        for effect in &self.effects {
            if let Effect::Watch(_, scopes) = effect {
                assert!(scopes.iter().all(|s| s.namespace.as_deref() != Some("")), "the empty namespace is watched: {scopes:?}");
            }
        }
        self
    }

    /// Keys by name, each after the screen was drawn, as a user presses them: `"j j Enter"`.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            let key: Key = key.parse().unwrap();
            self.msg(Msg::Drawn).msg(Msg::Key(key));
        }
        self
    }

    /// Text as a user types it.
    pub fn type_text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.msg(Msg::Key(Key::char(c)));
        }
        self
    }

    pub fn size(&mut self, w: u16, h: u16) -> &mut Self {
        self.msg(Msg::Resize(w, h))
    }

    /// Time goes by.
    pub fn wait(&mut self, ms: i64) -> &mut Self {
        self.now = self.now.plus(ms);
        self.msg(Msg::Tick)
    }

    pub fn feed(&mut self, feed: Feed) -> &mut Self {
        let session = self.state.cluster.session;
        self.msg(Msg::Feed(session, feed))
    }

    pub fn live(&mut self) -> &mut Self {
        self.feed(Feed::Link(LinkState::Up { latency: 4 })).feed(Feed::Version(name("v1.20.2")))
    }

    /// A whole list of a scope, and its watch live.
    pub fn list(&mut self, scope: Scope, rows: Vec<Row>) -> &mut Self {
        let mut deltas = vec![Delta::ListBegins];
        deltas.extend(rows.into_iter().map(Delta::Put));
        deltas.push(Delta::ListEnds);
        self.feed(Feed::Batch(scope.clone(), deltas)).feed(Feed::Watch(scope, WatchState::Live))
    }

    pub fn put(&mut self, scope: Scope, row: Row) -> &mut Self {
        self.feed(Feed::Batch(scope, vec![Delta::Put(row)]))
    }

    /// What was asked for since the last look.
    pub fn asked(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        dogwatch::export::text(&self.drawn().0)
    }

    /// The screen, and where the text cursor stands on it.
    pub fn drawn(&self) -> (ratatui::buffer::Buffer, Option<ratatui::layout::Position>) {
        let (w, h) = self.state.screen;
        let mut buffer = ratatui::buffer::Buffer::empty(ratatui::layout::Rect::new(0, 0, w, h));
        static DARK: std::sync::LazyLock<dogwatch::theme::Theme> =
            std::sync::LazyLock::new(|| dogwatch::theme::Theme::load("dark", &[]).unwrap());
        let cursor = dogwatch::views::render(&self.state, &DARK, &mut buffer);
        for y in 0..h {
            for x in 1..w {
                // A wide character covers the cell behind it: whatever stands there is not seen.
                let wide = unicode_width::UnicodeWidthStr::width(buffer[(x - 1, y)].symbol()) > 1;
                assert!(!wide || buffer[(x, y)].symbol().trim().is_empty(), "covered at {x}, {y}: {:?}", buffer[(x, y)].symbol());
            }
        }
        (buffer, cursor)
    }

    /// All rights in a namespace.
    pub fn allow(&mut self, ns: &str) -> &mut Self {
        let verdicts = Right::ALL.map(|r| (r, Verdict::Yes)).to_vec();
        let session = self.state.cluster.session;
        self.msg(Msg::Rights(session, Rights { namespace: name(ns), verdicts }))
    }

    pub fn log(&mut self, view: u64, lines: &[(u32, i64, &str)]) -> &mut Self {
        let line = |(source, ms, text): &(u32, i64, &str)| LogLine {
            source: *source,
            nanos: now().plus(*ms).millis() * 1_000_000,
            body: LogBody::Text((*text).into()),
        };
        self.msg(Msg::Logs(FIRST, view, lines.iter().map(line).collect()))
    }
}

/// iot-prod in the incident of the sketches: device-service was put on a tag that does not exist two minutes ago.
pub fn incident(w: u16, h: u16) -> World {
    let mut world = begin(&["iot-prod"]);
    put_incident(&mut world, w, h);
    world
}

/// The incident, in a world that was begun otherwise.
pub fn put_incident(world: &mut World, w: u16, h: u16) {
    let mut device = workload("iot-prod", "device-service", 4, "docker.io/lab/app:1.9");
    (device.replicas, device.updated, device.ready, device.available, device.revision) = (5, 2, 3, 3, 8);
    device.progress = Progress::Ongoing;
    let mut gateway = workload("iot-prod", "gateway", 3, "docker.io/lab/app:1.1");
    gateway.images = images(&[("gateway", "docker.io/lab/app:1.1"), ("sidecar", "docker.io/lab/app:1.0")]);
    let mut nacos = workload("iot-prod", "nacos", 2, "docker.io/lab/app:1.0");
    (nacos.kind, nacos.revision) = (WorkloadKind::StatefulSet, 0);
    let mut agent = workload("iot-prod", "log-agent", 1, "docker.io/lab/app:1.0");
    (agent.kind, agent.revision) = (WorkloadKind::DaemonSet, 0);
    let web = workload("iot-prod", "web", 2, "docker.io/lab/app:1.1");
    let mut dev_web = workload("iot-dev", "web", 1, "docker.io/lab/app:2.0");
    (dev_web.ready, dev_web.available) = (0, 0);
    let ns = name("iot-prod");
    world.size(w, h).live();
    world.list(Scope::all(Kind::Namespace), ["iot-dev", "iot-pre", "iot-prod", "iot-test"].map(namespace).to_vec());
    world.list(Scope::all(Kind::Deployment), [&device, &gateway, &web, &dev_web].map(|w| Row::Workload(w.clone())).to_vec());
    world.list(Scope::all(Kind::StatefulSet), vec![Row::Workload(nacos.clone())]);
    world.list(Scope::all(Kind::DaemonSet), vec![Row::Workload(agent.clone())]);
    world.list(Scope::all(Kind::Job), vec![]).list(Scope::all(Kind::CronJob), vec![]);
    world.list(
        Scope::of(Kind::ReplicaSet, &ns),
        vec![
            replicaset(&device, 8, "docker.io/lab/app:1.9", (0, 2), 2 * MINUTE),
            replicaset(&device, 7, "docker.io/lab/app:1.1", (3, 3), 12 * DAY),
            replicaset(&gateway, 7, "docker.io/lab/app:1.1", (3, 3), 12 * DAY),
            replicaset(&web, 7, "docker.io/lab/app:1.1", (2, 2), 12 * DAY),
        ],
    );
    let mut pods = vec![
        no_image(pod(&device, 8, "6d4f9c-kx2lp", "docker.io/lab/app:1.9", 2 * MINUTE), "lab/app:1.9"),
        no_image(pod(&device, 8, "6d4f9c-8wq5d", "docker.io/lab/app:1.9", 2 * MINUTE), "lab/app:1.9"),
    ];
    for suffix in ["795854-2zbrs", "795854-k7pgp", "795854-kdpg2"] {
        pods.push(pod(&device, 7, suffix, "docker.io/lab/app:1.1", 3 * 60 * MINUTE));
    }
    for suffix in ["5b8d-9bjc8", "5b8d-95vqh", "5b8d-bgvfr"] {
        pods.push(pod(&gateway, 7, suffix, "docker.io/lab/app:1.1", DAY));
    }
    for suffix in ["77c9-qjtxp", "77c9-x5k2m"] {
        pods.push(pod(&web, 7, suffix, "docker.io/lab/app:1.1", DAY));
    }
    for (w, suffixes) in [(&nacos, &["0", "1"][..]), (&agent, &["cpcdk"][..])] {
        for suffix in suffixes {
            let mut pod = pod(w, 0, suffix, "docker.io/lab/app:1.0", 12 * DAY);
            pod.owner = Some(w.uid.clone());
            pods.push(pod);
        }
    }
    world.list(Scope::of(Kind::Pod, &ns), pods.into_iter().map(Row::Pod).collect());
    world.allow("iot-prod");
}

/// A change that was looked at and found good: nothing differs, nothing is warned of.
pub fn preview(intent: Intent) -> Preview {
    Preview {
        intent,
        resource_version: "1".into(),
        generation: 7,
        differences: Vec::new(),
        touches: None,
        warnings: Vec::new(),
        reaches: Vec::new(),
        unwritten: None,
    }
}

/// Answers that what was asked for last is good, says `y`, and that it was taken.
pub fn taken(world: &mut World, intent: &Intent) {
    world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(preview(intent.clone()))))).keys("y");
    world.msg(Msg::CarriedOut(FIRST, intent.id, Outcome::taken(9)));
    world.asked();
}
