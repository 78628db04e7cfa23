//! Whom a server's certificate is believed. rustls' own judgement comes first; what it refuses and Go takes, by which kubectl goes, is
//! looked at again: a certificate that is itself among those of the kubeconfig, and one that is marked as an authority (`CA:TRUE`).

use super::der::Certificate;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};
use std::sync::{Arc, Mutex, PoisonError};

/// How long a chain may be.
const LONGEST: u8 = 8;

/// rustls' verifier, and what Go takes beyond it where there are anchors. Takes note of what the server shows.
#[derive(Debug)]
pub(super) struct AsGo {
    pub(super) inner: Arc<dyn ServerCertVerifier>,
    pub(super) anchors: Vec<CertificateDer<'static>>,
    pub(super) algorithms: WebPkiSupportedAlgorithms,
    pub(super) shown: Shown,
}

impl AsGo {
    /// What rustls `refused`, as Go judges it.
    fn look_again(
        &self,
        refused: Error,
        (leaf, between): (&CertificateDer<'_>, &[CertificateDer<'_>]),
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        // Only where it did not come to a judgement of time, name or signature: an unknown issuer, an authority as a leaf.
        if !matches!(refused, Error::InvalidCertificate(CertificateError::UnknownIssuer | CertificateError::Other(_))) {
            return Err(refused);
        }
        let Some(read) = Certificate::read(leaf) else { return Err(refused) };
        let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        if !read.server || read.narrowed || !self.leads_to_an_anchor(leaf, between, seconds) {
            return Err(refused);
        }
        if !read.counts_at(seconds) {
            let why = if seconds < read.from { CertificateError::NotValidYet } else { CertificateError::Expired };
            return Err(Error::InvalidCertificate(why));
        }
        verify_server_name(&ParsedCertificate::try_from(leaf)?, name)?;
        Ok(ServerCertVerified::assertion())
    }

    /// Whether the leaf is an anchor itself, or leads to one by authorities that count now.
    fn leads_to_an_anchor(&self, leaf: &CertificateDer<'_>, between: &[CertificateDer<'_>], now: i64) -> bool {
        if self.anchors.contains(leaf) {
            return true;
        }
        let Some(leaf) = Certificate::read(leaf) else { return false };
        let read = |all: &'_ [CertificateDer<'_>]| all.len().min(usize::from(LONGEST));
        let between: Vec<_> = between[..read(between)].iter().filter_map(|c| Certificate::read(c)).collect();
        let anchors: Vec<_> = self.anchors.iter().filter_map(|c| Certificate::read(c)).collect();
        self.is_signed(&leaf, &between, &anchors, now, 0)
    }

    fn is_signed(
        &self,
        one: &Certificate<'_>,
        between: &[Certificate<'_>],
        anchors: &[Certificate<'_>],
        now: i64,
        below: u8,
    ) -> bool {
        if below >= LONGEST {
            return false;
        }
        let fits = |authority: &&Certificate<'_>| {
            authority.subject == one.issuer
                && authority.counts_at(now)
                && !authority.narrowed
                && authority.depth.is_none_or(|depth| below <= depth)
                && self.signed_by(one, authority)
        };
        // An anchor is believed as it is; who stands between must be an authority.
        anchors.iter().any(|a| fits(&a))
            || between
                .iter()
                .filter(|a| a.may_sign && a.server)
                .filter(fits)
                .any(|a| self.is_signed(a, between, anchors, now, below + 1))
    }

    fn signed_by(&self, one: &Certificate<'_>, authority: &Certificate<'_>) -> bool {
        self.algorithms.all.iter().any(|a| {
            *a.signature_alg_id() == *one.signature_algorithm
                && *a.public_key_alg_id() == *authority.key_algorithm
                && a.verify_signature(authority.key, one.signed, one.signature).is_ok()
        })
    }
}

impl ServerCertVerifier for AsGo {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let judged = self.inner.verify_server_cert(leaf, between, name, ocsp, now);
        let verified = judged.or_else(|refused| self.look_again(refused, (leaf, between), name, now))?;
        self.shown.note(leaf, between);
        Ok(verified)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, leaf, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, leaf, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

/// The certificates that the server has shown last, where they were believed.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown(Arc<Mutex<Vec<CertificateDer<'static>>>>);

impl Shown {
    /// They, as DER, its own first; none where none were shown yet.
    pub(super) fn chain(&self) -> Vec<CertificateDer<'static>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, leaf: &CertificateDer<'_>, between: &[CertificateDer<'_>]) {
        let all = std::iter::once(leaf).chain(between).map(|der| der.clone().into_owned()).collect();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = all;
    }
}

/// Believes anybody, as `insecure-skip-tls-verify` asks for.
#[derive(Debug)]
pub(super) struct Anybody(pub(super) WebPkiSupportedAlgorithms);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::RootCertStore;
    use rustls::client::WebPkiServerVerifier;
    use rustls::crypto::ring;
    use rustls::pki_types::pem::PemObject;
    use std::path::Path;
    use std::time::Duration;

    fn certificate(name: &str) -> CertificateDer<'static> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/tls");
        CertificateDer::from_pem_file(folder.join(format!("{name}.crt"))).unwrap()
    }

    fn verifier(anchors: &[CertificateDer<'static>]) -> AsGo {
        let provider = Arc::new(ring::default_provider());
        let algorithms = provider.signature_verification_algorithms;
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(anchors.iter().cloned());
        let inner = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
        AsGo { inner, anchors: anchors.to_vec(), algorithms, shown: Shown::default() }
    }

    fn taken(leaf: &CertificateDer<'_>, between: &str, anchors: &str, name: &str, year: u32) -> Result<(), Error> {
        let all = |names: &str| names.split_whitespace().map(certificate).collect::<Vec<_>>();
        let now = UnixTime::since_unix_epoch(Duration::from_secs(u64::from(year - 1970) * 31_557_600));
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let verifier = verifier(&all(anchors));
        let between = all(between);
        let got = verifier.verify_server_cert(leaf, &between, &name, &[], now).map(drop);
        // What is shown is what was believed.
        let shown = [vec![leaf.clone().into_owned()], between].concat();
        assert_eq!(verifier.shown.chain(), if got.is_ok() { shown } else { Vec::new() });
        got
    }

    #[test]
    fn a_certificate_is_believed_where_go_believes_it() {
        let table = include_str!("verify.txt").lines().filter(|l| !l.starts_with('#'));
        let mut rows = 0;
        for line in table {
            let [leaf, between, anchors, name, year, want] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let got = taken(&certificate(leaf), between, anchors, name, year.parse().unwrap());
            assert_eq!(got.is_ok(), want == "taken", "{line}: {got:?}");
            // In no other time is any of them believed.
            for year in [2000, 2200] {
                assert!(taken(&certificate(leaf), between, anchors, name, year).is_err(), "{line} in {year}");
            }
            rows += 1;
        }
        assert_eq!(rows, 31);
    }

    #[test]
    fn a_changed_byte_is_never_believed_and_ends_nothing() {
        // Of a certificate that is an anchor itself no signature is looked at: there a changed byte makes it another.
        for (leaf, anchors) in [("authority", "root"), ("self", "self"), ("lone", "lone")] {
            let whole = certificate(leaf);
            for at in 0..whole.len() {
                let mut bytes = whole.to_vec();
                bytes[at] ^= 1;
                let got = taken(&CertificateDer::from(bytes), "", anchors, "127.0.0.1", 2027);
                assert!(got.is_err(), "{leaf}: byte {at}");
            }
            for end in 0..whole.len() {
                assert!(taken(&CertificateDer::from(whole[..end].to_vec()), "", anchors, "127.0.0.1", 2027).is_err());
            }
        }
    }
}
