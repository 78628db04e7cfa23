//! The nodes: what is wrong with each, what its pods take of what it has, and below it those pods, or what a drain would do. It is watched while
//! the view is open.

pub mod draw;
mod forecast;
mod keys;
pub mod told;

pub use keys::NodesKey;

use crate::app::desk::Desk;
use crate::app::layout::{Area, full_area};
use crate::app::listing::{Listed, Listing};
use crate::app::room::{News, Room};
use crate::app::text::Word;
use crate::app::wish::{Next, Wish};
use crate::command::Command;
use crate::model::nodes::{Known, Node, NodePod, NodesNews};
use crate::model::resource::Resource;
use crate::model::{Kind, Lang, Name, SessionId, Uid, own};
use forecast::Asked;
use std::collections::HashMap;
use told::{Order, Sum};

/// Rows that what is told of a node and its pods have at the least; on a lower screen the list has all.
const BELOW: u16 = 8;

/// `:nodes` opens it from everywhere.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Command(Command::Nodes) = wish else { return None };
    Some(Box::new(View { id: desk.fresh_id(), session: desk.cluster.session, ..View::default() }))
}

/// The nodes.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The number that the answers carry.
    pub id: u64,
    /// The session that they are of.
    session: SessionId,
    /// The nodes.
    nodes: Known<Node>,
    /// The pods of all namespaces.
    pods: Known<NodePod>,
    /// What the pods of each node take, by its name.
    sums: HashMap<Name, Sum>,
    /// Whether what came since was not counted yet.
    stale: bool,
    /// The nodes as they are listed.
    list: Listing<Uid>,
    /// The node under the cursor, and its pods.
    of: Option<Uid>,
    below: Listing<Uid>,
    /// Whether the keys are for what is below.
    inside: bool,
    /// How nodes are sorted, and how pods.
    order: (Order, Order),
    /// Whether it is shown what a drain would do, in place of the pods.
    draining: bool,
    /// What was asked about that.
    asked: Option<Asked>,
    /// The first row of it that is drawn.
    scroll: usize,
    /// Goes up with all that is heard.
    generation: u64,
}

impl View {
    /// How many of so many rows the list has, its titles included, and how many stand below it.
    fn rooms(h: u16, nodes: usize) -> (u16, u16) {
        if h < BELOW + 4 {
            return (h, 0);
        }
        // Few nodes leave their room to the pods.
        let list = u16::try_from(nodes + 1).unwrap_or(u16::MAX).clamp(2, (h / 3).max(4));
        (list, h - list - 1)
    }

    /// The node under the cursor.
    fn chosen(&self) -> Option<&Node> {
        self.nodes.get(self.list.selected()?)
    }

    /// Keeps both cursors on what there is now, and lays both lists: what is told of the node stands between them, and a line that says whose
    /// the pods are.
    fn keep(&mut self, desk: &Desk<'_>) {
        self.list.keep_on(told::nodes(self, self.order.0));
        let inside = full_area(desk.size, "", "", false);
        let (rows, below) = Self::rooms(inside.h, self.nodes.len());
        self.list.lay_into(Area { h: rows, ..inside }, true, 0);
        let of = self.list.selected().cloned();
        if self.of != of {
            (self.of, self.scroll, self.below) = (of, 0, Listing::default());
        }
        let (mut told, mut pods) = (0, Vec::new());
        if let Some(node) = self.chosen() {
            told = told::rows(&told::facts(self, node, desk.moment()), inside.w);
            pods = told::pods(self, node, self.order.1, desk.moment()).into_iter().map(|p| p.uid.clone()).collect();
        }
        if self.inside {
            self.below.keep_on(pods);
        } else {
            self.below.set_rows(pods);
        }
        let (y, h) = (inside.y + rows + told + 1, below.saturating_sub(told));
        self.below.lay_into(Area { y, h, ..inside }, true, 0);
    }

    /// What the pods of a node take; `None` where not all of them are known.
    fn sum(&self, node: &Node) -> Option<Sum> {
        self.pods.is_complete().then(|| self.sums.get(&node.name).copied().unwrap_or_default())
    }

    /// Forgets what another session has told. The cursor stays on its node.
    fn renew(&mut self, session: SessionId, id: u64) {
        let (order, on) = (self.order, self.list.held().cloned());
        *self = Self { id, session, order, ..Self::default() };
        if let Some(on) = on {
            self.list.select(on);
        }
    }

    /// Whether what lies at a place of the screen is what is below: elsewhere it is what has the keys.
    fn is_below(&self, column: u16, row: u16) -> bool {
        let pods = !self.draining && !self.below.rows().is_empty() && self.below.holds(column, row);
        pods || self.inside && !self.list.holds(column, row)
    }

    /// The list of the nodes, or that of what is below.
    fn list_of(&mut self, below: bool) -> Option<&mut dyn Listed> {
        match (below, self.draining) {
            (false, _) => Some(&mut self.list),
            (true, false) => Some(&mut self.below),
            (true, true) => None,
        }
    }
}

impl Room for View {
    fn opened_by(&self) -> Option<Command> {
        Some(Command::Nodes)
    }

    /// It is of the cluster in front.
    fn stays(&self) -> bool {
        true
    }

    fn rest(&mut self) {
        self.session = SessionId::default();
    }

    fn name(&self, lang: Lang) -> String {
        Word::NodesTitle.of(lang).into()
    }

    fn listed(&mut self) -> Option<&mut dyn Listed> {
        self.list_of(self.inside)
    }

    fn listed_at(&mut self, column: u16, row: u16) -> Option<&mut dyn Listed> {
        self.list_of(self.is_below(column, row))
    }

    fn clicked(&mut self, column: u16, row: u16) -> Option<&mut dyn Listed> {
        self.inside = self.is_below(column, row);
        self.listed()
    }

    fn own_row(&self) -> Option<own::Row> {
        let below = if self.inside && !self.draining { self.below.selected().and_then(|uid| self.pods.get(uid)) } else { None };
        if let Some(NodePod { namespace, name, uid, .. }) = below {
            let (resource, namespace) = (Kind::Pod.into(), namespace.clone());
            return Some(own::Row { resource, namespace, name: (**name).into(), uid: uid.clone(), cells: Vec::new() });
        }
        let node = self.chosen().filter(|_| !self.inside)?;
        let (resource, namespace) = (Resource::new("", "v1", "nodes", "Node", false), Name::default());
        Some(own::Row { resource, namespace, name: node.name.clone(), uid: node.uid.clone(), cells: Vec::new() })
    }

    fn wants_node_use(&self) -> bool {
        true
    }

    fn watches_nodes(&self) -> Option<u64> {
        Some(self.id)
    }

    fn hear(&mut self, news: &News, _: &mut Desk<'_>) -> Next {
        if let News::Foreseen(id, answer) = news {
            self.foreseen(*id, answer);
        }
        let News::Nodes(id, news) = news else { return Next::Stay };
        if *id != self.id {
            return Next::Stay;
        }
        match news.clone() {
            NodesNews::Nodes(deltas) => self.nodes.apply(deltas, |n| n.uid.clone()),
            NodesNews::Pods(deltas) => self.pods.apply(deltas, |p| p.uid.clone()),
            NodesNews::NodesStand(state) => self.nodes.stands(state),
            NodesNews::PodsStand(state) => self.pods.stands(state),
        }
        self.stale = true;
        self.generation += 1;
        Next::Stay
    }

    fn settle(&mut self, desk: &mut Desk<'_>) {
        if self.session != desk.cluster.session {
            let id = desk.fresh_id();
            self.renew(desk.cluster.session, id);
        }
        if std::mem::take(&mut self.stale) {
            self.sums = told::sums(&self.pods);
        }
        self.keep(desk);
        self.ask_forecast(desk);
        self.work_out(desk);
    }
}
