//! Going into a pod, the whole way: the look, the answer, the journal, the stream, its end.

use super::{Entered, Gate};
use crate::cluster::kubeconfig::Contexts;
use crate::cluster::session::{Mode, Session};
use crate::journal::Journal;
use crate::model::change::reason::{InsideReason, Refusal};
use crate::model::change::{Change, Consent, Intent, Outcome, Preview, Target};
use crate::model::guard::{Ask, Guards, Rule};
use crate::model::process::{End, ProcessNews, ToProcess};
use crate::model::{Kind, Uid};
use chrono::{FixedOffset, Offset};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_tungstenite::accept_hdr_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};

/// A server with one pod, whose container has these programs. Each echoes what it is told, ends with exit code 3 at "x", and fails at "f" with
/// the words of a program that is not there.
struct World {
    at: String,
    asked: Arc<Mutex<Vec<String>>>,
    uid: Arc<Mutex<&'static str>>,
}

impl World {
    async fn start(programs: &'static [&'static str], state: Value) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (at, asked) = (listener.local_addr().unwrap().to_string(), Arc::<Mutex<Vec<String>>>::default());
        let uid = Arc::new(Mutex::new("u-1"));
        let (log, is) = (asked.clone(), uid.clone());
        tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                let uid = *is.lock().unwrap();
                tokio::spawn(serve(tcp, log.clone(), programs, (uid, state.clone())));
            }
        });
        Self { at, asked, uid }
    }

    fn gate(&self, mode: Mode, guards: Guards) -> (Gate, Arc<Journal>) {
        let text = format!(
            "current-context: lab\ncontexts: [{{name: lab, context: {{cluster: t}}}}]\nclusters: [{{name: t, cluster: {{server: 'http://{}'}}}}]",
            self.at
        );
        let (session, access) = Session::open(Contexts::from_text(&text).unwrap(), &"lab".into(), mode);
        let journal = Arc::new(Journal::memory());
        let gate = Gate::new(session, access, Ok(journal.clone()), "dev".into());
        (gate.guarded(guards, FixedOffset::east_opt(0).unwrap().fix()), journal)
    }

    /// What was asked for as a stream.
    fn streams(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().filter(|p| p.contains("/exec?") || p.contains("/attach?")).cloned().collect()
    }
}

#[allow(clippy::result_large_err, reason = "the callback's own type")]
async fn serve(
    mut tcp: TcpStream,
    log: Arc<Mutex<Vec<String>>>,
    programs: &'static [&'static str],
    (uid, state): (&'static str, Value),
) {
    let mut head = vec![0; 4096];
    let n = tcp.peek(&mut head).await.unwrap();
    let line = String::from_utf8_lossy(&head[..n]).lines().next().unwrap_or_default().to_owned();
    log.lock().unwrap().push(line.clone());
    if line.contains("/exec?") {
        let program = line.split("command=").nth(1).unwrap_or_default().split([' ', '&']).next().unwrap_or_default().to_owned();
        let speaks = |_: &Request, mut response: Response| {
            response.headers_mut().insert("sec-websocket-protocol", "v4.channel.k8s.io".parse().unwrap());
            Ok(response)
        };
        let mut socket = accept_hdr_async(tcp, speaks).await.unwrap();
        let status = |json: Value| Message::Binary([b"\x03", json.to_string().as_bytes()].concat().into());
        let why = format!("error executing command in container: exec: {program:?}: executable file not found in $PATH: unknown");
        let failed = json!({"status": "Failure", "reason": "InternalError", "message": why});
        if !programs.contains(&program.as_str()) {
            socket.send(status(failed)).await.unwrap();
            return socket.close(None).await.unwrap();
        }
        socket.send(Message::Binary(b"\x01$ ".to_vec().into())).await.unwrap();
        while let Some(Ok(message)) = socket.next().await {
            let Message::Binary(bytes) = message else { continue };
            if bytes.as_ref() == b"\x00x" {
                let code = json!({"causes": [{"reason": "ExitCode", "message": "3"}]});
                let ended = json!({"status": "Failure", "reason": "NonZeroExitCode", "message": "m", "details": code});
                socket.send(status(ended)).await.unwrap();
                return socket.close(None).await.unwrap();
            }
            if bytes.as_ref() == b"\x00f" {
                socket.send(status(failed)).await.unwrap();
                return socket.close(None).await.unwrap();
            }
            if bytes.first() == Some(&0) {
                socket.send(Message::Binary([b"\x01", &bytes[1..]].concat().into())).await.unwrap();
            }
        }
        return;
    }
    let _ = tcp.read(&mut head).await.unwrap();
    let body = if line.starts_with("POST") {
        json!({"status": {"allowed": true}})
    } else {
        json!({
            "metadata": {"name": "web", "namespace": "iot", "uid": uid, "resourceVersion": "7"},
            "spec": {"containers": [{"name": "app"}]},
            "status": {"phase": "Running", "containerStatuses": [{"name": "app", "state": state}]},
        })
    };
    let body = body.to_string();
    let head =
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
    tcp.write_all((head + &body).as_bytes()).await.unwrap();
}

fn shell(namespace: &str) -> Intent {
    let target = Target {
        context: "lab".into(),
        resource: Kind::Pod.into(),
        namespace: namespace.into(),
        name: "web".into(),
        uid: Uid::new("u-1"),
    };
    let shells = ["bash", "sh"].map(str::to_owned).to_vec();
    Intent::new(1, target, Change::Shell { container: String::new(), shells })
}

/// Goes in, types these, and gives all that was told.
async fn go(gate: &Gate, preview: Preview, consent: Consent, typed: &[&str]) -> (Entered, Vec<ProcessNews>) {
    let (tell, told) = mpsc::channel(8);
    let (tx, mut rx) = mpsc::channel(64);
    for word in typed {
        tell.send(ToProcess::Input(word.as_bytes().to_vec())).await.unwrap();
    }
    let entered = gate.enter(preview, &consent, (80, 24), told, tx).await;
    drop(tell);
    let mut news = Vec::new();
    while let Some(one) = rx.recv().await {
        news.push(one);
    }
    (entered, news)
}

fn running() -> Value {
    json!({"running": {}})
}

#[tokio::test]
async fn the_first_shell_that_is_there_is_begun_and_its_end_is_written_down() {
    let world = World::start(&["sh"], running()).await;
    let (gate, journal) = world.gate(Mode::new(false), Guards::default());
    let preview = gate.preview(shell("iot")).await.unwrap();
    assert_eq!(preview.intent.change.container(), Some("app"));
    let (entered, news) = go(&gate, preview.clone(), Consent { count: 1, ..Consent::default() }, &["secret", "x"]).await;
    assert_eq!(entered, Entered { end: End::Exited(3), missing: false, trouble: None });
    assert_eq!(news.first(), Some(&ProcessNews::Opened("sh".into())), "nothing is seen of bash");
    let output: Vec<u8> =
        news.iter().filter_map(|n| if let ProcessNews::Output(b) = n { Some(&b[..]) } else { None }).flatten().copied().collect();
    assert_eq!(output, b"$ secret");
    assert_eq!(world.streams().len(), 2);
    let history = journal.read(None).unwrap();
    let [record] = &history.records[..] else { panic!("{history:?}") };
    let Some((_, Outcome::Done { note: Some(note) })) = &record.end else { panic!("{record:?}") };
    assert!(note.to_string().starts_with("sh: exit code 3 after "), "{note}");
    assert!(!format!("{history:?}").contains("secret"), "what is typed is in no journal");
    // A preview is good for once.
    let (again, _) = go(&gate, preview, Consent { count: 1, ..Consent::default() }, &[]).await;
    assert_eq!(again.end, End::Failed(Refusal::Stale.into()));
}

#[tokio::test]
async fn where_no_shell_is_there_it_is_said_what_else_there_is() {
    let world = World::start(&["app"], running()).await;
    let (gate, journal) = world.gate(Mode::new(false), Guards::default());
    let preview = gate.preview(shell("iot")).await.unwrap();
    let (entered, news) = go(&gate, preview, Consent { count: 1, ..Consent::default() }, &[]).await;
    assert_eq!(entered.end, End::Failed(InsideReason::NoneOf(vec!["bash".into(), "sh".into()], "app".into()).into()));
    assert!(!news.iter().any(|n| matches!(n, ProcessNews::Output(_))), "{news:?}");
    assert!(matches!(journal.read(None).unwrap().records[0].end, Some((_, Outcome::Refused { .. }))));
}

#[tokio::test]
async fn a_pod_that_was_replaced_since_it_was_looked_at_is_not_entered() {
    let world = World::start(&["sh"], running()).await;
    let (gate, journal) = world.gate(Mode::new(false), Guards::default());
    let preview = gate.preview(shell("iot")).await.unwrap();
    *world.uid.lock().unwrap() = "u-2";
    let (entered, _) = go(&gate, preview, Consent { count: 1, ..Consent::default() }, &[]).await;
    assert!(matches!(&entered.end, End::Failed(why) if why.to_string().contains("look again")), "{entered:?}");
    assert!(world.streams().is_empty());
    assert!(journal.read(None).unwrap().records.is_empty(), "nothing was sent");
}

#[tokio::test]
async fn what_fails_once_it_has_spoken_is_not_taken_for_a_program_that_is_missing() {
    let world = World::start(&["bash", "sh"], running()).await;
    let (gate, journal) = world.gate(Mode::new(false), Guards::default());
    let preview = gate.preview(shell("iot")).await.unwrap();
    let (entered, news) = go(&gate, preview, Consent { count: 1, ..Consent::default() }, &["f"]).await;
    assert!(matches!(&entered.end, End::Failed(why) if why.to_string().contains("not found")), "{entered:?}");
    assert_eq!(news.first(), Some(&ProcessNews::Opened("bash".into())));
    assert_eq!(world.streams().len(), 1, "no other shell is begun after it");
    assert!(matches!(journal.read(None).unwrap().records[0].end, Some((_, Outcome::Unknown { .. }))));
}

#[tokio::test]
async fn in_production_it_takes_a_y_and_a_rule_can_deny_it() {
    let world = World::start(&["sh"], running()).await;
    let deny = Rule { changes: Some(vec!["exec"]), ask: Some(Ask::Deny), ..Rule::default() };
    for (guards, namespace, consent, goes) in [
        (Guards::default(), "iot-prod", Consent { count: 1, ..Consent::default() }, false),
        (Guards::default(), "iot-prod", Consent { count: 1, yes: true, ..Consent::default() }, true),
        (Guards::new(vec![deny]), "iot", Consent { count: 1, yes: true, ..Consent::default() }, false),
    ] {
        let (gate, journal) = world.gate(Mode::new(false), guards);
        let before = world.streams().len();
        let preview = gate.preview(shell(namespace)).await.unwrap();
        let (entered, _) = go(&gate, preview, consent, &["x"]).await;
        assert_eq!(matches!(entered.end, End::Exited(3)), goes, "{entered:?}");
        assert_eq!(world.streams().len() > before, goes);
        assert_eq!(journal.read(None).unwrap().records.len(), usize::from(goes));
    }
}

#[tokio::test]
async fn nobody_goes_in_where_nothing_runs_or_nothing_may_be_changed() {
    let world = World::start(&["sh"], json!({"waiting": {"reason": "CrashLoopBackOff"}})).await;
    let (gate, _) = world.gate(Mode::new(false), Guards::default());
    let said = gate.preview(shell("iot")).await.unwrap_err().to_string();
    assert!(said.starts_with("container app does not run (CrashLoopBackOff)"), "{said}");
    let mut another = shell("iot");
    another.target.uid = Uid::new("u-2");
    assert!(gate.preview(another).await.unwrap_err().to_string().contains("look again"));
    let (gate, _) = world.gate(Mode::new(true), Guards::default());
    assert!(gate.preview(shell("iot")).await.unwrap_err().to_string().contains("read-only"));
    assert!(world.streams().is_empty());
}
