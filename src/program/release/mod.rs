//! Changes without a screen, for pipelines: through the gate, its guards and its journal, like those of the dashboard. Progress goes to stderr,
//! the end to stdout, and the exit code says it: 0 good, 1 failed, 2 wrong usage, 3 failed and taken back, 4 denied.

mod act;
mod back;
mod bench;
mod consent;
mod ends;
mod find;
mod follow;
mod look;
mod places;
mod promote;
mod report;
mod send;
mod signals;
mod words;

use super::Failure;
use crate::cli::{Answers, Cli, Named, Release, Restart, Rollback, Scale};
use crate::config::{Environment, Paths};
use crate::model::Time;
use crate::model::change::{Change, Warning};
use bench::House;
use find::Found;
pub(super) use promote::promote;
use report::{Place, Report, tell};
use signals::Signals;
use std::time::Duration;

/// How long it is asked whether a change took that was not answered, where no time is given.
const LIMIT_MS: i64 = 600_000;

/// How a change is made.
struct Way {
    /// Its word.
    what: &'static str,
    watch: i64,
    timeout: Option<i64>,
}

/// One change, as it was typed.
struct Task<'a> {
    way: Way,
    workload: &'a Named,
    answers: &'a Answers,
    undo: bool,
    wanted: Wanted<'a>,
}

enum Wanted<'a> {
    Images(&'a [String]),
    Revision(u64),
    Replicas { to: u32, only: Option<u32> },
    Restart,
}

impl Wanted<'_> {
    fn change(&self, found: &Found) -> Result<Change, Failure> {
        Ok(match self {
            Self::Images(images) => Change::SetImages { swaps: found.swaps(images)? },
            Self::Revision(to) => Change::RollBack { from: 0, to: *to },
            Self::Replicas { to, only } => {
                let from = found.replicas;
                if let Some(only) = only.filter(|only| *only != from) {
                    return Err(Failure::failed(format!("nothing was sent: it has {from} replicas, not {only}")));
                }
                Change::Scale { from, to: *to }
            }
            Self::Restart => Change::Restart,
        })
    }
}

/// `dogwatch release`.
pub(super) async fn release(cli: &Cli, args: &Release, environment: &Environment, paths: Option<&Paths>) -> Result<u8, Failure> {
    let way = Way { what: "release", watch: args.watch, timeout: args.answers.timeout };
    let (workload, answers, undo) = (&args.workload, &args.answers, args.undo_on_failure);
    one(cli, Task { way, workload, answers, undo, wanted: Wanted::Images(&args.images) }, environment, paths).await
}

/// `dogwatch rollback`.
pub(super) async fn rollback(cli: &Cli, args: &Rollback, environment: &Environment, paths: Option<&Paths>) -> Result<u8, Failure> {
    let way = Way { what: "rollback", watch: args.watch, timeout: args.answers.timeout };
    let (workload, answers) = (&args.workload, &args.answers);
    one(cli, Task { way, workload, answers, undo: false, wanted: Wanted::Revision(args.to_revision) }, environment, paths).await
}

/// `dogwatch scale`.
pub(super) async fn scale(cli: &Cli, args: &Scale, environment: &Environment, paths: Option<&Paths>) -> Result<u8, Failure> {
    let way = Way { what: "scale", watch: 0, timeout: args.answers.timeout };
    let wanted = Wanted::Replicas { to: args.replicas, only: args.current_replicas };
    let (workload, answers) = (&args.workload, &args.answers);
    one(cli, Task { way, workload, answers, undo: false, wanted }, environment, paths).await
}

/// `dogwatch restart`.
pub(super) async fn restart(cli: &Cli, args: &Restart, environment: &Environment, paths: Option<&Paths>) -> Result<u8, Failure> {
    let way = Way { what: "restart", watch: args.watch, timeout: args.answers.timeout };
    let (workload, answers) = (&args.workload, &args.answers);
    one(cli, Task { way, workload, answers, undo: false, wanted: Wanted::Restart }, environment, paths).await
}

async fn one(cli: &Cli, task: Task<'_>, environment: &Environment, paths: Option<&Paths>) -> Result<u8, Failure> {
    let begun = Time::system();
    let mut known = Place {
        kind: task.workload.kind.kind().word().into(),
        name: task.workload.name.to_string(),
        context: cli.connection.context.clone().unwrap_or_default(),
        namespace: cli.connection.namespace.join(","),
    };
    let report = match tried(cli, &task, environment, paths, &mut known).await {
        Ok(report) => report,
        Err(failure) => {
            let mut report = Report::new(task.way.what, known);
            report.stopped(&failure);
            report.seconds = send::seconds(begun);
            report
        }
    };
    tell(task.answers.output, report.code, &report.line(), &report)?;
    Ok(report.code)
}

async fn tried(
    cli: &Cli,
    task: &Task<'_>,
    environment: &Environment,
    paths: Option<&Paths>,
    known: &mut Place,
) -> Result<Report, Failure> {
    let house = House::open(cli, environment, paths)?;
    let namespace = house.namespace(cli)?;
    (known.context, known.namespace) = (house.context.name.to_string(), namespace.to_string());
    let bench = house.bench(&house.context);
    let found = bench.find(&namespace, task.workload).await?;
    let change = task.wanted.change(&found)?;
    let preview = look::look(&bench, &found.target, change).await?;
    held(&found, &preview.warnings)?;
    let name = found.target.name.to_string();
    // Nobody is asked about what is not sent.
    let mut back = None;
    if look::nothing(&preview).is_none() {
        consent::written(&preview)?;
        if task.undo {
            back = Some(back::present(&bench, &found.target).await?);
        }
        let decision = consent::decide(&bench, std::slice::from_ref(&preview), task.undo);
        let and = if task.undo { ", and take it back where it fails" } else { "" };
        let what = format!("{} {}{and}", preview.intent.change.verb().en, found.target);
        consent::answer(&decision, task.answers, &name, &what).await?;
    }
    let consent = consent::given(&preview.intent, 1);
    let mut signals = Signals::catch()?;
    Ok(act::act(&bench, &found, preview, consent, &task.way, back, &mut signals).await)
}

/// What is paused rolls nothing out: there would be nothing to wait for.
fn held(found: &Found, warnings: &[Warning]) -> Result<(), Failure> {
    if found.paused && warnings.contains(&Warning::ImageWaits) {
        let (namespace, name) = (&found.target.namespace, &found.target.name);
        let way = format!("kubectl -n {namespace} rollout resume deployment/{name}");
        return Err(Failure::failed(format!(
            "nothing was sent: it is paused, so that nothing would be rolled out: resume it first ({way})"
        )));
    }
    Ok(())
}

/// How long it is asked whether a change took.
fn limit(timeout: Option<i64>) -> Duration {
    Duration::from_millis(timeout.unwrap_or(LIMIT_MS).unsigned_abs())
}
