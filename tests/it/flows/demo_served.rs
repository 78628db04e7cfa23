//! What the demo and a real cluster both serve: discovery, and the columns and cells of tables.

use crate::support::demo_same::Lab;
use crate::support::demo_support::{Demo, Kubectl};
use crate::support::real;
use dogwatch::demo::Scenario;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;

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
const OLDER: [(u32, &str, &str); 9] = [
    // Discovery named no singular of what is built in.
    (27, "*", "singularName"),
    (22, "pods/eviction", "version"),
    (23, "services", "verbs"),
    (23, "pods/ephemeralcontainers", "kind"),
    // RESTARTS was a number; STATUS of Jobs came, SECRETS of accounts went.
    (23, "pods", "columns"),
    (30, "jobs", "columns"),
    (35, "serviceaccounts", "columns"),
    // VOLUMEATTRIBUTESCLASS came.
    (29, "persistentvolumeclaims", "columns"),
    // AGE stood second.
    (36, "resourcequotas", "columns"),
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
        // Who may do what is told by the demo, and cannot be changed there.
        let told = version.starts_with("rbac.") && sorted(&r["verbs"]).iter().all(|verb| sorted(&t["verbs"]).contains(verb));
        for field in ["verbs", "shortNames", "categories"].into_iter().filter(|field| !(told && *field == "verbs")) {
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
        let t =
            crate::support::ground::until(&format!("a table of {name}"), || Some(table(&real)).filter(|t| t["kind"] != "Status"));
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
