//! What the keys of the overview do.

use super::View;
use crate::app::catalogue::{Choice, Chosen};
use crate::app::desk::{Ask, Desk};
use crate::app::overview::Reach;
use crate::app::room::ListKeys;
use crate::app::text::OverviewText;
use crate::app::wish::Next;

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("Clusters", "集群一览") ClustersKey {
        Open "clusters-open" [like Open Workloads] ("open", "打开") ("open the context in this tab", "在此标签页中打开上下文");
        NewTab "clusters-new-tab" ["t" "Ctrl-t" "Alt-Enter" "Ctrl-Enter"] ("new tab", "新标签页") ("open the context in a new tab", "在新标签页中打开上下文");
        SignIn "clusters-sign-in" ["s"] ("sign in", "登录")
            ("run the context's exec plugin in the background, for the overview", "在后台运行此上下文的 exec 插件,供一览使用");
        Again "clusters-again" ["r"] ("look again", "重新查看") ("look at the contexts again", "重新查看这些上下文");
    }
}

impl ListKeys for View {
    type Own = ClustersKey;

    fn own(&mut self, key: ClustersKey, desk: &mut Desk<'_>) -> Next {
        if key == ClustersKey::Again {
            desk.asks.push(Ask::OverlookAgain);
            return Next::Stay;
        }
        let Some(row) = self.list.selected().and_then(|name| desk.overview.row(name)) else {
            desk.hint(OverviewText::NoRow);
            return Next::Stay;
        };
        let name = row.context.name.clone();
        let choose = |choice| Ask::Choose(Chosen { typed: String::new(), choice });
        match key {
            // It is there already, as it was left.
            ClustersKey::Open if name == desk.cluster.context.name => return Next::Close,
            ClustersKey::Open => desk.asks.push(choose(Choice::Context(name))),
            ClustersKey::NewTab => desk.asks.push(choose(Choice::Tab(name))),
            ClustersKey::SignIn if matches!(row.reach, Reach::SignIn(_)) => desk.asks.push(Ask::OverlookSigned(name)),
            ClustersKey::SignIn => desk.hint(OverviewText::NoPlugin(name)),
            ClustersKey::Again => {}
        }
        Next::Stay
    }
}
