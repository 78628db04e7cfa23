//! What is said in a log between its lines.

use super::{health, trouble};
use crate::model::logs::{MAX_STREAMS, Remark, Waits, span_words};

pub(in crate::app::text) fn text(remark: &Remark) -> String {
    match remark {
        Remark::Words(words) => words.to_string(),
        Remark::Ended(end, None) => format!("已结束:{}", health::end(end)),
        Remark::Ended(end, Some(waits)) => format!("已结束:{};{}", health::end(end), self::waits(waits)),
        Remark::Waits(waits) => self::waits(waits),
        Remark::NotStarted(why) => format!("等待:{why}"),
        Remark::Again(None) => "已重新启动".to_owned(),
        Remark::Again(Some(end)) => format!("已重新启动:上次结束于 {}", health::end(end)),
        Remark::Gone => "已不存在".to_owned(),
        Remark::Unread(why) => trouble::text(why),
        Remark::NoAnswer(why) => format!("无响应:{};会自动恢复", trouble::text(why)),
        Remark::Answers => "恢复响应".to_owned(),
        Remark::NoPrevious(None) => "无法读取上次运行的日志".to_owned(),
        Remark::NoPrevious(Some(why)) => format!("无法读取上次运行的日志:{}", trouble::text(why)),
        Remark::Endless => "响应是没有结尾的一行".to_owned(),
        Remark::More(lines) => format!("日志多于前 {lines} 行"),
        Remark::Rotated(ms) => format!("日志在此轮转:可能缺失最多 {ms} 毫秒的日志"),
        Remark::Missing(ms) => format!("{} 的日志无法读取:已被轮转,或属于已不存在的运行", span_words(*ms)),
        Remark::SetBack => "其节点的时钟被大幅回拨,无法判断已读位置:可能缺失日志".to_owned(),
        Remark::LeftOut(count, names) => {
            let more = if *count > names.len() { " …" } else { "" };
            format!("同时最多跟踪 {MAX_STREAMS} 份日志,以下 {count} 份未跟踪:{}{more}", names.join("、"))
        }
    }
}

fn waits(waits: &Waits) -> String {
    let reason = if waits.reason.is_empty() { "未知状态" } else { &waits.reason };
    match &waits.pause {
        Some(pause) => format!("等待中:{reason},{pause} 后重试"),
        None => format!("等待中:{reason}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::reason::{By, EndWhy};
    use crate::model::trouble::{Os, Trouble, Way};

    #[test]
    fn each_remark_is_whole_in_each_language() {
        let waits = |reason: &str, pause: Option<&str>| Waits { reason: reason.into(), pause: pause.map(Into::into) };
        let refused = || Box::new(Trouble::Way(Way::Os(Os::Refused)));
        let killed = EndWhy::AtLimit(16 << 20, By::Exit(137));
        for (remark, en, zh) in [
            (Remark::Ended(EndWhy::By(By::Exit(1)), None), "ended: exit 1", "已结束:退出码 1"),
            (
                Remark::Ended(killed.clone(), Some(waits("CrashLoopBackOff", Some("5m0s")))),
                "ended: OOMKilled at 16Mi, exit 137; waiting in CrashLoopBackOff, next try 5m0s after that",
                "已结束:OOMKilled,内存上限 16Mi,退出码 137;等待中:CrashLoopBackOff,5m0s 后重试",
            ),
            (Remark::Waits(waits("", None)), "waiting in an unknown state", "等待中:未知状态"),
            (
                Remark::Again(Some(killed)),
                "started again: it had ended with OOMKilled at 16Mi, exit 137",
                "已重新启动:上次结束于 OOMKilled,内存上限 16Mi,退出码 137",
            ),
            (Remark::NoAnswer(refused()), "no answer: Connection refused; resumes by itself", "无响应:连接被拒绝;会自动恢复"),
            (
                Remark::NoPrevious(Some(refused())),
                "the previous run's log cannot be read: Connection refused",
                "无法读取上次运行的日志:连接被拒绝",
            ),
            (
                Remark::LeftOut(12, vec!["a/app".into(), "b/app".into()]),
                "left out: 200 logs are followed at once, not these 12: a/app, b/app, …",
                "同时最多跟踪 200 份日志,以下 12 份未跟踪:a/app、b/app …",
            ),
            (
                Remark::Missing(2400),
                "2.4 s could not be read: rotated away, or of a run that is gone",
                "2.4 s 的日志无法读取:已被轮转,或属于已不存在的运行",
            ),
        ] {
            assert_eq!((&*remark.to_string(), &*text(&remark)), (en, zh));
        }
    }
}
