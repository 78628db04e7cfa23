//! Streams over a real connection to a server that answers as it is told.

use super::*;
use crate::cluster::error::ApiError;
use crate::cluster::kubeconfig::Contexts;
use crate::cluster::path::{PodPart, PodPath};
use crate::cluster::session::{Mode, Session};
use crate::cluster::upgrade;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::{WebSocketStream, accept_hdr_async};

type Served = WebSocketStream<TcpStream>;

/// A stream to a server, and its end there.
async fn pair() -> ((Socket, &'static str), Served) {
    let (listener, session) = listen(Mode::new(false)).await;
    let opens = async { open(&session).await.unwrap() };
    let (socket, served) = tokio::join!(opens, accept(listener));
    (socket, served)
}

async fn listen(mode: Mode) -> (TcpListener, Option<crate::cluster::session::WriteAccess>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let text = format!(
        "current-context: t\ncontexts: [{{name: t, context: {{cluster: t}}}}]\nclusters: [{{name: t, cluster: {{server: 'http://{at}'}}}}]"
    );
    (listener, Session::open(Contexts::from_text(&text).unwrap(), &"t".into(), mode).1)
}

async fn open(access: &Option<crate::cluster::session::WriteAccess>) -> Result<(Socket, &'static str), ApiError> {
    let path = PodPath::new("n", "p", PodPart::Exec, &[("command", "sh")]).unwrap();
    let wire = &access.as_ref().unwrap().wire;
    upgrade::open(wire, &path, &PROTOCOLS, Duration::from_secs(5)).await
}

#[allow(clippy::result_large_err, reason = "the callback's own type")]
async fn accept(listener: TcpListener) -> Served {
    let (tcp, _) = listener.accept().await.unwrap();
    let speaks = |request: &Request, mut response: Response| {
        assert_eq!(request.uri().to_string(), "/api/v1/namespaces/n/pods/p/exec?command=sh");
        let asked = request.headers()["sec-websocket-protocol"].to_str().unwrap();
        assert_eq!(asked, "v5.channel.k8s.io, v4.channel.k8s.io");
        response.headers_mut().insert("sec-websocket-protocol", "v4.channel.k8s.io".parse().unwrap());
        Ok(response)
    };
    accept_hdr_async(tcp, speaks).await.unwrap()
}

fn binary(bytes: &[u8]) -> Message {
    Message::Binary(bytes.to_vec().into())
}

#[tokio::test]
async fn what_is_told_goes_in_and_what_is_written_comes_out() {
    let (socket, mut served) = pair().await;
    let (tell, mut told) = mpsc::channel(4);
    let (news_tx, mut news) = mpsc::channel(4);
    let talks = tokio::spawn(async move { talk(socket, Some((80, 24)), async {}, &mut told, &news_tx).await });
    tell.send(ToProcess::Input(b"ls\r".to_vec())).await.unwrap();
    let mut came = Vec::new();
    while came.len() < 2 {
        if let Message::Binary(bytes) = served.next().await.unwrap().unwrap() {
            came.push(bytes.to_vec());
        }
    }
    assert_eq!(came, [b"\x04{\"Width\":80,\"Height\":24}".to_vec(), b"\x00ls\r".to_vec()]);
    for message in [&b"\x01"[..], b"\x01a", b"\x02b", b"\x03{\"status\":\"Success\"}", b"\x01late"] {
        served.send(binary(message)).await.unwrap();
    }
    served.close(None).await.unwrap();
    assert_eq!(talks.await.unwrap(), Talk { end: End::Exited(0), spoke: true });
    let mut all = Vec::new();
    while let Some(one) = news.recv().await {
        all.push(one);
    }
    let want = [
        ProcessNews::Output(b"a".to_vec()),
        ProcessNews::Errors(b"b".to_vec()),
        // What was written last comes behind the word of the end, and is not lost.
        ProcessNews::Output(b"late".to_vec()),
    ];
    assert_eq!(all, want);
}

#[tokio::test]
async fn a_stream_that_breaks_is_lost_and_one_that_is_left_is_closed() {
    let (socket, served) = pair().await;
    let (_tell, mut told) = mpsc::channel(4);
    let (news_tx, _news) = mpsc::channel(4);
    drop(served);
    assert!(matches!(talk(socket, None, async {}, &mut told, &news_tx).await.end, End::Lost(_)));

    let (socket, mut served) = pair().await;
    let (tell, mut told) = mpsc::channel(4);
    drop(tell);
    assert_eq!(talk(socket, None, async {}, &mut told, &news_tx).await, Talk { end: End::Closed, spoke: false });
    // The server is told so, and not left to find out.
    let mut last = None;
    while let Some(Ok(message)) = served.next().await {
        last = Some(message);
    }
    assert!(matches!(last, Some(Message::Close(_))), "{last:?}");
}

/// A paste into a process that answers each byte, while nobody takes what comes: neither end waits for the other for ever.
#[tokio::test]
async fn both_ways_go_on_at_once() {
    const MUCH: usize = 4 << 20;
    let (socket, served) = pair().await;
    let (tell, mut told) = mpsc::channel(4);
    let (news_tx, mut news) = mpsc::channel(4);
    let talks = tokio::spawn(async move { talk(socket, None, async {}, &mut told, &news_tx).await });
    let echo = tokio::spawn(async move {
        let (mut sink, mut stream) = served.split();
        while let Some(Ok(message)) = stream.next().await {
            if let Message::Binary(bytes) = message {
                sink.send(binary(&[b"\x01", &bytes[1..]].concat())).await.unwrap();
            }
        }
    });
    tell.send(ToProcess::Input(vec![b'x'; MUCH])).await.unwrap();
    let mut came = 0;
    while came < MUCH {
        match news.recv().await.unwrap() {
            ProcessNews::Output(bytes) => came += bytes.len(),
            other => panic!("{other:?}"),
        }
    }
    drop(tell);
    assert_eq!(talks.await.unwrap().end, End::Closed);
    echo.await.unwrap();
}

#[tokio::test]
async fn a_refusal_is_told_and_a_message_that_is_too_long_is_given_up() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let (listener, access) = listen(Mode::new(false)).await;
    let refuses = async {
        let (mut tcp, _) = listener.accept().await.unwrap();
        let _ = tcp.read(&mut [0; 4096]).await.unwrap();
        let body = r#"{"kind":"Status","status":"Failure","message":"pods \"p\" is forbidden: you may not","reason":"Forbidden","code":403}"#;
        let head = format!("HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
        tcp.write_all((head + body).as_bytes()).await.unwrap();
    };
    let (opened, ()) = tokio::join!(open(&access), refuses);
    assert_eq!(opened.err().unwrap().to_string(), "pods \"p\" is forbidden: you may not");

    let (socket, mut served) = pair().await;
    let (_tell, mut told) = mpsc::channel(4);
    let (news_tx, _news) = mpsc::channel(4);
    tokio::spawn(async move { served.send(binary(&vec![1; 2 << 20])).await });
    let end = talk(socket, None, async {}, &mut told, &news_tx).await.end;
    assert_eq!(end, lost(Way::LargeMessage));
    assert_eq!(end.to_string(), "connection lost: more came in one message than is taken");
}

#[tokio::test]
async fn read_only_there_is_nothing_to_open_a_stream_by() {
    assert!(listen(Mode::new(true)).await.1.is_none());
}
