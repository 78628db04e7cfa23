//! What k9s means by its keys, by view: for the preset that gives them, and to tell a hand that is used to them what does it here.
//!
//! As of k9s 0.51: its global keys, and those of each view; sorting keys are one line. A key that means the same in both is left out
//! where nothing here could shadow it.

use super::{Command, Key, Pane, Row, Spot};
use crate::model::Words;
use Command as C;
use Row as R;
use std::sync::LazyLock;

/// What dogwatch has for a key of k9s.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// This command does it, and this is what it does: `deletes`.
    Does(Command, Words),
    /// It has nothing of the kind yet: `a shell`.
    Lacks(Words),
}

/// In which of k9s's views.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum View {
    /// In all but logs.
    Lists,
    /// In the lists of the dashboard itself.
    Panes,
    /// In lists of any kind.
    Browser,
    /// On rows of these kinds, wherever they stand.
    On(&'static [Row]),
    /// In logs.
    Logs,
}

impl View {
    /// Whether it is there.
    pub fn covers(self, spot: Spot) -> bool {
        match self {
            Self::Lists => spot.pane != Pane::Logs,
            Self::Panes => !matches!(spot.pane, Pane::Logs | Pane::Browser),
            Self::Browser => spot.pane == Pane::Browser,
            Self::On(rows) => rows.contains(&spot.row),
            Self::Logs => spot.pane == Pane::Logs,
        }
    }
}

/// A key of k9s.
pub type Entry = (View, &'static str, Meaning);

const WORKLOADS: &[Row] = &[R::Deployment, R::StatefulSet, R::DaemonSet];
const WITH_LOGS: &[Row] = &[R::Deployment, R::StatefulSet, R::DaemonSet, R::Pod, R::Container, R::Job, R::Service];
const WITH_PORTS: &[Row] = &[R::Deployment, R::StatefulSet, R::DaemonSet, R::Pod, R::Container, R::Service];
const OWNED: &[Row] =
    &[R::Deployment, R::StatefulSet, R::DaemonSet, R::ReplicaSet, R::Pod, R::Job, R::CronJob, R::Service, R::Other];

const fn does(command: Command, en: &'static str, zh: &'static str) -> Meaning {
    Meaning::Does(command, Words::new(en, zh))
}

const fn lacks(en: &'static str, zh: &'static str) -> Meaning {
    Meaning::Lacks(Words::new(en, zh))
}

/// The keys. Those of a kind of row come before those of a view: they shadow them, as in k9s.
pub const KEYS: &[Entry] = &[
    (View::On(WITH_LOGS), "l", does(C::Logs, "follows the logs", "跟踪日志")),
    (View::On(WITH_LOGS), "p", does(C::Previous, "shows the logs of the previous run", "显示上次运行的日志")),
    (View::On(&[R::Deployment, R::StatefulSet]), "s", does(C::Scale, "scales", "伸缩")),
    (View::On(WORKLOADS), "r", does(C::Restart, "restarts", "重启")),
    (View::On(WORKLOADS), "i", does(C::Image, "swaps an image", "更换镜像")),
    (View::On(&[R::Deployment]), "z", does(C::RollBack, "lists the revisions", "列出历史版本")),
    (
        View::On(&[R::ReplicaSet]),
        "Ctrl-l",
        lacks(
            "a rollback from the ReplicaSet: that of its Deployment lists the revisions",
            "从 ReplicaSet 回滚;在其 Deployment 上可列出历史版本",
        ),
    ),
    (View::On(&[R::Pod, R::Container]), "s", does(C::Shell, "opens a shell", "打开 Shell")),
    (View::On(&[R::Node]), "s", lacks("a shell on the node", "节点上的 Shell")),
    (View::On(&[R::Pod, R::Container]), "a", does(C::Attach, "attaches", "附加到容器")),
    (View::On(&[R::Pod, R::Container]), "t", does(C::CopyFiles, "copies files", "复制文件")),
    (View::On(&[R::Pod]), "z", lacks("sanitizing", "清理已结束的 Pod")),
    (View::On(&[R::Pod]), "o", lacks("a way to the pod's node", "跳到 Pod 所在节点")),
    (View::On(&[R::Pod]), "Ctrl-k", does(C::Delete, "deletes", "删除")),
    (View::On(&[R::Pod]), "T", does(C::SortRestarts, "sorts by restarts", "按重启次数排序")),
    (View::On(&[R::Pod]), "C", does(C::SortCpu, "sorts by CPU", "按 CPU 排序")),
    (View::On(&[R::Pod]), "M", does(C::SortMemory, "sorts by memory", "按内存排序")),
    (View::On(&[R::Node]), "c", does(C::Cordon, "cordons", "隔离")),
    (View::On(&[R::Node]), "u", does(C::Uncordon, "uncordons", "解除隔离")),
    (View::On(&[R::Node]), "r", does(C::Drain, "drains", "排空")),
    (View::On(&[R::CronJob]), "t", does(C::Trigger, "triggers", "触发")),
    (View::On(&[R::CronJob]), "s", does(C::SuspendCron, "suspends and resumes", "挂起或恢复")),
    (View::On(&[R::Namespace]), "u", does(C::UseNamespace, "switches to it", "切换到该命名空间")),
    (View::On(&[R::Used, R::Secret]), "u", does(C::Relations, "lists what uses it", "列出使用它的对象")),
    (View::On(&[R::Secret]), "x", does(C::Open, "lists the keys, of which x decodes one", "列出键,按 x 解码其中一个")),
    (View::On(&[R::Service]), "b", lacks("benchmarks", "性能测试")),
    (View::On(WITH_PORTS), "f", does(C::Forwards, "lists the port-forwards", "列出端口转发")),
    (View::On(WITH_PORTS), "F", does(C::Forward, "forwards a port", "转发端口")),
    (View::On(OWNED), "J", does(C::Owner, "goes to the owner", "跳到属主")),
    (View::Lists, "Ctrl-a", does(C::Browse, "lists the kinds", "列出类型")),
    (View::Lists, "Ctrl-w", does(C::Wide, "shows more columns", "显示更多列")),
    (View::Panes, "Ctrl-z", does(C::Unwell, "shows only what is unwell", "仅显示异常")),
    (View::Browser, "Ctrl-z", lacks("a list of the faulty rows alone", "仅列出异常的行")),
    (View::Lists, "Ctrl-\\", does(C::Unmark, "takes all marks away", "清除全部标记")),
    (View::Lists, "Ctrl-Space", lacks("marking of a range", "标记一段范围")),
    (View::Lists, "Ctrl-s", lacks("saving of a list", "保存列表")),
    (View::Lists, "Ctrl-p", lacks("saving of the context's settings", "保存上下文的设置")),
    (View::Lists, "Ctrl-e", lacks("hiding of the header", "隐藏页眉")),
    (View::Lists, "Ctrl-g", lacks("crumbs", "导航路径")),
    (View::Lists, "[", does(C::PlaceBack, "goes back", "返回上一个位置")),
    (View::Lists, "]", does(C::PlaceForth, "goes forth again", "前进到刚离开的位置")),
    (View::Lists, "-", does(C::PlaceLast, "goes to the last place", "切换到最近的位置")),
    (View::Lists, "N", does(C::SortName, "sorts by name", "按名称排序")),
    (View::Lists, "A", does(C::SortAge, "sorts by age", "按时长排序")),
    (View::Lists, "S", does(C::SortHealth, "sorts by state", "按状态排序")),
    (View::Lists, "P", lacks("sorting by namespace", "按命名空间排序")),
    (View::Lists, "O", lacks("sorting by that column", "按该列排序")),
    (View::Lists, "R", lacks("sorting by that column", "按该列排序")),
    (View::Lists, "C", lacks("sorting by that column", "按该列排序")),
    (View::Lists, "M", lacks("sorting by that column", "按该列排序")),
    (View::Lists, "X", lacks("sorting by that column", "按该列排序")),
    (View::Lists, "Z", lacks("sorting by that column", "按该列排序")),
    (View::Lists, "I", lacks("sorting by that column", "按该列排序")),
    (View::Lists, "U", lacks("sorting by that column", "按该列排序")),
    (View::Lists, "c", does(C::Copy, "copies the name", "复制名称")),
    (View::Lists, "n", does(C::CopyNamespace, "copies the namespace", "复制命名空间")),
    (View::Lists, "w", does(C::UseNamespace, "shows the row's namespace alone", "只看此行的命名空间")),
    (View::Logs, "m", does(C::MarkLine, "bookmarks the line", "为该行加书签")),
    (View::Logs, "s", does(C::Pause, "holds the lines still", "暂停滚动")),
    (View::Logs, "f", does(C::Zoom, "takes the whole screen", "全屏显示")),
    (View::Logs, "C", lacks("clearing of the lines", "清空日志")),
    (View::Logs, "L", lacks("locking of columns", "锁定列")),
    (
        View::Logs,
        "a",
        lacks("a choice of containers: all are followed, and container= filters", "选择容器;这里跟踪全部,用 container= 过滤"),
    ),
];

/// The keys of commands that have others beside those of k9s: what they are on without the preset is k9s's for something else.
pub const INSTEAD: &[(Command, &[&str])] = &[
    (C::Namespace, &["Ctrl-n"]),
    (C::Track, &["Ctrl-t"]),
    (C::Zoom, &["Ctrl-o"]),
    (C::Wide, &["Ctrl-w"]),
    (C::Suspend, &[]),
    (C::Journal, &[]),
    (C::SignIn, &[]),
    (C::Columns, &["K"]),
];

/// The keys, read once.
static READ: LazyLock<Vec<(View, Key, Meaning)>> =
    LazyLock::new(|| KEYS.iter().filter_map(|(view, key, meaning)| Some((*view, key.parse().ok()?, *meaning))).collect());

/// What k9s means by a key there.
pub fn meaning(key: Key, spot: Spot) -> Option<Meaning> {
    READ.iter().find(|(view, k, _)| *k == key && view.covers(spot)).map(|(.., meaning)| *meaning)
}

/// The keys with which k9s means a command there.
pub fn keys_of(command: Command, spot: Spot) -> impl Iterator<Item = Key> {
    let here = READ.iter().filter(move |(view, ..)| view.covers(spot));
    here.filter(move |(.., m)| matches!(m, Meaning::Does(c, _) if *c == command)).map(|(_, key, _)| *key)
}
