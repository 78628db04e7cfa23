//! Messages of schedulers, kubelets, container runtimes, registries and admission, read so that what is said begins with the cause:
//! `image not found: web:1.9`, `no node fits: cpu 0 of 3`, `exceeded quota: compute: pods 3 + 1 of 3`.
//!
//! Pure, by table. A message that is not known stays as it is, but for what every such message begins with.

mod admission;
mod container;
mod image;
mod scheduler;
mod volume;

pub use admission::refused;
pub use container::{core, unmade};
pub use image::{UNPULLED, unpulled};
pub use scheduler::unscheduled;
pub use volume::hindered;

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

/// A cause in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    /// What is wrong: `image not found`.
    pub what: String,
    /// With what, or how much: `web:1.9`; may be empty.
    pub detail: String,
}

impl Told {
    fn new(what: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { what: what.into(), detail: detail.into() }
    }

    /// Both in one line.
    pub fn words(&self) -> String {
        if self.detail.is_empty() { self.what.clone() } else { format!("{}: {}", self.what, self.detail) }
    }
}

/// The text between the first pair of double quotes.
fn quoted(text: &str) -> Option<&str> {
    text.split_once('"')?.1.split_once('"').map(|(inside, _)| inside)
}
