//! How Jobs, CronJobs and standalone pods are, in the words of kubectl and of the controllers.

use super::Time;
use super::batch::{Batch, CronJob, Job};
use super::health::{Cause, Mood, PodHealth, Sick};
use super::pod::Pod;
use super::reason::{BatchWhy, Why};
use super::workload::Workload;
use super::workload_health::{State, WorkloadHealth};
use std::cmp::Reverse;

/// How long after its end a Job that failed counts as unwell, in milliseconds: a week. It stays on the screen as long as it is there, but
/// what nobody has looked into for so long is not what somebody on call is woken for.
pub const FAILED_COUNTS_MS: i64 = 7 * 86_400_000;

/// What is wrong with the pod that tells most of it, among those that `counts` says: of equals the newest.
fn worst<'a>(pods: impl Iterator<Item = &'a Pod>, now: Time, counts: impl Fn(&Pod) -> bool) -> Option<Sick> {
    let sick = pods.filter(|p| !p.deleting && counts(p)).filter_map(|p| Some((p, p.health.sick(now)?)));
    sick.min_by_key(|(p, s)| (s.cause, Reverse(p.created), p.uid.clone())).map(|(_, s)| s)
}

/// How a Job is at `now`, from its status and its pods as far as they are known.
pub fn job_health(job: &Job, pods: &[&Pod], now: Time) -> WorkloadHealth {
    let sick = || worst(pods.iter().copied(), now, |_| true);
    let (state, since, sick, why) = match &job.end {
        Some(end) => match &end.failure {
            Some(failure) => {
                let state = if now.since(end.at) > FAILED_COUNTS_MS { State::FailedLongAgo } else { State::Failed };
                // Pods that were stopped for it tell nothing of why.
                let cause = sick();
                let why = match &cause {
                    Some(s) => BatchWhy::Because(Box::new(s.why()), failure.reason.clone()).into(),
                    None => Why::told(failure.reason.clone(), failure.message.clone()),
                };
                let word = failure.reason.clone().into();
                let detail = cause.as_ref().map_or_else(|| failure.message.clone().into(), Sick::why);
                (state, Some(end.at), Some(Sick { cause: cause.map_or(Cause::Failed, |s| s.cause), word, detail }), why)
            }
            None => (State::Complete, Some(end.at), None, Why::Nothing),
        },
        None if job.suspended => (State::Suspended, None, None, Why::Nothing),
        None => {
            let well = job.ready.is_some_and(|n| n > 0) || pods.iter().any(|p| matches!(p.health, PodHealth::Well));
            // A try that failed is made good by the next: only while none runs does it tell how the Job is.
            let sick = worst(pods.iter().copied(), now, |p| !well || !p.is_over());
            let tries = if job.failed > 0 { BatchWhy::Tries(job.failed).into() } else { Why::Nothing };
            match sick {
                Some(s) => {
                    let why = if job.failed > 0 { BatchWhy::After(Box::new(s.why()), job.failed).into() } else { s.why() };
                    (State::Degraded, job.started, Some(s), why)
                }
                None if job.failed > 0 && !well => {
                    let sick = Sick { cause: Cause::Failed, word: "Error".into(), detail: tries.clone() };
                    (State::Degraded, job.started, Some(sick), tries)
                }
                None => (State::Running, job.started, None, tries),
            }
        }
    };
    WorkloadHealth { state, sick, since, why, blame: None, until: None }
}

/// How a CronJob is at `now`. `jobs` are its runs as far as they are known, each with how it is.
pub fn cron_health(w: &Workload, cron: &CronJob, jobs: &[(&Workload, WorkloadHealth)], now: Time) -> WorkloadHealth {
    let plain = |state, since| WorkloadHealth { state, sick: None, since, why: Why::Nothing, blame: None, until: None };
    if cron.suspended {
        return plain(State::Suspended, None);
    }
    let under_way = jobs.iter().filter(|(w, _)| w.job().is_some_and(|j| j.end.is_none())).max_by_key(|(w, _)| w.created);
    let over = |w: &Workload| w.job().and_then(|j| j.end.as_ref()).map(|e| e.at);
    let last = jobs.iter().filter_map(|(w, h)| over(w).map(|at| (w.created, at, w, h))).max_by_key(|(made, at, ..)| (*made, *at));
    if let Some((_, health)) = under_way.filter(|(_, h)| h.state.mood() == Mood::Unwell) {
        return health.clone();
    }
    // What the last run came to stands until another has come to its end, however long ago it was.
    if let Some((_, at, _, h)) = last.filter(|(.., h)| matches!(h.state, State::Failed | State::FailedLongAgo)) {
        let why = if under_way.is_some() { BatchWhy::RunsAgain(Box::new(h.why.clone())).into() } else { h.why.clone() };
        return WorkloadHealth { state: State::Failed, sick: h.sick.clone(), since: Some(at), why, blame: None, until: None };
    }
    if let Some((job, _)) = under_way {
        return plain(State::Active, Some(job.job().and_then(|j| j.started).unwrap_or(job.created)));
    }
    if cron.active > 0 {
        return plain(State::Active, cron.last_scheduled);
    }
    // A run that failed is not kept where the history limit is 0.
    if let (None, Some(begun), Some(success)) = (last, cron.last_scheduled, cron.last_success)
        && success < begun
    {
        let why = Why::from(BatchWhy::JobGone);
        let sick = Sick { cause: Cause::Failed, word: "Failed".into(), detail: why.clone() };
        return WorkloadHealth { state: State::Failed, sick: Some(sick), since: Some(begun), why, blame: None, until: None };
    }
    if let Some(due) = cron.missed(w.created, now) {
        let why = Why::from(BatchWhy::Missed(due));
        let sick = Sick { cause: Cause::Failed, word: "Missed".into(), detail: why.clone() };
        return WorkloadHealth { state: State::Missed, sick: Some(sick), since: Some(due), why, blame: None, until: None };
    }
    match cron.last_scheduled {
        Some(_) => plain(State::Healthy, None),
        None => WorkloadHealth { why: BatchWhy::NotRunYet.into(), ..plain(State::Idle, None) },
    }
}

/// When how a Job or CronJob is changes by time alone.
pub fn turns_at(w: &Workload, now: Time) -> Option<Time> {
    match w.batch.as_deref()? {
        Batch::Job(job) => {
            let end = job.end.as_ref().filter(|e| e.failure.is_some())?;
            Some(end.at.plus(FAILED_COUNTS_MS + 1)).filter(|t| *t > now)
        }
        Batch::CronJob(cron) => cron.turns_at(now),
    }
}

/// How the standalone pods of a namespace are together.
pub fn group_health<'a>(pods: impl Iterator<Item = &'a Pod> + Clone, now: Time) -> WorkloadHealth {
    let count = |mood: Mood| pods.clone().filter(|p| p.health.mood(now) == mood).count();
    let (all, unwell) = (pods.clone().count(), count(Mood::Unwell));
    let live = pods.clone().any(|p| !matches!(p.health, PodHealth::Done));
    let sick =
        worst(pods.clone(), now, |_| true).or_else(|| pods.clone().filter_map(|p| p.health.sick(now)).min_by_key(|s| s.cause));
    let busy = count(Mood::Busy);
    let (state, why) = if unwell > 0 {
        let why = match &sick {
            Some(sick) if all > 1 => BatchWhy::Several(Box::new(sick.why()), unwell, all).into(),
            Some(sick) => sick.why(),
            None => Why::Nothing,
        };
        (State::Degraded, why)
    } else if busy > 0 {
        (State::Progressing, BatchWhy::Busy(busy).into())
    } else if live {
        (State::Healthy, Why::Nothing)
    } else {
        (State::Complete, Why::Nothing)
    };
    WorkloadHealth { state, sick, since: None, why, blame: None, until: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::batch::{Failure, JobEnd};
    use crate::model::pod::{Container, ContainerRole, ContainerState, Ended};
    use crate::model::reason::{By, EndWhy};
    use crate::model::workload::Progress;
    use crate::model::{Uid, WorkloadKind};

    const NOW: Time = Time::from_secs(1_795_510_800);
    const MINUTE: i64 = 60_000;

    fn pod(health: PodHealth, over: bool) -> Pod {
        let end = Ended { reason: "Error".into(), exit_code: 3, signal: 0, finished: None, message: "".into() };
        let state = if over { ContainerState::Terminated(end) } else { ContainerState::Running { since: None } };
        let container = Container {
            name: "c".into(),
            image: "i".into(),
            digest: None,
            role: ContainerRole::App,
            asks: Default::default(),
            ready: false,
            started: true,
            restarts: 0,
            state,
            last: None,
        };
        Pod {
            uid: Uid::new("p"),
            namespace: "ns".into(),
            name: "p".into(),
            owner: None,
            labels: Default::default(),
            node: None,
            created: NOW.plus(-MINUTE),
            deleting: false,
            status: "x".into(),
            ready: 0,
            total: 1,
            restarts: 0,
            last_restart: None,
            health,
            asks: Default::default(),
            containers: Box::new([container]),
        }
    }

    fn exit_3() -> Pod {
        pod(
            PodHealth::Sick(Box::new(Sick { cause: Cause::Failed, word: "Error".into(), detail: EndWhy::By(By::Exit(3)).into() })),
            true,
        )
    }

    fn no_image() -> Pod {
        pod(PodHealth::Sick(Box::new(Sick { cause: Cause::Image, word: "ErrImagePull".into(), detail: Why::Nothing })), false)
    }

    fn ended(minutes: i64, reason: Option<&str>) -> Option<JobEnd> {
        let failure = reason.map(|r| Failure { reason: r.into(), message: "why".into() });
        Some(JobEnd { at: NOW.plus(-minutes * MINUTE), failure })
    }

    fn workload(kind: WorkloadKind, batch: Batch, minutes: i64) -> Workload {
        Workload {
            uid: Uid::new("w"),
            kind,
            namespace: "ns".into(),
            name: "w".into(),
            labels: Default::default(),
            created: NOW.plus(-minutes * MINUTE),
            generation: 1,
            observed: 1,
            desired: 0,
            replicas: 0,
            updated: 0,
            ready: 0,
            available: 0,
            paused: false,
            on_delete: false,
            partition: 0,
            progress: Progress::Unknown,
            deadline: None,
            rolled: None,
            failure: None,
            revision: 0,
            update_hash: None,
            images: Vec::new().into(),
            parts: Vec::new().into(),
            batch: Some(Box::new(batch)),
            leaving: None,
        }
    }

    #[test]
    fn jobs_are_as_their_controller_says() {
        let week = FAILED_COUNTS_MS / MINUTE;
        let well = || pod(PodHealth::Well, false);
        let done = || pod(PodHealth::Done, true);
        for (job, pods, state, words) in [
            (Job::default(), vec![well()], State::Running, ""),
            (Job::default(), vec![], State::Running, ""),
            (Job { ready: Some(1), failed: 1, ..Job::default() }, vec![exit_3(), well()], State::Running, "1 pod failed"),
            (Job { failed: 2, ..Job::default() }, vec![exit_3(), exit_3()], State::Degraded, "exit 3, 2 pods failed"),
            (Job { failed: 2, ..Job::default() }, vec![], State::Degraded, "2 pods failed"),
            (Job::default(), vec![no_image()], State::Degraded, "ErrImagePull"),
            (Job { suspended: true, ..Job::default() }, vec![], State::Suspended, ""),
            (Job { end: ended(5, None), ..Job::default() }, vec![done()], State::Complete, ""),
            // The tries before the one that succeeded are history.
            (Job { end: ended(5, None), failed: 1, ..Job::default() }, vec![exit_3(), done()], State::Complete, ""),
            (
                Job { end: ended(5, Some("BackoffLimitExceeded")), ..Job::default() },
                vec![exit_3()],
                State::Failed,
                "exit 3 (BackoffLimitExceeded)",
            ),
            (Job { end: ended(5, Some("DeadlineExceeded")), ..Job::default() }, vec![], State::Failed, "DeadlineExceeded: why"),
            (
                Job { end: ended(week + 1, Some("DeadlineExceeded")), ..Job::default() },
                vec![],
                State::FailedLongAgo,
                "DeadlineExceeded: why",
            ),
        ] {
            let health = job_health(&job, &pods.iter().collect::<Vec<_>>(), NOW);
            assert_eq!((health.state, &*health.why.to_string()), (state, words), "{job:?}");
            assert_eq!(health.sick.is_some(), matches!(state, State::Failed | State::FailedLongAgo | State::Degraded), "{job:?}");
        }
    }

    #[test]
    fn a_failed_job_counts_for_a_week() {
        let job = Job { end: ended(5, Some("DeadlineExceeded")), ..Job::default() };
        let w = workload(WorkloadKind::Job, Batch::Job(job.clone()), 9);
        let turn = turns_at(&w, NOW).unwrap();
        assert_eq!(job_health(&job, &[], turn.plus(-1)).state, State::Failed);
        assert_eq!(job_health(&job, &[], turn).state, State::FailedLongAgo);
        assert_eq!(turns_at(&w, turn), None);
    }

    #[test]
    fn a_cronjob_is_as_its_last_run() {
        let run = |minutes: i64, end: Option<JobEnd>| {
            let job = Job { started: Some(NOW.plus(-minutes * MINUTE)), end, ..Job::default() };
            workload(WorkloadKind::Job, Batch::Job(job), minutes)
        };
        let cron = |last: Option<i64>| CronJob {
            schedule: "*/30 * * * *".into(),
            zone: None,
            suspended: false,
            forbids: false,
            active: 0,
            last_scheduled: last.map(|m| NOW.plus(-m * MINUTE)),
            last_success: None,
            beta: false,
        };
        let failed = |m| ended(m, Some("BackoffLimitExceeded"));
        let due = |m| cron(Some(m));
        let week = FAILED_COUNTS_MS / MINUTE;
        for (cron, runs, state, since, words) in [
            (due(0), vec![run(0, ended(0, None))], State::Healthy, None, ""),
            (cron(None), vec![], State::Missed, Some(30), "no run began at 08:30 UTC on 24 Nov"),
            (due(0), vec![run(60, failed(55)), run(30, ended(25, None))], State::Healthy, None, ""),
            (due(30), vec![run(60, ended(55, None)), run(30, failed(25))], State::Failed, Some(25), "BackoffLimitExceeded: why"),
            // It is the last run, however long ago.
            (due(0), vec![run(2 * week, failed(2 * week))], State::Failed, Some(2 * week), "BackoffLimitExceeded: why"),
            (due(0), vec![run(30, failed(25)), run(3, None)], State::Failed, Some(25), "BackoffLimitExceeded: why; runs again"),
            (due(0), vec![run(30, ended(25, None)), run(3, None)], State::Active, Some(3), ""),
            (CronJob { active: 1, ..due(3) }, vec![], State::Active, Some(3), ""),
            (CronJob { suspended: true, ..due(9000) }, vec![run(9000, failed(8000))], State::Suspended, None, ""),
            (due(90), vec![run(90, ended(85, None))], State::Missed, Some(30), "no run began at 08:30 UTC on 24 Nov"),
            (
                CronJob { last_success: Some(NOW.plus(-60 * MINUTE)), ..due(0) },
                vec![],
                State::Failed,
                Some(0),
                "its last run did not succeed, and its Job is gone",
            ),
        ] {
            let jobs: Vec<_> = runs.iter().map(|w| (w, job_health(w.job().unwrap(), &[], NOW))).collect();
            let w = workload(WorkloadKind::CronJob, Batch::CronJob(cron.clone()), 10_000);
            let health = cron_health(&w, &cron, &jobs, NOW);
            assert_eq!((health.state, &*health.why.to_string()), (state, words), "{cron:?}");
            assert_eq!(health.since, since.map(|m| NOW.plus(-m * MINUTE)), "{cron:?}");
        }
        let young = workload(WorkloadKind::CronJob, Batch::CronJob(cron(None)), 20);
        let health = cron_health(&young, &cron(None), &[], NOW);
        assert_eq!((health.state, &*health.why.to_string()), (State::Idle, "has not run yet"));
        // A run in trouble is told before it has failed.
        let stuck = run(3, None);
        let health = job_health(stuck.job().unwrap(), &[&no_image()], NOW);
        assert_eq!(cron_health(&young, &due(3), &[(&stuck, health)], NOW).state, State::Degraded);
    }

    #[test]
    fn standalone_pods_are_as_the_worst_of_them() {
        let well = || pod(PodHealth::Well, false);
        let done = || pod(PodHealth::Done, true);
        let busy = || pod(PodHealth::Starting { since: NOW }, false);
        for (pods, state, words) in [
            (vec![well(), done()], State::Healthy, ""),
            (vec![done(), done()], State::Complete, ""),
            (vec![well(), busy()], State::Progressing, "1 starting or ending"),
            (vec![well(), busy(), no_image(), exit_3()], State::Degraded, "ErrImagePull (2 of 4 pods)"),
            (vec![exit_3()], State::Degraded, "exit 3"),
        ] {
            let health = group_health(pods.iter(), NOW);
            assert_eq!((health.state, &*health.why.to_string()), (state, words));
        }
    }
}
