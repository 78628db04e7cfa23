//! Stale config.

use super::trouble;
use crate::app::text::StaleText;
use crate::model::stale::{Reads, State, Unseen};

pub(super) fn text(text: &StaleText) -> String {
    match text {
        StaleText::None => "在能查看的范围内,没有 Pod 仍在使用更改前的配置".to_owned(),
        StaleText::NoRow => "光标处没有行".to_owned(),
        StaleText::Short(state) => match state {
            State::Stale(Reads::Env) => "环境变量已旧",
            State::Stale(Reads::SubPath) => "subPath 文件已旧",
            State::Stale(Reads::Init) => "由 init 容器读取",
            State::Stale(Reads::Volume) => "文件已旧",
            State::Coming => "文件即将更新",
            State::Unknown => "未知",
            State::Renewed => "文件已更新",
        }
        .to_owned(),
        StaleText::Stands(state) => match state {
            State::Stale(Reads::Env) => "更改晚于容器启动;其环境变量不会再变",
            State::Stale(Reads::SubPath) => "更改晚于容器启动;以 subPath 挂载的文件不会再变",
            State::Stale(Reads::Init) => "更改晚于 init 容器的读取;只有新 Pod 会再次运行它",
            State::Stale(Reads::Volume) => "更改晚于容器启动",
            State::Coming => "以卷挂载:kubelet 会在一分钟左右更新其文件",
            State::Unknown => "服务器没有记录其值最近何时写入,因此无法判断",
            State::Renewed => "以卷挂载:文件已更新;程序是否已重新读取则不得而知",
        }
        .to_owned(),
        StaleText::ToDo(state) => match state {
            State::Stale(_) => "如需使用新值,请重启它",
            State::Coming => "等待一分钟;如程序只读取一次文件,再重启它",
            State::Unknown => "请手动比较,或重启它",
            State::Renewed => "如程序只读取一次文件,请重启它",
        }
        .to_owned(),
        StaleText::Changed(ago, by) if by.is_empty() => format!("不晚于 {ago} 前"),
        StaleText::Changed(ago, by) => format!("由 {by},不晚于 {ago} 前"),
        StaleText::NotNoted => "没有记录".to_owned(),
        StaleText::Looked(pods, ago) => format!("{ago} 前查看了 {pods} 个 Pod"),
        StaleText::NotSeen(n) => format!("{n} 项未查看"),
        StaleText::Unseen(Unseen::Unread(kind, namespace, why)) if namespace.is_empty() => format!("{kind}:{}", trouble::text(why)),
        StaleText::Unseen(Unseen::Unread(kind, namespace, why)) => format!("{namespace} 中的 {kind}:{}", trouble::text(why)),
        StaleText::Unseen(Unseen::More(kind, most)) => format!("只查看了前 {most} 个 {kind}"),
        StaleText::Unseen(Unseen::Namespaces(looked, of)) => format!("只查看了 {of} 个命名空间中的 {looked} 个"),
    }
}
