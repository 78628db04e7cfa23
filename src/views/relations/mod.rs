//! How an object hangs together with others: from its topmost owner down to what it makes, with what selects it and what it refers to, and, of
//! one that others refer to, who does. It is looked for while the view is open: again and again, and at once where the watches tell that the
//! object has other pods.

pub mod draw;
mod keys;
#[cfg(test)]
mod tests;
mod told;

pub use keys::RelationsKey;

use crate::app::Effect;
use crate::app::desk::Desk;
use crate::app::layout::full_area;
use crate::app::listing::{Listed, Listing};
use crate::app::room::{News, Room};
use crate::app::text::Word;
use crate::app::wish::{Next, Wish};
use crate::model::change::Target;
use crate::model::feed::LinkState;
use crate::model::pod::Pod;
use crate::model::relations::{Branch, RelationsWish, Thing, Tree, Unseen, select};
use crate::model::trouble::Trouble;
use crate::model::{Lang, SessionId, Time};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// Rows that the one under the cursor has below the list.
const WHOLE: u16 = 5;
/// How long it is from one look to the next, at the least and by how long the last one took, and from one that the watches ask for, in milliseconds.
const EVERY_MS: i64 = 10_000;
const TIMES: i64 = 5;
const SOON_MS: i64 = 1_000;
/// A look that has not ended by then has been lost with its session, in milliseconds.
const LOST_MS: i64 = 60_000;

/// `O` opens it.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Relations(target) = wish else { return None };
    Some(Box::new(View::new(target.clone(), desk.cluster.session)))
}

/// What a row is known by.
#[derive(Clone, PartialEq, Debug)]
pub enum Key {
    /// An object, and by what the way to it is told from others: it may stand below several.
    Thing(Thing, u64),
    /// What could not be looked at, by its place among those.
    Unseen(usize),
}

fn hash(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// Of each row, by what the way to it is told from the ways to others: all that stands above it.
fn ways(rows: &[Branch]) -> Vec<u64> {
    let (mut out, mut above): (Vec<u64>, Vec<u64>) = (Vec::new(), Vec::new());
    for row in rows {
        above.truncate(row.depth.into());
        let way = hash(&(above.last(), &row.thing, std::mem::discriminant(&row.link)));
        above.resize(row.depth.into(), 0);
        above.push(way);
        out.push(way);
    }
    out
}

/// The view.
#[derive(Clone, Debug)]
pub struct View {
    /// Whom it is about.
    pub target: Target,
    /// The session that the answers are of.
    session: SessionId,
    /// What was found last, and why it was not found since.
    tree: Option<Box<Tree>>,
    /// Of each of its rows, by what the way to it is told from others.
    ways: Vec<u64>,
    trouble: Option<Arc<Trouble>>,
    /// The number of the look under way or of the last one, and when it began and ended.
    id: u64,
    asked: Option<Time>,
    came: Option<Time>,
    /// By what it is told whether the watches know other pods of the object: at which generation of the store, now and when it was asked.
    kin: (u64, u64),
    seen_kin: u64,
    list: Listing<Key>,
}

impl View {
    pub(super) fn new(target: Target, session: SessionId) -> Self {
        Self {
            target,
            session,
            tree: None,
            ways: Vec::new(),
            trouble: None,
            id: 0,
            asked: None,
            came: None,
            kin: (0, 0),
            seen_kin: 0,
            list: Listing::default(),
        }
    }

    fn rows(tree: &Tree) -> Vec<Key> {
        let things = tree.rows.iter().zip(ways(&tree.rows)).map(|(b, way)| Key::Thing(b.thing.clone(), way));
        things.chain((0..tree.unseen.len()).map(Key::Unseen)).collect()
    }

    /// The row of an object, and its place.
    fn branch(&self, key: &Key) -> Option<(usize, &Branch)> {
        let Key::Thing(thing, way) = key else { return None };
        let at = self.ways.iter().position(|w| w == way)?;
        self.tree.as_ref()?.rows.get(at).filter(|b| b.thing == *thing).map(|b| (at, b))
    }

    fn unseen(&self, key: &Key) -> Option<&Unseen> {
        let Key::Unseen(at) = key else { return None };
        self.tree.as_ref()?.unseen.get(*at)
    }

    /// Brings up by what it is told whether the object has other pods than before.
    fn look_at_kin(&mut self, desk: &Desk<'_>) {
        let store = &desk.cluster.store;
        if self.kin.0 == store.generation() {
            return;
        }
        // Whether it is ready is a figure of the Services that select it.
        let one = |pod: &Pod| hash(&(&pod.uid, pod.ready == pod.total, pod.deleting));
        let Target { resource, namespace, name, uid, .. } = &self.target;
        let sum = |all: &mut dyn Iterator<Item = u64>| all.fold(1, u64::wrapping_add);
        let kin = if let Some(workload) = store.workload(uid) {
            let pods = store.pods_of(workload).into_iter().map(|(pod, _)| one(pod));
            let sets = store.replicasets_of(&workload.uid).map(|r| hash(&r.uid));
            let jobs = store.jobs_of(&workload.uid).map(|j| hash(&j.uid));
            sum(&mut pods.chain(sets).chain(jobs))
        } else if resource.is_node() {
            sum(&mut store.pods().filter(|p| p.node.as_ref() == Some(name)).map(|p| hash(&p.uid)))
        } else if let Some(selector) = self.tree.as_ref().and_then(|tree| tree.selector.as_ref()) {
            let mine = |p: &&Pod| p.namespace == *namespace && select::selects(selector, &p.labels);
            sum(&mut store.pods().filter(mine).map(one))
        } else {
            return;
        };
        self.kin = (store.generation(), kin);
    }

    /// Whether it is to be looked for now.
    fn is_due(&self, now: Time) -> bool {
        let Some(asked) = self.asked else { return true };
        let Some(came) = self.came.filter(|came| *came >= asked) else { return now.since(asked) > LOST_MS };
        let took = came.since(asked).max(0);
        let pause = EVERY_MS.max(took * TIMES);
        let soon = SOON_MS.max(took);
        now.since(came) >= if self.kin.1 == self.seen_kin { pause } else { soon }
    }

    fn ask(&mut self, desk: &mut Desk<'_>) {
        (self.id, self.asked, self.seen_kin) = (desk.fresh_id(), Some(desk.now), self.kin.1);
        let wish = RelationsWish { target: self.target.clone(), namespaces: desk.all_namespaces() };
        desk.effects.push(Effect::Relate(desk.cluster.session, self.id, wish));
    }
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::Relations.of(lang).into()
    }

    fn listed(&mut self) -> Option<&mut dyn Listed> {
        Some(&mut self.list)
    }

    fn hear(&mut self, news: &News, desk: &mut Desk<'_>) -> Next {
        let News::Related(id, answer) = news else { return Next::Stay };
        if *id != self.id {
            return Next::Stay;
        }
        self.came = Some(desk.now);
        match answer {
            Ok(tree) => {
                let first = self.tree.is_none();
                self.ways = ways(&tree.rows);
                let rows = Self::rows(tree);
                let own = tree.rows.iter().position(|b| b.thing.uid == self.target.uid).and_then(|at| rows.get(at).cloned());
                self.list.set_rows(rows);
                if let Some(own) = own.filter(|_| first) {
                    self.list.select(own);
                }
                (self.tree, self.trouble) = (Some(tree.clone()), None);
                // By what it selects was not known when it was asked.
                if self.seen_kin == 0 {
                    self.kin.0 = u64::MAX;
                    self.look_at_kin(desk);
                    self.seen_kin = self.kin.1;
                }
            }
            Err(why) => self.trouble = Some(why.clone()),
        }
        Next::Stay
    }

    fn settle(&mut self, desk: &mut Desk<'_>) {
        if self.session != desk.cluster.session {
            (self.session, self.asked, self.came) = (desk.cluster.session, None, None);
        }
        let here = desk.cluster.context.name == self.target.context;
        if here && matches!(desk.cluster.store.link(), LinkState::Up { .. }) {
            self.look_at_kin(desk);
            if self.is_due(desk.now) {
                self.ask(desk);
            }
        }
        let (word, place, prod) = (self.name(desk.lang), self.target.place(), desk.guards.is_prod(&self.target));
        self.list.lay_into(full_area(desk.size, &word, &place, prod), true, WHOLE);
    }
}
