//! The programs of the demo's containers, as far as the shell itself does not have them: busybox's, in small.

mod archive;
mod bytes;
mod card;
mod files;
mod info;
mod less;
mod list;
mod screen;
mod test;
mod text;
mod top;
mod vi;

pub use bytes::{Input, whole};

use super::proc::{Ended, Proc};
use std::pin::Pin;

/// All of them.
pub const NAMES: [&str; 36] = [
    "[", "cat", "clear", "cp", "date", "echo", "env", "false", "grep", "head", "hostname", "id", "kill", "less", "ls", "mkdir",
    "more", "mv", "printf", "ps", "pwd", "readlink", "rm", "sleep", "stty", "tail", "tar", "termcard", "test", "top", "touch",
    "true", "tty", "vi", "wc", "whoami",
];

/// Whether a shell needs no file for it, as busybox's and bash's do.
pub const BUILT_IN: [&str; 9] = ["[", "echo", "false", "printf", "pwd", "test", "true", ":", "kill"];

/// Runs one, which there is. Apart from who runs it, whose own future would else have room for the largest of them.
pub fn run<'a>(p: &'a mut Proc, name: &'a str, args: &'a [String]) -> Pin<Box<dyn Future<Output = Ended> + Send + 'a>> {
    Box::pin(named(p, name, args))
}

async fn named(p: &mut Proc, name: &str, args: &[String]) -> Ended {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let a = args.as_slice();
    match name {
        "[" | "test" => test::run(p, name, a).await,
        "cat" => bytes::cat(p, a).await,
        "clear" => p.say("\x1b[H\x1b[2J\x1b[3J").await.map(|()| 0),
        "cp" => files::copy(p, a).await,
        "date" => info::date(p, a).await,
        "echo" => text::echo(p, a).await,
        "env" => info::env(p).await,
        "false" => Ok(1),
        "true" | ":" => Ok(0),
        "grep" => text::grep(p, a).await,
        "head" => bytes::head(p, a).await,
        "hostname" => {
            let name = format!("{}\n", p.site.pod);
            p.say(&name).await.map(|()| 0)
        }
        "id" => info::id(p, a).await,
        "kill" => info::kill(p, a).await,
        "less" | "more" => less::run(p, a).await,
        "ls" => list::ls(p, a).await,
        "mkdir" => files::mkdir(p, a).await,
        "mv" => files::mv(p, a).await,
        "printf" => text::printf(p, a).await,
        "ps" => info::ps(p).await,
        "pwd" => {
            let dir = format!("{}\n", p.cwd);
            p.say(&dir).await.map(|()| 0)
        }
        "readlink" => files::readlink(p, a).await,
        "rm" => files::rm(p, a).await,
        "sleep" => info::sleep(p, a).await,
        "stty" => info::stty(p, a).await,
        "tail" => bytes::tail(p, a).await,
        "tar" => archive::run(p, a).await,
        "termcard" => card::run(p).await,
        "top" => top::run(p, a).await,
        "touch" => files::touch(p, a).await,
        "tty" => info::tty(p).await,
        "vi" => vi::run(p, a).await,
        "wc" => bytes::wc(p, a).await,
        "whoami" => p.say("root\n").await.map(|()| 0),
        other => p.fail(127, &format!("sh: {other}: not found")).await,
    }
}

/// The letters behind a dash, and what is no option. `--` ends the options.
fn options<'a>(args: &[&'a str]) -> (String, Vec<&'a str>) {
    let mut letters = String::new();
    let mut rest = Vec::new();
    let mut over = false;
    for a in args {
        match a.strip_prefix('-') {
            Some("-") if !over => over = true,
            Some(long) if !over && long.starts_with('-') => {}
            Some(more) if !over && !more.is_empty() => letters.push_str(more),
            _ => rest.push(*a),
        }
    }
    (letters, rest)
}
