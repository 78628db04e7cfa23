//! `pods/exec`, `pods/attach` and `pods/portforward`: who may come in, to which container, by which protocol.

use super::{Reply, Request, header};
use crate::demo::exec::target::{self, Refusal};
use crate::demo::exec::{Ends, Session, Version, forward};
use crate::demo::failure::Failure;
use crate::demo::shared::Shared;
use std::sync::Arc;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// The subresources that are streams.
pub const SUBS: [&str; 3] = ["attach", "exec", "portforward"];

/// What a client wants its connection to become.
#[derive(Debug, Default)]
pub struct Offer {
    /// `Upgrade`, in small letters; empty for none.
    to: String,
    key: String,
    protocols: String,
}

impl Offer {
    /// Of the headers of a request.
    pub fn of(head: &http::request::Parts) -> Self {
        let upgrades = header(head, "connection").to_ascii_lowercase().contains("upgrade");
        let to = if upgrades { header(head, "upgrade").to_ascii_lowercase() } else { String::new() };
        Self { to, key: header(head, "sec-websocket-key").into(), protocols: header(head, "sec-websocket-protocol").into() }
    }
}

/// A connection that becomes a WebSocket.
#[derive(Debug)]
pub struct Upgrade {
    /// What it carries.
    pub session: Session,
    /// The protocol that was agreed on.
    pub protocol: &'static str,
    /// The proof that the handshake was understood.
    pub accept: String,
}

/// Opens a stream, or says why not.
pub fn open(shared: &Arc<Shared>, r: &Request) -> Result<Reply, Failure> {
    let q = &r.query;
    let asked = q.get("container");
    let ends = Ends { stdin: q.flag("stdin"), stdout: q.flag("stdout"), stderr: q.flag("stderr"), tty: q.flag("tty") };
    // What the API server checks by itself comes before the upgrade, what the kubelet checks after it.
    let forwards = r.sub == "portforward";
    if forwards {
        forward::check(shared, &r.key)?;
    } else {
        target::container(shared, &r.key, asked)?;
    }
    if r.upgrade.to.is_empty() {
        return Err(Failure::bad_request("Upgrade request required"));
    }
    let attaches = r.sub == "attach";
    // What the kubelet says of the container is said whatever the protocol: kubectl asks again by SPDY when it was refused, and shows that answer.
    let found = match (!forwards).then(|| target::find(shared, &r.key, asked, attaches)) {
        None => None,
        Some(Ok(found)) => Some(Box::new(found)),
        Some(Err(Refusal::Server(failure))) => return Err(failure),
        Some(Err(Refusal::Kubelet(text))) => return Ok(Reply::Kubelet(500, text)),
    };
    if r.upgrade.to != "websocket" {
        let to: String = r.upgrade.to.chars().take(40).collect();
        let message =
            format!("the demo cluster serves {} over WebSockets only and not as {to:?}: use kubectl 1.31 or newer", r.sub);
        return Err(Failure::bad_request(message));
    }
    let none = || Failure::bad_request(format!("unable to upgrade: none of the protocols {:?} is served", r.upgrade.protocols));
    if r.upgrade.key.is_empty() {
        return Err(Failure::bad_request("websocket: Sec-WebSocket-Key is missing"));
    }
    let (session, protocol) = if let Some(found) = found {
        let (version, protocol) = Version::choose(&r.upgrade.protocols).ok_or_else(none)?;
        if !ends.stdin && !ends.stdout && !ends.stderr {
            return Err(Failure::bad_request("you must specify at least 1 of stdin, stdout, stderr"));
        }
        let command = q.all("command");
        if attaches {
            (Session::Attach(found, ends, version), protocol)
        } else if command.is_empty() {
            return Err(Failure::bad_request("you must specify at least one command for the container"));
        } else {
            (Session::Exec(found, ends, version, command), protocol)
        }
    } else {
        let (wish, protocol) = forward::open(shared, &r.key, &q.all("ports"), &r.upgrade.protocols)?.ok_or_else(none)?;
        (Session::Forward(wish), protocol)
    };
    Ok(Reply::Upgrade(Upgrade { session, protocol, accept: derive_accept_key(r.upgrade.key.as_bytes()) }))
}
