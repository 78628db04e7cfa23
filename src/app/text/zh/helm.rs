//! Helm's releases.

use super::soon::unseen;
use super::trouble;
use crate::app::text::HelmText;
use crate::model::helm::{Fault, Unlisted};

pub(super) fn text(text: &HelmText) -> String {
    match text {
        HelmText::None => "范围内的命名空间没有 Helm Release".to_owned(),
        HelmText::Listing => "正在列出 …".to_owned(),
        HelmText::NotListed(n) => format!("{n} 处未能列出"),
        HelmText::Unlisted(Unlisted { driver, places, why }) => format!("{}:{}", driver.kind(), unseen(places, why)),
        HelmText::Fault(fault) => format!("无法读取:{}", of_fault(fault)),
        HelmText::Serves(revision) => format!("当前部署的是版本 {revision}"),
        HelmText::Stuck(age) => format!("已等待 {age}:helm 中途中断,在回滚或卸载之前会拒绝任何升级"),
        HelmText::Copied(command) => format!("只读:已复制,请在 Shell 中执行:{command}"),
        HelmText::IsNewest(revision) => format!("版本 {revision} 是最新版本:请选择要回滚到的版本"),
        HelmText::NoOther => "没有其他版本可供比较".to_owned(),
        HelmText::Between(old, new) => format!("版本 {old} → {new}"),
        HelmText::Same => "没有差异".to_owned(),
        HelmText::NoRelease => "这一行没有 Release".to_owned(),
        HelmText::Gone => "它已不存在:请选择其他".to_owned(),
    }
}

fn of_fault(fault: &Fault) -> String {
    match fault {
        Fault::NoAnswer(why) => trouble::text(why),
        Fault::Replaced => "同名的已是另一个对象".to_owned(),
        Fault::Empty => "其中没有 Release".to_owned(),
        Fault::NotBase64 => "不是 base64".to_owned(),
        Fault::Damaged => "压缩内容已损坏".to_owned(),
        Fault::TooLarge(most) => format!("解压后超过 {most} MiB"),
        Fault::NotRelease => "不是 Helm 3 写入的 Release".to_owned(),
        Fault::Other(release, revision) => format!("它是 {release} 的版本 {revision}"),
    }
}
