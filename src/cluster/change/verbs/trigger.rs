//! A job of a CronJob now, as `kubectl create job NAME --from=cronjob/NAME`.

use crate::cluster::change::object::Object;
use crate::cluster::change::object::request::{Form, Request};
use crate::model::change::Target;
use crate::model::resource::Resource;
use serde_json::{Map, Value, json};

/// The longest name a job may have so that its pods' names fit into a label (kubectl and the CronJob's controller keep to 63 less a suffix).
const NAME_MOST: usize = 52;

/// What makes a name one that is not there yet: five letters and digits, as the API server takes them.
pub(crate) fn suffix(chance: u32) -> String {
    const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
    let (mut suffix, mut n) = (String::new(), chance as usize);
    for _ in 0..5 {
        suffix.push(char::from(LETTERS[n % LETTERS.len()]));
        n /= LETTERS.len();
    }
    suffix
}

/// A name for the job that tells where it comes from and is not there yet: `report-manual-x7k2p`.
pub(crate) fn name(cronjob: &str, chance: u32) -> String {
    let suffix = suffix(chance);
    let stem: String = cronjob.chars().take(NAME_MOST - "-manual-".len() - suffix.len()).collect();
    format!("{}-manual-{suffix}", stem.trim_end_matches(['-', '.']))
}

/// The job: the CronJob's template, owned by it, with the annotation that kubectl leaves.
pub(crate) fn request(target: &Target, object: &Object, job: &str) -> Request {
    let template = |pointer: &str| object.json.pointer(pointer).cloned();
    let mut annotations =
        template("/spec/jobTemplate/metadata/annotations").and_then(|v| v.as_object().cloned()).unwrap_or_default();
    annotations.insert("cronjob.kubernetes.io/instantiate".into(), "manual".into());
    let mut metadata = Map::new();
    metadata.insert("name".into(), job.into());
    metadata.insert("namespace".into(), (*target.namespace).into());
    metadata.insert("annotations".into(), annotations.into());
    if let Some(labels) = template("/spec/jobTemplate/metadata/labels") {
        metadata.insert("labels".into(), labels);
    }
    metadata.insert(
        "ownerReferences".into(),
        json!([{
            "apiVersion": object.text("/apiVersion"), "kind": "CronJob", "name": &*target.name, "uid": object.uid(), "controller": true,
        }]),
    );
    let body = json!({
        "apiVersion": "batch/v1", "kind": "Job", "metadata": metadata,
        "spec": template("/spec/jobTemplate/spec").unwrap_or(Value::Null),
    });
    let jobs = Resource::new("batch", "v1", "jobs", "Job", true);
    Request::new(jobs.path(Some(&target.namespace)), Form::Post, body).private()
}

/// The job that it makes: whether that is there tells whether it was taken.
pub(crate) fn made(target: &Target, job: &str) -> Target {
    Target {
        resource: Resource::new("batch", "v1", "jobs", "Job", true),
        name: job.into(),
        uid: Target::unborn(),
        ..target.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::target;

    #[test]
    fn the_job_is_the_cronjobs_template() {
        let json = json!({
            "apiVersion": "batch/v1beta1", "kind": "CronJob", "metadata": {"name": "web", "uid": "u-1"},
            "spec": {"jobTemplate": {"metadata": {"labels": {"app": "report"}}, "spec": {"backoffLimit": 2}}},
        });
        let cronjob = Target { resource: Resource::new("batch", "v1beta1", "cronjobs", "CronJob", true), ..target() };
        let request = request(&cronjob, &Object { workload: None, json }, "web-manual-bbbbb");
        assert_eq!(request.send_path(), "/apis/batch/v1/namespaces/iot/jobs?fieldManager=dogwatch");
        assert_eq!(
            String::from_utf8(request.bytes()).unwrap(),
            concat!(
                r#"{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"web-manual-bbbbb","namespace":"iot","#,
                r#""annotations":{"cronjob.kubernetes.io/instantiate":"manual"},"labels":{"app":"report"},"#,
                r#""ownerReferences":[{"apiVersion":"batch/v1beta1","kind":"CronJob","name":"web","uid":"u-1","controller":true}]},"#,
                r#""spec":{"backoffLimit":2}}"#
            )
        );
    }

    #[test]
    fn a_jobs_name_fits() {
        assert_eq!(name("report", 0), "report-manual-bbbbb");
        let long = name(&"a".repeat(80), u32::MAX);
        assert!(long.len() <= NAME_MOST && long.contains("-manual-"), "{long}");
        assert_ne!(name("report", 1), name("report", 2));
    }
}
