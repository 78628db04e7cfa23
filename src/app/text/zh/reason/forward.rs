//! Port-forwards.

use super::super::target;
use super::text as words;
use crate::model::change::reason::{Closed, ForwardReason};

pub(super) fn text(reason: &ForwardReason) -> String {
    match reason {
        ForwardReason::NoPorts(object, cron) => {
            let hint = if *cron { ";请转发其某个 Job 的 Pod" } else { "" };
            format!("无法转发 {}:只有 Pod、工作负载和 Service 有可转发的端口{hint}", target(object))
        }
        ForwardReason::OtherName(object, name) => format!("无法转发 {}:它是集群外 {name} 的别名", target(object)),
        ForwardReason::NoPods(object) => {
            format!("无法转发 {}:它没有选择器,无法知道它的端点是哪些 Pod;请转发某个 Pod", target(object))
        }
        ForwardReason::NoSelector(object) => format!("无法转发 {}:它没有选择器", target(object)),
        ForwardReason::PodEnded(object, phase) => {
            format!("无法转发 {}:该 Pod 已结束 ({phase});请转发其工作负载或其他 Pod", target(object))
        }
        ForwardReason::NoPort(port) => format!("{port:?} 不是端口:请输入 1 到 65535 的数字,或名称"),
        ForwardReason::PortUnknown(object, port, there) => {
            let there: Vec<String> = there.iter().map(ToString::to_string).collect();
            format!("{} 没有端口 {port};现有端口 {}", target(object), there.join("、"))
        }
        ForwardReason::NotTcp(object, port, protocol) => {
            format!("{} 的端口 {port} 是 {protocol}:只能转发 TCP", target(object))
        }
        ForwardReason::Nowhere(object, port) => format!("{} 的端口 {port} 没有对应的目标端口", target(object)),
        ForwardReason::NoForward(object) => format!("{}:不是转发", target(object)),
        ForwardReason::NoAddress(text) => format!("{text:?} 不是本机的地址:可用 127.0.0.1、::1、0.0.0.0"),
        ForwardReason::InUse(at) => format!("本机的 {at} 已被占用:请选择其他本地端口,或留空由系统选择"),
        ForwardReason::NoRight(at) => format!("无权监听 {at}:1024 及以上的本地端口不需要权限"),
        ForwardReason::NotHere(ip) => format!("{ip} 不是本机的地址"),
        ForwardReason::CannotListen(at, why) => format!("无法监听 {at}:{why}"),
        ForwardReason::NotKnownWhere => "不知道监听在哪里".to_owned(),
        ForwardReason::NotBegun(why) => format!("没有转发任何端口:{}", words(why)),
        ForwardReason::Closed(closed) => {
            let Closed { local, took, connections, received, sent } = &**closed;
            format!("{local} 在 {took} 后关闭:连接 {connections},接收 {received},发送 {sent}")
        }
    }
}
