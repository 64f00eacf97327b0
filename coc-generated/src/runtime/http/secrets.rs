//! The secrets of one call, and the search for their parts in a text. `redact` decides how
//! such a text is printed.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use http::header::HeaderValue;
use serde_json::Value;
use zeroize::Zeroizing;

#[cfg(feature = "client")]
use super::credentials::Credentials;
use super::credentials::Secret;
#[cfg(feature = "client")]
use super::payload::Payload;
use super::unescape::any_decoding;

/// Stands for a text that shows a part of a secret.
pub(super) const WITHHELD: &str = "[withheld: it shows a secret of the request]";

/// A text with this number of consecutive characters of a secret is withheld.
const REVEALING_LENGTH: usize = 8;
/// A secret shorter than this would match by chance.
const MIN_LENGTH: usize = 4;

/// Texts of a request's body that must not show; an extension of every request that has a
/// secret in its body.
#[derive(Clone, Default)]
pub(super) struct BodySecrets(pub(super) Arc<[Zeroizing<String>]>);

/// The secrets that go with one attempt. It holds shares of them, not copies.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    headers: Vec<HeaderValue>,
    keys: Vec<Secret>,
    body: BodySecrets,
}

impl Secrets {
    /// The secrets of a signed request: the values of its sensitive headers, and the secret
    /// texts of its body.
    #[cfg(feature = "client")]
    pub(crate) fn of(request: &http::Request<Payload>) -> Self {
        let sensitive = request.headers().values().filter(|value| value.is_sensitive());
        Self {
            headers: sensitive.cloned().collect(),
            keys: Vec::new(),
            body: request.extensions().get::<BodySecrets>().cloned().unwrap_or_default(),
        }
    }

    /// The same secrets, and those of `credentials`.
    #[cfg(feature = "client")]
    pub(crate) fn with_credentials(mut self, credentials: &Credentials) -> Self {
        let secrets = credentials.secrets().into_iter();
        self.keys.extend(secrets.map(|(_, secret)| secret.clone()));
        self
    }

    /// The same secrets, and this one, if there is one.
    #[cfg(feature = "client")]
    pub(crate) fn with(mut self, secret: Option<&Secret>) -> Self {
        self.keys.extend(secret.cloned());
        self
    }

    pub(super) fn parts(&self) -> SecretParts {
        let mut parts = SecretParts::default();
        for value in &self.headers {
            // A value that is no text was never echoed as one.
            let Ok(text) = value.to_str() else { continue };
            match text.split_once(' ') {
                // The scheme and the names of the signed headers are no secrets.
                Some((_, fields)) if text.contains("Signature=") => {
                    let fields = fields.split(", ").filter_map(|it| it.split_once('='));
                    let secret = fields.filter(|(name, _)| *name != "SignedHeaders");
                    secret.for_each(|(_, value)| parts.add(value));
                }
                _ => parts.add(text),
            }
        }
        self.keys.iter().for_each(|key| parts.add(key.expose()));
        self.body.0.iter().for_each(|text| parts.add(text));
        parts
    }
}

/// The body of a request, as it may be printed.
#[cfg(feature = "testing")]
pub(crate) fn shown_body(request: &http::Request<Payload>) -> String {
    let Some(bytes) = request.body().as_bytes() else {
        return format!("{:?}", request.body());
    };
    let text = String::from_utf8_lossy(bytes).into_owned();
    let has_secrets = request.extensions().get::<BodySecrets>().is_some();
    if has_secrets || Secrets::of(request).parts().show_in(&text) {
        return WITHHELD.to_owned();
    }
    text
}

/// Shows none of them.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets")
    }
}

/// Every run of [`REVEALING_LENGTH`] characters of some secrets, hashed, and the shorter
/// secrets.
#[derive(Default)]
pub(super) struct SecretParts {
    runs: HashSet<u64>,
    short: Vec<Zeroizing<String>>,
}

impl SecretParts {
    fn add(&mut self, secret: &str) {
        let secret = secret.trim();
        let characters = Zeroizing::new(secret.chars().collect::<Vec<_>>());
        if characters.len() >= REVEALING_LENGTH {
            self.runs.extend(characters.windows(REVEALING_LENGTH).map(hash));
        } else if characters.len() >= MIN_LENGTH {
            self.short.push(Zeroizing::new(secret.to_owned()));
        }
    }

    /// Whether `text`, as it stands or with escapes undone, shows a part of a secret.
    pub(super) fn show_in(&self, text: &str) -> bool {
        if self.runs.is_empty() && self.short.is_empty() {
            return false;
        }
        any_decoding(text, |text| {
            let characters: Vec<char> = text.chars().collect();
            characters
                .windows(REVEALING_LENGTH)
                .any(|run| self.runs.contains(&hash(run)))
                || self.short.iter().any(|secret| text.contains(secret.as_str()))
        })
    }
}

/// A hash of some characters. If two runs have one hash, a text may be withheld without
/// need. A blank counts as the plus sign that stands for it in a form.
fn hash(run: &[char]) -> u64 {
    run.iter().fold(0xcbf2_9ce4_8422_2325, |hash, c| {
        let c = if *c == ' ' { '+' } else { *c };
        (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The texts inside a secret value, without the names of members. JSON written as text
/// is looked into.
pub(super) fn texts_in(value: &Value, out: &mut Vec<Zeroizing<String>>) {
    match value {
        Value::String(text) => {
            let inner = serde_json::from_str::<Value>(text).ok();
            if let Some(inner @ (Value::Object(_) | Value::Array(_))) = inner {
                return texts_in(&inner, out);
            }
            if let Some(inner @ Value::String(_)) = inner {
                texts_in(&inner, out);
            }
            if text.chars().count() >= REVEALING_LENGTH {
                out.push(Zeroizing::new(text.clone()));
            }
        }
        Value::Array(items) => items.iter().for_each(|item| texts_in(item, out)),
        Value::Object(members) => members.values().for_each(|item| texts_in(item, out)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{SecretParts, texts_in};

    #[test]
    fn a_run_of_eight_characters_reveals_a_secret() {
        let mut parts = SecretParts::default();
        parts.add("abcdefghijkl");
        parts.add("wxyz");
        parts.add("two words");
        for text in [
            "abcdefgh",
            "…efghijkl…",
            "a wxyz b",
            "%61bcdefgh",
            "abcd\\u0065fgh",
            "two+words",
        ] {
            assert!(parts.show_in(text), "{text}");
        }
        for text in ["", "abcdefg", "abcdefg hijkl", "wxy z"] {
            assert!(!parts.show_in(text), "{text}");
        }
    }

    #[test]
    fn texts_are_found_inside_of_json_written_as_text() {
        let value =
            json!("{\"password\": [\"SECRET-ONE\", \"short\"], \"n\": 123456789}");
        let mut found = Vec::new();
        texts_in(&json!([value, {"a": "SECRET TWO"}]), &mut found);
        let found: Vec<&str> = found.iter().map(|text| text.as_str()).collect();
        assert_eq!(found, ["SECRET-ONE", "SECRET TWO"]);
    }
}
