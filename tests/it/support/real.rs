//! What differs from one real cluster to the next, asked of the cluster that `DOGWATCH_TEST_KUBECONFIG` names: its contexts, its node, the
//! version in which it serves a kind.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The kubeconfig's path.
pub fn config() -> PathBuf {
    std::env::var_os("DOGWATCH_TEST_KUBECONFIG").expect("DOGWATCH_TEST_KUBECONFIG names a kubeconfig").into()
}

/// What kubectl says, which must not fail.
pub fn kubectl(config: &Path, arguments: &[&str]) -> String {
    let out = Command::new("kubectl").arg("--kubeconfig").arg(config).args(arguments).output().expect("kubectl");
    assert!(out.status.success(), "kubectl {arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}

/// The context of a role: `admin`, `dev` or `viewer`.
pub fn context(role: &str) -> String {
    context_of(&config(), role)
}

/// The context of a role in a kubeconfig.
pub fn context_of(config: &Path, role: &str) -> String {
    let all = kubectl(config, &["config", "get-contexts", "-o", "name"]);
    let found = all.lines().find(|name| name.ends_with(&format!("-{role}")));
    found.unwrap_or_else(|| panic!("no context ends with -{role}: {all}")).to_owned()
}

/// A node's name.
pub fn node() -> String {
    kubectl(&config(), &["get", "nodes", "-o", "jsonpath={.items[0].metadata.name}"])
}

/// The version in which a group serves a resource: the preferred one of those that have it.
pub fn version(group: &str, resource: &str) -> String {
    let raw = |path: &str| serde_json::from_str::<Value>(&kubectl(&config(), &["get", "--raw", path])).unwrap();
    let versions = raw(&format!("/apis/{group}"));
    let serves = |version: &&str| {
        let list = raw(&format!("/apis/{group}/{version}"));
        list["resources"].as_array().is_some_and(|all| all.iter().any(|r| r["name"] == resource))
    };
    let preferred = versions["preferredVersion"]["version"].as_str();
    let all = versions["versions"].as_array().unwrap().iter().filter_map(|v| v["version"].as_str());
    let found = preferred.into_iter().chain(all).find(serves);
    found.unwrap_or_else(|| panic!("no version of {group} serves {resource}")).to_owned()
}

/// The server's minor version: 20 for v1.20.2.
pub fn minor() -> u32 {
    let version: Value = serde_json::from_str(&kubectl(&config(), &["get", "--raw", "/version"])).unwrap();
    version["minor"].as_str().unwrap().trim_end_matches('+').parse().unwrap()
}
