use crate::cluster::wire::Decoder;
use crate::model::batch::{CronJob, Job};
use crate::model::feed::Row;
use crate::model::workload::Workload;
use crate::model::{Kind, Time, Uid};

fn read(decoder: &mut Decoder, body: &str) -> Workload {
    let object = format!(
        r#"{{"metadata":{{"name":"w","namespace":"ns","uid":"u1","generation":3,"creationTimestamp":"2026-07-24T20:00:00Z",
        "ownerReferences":[{{"uid":"other"}},{{"uid":"cron","controller":true}}]}},{body}}}"#
    );
    let list = format!(r#"{{"metadata":{{"resourceVersion":"1"}},"items":[{object}]}}"#);
    match decoder.page(list.as_bytes()).unwrap().rows.pop() {
        Some(Row::Workload(w)) => w,
        other => panic!("{other:?}"),
    }
}

const TEMPLATE: &str = r#""template":{"spec":{"containers":[{"name":"web","image":"lab/app:1"}]}}"#;

#[test]
fn a_job_is_read() {
    let at = |text: &str| Time::parse(text).unwrap();
    let job = |body: &str| read(&mut Decoder::new(Kind::Job), body);
    let w = job(&format!(
        r#""spec":{{"completions":5,"parallelism":2,"suspend":true,{TEMPLATE}}},"status":{{"active":2,"ready":1,"succeeded":3,"failed":4,
        "startTime":"2026-07-24T20:00:01Z","conditions":null}}"#
    ));
    let wanted = Job {
        owner: Some(Uid::new("cron")),
        completions: Some(5),
        parallelism: 2,
        suspended: true,
        succeeded: 3,
        failed: 4,
        ready: Some(1),
        started: Some(at("2026-07-24T20:00:01Z")),
        end: None,
    };
    assert_eq!((w.job(), w.desired, w.ready, &*w.ready_words()), (Some(&wanted), 2, 1, "3/5"));
    assert_eq!((&*w.images[0].image, w.observed), ("lab/app:1", w.generation));
    for (status, end) in [
        ("null", None),
        (r#"{"conditions":[{"type":"Failed","status":"False","reason":"x"}]}"#, None),
        (r#"{"conditions":[{"type":"FailureTarget","status":"True","reason":"BackoffLimitExceeded"}]}"#, None),
        (
            r#"{"completionTime":"2026-07-24T20:01:00Z","conditions":[{"type":"Complete","status":"True","lastTransitionTime":"2026-07-24T20:01:05Z"}]}"#,
            Some(("2026-07-24T20:01:00Z", None)),
        ),
        (
            r#"{"conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded","message":"why","lastTransitionTime":"2026-07-24T20:02:00Z"}]}"#,
            Some(("2026-07-24T20:02:00Z", Some("BackoffLimitExceeded"))),
        ),
    ] {
        let w = job(&format!(r#""spec":{{{TEMPLATE}}},"status":{status}"#));
        let read = w.job().unwrap();
        assert_eq!((read.completions, read.parallelism, read.ready), (None, 1, None));
        let told = read.end.as_ref().map(|e| (e.at, e.failure.as_ref().map(|f| &*f.reason)));
        assert_eq!(told, end.map(|(t, reason)| (at(t), reason)), "{status}");
    }
}

#[test]
fn a_cronjob_is_read_under_both_its_versions() {
    let body = format!(
        r#""spec":{{"schedule":"*/5 * * * *","timeZone":"Etc/UTC","concurrencyPolicy":"Forbid","suspend":false,
        "jobTemplate":{{"spec":{{{TEMPLATE}}}}}}},"status":{{"active":[{{"name":"a"}},{{"name":"b"}}],
        "lastScheduleTime":"2026-07-24T20:05:00Z","lastSuccessfulTime":null}}"#
    );
    let mut decoder = Decoder::new(Kind::CronJob);
    for (beta, version) in [(false, "v1"), (true, "v1beta1")] {
        decoder.serves_older(beta);
        let w = read(&mut decoder, &body);
        let wanted = CronJob {
            schedule: "*/5 * * * *".into(),
            zone: Some("Etc/UTC".into()),
            suspended: false,
            forbids: true,
            active: 2,
            last_scheduled: Time::parse("2026-07-24T20:05:00Z"),
            last_success: None,
            beta,
        };
        assert_eq!((w.cron(), w.images.len(), w.desired), (Some(&wanted), 1, 0));
        assert_eq!(w.resource().path(Some("ns")), format!("/apis/batch/{version}/namespaces/ns/cronjobs"));
    }
    let w = read(&mut decoder, r#""spec":{"schedule":"@daily","jobTemplate":null},"status":null"#);
    assert_eq!((w.cron().unwrap().active, w.cron().unwrap().zone.as_deref(), w.images.len()), (0, None, 0));
}
