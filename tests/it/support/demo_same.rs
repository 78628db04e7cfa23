//! The demo cluster and a real one side by side: what must differ (ages, names that are drawn, addresses) is made equal before outputs
//! are compared.

use crate::support::demo_support::{Demo, Kubectl};
use crate::support::real;
use dogwatch::demo::Scenario;
use std::sync::OnceLock;

/// An image that the real cluster has.
pub const APP: &str = "docker.io/lab/app";

/// A namespace of the real cluster that goes with the test.
pub struct Lab {
    pub k: Kubectl,
    _home: tempfile::TempDir,
}

impl Lab {
    pub fn enter(name: &str) -> Self {
        let path = std::env::var("DOGWATCH_TEST_KUBECONFIG").expect("DOGWATCH_TEST_KUBECONFIG names no kubeconfig");
        let home = tempfile::tempdir().unwrap();
        let k = Kubectl::new(path.as_ref(), home.path(), &format!("demo-{name}-{}", std::process::id()));
        k.ok(&["create", "ns", &k.ns]);
        Self { k, _home: home }
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        self.k.run(&["delete", "ns", &self.k.ns, "--wait=false"]);
    }
}

/// Whether a word is a duration as kubectl writes it.
pub fn is_age(word: &str) -> bool {
    let mut digits = false;
    let ok = word.chars().all(|c| {
        let unit = "smhdy".contains(c);
        let good = c.is_ascii_digit() || (unit && digits);
        digits = c.is_ascii_digit();
        good
    });
    ok && word.ends_with(['s', 'm', 'h', 'd', 'y']) && word.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a word's part was drawn by a controller: a template's hash or a pod's suffix.
pub fn is_drawn(part: &str) -> bool {
    let letters = part.chars().all(|c| "bcdfghjklmnpqrstvwxz2456789".contains(c));
    letters && (part.len() == 5 || (8..=10).contains(&part.len()) && part.contains(|c: char| c.is_ascii_digit()))
}

pub fn is_ip(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    parts.len() == 4 && parts.iter().all(|p| p.parse::<u8>().is_ok())
}

/// A word without what must differ.
pub fn word(w: &str, ns: &str) -> String {
    let w = w.replace(ns, "NS");
    let bare = w.trim_matches(|c: char| "\"(),'".contains(c));
    let whole = if bare.len() == 36 && bare.matches('-').count() == 4 {
        "UID"
    } else if bare.len() >= 20 && bare.as_bytes()[4] == b'-' && bare.ends_with('Z') {
        "TIME"
    } else if bare.starts_with("containerd://") || bare.contains("sha256:") {
        "ID"
    } else {
        ""
    };
    if !whole.is_empty() {
        return w.replacen(bare, whole, 1);
    }
    let mut out = String::new();
    for piece in w.split_inclusive(|c: char| "\"(),'=:/[]".contains(c)) {
        let end = piece.len() - piece.chars().last().filter(|c| "\"(),'=:/[]".contains(*c)).map_or(0, char::len_utf8);
        let (text, rest) = piece.split_at(end);
        out += &part(text);
        out += rest;
    }
    out
}

/// The real cluster's node.
pub fn node() -> &'static str {
    static NODE: OnceLock<String> = OnceLock::new();
    NODE.get_or_init(real::node)
}

pub fn part(text: &str) -> String {
    if is_age(text) {
        "AGE".to_owned()
    } else if is_ip(text) {
        "IP".to_owned()
    } else if text.starts_with("demo-node-") || text == node() {
        "NODE".to_owned()
    } else {
        text.split('-').map(|p| if is_drawn(p) { "*" } else { p }).collect::<Vec<_>>().join("-")
    }
}

/// A text without what must differ, and without the width of its columns.
pub fn plain(text: &str, ns: &str) -> String {
    let line = |l: &str| {
        // Deep indents are columns, whose width follows the longest name.
        let indent = (l.len() - l.trim_start().len()).min(8);
        let words: Vec<String> = l.split_whitespace().map(|w| word(w, ns)).collect();
        let mut line = format!("{}{}", " ".repeat(indent), words.join(" "));
        for day in ["Mon,", "Tue,", "Wed,", "Thu,", "Fri,", "Sat,", "Sun,"] {
            if let Some(at) = line.find(day) {
                line.truncate(at);
                line += "TIME";
            }
        }
        for number in ["resourceVersion: "] {
            if let Some(at) = line.find(number) {
                line.truncate(at + number.len());
            }
        }
        line
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// The demo and the real cluster, side by side.
pub struct Both {
    pub demo: Kubectl,
    pub lab: Lab,
    pub wrong: Vec<String>,
    pub _demo: Demo,
}

impl Both {
    pub fn enter(name: &str) -> Self {
        let lab = Lab::enter(name);
        let demo = Demo::start(Scenario::Calm, 20.0, None);
        Self { demo: demo.kubectl(name), lab, wrong: Vec::new(), _demo: demo }
    }

    /// Runs a command on both, without a look at what it says.
    pub fn run(&self, args: &[&str]) {
        self.lab.k.ok(args);
        self.demo.ok(args);
    }

    /// Runs a command on both and compares what is left of their outputs.
    pub fn same_but(&mut self, args: &[&str], cut: impl Fn(&str) -> String) {
        let (a, b) = (self.lab.k.run(args), self.demo.run(args));
        let minor = real::minor();
        let later: Vec<&str> = LATER.iter().filter(|(since, _)| minor < *since).map(|(_, line)| *line).collect();
        let text = |r: &super::demo_support::Ran, ns: &str| cut(&without(&later)(&plain(&format!("{}{}", r.out, r.err), ns)));
        let (real, ours) = (text(&a, &self.lab.k.ns), text(&b, &self.demo.ns));
        if real != ours || (a.code == 0) != (b.code == 0) {
            self.wrong.push(format!("$ kubectl {}\n--- real\n{real}\n--- demo\n{ours}\n", args.join(" ")));
        }
    }

    pub fn same(&mut self, args: &[&str]) {
        self.same_but(args, str::to_owned);
    }

    /// Waits on both until an output is as wanted.
    pub fn until(&self, args: &[&str], good: impl Fn(&str) -> bool) {
        self.lab.k.until(args, &good);
        self.demo.until(args, &good);
    }

    pub fn end(self) {
        assert!(self.wrong.is_empty(), "{} outputs differ:\n{}", self.wrong.len(), self.wrong.join("\n"));
    }
}

/// The text without lines that begin or contain one of these.
pub fn without<'a>(parts: &'a [&'a str]) -> impl Fn(&str) -> String + 'a {
    move |t| t.lines().filter(|l| !parts.iter().any(|p| l.contains(p))).collect::<Vec<_>>().join("\n")
}

/// The last line.
pub fn last(t: &str) -> String {
    t.lines().last().unwrap_or_default().to_owned()
}

/// The lines in an order of their own: for lists whose names are drawn.
pub fn sorted(t: &str) -> String {
    let mut all: Vec<&str> = t.lines().collect();
    all.sort_unstable();
    all.join("\n")
}

/// Lines that came or went with a version: a cluster before that minor version is compared without them.
pub const LATER: [(u32, &str); 3] = [
    // The empty time of a template was written before.
    (34, "creationTimestamp: null"),
    (35, "terminatingReplicas:"),
    (33, "Warning: v1 Endpoints is deprecated"),
];
