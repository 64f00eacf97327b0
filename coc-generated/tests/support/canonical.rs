//! A second implementation of the gateway's signature, written from its description
//! alone, over the parts of a received request.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// The canonical request of raw parts; `signed` are the names of the signed headers, in
/// order.
pub fn canonical(
    method: &str,
    target: &str,
    headers: &[(String, String)],
    signed: &[&str],
    body: &[u8],
) -> String {
    let value = |name: &str| {
        headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    };
    let (path, query) = match target.find('?') {
        Some(at) => (&target[..at], &target[at + 1..]),
        None => (target, ""),
    };
    let mut uri = unescape(path)
        .split(|byte| *byte == b'/')
        .map(escape)
        .collect::<Vec<_>>()
        .join("/");
    if !uri.ends_with('/') {
        uri += "/";
    }
    let mut pairs = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let at = pair.find('=').unwrap_or(pair.len());
        pairs.push((unescape(&pair[..at]), unescape(pair.get(at + 1..).unwrap_or(""))));
    }
    // Bytes of UTF-8 sort as their characters do.
    pairs.sort();
    let query: Vec<String> = pairs
        .iter()
        .map(|(key, value)| format!("{}={}", escape(key), escape(value)))
        .collect();
    let hash = match value("x-sdk-content-sha256") {
        Some(given) if !body.is_empty() => given.to_owned(),
        _ => hex(&Sha256::digest(body)),
    };
    let lines: String = signed
        .iter()
        .map(|name| format!("{name}:{}\n", value(name).unwrap_or("MISSING").trim()))
        .collect();
    format!(
        "{method}\n{uri}\n{}\n{lines}\n{}\n{hash}",
        query.join("&"),
        signed.join(";")
    )
}

/// Whether what was received carries a valid signature by `secret`, over the host and
/// the date at least.
pub fn verify(
    method: &str,
    target: &str,
    headers: &[(String, String)],
    body: &[u8],
    secret: &str,
) -> Result<(), String> {
    let find = |name: &str| {
        headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, v)| v)
    };
    let authorization = find("authorization").ok_or("no authorization")?;
    let date = find("x-sdk-date").ok_or("no date")?;
    let rest = authorization.strip_prefix("SDK-HMAC-SHA256 ").ok_or("another scheme")?;
    let part = |name: &str| rest.split(", ").find_map(|part| part.strip_prefix(name));
    let signed: Vec<&str> =
        part("SignedHeaders=").ok_or("no headers")?.split(';').collect();
    for name in ["host", "x-sdk-date"] {
        if !signed.contains(&name) {
            return Err(format!("{name} is not signed"));
        }
    }
    let canonical = canonical(method, target, headers, &signed, body);
    let to_sign = format!(
        "SDK-HMAC-SHA256\n{date}\n{}",
        hex(&Sha256::digest(canonical.as_bytes()))
    );
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .map_err(|error| error.to_string())?;
    mac.update(to_sign.as_bytes());
    let expected = hex(&mac.finalize().into_bytes());
    match part("Signature=") {
        Some(found) if found == expected => Ok(()),
        found => {
            Err(format!("signature {found:?}, expected {expected} over\n{canonical}"))
        }
    }
}

fn unescape(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let digits = text
            .get(at + 1..at + 3)
            .filter(|digits| digits.bytes().all(|it| it.is_ascii_hexdigit()));
        let escaped = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (bytes[at], escaped) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

fn escape(bytes: impl AsRef<[u8]>) -> String {
    bytes
        .as_ref()
        .iter()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                (*byte as char).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
