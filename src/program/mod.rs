//! What the flags ask for, carried out; its end is the exit code: 0 done, 1 failed, 2 wrong usage or no kubeconfig; of a change besides
//! 3 failed and taken back, 4 denied.

mod check;
mod get;
mod release;

use crate::app::Start;
use crate::app::state::Context;
use crate::app::tab;
use crate::cli::{Cli, ConfigOf, Connection, Demo, Output, Sub};
use crate::cluster::kubeconfig::{ContextInfo, Contexts};
use crate::cluster::plugin;
use crate::cluster::session::Mode;
use crate::command::Owns;
use crate::config::{Environment, Paths, Settings, k9s, owned};
use crate::demo;
use crate::files;
use crate::model::filed::FileFault;
use crate::model::{Name, Time};
use crate::runtime::{self, Editor, Kubeconfig, Run};
use crate::terminal::{self, Env, complain, print};
use crate::theme::{self, Depth, Theme};
use crate::{journal, report};
use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;

/// The name of the threads on which all tasks run. One that panics ends a task and not the program: the dashboard says so and connects anew.
const WORKER: &str = "worker";

/// A failure with its exit code.
struct Failure(u8, String);

impl Failure {
    fn usage(e: impl ToString) -> Self {
        Self(2, e.to_string())
    }

    fn failed(e: impl ToString) -> Self {
        Self(1, e.to_string())
    }

    fn denied(e: impl ToString) -> Self {
        Self(4, e.to_string())
    }
}

/// The whole program.
pub fn main(cli: Cli) -> ExitCode {
    match run(cli) {
        Ok(code) => ExitCode::from(code),
        Err(Failure(code, words)) => {
            complain(&format!("dogwatch: {words}"));
            ExitCode::from(code)
        }
    }
}

fn run(cli: Cli) -> Result<u8, Failure> {
    if let Some(Sub::ExecPlugin { command }) = &cli.command {
        return Ok(plugin::apart(command));
    }
    let environment = Environment::read();
    let paths = Paths::find();
    log_to(&cli)?;
    match &cli.command {
        Some(Sub::Completions { shell }) => {
            let mut out = Vec::new();
            clap_complete::generate(*shell, &mut <Cli as clap::CommandFactory>::command(), "dogwatch", &mut out);
            return said(&String::from_utf8_lossy(&out));
        }
        Some(Sub::Themes) => return themes(&paths),
        Some(Sub::Config { what: ConfigOf::ImportK9s { folder } }) => return import_k9s(folder.as_deref(), &environment, &paths),
        Some(Sub::Journal(args)) => return print_journal(&paths, args),
        _ => {}
    }
    let tokio = tokio::runtime::Builder::new_multi_thread()
        .thread_name(WORKER)
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Failure::failed)?;
    let code = tokio.block_on(async {
        match &cli.command {
            Some(Sub::Demo(args)) => serve_demo(&cli.connection, args).await,
            Some(Sub::Get(args)) => get::get(&contexts(&cli, &environment)?, &cli.connection, args).await,
            Some(Sub::Check) => check::check(&contexts(&cli, &environment)?, &cli.connection).await,
            Some(Sub::Release(args)) => release::release(&cli, args, &environment, paths.as_ref()).await,
            Some(Sub::Promote(args)) => release::promote(&cli, args, &environment, paths.as_ref()).await,
            Some(Sub::Rollback(args)) => release::rollback(&cli, args, &environment, paths.as_ref()).await,
            Some(Sub::Scale(args)) => release::scale(&cli, args, &environment, paths.as_ref()).await,
            Some(Sub::Restart(args)) => release::restart(&cli, args, &environment, paths.as_ref()).await,
            _ => dashboard(&cli, &environment, paths).await,
        }
    });
    // A question that hangs somewhere does not hold up the end.
    tokio.shutdown_timeout(std::time::Duration::from_millis(200));
    code
}

fn said(text: &str) -> Result<u8, Failure> {
    print(text).map(|()| 0).map_err(Failure::failed)
}

/// The log of dogwatch itself, where one is asked for: a file of the user's alone, since it names what was looked at.
fn log_to(cli: &Cli) -> Result<(), Failure> {
    use std::os::unix::fs::OpenOptionsExt;
    let Some(path) = &cli.log_file else { return Ok(()) };
    let failed = |words: String| Failure::usage(format!("--log-file {}: {words}", path.display()));
    // A terminal or a pipe is as good, but none is waited for.
    let flags = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or(0);
    let file = std::fs::OpenOptions::new().create(true).append(true).mode(0o600).custom_flags(flags).open(path);
    let file = file.map_err(|e| failed(files::words(&e)))?;
    if file.metadata().is_ok_and(|m| m.is_file()) {
        files::shut(path).map_err(|e| failed(FileFault::open(path, &files::words(&e)).to_string()))?;
    }
    // kube_client logs whole bodies when it cannot read them, which may hold secrets: only ours and the crates' errors are written.
    use tracing_subscriber::layer::SubscriberExt;
    let levels = tracing_subscriber::filter::Targets::new()
        .with_target("dogwatch", tracing::Level::DEBUG)
        .with_target("kube_client", tracing_subscriber::filter::LevelFilter::OFF)
        .with_default(tracing::Level::ERROR);
    let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(std::sync::Mutex::new(file));
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(levels).with(layer)).map_err(Failure::failed)
}

fn contexts(cli: &Cli, environment: &Environment) -> Result<Contexts, Failure> {
    let explicit = cli.connection.kubeconfig.as_deref();
    Contexts::read(explicit, environment.kubeconfig.as_deref(), environment.home.as_deref(), environment.pod)
        .map(|contexts| contexts.launched_by(std::env::current_exe().ok()).through(environment.proxies.clone()))
        .map_err(Failure::usage)
}

fn themes(paths: &Option<Paths>) -> Result<u8, Failure> {
    let folders: Vec<_> = paths.iter().map(Paths::themes).collect();
    let rows: Vec<Vec<String>> = theme::list(&folders)
        .into_iter()
        .map(|t| vec![t.name, t.file.map_or_else(|| "built in".into(), |f| f.display().to_string())])
        .collect();
    said(&report::table(&["NAME", "FROM"], &rows))
}

fn import_k9s(folder: Option<&Path>, environment: &Environment, paths: &Option<Paths>) -> Result<u8, Failure> {
    let folder = folder.map(Path::to_owned).or_else(|| environment.k9s.clone()).or_else(|| paths.as_ref().map(|p| p.k9s.clone()));
    let folder = folder.ok_or_else(|| Failure::usage("there is no home folder: name k9s's folder"))?;
    let imported = k9s::import(&folder).map_err(Failure::failed)?;
    for note in &imported.notes {
        complain(&note.to_string());
    }
    said(&imported.toml)
}

fn print_journal(paths: &Option<Paths>, args: &crate::cli::Journal) -> Result<u8, Failure> {
    let paths = paths.as_ref().ok_or_else(|| Failure::failed("there is no home folder, so no journal"))?;
    let now = Time::system();
    let history = journal::read(&paths.state.join(journal::FILE), args.since.map(|ms| now.plus(-ms))).map_err(Failure::failed)?;
    said(&match args.output {
        Output::Table => report::journal_table(&history, now),
        Output::Json => report::journal_json(&history),
    })
}

async fn serve_demo(connection: &Connection, args: &Demo) -> Result<u8, Failure> {
    if !args.insecure_listen && !args.listen.ip().to_canonical().is_loopback() {
        return Err(Failure::usage(format!(
            "--listen {}: others could reach that address, and the demo's tokens would go there in plain HTTP; listen on 127.0.0.1, or say --insecure-listen as well",
            args.listen
        )));
    }
    let options = demo::Options {
        listen: args.listen,
        scenario: args.scenario,
        pods: args.pods,
        speed: args.speed,
        ..demo::Options::default()
    };
    let cluster = demo::serve(options).await.map_err(|e| Failure::failed(format!("--listen {}: {e}", args.listen)))?;
    let mut words = format!("demo cluster at {}\n", cluster.url());
    match &connection.kubeconfig {
        Some(path) => {
            owned::write(path, demo::MARK, &cluster.kubeconfig())
                .map_err(|why| Failure::usage(format!("--kubeconfig {}: {why}", path.display())))?;
            _ = writeln!(words, "kubeconfig written to {}", path.display());
        }
        None => words.push_str(&cluster.kubeconfig()),
    }
    words.push_str("Ctrl-C ends it\n");
    print(&words).map_err(Failure::failed)?;
    let mut term = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).map_err(Failure::failed)?;
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
    cluster.shutdown().await;
    Ok(0)
}

/// The namespaces that the flags ask for, else the context's; none for all.
fn asked_namespaces(connection: &Connection, context: &ContextInfo) -> Vec<Name> {
    if connection.all_namespaces {
        return Vec::new();
    }
    if connection.namespace.is_empty() {
        // As kubectl: without a word it is the context's namespace, else `default`.
        return vec![context.namespace.clone().unwrap_or_else(|| "default".into())];
    }
    connection.namespace.iter().map(|n| n.as_str().into()).collect()
}

/// The settings: those of the file that is named, else the user's, where there are any.
fn settings(cli: &Cli, paths: Option<&Paths>) -> Result<Settings, Failure> {
    match &cli.config.clone().or_else(|| paths.map(Paths::settings)) {
        Some(file) => Settings::read(file, cli.config.is_some()).map_err(Failure::usage),
        None => Ok(Settings::default()),
    }
}

async fn dashboard(cli: &Cli, environment: &Environment, paths: Option<Paths>) -> Result<u8, Failure> {
    let settings = settings(cli, paths.as_ref())?;
    let folders: Vec<_> = paths.iter().map(Paths::themes).collect();
    let name = cli.theme.as_deref().unwrap_or(&settings.theme);
    let depth = Depth::detect(environment.no_color, environment.colorterm.as_deref(), environment.term.as_deref());
    let theme = Theme::load(name, &folders).map_err(Failure::usage)?.adapt(depth);

    // The embedded cluster is reached over TCP, by the very code that reaches any other.
    let cluster = if cli.demo { Some(demo::serve(demo::Options::default()).await.map_err(Failure::failed)?) } else { None };
    let contexts = match &cluster {
        Some(cluster) => {
            let contexts = Contexts::from_text(&cluster.kubeconfig()).map_err(Failure::failed)?;
            contexts.through(environment.proxies.clone())
        }
        None => contexts(cli, environment)?,
    };
    // Programs that are run from here find the demo by a file of its own.
    let kubeconfig = match &cluster {
        Some(cluster) => Kubeconfig::demo(cluster.kubeconfig(), demo::MARK, paths.as_ref()),
        None => Kubeconfig::of(&contexts),
    };
    let mut picked = contexts.pick_all(cli.connection.context.as_deref()).map_err(Failure::usage)?.into_iter();
    if picked.len() > tab::MOST {
        return Err(Failure::usage(format!(
            "--context: {} contexts are named, and at most {} have a tab",
            picked.len(),
            tab::MOST
        )));
    }
    let context =
        |c: ContextInfo| Context { name: c.name, cluster: c.cluster, user: c.user, namespace: c.namespace, insecure: c.insecure };
    let readonly = cli.connection.readonly || settings.readonly;
    let start = Start {
        contexts: contexts.list().into_iter().map(context).collect(),
        context: picked.next().map(context).ok_or_else(|| Failure::usage("--context names none"))?,
        beside: picked.map(context).collect(),
        namespaces: cli.connection.namespace.iter().map(|n| n.as_str().into()).collect(),
        all_namespaces: cli.connection.all_namespaces,
        readonly,
        keymap: settings.keymap.clone(),
        doors: crate::views::DOORS,
        guards: settings.guards.clone(),
        known: settings.namespaces.iter().map(|n| n.as_str().into()).collect(),
        // The disk is asked once the first frame is there.
        remembered: None,
        log_tail: settings.log_tail,
        log_bytes: settings.log_bytes,
        shells: settings.shells.clone(),
        plain_shell: cli.plain || settings.plain_shell,
        mouse: cli.mouse || settings.mouse,
        debug_tool: settings.debug_tool.clone(),
        watch: settings.watch,
        saved: settings.saved.clone(),
        environments: settings.environments.clone(),
        own: Owns { kubeconfig: kubeconfig.file(), ..settings.own.clone() },
        depends: settings.depends.clone(),
        zone: zone(),
        lang: cli.lang.unwrap_or(settings.lang),
        now: Time::system(),
    };
    terminal::install_panic_hook(cli.log_file.clone(), paths.as_ref().map(|p| p.state.clone()), &[WORKER]);
    let env = Env {
        no_color: environment.no_color,
        colorterm: environment.colorterm.clone(),
        term: environment.term.clone(),
        tmux: environment.tmux,
        screen: environment.screen,
    };
    let editor =
        Editor { program: environment.editor.clone(), folder: paths.as_ref().map(Paths::edits), home: environment.home.clone() };
    let panic = environment.panic.clone();
    let run = Run { start, contexts, mode: Mode::new(readonly), theme, env, paths, editor, kubeconfig, panic };
    let code = runtime::run(run).await.map_err(Failure::failed)?;
    if let Some(cluster) = cluster {
        cluster.shutdown().await;
    }
    Ok(code)
}

/// The user's zone, as it is now: a run that lives through a change of the clocks keeps the one it began with.
fn zone() -> chrono::FixedOffset {
    use chrono::{Offset, TimeZone};
    chrono::Local.offset_from_utc_datetime(&Time::system().to_chrono().naive_utc()).fix()
}
