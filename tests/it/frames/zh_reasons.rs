//! Why changes ended as they did, in both languages: the English is what the journal has.

use crate::support::world::name;
use dogwatch::app::text::Text;
use dogwatch::model::change::reason::{
    Awaits, Copied, CopyReason, Denied, DocumentReason, DrainReason, End, FileReason, ForwardReason, Halted, Held, HeldBy,
    InsideReason, JournalAct, JournalAdvice, JournalReason, LeavingReason, Moved, MovedField, Nothing, Refusal, SentReason,
    Standing,
};
use dogwatch::model::change::{Reason, Target, Verb, WrongKind};
use dogwatch::model::{Lang, Uid, WorkloadKind};

fn target() -> Box<Target> {
    let resource = WorkloadKind::Deployment.into();
    Box::new(Target { context: name("lab"), resource, namespace: name("iot"), name: name("web"), uid: Uid::new("web") })
}

fn moved() -> Moved {
    let field = |path: &str, values| MovedField { path: path.into(), values };
    let fields = vec![field("spec.replicas", Some((Some("2".into()), None))), field("data.a", None)];
    Moved { fields, more: 2 }
}

/// An error of the connection, which is looked up.
fn refused() -> Box<Reason> {
    Box::new("Connection refused".into())
}

fn check(said: Vec<(Reason, &str, &str)>) {
    for (reason, en, zh) in said {
        assert_eq!(reason.to_string(), en);
        let text = Text::from(reason);
        assert_eq!((text.words(Lang::En), text.words(Lang::Zh)), (en.to_owned(), zh.to_owned()));
    }
}

#[test]
fn why_one_is_not_begun() {
    let denied = |namespace, reason: &str| {
        let (resource, context) = ("deployments/scale".into(), name("lab"));
        let denied = Denied { verb: "patch", resource, namespace: name(namespace), context, reason: reason.into() };
        Reason::from(Refusal::Denied(Box::new(denied)))
    };
    let (path, act, why) = ("/x/journal.jsonl".into(), JournalAct::Write, "No space left on device".into());
    let full = JournalReason::Io { path, act, why, advice: JournalAdvice::Room };
    check(vec![
        (
            denied("iot", ""),
            "denied: you may not patch deployments/scale in iot of lab",
            "无权限:您不能 patch deployments/scale(命名空间 iot,上下文 lab)",
        ),
        (
            denied("", "no"),
            "denied: you may not patch deployments/scale of lab: no",
            "无权限:您不能 patch deployments/scale(上下文 lab):no",
        ),
        (
            Refusal::Gone(target()).into(),
            "Deployment web in iot of lab is gone: it was deleted since it was shown",
            "Deployment web(命名空间 iot,上下文 lab) 已不存在:显示之后被删除",
        ),
        (
            Refusal::Paused(Halted::RolledBack, target()).into(),
            "Deployment web in iot of lab is paused, so it cannot be rolled back: resume it first (kubectl -n iot rollout resume deployment/web)",
            "Deployment web(命名空间 iot,上下文 lab) 已暂停,无法回滚:请先恢复(kubectl -n iot rollout resume deployment/web)",
        ),
        (
            Refusal::NoRevision(target(), 3, vec![4, 2]).into(),
            "Deployment web in iot of lab has no revision 3 any more; there are: 4, 2",
            "Deployment web(命名空间 iot,上下文 lab) 已没有版本 3;现有:4, 2",
        ),
        (
            Refusal::Unfit(Verb::SetImages, target(), WrongKind::NoScale).into(),
            "cannot swap image of Deployment web in iot of lab: it has no /scale",
            "无法更换 Deployment web(命名空间 iot,上下文 lab) 的镜像:没有 /scale",
        ),
        (
            Refusal::Moved(moved()).into(),
            "it changed since you looked (spec.replicas: 2 → nothing, data.a, and 2 more): look again",
            "查看之后已被更改 (spec.replicas: 2 → 无, data.a,及另外 2 处):请重新查看",
        ),
        (
            Refusal::Unsent(Box::new(full.into())).into(),
            "nothing was sent: the journal /x/journal.jsonl: cannot be written: No space left on device; free some space there",
            "未发送:变更记录 /x/journal.jsonl:无法写入:No space left on device;请在该处腾出空间",
        ),
        (Refusal::Unsent(refused()).into(), "nothing was sent: Connection refused", "未发送:连接被拒绝"),
        (
            Refusal::Nothing(Nothing::Going(Held::Processes(7))).into(),
            "it is terminating already: its processes have 7 s left to end",
            "它已在终止:其进程最多还有 7 秒可用于退出",
        ),
        (
            DocumentReason::In(2, Box::new(DocumentReason::Lacks("metadata.name"))).into(),
            "document 2: it has no metadata.name",
            "第 2 个文档:缺少 metadata.name",
        ),
    ]);
}

#[test]
fn what_became_of_one_that_was_sent() {
    let finalizer = |names: &[&str], by| Held::Finalizers(names.iter().map(|n| (*n).to_owned()).collect(), by);
    let users = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
    let waits = DrainReason::Waits("web-1".into(), refused());
    check(vec![
        (
            SentReason::Changed(moved(), refused()).into(),
            "something else changed it (spec.replicas: 2 → nothing, data.a, and 2 more), and no answer came (Connection refused)",
            "已被其他程序更改 (spec.replicas: 2 → 无, data.a,及另外 2 处),且没有收到响应(连接被拒绝)",
        ),
        (
            SentReason::NoEffect(10, refused()).into(),
            "not taken: 10 s later it had had no effect; no answer came (Connection refused)",
            "未生效:10 秒后仍无变化;没有收到响应(连接被拒绝)",
        ),
        (
            SentReason::Stands(Standing::Ready { revision: Some(7), ready: 3, of: 3 }, "12s".into()).into(),
            "is on rev 7, 3/3 ready, after 12s",
            "处于版本 7,3/3 就绪,用时 12s",
        ),
        (
            DrainReason::Stalled { done: 2, of: 3, minutes: 10, waits: Box::new(waits.into()) }.into(),
            "the node is cordoned, 2 of 3 pods have gone, none for 10 min: web-1: Connection refused",
            "节点已隔离,3 个 Pod 中 2 个已迁走,已有 10 分钟没有进展:web-1:连接被拒绝",
        ),
        (
            DrainReason::Moved(2, 1).into(),
            "2 pods moved; 1 stay that no controller would replace",
            "2 个 Pod 已迁走;1 个因没有控制器重建而保留",
        ),
        (
            LeavingReason::StillThere("2m".into(), finalizer(&["a.b/c", "d.e/f"], HeldBy::Other)).into(),
            "still there after 2m: finalizers a.b/c, d.e/f hold it",
            "2m 后仍存在:终结器 a.b/c、d.e/f 阻止其删除",
        ),
        (
            finalizer(&["x/pvc"], HeldBy::Users(users)).into(),
            "finalizer x/pvc holds it: in use by a, b, c, and 1 more",
            "终结器 x/pvc 阻止其删除:被 a, b, c 及另外 1 个使用",
        ),
        (
            finalizer(&["orphan"], HeldBy::Known(Awaits::Orphans)).into(),
            "finalizer orphan holds it: what it owns is set free first",
            "终结器 orphan 阻止其删除:等待其附属对象先解除属主关系",
        ),
    ]);
}

#[test]
fn what_is_in_pods() {
    check(vec![
        (
            InsideReason::DoesNotRun("web".into(), "ErrImagePull".into()).into(),
            "container web does not run (ErrImagePull): wait until it does; :describe says what holds it, :previous-logs what it wrote before",
            "容器 web 未在运行 (ErrImagePull):请等待其运行;:describe 查看原因,:previous-logs 查看上次运行的日志",
        ),
        (
            InsideReason::Ended("web".into(), 3).into(),
            "container web has ended with exit code 3: nobody can go into it; :logs shows its logs",
            "容器 web 已结束,退出码 3:无法进入;可用 :logs 查看其日志",
        ),
        (
            Reason::from(End::Lost(*refused())).and(InsideReason::MayBeLeft(target()).into()),
            "connection lost: Connection refused; Deployment web in iot of lab may be left",
            "连接已断开:连接被拒绝;可能留有 Deployment web(命名空间 iot,上下文 lab)",
        ),
        (
            ForwardReason::PortUnknown(target(), "81".into(), vec![80, 9090]).into(),
            "Deployment web in iot of lab has no port 81; it has 80, 9090",
            "Deployment web(命名空间 iot,上下文 lab) 没有端口 81;现有端口 80、9090",
        ),
        (
            CopyReason::Done(Box::new(Copied {
                files: 3,
                size: "1.5 MiB".into(),
                left_out: (1, vec![("a".into(), FileReason::Device)]),
                took: "2s".into(),
                place: "/home/logs".into(),
            }))
            .into(),
            "3 files, 1.5 MiB; left out 1: a (a device or pipe) in 2s, to /home/logs",
            "3 个文件,1.5 MiB,用时 2s,到 /home/logs;跳过 1 个:a (设备或管道)",
        ),
        (
            CopyReason::Left(Box::new(CopyReason::Exited("mv".into(), 1).into()), "/tmp/x".into()).into(),
            "mv ended with exit code 1; /tmp/x may be left in the container",
            "mv 结束,退出码 1;容器中可能留有 /tmp/x",
        ),
    ]);
}
