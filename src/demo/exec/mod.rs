//! Streams into pods: commands, the terminal of what runs, and ports. `api::streams` lets them in, here they are served.
//!
//! - `target` is the container that is meant, and whether it can be entered.
//! - `channels` carries a process over a WebSocket, `status` says how it ended.
//! - `proc` is a process and its terminal, `shell` and `programs` what it runs; the files are in `demo::fs`.
//! - `attach` is the process that runs already; `forward` is ports.

mod attach;
mod channels;
pub mod forward;
mod image;
mod proc;
mod programs;
mod shell;
mod status;
pub mod target;
#[cfg(test)]
mod tests;

pub use channels::Version;

use super::json::fnv;
use super::shared::Shared;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use proc::Proc;
use status::Outcome;
use std::sync::Arc;
use target::Target;
use tokio::sync::watch;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

/// The largest message that is taken.
const MOST_MESSAGE: usize = 1 << 20;

/// A WebSocket as it is served.
type Socket = WebSocketStream<TokioIo<hyper::upgrade::Upgraded>>;

/// Which ends of a process somebody wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// Standard input.
    pub stdin: bool,
    /// Standard output.
    pub stdout: bool,
    /// Standard error.
    pub stderr: bool,
    /// A terminal.
    pub tty: bool,
}

/// What was asked for, and has been allowed.
#[derive(Debug)]
pub enum Session {
    /// A command.
    Exec(Box<Target>, Ends, Version, Vec<String>),
    /// What runs already.
    Attach(Box<Target>, Ends, Version),
    /// Ports.
    Forward(forward::Forward),
}

/// Serves a session over an upgraded connection, until it is over, who asked leaves, or the cluster cuts it.
pub async fn serve(shared: Arc<Shared>, session: Session, upgrade: OnUpgrade, mut cut: watch::Receiver<u64>) {
    let mut over = shared.over.subscribe();
    let Ok(upgraded) = upgrade.await else { return };
    let mut config = WebSocketConfig::default();
    config.max_message_size = Some(MOST_MESSAGE);
    config.max_frame_size = Some(MOST_MESSAGE);
    let socket = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config)).await;
    tokio::select! {
        () = run(&shared, session, socket) => {}
        _ = cut.changed() => {}
        _ = over.wait_for(|over| *over) => {}
    }
}

async fn run(shared: &Arc<Shared>, session: Session, socket: Socket) {
    match session {
        Session::Exec(target, ends, version, command) => {
            let Target { site, over, .. } = *target;
            channels::converse(shared, socket, ends, version, over, Outcome::Code(137, command.clone()), |io| async move {
                let p = Proc::new(io, site.clone());
                if shell::has(&p, &command) {
                    return Outcome::Code(shell::run(p, &command).await, command);
                }
                let name = command.first().map_or("", String::as_str);
                let id = |n: u64| fnv(format!("{}/{n}/{name}", site.seed).as_bytes());
                Outcome::NotFound { id: format!("{:016x}{:016x}{:016x}{:016x}", id(1), id(2), id(3), id(4)), name: name.to_owned() }
            })
            .await;
        }
        Session::Attach(target, ends, version) => attach::run(shared, *target, ends, version, socket).await,
        Session::Forward(wish) => forward::run(shared, wish, socket).await,
    }
}
