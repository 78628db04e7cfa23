//! The shell of the demo's containers: a small one of its own, deterministic, with no more than memory around it.

mod expand;
#[cfg(test)]
mod hostile;
mod inner;
mod own;
#[cfg(test)]
mod tests;
mod tree;
mod words;

use super::proc::edit::{Line, line};
use super::proc::{Ended, Piped, Proc, Sink, Source, Std, Stop};
use super::programs;
use std::future::Future;
use std::pin::Pin;
use tree::{Command, Kind, List, Pipeline, Redirect, When};
use words::{Wrong, parse};

/// How deep lists stand in each other, in one text and over all shells and substitutions. Whatever nests has a list in it. So deep
/// they take some 1.4 MiB of stack in a debug build, of the 2 MiB that a thread of the runtime has.
const DEEPEST: usize = 32;
/// Lines that are remembered.
const MOST_LINES: usize = 100;
/// The longest line that is remembered.
const MOST_REMEMBERED: usize = 4096;
/// Bytes of a text that is run: what it is taken apart into is many times larger.
const MOST_TEXT: usize = 256 << 10;
/// The longest command that goes on over lines.
const MOST_COMMAND: usize = 64 << 10;

/// What can stand in itself.
type Boxed<'a> = Pin<Box<dyn Future<Output = Ended> + Send + 'a>>;

/// A shell, or what runs a command as one would.
#[derive(Debug)]
pub struct Shell {
    /// The process.
    pub p: Proc,
    /// The code of what ran last.
    status: i32,
    /// Its name and its arguments.
    args: Vec<String>,
    depth: usize,
    history: Vec<String>,
}

/// Whether a container has what a command names.
pub fn has(p: &Proc, command: &[String]) -> bool {
    command.first().is_some_and(|name| p.site.program(name).is_some())
}

/// Runs a command as the runtime does: no shell is asked.
pub async fn run(p: Proc, command: &[String]) -> i32 {
    let mut shell = Shell { p, status: 0, args: vec!["sh".into()], depth: 0, history: Vec::new() };
    let ended = shell.program(command).await;
    shell.code(ended).await
}

impl Shell {
    /// The code that a process ends with.
    async fn code(&mut self, ended: Ended) -> i32 {
        match ended {
            Ok(code) | Err(Stop::Exit(code)) => code,
            Err(Stop::Interrupt) => 130,
            Err(Stop::Gone) => 129,
            Err(Stop::Failed(code, why)) => self.failed(code, why).await,
        }
    }

    async fn failed(&mut self, code: i32, why: &str) -> i32 {
        (self.p.out, self.p.err) = (Sink::Outside(Std::Out), Sink::Outside(Std::Err));
        let line = format!("{}: {why}", self.name());
        let _ = self.p.fail(code, &line).await;
        code
    }

    /// A prompt, a line, what it does, until the end.
    async fn interact(&mut self) -> Ended {
        loop {
            let prompt =
                if self.p.site.bash { format!("root@{}:{}# ", self.p.site.pod, self.p.cwd) } else { format!("{} # ", self.p.cwd) };
            let (mut text, mut prompt) = (String::new(), prompt);
            let list = loop {
                match line(&mut self.p.io, &prompt, &self.history).await? {
                    Line::Text(more) => text.push_str(&more),
                    Line::Interrupt => {
                        self.status = 130;
                        break Ok(Vec::new());
                    }
                    Line::End => {
                        if self.p.io.tty {
                            self.p.io.raw(Std::Out, if self.p.site.bash { b"exit\r\n" } else { b"\r\n" }).await?;
                        }
                        return Ok(self.status);
                    }
                }
                match parse(&text) {
                    Err(Wrong::Open) if text.len() < MOST_COMMAND => {
                        text.push('\n');
                        prompt = "> ".into();
                    }
                    list => break list,
                }
            };
            let told = text.trim_end();
            let remembers = self.p.io.tty && !told.is_empty() && told.len() <= MOST_REMEMBERED;
            if remembers && self.history.last().is_none_or(|l| l != told) {
                self.history.push(told.to_owned());
                if self.history.len() > MOST_LINES {
                    self.history.remove(0);
                }
            }
            let ended = match list {
                Ok(list) => self.list(&list).await,
                Err(wrong) => self.wrong(&wrong).await,
            };
            match ended {
                Ok(code) => self.status = code,
                Err(Stop::Interrupt) => self.status = 130,
                Err(Stop::Failed(code, why)) => self.status = self.failed(code, why).await,
                Err(stop @ (Stop::Gone | Stop::Exit(_))) => return Err(stop),
            }
            // Whatever ended early has left its redirections.
            (self.p.input, self.p.out, self.p.err) = (Source::Outside, Sink::Outside(Std::Out), Sink::Outside(Std::Err));
        }
    }

    async fn wrong(&mut self, wrong: &Wrong) -> Ended {
        let name = self.name();
        let what = match wrong {
            Wrong::Open => "syntax error: unexpected end of file".to_owned(),
            Wrong::Deep => "syntax error: commands stand too deep in each other".to_owned(),
            Wrong::Unexpected(what) => format!("syntax error: unexpected \"{what}\""),
        };
        self.p.fail(2, &format!("{name}: {what}")).await
    }

    fn name(&self) -> &'static str {
        if self.p.site.bash { "bash" } else { "sh" }
    }

    /// Runs a text.
    fn script<'a>(&'a mut self, text: &'a str) -> Boxed<'a> {
        Box::pin(async move {
            if text.len() > MOST_TEXT {
                return Err(Stop::TOO_LONG);
            }
            match parse(text) {
                Ok(list) => self.list(&list).await,
                Err(wrong) => self.wrong(&wrong).await,
            }
        })
    }

    fn list<'a>(&'a mut self, list: &'a List) -> Boxed<'a> {
        Box::pin(async move {
            if self.depth >= DEEPEST {
                return Err(Stop::TOO_DEEP);
            }
            self.depth += 1;
            let ended = self.pipelines(list).await;
            self.depth -= 1;
            ended
        })
    }

    async fn pipelines(&mut self, list: &List) -> Ended {
        for pipeline in list {
            self.p.io.breathe().await?;
            if match pipeline.when {
                When::Always => true,
                When::And => self.status == 0,
                When::Or => self.status != 0,
            } {
                let code = self.pipeline(pipeline).await?;
                self.status = if pipeline.not { i32::from(code == 0) } else { code };
            }
        }
        Ok(self.status)
    }

    async fn pipeline(&mut self, pipeline: &Pipeline) -> Ended {
        let mut code = 0;
        let last = pipeline.commands.len().saturating_sub(1);
        let mut carried: Option<Piped> = None;
        for (i, command) in pipeline.commands.iter().enumerate() {
            let input = carried.take().map(|b| std::mem::replace(&mut self.p.input, Source::Kept(b)));
            let pipe = self.p.pipe();
            let out = (i < last).then(|| std::mem::replace(&mut self.p.out, Sink::Kept(pipe)));
            let ended = self.command(command).await;
            if let Some(out) = out
                && let Sink::Kept(piped) = std::mem::replace(&mut self.p.out, out)
            {
                carried = Some(piped);
            }
            if let Some(input) = input {
                self.p.input = input;
            }
            code = ended?;
        }
        Ok(code)
    }

    async fn command(&mut self, command: &Command) -> Ended {
        // What is not taken up by a redirection is put back after it, in turn.
        let mut kept: Vec<(u8, Sink)> = Vec::new();
        let mut input = None;
        let mut failed = None;
        for redirect in &command.redirects {
            match redirect {
                Redirect::From(word) => {
                    let name = self.text(word).await?;
                    let path = self.p.path(&name);
                    let there = self.p.files().file(&path).map(|_| ());
                    match there {
                        Ok(()) => {
                            let before = std::mem::replace(&mut self.p.input, Source::File(path, 0));
                            input.get_or_insert(before);
                        }
                        Err(e) => failed = Some(format!("{}: can't open {name}: {}", self.name(), e.text())),
                    }
                }
                Redirect::To(fd, adds, word) => {
                    let name = self.text(word).await?;
                    match self.sink(&name, *adds) {
                        Ok(sink) => kept.push((*fd, self.swap(*fd, sink))),
                        Err(why) => failed = Some(format!("{}: can't create {name}: {why}", self.name())),
                    }
                }
                Redirect::Same(from, to) => {
                    let same = match if *to == 2 { &self.p.err } else { &self.p.out } {
                        Sink::Outside(std) => Sink::Outside(*std),
                        Sink::File(path) => Sink::File(path.clone()),
                        // Into a pipe or a substitution errors go as they are: to the outside.
                        Sink::Kept(_) => Sink::Outside(Std::Err),
                    };
                    kept.push((*from, self.swap(*from, same)));
                }
            }
            if failed.is_some() {
                break;
            }
        }
        let ended = match failed {
            Some(why) => self.p.fail(1, &why).await,
            None => self.kind(&command.kind).await,
        };
        if let Some(before) = input {
            self.p.input = before;
        }
        for (fd, sink) in kept.into_iter().rev() {
            self.swap(fd, sink);
        }
        ended
    }

    fn swap(&mut self, fd: u8, sink: Sink) -> Sink {
        std::mem::replace(if fd == 2 { &mut self.p.err } else { &mut self.p.out }, sink)
    }

    fn sink(&mut self, name: &str, adds: bool) -> Result<Sink, &'static str> {
        match name {
            "/dev/stdout" | "/dev/tty" => return Ok(Sink::Outside(Std::Out)),
            "/dev/stderr" => return Ok(Sink::Outside(Std::Err)),
            _ => {}
        }
        let (path, now) = (self.p.path(name), self.p.now());
        let mut files = self.p.files();
        let there = files.file(&path).is_ok();
        if !there || !adds { files.create(&path, now) } else { Ok(()) }.map_err(|e| e.text())?;
        Ok(Sink::File(path))
    }

    fn kind<'a>(&'a mut self, kind: &'a Kind) -> Boxed<'a> {
        Box::pin(async move {
            match kind {
                Kind::Simple(words) => {
                    let names = words.iter().take_while(|w| own::assigns(w)).count();
                    for word in &words[..names] {
                        self.p.io.breathe().await?;
                        let text = self.text(word).await?;
                        if let Some((name, value)) = text.split_once('=') {
                            self.p.set_var(name, value)?;
                        }
                    }
                    let args = self.fields(&words[names..]).await?;
                    if args.is_empty() { Ok(0) } else { self.invoke(&args).await }
                }
                Kind::Group(list, true) => {
                    let (cwd, env) = (self.p.cwd.clone(), self.p.env.clone());
                    let ended = self.list(list).await;
                    (self.p.cwd, self.p.env) = (cwd, env);
                    match ended {
                        Err(Stop::Exit(code)) => Ok(code),
                        other => other,
                    }
                }
                Kind::Group(list, false) => self.list(list).await,
                Kind::If(cond, then, other) => {
                    self.status = 0;
                    let holds = self.list(cond).await? == 0;
                    self.status = 0;
                    self.list(if holds { then } else { other }).await
                }
                Kind::For(name, words, body) => {
                    let mut code = 0;
                    for value in self.fields(words).await? {
                        self.p.set_var(name, &value)?;
                        code = self.list(body).await?;
                    }
                    Ok(code)
                }
                Kind::While(cond, body) => {
                    let mut code = 0;
                    self.status = 0;
                    while self.list(cond).await? == 0 {
                        code = self.list(body).await?;
                        self.status = 0;
                    }
                    Ok(code)
                }
            }
        })
    }

    /// What a text writes, without the ends of lines at its end.
    fn output<'a>(&'a mut self, text: &'a str) -> Pin<Box<dyn Future<Output = Result<String, Stop>> + Send + 'a>> {
        Box::pin(async move {
            let pipe = self.p.pipe();
            let out = std::mem::replace(&mut self.p.out, Sink::Kept(pipe));
            let (cwd, env) = (self.p.cwd.clone(), self.p.env.clone());
            let ended = self.script(text).await;
            (self.p.cwd, self.p.env) = (cwd, env);
            let got = std::mem::replace(&mut self.p.out, out);
            self.status = match ended {
                Ok(code) | Err(Stop::Exit(code)) => code,
                Err(stop) => return Err(stop),
            };
            let text = if let Sink::Kept(piped) = got { piped.text() } else { String::new() };
            Ok(text.trim_end_matches('\n').to_owned())
        })
    }

    /// Runs a program of the container; what is none is told as shells tell it.
    fn program<'a>(&'a mut self, args: &'a [String]) -> Boxed<'a> {
        Box::pin(async move {
            let Some((name, rest)) = args.split_first() else { return Ok(0) };
            let short = name.rsplit('/').next().unwrap_or_default();
            let shell = self.name();
            if *name == self.p.site.main && !self.p.site.programs.contains(name) {
                let text = format!("{} {}\n", self.p.site.container, self.p.site.version);
                return self.p.say(&text).await.map(|()| 0);
            }
            if self.p.site.program(name).is_none() {
                let path = self.p.path(name);
                return if !name.contains('/') {
                    let what = if shell == "bash" { "command not found" } else { "not found" };
                    self.p.fail(127, &format!("{shell}: {name}: {what}")).await
                } else if self.p.files().get(&path).is_ok() {
                    self.p.fail(126, &format!("{shell}: {name}: Permission denied")).await
                } else {
                    self.p.fail(127, &format!("{shell}: {name}: not found")).await
                };
            }
            match short {
                "sh" | "ash" | "bash" => self.shell(rest).await,
                "env" => self.with_env(rest).await,
                other => programs::run(&mut self.p, other, rest).await,
            }
        })
    }
}
