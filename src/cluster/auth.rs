//! Why signing in failed, in words that name the plugin or the file, and never what a plugin printed: that may be a token.

use super::error::{ApiError, cause_first};
use kube::client::AuthError;

/// The failure of making a client. `plugin` is the exec plugin's command, where the user has one.
pub(super) fn failure(error: kube::Error, plugin: Option<&str>) -> ApiError {
    let kube::Error::Auth(auth) = &error else { return ApiError::Auth(ApiError::from(error).to_string()) };
    let plugin = plugin.unwrap_or("of the kubeconfig's user");
    ApiError::Auth(match auth {
        AuthError::AuthExecStart(e) => format!("exec plugin {plugin}: {}", cause_first(e)),
        AuthError::AuthExecRun { out, .. } => format!("exec plugin {plugin} failed ({}); run it by hand to see why", out.status),
        AuthError::AuthExecParse(_) | AuthError::ExecPluginFailed => format!("exec plugin {plugin} printed no ExecCredential"),
        AuthError::ReadTokenFile(e, path) => format!("token file {}: {}", path.display(), cause_first(e)),
        other => other.to_string(),
    })
}
