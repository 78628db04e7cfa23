//! Bodies without an end, and bodies that unpack to gigabytes: whatever reads one gives it up, says so and goes on, within 200 MiB in all.
//! The real program is measured, since what counts is what the kernel gives it.

use crate::flows::measure::resident;
use crate::support::desk::told;
use crate::support::ground::{Ground, LONG};
use crate::support::proxy::{Fault, Proxy};
use crate::support::pty::{Pty, Start};
use bytes::Bytes;
use std::io::Write;
use std::time::Instant;

/// The most memory that the program may ever have had, in KiB.
pub const MOST: u64 = 200 << 10;

/// A dashboard on the demo with the proxy between, all namespaces in view.
pub struct Attack {
    ground: Ground,
    pub proxy: Proxy,
    pub pty: Pty,
    began: Instant,
}

impl Attack {
    pub fn start(rules: impl FnOnce(&Proxy)) -> Self {
        let ground = Ground::demo();
        let proxy = Proxy::before(ground.address());
        rules(&proxy);
        let config = proxy.config_of(&ground.config);
        let pty = Start::new().size(160, 48).args(["--kubeconfig", config.to_str().unwrap(), "-A"]).spawn();
        Self { ground, proxy, pty, began: Instant::now() }
    }

    fn live(&self) {
        self.pty.wait_for(|s| s.contains("● live") && s.contains("web") && !s.contains("stale"), LONG).unwrap();
    }

    /// It is read again and again, the program answers its keys meanwhile, and its memory stays within the bound.
    fn holds(&mut self, what: &str, part: &str, times: usize) {
        let asked = self.proxy.count("GET", part);
        // The memory that is looked at is the most that it ever was.
        self.proxy.wait_asked("GET", part, asked + times);
        self.within(what);
        self.pty.send("?");
        self.pty.wait_text("─ Help", LONG).unwrap();
        self.pty.send("\x1b");
        self.pty.wait_for(|s| !s.contains("─ Help"), LONG).unwrap();
        self.within(what);
    }

    /// The demo's own faults.
    pub fn faults(&self) -> &dogwatch::demo::Faults {
        self.ground.faults()
    }

    /// A change on the server.
    pub fn change(&self, method: &str, path: &str, body: &str) {
        crate::support::truth::change(self.ground.address(), method, path, body);
    }

    /// The most memory that it has had, in KiB.
    pub fn peak(&self) -> u64 {
        resident(self.pty.pid()).1
    }

    pub fn within(&self, what: &str) {
        let most = self.peak();
        assert!(most > 0 && most < MOST, "{what}: {} MiB", most >> 10);
    }
}

impl Drop for Attack {
    fn drop(&mut self) {
        told(&format!("peak {} MiB", self.peak() >> 10), self.began.elapsed());
    }
}

/// A gigabyte, packed: about a MiB.
pub fn bomb() -> Bytes {
    static BOMB: std::sync::OnceLock<Bytes> = std::sync::OnceLock::new();
    BOMB.get_or_init(packed).clone()
}

fn packed() -> Bytes {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(br#"{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":["#).unwrap();
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..1024 {
        packer.write_all(&zeros).unwrap();
    }
    packer.finish().unwrap().into()
}

pub const LIST: &str = r#"{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":["#;
pub const ITEM: &str = r#"{"metadata":{"name":"a","namespace":"iot-dev","uid":"u"}},"#;
pub const EVENT: &str = r#"{"type":"ADDED","object":{"metadata":{"name":"a","namespace":"iot-dev","uid":"u"},"x":""#;
const TABLE: &str = r#"{"kind":"Table","metadata":{"resourceVersion":"1"},"rows":["#;

#[test]
fn lists_without_an_end() {
    for (name, begin, again) in [
        ("items", LIST, ITEM),
        ("objects of nothing", LIST, "{},"),
        ("rows", TABLE, "{},"),
        ("one text", r#"{"kind":""#, "xxxxxxxx"),
        ("blanks", "", "        "),
    ] {
        let mut attack = Attack::start(|proxy| proxy.paged());
        attack.live();
        let rule = attack.proxy.on("GET", "limit=", Fault::endless(begin, again));
        attack.proxy.on("GET", "watch=true", Fault::status(410, "Expired", "too old"));
        attack.proxy.break_watches("");
        attack.holds(name, "/pods?limit=", 4);
        attack.pty.wait_text("more than 32 MiB in one answer", LONG).map_err(|e| format!("{name}: {e}")).unwrap();
        attack.proxy.lift(rule);
        attack.proxy.clear();
        attack.live();
        attack.within(name);
    }
}

#[test]
fn failures_without_an_end() {
    let mut attack = Attack::start(|_| {});
    attack.live();
    for code in [401, 403, 429, 500, 503] {
        let Fault::Endless(_, headers, begin, again) = Fault::endless(r#"{"kind":"Status","message":""#, "boom ") else {
            panic!("it has an end")
        };
        let rule = attack.proxy.on("GET", "/api", Fault::Endless(code, headers, begin, again));
        attack.proxy.break_watches("");
        attack.holds("failures", "/api", 8);
        attack.proxy.lift(rule);
        attack.live();
    }
}

#[test]
fn a_little_that_unpacks_to_a_gigabyte() {
    let bomb = bomb();
    assert!(bomb.len() < 2 << 20);
    let mut attack = Attack::start(|proxy| proxy.paged());
    attack.live();
    let packed = vec![("content-encoding", "gzip".to_owned())];
    attack.proxy.on("GET", "/", Fault::Endless(200, packed, bomb, Bytes::new()));
    attack.proxy.reset();
    attack.holds("packed", "/version", 3);
    attack.proxy.clear();
    attack.live();
    let packed = vec![("content-encoding", "gzip".to_owned())];
    attack.proxy.on("GET", "limit=", Fault::Endless(200, packed, self::bomb(), Bytes::new()));
    attack.proxy.on("GET", "watch=true", Fault::status(410, "Expired", "too old"));
    attack.proxy.break_watches("");
    attack.holds("packed pages", "/pods?limit=", 8);
    attack.proxy.clear();
    attack.live();
    attack.within("packed");
}

#[test]
fn lines_of_watches_without_an_end() {
    let mut attack = Attack::start(|_| {});
    attack.live();
    for again in ["xxxxxxxx", r#"":{},"a"#] {
        let rule = attack.proxy.on("GET", "watch=true", Fault::endless(EVENT, again));
        attack.proxy.break_watches("");
        attack.holds("lines", "watch=true", 12);
        attack.proxy.lift(rule);
        attack.live();
    }
}

#[test]
fn logs_without_an_end() {
    for again in ["xxxxxxxx", "2026-07-24T20:20:35.123456789Z a line as any other\n"] {
        let mut attack = Attack::start(|_| {});
        attack.live();
        attack.proxy.on("GET", "/log?", Fault::endless("", again));
        attack.pty.send("l");
        attack.proxy.wait_asked("GET", "/log?", 1);
        // What is read is bounded by the buffer of lines, however long it goes on.
        attack.proxy.wait_endless(128 << 20);
        attack.live();
        attack.within("logs");
    }
}

#[test]
fn kinds_without_an_end() {
    let mut attack = Attack::start(|_| {});
    attack.live();
    for (part, begin, again) in [
        ("/apis", r#"{"groups":["#, r#"{"versions":[{"groupVersion":"a/v1"}]},"#),
        ("/v1", r#"{"resources":["#, r#"{"name":"a","kind":"A","namespaced":true},"#),
    ] {
        let rule = attack.proxy.on("GET", part, Fault::endless(begin, again));
        let asked = attack.proxy.count("GET", part);
        attack.pty.send(":");
        attack.pty.wait_text("─ Command", LONG).unwrap();
        attack.pty.send("kinds\r");
        attack.pty.wait_text("─ Kind ", LONG).unwrap();
        attack.proxy.wait_asked("GET", part, asked + 4);
        attack.within("kinds");
        attack.proxy.lift(rule);
        attack.pty.send("\x1b");
        attack.pty.wait_for(|s| !s.contains("─ Kind "), LONG).unwrap();
        attack.live();
        attack.within("kinds");
    }
}

#[test]
fn objects_without_an_end() {
    for again in ["xxxxxxxx", r#"","a":"b"#, r#"",[],"#] {
        let mut attack = Attack::start(|_| {});
        attack.live();
        let rule = attack.proxy.on("GET", "/deployments/", Fault::endless(r#"{"metadata":{"name":"a","x":""#, again));
        attack.pty.send("y");
        attack.proxy.wait_asked("GET", "/deployments/", 1);
        attack.pty.wait_text("in one answer: given up", LONG).unwrap();
        attack.within("objects");
        // Whatever of it is on the screen is left.
        attack.pty.send("\x1b");
        attack.live();
        attack.proxy.lift(rule);
    }
}

/// Everything at once: each list, each watch, each log and each object, for as long as it takes to have been read many times.
#[test]
fn everything_at_once() {
    let mut attack = Attack::start(|_| {});
    attack.live();
    attack.pty.send("l");
    attack.proxy.wait_asked("GET", "/log?", 1);
    attack.proxy.on("GET", "/log?", Fault::endless("", "xxxxxxxx"));
    attack.proxy.on("GET", "limit=", Fault::endless(LIST, ITEM));
    attack.proxy.on("GET", "watch=true", Fault::endless(EVENT, r#"":{},"a"#));
    attack.proxy.on("GET", "/pods/", Fault::endless("{\"a\":[", "[],"));
    attack.proxy.reset();
    attack.holds("everything", "limit=", 16);
    attack.proxy.clear();
    attack.within("everything");
}
