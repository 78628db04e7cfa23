//! What a change does to pods.

use crate::model::change::{Pace, Touches};

pub(super) fn text(touches: &Touches) -> String {
    match touches {
        Touches::NoPods => "不影响 Pod".to_owned(),
        Touches::NoneUntilResumed => "恢复之前不影响 Pod".to_owned(),
        Touches::NoneThere => "不影响 Pod:目前没有".to_owned(),
        Touches::NoneUntilDeleted => "在删除之前不影响 Pod(更新策略 OnDelete)".to_owned(),
        Touches::ControllersOwn => "副本数的含义由其控制器决定".to_owned(),
        Touches::Starts(n) => format!("启动 {n} 个 Pod"),
        Touches::Stops(n) => format!("停止 {n} 个 Pod"),
        Touches::StopsAll(n) => format!("停止{},不再剩余 Pod", all(*n)),
        Touches::Recreates(n) => format!("停止{},然后启动新的", all(*n)),
        Touches::Replaces(n, Pace::Plain) => format!("替换 {n} 个 Pod"),
        Touches::Replaces(n, Pace::OneByOne) => format!("逐个替换 {n} 个 Pod"),
        Touches::Replaces(n, Pace::AtMost(away, _)) => format!("替换 {n} 个 Pod,同时最多缺 {away} 个"),
        Touches::Replaces(n, Pace::From(ordinal)) => format!("替换 {n} 个 Pod:序号 {ordinal} 及以上 (partition)"),
        Touches::Keeps { starts: 0, keeps } => format!("不启动新 Pod;保留该版本的 {keeps} 个 Pod"),
        Touches::Keeps { starts, keeps } => format!("启动 {starts} 个 Pod;保留该版本的 {keeps} 个 Pod"),
        Touches::NewObject => "创建新对象".to_owned(),
        Touches::Orphans(n) => format!("其 {n} 个 Pod 保留,但没有控制器"),
        Touches::TakesAlong(n) => format!("停止其全部 {n} 个 Pod"),
        Touches::Everything => "删除该命名空间中的一切".to_owned(),
        Touches::StopsPod(Some(seconds)) => format!("停止该 Pod,宽限 {seconds} 秒"),
        Touches::StopsPod(None) => "停止该 Pod".to_owned(),
        Touches::ReplacesPod => "停止该 Pod;其控制器会新建一个".to_owned(),
        Touches::StartsJob => "启动一个 Job 及其 Pod".to_owned(),
        Touches::Evicts { going, staying: 0 } => format!("驱逐 {going} 个 Pod"),
        Touches::Evicts { going, staying } => format!("驱逐 {going} 个 Pod;{staying} 个属于 DaemonSet 或节点自身的保留"),
        Touches::NoInput => "其程序不读取输入:只显示输出".to_owned(),
    }
}

fn all(n: u32) -> String {
    if n == 1 { "它的 Pod".to_owned() } else { format!("全部 {n} 个 Pod") }
}
