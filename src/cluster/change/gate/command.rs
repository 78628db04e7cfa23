//! Commands of the settings: nothing of them is sent from here. A program of this machine is let run once the guard rules have their answer
//! and the journal its line, and its end is written down. In read-only mode only those run that change nothing, as the settings say.

use super::Gate;
use super::book::Book;
use super::enter::{Entered, outcome};
use super::sender;
use crate::cluster::change::error::ChangeError;
use crate::cluster::change::lock::lock;
use crate::journal::PatchNote;
use crate::model::change::reason::{InsideReason, Refusal};
use crate::model::change::{Change, Consent, Intent, Preview, Reason};
use crate::model::process::End;
use crate::model::{Name, Time};
use std::sync::Mutex;

/// How many wait for their user's answer at most; the oldest is forgotten first.
const WAITING: usize = 256;

/// What it takes to let one run, also where nothing may be sent.
pub(super) struct Commands {
    pub(super) book: Book,
    user: Name,
    waiting: Mutex<Vec<Preview>>,
}

impl Commands {
    pub(super) fn new(book: Book, user: Name) -> Self {
        Self { book, user, waiting: Mutex::default() }
    }

    pub(super) fn take(&self, intent: u64) -> Option<Preview> {
        let mut waiting = lock(&self.waiting);
        let at = waiting.iter().position(|p| p.intent.id == intent)?;
        Some(waiting.remove(at))
    }

    fn keep(&self, preview: Preview) {
        let mut waiting = lock(&self.waiting);
        waiting.retain(|p| p.intent.id != preview.intent.id);
        if waiting.len() >= WAITING {
            waiting.remove(0);
        }
        waiting.push(preview);
    }
}

impl Gate {
    /// Looks at one: no server can tell what it would do.
    pub(super) fn look_at_command(&self, intent: Intent) -> Result<Preview, ChangeError> {
        self.allowed(&intent.change)?;
        let preview = Preview {
            resource_version: String::new(),
            generation: 0,
            differences: Vec::new(),
            touches: None,
            warnings: intent.notes.clone(),
            reaches: Vec::new(),
            unwritten: self.commands.book.unwritten(),
            intent,
        };
        self.commands.keep(preview.clone());
        Ok(preview)
    }

    fn allowed(&self, change: &Change) -> Result<(), Refusal> {
        let harmless = matches!(change, Change::Command { harmless: true, .. });
        if harmless || self.sender.is_some() { Ok(()) } else { Err(Refusal::ReadOnly) }
    }

    /// Lets a command run that was previewed, once: `run` runs it and says how it ended. Run it in a task of its own: it writes the end to the
    /// journal whoever has gone meanwhile.
    pub async fn command<F: Future<Output = End> + Send>(
        &self,
        preview: Preview,
        consent: &Consent,
        run: impl FnOnce() -> F + Send,
    ) -> Entered {
        let refused = |why: Reason| Entered { end: End::Failed(why), missing: false, trouble: None };
        let kept = self.commands.take(preview.intent.id);
        let (target, change) = (&preview.intent.target, &preview.intent.change);
        if let Err(why) = self.consented(&preview, consent).and_then(|()| self.allowed(change)) {
            return refused(why.into());
        }
        if kept.is_none_or(|kept| kept != preview) {
            return refused(Refusal::Stale.into());
        }
        let Change::Command { argv, .. } = change else { return refused(InsideReason::NoProgram.into()) };
        let Some(program) = argv.first() else { return refused(InsideReason::NoProgram.into()) };
        let begun = Time::system();
        let note = PatchNote { method: Some("RUN".into()), path: program.clone(), content_type: "command".into(), body: None };
        let entry = sender::entry(begun, &self.commands.user, target, change, note);
        let (journal, id, _receipt) = match self.commands.book.begin(entry, consent).await {
            Ok(begun) => begun,
            Err(e) => return refused(Refusal::Unsent(e.into()).into()),
        };
        let end = run().await;
        let outcome = outcome((&end, false), false, program, Time::system().since(begun));
        let trouble = journal.finish_async(id, outcome, Time::system()).await.err();
        Entered { end, missing: false, trouble }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::target;
    use crate::cluster::kubeconfig::Contexts;
    use crate::cluster::session::{Mode, Session};
    use crate::journal::Journal;
    use crate::model::change::Outcome;
    use crate::model::guard::{Ask, Guards, Rule};
    use chrono::{FixedOffset, Offset};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn gate(readonly: bool, guards: Guards) -> (Gate, Arc<Journal>) {
        // Nobody listens there: whatever is asked of a server fails.
        let text = "current-context: lab\ncontexts: [{name: lab, context: {cluster: t}}]\nclusters: [{name: t, cluster: {server: 'http://127.0.0.1:1'}}]";
        let (session, access) = Session::open(Contexts::from_text(text).unwrap(), &"lab".into(), Mode::new(readonly));
        let journal = Arc::new(Journal::memory());
        let gate = Gate::new(session, access, Ok(journal.clone()), "dev".into());
        (gate.guarded(guards, FixedOffset::east_opt(0).unwrap().fix()), journal)
    }

    fn intent(namespace: &str, confirm: bool, harmless: bool) -> Intent {
        let argv = ["stern", "-n", "it's"].map(str::to_owned).to_vec();
        let change = Change::Command { name: "stern".into(), argv, variables: Vec::new(), terminal: false, confirm, harmless };
        let mut target = target();
        target.namespace = namespace.into();
        Intent::new(3, target, change)
    }

    fn yes() -> Consent {
        Consent { yes: true, count: 1, ..Consent::default() }
    }

    fn none() -> Consent {
        Consent { count: 1, ..Consent::default() }
    }

    async fn run(gate: &Gate, intent: Intent, consent: &Consent, end: End) -> (Result<Entered, String>, usize) {
        let ran = AtomicUsize::new(0);
        let preview = match gate.preview(intent).await {
            Ok(preview) => preview,
            Err(why) => return (Err(why.to_string()), 0),
        };
        let entered = gate.command(preview, consent, async || {
            ran.fetch_add(1, Ordering::SeqCst);
            end
        });
        (Ok(entered.await), ran.into_inner())
    }

    fn why((entered, ran): (Result<Entered, String>, usize)) -> String {
        assert_eq!(ran, 0, "it ran: {entered:?}");
        match entered {
            Err(why) => why,
            Ok(Entered { end: End::Failed(why), .. }) => why.to_string(),
            Ok(other) => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn it_is_written_down_before_it_runs_and_when_it_has_ended() {
        let (gate, journal) = gate(false, Guards::default());
        let preview = gate.preview(intent("iot", true, false)).await.unwrap();
        let (read, consent) = (journal.clone(), yes());
        let entered = gate.command(preview.clone(), &consent, async || {
            let records = read.read(None).unwrap().records;
            assert!(records.len() == 1 && records[0].end.is_none(), "before it runs: {records:?}");
            End::Exited(3)
        });
        assert_eq!(entered.await.end, End::Exited(3));
        let record = journal.read(None).unwrap().records.remove(0);
        let entry = &record.entry;
        assert_eq!((&*entry.context, &*entry.user, &*entry.name, &entry.change), ("lab", "dev", "web", &preview.intent.change));
        assert!(
            matches!(&record.end, Some((_, Outcome::Done { note: Some(note) })) if note.to_string().starts_with("stern: exit code 3"))
        );
        // Once.
        assert!(why((Ok(gate.command(preview, &yes(), async || End::Exited(0)).await), 0)).contains("start again"));
        let (entered, _) = run(&gate, intent("iot", false, false), &none(), End::Failed("not there".into())).await;
        assert!(entered.is_ok());
        let record = journal.read(None).unwrap().records.remove(1);
        assert!(matches!(record.end, Some((_, Outcome::Refused { .. }))), "{record:?}");
    }

    #[tokio::test]
    async fn guard_rules_hold_for_it() {
        let rule = |ask| Guards::new(vec![Rule { ask: Some(ask), changes: Some(vec!["command"]), ..Rule::default() }]);
        for (guards, namespace, confirm, consent, refused) in [
            (Guards::default(), "iot", true, none(), Some("confirmed")),
            (Guards::default(), "iot", true, yes(), None),
            (Guards::default(), "iot", false, none(), None),
            (Guards::default(), "prod", false, none(), Some("named like production")),
            (Guards::default(), "prod", false, yes(), None),
            (rule(Ask::Deny), "iot", false, yes(), Some("denied by")),
            (rule(Ask::Name), "iot", false, yes(), Some("confirmation by")),
            (rule(Ask::Name), "iot", false, Consent { typed: Some("web".into()), ..none() }, None),
        ] {
            let (gate, journal) = gate(false, guards);
            let (entered, ran) = run(&gate, intent(namespace, confirm, false), &consent, End::Exited(0)).await;
            match refused {
                None => assert!(ran == 1 && entered.is_ok(), "{namespace} {confirm}: {entered:?}"),
                Some(word) => {
                    assert!(why((entered, ran)).contains(word), "{word}");
                    assert!(journal.read(None).unwrap().records.is_empty());
                }
            }
        }
    }

    #[tokio::test]
    async fn in_read_only_mode_only_what_is_harmless_runs() {
        let (gate, journal) = gate(true, Guards::default());
        assert!(why(run(&gate, intent("iot", false, false), &yes(), End::Exited(0)).await).contains("read-only"));
        let (entered, ran) = run(&gate, intent("iot", false, true), &none(), End::Exited(0)).await;
        assert_eq!((entered.unwrap().end, ran), (End::Exited(0), 1));
        assert_eq!(journal.read(None).unwrap().records.len(), 1);
    }
}
