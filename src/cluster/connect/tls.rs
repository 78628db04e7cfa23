//! The settings of TLS: rustls with ring, made to take what Go takes.

use super::verify::{Anybody, AsGo, Noting, Shown};
use crate::cluster::pem::certified;
use crate::cluster::target::{Identity, Target, Trust};
use rustls::ClientConfig;
use rustls::RootCertStore;
use rustls::client::{WebPkiServerVerifier, danger::ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::sign::SingleCertAndKey;
use std::sync::Arc;

/// What is spoken with the API server, or with a proxy; the certificate that it shows is noted where that is wanted.
///
/// # Errors
/// What is missing, in words.
pub(super) fn config(target: &Target, identity: Option<&Identity>, shown: Option<&Shown>) -> Result<ClientConfig, String> {
    let provider = Arc::new(ring::default_provider());
    let mut verifier = verifier(&target.trust, &provider)?;
    if let Some(shown) = shown {
        verifier = Arc::new(Noting(verifier, shown.clone()));
    }
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|e| e.to_string())?.dangerous().with_custom_certificate_verifier(verifier);
    Ok(match identity {
        Some(identity) => builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(certified(identity)?))),
        None => builder.with_no_client_auth(),
    })
}

fn verifier(trust: &Trust, provider: &Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, String> {
    let algorithms = provider.signature_verification_algorithms;
    Ok(match trust {
        Trust::Anything => Arc::new(Anybody(algorithms)),
        Trust::System => {
            let system = rustls_platform_verifier::Verifier::new(provider.clone());
            Arc::new(system.map_err(|e| format!("the system's certificate authorities cannot be loaded: {e}"))?)
        }
        Trust::Anchors(anchors) => {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(anchors.iter().cloned());
            let inner = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build();
            Arc::new(AsGo::new(inner.map_err(|e| e.to_string())?, anchors.clone(), algorithms))
        }
    })
}
