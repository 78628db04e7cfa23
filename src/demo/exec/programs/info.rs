//! What says something of the container and its processes.

use super::options;
use crate::demo::exec::proc::{Ended, Proc};
use chrono::Utc;

/// `env` without a command.
pub async fn env(p: &mut Proc) -> Ended {
    let all: String = p.env.iter().map(|(k, v)| format!("{k}={v}\n")).collect();
    p.say(&all).await.map(|()| 0)
}

/// `ps`.
pub async fn ps(p: &mut Proc) -> Ended {
    let site = p.site.clone();
    let shell = if site.bash { "bash" } else { "sh" };
    let text = format!(
        "PID   USER     TIME  COMMAND\n    1 root      0:{:02} {}\n   27 root      0:00 {shell}\n   34 root      0:00 ps\n",
        site.seed % 60,
        site.main
    );
    p.say(&text).await.map(|()| 0)
}

/// `id [-u]`.
pub async fn id(p: &mut Proc, args: &[&str]) -> Ended {
    let text = if options(args).0.contains(['u', 'g']) { "0\n" } else { "uid=0(root) gid=0(root) groups=0(root)\n" };
    p.say(text).await.map(|()| 0)
}

/// `date [+%s]`: in UTC.
pub async fn date(p: &mut Proc, args: &[&str]) -> Ended {
    let now = p.site.clock.now();
    let text = match args.first() {
        Some(&"+%s") => format!("{}\n", now.secs()),
        _ => format!("{}\n", now.to_chrono().with_timezone(&Utc).format("%a %b %e %H:%M:%S UTC %Y")),
    };
    p.say(&text).await.map(|()| 0)
}

/// `sleep N[s|m|h]`.
pub async fn sleep(p: &mut Proc, args: &[&str]) -> Ended {
    let mut ms = 0.0;
    if args.is_empty() {
        return p.fail(1, "sleep: missing operand").await;
    }
    for a in args {
        let (number, unit) = match a.strip_suffix(['s', 'm', 'h', 'd']) {
            Some(n) => (n, a.chars().last().unwrap_or('s')),
            None => (*a, 's'),
        };
        let factor = match unit {
            'm' => 60_000.0,
            'h' => 3_600_000.0,
            'd' => 86_400_000.0,
            _ => 1000.0,
        };
        match number.parse::<f64>() {
            Ok(n) if n.is_finite() && n >= 0.0 => ms += n * factor,
            _ if *a == "infinity" => ms += 1e12,
            _ => return p.fail(1, &format!("sleep: invalid number '{a}'")).await,
        }
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded above")]
    p.sleep(ms.clamp(0.0, 1e12) as u64).await?;
    Ok(0)
}

/// `stty size`, and what a terminal is like.
pub async fn stty(p: &mut Proc, args: &[&str]) -> Ended {
    if !p.io.tty {
        return p.fail(1, "stty: standard input: Not a tty").await;
    }
    let (columns, lines) = p.io.size;
    let text = match args {
        ["size"] => format!("{lines} {columns}\n"),
        [] | ["-a"] => format!("speed 38400 baud; rows {lines}; columns {columns};\n"),
        _ => return Ok(0),
    };
    p.say(&text).await.map(|()| 0)
}

/// `tty`.
pub async fn tty(p: &mut Proc) -> Ended {
    let (text, code) = if p.io.tty { ("/dev/pts/0\n", 0) } else { ("not a tty\n", 1) };
    p.say(text).await.map(|()| code)
}

/// `kill`: there is nothing here that it reaches.
pub async fn kill(p: &mut Proc, args: &[&str]) -> Ended {
    match args.iter().find(|a| !a.starts_with('-')) {
        // The first process of a container takes no signal that it has not asked for.
        Some(&"1") => Ok(0),
        Some(pid) => p.fail(1, &format!("kill: can't kill pid {pid}: No such process")).await,
        None => p.fail(1, "kill: you need to specify whom to kill").await,
    }
}
