//! Connections through a listener to pods that answer as they are told.

use super::*;
use crate::cluster::wire::PortPod;
use futures::{SinkExt, StreamExt};
use std::collections::BTreeMap;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;

/// What a pod of the test does with a stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Pod {
    /// Gives back what it is told, in capitals; ends at a dot.
    Echoes,
    /// Its program does not listen.
    Refuses,
    /// It says something and breaks.
    Breaks,
    /// The API server does not know it.
    Missing,
    /// Something on the way to it lets no WebSocket through.
    Swallowed,
}

type Asked = Arc<Mutex<Vec<String>>>;

#[derive(Clone)]
struct World {
    pods: Arc<Mutex<BTreeMap<String, Pod>>>,
    asked: Asked,
}

impl World {
    fn new(pods: &[(&str, Pod)]) -> Self {
        let pods = pods.iter().map(|(n, p)| ((*n).to_owned(), *p)).collect();
        Self { pods: Arc::new(Mutex::new(pods)), asked: Asked::default() }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Dial for World {
    type Stream = DuplexStream;

    async fn dial(&self, pod: &Name, port: u16) -> Result<WebSocketStream<DuplexStream>, ApiError> {
        self.asked.lock().unwrap().push(format!("{pod}:{port}"));
        let kind = self.pods.lock().unwrap().get(&**pod).copied().unwrap_or(Pod::Missing);
        if kind == Pod::Missing {
            return Err(ApiError::from_response(404, br#"{"message":"pods not found"}"#, None));
        }
        if kind == Pod::Swallowed {
            return Err(ApiError::Swallowed("Upgrade request required".into()));
        }
        let (here, there) = duplex(64 << 10);
        tokio::spawn(async move {
            let mut socket = WebSocketStream::from_raw_socket(there, Role::Server, None).await;
            let say = |channel: u8, bytes: &[u8]| Message::Binary([&[channel], bytes].concat().into());
            for channel in 0..2 {
                let _ = socket.send(say(channel, &port.to_le_bytes())).await;
            }
            match kind {
                Pod::Refuses => {
                    // What the client said is taken in first, as a kubelet may do.
                    let _ = tokio::time::timeout(Duration::from_millis(50), socket.next()).await;
                    let _ =
                        socket.send(say(1, b"error forwarding port: dial tcp4 127.0.0.1:80: connect: connection refused")).await;
                }
                Pod::Breaks => {
                    let _ = socket.next().await;
                    let _ = socket.send(say(0, b"half")).await;
                    let _ = socket.send(say(1, b"lost connection to pod: refused")).await;
                }
                Pod::Echoes => {
                    while let Some(Ok(message)) = socket.next().await {
                        let Message::Binary(bytes) = message else { continue };
                        let told = bytes[1..].to_ascii_uppercase();
                        let _ = socket.send(say(0, &told)).await;
                        if told.contains(&b'.') {
                            break;
                        }
                    }
                }
                Pod::Missing | Pod::Swallowed => {}
            }
            let _ = socket.close(None).await;
        });
        Ok(WebSocketStream::from_raw_socket(here, Role::Client, None).await)
    }
}

fn pod(name: &str, ready: bool, created: i64) -> PortPod {
    let created = Time::from_secs(created);
    PortPod { uid: Uid::new(name), name: name.into(), created, runs: true, ready, going: false, ports: vec![("http".into(), 8080)] }
}

fn known(pods: &[PortPod]) -> Known {
    Known { pods: Some(pods.iter().map(|p| (p.uid.clone(), p.clone())).collect()), trouble: None }
}

struct Forwarding {
    at: String,
    pods: watch::Sender<Known>,
    news: watch::Receiver<ForwardNews>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Forwarding {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn forward(world: &World, pods: &[PortPod]) -> Forwarding {
    let listener = listen("127.0.0.1", 0).await.unwrap();
    let at = listener.local_addr().unwrap().to_string();
    let (tx, rx) = watch::channel(known(pods));
    let (news, told) = watch::channel(ForwardNews::default());
    let aim =
        Aim { namespace: "iot".into(), which: Which::Labels("app=web".into()), port: PodPort::Named("http".into()), ready: true };
    let task = tokio::spawn(hand_on(listener, rx, (aim, world.clone()), std::future::pending(), news));
    Forwarding { at, pods: tx, news: told, task }
}

/// Says something and gives all that comes back, and whether the end was a good one.
async fn says(at: &str, text: &str) -> (String, bool) {
    let mut tcp = TcpStream::connect(at).await.unwrap();
    let _ = tcp.write_all(text.as_bytes()).await;
    let mut out = Vec::new();
    let good = tcp.read_to_end(&mut out).await.is_ok();
    (String::from_utf8(out).unwrap(), good)
}

impl Forwarding {
    async fn until(&mut self, what: impl Fn(&ForwardNews) -> bool) -> ForwardNews {
        let waits = self.news.wait_for(what);
        tokio::time::timeout(Duration::from_secs(20), waits).await.expect("in time").unwrap().clone()
    }
}

#[tokio::test]
async fn bytes_go_both_ways_and_are_counted() {
    let world = World::new(&[("a", Pod::Echoes)]);
    let mut forward = forward(&world, &[pod("a", true, 1)]).await;
    assert_eq!(says(&forward.at, "get.").await, ("GET.".into(), true));
    let long = "x".repeat(1 << 20) + ".";
    let (back, good) = says(&forward.at, &long).await;
    assert!(good && back == long.to_uppercase(), "{}", back.len());
    let news = forward.until(|n| n.open == 0 && n.connections == 2).await;
    assert_eq!((news.sent, news.received), (4 + long.len() as u64, 4 + long.len() as u64));
    assert_eq!((news.standing, news.error.clone()), (Standing::Ready, None));
    assert_eq!(news.pod, Some(("a".into(), Uid::new("a"), 8080)));
    assert_eq!(news.local, forward.at);
}

#[tokio::test]
async fn a_connection_goes_to_the_pod_that_is_there_and_waits_for_one() {
    let world = World::new(&[("a", Pod::Echoes), ("b", Pod::Echoes)]);
    let mut forward = forward(&world, &[pod("a", true, 1)]).await;
    assert_eq!(says(&forward.at, "1.").await.0, "1.");
    // Its pod goes: there is none for a moment, and the connection waits.
    forward.pods.send_replace(known(&[pod("a", false, 1), pod("b", false, 2)]));
    let at = forward.at.clone();
    let waits = tokio::spawn(async move { says(&at, "2.").await });
    let news = forward.until(|n| matches!(n.standing, Standing::Waiting(_)) && n.open == 1).await;
    assert_eq!(news.pod.map(|(name, ..)| name.to_string()).as_deref(), Some("a"), "the last one is told while there is no other");
    assert!(!waits.is_finished());
    forward.pods.send_replace(known(&[pod("b", true, 2)]));
    assert_eq!(waits.await.unwrap(), ("2.".into(), true));
    assert_eq!(world.asked(), ["a:8080", "b:8080"]);
    forward.until(|n| n.standing == Standing::Ready).await;
}

#[tokio::test]
async fn what_no_program_has_heard_is_said_to_another_pod() {
    let world = World::new(&[("new", Pod::Refuses), ("gone", Pod::Missing), ("old", Pod::Echoes)]);
    let mut forward = forward(&world, &[pod("new", true, 3), pod("old", true, 1)]).await;
    assert_eq!(says(&forward.at, "once.").await, ("ONCE.".into(), true), "all of it, and once");
    let news = forward.until(|n| n.error.is_some() && n.open == 0).await;
    assert!(news.error.unwrap().1.to_string().contains("pod new: error forwarding port"), "what went wrong is told");
    // It stays with the one that answered.
    assert_eq!(says(&forward.at, "x.").await.0, "X.");
    assert_eq!(world.asked(), ["new:8080", "old:8080", "old:8080"]);
    forward.pods.send_replace(known(&[pod("gone", true, 9), pod("old", false, 1)]));
    let at = forward.at.clone();
    let waits = tokio::spawn(async move { says(&at, "y.").await });
    forward.until(|n| n.error.as_ref().is_some_and(|(_, why)| why.to_string().contains("pod gone"))).await;
    forward.pods.send_replace(known(&[pod("old", true, 1)]));
    assert_eq!(waits.await.unwrap(), ("Y.".into(), true));
}

#[tokio::test]
async fn what_broke_is_no_end_that_a_client_takes_for_one_and_is_not_said_again() {
    let world = World::new(&[("a", Pod::Breaks), ("b", Pod::Echoes)]);
    let mut forward = forward(&world, &[pod("a", true, 2), pod("b", true, 1)]).await;
    let (_, good) = says(&forward.at, "pay.").await;
    assert!(!good, "it is reset");
    let news = forward.until(|n| n.error.is_some()).await;
    assert!(news.error.unwrap().1.to_string().contains("lost connection to pod"));
    assert_eq!(world.asked(), ["a:8080"], "a program has heard it: it is said to no other");
}

#[tokio::test]
async fn a_connection_waits_ten_seconds_and_no_longer() {
    let world = World::new(&[]);
    let mut forward = forward(&world, &[]).await;
    let begun = Instant::now();
    let (back, good) = says(&forward.at, "x").await;
    assert!(back.is_empty() && !good);
    let took = begun.elapsed();
    assert!(took >= WAITS && took < WAITS + Duration::from_secs(30), "{took:?}");
    let news = forward.until(|n| n.error.is_some()).await;
    assert_eq!(news.error.unwrap().1.to_string(), "a connection waited 10 s: it has no pods");
}

/// Time does not mend a proxy: it is tried once, and said at once.
#[tokio::test]
async fn a_way_without_websockets_is_not_tried_again() {
    let world = World::new(&[("a", Pod::Swallowed)]);
    let mut forward = forward(&world, &[pod("a", true, 1)]).await;
    let (back, good) = says(&forward.at, "x").await;
    assert!(back.is_empty() && !good);
    let news = forward.until(|n| n.error.is_some()).await;
    let said =
        "something between here and the API server (a proxy or balancer) lets no WebSocket through: Upgrade request required";
    assert_eq!(news.error.unwrap().1.to_string(), said);
    assert_eq!(world.asked(), ["a:8080"]);
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_asked_about_once_a_second() {
    let world = World::new(&[]);
    let forward = forward(&world, &[pod("a", true, 1), pod("b", true, 2)]).await;
    let waits: Vec<_> = (0..20).map(|_| says(&forward.at, "x")).collect();
    futures::future::join_all(waits).await;
    let asked = world.asked().len();
    assert!((5..=45).contains(&asked), "20 connections in 10 s: {asked}");
}

#[tokio::test]
async fn an_address_that_cannot_be_listened_on_says_what_to_do() {
    let taken = listen("127.0.0.1", 0).await.unwrap();
    let port = taken.local_addr().unwrap().port();
    for (address, port, says) in [
        ("127.0.0.1", port, "is in use on this machine: choose another local port"),
        ("nowhere", 0, "is no address of this machine"),
        ("192.0.2.1", 0, "is no address of this machine"),
    ] {
        let why = listen(address, port).await.unwrap_err().to_string();
        assert!(why.contains(says), "{why}");
    }
    assert!(listen("localhost", 0).await.is_ok());
}
