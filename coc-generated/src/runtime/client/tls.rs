//! TLS: the platform's trusted roots with rustls on `ring`. Connections do not belong
//! here.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use crate::runtime::http::ConfigError;

/// The root certificates that are trusted.
#[derive(Debug, Clone, Default)]
pub(super) struct Roots {
    /// The certificates that the caller gave.
    pub(super) given: Vec<CertificateDer<'static>>,
    /// Whether only these are trusted, and not the platform's.
    pub(super) only_given: bool,
}

impl Roots {
    /// Adds all certificates in a PEM text.
    pub(super) fn add_pem(&mut self, pem: &[u8]) -> Result<(), ConfigError> {
        let before = self.given.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|error| problem(&error))?;
            self.given.push(certificate);
        }
        if self.given.len() == before {
            return Err(problem(&"there is no certificate in it"));
        }
        Ok(())
    }
}

fn problem(error: &dyn std::fmt::Display) -> ConfigError {
    ConfigError::Certificate { problem: error.to_string() }
}

/// A TLS configuration. Without `needed` the platform's roots are not read, so that a
/// client of an unencrypted endpoint works where there are none.
pub(super) fn config(roots: &Roots, needed: bool) -> Result<ClientConfig, ConfigError> {
    let setup =
        |error: rustls::Error| ConfigError::Setup { problem: format!("TLS: {error}") };
    let provider: Arc<CryptoProvider> =
        Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(setup)?;
    if roots.only_given || !needed {
        let mut store = RootCertStore::empty();
        for certificate in &roots.given {
            store.add(certificate.clone()).map_err(|error| problem(&error))?;
        }
        return Ok(builder.with_root_certificates(store).with_no_client_auth());
    }
    let verifier = Verifier::new_with_extra_roots(roots.given.iter().cloned(), provider)
        .map_err(setup)?;
    Ok(builder
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}
