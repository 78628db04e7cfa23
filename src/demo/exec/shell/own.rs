//! What only the shell itself can do.

use super::tree::{Piece, Word};
use super::{Boxed, Shell};
use crate::demo::exec::proc::{Ended, Stop};
use crate::demo::exec::programs;
use std::collections::HashSet;

/// What a shell can do without a program.
const OWN: [&str; 7] = ["cd", "exit", "export", "unset", "exec", "command", "which"];

/// Whether a word sets a variable.
pub fn assigns(word: &Word) -> bool {
    let Some(Piece::Text(text, false)) = word.first() else { return false };
    text.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

impl Shell {
    /// Runs a command by its words: the shell's own, else a program.
    pub(super) fn invoke<'a>(&'a mut self, args: &'a [String]) -> Boxed<'a> {
        Box::pin(async move {
            // However often it is said, it is the same command.
            let twice = |w: &[String]| w.len() > 2 && w[0] == "command" && w[1] == "command";
            let args = (0..args.len()).map(|i| &args[i..]).find(|w| !twice(w)).unwrap_or_default();
            let Some((name, rest)) = args.split_first() else { return Ok(0) };
            let first = rest.first().map(String::as_str);
            match name.as_str() {
                "cd" => {
                    let to = first.unwrap_or("/root").to_owned();
                    let path = self.p.path(if to == "-" { self.p.var("OLDPWD") } else { &to });
                    let found = self.p.files().get(&path).map(|n| matches!(n.kind, crate::demo::fs::Kind::Dir));
                    let why = match found {
                        Ok(true) => {
                            let before = std::mem::replace(&mut self.p.cwd, path);
                            self.p.set_var("OLDPWD", &before)?;
                            return Ok(0);
                        }
                        Ok(false) => "Not a directory",
                        Err(e) => e.text(),
                    };
                    let text = if self.p.site.bash {
                        format!("bash: cd: {to}: {why}")
                    } else {
                        format!("sh: cd: can't cd to {to}: {why}")
                    };
                    self.p.fail(1, &text).await
                }
                "exit" => match first.map(str::parse::<i32>) {
                    None => Err(Stop::Exit(self.status)),
                    Some(Ok(code)) => Err(Stop::Exit(code & 255)),
                    Some(Err(_)) => {
                        self.p.fail(2, &format!("{}: exit: Illegal number: {}", self.name(), rest[0])).await?;
                        Err(Stop::Exit(2))
                    }
                },
                "export" => {
                    for (name, value) in rest.iter().filter_map(|a| a.split_once('=')) {
                        self.p.io.breathe().await?;
                        self.p.set_var(name, value)?;
                    }
                    Ok(0)
                }
                "unset" => {
                    let gone: HashSet<&String> = rest.iter().collect();
                    self.p.env.retain(|(k, _)| !gone.contains(k));
                    Ok(0)
                }
                // What stands in for the shell ends it.
                "exec" if rest.is_empty() => Ok(0),
                "exec" => {
                    let code = self.program(rest).await?;
                    Err(Stop::Exit(code))
                }
                "command" if first == Some("-v") => self.located(rest.get(1..).unwrap_or_default()).await,
                "command" => self.invoke(rest).await,
                "which" => self.located(rest).await,
                name if programs::BUILT_IN.contains(&name) => programs::run(&mut self.p, name, rest).await,
                _ => self.program(args).await,
            }
        })
    }

    /// Where commands are.
    async fn located(&mut self, names: &[String]) -> Ended {
        let mut code = 0;
        for name in names {
            self.p.io.breathe().await?;
            let own = OWN.contains(&name.as_str()) || programs::BUILT_IN.contains(&name.as_str());
            match if own { Some(name.clone()) } else { self.p.site.program(name) } {
                Some(place) => self.p.say(&format!("{place}\n")).await?,
                None => code = 1,
            }
        }
        Ok(code)
    }
}
