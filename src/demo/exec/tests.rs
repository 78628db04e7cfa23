//! Streams into a running demo cluster, frame by frame.

use crate::demo::{Cluster, Options, Scenario, Tokens, serve};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

const PATIENCE: Duration = Duration::from_secs(20);

async fn cluster() -> Cluster {
    let tokens = Tokens { admin: "admin".into(), dev: "dev".into(), viewer: "viewer".into() };
    serve(Options { scenario: Scenario::Calm, speed: 20.0, tokens: Some(tokens), ..Options::default() }).await.unwrap()
}

/// A request without a stream, and what it is answered with.
async fn ask(c: &Cluster, method: &str, path: &str, kind: &str, body: &str) -> (u16, Value) {
    let mut socket = TcpStream::connect(c.addr()).await.unwrap();
    let text = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer admin\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    socket.write_all(text.as_bytes()).await.unwrap();
    let mut all = Vec::new();
    tokio::time::timeout(PATIENCE, socket.read_to_end(&mut all)).await.unwrap().unwrap();
    let all = String::from_utf8(all).unwrap();
    let (head, body) = all.split_once("\r\n\r\n").unwrap();
    (head[9..12].parse().unwrap(), serde_json::from_str(body).unwrap_or_default())
}

/// Opens a WebSocket; the HTTP status when it is refused.
async fn open(c: &Cluster, token: &str, path: &str, protocols: &str) -> Result<WebSocketStream<TcpStream>, u16> {
    let request = http::Request::get(format!("ws://localhost{path}"))
        .header("Host", "localhost")
        .header("Authorization", format!("Bearer {token}"))
        .header("Connection", "Upgrade")
        .header("Upgrade", "websocket")
        .header("Sec-WebSocket-Version", "13")
        .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
        .header("Sec-WebSocket-Protocol", protocols)
        .body(())
        .unwrap();
    let socket = TcpStream::connect(c.addr()).await.unwrap();
    match tokio::time::timeout(PATIENCE, client_async(request, socket)).await.unwrap() {
        Ok((socket, response)) => {
            let chosen = response.headers()["sec-websocket-protocol"].to_str().unwrap();
            assert!(protocols.split(',').any(|p| p.trim() == chosen), "{chosen}");
            Ok(socket)
        }
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        Err(e) => panic!("{e}"),
    }
}

/// What came on a channel, all of it together, until the stream ends.
async fn all(socket: &mut WebSocketStream<TcpStream>) -> Vec<Vec<u8>> {
    let mut channels = vec![Vec::new(); 8];
    let reading = async {
        while let Some(Ok(message)) = socket.next().await {
            if let Message::Binary(bytes) = message {
                channels[usize::from(bytes[0])].extend_from_slice(&bytes[1..]);
            }
        }
    };
    tokio::time::timeout(PATIENCE, reading).await.expect("the stream ends");
    channels
}

fn binary(channel: u8, bytes: &[u8]) -> Message {
    super::channels::frame(channel, bytes)
}

/// A pod of an app that stands.
async fn pod(c: &Cluster, ns: &str, app: &str) -> String {
    let (_, list) = ask(c, "GET", &format!("/api/v1/namespaces/{ns}/pods?labelSelector=app%3D{app}"), "", "").await;
    list["items"][0]["metadata"]["name"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_command_has_its_channels_and_a_status() {
    let c = cluster().await;
    let name = pod(&c, "iot-dev", "device-service").await;
    let path = format!("/api/v1/namespaces/iot-dev/pods/{name}/exec?stdout=true&stderr=true");
    let run = async |query: &str, protocols: &str, sent: Vec<Message>| {
        let mut socket = open(&c, "admin", &format!("{path}{query}"), protocols).await.unwrap();
        for message in sent {
            socket.send(message).await.unwrap();
        }
        let got = all(&mut socket).await;
        let text = |i: usize| String::from_utf8_lossy(&got[i]).into_owned();
        (text(1), text(2), serde_json::from_slice::<Value>(&got[3]).unwrap())
    };
    for protocols in ["v4.channel.k8s.io", "v5.channel.k8s.io,v4.channel.k8s.io"] {
        let (out, err, status) =
            run("&command=sh&command=-c&command=echo+a%3B+echo+b+%3E%262%3B+exit+7", protocols, Vec::new()).await;
        assert_eq!((out.as_str(), err.as_str()), ("a\n", "b\n"));
        assert_eq!(status["reason"], "NonZeroExitCode");
        assert_eq!(status["details"]["causes"][0], json!({ "reason": "ExitCode", "message": "7" }));
    }
    // Standard input is closed by a message of its own.
    let sent = vec![binary(0, b"one\n"), binary(0, b"two\n"), binary(255, &[0])];
    let (out, _, status) = run("&stdin=true&command=cat", "v5.channel.k8s.io", sent).await;
    assert_eq!((out.as_str(), &status["status"]), ("one\ntwo\n", &json!("Success")));
    let sent = vec![binary(4, br#"{"Width":132,"Height":50}"#), binary(0, b"stty size; exit\r")];
    let (out, ..) = run("&stdin=true&tty=true&command=sh", "v5.channel.k8s.io", sent).await;
    assert!(out.contains("50 132\r\n"), "{out}");
    let (_, _, status) = run("&command=nosuch", "v5.channel.k8s.io", Vec::new()).await;
    assert_eq!((status["code"].as_u64(), status["reason"].as_str()), (Some(500), Some("InternalError")));
    assert!(status["message"].as_str().unwrap().contains("exec: \"nosuch\": executable file not found in $PATH"));
    for (token, query, protocols, code) in [
        ("viewer", "&command=ls", "v5.channel.k8s.io", 403),
        ("nobody", "&command=ls", "v5.channel.k8s.io", 401),
        ("admin", "&command=ls&container=none", "v5.channel.k8s.io", 400),
        ("admin", "", "v5.channel.k8s.io", 400),
        ("admin", "&command=ls", "v1.other", 400),
    ] {
        assert_eq!(open(&c, token, &format!("{path}{query}"), protocols).await.err(), Some(code), "{token} {query} {protocols}");
    }
    assert_eq!(ask(&c, "POST", &format!("{path}&command=ls"), "", "").await.1["message"], "Upgrade request required");
    c.shutdown().await;
}

#[tokio::test]
async fn what_runs_ends_with_its_pod_and_with_the_connection() {
    let c = cluster().await;
    let name = pod(&c, "iot-dev", "device-service").await;
    let at = format!("/api/v1/namespaces/iot-dev/pods/{name}");
    let path = format!("{at}/exec?stdout=true&command=sleep&command=infinity");
    let mut cut = open(&c, "admin", &path, "v5.channel.k8s.io").await.unwrap();
    assert!(cut.next().await.unwrap().is_ok());
    c.faults().drop_connections();
    assert!(all(&mut cut).await.iter().all(Vec::is_empty));
    let mut socket = open(&c, "admin", &path, "v5.channel.k8s.io").await.unwrap();
    let mut forward = open(&c, "admin", &format!("{at}/portforward?ports=8080"), "v4.channel.k8s.io").await.unwrap();
    assert_eq!(ask(&c, "DELETE", &at, "application/json", "{}").await.0, 200);
    let status: Value = serde_json::from_slice(&all(&mut socket).await[3]).unwrap();
    assert_eq!(status["details"]["causes"][0]["message"], "137");
    all(&mut forward).await;
    c.shutdown().await;
}

#[tokio::test]
async fn ports_are_channels_with_their_numbers_first() {
    let c = cluster().await;
    let name = pod(&c, "iot-dev", "device-service").await;
    let path = format!("/api/v1/namespaces/iot-dev/pods/{name}/portforward?ports=8080&ports=9999");
    let mut socket = open(&c, "admin", &path, "v4.channel.k8s.io").await.unwrap();
    socket.send(binary(0, b"GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).await.unwrap();
    let got = all(&mut socket).await;
    for (channel, port) in [(0, 8080u16), (1, 8080), (2, 9999), (3, 9999)] {
        assert_eq!(got[channel][..2], port.to_le_bytes(), "{channel}");
    }
    let page = String::from_utf8_lossy(&got[0][2..]).into_owned();
    assert!(page.contains(&format!("pod {name}\n")) && page.ends_with("path /x\n"), "{page}");
    assert_eq!((&got[1][2..], &got[2][2..]), (&b""[..], &b""[..]));
    assert!(String::from_utf8_lossy(&got[3]).contains("127.0.0.1:9999: connect: connection refused"));
    assert_eq!(open(&c, "viewer", &path, "v4.channel.k8s.io").await.err(), Some(403));
    assert_eq!(open(&c, "admin", &path, "other").await.err(), Some(400));
    c.shutdown().await;
}

#[tokio::test]
async fn a_container_is_added_runs_and_is_attached_to() {
    let c = cluster().await;
    let name = pod(&c, "iot-dev", "gateway").await;
    let at = format!("/api/v1/namespaces/iot-dev/pods/{name}");
    let body = json!({ "spec": { "ephemeralContainers": [
        { "name": "look", "image": "busybox", "stdin": true, "tty": true, "targetContainerName": "gateway" } ] } });
    let kind = "application/strategic-merge-patch+json";
    assert_eq!(ask(&c, "PATCH", &format!("{at}/ephemeralcontainers"), kind, &body.to_string()).await.0, 200);
    let state = async || ask(&c, "GET", &at, "", "").await.1["status"]["ephemeralContainerStatuses"][0]["state"].clone();
    let end = tokio::time::Instant::now() + PATIENCE;
    while state().await["running"].is_null() {
        assert!(tokio::time::Instant::now() < end);
    }
    let path = format!("{at}/attach?container=look&stdin=true&stdout=true&tty=true");
    let mut socket = open(&c, "admin", &path, "v5.channel.k8s.io").await.unwrap();
    socket.send(binary(0, b"ls /app\rexit 3\r")).await.unwrap();
    let got = all(&mut socket).await;
    assert!(String::from_utf8_lossy(&got[1]).contains("/ # "));
    while state().await["terminated"]["exitCode"] != 3 {
        assert!(tokio::time::Instant::now() < end);
    }
    // The pod itself does not mind.
    assert_eq!(ask(&c, "GET", &at, "", "").await.1["status"]["containerStatuses"][0]["ready"], true);
    c.shutdown().await;
}
