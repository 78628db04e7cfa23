//! What the keys of the list do.

use super::View;
use crate::app::desk::{Ask, Desk};
use crate::app::room::ListKeys;
use crate::app::text::SoonText;
use crate::app::wish::{Next, Wish};
use crate::model::soon::Holder;
use crate::model::workload::Workload;

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("Runs out soon", "即将耗尽或到期") SoonKey {
        Open "soon-open" [like Open Workloads] ("open", "打开")
            ("go to the workload, or describe the object", "转到工作负载,或查看对象详情");
        Describe "soon-describe" [like Describe Workloads] ("describe", "详情") ("describe the object, with its events", "对象详情及事件");
        Again "soon-again" ["r"] ("look again", "重新查看") ("look again for what runs out", "重新查看哪些即将耗尽或到期");
    }
}

impl ListKeys for View {
    type Own = SoonKey;

    fn own(&mut self, key: SoonKey, desk: &mut Desk<'_>) -> Next {
        if key == SoonKey::Again {
            desk.asks.push(Ask::LookAgain);
            return Next::Stay;
        }
        let soon = &desk.cluster.soon;
        let Some(row) = self.list.selected() else {
            desk.hint(if soon.rows().is_empty() { SoonText::None } else { SoonText::Gone });
            return Next::Stay;
        };
        let Some(due) = soon.due_of(row).filter(|due| due.holder.is_object()) else {
            desk.hint(SoonText::NoObject);
            return Next::Stay;
        };
        let (store, context) = (&desk.cluster.store, &desk.cluster.context.name);
        let uid = &due.holder.uid;
        // The panes have it where they watch it; in place of a ReplicaSet they have its Deployment.
        if key == SoonKey::Open
            && let Some(w) = store.workload(uid).or_else(|| store.deployment_of(uid))
        {
            let Workload { namespace, name, uid, .. } = w.clone();
            desk.asks.push(Ask::GoTo(Holder { resource: w.resource(), namespace, name, uid }.target(context)));
            return Next::Stay;
        }
        Next::Push(Wish::describe(&due.holder.target(context), desk.lang))
    }
}
