//! Which kinds there are: asked once a session, when the palette is first opened, and how a typed word finds one.

use crate::app::catalogue::What;
use crate::app::known::{KnownKinds, Sought};
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::state::State;
use crate::app::text::ClusterText;
use crate::command::Pane;
use crate::model::SessionId;
use crate::model::kinds::Kinds;
use crate::model::trouble::Trouble;
use std::sync::Arc;

/// How long after a failure they are asked for again while the palette stays open, in milliseconds.
const AGAIN_MS: i64 = 5_000;

/// Names of kinds that every cluster has, for the palette while the answer is on its way: plural, then what else it is called.
pub const COMMON: &[&[&str]] = &[
    &["pods", "po", "pod"],
    &["services", "svc", "service"],
    &["configmaps", "cm", "configmap"],
    &["secrets", "secret"],
    &["nodes", "no", "node"],
    &["namespaces", "ns", "namespace"],
    &["persistentvolumeclaims", "pvc", "persistentvolumeclaim"],
    &["persistentvolumes", "pv", "persistentvolume"],
    &["serviceaccounts", "sa", "serviceaccount"],
    &["events", "ev", "event"],
    &["deployments", "deploy", "deployment"],
    &["statefulsets", "sts", "statefulset"],
    &["daemonsets", "ds", "daemonset"],
    &["replicasets", "rs", "replicaset"],
    &["jobs", "job"],
    &["cronjobs", "cj", "cronjob"],
    &["ingresses", "ing", "ingress"],
    &["networkpolicies", "netpol", "networkpolicy"],
    &["poddisruptionbudgets", "pdb", "poddisruptionbudget"],
    &["horizontalpodautoscalers", "hpa", "horizontalpodautoscaler"],
    &["storageclasses", "sc", "storageclass"],
    &["roles", "role"],
    &["rolebindings", "rolebinding"],
    &["clusterroles", "clusterrole"],
    &["clusterrolebindings", "clusterrolebinding"],
    &["endpoints", "ep"],
    &["endpointslices", "endpointslice"],
    &["limitranges", "limits", "limitrange"],
    &["resourcequotas", "quota", "resourcequota"],
    &["priorityclasses", "pc", "priorityclass"],
    &["customresourcedefinitions", "crd", "crds", "customresourcedefinition"],
];

impl State {
    /// As [`Cluster::known_kinds`].
    pub fn known_kinds(&self) -> Option<&Kinds> {
        self.cluster.known_kinds()
    }

    /// Asks for the kinds when somebody could name one and they were not asked for.
    pub(super) fn discover(&mut self, effects: &mut Vec<Effect>) {
        let looked_for = self.views.iter().any(|room| matches!(room.picks(), Some(What::Command | What::Kind)));
        let lately = self.cluster.kinds.failed.is_some_and(|at| self.now.since(at) < AGAIN_MS);
        let wanted = self.cluster.kinds.wanted.is_some() || self.cluster.kinds.going.is_some();
        if (looked_for || wanted) && self.cluster.kinds.session != self.cluster.session && !lately {
            let KnownKinds { wanted, going, .. } = std::mem::take(&mut self.cluster.kinds);
            self.cluster.kinds = KnownKinds { session: self.cluster.session, wanted, going, ..KnownKinds::default() };
            effects.push(Effect::Discover(self.cluster.session));
        }
    }

    /// The answer to the question which kinds there are.
    pub(in crate::app) fn kinds_came(
        &mut self,
        session: SessionId,
        answer: Result<Kinds, Arc<Trouble>>,
        effects: &mut Vec<Effect>,
    ) {
        // Behind another tab nobody can be told what came of it: it is asked for again when one comes back and still wants it.
        if let Some(left) = self.left.iter_mut().find(|left| left.session() == session && left.cluster.kinds.session == session) {
            left.cluster.kinds.session = SessionId::default();
        }
        if session != self.cluster.session || self.cluster.kinds.session != session {
            return;
        }
        let (wanted, going) = (self.cluster.kinds.wanted.take(), self.cluster.kinds.going.take());
        match answer {
            Ok(kinds) => {
                if !kinds.missing.is_empty() {
                    let (group, why) = &kinds.missing[0];
                    let text = ClusterText::GroupUnread(group.to_string(), why.clone(), kinds.missing.len() - 1);
                    self.messages.say(self.now, Level::Warn, text);
                }
                self.cluster.kinds.kinds = Some(kinds);
                self.renew_picker(effects);
                if let Some(sought) = wanted {
                    self.browse(sought);
                }
                if let Some(target) = going.filter(|_| self.views.is_empty()) {
                    self.messages.dismiss();
                    self.show_object(&target, effects);
                }
            }
            Err(why) => {
                // Asked again while somebody could name one, but not as fast as it fails.
                (self.cluster.kinds.session, self.cluster.kinds.failed) = (SessionId::default(), Some(self.now));
                self.messages.say(self.now, Level::Error, ClusterText::KindsUnread(why));
            }
        }
    }

    /// Opens the browser on the kind of a name, as soon as the kinds are known.
    pub(in crate::app) fn browse_word(&mut self, word: &str) {
        self.browse(Sought { word: word.to_owned(), ..Sought::default() });
    }

    /// The same, with its rows as they are wanted.
    pub(in crate::app) fn browse(&mut self, sought: Sought) {
        let Some(kinds) = self.known_kinds() else {
            self.cluster.kinds.wanted = Some(sought);
            self.messages.say(self.now, Level::Info, ClusterText::AskingKinds);
            return;
        };
        let found = kinds.find(&sought.word).or_else(|| kinds.find(&self.kind_word(&sought.word)));
        match found.cloned() {
            Some(served) => {
                self.messages.dismiss();
                self.open_browse(served);
                if let Some(browse) = self.panes.browse.as_mut().filter(|_| !sought.columns.is_empty()) {
                    browse.choose(sought.columns);
                }
                self.set_filter(Pane::Browser, sought.filter);
                if let (Some(browse), Some(order)) = (&mut self.panes.browse, sought.order) {
                    browse.sort(order);
                }
            }
            None => self.messages.say(self.now, Level::Warn, ClusterText::NoKind(sought.word)),
        }
    }

    /// The palette is opened: what could not be had is asked for again.
    pub(in crate::app) const fn ask_kinds_anew(&mut self) {
        self.cluster.kinds.failed = None;
    }

    /// Forgets the kinds: what was installed meanwhile is found when they are asked for again.
    pub(in crate::app) fn forget_kinds(&mut self) {
        self.cluster.kinds = KnownKinds::default();
    }
}
