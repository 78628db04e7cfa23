//! A Deployment, StatefulSet, DaemonSet, Job or CronJob.

use super::batch::{Batch, CronJob, Job};
use super::labels::Labels;
use super::resource::Resource;
use super::template::Parts;
use super::{Name, Time, Uid, WorkloadKind};
use std::sync::Arc;

/// A container of a pod template and its image.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TemplateImage {
    /// The container's name.
    pub container: Name,
    /// Its image reference, as written.
    pub image: Name,
    /// Whether it is an init container.
    pub init: bool,
}

/// The images of a pod template: containers in their order, then init containers. Shared, since revisions repeat them.
pub type Images = Arc<[TemplateImage]>;

/// What a Deployment's `Progressing` condition says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Progress {
    /// No such condition: another kind, or too new.
    #[default]
    Unknown,
    /// A rollout is under way.
    Ongoing,
    /// `NewReplicaSetAvailable`: the last rollout came to its end.
    Complete,
    /// `ProgressDeadlineExceeded`.
    DeadlineExceeded,
}

/// One row of the workloads pane.
#[derive(Clone, PartialEq, Debug)]
pub struct Workload {
    /// Its UID.
    pub uid: Uid,
    /// Which of the kinds.
    pub kind: WorkloadKind,
    /// Its namespace.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
    /// Its labels.
    pub labels: Labels,
    /// When it was made.
    pub created: Time,
    /// `metadata.generation`: grows with every change of the spec.
    pub generation: i64,
    /// `status.observedGeneration`: up to where its controller has come.
    pub observed: i64,
    /// Pods wanted: `spec.replicas` (1 where absent); for a DaemonSet `status.desiredNumberScheduled`; for a Job `status.active`.
    pub desired: u32,
    /// Pods there are: `status.replicas`, for a DaemonSet `currentNumberScheduled`.
    pub replicas: u32,
    /// Pods of the newest template.
    pub updated: u32,
    /// Pods ready.
    pub ready: u32,
    /// Pods available (ready for `minReadySeconds`).
    pub available: u32,
    /// `spec.paused` of a Deployment.
    pub paused: bool,
    /// Pods are replaced only when deleted (`OnDelete`), so that fewer updated than desired is no rollout under way.
    pub on_delete: bool,
    /// StatefulSet: pods below this ordinal keep the old template (`rollingUpdate.partition`).
    pub partition: u32,
    /// What the `Progressing` condition says.
    pub progress: Progress,
    /// While a Deployment's rollout is under way: when it has not got on for `progressDeadlineSeconds`, unless it does before.
    pub deadline: Option<Time>,
    /// Deployment: when its last rollout came to its end (`lastUpdateTime` of the `Progressing` condition).
    pub rolled: Option<Time>,
    /// The message of a `ReplicaFailure` condition that is true: quota, admission.
    pub failure: Option<Name>,
    /// The revision: the Deployment's annotation; 0 for the other kinds, whose revisions are looked up when asked.
    pub revision: u64,
    /// StatefulSet: the `controller-revision-hash` of the newest template (`status.updateRevision`).
    pub update_hash: Option<Name>,
    /// The images of its template.
    pub images: Images,
    /// What else its template has, as far as it is told from another's.
    pub parts: Parts,
    /// What a Job or CronJob has besides.
    pub batch: Option<Box<Batch>>,
    /// Where it is going (`metadata.deletionTimestamp`): its finalizers, which hold it until they are taken off; empty for none.
    pub leaving: Option<Name>,
}

impl Workload {
    /// kubectl's READY column, `ready/desired`; of a Job COMPLETIONS, and of a CronJob nothing, since its Jobs have the pods.
    pub fn ready_words(&self) -> String {
        match self.batch.as_deref() {
            Some(Batch::Job(job)) => job.completions_words(),
            Some(Batch::CronJob(_)) => String::new(),
            None => format!("{}/{}", self.ready, self.desired),
        }
    }

    /// What it has as a Job, where it is one.
    pub fn job(&self) -> Option<&Job> {
        match self.batch.as_deref() {
            Some(Batch::Job(job)) => Some(job),
            Some(Batch::CronJob(_)) | None => None,
        }
    }

    /// What it has as a CronJob, where it is one.
    pub fn cron(&self) -> Option<&CronJob> {
        match self.batch.as_deref() {
            Some(Batch::CronJob(cron)) => Some(cron),
            Some(Batch::Job(_)) | None => None,
        }
    }

    /// What controls it: the CronJob of a Job, or something that dogwatch does not know.
    pub fn owner(&self) -> Option<&Uid> {
        self.job()?.owner.as_ref()
    }

    /// Where the API serves it.
    pub fn resource(&self) -> Resource {
        let mut resource = Resource::from(self.kind);
        if let (Some(older), Some(true)) = (self.kind.kind().older_version(), self.cron().map(|c| c.beta)) {
            resource.version = older.into();
        }
        resource
    }

    /// Pods of the newest template that are wanted, with a StatefulSet's partition and `OnDelete` taken out.
    pub fn updated_wanted(&self) -> u32 {
        if self.on_delete { 0 } else { self.desired.saturating_sub(self.partition) }
    }
}
