//! Random keys and messages against the application alone: it never panics, whatever comes in whatever order, and it never acts on an
//! object other than the one that was named on the screen when the key was pressed. The seed is printed with a failure, and
//! `DOGWATCH_TEST_SEED` walks the same way again; `DOGWATCH_TEST_ROUNDS` walks longer.

use crate::faults::fuzz::{chosen_seed, rounds};
use crate::support::key_world::Cluster;
use crate::support::world::FIRST;
use crate::support::world::{World, begin_with, name, now, put_incident};
use dogwatch::app::msg::{Fetch, Saved};
use dogwatch::app::room::Room;
use dogwatch::app::rows::WorkloadKey;
use dogwatch::app::text::Text;
use dogwatch::app::{Effect, Msg, State};
use dogwatch::command::{COMMANDS, Code, Key, Pane};
use dogwatch::config::Settings;
use dogwatch::model::change::{Intent, Outcome, Preview, Progress, Reason, Target};
use dogwatch::model::guard::Ask;
use dogwatch::model::revision::Revision;
use dogwatch::model::rights::{Right, Rights, Verdict};
use dogwatch::model::{Name, SessionId, Uid};
use dogwatch::theme::Theme;
use dogwatch::views::question::UNANSWERED_MS;
use dogwatch::views::{
    copy, delete, environments, filter, forward, image, look, metadata, picker, question, revisions, scale, soak, tracker,
};
use fastrand::Rng;
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// Context and object.
type Named = (Name, Uid);

/// What a user could mean, because it was on the screen.
#[derive(Default, Clone)]
struct Sight {
    objects: HashSet<Named>,
    /// The frame, where it is large enough for whole names.
    frame: Option<String>,
}

struct Walk {
    rng: Rng,
    world: World,
    cluster: Cluster,
    theme: Theme,
    sight: Sight,
    /// The object in the cell of a grid that was drawn under the cursor.
    cell: Option<Named>,
    /// Looks that were asked for.
    asked: HashMap<u64, Intent>,
    sent: HashSet<u64>,
    /// What was told to be done, and can be taken back.
    done: HashSet<Named>,
    /// Effects that wait for their answer.
    open: Vec<Effect>,
    /// Which context each session is of.
    sessions: HashMap<SessionId, Name>,
    trail: Vec<String>,
}

/// Guard rules of a walk: none, as they are without settings, and strict.
const RULES: [&str; 3] = [
    "[[guard]]\nask = \"none\"\n[[guard]]\nnamespaces = [\"iot-prod\"]\nask = \"y\"\n",
    "",
    "[[guard]]\nask = \"name\"\nbulk = 3\n[[guard]]\nchanges = [\"delete\"]\nask = \"deny\"\n",
];

fn named(target: &Target) -> Named {
    (target.context.clone(), target.uid.clone())
}

/// The objects that what stands on top of the panes is about.
fn targets(state: &State) -> HashSet<Named> {
    let of = |room: &dyn Room| -> HashSet<Named> {
        let room = room.as_any();
        if let Some(look) = room.downcast_ref::<look::View>() {
            return look.intents.iter().map(|i| named(&i.target)).collect();
        }
        if let Some(question) = room.downcast_ref::<question::View>() {
            return question.previews.iter().map(|p| named(&p.intent.target)).collect();
        }
        if let Some(form) = room.downcast_ref::<scale::View>() {
            return form.targets.iter().map(|(t, _)| named(t)).collect();
        }
        let deletion = room.downcast_ref::<delete::View>().map(|form| &form.targets);
        let metadata = room.downcast_ref::<metadata::View>().map(|form| &form.targets);
        let images = room.downcast_ref::<image::View>().map(|form| &form.targets);
        if let Some(targets) = deletion.or(metadata).or(images) {
            return targets.iter().map(named).collect();
        }
        let rollout = room.downcast_ref::<tracker::View>().map(|view| &view.target);
        let watch = room.downcast_ref::<soak::View>().map(|view| &view.target);
        let revisions = room.downcast_ref::<revisions::View>().map(|view| &view.target);
        let forward = room.downcast_ref::<forward::View>().map(forward::View::target);
        let files = room.downcast_ref::<copy::View>().map(copy::View::target);
        rollout.or(watch).or(revisions).or(forward).or(files).map(named).into_iter().collect()
    };
    state.views.iter().flat_map(of).collect()
}

impl Walk {
    fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let rules = RULES[rng.usize(..RULES.len())];
        let guards = Settings::parse(rules, Path::new("config.toml")).unwrap().guards;
        let readonly = rng.u32(..12) == 0;
        // The same objects, by their UIDs, are in every one of the tabs.
        let tabs = rng.bool();
        let mut world = begin_with(&["iot-prod"], |start| {
            (start.guards, start.readonly) = (guards, readonly);
            start.beside = if tabs { start.contexts[1..].to_vec() } else { Vec::new() };
        });
        put_incident(&mut world, 160, 48);
        let theme = Theme::load("dark", &[]).unwrap();
        let cluster = Cluster::new();
        let trail = vec![format!("readonly {readonly}, tabs {tabs}, rules {rules:?}")];
        let (sight, cell, asked, sent, done, open, sessions) = Default::default();
        let mut walk = Self { rng, world, cluster, theme, sight, cell, asked, sent, done, open, sessions, trail };
        walk.took(&walk.sight.objects.clone());
        walk
    }

    /// What was kept up change by change is what is built as a whole.
    fn kept(&mut self) {
        let state = &mut self.world.state;
        let look = |s: &State| {
            let lists = (
                s.panes.namespaces.rows().to_vec(),
                s.panes.workloads.rows().to_vec(),
                s.panes.pods.rows().to_vec(),
                s.panes.containers.rows().to_vec(),
            );
            (s.panes.rows.clone(), lists)
        };
        let kept = look(state);
        state.rebuild();
        assert_eq!(kept, look(state));
    }

    /// Draws, and keeps what is to be seen.
    fn draw(&mut self) {
        self.kept();
        let state = &self.world.state;
        let covered = state.views.iter().any(|room| room.covers());
        let (w, h) = state.screen;
        let mut buffer = ratatui::buffer::Buffer::empty(ratatui::layout::Rect::new(0, 0, w, h));
        dogwatch::views::render(state, &self.theme, &mut buffer);
        let context = &state.cluster.context.name;
        let mut objects: HashSet<Uid> = HashSet::new();
        let workload = |key: &WorkloadKey| if let WorkloadKey::Workload(uid) = key { Some(uid.clone()) } else { None };
        objects.extend(state.panes.workloads.selected().and_then(workload));
        objects.extend(state.panes.workloads.marks().iter().filter_map(workload));
        let pods = state.panes.pods.selected().into_iter().chain(&state.panes.pod_open).chain(state.panes.pods.marks());
        for uid in pods {
            objects.insert(uid.clone());
            // In the pods pane some keys are for the workload, whose name stands over it.
            objects.extend(state.cluster.store.pod(uid).and_then(|p| state.cluster.store.workload_of(p)).map(|w| w.uid.clone()));
        }
        let large = w >= 140 && h >= 40 && !state.zoom;
        let sight = Sight {
            objects: objects.into_iter().map(|uid| (context.clone(), uid)).collect(),
            frame: large.then(|| dogwatch::export::text(&buffer)),
        };
        // Of environments side by side it is the cell that was drawn under the cursor.
        let grid = state.top_as::<environments::View>().and_then(|grid| grid.target(&state.environments));
        self.cell = grid.map(named);
        // What lies under a form is what was seen before it.
        if !covered {
            self.sight = sight;
        }
        self.world.msg(Msg::Drawn);
    }

    /// A key, and what must hold after it.
    fn press(&mut self, key: Key) {
        let before = targets(&self.world.state);
        let marked = self.marked();
        let plain = self.world.state.views.is_empty();
        let mut meant: HashSet<Named> = &before | &self.done;
        if plain || self.world.state.top_as::<picker::View>().is_some() {
            // A mark that was set and not drawn yet is one that the key before set on what was shown.
            meant.extend(self.sight.objects.iter().cloned());
            meant.extend(marked.iter().cloned());
        }
        meant.extend(self.cell.take());
        self.trail.push(format!("key {key}"));
        self.world.msg(Msg::Key(key));
        let after = targets(&self.world.state);
        assert!(after.is_subset(&meant), "{key} opened {after:?}, which was not meant: {meant:?}");
        if plain
            && marked.is_empty()
            && let Some(frame) = &self.sight.frame
        {
            for (_, uid) in after.difference(&self.done) {
                let store = &self.world.state.cluster.store;
                let name = store.workload(uid).map(|w| w.name.to_string()).or_else(|| store.pod(uid).map(|p| p.name.to_string()));
                let head = name.map(|n| n.chars().take(12).collect::<String>()).unwrap_or_default();
                assert!(frame.contains(&head), "{key} is about {head}, which was not on the screen\n{frame}");
            }
        }
        self.took(&meant);
    }

    fn marked(&self) -> HashSet<Named> {
        let state = &self.world.state;
        let context = &state.cluster.context.name;
        let workload = |key: &WorkloadKey| if let WorkloadKey::Workload(uid) = key { Some(uid.clone()) } else { None };
        let workloads = state.panes.workloads.marks().iter().filter_map(workload);
        let pods = state.panes.pods.marks().iter().cloned();
        match state.panes.focus {
            Pane::Workloads => workloads.map(|uid| (context.clone(), uid)).collect(),
            Pane::Pods => pods.map(|uid| (context.clone(), uid)).collect(),
            // The walk opens no browser: its rows are those of its own tests.
            Pane::Namespaces | Pane::Logs | Pane::Browser => HashSet::new(),
        }
    }

    /// A message from outside: it may close what is open, and never turns it to another object.
    fn tell(&mut self, msg: Msg) {
        let before = targets(&self.world.state);
        let answer = matches!(msg, Msg::Previewed(..));
        let text = format!("{msg:?}");
        self.trail.push(text.chars().take(160).collect());
        self.world.msg(msg);
        let after = targets(&self.world.state);
        assert!(after.is_subset(&before), "a message turned {before:?} into {after:?}");
        // What is sent without a question was confirmation by key.
        let meant = if answer { before } else { HashSet::new() };
        self.took(&meant);
    }

    /// Looks at what was asked for.
    fn took(&mut self, meant: &HashSet<Named>) {
        let effects = self.world.asked();
        for effect in &effects {
            if let Effect::Connect(session, context) = effect {
                self.sessions.insert(*session, context.clone());
            }
        }
        for effect in effects {
            match &effect {
                Effect::Preview(session, intent) => {
                    assert_eq!(self.sessions.get(session), Some(&intent.target.context), "asked of another cluster");
                    assert!(!self.world.state.readonly, "read-only: {intent:?}");
                    assert!(meant.contains(&named(&intent.target)), "nobody meant {intent:?}: {meant:?}");
                    assert!(self.asked.insert(intent.id, intent.clone()).is_none(), "{} was asked twice", intent.id);
                }
                Effect::CarryOut(session, preview, consent) => {
                    let intent = &preview.intent;
                    assert_eq!(self.sessions.get(session), Some(&intent.target.context), "sent to another cluster");
                    assert_eq!(self.asked.get(&intent.id), Some(intent), "sent what was not looked at");
                    assert!(meant.contains(&named(&intent.target)), "nobody said yes to {intent:?}: {meant:?}");
                    assert!(self.sent.insert(intent.id), "{} was sent twice", intent.id);
                    let state = &self.world.state;
                    let ask = state.guards.decide_all(std::iter::once(intent.subject()), 1, state.now, state.zone).ask;
                    assert!(consent.suffices(ask, intent), "{ask:?} was not answered: {consent:?}");
                }
                Effect::Revisions(_, _, target) => assert!(meant.contains(&named(target)), "nobody meant {target:?}"),
                Effect::Connect(..) => {
                    let world = &mut self.world;
                    world.effects.clear();
                    put_incident(world, 160, 48);
                    self.open.clear();
                    // All that was listed again may have asked for more.
                    return self.took(&HashSet::new());
                }
                _ => {}
            }
            self.open.push(effect);
        }
        // What is not answered within a while is never answered.
        let more = self.open.len().saturating_sub(40);
        self.open.drain(..more);
    }

    /// An answer to something that was asked for.
    fn answer(&mut self) {
        if self.open.is_empty() {
            return;
        }
        let at = self.rng.usize(..self.open.len());
        let effect = self.open.swap_remove(at);
        let fails = self.rng.u32(..5) == 0;
        let evil = "evil\u{1b}[2J\u{202e} no";
        let (no, said) = (|| Err::<(), _>(evil.to_owned()), || Err::<(), Reason>(evil.into()));
        let msg = match effect {
            Effect::Preview(of, intent) if fails => Msg::Previewed(of, intent.id, said().map(|()| unreachable!())),
            Effect::Preview(of, intent) => Msg::Previewed(of, intent.id, Ok(Box::new(preview(intent, &mut self.rng)))),
            Effect::CarryOut(of, preview, _) => {
                let reason = Reason::from("it was not to be");
                let outcome = match self.rng.u32(..5) {
                    0 => Outcome::Refused { reason },
                    1 => Outcome::Unknown { reason },
                    2 => Outcome::Partial { reason },
                    _ => {
                        self.done.insert(named(&preview.intent.target));
                        Outcome::taken(self.rng.i64(0..12))
                    }
                };
                Msg::CarriedOut(of, preview.intent.id, outcome)
            }
            Effect::Revisions(of, id, _) if fails => Msg::Revisions(of, id, said().map(|()| Vec::new())),
            Effect::Revisions(of, id, _) => Msg::Revisions(of, id, Ok((0..self.rng.u64(..5)).map(revision).collect())),
            Effect::Fetch(of, id, Fetch::Journal) => Msg::Fetched(of, id, Ok(String::new())),
            Effect::Fetch(of, id, _) => Msg::Fetched(
                of,
                id,
                if fails { no().map(|()| String::new()).map_err(Text::Server) } else { Ok("a: 1\n\u{9b}b: 2".into()) },
            ),
            Effect::Review(of, namespace) => {
                let verdict = |right: &Right| {
                    (*right, if fails { Verdict::no("patch", "x", &namespace, "not\u{7} you".into()) } else { Verdict::Yes })
                };
                let verdicts = Right::ALL.iter().map(verdict).collect();
                Msg::Rights(of, Rights { namespace, verdicts })
            }
            Effect::Save(save) => Msg::Saved(save.path, if fails { Saved::Exists } else { Saved::Done("/x".into()) }),
            _ => return,
        };
        self.tell(msg);
    }

    fn key(&mut self) -> Key {
        let all: Vec<Key> = COMMANDS.iter().flat_map(|e| self.world.state.keymap.keys(e.id).to_vec()).collect();
        match self.rng.u32(..20) {
            0..=8 => all[self.rng.usize(..all.len())],
            // Changes and their answers come often enough to meet each other.
            9..=12 => Key::char(['s', 'r', 'b', 'i', 'H', 'L', 'u', 'j', 'k', ' '][self.rng.usize(..10)]),
            13 if self.rng.bool() => Key { alt: true, ..Key::char(['1', '2', '3'][self.rng.usize(..3)]) },
            13 => Key::ctrl('d'),
            14..=16 => Key::char(['y', '1', '3', '=', 'a', 'n'][self.rng.usize(..6)]),
            17 | 18 => {
                Key::plain([Code::Enter, Code::Esc, Code::Tab, Code::Down, Code::Backspace, Code::F(5)][self.rng.usize(..6)])
            }
            _ => Key::char(char::from_u32(self.rng.u32(1..0x3000)).unwrap_or('x')),
        }
    }

    /// What a user types who means it.
    fn type_wanted(&mut self) {
        let asked = self.world.state.top_as::<question::View>();
        let text = match self.world.state.top() {
            _ if asked.is_some_and(|q| q.decision.ask == Ask::Name) => asked.map(|q| q.phrase()).unwrap_or_default(),
            _ if self.world.state.top_as::<metadata::View>().is_some() => "team=iot".to_owned(),
            _ if self.world.state.top_as::<filter::View>().is_some() => {
                ["web", "!web", "status=Running", "/x(/", ""][self.rng.usize(..5)].to_owned()
            }
            _ => return,
        };
        // What went astray into the field before is not meant, and a question is read first.
        if self.world.state.top_as::<question::View>().is_some() {
            self.draw();
            self.world.now = self.world.now.plus(UNANSWERED_MS);
            self.tell(Msg::Tick);
            self.press(Key::ctrl('u'));
        }
        for c in text.chars() {
            self.press(Key::char(c));
        }
        self.press(Key::plain(Code::Enter));
    }

    fn step(&mut self) {
        match self.rng.u32(..24) {
            0..=10 => {
                // A fast typist is ahead of the screen now and then.
                if self.rng.u32(..6) > 0 {
                    self.draw();
                }
                let key = self.key();
                self.press(key);
            }
            11 => self.type_wanted(),
            12..=15 => self.answer(),
            16..=19 => {
                if let Some(feed) = self.cluster.feed(&mut self.rng) {
                    let mut sessions: Vec<SessionId> = self.sessions.keys().copied().collect();
                    sessions.sort_unstable();
                    let front = self.world.state.cluster.session;
                    let session = if self.rng.u32(..3) > 0 { front } else { sessions[self.rng.usize(..sessions.len())] };
                    self.tell(Msg::Feed(session, feed));
                }
            }
            20 => {
                self.world.now = self.world.now.plus(self.rng.i64(..40_000));
                self.tell(Msg::Tick);
            }
            21 => {
                let sizes = [(160, 48), (160, 48), (200, 60), (80, 24), (40, 10), (1, 1), (0, 0), (3, 2), (141, 40)];
                let (w, h) = sizes[self.rng.usize(..sizes.len())];
                self.tell(Msg::Resize(w, h));
            }
            22 => {
                let text = ["7", "lab/app:2.0", "a\nb\u{1b}[2J", "team=x", ""][self.rng.usize(..5)];
                self.tell(Msg::Paste(text.to_owned()));
            }
            _ => {
                let id = self.rng.u64(..30);
                let progress = Progress { id, done: 1, of: 0, waits: Some("x".into()) };
                // Answers that nobody waits for, of sessions and views that are gone.
                let msg = match self.rng.u32(..5) {
                    0 => Msg::Progressed(FIRST, progress),
                    1 => Msg::Previewed(FIRST, id + 100_000, Err("late".into())),
                    2 => Msg::Fetched(FIRST, id, Ok("late".into())),
                    3 => Msg::Logs(FIRST, id, self.cluster.lines(&mut self.rng)),
                    _ => Msg::Feed(self.world.state.cluster.session.next(), dogwatch::model::feed::Feed::Version(name("v9"))),
                };
                self.tell(msg);
            }
        }
        assert!(self.world.state.messages.all().len() <= 500);
    }
}

fn preview(intent: Intent, rng: &mut Rng) -> Preview {
    let unwritten = (rng.u32(..8) == 0).then(|| Reason::from("the disk is full"));
    let warnings = if rng.bool() { vec![dogwatch::model::change::Warning::ImageWaits] } else { Vec::new() };
    Preview {
        intent,
        resource_version: "1".into(),
        generation: 7,
        differences: Vec::new(),
        touches: Some(dogwatch::model::change::Touches::Replaces(2, dogwatch::model::change::Pace::Plain)),
        warnings,
        reaches: Vec::new(),
        unwritten,
    }
}

fn revision(number: u64) -> Revision {
    let image = format!("docker.io/lab/app:1.{number}");
    Revision {
        number,
        name: name(&format!("rs-{number}")),
        created: now(),
        cause: None,
        images: vec![("web".into(), image)],
        pods: Some((1, 1)),
        current: number == 3,
        differences: Vec::new(),
        lines: Vec::new(),
        bare: Vec::new(),
    }
}

/// One walk; gives how many changes were sent in it.
fn walk(seed: u64, steps: usize) -> usize {
    let mut walk = Walk::new(seed);
    let went = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        for _ in 0..steps {
            walk.step();
        }
    }));
    if let Err(panic) = went {
        let why = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        let last = walk.trail.len().saturating_sub(60);
        panic!("DOGWATCH_TEST_SEED={seed}\n{}\n{}", walk.trail[last..].join("\n"), why.unwrap_or_default());
    }
    walk.sent.len()
}

#[test]
fn no_key_acts_on_what_was_not_named() {
    let seed = chosen_seed();
    let sent: usize = (0..10 * rounds()).map(|n| walk(seed.wrapping_add(n), 600)).sum();
    // A walk that sends nothing would hold everything.
    assert!(sent > 0, "DOGWATCH_TEST_SEED={seed}: nothing was sent on all walks");
}
