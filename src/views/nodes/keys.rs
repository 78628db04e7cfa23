//! What the keys of the nodes do.

use super::View;
use crate::app::desk::{Ask, Desk};
use crate::app::layout::full_area;
use crate::app::messages::Level;
use crate::app::room::{ListKeys, Room};
use crate::app::text::NodeText;
use crate::app::wish::{Next, Wish};
use crate::command::MotionCommand;
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
            (false, _) => self.chosen().map(|node| Self::node_target(desk, node)),
        }
    }

    fn change(&self, desk: &mut Desk<'_>, change: Change) -> Option<Next> {
        let target = Self::node_target(desk, self.chosen()?);
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
        let node = self.chosen()?;
        if (self.draining && self.answered(node).is_some()) || (self.list.has_room() && !self.below.has_room()) {
            return self.change(desk, Change::Drain { force: false });
        }
        self.show_forecast(true);
        desk.hint(NodeText::AgainToDrain(desk.keymap.hint_of(NodesKey::Drain)));
        Some(Next::Stay)
    }
}

impl ListKeys for View {
    type Own = NodesKey;

    fn own(&mut self, key: NodesKey, desk: &mut Desk<'_>) -> Next {
        self.keep(desk);
        let next = match key {
            NodesKey::Open if self.inside && !self.draining => self.under(desk).map(|target| {
                desk.asks.push(Ask::GoTo(target));
                Next::Stay
            }),
            NodesKey::Open | NodesKey::Focus => {
                let (to, room) = (!self.inside, self.below.has_room());
                // On a low screen there is nothing below.
                self.inside = to && room && (self.draining || !self.below.rows().is_empty());
                if to && !self.inside {
                    desk.hint(if room { NodeText::NoPods } else { NodeText::TooLow });
                }
                Some(Next::Stay)
            }
            NodesKey::Sort => {
                let order = if self.inside { &mut self.order.1 } else { &mut self.order.0 };
                *order = order.next();
                Some(Next::Stay)
            }
            NodesKey::Cordon => self.change(desk, Change::Cordon),
            NodesKey::Uncordon => self.change(desk, Change::Uncordon),
            NodesKey::Drain => self.drain(desk),
            NodesKey::Forecast => {
                self.show_forecast(!self.draining);
                Some(Next::Stay)
            }
            NodesKey::Describe => self.under(desk).map(|target| Next::Push(Wish::describe(&target, desk.lang))),
            NodesKey::Yaml => self.under(desk).map(|target| Next::Push(Wish::yaml(&target))),
        };
        next.unwrap_or_else(|| {
            desk.hint(NodeText::NothingChosen);
            Next::Stay
        })
    }

    fn moves(&mut self, motion: MotionCommand, desk: &mut Desk<'_>) {
        self.keep(desk);
        if let Some(list) = self.listed() {
            return list.moves(motion);
        }
        let width = full_area(desk.size, "", "", false).w;
        let rows = self.chosen().map_or(0, |node| self.drain_rows(node, desk.lang, width).len());
        // The row of titles that pods have is one of these.
        let height = self.below.height() + 1;
        let by = motion.lines(isize::try_from(height).unwrap_or(1));
        self.scroll = self.scroll.saturating_add_signed(by).min(rows.saturating_sub(height));
    }

    fn back(&mut self, _: &mut Desk<'_>) -> bool {
        std::mem::take(&mut self.inside)
    }
}
