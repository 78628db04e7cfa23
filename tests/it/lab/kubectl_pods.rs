//! Our pods beside kubectl's, row by row, on a real cluster.

use crate::support::ground::LONG;
use crate::support::lab::Lab;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::{Mode, Session};
use dogwatch::cluster::watch::list_once;
use dogwatch::model::feed::{Row, Scope};
use dogwatch::model::filter::{Filter, Subject};
use dogwatch::model::pod::Pod;
use dogwatch::model::{Kind, Time};
use std::collections::{HashMap, HashSet};
use std::process::Command;
use std::time::Instant;

/// What kubectl prints, with the restarts' number alone: old servers do not tell the time of the last one.
fn kubectl(kubeconfig: &str) -> Vec<[String; 6]> {
    let out = Command::new("kubectl").args(["--kubeconfig", kubeconfig, "get", "pods", "-A", "--no-headers"]).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let text = String::from_utf8(out.stdout).unwrap();
    let row = |line: &str| {
        // Columns are parted by two blanks and more; "4 (3m ago)" holds single ones.
        let cells: Vec<&str> = line.split("  ").map(str::trim).filter(|c| !c.is_empty()).collect();
        let [namespace, name, ready, status, restarts, age] = cells[..] else { panic!("{line}") };
        let restarts = restarts.split(' ').next().unwrap();
        [namespace, name, ready, status, restarts, age].map(str::to_owned)
    };
    text.lines().map(row).collect()
}

fn session(kubeconfig: &str) -> Session {
    let contexts = Contexts::read(Some(kubeconfig.as_ref()), None, None, false).unwrap();
    let context = contexts.pick(None).unwrap().name;
    Session::open(contexts, &context, Mode::new(true)).0
}

/// What we make of the pods that there are, and what kubectl says of them. A cluster does not hold still: only of the pods of which
/// kubectl says the same before and after is there something to compare. `name` tells whose a row is.
async fn beside<T: PartialEq>(
    session: &Session,
    ours: impl Fn(Pod, Time) -> Option<T>,
    kubectl: impl Fn() -> Vec<T>,
    name: impl Fn(&T) -> String,
) -> (Vec<T>, Vec<T>) {
    let mut before = kubectl();
    let rows = list_once(session, &Scope::all(Kind::Pod)).await.unwrap();
    let now = Time::system();
    let pods = rows.into_iter().map(|row| if let Row::Pod(p) = row { p } else { panic!("{row:?}") });
    let mut ours: Vec<T> = pods.filter_map(|p| ours(p, now)).collect();
    let after = kubectl();
    let gone = before.iter().filter(|row| !after.contains(row));
    let moved: HashSet<String> = gone.chain(after.iter().filter(|row| !before.contains(row))).map(&name).collect();
    before.retain(|row| !moved.contains(&name(row)));
    ours.retain(|row| !moved.contains(&name(row)));
    (ours, before)
}

/// `namespace/name` of the pods that kubectl selects, in their order.
fn selected(kubeconfig: &str, selector: &str) -> Vec<String> {
    let form = r#"jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name}{"\n"}{end}"#;
    let arguments = ["--kubeconfig", kubeconfig, "get", "pods", "-A", "-l", selector, "-o", form];
    let out = Command::new("kubectl").args(arguments).output().unwrap();
    assert!(out.status.success(), "{selector}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[tokio::test]
#[ignore = "needs DOGWATCH_TEST_KUBECONFIG, the path of a kubeconfig, and kubectl"]
async fn the_filter_selects_by_label_as_kubectl_does() {
    let kubeconfig = std::env::var("DOGWATCH_TEST_KUBECONFIG").expect("it names a kubeconfig");
    let session = session(&kubeconfig);
    // What is typed here, and what `-l` wants for the same.
    for (typed, selector) in [
        ("app=web", "app=web"),
        ("app==web", "app==web"),
        ("app!=web", "app!=web"),
        ("!app=web", "app!=web"),
        ("app=", "app"),
        ("!app=", "!app"),
    ] {
        let filter = Filter::parse(typed);
        let passes = |p: Pod, now| {
            let subject = Subject { texts: &[], labels: Some(&p.labels), status: "", restarts: 0, created: p.created, used: None };
            filter.passes(&subject, now).then(|| format!("{}/{}", p.namespace, p.name))
        };
        // A pod that comes and goes between the looks of kubectl's is seen by us alone.
        let end = Instant::now() + LONG;
        loop {
            let (ours, kubectl) = beside(&session, passes, || selected(&kubeconfig, selector), String::clone).await;
            if ours == kubectl {
                assert!(!ours.is_empty() || typed == "!app=", "{typed}: the cluster has pods of both sorts");
                break;
            }
            assert!(Instant::now() < end, "{typed}: {ours:?}, kubectl {kubectl:?}");
        }
    }
}

/// A pod that has ended and is held by a finalizer while it is deleted; let go at the end, however that comes.
struct Held<'a>(&'a Lab);

impl<'a> Held<'a> {
    fn new(lab: &'a Lab) -> Self {
        lab.apply(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: held, finalizers: [dogwatch.test/held]}\nspec:\n  restartPolicy: Never\n  \
             automountServiceAccountToken: false\n  containers: [{name: app, image: 'docker.io/lab/app:1.0', imagePullPolicy: Never, \
             command: ['true']}]\n",
        );
        let held = Self(lab);
        lab.until("the pod to end", || {
            ["Succeeded", "Failed"].contains(&lab.json("pod/held")["status"]["phase"].as_str().unwrap())
        });
        lab.kubectl(&["delete", "pod", "held", "--wait=false"]);
        held
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.run(&["patch", "pod", "held", "--type=merge", "-p", r#"{"metadata":{"finalizers":null}}"#], "");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs DOGWATCH_TEST_KUBECONFIG, the path of a kubeconfig, and kubectl"]
async fn pods_read_as_kubectl_prints_them() {
    let lab = Lab::new("read");
    let kubeconfig = std::env::var("DOGWATCH_TEST_KUBECONFIG").expect("it names a kubeconfig");
    let session = session(&kubeconfig);
    // Which word the server has for a pod that has ended and is deleted: its end, as we have it, or with older servers the deletion.
    let held = Held::new(&lab);
    let (namespace, mut by_deletion) = (&lab.namespace, None);
    lab.until("kubectl to tell of the pod", || {
        let rows = kubectl(&kubeconfig);
        by_deletion = rows.iter().find(|r| r[0] == *namespace && r[1] == "held").map(|r| r[3] == "Terminating");
        by_deletion.is_some()
    });
    // A pod that comes and goes, or is ready for a moment, between the looks of kubectl's is seen by us alone.
    let end = Instant::now() + LONG;
    loop {
        match reads_as(&kubeconfig, &session, by_deletion == Some(true)).await {
            Ok(rows) => {
                assert!(rows.iter().any(|r| r[0] == *namespace && r[1] == "held"), "it is still there");
                break;
            }
            Err(why) => assert!(Instant::now() < end, "{why}"),
        }
    }
    drop(held);
}

async fn reads_as(kubeconfig: &str, session: &Session, by_deletion: bool) -> Result<Vec<[String; 5]>, String> {
    // The ages of young pods go on between two looks of kubectl's: each of ours lies between those of the two.
    let ages = std::cell::RefCell::new(HashMap::<String, Vec<i64>>::new());
    let aged = |row: [String; 6]| {
        let [namespace, name, ready, status, restarts, age] = row;
        ages.borrow_mut().entry(format!("{namespace}/{name}")).or_default().push(seconds(&age));
        [namespace, name, ready, status, restarts]
    };
    let ours_aged = std::cell::RefCell::new(HashMap::new());
    let row = |p: Pod, now| {
        ours_aged.borrow_mut().insert(format!("{}/{}", p.namespace, p.name), seconds(&p.created.age(now)));
        let ended = p.deleting && !["Terminating", "Unknown"].contains(&&*p.status);
        let status = if ended && by_deletion { "Terminating".to_owned() } else { p.status.to_string() };
        Some([p.namespace.to_string(), p.name.to_string(), p.ready_words(), status, p.restarts.to_string()])
    };
    let theirs = || kubectl(kubeconfig).into_iter().map(aged).collect();
    let (ours, kubectl) = beside(session, row, theirs, |r| format!("{}/{}", r[0], r[1])).await;
    if ours != kubectl || ours.len() <= 20 {
        let differ = |a: &[[String; 5]], b: &[[String; 5]]| a.iter().filter(|r| !b.contains(r)).cloned().collect::<Vec<_>>();
        let (ours_alone, kubectls) = (differ(&ours, &kubectl), differ(&kubectl, &ours));
        return Err(format!("of {} ours alone {ours_alone:?}, kubectl's {kubectls:?}", ours.len()));
    }
    for row in &ours {
        let name = format!("{}/{}", row[0], row[1]);
        let (age, theirs) = (ours_aged.borrow()[&name], ages.borrow()[&name].clone());
        if age < theirs[0] || age > theirs[1] {
            return Err(format!("{name}: {age} s, kubectl {theirs:?}"));
        }
    }
    Ok(ours)
}

/// The seconds of an age as kubectl writes it: `45s`, `3m12s`, `5h`, `12d`, `2y30d`.
fn seconds(age: &str) -> i64 {
    let (mut all, mut number) = (0, 0);
    for c in age.chars() {
        let unit = match c {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            'y' => 365 * 86_400,
            digit => {
                number = number * 10 + i64::from(digit.to_digit(10).unwrap());
                continue;
            }
        };
        all += std::mem::take(&mut number) * unit;
    }
    all
}

/// `kubectl top pod -A`, or what we print in its place: namespace and name, CPU, memory; `None` where the server fails just then.
fn top(mut command: Command) -> Top {
    let out = command.output().unwrap();
    if !out.status.success() {
        return None;
    }
    let text = String::from_utf8(out.stdout).unwrap();
    let mut rows = text.lines().map(|line| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    assert_eq!(rows.next().unwrap(), ["NAMESPACE", "NAME", "CPU(cores)", "MEMORY(bytes)"]);
    let row = |r: Vec<String>| (format!("{}/{}", r[0], r[1]), [r[2].clone(), r[3].clone()]);
    Some(rows.map(row).collect())
}

#[test]
#[ignore = "needs DOGWATCH_TEST_KUBECONFIG, the path of a kubeconfig, kubectl, and metrics-server"]
fn what_pods_use_is_what_kubectl_top_prints() {
    let kubeconfig = std::env::var("DOGWATCH_TEST_KUBECONFIG").expect("DOGWATCH_TEST_KUBECONFIG names no kubeconfig");
    let kubectl = || {
        let mut command = Command::new("kubectl");
        command.args(["--kubeconfig", &kubeconfig, "top", "pod", "-A"]);
        top(command)
    };
    let ours = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
        command.args(["--kubeconfig", &kubeconfig, "get", "pods", "-A", "--metrics"]);
        top(command)
    };
    // Where nobody measures it, kubectl says so, and so do we. Where that has only just begun, it takes a while.
    let mut measured = Command::new("kubectl");
    measured.args(["--kubeconfig", &kubeconfig, "top", "pod", "-A"]);
    let says = crate::support::ground::until("the metrics to be there, or not at all", || {
        let out = measured.output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        (out.status.success() || said.contains("Metrics API not available")).then_some(said)
    });
    if says.contains("Metrics API not available") {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
        let out = command.args(["--kubeconfig", &kubeconfig, "get", "pods", "-A", "--metrics"]).output().unwrap();
        assert!(out.status.code() == Some(1) && String::from_utf8_lossy(&out.stderr).contains("metrics.k8s.io"), "{out:?}");
        return;
    }
    // Two polls of metrics-server's between the looks make ours neither of kubectl's.
    let end = Instant::now() + LONG;
    loop {
        match compared(&kubectl, &ours) {
            Ok(()) => return,
            Err(why) => assert!(Instant::now() < end, "{why}"),
        }
    }
}

type Top = Option<HashMap<String, [String; 2]>>;

fn compared(kubectl: &dyn Fn() -> Top, ours: &dyn Fn() -> Top) -> Result<(), String> {
    let (Some(before), Some(ours), Some(after)) = (kubectl(), ours(), kubectl()) else { return Err("no answer".into()) };
    // The figures change with each poll of metrics-server's: each of ours is one of those around it.
    let stayed = before.keys().filter(|name| after.contains_key(*name)).count();
    let mut same = 0;
    for (name, figures) in &ours {
        let theirs = [before.get(name), after.get(name)];
        if theirs.iter().all(Option::is_none) {
            continue;
        }
        if !theirs.contains(&Some(figures)) {
            return Err(format!("{name}: {figures:?}, kubectl {theirs:?}"));
        }
        same += 1;
    }
    if same > 0 && same * 10 >= stayed * 9 { Ok(()) } else { Err(format!("{same} of {stayed} pods")) }
}
