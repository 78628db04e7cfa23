//! What the keys of the grid do.

use super::View;
use crate::app::desk::{Ask, Desk};
use crate::app::room::{ListKeys, Room};
use crate::app::text::EnvironmentsText;
use crate::app::wish::Next;
use crate::model::change::Target;

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("Environments", "环境对照") EnvironmentsKey {
        Right "environments-right" ["l" "Right"] ("next environment", "下一个环境") ("the next environment", "下一个环境");
        Left "environments-left" ["h" "Left"] () ("the environment before", "上一个环境");
        Open "environments-open" [like Open Workloads] ("open", "打开") ("go to the workload in this environment", "转到此环境中的工作负载");
        Mark "environments-mark" ["Space"] ("mark", "标记") ("mark the workload; what is done is then for all that are marked", "标记该工作负载;操作将作用于所有标记的工作负载");
        Group "environments-group" ["Tab"] ("other group", "其他组") ("the next group of environments", "下一组环境");
    }
}

impl ListKeys for View {
    type Own = EnvironmentsKey;

    fn own(&mut self, key: EnvironmentsKey, desk: &mut Desk<'_>) -> Next {
        let last = self.group().map_or(0, |g| g.environments.len().saturating_sub(1));
        match key {
            EnvironmentsKey::Right => self.at = (self.at + 1).min(last),
            EnvironmentsKey::Left => self.at = self.at.saturating_sub(1),
            EnvironmentsKey::Mark => self.list.mark(),
            EnvironmentsKey::Group if self.groups.len() < 2 => desk.hint(EnvironmentsText::OneGroup),
            EnvironmentsKey::Group => {
                self.group = (self.group + 1) % self.groups.len();
                self.at = 0;
                self.list.unmark();
                self.settle(desk);
            }
            EnvironmentsKey::Open => match self.chosen().and_then(|uid| desk.cluster.store.workload(uid)) {
                Some(w) => desk.asks.push(Ask::GoTo(Target {
                    context: desk.cluster.context.name.clone(),
                    resource: w.resource(),
                    namespace: w.namespace.clone(),
                    name: w.name.clone(),
                    uid: w.uid.clone(),
                })),
                None => desk.hint(EnvironmentsText::NotThere),
            },
        }
        Next::Stay
    }

    fn back(&mut self, _: &mut Desk<'_>) -> bool {
        self.list.unmark()
    }
}
