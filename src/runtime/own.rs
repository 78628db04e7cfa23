//! Commands of the settings: programs of this machine, let run by the gate.

use super::Loop;
use super::child::{self, Program};
use super::kubeconfig::Kubeconfig;
use super::outside::Outside;
use crate::app::msg::{Effect, Msg};
use crate::app::text::{OwnText, Text};
use crate::cluster::change::Gate;
use crate::model::change::reason::TerminalReason;
use crate::model::change::{Change, Consent, Intent, Preview, Reason};
use crate::model::process::{End, ProcessNews};
use crate::model::{Lang, SessionId};
use crate::terminal::{self, print};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::channel;
use tokio::time::timeout;

/// What it is told, and news that wait: it is told nothing but to end.
const FEW: usize = 16;
/// How long the disk is given to say whether a program is there.
const LOOK: Duration = Duration::from_secs(2);
/// What one exits with that was ended by Ctrl-c.
const INTERRUPTED: i32 = 130;

impl Loop {
    /// Gives the terminal to a command that was confirmed. Its end comes as news.
    pub(super) fn hand_to_command(&mut self, session: SessionId, (preview, consent): (Preview, Consent), line: &str) {
        let id = preview.intent.id;
        let prod = self.state.processes.terminal(id).is_some_and(|p| p.prod);
        let lent = if self.away { Err(TerminalReason::Taken) } else { self.lend() };
        if let Err(why) = lent {
            self.effects(vec![Effect::Forget(session, vec![id])]);
            return self.take(Msg::Process(session, id, ProcessNews::Ended(End::Failed(why.into()))));
        }
        // A line that cannot be written is no reason not to run it.
        let _ = terminal::announce(prod.then_some("PROD"), line, !self.env.no_color);
        (self.away, self.plain) = (true, Some((session, id)));
        let lang = self.state.lang;
        self.outside.run_on_terminal(session, preview, consent, lang);
    }

    fn lend(&mut self) -> Result<(), TerminalReason> {
        terminal::lend(&self.input).map_err(|e| {
            self.back(terminal::take_back(&self.input));
            TerminalReason::NotLent(e.to_string())
        })
    }
}

impl Outside {
    /// What a change runs.
    fn program(&self, change: &Change) -> Option<Wanted> {
        let Change::Command { argv, variables, .. } = change else { return None };
        let variables = variables.iter().map(|(name, value)| (name.into(), value.into())).collect();
        let program = Program { argv: argv.clone(), variables, launcher: std::env::current_exe().ok() };
        Some(Wanted { program, kubeconfig: self.kubeconfig.clone() })
    }

    /// Runs a command in the background: what it writes is news, as of one that runs in a pod.
    pub(super) fn run_in_background(&mut self, session: SessionId, preview: Preview, consent: Consent) {
        let id = preview.intent.id;
        let (Some(gate), Some(wanted)) = (self.way_in(session, id), self.program(&preview.intent.change)) else { return };
        let teller = self.teller(session, id);
        let (tell, told) = channel(FEW);
        self.processes.hold((session, id), tell);
        self.processes.tasks.spawn(async move {
            let (tx, mut news) = channel(FEW);
            let hands = async {
                while let Some(one) = news.recv().await {
                    teller.tell(one).await;
                }
            };
            let runs = gate.command(preview, &consent, async || match wanted.ready().await {
                Ok(program) => program.in_background(told, tx).await,
                Err(end) => end,
            });
            let (entered, ()) = futures::join!(runs, hands);
            teller.ended(entered).await;
        });
    }

    /// Runs a command with the terminal, which was lent to it. Where it fails, what it wrote stays until Enter.
    fn run_on_terminal(&mut self, session: SessionId, preview: Preview, consent: Consent, lang: Lang) {
        let id = preview.intent.id;
        let (Some(gate), Some(wanted)) = (self.way_in(session, id), self.program(&preview.intent.change)) else { return };
        let teller = self.teller(session, id);
        let name = preview.intent.change.own_name().unwrap_or_default().to_owned();
        let (tell, told) = channel(FEW);
        self.processes.hold((session, id), tell);
        self.processes.tasks.spawn(async move {
            let entered = gate.command(preview, &consent, async || match wanted.ready().await {
                Ok(program) => program.on_terminal(told).await,
                Err(end) => end,
            });
            let entered = entered.await;
            let text: Option<Text> = match &entered.end {
                End::Exited(0 | INTERRUPTED) => None,
                // It was ended from here, and nobody is asked for a key.
                End::Closed => {
                    terminal::tidy();
                    None
                }
                End::Exited(code) => Some(OwnText::EndedWith(name, *code).into()),
                End::Failed(why) | End::Lost(why) => {
                    let why = Text::from(why.clone()).words(lang);
                    Some(OwnText::NotRun(name, why).into())
                }
            };
            if let Some(text) = text {
                wait_for_enter(text.words(lang)).await;
            }
            teller.ended(entered).await;
        });
    }
}

/// What is to be run, and by which kubeconfig.
struct Wanted {
    program: Program,
    kubeconfig: Arc<Kubeconfig>,
}

impl Wanted {
    /// The program, once its kubeconfig is there.
    async fn ready(self) -> Result<Program, End> {
        let Self { mut program, kubeconfig } = self;
        let found = move || kubeconfig.variable().map(|value| value.map(ToOwned::to_owned));
        match tokio::task::spawn_blocking(found).await {
            Ok(Ok(variable)) => {
                program.variables.extend(variable.map(|value| ("KUBECONFIG".into(), value)));
                Ok(program)
            }
            Ok(Err(why)) => Err(End::Failed(Reason::Words(why))),
            Err(_) => Err(End::Closed),
        }
    }
}

/// Looks at a change; at a command only where its program is there.
pub(super) async fn look(gate: &Gate, intent: Intent) -> Result<Preview, Reason> {
    if let Change::Command { argv, .. } = &intent.change
        && let Some(program) = argv.first().cloned()
    {
        let name = program.clone();
        let there = tokio::task::spawn_blocking(move || child::is_there(&name));
        // A disk that does not answer is heard of when it is run.
        if let Ok(Ok(false)) = timeout(LOOK, there).await {
            return Err(TerminalReason::NoSuch(program).into());
        }
    }
    gate.preview(intent).await.map_err(Reason::from)
}

/// Says a line, and comes back when Enter was pressed.
async fn wait_for_enter(line: String) {
    let (tell, pressed) = tokio::sync::oneshot::channel();
    let waits = move || {
        terminal::tidy();
        let _ = print(&format!("{line}\n"));
        let _ = std::io::stdin().read_line(&mut String::new());
        let _ = tell.send(());
    };
    // A thread of its own: the program's end need not wait for a key.
    if std::thread::Builder::new().name("command".to_owned()).spawn(waits).is_ok() {
        let _ = pressed.await;
    }
}
