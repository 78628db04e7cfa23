//! What is said of what runs in pods: in both languages, with the keys as they are bound.

use crate::frames::cursor_rows::calm;
use crate::frames::inside::{looked, shell};
use crate::frames::palette::palette;
use crate::support::world::{FIRST, World, name, preview};
use dogwatch::app::Msg;
use dogwatch::app::text::{Act, AskText, ChangeText, Ending, InsideText, Text};
use dogwatch::config::Settings;
use dogwatch::model::change::{Change, Target, Verb};
use dogwatch::model::process::{End, ProcessNews};
use dogwatch::model::{Lang, Uid, WorkloadKind};
use std::path::Path;

#[test]
fn what_runs_in_pods_is_said_in_either_language() {
    let target = Target {
        context: name("lab"),
        resource: WorkloadKind::Deployment.into(),
        namespace: name("iot-dev"),
        name: name("web"),
        uid: Uid::new("web"),
    };
    let act = |verb| Box::new(Act { verb, target: target.clone() });
    let server = |words: &str| Some(Box::new(Text::Server(words.to_owned())));
    let ended = |ending, why: &str| InsideText::Ended(ending, "2m".into(), server(why).filter(|_| !why.is_empty()));
    let counted = |going, ends: &[(Ending, usize)]| InsideText::Counted(going, ends.to_vec());
    let texts: Vec<(Text, &str, &str)> = vec![
        (ended(Ending::Exited(3), "").into(), "exit code 3 after 2m", "退出码 3,用时 2m"),
        (ended(Ending::Closed, "").into(), "closed by dogwatch after 2m", "由 dogwatch 关闭,用时 2m"),
        (ended(Ending::Lost, "x").into(), "connection lost after 2m: x", "连接已断开,用时 2m:x"),
        (ended(Ending::Failed, "x").into(), "failed after 2m: x", "失败,用时 2m:x"),
        (ended(Ending::NotStarted, "x").into(), "x", "x"),
        (counted(1, &[]).into(), "1 running", "1 个运行中"),
        (counted(0, &[(Ending::Exited(0), 1)]).into(), "exit code 0", "退出码 0"),
        (counted(0, &[(Ending::Exited(0), 3)]).into(), "3 × exit code 0", "3 个退出码 0"),
        (
            counted(2, &[(Ending::Exited(0), 1), (Ending::NotStarted, 1)]).into(),
            "2 running, 1 × exit code 0, 1 × not started",
            "2 个运行中,1 个退出码 0,1 个未能启动",
        ),
        (
            InsideText::EndOf(act(Verb::Shell), ended(Ending::Exited(0), "").into()).into(),
            "web: exit code 0 after 2m (open a shell in Deployment web in iot-dev of lab)",
            "web:退出码 0,用时 2m(在 Deployment web(命名空间 iot-dev,上下文 lab) 中打开 Shell)",
        ),
        // A command is nobody's word, and stays.
        (InsideText::EndOfCommand("stuck: 1".into(), counted(1, &[]).into()).into(), "stuck: 1: 1 running", "stuck: 1:1 个运行中"),
        (InsideText::ScrolledUp(1).into(), "1 row further up", "已上滚 1 行"),
        (InsideText::ScrolledUp(18).into(), "18 rows further up", "已上滚 18 行"),
        (InsideText::Dropped(1).into(), "1 earlier line is not kept", "更早的 1 行输出未保留"),
        (InsideText::Dropped(7).into(), "7 earlier lines are not kept", "更早的 7 行输出未保留"),
        (InsideText::ReadsNoInput("F6".into()).into(), "its program reads no input: F6 leaves", "其程序不读取输入:按 F6 离开"),
        (InsideText::ReadsNoInput(String::new()).into(), "its program reads no input", "其程序不读取输入"),
        (
            AskText::Cannot(act(Verb::Exec), InsideText::NoContainer.into()).into(),
            "no container is selected — cannot run a command in Deployment web in iot-dev of lab",
            "未选中容器 — 无法在 Deployment web(命名空间 iot-dev,上下文 lab) 中执行命令",
        ),
        (
            ChangeText::Gone(act(Verb::Attach), "5s".into()).into(),
            "attach to Deployment web in iot-dev of lab: gone after 5s. Written to the journal.",
            "附加到 Deployment web(命名空间 iot-dev,上下文 lab):已删除,用时 5s。已写入变更记录。",
        ),
    ];
    for (text, en, zh) in texts {
        assert_eq!((text.words(Lang::En).as_str(), text.words(Lang::Zh).as_str()), (en, zh));
    }
}

/// The list of what runs in pods, with keys that are bound so.
fn sessions(keys: &str) -> World {
    let mut world = calm();
    world.state.keymap = Settings::parse(&format!("[keys]\n{keys}"), Path::new("config.toml")).unwrap().keymap;
    palette(&mut world, "sessions", "Enter");
    assert!(!keys.contains("shell =") || world.screen().contains("nothing runs; "), "{}", world.screen());
    world
}

#[test]
fn the_keys_in_it_are_those_that_are_bound() {
    for (keys, shown) in [
        ("", "nothing runs; s on a pod opens a shell"),
        ("shell = \"F6\"\n", "nothing runs; F6 on a pod opens a shell"),
        ("shell = []\n", "nothing runs; :shell on a pod opens a shell"),
    ] {
        let world = sessions(keys);
        assert!(world.screen().contains(shown), "{keys}: {}", world.screen());
    }
    for (keys, shown) in [
        ("", "its program reads no input: Ctrl-] leaves"),
        ("shell-leave = \"F6\"\n", "its program reads no input: F6 leaves"),
        ("shell-leave = []\n", "its program reads no input"),
    ] {
        let mut world = sessions(keys);
        world.keys("Esc Enter a");
        let mut intent = looked(&world.asked()).remove(0);
        intent.change = Change::Attach { container: "web".into(), stdin: false, tty: false };
        world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(preview(intent.clone())))));
        world.msg(Msg::Process(FIRST, intent.id, ProcessNews::Opened(String::new())));
        let screen = world.keys("x").screen();
        let said = screen.lines().find(|l| l.contains("reads no input")).unwrap_or_default();
        assert!(said.trim().ends_with(shown), "{keys}: {screen}");
    }
}

/// What fails once it has written something was begun; what fails before was not.
#[test]
fn a_command_that_failed_while_it_ran_was_started() {
    for (writes, says) in [(true, "failed"), (false, "not started")] {
        let mut world = calm();
        world.keys("Enter");
        let (effects, _) = palette(&mut world, "exec ls", "Enter");
        let intent = looked(&effects).remove(0);
        world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(preview(intent.clone())))));
        if writes {
            world.msg(Msg::Process(FIRST, intent.id, ProcessNews::Output(b"a\n".to_vec())));
        }
        world.msg(Msg::Process(FIRST, intent.id, ProcessNews::Ended(End::Failed("the runtime is gone".into()))));
        let screen = world.screen();
        assert!(screen.contains(&format!("└─ {says} ")) && screen.contains("the runtime is gone"), "{screen}");
    }
    // One with a terminal was begun once it is open.
    let mut world = calm();
    let id = shell(&mut world, "");
    world.wait(5_000).msg(Msg::Process(FIRST, id, ProcessNews::Ended(End::Failed("the runtime is gone".into()))));
    assert!(world.screen().contains("failed after 5s: the runtime is gone"), "{}", world.screen());
}
