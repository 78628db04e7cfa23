//! What the keys of the grid do.

use super::View;
use crate::app::catalogue::{Choice, Chosen};
use crate::app::desk::{Ask, Desk};
use crate::app::environments::Reached;
use crate::app::field::Field;
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::room::{ListKeys, Room};
use crate::app::text::{AskText, EnvironmentsText};
use crate::app::wish::{Next, Wish};
use crate::command::{Code, Command, Key, Shared};
use crate::model::change::Target;
use crate::model::compare::{Of, Side};
use crate::model::promotion::Wanted;

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("Environments", "环境对照") EnvironmentsKey {
        Right "environments-right" ["Right"] () ("the next environment", "下一个环境");
        Left "environments-left" ["Left"] () ("the environment before", "上一个环境");
        Open "environments-open" [like Open Workloads] ("what differs", "差异")
            ("what differs between the workload here and in the environment before", "与上一个环境中同一工作负载的差异");
        Mark "environments-mark" [like Mark Workloads] ("mark", "标记")
            ("mark the workload; what is done is then for all that are marked", "标记该工作负载;操作将作用于所有标记的工作负载");
        GoTo "environments-go-to" ["o"] ("go to it", "转到") ("go to the workload in this environment", "转到此环境中的工作负载");
        Logs "environments-logs" [like Logs Workloads] ("logs", "日志") ("follow its logs in this environment", "跟踪其在此环境中的日志");
        Image "environments-image" [like Image Workloads] ("image", "镜像") ("swap its image in this environment", "更换其在此环境中的镜像");
        RollBack "environments-roll-back" [like RollBack Workloads] ("roll back", "回滚") ("roll it back in this environment", "回滚其在此环境中的版本");
        Promote "environments-promote" [like Promote Workloads] ("promote", "晋级")
            ("promote what is marked, or the workload, to the next environment", "将已标记的工作负载或该工作负载晋级到下一个环境");
        Copy "environments-copy" [like Copy Workloads] () ("copy the images of the cell", "复制该单元格的镜像");
        Uneven "environments-uneven" ["!"] ("only what differs", "仅差异项") ("only rows in which something differs, and back", "切换:仅显示有差异的行");
        Filter "environments-filter" [like Filter Workloads] ("filter", "过滤") ("filter the rows", "过滤行");
        Group "environments-group" ["Tab"] ("other group", "其他组") ("the next group of environments", "下一组环境");
        Tab "environments-tab" ["t"] ("open its tab", "打开其标签页")
            ("open the context of the environment in a tab behind this one, or go to its tab", "在后台标签页中打开该环境的上下文,或转到其标签页");
    }
}

impl ListKeys for View {
    type Own = EnvironmentsKey;

    fn takes(&mut self, key: Key, desk: &mut Desk<'_>) -> bool {
        let Some((mut field, before)) = self.typing.take() else { return false };
        match desk.keymap.shared_of_form(key) {
            _ if key.code == Code::Enter => {}
            Some(Shared::Back | Shared::Quit) => {
                self.list.seek();
                self.filter = before;
            }
            Some(Shared::Motion(_)) | None => {
                if field.key(key) {
                    self.list.seek();
                    field.text().clone_into(&mut self.filter);
                }
                self.typing = Some((field, before));
            }
        }
        self.settle(desk);
        true
    }

    fn own(&mut self, key: EnvironmentsKey, desk: &mut Desk<'_>) -> Next {
        match key {
            EnvironmentsKey::Right => self.go_aside(1, desk),
            EnvironmentsKey::Left => self.go_aside(-1, desk),
            EnvironmentsKey::Mark => self.list.mark(),
            EnvironmentsKey::Promote => self.promote(desk),
            EnvironmentsKey::Uneven => {
                self.uneven = !self.uneven;
                self.list.seek();
                self.settle(desk);
            }
            EnvironmentsKey::Filter => self.typing = Some((Field::offered(&*self.filter), self.filter.clone())),
            EnvironmentsKey::Group => self.next_group(desk),
            EnvironmentsKey::Tab => self.tab(desk),
            EnvironmentsKey::Open => return self.difference(desk),
            EnvironmentsKey::Copy => self.copy(desk),
            EnvironmentsKey::GoTo => {
                if let Some(target) = self.here(desk) {
                    desk.asks.push(Ask::GoTo(target));
                }
            }
            EnvironmentsKey::Logs => {
                if let Some(target) = self.here(desk) {
                    desk.asks.push(Ask::Logs(target));
                }
            }
            EnvironmentsKey::Image => return self.change(Command::Image, |target| Wish::Image(vec![target]), desk),
            EnvironmentsKey::RollBack => return self.change(Command::RollBack, Wish::Revisions, desk),
        }
        Next::Stay
    }

    /// Marks go first, then what hides rows.
    fn back(&mut self, desk: &mut Desk<'_>) -> bool {
        let back = self.list.unmark() || !std::mem::take(&mut self.filter).is_empty() || std::mem::take(&mut self.uneven);
        if back {
            self.settle(desk);
        }
        back
    }
}

impl View {
    /// What is marked, or under the cursor, goes to the next environment.
    fn promote(&self, desk: &mut Desk<'_>) {
        match self.onward(desk.environments) {
            Some(onward) => {
                let wanted = onward.rows.iter().map(|row| Wanted { kind: Some(row.kind), name: row.name.clone() }).collect();
                desk.asks.push(Ask::Propose(Box::new((onward.from, onward.to)), wanted));
            }
            None => desk.hint(EnvironmentsText::NoNext),
        }
    }

    /// To the next environment, or the one before.
    fn go_aside(&mut self, by: isize, desk: &Desk<'_>) {
        let Some(group) = desk.environments.group() else { return };
        let at = self.at.saturating_add_signed(by).min(group.environments.len().saturating_sub(1));
        (self.at, self.chosen) = (at, group.environments.get(at).cloned());
    }

    fn next_group(&mut self, desk: &mut Desk<'_>) {
        let all = desk.environments;
        let next = all.shown.map(|at| (at + 1) % all.groups.len().max(1)).filter(|_| all.groups.len() > 1);
        let Some(next) = next.and_then(|at| all.groups.get(at)) else { return desk.hint(EnvironmentsText::OneGroup) };
        self.list.unmark();
        // Its rows come with the next look; the cursor begins with its first environment.
        (self.group, self.chosen) = (Some(next.name.clone()), next.environments.first().cloned());
    }

    /// The workload in the cell under the cursor; says why there is none.
    fn chosen_target(&self, desk: &mut Desk<'_>) -> Option<Target> {
        let all = desk.environments;
        let target = self.target(all).cloned();
        if target.is_none() {
            match self.environment(all) {
                Some((environment, Reached::Closed)) => {
                    let key = desk.keymap.hint_of(EnvironmentsKey::Tab);
                    desk.hint(EnvironmentsText::NotOpen(environment.place.context.clone().unwrap_or_default(), key));
                }
                Some(_) | None => desk.hint(EnvironmentsText::NotThere),
            }
        }
        target
    }

    /// The same, where it is of the cluster in front; else says how to get there.
    fn here(&self, desk: &mut Desk<'_>) -> Option<Target> {
        let target = self.chosen_target(desk)?;
        if target.context == desk.cluster.context.name {
            return Some(target);
        }
        let key = desk.keymap.hint_of(EnvironmentsKey::Tab);
        desk.hint(EnvironmentsText::InOtherTab(target.context, key));
        None
    }

    fn change(&self, command: Command, wish: impl Fn(Target) -> Wish, desk: &mut Desk<'_>) -> Next {
        let Some(target) = self.here(desk) else { return Next::Stay };
        match desk.may(command, &target) {
            Ok(()) => Next::Push(wish(target)),
            Err(why) => {
                desk.say(Level::Warn, AskText::Unavailable(command.entry().name, why));
                Next::Stay
            }
        }
    }

    /// What differs between this cell and the one before it in the row, or the next where it is the first.
    fn difference(&self, desk: &mut Desk<'_>) -> Next {
        let Some(target) = self.chosen_target(desk) else { return Next::Stay };
        let Some(row) = self.row(desk.environments) else { return Next::Stay };
        let there = |at: usize| row.cells.get(at).and_then(|cell| cell.target.clone());
        let before = (0..self.at).rev().find_map(there);
        let after = (self.at + 1..row.cells.len()).find_map(there);
        let [old, new] = match (before, after) {
            (Some(before), _) => [before, target],
            (None, Some(after)) => [target, after],
            (None, None) => {
                desk.hint(EnvironmentsText::OnlyHere);
                return Next::Stay;
            }
        };
        let side = |target: Target| Side { target, of: Of::Template(desk.environments.ignore.clone()) };
        Next::Push(Wish::Templates(Box::new([side(old), side(new)])))
    }

    fn copy(&self, desk: &mut Desk<'_>) {
        let images = self
            .cell(desk.environments)
            .map(|(_, cell)| cell.images.iter().map(|i| i.image.to_string()).collect::<Vec<_>>().join("\n"))
            .filter(|text| !text.is_empty());
        match images {
            Some(text) => desk.effects.push(Effect::Copy(text)),
            None => desk.hint(EnvironmentsText::NotThere),
        }
    }

    /// Opens the context of the environment behind this tab, so that its cells are told; one that is open is gone to.
    fn tab(&self, desk: &mut Desk<'_>) {
        let Some((environment, reached)) = self.environment(desk.environments) else { return };
        match (&environment.place.context, reached) {
            (Some(context), Reached::NoContext) => desk.hint(EnvironmentsText::NoContext(context.clone())),
            (Some(context), Reached::Closed) => desk.asks.push(Ask::OpenBehind(context.clone())),
            (Some(context), _) if *context != desk.cluster.context.name => {
                desk.asks.push(Ask::Choose(Chosen { typed: String::new(), choice: Choice::Tab(context.clone()) }));
            }
            (Some(_) | None, _) => desk.hint(EnvironmentsText::ThisTab),
        }
    }
}
