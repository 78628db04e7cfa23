//! What the keys of a watch do.

use super::View;
use crate::app::desk::{Ask, Desk, Way};
use crate::app::messages::Level;
use crate::app::room::Keys;
use crate::app::text::AskText;
use crate::app::wish::{Next, Wish};
use crate::command::{Command, Key, Shared, Table, ViewCommand};
use crate::model::change::Change;

crate::view_commands! {
    /// The keys of a release that is watched, beside those that every view has.
    ("Watched release", "观察发布") SoakKey {
        GoOn "watch-go-on" [like Open Workloads] ("go on", "继续")
            ("of a rollout that is held: go on with it; it is asked first", "对暂停的发布:继续;先询问");
        RollBack "watch-roll-back" [like RollBack Workloads] ("roll back", "回滚")
            ("go back to the revision before; it is asked first", "回滚到之前的版本;先询问");
        Rollout "watch-rollout" [like Track Workloads] ("rollout", "发布") ("its rollout, pod by pod", "逐个 Pod 显示其发布过程");
        Again "watch-again" ["a"] ("watch again", "重新观察") ("watch it again from now on", "从现在起重新观察");
    }
}

impl Keys for View {
    const TABLE: &'static Table = SoakKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
            (_, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (Some(SoakKey::Rollout), _) => return Next::Replace(Wish::Rollout(self.target.clone())),
            (Some(SoakKey::Again), _) => desk.asks.push(Ask::Watch(self.target.clone())),
            (Some(SoakKey::GoOn), _) if self.canary => return self.change(Command::Hold, Change::Resume, desk),
            (Some(SoakKey::RollBack), _) if self.canary => {
                return self.change(Command::RollBack, Change::RollBack { from: 0, to: self.before(desk) }, desk);
            }
            (Some(SoakKey::RollBack), _) => match desk.may(Command::RollBack, &self.target) {
                Ok(()) => return Next::Push(Wish::Revisions(self.target.clone())),
                Err(why) => desk.say(Level::Warn, AskText::Unavailable(Command::RollBack.entry().name, why)),
            },
            (None, Some(Shared::Motion(motion))) => self.pager.motion(motion),
            (None, None) | (Some(SoakKey::GoOn), _) => desk.unbound(key, &[Way::Leave, Way::RollBack]),
        }
        Next::Stay
    }
}

impl View {
    fn change(&self, command: Command, change: Change, desk: &mut Desk<'_>) -> Next {
        match desk.may(command, &self.target) {
            Ok(()) => Next::Push(desk.look([(self.target.clone(), change)])),
            Err(why) => {
                desk.say(Level::Warn, AskText::Unavailable(command.entry().name, why));
                Next::Stay
            }
        }
    }

    /// The revision that the old pods are of; 0 where it is not known.
    fn before(&self, desk: &Desk<'_>) -> u64 {
        let store = &desk.cluster.store;
        let Some(w) = store.workload(&self.target.uid) else { return 0 };
        let old = store.replicasets_of(&w.uid).filter(|r| r.replicas > 0 && r.revision < w.revision);
        old.map(|r| r.revision).max().unwrap_or(0)
    }
}
