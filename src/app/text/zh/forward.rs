//! Port-forwards.

use super::{filed, forward_fault, target, text as words};
use crate::app::text::ForwardText;

pub(super) fn text(text: &ForwardText) -> String {
    match text {
        ForwardText::NotSaved(name, context) => format!("{context} 中没有名为 {name} 的转发:可在 :forwards 中保存已打开的转发"),
        ForwardText::OpenAlready(name, url) => format!("{name} 已经打开:{url}"),
        ForwardText::NotFound(name, why) => format!("{name}:{}", words(why)),
        ForwardText::LeadsTo(url, port, to) => {
            format!("{url} 转发到 {} 的端口 {port};用 :forwards 可查看。已写入变更记录。", target(to))
        }
        ForwardText::Cannot(why, to) => format!("未转发:{}({})", words(why), target(to)),
        ForwardText::Ended(note, to) => format!("{}({})", words(note), target(to)),
        ForwardText::Closed(to) => format!("到 {} 的转发已关闭", target(to)),
        ForwardText::NotYet => "尚未打开".to_owned(),
        ForwardText::None(key) => format!("没有端口转发:在 Pod、工作负载或 Service 上按 {key} 打开"),
        ForwardText::BadName => "名称须由字母、数字、- _ . 组成".to_owned(),
        ForwardText::Saved(name, context) => format!("已保存:在 {context} 中用 :forward {name} 再次打开"),
        ForwardText::NotKept(why) => format!("未保存:{}", filed::text(why)),
        ForwardText::BadLocal => "本地端口为 1 到 65535 的数字,留空则使用任意空闲端口".to_owned(),
        ForwardText::WhichPort => "哪个端口?请输入数字或名称".to_owned(),
        ForwardText::OneLocal => "多个端口不能共用一个本地端口:请留空".to_owned(),
        ForwardText::Gone => "该端口转发已结束:请选择其他".to_owned(),
        ForwardText::Closing => "正在关闭".to_owned(),
        ForwardText::Connections(open, all, since) => format!("当前 {open},累计 {all},已 {since}"),
        ForwardText::Traffic(received, sent) => format!("接收 {received},发送 {sent}"),
        ForwardText::Waits(since) => format!("等待 Pod 就绪,已 {since}"),
        ForwardText::Fault(fault) => forward_fault::text(fault),
        ForwardText::PodGone(since) => format!("Pod 已不存在,已 {since}"),
    }
}
