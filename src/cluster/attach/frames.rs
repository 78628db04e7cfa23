//! The messages of exec and attach: the first byte names the channel, the rest is what goes over it (`remotecommand`, v4 and v5).

use crate::model::process::{End, ToProcess};
use crate::model::text::clean;
use serde::Deserialize;

/// The one that can also close a channel (Kubernetes 1.30).
const CLOSING: &str = "v5.channel.k8s.io";
/// The protocols that are spoken.
pub(crate) const PROTOCOLS: [&str; 2] = [CLOSING, "v4.channel.k8s.io"];

/// Whether a program can be told by this protocol that its standard input has ended.
pub(crate) fn closes(protocol: &str) -> bool {
    protocol == CLOSING
}

const STDIN: u8 = 0;
const STDOUT: u8 = 1;
const STDERR: u8 = 2;
const STATUS: u8 = 3;
const RESIZE: u8 = 4;
/// Names a channel that is closed.
const CLOSE: u8 = 255;
/// Bytes of the standard input that are sent in one message.
const PIECE: usize = 16 << 10;

/// What a message brings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Frame<'a> {
    Output(&'a [u8]),
    Errors(&'a [u8]),
    End(End),
    /// Nothing that is of use here.
    Other,
}

/// Reads a message.
pub(crate) fn read(message: &[u8]) -> Frame<'_> {
    match message.split_first() {
        // Each channel is opened with a message without anything in it.
        None | Some((_, [])) => Frame::Other,
        Some((&STDOUT, bytes)) => Frame::Output(bytes),
        Some((&STDERR, bytes)) => Frame::Errors(bytes),
        Some((&STATUS, bytes)) => Frame::End(end(bytes)),
        Some(_) => Frame::Other,
    }
}

/// The messages that tell something to the process, by the protocol that was agreed on: where that cannot close a channel, the end of what is
/// typed tells nothing.
pub(crate) fn write(told: ToProcess, protocol: &str) -> Vec<Vec<u8>> {
    let framed = |channel: u8, bytes: &[u8]| [&[channel], bytes].concat();
    match told {
        ToProcess::Input(bytes) => bytes.chunks(PIECE).map(|piece| framed(STDIN, piece)).collect(),
        ToProcess::NoMore if closes(protocol) => vec![vec![CLOSE, STDIN]],
        ToProcess::NoMore => Vec::new(),
        ToProcess::Size(cols, rows) => vec![framed(RESIZE, format!(r#"{{"Width":{cols},"Height":{rows}}}"#).as_bytes())],
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Status {
    status: String,
    reason: String,
    message: String,
    details: Option<Details>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Details {
    causes: Vec<Cause>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Cause {
    reason: String,
    message: String,
}

/// The end that the last message tells: a Status object.
fn end(bytes: &[u8]) -> End {
    let Ok(status) = serde_json::from_slice::<Status>(bytes) else {
        return End::Failed(clean(String::from_utf8_lossy(bytes).trim()).into_owned().into());
    };
    if status.status == "Success" {
        return End::Exited(0);
    }
    let causes = status.details.map(|d| d.causes).unwrap_or_default();
    let code = causes.iter().find(|c| c.reason == "ExitCode").and_then(|c| c.message.parse().ok());
    match code {
        Some(code) if status.reason == "NonZeroExitCode" => End::Exited(code),
        _ => End::Failed(clean(status.message.trim()).into_owned().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_what_the_status_says() {
        let failed = |why: &str| End::Failed(why.into());
        for (status, want) in [
            (r#"{"metadata":{},"status":"Success"}"#, End::Exited(0)),
            (
                r#"{"status":"Failure","message":"command terminated with non-zero exit code","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"137"}]}}"#,
                End::Exited(137),
            ),
            (r#"{"status":"Failure","reason":"NonZeroExitCode","message":"m","details":{}}"#, failed("m")),
            (
                r#"{"status":"Failure","reason":"InternalError","message":"exec: \"bash\": not\u001b found "}"#,
                failed("exec: \"bash\": not found"),
            ),
            ("no JSON\n", failed("no JSON")),
            ("", failed("")),
        ] {
            assert_eq!(end(status.as_bytes()), want, "{status}");
        }
    }

    #[test]
    fn a_message_is_of_the_channel_that_its_first_byte_names() {
        for (message, want) in [
            (&b""[..], Frame::Other),
            (b"\x01", Frame::Other),
            (b"\x01a\x1b[0m", Frame::Output(b"a\x1b[0m")),
            (b"\x02\xff", Frame::Errors(b"\xff")),
            (b"\x03{\"status\":\"Success\"}", Frame::End(End::Exited(0))),
            (b"\x00x", Frame::Other),
            (b"\xff\x01", Frame::Other),
        ] {
            assert_eq!(read(message), want, "{message:?}");
        }
        assert_eq!(write(ToProcess::Size(80, 24), CLOSING), [b"\x04{\"Width\":80,\"Height\":24}"]);
        assert_eq!(write(ToProcess::Input(b"ls\r".to_vec()), CLOSING), [b"\x00ls\r"]);
        assert_eq!(write(ToProcess::NoMore, CLOSING), [[255, 0]]);
        assert!(write(ToProcess::NoMore, "v4.channel.k8s.io").is_empty());
        let long = write(ToProcess::Input(vec![b'x'; PIECE * 2 + 1]), CLOSING);
        assert_eq!(long.iter().map(Vec::len).collect::<Vec<_>>(), [PIECE + 1, PIECE + 1, 2]);
    }
}
