//! How an image gets to its node, or why it does not.

use super::images::{Behaviour, behaviour, pull_error};
use super::kubelet::{Step, What, plan, waiting};
use super::pod_status::backoff;
use super::{World, events};
use crate::demo::json;
use crate::demo::resources::Res;
use serde_json::Value;

/// Does a step of a container's image on its way.
pub fn step(w: &mut World, step: &Step, pod: &Value, spec: &Value) {
    let (name, image) = (step.container.as_str(), json::text(spec, "/image").to_owned());
    let node = json::text(pod, "/spec/nodeName").to_owned();
    let missing = behaviour(&image) == Behaviour::Missing;
    let tell = |w: &mut World, normal: bool, reason: &str, message: &str| {
        events::record(w, Res::Pods, pod, events::Said { from: "kubelet", field: name, normal, reason, message });
    };
    match step.what {
        What::Pull(tries) => match json::text(spec, "/imagePullPolicy") {
            "Never" if missing => {
                let message = format!("Container image {image:?} is not present with pull policy of Never");
                tell(w, false, "ErrImageNeverPull", &message);
                tell(w, false, "Failed", "Error: ErrImageNeverPull");
                waiting(w, &step.key, name, "ErrImageNeverPull", &message);
                plan(w, pod, name, 12_000, What::Pull(tries));
            }
            policy if policy == "Never" || policy != "Always" && w.pulled.contains(&(node, image.clone())) => {
                tell(w, true, "Pulled", &format!("Container image {image:?} already present on machine"));
                plan(w, pod, name, 100, What::Start);
            }
            _ => {
                tell(w, true, "Pulling", &format!("Pulling image {image:?}"));
                let ms = w.between(600, 1800);
                plan(w, pod, name, ms, What::Pulled(tries));
            }
        },
        What::Pulled(tries) if missing => {
            let error = pull_error(&image);
            tell(w, false, "Failed", &format!("Failed to pull image {image:?}: {error}"));
            tell(w, false, "Failed", "Error: ErrImagePull");
            waiting(w, &step.key, name, "ErrImagePull", &error);
            plan(w, pod, name, 3000, What::PullBackOff(tries));
        }
        What::Pulled(_) => {
            let ms = w.between(400, 1800);
            let size = 20_000_000 + json::fnv(image.as_bytes()) % 180_000_000;
            let s = format!("{}ms", ms);
            let message = format!("Successfully pulled image {image:?} in {s} ({s} including waiting). Image size: {size} bytes.");
            tell(w, true, "Pulled", &message);
            w.pulled.insert((node, image));
            plan(w, pod, name, 100, What::Start);
        }
        What::PullBackOff(tries) => {
            tell(w, true, "BackOff", &format!("Back-off pulling image {image:?}"));
            tell(w, false, "Failed", "Error: ImagePullBackOff");
            let message = format!("Back-off pulling image {image:?}: ErrImagePull: {}", pull_error(&image));
            waiting(w, &step.key, name, "ImagePullBackOff", &message);
            plan(w, pod, name, backoff(tries), What::Pull(tries + 1));
        }
        _ => {}
    }
}
