//! What runs something else: a shell in a shell, `env`.

use super::{Boxed, Shell};
use crate::demo::exec::proc::{Ended, Source, Stop};
use crate::demo::exec::programs::{self, Input, whole};

impl Shell {
    /// A shell in this one: `sh [-c TEXT [NAME ARGS]]`, `sh FILE`, or one that asks.
    pub(super) fn shell<'a>(&'a mut self, args: &'a [String]) -> Boxed<'a> {
        Box::pin(self.another(args))
    }

    async fn another(&mut self, args: &[String]) -> Ended {
        let flags = args.iter().take_while(|a| a.starts_with('-')).count();
        let reads = args[..flags].iter().any(|a| !a.starts_with("--") && a.contains('c'));
        let given = args.get(flags);
        let text = match (reads, given, &self.p.input) {
            (true, Some(text), _) => Some(text.clone()),
            (true, None, _) => return self.p.fail(2, "sh: -c requires an argument").await,
            (false, None, Source::Outside) => None,
            (false, None, Source::Kept(_) | Source::File(..)) | (false, Some(_), _) => {
                let from = given.map_or(Input::Std, |file| Input::File(self.p.path(file)));
                match whole(&mut self.p, from).await? {
                    Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
                    Err(why) => {
                        let line = format!("sh: can't open '{}': {}", given.map_or("-", String::as_str), why.text());
                        return self.p.fail(2, &line).await;
                    }
                }
            }
        };
        let mut own: Vec<String> = args.iter().skip(flags + usize::from(reads)).cloned().collect();
        if own.is_empty() {
            own.push("sh".into());
        }
        let before = (std::mem::replace(&mut self.args, own), self.p.cwd.clone(), self.p.env.clone(), self.status);
        let history = std::mem::take(&mut self.history);
        self.status = 0;
        let ended = match text {
            Some(text) => self.script(&text).await,
            None => Box::pin(self.interact()).await,
        };
        self.history = history;
        (self.args, self.p.cwd, self.p.env, self.status) = before;
        match ended {
            Err(Stop::Exit(code)) => Ok(code),
            other => other,
        }
    }

    /// Runs a command with more variables: `env A=B COMMAND`; without one it tells them.
    pub(super) fn with_env<'a>(&'a mut self, args: &'a [String]) -> Boxed<'a> {
        Box::pin(self.with_more(args))
    }

    async fn with_more(&mut self, args: &[String]) -> Ended {
        let before = self.p.env.clone();
        // However often it is said, it is one.
        let passed = |a: &String| a.contains('=') || a.starts_with('-') || a.rsplit('/').next() == Some("env");
        let at = args.iter().position(|a| !passed(a)).unwrap_or(args.len());
        let mut set = Ok(());
        for (name, value) in args[..at].iter().filter_map(|a| a.split_once('=')) {
            if set.is_ok() {
                self.p.io.breathe().await?;
                set = self.p.set_var(name, value);
            }
        }
        let ended = match set {
            Ok(()) if at == args.len() => programs::run(&mut self.p, "env", &[]).await,
            Ok(()) => self.program(&args[at..]).await,
            Err(stop) => Err(stop),
        };
        self.p.env = before;
        ended
    }
}
