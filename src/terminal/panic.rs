//! A panic on any thread: the terminal first, then the truth into a file, one line to the user, and exit code 1.

use crate::files;
use crate::model::contain::is_contained;
use std::backtrace::Backtrace;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::panic::{self, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::guard;

static PANICKING: AtomicBool = AtomicBool::new(false);
/// The first contained panic that nobody has heard of yet.
static CONTAINED: Mutex<Option<String>> = Mutex::new(None);

/// Makes every panic give the terminal back, write itself with its backtrace to the log file (or to `panic.log` in the
/// state folder, if there is no log file or it cannot be written; to none where there is no such folder) and end the program with exit code 1. One on a thread of a name that is
/// `contained` is written down alike and ends nothing: [`contained`] tells of it.
pub fn install_panic_hook(log_file: Option<PathBuf>, state_dir: Option<PathBuf>, contained: &'static [&'static str]) {
    panic::set_hook(Box::new(move |info| {
        if is_contained() {
            // Whoever contains it goes on and says what was lost.
            let _ = write(log_file.as_deref(), state_dir.as_deref(), &report(info, &Backtrace::force_capture()));
            return;
        }
        if thread::current().name().is_some_and(|name| contained.contains(&name)) {
            let written = write(log_file.as_deref(), state_dir.as_deref(), &report(info, &Backtrace::force_capture()));
            let whole = match written {
                Some(file) => format!("{}; the report is in {}", cause(info), file.display()),
                None => cause(info),
            };
            CONTAINED.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(whole);
            return;
        }
        if PANICKING.swap(true, Ordering::SeqCst) {
            // Another thread is at it and will end the program; two would write over each other.
            thread::sleep(Duration::from_secs(5));
            process::exit(1);
        }
        let _ = guard::leave();
        let report = report(info, &Backtrace::force_capture());
        let written = write(log_file.as_deref(), state_dir.as_deref(), &report);
        let _ = writeln!(io::stderr(), "{}", last_line(&cause(info), written));
        process::exit(1);
    }));
}

/// What went wrong on a contained thread since this was last asked.
pub fn contained() -> Option<String> {
    CONTAINED.lock().unwrap_or_else(PoisonError::into_inner).take()
}

fn cause(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("panic without a message").to_owned()
}

fn report(info: &PanicHookInfo<'_>, backtrace: &Backtrace) -> String {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let thread = thread::current();
    let name = thread.name().unwrap_or("unnamed");
    format!("dogwatch {} panicked at {place} on thread {name}: {}\n{backtrace}\n", env!("CARGO_PKG_VERSION"), cause(info))
}

/// Appends the report to the first file that takes it.
fn write(log_file: Option<&Path>, state_dir: Option<&Path>, report: &str) -> Option<PathBuf> {
    let fallback = state_dir.map(|folder| folder.join("panic.log"));
    log_file.into_iter().chain(fallback.as_deref()).find(|file| append(file, report).is_ok()).map(Path::to_owned)
}

fn append(file: &Path, report: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        files::folder(folder)?;
    }
    files::open(file, OpenOptions::new().append(true).create(true).mode(0o600))?.write_all(report.as_bytes())
}

fn last_line(cause: &str, written: Option<PathBuf>) -> String {
    // A message may quote what a cluster said: nothing of it may steer the terminal, and one line is enough.
    let short: String = cause.chars().map(|c| if c.is_control() { ' ' } else { c }).take(160).collect();
    match written {
        Some(file) => format!("dogwatch: internal error: {short} (written to {})", file.display()),
        None => format!("dogwatch: internal error: {short} (and no file could be written; --log-file names one)"),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_report_finds_a_file_of_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("logs/dogwatch.log");
        assert_eq!(write(Some(&log), Some(dir.path()), "one\n"), Some(log.clone()));
        assert_eq!(write(Some(&log), Some(dir.path()), "two\n"), Some(log.clone()));
        assert_eq!(std::fs::read_to_string(&log).unwrap(), "one\ntwo\n");
        assert_eq!(std::fs::metadata(&log).unwrap().permissions().mode() & 0o777, 0o600);
        let fallback = dir.path().join("state/panic.log");
        assert_eq!(write(None, Some(&dir.path().join("state")), "x"), Some(fallback.clone()));
        // A log file that is a folder cannot be written.
        assert_eq!(write(Some(dir.path()), Some(&dir.path().join("state")), "x"), Some(fallback));
        assert_eq!(write(None, Some(&log), "x"), None);
        // Without a home there is no folder that nobody else can write.
        assert_eq!(write(None, None, "x"), None);
    }

    #[test]
    fn the_last_line_is_one_line() {
        let line = last_line("bad\x1b[2J\nmore", Some("/tmp/x.log".into()));
        assert_eq!(line, "dogwatch: internal error: bad [2J more (written to /tmp/x.log)");
        assert!(last_line(&"x".repeat(500), None).len() < 250);
    }
}
