//! What the user must have agreed to, and taking back, against the tiny API server of `flow_tests`.

use super::flow_tests::{Act, SCALE, intent, lab, reason, yes};
use crate::cluster::change::fixtures::target;
use crate::journal::Journal;
use crate::model::change::{Change, Consent, Intent, MetadataEdit, Onward, Outcome, Part, Then};
use crate::model::guard::{Guards, Rule};
use std::sync::Arc;

#[tokio::test]
async fn without_a_journal_it_goes_on_only_for_one_who_was_told() {
    let mut full = lab(false).await;
    let dir = tempfile::tempdir().unwrap();
    if let Some(sender) = &mut full.gate.sender {
        sender.book.journal = Journal::open(dir.path()).map(Arc::new);
    }
    // What could be written at the start cannot any more.
    let journal = dir.path().join(crate::journal::FILE);
    std::fs::remove_file(&journal).unwrap();
    std::fs::create_dir(&journal).unwrap();
    // The first time nobody knew: nothing is sent.
    let preview = full.preview(SCALE).await;
    assert_eq!(preview.unwritten, None);
    let carried = full.gate.carry_out(preview, &yes(), &|_| {}).await;
    assert!(reason(&carried).contains("move away what stands there"), "{carried:?}");
    // From then on the question tells, and a plain yes is still not enough.
    let preview = full.preview(SCALE).await;
    assert!(
        preview.unwritten.as_ref().is_some_and(|w| w.to_string().contains("move away what stands there")),
        "{:?}",
        preview.unwritten
    );
    let carried = full.gate.carry_out(preview, &yes(), &|_| {}).await;
    assert_eq!((carried.entry, full.sent()), (None, 0));
    let preview = full.preview(SCALE).await;
    let carried = full.gate.carry_out(preview, &Consent { unwritten: true, ..yes() }, &|_| {}).await;
    assert_eq!((carried.outcome, carried.trouble, full.sent()), (Outcome::taken(4), None, 1));
    let spare = full.gate.sender.as_ref().unwrap().book.spare.read(None).unwrap();
    assert_eq!(spare.records.len(), 1, "it is written down for this run");
    // Space was made: written again, and the question tells nothing any more.
    if let Some(sender) = &mut full.gate.sender {
        sender.book.journal = Ok(full.journal.clone());
    }
    let preview = full.preview(Change::Scale { from: 5, to: 3 }).await;
    full.gate.carry_out(preview, &Consent { unwritten: true, ..yes() }, &|_| {}).await;
    assert_eq!(full.preview(SCALE).await.unwritten, None);
    assert_eq!(full.journal.read(None).unwrap().records.len(), 1);
}

#[tokio::test]
async fn what_was_not_confirmed_is_not_sent() {
    let lab = lab(false).await;
    for consent in [Consent::default(), Consent { typed: Some("web".into()), ..Consent::default() }] {
        let preview = lab.preview(SCALE).await;
        let carried = lab.gate.carry_out(preview.clone(), &consent, &|_| {}).await;
        assert!(reason(&carried).contains("not confirmed"), "{carried:?}");
        // It cannot be answered a second time either.
        assert!(reason(&lab.gate.carry_out(preview, &yes(), &|_| {}).await).contains("start again"));
    }
    let mut prod = intent(SCALE);
    prod.target.namespace = "prod".into();
    let preview = lab.gate.preview(prod).await.unwrap();
    let carried = lab.gate.carry_out(preview, &yes(), &|_| {}).await;
    assert!(reason(&carried).contains("named like production"), "{carried:?}");
    assert_eq!(lab.sent(), 0);
    assert!(lab.journal.read(None).unwrap().records.is_empty());
}

/// The name of the place that a plan goes to is asked for once, and held against each of its steps.
#[tokio::test]
async fn one_answer_counts_for_each_step_of_a_plan() {
    let lab = lab(false).await;
    let part = |step| Some(Part { plan: "entry".into(), step, of: 2 });
    let step = |n: usize| {
        let mut step = Intent { part: part(n), ..Intent::new(n as u64, target(), SCALE) };
        step.target.namespace = "prod".into();
        step
    };
    let typed = |text: &str| Consent { yes: true, typed: Some(text.into()), count: 2, ..Consent::default() };
    for (n, answer, sends) in [(1, "scale 2", false), (1, "web", false), (1, "prod", true), (2, "prod", true)] {
        let before = lab.sent();
        let preview = lab.gate.preview(step(n)).await.unwrap();
        let carried = lab.gate.carry_out(preview, &typed(answer), &|_| {}).await;
        assert_eq!(!reason(&carried).contains("named like production"), sends, "{n} {answer}: {carried:?}");
        assert!(sends || lab.sent() == before);
    }
    let of_plan = |r: &crate::journal::Record| r.entry.plan.as_deref() == Some("entry");
    assert!(lab.journal.read(None).unwrap().records.iter().all(of_plan));
    // A rule about many at once counts all of it, whatever its answer says.
    let rule = Rule { bulk: Some(1), ..Rule::default() };
    let gate = lab.gate.guarded(Guards::new(vec![rule]), chrono::Offset::fix(&chrono::Utc));
    let preview = gate.preview(step(1)).await.unwrap();
    let carried = gate.carry_out(preview, &Consent { count: 1, ..typed("prod") }, &|_| {}).await;
    assert!(reason(&carried).contains("2 objects at once"), "{carried:?}");
}

#[tokio::test]
async fn what_follows_by_itself_goes_by_the_answer_to_the_first_question() {
    let lab = lab(false).await;
    let mut first = intent(SCALE);
    first.target.namespace = "prod".into();
    let pause = |id| Intent::new(id, first.target.clone(), Change::Pause);
    let onward = |consent| Onward { first: first.clone(), then: Then::PauseAfterFirst, consent };
    // A name is asked for there, and was not typed for the first change: nothing goes out. Nor does what was not chosen.
    let carried = lab.gate.carry_on(pause(20), &onward(yes()), None).await;
    assert!(reason(&carried).contains("named like production"), "{carried:?}");
    let typed = Consent { typed: Some("web".into()), ..yes() };
    let resume = Intent::new(21, first.target.clone(), Change::Resume);
    let carried = lab.gate.carry_on(resume, &onward(typed.clone()), None).await;
    assert!(matches!(carried.outcome, Outcome::Refused { .. }) && carried.entry.is_none(), "{carried:?}");
    assert_eq!(lab.sent(), 0);
    assert!(lab.journal.read(None).unwrap().records.is_empty());
    // With it there is an entry, which says why.
    lab.gate.carry_on(pause(22), &onward(typed), Some("bad release: x".into())).await;
    let records = lab.journal.read(None).unwrap().records;
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].entry.why.as_ref().map(ToString::to_string).as_deref(), Some("bad release: x"));
}

#[tokio::test]
async fn what_is_of_another_context_is_not_even_looked_at() {
    let lab = lab(false).await;
    let mut other = intent(SCALE);
    other.target.context = "prod".into();
    let says = lab.gate.preview(other).await.unwrap_err().to_string();
    assert!(says.contains("is of another context than lab"), "{says}");
    assert_eq!(lab.sent(), 0);
}

#[tokio::test]
async fn the_last_change_is_taken_back_unless_somebody_else_was_there() {
    let lab = lab(false).await;
    lab.scale_with(&[]).await;
    let back = |id: u64| Intent { undoes: Some(7), ..Intent::new(id, target(), SCALE.reverse().unwrap()) };
    let preview = lab.gate.preview(back(8)).await.unwrap();
    assert_eq!(preview.intent.change, Change::Scale { from: 5, to: 2 });
    // Between the look and the send somebody scales: refused by its precondition.
    lab.gate.forget(8);
    let preview = lab.gate.preview(back(9)).await.unwrap();
    lab.act(Act::SpecMoves);
    let carried = lab.gate.carry_out(preview, &yes(), &|_| {}).await;
    assert!(reason(&carried).starts_with("it changed since you looked"), "{carried:?}");
    // And from now on the look itself refuses.
    let says = lab.gate.preview(back(10)).await.unwrap_err().to_string();
    assert!(says.contains("spec.replicas: 5 → 9"), "{says}");
    let unknown = Intent { undoes: Some(99), ..intent(SCALE) };
    assert!(lab.gate.preview(unknown).await.unwrap_err().to_string().contains("not done in this run"));
}

#[tokio::test]
async fn a_lost_answer_is_found_out_for_other_changes_too() {
    let marks = || vec![MetadataEdit { key: "team".into(), from: None, to: Some("iot".into()) }];
    for change in [Change::Label { marks: marks() }, Change::Annotate { marks: marks() }, Change::Pause, Change::Restart] {
        let taken = lab(false).await;
        let preview = taken.preview(change.clone()).await;
        taken.act(Act::TakenUnanswered);
        let carried = taken.gate.carry_out(preview, &yes(), &|_| {}).await;
        assert!(matches!(carried.outcome, Outcome::Taken { .. }), "{change:?}: {carried:?}");
        let lost = lab(false).await;
        let preview = lost.preview(change.clone()).await;
        lost.act(Act::LostAndMoved);
        let carried = lost.gate.carry_out(preview, &yes(), &|_| {}).await;
        assert!(reason(&carried).starts_with("not taken, try again"), "{change:?}: {carried:?}");
        assert_eq!((taken.sent(), lost.sent()), (1, 1), "never sent twice");
    }
}
