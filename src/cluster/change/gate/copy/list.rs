//! What a folder of a container holds, for whoever is to name something in it.

use super::super::Gate;
use crate::model::change::{Change, Consent, Intent, Target};
use crate::model::process::{End, ProcessNews};
use crate::model::text::{clean, harmless};
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
    pub async fn list(&self, intent: u64, (target, container): (&Target, &str), folder: &str) -> Result<Vec<String>, String> {
        let ls = ["ls", "-1Ap", "--", folder];
        let by_shell = [&["sh", "-c", "\"$0\" \"$@\""][..], &ls].concat();
        let (end, output, errors) = self.hear(intent, (target, container), &ls).await?;
        let (end, output, errors) = if matches!(&end, End::Exited(126 | 127)) || is_missing(&end) {
            self.hear(intent, (target, container), &by_shell).await?
        } else {
            (end, output, errors)
        };
        match end {
            End::Exited(0) => {
                let names = String::from_utf8_lossy(&output).into_owned();
                Ok(names.lines().filter(|name| !name.is_empty() && name.chars().all(harmless)).map(str::to_owned).collect())
            }
            _ if is_missing(&end) => Err("the container has no ls: type the whole path".into()),
            End::Exited(code) => {
                let said = String::from_utf8_lossy(&errors).into_owned();
                let first = said.lines().map(str::trim).find(|l| !l.is_empty()).unwrap_or_default();
                let program = "ls";
                Err(if first.is_empty() { format!("{program} ended with exit code {code}") } else { clean(first).into_owned() })
            }
            End::Closed => Err(format!("no answer within {} s", LISTED.as_secs())),
            end @ (End::Failed(_) | End::Lost(_)) => Err(end.words()),
        }
    }

    /// Runs a command to its end, or for as long as a list may take.
    async fn hear(
        &self,
        intent: u64,
        (target, container): (&Target, &str),
        command: &[&str],
    ) -> Result<(End, Vec<u8>, Vec<u8>), String> {
        let command = command.iter().map(|word| (*word).to_owned()).collect();
        let change = Change::Exec { container: container.to_owned(), command };
        let preview = self.preview(Intent::new(intent, target.clone(), change)).await.map_err(|e| e.to_string())?;
        let consent = Consent { count: 1, ..Consent::default() };
        if self.consented(&preview, &consent).is_err() {
            self.forget(intent);
            return Err("nothing is listed where commands are asked about: type the whole path".into());
        }
        let ((tell, told), (news, mut heard)) = (channel(1), channel(16));
        let hears = async move {
            let (mut output, mut errors, by) = (Vec::new(), Vec::new(), Instant::now() + LISTED);
            let keep = |kept: &mut Vec<u8>, bytes: &[u8]| {
                kept.extend_from_slice(&bytes[..bytes.len().min(MOST.saturating_sub(kept.len()))]);
            };
            // Whoever does not wait any longer has left it.
            while let Ok(Some(one)) = timeout_at(by, heard.recv()).await {
                match one {
                    ProcessNews::Output(bytes) => keep(&mut output, &bytes),
                    ProcessNews::Errors(bytes) => keep(&mut errors, &bytes),
                    ProcessNews::Waits(_) | ProcessNews::Opened(_) | ProcessNews::Ended(_) => {}
                }
            }
            drop(tell);
            (output, errors)
        };
        let (entered, (output, errors)) = futures::join!(self.enter(preview, &consent, (80, 24), told, news), hears);
        Ok((entered.end, output, errors))
    }
}

/// Whether there is no such program.
fn is_missing(end: &End) -> bool {
    match end {
        End::Failed(why) => super::super::runtimes::is_missing(why),
        End::Exited(_) | End::Lost(_) | End::Closed => false,
    }
}
