//! Carrying out effects: each is started as a task of its own, and its answer comes back as a message.

use super::Here;
use super::about::{About, Held};
use super::kubeconfig::Kubeconfig;
use super::memory::Kept;
use super::processes::Running;
use super::save;
use super::sessions::Open;
use super::turns::Turns;
use crate::app::messages::Level;
use crate::app::msg::{Effect, Fetch, Msg, ObjectRef};
use crate::app::state::Context;
use crate::app::text::{HelmText, OutsideText, Text};
use crate::cluster::change::{Gate, Memory};
use crate::cluster::describe::{Which, describe, events_of, yaml};
use crate::cluster::kubeconfig::{ContextInfo, Contexts, Told};
use crate::cluster::logs::last_lines;
use crate::cluster::overview::Overview;
use crate::cluster::plugin::Plugin;
use crate::cluster::session::{Mode, Session};
use crate::cluster::{ApiError, compare, discovery, entries, helm, owner, rbac, relations, replicas, rights, stale};
use crate::config::Paths;
use crate::journal;
use crate::model::change::{Reason, Target};
use crate::model::feed::Feed;
use crate::model::guard::Guards;
use crate::model::logs::LogLine;
use crate::model::overview::OverviewWish;
use crate::model::trouble::Trouble;
use crate::model::{SessionId, Time};
use chrono::FixedOffset;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, Weak};
use tokio::sync::mpsc::Sender;

/// All that runs outside the loop.
pub(super) struct Outside {
    pub(super) contexts: Contexts,
    pub(super) mode: Mode,
    pub(super) paths: Option<Paths>,
    /// What is remembered.
    pub(super) kept: Arc<Kept>,
    /// The edited texts that this run has to do with.
    pub(super) held: Held,
    /// Of which object the text is that was fetched last to be edited, with its number.
    pub(super) abouts: Arc<Mutex<Option<(u64, About)>>>,
    pub(super) tx: Sender<Msg>,
    pub(super) feed_tx: Sender<(SessionId, Feed)>,
    pub(super) log_tx: Sender<(SessionId, u64, Vec<LogLine>)>,
    /// What runs in pods.
    pub(super) processes: Running,
    /// By the number of the session: the one in front and those that were left a short while ago.
    pub(super) open: HashMap<SessionId, Open>,
    /// The guard rules, and the user's time zone.
    pub(super) rules: (Guards, FixedOffset),
    pub(super) memory: Memory,
    /// The gates of changes that were sent: one that goes on after its context was left can still be stopped.
    pub(super) sent: HashMap<(SessionId, u64), Weak<Gate>>,
    /// The kubeconfig for programs that are run from here.
    pub(super) kubeconfig: Arc<Kubeconfig>,
    /// The user's home, which `~` means in the path of a file.
    pub(super) home: Option<PathBuf>,
    /// Applied objects go one after another: a namespace before what lives in it.
    pub(super) applies: Turns,
    /// Looks at the contexts that the overview shows.
    pub(super) overviews: Vec<(OverviewWish, Overview)>,
    /// Copies.
    pub(super) copies: super::copies::Copies,
    /// Port-forwards.
    pub(super) forwards: super::forwards::Forwards,
}

impl Outside {
    pub(super) fn new(
        (contexts, kubeconfig): (Contexts, Kubeconfig),
        mode: Mode,
        paths: Option<Paths>,
        rules: (Guards, FixedOffset),
        tx: Sender<Msg>,
        feed_tx: Sender<(SessionId, Feed)>,
        (log_tx, processes): (Sender<(SessionId, u64, Vec<LogLine>)>, Running),
    ) -> Self {
        listen(&contexts, tx.clone());
        Self {
            contexts,
            mode,
            paths,
            kept: Arc::default(),
            held: Held::default(),
            abouts: Arc::default(),
            tx,
            feed_tx,
            log_tx,
            processes,
            open: HashMap::new(),
            rules,
            memory: Memory::default(),
            sent: HashMap::new(),
            kubeconfig: Arc::new(kubeconfig),
            home: None,
            applies: Turns::default(),
            overviews: Vec::new(),
            copies: super::copies::Copies::default(),
            forwards: super::forwards::Forwards::default(),
        }
    }

    /// Carries out what the application asks for. Gives back what is for the loop to do.
    pub(super) fn carry_out(&mut self, effect: Effect) -> Option<Here> {
        match effect {
            Effect::Connect(id, context) => self.connect(id, &context),
            Effect::Rest(id) => self.rest(id),
            Effect::Leave(id) => self.leave(id),
            Effect::Contexts => {
                let contexts = self.contexts.clone();
                tokio::task::spawn_blocking(move || contexts.refresh());
            }
            Effect::Watch(session, scopes) => {
                if let Some(open) = self.open.get_mut(&session) {
                    open.watches.set(&scopes);
                }
            }
            Effect::Reconnect(session) => self.reconnect(session),
            Effect::Follow(session, view, wishes) => {
                if let Some(open) = self.open.get_mut(&session) {
                    open.follower.set(view, wishes);
                }
            }
            Effect::Select(session, view, selection) => {
                if let Some(open) = self.open.get_mut(&session) {
                    open.selector.set(view, selection);
                }
            }
            Effect::Review(session, namespace) => {
                self.ask(session, move |open| async move { Msg::Rights(session, rights::review(&open, &namespace).await) })
            }
            Effect::Revisions(session, id, target) => self.gate(session, move |gate| async move {
                Msg::Revisions(session, id, gate.revisions(&target).await.map_err(Reason::from))
            }),
            Effect::Preview(session, intent) => self.gate(session, move |gate| async move {
                let id = intent.id;
                Msg::Previewed(session, id, super::own::look(&gate, intent).await.map(Box::new))
            }),
            Effect::Enter(session, preview, consent, size) => self.enter(session, preview, consent, size),
            Effect::EnterPlain(session, preview, consent, line) => {
                return Some(Here::Plain(session, Box::new((preview, consent)), line));
            }
            Effect::Tell(session, id, told) => self.tell(session, id, told),
            Effect::EndProcess(session, id) => self.end_process(session, id),
            Effect::CarryOut(session, preview, consent) => self.change(session, preview, consent),
            Effect::CarryOn(session, intent, onward, why) => self.carry_on(session, intent, *onward, why),
            Effect::Soak(session, soak) => self.soak(session, soak),
            Effect::EndSoak(session, id) => self.end_soak(session, id),
            Effect::BeginPlan(session, id, note, consent) => self.begin_plan(session, id, *note, consent),
            Effect::EndPlan(session, id, end) => self.end_plan(session, id, end),
            Effect::Forget(session, intents) => {
                if let Some(open) = self.open.get(&session) {
                    intents.into_iter().for_each(|id| open.gate.forget(id));
                }
            }
            Effect::Discover(session) => {
                self.ask(session, move |open| async move { Msg::Kinds(session, discovery::all(&open).await.map_err(trouble)) })
            }
            Effect::Browse(session, wish) => {
                if let Some(open) = self.open.get_mut(&session) {
                    open.watches.browse(wish);
                }
            }
            Effect::Measure(session, scopes) => {
                if let Some(open) = self.open.get_mut(&session) {
                    open.watches.measure(&scopes);
                }
            }
            Effect::Replicas(session, id, target) => self.ask(session, move |open| async move {
                Msg::Replicas(session, id, replicas::wanted(&open, &target).await.map_err(trouble))
            }),
            Effect::Owner(session, of) => self.ask(session, move |open| async move {
                let answer = owner::of(&open, &of).await.map(|found| found.map(Box::new)).map_err(trouble);
                Msg::Owner(session, Box::new(of), answer)
            }),
            Effect::Relate(session, id, wish) => self.ask(session, move |open| async move {
                Msg::Related(session, id, relations::look(&open, &wish).await.map(Box::new).map_err(trouble))
            }),
            Effect::StopChange(session, id) => self.stop(session, id),
            Effect::LookNow(session, id) => {
                if let Some(gate) = self.sender(session, id) {
                    gate.look_now(id);
                }
            }
            Effect::Conclude(session, id, outcome) => self.conclude(session, id, outcome),
            Effect::Autoscalers(session, namespace) => self.gate(session, move |gate| async move {
                let aims = gate.off_at_zero(&namespace).await;
                Msg::Autoscaled(session, namespace, aims)
            }),
            Effect::WhoChanged(session, id, target, touched) => {
                self.gate(session, move |gate| async move { Msg::Changer(session, id, gate.who_changed(&target, &touched).await) })
            }
            Effect::Track(session, wish) => self.track(session, wish),
            Effect::WatchNodes(session, id) => self.watch_nodes(session, id),
            Effect::Overview(wishes) => self.overlook(wishes),
            Effect::Soon(session, id, wish) => self.look_for_soon(session, id, wish),
            Effect::Access(session, id, wish) => {
                self.ask(session, move |open| async move { Msg::Access(session, id, rbac::answer(&open, *wish).await) })
            }
            Effect::Keep(session, id, object, of) => self.ask(session, move |open| async move {
                Msg::Kept(session, id, compare::keep(&open, which(&object), of).await.map_err(told))
            }),
            Effect::Compare(session, id, object, of, kept) => self.ask(session, move |open| async move {
                Msg::Compared(session, id, compare::compare(&open, &kept, which(&object), &of).await.map_err(trouble))
            }),
            Effect::Entries(session, id, target) => self.ask(session, move |open| async move {
                Msg::Entries(session, id, entries::entries(&open, of(&target)).await.map(Box::new).map_err(trouble))
            }),
            Effect::Value(session, id, target, key) => self.ask(session, move |open| async move {
                Msg::Value(session, id, entries::value(&open, of(&target), &key).await.map_err(trouble))
            }),
            Effect::Stale(session, id, wish) => {
                self.ask(session, move |open| async move { Msg::Stale(session, id, Box::new(stale::look(&open, &wish).await)) })
            }
            Effect::Helm(session, id, wish) => {
                self.ask(session, move |open| async move { Msg::Helm(session, id, helm::answer(&open, wish).await) })
            }
            Effect::Fetch(session, id, Fetch::Helm(record, part, revealed)) => self.ask(session, move |open| async move {
                let text = helm::text(&open, *record, part, revealed).await;
                Msg::Fetched(session, id, text.map_err(|fault| HelmText::Fault(fault).into()))
            }),
            Effect::LastRun(session, id, run) => self.ask(session, move |open| async move {
                let lines = last_lines(&open, &run).await.map_err(trouble);
                Msg::LastRun(session, id, run, lines)
            }),
            Effect::Fetch(session, id, Fetch::Journal) => self.read_journal(session, id),
            Effect::Fetch(session, id, Fetch::Events(namespace, uids)) => self.ask(session, move |open| async move {
                let now = open.time();
                Msg::Fetched(session, id, events_of(&open, &namespace, &uids, now).await.map_err(told))
            }),
            Effect::Fetch(session, id, Fetch::Yaml(object, revealed)) => self.ask(session, move |open| async move {
                Msg::Fetched(session, id, yaml(&open, which(&object), revealed).await.map_err(told))
            }),
            Effect::Fetch(session, id, Fetch::Describe(object, revealed)) => self.ask(session, move |open| async move {
                let now = open.time();
                Msg::Fetched(session, id, describe(&open, which(&object), now, revealed).await.map_err(told))
            }),
            Effect::Remember(context, remembered) => self.remember(context, remembered),
            Effect::Save(save) => {
                let tx = self.tx.clone();
                tokio::task::spawn_blocking(move || {
                    let outcome = save::write(&save);
                    let _ = tx.blocking_send(Msg::Saved(save.path, outcome));
                });
            }
            Effect::Foresee(session, id, target) => self.gate(session, move |gate| async move {
                Msg::Foreseen(session, id, gate.foresee(&target).await.map(Box::new).map_err(Reason::from))
            }),
            Effect::Ports(session, id, target) => self
                .gate(session, move |gate| async move { Msg::Ports(session, id, gate.ports(&target).await.map_err(Reason::from)) }),
            Effect::ListFolder(session, id, target, container, folder) => self.gate(session, move |gate| async move {
                Msg::Listed(session, id, gate.list(id, (&target, &container), &folder).await)
            }),
            Effect::CopyFiles(session, preview, consent) => self.copy_files(session, preview, consent),
            Effect::EndCopy(session, id) => self.end_copy(session, id),
            Effect::Forward(session, preview, consent) => self.forward(session, preview, consent),
            Effect::EndForward(session, id) => self.end_forward(session, id),
            Effect::SaveForward(saved) => self.save_forward(saved),
            Effect::Draft(effect) => return self.draft(effect),
            Effect::Copy(text) => return Some(Here::Copy(text)),
            Effect::CopyLine(line, told) => return Some(Here::CopyLine(line, told)),
            Effect::CopyHidden(text) => return Some(Here::CopyHidden(text)),
            Effect::Redraw => return Some(Here::Redraw),
            Effect::Screenshot => return Some(Here::Screenshot),
            Effect::SignIn(session) => return Some(Here::SignIn(session)),
            Effect::Suspend => return Some(Here::Suspend),
            Effect::Quit => return Some(Here::Quit),
        }
        None
    }

    /// The exec plugin of a context.
    pub(super) fn plugin(&self, context: &str) -> Option<Plugin> {
        self.contexts.plugin(context)
    }

    /// Ends a plugin that runs in the background.
    pub(super) fn stop_plugin(&self, plugin: &Plugin) {
        self.contexts.stop_plugin(plugin);
    }

    /// Asks the API server something, and sends the answer.
    fn ask<F: Future<Output = Msg> + Send + 'static>(&self, session: SessionId, question: impl FnOnce(Session) -> F) {
        let Some(open) = self.open.get(&session) else { return };
        let (answer, tx) = (question(open.session.clone()), self.tx.clone());
        tokio::spawn(async move {
            let _ = tx.send(answer.await).await;
        });
    }

    /// The gate of a session.
    pub(super) fn gate_of(&self, session: SessionId) -> Option<Arc<Gate>> {
        self.open.get(&session).map(|open| open.gate.clone())
    }

    pub(super) fn gate<F: Future<Output = Msg> + Send + 'static>(&self, session: SessionId, question: impl FnOnce(Arc<Gate>) -> F) {
        let Some(open) = self.open.get(&session) else { return };
        let (answer, tx) = (question(open.gate.clone()), self.tx.clone());
        tokio::spawn(async move {
            let _ = tx.send(answer.await).await;
        });
    }

    fn read_journal(&self, session: SessionId, id: u64) {
        let (paths, tx) = (self.paths.clone(), self.tx.clone());
        tokio::task::spawn_blocking(move || {
            let answer = match paths {
                Some(paths) => journal::read(&paths.state.join(journal::FILE), None)
                    .map(|h| crate::report::journal_lines(&h, Time::system()))
                    .map_err(|e| Reason::from(e).into()),
                None => Err(OutsideText::NoJournal.into()),
            };
            let _ = tx.blocking_send(Msg::Fetched(session, id, answer));
        });
    }
}

/// Why a request gave no answer, as it is handed on.
fn trouble(error: ApiError) -> Arc<Trouble> {
    error.trouble().into()
}

/// As [`trouble`], for whoever shows it.
fn told(error: ApiError) -> Text {
    trouble(error).into()
}

/// Hands on what becomes of the kubeconfig.
fn listen(contexts: &Contexts, tx: Sender<Msg>) {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    contexts.tell(tell);
    tokio::spawn(async move {
        while let Some(told) = told.recv().await {
            let msg = match told {
                Told::Contexts(all) => Msg::Contexts(all.into_iter().map(context).collect()),
                Told::Trouble(why) => {
                    Msg::Note(Level::Warn, OutsideText::OldKubeconfig(Arc::new(Trouble::Credentials(Box::new(why)))).into())
                }
            };
            if tx.send(msg).await.is_err() {
                break;
            }
        }
    });
}

/// A context, as the application knows it.
fn context(info: ContextInfo) -> Context {
    Context { name: info.name, cluster: info.cluster, user: info.user, namespace: info.namespace, insecure: info.insecure }
}

fn which(object: &ObjectRef) -> Which<'_> {
    Which { resource: &object.resource, namespace: &object.namespace, name: &object.name, uid: &object.uid }
}

fn of(target: &Target) -> Which<'_> {
    Which { resource: &target.resource, namespace: &target.namespace, name: &target.name, uid: &target.uid }
}
