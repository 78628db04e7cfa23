//! k9s's settings as ours: a folder of the kinds that people publish, and what is said of what has no place here.

use dogwatch::config::{Settings, k9s};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/corpus/k9s")
}

/// What was taken over, without the folder's place, then what was not.
fn words(imported: &k9s::Imported) -> String {
    let (_, toml) = imported.toml.split_once('\n').unwrap();
    let mut out = toml.to_owned();
    out.push_str("\n--- not taken over\n");
    for note in &imported.notes {
        writeln!(out, "{note}").unwrap();
    }
    out
}

#[test]
fn a_folder_is_taken_over_and_the_rest_is_said() {
    let imported = k9s::import(&corpus()).unwrap();
    let settings = Settings::parse(&imported.toml, Path::new("config.toml")).unwrap();
    assert!(settings.saved.aliases.iter().any(|(a, of)| &**a == "ks" && &**of == "kustomizations.kustomize.toolkit.fluxcd.io"));
    assert!(settings.saved.columns.len() >= 5 && settings.saved.views.len() >= 6);
    // Whatever is imported is nothing that a shell could read a value in.
    let bash = settings.own.named("toggle-hr").unwrap();
    assert!(bash.terminal && bash.confirm && !bash.harmless && bash.is_for("HelmRelease") && !bash.is_for("Pod"));
    assert!(settings.own.named("k9s-debug").is_some() && settings.own.named("pasted").is_none());
    insta::assert_snapshot!(words(&imported));
}

#[test]
fn files_of_older_versions_and_broken_ones() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let why = k9s::import(folder.path()).unwrap_err();
    assert!(why.contains("there are no settings of k9s in it"), "{why}");
    assert!(k9s::import(&folder.path().join("none")).is_err());
    put("alias.yml", "alias:\n  pp: v1/pods\n  evil: \"v1/pods\\e[31m\"\n");
    put("views.yml", "k9s:\n  views:\n    v1/pods:\n      columns: [NAME, AGE]\n");
    put("hotkey.yml", "hotKey:\n  a: [broken\n");
    put(
        "plugin.yml",
        "plugin:\n  old:\n    shortCut: Ctrl-Y\n    scopes: [po]\n    command: echo\n    args: [$NAME]\n  none:\n    command: echo\n",
    );
    let imported = k9s::import(folder.path()).unwrap();
    insta::assert_snapshot!(words(&imported));
    Settings::parse(&imported.toml, Path::new("config.toml")).unwrap();
}

#[test]
fn it_is_printed_and_nothing_is_written() {
    let home = tempfile::tempdir().unwrap();
    let run = |args: &[&str], k9s: Option<&Path>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
        command.args(["config", "import-k9s"]).args(args);
        command.env("HOME", home.path()).env("XDG_CONFIG_HOME", home.path().join("config"));
        match k9s {
            Some(folder) => command.env("K9S_CONFIG_DIR", folder),
            None => command.env_remove("K9S_CONFIG_DIR"),
        };
        let out = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (out.status.code(), text(&out.stdout), text(&out.stderr))
    };
    let folder = corpus();
    let (code, toml, notes) = run(&[folder.to_str().unwrap()], None);
    assert_eq!(code, Some(0), "{notes}");
    assert!(toml.contains("[columns]") && notes.contains("views.yaml:"), "{toml}{notes}");
    assert_eq!(run(&[], Some(&folder)), (code, toml, notes));
    let (code, _, why) = run(&[], None);
    assert_eq!(code, Some(1));
    assert!(why.contains("config/k9s"), "{why}");
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0, "nothing is written");
}
