//! What the keys of the list do.

use super::View;
use crate::app::desk::{Ask, Desk, Way};
use crate::app::msg::{Fetch, ObjectRef};
use crate::app::room::Keys;
use crate::app::text::{SoonText, Word};
use crate::app::wish::{Next, Wish};
use crate::command::{Key, Shared, Table, ViewCommand};
use crate::model::change::Target;
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

impl Keys for View {
    const TABLE: &'static Table = SoonKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        let rows = self.show(desk.size, desk.lang);
        let next = self.act(key, isize::try_from(rows).unwrap_or(1), desk);
        self.show(desk.size, desk.lang);
        next
    }
}

/// The object in the present context.
pub(super) fn target(holder: &Holder, context: &crate::model::Name) -> Target {
    Target {
        context: context.clone(),
        resource: holder.resource.clone(),
        namespace: holder.namespace.clone(),
        name: holder.name.clone(),
        uid: holder.uid.clone(),
    }
}

impl View {
    fn act(&mut self, key: Key, page: isize, desk: &mut Desk<'_>) -> Next {
        let own = match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
            (Some(SoonKey::Again), _) => {
                desk.asks.push(Ask::LookAgain);
                return Next::Stay;
            }
            (Some(own), _) => own,
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, Some(Shared::Motion(motion))) => {
                self.list.step(motion.lines(page));
                return Next::Stay;
            }
            (None, None) => {
                desk.unbound(key, &[Way::Leave, Way::Help]);
                return Next::Stay;
            }
        };
        let soon = &desk.cluster.soon;
        let Some(row) = self.list.selected() else {
            desk.hint(if soon.rows().is_empty() { SoonText::None } else { SoonText::Gone });
            return Next::Stay;
        };
        let Some(due) = soon.due_of(row) else {
            desk.hint(SoonText::NoObject);
            return Next::Stay;
        };
        if !due.holder.is_object() {
            desk.hint(SoonText::NoObject);
            return Next::Stay;
        }
        let (store, context) = (&desk.cluster.store, &desk.cluster.context.name);
        let uid = &due.holder.uid;
        // The panes have it where they watch it; in place of a ReplicaSet they have its Deployment.
        if own == SoonKey::Open
            && let Some(w) = store.workload(uid).or_else(|| store.deployment_of(uid))
        {
            let Workload { namespace, name, uid, .. } = w.clone();
            desk.asks.push(Ask::GoTo(target(&Holder { resource: w.resource(), namespace, name, uid }, context)));
            return Next::Stay;
        }
        let target = target(&due.holder, context);
        let place = target.place();
        let Target { resource, namespace, name, uid, .. } = target;
        let fetch = Fetch::Describe(ObjectRef { resource, namespace, name, uid }, false);
        Next::Push(Wish::Fetch { title: Word::Describe.of(desk.lang).into(), place, fetch })
    }
}
