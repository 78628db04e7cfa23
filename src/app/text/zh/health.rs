//! How workloads, pods and containers are: the reasons in the rows, and what is said of them elsewhere.

use super::{health_cause, health_nodes};
use crate::model::human_duration;
use crate::model::quantity::bytes_words;
use crate::model::reason::{BatchWhy, By, EndWhy, PodWhy, Why, WorkloadWhy};

pub(super) fn text(why: &Why) -> String {
    match why {
        Why::Nothing => String::new(),
        Why::Words(words) => words.to_string(),
        Why::Told(told) if is_of_others(why) => told.to_string(),
        Why::Told(told) => format!("{}:{}", text(&told.what), text(&told.detail)),
        Why::End(why) => end(why),
        Why::Container(why) => health_cause::container(why),
        Why::Image(why) => health_cause::image(why),
        Why::Nodes(why) => health_nodes::text(why),
        Why::Admission(why) => health_cause::admission(why),
        Why::Volume(why) => health_cause::volume(why),
        Why::Pod(why) => pod(why),
        Why::Workload(why) => workload(why),
        Why::Batch(why) => batch(why),
    }
}

/// Whether nothing of it is ours.
fn is_of_others(why: &Why) -> bool {
    match why {
        Why::Words(_) => true,
        Why::Told(told) => is_of_others(&told.what) && is_of_others(&told.detail),
        Why::Nothing
        | Why::End(_)
        | Why::Container(_)
        | Why::Image(_)
        | Why::Nodes(_)
        | Why::Admission(_)
        | Why::Volume(_)
        | Why::Pod(_)
        | Why::Workload(_)
        | Why::Batch(_) => false,
    }
}

pub(super) fn end(why: &EndWhy) -> String {
    match why {
        EndWhy::By(by) => self::by(*by),
        EndWhy::For(reason, by) => format!("{reason},{}", self::by(*by)),
        EndWhy::Limit(limit) => format!("OOMKilled,内存上限 {}", bytes_words(*limit)),
        EndWhy::AtLimit(limit, by) => format!("OOMKilled,内存上限 {},{}", bytes_words(*limit), self::by(*by)),
        EndWhy::Again(how, times) => format!("{},重启 {times} 次", end(how)),
    }
}

fn by(by: By) -> String {
    match by {
        By::Exit(code) => format!("退出码 {code}"),
        By::Signal(number) => format!("信号 {number}"),
    }
}

fn pod(why: &PodWhy) -> String {
    match why {
        PodWhy::NotReady(who, age) => format!("{who} 未就绪已 {age}"),
        PodWhy::NotReadyYet(who) => format!("{who} 尚未就绪"),
        PodWhy::NotRunning(age) => format!("{age} 后仍未运行"),
        PodWhy::StillThere(late) => format!("宽限期过后 {late} 仍存在"),
        PodWhy::HeldFor(held, late) => format!("宽限期过后 {late} 仍被终结器 {held} 阻止"),
        PodWhy::Held(held) => format!("终结器 {held} 阻止其删除"),
        PodWhy::NodeSilent => "其节点无响应".to_owned(),
        PodWhy::Last(how) => format!("上次:{}", end(how)),
        PodWhy::Unready(None) => "未就绪".to_owned(),
        PodWhy::Unready(Some(how)) => format!("未就绪,上次:{}", end(how)),
    }
}

fn workload(why: &WorkloadWhy) -> String {
    match why {
        WorkloadWhy::Deadline => "超过进度期限".to_owned(),
        WorkloadWhy::Paused(why) => format!("已暂停,{}", text(why)),
        WorkloadWhy::RolloutPaused => "发布已暂停".to_owned(),
        WorkloadWhy::Ready(ready, of) => format!("{ready}/{of} 就绪"),
        WorkloadWhy::Unseen => "其控制器尚未处理更改".to_owned(),
        WorkloadWhy::Updated(updated, of) => format!("{updated}/{of} 已更新"),
        WorkloadWhy::OldLeft(count) => format!("剩余 {count} 个旧 Pod"),
        WorkloadWhy::TooMany(count) => format!("多出 {count} 个 Pod"),
        WorkloadWhy::Fault { what, revision, before } => {
            let since = if *revision > 0 { format!("自版本 {revision} 起") } else { "在新 Pod 中".to_owned() };
            let before = before.map(|(number, served)| format!(";版本 {number} 曾运行 {}", human_duration(served)));
            format!("{},{since}{}", text(what), before.unwrap_or_default())
        }
    }
}

fn batch(why: &BatchWhy) -> String {
    let tries = |count: u32| format!("{count} 个 Pod 失败");
    match why {
        BatchWhy::Because(why, reason) => format!("{} ({reason})", text(why)),
        BatchWhy::Tries(count) => tries(*count),
        BatchWhy::After(why, count) => format!("{},{}", text(why), tries(*count)),
        BatchWhy::RunsAgain(why) => format!("{};正在重新运行", text(why)),
        BatchWhy::JobGone => "上次运行未成功,且其 Job 已不存在".to_owned(),
        BatchWhy::Missed(due) => format!("{} 应运行而未运行", due.to_chrono().format("%-m 月 %-d 日 %H:%M UTC")),
        BatchWhy::NotRunYet => "尚未运行".to_owned(),
        BatchWhy::Several(why, unwell, all) => format!("{}({all} 个 Pod 中 {unwell} 个)", text(why)),
        BatchWhy::Busy(count) => format!("{count} 个正在启动或终止"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Time;
    use crate::model::reason::{hindered, refused, unmade, unpulled, unscheduled};

    #[test]
    fn what_others_say_is_read_in_either_language_and_what_is_not_known_stays() {
        let exit = |code| Why::from(EndWhy::By(By::Exit(code)));
        let image = |message| unpulled("ErrImagePull", message, "r.example/iot/app:1.9").unwrap().into();
        let nodes = |message| unscheduled(message).unwrap().into();
        for (why, en, zh) in [
            (image("manifest unknown"), "image not found: app:1.9", "镜像不存在:app:1.9"),
            (
                image("x509: certificate has expired"),
                "image registry: certificate refused: app:1.9 (has expired)",
                "镜像仓库:证书被拒绝:app:1.9 (has expired)",
            ),
            (
                image("pull access denied, repository does not exist or may require authorization"),
                "image access denied: app:1.9, or no such repository",
                "无权拉取镜像:app:1.9,或仓库不存在",
            ),
            (
                nodes("0/3 nodes are available: 3 Insufficient cpu, 3 Too many pods."),
                "no node fits: cpu, room for a pod 0 of 3",
                "没有合适的节点:cpu,Pod 名额 0/3",
            ),
            (
                nodes("0/5 nodes are available: 2 Insufficient cpu, 3 node(s) had untolerated taint {dedicated: gpu}."),
                "no node fits: taint dedicated=gpu 3 of 5, cpu short 2 of 5",
                "没有合适的节点:污点 dedicated=gpu 3/5,cpu 不足 2/5",
            ),
            (
                nodes("0/2 nodes are available: 2 node(s) had a bad day."),
                "no node fits: had a bad day 2 of 2",
                "没有合适的节点:had a bad day 2/2",
            ),
            (
                refused(r#"pods "web-" is forbidden: exceeded quota: q, requested: pods=1, used: pods=3, limited: pods=3"#).into(),
                "exceeded quota: q: pods 3 + 1 of 3",
                "超出配额:q:pods 3 + 1,上限 3",
            ),
            (refused("the moon: is full").into(), "the moon: is full", "the moon: is full"),
            (unmade("secret \"creds\" not found").unwrap(), "secret \"creds\" not found", "未找到 secret \"creds\""),
            (
                unmade("exec: \"/etc\": permission denied").unwrap(),
                "exec: \"/etc\": permission denied",
                "无法执行 \"/etc\":权限不足",
            ),
            (
                hindered("FailedMount", "MountVolume.SetUp failed for volume \"conf\" : configmap \"app\" not found"),
                "volume \"conf\": configmap \"app\" not found",
                "卷 \"conf\":未找到 configmap \"app\"",
            ),
            (
                WorkloadWhy::Fault { what: Box::new(exit(7)), revision: 8, before: Some((7, 12 * 86_400_000)) }.into(),
                "exit 7, since rev 8; rev 7 served 12d",
                "退出码 7,自版本 8 起;版本 7 曾运行 12d",
            ),
            (WorkloadWhy::OldLeft(1).into(), "1 old pod left", "剩余 1 个旧 Pod"),
            (WorkloadWhy::TooMany(2).into(), "2 pods too many", "多出 2 个 Pod"),
            (BatchWhy::After(Box::new(exit(3)), 1).into(), "exit 3, 1 pod failed", "退出码 3,1 个 Pod 失败"),
            (
                BatchWhy::Missed(Time::from_secs(1_795_509_000)).into(),
                "no run began at 08:30 UTC on 24 Nov",
                "11 月 24 日 08:30 UTC 应运行而未运行",
            ),
            (
                EndWhy::Again(Box::new(EndWhy::For("OOMKilled".into(), By::Exit(137))), 4).into(),
                "OOMKilled, exit 137, 4 restarts",
                "OOMKilled,退出码 137,重启 4 次",
            ),
        ] {
            assert_eq!((&*why.to_string(), &*text(&why)), (en, zh));
        }
    }
}
