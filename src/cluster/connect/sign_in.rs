//! A client for a target whose user may have to sign in first: by an exec plugin, or at an identity provider.

use super::client::client;
use super::oidc;
use super::verify::Shown;
use crate::cluster::kubeconfig::Contexts;
use crate::cluster::pem::certified;
use crate::cluster::target::{Credential, Target};
use crate::model::Time;
use kube::Client;

/// What a plugin gave is had anew so long before it ends, in milliseconds.
const EARLY: i64 = 30_000;

/// A client, and when its credentials are to be had anew.
#[derive(Clone)]
pub(super) struct Made {
    pub client: Client,
    pub renew: Option<Time>,
}

/// Makes a client, after running the target's exec plugin once, or asking its identity provider, where it has one.
///
/// # Errors
/// Why not, in words that name the plugin, the provider, the file or the setting, and hold no secret.
pub(super) async fn make(target: &Target, contexts: &Contexts, shown: Shown) -> Result<Made, String> {
    let mut target = target.clone();
    let (mut token, mut renew) = (None, None);
    match &target.credential {
        Credential::Exec(exec) => {
            let given = contexts.turn.run(exec, contexts.launcher.as_deref()).await?;
            if let Some(identity) = given.identity {
                let what = format!("exec plugin {}: its certificate", exec.command);
                certified(&identity).map_err(|why| format!("{what} {why}"))?;
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
    Ok(Made { client: client(target, token, shown).await?, renew })
}
