//! What we are made of: where each package comes from, under which licence, what stands twice, and that unsafe code of our own is denied and none
//! runs while it is built. All of it can be checked without a network; `deny.toml` says the same for cargo-deny, and is held against what is
//! checked here. Only what is known against a version (advisories, yanked ones) and how old it is needs the network.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Licences that may be used in a program under MIT or Apache 2.0. MPL 2.0 asks for the source of the files under it, which are unchanged.
const LICENCES: [&str; 8] =
    ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-3-Clause", "ISC", "MPL-2.0", "Unicode-3.0", "Zlib"];

/// Packages of which the program itself has two versions, because two of its libraries have not met yet. Another one is a question to be
/// asked before it is added here.
const TWICE: [&str; 2] = ["base64", "getrandom"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap()
}

/// Packages for this machine, with version and licence; the first is our own. `edges` says by which kinds of dependency.
fn packages(edges: &str) -> BTreeSet<(String, String, String)> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let out = Command::new(cargo)
        // Each package once with what it needs: without that the tree of some three hundred has millions of lines.
        .args(["tree", "--offline", "--locked", "--prefix", "none", "--format", "{p}|{l}", "--edges", edges])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let text = String::from_utf8(out.stdout).unwrap();
    let package = |line: &str| {
        let (package, licence) = line.trim_end_matches(" (*)").split_once('|')?;
        let mut words = package.split(' ');
        let (name, version) = (words.next()?.to_owned(), words.next()?.to_owned());
        (name != "dogwatch").then(|| (name, version, licence.to_owned()))
    };
    text.lines().filter_map(package).collect()
}

/// What the program itself is linked from: not what only builds or tests, and no macros, which run in the compiler.
fn linked() -> BTreeMap<String, BTreeSet<String>> {
    let mut by_name: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, version, _) in packages("normal,no-proc-macro") {
        by_name.entry(name).or_default().insert(version);
    }
    by_name
}

/// Whether an SPDX expression can be met: one side of an OR, both of an AND.
fn allowed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    let text = expression.trim();
    // The outermost operator, brackets apart; OR binds less than AND.
    for (operator, all) in [(" OR ", false), (" AND ", true)] {
        let mut depth = 0;
        for (at, c) in text.char_indices() {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ if depth == 0 && text[at..].starts_with(operator) => {
                    let (left, right) = (allowed(&text[..at]), allowed(&text[at + operator.len()..]));
                    return if all { left && right } else { left || right };
                }
                _ => {}
            }
        }
    }
    match text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        Some(inner) => allowed(inner),
        None => LICENCES.contains(&text),
    }
}

#[test]
fn licences_are_read_as_they_are_meant() {
    for yes in ["MIT", "GPL-3.0 OR MIT", "MIT/Apache-2.0", "(MIT OR GPL-2.0) AND ISC", "MIT AND (Apache-2.0 OR Zlib)"] {
        assert!(allowed(yes), "{yes}");
    }
    for no in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR ISC) AND GPL-2.0", "", "OpenSSL"] {
        assert!(!allowed(no), "{no}");
    }
}

#[test]
fn every_package_has_a_licence_that_may_be_used() {
    let packages = packages("all");
    assert!(packages.len() > 100);
    let bad: Vec<_> = packages.iter().filter(|(_, _, licence)| !allowed(licence)).collect();
    assert!(bad.is_empty(), "{bad:#?}");
    assert_eq!(texts(&deny()["licenses"]["allow"]), LICENCES);
}

/// What is asked of cargo-deny.
fn deny() -> toml::Table {
    read("deny.toml").parse().unwrap()
}

fn texts(list: &toml::Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|t| t.as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_banned_is_on_no_platform_and_every_version_is_asked_for_by_number() {
    let deny = deny();
    let banned = texts(&deny["bans"]["deny"]);
    assert!(banned.len() > 4 && deny["bans"]["wildcards"].as_str() == Some("deny"));
    let lock: toml::Table = read("Cargo.lock").parse().unwrap();
    let there = lock["package"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap());
    let found: Vec<&str> = there.filter(|name| banned.iter().any(|b| b == name)).collect();
    assert!(found.is_empty(), "{found:?}");
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    for kind in ["dependencies", "dev-dependencies"] {
        for (name, how) in manifest[kind].as_table().unwrap() {
            let version = how.as_str().or_else(|| how.get("version")?.as_str()).unwrap_or_default();
            assert!(version.starts_with(|c: char| c.is_ascii_digit()), "{name} = {how}");
            assert!(["git", "path", "registry"].iter().all(|k| how.get(*k).is_none()), "{name} = {how}");
        }
    }
}

#[test]
fn every_package_comes_from_the_registry_with_a_checksum() {
    // The lock file has the packages of all platforms.
    let lock: toml::Table = read("Cargo.lock").parse().unwrap();
    for package in lock["package"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        if name == "dogwatch" {
            assert!(package.get("source").is_none());
            continue;
        }
        assert_eq!(package.get("source").and_then(toml::Value::as_str), Some(REGISTRY), "{name}");
        assert_eq!(package.get("checksum").and_then(toml::Value::as_str).map(str::len), Some(64), "{name}");
    }
    for from in ["unknown-registry", "unknown-git"] {
        assert_eq!(deny()["sources"][from].as_str(), Some("deny"));
    }
}

#[test]
fn what_is_there_twice_is_known() {
    let linked = linked();
    let twice: Vec<&str> = linked.iter().filter(|(_, v)| v.len() > 1).map(|(n, _)| n.as_str()).collect();
    assert_eq!(twice, TWICE, "{:?}", linked.iter().filter(|(_, v)| v.len() > 1).collect::<Vec<_>>());
}

#[test]
fn unsafe_code_is_denied_and_nothing_of_ours_runs_while_it_is_built() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    assert_eq!(
        manifest["lints"]["rust"]["unsafe_code"].as_str(),
        Some("deny"),
        "tests/it/house/walls.rs knows the files that have some"
    );
    assert!(!root().join("build.rs").exists() && manifest["package"].get("build").is_none());
    assert!(manifest.get("build-dependencies").is_none() && manifest.get("patch").is_none() && manifest.get("replace").is_none());
}

#[test]
fn every_dependency_says_what_it_is_for_and_is_counted() {
    let text = read("Cargo.toml");
    let (_, rest) = text.split_once("[dependencies]\n").unwrap();
    let (ours, _) = rest.split_once("\n[dev-dependencies]").unwrap();
    assert!(ours.trim_start().starts_with('#'), "the first has no comment");
    let direct = ours.lines().filter(|l| !l.starts_with('#') && l.contains('=')).count();
    let all = linked().values().map(BTreeSet::len).sum::<usize>();
    let readme = read("README.md");
    let words = format!("{direct} direct dependencies, {all} packages in all");
    assert!(readme.contains(&words), "the README does not say: {words}");
}
