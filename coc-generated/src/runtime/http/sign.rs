//! Puts credentials on a request: the signature of the gateway, or a token.
//! Retrying after a refused signature does not belong here.

use std::fmt;
use std::time::SystemTime;

use hmac::{Hmac, KeyInit, Mac};
use http::header::{AUTHORIZATION, HOST, HeaderName, HeaderValue};
use http::uri::PathAndQuery;
use http::{Request, Uri};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::build::BuildError;
use super::canonical::{
    CONTENT_HASH, UNSIGNED, canonical, canonical_query, is_unsigned,
};
use super::credentials::{Credentials, Kind};
use super::encode::hex;
use super::gateway_date::to_compact;
use super::payload::Payload;
use super::request::upper_case;
use crate::runtime::service::AuthScope;

pub(super) const ALGORITHM: &str = "SDK-HMAC-SHA256";
pub(super) const DATE: HeaderName = HeaderName::from_static("x-sdk-date");
pub(super) const SECURITY_TOKEN: HeaderName =
    HeaderName::from_static("x-security-token");
pub(super) const AUTH_TOKEN: HeaderName = HeaderName::from_static("x-auth-token");
const DOMAIN_ID: HeaderName = HeaderName::from_static("x-domain-id");
const PROJECT_ID: HeaderName = HeaderName::from_static("x-project-id");

/// The signed texts, for comparing with those that another signer or the gateway makes
/// of the same request. Both texts can hold secrets (a security token among the
/// headers): they are for tests, not for logs.
#[derive(Clone)]
pub struct Signed {
    canonical_request: Zeroizing<String>,
    string_to_sign: Zeroizing<String>,
}

impl Signed {
    /// The texts for a canonical request of this date.
    pub(super) fn of(canonical_request: Zeroizing<String>, date: &str) -> Self {
        let digest = hex(&Sha256::digest(canonical_request.as_bytes()));
        // A text that grew would leave an unwiped copy behind.
        let string_to_sign = [ALGORITHM, "\n", date, "\n", &digest].concat();
        Self { canonical_request, string_to_sign: Zeroizing::new(string_to_sign) }
    }

    /// The canonical request.
    #[must_use]
    pub fn canonical_request(&self) -> &str {
        &self.canonical_request
    }

    /// The text that the key was applied to.
    #[must_use]
    pub fn string_to_sign(&self) -> &str {
        &self.string_to_sign
    }
}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed").finish_non_exhaustive()
    }
}

/// Puts `credentials` on `request`, as of `now`.
///
/// With keys, the request gets `Host` (unless it has one), `X-Sdk-Date`, the identifiers
/// that go with the credentials, and `Authorization`; its query is brought into
/// canonical order and its method into upper case, so that what is signed is what is
/// sent. Every header that the request has by then is signed, except those with an
/// underscore in the name, with several values, or with a value that is not visible
/// ASCII; headers added later are not, and none of the signed ones may change. A body
/// that is not JSON is not signed, and `X-Sdk-Content-Sha256` is then `UNSIGNED-PAYLOAD`. A
/// request that was signed before is signed anew: its date, signature, tokens and
/// `X-Sdk-Content-Sha256` are removed first, also if the caller set them. With a token,
/// the request gets `X-Auth-Token` instead of a signature, and `None` is returned.
///
/// # Errors
/// [`BuildError::Credentials`] if a header cannot hold a part of the credentials,
/// [`BuildError::Url`] if the request has no host, or more than one,
/// [`BuildError::Method`] if the method is `CONNECT`.
pub fn sign(
    request: &mut Request<Payload>,
    credentials: &Credentials,
    scope: AuthScope,
    now: SystemTime,
) -> Result<Option<Signed>, BuildError> {
    *request.method_mut() = upper_case(request.method().as_str())?;
    canonicalise_query(request)?;
    let headers = request.headers_mut();
    for stale in [AUTHORIZATION, DATE, SECURITY_TOKEN, AUTH_TOKEN] {
        headers.remove(stale);
    }
    headers.remove(CONTENT_HASH);
    put_scope(request, credentials, scope)?;
    match &credentials.kind {
        Kind::Token(token) => {
            put_secret(request, AUTH_TOKEN, token.expose(), "token")?;
            Ok(None)
        }
        Kind::Keys { access, secret, security_token } => {
            if let Some(token) = security_token {
                put_secret(request, SECURITY_TOKEN, token.expose(), "security token")?;
            }
            sign_with_keys(request, access.expose(), secret.expose(), now).map(Some)
        }
    }
}

fn sign_with_keys(
    request: &mut Request<Payload>,
    access: &str,
    secret: &str,
    now: SystemTime,
) -> Result<Signed, BuildError> {
    let date = to_compact(now);
    ensure_host(request)?;
    let unsigned = is_unsigned(request);
    let headers = request.headers_mut();
    if let Ok(value) = HeaderValue::try_from(&date) {
        headers.insert(DATE, value);
    }
    if unsigned {
        headers.insert(CONTENT_HASH, HeaderValue::from_static(UNSIGNED));
    }
    let canonical = canonical(request);
    let signed = Signed::of(canonical.text, &date);
    let signature = hex(&mac(secret, signed.string_to_sign())?.finalize().into_bytes());
    let pieces = [
        ALGORITHM,
        " Access=",
        access,
        ", SignedHeaders=",
        &canonical.signed_headers,
        ", Signature=",
        &signature,
    ];
    let authorization = Zeroizing::new(pieces.concat());
    put_secret(request, AUTHORIZATION, &authorization, "access key")?;
    Ok(signed)
}

/// Makes sure that the request has one header `Host`, which is text. Several values, or
/// bytes that are no text, would not be signed, and the signature would hold for any host.
fn ensure_host(request: &mut Request<Payload>) -> Result<(), BuildError> {
    let refuse = |problem: &str| Err(BuildError::Url { problem: problem.to_owned() });
    let mut hosts = request.headers().get_all(HOST).iter();
    match (hosts.next().map(HeaderValue::to_str), hosts.next()) {
        (Some(Ok(_)), None) => return Ok(()),
        (None, _) => {}
        _ => return refuse("its `Host` is not one text"),
    }
    let authority = request.uri().authority();
    match authority.map(|authority| HeaderValue::try_from(authority.as_str())) {
        Some(Ok(host)) if host.to_str().is_ok() => {
            request.headers_mut().insert(HOST, host);
            Ok(())
        }
        _ => refuse("it has no host"),
    }
}

/// The code that a secret key gives for a text, before it is finished or compared.
pub(super) fn mac(secret: &str, text: &str) -> Result<Hmac<Sha256>, BuildError> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .map_err(|_| BuildError::Credentials { part: "secret key" })?;
    mac.update(text.as_bytes());
    Ok(mac)
}

/// Adds one identifier: the one that the service prefers, or the other one if the
/// credentials have only that.
fn put_scope(
    request: &mut Request<Payload>,
    credentials: &Credentials,
    scope: AuthScope,
) -> Result<(), BuildError> {
    let domain = credentials.domain_id().map(|id| (DOMAIN_ID, id, "domain id"));
    let project = credentials.project_id().map(|id| (PROJECT_ID, id, "project id"));
    let chosen = match scope {
        AuthScope::Domain => domain.or(project),
        AuthScope::Project => project.or(domain),
    };
    if let Some((name, id, part)) = chosen {
        let value =
            HeaderValue::try_from(id).map_err(|_| BuildError::Credentials { part })?;
        request.headers_mut().insert(name, value);
    }
    Ok(())
}

fn put_secret(
    request: &mut Request<Payload>,
    name: HeaderName,
    secret: &str,
    part: &'static str,
) -> Result<(), BuildError> {
    let mut value =
        HeaderValue::try_from(secret).map_err(|_| BuildError::Credentials { part })?;
    value.set_sensitive(true);
    request.headers_mut().insert(name, value);
    Ok(())
}

fn canonicalise_query(request: &mut Request<Payload>) -> Result<(), BuildError> {
    let Some(query) = request.uri().query() else {
        return Ok(());
    };
    let canonical = canonical_query(query);
    if canonical == query {
        return Ok(());
    }
    let target = if canonical.is_empty() {
        request.uri().path().to_owned()
    } else {
        format!("{}?{canonical}", request.uri().path())
    };
    let url = |error: &dyn fmt::Display| BuildError::Url { problem: error.to_string() };
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query =
        Some(PathAndQuery::try_from(target).map_err(|error| url(&error))?);
    *request.uri_mut() = Uri::from_parts(parts).map_err(|error| url(&error))?;
    Ok(())
}
