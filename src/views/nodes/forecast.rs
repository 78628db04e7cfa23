//! What a drain of the node under the cursor would do: asked for while it is shown, and again when its pods are others.

use super::View;
use crate::app::desk::Desk;
use crate::app::msg::Effect;
use crate::app::text::{NodeText, Text};
use crate::model::change::Reason;
use crate::model::fit;
use crate::model::health::Mood;
use crate::model::nodes::Node;
use crate::model::nodes::foresee::{Forecast, Group, foresee};
use crate::model::{Lang, Time, Uid};

/// How long an answer stands before it is asked for again, in milliseconds.
const AGAIN_MS: i64 = 5_000;

/// The same of one for which not all could be read: who fails is not to be asked at the same pace.
const FAILED_MS: i64 = 30_000;

/// How long what it comes to stands while nodes and pods change, in milliseconds: pods are placed one after another for it.
const WORKED_MS: i64 = 1_000;

/// What was asked about a node, and the answer.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The node.
    node: Uid,
    /// The number that the answer carries; `None` once it is there.
    id: Option<u64>,
    /// When it was asked.
    at: Time,
    /// What was known then, so that it is asked again when that is other.
    generation: u64,
    /// The last answer about this node.
    answer: Option<Result<Box<Forecast>, Reason>>,
    /// What it comes to, and from what that was worked out; `None` before that.
    worked: Option<Worked>,
}

/// What an answer comes to.
#[derive(Clone, Debug)]
struct Worked {
    groups: Vec<Group>,
    /// When it was worked out.
    at: Time,
    /// What was known of nodes and pods then.
    generation: u64,
    /// Whether that was all of them.
    whole: bool,
}

/// A row of what a drain would do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Row {
    /// Whose pods they are; empty in a row that goes on.
    pub(super) name: String,
    /// Columns of the names.
    pub(super) indent: u16,
    /// What becomes of them.
    pub(super) words: String,
    /// How well they come through.
    pub(super) mood: Mood,
}

/// Kinds that are many by kubectl's short names.
fn short(kind: &str) -> &str {
    match kind {
        "Deployment" => "deploy",
        "StatefulSet" => "sts",
        "DaemonSet" => "ds",
        "ReplicaSet" => "rs",
        other => other,
    }
}

impl View {
    /// What a drain of it would do, in rows of so many columns.
    pub(super) fn drain_rows(&self, node: &Node, lang: Lang, width: u16) -> Vec<Row> {
        let groups = self.groups(node);
        let name = |g: &Group| match &*g.owner.kind {
            "" => format!("{}/{}", g.namespace, g.owner.name),
            kind => format!("{}/{} {}", g.namespace, g.owner.name, short(kind)),
        };
        let widest = groups.iter().map(|g| fit::width(&name(g))).max().unwrap_or(0);
        let indent = widest.min(usize::from(width) * 2 / 5).max(8) as u16;
        let room = usize::from(width.saturating_sub(indent + 4)).max(8);
        let mut rows = Vec::new();
        let unread = self.answered(node).and_then(|a| a.as_ref().ok()).into_iter().flat_map(|f| &f.unread);
        for (part, why) in unread {
            let words = Text::from(NodeText::Unread(*part, why.clone())).words(lang);
            for part in fit::words(&words, room) {
                rows.push(Row { name: String::new(), indent, words: words[part].trim_end().to_owned(), mood: Mood::Busy });
            }
        }
        for group in groups {
            let (mood, words) = (group.mood(), Text::from(NodeText::Would(Box::new(group.clone()))).words(lang));
            for (i, part) in fit::words(&words, room).into_iter().enumerate() {
                let name = if i == 0 { name(group) } else { String::new() };
                rows.push(Row { name, indent, words: words[part].trim_end().to_owned(), mood });
            }
        }
        rows
    }

    /// What was answered about a node.
    pub(super) fn answered(&self, node: &Node) -> Option<&Result<Box<Forecast>, Reason>> {
        self.asked.as_ref().filter(|a| a.node == node.uid)?.answer.as_ref()
    }

    /// What a drain of it would do, where that is known.
    fn groups(&self, node: &Node) -> &[Group] {
        let worked = self.asked.as_ref().filter(|a| a.node == node.uid).and_then(|a| a.worked.as_ref());
        worked.map_or(&[], |w| &*w.groups)
    }

    /// Works out what an answer comes to, and again when what it stands on is other.
    pub(super) fn work_out(&mut self, desk: &Desk<'_>) {
        let Some(asked) = &mut self.asked else { return };
        let (Some(Ok(forecast)), Some(node)) = (&asked.answer, self.nodes.get(&asked.node)) else { return };
        let (generation, whole) = (self.generation, self.nodes.is_complete() && self.pods.is_complete());
        let stands = |w: &Worked| w.whole == whole && (w.generation == generation || desk.now.since(w.at) < WORKED_MS);
        if asked.worked.as_ref().is_some_and(stands) {
            return;
        }
        let labels = |name: &str| desk.cluster.store.namespaces().find(|n| &*n.name == name).map(|n| n.labels.clone());
        let groups = foresee(&node.name, forecast, (&self.nodes, &self.pods), &labels);
        asked.worked = Some(Worked { groups, at: desk.now, generation, whole });
    }

    /// Takes an answer, where it is to what was asked last.
    pub(super) fn foreseen(&mut self, id: u64, answer: &Result<Box<Forecast>, Reason>) {
        if let Some(asked) = self.asked.as_mut().filter(|a| a.id == Some(id)) {
            asked.id = None;
            asked.answer = Some(answer.clone());
            asked.worked = None;
        }
    }

    /// Asks about the node under the cursor. One question at a time: who walks through the nodes asks about the one where he stops.
    pub(super) fn ask_forecast(&mut self, desk: &mut Desk<'_>) {
        if !self.draining {
            self.asked = None;
            return;
        }
        let Some(node) = self.chosen() else { return };
        let (uid, target) = (node.uid.clone(), Self::node_target(desk, node));
        let fresh = match &self.asked {
            Some(asked) if asked.id.is_some() => true,
            Some(asked) => {
                let whole = asked.answer.as_ref().is_some_and(|a| a.as_ref().is_ok_and(|f| f.unread.is_empty()));
                let late = desk.now.since(asked.at) >= if whole { AGAIN_MS } else { FAILED_MS };
                asked.node == uid && !(late && asked.generation != self.generation)
            }
            None => false,
        };
        if fresh {
            return;
        }
        let id = desk.fresh_id();
        let before = self.asked.take().filter(|a| a.node == uid);
        let (answer, worked) = before.map_or((None, None), |a| (a.answer, a.worked));
        self.asked = Some(Asked { node: uid, id: Some(id), at: desk.now, generation: self.generation, answer, worked });
        desk.effects.push(Effect::Foresee(desk.cluster.session, id, target));
    }
}
