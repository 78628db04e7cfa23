//! TLS before a server that speaks none, with a certificate that a test changes while it runs. The certificates lie in `tls/`: all have
//! the one key; `good`, `expired` and `elsewhere` (another name) are of the authority `ca`, `other` is of another. `self`, `lone`,
//! `authority` and those below are for what Go takes and rustls alone does not; `client-v1` with `client.key` is a client's.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::client::danger::HandshakeSignatureValid;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use tokio_rustls::rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use tokio_rustls::rustls::{DigitallySignedStruct, DistinguishedName, Error, ServerConfig, SignatureScheme};

pub fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/tls").join(name)
}

fn acceptor(certificate: &str) -> TlsAcceptor {
    acceptor_for(certificate, None)
}

fn acceptor_for(certificate: &str, client: Option<CertificateDer<'static>>) -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_file(file(&format!("{certificate}.crt"))).unwrap();
    let key = PrivateKeyDer::from_pem_file(file("server.key")).unwrap();
    let config =
        ServerConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions().unwrap();
    let config = match client {
        Some(client) => config.with_client_cert_verifier(Arc::new(Only(client))),
        None => config.with_no_client_auth(),
    };
    TlsAcceptor::from(Arc::new(config.with_single_cert(vec![certificate], key).unwrap()))
}

/// A running TLS front. It ends when it is dropped.
pub struct Tls {
    address: SocketAddr,
    upstream: SocketAddr,
    present: Arc<Mutex<TlsAcceptor>>,
    cut: watch::Sender<u32>,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Tls {
    pub fn before(upstream: SocketAddr) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let present = Arc::new(Mutex::new(acceptor("good")));
        let cut = watch::Sender::new(0);
        runtime.spawn(accept(listener, upstream, present.clone(), cut.clone()));
        Self { address, upstream, present, cut, runtime: Some(runtime) }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A kubeconfig's text, leading through it, with the authority `ca`.
    pub fn config(&self, text: &str) -> String {
        let server = format!("server: http://{}", self.upstream);
        assert!(text.contains(&server), "{text}");
        let authority = file("ca.crt");
        let secure = format!("certificate-authority: {}\n    server: https://{}", authority.display(), self.address);
        text.replace(&server, &secure)
    }

    /// Lets nobody in from now on but who shows this certificate.
    pub fn want(&self, client: &str) {
        let wanted = CertificateDer::from_pem_file(file(client)).unwrap();
        *self.present.lock().unwrap() = acceptor_for("good", Some(wanted));
        self.cut.send_modify(|n| *n += 1);
    }

    /// Shows another certificate from now on, and closes all connections.
    pub fn show(&self, certificate: &str) {
        *self.present.lock().unwrap() = acceptor(certificate);
        self.cut.send_modify(|n| *n += 1);
    }
}

impl Drop for Tls {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn accept(listener: TcpListener, upstream: SocketAddr, present: Arc<Mutex<TlsAcceptor>>, cut: watch::Sender<u32>) {
    while let Ok((socket, _)) = listener.accept().await {
        let (acceptor, mut cut) = (present.lock().unwrap().clone(), cut.subscribe());
        tokio::spawn(async move {
            let relayed = async {
                let mut client = acceptor.accept(socket).await?;
                let mut server = TcpStream::connect(upstream).await?;
                tokio::io::copy_bidirectional(&mut client, &mut server).await
            };
            tokio::select! {
                _ = relayed => {}
                _ = cut.changed() => {}
            }
        });
    }
}

/// Takes one client certificate, byte by byte: rustls itself would not look at one of version 1.
#[derive(Debug)]
struct Only(CertificateDer<'static>);

impl ClientCertVerifier for Only {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        leaf: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        if *leaf == self.0 { Ok(ClientCertVerified::assertion()) } else { Err(Error::General("another certificate".into())) }
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
        ring::default_provider().signature_verification_algorithms.supported_schemes()
    }
}
