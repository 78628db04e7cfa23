//! The command line: flags and their meaning.

mod change;

pub use change::{Answers, Named, Promote, Release, Restart, Rollback, Scale, Told, workload};

use crate::demo::Scenario;
use crate::model::Lang;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

/// A terminal dashboard for Kubernetes: health, rollouts and live logs, and changes without fear.
#[derive(Parser, Debug)]
#[command(name = "dogwatch", version, about, max_term_width = 100)]
pub struct Cli {
    /// What to do; the dashboard where nothing is said.
    #[command(subcommand)]
    pub command: Option<Sub>,
    /// Where, and as whom.
    #[command(flatten)]
    pub connection: Connection,
    /// Start the embedded demo cluster and open the dashboard on it.
    #[arg(long)]
    pub demo: bool,
    /// The settings file; else $XDG_CONFIG_HOME/dogwatch/config.toml.
    #[arg(long, value_name = "PATH", global = true)]
    pub config: Option<PathBuf>,
    /// The theme; `dogwatch themes` lists them.
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// The language of the screen: en or zh.
    #[arg(long, value_name = "LANG")]
    pub lang: Option<Lang>,
    /// Give a shell in a pod the terminal itself, as kubectl does, instead of a view.
    #[arg(long)]
    pub plain: bool,
    /// Let the mouse scroll, and go to panes and rows; selecting text then takes Shift in most terminals.
    #[arg(long)]
    pub mouse: bool,
    /// Write a log of dogwatch itself to this file.
    #[arg(long, value_name = "PATH", global = true)]
    pub log_file: Option<PathBuf>,
}

/// Where, and as whom.
#[derive(Args, Debug, Clone)]
pub struct Connection {
    /// The kubeconfig; else the paths of KUBECONFIG, else ~/.kube/config.
    #[arg(long, value_name = "PATH", global = true)]
    pub kubeconfig: Option<PathBuf>,
    /// The kubeconfig's context; else its current one. Several, with commas between them, open in tabs of the dashboard; all else takes one.
    #[arg(long, value_name = "NAME", global = true)]
    pub context: Option<String>,
    /// The namespaces to look at.
    #[arg(short, long, value_name = "NS", value_delimiter = ',', global = true, value_parser = namespace)]
    pub namespace: Vec<String>,
    /// Look at all namespaces.
    #[arg(short = 'A', long, conflicts_with = "namespace", global = true)]
    pub all_namespaces: bool,
    /// Send nothing but reads: no change is possible.
    #[arg(long, global = true)]
    pub readonly: bool,
}

/// The other things dogwatch does.
#[derive(Subcommand, Debug)]
pub enum Sub {
    /// Print one look and exit.
    Get(Get),
    /// Say what can be reached and what its user may do.
    Check,
    /// Give a workload a new image, and watch it until it can be called good. Exit 0 good, 1 failed, 2 wrong usage, 3 failed and taken back, 4 denied.
    Release(Release),
    /// Give the workloads of one environment the images of another, one after the other.
    Promote(Promote),
    /// Go back to an earlier revision, and follow it until it is available.
    Rollback(Rollback),
    /// Set the number of replicas, and follow it until they are available.
    Scale(Scale),
    /// Make all pods anew, and follow it until they are available.
    Restart(Restart),
    /// Serve the demo cluster without a screen until interrupted.
    Demo(Demo),
    /// Print the record of changes.
    Journal(Journal),
    /// List the themes.
    Themes,
    /// Settings of others as ours.
    Config {
        /// Whose.
        #[command(subcommand)]
        what: ConfigOf,
    },
    /// Run an exec plugin without a terminal; dogwatch starts itself with this.
    #[command(name = crate::cluster::plugin::COMMAND, hide = true)]
    ExecPlugin {
        /// The plugin and its arguments.
        #[arg(last = true, required = true)]
        command: Vec<std::ffi::OsString>,
    },
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// `dogwatch config`.
#[derive(Subcommand, Debug)]
pub enum ConfigOf {
    /// Print k9s's aliases, columns, hot keys and plugins as settings of dogwatch; what cannot be taken over is said on stderr. Writes no file.
    #[command(name = "import-k9s")]
    ImportK9s {
        /// The folder of k9s's settings; else $K9S_CONFIG_DIR, else $XDG_CONFIG_HOME/k9s.
        folder: Option<PathBuf>,
    },
}

/// `dogwatch get`.
#[derive(Args, Debug)]
pub struct Get {
    /// What to print.
    pub what: What,
    /// How to print it.
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub output: Output,
    /// What the pods use of CPU and memory, as `kubectl top pod` prints it.
    #[arg(long)]
    pub metrics: bool,
}

/// What `get` prints.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "named as they are typed")]
pub enum What {
    #[value(alias = "namespace", alias = "ns")]
    Namespaces,
    #[value(alias = "workload", alias = "wl")]
    Workloads,
    #[value(alias = "pod", alias = "po")]
    Pods,
}

/// How it is printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "named as they are typed")]
pub enum Output {
    Table,
    Json,
}

/// `dogwatch demo`.
#[derive(Args, Debug)]
pub struct Demo {
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// Allow --listen to name an address beyond this machine: the tokens then go over the network in plain HTTP.
    #[arg(long)]
    pub insecure_listen: bool,
    /// What happens there: calm, incident, rollout, storm or release.
    #[arg(long, value_name = "NAME", default_value_t = Scenario::default())]
    pub scenario: Scenario,
    /// How many pods there are, about; else the small platform's few dozen.
    #[arg(long, value_name = "N")]
    pub pods: Option<usize>,
    /// How fast its time goes.
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = speed)]
    pub speed: f64,
}

fn namespace(text: &str) -> Result<String, String> {
    crate::model::naming::dns_label(text).map(|()| text.to_owned()).map_err(|e| format!("no name of a namespace: {e}"))
}

fn speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if x.is_finite() && (0.01..=1000.0).contains(&x) => Ok(x),
        _ => Err("a number from 0.01 to 1000".into()),
    }
}

/// `dogwatch journal`.
#[derive(Args, Debug)]
pub struct Journal {
    /// Only changes of the last so long: 30m, 2h, 7d.
    #[arg(long, value_name = "SPAN", value_parser = span)]
    pub since: Option<i64>,
    /// How to print it.
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub output: Output,
}

fn span(text: &str) -> Result<i64, String> {
    crate::model::filter::duration(text).ok_or_else(|| "a number and s, m, h or d, such as 2h".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_flags_hold_together() {
        Cli::command().debug_assert();
        let cli = Cli::try_parse_from(["dogwatch", "get", "pods", "-n", "a,b", "-o", "json", "--context", "x"]).unwrap();
        assert_eq!(cli.connection.namespace, ["a", "b"]);
        assert!(Cli::try_parse_from(["dogwatch", "-A", "-n", "a"]).is_err());
        assert!(Cli::try_parse_from(["dogwatch", "--plain"]).unwrap().plain && !cli.plain);
        assert!(Cli::try_parse_from(["dogwatch", "--lang", "fr"]).is_err());
        for bad in ["default/services/foo/proxy/reboot?x=", "..", "a,../b", "A", "a%2f"] {
            assert!(Cli::try_parse_from(["dogwatch", "-n", bad]).is_err(), "{bad}");
        }
        assert!(Cli::try_parse_from(["dogwatch", "journal", "--since", "soon"]).is_err());
        assert!(Cli::try_parse_from(["dogwatch", "config", "import-k9s", "/k9s"]).is_ok());
        assert!(Cli::try_parse_from(["dogwatch", "config"]).is_err());
    }
}
