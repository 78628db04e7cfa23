//! A client for a target whose user may have to sign in first: by an exec plugin, or at an identity provider.

use super::client::client;
use super::oidc;
use super::verify::Shown;
use crate::cluster::kubeconfig::Contexts;
use crate::cluster::pem::certified;
use crate::cluster::target::{Credential, Target};
use crate::cluster::{exec, id_token};
use crate::model::trouble::{Credentials, Plugin};
use crate::model::{Name, Time};
use kube::Client;

/// What a plugin gave is had anew so long before it ends, in milliseconds.
const EARLY: i64 = 30_000;

/// A client, when its credentials are to be had anew, and what an exec plugin gave for it.
#[derive(Clone)]
pub(super) struct Made {
    pub client: Client,
    pub renew: Option<Time>,
    pub given: Option<Given>,
}

/// What an exec plugin gave and when, as far as it is told until when that counts. Nothing of it is secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Given {
    pub at: Time,
    /// The user's certificate with those that it stands on, in PEM.
    pub certificate: Option<Vec<u8>>,
    /// From when, where that is known, until when the token counts.
    pub token: Option<(Option<Time>, Time)>,
}

impl Given {
    /// Of a token that says itself when it ends that is taken: a plugin may call it over somewhat earlier.
    fn new(given: &exec::Given, at: Time) -> Self {
        let token = given.token.as_deref().and_then(|t| id_token::counts(t).or_else(|| given.until.map(|until| (None, until))));
        Self { at, certificate: given.identity.as_ref().map(|i| i.certificate.clone()), token }
    }
}

/// Makes a client, after running the target's exec plugin once, or asking its identity provider, where it has one.
///
/// # Errors
/// Why not, in words that name the plugin, the provider, the file or the setting, and hold no secret.
pub(super) async fn make(target: &Target, contexts: &Contexts, context: &Name, shown: Shown) -> Result<Made, Credentials> {
    let mut target = target.clone();
    let (mut token, mut renew, mut told) = (None, None, None);
    match &target.credential {
        Credential::Exec(exec) => {
            let given = contexts.turns.run(exec, contexts.launcher.as_deref(), context).await?;
            told = Some(Given::new(&given, Time::system()));
            if let Some(identity) = given.identity {
                certified(&identity).map_err(|why| exec.wrong(Plugin::Certificate(why)))?;
                target.identity = Some(identity);
            }
            (token, renew) = (given.token, given.until.map(|until| until.plus(-EARLY)));
        }
        Credential::Oidc(user) => {
            let (given, until) = oidc::token(user, contexts).await?;
            (token, renew) = (Some(given), Some(until));
        }
        Credential::None | Credential::Basic(..) | Credential::Token(_) | Credential::TokenFile { .. } => {}
    }
    Ok(Made { client: client(target, token, shown).await?, renew, given: told })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::target::Identity;

    #[test]
    fn what_a_plugin_gave_is_known_by_its_own_end_and_else_by_what_the_plugin_said() {
        let (at, until) = (Time::from_secs(100), Time::from_secs(900));
        // {"iat":50,"exp":1000}
        let jwt = "e30.eyJpYXQiOjUwLCJleHAiOjEwMDB9.x";
        for (token, said, want) in [
            (Some(jwt), Some(until), Some((Some(Time::from_secs(50)), Time::from_secs(1000)))),
            (Some(jwt), None, Some((Some(Time::from_secs(50)), Time::from_secs(1000)))),
            (Some("opaque"), Some(until), Some((None, until))),
            (Some("opaque"), None, None),
            // Of a certificate alone it is the certificate's end that counts.
            (None, Some(until), None),
        ] {
            let identity = || Identity { certificate: b"pem".to_vec(), key: b"key".to_vec() };
            let given = exec::Given { token: token.map(str::to_owned), identity: Some(identity()), until: said };
            assert_eq!(Given::new(&given, at), Given { at, certificate: Some(b"pem".to_vec()), token: want });
        }
    }
}
