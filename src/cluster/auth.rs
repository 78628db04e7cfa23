//! Why kube could not have a credential of an auth provider, in words that never hold one.

use super::error::cause_first;
use kube::client::AuthError;

/// The failure of making a credential's source.
pub(super) fn failure(error: &kube::Error) -> String {
    match error {
        kube::Error::Auth(auth) => words(auth),
        other => cause_first(other),
    }
}

/// What is wrong with the credential.
pub(super) fn words(error: &AuthError) -> String {
    match error {
        AuthError::InvalidBearerToken(_) => "the token contains characters that are not allowed".into(),
        // None of them is run by kube here; their own words would hold what the program printed.
        AuthError::AuthExecRun { .. } | AuthError::AuthExecParse(_) => "the credential cannot be read".into(),
        other => other.to_string(),
    }
}
