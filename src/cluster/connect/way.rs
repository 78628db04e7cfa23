//! The way from a context to a client: made when it is needed, once for all who need it, and made anew when what it was made of changed.

use super::sign_in::{Given, Made, make};
use super::verify::Shown;
use crate::cluster::error::ApiError;
use crate::cluster::id_token;
use crate::cluster::kubeconfig::{Contexts, NoTarget, Stamps, read_file};
use crate::cluster::target::{Credential, Target, Trust};
use crate::model::soon::rules::Origin;
use crate::model::trouble::{Credentials, Kubeconfig};
use crate::model::{Name, Time};
use kube::Client;
use rustls::pki_types::CertificateDer;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// Credentials are kept for this long at least, in milliseconds, however soon they are said to end.
const LEAST: i64 = 10_000;
/// A kubeconfig that was written less long ago may not be whole yet.
const SETTLED: Duration = Duration::from_secs(1);

/// Certificates and tokens of the connection itself.
pub(in crate::cluster) struct Own {
    /// What the server has shown, as DER, its own first.
    pub server: Vec<CertificateDer<'static>>,
    /// Those by which it is believed, where the kubeconfig has them.
    pub anchors: Vec<CertificateDer<'static>>,
    /// The user's certificate with those that it stands on, in PEM, and whence it is.
    pub user: Option<(Vec<u8>, Origin)>,
    /// From when, where that is known, until when the user's token counts, and whence it is.
    pub token: Option<((Option<Time>, Time), Origin)>,
}

/// A context's client.
pub(in crate::cluster) struct Way {
    contexts: Contexts,
    context: Name,
    slot: Mutex<Slot>,
    /// Held by whoever makes the client, so that nobody else signs in meanwhile.
    making: tokio::sync::Mutex<()>,
    /// Whether the context signs in by an exec plugin; known once a client was to be made.
    plugin: AtomicBool,
    /// The server's certificate.
    shown: Shown,
}

/// The present client and what it was made of.
#[derive(Default)]
struct Slot {
    client: Option<Client>,
    /// When its credentials are to be had anew.
    until: Option<Time>,
    /// Which client it is, of all that were made.
    count: u64,
    /// Why none could be made the last time, and when that was known.
    failed: Option<(Instant, ApiError)>,
    /// What an exec plugin gave for the last client.
    given: Option<Given>,
    /// What the last client leads to, and the state of the files that say so.
    target: Option<Target>,
    stamps: Stamps,
}

impl Way {
    pub(in crate::cluster) fn new(contexts: Contexts, context: Name) -> Arc<Self> {
        let (slot, making, plugin) = (Mutex::default(), tokio::sync::Mutex::default(), AtomicBool::new(false));
        Arc::new(Self { contexts, context, slot, making, plugin, shown: Shown::default() })
    }

    /// Whether a plugin signs in.
    pub(in crate::cluster) fn has_plugin(&self) -> bool {
        self.plugin.load(Ordering::Relaxed)
    }

    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn present(&self) -> Option<(u64, Client)> {
        let slot = self.slot();
        let good = slot.until.is_none_or(|until| Time::system() < until);
        slot.client.clone().filter(|_| good).map(|client| (slot.count, client))
    }

    /// The client, made when first needed, and its number. Making one may run an exec plugin, which goes on also where the request that
    /// wanted it is given up.
    pub(in crate::cluster) async fn client(self: &Arc<Self>) -> Result<(u64, Client), ApiError> {
        if let Some(present) = self.present() {
            return Ok(present);
        }
        let making = tokio::spawn(self.clone().sign_in(Instant::now()));
        making.await.unwrap_or_else(|_| Err(ApiError::Auth(Box::new(Credentials::NoClient))))
    }

    /// Makes the client, unless another has done so since, or has found that it cannot be made.
    async fn sign_in(self: Arc<Self>, asked: Instant) -> Result<(u64, Client), ApiError> {
        let _alone = self.making.lock().await;
        if let Some(present) = self.present() {
            return Ok(present);
        }
        if let Some((when, why)) = &self.slot().failed
            && *when >= asked
        {
            return Err(why.clone());
        }
        match self.make().await {
            Ok((made, target, stamps)) => {
                let mut slot = self.slot();
                slot.count += 1;
                let soonest = Time::system().plus(LEAST);
                slot.until = made.renew.map(|renew| renew.max(soonest));
                (slot.client, slot.failed, slot.given) = (Some(made.client.clone()), None, made.given);
                (slot.target, slot.stamps) = (Some(target), stamps);
                Ok((slot.count, made.client))
            }
            Err(why) => {
                let why = ApiError::Auth(Box::new(why));
                self.slot().failed = Some((Instant::now(), why.clone()));
                Err(why)
            }
        }
    }

    async fn make(&self) -> Result<(Made, Target, Stamps), Credentials> {
        let (contexts, context, last) = (self.contexts.clone(), self.context.clone(), self.slot().target.clone());
        let read = move || {
            contexts.refresh();
            let target = match contexts.target(&context) {
                Ok(target) => Ok(target),
                // The kubeconfig no longer knows it, and what it led to goes on.
                Err(NoTarget::Gone(why)) => match last {
                    Some(last) => {
                        contexts.trouble(why);
                        Ok(last)
                    }
                    None => Err(why),
                },
                Err(NoTarget::Wrong(why)) => Err(why),
            }?;
            let stamps = contexts.stamps(&target);
            Ok::<_, Credentials>((target, stamps))
        };
        let read = tokio::task::spawn_blocking(read).await;
        let (target, stamps) = read.map_err(|_| Credentials::Kubeconfig(Kubeconfig::Unread))??;
        self.plugin.store(matches!(target.credential, Credential::Exec(_)), Ordering::Relaxed);
        let made = make(&target, &self.contexts, &self.context, self.shown.clone()).await?;
        Ok((made, target, stamps))
    }

    /// The server as the kubeconfig names it, without what may stand beside its host; empty before a client was made.
    pub(in crate::cluster) fn server(&self) -> String {
        let slot = self.slot();
        let Some(url) = slot.target.as_ref().map(|target| &target.server) else { return String::new() };
        let port = url.port().map(|p| format!(":{p}")).unwrap_or_default();
        let server = format!("{}://{}{port}", url.scheme_str().unwrap_or("https"), url.host().unwrap_or_default());
        crate::model::text::clean(&server).into_owned()
    }

    /// The certificates that the server has shown, and by what the user is known to it. An identity provider gives another token for as long
    /// as there is a refresh token: then none is told of.
    pub(in crate::cluster) async fn own(&self) -> Own {
        let (target, given) = {
            let slot = self.slot();
            (slot.target.clone(), slot.given.clone())
        };
        let Some(target) = target else { return Own { server: self.shown.chain(), anchors: Vec::new(), user: None, token: None } };
        let plugin = |given: &Given| Origin::Plugin(given.at);
        let user = target.identity.map(|i| (i.certificate, Origin::Kubeconfig));
        let user = user.or_else(|| given.as_ref().and_then(|g| Some((g.certificate.clone()?, plugin(g)))));
        let token = match target.credential {
            Credential::Token(token) => id_token::counts(&token).map(|counts| (counts, Origin::Kubeconfig)),
            Credential::TokenFile { path, first } => {
                let read = tokio::task::spawn_blocking(move || read_file(&path).ok()).await.ok().flatten();
                let token = read.map_or(first, |bytes| String::from_utf8_lossy(&bytes).trim().to_owned());
                id_token::counts(&token).map(|counts| (counts, Origin::File))
            }
            Credential::Oidc(user) if user.refresh_token.is_empty() => {
                id_token::counts(&user.id_token).map(|counts| (counts, Origin::Kubeconfig))
            }
            Credential::Exec(_) => given.as_ref().and_then(|g| Some((g.token?, plugin(g)))),
            Credential::None | Credential::Basic(..) | Credential::Oidc(_) => None,
        };
        let anchors = if let Trust::Anchors(all) = target.trust { all } else { Vec::new() };
        Own { server: self.shown.chain(), anchors, user, token }
    }

    /// Forgets the client, so that credentials and certificates are read anew.
    pub(in crate::cluster) fn forget(&self) {
        self.slot().client = None;
    }

    /// Forgets this client; one that was made since is another.
    pub(in crate::cluster) fn forget_this(&self, count: u64) {
        let mut slot = self.slot();
        if slot.count == count {
            slot.client = None;
        }
    }

    /// Whether the kubeconfig, or a file that it names, leads elsewhere by now; then the client is forgotten.
    pub(in crate::cluster) async fn moved(&self) -> bool {
        let (last, before) = {
            let slot = self.slot();
            let Some(target) = &slot.target else { return false };
            (target.clone(), slot.stamps.clone())
        };
        let (contexts, context) = (self.contexts.clone(), self.context.clone());
        let look = move || {
            let now = contexts.stamps(&last);
            let fresh = |time: SystemTime| time.elapsed().is_ok_and(|age| age < SETTLED);
            if now == before || now.iter().flatten().any(|(time, ..)| fresh(*time)) {
                return None;
            }
            contexts.refresh();
            match contexts.target(&context) {
                Ok(target) if target == last => Some((now, false)),
                Ok(_) => Some((now, true)),
                Err(NoTarget::Gone(why) | NoTarget::Wrong(why)) => {
                    contexts.trouble(why);
                    Some((now, false))
                }
            }
        };
        let Ok(Some((now, moved))) = tokio::task::spawn_blocking(look).await else { return false };
        let mut slot = self.slot();
        slot.stamps = now;
        if moved {
            slot.client = None;
        }
        moved
    }
}
