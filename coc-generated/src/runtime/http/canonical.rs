//! The canonical form of a request, over which it is signed. Keys and the signature
//! itself do not belong here.

use std::borrow::Cow;

use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::encode::{encode_into, hex, query};
use super::payload::Payload;
use crate::runtime::percent::decode;

/// Header that says how the body enters the signature, where it is not by its hash.
pub(super) const CONTENT_HASH: &str = "x-sdk-content-sha256";
/// The text in place of the hash of a body that is not JSON.
pub(super) const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// The canonical request and the names of the headers in it.
pub(super) struct Canonical {
    /// It holds header values, the security token's among them.
    pub(super) text: Zeroizing<String>,
    pub(super) signed_headers: String,
}

/// Writes the canonical form of `request`, whose query must be canonical already.
pub(super) fn canonical(request: &http::Request<Payload>) -> Canonical {
    let uri = request.uri();
    let headers = signed_headers(request.headers());
    let query = uri.query().unwrap_or("");
    let given =
        request.headers().get(CONTENT_HASH).and_then(|value| value.to_str().ok());
    let hash = match given {
        Some(given) if !request.body().is_empty() => Cow::Borrowed(given),
        _ => {
            let body = request.body().as_bytes().map_or(&[][..], |bytes| bytes);
            Cow::Owned(hex(&Sha256::digest(body)))
        }
    };
    written(request.method().as_str(), uri.path(), query, &headers, &hash)
}

/// Writes the canonical form from its parts: a query that is canonical, headers in their
/// order, and the text that stands for the body.
pub(super) fn written(
    method: &str,
    path: &str,
    query: &str,
    headers: &[(&str, &str)],
    hash: &str,
) -> Canonical {
    let names: usize = headers.iter().map(|(name, _)| name.len() + 1).sum();
    let values: usize = headers.iter().map(|(_, value)| value.len() + 1).sum();
    // The greatest possible length: a text that grows leaves an unwiped copy behind.
    let max = method.len() + 3 * path.len() + query.len() + hash.len();
    let mut text = Zeroizing::new(String::with_capacity(max + 2 * names + values + 6));
    let mut signed_headers = String::with_capacity(names);
    text.push_str(method);
    text.push('\n');
    path_into(&mut text, path);
    text.push('\n');
    text.push_str(query);
    text.push('\n');
    for (name, value) in headers {
        text.push_str(name);
        text.push(':');
        text.push_str(value.trim());
        text.push('\n');
        if !signed_headers.is_empty() {
            signed_headers.push(';');
        }
        signed_headers.push_str(name);
    }
    text.push('\n');
    text.push_str(&signed_headers);
    text.push('\n');
    text.push_str(hash);
    Canonical { text, signed_headers }
}

/// The query of a URL in canonical form; `+` is a plus sign, as in the rest of a URL.
pub(super) fn canonical_query(text: &str) -> String {
    let mut pairs: Vec<_> = text
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key), decode(value))
        })
        .collect();
    query(&mut pairs)
}

/// Whether the body enters the signature by [`UNSIGNED`] instead of its hash.
pub(super) fn is_unsigned(request: &http::Request<Payload>) -> bool {
    // The rule of signatures: a prefix, so that `application/json-seq` counts as JSON here.
    let json = request.headers().get(CONTENT_TYPE).is_none_or(|kind| {
        kind.as_bytes().to_ascii_lowercase().starts_with(b"application/json")
    });
    let body = request.body();
    // The files of a form are read when they are sent.
    (!json || body.is_form()) && !body.is_empty()
}

/// Writes a path in canonical form. The whole path is decoded before it is split, as by the
/// gateway, so that an encoded slash becomes a separator.
fn path_into(out: &mut String, path: &str) {
    let decoded = decode(path);
    for (n, segment) in decoded.split(|byte| *byte == b'/').enumerate() {
        if n > 0 {
            out.push('/');
        }
        encode_into(out, segment);
    }
    if !out.ends_with('/') {
        out.push('/');
    }
}

/// The headers to sign, sorted by name. It leaves out names with an underscore, headers
/// with several values, and values that are not visible ASCII: these have no single form
/// on the wire.
fn signed_headers(headers: &HeaderMap) -> Vec<(&str, &str)> {
    let mut signed: Vec<_> = headers
        .iter()
        .filter(|(name, _)| *name != AUTHORIZATION && !name.as_str().contains('_'))
        // A value that is no text stays for now, so that it counts among its header's
        // values.
        .map(|(name, value)| (name.as_str(), value.to_str().ok(), false))
        .collect();
    signed.sort_by_key(|(name, ..)| *name);
    for n in 1..signed.len() {
        if let Some([(one, _, first), (other, _, second)]) = signed.get_mut(n - 1..=n)
            && one == other
        {
            (*first, *second) = (true, true);
        }
    }
    let single = signed.into_iter().filter(|(.., several)| !several);
    single.filter_map(|(name, value, _)| Some((name, value?))).collect()
}
