//! What goes wrong with a port-forward.

use super::trouble;
use crate::model::forward::{ForwardFault, PodFault};

pub(super) fn text(fault: &ForwardFault) -> String {
    match fault {
        ForwardFault::NotAccepted(why) => format!("无法接受连接:{}", trouble::way(why)),
        ForwardFault::Waited(seconds, why) => format!("一个连接等待了 {seconds} 秒:{}", text(why)),
        ForwardFault::Pod(name, why) => ["Pod", " ", name, ":", &pod(why)].concat(),
        ForwardFault::Trouble(why) => trouble::text(why),
        ForwardFault::Unknown => "尚不知道它有哪些 Pod".to_owned(),
        ForwardFault::NoPort(name) => format!("它的 Pod 中没有容器声明名为 {name} 的 TCP 端口"),
        ForwardFault::Gone => "Pod 已不存在".to_owned(),
        ForwardFault::NotRunning => "Pod 没有运行".to_owned(),
        ForwardFault::NoPods => "它没有 Pod".to_owned(),
        ForwardFault::NotReady(pods) => format!("它的 {pods} 个 Pod 都未就绪"),
    }
}

fn pod(why: &PodFault) -> String {
    match why {
        PodFault::Late => "没有及时得到响应".to_owned(),
        PodFault::Silent(seconds) => format!("{seconds} 秒没有收到任何内容"),
        PodFault::Trouble(why) => trouble::text(why),
        PodFault::Words(words) => words.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::trouble::{Os, Trouble, Way};

    #[test]
    fn what_stands_in_a_fault_is_in_its_language() {
        let refused = || Box::new(Trouble::Way(Way::Os(Os::Refused)));
        let of = |why| ForwardFault::Pod("web-1".into(), why);
        for (fault, en, zh) in [
            (of(PodFault::Trouble(refused())), "pod web-1: Connection refused", "Pod web-1:连接被拒绝"),
            (of(PodFault::Words("no socat".into())), "pod web-1: no socat", "Pod web-1:no socat"),
            (
                ForwardFault::Waited(10, Box::new(of(PodFault::Late))),
                "a connection waited 10 s: pod web-1: no answer came in time",
                "一个连接等待了 10 秒:Pod web-1:没有及时得到响应",
            ),
            (
                ForwardFault::Waited(10, Box::new(ForwardFault::NotReady(3))),
                "a connection waited 10 s: none of its pods is ready (3)",
                "一个连接等待了 10 秒:它的 3 个 Pod 都未就绪",
            ),
        ] {
            assert_eq!((&*fault.to_string(), &*text(&fault)), (en, zh));
        }
    }
}
