//! What events say of that which keeps a pod from being made: volumes, its network.

use super::{Told, Why, core, others, quoted};
use crate::model::Name;
use std::fmt;

/// What keeps a pod from being made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum VolumeWhy {
    /// Its network, or the sandbox that it is to run in.
    Sandbox,
    /// These volumes.
    Of(Box<[Name]>),
    /// They are not mounted.
    NotMounted,
}

impl fmt::Display for VolumeWhy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sandbox => f.write_str("no network or sandbox for the pod"),
            Self::Of(names) => write!(f, "volume \"{}\"", names.join("\", \"")),
            Self::NotMounted => f.write_str("not mounted"),
        }
    }
}

/// An event's reason and message, told by its cause; as they are where they are not known.
pub fn hindered(reason: &str, message: &str) -> Why {
    known(reason, message).unwrap_or_else(|| Told::new(reason, message)).into()
}

fn known(reason: &str, message: &str) -> Option<Told> {
    match reason {
        "FailedScheduling" => super::unscheduled(message),
        "FailedCreatePodSandBox" => Some(Told::new(VolumeWhy::Sandbox, core(message))),
        "FailedMount" | "FailedAttachVolume" | "FailedMapVolume" => volume(message),
        "FailedCreate" => Some(super::refused(message)),
        _ => None,
    }
}

fn volume(message: &str) -> Option<Told> {
    let of = |name: &str| VolumeWhy::Of(Box::new([name.into()]));
    if let Some(rest) = message.strip_prefix("Multi-Attach error for volume ") {
        let name = quoted(rest)?;
        let why = rest.rsplit_once("\" ").map_or(rest, |(_, why)| why);
        return Some(Told::new(of(name), why));
    }
    for lead in ["MountVolume.", "AttachVolume.", "MapVolume."] {
        if let Some(rest) = message.strip_prefix(lead) {
            let (_, rest) = rest.split_once(" for volume ")?;
            let name = quoted(rest)?;
            let why = rest.split_once("\" : ").or_else(|| rest.split_once("\": ")).map_or("", |(_, why)| why);
            return Some(Told::new(of(name), others(core(why))));
        }
    }
    let rest = message.strip_prefix("Unable to attach or mount volumes: ")?;
    let names = rest.strip_prefix("unmounted volumes=[")?.split_once(']')?.0;
    let why = rest.rsplit_once("]: ").map_or_else(|| VolumeWhy::NotMounted.into(), |(_, why)| Why::from(why));
    Some(Told::new(VolumeWhy::Of(names.split(' ').map(Name::from).collect()), why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_kubelet_says_of_volumes_and_networks() {
        for (reason, message, want) in [
            (
                "FailedMount",
                "MountVolume.SetUp failed for volume \"conf\" : configmap \"app-conf\" not found",
                "volume \"conf\": configmap \"app-conf\" not found",
            ),
            (
                "FailedMount",
                "MountVolume.SetUp failed for volume \"creds\" : references non-existent secret key: password",
                "volume \"creds\": references non-existent secret key: password",
            ),
            (
                "FailedMount",
                "MountVolume.MountDevice failed for volume \"pvc-1\" : rpc error: code = Internal desc = mount failed: exit status 32",
                "volume \"pvc-1\": mount failed: exit status 32",
            ),
            (
                "FailedMount",
                "Unable to attach or mount volumes: unmounted volumes=[data logs], unattached volumes=[data logs token]: timed out waiting for the condition",
                "volume \"data\", \"logs\": timed out waiting for the condition",
            ),
            (
                "FailedAttachVolume",
                "Multi-Attach error for volume \"pvc-1\" Volume is already used by pod(s) db-0",
                "volume \"pvc-1\": Volume is already used by pod(s) db-0",
            ),
            (
                "FailedAttachVolume",
                "AttachVolume.Attach failed for volume \"pvc-1\" : volume not found",
                "volume \"pvc-1\": volume not found",
            ),
            (
                "FailedCreatePodSandBox",
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox \"aa\": plugin type=\"calico\" failed (add): no address",
                "no network or sandbox for the pod: failed to setup network for sandbox \"aa\": plugin type=\"calico\" failed (add): no address",
            ),
            ("FailedScheduling", "0/3 nodes are available: 3 Insufficient cpu.", "no node fits: cpu 0 of 3"),
            ("FailedMount", "the moon is full", "FailedMount: the moon is full"),
            ("NetworkNotReady", "network is not ready", "NetworkNotReady: network is not ready"),
        ] {
            assert_eq!(hindered(reason, message).to_string(), want);
        }
    }
}
