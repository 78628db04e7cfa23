//! A decoded value is shown while it is looked at, and is nowhere afterwards: in no file that was written, and not in the program's memory,
//! however many libraries it has gone through.

use crate::flows::browse_flows::post;
use crate::support::ground::{Ground, LONG, executable, until};
use crate::support::pty::{Pty, Start, keys};
use crate::support::tls::Tls;
use crate::support::truth::ask;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::io::Read;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// What nobody could guess, and no other memory holds.
pub fn random() -> String {
    let mut bytes = [0u8; 32];
    std::fs::File::open("/dev/urandom").unwrap().read_exact(&mut bytes).unwrap();
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// How often any of the texts stands in the memory of a process that can be written.
pub fn in_memory(pid: u32, texts: &[&str]) -> usize {
    let all: Vec<String> = texts.iter().map(|t| regex::escape(t)).collect();
    let wanted = regex::bytes::Regex::new(&all.join("|")).unwrap();
    let maps = std::fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
    let memory = std::fs::File::open(format!("/proc/{pid}/mem")).unwrap();
    let (mut found, mut seen) = (0, 0);
    for line in maps.lines() {
        let mut words = line.split_whitespace();
        let (Some((from, to)), Some(mode)) = (words.next().and_then(|w| w.split_once('-')), words.next()) else { continue };
        if !mode.starts_with("rw") {
            continue;
        }
        let [from, to] = [from, to].map(|at| u64::from_str_radix(at, 16).unwrap());
        let mut block = vec![0; usize::try_from(to - from).unwrap()];
        // What was given back meanwhile cannot be read.
        if memory.read_exact_at(&mut block, from).is_ok() {
            seen += block.len();
            found += wanted.find_iter(&block).count();
        }
    }
    assert!(seen > 1 << 20, "the memory cannot be read");
    found
}

/// Opens the Secrets, and the one of this name.
pub fn open_keys(pty: &mut Pty, name: &str, key: &str) {
    pty.wait_text("● live", LONG).unwrap();
    pty.send(":secrets");
    pty.wait_text("> secrets", LONG).unwrap();
    pty.send(keys::ENTER);
    pty.wait_text(name, LONG).unwrap();
    pty.send(&format!("/{name}"));
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains(name) && s.contains("(1)"), LONG).unwrap();
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains(&format!("Secret {name}")) && s.contains(key), LONG).unwrap();
}

/// All that was written below a folder.
pub fn assert_not_written(folder: &Path, texts: &[&str]) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            assert_not_written(&path, texts);
        } else {
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            assert!(!texts.iter().any(|t| text.contains(t)), "{}", path.display());
        }
    }
}

/// By way of TLS, as everywhere else: its buffers hold what came as well.
#[test]
fn nothing_of_a_value_is_left_once_it_was_left() {
    let ground = Ground::demo();
    let tls = Tls::before(ground.address());
    let folder = tempfile::tempdir().unwrap();
    let (config, log) = (folder.path().join("config"), folder.path().join("log"));
    std::fs::write(&config, tls.config(&std::fs::read_to_string(&ground.config).unwrap())).unwrap();
    let (value, other, copied) = (random(), random(), random());
    let [coded, coded_other] = [&value, &other].map(|v| STANDARD.encode(v));
    // What kubectl keeps of a Secret is in its metadata, which is asked for to list it, and to see how it hangs together.
    let copy = format!(r#"{{\"kind\":\"Secret\",\"stringData\":{{\"old\":\"{copied}\"}}}}"#);
    let body = format!(
        r#"{{"apiVersion":"v1","kind":"Secret","type":"Opaque","metadata":{{"name":"planted","annotations":{{"kubectl.kubernetes.io/last-applied-configuration":"{copy}"}}}},"data":{{"other":"{coded_other}","password":"{coded}"}}}}"#
    );
    post(&ground.address().to_string(), &format!("/api/v1/namespaces/{}/secrets", ground.namespace), &body);
    let arguments = ["--kubeconfig", config.to_str().unwrap(), "-n", &ground.namespace, "--log-file", log.to_str().unwrap()];
    let mut pty = Start::new().size(110, 30).args(arguments).spawn();
    // Of the value all of it, all of it as it came, and the better half of each: what was written over in part counts as well.
    let texts = [&value, &coded].map(|t| t.as_str());
    let halves =
        [&value[..32], &value[32..], &coded[..40], &coded[40..80], &other[..32], &coded_other[..40], &copied[..32], &copied[32..]];
    let pid = pty.pid();
    open_keys(&mut pty, "planted", "password");
    assert!(pty.screen().contains("64 bytes") && pty.screen().contains("2 keys, 128 bytes"), "{}", pty.screen());
    until("the list of keys to have left no value", || (in_memory(pid, &halves) == 0).then_some(()));
    for key in [keys::ENTER, "x"] {
        pty.send("G");
        pty.send(key);
        pty.wait_text(&value, LONG).unwrap();
        assert!(in_memory(pid, &texts) > 0, "while it is shown it is found");
        if key == "x" {
            // Copied it is on its way to the terminal, is told by its size, and is nowhere else.
            let sequence = format!("\u{1b}]52;c;{coded}");
            assert!(!String::from_utf8_lossy(&pty.raw_output()).contains(&sequence));
            pty.send("c");
            pty.wait_text("64 bytes sent to the terminal's clipboard", LONG).unwrap();
            assert_eq!(String::from_utf8_lossy(&pty.raw_output()).matches(&sequence).count(), 1);
        }
        pty.send(keys::ESC);
        pty.wait_for(|s| !s.contains(&value[..8]) && s.contains("2 keys"), LONG).unwrap();
        until("the value to be gone from memory", || (in_memory(pid, &halves) == 0).then_some(()));
    }
    // Of the list of keys what is copied is the key.
    pty.send("c");
    pty.wait_text("sent to the terminal's clipboard: password", LONG).unwrap();
    // All that asks for the metadata of Secrets: how it hangs together, what owns it, and who has read an older one.
    pty.send(keys::ESC);
    pty.wait_for(|s| s.contains("planted") && !s.contains("2 keys"), LONG).unwrap();
    pty.send("O");
    pty.wait_for(|s| s.contains("Secret planted") && s.contains("nothing uses it"), LONG).unwrap();
    pty.send(keys::ESC);
    pty.wait_for(|s| !s.contains("nothing uses it"), LONG).unwrap();
    pty.send("o");
    pty.wait_text("has no owner", LONG).unwrap();
    pty.send(":stale");
    pty.wait_text("> stale", LONG).unwrap();
    pty.send(keys::ENTER);
    pty.wait_text("pods looked at", LONG).unwrap();
    until("the copy in the metadata to be gone from memory", || (in_memory(pid, &halves) == 0).then_some(()));
    assert_not_written(pty.home(), &halves);
    let log = std::fs::read_to_string(&log).unwrap_or_default();
    assert!(!halves.iter().any(|t| log.contains(t)), "{log}");
}

/// A Secret is edited decoded: the file is its user's alone and goes with the editor, the question tells sizes, and no value is anywhere
/// afterwards but on the server.
#[test]
fn a_secret_is_edited_decoded_and_nothing_of_it_is_kept() {
    let (ground, folder) = (Ground::demo(), tempfile::tempdir().unwrap());
    let (value, other) = (random(), format!("{}ab", random()));
    let secrets = format!("/api/v1/namespaces/{}/secrets", ground.namespace);
    let secret = |name: &str, more: &str, value: &str| {
        let data = STANDARD.encode(value);
        format!(
            r#"{{"apiVersion":"v1","kind":"Secret","metadata":{{"name":"{name}"}},{more}"data":{{"bytes":"/wA=","password":"{data}"}}}}"#
        )
    };
    post(&ground.address().to_string(), &secrets, &secret("planted", "", &value));
    post(&ground.address().to_string(), &secrets, &secret("forever", "\"immutable\":true,", &value));
    let seen = folder.path().join("seen");
    let text = format!(
        "#!/bin/sh\n{{ stat -c '%a %n' \"$1\" \"$(dirname \"$1\")\"; cat \"$1\"; }} > {}\nsed -i 's/{value}/{other}/' \"$1\"\ncp \"$1\" \"$1~\"\n",
        seen.display()
    );
    let editor = executable(&folder.path().join("editor"), &text);
    let log = folder.path().join("log");
    let config = ground.config.to_str().unwrap();
    let arguments = ["--kubeconfig", config, "-n", &ground.namespace, "--log-file", log.to_str().unwrap()];
    let mut pty = Start::new().size(120, 34).env("EDITOR", editor.to_str().unwrap()).args(arguments).spawn();
    let pid = pty.pid();
    open_keys(&mut pty, "planted", "password");
    // What is no text is no editor's; nothing else is opened in its place.
    pty.send("e");
    pty.wait_text("what stands under bytes is no text", LONG).unwrap();
    pty.send("G");
    pty.send("e");
    let asked = pty.wait_for(|s| s.contains("y do it"), LONG).unwrap();
    assert!(asked.contains("data.password") && asked.contains("(64 bytes)") && asked.contains("(66 bytes)"), "{asked}");
    let given = std::fs::read_to_string(&seen).unwrap();
    let modes: Vec<&str> = given.lines().take(2).filter_map(|l| l.split(' ').next()).collect();
    assert_eq!(modes, ["600", "700"], "{given}");
    assert!(given.contains(&format!("password: {value}")) && !given.contains("bytes"), "one key at a time: {given}");
    pty.send("y");
    pty.wait_text("Written to the journal", LONG).unwrap();
    let (_, now) = ask(ground.address(), "GET", &format!("{secrets}/planted"), "");
    assert!(now.contains(&STANDARD.encode(&other)) && now.contains("/wA=") && !now.contains("stringData"), "{now}");
    let texts = [&value[..32], &value[32..], &other[..32], &other[32..]];
    let coded = [STANDARD.encode(&value), STANDARD.encode(&other)];
    let all: Vec<&str> = texts.into_iter().chain(coded.iter().flat_map(|c| [&c[..40], &c[40..80]])).collect();
    until("the values to be gone from memory", || (in_memory(pid, &all) == 0).then_some(()));
    // What it held before is not kept for taking it back, and that is said.
    pty.send(keys::ESC);
    pty.wait_for(|s| s.contains("planted") && !s.contains("Secret planted"), LONG).unwrap();
    pty.send("u");
    pty.wait_text("what a Secret held before is remembered nowhere", LONG).unwrap();
    // From its row all of it is edited; left at the question nothing of it stays.
    let editor = format!("#!/bin/sh\ncp \"$1\" {0}\nsed -i 's/{other}/{value}/' \"$1\"\n", seen.display());
    executable(&folder.path().join("editor"), &editor);
    pty.send("e");
    pty.wait_for(|s| s.contains("y do it") && s.contains("data.password"), LONG).unwrap();
    let given = std::fs::read_to_string(&seen).unwrap();
    assert!(given.contains(&format!("password: {other}")) && given.contains("bytes: /wA="), "{given}");
    pty.send(keys::ESC);
    pty.wait_for(|s| !s.contains("y do it"), LONG).unwrap();
    until("the values to be gone from memory", || (in_memory(pid, &all) == 0).then_some(()));
    // One that can never be changed is not opened.
    pty.send(keys::ESC);
    pty.wait_text("forever", LONG).unwrap();
    pty.send("/forever");
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains("forever") && s.contains("(1)"), LONG).unwrap();
    pty.send("e");
    pty.wait_text("it is immutable", LONG).unwrap();
    let raw = String::from_utf8_lossy(&pty.raw_output()).into_owned();
    assert!(!texts.iter().any(|t| raw.contains(t)), "{}", pty.screen());
    assert_not_written(pty.home(), &all);
    assert!(std::fs::read_to_string(pty.home().join("state/dogwatch/journal.jsonl")).unwrap().contains("data.password"));
    assert!(!texts.iter().any(|t| std::fs::read_to_string(&log).unwrap_or_default().contains(t)));
}
