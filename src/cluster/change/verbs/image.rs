//! Swap images: a strategic merge patch of the containers by their names, as `kubectl set image` sends.

use crate::cluster::change::error::ChangeError;
use crate::cluster::change::object::managers::Field;
use crate::cluster::change::object::request::{Form, Request};
use crate::cluster::change::object::{Object, set};
use crate::model::change::reason::Refusal;
use crate::model::change::{Field as Words, ImageSwap, Target, Warning};
use crate::model::image::ImageRef;
use crate::model::text::clean;
use serde_json::{Map, Value, json};

const LISTS: [(&str, bool); 2] = [("containers", false), ("initContainers", true)];

/// What is no image reference is refused before anything is sent: the API server would take it, and every new pod would wait in
/// `InvalidImageName`. A container that is not there is refused too: a strategic merge would add it.
pub(crate) fn check(object: &Object, target: &Target, swaps: &[ImageSwap]) -> Result<(), ChangeError> {
    if swaps.is_empty() {
        return Err(Refusal::NoImage.into());
    }
    for swap in swaps {
        if let Err(reason) = ImageRef::parse(&swap.to) {
            return Err(Refusal::BadImage(swap.to.clone(), reason).into());
        }
        if present(&object.json, swap).is_none() {
            return Err(Refusal::NoContainer(Box::new(target.clone()), swap.container.clone()).into());
        }
    }
    Ok(())
}

/// The image that the container has now.
fn present<'a>(json: &'a Value, swap: &ImageSwap) -> Option<&'a str> {
    let list = json.pointer(if swap.init { "/spec/template/spec/initContainers" } else { "/spec/template/spec/containers" })?;
    let found = list.as_array()?.iter().find(|c| c["name"] == swap.container.as_str())?;
    Some(found["image"].as_str().unwrap_or_default())
}

/// What speaks against an image by itself: a tag that moves, another repository.
fn doubts(swap: &ImageSwap) -> Vec<Warning> {
    let (Ok(old), Ok(new)) = (ImageRef::parse(&swap.from), ImageRef::parse(&swap.to)) else { return Vec::new() };
    let mut out = Vec::new();
    if new.digest.is_none() && matches!(new.tag, None | Some("latest")) {
        out.push(Warning::Latest(swap.container.clone()));
    }
    if old.repository != new.repository {
        out.push(Warning::Repository {
            container: swap.container.clone(),
            new: new.repository.to_string(),
            old: old.repository.to_string(),
        });
    }
    out
}

/// What was shown when the key was pressed, where it is not so any more.
pub(crate) fn moved(object: &Object, swaps: &[ImageSwap]) -> Vec<Warning> {
    swaps
        .iter()
        .filter_map(|s| present(&object.json, s).filter(|now| *now != s.from).map(|now| (s, now)))
        .map(|(s, now)| Warning::Image {
            container: s.container.clone(),
            now: clean(now).into_owned(),
            from: clean(&s.from).into_owned(),
        })
        .collect()
}

/// What speaks against the images, and that they wait where the rollouts are held.
pub(crate) fn warnings(object: &Object, swaps: &[ImageSwap]) -> Vec<Warning> {
    let held = object.paused().then_some(Warning::ImageWaits);
    held.into_iter().chain(swaps.iter().flat_map(doubts)).collect()
}

pub(crate) fn fields(swaps: &[ImageSwap]) -> Vec<Field> {
    let field = |s: &ImageSwap| {
        let list = if s.init { "f:initContainers" } else { "f:containers" };
        let element = format!("k:{}", json!({"name": s.container}));
        let way = ["f:spec", "f:template", "f:spec", list, &element, "f:image"].map(str::to_owned);
        (Words::Image(clean(&s.container).into_owned()), way.into())
    };
    swaps.iter().map(field).collect()
}

pub(crate) fn patch(target: &Target, object: &Object, swaps: &[ImageSwap]) -> Request {
    let mut pod = Map::new();
    for (list, init) in LISTS {
        let entries: Vec<Value> =
            swaps.iter().filter(|s| s.init == init).map(|s| json!({"name": s.container, "image": s.to})).collect();
        if !entries.is_empty() {
            pod.insert(list.to_owned(), Value::Array(entries));
        }
    }
    Request::merge(target, "", Form::Strategic, object, &json!({"template": {"spec": pod}}))
}

pub(crate) fn apply(json: &mut Value, swaps: &[ImageSwap]) {
    for (list, init) in LISTS {
        let pointer = format!("/spec/template/spec/{list}");
        let Some(containers) = json.pointer_mut(&pointer).and_then(Value::as_array_mut) else { continue };
        for container in containers {
            if let Some(swap) = swaps.iter().find(|s| s.init == init && container["name"] == s.container.as_str()) {
                set(container, &["image"], swap.to.as_str().into());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::{deployment, target};

    fn swap(container: &str, init: bool, to: &str) -> ImageSwap {
        ImageSwap { container: container.into(), init, from: "docker.io/lab/app:1.0".into(), to: to.into() }
    }

    #[test]
    fn the_patch_names_containers_and_images_only() {
        let swaps = [swap("web", false, "docker.io/lab/app:1.1"), swap("wait", true, "docker.io/lab/wait:2")];
        let patch = patch(&target(), &deployment(), &swaps);
        assert_eq!(patch.send_path(), "/apis/apps/v1/namespaces/iot/deployments/web?fieldManager=dogwatch");
        assert_eq!(patch.form.content_type(), "application/strategic-merge-patch+json");
        assert_eq!(
            String::from_utf8(patch.bytes()).unwrap(),
            r#"{"metadata":{"uid":"0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001","resourceVersion":"41"},"spec":{"template":{"spec":{"containers":[{"name":"web","image":"docker.io/lab/app:1.1"}],"initContainers":[{"name":"wait","image":"docker.io/lab/wait:2"}]}}}}"#
        );
    }

    #[test]
    fn a_bad_reference_and_a_container_that_is_not_there_are_refused() {
        let says = |swaps: &[ImageSwap]| check(&deployment(), &target(), swaps).map_err(|e| e.to_string());
        assert_eq!(says(&[swap("web", false, "docker.io/lab/app:1.1")]), Ok(()));
        assert_eq!(says(&[swap("wait", true, "docker.io/lab/wait:2")]), Ok(()));
        assert!(says(&[swap("web", false, "not a tag !!")]).unwrap_err().contains("is not a valid image reference"));
        assert!(says(&[swap("wait", false, "app:1")]).unwrap_err().contains("no container named \"wait\""));
        assert_eq!(says(&[]).unwrap_err(), "no image was chosen");
    }

    #[test]
    fn doubtful_images_are_named() {
        assert!(doubts(&swap("web", false, "docker.io/lab/app:1.1")).is_empty());
        assert_eq!(doubts(&swap("web", false, "docker.io/lab/app:latest")), [Warning::Latest("web".into())]);
        assert_eq!(doubts(&swap("web", false, "docker.io/lab/app")), [Warning::Latest("web".into())]);
        assert_eq!(
            doubts(&swap("web", false, "docker.io/other/app:1.0"))[0].to_string(),
            "web: another repository, docker.io/other/app instead of docker.io/lab/app"
        );
        let digest = format!("docker.io/lab/app@sha256:{}", "a".repeat(64));
        assert!(doubts(&swap("web", false, &digest)).is_empty());
    }

    #[test]
    fn applying_it_changes_only_the_images_named() {
        let mut json = deployment().json;
        apply(&mut json, &[swap("web", false, "docker.io/lab/app:9")]);
        assert_eq!(present(&json, &swap("web", false, "")), Some("docker.io/lab/app:9"));
        json["spec"]["template"]["spec"]["containers"][0]["image"] = "docker.io/lab/app:1.0".into();
        assert_eq!(json, deployment().json);
    }
}
