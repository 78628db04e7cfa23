//! The kubeconfig of a demo cluster.

use super::users::User;
use std::net::SocketAddr;

/// The first line of the text: by it `dogwatch demo --kubeconfig` knows a file that it wrote itself.
pub const MARK: &str = "# Written by dogwatch demo, which may write it again.\n";

/// The kubeconfig's text. The extension marks our own servers, the only ones that get a token over plain HTTP. Each context has its own server path, for kubectl sends no token over plain HTTP.
pub fn yaml(addr: SocketAddr) -> String {
    let contexts = [(User::Admin, ""), (User::Dev, "iot-dev"), (User::Viewer, "iot-prod")];
    let mut clusters = String::new();
    let mut users = String::new();
    let mut names = String::new();
    for (user, ns) in contexts {
        let name = user.name();
        let (cluster, path) = match user {
            User::Admin => ("demo".to_owned(), String::new()),
            _ => (format!("demo-as-{name}"), format!("/as/{name}")),
        };
        clusters += &format!(
            "- name: {cluster}\n  cluster:\n    server: http://{addr}{path}\n    extensions:\n    - {{name: dogwatch.demo, extension: {{}}}}\n"
        );
        users += &format!("- name: demo-{name}\n  user:\n    token: {}\n", user.token());
        names += &format!("- name: demo-{name}\n  context:\n    cluster: {cluster}\n    user: demo-{name}\n");
        // The administrator's context names no namespace: a newcomer sees all of them first.
        if !ns.is_empty() {
            names += &format!("    namespace: {ns}\n");
        }
    }
    format!(
        "{MARK}apiVersion: v1\nkind: Config\ncurrent-context: demo-admin\nclusters:\n{clusters}users:\n{users}contexts:\n{names}preferences: {{}}\n"
    )
}
