//! The walls of the house, held by reading the `use` lines.

mod circles;
mod floors;
mod graph;
mod matches;
mod texts;

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// The code of a file without comments and without its tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
    text.lines().map(|l| l.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Every line of a room that has one of the words.
fn offences(room: &str, forbidden: &[&str]) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    match root.join(room) {
        folder if folder.is_dir() => sources(&folder, &mut files),
        _ => files.push(root.join(format!("{room}.rs"))),
    }
    assert!(!files.is_empty(), "no such room: {room}");
    let mut found = Vec::new();
    for file in files.iter().filter(|f| !f.file_name().unwrap().to_string_lossy().contains("test")) {
        for (i, line) in code(file).lines().enumerate() {
            if let Some(word) = forbidden.iter().find(|w| line.contains(**w)) {
                found.push(format!("{}:{}: {word}", file.strip_prefix(&root).unwrap().display(), i + 1));
            }
        }
    }
    found
}

const IO: [&str; 12] = [
    "kube::",
    "tokio",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::io",
    "SystemTime",
    "Instant",
    "Utc::now",
    "Time::system",
];

#[test]
fn the_core_does_no_io_and_has_no_clock() {
    for room in ["store", "logs", "app", "views", "command"] {
        assert_eq!(offences(room, &IO), Vec::<String>::new(), "{room}");
    }
    // The model has the one function that asks the clock, for the edges to call.
    let model: Vec<String> = offences("model", &IO).into_iter().filter(|o| !o.starts_with("model/time.rs")).collect();
    assert_eq!(model, Vec::<String>::new());
}

#[test]
fn rooms_use_only_what_they_may() {
    let others = |allowed: &[&str]| -> Vec<String> {
        [
            "app", "cli", "cluster", "command", "config", "demo", "export", "files", "journal", "logs", "model", "program",
            "report", "runtime", "store", "terminal", "theme", "transfer", "ui", "views",
        ]
        .iter()
        .filter(|room| !allowed.contains(room))
        .map(|room| format!("crate::{room}"))
        .collect()
    };
    for (room, allowed) in [
        ("model", vec!["model"]),
        ("store", vec!["store", "model"]),
        ("logs", vec!["logs", "model"]),
        ("command", vec!["command", "model"]),
        ("app", vec!["app", "model", "store", "logs", "command"]),
        // What lines have in common is said in one place.
        ("cluster", vec!["cluster", "model", "logs", "journal", "files"]),
        ("journal", vec!["journal", "model", "files"]),
        // Only what draws a view knows the kit; the list of views puts both together.
        ("views", vec!["views", "app", "model", "logs", "command"]),
        ("ui", vec!["ui", "app", "theme", "model", "command"]),
        ("theme", vec!["theme", "files"]),
        // What goes to a terminal without a screen is cleaned there.
        ("terminal", vec!["terminal", "model", "files"]),
        ("transfer", vec!["transfer", "model", "files"]),
        ("files", vec!["files"]),
        // The environment's proxies and the tables of keys are types of those who use them.
        ("config", vec!["config", "model", "files", "command", "cluster", "views"]),
        ("export", vec!["export"]),
        ("demo", vec!["demo"]),
    ] {
        let forbidden = others(&allowed);
        let forbidden: Vec<&str> = forbidden.iter().map(String::as_str).collect();
        let found: Vec<String> = offences(room, &forbidden)
            .into_iter()
            .filter(|o| !(room == "demo" && o.ends_with("crate::model") && demo_model_is_time()))
            .filter(|o| {
                !(o.starts_with("views/mod.rs") || o.starts_with("views/") && (o.contains("/draw.rs:") || o.contains("/draw/")))
            })
            .collect();
        assert_eq!(found, Vec::<String>::new(), "{room}");
    }
}

/// The demo may know what a time is, and nothing else of ours.
fn demo_model_is_time() -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/demo");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files.iter().all(|f| {
        code(f).lines().all(|l| !l.contains("crate::model") || l.contains("crate::model::time") || l.contains("crate::model::Time"))
    })
}

/// rustfmt follows `mod` lines, and none that a macro makes: a file that it does not know is never looked at. Every view is among them, and
/// among those that are drawn.
#[test]
fn rustfmt_knows_every_file_and_the_list_every_view() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut files, mut made) = (Vec::new(), Vec::new());
    sources(&root, &mut files);
    for file in &files {
        if code(file).lines().any(|l| l.contains("mod $")) {
            made.push(file.display().to_string());
        }
    }
    assert!(made.is_empty(), "modules made by a macro: {made:?}");
    let list = fs::read_to_string(root.join("views/mod.rs")).unwrap();
    let listed = list.split("\nviews! {").nth(1).unwrap().split('}').next().unwrap();
    let mut folders: Vec<String> = fs::read_dir(root.join("views"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.is_dir())
        .map(|p| p.file_name().unwrap().to_string_lossy().into_owned())
        // What lies below all of them.
        .filter(|name| name != "panes")
        .collect();
    let mut views: Vec<String> = listed.lines().filter_map(|l| l.trim().strip_suffix(';')).map(str::to_owned).collect();
    folders.sort();
    views.sort();
    assert_eq!(views, folders);
}

/// What stands on top of the panes stays where it stands: what is taken out to be put back is lost by an early end between the two.
#[test]
fn no_view_is_taken_out_of_the_stack() {
    for field in ["self.views", "state.views", "self.mode", "state.mode"] {
        let forbidden = ["take(&mut ", "replace(&mut ", "swap(&mut "].map(|way| format!("{way}{field}"));
        let set = format!("{field} = ");
        let forbidden: Vec<&str> = forbidden.iter().map(String::as_str).chain([set.as_str()]).collect();
        assert_eq!(offences("app", &forbidden), Vec::<String>::new());
    }
}

#[test]
fn only_the_terminal_writes_to_the_screen() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for file in files.iter().filter(|f| !f.starts_with(root.join("terminal")) && !f.to_string_lossy().contains("test")) {
        let text = code(file).replace("e.use_stderr()", "");
        for word in ["stdout()", "stderr()", "println!", "eprintln!", "print!("] {
            assert!(!text.contains(word), "{}: {word}", file.display());
        }
    }
}

#[test]
fn only_the_writer_sends_a_write() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cluster");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for file in files
        .iter()
        .filter(|f| !f.ends_with("change/gate/writer.rs") && !f.to_string_lossy().contains("test") && !f.ends_with("fake.rs"))
    {
        let text = code(file);
        for word in
            ["Method::PATCH", "Method::PUT", "Method::DELETE", "Request::put", "Request::patch", "Request::delete", ".method(\"P"]
        {
            assert!(!text.contains(word), "{}: {word}", file.display());
        }
        // The one POST to a cluster is the question of what the user may do; the other goes to an identity provider.
        let posts = file.ends_with("session.rs") || file.ends_with("connect/oidc.rs");
        assert!(!text.contains("Request::post") || posts, "{}", file.display());
    }
}

/// What is listed and watched is a parameter: the one list-and-watch knows no kind and none of its users.
#[test]
fn the_reflector_knows_no_kind() {
    let words =
        ["Kind", "Scope", "Row", "cluster::watch", "cluster::browse", "cluster::events", "cluster::logs", "cluster::change"];
    let found: Vec<String> = offences("cluster/reflector", &words).into_iter().filter(|o| !o.contains("/tests/")).collect();
    assert_eq!(found, Vec::<String>::new());
    // And nobody else lists and watches by hand.
    let watches = offences("cluster", &["allowWatchBookmarks", "resourceVersion="]);
    let elsewhere: Vec<String> =
        watches.into_iter().filter(|o| !o.starts_with("cluster/reflector/") && !o.contains("/tests/")).collect();
    assert_eq!(elsewhere, Vec::<String>::new());
}

/// As [`code`], where strings hold addresses.
fn uncommented(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let comment = regex::Regex::new(r"(?m)(^|\s)//.*$").unwrap();
    comment.replace_all(text.split("\n#[cfg(test)]\nmod tests {").next().unwrap(), "").into_owned()
}

/// Every string of a file's code as it stands there, with what stands before it.
fn strings(code: &str) -> Vec<(String, String)> {
    let literal = regex::Regex::new(r#"(?s)"((?:[^"\\]|\\.)*)""#).unwrap();
    let folded = regex::Regex::new(r"\\\n\s*").unwrap();
    let code = code.replace("'\"'", "' '");
    let before = |at: usize| code[..at].chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect::<String>();
    let one = |c: regex::Captures<'_>| (before(c.get(0).unwrap().start()), folded.replace_all(&c[1], "").into_owned());
    literal.captures_iter(&code).map(one).collect()
}

/// All keys of the translations.
fn translated() -> std::collections::HashSet<String> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app/i18n"), &mut files);
    files.iter().flat_map(|f| strings(&fs::read_to_string(f).unwrap())).map(|(_, text)| text).collect()
}

#[test]
fn two_files_alone_have_unsafe_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let unsafe_files: Vec<_> =
        files.iter().filter(|f| regex::Regex::new(r"\bunsafe\b|unsafe_code").unwrap().is_match(&code(f))).collect();
    let mut unsafe_files = unsafe_files;
    unsafe_files.sort();
    assert_eq!(unsafe_files, [&root.join("terminal/abort.rs"), &root.join("wipe.rs")]);
    assert_eq!(code(unsafe_files[0]).matches("unsafe {").count(), 1);
}

/// Every body of an answer is read in the one place that bounds it, and a client is handed to the one place that sends.
#[test]
fn every_body_is_read_where_it_is_bounded() {
    let outside = |words: &[&str], but: &[&str]| -> Vec<String> {
        offences("cluster", words).into_iter().filter(|o| !but.iter().any(|b| o.starts_with(&format!("cluster/{b}:")))).collect()
    };
    let reads = ["BodyExt", "http_body", "BodyStream", "into_data_stream", ".frame()", "GzDecoder", "BytesMut", "request_text"];
    assert_eq!(outside(&reads, &["body.rs"]), Vec::<String>::new());
    assert_eq!(
        outside(
            &["client::Body", "client.send", "client.request"],
            &["body.rs", "session.rs", "connect/client.rs", "connect/oidc.rs"]
        ),
        Vec::<String>::new()
    );
    assert_eq!(offences("cluster", &["kube::Api", "Api::all", "Api::namespaced", "kube_runtime"]), Vec::<String>::new());
}

/// Files whose strings are no texts of ours on the screen: words of the server and of the kubelet that are looked for, what the program
/// says before there is a screen, what `kubectl describe` prints, what stands in a file for the editor.
const NO_TEXTS: [&str; 60] = [
    "model/freeze.rs",
    "model/guard/glob.rs",
    "model/environments/named.rs",
    "model/environments/rules.rs",
    "cluster/compare/template.rs",
    "model/guard/mod.rs",
    "model/ruling.rs",
    "model/change/spec.rs: {text:?} is not a change",
    // Typed: app::text has the Chinese of each variant.
    "model/change/intent.rs",
    // Mistakes in the settings, and what stops the start.
    "model/own.rs",
    "runtime/kubeconfig.rs: there is no home folder",
    "model/change/reason/",
    "model/change/target.rs",
    "model/change/touches.rs",
    "model/change/unfit.rs",
    "model/change/warning.rs",
    "model/docker/remark.rs",
    "model/filed.rs",
    "model/forward/",
    "model/logs/",
    "model/image.rs",
    "model/naming.rs",
    "model/quantity.rs",
    "model/reason/",
    "model/rights.rs",
    "model/soak/verdict.rs",
    "model/terms.rs",
    "model/trouble/",
    "model/lang.rs",
    "model/nodes/unseen.rs",
    "model/promotion/",
    "model/time.rs: not an RFC 3339 time",
    "model/time.rs: This machine's clock is",
    "model/time.rs: ahead of",
    "model/json_path/",
    "command/key.rs",
    "command/keymap.rs: there are no keys",
    "command/keymap.rs: {name:?} is no command",
    "command/keymap.rs: {key} would mean both",
    "command/keymap.rs: {key} cannot mean",
    "cluster/describe",
    "cluster/why/",
    "cluster/kubeconfig/mod.rs: no kubeconfig: looked at",
    "cluster/kubeconfig/mod.rs: {}: no context named",
    "cluster/kubeconfig/mod.rs: {}: no current-context",
    "cluster/kubeconfig/mod.rs: --context {asked:?} names several",
    "cluster/probe.rs",
    "cluster/change/gate/copy/into.rs: head -c",
    "cluster/change/gate/copy/into.rs: cat >",
    "cluster/change/gate/runtimes.rs",
    "cluster/change/verbs/copy.rs: changed as we read it",
    "cluster/change/verbs/copy.rs: file removed before",
    "cluster/change/verbs/copy.rs: exit delayed from",
    "cluster/foreign.rs: log in",
    "cluster/foreign.rs: sign in",
    "runtime/sign_in.rs: dogwatch: ",
    "runtime/mod.rs: DOGWATCH_PANIC",
    // How the traces of programs begin.
    "logs/failing.rs",
    "logs/fold.rs",
    "files/lock.rs",
];
/// Strings that are the same in every language, or are put together with a name.
const ALIKE: [&str; 39] = [
    "KUBECONFIG: {e}",
    "ctx {}",
    "ns {}",
    "view {}",
    "exec {command}",
    "who-can {asked}",
    "logs {labels}",
    "({} bytes)",
    "({bytes} bytes)",
    "HorizontalPodAutoscaler {}",
    "● {} {latency} ms",
    " {} MiB {} {} ",
    "failed to pull and unpack image ",
    "HTTP {code}",
    "HTTP {code}: {text}",
    "(hidden {number})",
    "(hidden {}",
    "packed: {e}",
    "{path} (order)",
    "Object({} {})",
    "Basic {}",
    "Bearer {token}",
    "a text",
    "a value",
    "a time",
    "far enough",
    "a map of texts",
    "Connection refused",
    "cannot be resolved",
    "No route to host",
    "Network is unreachable",
    "client error ",
    "patch: Invalid value: \\\"",
    "< 1 ms",
    "{}.txt, .ansi, .svg",
    "{ms} ms",
    " (os error",
    "ask for the size of",
    "draw on",
];

/// Every sentence that the screen can show has its Chinese: whoever writes one that has none is told here.
#[test]
fn every_sentence_is_translated() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let known = translated();
    let hole = regex::Regex::new(r"\{[^}]*\}").unwrap();
    let word = regex::Regex::new("[A-Za-z]{2,}").unwrap();
    // What is compared with is nobody's sentence.
    let compared = regex::Regex::new(
        r"(reason = |expect\(|\.contains\(|starts_with\(|ends_with\(|strip_prefix\(|strip_suffix\(|split_once\(|\.r?find\(|== |\.split\(|after\(text, |between\()&?\[?$",
    )
    .unwrap();
    let (mut sentences, mut without) = (0, Vec::new());
    for room in ["app", "views", "ui", "command", "model", "cluster", "runtime", "logs", "files", "transfer"] {
        let mut files = Vec::new();
        sources(&root.join(room), &mut files);
        for file in files {
            let path = file.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            // What is typed is missed by the compiler.
            if path.contains("test") || path.contains("fake") || path.contains("i18n") || path.starts_with("app/text/") {
                continue;
            }
            for (before, text) in strings(&texts::unpaired(&uncommented(&file))) {
                let bare = text.trim_matches([' ', ';', ',', '.', ':', '—']);
                let place = format!("{path}: {text}");
                let ours = bare.contains(' ') && word.is_match(&hole.replace_all(bare, "")) && !compared.is_match(&before);
                if !ours || ALIKE.contains(&&*text) || NO_TEXTS.iter().any(|p| place.starts_with(p)) {
                    continue;
                }
                sentences += 1;
                if ![&text, text.trim(), bare].into_iter().any(|t| known.contains(t)) {
                    without.push(place);
                }
            }
        }
    }
    assert!(without.is_empty(), "without an entry in src/app/i18n/:\n{}", without.join("\n"));
    assert!(sentences > 25, "only {sentences} sentences were found");
}
