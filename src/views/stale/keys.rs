//! What the keys of the list do.

use super::View;
use crate::app::desk::{Ask, Desk, Way};
use crate::app::messages::Level;
use crate::app::room::Keys;
use crate::app::text::{AskText, StaleText};
use crate::app::wish::{Next, Wish};
use crate::command::{Command, Key, Shared, Table, ViewCommand};
use crate::model::Name;
use crate::model::change::{Change, Target};
use crate::model::soon::Holder;

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("Stale config", "过期配置") StaleKey {
        Open "stale-open" [like Open Workloads] ("open", "打开") ("go to the workload", "转到工作负载");
        Restart "stale-restart" [like Restart Workloads] ("restart", "重启")
            ("restart the workload, so that its pods read what is there now", "重启工作负载,使其 Pod 读取当前的配置");
        Keys "stale-keys" ["x"] ("its keys", "查看键") ("the keys of the ConfigMap or Secret", "查看 ConfigMap 或 Secret 的键");
        Again "stale-again" ["a"] ("look again", "重新查看") ("look again", "重新查看");
    }
}

/// An object in the present context.
pub(super) fn target(holder: &Holder, context: &Name) -> Target {
    Target {
        context: context.clone(),
        resource: holder.resource.clone(),
        namespace: holder.namespace.clone(),
        name: holder.name.clone(),
        uid: holder.uid.clone(),
    }
}

impl Keys for View {
    const TABLE: &'static Table = StaleKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        let (rows, _) = Self::rooms(desk.size, "");
        let rows = usize::from(rows.max(2) - 1);
        let own = match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
            (Some(StaleKey::Again), _) => {
                self.ask(desk);
                return Next::Stay;
            }
            (Some(own), _) => own,
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, Some(Shared::Motion(motion))) => {
                self.list.step(motion.lines(isize::try_from(rows).unwrap_or(1)));
                self.list.show(rows);
                return Next::Stay;
            }
            (None, None) => {
                desk.unbound(key, &[Way::Leave, Way::Help]);
                return Next::Stay;
            }
        };
        let Some(row) = self.chosen() else {
            desk.hint(StaleText::NoRow);
            return Next::Stay;
        };
        let context = &desk.cluster.context.name;
        let holder = target(&row.holder, context);
        match own {
            StaleKey::Open => desk.asks.push(Ask::GoTo(holder)),
            StaleKey::Keys => {
                let (resource, namespace, name) = (row.source.resource(), row.source.namespace.clone(), row.source.name.clone());
                let of = Target { context: context.clone(), resource, namespace, name, uid: row.uid.clone() };
                return Next::Push(Wish::Entries(of));
            }
            StaleKey::Restart => match desk.may(Command::Restart, &holder) {
                Ok(()) => return Next::Push(desk.look([(holder, Change::Restart)])),
                Err(why) => desk.say(Level::Warn, AskText::Unavailable(Command::Restart.entry().name, why)),
            },
            StaleKey::Again => {}
        }
        Next::Stay
    }
}
