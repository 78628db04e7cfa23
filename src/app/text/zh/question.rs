//! What a question tells before its answer.

use super::{ruling, touches, warning};
use crate::app::text::QuestionText;
use crate::model::change::{Change, MetadataEdit, Propagation};
use crate::model::own;

pub(super) fn text(text: &QuestionText) -> String {
    match text {
        QuestionText::What(change) => what(change),
        QuestionText::Warning(warning) => format!("⚠ {}", warning::text(warning)),
        QuestionText::Touches(touches) => touches::text(touches),
        QuestionText::Rule(why) => ruling::text(why),
        QuestionText::Objects(count, Some(namespace), context) => format!("{count} 个对象(命名空间 {namespace},上下文 {context})"),
        QuestionText::Objects(count, None, context) => format!("{count} 个对象(上下文 {context})"),
        QuestionText::WithoutJournal(key) => format!("⚠ 按 {key} 即同意不写变更记录"),
        QuestionText::Hidden(key) => format!("可能机密的值已隐藏:按 {key} 显示"),
        QuestionText::MoreDifferences(count) => format!("… 另有 {count} 项"),
        QuestionText::MoreBelow { count, down, up } if down.is_empty() || up.is_empty() => format!("… 下面还有 {count} 行"),
        QuestionText::MoreBelow { count, down, up } => format!("… 下面还有 {count} 行,按 {down}、{up} 滚动"),
    }
}

/// What changes into what: `2 → 5 replicas`, `rev 8 → rev 7`, `web: app:1.1 → app:1.2`.
fn what(change: &Change) -> String {
    match change {
        Change::Scale { from, to } => format!("{from} → {to} 个副本"),
        Change::Restart => "滚动重启".into(),
        Change::RollBack { to: 0, .. } => "→ 上一个正常版本".into(),
        Change::RollBack { from: 0, to } => format!("→ 版本 {to}"),
        Change::RollBack { from, to } => format!("版本 {from} → 版本 {to}"),
        Change::SetImages { swaps } => {
            swaps.iter().map(|s| format!("{}: {} → {}", s.container, s.from, s.to)).collect::<Vec<_>>().join(", ")
        }
        Change::Pause => "发布暂停,直到恢复".into(),
        Change::Resume => "发布恢复".into(),
        Change::Delete { propagation, grace } => {
            let owned = match propagation {
                Propagation::Background => "随后删除其附属对象(后台)",
                Propagation::Foreground => "在其附属对象删除之后(前台)",
                Propagation::Orphan => "其附属对象保留(孤立)",
            };
            match grace {
                None => format!("删除,{owned}"),
                Some(0) => format!("删除,{owned};立即删除,不等待进程结束(宽限 0)"),
                Some(s) => format!("删除,{owned};宽限期 {s} 秒"),
            }
        }
        Change::Evict => "驱逐(Eviction API);其控制器会新建一个".into(),
        Change::Edit { paths, .. } => match &paths[..] {
            [one] => one.clone(),
            all => format!("{} 个字段", all.len()),
        },
        Change::Apply { .. } => "以 server-side apply 应用".into(),
        Change::Suspend => "恢复之前不再启动 Job".into(),
        Change::Unsuspend => "重新按计划启动 Job".into(),
        Change::Trigger { job } if job.is_empty() => "立即运行一个 Job".into(),
        Change::Trigger { job } => format!("立即运行一个 Job:{job}"),
        Change::Cordon => "不再向其调度新 Pod".into(),
        Change::Uncordon => "重新允许向其调度新 Pod".into(),
        Change::Drain { force: false } => "隔离并驱逐其 Pod".into(),
        Change::Drain { force: true } => "隔离并驱逐其 Pod,包括没有控制器的".into(),
        Change::Shell { container, shells } => format!("{container}: {}", shells.join(", ")),
        Change::Exec { container, command } => format!("{container}: {}", command.join(" ")),
        Change::Attach { container, .. } => container.clone(),
        Change::Debug { image, container, profile, name, .. } if container.is_empty() => {
            format!("容器 {name},镜像 {image},{}", profile.word())
        }
        Change::Debug { image, container, profile, name, .. } => {
            format!("容器 {name},镜像 {image},与 {container} 共享进程,{}", profile.word())
        }
        Change::DebugNode { image, profile, namespace, pod, .. } => {
            format!("在 {namespace} 中创建 Pod {pod},镜像 {image},{}", profile.word())
        }
        Change::Forward { port, local: 0, address } => format!("{address} 的空闲端口 → {port}"),
        Change::Forward { port, local, address } if address.contains(':') => format!("[{address}]:{local} → {port}"),
        Change::Forward { port, local, address } => format!("{address}:{local} → {port}"),
        Change::CopyIn { .. } | Change::CopyOut { .. } => copied(change, "替换已有的文件"),
        Change::Command { name, argv, variables, .. } => format!("{name}: {}", own::line(variables, argv)),
        Change::Label { marks } | Change::Annotate { marks } => {
            let word = |m: &MetadataEdit| match &m.to {
                Some(to) => format!("{}={to}", m.key),
                None => format!("{}-", m.key),
            };
            marks.iter().map(word).collect::<Vec<_>>().join(" ")
        }
    }
}

/// From where to where, and whether something may go for it.
fn copied(change: &Change, replacing: &str) -> String {
    let paths = change.paths();
    let (Change::CopyIn { replace: true, .. } | Change::CopyOut { replace: true, .. }) = change else { return paths };
    format!("{paths} ({replacing})")
}
