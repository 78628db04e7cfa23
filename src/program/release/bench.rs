//! Where a change is made from: the session, its gate, and the rules that both go by.

use super::super::{Failure, asked_namespaces, contexts, settings, zone};
use crate::cli::Cli;
use crate::cluster::Session;
use crate::cluster::change::Gate;
use crate::cluster::kubeconfig::{ContextInfo, Contexts};
use crate::cluster::session::Mode;
use crate::config::{Environment, Paths};
use crate::journal::{Journal, JournalError};
use crate::model::Name;
use crate::model::environments::named::Named;
use crate::model::guard::Guards;
use crate::model::promotion::Depends;
use chrono::FixedOffset;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What all changes of this run share.
pub(super) struct House {
    contexts: Contexts,
    mode: Mode,
    journal: Result<Arc<Journal>, JournalError>,
    pub(super) guards: Guards,
    pub(super) zone: FixedOffset,
    /// Which workloads are promoted before which.
    pub(super) depends: Depends,
    /// The environments of the settings.
    pub(super) environments: Vec<Named>,
    /// Where nothing else is said.
    pub(super) context: ContextInfo,
}

/// One cluster.
pub(super) struct Bench {
    pub(super) context: Name,
    pub(super) session: Session,
    pub(super) gate: Arc<Gate>,
    pub(super) guards: Guards,
    pub(super) zone: FixedOffset,
}

impl House {
    /// Reads kubeconfig and settings, as the dashboard does. Nothing is sent.
    pub(super) fn open(cli: &Cli, environment: &Environment, paths: Option<&Paths>) -> Result<Self, Failure> {
        let settings = settings(cli, paths)?;
        let contexts = contexts(cli, environment)?;
        let context = contexts.pick_one(cli.connection.context.as_deref()).map_err(Failure::usage)?;
        let mode = Mode::new(cli.connection.readonly || settings.readonly);
        if mode.is_readonly() {
            return Err(Failure::denied("read-only: by --readonly or the settings, nothing can be changed"));
        }
        let journal = match paths {
            Some(paths) => Journal::open(&paths.state).map(Arc::new),
            None => Ok(Arc::new(Journal::memory())),
        };
        let (guards, depends, environments) = (settings.guards, settings.depends, settings.environments);
        Ok(Self { contexts, mode, journal, guards, zone: zone(), depends, environments, context })
    }

    /// The one namespace that the flags name, else the context's.
    pub(super) fn namespace(&self, cli: &Cli) -> Result<Name, Failure> {
        match &asked_namespaces(&cli.connection, &self.context)[..] {
            [one] => Ok(one.clone()),
            [] => Err(Failure::usage("a change is for one namespace: -n, not -A")),
            [..] => Err(Failure::usage("a change is for one namespace: name one with -n")),
        }
    }

    /// The context of a name.
    pub(super) fn named(&self, name: &str) -> Result<ContextInfo, Failure> {
        self.contexts.pick_one(Some(name)).map_err(Failure::usage)
    }

    /// The cluster of a context.
    pub(super) fn bench(&self, context: &ContextInfo) -> Bench {
        let (session, access) = Session::open(self.contexts.clone(), &context.name, self.mode);
        let gate = Gate::new(session.clone(), access, self.journal.clone(), context.user.clone());
        let (guards, zone) = (self.guards.clone(), self.zone);
        Bench { context: context.name.clone(), session, gate: Arc::new(gate.guarded(guards.clone(), zone)), guards, zone }
    }
}

/// The number of the next change.
pub(super) fn number() -> u64 {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    COUNT.fetch_add(1, Ordering::Relaxed)
}
