//! Encrypted connections: certificates that are trusted, and those that are not.

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use coc_generated::http::Endpoint;
use coc_generated::{Error, Outcome};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::support::Make;
use crate::support::server::success;
use crate::{blocking, builder};

const ROOTS: &[u8] = include_bytes!("../data/tls/roots.pem");

/// A server that answers every request on a connection of its own with success; counts
/// the requests.
fn serve() -> (u16, Arc<AtomicUsize>) {
    let certificate =
        CertificateDer::from_pem_slice(include_bytes!("../data/tls/server.pem"))
            .unwrap();
    let key =
        PrivateKeyDer::from_pem_slice(include_bytes!("../data/tls/server.key")).unwrap();
    let mut config = ServerConfig::builder_with_provider(Arc::new(
        rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .unwrap()
    .with_no_client_auth()
    .with_single_cert(vec![certificate], key)
    .unwrap();
    // The client must offer no ALPN protocol: with any, this handshake would fail.
    config.alpn_protocols = vec![b"offered by nobody".to_vec()];
    let config = Arc::new(config);
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let address = blocking::serve(move |socket| {
        let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = StreamOwned::new(connection, socket);
        let mut buffer = [0; 8_192];
        if stream.read(&mut buffer).is_ok_and(|n| n > 0) {
            counted.fetch_add(1, Ordering::SeqCst);
            let _ = stream.write_all(&success());
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    });
    (address.port(), count)
}

#[tokio::test]
async fn given_roots_are_trusted_and_others_are_not() {
    let (port, count) = serve();
    let client_of = |host: &str| {
        builder("http://127.0.0.1:1")
            .endpoint(Endpoint::new(&format!("https://{host}:{port}")).unwrap())
            .attempt_timeout(Duration::from_secs(5))
    };
    for host in ["localhost", "127.0.0.1"] {
        let only =
            client_of(host).root_certificates(ROOTS).only_given_roots().build().unwrap();
        assert!(only.send(Make::good()).await.is_ok());
        let with_system_roots =
            client_of(host).root_certificates(ROOTS).build().unwrap();
        assert!(with_system_roots.send(Make::good()).await.is_ok());
    }
    assert_eq!(count.load(Ordering::SeqCst), 4);

    // Without a trusted root the handshake fails, and no request is sent.
    let none = client_of("localhost").only_given_roots().build().unwrap();
    let error = none.send(Make::good()).await.unwrap_err();
    assert!(matches!(error, Error::NotSent(_)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::NotSent);
    let source = std::error::Error::source(&error).unwrap();
    assert!(source.to_string().contains("certificate"), "{source}");
    assert!(!error.to_string().contains(&source.to_string()), "{error}");
    // Another attempt would see the same certificate.
    assert_eq!(error.attempts(), 1);
    assert_eq!(count.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn a_server_without_tls_gets_no_request() {
    let server = crate::support::server::Server::start(vec![]).await;
    let url = format!("https://127.0.0.1:{}", server.address.port());
    let client = builder(&url)
        .only_given_roots()
        .connect_timeout(Duration::from_millis(100))
        .build()
        .unwrap();
    let error = client.send(Make::good()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent, "{error:?}");
    assert!(server.seen().is_empty());
}
