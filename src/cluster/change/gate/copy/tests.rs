//! Copies through the gate to a container whose programs are told apart by their words, over the older protocol, which cannot say that what is sent
//! has ended.

use super::*;
use crate::cluster::kubeconfig::Contexts;
use crate::cluster::session::{Mode, Session};
use crate::journal::Journal;
use crate::model::change::{Ends, Intent, Target};
use crate::model::trouble::Os;
use crate::model::{Kind, Uid};
use futures::{SinkExt, StreamExt};
use serde_json::json;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::accept_hdr_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};

/// What the container was asked for, word by word, and what came for it.
#[derive(Default)]
struct World {
    ran: Vec<Vec<String>>,
    came: Vec<u8>,
    /// Programs that are not there.
    without: Vec<&'static str>,
    /// Whether all but the shell stand in it alone.
    bare: bool,
    /// What tar complains of; it has given its archive by then.
    errors: String,
    /// Whether it is heard of no more after that.
    lost: bool,
    /// Programs that come to no end.
    hang: Vec<&'static str>,
    /// What stops the copy, where that is done as soon as a program hangs.
    stop: Option<watch::Sender<bool>>,
    stops: bool,
    /// Bytes by which the file has become shorter since it was looked at.
    shorter: u64,
    /// How long an answer may take; as ever where it is zero.
    deadline: Duration,
}

fn words(line: &str) -> Vec<String> {
    let query = line.split_once('?').map_or("", |(_, q)| q).split(' ').next().unwrap_or_default();
    let command = query.split('&').filter_map(|p| p.strip_prefix("command="));
    command.map(|word| percent_encoding::percent_decode_str(word).decode_utf8_lossy().into_owned()).collect()
}

fn status(code: i32, why: &str) -> Message {
    let json = match code {
        0 => json!({"status": "Success"}),
        -1 => json!({"status": "Failure", "reason": "InternalError", "message": why}),
        code => {
            let causes = json!({"causes": [{"reason": "ExitCode", "message": code.to_string()}]});
            json!({"status": "Failure", "reason": "NonZeroExitCode", "message": "m", "details": causes})
        }
    };
    Message::Binary([b"\x03", json.to_string().as_bytes()].concat().into())
}

#[allow(clippy::result_large_err, reason = "the callback's own type")]
async fn serve(mut tcp: TcpStream, world: Arc<Mutex<World>>) {
    let mut head = vec![0; 4096];
    let n = tcp.peek(&mut head).await.unwrap();
    let line = String::from_utf8_lossy(&head[..n]).lines().next().unwrap_or_default().to_owned();
    if !line.contains("/exec?") {
        let _ = tcp.read(&mut head).await.unwrap();
        let body = if line.starts_with("POST") {
            json!({"status": {"allowed": true}})
        } else {
            json!({
                "apiVersion": "v1", "kind": "Pod",
                "metadata": {"name": "web", "namespace": "iot", "uid": "u-1", "resourceVersion": "1"},
                "spec": {"containers": [{"name": "web"}]},
                "status": {"phase": "Running", "containerStatuses": [{"name": "web", "state": {"running": {}}}]},
            })
        };
        let body = body.to_string();
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        return tcp.write_all(answer.as_bytes()).await.unwrap();
    }
    let words = words(&line);
    world.lock().unwrap().ran.push(words.clone());
    let speaks = |_: &Request, mut response: Response| {
        response.headers_mut().insert("sec-websocket-protocol", "v4.channel.k8s.io".parse().unwrap());
        Ok(response)
    };
    let mut socket = accept_hdr_async(tcp, speaks).await.unwrap();
    let through = words.get(2).is_some_and(|script| script == "\"$0\" \"$@\"");
    let words = if through { words[3..].to_vec() } else { words };
    let program = words[0].clone();
    let script = words.get(2).cloned().unwrap_or_default();
    let (missing, bare, hangs, errors, lost) = {
        let world = world.lock().unwrap();
        let hangs = world.hang.contains(&&*program);
        if hangs && world.stops {
            world.stop.as_ref().unwrap().send_replace(true);
        }
        (world.without.contains(&&*program), world.bare, hangs, world.errors.clone(), world.lost)
    };
    if hangs {
        return std::future::pending().await;
    }
    let (code, why) = if through && missing {
        (127, String::new())
    } else if missing || bare && !through && program != "sh" {
        (-1, format!("exec: {program:?}: executable file not found in $PATH: unknown"))
    } else if program == "sh" && script.contains("| tar") && world.lock().unwrap().without.contains(&"tar") {
        (127, String::new())
    } else if program == "sh" {
        let all: usize = words[3].parse().unwrap();
        while world.lock().unwrap().came.len() < all {
            match socket.next().await {
                Some(Ok(Message::Binary(bytes))) if bytes.first() == Some(&0) => {
                    world.lock().unwrap().came.extend_from_slice(&bytes[1..]);
                }
                Some(Ok(_)) => {}
                // Left in the middle.
                _ => return,
            }
        }
        (0, String::new())
    } else if program == "tar" && !errors.is_empty() {
        let _ = socket.send(Message::Binary(b"\x01archive".to_vec().into())).await;
        for piece in errors.as_bytes().chunks(1000) {
            let _ = socket.send(Message::Binary([b"\x02", piece].concat().into())).await;
        }
        if lost {
            return;
        }
        (1, String::new())
    } else if program == "ls" {
        for piece in [&b"\x01etc/\na"[..], &b"\x01pp\n\x1b["[..]] {
            let _ = socket.send(Message::Binary(piece.to_vec().into())).await;
        }
        (0, String::new())
    } else if program == "cat" {
        for piece in [b"\x01some ", b"\x01bytes"] {
            let _ = socket.send(Message::Binary(piece.to_vec().into())).await;
        }
        (0, String::new())
    } else {
        // There is no folder of the name that is wanted, and nothing else.
        (i32::from(words == ["test", "-d", "/tmp/a"]), String::new())
    };
    let _ = socket.send(status(code, &why)).await;
    let _ = socket.close(None).await;
}

/// This machine's end: five bytes go in, and what comes out is kept in a place that tells what became of it.
struct Five {
    breaks: bool,
    shorter: u64,
    out: Arc<Mutex<Vec<u8>>>,
}

/// What this machine says.
fn said(words: &str) -> FileReason {
    FileReason::Os(Os::Words(words.into()))
}

impl Here for Five {
    async fn source(&mut self) -> Result<Source, FileReason> {
        Ok(Source { name: "a".into(), folder: false, mode: 0o640, bytes: 5 + self.shorter, archive: 3000 })
    }

    async fn give(&mut self, _: Form, to: Sender<Vec<u8>>) -> Result<Told, FileReason> {
        let _ = to.send(b"12345".to_vec()).await;
        if self.breaks { Err(said("it became shorter")) } else { Ok(Told { files: 1, bytes: 5, ..Told::default() }) }
    }

    async fn place(&mut self, name: &str) -> Result<(), FileReason> {
        if name == "there" { Err(said("it is there already")) } else { Ok(()) }
    }

    async fn take(&mut self, form: Form, mut from: Receiver<Vec<u8>>) -> Result<(), FileReason> {
        let mut all = Vec::new();
        while let Some(bytes) = from.recv().await {
            all.extend(bytes);
        }
        if form != Form::Plain && all != b"archive" {
            return Err(said("the archive is broken"));
        }
        *self.out.lock().unwrap() = all;
        Ok(())
    }

    async fn keep(&mut self) -> Result<(Told, String), FileReason> {
        Ok((Told { files: 1, bytes: 10, ..Told::default() }, "/here/a".into()))
    }
}

/// Carries out a copy; gives its outcome, what the container was asked for and what came there, and what came here.
async fn copied(change: Change, without: &[&'static str], breaks: bool) -> (Outcome, Vec<Vec<String>>, Vec<u8>, Vec<u8>) {
    copied_with(World { without: without.to_vec(), ..World::default() }, change, breaks).await
}

/// A gate to a pod of this world.
async fn reach(world: &Arc<Mutex<World>>) -> (Gate, Arc<Journal>, Target) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let served = world.clone();
    tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            tokio::spawn(serve(tcp, served.clone()));
        }
    });
    let text = format!(
        "current-context: lab\ncontexts: [{{name: lab, context: {{cluster: t}}}}]\nclusters: [{{name: t, cluster: {{server: 'http://{at}'}}}}]"
    );
    let (session, access) = Session::open(Contexts::from_text(&text).unwrap(), &"lab".into(), Mode::new(false));
    let journal = Arc::new(Journal::memory());
    let gate = Gate::new(session, access, Ok(journal.clone()), "dev".into());
    let target = Target {
        context: "lab".into(),
        resource: Kind::Pod.into(),
        namespace: "iot".into(),
        name: "web".into(),
        uid: Uid::new("u-1"),
    };
    (gate, journal, target)
}

async fn copied_with(mut world: World, change: Change, breaks: bool) -> (Outcome, Vec<Vec<String>>, Vec<u8>, Vec<u8>) {
    let (stop, stopped) = watch::channel(false);
    world.stop = Some(stop);
    let (shorter, deadline) = (world.shorter, world.deadline);
    let world = Arc::new(Mutex::new(world));
    let (mut gate, journal, target) = reach(&world).await;
    if !deadline.is_zero() {
        gate.sender.as_mut().unwrap().pace.write = deadline;
    }
    let preview = gate.preview(Intent::new(1, target, change)).await.unwrap();
    let (news, _told) = watch::channel(CopyNews::default());
    let out = Arc::<Mutex<Vec<u8>>>::default();
    let here = Five { breaks, shorter, out: out.clone() };
    let consent = Consent { count: 1, ..Consent::default() };
    let ended = gate.copy(preview, &consent, here, stopped, news).await;
    let records = journal.read(None).unwrap().records;
    if !matches!(ended.outcome, Outcome::Refused { .. }) {
        let written = records.last().unwrap().end.as_ref().map(|(_, outcome)| outcome.words(Ends::AtOnce));
        assert_eq!(written, Some(ended.outcome.words(Ends::AtOnce)));
    }
    let world = world.lock().unwrap();
    (ended.outcome, world.ran.clone(), world.came.clone(), out.lock().unwrap().clone())
}

fn into(to: &str) -> Change {
    Change::CopyIn { container: String::new(), from: "a".into(), to: to.into(), replace: false }
}

fn out(from: &str) -> Change {
    Change::CopyOut { container: String::new(), from: from.into(), to: "here".into(), replace: false }
}

/// What there is to tell of one that is done.
fn says(outcome: &Outcome) -> String {
    if let Outcome::Done { note: Some(note) } = outcome { note.to_string() } else { String::new() }
}

fn first(ran: &[Vec<String>]) -> Vec<&str> {
    ran.iter().map(|words| &*words[0]).collect()
}

#[tokio::test]
async fn what_cannot_be_told_to_end_is_read_to_a_length_and_named_when_it_is_whole() {
    let (outcome, ran, came, _) = copied(into("/tmp/a"), &[], false).await;
    assert!(says(&outcome).starts_with("1 file, 5 B in") && says(&outcome).ends_with("to /tmp/a"), "{outcome:?}");
    assert_eq!(first(&ran), ["test", "test", "mkdir", "sh", "test", "mv", "rm"]);
    assert_eq!((&came[..5], came.len()), (&b"12345"[..], 3000));
    assert!(came[5..].iter().all(|b| *b == 0));
    let temporary = &ran[2][1];
    assert!(temporary.starts_with("/tmp/.dogwatch-"), "{temporary}");
    assert_eq!(ran[3][2..], ["head -c \"$0\" | tar -xopf - -C \"$1\"", "3000", temporary]);
    assert_eq!(ran[5], ["mv", "-f", &format!("{temporary}/it"), "/tmp/a"]);
    assert_eq!(ran[6], ["rm", "-rf", temporary]);
}

#[tokio::test]
async fn without_tar_one_file_goes_over_plain_streams() {
    let (outcome, ran, came, _) = copied(into("/tmp/a"), &["tar"], false).await;
    assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
    assert_eq!((first(&ran), came), (vec!["test", "test", "mkdir", "sh", "sh", "chmod", "test", "mv", "rm"], b"12345".to_vec()));
    assert_eq!((&*ran[4][2], &*ran[4][3], &*ran[5][1]), ("head -c \"$0\" > \"$1\"", "5", "640"));
    let (outcome, ran, _, here) = copied(out("/tmp/a"), &["tar", "readlink"], false).await;
    assert!(says(&outcome).contains("to /here/a"), "{outcome:?}");
    assert_eq!((first(&ran), here), (vec!["readlink", "sh", "test", "tar", "cat"], b"some bytes".to_vec()));
}

#[tokio::test]
async fn what_stands_in_the_shell_alone_is_begun_by_it() {
    let bare = || World { bare: true, ..World::default() };
    let (outcome, ran, came, _) = copied_with(bare(), into("/tmp/a"), false).await;
    assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
    let begun: Vec<&str> = ran.iter().map(|words| words.get(3).map_or(&*words[0], |program| &**program)).collect();
    assert_eq!(begun, ["test", "test", "test", "mkdir", "sh", "test", "mv", "rm"], "asked for once as it is");
    assert_eq!(&came[..5], b"12345");
    let (_, ran, ..) = copied_with(bare(), out("/tmp/a"), false).await;
    assert_eq!(ran.last().unwrap()[3..5], ["tar", "-cf"]);
}

#[tokio::test]
async fn what_breaks_off_gets_no_name_and_is_taken_away() {
    let (outcome, ran, ..) = copied(into("/tmp/a"), &[], true).await;
    assert_eq!(outcome, Outcome::Failed { reason: said("it became shorter").into() });
    assert_eq!(first(&ran), ["test", "test", "mkdir", "sh", "rm"]);
    let (outcome, ran, _, here) = copied(out("/tmp/a"), &[], false).await;
    assert_eq!(outcome, Outcome::Failed { reason: said("the archive is broken").into() });
    assert_eq!((first(&ran), here), (vec!["readlink", "tar"], Vec::new()));
}

#[tokio::test]
async fn what_cannot_be_says_why_and_what_to_do() {
    for (change, without, says) in [
        (out("/tmp/there"), &[][..], "it is there already"),
        (into("/tmp/a"), &["test"], "has not the programs"),
        (into("/tmp/a"), &["sh", "tar"], "has neither tar nor sh"),
        (out("/tmp/a"), &["tar", "cat"], "has neither tar nor cat"),
    ] {
        let (outcome, ..) = copied(change.clone(), without, false).await;
        let (Outcome::Failed { reason } | Outcome::Refused { reason }) = &outcome else { panic!("{outcome:?}") };
        assert!(reason.to_string().contains(says), "{change:?}: {reason}");
    }
}

#[tokio::test]
async fn what_tar_complains_of_is_forgiven_where_all_of_it_is_known() {
    let changed = |n: usize| "tar: ./log/a.log: file changed as we read it\n".repeat(n);
    for (errors, lost, goes) in [
        (changed(1), false, true),
        (changed(300), false, true),
        // Nobody knows what the lines after these were.
        (changed(400) + "tar: ./log/b: Cannot open: Input/output error\n", false, false),
        (changed(1) + "tar: ./log/b: Cannot open: Input/output error\n", false, false),
        // Nor what it would have said.
        (changed(1), true, false),
    ] {
        let ends = errors.lines().last().unwrap().to_owned();
        let (outcome, ..) = copied_with(World { errors, lost, ..World::default() }, out("/log"), false).await;
        assert_eq!(matches!(outcome, Outcome::Done { .. }), goes, "{lost} {ends:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_file_that_became_shorter_is_not_filled_up() {
    let world = World { without: vec!["tar"], shorter: 2, ..World::default() };
    let (outcome, ran, came, _) = copied_with(world, into("/tmp/a"), false).await;
    assert_eq!(outcome, Outcome::Failed { reason: CopyReason::Changed(5, 7).into() });
    // It is left at once, whatever of it is on its way.
    assert!(b"12345".starts_with(&came), "{came:?}");
    assert_eq!(first(&ran).last(), Some(&"rm"));
}

/// A copy into a container where these programs come to no end: what is said of it, and what was begun.
async fn hung(hang: &[&'static str], stops: bool) -> (Outcome, Vec<Vec<String>>) {
    let deadline = if stops { Duration::ZERO } else { Duration::from_secs(3) };
    let world = World { hang: hang.to_vec(), stops, deadline, ..World::default() };
    let (outcome, ran, ..) = copied_with(world, into("/tmp/a"), false).await;
    (outcome, ran)
}

#[tokio::test]
async fn what_makes_something_or_takes_it_away_is_not_waited_for_without_end() {
    let (mkdir, mv, rm, both) =
        futures::join!(hung(&["mkdir"], false), hung(&["mv"], false), hung(&["rm"], false), hung(&["mv", "rm"], false));
    let made = |ran: &[Vec<String>]| ran[2][1].clone();
    let silent = || Box::new(CopyReason::NoAnswer(3).into());
    let unknown = || Reason::from(CopyReason::LostNaming(silent(), "/tmp/a".into()));
    assert_eq!(mkdir.0, Outcome::Partial { reason: CopyReason::LostLeft(silent(), made(&mkdir.1)).into() });
    assert_eq!(first(&mkdir.1), ["test", "test", "mkdir", "rm"], "it may be made all the same");
    assert_eq!(mv.0, Outcome::Unknown { reason: unknown() });
    assert_eq!(first(&mv.1), ["test", "test", "mkdir", "sh", "test", "mv", "rm"]);
    assert!(matches!(rm.0, Outcome::Done { .. }), "{:?}", rm.0);
    assert_eq!(both.0, Outcome::Unknown { reason: CopyReason::Left(Box::new(unknown()), made(&both.1)).into() });
}

#[tokio::test]
async fn what_is_stopped_ends_in_time_whatever_hangs() {
    let begun = std::time::Instant::now();
    let ((mkdir, _), (sh, ran), (mv, _)) =
        futures::join!(hung(&["mkdir", "rm"], true), hung(&["sh"], true), hung(&["mv", "rm"], true));
    assert!(begun.elapsed() < Gate::COPY_ENDS_WITHIN, "{:?}", begun.elapsed());
    assert!(matches!(&mkdir, Outcome::Partial { reason: Reason::Copy(CopyReason::LostLeft(..)) }), "{mkdir:?}");
    assert!(matches!(&sh, Outcome::Failed { reason: Reason::Copy(CopyReason::Stopped(..)) }), "{sh:?}");
    assert_eq!(first(&ran), ["test", "test", "mkdir", "sh", "rm"]);
    assert!(matches!(&mv, Outcome::Unknown { reason: Reason::Copy(CopyReason::Left(..)) }), "{mv:?}");
}

/// Its own `ls`, or that of its shell; names that cannot be typed are none.
#[tokio::test]
async fn a_folder_is_listed_wherever_ls_stands() {
    let no_ls = || Err(CopyReason::NoList.into());
    for (without, bare, want) in [
        (vec![], false, Ok(vec!["etc/".to_owned(), "app".to_owned()])),
        (vec![], true, Ok(vec!["etc/".to_owned(), "app".to_owned()])),
        (vec!["ls"], false, no_ls()),
        (vec!["ls"], true, no_ls()),
        (vec!["ls", "sh"], false, no_ls()),
    ] {
        let world = Arc::new(Mutex::new(World { without: without.clone(), bare, ..World::default() }));
        let (gate, journal, target) = reach(&world).await;
        assert_eq!(gate.list(1, (&target, "web"), "/").await, want, "{without:?} {bare}");
        assert!(!journal.read(None).unwrap().records.is_empty());
    }
}
