//! Keeps secrets out of texts that a server wrote: withholds texts that show one, and
//! cuts the others before an echo of a signed request. `secrets` decides which texts
//! are secrets.

use super::secrets::{SecretParts, Secrets, WITHHELD};

/// Longest message or excerpt that an error keeps, in characters.
const MAX_CHARACTERS: usize = 500;

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

/// How much of a text or of a body is searched, in bytes. At most [`MAX_CHARACTERS`]
/// characters of it are shown.
pub(super) const MAX_EXCERPT_SOURCE: usize = 16 * 1024;

/// `text` on one line, without control characters, cut at an echo and at [`MAX_CHARACTERS`]
/// characters. A text that shows a part of a secret is withheld as a whole.
pub(super) fn excerpt(text: &str, secrets: &SecretParts) -> String {
    let text = beginning(text);
    if secrets.show_in(text) {
        return WITHHELD.to_owned();
    }
    let lower = text.to_ascii_lowercase();
    // ASCII lower-casing keeps every index where it was.
    let end =
        ECHOES.iter().filter_map(|echo| lower.find(echo)).min().unwrap_or(text.len());
    let kept = text.get(..end).unwrap_or_default();
    let mut characters = kept.chars();
    let mut out: String = characters
        .by_ref()
        .take(MAX_CHARACTERS)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if kept.len() < text.len() || characters.next().is_some() {
        out.push('…');
    }
    out
}

/// A short text of an answer, such as an identifier, as it may be printed.
pub(crate) fn printable(text: &str, secrets: Option<&Secrets>) -> String {
    excerpt(text, &secrets.map(Secrets::parts).unwrap_or_default())
}

fn beginning(text: &str) -> &str {
    let mut end = text.len().min(MAX_EXCERPT_SOURCE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::secrets::SecretParts;

    fn excerpt(text: &str) -> String {
        super::excerpt(text, &SecretParts::default())
    }

    #[test]
    fn echoes_are_cut() {
        for echo in [
            "verify failed, canonicalRequest:POST|/v1/x/||x-security-token:SECRET",
            "verify failed. The Canonical Request was SECRET",
            "verify failed: POST|/|host:a.example.com SECRET",
            "verify failed SDK-HMAC-SHA256 Access=SECRET",
        ] {
            let text = excerpt(echo);
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
        assert_eq!(excerpt("no authorization for this"), "no authorization for this");
        assert_eq!(excerpt("a\nb\tc\u{7f}\u{85}"), "a b c  ");
        assert_eq!(excerpt(&"é".repeat(2_000)).chars().count(), 501);
        assert_eq!(excerpt("İ|HOST:x"), "İ…");
        assert_eq!(excerpt("no localhost:1"), "no localhost:1");
    }
}
