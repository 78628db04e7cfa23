//! The workload that was named, as its cluster has it.

use super::super::Failure;
use super::bench::Bench;
use super::ends;
use crate::cli::Named;
use crate::cluster::session::READ_DEADLINE;
use crate::model::change::{ImageSwap, Target};
use crate::model::image::ImageRef;
use crate::model::naming::segment;
use crate::model::resource::Resource;
use crate::model::text::clean;
use crate::model::{Name, Uid};
use serde_json::Value;

/// A container of its template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Container {
    pub(super) name: String,
    pub(super) image: String,
    pub(super) init: bool,
}

/// A workload.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Found {
    pub(super) target: Target,
    pub(super) containers: Vec<Container>,
    /// The replicas that are wanted; of a DaemonSet one a node.
    pub(super) replicas: u32,
    /// `spec.paused` of a Deployment.
    pub(super) paused: bool,
}

impl Bench {
    /// Reads a workload.
    pub(super) async fn find(&self, namespace: &Name, named: &Named) -> Result<Found, Failure> {
        let resource = Resource::from(named.kind);
        let path = format!("{}/{}", resource.path(Some(namespace)), segment(&named.name));
        let body = self.session.get(&path, READ_DEADLINE).await.map_err(|e| {
            let words = format!("{namespace} of {}: {e}", self.context);
            if e.is_forbidden() { Failure::denied(words) } else { Failure::failed(words) }
        })?;
        let json: Value = serde_json::from_slice(&body).map_err(|e| Failure::failed(format!("{path}: {e}")))?;
        Ok(Found::of(&json, &self.context, resource, namespace, &named.name))
    }
}

impl Found {
    fn of(json: &Value, context: &Name, resource: Resource, namespace: &Name, name: &Name) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let list = |pointer: &str, init: bool| {
            let all = json.pointer(pointer).and_then(Value::as_array).cloned().unwrap_or_default();
            all.into_iter().map(|c| Container { name: text(&c["name"]), image: text(&c["image"]), init }).collect::<Vec<_>>()
        };
        let mut containers = list("/spec/template/spec/containers", false);
        containers.extend(list("/spec/template/spec/initContainers", true));
        let number = |pointer: &str| json.pointer(pointer).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
        let replicas = number("/spec/replicas").or_else(|| number("/status/desiredNumberScheduled")).unwrap_or(1);
        let uid = Uid::new(json.pointer("/metadata/uid").and_then(Value::as_str).unwrap_or_default());
        let target = Target { context: context.clone(), resource, namespace: namespace.clone(), name: name.clone(), uid };
        Self { target, containers, replicas, paused: json.pointer("/spec/paused") == Some(&Value::Bool(true)) }
    }

    /// The images that the arguments give to its containers.
    pub(super) fn swaps(&self, images: &[String]) -> Result<Vec<ImageSwap>, Failure> {
        let mut swaps: Vec<ImageSwap> = Vec::new();
        for argument in images {
            // No image has a `=` in it.
            let (name, image) = argument.split_once('=').map_or((None, argument.as_str()), |(name, image)| (Some(name), image));
            ImageRef::parse(image).map_err(|e| Failure::usage(format!("{argument}: {e}")))?;
            let fits: Vec<&Container> = match name {
                Some("*") | None => self.containers.iter().filter(|c| !c.init).collect(),
                Some(name) => self.containers.iter().filter(|c| c.name == name).collect(),
            };
            match (name, fits.len()) {
                (None, 2..) => {
                    let all = self.listed();
                    return Err(Failure::usage(format!("{argument}: which of its containers? CONTAINER=IMAGE, of {all}")));
                }
                (_, 0) => {
                    let place = ends::place(&self.target);
                    return Err(Failure::usage(format!("{argument}: {place} has no such container; it has {}", self.listed())));
                }
                (_, _) => {}
            }
            for container in fits {
                if swaps.iter().any(|s| s.container == container.name && s.init == container.init) {
                    return Err(Failure::usage(format!("{argument}: {} is given an image twice", container.name)));
                }
                swaps.push(ImageSwap {
                    container: container.name.clone(),
                    init: container.init,
                    from: container.image.clone(),
                    to: image.to_owned(),
                });
            }
        }
        Ok(swaps)
    }

    fn listed(&self) -> String {
        let one = |c: &Container| clean(&format!("{} ({})", c.name, c.image)).into_owned();
        self.containers.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::WorkloadKind;
    use serde_json::json;

    fn found(containers: Value, init: Value) -> Found {
        let json = json!({"metadata": {"uid": "u"}, "spec": {"replicas": 2, "template": {"spec": {"containers": containers, "initContainers": init}}}});
        Found::of(&json, &"lab".into(), WorkloadKind::Deployment.into(), &"iot".into(), &"web".into())
    }

    #[test]
    fn images_go_to_the_containers_that_are_meant() {
        let one = found(json!([{"name": "app", "image": "lab/app:1"}]), json!([{"name": "wait", "image": "lab/wait:1"}]));
        let two = found(json!([{"name": "app", "image": "lab/app:1"}, {"name": "side", "image": "lab/side:1"}]), Value::Null);
        let told = |found: &Found, arguments: &[&str]| {
            let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
            match found.swaps(&arguments) {
                Ok(swaps) => Ok(swaps.iter().map(|s| format!("{}:{}→{}", s.container, s.from, s.to)).collect::<Vec<_>>().join(" ")),
                Err(Failure(code, words)) => Err((code, words)),
            }
        };
        assert_eq!(told(&one, &["lab/app:2"]).unwrap(), "app:lab/app:1→lab/app:2");
        assert_eq!(
            told(&one, &["wait=lab/wait:2", "app=lab/app:2"]).unwrap(),
            "wait:lab/wait:1→lab/wait:2 app:lab/app:1→lab/app:2"
        );
        assert_eq!(told(&two, &["side=lab/side:2"]).unwrap(), "side:lab/side:1→lab/side:2");
        assert_eq!(told(&two, &["*=lab/all:2"]).unwrap(), "app:lab/app:1→lab/all:2 side:lab/side:1→lab/all:2");
        for (found, arguments, said) in [
            (&two, vec!["lab/app:2"], "which of its containers? CONTAINER=IMAGE, of app (lab/app:1), side (lab/side:1)"),
            (&two, vec!["web=lab/app:2"], "no such container; it has app"),
            (&one, vec!["app=lab/app:2", "lab/app:3"], "twice"),
            (&one, vec!["app=not an image"], "cannot stand in an image reference"),
            (&one, vec!["app="], "an image is needed"),
        ] {
            let (code, words) = told(found, &arguments).unwrap_err();
            assert!(code == 2 && words.contains(said), "{arguments:?}: {words}");
        }
    }
}
