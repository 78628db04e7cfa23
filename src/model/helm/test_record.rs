//! A record for tests.

use super::{Driver, Record, Status};
use crate::model::{Time, Uid};

pub(super) fn record(namespace: &str, release: &str, revision: u64, status: &str) -> Record {
    Record {
        driver: Driver::Secret,
        namespace: namespace.into(),
        object: format!("sh.helm.release.v1.{release}.v{revision}").as_str().into(),
        uid: Uid::new(&format!("{namespace}/{release}/{revision}")),
        version: "1".into(),
        release: release.into(),
        revision,
        status: Status::of(status),
        created: Time::from_secs(i64::try_from(revision).unwrap() * 100),
    }
}
