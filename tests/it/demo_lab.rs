//! The same kubectl commands on the demo cluster and on a real one (`DOGWATCH_TEST_KUBECONFIG`, Kubernetes 1.20 or later), output by
//! output. What must differ (ages, names that are drawn, addresses) is made equal before; what two versions of Kubernetes word
//! differently is left out, each with its reason.

use super::demo_support::{Demo, Kubectl, Lines};
use super::real;
use dogwatch::demo::Scenario;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;
use std::sync::OnceLock;

/// An image that the real cluster has.
const APP: &str = "docker.io/lab/app";

/// A namespace of the real cluster that goes with the test.
struct Lab {
    k: Kubectl,
    _home: tempfile::TempDir,
}

impl Lab {
    fn enter(name: &str) -> Self {
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
fn is_age(word: &str) -> bool {
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
fn is_drawn(part: &str) -> bool {
    let letters = part.chars().all(|c| "bcdfghjklmnpqrstvwxz2456789".contains(c));
    letters && (part.len() == 5 || (8..=10).contains(&part.len()) && part.contains(|c: char| c.is_ascii_digit()))
}

fn is_ip(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    parts.len() == 4 && parts.iter().all(|p| p.parse::<u8>().is_ok())
}

/// A word without what must differ.
fn word(w: &str, ns: &str) -> String {
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
fn node() -> &'static str {
    static NODE: OnceLock<String> = OnceLock::new();
    NODE.get_or_init(real::node)
}

fn part(text: &str) -> String {
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
fn plain(text: &str, ns: &str) -> String {
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
struct Both {
    demo: Kubectl,
    lab: Lab,
    wrong: Vec<String>,
    _demo: Demo,
}

impl Both {
    fn enter(name: &str) -> Self {
        let lab = Lab::enter(name);
        let demo = Demo::start(Scenario::Calm, 20.0, None);
        Self { demo: demo.kubectl(name), lab, wrong: Vec::new(), _demo: demo }
    }

    /// Runs a command on both, without a look at what it says.
    fn run(&self, args: &[&str]) {
        self.lab.k.ok(args);
        self.demo.ok(args);
    }

    /// Runs a command on both and compares what is left of their outputs.
    fn same_but(&mut self, args: &[&str], cut: impl Fn(&str) -> String) {
        let (a, b) = (self.lab.k.run(args), self.demo.run(args));
        let minor = real::minor();
        let later: Vec<&str> = LATER.iter().filter(|(since, _)| minor < *since).map(|(_, line)| *line).collect();
        let text = |r: &super::demo_support::Ran, ns: &str| cut(&without(&later)(&plain(&format!("{}{}", r.out, r.err), ns)));
        let (real, ours) = (text(&a, &self.lab.k.ns), text(&b, &self.demo.ns));
        if real != ours || (a.code == 0) != (b.code == 0) {
            self.wrong.push(format!("$ kubectl {}\n--- real\n{real}\n--- demo\n{ours}\n", args.join(" ")));
        }
    }

    fn same(&mut self, args: &[&str]) {
        self.same_but(args, str::to_owned);
    }

    /// Waits on both until an output is as wanted.
    fn until(&self, args: &[&str], good: impl Fn(&str) -> bool) {
        self.lab.k.until(args, &good);
        self.demo.until(args, &good);
    }

    fn end(self) {
        assert!(self.wrong.is_empty(), "{} outputs differ:\n{}", self.wrong.len(), self.wrong.join("\n"));
    }
}

/// The text without lines that begin or contain one of these.
fn without<'a>(parts: &'a [&'a str]) -> impl Fn(&str) -> String + 'a {
    move |t| t.lines().filter(|l| !parts.iter().any(|p| l.contains(p))).collect::<Vec<_>>().join("\n")
}

/// The last line.
fn last(t: &str) -> String {
    t.lines().last().unwrap_or_default().to_owned()
}

/// The lines in an order of their own: for lists whose names are drawn.
fn sorted(t: &str) -> String {
    let mut all: Vec<&str> = t.lines().collect();
    all.sort_unstable();
    all.join("\n")
}

/// Lines that came or went with a version: a cluster before that minor version is compared without them.
const LATER: [(u32, &str); 3] = [
    // The empty time of a template was written before.
    (34, "creationTimestamp: null"),
    (35, "terminatingReplicas:"),
    (33, "Warning: v1 Endpoints is deprecated"),
];

const MANIFEST: &str = r#"
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: 1
      containers:
      - {name: web, image: "docker.io/lab/app:1.0", imagePullPolicy: Never, args: [app], ports: [{containerPort: 8080}], resources: {requests: {cpu: 5m}}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
"#;

fn manifest(dir: &tempfile::TempDir, name: &str, text: &str) -> String {
    let path = dir.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
#[ignore = "needs a real cluster in DOGWATCH_TEST_KUBECONFIG"]
fn a_deployment_reads_the_same_through_its_life() {
    let mut both = Both::enter("life");
    let dir = tempfile::tempdir().unwrap();
    let one = manifest(&dir, "one.yaml", MANIFEST);
    both.same(&["apply", "-f", &one]);
    both.same(&["apply", "-f", &one]);
    both.same_but(&["rollout", "status", "deploy/web", "--timeout=180s"], last);
    both.same(&["get", "deploy"]);
    both.same(&["get", "deploy,rs", "-o", "wide"]);
    both.same(&["get", "deploy", "web", "-o", "jsonpath={.spec.strategy}"]);
    both.same_but(&["get", "pods", "-o", "wide"], sorted);
    both.same(&["get", "deploy", "web", "-o", "yaml"]);
    both.same_but(&["get", "svc", "web", "-o", "wide"], sorted);
    both.same(&["get", "endpoints"]);
    // Events are worded differently since 1.25 ("from 0 to 2"); conditions stand in the order in which they came about.
    let described = |t: &str| {
        let head = t.split("Conditions:").next().unwrap_or_default().to_owned();
        let tail: String = t.lines().filter(|l| l.contains("ReplicaSet") && !l.contains("Scaled")).collect();
        head + &tail
    };
    both.same_but(&["describe", "deploy", "web"], described);
    // Of a pod: conditions that came later, and the events of the network and the runtime.
    let pod = |t: &str| {
        let t = t.split("\nEvents:").next().unwrap_or_default();
        without(&["PodReadyToStartContainers", "Image ID:", "Container ID:"])(t)
    };
    let name = ["describe", "pod", "-l", "app=web"];
    both.same_but(&name, |t| pod(t.split("\n\n\n").next().unwrap_or_default()));
    both.same(&["scale", "deploy", "web", "--replicas=3"]);
    both.same(&["set", "image", "deploy/web", &format!("web={APP}:1.1")]);
    both.same_but(&["rollout", "status", "deploy/web", "--timeout=180s"], last);
    both.same(&["rollout", "history", "deploy/web"]);
    both.same(&["rollout", "history", "deploy/web", "--revision=2"]);
    both.same(&["rollout", "undo", "deploy/web"]);
    both.same_but(&["rollout", "status", "deploy/web", "--timeout=180s"], last);
    both.same(&["rollout", "history", "deploy/web"]);
    both.same(&["rollout", "undo", "deploy/web", "--to-revision=9"]);
    both.same(&["rollout", "pause", "deploy/web"]);
    both.same(&["rollout", "pause", "deploy/web"]);
    both.same(&["rollout", "undo", "deploy/web"]);
    both.same(&["rollout", "resume", "deploy/web"]);
    both.same(&["rollout", "restart", "deploy/web"]);
    both.same_but(&["rollout", "status", "deploy/web", "--timeout=180s"], last);
    both.same(&["wait", "--for=condition=available", "deploy/web", "--timeout=180s"]);
    both.same(&["label", "deploy", "web", "tier=front"]);
    both.same(&["annotate", "deploy", "web", "note=x"]);
    both.same(&["delete", "deploy", "web"]);
    both.until(&["get", "rs", "-o", "name"], str::is_empty);
    both.same(&["get", "deploy", "web"]);
    both.end();
}

#[test]
#[ignore = "needs a real cluster in DOGWATCH_TEST_KUBECONFIG"]
fn mistakes_are_refused_in_the_same_words() {
    let mut both = Both::enter("wrong");
    let dir = tempfile::tempdir().unwrap();
    both.same(&["create", "deployment", "web", &format!("--image={APP}:1.0"), "--", "app"]);
    both.same(&["create", "deployment", "web", &format!("--image={APP}:1.0"), "--", "app"]);
    both.same(&["get", "deploy", "none"]);
    both.same(&["scale", "deploy", "web", "--replicas=3", "--current-replicas=7"]);
    both.same(&["set", "image", "deploy/web", "none=x:1"]);
    both.same(&["patch", "deploy", "web", "-p", r#"{"spec":{"replicas":-1}}"#]);
    both.same(&["patch", "deploy", "web", "-p", r#"{"spec":{"template":{"spec":{"containers":[{"name":"app","image":""}]}}}}"#]);
    both.same(&["patch", "deploy", "web", "--type=json", "-p", r#"[{"op":"test","path":"/spec/replicas","value":9}]"#]);
    both.same(&["get", "pods", "--field-selector=spec.color=red"]);
    both.same(&["get", "pods", "-l", "a in"]);
    both.same(&["logs", "none"]);
    let empty = manifest(&dir, "empty.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: UPPER}\n");
    // The rule for names is worded differently since 1.20.
    both.same_but(&["create", "-f", &empty], |t| {
        t.split("a DNS-1123").next().and_then(|t| t.split("a lowercase RFC").next()).unwrap_or_default().to_owned()
    });
    both.same(&["delete", "cm", "none"]);
    let bare = manifest(&dir, "bare.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: bare}\nspec: {selector: {a: b}}\n");
    both.same(&["create", "-f", &bare, "--validate=false"]);
    both.same(&["create", "secret", "generic", "s", "--from-literal=a=b"]);
    both.same(&["patch", "secret", "s", "-p", r#"{"type":"other"}"#]);
    // Values are shown as Go writes them before 1.33, as JSON since.
    let valueless = |t: &str| {
        let line = |l: &str| match (l.split_once("Invalid value"), l.rsplit_once(": ")) {
            (Some((head, _)), Some((_, why))) => format!("{head}{why}"),
            _ => l.to_owned(),
        };
        t.lines().map(line).collect::<Vec<_>>().join("\n")
    };
    both.same_but(&["patch", "deploy", "web", "-p", r#"{"spec":{"selector":{"matchLabels":{"x":"y"}}}}"#], valueless);
    both.same(&["get", "secret", "s"]);
    both.same(&["get", "secret", "s", "-o", "jsonpath={.data}"]);
    both.end();
}

#[test]
#[ignore = "needs a real cluster in DOGWATCH_TEST_KUBECONFIG"]
fn logs_nodes_and_rights_are_handled_the_same() {
    let mut both = Both::enter("rest");
    let dir = tempfile::tempdir().unwrap();
    both.run(&["apply", "-f", &manifest(&dir, "one.yaml", &MANIFEST.replace("replicas: 2", "replicas: 1"))]);
    let watch = |k: &Kubectl| k.stream(&["get", "pods", "-w"]);
    let watches = [watch(&both.lab.k), watch(&both.demo)];
    both.run(&["rollout", "status", "deploy/web", "--timeout=180s"]);
    let heads: Vec<String> = watches.iter().map(|w: &Lines| plain(&w.find("the head", |l| l.starts_with("NAME")), "")).collect();
    assert_eq!(heads[0], heads[1]);
    for w in &watches {
        w.find("a running pod", |l| l.starts_with("web-") && l.contains("Running"));
    }
    for k in [&both.lab.k, &both.demo] {
        let pod = k.ok(&["get", "pods", "-l", "app=web", "-o", "name"]).trim().to_owned();
        let follow = k.stream(&["logs", "-f", &pod]);
        follow.find("a line", |l| !l.is_empty());
        assert!(k.fails(&["logs", &pod, "--previous"]).contains("previous terminated container \"web\" in pod"));
        k.ok(&["delete", &pod, "--wait=false"]);
        follow.rest();
    }
    both.same(&["logs", "web-none"]);
    // The node is everybody's: it is only asked what would be done to it.
    let mut outcomes = Vec::new();
    for k in [&both.lab.k, &both.demo] {
        let node = k.ok(&["get", "nodes", "-o", "jsonpath={.items[0].metadata.name}"]);
        let ran = |args: &[&str]| {
            let ran = k.run(args);
            plain(&format!("{}{}", ran.out, ran.err), &k.ns)
        };
        outcomes.push((
            ran(&["cordon", &node, "--dry-run=server"]),
            ran(&["uncordon", &node]),
            ran(&["drain", &node, "--dry-run=server", "--pod-selector=app=none"]),
            ran(&["cordon", "no-such-node"]),
        ));
    }
    assert_eq!(outcomes[0], outcomes[1]);
    both.same(&["auth", "can-i", "create", "deployments"]);
    both.same(&["get", "deploy", "-A", "-l", "app=none"]);
    // The kinds that both have, in their versions that both have.
    let both_have = |t: &str| {
        let kinds = [
            "configmaps",
            "deployments",
            "replicasets",
            "statefulsets",
            "daemonsets",
            "jobs",
            "services",
            "secrets",
            "nodes v1",
            "namespaces",
            "controllerrevisions",
            "selfsubjectaccessreviews",
        ];
        let all: Vec<&str> =
            t.lines().filter(|l| kinds.iter().any(|k| l.starts_with(k) && l[k.len()..].starts_with(' '))).collect();
        sorted(&all.join("\n"))
    };
    both.same_but(&["api-resources", "--no-headers"], both_have);
    both.same_but(&["auth", "can-i", "--list", "--no-headers"], |t| sorted(&without(&["[/", "selfsubject"])(t)));
    both.end();
}

/// A kubectl proxy, for what kubectl itself does not ask: it answers plain requests with the rights of its user.
struct Proxy {
    child: std::process::Child,
    address: String,
}

impl Proxy {
    fn open(k: &Kubectl) -> Self {
        let mut child =
            k.command(&["proxy", "--port=0", "--append-server-path"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit(' ').next().unwrap().to_owned();
        assert!(address.contains(':'), "{line}");
        Self { child, address }
    }

    /// An answer as JSON; null where there is none.
    fn get(&self, path: &str, accept: &str) -> Value {
        let mut socket = TcpStream::connect(&self.address).unwrap();
        write!(socket, "GET {path} HTTP/1.0\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer);
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        serde_json::from_str(body).unwrap_or_default()
    }

    /// All resources: group and version, name, and what discovery says of it.
    fn resources(&self) -> BTreeMap<(String, String), Value> {
        let groups = self.get("/apis", "application/json");
        let mut versions = vec!["v1".to_owned()];
        let each = groups["groups"].as_array().unwrap().iter().flat_map(|g| g["versions"].as_array().unwrap());
        versions.extend(each.map(|v| v["groupVersion"].as_str().unwrap().to_owned()));
        let mut out = BTreeMap::new();
        for version in versions {
            let list = self.get(&base(&version), "application/json");
            for r in list["resources"].as_array().into_iter().flatten() {
                out.insert((version.clone(), r["name"].as_str().unwrap().to_owned()), r.clone());
            }
        }
        out
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn base(version: &str) -> String {
    if version == "v1" { "/api/v1".to_owned() } else { format!("/apis/{version}") }
}

/// What a Kubernetes before a minor version answers otherwise than the one that the demo is: the resource (`*` for all), and what of it.
const OLDER: [(u32, &str, &str); 7] = [
    // Discovery named no singular of what is built in.
    (27, "*", "singularName"),
    (22, "pods/eviction", "version"),
    (23, "services", "verbs"),
    (23, "pods/ephemeralcontainers", "kind"),
    // RESTARTS was a number; STATUS of Jobs came, SECRETS of accounts went.
    (23, "pods", "columns"),
    (30, "jobs", "columns"),
    (35, "serviceaccounts", "columns"),
];

/// What the two both serve is served alike: what discovery says of each resource, the columns of its table, and what its cells hold.
#[test]
#[ignore = "needs a real cluster in DOGWATCH_TEST_KUBECONFIG"]
fn what_both_serve_is_described_alike_and_has_the_same_columns() {
    let lab = Lab::enter("served");
    let demo = Demo::start(Scenario::Calm, 20.0, None);
    let (real, ours) = (Proxy::open(&lab.k), Proxy::open(&demo.kubectl("served")));
    let minor = real::minor();
    let older =
        |resource: &str, what: &str| OLDER.iter().any(|(since, r, w)| minor < *since && [resource, "*"].contains(r) && *w == what);
    let (theirs, mine) = (real.resources(), ours.resources());
    let mut wrong = Vec::new();
    let mut both = 0;
    for ((version, name), r) in &mine {
        let Some(t) = theirs.get(&(version.clone(), name.clone())) else {
            // Custom resources are each cluster's own, and an older one lacks what came later.
            if minor >= 36 && !version.contains("example") {
                wrong.push(format!("{version} {name}: only the demo has it"));
            }
            continue;
        };
        both += 1;
        let sorted = |v: &Value| {
            let mut all: Vec<String> = v.as_array().into_iter().flatten().map(Value::to_string).collect();
            all.sort();
            all
        };
        for field in ["singularName", "namespaced", "kind", "group", "version"] {
            if r[field] != t[field] && !older(name, field) {
                wrong.push(format!("{version} {name} {field}: demo {} real {}", r[field], t[field]));
            }
        }
        for field in ["verbs", "shortNames", "categories"] {
            if sorted(&r[field]) != sorted(&t[field]) && !older(name, field) {
                wrong.push(format!("{version} {name} {field}: demo {} real {}", r[field], t[field]));
            }
        }
        if name.contains('/') || !r["verbs"].as_array().unwrap().contains(&"list".into()) {
            continue;
        }
        let path = format!("{}/{name}?limit=50", base(version));
        let table = |p: &Proxy| p.get(&path, "application/json;as=Table;v=v1;g=meta.k8s.io");
        // Who serves an API behind the API server may have nothing yet: then there is an error and no table.
        let t = super::ground::until(&format!("a table of {name}"), || Some(table(&real)).filter(|t| t["kind"] != "Status"));
        let m = table(&ours);
        let columns = |t: &Value| -> Vec<String> {
            let all = t["columnDefinitions"].as_array().into_iter().flatten();
            all.map(|c| format!("{} {} {} {}", c["name"], c["type"], c["format"], c["priority"])).collect()
        };
        let (theirs, mine) = (columns(&t), columns(&m));
        if (theirs != mine || mine.is_empty()) && !older(name, "columns") {
            wrong.push(format!("{version} {name} columns:\n  demo {mine:?}\n  real {theirs:?}"));
            continue;
        }
        // What a cell holds is not always what its column says: each kind of value that the demo puts into one is one of the real ones.
        let cells = |t: &Value| -> Vec<BTreeSet<&'static str>> {
            let mut out = vec![BTreeSet::new(); mine.len()];
            for row in t["rows"].as_array().into_iter().flatten() {
                for (kinds, cell) in out.iter_mut().zip(row["cells"].as_array().into_iter().flatten()) {
                    kinds.insert(match cell {
                        Value::Null => "null",
                        Value::Bool(_) => "boolean",
                        Value::Number(_) => "number",
                        Value::String(_) => "string",
                        Value::Array(_) | Value::Object(_) => "other",
                    });
                }
            }
            out
        };
        for (i, (t, m)) in cells(&t).iter().zip(&cells(&m)).enumerate() {
            if !t.is_empty() && !m.is_subset(t) && !older(name, "columns") {
                wrong.push(format!("{version} {name} cells of {}: demo {m:?} real {t:?}", mine[i]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    // An older one has fewer of those that the demo has: no events of a group of their own, CronJobs of a beta.
    assert!(both > if minor >= 36 { 40 } else { 35 }, "{both}");
    // And the demo says that it is what it answers like.
    let say = |p: &Proxy| p.get("/version", "application/json");
    if minor >= 36 {
        let (t, m) = (say(&real), say(&ours));
        assert_eq!((&t["major"], &t["minor"]), (&m["major"], &m["minor"]));
        let keys = |v: &Value| v.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&t), keys(&m));
    }
}
