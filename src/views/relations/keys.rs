//! What the keys of the tree do.

use super::View;
use crate::app::desk::{Ask, Desk};
use crate::app::room::ListKeys;
use crate::app::text::RelationsText;
use crate::app::wish::{Next, Wish};
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

impl ListKeys for View {
    type Own = RelationsKey;

    fn own(&mut self, key: RelationsKey, desk: &mut Desk<'_>) -> Next {
        let target = match self.under() {
            Ok(target) => target,
            Err(why) => {
                desk.hint(why);
                return Next::Stay;
            }
        };
        Next::Push(match key {
            RelationsKey::Open => {
                desk.asks.push(Ask::GoTo(target));
                return Next::Stay;
            }
            RelationsKey::Tree => Wish::Relations(target),
            RelationsKey::Describe => Wish::describe(&target, desk.lang),
            RelationsKey::Yaml => Wish::yaml(&target),
        })
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
}
