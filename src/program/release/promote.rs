//! `dogwatch promote`: one plan, agreed to once, step by step until the first that fails.

use super::super::Failure;
use super::act::act;
use super::back::{present, take_back};
use super::bench::House;
use super::ends::Ending;
use super::look::{again, look};
use super::places::{Spot, wanted};
use super::report::{Place, Report, because, tell};
use super::send::seconds;
use super::signals::Signals;
use super::{Found, Way, consent, held};
use crate::cli::{Cli, Named, Promote};
use crate::config::{Environment, Paths};
use crate::model::change::{Consent, Part, Preview, Reason};
use crate::model::promotion::{Plan, PlanEnd, PlanNote, Route, Site, StepNote, WhyLeft, plan};
use crate::model::{Name, Time};
use crate::terminal::complain;
use serde::Serialize;

/// A workload that is not moved.
#[derive(Serialize)]
struct Stays {
    workload: String,
    why: String,
}

/// The document of a promotion. Its names are what pipelines rely on.
#[derive(Serialize, Default)]
struct Document {
    what: &'static str,
    from: Place,
    to: Place,
    outcome: &'static str,
    reason: Option<String>,
    steps: Vec<Report>,
    left: Vec<Stays>,
    /// The plan's entry in the journal.
    journal: Option<String>,
    seconds: f64,
    #[serde(skip)]
    code: u8,
}

impl Document {
    fn ended(&mut self, ending: &Ending, reason: Option<String>) {
        (self.outcome, self.code, self.reason) = (ending.word(), ending.code(), reason);
    }

    fn line(&self) -> String {
        let moved = self.steps.iter().filter(|s| s.code == 0).count();
        let reason = because(self.outcome, self.reason.as_deref());
        let lost = self.steps.iter().filter(|s| s.taken_back.as_ref().is_some_and(|b| b.outcome != Ending::Good.word())).count();
        let lost = if lost > 0 { format!("; {lost} NOT taken back") } else { String::new() };
        let (from, to) = (&self.from.namespace, &self.to.namespace);
        let of = self.steps.len();
        format!("{from} → {to}: {}, {moved} of {of} moved{reason}{lost}, after {:.0} s\n", self.outcome, self.seconds)
    }
}

/// A step, looked at.
struct Ready {
    found: Found,
    preview: Preview,
    /// The revision that it would be taken back to.
    back: Option<u64>,
}

/// `dogwatch promote`.
pub(in crate::program) async fn promote(
    cli: &Cli,
    args: &Promote,
    environment: &Environment,
    paths: Option<&Paths>,
) -> Result<u8, Failure> {
    let begun = Time::system();
    let place = |word: &str| Place { namespace: word.to_owned(), ..Place::default() };
    let mut document = Document { what: "promote", from: place(&args.from), to: place(&args.to), ..Document::default() };
    if let Err(failure) = tried(cli, args, environment, paths, &mut document).await {
        (document.outcome, document.code) = (super::ends::word_of(failure.0), failure.0);
        document.reason = Some(failure.1);
    }
    document.seconds = seconds(begun);
    tell(args.answers.output, document.code, &document.line(), &document)?;
    Ok(document.code)
}

async fn tried(
    cli: &Cli,
    args: &Promote,
    environment: &Environment,
    paths: Option<&Paths>,
    document: &mut Document,
) -> Result<(), Failure> {
    let names = wanted(&args.names)?;
    let house = House::open(cli, environment, paths)?;
    let (from, to) = house.spots(&args.from, &args.to).await?;
    (document.from, document.to) = (Place::from(&from), Place::from(&to));
    let (source, target) = (from.workloads().await?, to.workloads().await?);
    let plan = plan(&source, &target, &names, &house.depends);
    document.left = plan.left.iter().map(|left| Stays { workload: left.what.to_string(), why: left.why.to_string() }).collect();
    told(&plan, &from, &to);
    // Who names a workload wants it moved; one that is there already is.
    if let Some(left) = plan.left.iter().find(|left| !names.is_empty() && left.why != WhyLeft::Same) {
        return Err(Failure::failed(format!("nothing was sent: {}: {}", left.what, left.why)));
    }
    if plan.steps.is_empty() {
        document.ended(&Ending::Good, Some("nothing differs that could be moved".into()));
        return Ok(());
    }
    let ready = looked(&to, &plan, args.undo_on_failure).await?;
    let previews: Vec<Preview> = ready.iter().map(|r| r.preview.clone()).collect();
    let decision = consent::decide(&to.bench, &previews, args.undo_on_failure);
    let and = if args.undo_on_failure { ", and take all of it back where one fails" } else { "" };
    let what = format!("promote {} of {} to {} of {}{and}", previews.len(), from.namespace, to.namespace, to.bench.context);
    consent::answer(&decision, &args.answers, &to.namespace, &what).await?;
    let way = Way { what: "promote", watch: args.watch, timeout: args.answers.timeout };
    let mut signals = Signals::catch()?;
    let mut moved: Vec<(usize, Found, u64)> = Vec::new();
    let count = ready.len();
    let entry = begun(&from, &to, &plan, count).await?;
    document.journal = Some(entry.to_string());
    for (at, ready) in ready.into_iter().enumerate() {
        let Ready { found, preview, back } = ready;
        let part = Part { plan: entry.clone(), step: at + 1, of: count };
        let report = match again(&to.bench, &preview, part).await {
            Ok(preview) => {
                let consent = consent::given(&preview.intent, count);
                act(&to.bench, &found, preview, consent, &way, None, &mut signals).await
            }
            Err(failure) => {
                let mut report = Report::new(way.what, Place::from(&found.target));
                report.ended(if failure.0 == Ending::Denied.code() { &Ending::Denied } else { &Ending::Failed }, Some(failure.1));
                report
            }
        };
        let (good, was_moved, replaced) = (report.code == 0, report.moved, report.outcome == Ending::Replaced.word());
        document.steps.push(report);
        if let Some(back) = back.filter(|_| was_moved && !replaced) {
            moved.push((at, found, back));
        }
        if !good {
            let left = document.steps.last().is_some_and(|step| step.code > 128);
            let reason = Reason::Words(document.steps.last().and_then(|step| step.reason.clone()).unwrap_or_default());
            let end = if left { PlanEnd::Left } else { PlanEnd::Stopped { step: at + 1, reason } };
            stopped(&to, document, args, count, moved, &mut signals).await;
            over(&to, entry, end).await;
            return Ok(());
        }
    }
    document.ended(&Ending::Good, None);
    over(&to, entry, PlanEnd::Done).await;
    Ok(())
}

/// Writes the plan down before its first step is sent; gives its entry.
async fn begun(from: &Spot, to: &Spot, plan: &Plan, count: usize) -> Result<Name, Failure> {
    let site = |spot: &Spot| Site { context: spot.bench.context.clone(), namespace: spot.namespace.clone() };
    let steps = plan.steps.iter().map(StepNote::from).collect();
    let note = PlanNote { route: Route { from: site(from), to: site(to) }, back: false, steps };
    let consent = Consent { yes: true, count, ..Consent::default() };
    to.bench.gate.begin_plan(note, &consent).await.map_err(|e| Failure::failed(format!("nothing was sent: {e}")))
}

/// Writes down how it ended.
async fn over(to: &Spot, entry: Name, end: PlanEnd) {
    if let Err(trouble) = to.bench.gate.end_plan(entry, end).await {
        complain(&trouble.to_string());
    }
}

/// Looks at all of it before anything is sent.
async fn looked(to: &Spot, plan: &Plan, undo: bool) -> Result<Vec<Ready>, Failure> {
    let mut ready = Vec::new();
    for step in &plan.steps {
        let mut found = to.bench.find(&to.namespace, &Named { kind: step.kind, name: step.name.clone() }).await?;
        // It is for the object that the plan was made for.
        found.target.uid = step.uid.clone();
        let preview = look(&to.bench, &found.target, step.change()).await?;
        for container in &step.lacks {
            complain(&format!("  ! it has no container {container}: its image is not moved"));
        }
        for container in &step.older {
            complain(&format!("  ! {container} gets an image with an older tag than it has"));
        }
        held(&found, &preview.warnings)?;
        consent::written(&preview)?;
        let back = if undo { Some(present(&to.bench, &found.target).await?) } else { None };
        ready.push(Ready { found, preview, back });
    }
    Ok(ready)
}

/// What stays, and what is to be known.
fn told(plan: &Plan, from: &Spot, to: &Spot) {
    complain(&format!("{} ▸ {} → {} ▸ {}", from.bench.context, from.namespace, to.bench.context, to.namespace));
    for left in &plan.left {
        complain(&format!("  not moved: {}: {}", left.what, left.why));
    }
    for notice in &plan.notices {
        complain(&format!("  ! {notice}"));
    }
}

/// One step has failed: those after it are not begun, and where that was asked for those before it are taken back, the last first.
async fn stopped(
    to: &Spot,
    document: &mut Document,
    args: &Promote,
    count: usize,
    moved: Vec<(usize, Found, u64)>,
    signals: &mut Signals,
) {
    let Some(last) = document.steps.last() else { return };
    let (name, code, outcome) = (last.target.name.clone(), last.code, last.outcome);
    let why = format!("{name}: {}", last.reason.clone().unwrap_or_else(|| outcome.to_owned()));
    let after = count - document.steps.len();
    if after > 0 {
        complain(&format!("stopped at {name}: {after} after it are not begun"));
    }
    (document.outcome, document.code, document.reason) = (outcome, code, Some(why.clone()));
    // What nobody knows, and what was left by a signal, stays as it stands.
    let ended = [Ending::Failed, Ending::Replaced, Ending::Denied].iter().any(|e| e.word() == outcome);
    if !args.undo_on_failure || !ended || moved.is_empty() {
        return;
    }
    let mut all = true;
    for (at, found, revision) in moved.into_iter().rev() {
        let back = take_back(&to.bench, &found, revision, &why, args.answers.timeout, signals).await;
        all &= back.outcome == Ending::Good.word();
        document.steps[at].taken_back = Some(back);
    }
    if all && outcome != Ending::Replaced.word() {
        document.ended(&Ending::TakenBack, Some(why));
    } else {
        document.ended(&Ending::Failed, Some(why));
    }
}
