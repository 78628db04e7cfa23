//! The settings of TLS: rustls with ring, made to take what Go takes.

use super::verify::{Anybody, AsGo, Shown};
use crate::cluster::pem::certified;
use crate::cluster::target::{Identity, Target, Trust};
use crate::model::text::clean;
use crate::model::trouble::Credentials;
use rustls::ClientConfig;
use rustls::RootCertStore;
use rustls::client::{Resumption, WebPkiServerVerifier, danger::ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::sign::SingleCertAndKey;
use std::sync::Arc;

/// What is spoken with the API server, or with a proxy; the certificate that it shows is noted where that is wanted.
///
/// # Errors
/// What is missing, in words.
pub(super) fn config(target: &Target, identity: Option<&Identity>, shown: Option<&Shown>) -> Result<ClientConfig, Credentials> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Arc::new(verifier(&target.trust, &provider, shown.cloned().unwrap_or_default())?);
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(words)?.dangerous().with_custom_certificate_verifier(verifier);
    let mut config = match identity {
        Some(identity) => {
            builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(certified(identity).map_err(Credentials::Pem)?)))
        }
        None => builder.with_no_client_auth(),
    };
    if shown.is_some() {
        // Of a session that is taken up again no certificate is shown: a new one would not be noted.
        config.resumption = Resumption::disabled();
    }
    Ok(config)
}

fn words(error: impl std::error::Error) -> Credentials {
    Credentials::Words(clean(&error.to_string()).into_owned())
}

fn verifier(trust: &Trust, provider: &Arc<CryptoProvider>, shown: Shown) -> Result<AsGo, Credentials> {
    let algorithms = provider.signature_verification_algorithms;
    let (inner, anchors): (Arc<dyn ServerCertVerifier>, _) = match trust {
        Trust::Anything => (Arc::new(Anybody(algorithms)), Vec::new()),
        Trust::System => {
            let system = rustls_platform_verifier::Verifier::new(provider.clone());
            (Arc::new(system.map_err(|e| Credentials::Authorities(clean(&e.to_string()).into_owned()))?), Vec::new())
        }
        Trust::Anchors(anchors) => {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(anchors.iter().cloned());
            let inner = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build();
            (inner.map_err(words)?, anchors.clone())
        }
    };
    Ok(AsGo { inner, anchors, algorithms, shown })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject};
    use rustls::{ClientConnection, Connection, HandshakeKind, ServerConfig, ServerConnection};
    use std::path::Path;

    fn pass(from: &mut Connection, to: &mut Connection) {
        let mut bytes = Vec::new();
        while from.wants_write() {
            from.write_tls(&mut bytes).unwrap();
        }
        let mut left = &bytes[..];
        while !left.is_empty() {
            to.read_tls(&mut left).unwrap();
            to.process_new_packets().unwrap();
        }
    }

    fn handshake(client: &Arc<ClientConfig>, server: &Arc<ServerConfig>) -> Option<HandshakeKind> {
        let name = ServerName::try_from("localhost").unwrap();
        let mut client = Connection::Client(ClientConnection::new(client.clone(), name).unwrap());
        let mut server = Connection::Server(ServerConnection::new(server.clone()).unwrap());
        for _ in 0..4 {
            pass(&mut client, &mut server);
            pass(&mut server, &mut client);
        }
        client.handshake_kind()
    }

    #[test]
    fn where_the_certificate_is_noted_each_connection_shows_it() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/tls");
        let certificate = CertificateDer::from_pem_file(folder.join("good.crt")).unwrap();
        let key = PrivateKeyDer::from_pem_file(folder.join("server.key")).unwrap();
        let server = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let server = server.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
        let server = Arc::new(server.with_single_cert(vec![certificate.clone()], key).unwrap());
        let target = Target { trust: Trust::Anything, ..Target::new("https://localhost".parse().unwrap()) };
        for (shown, again) in [(None, HandshakeKind::Resumed), (Some(Shown::default()), HandshakeKind::Full)] {
            let client = Arc::new(config(&target, None, shown.as_ref()).unwrap());
            assert_eq!(handshake(&client, &server), Some(HandshakeKind::Full));
            assert_eq!(handshake(&client, &server), Some(again));
            if let Some(shown) = shown {
                assert_eq!(shown.chain(), std::slice::from_ref(&certificate));
            }
        }
    }
}
