//! What the keys of the releases, and of the revisions of one, do.

use super::{Revisions, Row, View};
use crate::app::desk::Desk;
use crate::app::listing::Listing;
use crate::app::messages::Level;
use crate::app::msg::{Effect, Fetch};
use crate::app::room::ListKeys;
use crate::app::text::HelmText;
use crate::app::wish::{Next, Wish};
use crate::model::Words;
use crate::model::change::{Change, Intent};
use crate::model::helm::{Part, ROLL_BACK, Record, Release, roll_back, target};
use crate::model::own::Filled;

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("Helm list", "Helm 列表") HelmKey {
        Open "helm-open" [like Open Workloads] ("revisions", "历史版本") ("the revisions of the release", "Release 的历史版本");
        Values "helm-values" ["v"] ("values", "值") ("the values that were given", "指定的值");
        AllValues "helm-all-values" ["V"] ("all values", "全部值") ("the values given, laid over the chart's own", "指定的值与 Chart 自身的值合并后的结果");
        Manifest "helm-manifest" [like Yaml Workloads] ("manifest", "清单") ("the objects of the revision, as YAML", "该版本的对象,以 YAML 显示");
        Notes "helm-notes" ["n"] ("notes", "说明") ("the chart's notes", "Chart 的说明");
        Difference "helm-difference" ["d"] ("difference", "差异")
            ("what differs in the manifest from the revision before, or from the marked one", "清单与前一个版本(或已标记版本)的差异");
        ValuesDifference "helm-values-difference" ["D"] ()
            ("what differs in the values from the revision before, or from the marked one", "值与前一个版本(或已标记版本)的差异");
        Mark "helm-mark" ["Space"] () ("mark the revision, to compare another with it", "标记该版本,用于与另一版本比较");
        RollBack "helm-roll-back" [like RollBack Workloads] ("roll back", "回滚")
            ("have helm go back to the revision, once that is confirmed; read-only, its command is copied", "确认后由 helm 回滚到该版本;只读时复制其命令");
        Again "helm-again" ["r"] ("list again", "重新列出") ("list the releases again", "重新列出 Release");
    }
}

impl ListKeys for View {
    type Own = HelmKey;

    fn own(&mut self, key: HelmKey, desk: &mut Desk<'_>) -> Next {
        if key == HelmKey::Again {
            self.again();
            return Next::Stay;
        }
        let Some((release, record)) = self.chosen().zip(self.record()) else {
            desk.hint(match (self.list.selected(), self.releases.is_empty()) {
                (Some(Row::Unlisted(_)), _) if self.open.is_none() => HelmText::NoRelease,
                (Some(_) | None, true) => HelmText::None,
                (Some(_) | None, false) => HelmText::Gone,
            });
            return Next::Stay;
        };
        match key {
            HelmKey::Open if self.open.is_some() => return Self::read(record, Part::Manifest, desk),
            HelmKey::Open => {
                let (of, mut list) = (release.key.clone(), Listing::default());
                list.keep_on(release.revisions().map(|r| r.revision).collect());
                self.list.hold();
                self.open = Some(Revisions { of, list, mark: None });
            }
            HelmKey::Values => return Self::read(record, Part::Values, desk),
            HelmKey::AllValues => return Self::read(record, Part::AllValues, desk),
            HelmKey::Manifest => return Self::read(record, Part::Manifest, desk),
            HelmKey::Notes => return Self::read(record, Part::Notes, desk),
            HelmKey::Difference => return self.differs(release, record, Part::Manifest, desk),
            HelmKey::ValuesDifference => return self.differs(release, record, Part::Values, desk),
            HelmKey::Mark => {
                let revision = record.revision;
                if let Some(revisions) = &mut self.open {
                    revisions.mark = (revisions.mark != Some(revision)).then_some(revision);
                    revisions.list.hold();
                }
            }
            HelmKey::RollBack if record.revision == release.newest.revision => {
                desk.say(Level::Warn, HelmText::IsNewest(record.revision));
            }
            HelmKey::RollBack => {
                let context = &desk.cluster.context.name;
                let command = roll_back(record, context, desk.own.kubeconfig.as_deref());
                if desk.readonly {
                    let line = command.line();
                    desk.effects.push(Effect::CopyLine(line.clone(), HelmText::Copied(line).into()));
                    return Next::Stay;
                }
                let Filled { argv, variables } = command;
                let (name, target) = (ROLL_BACK.to_owned(), target(record, context));
                let change = Change::Command { name, argv, variables, terminal: false, confirm: true, harmless: false };
                self.runs = Some(desk.fresh_id());
                return Next::Push(Wish::look(self.runs.map(|id| Intent::new(id, target, change)).into_iter().collect()));
            }
            HelmKey::Again => {}
        }
        Next::Stay
    }

    fn back(&mut self, _: &mut Desk<'_>) -> bool {
        self.open.take().is_some()
    }
}

impl View {
    fn read(record: &Record, part: Part, desk: &Desk<'_>) -> Next {
        let title = part_title(part).of(desk.lang).to_owned();
        let place = format!("{} ▸ {} ▸ {} {}", desk.cluster.context.name, record.namespace, record.release, record.revision);
        Next::Push(Wish::Fetch { title, place, fetch: Fetch::Helm(Box::new(record.clone()), part, false) })
    }

    fn differs(&self, release: &Release, record: &Record, part: Part, desk: &mut Desk<'_>) -> Next {
        let marked = self.open.as_ref().and_then(|r| r.mark).filter(|mark| *mark != record.revision);
        let other = marked.and_then(|mark| release.revision(mark)).or_else(|| release.before(record.revision));
        let Some(other) = other else {
            desk.hint(HelmText::NoOther);
            return Next::Stay;
        };
        let mut two = [other.clone(), record.clone()];
        two.sort_by_key(|r| r.revision);
        Next::Push(Wish::HelmDifference(Box::new(two), part))
    }
}

/// What a part of a revision is called.
const fn part_title(part: Part) -> Words {
    match part {
        Part::Values => Words::new("Values", "值"),
        Part::AllValues => Words::new("All values", "全部值"),
        Part::Notes => Words::new("Notes", "说明"),
        Part::Manifest => Words::new("Manifest", "清单"),
    }
}
