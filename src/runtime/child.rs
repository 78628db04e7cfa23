//! A program of this machine that runs for a command of the settings: with the terminal, or in the background without any. It ends with
//! whoever waits for it.

use crate::cluster::plugin;
use crate::model::change::reason::TerminalReason;
use crate::model::process::{End, ProcessNews, ToProcess};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, kill_process_group, waitid};
use std::ffi::OsString;
use std::io::{self, Read};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until};

/// How long one that is to end is given to do so by itself.
const GRACE: Duration = Duration::from_secs(2);
/// For how long what it wrote last is waited for: what it has left behind may hold its streams for ever.
const REST: Duration = Duration::from_millis(500);
/// Pieces of what it wrote that wait.
const PIECES: usize = 16;
/// What a shell exits with where a program is not there, or may not be run.
const NOT_RUN: [i32; 2] = [126, 127];

/// What is run.
#[derive(Clone, Debug)]
pub(super) struct Program {
    /// Program and arguments.
    pub(super) argv: Vec<String>,
    /// The variables that it has beside ours.
    pub(super) variables: Vec<(OsString, OsString)>,
    /// The program that takes the terminal away from those in the background.
    pub(super) launcher: Option<PathBuf>,
}

/// Whether a program is there and may be run, as the system would find it.
pub(super) fn is_there(program: &str) -> bool {
    let may = |path: &Path| path.is_file() && rustix::fs::access(path, rustix::fs::Access::EXEC_OK).is_ok();
    if program.contains('/') {
        return may(Path::new(program));
    }
    // Without the variable the system has a path of its own.
    std::env::var_os("PATH").is_none_or(|all| std::env::split_paths(&all).any(|folder| may(&folder.join(program))))
}

impl Program {
    fn name(&self) -> String {
        self.argv.first().cloned().unwrap_or_default()
    }

    fn command(&self, launcher: Option<&PathBuf>) -> Command {
        let mut command = match launcher {
            Some(launcher) => {
                let mut command = Command::new(launcher);
                command.args([plugin::COMMAND, "--"]).args(&self.argv);
                command
            }
            None => {
                let mut command = Command::new(self.name());
                command.args(self.argv.iter().skip(1));
                command
            }
        };
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    fn not_started(&self, e: &io::Error) -> End {
        let why = match e.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied => TerminalReason::NoSuch(self.name()),
            _ => TerminalReason::NoStart(self.name(), crate::files::words(e)),
        };
        End::Failed(why.into())
    }

    /// Runs it with the terminal. It is in the foreground with dogwatch, so that its keys are its own.
    pub(super) async fn on_terminal(self, mut told: Receiver<ToProcess>) -> End {
        let process = Process::default();
        let (tell, mut ended) = oneshot::channel();
        let (command, its) = (self.command(None), process.clone());
        let run = move || drop(tell.send(its.spawn(command).and_then(|child| its.attend(child))));
        if let Err(e) = std::thread::Builder::new().name("command".to_owned()).spawn(run) {
            return self.not_started(&e);
        }
        let status = tokio::select! {
            status = &mut ended => status,
            () = nobody(&mut told) => {
                process.end(false, Signal::TERM);
                if tokio::time::timeout(GRACE, &mut ended).await.is_err() {
                    process.end(false, Signal::KILL);
                    let _ = ended.await;
                }
                // How it ended says nothing of it.
                return End::Closed;
            }
        };
        self.end(status, false, true)
    }

    /// Runs it without a terminal; what it writes is news.
    pub(super) async fn in_background(self, mut told: Receiver<ToProcess>, news: Sender<ProcessNews>) -> End {
        let process = Process::default();
        let launcher = self.launcher.as_ref().filter(|launcher| launcher.exists());
        let mut command = self.command(launcher);
        if launcher.is_none() {
            command.process_group(0);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let (tell, mut ended) = oneshot::channel();
        let (wrote, mut pieces) = channel::<ProcessNews>(PIECES);
        let its = process.clone();
        let run = move || drop(tell.send(its.spawn_apart(command).and_then(|child| its.read_all(child, &wrote))));
        // A thread of its own: the program ends with it, and the runtime need not wait for it at the end.
        if let Err(e) = std::thread::Builder::new().name("command".to_owned()).spawn(run) {
            return self.not_started(&e);
        }
        let (mut status, mut open, mut left, mut spoke) = (None, true, false, false);
        let never = Instant::now() + Duration::from_secs(u32::MAX.into());
        let (mut kill_at, mut rest) = (never, never);
        while open || status.is_none() {
            tokio::select! {
                piece = pieces.recv(), if open => match piece {
                    Some(piece) => {
                        spoke = true;
                        // Taken also where nobody hears it any more, so that it does not stand still.
                        let _ = news.send(piece).await;
                    }
                    None => open = false,
                },
                ended = &mut ended, if status.is_none() => {
                    status = Some(ended);
                    rest = Instant::now() + REST;
                }
                () = sleep_until(rest), if status.is_some() => break,
                () = nobody(&mut told), if !left => {
                    left = true;
                    process.end(true, Signal::TERM);
                    kill_at = Instant::now() + GRACE;
                }
                () = sleep_until(kill_at), if left && status.is_none() => {
                    process.end(true, Signal::KILL);
                    kill_at = never;
                }
            }
        }
        let Some(status) = status else { return End::Closed };
        if left {
            return End::Closed;
        }
        self.end(status, launcher.is_some(), spoke)
    }

    fn end(&self, status: Result<io::Result<ExitStatus>, oneshot::error::RecvError>, launched: bool, spoke: bool) -> End {
        let status = match status {
            Ok(Ok(status)) => status,
            Ok(Err(e)) => return self.not_started(&e),
            Err(_) => return End::Closed,
        };
        let code = status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
        // The launcher says nothing of its own.
        if launched && !spoke && NOT_RUN.contains(&code) {
            return End::Failed(TerminalReason::NoSuch(self.name()).into());
        }
        End::Exited(code)
    }
}

/// Comes back when nobody waits for it any more.
async fn nobody(told: &mut Receiver<ToProcess>) {
    while told.recv().await.is_some() {}
}

/// The groups of those in the background, as long as their numbers are theirs.
static GROUPS: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

fn groups() -> MutexGuard<'static, Vec<Pid>> {
    GROUPS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Asks all in the background to end, with what they have started, where the program ends before it can wait for them.
pub(super) fn end_all() {
    // The lock is held: none is waited for before it is taken out.
    for group in groups().iter() {
        let _ = kill_process_group(*group, Signal::TERM);
        let _ = kill_process(*group, Signal::TERM);
    }
}

/// A process, as long as its number is its own, and whether it was ended from here.
#[derive(Clone, Default)]
struct Process(Arc<Mutex<(Option<Pid>, bool)>>);

impl Process {
    fn spawn(&self, mut command: Command) -> io::Result<Child> {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let child = command.spawn()?;
        running.0 = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        Ok(child)
    }

    /// The same for one that heads a group of its own, which [`end_all`] is to find.
    fn spawn_apart(&self, command: Command) -> io::Result<Child> {
        let child = self.spawn(command)?;
        let pid = self.0.lock().unwrap_or_else(PoisonError::into_inner).0;
        groups().extend(pid);
        Ok(child)
    }

    /// Sends a signal, to all of its group as well.
    fn end(&self, group: bool, signal: Signal) {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.1 |= group;
        // The lock is held: it is not waited for before it is forgotten, so its number is no other's yet.
        if let Some(pid) = running.0 {
            if group {
                let _ = kill_process_group(pid, signal);
            }
            let _ = kill_process(pid, signal);
        }
    }

    /// Waits for its end. What an ended one has started is ended with it; what one that ends by itself leaves behind may be meant to stay.
    fn attend(&self, mut child: Child) -> io::Result<ExitStatus> {
        let pid = self.0.lock().unwrap_or_else(PoisonError::into_inner).0;
        if let Some(pid) = pid {
            let ends = || waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT);
            while ends().is_err_and(|e| e == rustix::io::Errno::INTR) {}
        }
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(pid), true) = *running {
            let _ = kill_process_group(pid, Signal::KILL);
        }
        groups().retain(|group| Some(*group) != running.0);
        running.0 = None;
        child.wait()
    }

    /// The same, with what it writes handed on.
    fn read_all(&self, mut child: Child, wrote: &Sender<ProcessNews>) -> io::Result<ExitStatus> {
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let read = |stream: Option<Box<dyn Read + Send>>, news: fn(Vec<u8>) -> ProcessNews| {
            let (Some(stream), wrote) = (stream, wrote.clone()) else { return };
            // Where no thread is to be had, nobody reads it.
            let _ = std::thread::Builder::new().name("command".to_owned()).spawn(move || pass(stream, &wrote, news));
        };
        read(out.map(|s| Box::new(s) as _), ProcessNews::Output);
        read(err.map(|s| Box::new(s) as _), ProcessNews::Errors);
        self.attend(child)
    }
}

/// Hands on what a stream gives, until its end or nobody takes it.
fn pass(mut stream: impl Read, wrote: &Sender<ProcessNews>, news: fn(Vec<u8>) -> ProcessNews) {
    let mut piece = [0; 8192];
    loop {
        match stream.read(&mut piece) {
            Ok(0) => return,
            Ok(n) => {
                if wrote.blocking_send(news(piece[..n].to_vec())).is_err() {
                    return;
                }
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::timeout;

    const LONG: Duration = Duration::from_secs(60);

    fn program(argv: &[&str]) -> Program {
        Program {
            argv: argv.iter().map(|a| (*a).to_owned()).collect(),
            variables: vec![("DW_NAME".into(), "a b; $(id)".into())],
            launcher: None,
        }
    }

    /// Runs it; gives its end and what it wrote.
    async fn run(argv: &[&str]) -> (End, String, String) {
        let (_tell, told) = channel(1);
        let (tx, mut rx) = channel(1);
        let takes = async {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            while let Some(one) = rx.recv().await {
                match one {
                    ProcessNews::Output(bytes) => out.extend(bytes),
                    ProcessNews::Errors(bytes) => err.extend(bytes),
                    other => panic!("{other:?}"),
                }
            }
            (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
        };
        let runs = program(argv).in_background(told, tx);
        let (end, (out, err)) = timeout(LONG, async { futures::join!(runs, takes) }).await.unwrap();
        (end, out, err)
    }

    #[tokio::test]
    async fn it_has_its_arguments_as_they_are_and_all_that_it_writes_comes() {
        let hostile = "it's \"$(id)\"; `id` \n-x * \\";
        let (end, out, err) = run(&["printf", "%s|", hostile, "", "温度"]).await;
        assert_eq!((end, out, err), (End::Exited(0), format!("{hostile}||温度|"), String::new()));
        let script = "printf '%s' \"$DW_NAME\"; echo no >&2; read x || echo \"<$x>\"; exit 3";
        let (end, out, err) = run(&["sh", "-c", script]).await;
        assert_eq!((end, out.as_str(), err.as_str()), (End::Exited(3), "a b; $(id)<>\n", "no\n"));
        let (end, out, _) = run(&["sh", "-c", "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done"]).await;
        assert_eq!((end, out.lines().count(), out.lines().last()), (End::Exited(0), 20_000, Some("line 19999")));
        let (end, ..) = run(&["sh", "-c", "kill -9 $$"]).await;
        assert_eq!(end, End::Exited(137));
    }

    #[test]
    fn programs_are_found_as_the_system_finds_them() {
        for (program, there) in
            [("sh", true), ("/bin/sh", true), ("no-such-program", false), ("/etc/passwd", false), ("/bin", false)]
        {
            assert_eq!(is_there(program), there, "{program}");
        }
    }

    #[tokio::test]
    async fn one_that_is_not_there_says_so() {
        for name in ["no-such-program", "/etc/passwd"] {
            let (end, ..) = run(&[name]).await;
            let End::Failed(why) = end else { panic!("{end:?}") };
            assert!(why.to_string().starts_with(&format!("{name} is not in PATH")), "{why}");
        }
        let (end, ..) = run(&["printf", "a\0b"]).await;
        assert!(matches!(&end, End::Failed(why) if why.to_string().starts_with("printf cannot be started")), "{end:?}");
    }

    #[tokio::test]
    async fn what_it_leaves_behind_holds_nobody_up() {
        let (end, out, _) = run(&["sh", "-c", "sleep 600 & echo $!"]).await;
        assert_eq!(end, End::Exited(0));
        let pid = Pid::from_raw(out.trim().parse().unwrap()).unwrap();
        kill_process(pid, Signal::KILL).expect("it was meant to stay");
    }

    #[tokio::test]
    async fn one_on_the_terminal_that_nobody_waits_for_is_closed() {
        let (tell, told) = channel(1);
        drop(tell);
        assert_eq!(timeout(LONG, program(&["sleep", "600"]).on_terminal(told)).await.unwrap(), End::Closed, "and not failed");
    }

    #[tokio::test]
    async fn it_is_ended_with_all_that_it_has_started() {
        for script in ["sleep 600 & echo $!; wait", "trap '' TERM; sh -c 'trap \"\" TERM; sleep 600 & echo $!; wait'"] {
            let (tell, told) = channel(1);
            let (tx, mut rx) = channel(4);
            let runs = tokio::spawn(program(&["sh", "-c", script]).in_background(told, tx));
            let Some(ProcessNews::Output(bytes)) = timeout(LONG, rx.recv()).await.unwrap() else { panic!() };
            let pid: i32 = String::from_utf8(bytes).unwrap().trim().parse().unwrap();
            drop(tell);
            assert_eq!(timeout(LONG, runs).await.unwrap().unwrap(), End::Closed);
            let gone = || match std::fs::read_to_string(format!("/proc/{pid}/stat")) {
                Ok(stat) => stat.contains(") Z "),
                Err(_) => true,
            };
            let until = Instant::now() + LONG;
            while !gone() && Instant::now() < until {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            assert!(gone(), "{script}");
        }
    }
}
