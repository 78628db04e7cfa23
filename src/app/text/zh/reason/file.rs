//! Files of this machine and archives from pods.

use super::super::trouble::os;
use crate::model::change::reason::{FileReason, Stray};

pub(super) fn text(reason: &FileReason) -> String {
    match reason {
        FileReason::Os(said) => os(said),
        FileReason::At(path, why) => format!("{path}:{}", text(why)),
        FileReason::NoName(path) => format!("{path}:没有名称"),
        FileReason::NoFolder(path) => format!("{path} 不是本机的目录"),
        FileReason::FolderThere(path) => format!("目录 {path} 已存在:请选择其他名称"),
        FileReason::There(path) => format!("{path} 已存在:请选择其他名称,或替换它"),
        FileReason::IsFile(path) => format!("{path} 是文件,而收到的是目录:请选择其他名称"),
        FileReason::ThereMeanwhile(path) => format!("{path} 在此期间已出现"),
        FileReason::Nothing(None) => "没有收到任何内容".to_owned(),
        FileReason::Nothing(Some(first)) => format!("没有收到任何内容:{}", left_out(first)),
        FileReason::ManyFiles(path, most) => format!("{path} 中的文件超过 {most} 个:请逐个复制其目录"),
        FileReason::Unsendable(path) => format!("{path} 的名称无法发送"),
        FileReason::Neither(path) => format!("{path} 既不是文件也不是目录"),
        FileReason::Shorter(path) => format!("{path} 在此期间变短了"),
        FileReason::Special => "设备、管道或套接字".to_owned(),
        FileReason::Stamp(said) => format!("无法设置其权限和时间:{}", os(said)),
        FileReason::LongName => "归档中的名称过长".to_owned(),
        FileReason::Broken(why) => format!("归档已损坏:{}", text(why)),
        FileReason::ManyMembers(most) => format!("文件超过 {most} 个"),
        FileReason::Stray(stray, name) => {
            let what = match stray {
                Stray::Absolute => "绝对路径",
                Stray::Up => "含有 .. 的路径",
                Stray::Elsewhere => "未请求的路径",
            };
            format!("不接受含有{what}的归档:{name}")
        }
        FileReason::TooLong => "名称或链接过长".to_owned(),
        FileReason::BelowLink => "位于归档中的链接之下".to_owned(),
        FileReason::OtherLink => "指向其他内容的链接".to_owned(),
        FileReason::LinkOut => "指向目录之外的链接".to_owned(),
        FileReason::Device => "设备或管道".to_owned(),
        FileReason::OfUnknownKind(kind) => format!("归档中有未知类型的内容:{kind:?}"),
        FileReason::FileAsWell => "它同时也是文件".to_owned(),
        FileReason::ManyNames(most) => format!("目录和链接的名称总长超过 {most} MiB"),
        FileReason::NotLookedAt => "没有查看任何内容".to_owned(),
        FileReason::NoPlace => "没有目标位置".to_owned(),
        FileReason::TakesNoMore => "另一端不再接收".to_owned(),
        FileReason::Unforeseen(how) => format!("意外结束:{how}"),
    }
}

/// What was left out, and why.
pub(super) fn left_out((name, why): &(String, FileReason)) -> String {
    format!("{name} ({})", text(why))
}
