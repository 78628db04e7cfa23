//! Clusters as tabs of the real program: two demo clusters of which one is stopped and started, contexts that are named at the start, and
//! one that hangs beside one that does not.

use crate::flows::connections::{CREDENTIAL, config, script};
use crate::support::ground::{Ground, LONG, tokens, until};
use crate::support::proxy::{Fault, Proxy};
use crate::support::pty::{Pty, Start, keys};
use crate::support::truth;
use dogwatch::demo;
use std::process::{Command, Output};

/// Options of a second demo with tokens of its own.
fn other() -> demo::Options {
    let of = |user: &str| format!("other-{user}-token");
    let tokens = Some(demo::Tokens { admin: of("admin"), dev: of("dev"), viewer: of("viewer") });
    demo::Options { scenario: demo::Scenario::Calm, tokens, ..demo::Options::default() }
}

/// The kubeconfigs of both as `KUBECONFIG` names them, the second with names of its own.
fn both(here: &Ground, there: &Ground) -> std::ffi::OsString {
    let text = std::fs::read_to_string(&there.config).unwrap().replace("demo", "other").replace("dogwatch.other", "dogwatch.demo");
    let file = there.config.with_file_name("other");
    std::fs::write(&file, text).unwrap();
    std::env::join_paths([&here.config, &file]).unwrap()
}

fn command(pty: &mut Pty, line: &str, key: &str) {
    pty.send(":");
    pty.wait_text("─ Command", LONG).unwrap();
    pty.send(line);
    pty.wait_text(&format!("> {line}"), LONG).unwrap();
    pty.send(key);
    pty.wait_for(|s| !s.contains("─ Command"), LONG).unwrap();
}

/// What the line of tabs says.
fn tabs(screen: &str) -> &str {
    screen.lines().next().unwrap_or_default()
}

#[test]
fn two_clusters_as_tabs_while_one_is_stopped_and_started() {
    let (here, mut there) = (Ground::demo(), Ground::demo_with(other()));
    assert_ne!(tokens().admin, other().tokens.unwrap().admin);
    let config = both(&here, &there);
    let mut pty = Start::new().size(160, 48).env("KUBECONFIG", config).args(["-A", "--context", "demo-admin,other-admin"]).spawn();
    pty.wait_for(|s| s.contains("demo-admin ▸") && s.contains("● live") && s.contains("device-service"), LONG).unwrap();
    // Both are connected, though one alone was looked at.
    let lit = |s: &str, tab: &str| ["✓", "✗", "◐"].iter().any(|glyph| tabs(s).contains(&format!("{tab} {glyph}")));
    pty.wait_for(|s| lit(s, "1 demo-admin") && lit(s, "2 other-admin"), LONG).unwrap();

    let address = there.stop();
    pty.wait_for(|s| tabs(s).contains("2 other-admin ◌ offline") && tabs(s).contains('•') && lit(s, "1 demo-admin"), LONG).unwrap();
    // The other one goes on as ever: it is told of what happens there, and answers keys.
    let namespace = |name: &str| format!(r#"{{"metadata":{{"name":"{name}"}}}}"#);
    truth::change(here.address(), "POST", "/api/v1/namespaces", &namespace("meanwhile"));
    pty.wait_for(|s| s.contains("meanwhile") && s.contains("● live"), LONG).unwrap();
    pty.send("?");
    pty.wait_text("─ Help", LONG).unwrap();
    pty.send(keys::ESC);
    // Who looks at the one that is away sees what was known of it.
    pty.send("\x1b2");
    pty.wait_for(|s| s.contains("other-admin ▸") && s.contains("offline since") && s.contains("device-service"), LONG).unwrap();
    assert!(!pty.screen().contains("meanwhile"));
    pty.send("\x1b1");
    pty.wait_for(|s| s.contains("demo-admin ▸") && s.contains("● live"), LONG).unwrap();

    there.start_at(address, other());
    pty.wait_for(|s| lit(s, "2 other-admin") && lit(s, "1 demo-admin"), LONG).unwrap();
    pty.send("\x1b[6;5~");
    pty.wait_for(|s| s.contains("other-admin ▸") && s.contains("● live") && s.contains("device-service"), LONG).unwrap();
    // The tab is closed, and with it the line.
    command(&mut pty, "close-tab", keys::ENTER);
    pty.wait_for(|s| tabs(s).contains("demo-admin ▸") && s.contains("● live"), LONG).unwrap();
    // And opened again from the palette.
    command(&mut pty, "ctx other-viewer", &keys::ctrl('t'));
    pty.wait_for(|s| tabs(s).contains("2 other-viewer") && s.contains("other-viewer ▸") && s.contains("● live"), LONG).unwrap();
}

/// One workload in two clusters: its logs are one stream, and go on where one of them goes away.
#[test]
fn logs_of_two_clusters_are_one_stream() {
    // The clocks of both go alike, so that their lines stand among each other.
    let calm = demo::Options { scenario: demo::Scenario::Calm, ..demo::Options::default() };
    let (here, mut there) = (Ground::demo_with(calm), Ground::demo_with(other()));
    let config = both(&here, &there);
    let arguments = ["-n", "iot-dev", "--context", "demo-admin,other-admin"];
    let mut pty = Start::new().size(160, 48).env("KUBECONFIG", config).args(arguments).spawn();
    pty.wait_for(
        |s| {
            s.contains("▌✓  device-service")
                && s.contains("Logs of device-service")
                && ["✓", "✗", "◐"].iter().any(|g| tabs(s).contains(&format!("2 other-admin {g}")))
        },
        LONG,
    )
    .unwrap();
    command(&mut pty, "logs-across", keys::ENTER);
    let from = |s: &str, tab: &str| s.lines().any(|l| l.contains(&format!("│{tab}:")) && l.contains("deviceId"));
    pty.wait_for(|s| s.contains("2 clusters") && from(s, "1") && from(s, "2"), LONG).unwrap();
    let address = there.stop();
    // Its streams have ended by then: what is of a later time than its last line was written after it was back.
    let mut last = String::new();
    let screen = pty
        .wait_for(
            |s| {
                last = newest(s, "2").into_iter().chain([std::mem::take(&mut last)]).max().unwrap_or_default();
                tabs(s).contains("◌ offline") && from(s, "1")
            },
            LONG,
        )
        .unwrap();
    assert!(!last.is_empty(), "lines of both: {screen}");
    // The other one goes on meanwhile.
    let here_last = newest(&screen, "1").unwrap();
    pty.wait_for(|s| newest(s, "1").is_some_and(|time| time > here_last), LONG).unwrap();
    assert_eq!(newest(&pty.screen(), "2").unwrap_or_else(|| last.clone()), last, "nothing comes of it while it is away");
    there.start_at(address, other());
    pty.wait_for(|s| !tabs(s).contains("offline") && newest(s, "2").is_some_and(|time| time > last), LONG).unwrap();
}

/// The time of the last line of a tab's pods in the logs pane.
fn newest(screen: &str, tab: &str) -> Option<String> {
    let lines = screen.lines().filter(|l| l.contains(&format!("│{tab}:")) && l.contains("deviceId"));
    lines.filter_map(|l| l.split_whitespace().find(|word| is_time(word)).map(str::to_owned)).max()
}

/// `21:37:04`.
fn is_time(word: &str) -> bool {
    word.len() == 8 && word.bytes().enumerate().all(|(i, b)| if i % 3 == 2 { b == b':' } else { b.is_ascii_digit() })
}

/// A server that takes requests and never answers, and a plugin that never ends: the tab beside them is live all the same.
#[test]
fn one_that_hangs_holds_up_no_other() {
    let ground = Ground::demo();
    let folder = tempfile::tempdir().unwrap();
    let proxy = Proxy::before(ground.address());
    let rule = proxy.on("", "", Fault::Hang);
    let good = script(folder.path(), &format!("[ \"$1\" = hang ] && sleep 1000\n{CREDENTIAL}"));
    let exec = |arg: &str| {
        format!(
            "    exec: {{apiVersion: client.authentication.k8s.io/v1, command: {}, args: [{arg}], interactiveMode: Never}}",
            good.display()
        )
    };
    let text = std::fs::read_to_string(config(&ground, folder.path(), &exec("go"), "")).unwrap();
    let server = text.lines().find_map(|l| l.trim().strip_prefix("server: ")).unwrap();
    let black = server.replace(&ground.address().port().to_string(), &proxy.address().port().to_string());
    let text = text
        .replace(
            "clusters:\n",
            &format!("clusters:\n- name: black\n  cluster: {{server: '{black}', extensions: [{{name: dogwatch.demo}}]}}\n"),
        )
        .replace(
            "contexts:\n",
            "contexts:\n- {name: hangs, context: {cluster: c, user: hangs, namespace: iot-dev}}\n- {name: black, context: {cluster: black, user: u, namespace: iot-dev}}\n",
        )
        .replace("users:\n", &format!("users:\n- name: hangs\n  user:\n{}\n", exec("hang")));
    let file = folder.path().join("config");
    std::fs::write(&file, text).unwrap();
    let arguments = ["--kubeconfig", file.to_str().unwrap(), "--context", "hangs,black,one"];
    let mut pty = Start::new().size(160, 30).args(arguments).spawn();
    pty.wait_for(|s| ["✓", "✗", "◐"].iter().any(|g| tabs(s).contains(&format!("3 one {g}"))), LONG).unwrap();
    assert!(tabs(&pty.screen()).contains("1 hangs ◌"), "{}", pty.screen());
    pty.send("\x1b3");
    pty.wait_for(|s| s.contains("one ▸ iot-dev") && s.contains("● live") && s.contains("user-service"), LONG).unwrap();
    pty.wait_for(|s| tabs(s).contains("2 black ◌ offline"), LONG).unwrap();
    // It comes back by itself when it is let through.
    proxy.lift(rule);
    pty.wait_for(|s| ["✓", "✗", "◐"].iter().any(|g| tabs(s).contains(&format!("2 black {g}"))), LONG).unwrap();
}

/// A row of the overview.
fn row(screen: &str, context: &str) -> String {
    screen.lines().find(|l| l.starts_with('│') && l.contains(&format!(" {context} "))).unwrap_or_default().to_owned()
}

/// The overview beside one that takes requests and never answers, and one whose plugin never ends: nobody signs in for it unasked, and no row
/// waits for another.
#[test]
fn an_overview_waits_for_nobody_and_signs_in_nowhere() {
    let ground = Ground::demo();
    let folder = tempfile::tempdir().unwrap();
    let proxy = Proxy::before(ground.address());
    proxy.on("", "", Fault::Hang);
    let own = folder.path().join("own");
    let hangs = script(folder.path(), &format!("echo $$ >{}\nexec sleep 1000", own.display()));
    let user = format!(
        "    exec: {{apiVersion: client.authentication.k8s.io/v1, command: {}, interactiveMode: IfAvailable}}",
        hangs.display()
    );
    let text = std::fs::read_to_string(config(&ground, folder.path(), "    token: demo-admin-token", "")).unwrap();
    let server = text.lines().find_map(|l| l.trim().strip_prefix("server: ")).unwrap();
    let black = server.replace(&ground.address().port().to_string(), &proxy.address().port().to_string());
    let text = text
        .replace(
            "clusters:\n",
            &format!("clusters:\n- name: black\n  cluster: {{server: '{black}', extensions: [{{name: dogwatch.demo}}]}}\n"),
        )
        .replace(
            "contexts:\n",
            "contexts:\n- {name: hole, context: {cluster: black, user: u}}\n- {name: login, context: {cluster: c, user: hangs}}\n\
             - {name: two, context: {cluster: c, user: u}}\n",
        )
        .replace("users:\n", &format!("users:\n- name: hangs\n  user:\n{user}\n"));
    let file = folder.path().join("config");
    std::fs::write(&file, text).unwrap();
    let mut pty = Start::new().size(160, 30).args(["--kubeconfig", file.to_str().unwrap(), "--context", "one"]).spawn();
    pty.wait_for(|s| s.contains("one ▸ iot-dev") && s.contains("● live"), LONG).unwrap();
    command(&mut pty, "clusters", keys::ENTER);
    // The same cluster, once by its watches and once by a look, and one that has not answered.
    let figures =
        |s: &str, context: &str| row(s, context).split('✓').nth(1).map(|l| l.split("  ").next().unwrap_or_default().to_owned());
    pty.wait_for(
        |s| {
            row(s, "two").contains(" ago")
                && row(s, "login").contains("needs sign-in")
                && row(s, "one").contains("live")
                && row(s, "one").contains("3/3")
                && figures(s, "one").is_some()
                && figures(s, "one") == figures(s, "two")
        },
        LONG,
    )
    .unwrap();
    assert!(!own.exists(), "the plugin was not run");
    pty.wait_for(|s| row(s, "hole").contains("no answer"), LONG).unwrap();
    // Asked for, it is run and hangs; the others are looked at all the same, and when nobody looks it is ended.
    pty.send("j");
    pty.wait_text("s sign in", LONG).unwrap();
    pty.send("s");
    let runs = |before: &str| {
        until("the plugin to run", || {
            std::fs::read_to_string(&own).ok().map(|pid| pid.trim().to_owned()).filter(|pid| !pid.is_empty() && pid != before)
        })
    };
    let first = runs("");
    pty.send("r");
    let second = runs(&first);
    pty.wait_for(|s| row(s, "login").contains("asking") && row(s, "two").contains("s ago"), LONG).unwrap();
    pty.send(keys::ESC);
    pty.wait_for(|s| !s.contains("─ Clusters"), LONG).unwrap();
    for pid in [first, second] {
        until("the plugin to be ended", || {
            let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            (state.is_empty() || state.contains(") Z ")).then_some(())
        });
    }
    // It is opened in a tab of its own.
    command(&mut pty, "clusters", keys::ENTER);
    pty.wait_for(|s| row(s, "two").contains(" ago"), LONG).unwrap();
    pty.send("gjj");
    pty.wait_for(|s| s.lines().any(|l| l.starts_with("│▌") && l.contains(" two ")), LONG).unwrap();
    pty.send("t");
    pty.wait_for(|s| tabs(s).contains("2 two") && s.contains("two ▸") && s.contains("● live"), LONG).unwrap();
}

/// Who may not list all is told of the namespaces that may be, and that it is no more; the same whether the context is open or not.
#[test]
fn who_may_not_list_all_sees_a_part_open_or_not() {
    let ground = Ground::demo_with(demo::Options { scenario: demo::Scenario::Calm, ..demo::Options::default() });
    let arguments = ["--kubeconfig", ground.config.to_str().unwrap(), "--context", "demo-admin"];
    let mut pty = Start::new().size(160, 48).args(arguments).spawn();
    pty.wait_for(|s| s.contains("demo-admin ▸") && s.contains("● live"), LONG).unwrap();
    command(&mut pty, "clusters", keys::ENTER);
    let told = |s: &str| {
        let row = row(s, "demo-dev");
        let (before, counts) = row.split_once('✓')?;
        let (_, only) = before.split_once("only ")?;
        Some((only.trim().to_owned(), counts.split("  ").next()?.to_owned()))
    };
    let closed = told(&pty.wait_for(|s| row(s, "demo-dev").contains(" ago") && told(s).is_some(), LONG).unwrap()).unwrap();
    pty.send(keys::ESC);
    pty.wait_for(|s| !s.contains("─ Clusters"), LONG).unwrap();
    command(&mut pty, "ctx demo-dev", &keys::ctrl('t'));
    pty.wait_for(|s| tabs(s).contains("2 demo-dev") && s.contains("demo-dev ▸") && s.contains("● live"), LONG).unwrap();
    command(&mut pty, "clusters", keys::ENTER);
    let same = |s: &str| row(s, "demo-dev").contains("live") && told(s).as_ref() == Some(&closed);
    pty.wait_for(same, LONG).unwrap_or_else(|screen| panic!("{closed:?}: {screen}"));
}

fn started_with(ground: &Ground, context: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
    command.args(["--context", context, "--kubeconfig"]).arg(&ground.config).output().unwrap()
}

#[test]
fn a_context_that_is_not_there_is_named_at_the_start() {
    let ground = Ground::demo();
    for (asked, named) in [("demo-admin,nowhere,demo-dev", "nowhere"), ("demo-admin,", "\"\""), ("nope", "nope")] {
        let out = started_with(&ground, asked);
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.code() == Some(2) && said.contains("no context named") && said.contains(named), "{asked}: {said}");
    }
    let out = started_with(&ground, &["demo-admin"; 3].join(","));
    assert!(!String::from_utf8_lossy(&out.stderr).contains("no context"), "named twice is once: {out:?}");
}
