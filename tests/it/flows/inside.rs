//! Shells, commands and attaching, in a pseudo-terminal: on the demo cluster here, on a real one in `lab`.

use crate::support::ground::{Ground, LONG, agree, find_web, until};
use crate::support::pty::Pty;
use std::time::{Duration, Instant};

pub fn wait(pty: &Pty, text: &str) -> String {
    pty.wait_text(text, LONG).unwrap_or_else(|screen| panic!("{text} is not there:\n{screen}"))
}

/// To the pods of `web`: with the cursor on one that has been seen, which the next key is for.
pub fn go_to_pods(pty: &mut Pty) {
    find_web(pty);
    let seen = |s: &str| s.contains("Pods of web") && s.contains("Running");
    pty.wait_for(seen, LONG).unwrap_or_else(|screen| panic!("no pods of web:\n{screen}"));
    pty.send("\r");
    wait(pty, "s shell");
}

/// A shell in the first pod of `web`.
pub fn shell(ground: &Ground, columns: u16, rows: u16) -> Pty {
    let mut pty = ground.start(columns, rows, &[]);
    go_to_pods(&mut pty);
    pty.send("s");
    wait(&pty, "sh)");
    pty.wait_for(|s| s.contains("# ") || s.contains("$ "), LONG).unwrap_or_else(|screen| panic!("no prompt:\n{screen}"));
    pty
}

pub fn journal(pty: &Pty) -> String {
    let file = pty.home().join("state/dogwatch/journal.jsonl");
    std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
}

/// The same, where nothing may have been written yet.
pub fn journal_so_far(pty: &Pty) -> String {
    std::fs::read_to_string(pty.home().join("state/dogwatch/journal.jsonl")).unwrap_or_default()
}

/// Whether what `stty size` has told last, which may not be all that it has told, are these columns, and rows as the lines leave them that the
/// way to the container takes.
fn tells_size(screen: &str, rows: &std::ops::RangeInclusive<u16>, columns: u16) -> bool {
    let told = |line: &str| {
        let mut words = line.trim_matches(['│', ' ']).split(' ').map(|w| w.parse::<u16>().ok());
        Some((words.next()??, words.next()??))
    };
    screen.lines().rev().find_map(told).is_some_and(|(r, c)| rows.contains(&r) && c == columns)
}

/// Asks for the size until it is this one: the way to a container takes sizes and keys apart from each other.
fn asks_size(pty: &mut Pty, rows: std::ops::RangeInclusive<u16>, columns: u16) {
    let end = Instant::now() + LONG;
    loop {
        pty.send("stty size\r");
        match pty.wait_for(|s| tells_size(s, &rows, columns), Duration::from_secs(2)) {
            Ok(_) => return,
            Err(screen) => assert!(Instant::now() < end, "not the view's size, {columns} columns:\n{screen}"),
        }
    }
}

/// A full-screen program, wide characters, and what it leaves behind.
fn edits(pty: &mut Pty) {
    pty.send("vi /tmp/note\r");
    wait(pty, "~");
    pty.send("iunsaid 设备\x1b");
    wait(pty, "unsaid 设备");
    pty.send(":wq\r");
    pty.send("wc -l /tmp/note\r");
    wait(pty, "1 /tmp/note");
    pty.send("top\r");
    wait(pty, "COMMAND");
    pty.send("q");
    pty.wait_for(|s| !s.contains("COMMAND"), LONG).unwrap_or_else(|screen| panic!("its screen stays:\n{screen}"));
}

/// It is used, with what `more` does in it, left running, returned to and ended.
pub fn is_used_left_and_ended(ground: &Ground, more: impl Fn(&mut Pty)) {
    let mut pty = shell(ground, 80, 24);
    asks_size(&mut pty, 15..=19, 78);
    more(&mut pty);
    pty.resize(100, 30);
    asks_size(&mut pty, 21..=25, 98);
    // It goes on without its view.
    pty.send("\x1d");
    wait(&pty, "Pods of");
    pty.send(":sessions\r");
    wait(&pty, "go to it");
    pty.send("\r");
    wait(&pty, "Ctrl-] dashboard");
    pty.send("exit 3\r");
    wait(&pty, "exit code 3");
    let written = journal(&pty);
    assert!(written.contains("sh: exit code 3 after") && written.contains("\"shell\""), "{written}");
    assert!(!written.contains("unsaid") && !written.contains("stty"), "what is typed is in no journal: {written}");
}

/// A command runs in marked pods, and one that is not there is told.
pub fn commands_run(ground: &Ground) {
    let mut pty = ground.start(100, 30, &[]);
    go_to_pods(&mut pty);
    pty.send(" ");
    wait(&pty, "1 marked");
    pty.send(" ");
    wait(&pty, "2 marked");
    pty.send(":exec sh -c 'echo ran-$(echo here); hostname; test -d /tmp || exit 2'\r");
    let asks = |pty: &mut Pty| {
        if ground.namespace == "iot-prod" {
            agree(pty, "run a command in");
        }
    };
    asks(&mut pty);
    wait(&pty, "2 × exit code 0");
    wait(&pty, "ran-here");
    pty.send("\x1b");
    wait(&pty, "Pods of");
    pty.send(":exec nothing-of-this-name\r");
    asks(&mut pty);
    wait(&pty, "nothing-of-this-name is not in container");
}

/// What the program writes is seen, and read-only nothing is opened.
pub fn attaches_and_refuses(ground: &Ground) {
    let mut pty = ground.start(100, 30, &[]);
    go_to_pods(&mut pty);
    pty.send("a");
    wait(&pty, "attached");
    pty.wait_for(|s| ["INFO", "HTTP/1.1", " from web"].iter().any(|w| s.contains(w)), LONG)
        .unwrap_or_else(|screen| panic!("nothing is seen of it:\n{screen}"));
    pty.send("\x1d");
    wait(&pty, "Pods of");
    drop(pty);
    let mut pty = ground.start(100, 30, &["--readonly"]);
    find_web(&mut pty);
    let seen = |s: &str| s.contains("Pods of web") && s.contains("Running");
    pty.wait_for(seen, LONG).unwrap_or_else(|screen| panic!("no pods of web:\n{screen}"));
    pty.send("\r");
    wait(&pty, "s shell");
    pty.send("s");
    wait(&pty, "read-only mode");
}

/// A container for debugging is added to a pod, gone into, and its end told with its exit code.
pub fn debugs(ground: &Ground) {
    let mut pty = ground.start(100, 30, &[]);
    go_to_pods(&mut pty);
    pty.send(":debug\r");
    wait(&pty, "may trace processes");
    // What is offered gives way to what is typed.
    pty.send(&ground.image());
    pty.send("\t");
    pty.send("sh\r");
    agree(&mut pty, "debug");
    wait(&pty, "debugger-");
    pty.wait_for(|s| s.contains("# ") || s.contains("$ ") || s.contains("press Enter"), LONG)
        .unwrap_or_else(|screen| panic!("not gone into:\n{screen}"));
    pty.send("echo in-the-$(echo debugger)\r");
    wait(&pty, "in-the-debugger");
    pty.send("exit 3\r");
    wait(&pty, "exit code 3");
    let written = journal(&pty);
    assert!(written.contains(r#""change":"debug""#) && written.contains("exit code 3 after"), "{written}");
    assert!(!written.contains("in-the-"), "what is typed is in no journal: {written}");
}

#[test]
fn a_shell_is_used_left_returned_to_and_ended() {
    is_used_left_and_ended(&Ground::demo(), edits);
}

#[test]
fn a_command_runs_in_marked_pods_and_a_missing_one_is_told() {
    let mut ground = Ground::demo();
    // There it has two pods.
    ground.namespace = "iot-prod".into();
    commands_run(&ground);
}

#[test]
fn attaching_shows_what_the_program_writes_and_read_only_nothing_is_opened() {
    attaches_and_refuses(&Ground::demo());
}

/// At the left, where nothing stands behind it.
fn prompts(pty: &Pty) {
    let prompt = |s: &str| s.lines().any(|l| l.trim_end().ends_with(['#', '$']));
    pty.wait_for(prompt, LONG).unwrap_or_else(|screen| panic!("no prompt:\n{screen}"));
}

/// The terminal itself is the program's: its size, its screens, its end; then the dashboard is there again, whole.
pub fn has_the_terminal(ground: &Ground, more: impl Fn(&mut Pty)) {
    let mut pty = ground.start(80, 24, &["--plain"]);
    go_to_pods(&mut pty);
    pty.send("s");
    wait(&pty, "its end leads back to dogwatch (exit, Ctrl-d)");
    wait(&pty, &format!("▸ {} ▸ web-", ground.namespace));
    prompts(&pty);
    assert!(pty.look(|s| !s.alternate_screen()), "the dashboard's screen");
    asks_size(&mut pty, 24..=24, 80);
    more(&mut pty);
    pty.resize(100, 30);
    asks_size(&mut pty, 30..=30, 100);
    pty.resize(80, 24);
    asks_size(&mut pty, 24..=24, 80);
    // Left behind by a program that is cut off: the dashboard has none of it.
    pty.send("printf '\\033[?1000h\\033[?1006h\\033[?1h\\033[31m\\033[3;5r'; exit 3\r");
    let screen = wait(&pty, "exit code 3 after");
    let framed = screen.lines().filter(|l| l.starts_with(['┌', '├', '└', '│'])).count();
    assert!(framed >= 19 && screen.contains("Pods of web") && screen.contains("s shell"), "not whole:\n{screen}");
    assert!(!screen.contains("leads back") && !screen.contains("stty"), "{screen}");
    use vt100::MouseProtocolMode as Mouse;
    assert!(pty.look(|s| s.alternate_screen() && s.mouse_protocol_mode() == Mouse::None && !s.application_cursor()));
    let written = journal(&pty);
    assert!(written.contains("sh: exit code 3 after") && !written.contains("stty"), "{written}");
    // Its keys are the dashboard's again.
    pty.send("?");
    wait(&pty, "─ Help");
}

#[test]
fn a_shell_has_the_terminal_itself_where_that_is_asked_for() {
    has_the_terminal(&Ground::demo(), edits);
}

/// Whatever ends dogwatch meanwhile: the terminal is as it was, and the journal has the end.
#[test]
fn a_signal_gives_the_terminal_back_while_a_shell_has_it() {
    let ground = Ground::demo();
    let mut pty = ground.start(80, 24, &["--plain"]);
    go_to_pods(&mut pty);
    pty.send("s");
    wait(&pty, "its end leads back");
    prompts(&pty);
    pty.send("printf '\\033[?1049h\\033[?25l'; echo on-its-$(echo screen)\r");
    wait(&pty, "on-its-screen");
    assert!(pty.look(|s| s.alternate_screen() && s.hide_cursor()));
    pty.signal("TERM");
    pty.wait_exit(LONG).unwrap();
    assert!(pty.look(|s| !s.alternate_screen() && !s.hide_cursor()));
    let written = journal(&pty);
    assert!(written.contains("closed by dogwatch after"), "{written}");
}

/// The terminal tells of the mouse while a program that asks for it is seen, and of nothing else.
#[test]
fn the_mouse_reaches_a_program_that_asks_for_it() {
    use vt100::{MouseProtocolEncoding as Encoding, MouseProtocolMode as Mode};
    let ground = Ground::demo();
    let mut pty = shell(&ground, 100, 30);
    let captures = |pty: &Pty, wanted: bool| {
        let mode = if wanted { Mode::PressRelease } else { Mode::None };
        until("the mouse's mode", || (pty.look(vt100::Screen::mouse_protocol_mode) == mode).then_some(()));
        assert!(!wanted || pty.look(|s| s.mouse_protocol_encoding() == Encoding::Sgr));
    };
    captures(&pty, false);
    pty.send("termcard\r");
    wait(&pty, "mouse reports");
    captures(&pty, true);
    pty.send("\x1b[<0;10;12M");
    wait(&pty, "mouse 0 at 9,");
    pty.send("\x1b[<0;10;12m\x1b[<65;20;12M");
    wait(&pty, "mouse 65 at 19,");
    pty.send("\x1d");
    wait(&pty, "Pods of");
    captures(&pty, false);
    pty.send(":sessions\r");
    wait(&pty, "go to it");
    pty.send("\r");
    captures(&pty, true);
    pty.send("q");
    captures(&pty, false);
}

#[test]
fn a_container_for_debugging_is_added_and_gone_into() {
    debugs(&Ground::demo());
}

/// Quitting ends what runs, and the journal has its end.
#[test]
fn at_the_end_of_the_program_the_journal_has_the_end_of_the_shell() {
    let ground = Ground::demo();
    let mut pty = shell(&ground, 80, 24);
    pty.send("\x1d");
    wait(&pty, "Pods of");
    pty.send(":q\r");
    wait(&pty, "would be ended");
    pty.send(":q!\r");
    pty.wait_exit(LONG).unwrap();
    let written = journal(&pty);
    assert!(written.contains("closed by dogwatch after"), "{written}");
}
