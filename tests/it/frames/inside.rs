//! Going into pods: shells, commands, attaching, as they are asked for, shown, left and ended.

use crate::frames::cursor_rows::{calm, put};
use crate::frames::palette::palette;
use crate::support::world::{FIRST, World, begin_with, incident, name, preview, put_incident};
use dogwatch::app::{Effect, Msg};
use dogwatch::command::Pane;
use dogwatch::model::change::{Change, Intent, Preview};
use dogwatch::model::guard::{Ask, Guards, Rule};
use dogwatch::model::process::{End, Mouse, MouseWish, ProcessNews, ToProcess};
use dogwatch::model::rights::{Right, Rights, Verdict};

/// What was asked to be looked at.
pub fn looked(effects: &[Effect]) -> Vec<Intent> {
    effects.iter().filter_map(|e| if let Effect::Preview(_, intent) = e { Some(intent.clone()) } else { None }).collect()
}

/// Answers a look with the container filled in, as the gate does.
pub fn found(world: &mut World, intent: &Intent, container: &str) {
    let mut intent = intent.clone();
    match &mut intent.change {
        Change::Shell { container: c, .. } | Change::Exec { container: c, .. } | Change::Attach { container: c, .. } => {
            *c = container.into()
        }
        other => panic!("{other:?}"),
    }
    world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(preview(intent)))));
}

fn told(effects: &[Effect]) -> Vec<ToProcess> {
    effects.iter().filter_map(|e| if let Effect::Tell(_, _, told) = e { Some(told.clone()) } else { None }).collect()
}

fn typed(effects: &[Effect]) -> String {
    let bytes = told(effects).into_iter().filter_map(|t| if let ToProcess::Input(bytes) = t { Some(bytes) } else { None });
    String::from_utf8(bytes.flatten().collect()).unwrap()
}

fn writes(world: &mut World, id: u64, text: &str) {
    world.msg(Msg::Process(FIRST, id, ProcessNews::Output(text.as_bytes().to_vec())));
}

/// A shell in the first pod of a workload, open and with its prompt.
pub fn shell(world: &mut World, yes: &str) -> u64 {
    world.keys("Enter s");
    let [intent] = &looked(&world.asked())[..] else { panic!("{}", world.screen()) };
    found(world, intent, "web");
    world.keys(yes);
    let entered = world.asked();
    assert!(entered.iter().any(|e| matches!(e, Effect::Enter(_, p, ..) if p.intent.id == intent.id)), "{entered:?}");
    world.msg(Msg::Process(FIRST, intent.id, ProcessNews::Opened("sh".into())));
    writes(world, intent.id, "/ # ");
    intent.id
}

/// What a full-screen editor writes: the other screen, colours, a status line, wide characters, the cursor put.
fn editor(cols: u16, rows: u16) -> String {
    let mut out = String::from("\x1b[?1049h\x1b[?1h\x1b[H\x1b[2J");
    out.push_str("\x1b[33mupstream\x1b[m devices {\r\n    server \x1b[36m10.0.0.1:8080\x1b[m; \x1b[2m# 设备服务\x1b[m\r\n}\r\n");
    for row in 4..rows {
        out.push_str(&format!("\x1b[{row};1H\x1b[34m~\x1b[m"));
    }
    out.push_str(&format!("\x1b[{rows};1H\x1b[7m{:<width$}\x1b[m\x1b[2;5H", "\"nginx.conf\" 3L, 64B", width = usize::from(cols)));
    out
}

#[test]
fn a_full_screen_program_fits_the_view() {
    for (w, h, size) in [(80, 24, (78, 19)), (160, 48, (158, 43))] {
        let mut world = calm();
        world.size(w, h);
        let id = shell(&mut world, "");
        let process = world.state.processes.terminal(id).unwrap();
        assert_eq!(process.screen.size(), size, "{w}x{h}");
        writes(&mut world, id, &editor(size.0, size.1));
        world.wait(130_000);
        insta::assert_snapshot!(format!("editor_at_{w}x{h}"), world.screen());
        let cursor = world.drawn().1.unwrap();
        assert_eq!((cursor.x, cursor.y), (5, 3));
        // The codes of the keys are those that it asked for.
        world.asked();
        world.keys("Up Ctrl-c : q F1 Esc m ? Shift-Up Insert Alt-Shift-F5");
        assert_eq!(typed(&world.asked()), "\x1bOA\x03:q\x1bOP\x1bm?\x1b[1;2A\x1b[2~\x1b[15;4~");
    }
}

#[test]
fn in_production_it_is_asked_and_the_frame_says_so() {
    let mut world = incident(80, 24);
    world.keys("j j j Enter s");
    let [intent] = &looked(&world.asked())[..] else { panic!("{}", world.screen()) };
    found(&mut world, intent, "web");
    let asked = world.screen();
    assert!(asked.contains("PROD") && asked.contains("open a shell in"), "{asked}");
    insta::assert_snapshot!("question_in_production", asked);
    assert!(!world.asked().iter().any(|e| matches!(e, Effect::Enter(..))));
    world.keys("y");
    world.msg(Msg::Process(FIRST, intent.id, ProcessNews::Opened("sh".into())));
    writes(&mut world, intent.id, "/ # ps\r\nPID   USER     TIME  COMMAND\r\n    1 root      0:03 app\r\n/ # ");
    insta::assert_snapshot!("shell_in_production", world.screen());
    // No leaves it as it is.
    let mut world = incident(80, 24);
    world.keys("j j j Enter s");
    let [intent] = &looked(&world.asked())[..] else { panic!() };
    found(&mut world, intent, "web");
    world.keys("n");
    assert!(!world.asked().iter().any(|e| matches!(e, Effect::Enter(..))) && world.state.processes.terminals.is_empty());
}

#[test]
fn all_keys_are_the_programs_but_one_and_it_goes_on_without_its_view() {
    let mut world = calm();
    let id = shell(&mut world, "");
    world.asked();
    world.keys("l s Space - l Enter Tab Ctrl-d q");
    assert_eq!(typed(&world.asked()), "ls -l\r\t\x04q");
    world.msg(Msg::Paste("a\nb".into()));
    assert_eq!(typed(&world.asked()), "a\rb");
    writes(&mut world, id, "\x1b[?2004h");
    world.msg(Msg::Paste("a\nb\x1b[201~".into()));
    assert_eq!(typed(&world.asked()), "\x1b[200~a\rb[201~\x1b[201~");
    world.keys("Ctrl-]");
    assert!(world.state.views.is_empty() && world.asked().iter().all(|e| !matches!(e, Effect::EndProcess(..))));
    // What it writes meanwhile is there.
    writes(&mut world, id, "later");
    palette(&mut world, "sessions", "Enter");
    insta::assert_snapshot!("sessions", world.screen());
    world.keys("Enter");
    assert!(world.screen().contains("later"), "{}", world.screen());
    // Quitting says that it would end.
    world.keys("Ctrl-] Esc Esc q");
    assert!(world.screen().contains("would be ended (:sessions): q again quits"), "{}", world.screen());
    palette(&mut world, "sessions", "Enter");
    world.keys("Ctrl-d");
    assert!(world.asked().contains(&Effect::EndProcess(FIRST, id)));
}

#[test]
fn the_size_is_that_of_the_view_and_the_program_is_told() {
    let mut world = calm();
    shell(&mut world, "");
    world.asked();
    world.size(100, 30);
    assert_eq!(told(&world.asked()), [ToProcess::Size(98, 25)]);
    world.size(100, 30);
    assert_eq!(told(&world.asked()), []);
    // While it is not seen it keeps its size; coming back it gets that of the screen.
    world.keys("Ctrl-]").size(90, 26);
    assert_eq!(told(&world.asked()), []);
    palette(&mut world, "sessions", "Enter");
    world.keys("Enter");
    assert_eq!(told(&world.asked()), [ToProcess::Size(88, 21)]);
    // A question of the program is answered.
    let id = world.state.processes.terminals[0].id;
    writes(&mut world, id, "\x1b[6n");
    assert!(typed(&world.asked()).starts_with("\x1b["));
}

#[test]
fn its_end_says_the_exit_code_and_the_time() {
    for (end, says) in [
        (End::Exited(0), "exit code 0 after 2m"),
        (End::Exited(3), "exit code 3 after 2m"),
        (End::Lost("the pod is gone".into()), "connection lost after 2m: the pod is gone"),
        (End::Closed, "closed by dogwatch after 2m"),
    ] {
        let mut world = calm();
        world.size(80, 24);
        let id = shell(&mut world, "");
        world.wait(120_000).msg(Msg::Process(FIRST, id, ProcessNews::Ended(end.clone())));
        let screen = world.screen();
        assert!(screen.contains(says) && screen.contains("/ #"), "{screen}");
        world.asked();
        // What it showed last is read, and nothing is typed any more.
        world.keys("Up x");
        assert_eq!(told(&world.asked()), []);
        world.keys("Esc");
        assert!(world.state.views.is_empty() && world.state.processes.terminals.is_empty());
        // In another view it is said.
        let mut world = calm();
        let id = shell(&mut world, "");
        world.keys("Ctrl-]").wait(120_000).msg(Msg::Process(FIRST, id, ProcessNews::Ended(end)));
        assert!(world.screen().contains(says), "{}", world.screen());
    }
    // What never began leaves no view, and says why.
    let mut world = calm();
    world.keys("Enter s");
    let [intent] = &looked(&world.asked())[..] else { panic!() };
    found(&mut world, intent, "web");
    assert!(world.screen().contains("opening"), "{}", world.screen());
    let why = "none of bash, sh is in container web; :exec runs a program that is";
    world.msg(Msg::Process(FIRST, intent.id, ProcessNews::Ended(End::Failed(why.into()))));
    assert!(world.state.views.is_empty() && world.screen().contains(why), "{}", world.screen());
}

#[test]
fn a_pod_with_several_containers_asks_which() {
    let mut world = incident(120, 40);
    world.keys("j Enter");
    assert_eq!(world.state.panes.focus, Pane::Pods);
    let pod = world.state.subject_pod().unwrap().clone();
    let mut two = pod.clone();
    let mut side = two.containers[0].clone();
    side.name = name("sidecar");
    two.containers = [two.containers.to_vec(), vec![side]].concat().into();
    world
        .put(dogwatch::model::feed::Scope::of(dogwatch::model::Kind::Pod, &name("iot-prod")), dogwatch::model::feed::Row::Pod(two));
    world.keys("s");
    assert!(looked(&world.asked()).is_empty() && world.state.panes.pod_open.is_some(), "{}", world.screen());
    assert!(world.screen().contains("choose one, then s"), "{}", world.screen());
    world.keys("G s");
    let [intent] = &looked(&world.asked())[..] else { panic!("{}", world.screen()) };
    assert_eq!(intent.change.container(), Some("sidecar"));
}

/// From the list one comes to the view that stands below it already, and not to a second one.
#[test]
fn a_program_has_one_view_wherever_it_is_gone_to_from() {
    let mut world = calm();
    let id = shell(&mut world, "");
    world.msg(Msg::Process(FIRST, id, ProcessNews::Ended(End::Exited(0))));
    for _ in 0..3 {
        palette(&mut world, "sessions", "Enter");
        assert_eq!(world.state.views.len(), 2, "{}", world.screen());
        world.keys("Enter");
        assert_eq!(world.state.views.len(), 1, "{}", world.screen());
    }
    world.keys("Esc");
    assert!(world.state.views.is_empty(), "{}", world.screen());
}

/// With the real terminal there is no view: a line says where one is, all rules hold, and its end is told like any other's.
#[test]
fn a_plain_shell_has_no_view_and_its_end_is_told() {
    for (prod, end, said) in [
        (false, End::Exited(3), "exit code 3 after 5s"),
        (true, End::Exited(0), "exit code 0 after 5s"),
        (true, End::Lost("gone".into()), "connection lost after 5s: gone"),
    ] {
        let namespace = if prod { "iot-prod" } else { "iot-test" };
        let mut world = begin_with(&[namespace], |start| start.plain_shell = true);
        if prod {
            put_incident(&mut world, 80, 24);
            world.keys("j j j Enter s");
        } else {
            world.size(80, 24).live();
            put(&mut world);
            world.keys("Enter s");
        }
        let [intent] = &looked(&world.asked())[..] else { panic!("{}", world.screen()) };
        found(&mut world, intent, "web");
        assert_eq!(world.screen().contains("y do it"), prod, "{}", world.screen());
        world.keys(if prod { "y" } else { "" });
        let asked = world.asked();
        let entered = asked.iter().filter_map(|e| if let Effect::EnterPlain(_, p, _, line) = e { Some((p, line)) } else { None });
        let [(entered, line)] = entered.collect::<Vec<_>>()[..] else { panic!("{asked:?}") };
        assert_eq!(entered.intent.id, intent.id);
        let place = format!("lab-admin ▸ {namespace} ▸ {} ▸ web\n", intent.target.name);
        assert!(line.starts_with(&place) && line.contains("exit, Ctrl-d"), "{line}");
        assert!(world.state.views.is_empty() && world.state.processes.running() == 1);
        assert_eq!(world.state.processes.terminal(intent.id).unwrap().prod, prod);
        world.msg(Msg::Process(FIRST, intent.id, ProcessNews::Opened("sh".into()))).wait(5_000);
        world.msg(Msg::Process(FIRST, intent.id, ProcessNews::Ended(end)));
        assert!(world.screen().contains(said), "{}", world.screen());
        assert!(world.state.processes.terminals.is_empty() && world.state.views.is_empty());
    }
}

fn mouse(code: u16, (column, row): (u16, u16), down: bool) -> Msg {
    Msg::Mouse(Mouse { code, column, row, down })
}

/// The mouse is the program's where that has asked for it, while it is seen, at its own places; else it is the terminal's.
#[test]
fn the_mouse_is_the_programs_where_it_asks_for_it() {
    for (w, h) in [(160, 48), (80, 24), (40, 12)] {
        let mut world = calm();
        world.size(w, h);
        let id = shell(&mut world, "");
        let asked = |world: &mut World| typed(&world.asked());
        world.asked();
        assert_eq!(world.state.mouse_wish(), MouseWish::Nothing);
        world.msg(mouse(0, (5, 5), true));
        assert_eq!(asked(&mut world), "");
        writes(&mut world, id, "\x1b[?1002h\x1b[?1006h\x1b[3;7H");
        assert_eq!(world.state.mouse_wish(), MouseWish::Drags);
        // Where the program's cursor is drawn is where it is told of a click.
        let cursor = world.drawn().1.unwrap();
        world.msg(mouse(0, (cursor.x, cursor.y), true));
        assert_eq!(asked(&mut world), "\x1b[<0;7;3M", "{w}x{h}");
        // It is dragged out of the view, and let go there.
        let (cols, rows) = world.state.processes.terminal(id).unwrap().screen.size();
        world.msg(mouse(32, (w - 1, h - 1), true)).msg(mouse(0, (0, 0), false));
        assert_eq!(asked(&mut world), format!("\x1b[<32;{cols};{rows}M\x1b[<0;1;1m"));
        // What begins outside is nobody's, wherever it ends.
        world.msg(mouse(0, (0, 0), true)).msg(mouse(32, (cursor.x, cursor.y), true)).msg(mouse(0, (cursor.x, cursor.y), false));
        world.msg(mouse(64, (w - 1, h - 1), true));
        assert_eq!(asked(&mut world), "");
        world.msg(mouse(65, (cursor.x, cursor.y), true));
        assert_eq!(asked(&mut world), "\x1b[<65;7;3M");
        // Scrolled back, what is under the mouse is not the program's screen: the wheel scrolls.
        writes(&mut world, id, &"line\r\n".repeat(100));
        world.keys("Alt-PgUp").msg(mouse(0, (cursor.x, cursor.y), true)).msg(mouse(64, (cursor.x, cursor.y), true));
        assert_eq!(
            (asked(&mut world), world.state.processes.terminal(id).unwrap().screen.scrolled()),
            (String::new(), usize::from(rows) + 2)
        );
        (0..30).for_each(|_| _ = world.msg(mouse(65, (cursor.x, cursor.y), true)));
        assert!(asked(&mut world).ends_with("\x1b[<65;7;3M"), "all the way down it is the program's again");
        // Not while the view is left, nor when the program has ended or asks no more.
        world.keys("Ctrl-]");
        assert_eq!(world.state.mouse_wish(), MouseWish::Nothing);
        palette(&mut world, "sessions", "Enter");
        assert_eq!(world.state.mouse_wish(), MouseWish::Nothing);
        world.keys("Enter");
        assert_eq!(world.state.mouse_wish(), MouseWish::Drags);
        writes(&mut world, id, "\x1b[?1002l");
        assert_eq!(world.state.mouse_wish(), MouseWish::Nothing);
        writes(&mut world, id, "\x1b[?1003h");
        world.msg(Msg::Process(FIRST, id, ProcessNews::Ended(End::Exited(0))));
        assert_eq!(world.state.mouse_wish(), MouseWish::Nothing);
    }
}

#[test]
fn attaching_warns_of_the_keys() {
    let mut world = calm();
    world.keys("Enter a");
    let [mut intent] = <[Intent; 1]>::try_from(looked(&world.asked())).unwrap();
    intent.change = Change::Attach { container: "web".into(), stdin: true, tty: true };
    let warnings = vec![dogwatch::model::change::Warning::KeysReach];
    world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(Preview { warnings, ..preview(intent.clone()) }))));
    // What is typed would reach the program that runs there: it is asked about everywhere.
    assert!(world.screen().contains("y do it"), "{}", world.screen());
    world.keys("y");
    world.msg(Msg::Process(FIRST, intent.id, ProcessNews::Opened(String::new())));
    writes(&mut world, intent.id, "app> ");
    let screen = world.screen();
    assert!(screen.contains("Ctrl-c reaches the program") && screen.contains("attached"), "{screen}");
    // All pods of the view are still a key away.
    let mut world = calm();
    world.keys("Enter A");
    assert!(world.state.panes.all_pods);
    world.keys("Esc a");
    assert!(!world.state.panes.all_pods, "elsewhere it is a");
}

/// What is for one object says so where several are marked, and is for the one that is marked where that is all.
#[test]
fn what_is_for_one_object_says_so_of_several_marks() {
    for command in ["edit", "forward", "debug", "shell", "attach", "copy-files"] {
        let mut world = incident(120, 40);
        world.keys("j Enter Space Space");
        let (effects, _) = palette(&mut world, command, "Enter");
        let says = format!("{command} works on one row at a time");
        assert!(world.state.views.is_empty() && looked(&effects).is_empty(), "{command}: {}", world.screen());
        assert!(world.screen().contains(&says), "{command}: {}", world.screen());
        let mut world = incident(120, 40);
        world.keys("j Enter Space");
        let (effects, _) = palette(&mut world, command, "Enter");
        assert!(!world.screen().contains("one row at a time"), "{command}: {}", world.screen());
        assert!(!effects.is_empty() || !world.state.views.is_empty(), "{command}: {}", world.screen());
    }
}

#[test]
fn a_command_runs_in_all_marked_pods_and_its_ends_are_counted() {
    let mut world = incident(100, 30);
    world.keys("j Enter Space Space Space");
    let (effects, _) = palette(&mut world, "exec sh -c 'cat /etc/hostname'", "Enter");
    let intents = looked(&effects);
    assert_eq!(intents.len(), 3, "{}", world.screen());
    assert!(matches!(&intents[0].change, Change::Exec { command, .. } if *command == ["sh", "-c", "cat /etc/hostname"]));
    for intent in &intents {
        found(&mut world, intent, "gateway");
    }
    world.keys("y");
    assert_eq!(world.asked().iter().filter(|e| matches!(e, Effect::Enter(..))).count(), 3);
    for (i, intent) in intents.iter().enumerate() {
        world.msg(Msg::Process(FIRST, intent.id, ProcessNews::Opened("sh".into())));
        writes(&mut world, intent.id, &format!("host-{i}\r\n\x1b[2Jno escape\n"));
    }
    world.msg(Msg::Process(FIRST, intents[1].id, ProcessNews::Errors(b"cat: /etc/hostname: gone\n".to_vec())));
    for (intent, code) in intents.iter().zip([0, 1, 0]) {
        world.msg(Msg::Process(FIRST, intent.id, ProcessNews::Ended(End::Exited(code))));
    }
    let screen = world.screen();
    assert!(screen.contains("2 × exit code 0, 1 × exit code 1") && !screen.contains('\u{1b}'), "{screen}");
    insta::assert_snapshot!("command_in_three_pods", screen);
    world.asked();
    world.keys("c");
    assert!(world.asked().iter().any(|e| matches!(e, Effect::Copy(text) if text.contains("host-0") && text.contains("host-2"))));
    world.keys("Esc");
    assert!(world.state.views.is_empty());
}

#[test]
fn each_refusal_says_why() {
    // Read-only.
    let mut world = begin_with(&["iot-prod"], |start| start.readonly = true);
    put_incident(&mut world, 120, 40);
    world.keys("j Enter s");
    assert!(world.screen().contains("read-only mode"), "{}", world.screen());
    let (effects, _) = palette(&mut world, "exec ls", "Enter");
    assert!(looked(&effects).is_empty() && world.screen().contains("read-only mode"), "{}", world.screen());
    // No right: the other one is not touched by that.
    let mut world = incident(120, 40);
    let why = "you may not create pods/exec in iot-prod";
    let verdicts =
        vec![(Right::Exec, Verdict::no("create", "pods/exec", &name("iot-prod"), String::new())), (Right::Attach, Verdict::Yes)];
    world.msg(Msg::Rights(FIRST, Rights { namespace: name("iot-prod"), verdicts })).keys("j Enter s");
    assert!(world.screen().contains(why) && looked(&world.asked()).is_empty(), "{}", world.screen());
    world.keys("a");
    assert_eq!(looked(&world.asked()).len(), 1);
    // A guard rule.
    let deny = Rule { place: name("guard[1]"), changes: Some(vec!["exec"]), ask: Some(Ask::Deny), ..Rule::default() };
    let mut world = begin_with(&["iot-prod"], |start| start.guards = Guards::new(vec![deny]));
    put_incident(&mut world, 120, 40);
    world.keys("j Enter s");
    assert!(world.screen().contains("denied by guard[1]") && looked(&world.asked()).is_empty(), "{}", world.screen());
    // What the gate found.
    let mut world = incident(120, 40);
    world.keys("Enter s");
    let [intent] = &looked(&world.asked())[..] else { panic!("{}", world.screen()) };
    let why = "container web does not run (ErrImagePull): wait until it does";
    world.msg(Msg::Previewed(FIRST, intent.id, Err(why.into())));
    assert!(world.screen().contains("does not run (ErrImagePull)"), "{}", world.screen());
    // No pod, and no command.
    let mut world = calm();
    let (effects, _) = palette(&mut world, "exec ls", "Enter");
    assert!(looked(&effects).is_empty() && world.screen().contains("no pod is selected"), "{}", world.screen());
    world.keys("Enter");
    palette(&mut world, "exec", "Enter");
    assert!(world.screen().contains(":exec COMMAND ARGUMENTS"), "{}", world.screen());
    palette(&mut world, "exec echo 'a", "Enter");
    assert!(world.screen().contains("has no end"), "{}", world.screen());
}

#[test]
fn what_has_gone_off_at_the_top_is_scrolled_to_until_a_key_is_typed() {
    let mut world = calm();
    world.size(80, 24);
    let id = shell(&mut world, "");
    for i in 0..100 {
        writes(&mut world, id, &format!("line {i}\r\n"));
    }
    world.keys("Alt-PgUp");
    let screen = world.screen();
    assert!(screen.contains("line 65") && !screen.contains("line 99") && screen.contains("18 rows further up"), "{screen}");
    // What comes meanwhile does not pull it down.
    writes(&mut world, id, "more\r\n");
    assert!(world.screen().contains("line 65"), "{}", world.screen());
    world.keys("x");
    assert!(world.screen().contains("more"), "{}", world.screen());
}

#[test]
fn in_chinese_every_word_of_it_is() {
    let mut world = begin_with(&["iot-test"], |start| start.lang = dogwatch::model::Lang::Zh);
    world.size(80, 24).live();
    crate::frames::cursor_rows::put(&mut world);
    let id = shell(&mut world, "");
    assert!(world.screen().contains("回到主界面"), "{}", world.screen());
    world.wait(5_000).msg(Msg::Process(FIRST, id, ProcessNews::Ended(End::Exited(2))));
    assert!(world.screen().contains("退出码 2,用时 5s"), "{}", world.screen());
}
