//! Checks the signature of a received request: the other side of `sign`. The permissions of
//! callers, and the answer to a refused request, belong to a server.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use hmac::Mac;
use http::header::{AUTHORIZATION, HOST, HeaderMap};
use http::{HeaderName, Request};
use sha2::{Digest, Sha256};

use super::canonical::{CONTENT_HASH, UNSIGNED, canonical_query, written};
use super::credentials::{Credentials, Kind};
use super::encode::hex;
use super::gateway_date::from_compact;
use super::sign::{ALGORITHM, AUTH_TOKEN, DATE, SECURITY_TOKEN, Signed, mac};
use crate::runtime::percent::byte;

/// The time before and after its date in which a signature holds.
pub const SIGNATURE_WINDOW: Duration = Duration::from_secs(15 * 60);

/// The bytes of a signature.
pub(crate) type Signature = [u8; 32];

/// A signature that is right.
#[derive(Clone)]
pub struct Verified {
    pub(super) signature: Signature,
    pub(super) date: SystemTime,
    credentials: Credentials,
}

impl Verified {
    /// The credentials that the request was signed with.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The date that was signed.
    #[must_use]
    pub fn date(&self) -> SystemTime {
        self.date
    }
}

/// Shows no signature: within its window, a request with it could be sent again.
impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("date", &self.date)
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}

/// The reason why a signature or a token is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureReason {
    /// There is no `Authorization` header, or more than one.
    Absent,
    /// The header is not `SDK-HMAC-SHA256 Access=.., SignedHeaders=.., Signature=..`.
    Malformed,
    /// `X-Sdk-Date` is not a date such as `20250624T115256Z`.
    Date,
    /// The date is further from the server's clock than [`SIGNATURE_WINDOW`].
    Expired,
    /// The names of the signed headers are not lower-case, sorted and unique.
    SignedHeaders,
    /// A header that must be signed is not.
    NotSigned(String),
    /// A signed header is missing, has several values, or a value that is not visible
    /// ASCII.
    Header(String),
    /// `X-Sdk-Content-Sha256` is neither `UNSIGNED-PAYLOAD` nor the hash of the body.
    Body,
    /// The access key, or the token, is not known.
    UnknownCaller,
    /// The security token is not that of the access key.
    SecurityToken,
    /// The signature is not that of this request and key.
    Mismatch,
    /// The request was received before.
    Replayed,
    /// The memory of requests within the window is full, so that this one cannot be told
    /// from a repeated one.
    ReplayMemoryFull,
}

impl fmt::Display for SignatureReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => {
                f.write_str("the request has no single Authorization header")
            }
            Self::Malformed => write!(
                f,
                "Authorization is not `{ALGORITHM} Access=.., SignedHeaders=.., Signature=..`"
            ),
            Self::Date => {
                f.write_str("X-Sdk-Date is not a date such as 20250624T115256Z")
            }
            Self::Expired => f.write_str(
                "X-Sdk-Date is more than 15 minutes from the clock of the server",
            ),
            Self::SignedHeaders => {
                f.write_str("SignedHeaders are not lower-case, sorted and unique")
            }
            Self::NotSigned(name) => write!(f, "the header {name} is not signed"),
            Self::Header(name) => write!(
                f,
                "the signed header {name} is missing, has several values, or one that is not visible ASCII"
            ),
            Self::Body => write!(
                f,
                "X-Sdk-Content-Sha256 is neither {UNSIGNED} nor the hash of the body"
            ),
            Self::UnknownCaller => {
                f.write_str("the access key or the token is not known")
            }
            Self::SecurityToken => {
                f.write_str("X-Security-Token is not that of the access key")
            }
            Self::Mismatch => {
                f.write_str("the signature is not that of this request and key")
            }
            Self::Replayed => f.write_str("the request was received before"),
            Self::ReplayMemoryFull => {
                f.write_str("too many requests to tell a new one from a repeated one")
            }
        }
    }
}

/// A request whose signature or token is refused.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SignatureError {
    reason: SignatureReason,
    expected: Option<Arc<Signed>>,
}

impl SignatureError {
    /// The reason.
    #[must_use]
    pub fn reason(&self) -> &SignatureReason {
        &self.reason
    }

    /// The texts that the request should have been signed by, if the signature is not
    /// theirs: to be compared with those of the client. They can hold secrets among the
    /// headers, so that only the client itself and tests may see them.
    #[must_use]
    pub fn expected(&self) -> Option<&Signed> {
        self.expected.as_deref()
    }
}

impl From<SignatureReason> for SignatureError {
    fn from(reason: SignatureReason) -> Self {
        Self { reason, expected: None }
    }
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reason.fmt(f)
    }
}

impl std::error::Error for SignatureError {}

/// Checks the signature of `request` as of `now`. `find` returns the credentials of an
/// access key, if it is known.
///
/// The canonical request is that of [`sign`](super::sign), made from what was received:
/// the headers that the client names, of which `Host` and `X-Sdk-Date` must be two, and
/// `X-Security-Token` a third one for temporary keys. The body counts by its hash, or not
/// at all if it is not empty and `X-Sdk-Content-Sha256` is `UNSIGNED-PAYLOAD`. A request
/// that comes twice is right twice: a [`ReplayMemory`](super::ReplayMemory) refuses that.
///
/// The time that the comparison of signatures takes does not depend on their bytes.
///
/// # Errors
/// [`SignatureError`] with the first reason to refuse the request.
pub fn verify(
    request: &Request<Bytes>,
    find: impl FnOnce(&str) -> Option<Credentials>,
    now: SystemTime,
) -> Result<Verified, SignatureError> {
    let headers = request.headers();
    let authorization = only(headers, &AUTHORIZATION).ok_or(SignatureReason::Absent)?;
    let given = Given::of(authorization).ok_or(SignatureReason::Malformed)?;
    let date_text = only(headers, &DATE).ok_or(SignatureReason::Date)?;
    let date = from_compact(date_text).ok_or(SignatureReason::Date)?;
    let distance = match now.duration_since(date) {
        Ok(past) => past,
        Err(ahead) => ahead.duration(),
    };
    if distance > SIGNATURE_WINDOW {
        return Err(SignatureReason::Expired.into());
    }
    let signed = signed_headers(request, given.signed_headers)?;
    let Some(credentials) = find(given.access) else {
        return Err(SignatureReason::UnknownCaller.into());
    };
    let Kind::Keys { secret, security_token, .. } = &credentials.kind else {
        return Err(SignatureReason::UnknownCaller.into());
    };
    match (security_token, only(headers, &SECURITY_TOKEN)) {
        (Some(own), Some(token)) if are_equal(own.expose(), token) => {}
        (None, None) if !headers.contains_key(SECURITY_TOKEN) => {}
        _ => return Err(SignatureReason::SecurityToken.into()),
    }
    if security_token.is_some()
        && !signed.iter().any(|(name, _)| *name == SECURITY_TOKEN.as_str())
    {
        let name = SECURITY_TOKEN.as_str().to_owned();
        return Err(SignatureReason::NotSigned(name).into());
    }
    let hash = body_hash(request)?;
    let query = canonical_query(request.uri().query().unwrap_or(""));
    let (method, path) = (request.method().as_str(), request.uri().path());
    let expected =
        Signed::of(written(method, path, &query, &signed, &hash).text, date_text);
    let is_right = mac(secret.expose(), expected.string_to_sign())
        .is_ok_and(|mac| mac.verify_slice(&given.signature).is_ok());
    if is_right {
        Ok(Verified { signature: given.signature, date, credentials })
    } else {
        let expected = Some(Arc::new(expected));
        Err(SignatureError { reason: SignatureReason::Mismatch, expected })
    }
}

/// The IAM token of a request that has one instead of a signature.
#[must_use]
pub fn iam_token(headers: &HeaderMap) -> Option<&str> {
    only(headers, &AUTH_TOKEN)
}

impl Credentials {
    /// Whether this is the access key of these credentials. The time that the comparison
    /// takes does not depend on the text.
    #[must_use]
    pub fn has_access_key(&self, text: &str) -> bool {
        matches!(&self.kind, Kind::Keys { access, .. } if are_equal(access.expose(), text))
    }

    /// Whether these credentials are this IAM token. The time that the comparison takes
    /// does not depend on the text.
    #[must_use]
    pub fn is_token(&self, text: &str) -> bool {
        matches!(&self.kind, Kind::Token(token) if are_equal(token.expose(), text))
    }
}

/// Whether two texts are equal. It compares digests, so that the time does not show how
/// much of a guess is right.
fn are_equal(one: &str, other: &str) -> bool {
    Sha256::digest(one.as_bytes()) == Sha256::digest(other.as_bytes())
}

/// The parts of the `Authorization` header.
struct Given<'a> {
    access: &'a str,
    signed_headers: &'a str,
    signature: Signature,
}

impl<'a> Given<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let rest = text.strip_prefix(ALGORITHM)?.strip_prefix(' ')?;
        let mut parts = rest.split(',').map(str::trim);
        let access = parts.next()?.strip_prefix("Access=")?;
        let signed_headers = parts.next()?.strip_prefix("SignedHeaders=")?;
        let signature = from_hex(parts.next()?.strip_prefix("Signature=")?)?;
        let is_whole = parts.next().is_none() && !access.is_empty();
        is_whole.then_some(Self { access, signed_headers, signature })
    }
}

/// Digits in lower case only, so that one signature has one text.
fn from_hex(text: &str) -> Option<Signature> {
    if text.len() != 64 || text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let mut out = [0; 32];
    for (slot, pair) in out.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *slot = byte(*high, *low)?;
    }
    Some(out)
}

/// The value of a header that is there once, if it is text.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// The headers of this list, in its order, with their values.
fn signed_headers<'a>(
    request: &'a Request<Bytes>,
    list: &'a str,
) -> Result<Vec<(&'a str, &'a str)>, SignatureError> {
    let names: Vec<&str> = list.split(';').collect();
    let is_lower = |name: &&str| !name.bytes().any(|byte| byte.is_ascii_uppercase());
    if !names.iter().all(is_lower) || !names.is_sorted_by(|one, other| one < other) {
        return Err(SignatureReason::SignedHeaders.into());
    }
    for needed in [HOST, DATE] {
        if !names.contains(&needed.as_str()) {
            return Err(SignatureReason::NotSigned(needed.as_str().to_owned()).into());
        }
    }
    let signed = names.into_iter().map(|name| {
        let header = HeaderName::try_from(name).ok();
        let value = match header {
            // HTTP/2 has the host in the URL.
            Some(HOST) if !request.headers().contains_key(HOST) => {
                request.uri().authority().map(http::uri::Authority::as_str)
            }
            Some(header) => only(request.headers(), &header),
            None => None,
        };
        value
            .map(|value| (name, value))
            .ok_or_else(|| SignatureReason::Header(name.to_owned()).into())
    });
    signed.collect()
}

/// The text that stands for the body in the canonical request.
fn body_hash(request: &Request<Bytes>) -> Result<String, SignatureError> {
    let hash = || hex(&Sha256::digest(request.body()));
    if !request.headers().contains_key(CONTENT_HASH) {
        return Ok(hash());
    }
    let given = only(request.headers(), &HeaderName::from_static(CONTENT_HASH));
    match given.map(str::trim) {
        // A body that is not signed is not hashed: it may be long.
        Some(UNSIGNED) if !request.body().is_empty() => Ok(UNSIGNED.to_owned()),
        Some(given) => {
            let own = hash();
            let is_right = given == UNSIGNED || given == own;
            is_right.then_some(own).ok_or_else(|| SignatureReason::Body.into())
        }
        None => Err(SignatureReason::Body.into()),
    }
}
