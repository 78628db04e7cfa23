//! What is secret stays where it is: no token, password, key or output of a plugin reaches the screen, the log file, the journal, a panic
//! report or any other file; what dogwatch writes is for its user alone; no type prints what it holds.

use crate::flows::connections::{config, plugin, script};
use crate::flows::incident::written;
use crate::support::ground::{Ground, LONG};
use crate::support::proxy::Proxy;
use crate::support::pty::{Pty, Start, keys};
use crate::support::truth::change;
use dogwatch::cluster::change::Gate;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::{Mode, Session};
use dogwatch::journal::Journal;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

/// Stands in all that must be seen by nobody.
const CANARY: &str = "CANARY";

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// Looks through what a run has written: to the terminal, below its home, and to its log.
fn assert_secret(what: &str, pty: &Pty, log: &Path) {
    let raw = String::from_utf8_lossy(&pty.raw_output()).into_owned();
    assert!(!raw.contains(CANARY), "{what}: on the screen\n{}", pty.screen());
    let mut all = files(pty.home());
    all.push(log.to_owned());
    for file in all {
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        assert!(!text.contains(CANARY), "{what}: in {}\n{text}", file.display());
        let mode = std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode & 0o077, 0, "{what}: {} has mode {mode:o}", file.display());
    }
}

fn start(config: &Path, log: &Path) -> Pty {
    let arguments = ["--kubeconfig", config.to_str().unwrap(), "--log-file", log.to_str().unwrap()];
    Start::new().size(160, 40).args(arguments).spawn()
}

/// What the commands without a screen say with this kubeconfig.
fn said(config: &Path, log: &Path) -> String {
    let mut all = String::new();
    for arguments in [&["check"][..], &["get", "pods"], &["get", "workloads", "-o", "json"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
        command.args(arguments).arg("--kubeconfig").arg(config).arg("--log-file").arg(log);
        let out = command.stdin(Stdio::null()).output().unwrap();
        all += &format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    }
    all
}

/// Begins with a user who cannot sign in, walks through what tells of errors, and looks through all that was written.
fn refused(what: &str, config: &Path, folder: &Path) {
    let log = folder.join(format!("{}.log", what.replace(' ', "-")));
    let mut pty = start(config, &log);
    pty.wait_text("offline since", LONG).unwrap_or_else(|e| panic!("{what}: {e}"));
    pty.send("m");
    pty.wait_text("─ Messages", LONG).unwrap();
    pty.send(keys::ESC);
    pty.wait_for(|s| !s.contains("─ Messages"), LONG).unwrap();
    pty.send(&keys::ctrl('r'));
    pty.wait_for(|s| s.contains("Reconnecting") && s.contains("offline since"), LONG).unwrap();
    assert_secret(what, &pty, &log);
    let said = said(config, &log);
    assert!(!said.contains(CANARY), "{what}: {said}");
    assert_secret(what, &pty, &log);
}

#[test]
fn credentials_that_are_refused() {
    let (ground, folder) = (Ground::demo(), tempfile::tempdir().unwrap());
    let token_file = folder.path().join("token-file");
    std::fs::write(&token_file, "CANARY-of-a-file").unwrap();
    let provider =
        "idp-issuer-url: 'https://CANARY:CANARY@127.0.0.1:1', client-id: a, client-secret: CANARY, refresh-token: CANARY-refresh";
    for (what, user) in [
        ("a token", "    token: CANARY-token".to_owned()),
        ("a token that cannot be sent", "    token: \"CANARY\\u0001token\"".to_owned()),
        ("a password", "    username: CANARY-user\n    password: CANARY-password".to_owned()),
        ("a token file", format!("    tokenFile: {}", token_file.display())),
        ("an id token that is none", "    auth-provider: {name: oidc, config: {id-token: CANARY}}".to_owned()),
        ("a provider that is not there", format!("    auth-provider: {{name: oidc, config: {{{provider}}}}}")),
        ("a key that is none", "    client-certificate-data: Q0FOQVJZ\n    client-key-data: CANARY".to_owned()),
    ] {
        refused(what, &config(&ground, folder.path(), &user, ""), folder.path());
    }
}

#[test]
fn what_plugins_print() {
    let (ground, folder) = (Ground::demo(), tempfile::tempdir().unwrap());
    let credential = |more: &str| {
        format!(r#"echo '{{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{{{more}}}}}'"#)
    };
    let noise = "echo CANARY-on-stderr >&2\n";
    for (what, text) in [
        ("a plugin whose token is refused", format!("{noise}{}", credential(r#""token":"CANARY-token""#))),
        ("a plugin that fails", format!("{noise}echo CANARY-token; exit 1")),
        ("a plugin that prints no credential", format!("{noise}echo 'token: [CANARY'")),
        ("a plugin that prints another thing", format!("{noise}echo '{{\"status\": \"CANARY\"}}'")),
        ("a plugin with a bad expiry", credential(r#""token":"CANARY-token","expirationTimestamp":"CANARY""#)),
        ("a plugin with a bad token", credential(r#""token":"CANARY\u0001token""#)),
    ] {
        let file = script(folder.path(), &text);
        let with_secrets =
            plugin(&file).replace("interactiveMode", "args: [CANARY-argument], env: [{name: X, value: CANARY}], interactiveMode");
        refused(what, &config(&ground, folder.path(), &with_secrets, ""), folder.path());
    }
}

#[test]
fn a_plugin_that_fails_while_its_token_is_renewed() {
    let (ground, folder) = (Ground::demo(), tempfile::tempdir().unwrap());
    // Its token is over at once, so that it is run again for each request.
    let good = folder.path().join("good");
    std::fs::write(&good, "").unwrap();
    let token = r#"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"demo-dev-token","expirationTimestamp":"2020-01-01T00:00:00Z"}}"#;
    let text = format!("if [ -f {} ]; then echo '{token}'; else echo 'status: [CANARY'; echo CANARY >&2; fi", good.display());
    let file = script(folder.path(), &text);
    let config = config(&ground, folder.path(), &plugin(&file), "");
    let log = folder.path().join("log");
    let pty = start(&config, &log);
    pty.wait_text("● live", LONG).unwrap();
    std::fs::remove_file(&good).unwrap();
    pty.wait_for(|s| s.contains("offline since") && s.contains("printed no ExecCredential"), LONG).unwrap();
    assert_secret("a renewed token", &pty, &log);
    assert!(!String::from_utf8_lossy(&pty.raw_output()).contains("demo-dev-token"));
}

#[test]
fn servers_that_are_none() {
    let (ground, folder) = (Ground::demo(), tempfile::tempdir().unwrap());
    let text = std::fs::read_to_string(config(&ground, folder.path(), "    token: CANARY-token", "")).unwrap();
    let server = format!("http://{}", ground.address());
    // One that is not there, one that hangs up, and one that cannot be found.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let rude = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || listener.incoming().map_while(Result::ok).for_each(drop));
    for (what, other) in [("nobody", "http://127.0.0.1:1"), ("a rude one", &rude), ("no name", "https://nowhere.invalid")] {
        let file = folder.path().join("other");
        std::fs::write(&file, text.replace(&server, other)).unwrap();
        refused(what, &file, folder.path());
    }
}

#[test]
fn a_kubeconfig_that_cannot_be_read_is_not_quoted() {
    let folder = tempfile::tempdir().unwrap();
    for text in ["users:\n- name: u\n  user: CANARY\n", "users:\n- name: u\n  user: {token: CANARY\n", "users: CANARY\n", "CANARY"]
    {
        let file = folder.path().join("config");
        std::fs::write(&file, text).unwrap();
        let said = said(&file, &folder.path().join("log"));
        assert!(!said.contains(CANARY) && said.contains("config"), "{text}: {said}");
    }
}

#[test]
fn a_panic_report() {
    let (ground, folder) = (Ground::demo(), tempfile::tempdir().unwrap());
    let config = config(&ground, folder.path(), "    token: CANARY-token", "");
    let pty = Start::new().size(100, 30).env("DOGWATCH_PANIC", "1").args(["--kubeconfig", config.to_str().unwrap()]).spawn();
    pty.wait_exit(LONG).unwrap();
    let report = pty.home().join("state/dogwatch/panic.log");
    assert!(std::fs::read_to_string(&report).unwrap().contains("DOGWATCH_PANIC"));
    assert_secret("a panic", &pty, &report);
}

#[test]
fn changes_of_templates_that_hold_secrets() {
    let ground = Ground::demo();
    let proxy = Proxy::before(ground.address());
    let web = "/apis/apps/v1/namespaces/iot-test/deployments/web";
    let container = r#"{"spec":{"template":{"spec":{"containers":[{"name":"web","image":"IMAGE","env":[{"name":"PASSWORD","value":"CANARY"}]}]}}}}"#;
    change(ground.address(), "PATCH", web, &container.replace("IMAGE", &ground.images[0]));
    let file = proxy.config_of(&ground.config);
    let log = file.with_extension("log");
    let arguments = ["--kubeconfig", file.to_str().unwrap(), "-n", "iot-test", "--log-file", log.to_str().unwrap()];
    let mut pty = Start::new().size(140, 40).args(arguments).spawn();
    pty.wait_for(|s| s.contains("● live") && s.contains(" web "), LONG).unwrap();
    pty.send("*");
    pty.wait_text("is a favourite", LONG).unwrap();
    pty.send("/");
    pty.wait_for(|s| s.lines().rev().nth(1).is_some_and(|l| l.starts_with(" /")), LONG).unwrap();
    pty.send("web\r");
    pty.wait_for(|s| s.contains("/web") && s.contains("Pods of web"), LONG).unwrap();
    pty.send("r");
    pty.wait_for(|s| s.contains("restart") && s.contains("y do it"), LONG).unwrap();
    pty.send("y");
    pty.wait_text("Written to the journal", LONG).unwrap();
    let journal = pty.home().join("state/dogwatch/journal.jsonl");
    assert!(std::fs::read_to_string(&journal).unwrap().contains("restart"));
    assert!(pty.home().join("state/dogwatch/state.json").exists());
    // Back to the template with the secret, by a patch that holds all of it; once the restart is over, which it would overtake.
    written(&pty, "is on rev", 1);
    pty.send("b");
    pty.wait_text("going back to", LONG).unwrap();
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains("roll back") && s.contains("y do it"), LONG).unwrap();
    pty.send("y");
    written(&pty, "is on rev", 2);
    assert!(std::fs::read_to_string(&journal).unwrap().contains("roll-back"));
    let mut all = files(pty.home());
    all.push(log);
    for file in all {
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        assert!(!text.contains(CANARY), "in {}\n{text}", file.display());
        let mode = std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.display());
    }
    // No Secret was fetched to show any of it.
    assert_eq!(proxy.count("", "/secrets"), 0);
}

#[tokio::test]
async fn no_type_prints_what_it_holds() {
    let text = "apiVersion: v1\nkind: Config\ncurrent-context: one\nclusters:\n- name: c\n  cluster: {server: https://127.0.0.1:1}\n\
        contexts:\n- name: one\n  context: {cluster: c, user: u}\nusers:\n- name: u\n  user: {exec: {apiVersion: \
        client.authentication.k8s.io/v1, interactiveMode: Never, command: login, args: [CANARY], env: [{name: X, value: CANARY}]}}\n";
    let contexts = Contexts::from_text(text).unwrap();
    let context = contexts.pick(None).unwrap();
    let plugin = contexts.plugin("one").unwrap();
    let (session, writer) = Session::open(contexts.clone(), &context.name, Mode::new(false));
    // With its client made, by a request that finds nobody.
    let answer = session.get("/version", std::time::Duration::from_secs(5)).await;
    let lines = format!("{contexts:?} {plugin:?} {session:?} {writer:?} {answer:?} {context:?}");
    assert!(lines.contains("WriteAccess") && lines.contains("Wire"), "{lines}");
    let gate = Gate::new(session, writer, Ok(Arc::new(Journal::memory())), context.user);
    let lines = format!("{lines} {gate:?}");
    assert!(!lines.contains(CANARY), "{lines}");
}

/// A Secret's values are in its data, in the copy that kubectl keeps of it, and maybe in other annotations: none of it is shown before
/// somebody asks for it, and then it is all there.
#[test]
fn a_secret_is_hidden_until_it_is_asked_for() {
    let ground = Ground::demo();
    let copy = r#"{\"kind\":\"Secret\",\"stringData\":{\"password\":\"CANARY-value\"}}"#;
    // Q0FOQVJZLXZhbHVl is CANARY-value.
    let body = format!(
        r#"{{"apiVersion":"v1","kind":"Secret","type":"Opaque","metadata":{{"name":"planted","annotations":{{"kubectl.kubernetes.io/last-applied-configuration":"{copy}","note":"it is CANARY-value"}}}},"data":{{"password":"Q0FOQVJZLXZhbHVl"}}}}"#
    );
    crate::flows::browse_flows::post(
        &ground.address().to_string(),
        &format!("/api/v1/namespaces/{}/secrets", ground.namespace),
        &body,
    );
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut pty = ground.start(160, 40, &["--log-file", log.to_str().unwrap()]);
    pty.wait_text("● live", LONG).unwrap();
    pty.send(":secrets");
    pty.wait_text("> secrets", LONG).unwrap();
    pty.send(keys::ENTER);
    pty.wait_text("planted", LONG).unwrap();
    pty.send("/planted");
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains("planted") && s.contains("(1)"), LONG).unwrap();
    for (key, seen) in [("d", "12 bytes"), ("y", "(hidden)")] {
        pty.send(key);
        pty.wait_text(seen, LONG).unwrap();
        let raw = String::from_utf8_lossy(&pty.raw_output()).into_owned();
        assert!(!raw.contains("CANARY") && !raw.contains("Q0FOQVJZ"), "{key}: {}", pty.screen());
        if key == "d" {
            pty.send(keys::ESC);
            pty.wait_for(|s| !s.contains("12 bytes"), LONG).unwrap();
        }
    }
    pty.send("x");
    pty.wait_for(|s| s.contains("Q0FOQVJZLXZhbHVl") && s.contains("it is CANARY-value"), LONG).unwrap();
    // What was asked for was for the eyes alone.
    let mut all = files(pty.home());
    all.push(log);
    for file in all {
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        assert!(!text.contains("CANARY") && !text.contains("Q0FOQVJZ"), "{}", file.display());
    }
}

/// Objects of every kind with a marked secret in all their texts that are no names: looked at, described, changed and deleted, and in no file
/// of ours afterwards, also not in the report of a crash.
#[test]
fn a_marked_secret_in_objects_of_every_kind_is_in_no_file() {
    let ground = Ground::demo();
    let ns = &ground.namespace;
    let annotations = r#"{"note":"CANARY","kubectl.kubernetes.io/last-applied-configuration":"{\"a\":\"CANARY\"}"}"#;
    let container = r#"{"name":"c","image":"lab/app:1","command":["run","CANARY"],"args":["--password=CANARY"],"workingDir":"/CANARY",
        "env":[{"name":"PASSWORD","value":"CANARY"},{"name":"PLAIN","value":"CANARY"}],
        "readinessProbe":{"httpGet":{"path":"/CANARY","port":80,"httpHeaders":[{"name":"Authorization","value":"CANARY"}]}},
        "lifecycle":{"preStop":{"exec":{"command":["CANARY"]}}}}"#;
    let pod = format!(r#"{{"containers":[{container}],"hostname":"x"}}"#);
    let template = format!(r#"{{"metadata":{{"labels":{{"app":"planted"}},"annotations":{annotations}}},"spec":{pod}}}"#);
    let job =
        format!(r#"{{"metadata":{{"labels":{{"app":"planted"}}}},"spec":{{"restartPolicy":"Never","containers":[{container}]}}}}"#);
    let selector = r#"{"matchLabels":{"app":"planted"}}"#;
    let kinds = [
        ("apps/v1", "deployments", "Deployment", format!(r#""spec":{{"replicas":1,"selector":{selector},"template":{template}}}"#)),
        (
            "apps/v1",
            "statefulsets",
            "StatefulSet",
            format!(r#""spec":{{"replicas":1,"serviceName":"x","selector":{selector},"template":{template}}}"#),
        ),
        ("apps/v1", "daemonsets", "DaemonSet", format!(r#""spec":{{"selector":{selector},"template":{template}}}"#)),
        ("batch/v1", "jobs", "Job", format!(r#""spec":{{"template":{job}}}"#)),
        (
            "batch/v1",
            "cronjobs",
            "CronJob",
            format!(r#""spec":{{"schedule":"0 1 1 1 *","jobTemplate":{{"spec":{{"template":{job}}}}}}}"#),
        ),
        ("v1", "pods", "Pod", format!(r#""spec":{pod}"#)),
        ("v1", "secrets", "Secret", r#""type":"Opaque","data":{"replicas":"Q0FOQVJZLXZhbHVl"}"#.to_owned()),
        ("v1", "configmaps", "ConfigMap", r#""data":{"image":"CANARY","db.password":"CANARY"}"#.to_owned()),
        ("iot.example.com/v1", "devices", "Device", r#""spec":{"model":"CANARY","firmware":"CANARY"}"#.to_owned()),
    ];
    let plant = |(version, plural, kind, more): &(&str, &str, &str, String)| {
        let root = if version.contains('/') { "apis" } else { "api" };
        let object = format!(
            r#"{{"apiVersion":"{version}","kind":"{kind}","metadata":{{"name":"planted","annotations":{annotations}}},{more}}}"#
        );
        let path = format!("/{root}/{version}/namespaces/{ns}/{plural}");
        crate::flows::browse_flows::post(&ground.address().to_string(), &path, &object);
    };
    // The one that is edited is alone at first: which of several stands first depends on how far each has come.
    plant(&kinds[0]);
    let folder = tempfile::tempdir().unwrap();
    let (log, editor) = (folder.path().join("log"), script(folder.path(), "sed -i 's/CANARY/CANARY-more/' \"$1\""));
    let arguments = ["--kubeconfig", ground.config.to_str().unwrap(), "-n", ns, "--log-file", log.to_str().unwrap()];
    let start =
        || Start::new().size(150, 40).args(arguments).env("EDITOR", editor.to_str().unwrap()).env("XDG_STATE_HOME", folder.path());
    let mut pty = start().spawn();
    pty.wait_for(|s| s.contains("● live") && s.contains("planted"), LONG).unwrap();
    let journal = folder.path().join("dogwatch/journal.jsonl");
    let ends = || std::fs::read_to_string(&journal).unwrap_or_default().matches("\"end\"").count();
    // Edited where it is a workload, and taken.
    pty.send("/planted\r");
    pty.wait_for(|s| s.contains("/planted") && s.contains("Pods of planted"), LONG).unwrap();
    pty.send("e");
    pty.wait_for(|s| s.contains("edit  demo-admin") && s.contains("y do it"), LONG).unwrap();
    let before = ends();
    pty.send("y");
    crate::support::ground::until("the edit's end", || (ends() > before).then_some(()));
    kinds[1..].iter().for_each(plant);
    for (_, plural, kind, _) in &kinds {
        pty.send(&format!(":{plural}\r"));
        pty.wait_text(&format!("┌ {kind}"), LONG).unwrap_or_else(|e| panic!("{kind}: {e}"));
        pty.send("/planted\r");
        pty.wait_for(|s| s.contains("(1) /planted"), LONG).unwrap_or_else(|e| panic!("{kind}: {e}"));
        for (key, title) in [("d", "─ Describe"), ("y", "apiVersion:")] {
            pty.send(key);
            pty.wait_text(title, LONG).unwrap_or_else(|e| panic!("{kind} {key}: {e}"));
            pty.send(keys::ESC);
            pty.wait_for(|s| !s.contains(title), LONG).unwrap_or_else(|e| panic!("{kind} {key}: {e}"));
        }
        pty.send(&keys::ctrl('d'));
        pty.wait_for(|s| s.contains(&format!("{kind} planted")) && s.contains("Enter preview"), LONG)
            .unwrap_or_else(|e| panic!("{kind}: {e}"));
        pty.send(keys::ENTER);
        pty.wait_text("y do it", LONG).unwrap_or_else(|e| panic!("{kind}: {e}"));
        pty.send("y");
        pty.wait_for(|s| s.contains("(0) /planted"), LONG).unwrap_or_else(|e| panic!("{kind}: {e}"));
    }
    pty.send(":q!\r");
    pty.wait_exit(LONG).unwrap();
    // And the report of a task that fails with all of that in reach.
    let crashed = start().env("DOGWATCH_PANIC", "worker").spawn();
    crashed.wait_text("● live", LONG).unwrap();
    crate::support::ground::until("the report", || {
        std::fs::read_to_string(&log).is_ok_and(|t| t.contains("DOGWATCH_PANIC")).then_some(())
    });
    drop(crashed);
    let mut all = files(&folder.path().join("dogwatch"));
    all.push(log);
    assert!(all.iter().any(|f| f.ends_with("journal.jsonl")) && ends() > kinds.len(), "{}", ends());
    for file in all {
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        assert!(!text.contains(CANARY) && !text.contains("Q0FOQVJZ"), "in {}\n{text}", file.display());
    }
}
