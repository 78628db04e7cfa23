//! What the keys of the nodes do.

use super::{View, told};
use crate::app::desk::{Ask, Desk, Way};
use crate::app::layout::full_room;
use crate::app::messages::Level;
use crate::app::msg::{Fetch, ObjectRef};
use crate::app::room::{Keys, Room};
use crate::app::text::{NodeText, Word};
use crate::app::wish::{Next, Wish};
use crate::command::{Key, Shared, Table, ViewCommand};
use crate::model::change::{Change, Target};
use crate::model::nodes::{Node, NodePod};
use crate::model::resource::Resource;
use crate::model::{Kind, Name, Uid};

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("Nodes", "节点") NodesKey {
        Open "nodes-open" [like Open Workloads] ("its pods", "进入 Pod")
            ("from the node to its pods; from a pod to its place in the panes", "从节点到其 Pod;从 Pod 到面板中的位置");
        Focus "nodes-focus" ["Tab" "Shift-Tab" "→" "←"] ("pods", "Pod")
            ("between the nodes and the pods of the one under the cursor", "在节点与光标处节点的 Pod 之间切换");
        Sort "nodes-sort" [like Sort Workloads] ("sort", "排序") ("sort by share, CPU or memory", "按占比、CPU 或内存排序");
        Cordon "nodes-cordon" ["c"] ("cordon", "隔离") ("cordon the node: no new pods on it", "禁止新 Pod 调度到节点");
        Uncordon "nodes-uncordon" ["u"] ("uncordon", "解除隔离") ("uncordon the node", "允许新 Pod 调度到节点");
        Forecast "nodes-forecast" ["f"] ("drain?", "排空后果")
            ("what a drain would do, and back to the pods", "查看排空的后果,或返回 Pod 列表");
        Drain "nodes-drain" ["r"] ("drain", "排空")
            ("drain the node: first what it would do, then the question", "排空节点:先显示后果,再询问");
        Describe "nodes-describe" [like Describe Workloads] ("describe", "详情")
            ("describe the node, or the pod, with its events", "查看节点或 Pod 的详情及事件");
        Yaml "nodes-yaml" [like Yaml Workloads] ("YAML", "YAML") ("the node, or the pod, as YAML", "查看节点或 Pod 的 YAML");
    }
}

impl View {
    fn target(desk: &Desk<'_>, resource: Resource, namespace: &Name, name: &str, uid: &Uid) -> Target {
        let context = desk.cluster.context.name.clone();
        Target { context, resource, namespace: namespace.clone(), name: name.into(), uid: uid.clone() }
    }

    pub(super) fn node_target(desk: &Desk<'_>, node: &Node) -> Target {
        Self::target(desk, Resource::new("", "v1", "nodes", "Node", false), &"".into(), &node.name, &node.uid)
    }

    fn pod_target(desk: &Desk<'_>, pod: &NodePod) -> Target {
        Self::target(desk, Kind::Pod.into(), &pod.namespace, &pod.name, &pod.uid)
    }

    /// What is under the cursor, whichever part has it.
    fn under(&self, desk: &Desk<'_>) -> Option<Target> {
        match (self.inside && !self.draining, self.below.selected().and_then(|uid| self.pods.get(uid))) {
            (true, Some(pod)) => Some(Self::pod_target(desk, pod)),
            (true, None) => None,
            (false, _) => self.chosen(&self.list).map(|node| Self::node_target(desk, node)),
        }
    }

    fn fetch(&self, title: String, desk: &Desk<'_>, what: fn(ObjectRef) -> Fetch) -> Option<Next> {
        let target = self.under(desk)?;
        let place = target.place();
        let Target { resource, namespace, name, uid, .. } = target;
        Some(Next::Push(Wish::Fetch { title, place, fetch: what(ObjectRef { resource, namespace, name, uid }) }))
    }

    fn change(&self, desk: &mut Desk<'_>, change: Change) -> Option<Next> {
        let target = Self::node_target(desk, self.chosen(&self.list)?);
        if desk.readonly {
            desk.say(Level::Warn, NodeText::ReadOnly);
            return Some(Next::Stay);
        }
        Some(Next::Push(desk.look([(target, change)])))
    }

    fn show_forecast(&mut self, shown: bool) {
        (self.draining, self.scroll, self.inside) = (shown, 0, false);
    }

    /// First it is shown what it would do; where that is, or has no room, it is asked.
    fn drain(&mut self, desk: &mut Desk<'_>) -> Option<Next> {
        let node = self.chosen(&self.list)?;
        let (list, below) = Self::rooms(desk.size, &self.name(desk.lang), self.nodes.len());
        if (self.draining && self.answered(node).is_some()) || (list > 0 && below == 0) {
            return self.change(desk, Change::Drain { force: false });
        }
        self.show_forecast(true);
        desk.hint(NodeText::AgainToDrain(desk.keymap.hint_of(NodesKey::Drain)));
        Some(Next::Stay)
    }

    /// Keeps both cursors on what there is now.
    fn keep(&mut self, desk: &Desk<'_>) {
        self.list.keep_on(told::nodes(self, self.order.0));
        let pods = self.chosen(&self.list).map(|node| told::pods(self, node, self.order.1, desk.moment()));
        let pods: Vec<Uid> = pods.unwrap_or_default().into_iter().map(|p| p.uid.clone()).collect();
        if self.inside {
            self.below.keep_on(pods);
        } else {
            self.below.set_rows(pods);
        }
        let rows = self.heights(desk);
        self.list.show(rows.0.into());
        self.below.show(rows.1.into());
    }

    /// Rows of the list and of what is below that are drawn, without their titles.
    fn heights(&self, desk: &Desk<'_>) -> (u16, u16) {
        let (list, below) = Self::rooms(desk.size, &self.name(desk.lang), self.nodes.len());
        let width = full_room(desk.size, &self.name(desk.lang), "", false).0;
        let told = self.chosen(&self.list).map_or(0, |node| told::rows(&told::facts(self, node, desk.moment()), width));
        // Each has a row of titles, and the pods one that says whose they are.
        (list.saturating_sub(1), below.saturating_sub(told + 1))
    }

    fn step(&mut self, by: impl Fn(isize) -> isize, desk: &Desk<'_>) {
        let (nodes, pods) = self.heights(desk);
        if self.inside && self.draining {
            let width = full_room(desk.size, &self.name(desk.lang), "", false).0;
            let rows = self.chosen(&self.list).map_or(0, |node| self.drain_rows(node, desk.lang, width).len());
            // The row of titles that pods have is one of these.
            let height = usize::from(pods) + 1;
            let by = by(isize::try_from(height).unwrap_or(1));
            self.scroll = self.scroll.saturating_add_signed(by).min(rows.saturating_sub(height));
            return;
        }
        if self.inside {
            self.below.step(by(isize::try_from(pods.max(1)).unwrap_or(1)));
            return;
        }
        let before = self.list.selected().cloned();
        self.list.step(by(isize::try_from(nodes.max(1)).unwrap_or(1)));
        if self.list.selected() != before.as_ref() {
            self.scroll = 0;
            self.below.reset();
        }
    }
}

impl Keys for View {
    const TABLE: &'static Table = NodesKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        self.keep(desk);
        let next = match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
            (Some(NodesKey::Open), _) if self.inside && !self.draining => match self.under(desk) {
                Some(target) => {
                    desk.asks.push(Ask::GoTo(target));
                    Some(Next::Stay)
                }
                None => None,
            },
            (Some(NodesKey::Open | NodesKey::Focus), _) => {
                let (_, rows) = self.heights(desk);
                let to = !self.inside;
                // On a low screen there is nothing below.
                self.inside = to && rows > 0 && (self.draining || !self.below.rows().is_empty());
                if to && !self.inside {
                    desk.hint(if rows == 0 { NodeText::TooLow } else { NodeText::NoPods });
                }
                Some(Next::Stay)
            }
            (Some(NodesKey::Sort), _) => {
                let order = if self.inside { &mut self.order.1 } else { &mut self.order.0 };
                *order = order.next();
                Some(Next::Stay)
            }
            (Some(NodesKey::Cordon), _) => self.change(desk, Change::Cordon),
            (Some(NodesKey::Uncordon), _) => self.change(desk, Change::Uncordon),
            (Some(NodesKey::Drain), _) => self.drain(desk),
            (Some(NodesKey::Forecast), _) => {
                self.show_forecast(!self.draining);
                Some(Next::Stay)
            }
            (Some(NodesKey::Describe), _) => {
                self.fetch(Word::Describe.of(desk.lang).to_owned(), desk, |o| Fetch::Describe(o, false))
            }
            (Some(NodesKey::Yaml), _) => self.fetch("YAML".to_owned(), desk, |o| Fetch::Yaml(o, false)),
            (None, Some(Shared::Back)) if self.inside => {
                self.inside = false;
                Some(Next::Stay)
            }
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, Some(Shared::Motion(motion))) => {
                self.step(|page| motion.lines(page), desk);
                Some(Next::Stay)
            }
            (None, None) => {
                desk.unbound(key, &[Way::Leave, Way::Help]);
                Some(Next::Stay)
            }
        };
        self.keep(desk);
        next.unwrap_or_else(|| {
            desk.hint(NodeText::NothingChosen);
            Next::Stay
        })
    }
}
