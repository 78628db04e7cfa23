//! What is in pods.

use super::super::target;
use super::text as words;
use crate::model::change::reason::{End, InsideReason};

pub(super) fn text(reason: &InsideReason) -> String {
    match reason {
        InsideReason::End(end) => self::end(end),
        InsideReason::After(program, end, took) if program.is_empty() => format!("{},用时 {took}", self::end(end)),
        InsideReason::After(program, end, took) => format!("{program}:{},用时 {took}", self::end(end)),
        InsideReason::NoneOf(programs, container) => {
            let programs = programs.join(", ");
            format!("容器 {container} 中没有 {programs};用 :exec 运行其中已有的程序,或用 :debug 带入一个")
        }
        InsideReason::Missing(program, container) => format!("容器 {container} 中没有 {program}"),
        InsideReason::NoExitCode => "服务器没有告知其退出码".to_owned(),
        InsideReason::NoProgram => "没有可启动的程序".to_owned(),
        InsideReason::NoContainer(name) => format!("该 Pod 没有名为 {name:?} 的容器"),
        InsideReason::Ended(name, code) => format!("容器 {name} 已结束,退出码 {code}:无法进入;可用 :logs 查看其日志"),
        InsideReason::PodEnded(phase) => format!("该 Pod 已结束 ({phase}):无法进入;可用 :logs 查看其日志"),
        InsideReason::DoesNotRun(name, why) => {
            let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
            let advice = ":describe 查看原因,:previous-logs 查看上次运行的日志";
            format!("容器 {name} 未在运行{why}:请等待其运行;{advice}")
        }
        InsideReason::NoShell(container) => {
            let advice = "请在 shells 中加入 powershell 或 cmd";
            format!("容器 {container} 是 Windows 容器,而设置中没有适用的 Shell:{advice}")
        }
        InsideReason::NoCommand => "没有给出命令;用法 :exec 命令 参数".to_owned(),
        InsideReason::MayBeLeft(pod) => format!("可能留有 {}", target(pod)),
        InsideReason::NotDeleted(pod, why) => format!("{} 未被删除:{}", target(pod), words(why)),
        InsideReason::NoEphemeral(object) => {
            format!("无法调试 {}:该服务器不支持临时容器;Kubernetes 自 1.23 起支持", target(object))
        }
        InsideReason::NotDebugged(object, why) => format!("无法调试 {}:{}", target(object), words(why)),
        InsideReason::DebugEnded(object, phase) => {
            format!("无法调试 {}:该 Pod 已结束 ({phase});可用 :logs 查看其日志", target(object))
        }
        InsideReason::PodGone(why) => format!("该 Pod 已结束:{why}"),
    }
}

fn end(end: &End) -> String {
    match end {
        End::Exited(code) => format!("退出码 {code}"),
        End::Failed(why) => words(why),
        End::Lost(why) => format!("连接已断开:{}", words(why)),
        End::Closed => "由 dogwatch 关闭".to_owned(),
    }
}
