//! Why signing in failed, in words that name the plugin or the file, and never what a plugin printed: that may be a token.

use super::error::{ApiError, cause_first};
use super::plugin::meaning;
use kube::client::AuthError;

/// The failure of making a client. `plugin` is the exec plugin's command, where the user has one.
pub(super) fn failure(error: kube::Error, plugin: Option<&str>) -> ApiError {
    match &error {
        kube::Error::Auth(auth) => ApiError::Auth(words(auth, plugin.unwrap_or("of the kubeconfig's user"))),
        _ => ApiError::Auth(ApiError::from(error).to_string()),
    }
}

/// The failure of a plugin or a file, with the plugin's name. kube's own words would hold what the plugin printed.
pub(super) fn words(error: &AuthError, plugin: &str) -> String {
    match error {
        AuthError::AuthExecStart(e) => format!("exec plugin {plugin}: {}", cause_first(e)),
        AuthError::AuthExecRun { out, .. } => {
            let meaning = meaning(out.status);
            format!("exec plugin {plugin} failed ({}{meaning}); :sign-in runs it on the terminal", out.status)
        }
        AuthError::AuthExecParse(_) | AuthError::ExecPluginFailed => format!("exec plugin {plugin} printed no ExecCredential"),
        AuthError::MalformedTokenExpirationDate(_) => format!("exec plugin {plugin} printed an expiry that is no time"),
        AuthError::InvalidBearerToken(_) => "the token has characters that no token may have".into(),
        AuthError::InvalidBasicAuth(_) => "the user's name or password has characters that none may have".into(),
        AuthError::ReadTokenFile(e, path) => format!("token file {}: {}", path.display(), cause_first(e)),
        other => other.to_string(),
    }
}
