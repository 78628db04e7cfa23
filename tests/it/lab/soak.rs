//! Releases on a real cluster, good and bad ones, with kubectl as witness. Run with `DOGWATCH_TEST_KUBECONFIG=… cargo test -- --ignored`.

use crate::support::lab::{DEPLOYMENT, Lab, own_fields};
use dogwatch::cluster::Session;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::Mode;
use dogwatch::cluster::soak;
use dogwatch::model::WorkloadKind;
use dogwatch::model::soak::{Ended, Finding, Soak, SoakNews};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;

/// How long a release may take until it is judged, on a machine that is busy with other things.
const VERDICT: Duration = Duration::from_secs(400);

/// A workload whose containers run this.
fn manifest(kind: WorkloadKind, tag: &str, script: &str) -> String {
    let own = own_fields(kind, "app");
    // The old pods stay until a new one is ready.
    let own =
        if kind == DEPLOYMENT { format!("{own}  strategy: {{rollingUpdate: {{maxUnavailable: 0, maxSurge: 1}}}}\n") } else { own };
    format!(
        "apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: app}}\nspec:\n  selector: {{matchLabels: {{app: app}}}}\n{own}\
         \x20 template:\n    metadata: {{labels: {{app: app}}}}\n    spec:\n      terminationGracePeriodSeconds: 0\n      \
         containers: [{{name: app, image: 'docker.io/lab/app:{tag}', imagePullPolicy: Never, command: [sh, -c, '{script}']}}]\n"
    )
}

const CALM: &str = "while true; do echo INFO served $RANDOM; echo ERROR lost device 7; sleep 1; done";

/// Makes the workload, watches it, and makes it another; gives the verdict, and what was told on the way.
async fn released(lab: &Lab, kind: WorkloadKind, tag: &str, script: &str) -> (Ended, Vec<SoakNews>) {
    lab.apply(&manifest(kind, "1.0", CALM));
    let what = format!("{}/app", kind.kind().plural());
    lab.rolled_out(&what);
    let logged = || lab.run(&["logs", &what], "").1.contains("lost device");
    lab.until("the old pods to have written", logged);
    let contexts = Contexts::read(Some(&lab.config), None, None, false).unwrap();
    let session = Session::open(contexts, &lab.admin.as_str().into(), Mode::new(true)).0;
    let soak = Soak {
        id: 1,
        target: lab.target(kind, "app"),
        generation: lab.generation(&what) + 1,
        ready_within: Some(180_000),
        watch: 12_000,
        canary: false,
    };
    let told = Arc::new(Mutex::new(Vec::new()));
    let (ring, mut rung) = watch::channel(0);
    let watch = tokio::spawn({
        let told = told.clone();
        async move {
            let hear = move |news: SoakNews| {
                told.lock().unwrap().push(news);
                ring.send_modify(|n| *n += 1);
            };
            soak::watch(&session, &soak, &hear).await
        }
    });
    // What the old pods wrote is known before they go.
    let compared = async {
        while !told.lock().unwrap().last().is_some_and(|news: &SoakNews| news.compared) {
            rung.changed().await.unwrap();
        }
    };
    timeout(VERDICT, compared).await.expect("the old pods' logs are read");
    lab.apply(&manifest(kind, tag, script));
    let ended = timeout(VERDICT, watch).await.expect("a verdict").unwrap();
    let told = told.lock().unwrap().clone();
    (ended, told)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster"]
async fn a_good_release_is_good_as_kubectl_rollout_status_has_it() {
    for kind in WorkloadKind::ROLLING {
        let lab = Lab::new(&format!("soak-{}", kind.kind().plural()));
        let (ended, told) = released(&lab, kind, "1.1", CALM).await;
        assert_eq!(ended, Ended::Good, "{kind}: {told:#?}");
        lab.kubectl(&["rollout", "status", &format!("{}/app", kind.kind().plural()), "--watch=false"]);
        let last = told.last().unwrap();
        assert_eq!((last.new.ready, last.new.restarts), (if kind.scales() { 2 } else { last.new.pods }, 0), "{kind}: {last:?}");
        assert!(last.new.pods > 0 && last.new.errors > 0 && last.new.own_patterns.is_empty(), "{kind}: {last:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster"]
async fn an_image_that_is_not_there_is_bad() {
    let lab = Lab::new("soak-image");
    let (ended, _) = released(&lab, DEPLOYMENT, "none", CALM).await;
    let Ended::Bad(found) = ended else { panic!("{ended:?}") };
    assert!(matches!(&found[..], [Finding::NotReady { ready: 0, of: 2, why }] if &**why == "ErrImageNeverPull"), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster"]
async fn a_release_that_gets_ready_and_writes_a_new_error_is_bad() {
    let lab = Lab::new("soak-error");
    let script = "while true; do echo ERROR lost device 9; echo ERROR no such column $HOSTNAME; sleep 1; done";
    let (ended, told) = released(&lab, DEPLOYMENT, "1.1", script).await;
    let Ended::Bad(found) = ended else { panic!("{ended:?}: {told:#?}") };
    assert!(
        matches!(&found[..], [Finding::NewError { pattern, line, times }]
            if pattern.contains("no such column") && line.contains("ERROR no such column app-") && *times >= 3),
        "{found:?}"
    );
    lab.kubectl(&["rollout", "status", "deployments/app", "--watch=false"]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster"]
async fn a_release_that_crashes_after_it_was_ready_is_bad() {
    let lab = Lab::new("soak-crash");
    let (ended, told) = released(&lab, DEPLOYMENT, "1.1", "echo INFO up; sleep 6; echo panic: lost; exit 3").await;
    let Ended::Bad(found) = ended else { panic!("{ended:?}: {told:#?}") };
    let restarted =
        |f: &Finding| matches!(f, Finding::Restarted { container, why, .. } if &**container == "app" && &**why == "Error (exit 3)");
    assert!(found.iter().any(restarted), "{found:?}");
}
