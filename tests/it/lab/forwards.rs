//! A forward through the gate on a real cluster, with kubectl at the pods.

use crate::support::ground::LONG;
use crate::support::lab::{DEPLOYMENT, Lab, yes};
use dogwatch::model::change::{Change, Intent, Outcome};
use dogwatch::model::forward::ForwardNews;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{oneshot, watch};

const SERVED: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 1
      automountServiceAccountToken: false
      containers:
      - name: web
        image: docker.io/lab/app:1.0
        imagePullPolicy: Never
        command: [sh, -c, 'mkdir -p /tmp/www; hostname >/tmp/www/name; exec httpd -f -p 8080 -h /tmp/www']
        ports: [{name: http, containerPort: 8080}]
        readinessProbe: {exec: {command: [wget, -q, -O-, 'http://127.0.0.1:8080/name']}, periodSeconds: 1, timeoutSeconds: 10}
";

/// The name that the pod behind it says, or why there is no answer.
async fn get(at: &str) -> Result<String, String> {
    let ask = async {
        let mut tcp = TcpStream::connect(at).await?;
        tcp.write_all(b"GET /name HTTP/1.0\r\n\r\n").await?;
        let mut out = String::new();
        tcp.read_to_string(&mut out).await?;
        std::io::Result::Ok(out)
    };
    let answer = tokio::time::timeout(Duration::from_secs(15), ask).await.map_err(|e| e.to_string())?;
    let answer = answer.map_err(|e| e.to_string())?;
    answer.lines().last().filter(|l| l.starts_with("web-")).map(str::to_owned).ok_or(format!("{answer:?}"))
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster"]
async fn no_connection_is_refused_while_a_deployment_is_restarted_three_times() {
    let lab = Arc::new(Lab::new("forward"));
    lab.apply(SERVED);
    lab.rolled_out("deployment/web");
    let gate = Arc::new(lab.gate(&lab.admin, false));
    let target = lab.target(DEPLOYMENT, "web");
    assert_eq!(gate.ports(&target).await.unwrap().ports[0].port, 8080);
    let change = Change::Forward { port: "http".into(), local: 0, address: "127.0.0.1".into() };
    let preview = gate.preview(Intent::new(1, target, change)).await.unwrap();
    let (news, mut told) = watch::channel(ForwardNews::default());
    let (stop, stopped) = oneshot::channel::<()>();
    let opened = gate.clone();
    let forward = tokio::spawn(async move { opened.forward(preview, &yes(), async { drop(stopped.await) }, news).await });
    let at = told.wait_for(|n| !n.local.is_empty()).await.unwrap().local.clone();
    let first = get(&at).await.unwrap();
    let kubectl = lab.clone();
    let restarts = tokio::task::spawn_blocking(move || {
        for round in 0..3 {
            // Two restarts within a second are one for kubectl.
            let note = format!(r#"{{"spec":{{"template":{{"metadata":{{"annotations":{{"round":"{round}"}}}}}}}}}}"#);
            kubectl.kubectl(&["patch", "deployment/web", "-p", &note]);
            kubectl.rolled_out("deployment/web");
        }
    });
    let (mut asked, mut last) = (0, first.clone());
    let by = Instant::now() + 4 * LONG;
    // Until all is over and another pod answers than at first; then all are deleted, and until yet another does.
    let mut deleted: Option<String> = None;
    while deleted.as_ref().is_none_or(|gone| gone.contains(&last)) {
        assert!(Instant::now() < by, "after {asked} requests {last} answers still");
        if restarts.is_finished() && last != first && deleted.is_none() {
            deleted = Some(lab.kubectl(&["get", "pods", "-l", "app=web", "-o", "name"]));
            lab.kubectl(&["delete", "pod", "-l", "app=web", "--wait=false"]);
        }
        match get(&at).await {
            Ok(answer) => last = answer,
            // After all pods are gone at once it may take longer than a connection is kept waiting until there is another.
            Err(_) if deleted.is_some() => {}
            Err(why) => panic!("request {asked}: {why}"),
        }
        asked += 1;
        // As often as somebody would: each is a connection of its own.
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    restarts.await.unwrap();
    assert!(asked > 3 && last != first, "{asked} requests, at last to {last}");
    drop(stop);
    let ended = forward.await.unwrap();
    assert!(matches!(&ended.outcome, Outcome::Done { note: Some(note) } if note.to_string().contains("closed after")), "{ended:?}");
    let records = lab.journal.read(None).unwrap().records;
    assert!(records.iter().any(|r| r.entry.change.word() == "forward" && r.end.is_some()));
}
