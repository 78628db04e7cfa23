//! Changes that are begun in the browser: of the marked rows, else of the row that was drawn under the cursor when the key was pressed.

use crate::app::messages::Level;
use crate::app::modes::{Mode, ScaleForm};
use crate::app::msg::Effect;
use crate::app::state::State;
use crate::command::Command;
use crate::model::change::{Change, Target};
use crate::model::table::TableRow;

impl State {
    pub(super) fn begin_browsed_change(&mut self, command: Command, effects: &mut Vec<Effect>) {
        // These are not for a row.
        if matches!(command, Command::Undo | Command::Make) {
            return self.begin_change(command, effects);
        }
        let Some(browse) = &mut self.browse else { return };
        if browse.marks.is_empty() && self.shown.row.as_ref() != browse.list.selected() {
            let text = "The rows moved under the cursor; nothing was done. Look, then press again";
            return self.messages.say(self.now, Level::Warn, text);
        }
        // From here on the cursor stays on this object.
        browse.list.hold();
        let subjects: Vec<TableRow> = browse.subjects().into_iter().cloned().collect();
        if let Some(row) = subjects.iter().find(|r| !r.identified) {
            let place = if row.namespace.is_empty() { String::new() } else { format!(" in {}", row.namespace) };
            let text = format!("{}{place} has no UID, so it cannot be changed safely", row.name);
            return self.messages.say(self.now, Level::Warn, text);
        }
        let targets: Vec<Target> = subjects.iter().map(|row| self.browsed_target(row)).collect();
        let all = |change: Change| targets.iter().map(|t| (t.clone(), change.clone())).collect::<Vec<_>>();
        let changes = match command {
            Command::Delete => return self.begin_delete(targets),
            Command::Labels => return self.begin_marks(targets),
            Command::Cordon => all(Change::Cordon),
            Command::Uncordon => all(Change::Uncordon),
            Command::Drain => all(Change::Drain { force: false }),
            Command::ForceDrain => all(Change::Drain { force: true }),
            Command::Trigger => all(Change::Trigger { job: String::new() }),
            Command::Restart => all(Change::Restart),
            Command::SuspendCron => return self.begin_hold(&subjects, targets, effects),
            Command::Scale | Command::RollBack | Command::Image | Command::Edit => {
                return self.begin_of_one(command, targets, effects);
            }
            _ => return,
        };
        self.look_at_changes(changes, effects);
    }

    fn browsed_target(&self, row: &TableRow) -> Target {
        let resource = self.browse.as_ref().map_or_else(|| crate::model::Kind::Pod.into(), |b| b.served.resource.clone());
        Target {
            context: self.cluster.context.name.clone(),
            resource,
            namespace: row.namespace.clone(),
            name: row.name.clone(),
            uid: row.uid.clone(),
        }
    }

    /// CronJobs that start jobs are to start none; where all of those that are meant are suspended, they start some again.
    fn begin_hold(&mut self, rows: &[TableRow], targets: Vec<Target>, effects: &mut Vec<Effect>) {
        let at = self.browse.as_ref().and_then(|b| b.column("Suspend"));
        let cell = |row: &TableRow| at.and_then(|i| row.cells.get(i)).map(|c| c.to_ascii_lowercase());
        let suspended: Option<Vec<bool>> = rows
            .iter()
            .map(|row| match cell(row).as_deref() {
                Some("true") => Some(true),
                Some("false" | "<unset>" | "") => Some(false),
                _ => None,
            })
            .collect();
        let Some(suspended) = suspended else {
            return self.messages.say(self.now, Level::Warn, "not known whether it is suspended: the server's columns do not say");
        };
        let resume = suspended.iter().all(|s| *s);
        let change = if resume { Change::Unsuspend } else { Change::Suspend };
        let meant = targets.into_iter().zip(suspended).filter(|(_, s)| *s == resume);
        self.look_at_changes(meant.map(|(t, _)| (t, change.clone())).collect(), effects);
    }

    /// What has a form of its own, and so is for one object at a time.
    fn begin_of_one(&mut self, command: Command, mut targets: Vec<Target>, effects: &mut Vec<Effect>) {
        let (Some(target), true) = (targets.pop(), targets.is_empty()) else {
            let text = format!("{} works on one row at a time; Esc clears the marks", command.entry().name);
            return self.messages.say(self.now, Level::Warn, text);
        };
        match command {
            Command::RollBack => self.open_revisions(target, effects),
            Command::Edit => self.begin_edit(target, effects),
            Command::Image => match self.cluster.store.workload(&target.uid).cloned() {
                Some(w) => self.open_image(&[w]),
                None => self.messages.say(self.now, Level::Warn, format!("{target} is not loaded yet; try again")),
            },
            _ => {
                // The cells say what the server likes: the number that the form begins with is read from /scale.
                let id = self.fresh_id();
                effects.push(Effect::Replicas(id, target.clone()));
                if let Some(browse) = &mut self.browse {
                    browse.scaling = Some((id, target));
                }
            }
        }
    }

    /// The number of replicas has come: the form opens, unless its user has gone on to something else.
    pub(in crate::app) fn replicas_came(&mut self, id: u64, answer: Result<u32, String>) {
        let waiting = self.browse.as_mut().and_then(|b| b.scaling.take_if(|(asked, _)| *asked == id));
        let Some((_, target)) = waiting.filter(|_| matches!(self.mode, Mode::Normal)) else { return };
        match answer {
            Ok(from) => self.mode = Mode::Scale(ScaleForm::new(vec![(target, from)])),
            Err(reason) => {
                self.messages.say(self.now, Level::Error, format!("{reason} — cannot read the replicas of {target}"));
            }
        }
    }

    /// The drain that is under way: the one that began last.
    pub(in crate::app) fn drain_under_way(&self) -> Option<(u64, &Target)> {
        let sending = |r: &&crate::app::changes::Rollout| r.phase == crate::app::changes::Phase::Sending;
        let drain = self.changes.all().iter().rev().filter(sending).find(|r| matches!(r.intent.change, Change::Drain { .. }))?;
        Some((drain.intent.id, &drain.intent.target))
    }

    /// Whether a change on its way is a drain that can be ended.
    pub fn drains(&self, rollout: &crate::app::changes::Rollout) -> bool {
        self.drain_under_way().is_some_and(|(id, _)| id == rollout.intent.id)
    }

    pub(in crate::app) fn stop_drain(&mut self, effects: &mut Vec<Effect>) {
        let Some((id, target)) = self.drain_under_way() else { return };
        let text = format!("Stopping the drain of {target}: pods already evicted still go, the node stays cordoned");
        effects.push(Effect::StopChange(id));
        self.messages.say(self.now, Level::Info, text);
    }
}
