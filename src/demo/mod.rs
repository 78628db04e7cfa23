//! The embedded demo cluster: a small, honest Kubernetes API server on a loopback port, with controllers behind it.
//!
//! It is what a newcomer sees first (`dogwatch --demo`), what someone without a cluster learns on, and what the tests stand on. The
//! rest of the program reaches it over TCP like any cluster, and nothing in here knows of the rest.
//!
//! - `server` has the sockets, `api` takes requests apart and answers them, `users` says who may.
//! - `store` keeps objects as JSON, with one version for all and a bounded history that watches read.
//! - `control` is the controllers, the scheduler and the kubelets: one loop that acts on changes and timers.
//! - `exec` serves streams into pods: commands, terminals, ports; `fs` is the files of a container, `containers` keeps them as long as it runs.
//! - `logs` computes what containers write; nothing of it is stored.
//! - `scenario` fills the store and lets things happen.
//! - `faults` makes the server misbehave; `requests` counts what it was asked.

mod api;
pub mod certificate;
mod clock;
mod containers;
mod control;
mod defaults;
mod exec;
mod failure;
mod faults;
mod fs;
mod json;
mod kubeconfig;
#[cfg(test)]
mod log_tests;
mod logs;
mod object;
mod patch;
#[cfg(test)]
mod release_tests;
mod requests;
mod resources;
#[cfg(test)]
mod rollout_tests;
mod scenario;
mod schema;
mod selector;
mod server;
mod shared;
mod store;
#[cfg(test)]
mod tests;
mod users;

pub use faults::Faults;
pub use kubeconfig::MARK;
pub use requests::Requests;
pub use scenario::{Scenario, UnknownScenario};
pub use users::Tokens;

use clock::Clock;
use control::World;
use shared::Shared;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use store::Store;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The version that it says it is: that of the Kubernetes whose answers it gives, as far as it serves them.
const VERSION: &str = "v1.36.0-demo";

/// How a demo cluster is to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Where it listens; port 0 takes a free one. Beyond this machine it is anybody's who learns a token: there is no TLS.
    pub listen: SocketAddr,
    /// What happens in it.
    pub scenario: Scenario,
    /// How many pods it has besides those of the platform.
    pub pods: Option<usize>,
    /// How many times shorter its waits are than real ones. Stamps stay real.
    pub speed: f64,
    /// What names, UIDs and delays are drawn from, so that a run can be repeated.
    pub seed: u64,
    /// Its users' tokens; else new ones are drawn.
    pub tokens: Option<Tokens>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            scenario: Scenario::default(),
            pods: None,
            speed: 1.0,
            seed: 1,
            tokens: None,
        }
    }
}

/// Binds, fills the store and starts the server and the controllers.
///
/// # Errors
/// When it cannot listen there, or no tokens can be drawn.
pub async fn serve(options: Options) -> std::io::Result<Cluster> {
    let tokens = options.tokens.clone().map_or_else(Tokens::draw, Ok)?;
    let listener = TcpListener::bind(options.listen).await?;
    let addr = listener.local_addr()?;
    let clock = Clock::new(options.speed);
    let mut world = World::new(Store::new(options.seed, clock.now()));
    scenario::begin(&mut world, &options, clock.now());
    world.pace = clock.speed();
    let shared = Shared::new(world, clock, tokens, addr);
    let tasks = vec![tokio::spawn(server::accept(shared.clone(), listener, addr)), tokio::spawn(server::control(shared.clone()))];
    tracing::info!("the demo cluster listens on {addr}");
    Ok(Cluster { addr, shared, tasks })
}

/// A running demo cluster. Dropping it ends it.
#[derive(Debug)]
pub struct Cluster {
    addr: SocketAddr,
    shared: Arc<Shared>,
    tasks: Vec<JoinHandle<()>>,
}

impl Cluster {
    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Its URL, without the token that it wants.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// A kubeconfig with its three contexts, as YAML: `demo-admin` (current), `demo-dev` and `demo-viewer`.
    pub fn kubeconfig(&self) -> String {
        kubeconfig::yaml(self.addr, &self.shared.tokens)
    }

    /// The knobs that make it misbehave.
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// What it was asked.
    pub fn requests(&self) -> &Requests {
        &self.shared.requests
    }

    /// Ends it: the port is free and all its tasks are over when this returns.
    pub async fn shutdown(mut self) {
        self.shared.over.send_replace(true);
        for task in std::mem::take(&mut self.tasks) {
            let _ = task.await;
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.shared.over.send_replace(true);
    }
}
