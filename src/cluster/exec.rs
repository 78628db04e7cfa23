//! Running exec plugins in the background: of each one at a time, with a deadline and a bound on what it prints, and never longer than this
//! program. What it prints is read by nobody but the parser: it is a credential.

use super::plugin::{self, Exec};
use super::target::Identity;
use crate::model::trouble::{Credentials, Os, Plugin as Fault, Printed as Wrong};
use crate::model::{Name, Time};
use rustix::process::{Pid, Signal, kill_process_group};
use serde::Deserialize;
use std::io::Read;
use std::path::Path;
use std::process::{Child, ExitStatus};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

/// The most that a plugin may print, in bytes: a credential is a few KiB.
pub(in crate::cluster) const LARGEST: u64 = 1 << 20;
/// How long it may take, with whatever it asks its user elsewhere.
const DEADLINE: Duration = Duration::from_secs(60);
/// Between two looks at whether it has ended.
const LOOK: Duration = Duration::from_millis(10);
/// How long its output may still come after its end, from what it left running.
const REST: Duration = Duration::from_secs(1);

/// What a plugin gave.
pub(in crate::cluster) struct Given {
    pub token: Option<String>,
    pub identity: Option<Identity>,
    pub until: Option<Time>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Printed {
    api_version: Option<String>,
    status: Option<Status>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Status {
    token: Option<String>,
    client_certificate_data: Option<String>,
    client_key_data: Option<String>,
    expiration_timestamp: Option<String>,
}

/// The plugins that run now. Of one, with the same arguments and variables, there is one at most of all sessions together: what it is told and
/// keeps is there for the next. Others do not wait for it: one that hangs holds up no other context.
#[derive(Clone, Default)]
pub(in crate::cluster) struct Turns {
    all: Arc<Mutex<Vec<(Exec, Turn)>>>,
}

/// The turn of one plugin.
#[derive(Clone, Default)]
struct Turn {
    alone: Arc<tokio::sync::Mutex<()>>,
    running: Arc<Mutex<Option<Pid>>>,
    /// For whose context it runs.
    context: Arc<Mutex<Option<Name>>>,
}

impl std::fmt::Debug for Turns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Turns").finish_non_exhaustive()
    }
}

impl Turns {
    /// Ends what runs of a plugin: it is to run on the terminal.
    pub(in crate::cluster) fn stop(&self, exec: &Exec) {
        self.lock().iter().filter(|(of, _)| of == exec).for_each(|(_, turn)| turn.stop());
    }

    /// Ends what runs for a context: nobody waits for it.
    pub(in crate::cluster) fn stop_for(&self, context: &str) {
        self.lock().iter().filter(|(_, turn)| turn.is_for(context)).for_each(|(_, turn)| turn.stop());
    }

    /// Runs a plugin for a context, and reads what it gave.
    pub(in crate::cluster) async fn run(&self, exec: &Exec, launcher: Option<&Path>, context: &Name) -> Result<Given, Credentials> {
        self.turn(exec).within(exec, launcher, context, DEADLINE).await
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(Exec, Turn)>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(&self, exec: &Exec) -> Turn {
        let mut all = self.lock();
        // Those that nobody has are forgotten: rotated arguments make others of them.
        all.retain(|(of, turn)| of == exec || Arc::strong_count(&turn.alone) > 1);
        if let Some((_, turn)) = all.iter().find(|(of, _)| of == exec) {
            return turn.clone();
        }
        let turn = Turn::default();
        all.push((exec.clone(), turn.clone()));
        turn
    }
}

/// Ends the plugin when nobody waits for it any more: its deadline has passed, or the program ends.
struct Waiting<'a>(&'a Turn);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.stop();
    }
}

impl Turn {
    fn is_for(&self, context: &str) -> bool {
        self.context.lock().unwrap_or_else(PoisonError::into_inner).as_deref() == Some(context)
    }

    /// Ends the plugin that runs, with all that it has started in its session.
    fn stop(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pid) = *running {
            // The lock is held: the process is not waited for before it is forgotten, so its number is no other's yet.
            let _ = kill_process_group(pid, Signal::KILL);
            let _ = rustix::process::kill_process(pid, Signal::KILL);
        }
    }

    async fn within(&self, exec: &Exec, launcher: Option<&Path>, context: &Name, deadline: Duration) -> Result<Given, Credentials> {
        let _alone = self.alone.lock().await;
        *self.context.lock().unwrap_or_else(PoisonError::into_inner) = Some(context.clone());
        let _waiting = Waiting(self);
        let (this, plugin) = (self.clone(), exec);
        let (exec, launcher) = (exec.clone(), launcher.map(Path::to_owned));
        let (told, ended) = tokio::sync::oneshot::channel();
        // A thread of its own: it waits, and the runtime need not wait for it at the end.
        let run = move || {
            // Nobody waits any more where it was ended.
            let _ = told.send(this.attend(&exec, launcher.as_deref(), deadline));
        };
        std::thread::Builder::new()
            .name("exec-plugin".to_owned())
            .spawn(run)
            .map_err(|e| plugin.wrong(Fault::NoThread(e.to_string())))?;
        // The margin is for what the thread does after its deadline.
        let late = tokio::time::timeout(deadline + REST * 2, ended).await;
        let given = late.unwrap_or(Ok(Err(plugin.wrong(Fault::Late(deadline.as_secs())))));
        given.unwrap_or_else(|_| Err(plugin.wrong(Fault::Lost)))
    }

    fn attend(&self, exec: &Exec, launcher: Option<&Path>, deadline: Duration) -> Result<Given, Credentials> {
        let started = Instant::now();
        let failed = |e: &std::io::Error| match e.kind() {
            std::io::ErrorKind::NotFound => exec.wrong(exec.missing()),
            _ => exec.wrong(Fault::Os(Os::of(&crate::cluster::error::cause_first(e)))),
        };
        let (mut child, output) = {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            let mut child = plugin::background(exec, launcher).spawn().map_err(|e| failed(&e))?;
            *running = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
            let output = child.stdout.take();
            (child, output)
        };
        let (read, printed) = mpsc::channel();
        let bytes = Arc::new(Mutex::new(Vec::new()));
        if let Some(output) = output {
            let bytes = bytes.clone();
            let collect = move || {
                let _ = read.send(collect(output, &bytes));
            };
            std::thread::Builder::new().name("exec-plugin".to_owned()).spawn(collect).map_err(|e| failed(&e))?;
        }
        let mut whole = None;
        let status = loop {
            if whole.is_none() {
                whole = printed.try_recv().ok();
            }
            if whole == Some(false) {
                self.end(&mut child);
                return Err(exec.wrong(Fault::TooMuch(LARGEST >> 20)));
            }
            if let Some(status) = self.ended(&mut child).map_err(|e| failed(&e))? {
                break status;
            }
            if started.elapsed() > deadline {
                self.end(&mut child);
                return Err(exec.wrong(Fault::Late(deadline.as_secs())));
            }
            std::thread::sleep(LOOK);
        };
        if !status.success() {
            return Err(exec.wrong(exec.failed(status)));
        }
        if whole.is_none() && printed.recv_timeout(REST) == Ok(false) {
            return Err(exec.wrong(Fault::TooMuch(LARGEST >> 20)));
        }
        let bytes = std::mem::take(&mut *bytes.lock().unwrap_or_else(PoisonError::into_inner));
        given(&bytes, &exec.version).map_err(|what| exec.wrong(Fault::Printed(what)))
    }

    /// Whether it has ended. The number of one that was waited for is forgotten under the same lock, since it may be another's then.
    fn ended(&self, child: &mut Child) -> std::io::Result<Option<ExitStatus>> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let status = child.try_wait()?;
        if status.is_some() {
            *running = None;
        }
        Ok(status)
    }

    /// Ends it, with what it has started.
    fn end(&self, child: &mut Child) {
        self.stop();
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = child.kill();
        let _ = child.wait();
        *running = None;
    }
}

/// Reads what a plugin prints; false where that is too much.
fn collect(output: impl Read, bytes: &Mutex<Vec<u8>>) -> bool {
    let (mut output, mut piece) = (output.take(LARGEST + 1), [0; 8192]);
    loop {
        match output.read(&mut piece) {
            Ok(0) => break,
            Ok(n) => bytes.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&piece[..n]),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    output.limit() > 0
}

/// The credential in what a plugin printed. The errors name no part of it.
fn given(bytes: &[u8], version: &str) -> Result<Given, Wrong> {
    let text = std::str::from_utf8(bytes).map_err(|_| Wrong::None)?;
    let printed: Printed = match serde_json::from_str(text) {
        Ok(printed) => printed,
        // YAML is taken as well.
        Err(_) => serde_saphyr::from_str(text).map_err(|_| Wrong::None)?,
    };
    if printed.api_version.ok_or(Wrong::None)? != version {
        return Err(Wrong::OtherVersion);
    }
    let status = printed.status.ok_or(Wrong::NoStatus)?;
    let filled = |text: Option<String>| text.filter(|t| !t.is_empty());
    let (token, certificate, key) = (filled(status.token), filled(status.client_certificate_data), filled(status.client_key_data));
    let identity = match (certificate, key) {
        (Some(certificate), Some(key)) => Some(Identity { certificate: certificate.into_bytes(), key: key.into_bytes() }),
        (None, None) => None,
        _ => return Err(Wrong::Half),
    };
    if token.is_none() && identity.is_none() {
        return Err(Wrong::Neither);
    }
    let until = match filled(status.expiration_timestamp) {
        Some(text) => Some(Time::parse(&text).ok_or(Wrong::NoTime)?),
        None => None,
    };
    Ok(Given { token, identity, until })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;

    fn plugin(folder: &Path, script: &str) -> Exec {
        let file = folder.join("plugin");
        std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        Exec {
            command: file.display().to_string(),
            args: Vec::new(),
            env: vec![("FOLDER".into(), folder.display().to_string())],
            version: "client.authentication.k8s.io/v1".into(),
            hint: None,
            provide_cluster_info: false,
            cluster: None,
        }
    }

    const GOOD: &str = r#"echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t","expirationTimestamp":"2030-01-01T00:00:00Z"}}'"#;

    async fn run(script: &str, deadline: u64) -> (tempfile::TempDir, Result<Given, Credentials>) {
        let folder = tempfile::tempdir().unwrap();
        let exec = plugin(folder.path(), script);
        let given = Turn::default().within(&exec, None, &"a".into(), Duration::from_millis(deadline)).await;
        (folder, given)
    }

    /// Waits until the process whose number a file holds is gone.
    fn gone(file: &PathBuf) -> bool {
        let until = Instant::now() + Duration::from_secs(10);
        while Instant::now() < until {
            let pid = std::fs::read_to_string(file).unwrap_or_default();
            let state = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
            if !pid.trim().is_empty() && (state.is_empty() || state.contains(") Z ")) {
                return true;
            }
            std::thread::sleep(LOOK);
        }
        false
    }

    #[tokio::test]
    async fn a_credential_is_read_and_what_is_none_is_named() {
        let given = run(GOOD, 20_000).await.1.unwrap_or_else(|e| panic!("{e}"));
        assert_eq!((given.token.as_deref(), given.until), (Some("t"), Time::parse("2030-01-01T00:00:00Z")));
        // What it leaves running may hold its output open.
        assert!(run(&format!("{GOOD}\nsleep 30 &"), 20_000).await.1.is_ok());
        for (script, want) in [
            ("true", "printed no ExecCredential"),
            ("echo CANARY", "printed no ExecCredential"),
            ("exit 3", "failed (exit status: 3)"),
            (r#"echo '{"apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"CANARY"}}'"#, "of another version"),
            (r#"echo '{"apiVersion":"client.authentication.k8s.io/v1"}'"#, "without a status"),
            (r#"echo '{"apiVersion":"client.authentication.k8s.io/v1","status":{}}'"#, "neither a token nor a certificate"),
            (
                r#"echo '{"apiVersion":"client.authentication.k8s.io/v1","status":{"clientKeyData":"CANARY"}}'"#,
                "without its certificate",
            ),
            (
                r#"echo '{"apiVersion":"client.authentication.k8s.io/v1","status":{"token":"CANARY","expirationTimestamp":"CANARY"}}'"#,
                "not a time",
            ),
        ] {
            let why = run(script, 20_000).await.1.err().unwrap().to_string();
            assert!(why.contains(want) && !why.contains("CANARY"), "{script}: {why}");
        }
    }

    #[tokio::test]
    async fn one_that_hangs_is_ended_with_all_that_it_started() {
        let (folder, given) = run("sleep 1000 &\necho $! >$FOLDER/child\necho $$ >$FOLDER/own\nwait", 700).await;
        let why = given.err().unwrap().to_string();
        assert!(why.contains("was ended") && why.contains(":sign-in"), "{why}");
        assert!(gone(&folder.path().join("own")) && gone(&folder.path().join("child")));
    }

    #[tokio::test]
    async fn one_that_prints_without_end_is_ended_early() {
        let started = Instant::now();
        let (folder, given) =
            run("echo $$ >$FOLDER/own\nwhile :; do echo 0123456789012345678901234567890123456789; done", 60_000).await;
        let why = given.err().unwrap().to_string();
        assert!(why.contains("more than 1 MiB"), "{why}");
        assert!(started.elapsed() < Duration::from_secs(30) && gone(&folder.path().join("own")));
    }

    #[tokio::test]
    async fn one_that_nobody_waits_for_is_ended_and_holds_up_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let hangs = plugin(folder.path(), "echo $$ >>$FOLDER/own\n[ -f $FOLDER/free ] || sleep 1000");
        let hangs = Exec { args: vec!["one".into()], ..hangs };
        let turns = Turns::default();
        let run = |exec: &Exec, context: &'static str| {
            let (turns, exec) = (turns.clone(), exec.clone());
            tokio::spawn(async move { turns.run(&exec, None, &context.into()).await.map(|_| ()) })
        };
        let first = run(&hangs, "a");
        let own = folder.path().join("own");
        let begun = || std::fs::read_to_string(&own).unwrap_or_default().lines().count();
        while begun() == 0 {
            tokio::time::sleep(LOOK).await;
        }
        // The same one waits for it, another does not, also where it is the same program for another cluster.
        let same = run(&hangs, "b");
        let other = tempfile::tempdir().unwrap();
        let good = plugin(other.path(), GOOD);
        assert!(run(&good, "c").await.unwrap().is_ok());
        let more = Exec { args: vec!["two".into()], ..hangs.clone() };
        let second = run(&more, "d");
        while begun() < 2 {
            tokio::time::sleep(LOOK).await;
        }
        assert!(!first.is_finished() && !same.is_finished() && !second.is_finished(), "they hang");
        // What runs for one context is ended, and what runs for another is not.
        std::fs::write(folder.path().join("free"), "").unwrap();
        turns.stop_for("a");
        assert!(first.await.unwrap().is_err());
        assert!(same.await.unwrap().is_err(), "it had its turn, and printed nothing");
        assert!(!second.is_finished());
        turns.stop(&more);
        assert!(second.await.unwrap().is_err());
    }
}
