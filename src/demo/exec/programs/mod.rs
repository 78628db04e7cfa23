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

use super::proc::{Ended, Proc};

/// All of them.
pub const NAMES: [&str; 46] = [
    "[", "cat", "chmod", "cksum", "clear", "cp", "date", "dd", "df", "du", "echo", "env", "false", "find", "grep", "head",
    "hostname", "id", "kill", "less", "ln", "ls", "mkdir", "more", "mv", "printenv", "printf", "ps", "pwd", "readlink", "rm",
    "rmdir", "seq", "sleep", "stat", "stty", "tail", "tar", "termcard", "test", "top", "touch", "tty", "vi", "wc", "whoami",
];

/// Whether a shell needs no file for it, as busybox's and bash's do.
pub const BUILT_IN: [&str; 9] = ["[", "echo", "false", "printf", "pwd", "test", "true", ":", "kill"];

/// Runs one, which there is.
pub async fn run(p: &mut Proc, name: &str, args: &[String]) -> Ended {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let a = args.as_slice();
    match name {
        "[" | "test" => test::run(p, name, a).await,
        "cat" => bytes::cat(p, a).await,
        "chmod" => files::chmod(p, a).await,
        "cksum" => bytes::cksum(p, a).await,
        "clear" => p.say("\x1b[H\x1b[2J\x1b[3J").await.map(|()| 0),
        "cp" => files::copy(p, a).await,
        "date" => info::date(p, a).await,
        "dd" => bytes::dd(p, a).await,
        "df" => info::df(p).await,
        "du" => files::du(p, a).await,
        "echo" => text::echo(p, a).await,
        "env" | "printenv" => info::env(p, a).await,
        "false" => Ok(1),
        "true" | ":" => Ok(0),
        "find" => files::find(p, a).await,
        "grep" => text::grep(p, a).await,
        "head" => bytes::head(p, a).await,
        "hostname" => info::line(p, |s| s.pod.clone()).await,
        "id" => info::id(p, a).await,
        "kill" => info::kill(p, a).await,
        "less" | "more" => less::run(p, a).await,
        "ln" => files::link(p, a).await,
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
        "rmdir" => files::rmdir(p, a).await,
        "seq" => text::seq(p, a).await,
        "sleep" => info::sleep(p, a).await,
        "stat" => files::stat(p, a).await,
        "stty" => info::stty(p, a).await,
        "tail" => bytes::tail(p, a).await,
        "tar" => archive::run(p, a).await,
        "termcard" => card::run(p).await,
        "top" => top::run(p, a).await,
        "touch" => files::touch(p, a).await,
        "tty" => info::tty(p).await,
        "vi" => vi::run(p, a).await,
        "wc" => bytes::wc(p, a).await,
        "whoami" => info::line(p, |_| "root".into()).await,
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
