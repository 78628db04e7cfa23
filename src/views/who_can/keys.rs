//! What the keys of the answer do.

use super::{Row, View};
use crate::app::desk::{Desk, Way};
use crate::app::msg::{Fetch, ObjectRef};
use crate::app::room::Keys;
use crate::app::text::Word;
use crate::app::wish::{Next, Wish};
use crate::command::{Key, Shared, Table, ViewCommand};
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

impl Keys for View {
    const TABLE: &'static Table = WhoCanKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        let rows = self.show(desk.size, desk.lang);
        let next = self.act(key, isize::try_from(rows).unwrap_or(1), desk);
        self.show(desk.size, desk.lang);
        next
    }
}

impl View {
    fn act(&mut self, key: Key, page: isize, desk: &mut Desk<'_>) -> Next {
        let role = match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
            (Some(WhoCanKey::Again), _) => {
                self.ask(desk);
                return Next::Stay;
            }
            (Some(WhoCanKey::Binding), _) => false,
            (Some(WhoCanKey::Role), _) => true,
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
        match self.under_cursor().map(|grant| &grant.by) {
            Some(By::Binding { binding, role: of, .. }) => described(if role { of } else { binding }, desk),
            Some(By::Server) | None => {
                desk.hint(Word::NoBindingHere);
                Next::Stay
            }
        }
    }

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

fn described(part: &Part, desk: &Desk<'_>) -> Next {
    let target = target(part, &desk.cluster.context.name);
    let place = target.place();
    let Target { resource, namespace, name, uid, .. } = target;
    let fetch = Fetch::Describe(ObjectRef { resource, namespace, name, uid }, false);
    Next::Push(Wish::Fetch { title: Word::Describe.of(desk.lang).into(), place, fetch })
}
