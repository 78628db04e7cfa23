//! What a cluster may tell the application on a walk of keys: rows that come, go, are made anew under the same name, and break.

use crate::support::world::{MINUTE, begin, cronjob, job, name, namespace, no_image, now, pod, put_incident, replicaset, workload};
use dogwatch::model::batch::{Failure, Job, JobEnd};
use dogwatch::model::feed::{Delta, Feed, LinkState, Row, Scope, WatchState};
use dogwatch::model::logs::{LogBody, LogLine};
use dogwatch::model::pod::Pod;
use dogwatch::model::trouble::Trouble;
use dogwatch::model::workload::{Progress, Workload};
use dogwatch::model::{Kind, Uid, WorkloadKind};
use fastrand::Rng;

/// The objects of a cluster, as they were last told.
pub struct Cluster {
    workloads: Vec<Workload>,
    pods: Vec<Pod>,
    made: usize,
}

impl Cluster {
    /// Those of the incident.
    pub fn new() -> Self {
        let mut world = begin(&["iot-prod"]);
        put_incident(&mut world, 160, 48);
        let store = &world.state.cluster.store;
        let mut workloads: Vec<Workload> = store.workloads().cloned().collect();
        workloads.sort_by(|a, b| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
        let pods =
            workloads.iter().flat_map(|w| store.pods_of(w).into_iter().map(|(p, _)| p.clone()).collect::<Vec<_>>()).collect();
        Self { workloads, pods, made: 0 }
    }

    /// Something that a session may tell.
    pub fn feed(&mut self, rng: &mut Rng) -> Option<Feed> {
        let ns = name("iot-prod");
        Some(match rng.u32(..16) {
            0..=4 => self.workload(rng)?,
            5..=8 => self.pod(rng)?,
            9 => {
                let kind = WorkloadKind::ALL[rng.usize(..5)].kind();
                let rows = self.workloads.iter().filter(|w| w.kind.kind() == kind && rng.u32(..6) > 0).cloned().map(Row::Workload);
                relist(Scope::all(kind), rows.collect())
            }
            10 => relist(Scope::of(Kind::Pod, &ns), self.pods.iter().filter(|_| rng.u32(..8) > 0).cloned().map(Row::Pod).collect()),
            11 => relist(Scope::all(Kind::Namespace), ["iot-dev", "iot-prod", "iot-test"].map(namespace).to_vec()),
            12 => {
                let w = self.workloads.get(rng.usize(..self.workloads.len().max(1)))?;
                let row = replicaset(w, rng.u64(1..9), "docker.io/lab/app:1.3", (rng.u32(..3), rng.u32(..4)), MINUTE);
                Feed::Batch(Scope::of(Kind::ReplicaSet, &ns), vec![Delta::Put(row)])
            }
            13 => {
                let error = Trouble::said("gone\u{1b}[2J");
                let states = [
                    WatchState::Waiting,
                    WatchState::Starting { listed: 3, of: Some(1) },
                    WatchState::Live,
                    WatchState::Polling { every: 0 },
                    WatchState::Stale { since: now(), retry: now().plus(-5), error: error.clone() },
                    WatchState::Denied { error },
                ];
                let kind = [Kind::Namespace, Kind::Deployment, Kind::Pod, Kind::ReplicaSet][rng.usize(..4)];
                let scope = if rng.bool() { Scope::all(kind) } else { Scope::of(kind, &ns) };
                Feed::Watch(scope, states[rng.usize(..states.len())].clone())
            }
            14 => Feed::Link(match rng.u32(..4) {
                0 => LinkState::Down { since: now(), retry: now().plus(3000), error: Trouble::said("refused\u{9b}31m") },
                _ => LinkState::Up { latency: rng.u32(..) },
            }),
            _ => Feed::Version(name("v1.\u{202e}20")),
        })
    }

    fn workload(&mut self, rng: &mut Rng) -> Option<Feed> {
        let fresh = |made: &mut usize| {
            *made += 1;
            Uid::new(&format!("made-{made}"))
        };
        if self.workloads.is_empty() || rng.u32(..10) == 0 {
            let mut w = workload("iot-prod", ["aaa", "web", "zzz"][rng.usize(..3)], rng.u32(..4), "docker.io/lab/app:1.0");
            w.uid = fresh(&mut self.made);
            match rng.usize(..5) {
                at @ 0..3 => w.kind = WorkloadKind::ROLLING[at],
                3 => {
                    // Of a CronJob, of nothing, or of something that is not known.
                    let crons: Vec<Uid> = self.workloads.iter().filter(|w| w.cron().is_some()).map(|w| w.uid.clone()).collect();
                    let owner = if crons.is_empty() { None } else { Some(crons[rng.usize(..crons.len())].clone()) };
                    let owner = if rng.u32(..4) == 0 { Some(Uid::new("nobody")) } else { owner };
                    let failure =
                        rng.bool().then(|| Failure { reason: name("BackoffLimitExceeded\u{1b}"), message: name("m\u{9b}") });
                    let end = rng.bool().then(|| JobEnd { at: now().plus(-rng.i64(0..9_000_000)), failure });
                    let of = Job { owner, end, failed: rng.u32(..3), suspended: rng.u32(..5) == 0, ..Job::default() };
                    w = Workload { uid: w.uid, ..job("iot-prod", &w.name, of) };
                }
                _ => w = Workload { uid: w.uid, ..cronjob("iot-prod", &w.name) },
            }
            self.workloads.push(w);
        }
        let at = rng.usize(..self.workloads.len());
        let scope = Scope::all(self.workloads[at].kind.kind());
        let mut deltas = Vec::new();
        match rng.u32(..8) {
            0 => deltas.push(Delta::Gone(self.workloads.remove(at).uid)),
            // Made anew under its name, told in one breath: the key that comes next was meant for the one before.
            1 => {
                let w = &mut self.workloads[at];
                deltas.push(Delta::Gone(w.uid.clone()));
                w.uid = fresh(&mut self.made);
                deltas.push(Delta::Put(Row::Workload(w.clone())));
            }
            _ => {
                let w = &mut self.workloads[at];
                (w.desired, w.ready, w.updated) = (rng.u32(..6), rng.u32(..6), rng.u32(..6));
                (w.replicas, w.available, w.paused) = (rng.u32(..6), w.ready, rng.u32(..5) == 0);
                w.generation += 1;
                w.observed = w.generation - i64::from(rng.bool());
                w.progress = if rng.bool() { Progress::Ongoing } else { Progress::Complete };
                w.failure = (rng.u32(..5) == 0).then(|| name("exceeded quota\u{1b}]0;x\u{7}"));
                deltas.push(Delta::Put(Row::Workload(w.clone())));
            }
        }
        Some(Feed::Batch(scope, deltas))
    }

    fn pod(&mut self, rng: &mut Rng) -> Option<Feed> {
        let scope = Scope::of(Kind::Pod, &name("iot-prod"));
        if self.pods.is_empty() || rng.u32(..4) == 0 {
            let w = self.workloads.get(rng.usize(..self.workloads.len().max(1)))?;
            self.made += 1;
            let mut one = pod(w, w.revision, &format!("n{}", self.made), "docker.io/lab/app:1.0", MINUTE);
            if w.kind != WorkloadKind::Deployment {
                one.owner = Some(w.uid.clone());
            }
            self.pods.push(one);
        }
        let at = rng.usize(..self.pods.len());
        let delta = match rng.u32(..6) {
            0 => Delta::Gone(self.pods.remove(at).uid),
            1 => {
                let one = no_image(self.pods[at].clone(), "lab/app:\u{202e}bad");
                self.pods[at] = one.clone();
                Delta::Put(Row::Pod(one))
            }
            _ => {
                let one = &mut self.pods[at];
                (one.restarts, one.deleting) = (rng.u32(..9), rng.u32(..6) == 0);
                // It changes hands now and then.
                if rng.u32(..6) == 0 {
                    one.owner = None;
                }
                Delta::Put(Row::Pod(one.clone()))
            }
        };
        Some(Feed::Batch(scope, vec![delta]))
    }

    /// Lines of some log.
    pub fn lines(&self, rng: &mut Rng) -> Vec<LogLine> {
        let texts = ["ERROR boom\u{1b}[31m", "{\"level\":\"warn\",\"msg\":\"x\"}", "\tat a.b(c.rs:1)", "", "温度\u{202e}"];
        let line = |rng: &mut Rng| LogLine {
            source: rng.u32(..4),
            nanos: now().millis() * 1_000_000 + rng.i64(..1_000_000_000),
            body: LogBody::Text(texts[rng.usize(..texts.len())].into()),
        };
        (0..rng.usize(..6)).map(|_| line(rng)).collect()
    }
}

fn relist(scope: Scope, rows: Vec<Row>) -> Feed {
    let rows = rows.into_iter().map(Delta::Put);
    Feed::Batch(scope, std::iter::once(Delta::ListBegins).chain(rows).chain([Delta::ListEnds]).collect())
}
