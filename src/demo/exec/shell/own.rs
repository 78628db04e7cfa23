//! What only the shell itself can do.

use super::tree::{Piece, Word};
use super::{Boxed, Shell};
use crate::demo::exec::proc::edit::{Line, line};
use crate::demo::exec::proc::{Source, Stop};
use crate::demo::exec::programs;

/// What a shell can do without a program.
const OWN: [&str; 17] = [
    "cd", "exit", "export", "unset", "exec", "command", "type", "which", "eval", "set", "shift", "read", "wait", "alias", "umask",
    ".", "source",
];

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
                            self.p.set_var("OLDPWD", &before);
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
                        self.p.set_var(name, value);
                    }
                    Ok(0)
                }
                "unset" => {
                    self.p.env.retain(|(k, _)| !rest.contains(k));
                    Ok(0)
                }
                // What stands in for the shell ends it.
                "exec" if rest.is_empty() => Ok(0),
                "exec" => {
                    let code = self.program(rest).await?;
                    Err(Stop::Exit(code))
                }
                "command" if first == Some("-v") => self.located(rest.get(1..).unwrap_or_default(), false).await,
                "command" => self.invoke(rest).await,
                "which" => self.located(rest, false).await,
                "type" => self.located(rest, true).await,
                "eval" => {
                    let text = rest.join(" ");
                    self.script(&text).await
                }
                "." | "source" => {
                    let Some(file) = first else { return self.p.fail(2, "sh: .: filename argument required").await };
                    let read = self.p.files().file(&self.p.path(file)).map(|c| c.to_vec());
                    match read {
                        Ok(bytes) => {
                            let text = String::from_utf8_lossy(&bytes).into_owned();
                            self.script(&text).await
                        }
                        Err(e) => self.p.fail(1, &format!("sh: .: can't open '{file}': {}", e.text())).await,
                    }
                }
                "shift" => {
                    if self.args.len() > 1 {
                        self.args.remove(1);
                    }
                    Ok(0)
                }
                "read" => {
                    let read = match &mut self.p.input {
                        Source::Outside => line(&mut self.p.io, "", &[]).await?,
                        Source::Kept(bytes) if bytes.is_empty() => Line::End,
                        Source::Kept(bytes) => {
                            let at = bytes.iter().position(|b| *b == b'\n').map_or(bytes.len(), |i| i + 1);
                            let taken = bytes.split_to(at);
                            Line::Text(String::from_utf8_lossy(&taken).trim_end_matches('\n').to_owned())
                        }
                    };
                    match read {
                        Line::Text(text) => {
                            let name = rest.iter().find(|a| !a.starts_with('-')).map_or("REPLY", |n| n.as_str());
                            self.p.set_var(name, text.trim());
                            Ok(0)
                        }
                        Line::Interrupt => Err(Stop::Interrupt),
                        Line::End => Ok(1),
                    }
                }
                "set" | "wait" | "alias" | "umask" => Ok(0),
                name if programs::BUILT_IN.contains(&name) => programs::run(&mut self.p, name, rest).await,
                _ => self.program(args).await,
            }
        })
    }

    /// Where commands are.
    async fn located(&mut self, names: &[String], tells: bool) -> crate::demo::exec::proc::Ended {
        let mut code = 0;
        for name in names {
            let own = OWN.contains(&name.as_str()) || programs::BUILT_IN.contains(&name.as_str());
            let line = match (own, self.p.site.program(name)) {
                (true, _) if tells => format!("{name} is a shell builtin\n"),
                (true, _) => format!("{name}\n"),
                (false, Some(path)) if tells => format!("{name} is {path}\n"),
                (false, Some(path)) => format!("{path}\n"),
                (false, None) => {
                    code = if tells { self.p.fail(127, &format!("{name}: not found")).await? } else { 1 };
                    continue;
                }
            };
            self.p.say(&line).await?;
        }
        Ok(code)
    }
}
