//! The verbs of changes.

use crate::model::change::Verb;

/// A verb alone: a name of what is done.
pub(super) const fn verb(verb: Verb) -> &'static str {
    match verb {
        Verb::Scale => "伸缩",
        Verb::Restart => "重启",
        Verb::RollBack => "回滚",
        Verb::SetImages => "更换镜像",
        Verb::Pause => "暂停",
        Verb::Resume | Verb::Unsuspend => "恢复",
        Verb::Delete => "删除",
        Verb::Evict => "驱逐",
        Verb::Edit => "编辑",
        Verb::Apply => "应用",
        Verb::Suspend => "挂起",
        Verb::Trigger => "触发",
        Verb::Cordon => "隔离",
        Verb::Uncordon => "解除隔离",
        Verb::Drain => "排空",
        Verb::Shell => "打开 Shell",
        Verb::Exec => "执行命令",
        Verb::Attach => "附加到",
        Verb::Debug | Verb::DebugNode => "调试",
        Verb::Forward => "转发端口",
        Verb::CopyIn => "复制到",
        Verb::CopyOut => "复制文件",
        Verb::Command => "执行自定义命令",
        Verb::Label => "设置标签",
        Verb::Annotate => "设置注解",
    }
}

/// A verb and what it is done to: where that is a place it stands before the verb.
pub(super) fn done(done: Verb, what: &str) -> String {
    match done {
        Verb::CopyOut => format!("从 {what} 中复制文件"),
        Verb::CopyIn => format!("复制文件到 {what}"),
        Verb::Shell | Verb::Exec => format!("在 {what} 中{}", verb(done)),
        Verb::Forward => format!("转发 {what} 的端口"),
        Verb::SetImages => format!("更换 {what} 的镜像"),
        Verb::Command => format!("对 {what} 执行自定义命令"),
        Verb::Label => format!("设置 {what} 的标签"),
        Verb::Annotate => format!("设置 {what} 的注解"),
        Verb::Scale
        | Verb::Restart
        | Verb::RollBack
        | Verb::Pause
        | Verb::Resume
        | Verb::Delete
        | Verb::Evict
        | Verb::Edit
        | Verb::Apply
        | Verb::Suspend
        | Verb::Unsuspend
        | Verb::Trigger
        | Verb::Cordon
        | Verb::Uncordon
        | Verb::Drain
        | Verb::Attach
        | Verb::Debug
        | Verb::DebugNode => format!("{} {what}", verb(done)),
    }
}
