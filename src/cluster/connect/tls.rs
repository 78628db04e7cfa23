//! The settings of TLS: rustls with ring, made to take what Go takes.

use super::target::{Identity, Target, Trust};
use super::verify::{Anybody, AsGo};
use crate::cluster::error::cause_first;
use rustls::ClientConfig;
use rustls::client::{WebPkiServerVerifier, danger::ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{InconsistentKeys, RootCertStore};
use std::sync::Arc;

/// The certificates of a bundle in PEM that can be trusted; what is none of them is passed over, as Go does.
pub(in crate::cluster) fn anchors(pem: &[u8]) -> Vec<CertificateDer<'static>> {
    let takes = |c: &CertificateDer<'static>| RootCertStore::empty().add(c.clone()).is_ok();
    CertificateDer::pem_slice_iter(pem).filter_map(Result::ok).filter(takes).collect()
}

/// A client's certificate with its key. The certificate is not looked into beyond its key: it is the server's to judge, and version 1 is
/// good enough for many.
///
/// # Errors
/// What is wrong with it, in words without its bytes.
pub(in crate::cluster) fn certified(identity: &Identity) -> Result<CertifiedKey, String> {
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&identity.certificate).filter_map(Result::ok).collect();
    if chain.is_empty() {
        return Err("holds no certificate in PEM that can be read".into());
    }
    let key = PrivateKeyDer::from_pem_slice(&identity.key).map_err(|_| "its key cannot be read: it is not a private key in PEM")?;
    let key = ring::default_provider().key_provider.load_private_key(key);
    let key = key.map_err(|e| format!("its key cannot be used: {}", cause_first(&e)))?;
    let certified = CertifiedKey::new(chain, key);
    match certified.keys_match() {
        Err(rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch)) => Err("private key does not match public key".into()),
        // What cannot be told is the server's to tell.
        Ok(()) | Err(_) => Ok(certified),
    }
}

/// What is spoken with the API server.
///
/// # Errors
/// What is missing, in words.
pub(super) fn config(target: &Target, identity: Option<&Identity>) -> Result<ClientConfig, String> {
    let provider = Arc::new(ring::default_provider());
    let verifier = verifier(&target.trust, &provider)?;
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
