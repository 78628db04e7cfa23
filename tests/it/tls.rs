//! TLS before a server that speaks none, with a certificate that a test changes while it runs. The certificates lie in `tls/`: all have
//! the one key; `good`, `expired` and `elsewhere` (another name) are of the authority `ca`, `other` is of another.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/tls").join(name)
}

fn acceptor(certificate: &str) -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_file(file(&format!("{certificate}.crt"))).unwrap();
    let key = PrivateKeyDer::from_pem_file(file("server.key")).unwrap();
    let config =
        ServerConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions().unwrap();
    TlsAcceptor::from(Arc::new(config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap()))
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

    /// A kubeconfig's text, leading through it, with the authority `ca`.
    pub fn config(&self, text: &str) -> String {
        let server = format!("server: http://{}\n", self.upstream);
        assert!(text.contains(&server), "{text}");
        let authority = file("ca.crt");
        let secure = format!("server: https://{}\n    certificate-authority: {}\n", self.address, authority.display());
        text.replace(&server, &secure)
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
