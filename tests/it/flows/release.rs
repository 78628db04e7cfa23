//! Changes without a screen, driven as a pipeline drives them: by a shell script through each exit code, and with the API server away in the
//! middle.

use crate::support::ground::{Ground, LONG, until};
use crate::support::proxy::Proxy;
use crate::support::pty::Start;
use crate::support::real;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Instant;

/// The script, on a ground and the namespace after it.
fn by_script(ground: &Ground, next: &str, users: [&str; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new("sh");
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/release.sh"));
    command.env("DOGWATCH", env!("CARGO_BIN_EXE_dogwatch")).env("KUBECONFIG", &ground.config);
    for (name, value) in [("CONTEXT", users[0]), ("VIEWER", users[1]), ("NS", &ground.namespace), ("NEXT", next)] {
        command.env(name, value);
    }
    for (name, image) in ["GOOD", "BETTER", "BAD"].into_iter().zip(&ground.images) {
        command.env(name, image);
    }
    for (name, folder) in [("FOLDER", folder.path()), ("HOME", folder.path()), ("XDG_STATE_HOME", &folder.path().join("state"))] {
        command.env(name, folder);
    }
    let out = command.env_remove("XDG_CONFIG_HOME").stdin(Stdio::null()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(out.status.success(), "{}{}", text(&out.stdout), text(&out.stderr));
}

#[test]
fn a_shell_script_gets_each_exit_code_on_the_demo() {
    by_script(&Ground::demo(), "iot-pre", ["demo-admin", "demo-viewer"]);
}

#[test]
#[ignore = "needs DOGWATCH_TEST_KUBECONFIG, the path of a kubeconfig, and kubectl"]
fn a_shell_script_gets_each_exit_code_on_a_lab() {
    let (ground, next) = (Ground::lab("release"), Ground::lab("release-next"));
    by_script(&ground, &next.namespace, [&real::context("admin"), &real::context("viewer")]);
}

/// A run of `dogwatch`, whose stderr is read as it comes.
pub struct Run {
    child: Child,
    lines: Receiver<String>,
    said: String,
    home: tempfile::TempDir,
}

impl Run {
    /// Begins one on a kubeconfig.
    pub fn begin(config: &Path, arguments: &[&str]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
        command.args(arguments).arg("--kubeconfig").arg(config).env("HOME", home.path());
        command.env("XDG_STATE_HOME", home.path().join("state")).env_remove("XDG_CONFIG_HOME");
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let err = BufReader::new(child.stderr.take().unwrap());
        let (tx, lines) = channel();
        std::thread::spawn(move || err.lines().map_while(Result::ok).all(|line| tx.send(line).is_ok()));
        Self { child, lines, said: String::new(), home }
    }

    /// Waits for a line that has this.
    pub fn hear(&mut self, word: &str) {
        let end = Instant::now() + LONG;
        loop {
            match self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    let found = line.contains(word);
                    self.said += &(line + "\n");
                    if found {
                        return;
                    }
                }
                Err(e) => panic!("{word:?} was not said ({e}): {}", self.said),
            }
        }
    }

    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &pid]).status().unwrap().success());
    }

    /// Its end: the exit code, the document of stdout, what stderr said in all, and the journal.
    pub fn end(mut self) -> (Option<i32>, Value, String, Value) {
        let end = Instant::now() + LONG;
        loop {
            match self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) => self.said += &(line + "\n"),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    let _ = self.child.kill();
                    panic!("it has not ended: {}", self.said)
                }
            }
        }
        let mut out = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        let code = self.child.wait().unwrap().code();
        let mut journal = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
        journal.args(["journal", "-o", "json"]).env("HOME", self.home.path()).env("XDG_STATE_HOME", self.home.path().join("state"));
        let journal = serde_json::from_slice(&journal.output().unwrap().stdout).unwrap();
        (code, serde_json::from_str(&out).unwrap_or_default(), self.said, journal)
    }
}

fn arguments<'a>(ground: &'a Ground, watch: &'a str) -> Vec<&'a str> {
    let image = &ground.images[1];
    vec!["release", "-n", &ground.namespace, "deploy/web", image, "--watch", watch, "--yes", "-o", "json"]
}

#[test]
fn a_server_that_goes_away_in_the_middle_is_waited_for() {
    let ground = Ground::demo();
    let proxy = Proxy::before(ground.address());
    let mut run = Run::begin(&proxy.config_of(&ground.config), &arguments(&ground, "20s"));
    // It was taken, and is followed.
    run.hear("of 1 ready");
    proxy.refuse(true);
    proxy.reset();
    run.hear("no answer since");
    proxy.clear();
    run.hear("it answers again");
    let (code, document, said, journal) = run.end();
    assert_eq!((code, &document["outcome"]), (Some(0), &"good".into()), "{said}");
    let entries = journal["items"].as_array().unwrap();
    assert!(entries.len() == 1 && entries[0]["outcome"]["outcome"] == "done", "{journal}");
    assert_eq!(document["journal"], entries[0]["id"]);
    assert_eq!(ground.image(), ground.images[1]);
}

#[test]
fn a_server_that_stays_away_leaves_it_unknown() {
    let ground = Ground::demo();
    let proxy = Proxy::before(ground.address());
    let mut words = arguments(&ground, "5s");
    words.extend(["--timeout", "30s", "--undo-on-failure"]);
    let mut run = Run::begin(&proxy.config_of(&ground.config), &words);
    run.hear("of 1 ready");
    proxy.refuse(true);
    proxy.reset();
    let (code, document, said, journal) = run.end();
    assert_eq!((code, &document["outcome"]), (Some(1), &"unknown".into()), "{said}");
    assert!(document["taken_back"].is_null() && said.contains("not known"), "{said}");
    assert_eq!(journal["items"].as_array().map(Vec::len), Some(1), "{journal}");
}

#[test]
fn an_answer_that_was_lost_is_found_out() {
    let ground = Ground::demo();
    let proxy = Proxy::before(ground.address());
    proxy.lose("PATCH", "/deployments/web");
    let (code, document, said, _) = Run::begin(&proxy.config_of(&ground.config), &arguments(&ground, "0")).end();
    assert_eq!((code, &document["outcome"]), (Some(0), &"good".into()), "{said}");
    assert_eq!(ground.image(), ground.images[1]);
}

#[test]
fn a_preview_that_fails_says_the_servers_own_cause() {
    let ground = Ground::demo();
    let proxy = Proxy::before(ground.address());
    let why = "admission webhook \"policy.example\" denied the request: images must be signed";
    proxy.on("PATCH", "/deployments/web", crate::support::proxy::Fault::status(400, "BadRequest", why));
    let (code, document, said, journal) = Run::begin(&proxy.config_of(&ground.config), &arguments(&ground, "0")).end();
    assert_eq!((code, &document["sent"]), (Some(1), &false.into()), "{said}");
    assert!(said.contains(why) && document["reason"].as_str().unwrap().contains(why), "{said}");
    assert_eq!(journal["items"].as_array().map(Vec::len), Some(0), "{journal}");
}

#[test]
fn a_signal_leaves_it_as_it_stands_and_says_where() {
    let ground = Ground::demo();
    for (signal, number) in [("INT", 2), ("TERM", 15)] {
        let mut run = match number {
            2 => Run::begin(&ground.config, &arguments(&ground, "9m")),
            // What is there already is watched all the same.
            _ => Run::begin(&ground.config, &["restart", "-n", "iot-test", "deploy/web", "--watch", "9m", "--yes", "-o", "json"]),
        };
        run.hear("watched until");
        run.signal(signal);
        let (code, document, said, journal) = run.end();
        assert_eq!((code, &document["outcome"]), (Some(128 + number), &"left".into()), "{said}");
        assert!(said.contains(&format!("left by SIG{signal}: 1 of 1 ready")), "{said}");
        assert_eq!(journal["items"][0]["outcome"]["outcome"], "held", "{journal}");
    }
}

#[test]
fn who_sits_at_a_terminal_is_asked() {
    let ground = Ground::demo();
    let config = ground.config.to_str().unwrap();
    let begin = |namespace: &str| {
        let words = ["restart", "-n", namespace, "deploy/web", "--kubeconfig", config];
        Start::new().size(160, 24).args(words).spawn()
    };
    let mut pty = begin("iot-test");
    pty.wait_text("restart Deployment web in iot-test of demo-admin? y:", LONG).unwrap();
    pty.send("y\r");
    pty.wait_text("iot-test deploy/web: good", LONG).unwrap();
    let mut pty = begin("iot-prod");
    pty.wait_text("? web (iot-prod is named like production):", LONG).unwrap();
    pty.send("y\r");
    pty.wait_text("is not the name that is asked for", LONG).unwrap();
    assert!(
        !ground.requests().since(0).iter().any(|r| r.starts_with("PATCH") && r.contains("/iot-prod/") && !r.contains("dryRun"))
    );
}

#[test]
fn a_promotion_stops_at_the_first_that_fails_and_takes_back_in_reverse() {
    let ground = Ground::demo();
    let bad = &ground.images[2];
    // What iot-dev has of it is broken, and iot-test has none of it yet.
    let run =
        Run::begin(&ground.config, &["release", "-n", "iot-dev", "deploy/web", bad, "--watch", "0", "--timeout", "1s", "--yes"]);
    assert_eq!(run.end().0, Some(1));
    let before = ground.image();
    let words = ["promote", "dev", "test", "--undo-on-failure", "--yes", "-o", "json"];
    let (code, document, said, journal) = Run::begin(&ground.config, &words).end();
    assert_eq!((code, &document["outcome"]), (Some(3), &"taken-back".into()), "{said}");
    let steps = document["steps"].as_array().unwrap();
    let last = steps.last().unwrap();
    assert_eq!((&last["target"]["name"], &last["outcome"]), (&"web".into(), &"failed".into()), "{said}");
    assert!(steps.iter().all(|s| s["taken_back"]["outcome"] == "good"), "{document}");
    // Back goes what came last first.
    let rolled = |change: &str| -> Vec<String> {
        let items = journal["items"].as_array().unwrap().iter().filter(|i| i["intent"]["change"] == change);
        items.map(|i| i["name"].as_str().unwrap().to_owned()).collect()
    };
    let (there, mut back) = (rolled("set-images"), rolled("roll-back"));
    back.reverse();
    assert!(!there.is_empty() && there == back, "{journal}");
    // The plan stands in the journal, and its steps name it.
    let plans = journal["plans"].as_array().unwrap();
    assert!(plans.len() == 1 && plans[0]["id"] == document["journal"], "{journal}");
    let items = journal["items"].as_array().unwrap().iter();
    assert_eq!(items.filter(|i| i["plan"] == document["journal"]).count(), there.len(), "{journal}");
    until("the image of before", || (ground.image() == before).then_some(()));
}
