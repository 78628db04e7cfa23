//! What a folder of a container holds, for whoever is to name something in it.

use super::super::Gate;
use super::run::{Ran, keep, through_shell};
use crate::model::change::reason::CopyReason;
use crate::model::change::{Change, Consent, Intent, Reason, Target};
use crate::model::process::{End, ProcessNews};
use crate::model::text::harmless;
use std::time::Duration;
use tokio::sync::mpsc::channel;
use tokio::time::{Instant, timeout_at};

/// How long it may take.
const LISTED: Duration = Duration::from_secs(5);
/// The most that is read of it, in bytes.
const MOST: usize = 256 << 10;

impl Gate {
    /// Lists a folder of a container by its own `ls`: folders with a slash at their end. It is a command like one of the user's, written down as
    /// such, and is not begun where guard rules ask about these. Names that cannot be typed are left out.
    ///
    /// # Errors
    /// Why there is no list.
    pub async fn list(&self, intent: u64, (target, container): (&Target, &str), folder: &str) -> Result<Vec<String>, Reason> {
        let (ls, by) = (["ls", "-1Ap", "--", folder], Instant::now() + LISTED);
        let (mut ran, mut missing) = self.hear(intent, (target, container), &ls, by).await?;
        if missing || matches!(ran.end, End::Exited(126 | 127)) {
            (ran, missing) = self.hear(intent, (target, container), &through_shell(&ls), by).await?;
            missing |= ran.end == End::Exited(127);
        }
        match &ran.end {
            // A list without its end would say that the rest is not there.
            End::Exited(0) if ran.more => Err(CopyReason::TooMany.into()),
            End::Exited(0) => {
                let names = String::from_utf8_lossy(&ran.output).into_owned();
                Ok(names.lines().filter(|name| !name.is_empty() && name.chars().all(harmless)).map(str::to_owned).collect())
            }
            End::Closed => Err(CopyReason::NoAnswer(LISTED.as_secs()).into()),
            _ if missing => Err(CopyReason::NoList.into()),
            End::Exited(_) | End::Failed(_) | End::Lost(_) => Err(ran.reason("ls")),
        }
    }

    /// Runs a command to its end, or until then; whether there is no such program as well.
    async fn hear(
        &self,
        intent: u64,
        (target, container): (&Target, &str),
        command: &[&str],
        by: Instant,
    ) -> Result<(Ran, bool), Reason> {
        let command = command.iter().map(|word| (*word).to_owned()).collect();
        let change = Change::Exec { container: container.to_owned(), command };
        let preview = self.preview(Intent::new(intent, target.clone(), change)).await?;
        let consent = Consent { count: 1, ..Consent::default() };
        if self.consented(&preview, &consent).is_err() {
            self.forget(intent);
            return Err(CopyReason::NotListed.into());
        }
        let ((tell, told), (news, mut heard)) = (channel(1), channel(16));
        let hears = async move {
            let (mut output, mut errors, mut more) = (Vec::new(), Vec::new(), false);
            // Whoever does not wait any longer has left it.
            while let Ok(Some(one)) = timeout_at(by, heard.recv()).await {
                match one {
                    ProcessNews::Output(bytes) => more |= keep(&mut output, &bytes, MOST),
                    ProcessNews::Errors(bytes) => drop(keep(&mut errors, &bytes, MOST)),
                    ProcessNews::Waits(_) | ProcessNews::Opened(_) | ProcessNews::Ended(_) => {}
                }
            }
            drop(tell);
            (output, errors, more)
        };
        let (entered, (output, errors, more)) = futures::join!(self.enter(preview, &consent, (80, 24), told, news), hears);
        let ran = Ran { end: entered.end, output, errors, more };
        let missing = entered.missing || ran.is_missing();
        Ok((ran, missing))
    }
}
