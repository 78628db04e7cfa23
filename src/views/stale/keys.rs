//! What the keys of the list do.

use super::View;
use crate::app::desk::{Ask, Desk};
use crate::app::messages::Level;
use crate::app::room::ListKeys;
use crate::app::text::{AskText, StaleText};
use crate::app::wish::{Next, Wish};
use crate::command::Command;
use crate::model::change::{Change, Target};

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

impl ListKeys for View {
    type Own = StaleKey;

    fn own(&mut self, key: StaleKey, desk: &mut Desk<'_>) -> Next {
        if key == StaleKey::Again {
            self.ask(desk);
            return Next::Stay;
        }
        let Some(row) = self.chosen() else {
            desk.hint(StaleText::NoRow);
            return Next::Stay;
        };
        let context = &desk.cluster.context.name;
        let holder = row.holder.target(context);
        match key {
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
