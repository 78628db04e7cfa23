//! The whole path against a tiny API server that can be told to answer badly, or not at all.

use super::Carried;
use super::Gate;
use super::pace::Pace;
use crate::cluster::change::fixtures::{UID, deployment, target, template};
use crate::cluster::kubeconfig::Contexts;
use crate::cluster::session::{Mode, Session};
use crate::journal::Journal;
use crate::model::Uid;
use crate::model::change::reason::{Nothing, Reason, Refusal, SentReason};
use crate::model::change::{Change, Consent, ImageSwap, Intent, Outcome, Preview, Touches, Warning};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What happens when a patch that is no dry run comes.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Act {
    /// The status moves before it.
    StatusMoves,
    /// Somebody else scales before it.
    SpecMoves,
    /// The object is deleted and made anew before it.
    Remade,
    /// It is taken, and the connection dies before the answer.
    TakenUnanswered,
    /// It is taken, and its answer never comes, as through a proxy that swallows it.
    TakenSwallowed,
    /// The connection dies and nothing was taken.
    Lost,
    /// As `Lost`, and then the status moves.
    LostAndMoved,
    /// An answer with this code.
    Fails(u16, &'static str),
}

struct World {
    object: Value,
    sets: Value,
    acts: VecDeque<Act>,
    /// Method, path and body of all that came.
    seen: Vec<(String, String, Value)>,
    allowed: bool,
    dry_run_works: bool,
    /// The answer to this request is swallowed.
    hang: bool,
    /// Every request but a patch is dropped once this is set.
    down: bool,
}

impl World {
    fn bump(&mut self, spec: bool) {
        let rv: u64 = self.object["metadata"]["resourceVersion"].as_str().unwrap().parse().unwrap();
        self.object["metadata"]["resourceVersion"] = (rv + 1).to_string().into();
        if spec {
            let generation = self.object["metadata"]["generation"].as_i64().unwrap();
            self.object["metadata"]["generation"] = (generation + 1).into();
        }
    }

    fn answer(&mut self, method: &str, path: &str, body: &Value) -> Option<(u16, Value)> {
        self.seen.push((method.into(), path.into(), body.clone()));
        if method == "POST" {
            return Some((201, json!({"status": {"allowed": self.allowed}})));
        }
        if method == "GET" {
            let items = |v: &Value| json!({"items": v});
            return (!self.down).then(|| match path {
                p if p.contains("horizontalpodautoscalers") => (403, json!({"message": "no"})),
                p if p.contains("replicasets") => (200, items(&self.sets)),
                _ => (200, self.object.clone()),
            });
        }
        if path.contains("dryRun=All") {
            if !self.dry_run_works {
                return Some((400, json!({"message": "admission webhook \"x\" does not support dry run"})));
            }
            return Some((200, self.patched(path, body)));
        }
        match self.acts.pop_front() {
            Some(Act::StatusMoves) => self.bump(false),
            Some(Act::SpecMoves) => {
                self.object["spec"]["replicas"] = 9.into();
                self.bump(true);
            }
            Some(Act::Remade) => {
                self.object["metadata"]["uid"] = "another".into();
                self.bump(false);
            }
            Some(Act::Fails(code, message)) => return Some((code, json!({"message": message}))),
            Some(Act::Lost) => return None,
            Some(Act::LostAndMoved) => {
                self.bump(false);
                return None;
            }
            Some(act @ (Act::TakenUnanswered | Act::TakenSwallowed)) => {
                self.hang = act == Act::TakenSwallowed;
                self.object = self.patched("", body);
                self.bump(true);
                return None;
            }
            None => {}
        }
        if body["metadata"]["resourceVersion"] != self.object["metadata"]["resourceVersion"] {
            return Some((409, json!({"reason": "Conflict", "message": "the object has been modified"})));
        }
        self.object = self.patched("", body);
        self.bump(true);
        Some((200, if path.contains("/scale") { json!({"spec": self.object["spec"]["replicas"]}) } else { self.object.clone() }))
    }

    fn patched(&self, path: &str, body: &Value) -> Value {
        if path.contains("/scale") {
            return json!({"kind": "Scale", "spec": body["spec"]});
        }
        let mut object = self.object.clone();
        crate::cluster::change::object::merge::apply(&mut object, body);
        object
    }
}

async fn serve(mut stream: TcpStream, world: Arc<Mutex<World>>) -> Option<()> {
    let mut bytes = Vec::new();
    let (head, length) = loop {
        stream.read_buf(&mut bytes).await.ok().filter(|n| *n > 0)?;
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head.lines().find_map(|l| l.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
            break (String::from_utf8_lossy(&bytes[..end]).into_owned(), end + 4 + length);
        }
    };
    while bytes.len() < length {
        stream.read_buf(&mut bytes).await.ok().filter(|n| *n > 0)?;
    }
    let body = bytes.windows(4).position(|w| w == b"\r\n\r\n").map(|i| &bytes[i + 4..])?;
    let mut words = head.split(' ');
    let (method, path) = (words.next()?, words.next()?);
    let answer = world.lock().unwrap().answer(method, path, &serde_json::from_slice(body).unwrap_or_default());
    if std::mem::take(&mut world.lock().unwrap().hang) {
        std::future::pending::<()>().await;
    }
    let (code, json) = answer?;
    let text = json.to_string();
    let head = format!(
        "HTTP/1.1 {code} x\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        text.len()
    );
    stream.write_all((head + &text).as_bytes()).await.ok()
}

pub(super) struct Lab {
    pub(super) gate: Gate,
    world: Arc<Mutex<World>>,
    pub(super) journal: Arc<Journal>,
}

pub(super) async fn lab(readonly: bool) -> Lab {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let world = Arc::new(Mutex::new(World {
        object: deployment().json,
        sets: json!([]),
        acts: VecDeque::new(),
        seen: Vec::new(),
        allowed: true,
        dry_run_works: true,
        hang: false,
        down: false,
    }));
    let shared = world.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, shared.clone()));
        }
    });
    let text = format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: lab\nclusters: [{{name: c, cluster: {{server: 'http://127.0.0.1:{port}'}}}}]\n\
         users: [{{name: u, user: {{}}}}]\ncontexts: [{{name: lab, context: {{cluster: c, user: u}}}}]\n"
    );
    let (session, writer) = Session::open(Contexts::from_text(&text).unwrap(), &"lab".into(), Mode::new(readonly));
    let journal = Arc::new(Journal::memory());
    let mut gate = Gate::new(session, writer, Ok(journal.clone()), "u".into());
    if let Some(sender) = &mut gate.sender {
        let ms = Duration::from_millis;
        sender.pace = Pace { write: ms(700), look: ms(2000), settle: ms(400), pause: ms(20) };
    }
    Lab { gate, world, journal }
}

pub(super) fn yes() -> Consent {
    Consent { yes: true, count: 1, ..Consent::default() }
}

pub(super) fn intent(change: Change) -> Intent {
    Intent::new(7, target(), change)
}

pub(super) const SCALE: Change = Change::Scale { from: 2, to: 5 };

impl Lab {
    pub(super) async fn preview(&self, change: Change) -> Preview {
        self.gate.preview(intent(change)).await.unwrap()
    }

    pub(super) async fn scale_with(&self, acts: &[Act]) -> Carried {
        let preview = self.preview(SCALE).await;
        self.world.lock().unwrap().acts = acts.iter().copied().collect();
        self.gate.carry_out(preview, &yes(), &|_| {}).await
    }

    /// What happens when the next patch comes.
    pub(super) fn act(&self, act: Act) {
        self.world.lock().unwrap().acts.push_back(act);
    }

    /// Patches that were no dry run.
    pub(super) fn sent(&self) -> usize {
        self.world.lock().unwrap().seen.iter().filter(|(m, p, _)| m == "PATCH" && !p.contains("dryRun")).count()
    }
}

pub(super) fn reason(carried: &Carried) -> String {
    match &carried.outcome {
        Outcome::Refused { reason } | Outcome::Unknown { reason } | Outcome::Partial { reason } => reason.to_string(),
        Outcome::Taken { .. } => "taken".into(),
        Outcome::Done { .. } | Outcome::Held { .. } | Outcome::Failed { .. } | Outcome::Undone { .. } => "followed".into(),
    }
}

#[tokio::test]
async fn a_change_is_looked_at_written_down_and_sent_once() {
    let lab = lab(false).await;
    let preview = lab.preview(SCALE).await;
    let d = &preview.differences[0];
    assert_eq!((d.path.as_str(), d.old.as_deref(), d.new.as_deref()), ("spec.replicas", Some("2"), Some("5")));
    assert_eq!((preview.touches.clone(), preview.warnings.len()), (Some(Touches::Starts(3)), 0));
    assert_eq!((preview.resource_version.as_str(), preview.generation, lab.sent()), ("41", 3, 0));

    let carried = lab.gate.carry_out(preview.clone(), &yes(), &|_| {}).await;
    assert_eq!(carried.outcome, Outcome::taken(4));
    let history = lab.journal.read(None).unwrap();
    assert_eq!(history.records[0].end.as_ref().unwrap().1, carried.outcome);
    assert_eq!(history.records[0].entry.patch.body.as_ref().unwrap()["spec"]["replicas"], 5);

    // Once only: what was looked at is used up.
    assert!(reason(&lab.gate.carry_out(preview, &yes(), &|_| {}).await).contains("start again"));
    assert_eq!(lab.sent(), 1);
}

#[tokio::test]
async fn a_status_that_moved_is_no_conflict_and_a_spec_that_moved_is() {
    let lab1 = lab(false).await;
    let carried = lab1.scale_with(&[Act::StatusMoves, Act::StatusMoves]).await;
    assert_eq!((carried.outcome, lab1.sent()), (Outcome::taken(4), 3));

    let lab2 = lab(false).await;
    let carried = lab2.scale_with(&[Act::SpecMoves]).await;
    assert_eq!(reason(&carried), "it changed since you looked (spec.replicas: 2 → 9): look again");
    assert_eq!(lab2.sent(), 1);

    let lab3 = lab(false).await;
    let carried = lab3.scale_with(&[Act::StatusMoves; 20]).await;
    assert!(matches!(carried.outcome, Outcome::Refused { .. }), "{carried:?}");
    assert_eq!(lab3.sent(), 6);

    let lab4 = lab(false).await;
    let carried = lab4.scale_with(&[Act::Remade]).await;
    assert!(reason(&carried).contains("deleted and created again"), "{carried:?}");
    assert_eq!(lab4.sent(), 1);
}

#[tokio::test]
async fn silence_is_looked_into_and_never_answered_by_sending_again() {
    let swallowed = lab(false).await;
    assert_eq!(swallowed.scale_with(&[Act::TakenSwallowed]).await.outcome, Outcome::taken(4));

    let taken = lab(false).await;
    assert_eq!(taken.scale_with(&[Act::TakenUnanswered]).await.outcome, Outcome::taken(4));

    let lost = lab(false).await;
    let carried = lost.scale_with(&[Act::Lost]).await;
    assert!(matches!(&carried.outcome, Outcome::Refused { reason: Reason::Sent(SentReason::NoEffect(..)) }), "{carried:?}");

    let moved = lab(false).await;
    let carried = moved.scale_with(&[Act::LostAndMoved]).await;
    assert!(matches!(&carried.outcome, Outcome::Refused { reason: Reason::Sent(SentReason::NotTaken(_)) }), "{carried:?}");

    let gateway = lab(false).await;
    let carried = gateway.scale_with(&[Act::Fails(504, "upstream timed out")]).await;
    assert!(reason(&carried).contains("no answer came (upstream timed out)"), "{carried:?}");

    let gone = lab(false).await;
    let preview = gone.preview(SCALE).await;
    gone.world.lock().unwrap().acts.push_back(Act::Lost);
    gone.world.lock().unwrap().down = true;
    let carried = gone.gate.carry_out(preview, &yes(), &|_| {}).await;
    assert!(matches!(&carried.outcome, Outcome::Unknown { reason: Reason::Sent(SentReason::Silence(_)) }), "{carried:?}");
    assert!(gone.journal.read(None).unwrap().records[0].end.is_some());

    for lab in [swallowed, taken, lost, moved, gateway, gone] {
        assert_eq!(lab.sent(), 1);
    }
}

#[tokio::test]
async fn a_refusal_is_the_servers_own_words() {
    for (act, want) in [
        (Act::Fails(403, "deployments is forbidden"), "deployments is forbidden"),
        (Act::Fails(422, "spec is invalid"), "spec is invalid"),
        (Act::Fails(404, "not found"), "Deployment web in iot of lab is gone: it was deleted since it was shown"),
        (Act::Fails(500, "failed calling webhook \"x\": refused"), "failed calling webhook \"x\": refused"),
    ] {
        let lab = lab(false).await;
        let carried = lab.scale_with(&[act]).await;
        assert_eq!((&*reason(&carried), lab.sent()), (want, 1));
        assert!(matches!(carried.outcome, Outcome::Refused { .. }));
    }
}

#[tokio::test]
async fn nothing_is_sent_without_right_journal_or_difference() {
    let denied = lab(false).await;
    denied.world.lock().unwrap().allowed = false;
    let words = denied.gate.preview(intent(Change::Restart)).await.unwrap_err().to_string();
    assert_eq!(words, "denied: you may not patch deployments in iot of lab");

    let readonly = lab(true).await;
    assert!(readonly.gate.preview(intent(SCALE)).await.unwrap_err().to_string().starts_with("read-only"));
    assert!(readonly.gate.revisions(&target()).await.is_ok());

    let replaced = lab(false).await;
    let mut other = intent(SCALE);
    other.target.uid = Uid::new("another");
    assert!(replaced.gate.preview(other).await.unwrap_err().to_string().contains("another object now"));

    let same = lab(false).await;
    let preview = same.preview(Change::Scale { from: 2, to: 2 }).await;
    assert_eq!(preview.warnings, [Warning::Reason(Refusal::Nothing(Nothing::Replicas(2)).into())]);
    assert!(reason(&same.gate.carry_out(preview, &yes(), &|_| {}).await).starts_with("no change"));

    let mut full = lab(false).await;
    let dir = tempfile::tempdir().unwrap();
    if let Some(sender) = &mut full.gate.sender {
        sender.book.journal = Journal::open(dir.path()).map(Arc::new);
    }
    // What could be written at the start cannot any more.
    let journal = dir.path().join(crate::journal::FILE);
    std::fs::remove_file(&journal).unwrap();
    std::fs::create_dir(&journal).unwrap();
    let carried = full.scale_with(&[]).await;
    assert!(reason(&carried).starts_with("nothing was sent: the journal"), "{carried:?}");

    for lab in [denied, readonly, replaced, same, full] {
        assert_eq!(lab.sent(), 0);
        assert!(lab.journal.read(None).unwrap().records.is_empty());
    }
}

#[tokio::test]
async fn what_was_forgotten_cannot_be_carried_out() {
    let lab = lab(false).await;
    let preview = lab.preview(Change::Restart).await;
    assert_eq!(preview.differences[0].path, "metadata.annotations[kubectl.kubernetes.io/restartedAt]");
    lab.gate.forget(7);
    assert!(reason(&lab.gate.carry_out(preview, &yes(), &|_| {}).await).contains("start again"));
    assert_eq!(lab.sent(), 0);
}

#[tokio::test]
async fn a_server_without_a_dry_run_is_no_obstacle_and_is_said() {
    let lab = lab(false).await;
    lab.world.lock().unwrap().dry_run_works = false;
    let swap =
        ImageSwap { container: "web".into(), init: false, from: "docker.io/lab/app:1.0".into(), to: "docker.io/lab/app:2".into() };
    let preview = lab.preview(Change::SetImages { swaps: vec![swap] }).await;
    assert_eq!(preview.differences[0].new.as_deref(), Some("docker.io/lab/app:2"));
    assert!(preview.warnings[0].to_string().starts_with("no dry run: admission webhook"));
}

#[tokio::test]
async fn a_roll_back_to_the_present_template_says_what_kubectl_says() {
    let lab = lab(false).await;
    lab.world.lock().unwrap().sets = json!([{
        "metadata": {"name": "web-1", "annotations": {"deployment.kubernetes.io/revision": "2"},
            "ownerReferences": [{"uid": UID, "controller": true}]},
        "spec": {"template": template("1.0")},
    }]);
    let preview = lab.preview(Change::RollBack { from: 2, to: 2 }).await;
    assert_eq!(preview.warnings[0].to_string(), "skipped rollback (current template already matches revision 2)");
    assert_eq!(preview.warnings.len(), 1);
    let missing = lab.gate.preview(intent(Change::RollBack { from: 2, to: 1 })).await.unwrap_err().to_string();
    assert!(missing.ends_with("has no revision 1 any more; there are: 2"), "{missing}");
}
