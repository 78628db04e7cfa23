//! What is said of a conversion, line by line: what could not be carried over, and what is not quite the same in a cluster.

use crate::model::image::ImageError;

/// Where something stands in the text that is converted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct At {
    /// The line, from 1; 0 where that is not known.
    pub line: u32,
    /// What stands there, as it is called: `--privileged`, `web.mem_limit`.
    pub what: String,
}

impl At {
    /// In this line.
    pub fn new(line: u32, what: impl Into<String>) -> Self {
        Self { line, what: what.into() }
    }
}

/// One thing that is said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remark {
    /// Of what.
    pub at: At,
    /// Whether it is left out, or waits for something that only its user has; else it is carried over, and this is good to know.
    pub open: bool,
    /// What.
    pub said: Said,
}

/// A reason, or what is different.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Said {
    /// It is not known here.
    Unknown,
    /// It has a meaning for Docker alone.
    DockerOnly,
    /// It is set for nodes, not for containers.
    OfNode,
    /// A value cannot be read.
    Unreadable(String),
    /// It is part of Compose's own, and not followed.
    NotFollowed,
    /// A shell would have put something in these places.
    NotExpanded(Vec<String>),
    /// A variable has the value that it has in the user's shell.
    FromShell(String),
    /// A variable of Compose has no value here: its default is taken.
    Default(String, String),
    /// As above, without a default.
    NoValue(String),
    /// A name that no variable may have.
    BadVariable(String),
    /// A file of variables: its path, and what a ConfigMap of it is called.
    EnvFile(String, String),
    /// The content of a file or folder is needed as a ConfigMap: its name, the key of a file, the path.
    NeedsConfigMap(String, Option<String>, String),
    /// As above as a Secret; the path where it is known.
    NeedsSecret(String, String, Option<String>),
    /// A folder of the host becomes this claim.
    FolderClaim(String),
    /// A path of the host that is no place for an app's data.
    HostPath,
    /// The host's time zone.
    TimeZone,
    /// A volume becomes this claim.
    Claim(String),
    /// A claim that must be there already.
    ExternalClaim(String),
    /// A claim that several pods use.
    SharedClaim(String),
    /// Options of the driver of a volume.
    VolumeDriver,
    /// A volume without a name.
    Anonymous,
    /// Published ports: where they are reached inside the cluster.
    Published(String, Vec<u16>),
    /// All ports of an image are published, and they are not known here.
    AllPorts,
    /// Ports that are known of an image.
    ImagePorts(Vec<u16>),
    /// No port is known, and a Service leads to the pods.
    Headless(String),
    /// More ports than are taken.
    ManyPorts(usize),
    /// It is started again whenever it ends.
    Restarts,
    /// It runs, whether or not somebody is at its terminal.
    Attached,
    /// It is a Job, tried again so often.
    Task(u32),
    /// A user's name.
    UserName,
    /// All rights on the node.
    Privileged,
    /// It shares something of the node's; the field of the pod.
    SharesNode(&'static str),
    /// It shares the network of another container.
    SharesWith,
    /// It has no network.
    NoNetwork,
    /// Networks that keep containers apart.
    Networks,
    /// Another name that it is reached by.
    OtherName(String),
    /// No process that takes in orphans.
    Init,
    /// So many devices of this name are needed of a node.
    Gpus(u32),
    /// The host, by a name.
    HostGateway,
    /// A device of the host.
    Device,
    /// Logs.
    Logging,
    /// A kernel parameter.
    Sysctl,
    /// The signal that ends it.
    StopSignal,
    /// A check of health becomes a readinessProbe.
    Probe,
    /// The time to start in.
    StartPeriod,
    /// The check of health that the image has.
    ImageHealth,
    /// Labels become annotations.
    Labels,
    /// Names of the pods' variables that look as if they were secret.
    InTheClear(Vec<String>),
    /// It asks for more than its limit.
    AboveLimit,
    /// Its name in the cluster.
    Renamed(String),
    /// It is built, and has no image.
    Build,
    /// It is built, and its image is pulled.
    BuildLeft(String),
    /// There is no image.
    NoImage,
    /// The image is none.
    Image(ImageError),
    /// It comes after these, and nobody waits.
    After(Vec<String>),
    /// It waits for what waits for it.
    Circle,
    /// It is started with a profile only.
    Profile,
    /// It is there twice.
    Twice(String),
    /// The shell's redirection.
    Redirected,
    /// A command of another kind.
    OtherCommand,
    /// The image has no such archive: both.
    NoJar(String, String),
    /// The heap and the memory that goes with it.
    HeapRoom(String, String),
    /// No heap is given.
    NoHeap,
}

/// All that is said, in the order of the text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Remarks(pub Vec<Remark>);

impl Remarks {
    /// It is left out, or waits for its user.
    pub fn open(&mut self, at: &At, said: Said) {
        self.add(Remark { at: at.clone(), open: true, said });
    }

    /// It is carried over, and this is good to know.
    pub fn note(&mut self, at: &At, said: Said) {
        self.add(Remark { at: at.clone(), open: false, said });
    }

    fn add(&mut self, remark: Remark) {
        if !self.0.contains(&remark) {
            self.0.push(remark);
        }
    }

    /// In the order of the lines.
    pub fn sorted(mut self) -> Vec<Remark> {
        self.0.sort_by_key(|r| r.at.line);
        self.0
    }
}

/// The command that makes a ConfigMap, or a Secret, of a file or a folder.
pub fn create(secret: bool, name: &str, key: Option<&str>, path: &str) -> String {
    let kind = if secret { "secret generic" } else { "configmap" };
    let key = key.map_or_else(String::new, |k| format!("{k}="));
    let path = if path.is_empty() { "…" } else { path };
    format!("kubectl create {kind} {name} --from-file={key}{path}")
}
