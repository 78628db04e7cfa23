//! Certificates and keys in PEM, taken as Go takes them.

use super::error::cause_first;
use super::target::Identity;
use crate::model::trouble::Pem;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{InconsistentKeys, RootCertStore};

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
pub(in crate::cluster) fn certified(identity: &Identity) -> Result<CertifiedKey, Pem> {
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&identity.certificate).filter_map(Result::ok).collect();
    if chain.is_empty() {
        return Err(Pem::NoCertificate);
    }
    let key = PrivateKeyDer::from_pem_slice(&identity.key).map_err(|_| Pem::NoKey)?;
    let key = ring::default_provider().key_provider.load_private_key(key);
    let key = key.map_err(|e| Pem::BadKey(cause_first(&e)))?;
    let certified = CertifiedKey::new(chain, key);
    match certified.keys_match() {
        Err(rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch)) => Err(Pem::Mismatch),
        // What cannot be told is the server's to tell.
        Ok(()) | Err(_) => Ok(certified),
    }
}
