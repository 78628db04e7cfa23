//! Our pods beside kubectl's, row by row, on a real cluster.

use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::{Mode, Session};
use dogwatch::cluster::watch::list_once;
use dogwatch::model::feed::{Row, Scope};
use dogwatch::model::{Kind, Time};
use std::process::Command;

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

async fn ours(session: &Session) -> Vec<[String; 6]> {
    let rows = list_once(session, &Scope::all(Kind::Pod)).await.unwrap();
    let now = Time::system();
    let row = |row: Row| {
        let Row::Pod(p) = row else { panic!("{row:?}") };
        let words = [p.ready_words(), p.status.to_string(), p.restarts.to_string(), p.created.age(now)];
        let [ready, status, restarts, age] = words;
        [p.namespace.to_string(), p.name.to_string(), ready, status, restarts, age]
    };
    rows.into_iter().map(row).collect()
}

#[tokio::test]
#[ignore = "needs DOGWATCH_TEST_KUBECONFIG, the path of a kubeconfig, and kubectl"]
async fn pods_read_as_kubectl_prints_them() {
    let Ok(kubeconfig) = std::env::var("DOGWATCH_TEST_KUBECONFIG") else { return };
    let contexts = Contexts::read(Some(kubeconfig.as_ref()), None, None, false).unwrap();
    let context = contexts.pick(None).unwrap().name;
    let (session, _) = Session::open(contexts, &context, Mode::new(true));
    // A cluster does not hold still: only where kubectl says the same before and after is there something to compare.
    for _ in 0..60 {
        let before = kubectl(&kubeconfig);
        let ours = ours(&session).await;
        if kubectl(&kubeconfig) == before {
            assert!(!ours.is_empty());
            for (ours, kubectl) in ours.iter().zip(&before) {
                assert_eq!(ours, kubectl);
            }
            assert_eq!(ours.len(), before.len());
            return;
        }
    }
    panic!("the cluster never held still");
}
