//! `top`: the processes of the container, drawn anew every two seconds until `q`.

use super::screen;
use crate::demo::exec::proc::keys::{Key, key_within};
use crate::demo::exec::proc::{Ended, Proc, Stop};
use std::time::Duration;

/// Between two looks.
const EVERY_MS: u64 = 2000;

/// `top [-b] [-n N]`.
pub async fn run(p: &mut Proc, args: &[&str]) -> Ended {
    if !p.on_terminal() || args.contains(&"-b") {
        let text: String =
            lines(p, 80).iter().map(|l| screen::cut(l, 80).replace("\x1b[7m", "").replace("\x1b[m", "") + "\n").collect();
        return p.say(&text).await.map(|()| 0);
    }
    screen::enter(&mut p.io).await?;
    let ended = watch(p).await;
    screen::leave(&mut p.io).await?;
    ended
}

async fn watch(p: &mut Proc) -> Ended {
    loop {
        let lines = lines(p, p.io.size.0);
        screen::draw(&mut p.io, &lines, None).await?;
        let wait: Duration = p.site.paced(EVERY_MS).max(Duration::from_millis(100));
        match key_within(&mut p.io, wait).await {
            Some(Key::Char('q') | Key::End) => return Ok(0),
            Some(Key::Ctrl('c')) => return Err(Stop::Interrupt),
            Some(_) | None => {}
        }
    }
}

fn lines(p: &Proc, columns: u16) -> Vec<String> {
    let site = &p.site;
    let now = site.clock.now();
    // Made up, but the same for the same container and second.
    let noise = |n: u64| crate::demo::json::fnv(format!("{}/{}/{n}", site.seed, now.secs() / 2).as_bytes()) % 100;
    let cpu = 2 + noise(1) / 8;
    let shell = if site.bash { "bash" } else { "sh" };
    let row =
        |pid: u64, vsz: u64, cpu: u64, command: &str| format!("{pid:>5}     1 root     S    {vsz:>6}   0%   0 {cpu:>3}% {command}");
    let up = now.since(site.started).max(0) / 1000;
    vec![
        format!("Mem: {}K used, {}K free, 0K shrd, 2048K buff, 81920K cached", 131_072 + noise(2) * 64, 262_144 - noise(2) * 64),
        format!("CPU: {cpu:>3}% usr   1% sys   0% nic {:>3}% idle   0% io   0% irq   0% sirq", 99 - cpu),
        format!(
            "Load average: 0.{:02} 0.{:02} 0.09 2/214 34   up {}:{:02}:{:02}",
            noise(3),
            noise(4) / 2,
            up / 3600,
            up / 60 % 60,
            up % 60
        ),
        screen::bar("  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND", columns),
        row(1, 152_340 + noise(5), cpu, &site.main),
        row(27, 1_696, 0, shell),
        row(34, 1_604, 0, "top"),
    ]
}
