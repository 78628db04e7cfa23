//! What the keys of the tree do.

use super::View;
use crate::app::desk::{Ask, Desk, Way};
use crate::app::msg::{Fetch, ObjectRef};
use crate::app::room::Keys;
use crate::app::text::{RelationsText, Word};
use crate::app::wish::{Next, Wish};
use crate::command::{Key, Shared, Table, ViewCommand};
use crate::model::change::Target;
use crate::model::relations::Stand;

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("Relations", "关系") RelationsKey {
        Open "relations-open" [like Open Workloads] ("go to it", "转到")
            ("go to the object, in the panes or in the browser", "转到面板或资源浏览器中的该对象");
        Tree "relations-tree" [like Relations Workloads] ("its tree", "其关系") ("the tree of the object in the row", "此行对象的关系树");
        Describe "relations-describe" [like Describe Workloads] ("describe", "详情") ("describe the object, with its events", "对象详情及事件");
        Yaml "relations-yaml" [like Yaml Workloads] ("YAML", "YAML") ("the object as YAML", "以 YAML 显示对象");
    }
}

impl Keys for View {
    const TABLE: &'static Table = RelationsKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        let rows = self.show(desk);
        let next = self.act(key, isize::try_from(rows).unwrap_or(1), desk);
        self.show(desk);
        next
    }
}

impl View {
    /// The object under the cursor; why there is none to go to.
    fn under(&self) -> Result<Target, RelationsText> {
        let branch = self.list.selected().and_then(|key| self.branch(key));
        let Some((_, branch)) = branch else { return Err(RelationsText::NoObject) };
        if matches!(branch.stand, Stand::Missing(_)) {
            return Err(RelationsText::NotThere);
        }
        if branch.thing.is_known() { Ok(branch.thing.target(&self.target.context)) } else { Err(RelationsText::NotRead) }
    }

    fn act(&mut self, key: Key, page: isize, desk: &mut Desk<'_>) -> Next {
        let own = match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
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
        let target = match self.under() {
            Ok(target) => target,
            Err(why) => {
                desk.hint(why);
                return Next::Stay;
            }
        };
        let place = target.place();
        let fetch = |title: String, what: fn(ObjectRef) -> Fetch| {
            let Target { resource, namespace, name, uid, .. } = target.clone();
            Next::Push(Wish::Fetch { title, place, fetch: what(ObjectRef { resource, namespace, name, uid }) })
        };
        match own {
            RelationsKey::Open => {
                desk.asks.push(Ask::GoTo(target));
                Next::Stay
            }
            RelationsKey::Tree => Next::Push(Wish::Relations(target)),
            RelationsKey::Describe => fetch(Word::Describe.of(desk.lang).into(), |o| Fetch::Describe(o, false)),
            RelationsKey::Yaml => fetch("YAML".into(), |o| Fetch::Yaml(o, false)),
        }
    }
}
