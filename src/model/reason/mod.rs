//! Messages of schedulers, kubelets, container runtimes, registries and admission, read so that what is said begins with the cause:
//! `image not found: web:1.9`, `no node fits: cpu 0 of 3`, `exceeded quota: compute: pods 3 + 1 of 3`.
//!
//! Pure, by table. What is read is a value, [`Why`]. A message that is not known stays as it is, but for what every such message begins with.

mod admission;
mod container;
mod end;
mod errno;
mod image;
mod nodes;
mod pod;
mod scheduler;
mod volume;
mod why;
mod workload;

pub use admission::{AdmissionWhy, Used, refused};
pub use container::{ContainerWhy, core, unmade};
pub use end::{By, EndWhy};
pub use errno::Errno;
pub use image::{ImageWhy, unpulled};
pub use nodes::{NodesWhy, Obstacle, Obstacles, Plain};
pub use pod::PodWhy;
pub use scheduler::unscheduled;
pub use volume::{VolumeWhy, hindered};
pub use why::{Told, Why};
pub use workload::{BatchWhy, WorkloadWhy};

use super::Name;

/// For what a kubelet keeps a container waiting where its image is the cause.
const OF_THE_IMAGE: [&str; 7] = [
    "ErrImagePull",
    "ImagePullBackOff",
    "ErrImageNeverPull",
    "InvalidImageName",
    "ImageInspectError",
    "SignatureValidationFailed",
    "RegistryUnavailable",
];

/// The same, where the container could not be made as it is configured.
const OF_THE_CONFIGURATION: [&str; 10] = [
    "CreateContainerConfigError",
    "CreateContainerError",
    "RunContainerError",
    "RunInitContainerError",
    "VerifyNonRootError",
    "CreatePodSandboxError",
    "ConfigPodSandboxError",
    "PreStartHookError",
    "PreCreateHookError",
    "PostStartHookError",
];

/// Whether a container waits for its image, by the reason of its wait.
pub fn is_of_image(reason: &str) -> bool {
    OF_THE_IMAGE.contains(&reason)
}

/// Whether it could not be made as it is configured.
pub fn is_of_configuration(reason: &str) -> bool {
    OF_THE_CONFIGURATION.contains(&reason)
}

/// The text between the first pair of double quotes.
fn quoted(text: &str) -> Option<&str> {
    text.split_once('"')?.1.split_once('"').map(|(inside, _)| inside)
}

/// `secret "creds" not found`, as it is said of objects of any kind.
fn missing(text: &str) -> Option<ContainerWhy> {
    let (kind, name) = text.strip_suffix("\" not found")?.split_once(" \"")?;
    let plain = !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_alphabetic()) && !name.contains('"');
    plain.then(|| ContainerWhy::Missing(Name::from(kind), name.into()))
}

/// What others say, read where it is of a kind that is known.
fn others(text: &str) -> Why {
    missing(text).map_or_else(|| text.into(), Why::from)
}
