//! What the keys of the answer do.

use super::{Row, View};
use crate::app::desk::Desk;
use crate::app::room::ListKeys;
use crate::app::text::Word;
use crate::app::wish::{Next, Wish};
use crate::model::change::Target;
use crate::model::rbac::Part;
use crate::model::rbac::who::{By, Grant};

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("Who can", "谁可以") WhoCanKey {
        Binding "who-can-binding" [like Open Workloads] ("binding", "绑定") ("describe the binding that gives it", "查看授予权限的绑定");
        Role "who-can-role" [like Describe Workloads] ("role", "角色") ("describe the role that allows it", "查看允许此操作的角色");
        Again "who-can-again" ["r"] ("ask again", "重新查询") ("ask again", "重新查询");
    }
}

impl ListKeys for View {
    type Own = WhoCanKey;

    fn own(&mut self, key: WhoCanKey, desk: &mut Desk<'_>) -> Next {
        let of_role = match key {
            WhoCanKey::Again => {
                self.ask(desk);
                return Next::Stay;
            }
            WhoCanKey::Binding => false,
            WhoCanKey::Role => true,
        };
        match self.under_cursor().map(|grant| &grant.by) {
            Some(By::Binding { binding, role, .. }) => {
                let part = if of_role { role } else { binding };
                Next::Push(Wish::describe(&target(part, &desk.cluster.context.name), desk.lang))
            }
            Some(By::Server) | None => {
                desk.hint(Word::NoBindingHere);
                Next::Stay
            }
        }
    }
}

impl View {
    /// The one who may under the cursor.
    pub(super) fn under_cursor(&self) -> Option<&Grant> {
        match self.list.selected()? {
            Row::Grant(i) => self.who()?.grants.get(*i),
            Row::NotServed | Row::Unread(_) | Row::Undecided | Row::Others => None,
        }
    }
}

/// A role or binding in the present context.
pub(super) fn target(part: &Part, context: &crate::model::Name) -> Target {
    let Part { kind, namespace, name, uid } = part.clone();
    Target { context: context.clone(), resource: kind.resource(), namespace, name, uid }
}
