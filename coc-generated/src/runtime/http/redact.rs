//! Keeps secrets out of texts that a server wrote: excerpts and messages are cut where
//! they begin to echo a signed request. Which values of a type are secrets is decided
//! where the type is.

use std::borrow::Cow;

/// Longest message or excerpt that an error keeps, in characters.
const LONGEST: usize = 500;

/// The beginning of an echo of a signed request, in lower case. A gateway that refuses a
/// signature shows how it read the request, header values included.
const ECHOES: &[&str] = &[
    "canonicalrequest",
    "canonical request",
    "canonical_request",
    "canonical-request",
    "stringtosign",
    "string to sign",
    "string_to_sign",
    "string-to-sign",
    "signedheaders",
    "signed headers",
    "sdk-hmac-sha256",
    "authorization:",
    "x-sdk-",
    "x-security-token",
    "x-auth-token",
    "x-domain-id",
    "x-project-id",
    "content-type:",
    "\nhost:",
    "\\nhost:",
    "|host:",
];

/// `text` on one line, without control characters and without `secrets`, cut at an echo
/// and at [`LONGEST`] characters. Secrets go first: a cut must not leave half of one
/// behind.
pub(super) fn excerpt(text: &str, secrets: &[&str]) -> String {
    let mut text = Cow::Borrowed(text);
    // A very short secret would match by chance.
    for secret in
        secrets.iter().filter(|secret| secret.len() >= 4 && !secret.trim().is_empty())
    {
        if text.contains(secret) {
            text = Cow::Owned(text.replace(secret, "[redacted]"));
        }
    }
    let lower = text.to_ascii_lowercase();
    // ASCII lower-casing keeps every index where it was.
    let end =
        ECHOES.iter().filter_map(|echo| lower.find(echo)).min().unwrap_or(text.len());
    let kept = text.get(..end).unwrap_or_default();
    let mut out: String = kept
        .chars()
        .take(LONGEST)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn echoes_are_cut() {
        for echo in [
            "verify failed, canonicalRequest:POST|/v1/x/||x-security-token:SECRET",
            "verify failed. The Canonical Request was SECRET",
            "verify failed: POST|/|host:a.example.com SECRET",
            "verify failed SDK-HMAC-SHA256 Access=SECRET",
        ] {
            let text = excerpt(echo, &[]);
            assert!(
                text.starts_with("verify failed")
                    && text.ends_with('…')
                    && !text.contains("SECRET"),
                "{text}"
            );
        }
    }

    #[test]
    fn other_texts_stay_and_are_bounded() {
        assert_eq!(
            excerpt("no authorization for this", &[]),
            "no authorization for this"
        );
        assert_eq!(excerpt("a\nb\tc\u{7f}", &[]), "a b c ");
        assert_eq!(excerpt(&"é".repeat(2_000), &[]).chars().count(), 501);
        let text = format!("{} SECRET", "x".repeat(495));
        assert!(!excerpt(&text, &["SECRET"]).contains("SEC"));
        assert_eq!(excerpt("İ|HOST:x", &[]), "İ…");
        assert_eq!(excerpt("no localhost:1", &[]), "no localhost:1");
    }
}
