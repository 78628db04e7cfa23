//! What runs something else: a shell in a shell, `env`, `timeout`.

use super::{DEEPEST, MOST_COMMAND, Shell};
use crate::demo::exec::proc::{Ended, Source, Stop};

impl Shell {
    /// A shell in this one: `sh [-c TEXT [NAME ARGS]]`, `sh FILE`, or one that asks.
    pub(super) async fn shell(&mut self, args: &[String]) -> Ended {
        if self.depth >= DEEPEST {
            return self.p.fail(2, "sh: can't fork: Resource temporarily unavailable").await;
        }
        let flags = args.iter().take_while(|a| a.starts_with('-')).count();
        let reads = args[..flags].iter().any(|a| !a.starts_with("--") && a.contains('c'));
        let mut rest = args[flags..].iter().cloned();
        let text = if reads {
            match rest.next() {
                Some(text) => Some(text),
                None => return self.p.fail(2, "sh: -c requires an argument").await,
            }
        } else {
            match args.get(flags) {
                Some(file) => {
                    let read = self.p.files().file(&self.p.path(file)).map(|c| c.to_vec());
                    match read {
                        Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
                        Err(e) => return self.p.fail(2, &format!("sh: can't open '{file}': {}", e.text())).await,
                    }
                }
                None => None,
            }
        };
        let mut own: Vec<String> = rest.collect();
        if own.is_empty() {
            own.push("sh".into());
        }
        let before = (std::mem::replace(&mut self.args, own), self.p.cwd.clone(), self.p.env.clone(), self.status);
        let history = std::mem::take(&mut self.history);
        self.depth += 1;
        self.status = 0;
        let ended = match (text, &self.p.input) {
            (Some(text), _) => self.script(&text).await,
            (None, Source::Outside) => self.interact().await,
            (None, Source::Kept(_)) => {
                let bytes = self.p.read_all(MOST_COMMAND).await?;
                let text = String::from_utf8_lossy(&bytes).into_owned();
                self.script(&text).await
            }
        };
        self.depth -= 1;
        self.history = history;
        (self.args, self.p.cwd, self.p.env, self.status) = before;
        match ended {
            Err(Stop::Exit(code)) => Ok(code),
            other => other,
        }
    }

    /// Runs a command with more variables: `env A=B COMMAND`.
    pub(super) async fn with_env(&mut self, args: &[String]) -> Ended {
        let before = self.p.env.clone();
        let at = args.iter().position(|a| !a.contains('=') && !a.starts_with('-')).unwrap_or(args.len());
        for (name, value) in args[..at].iter().filter_map(|a| a.split_once('=')) {
            self.p.set_var(name, value);
        }
        let ended = self.program(&args[at..]).await;
        self.p.env = before;
        ended
    }

    /// Runs a command for so long at most: `timeout SECONDS COMMAND`.
    pub(super) async fn timeout(&mut self, args: &[String]) -> Ended {
        let Some((wait, rest)) = args.split_first() else { return self.p.fail(1, "timeout: missing operand").await };
        let Ok(seconds) = wait.trim_end_matches('s').parse::<u32>() else {
            return self.p.fail(1, &format!("timeout: invalid number '{wait}'")).await;
        };
        let wait = self.p.site.paced(u64::from(seconds) * 1000);
        match tokio::time::timeout(wait, self.program(rest)).await {
            Ok(ended) => ended,
            Err(_) => Ok(143),
        }
    }
}
