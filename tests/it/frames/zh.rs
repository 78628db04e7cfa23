//! Frames in Chinese, at the size of an ssh session: what is said is said in the language of the screen, sentence by sentence.

use crate::frames::dashboard::revisions;
use crate::support::rollout::{crashing, followed, new, no_node, rolling};
use crate::support::world::FIRST;
use crate::support::world::{self, World, name, preview};
use dogwatch::app::{Effect, Msg};
use dogwatch::model::Lang;
use dogwatch::model::change::Preview;
use dogwatch::model::feed::{Feed, LinkState};
use dogwatch::model::logs::{LogLine, Remark, Waits};
use dogwatch::model::pod::Ended;
use dogwatch::model::trouble::Trouble;

fn incident(w: u16, h: u16) -> World {
    let mut world = world::begin_with(&["iot-prod"], |s| s.lang = Lang::Zh);
    world::put_incident(&mut world, w, h);
    world
}

#[test]
fn the_panes() {
    insta::assert_snapshot!("zh_incident", incident(80, 24).screen());
}

#[test]
fn a_question() {
    let mut world = incident(80, 24);
    revisions(&mut world);
    insta::assert_snapshot!("zh_revisions", world.screen());
    world.keys("Enter");
    let intent = world.asked().into_iter().rev().find_map(|e| if let Effect::Preview(_, intent) = e { Some(intent) } else { None });
    let intent = intent.unwrap();
    let preview = Preview {
        touches: Some(dogwatch::model::change::Touches::Keeps { starts: 1, keeps: 3 }),
        warnings: vec![dogwatch::model::change::Warning::Autoscaler("web".into(), dogwatch::model::change::Scales::Within, (2, 6))],
        ..preview(intent.clone())
    };
    world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(preview))));
    world.wait(400);
    insta::assert_snapshot!("zh_question", world.screen());
}

#[test]
fn the_tracker() {
    let w = rolling();
    let mut world = followed((80, 24), &w, vec![no_node(new(&w, "kx2lp")), crashing(new(&w, "8wq5d"), 3)], 3);
    world.state.lang = Lang::Zh;
    world.wait(10);
    insta::assert_snapshot!("zh_tracker", world.screen());
}

/// What is remarked in a log is in the language of the screen; what is copied or saved of it is not.
#[test]
fn remarks_in_logs() {
    let mut world = incident(80, 24);
    world.keys("l z");
    let asked = world.asked();
    let view = asked.into_iter().rev().find_map(|e| if let Effect::Follow(_, view, _) = e { Some(view) } else { None }).unwrap();
    let ended = Ended { reason: name("OOMKilled"), exit_code: 137, signal: 0, finished: None, message: name("") };
    let unread = Trouble::Refused(Box::new(Trouble::Server("Unauthorized".into())));
    let remarks = [
        Remark::NoAnswer(Box::new(Trouble::Timeout(10))),
        Remark::Answers,
        Remark::Unread(Box::new(unread)),
        Remark::Ended(ended.how(None), Some(Waits { reason: name("CrashLoopBackOff"), pause: Some(name("40s")) })),
        Remark::Missing(2400),
        Remark::Again(None),
    ];
    let nanos = world.now.millis() * 1_000_000;
    let lines = remarks.into_iter().map(|remark| LogLine { source: 0, nanos, body: remark.into() }).collect();
    world.msg(Msg::Logs(FIRST, view, lines)).wait(100);
    insta::assert_snapshot!("zh_remarks", world.screen());
    let mut copied = |keys: &str| {
        world.keys(keys);
        world.asked().into_iter().find_map(|e| if let Effect::Copy(text) = e { Some(text) } else { None }).unwrap()
    };
    let one = "--- 2.4 s could not be read: rotated away, or of a run that is gone ---";
    let all = copied("c");
    assert!(all.lines().all(|line| line.starts_with("--- ")) && all.lines().any(|line| line == one), "{all}");
    assert_eq!(copied("k c"), one);
}

#[test]
fn messages_and_help() {
    let mut world = incident(80, 24);
    world.keys("%");
    assert!(world.screen().contains("未绑定"), "{}", world.screen());
    world.keys("Ctrl-n");
    let since = world.now;
    world.feed(Feed::Link(LinkState::Down { since, retry: since.plus(2000), error: Trouble::Timeout(10).into() }));
    world.feed(Feed::Link(LinkState::Up { latency: 4 }));
    world.keys("X 7 m");
    insta::assert_snapshot!("zh_messages", world.screen());
    world.keys("Esc ?");
    insta::assert_snapshot!("zh_help", world.screen());
}

/// A sentence that stands in others is translated where it stands, and names are left alone.
#[test]
fn sentences() {
    use dogwatch::app::i18n::said;
    for (en, zh) in [
        ("Connection refused", "连接被拒绝"),
        ("Job refused", "Job refused"),
        ("something that nobody says", "something that nobody says"),
    ] {
        assert_eq!(said(Lang::Zh, en), zh);
        assert_eq!(said(Lang::En, en), en);
    }
}

/// What is typed goes into either language whole, and no name is taken for a word.
#[test]
fn typed_sentences() {
    use dogwatch::app::text::{Act, Aim, Answer, AskText, ChangeText, ClusterText, FormKeys, FormText, KeyText};
    use dogwatch::app::text::{AdviceText, Back, Older, QuestionText, Wrong};
    use dogwatch::app::text::{LeaveText, PlaceText, RolloutText, Text, UnderWay};
    use dogwatch::command::Lack;
    use dogwatch::model::change::reason::{Instead, Reason, SentReason, Standing};
    use dogwatch::model::change::{Field, Owner, Protects, Target, Verb, Warning};
    use dogwatch::model::naming::NameError;
    use dogwatch::model::reason::{By, EndWhy, ImageWhy, Why};
    use dogwatch::model::workload_health::State;
    use dogwatch::model::{Uid, WorkloadKind};
    let target = Target {
        context: name("lab"),
        resource: WorkloadKind::Deployment.into(),
        namespace: name("iot-dev"),
        name: name("web"),
        uid: Uid::new("web"),
    };
    let act = |verb| Box::new(Act { verb, target: target.clone() });
    let server = |words: &str| Box::new(Text::Server(words.to_owned()));
    let standing = Standing::Ready { revision: Some(5), ready: 3, of: 3 };
    let stuck = |back| AdviceText::Deployment {
        revision: 8,
        state: State::Stuck,
        since: Some("40s".into()),
        wrong: Wrong::Other(Why::told(ImageWhy::NotFound, "app:1.9")),
        older: Older::Serves(7, 3, 3),
        back,
    };
    let texts: [(Text, &str, &str); 21] = [
        (
            QuestionText::Warning(Warning::PutBack(Owner::Sets("keda".into(), Field::Image("web".into())))).into(),
            "⚠ keda set the image of web last and may set it again",
            "⚠ web 的镜像最后由 keda 设置,可能会被再次设置",
        ),
        (
            QuestionText::Warning(Warning::Blocked(vec![("iot/web".into(), Protects::One("pdb".into()))])).into(),
            "⚠ blocked now: iot/web by PodDisruptionBudget pdb",
            "⚠ 当前被阻止:iot/web(受 PodDisruptionBudget pdb 保护)",
        ),
        (
            stuck(Back::By("b".into())).into(),
            "rev 8 stuck 40s: image not found: app:1.9; rev 7 still serves 3/3. b to go back",
            "版本 8 卡住 40s:镜像不存在:app:1.9;版本 7 仍在服务 3/3。 b 回滚",
        ),
        (
            stuck(Back::Not(Lack::Offline)).into(),
            "rev 8 stuck 40s: image not found: app:1.9; rev 7 still serves 3/3. Going back is not possible: the API server does not answer",
            "版本 8 卡住 40s:镜像不存在:app:1.9;版本 7 仍在服务 3/3。无法回滚:API 服务器无响应",
        ),
        (
            KeyText::NoChanges(Lack::ReadOnly).into(),
            "changes are not allowed: read-only mode (--readonly)",
            "无法更改:只读模式 (--readonly)",
        ),
        (ChangeText::Cancelled.into(), "Cancelled; nothing changed", "已取消;未做任何更改"),
        (
            ChangeText::Done(act(Verb::Scale), None).into(),
            "scale Deployment web in iot-dev of lab: done. Written to the journal.",
            "伸缩 Deployment web(命名空间 iot-dev,上下文 lab):完成。已写入变更记录。",
        ),
        (
            ChangeText::AllAnswered {
                verb: Verb::Restart,
                count: 3,
                namespace: Some(name("iot-dev")),
                context: name("lab"),
                answers: vec![(Answer::Accepted, 2), (Answer::Refused, 1)],
                key: "m".into(),
            }
            .into(),
            "restart 3 objects in iot-dev of lab: 2 accepted, 1 refused (m lists each)",
            "重启 3 个对象(命名空间 iot-dev,上下文 lab):2 个已接受,1 个被拒绝(m 逐个列出)",
        ),
        // Names that are words of ours.
        (
            ChangeText::RolledOut { name: name("events"), namespace: name("ready"), standing, took: "12s".into() }.into(),
            "events in ready is on rev 5, 3/3 ready, 12s. Written to the journal.",
            "events(命名空间 ready)处于版本 5,3/3 就绪,用时 12s。已写入变更记录。",
        ),
        (RolloutText::Aim(Aim::Restart(name("logs"))).into(), "logs restarts", "logs 重启"),
        (PlaceText::NoNamespace(name("a favourite")).into(), "There is no namespace a favourite", "没有命名空间 a favourite"),
        // A server's own words stay, whatever they are; ours go over, however deep they stand.
        (
            AskText::Cannot(act(Verb::RollBack), server("not ready")).into(),
            "not ready — cannot roll back Deployment web in iot-dev of lab",
            "not ready — 无法回滚 Deployment web(命名空间 iot-dev,上下文 lab)",
        ),
        (
            ChangeText::Fell(
                act(Verb::SetImages),
                Reason::from(SentReason::SetAgain { who: None, instead: Instead::Paused(false), after: "5s".into() }).into(),
            )
            .into(),
            "web: something made it not paused again, 5s after (swap image of Deployment web in iot-dev of lab)",
            "web:某个程序在 5s 后又将其改为未暂停(更换 Deployment web(命名空间 iot-dev,上下文 lab) 的镜像)",
        ),
        (
            ChangeText::HeldFor {
                name: name("web"),
                namespace: name("iot"),
                cause: Why::from(EndWhy::By(By::Exit(7))).into(),
                key: "b".into(),
                said: standing,
                after: "40s".into(),
            }
            .into(),
            "web in iot: exit 7. b to go back. 'on rev 5, 3/3 ready' held for 40s",
            "web(命名空间 iot):退出码 7。按 b 回滚。'处于版本 5,3/3 就绪'只维持了 40s",
        ),
        (
            AskText::WouldUndo { act: act(Verb::Cordon), other_row: true, key: "u".into() }.into(),
            "your last change is cordon Deployment web in iot-dev of lab, not of this row: u again takes it back",
            "您的上一次更改是 隔离 Deployment web(命名空间 iot-dev,上下文 lab),不属于此行;再按一次 u 撤销",
        ),
        (
            LeaveText::AllTheSame(vec![UnderWay::HalfDone(act(Verb::Drain))]).into(),
            "the drain of Deployment web in iot-dev of lab is under way, and would end half done: :q! quits all the same",
            "排空 Deployment web(命名空间 iot-dev,上下文 lab)正在进行,退出会中途停止;用 :q! 可强制退出",
        ),
        (
            ClusterText::Skew(-90_000).into(),
            "This machine's clock is 90s ahead of the cluster's; ages go by the cluster's",
            "本机时钟比集群快 90s;时长按集群时钟计算",
        ),
        (
            ClusterText::GroupUnread("metrics.k8s.io".into(), Trouble::said("HTTP 503"), 2).into(),
            "HTTP 503 — cannot list the kinds of metrics.k8s.io and 2 more",
            "HTTP 503 — 无法列出 metrics.k8s.io 及另外 2 组的类型",
        ),
        (
            KeyText::OnlyThese("x".into(), FormKeys::YesOrNo).into(),
            "x is not bound here; y or n; Esc cancels",
            "x 在此无效;按 y 或 n;Esc 取消",
        ),
        (
            PlaceText::NotAName(name("a.b"), FormText::Name(NameError::Long).into()).into(),
            "a.b is not a valid namespace name: 63 characters at most",
            "a.b 不是有效的命名空间名称:最多 63 个字符",
        ),
        (
            ChangeText::Answered(act(Verb::Unsuspend), Answer::Failed, Some(server("x"))).into(),
            "resume Deployment web in iot-dev of lab: accepted, and failed: x",
            "恢复 Deployment web(命名空间 iot-dev,上下文 lab):已接受但失败:x",
        ),
    ];
    for (text, en, zh) in texts {
        assert_eq!((text.words(Lang::En).as_str(), text.words(Lang::Zh).as_str()), (en, zh));
        assert_eq!(text.to_string(), en);
    }
}

#[test]
fn a_form_over_wide_text_keeps_its_border() {
    let mut world = incident(80, 24);
    world.keys("f");
    revisions(&mut world);
    // Every width puts the border elsewhere in the text below; the world looks at each frame for what a wide character covers.
    for w in 80..180 {
        world.size(w, 30).screen();
    }
}

/// What a question tells, of every change and every rule: names in it stay names.
#[test]
fn what_a_question_tells() {
    use dogwatch::app::text::{QuestionText, Text};
    use dogwatch::model::change::{Change, ImageSwap, MetadataEdit, Propagation};
    use dogwatch::model::ruling::{Says, Why};
    let what = |change| Text::from(QuestionText::What(Box::new(change)));
    let rule = |says, reason: &str| {
        let reason = Some(name(reason)).filter(|r| !r.is_empty());
        Text::from(QuestionText::Rule(Why::Rule { says, place: name("guard[1]"), reason }))
    };
    let below = |down: &str, up: &str| Text::from(QuestionText::MoreBelow { count: 2, down: down.into(), up: up.into() });
    let deleted = |propagation, grace| what(Change::Delete { propagation, grace });
    let marks = vec![
        MetadataEdit { key: "team".into(), from: None, to: Some("paused".into()) },
        MetadataEdit { key: "old".into(), from: Some("x".into()), to: None },
    ];
    let swaps = vec![ImageSwap { container: "image".into(), init: false, from: "a:1".into(), to: "a:2".into() }];
    let texts: Vec<(Text, &str, &str)> = vec![
        (what(Change::Scale { from: 2, to: 5 }), "2 → 5 replicas", "2 → 5 个副本"),
        (what(Change::Restart), "rolling restart", "滚动重启"),
        (what(Change::RollBack { from: 0, to: 0 }), "→ the last healthy revision", "→ 上一个正常版本"),
        (what(Change::RollBack { from: 0, to: 7 }), "→ rev 7", "→ 版本 7"),
        (what(Change::RollBack { from: 8, to: 7 }), "rev 8 → rev 7", "版本 8 → 版本 7"),
        (what(Change::SetImages { swaps }), "image: a:1 → a:2", "image: a:1 → a:2"),
        (deleted(Propagation::Background, None), "deleted, then its dependents (background)", "删除,随后删除其附属对象(后台)"),
        (
            deleted(Propagation::Orphan, Some(0)),
            "deleted, its dependents stay (orphan); at once, without waiting for its processes (grace 0)",
            "删除,其附属对象保留(孤立);立即删除,不等待进程结束(宽限 0)",
        ),
        (
            deleted(Propagation::Foreground, Some(5)),
            "deleted, after its dependents (foreground); grace period 5 s",
            "删除,在其附属对象删除之后(前台);宽限期 5 秒",
        ),
        (what(Change::Trigger { job: "ready".into() }), "runs a Job now: ready", "立即运行一个 Job:ready"),
        (what(Change::Label { marks }), "team=paused old-", "team=paused old-"),
        // A command is nobody's word, and stays.
        (
            what(Change::Exec { container: "web".into(), command: vec!["rolling".into(), "restart".into()] }),
            "web: rolling restart",
            "web: rolling restart",
        ),
        (QuestionText::Rule(Why::Named(name("live"))).into(), "live is named like production", "live 的名称像生产环境"),
        (rule(Says::Denied, "pods, not yours"), "denied by guard[1]: pods, not yours", "被规则禁止:guard[1]:pods, not yours"),
        (rule(Says::Frozen("Sat - Sun".parse().unwrap()), ""), "frozen Sat - Sun by guard[1]", "变更冻结 Sat - Sun,规则 guard[1]"),
        (
            rule(Says::Bulk { count: 6, most: 3 }, ""),
            "6 objects at once, at most 3 by guard[1]",
            "一次 6 个对象,规则 guard[1] 最多允许 3 个",
        ),
        (rule(Says::Production, ""), "production by guard[1]", "生产环境,依据规则 guard[1]"),
        (rule(Says::Confirmation, ""), "confirmation by guard[1]", "需确认,依据规则 guard[1]"),
        (QuestionText::Objects(3, Some(name("in")), name("of")).into(), "3 objects in in of of", "3 个对象(命名空间 in,上下文 of)"),
        (QuestionText::Objects(3, None, name("lab")).into(), "3 objects of lab", "3 个对象(上下文 lab)"),
        (QuestionText::MoreDifferences(2).into(), "… 2 more", "… 另有 2 项"),
        (below("j", "F6"), "… 2 more below: j and F6", "… 下面还有 2 行,按 j、F6 滚动"),
        (below("", ""), "… 2 more below", "… 下面还有 2 行"),
    ];
    for (text, en, zh) in texts {
        assert_eq!((text.words(Lang::En).as_str(), text.words(Lang::Zh).as_str()), (en, zh));
    }
}
