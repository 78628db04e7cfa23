//! `test` and `[`.

use super::list::size;
use crate::demo::exec::proc::{Ended, Proc};
use crate::demo::fs::Kind;

/// `test` and `[`.
pub async fn run(p: &mut Proc, name: &str, args: &[&str]) -> Ended {
    let args = match (name, args.split_last()) {
        ("[", Some((&"]", rest))) => rest,
        ("[", _) => return p.fail(2, "sh: missing ]").await,
        _ => args,
    };
    match holds(p, args) {
        Some(holds) => Ok(i32::from(!holds)),
        None => p.fail(2, &format!("sh: {}: unknown operand", args.join(" "))).await,
    }
}

/// Whether all hold that stand between `-a`; none when one cannot be understood.
fn holds(p: &Proc, args: &[&str]) -> Option<bool> {
    if args.len() <= 3 {
        return one(p, args);
    }
    args.split(|a| *a == "-a").try_fold(true, |all, part| Some(one(p, part)? && all))
}

fn one(p: &Proc, args: &[&str]) -> Option<bool> {
    let nots = args.iter().take(args.len().saturating_sub(1)).take_while(|a| **a == "!").count();
    Some(plain(p, args.get(nots..)?)? == (nots % 2 == 0))
}

fn plain(p: &Proc, args: &[&str]) -> Option<bool> {
    let number = |t: &str| t.parse::<i64>().ok();
    Some(match args {
        [] => false,
        [one] => !one.is_empty(),
        ["-n", text] => !text.is_empty(),
        ["-z", text] => text.is_empty(),
        ["-t", _] => p.io.tty,
        [op @ ("-e" | "-f" | "-d" | "-L" | "-h" | "-r" | "-w" | "-x" | "-s"), path] => {
            let (path, files) = (p.path(path), p.files());
            match (*op, files.get(&path)) {
                ("-L" | "-h", _) => files.get_link(&path).is_ok_and(|n| matches!(n.kind, Kind::Link(_))),
                (_, Err(_)) => false,
                ("-f", Ok(n)) => matches!(n.kind, Kind::File(_)),
                ("-d", Ok(n)) => matches!(n.kind, Kind::Dir),
                ("-x", Ok(n)) => n.mode & 0o111 != 0,
                ("-s", Ok(n)) => size(n) > 0,
                (_, Ok(_)) => true,
            }
        }
        [a, "=" | "==", b] => a == b,
        [a, "!=", b] => a != b,
        [a, op @ ("-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge"), b] => {
            let (a, b) = (number(a)?, number(b)?);
            match *op {
                "-eq" => a == b,
                "-ne" => a != b,
                "-lt" => a < b,
                "-le" => a <= b,
                "-gt" => a > b,
                _ => a >= b,
            }
        }
        _ => return None,
    })
}
