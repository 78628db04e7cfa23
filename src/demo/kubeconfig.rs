//! The kubeconfig of a demo cluster.

use super::users::{Tokens, User};
use std::net::SocketAddr;

/// The first line of the text: by it `dogwatch demo --kubeconfig` knows a file that it wrote itself.
pub const MARK: &str = "# Written by dogwatch demo, which may write it again.\n";

/// The kubeconfig's text. Over plain HTTP kubectl sends no token, so that each context has a server of its own with the token in its path.
/// The extension marks our own servers, the only ones to which dogwatch sends a token over plain HTTP.
pub fn yaml(addr: SocketAddr, tokens: &Tokens) -> String {
    let contexts = [(User::Admin, ""), (User::Dev, "iot-dev"), (User::Viewer, "iot-prod")];
    let mut clusters = String::new();
    let mut users = String::new();
    let mut names = String::new();
    for (user, ns) in contexts {
        let name = user.name();
        let token = tokens.of(user);
        let cluster = match user {
            User::Admin => "demo".to_owned(),
            User::Dev | User::Viewer => format!("demo-as-{name}"),
        };
        clusters += &format!(
            "- name: {cluster}\n  cluster:\n    server: http://{addr}/as/{token}\n    extensions:\n    - {{name: dogwatch.demo, extension: {{}}}}\n"
        );
        users += &format!("- name: demo-{name}\n  user:\n    token: {token}\n");
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
