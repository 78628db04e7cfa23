//! A container as it is to run in a cluster: what `docker run` and Compose both are read into.

use super::mounts::Mount;
use super::ports::Port;
use super::remark::{At, Remark, Remarks};

/// When it is started again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Restart {
    /// Whenever it ends.
    Always,
    /// Never.
    No,
    /// When it failed, so often.
    OnFailure(u32),
}

/// A check of health.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Health {
    /// What is run.
    pub test: Option<Vec<String>>,
    /// None is wanted, also not the image's.
    pub off: bool,
    /// Seconds between two.
    pub interval: Option<u64>,
    /// Seconds that one may take.
    pub timeout: Option<u64>,
    /// Failures in a row that count.
    pub retries: Option<u64>,
    /// Where it stands.
    pub at: At,
}

/// What a container may do.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Security {
    pub user: Option<i64>,
    pub group: Option<i64>,
    pub groups: Vec<i64>,
    pub privileged: bool,
    pub read_only: bool,
    pub no_new_privileges: bool,
    pub unconfined: bool,
    pub add: Vec<String>,
    pub drop: Vec<String>,
    pub sysctls: Vec<(String, String)>,
}

/// Names and addresses.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Net {
    pub hostname: Option<String>,
    /// Addresses, each with its names.
    pub hosts: Vec<(String, Vec<String>)>,
    pub servers: Vec<String>,
    pub searches: Vec<String>,
    pub options: Vec<String>,
}

/// How much of something it is promised, and may take at most: bytes, or thousandths of a processor.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Share {
    pub request: Option<u64>,
    pub limit: Option<u64>,
}

/// A container.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct App {
    /// Where it stands.
    pub at: At,
    /// What its objects are called.
    pub name: String,
    /// As it is called in its text.
    pub called: String,
    pub image: String,
    /// What is run in the place of the image's entrypoint.
    pub command: Option<Vec<String>>,
    pub args: Option<Vec<String>>,
    pub env: Vec<(String, String)>,
    pub ports: Vec<Port>,
    pub mounts: Vec<Mount>,
    pub restart: Option<Restart>,
    /// Where that stands.
    pub restart_at: At,
    /// It is there for one task: it goes when it ends, or others wait for its end.
    pub task: bool,
    pub cpu: Share,
    pub memory: Share,
    pub gpus: Option<u32>,
    pub health: Health,
    pub security: Security,
    pub net: Net,
    pub working_dir: Option<String>,
    pub stdin: bool,
    pub tty: bool,
    pub annotations: Vec<(String, String)>,
    pub grace: Option<u64>,
    pub pull: Option<&'static str>,
    /// Labels that its node must have.
    pub nodes: Vec<(&'static str, String)>,
    pub replicas: Option<u32>,
    /// What it comes after, as it is called there.
    pub after: Vec<String>,
    /// Others reach it by its name, whatever port they want.
    pub wanted: bool,
}

impl App {
    /// Sets a variable; the later of two of one name counts.
    pub fn set(&mut self, name: &str, value: String) {
        self.env.retain(|(known, _)| known != name);
        self.env.push((name.to_owned(), value));
    }

    /// Opens ports; one that was opened before keeps what it was published as.
    pub fn open(&mut self, ports: &[Port]) {
        for port in ports {
            let same = |p: &&mut Port| (p.container, p.protocol) == (port.container, port.protocol);
            match self.ports.iter_mut().find(same) {
                Some(known) => known.published = known.published.or(port.published),
                None => self.ports.push(*port),
            }
        }
    }
}

/// A claim for a volume.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Claim {
    pub name: String,
    /// The volume, or the folder of the host.
    pub of: String,
    /// It is there already.
    pub external: bool,
    /// Where it stands.
    pub at: At,
}

/// A ConfigMap whose content is in the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Map {
    pub name: String,
    pub key: String,
    pub content: String,
}

/// All that is made of a text, on its way.
#[derive(Clone, Debug, Default)]
pub(super) struct Ground {
    /// The name that the whole has, where it has one.
    pub project: Option<String>,
    pub apps: Vec<App>,
    pub claims: Vec<Claim>,
    pub maps: Vec<Map>,
    pub remarks: Remarks,
}

impl Ground {
    /// The name of the claim of a volume, or of a folder of the host.
    pub fn claim(&mut self, of: &str, name: &str, at: &At) -> (String, bool) {
        if let Some(known) = self.claims.iter().find(|c| c.of == of) {
            return (known.name.clone(), false);
        }
        let taken = |name: &str| self.claims.iter().any(|c| c.name == name);
        let mut fresh = name.to_owned();
        let mut number = 2;
        while taken(&fresh) {
            fresh = format!("{name}-{number}");
            number += 1;
        }
        self.claims.push(Claim { name: fresh.clone(), of: of.to_owned(), external: false, at: at.clone() });
        (fresh, true)
    }

    /// What is said, in the order of the text.
    pub fn said(&self) -> Vec<Remark> {
        self.remarks.clone().sorted()
    }
}
