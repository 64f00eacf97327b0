//! The parts of a request before it has an endpoint: path, query, headers, body.
//! Method, endpoint and signature do not belong here.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;
use zeroize::Zeroizing;

use super::build::BuildError;
use super::encode::{encode_into, query};
use super::form::FormBody;
use super::payload::Payload;
use super::secrets::texts_in;
use crate::runtime::wire::collect_secrets;

/// The content type of JSON bodies.
const JSON: &str = "application/json";

/// Path, query, headers and body of a request, put together piece by piece.
#[derive(Clone, Default)]
pub struct Parts {
    pub(super) path: String,
    query: Vec<(String, String)>,
    pub(super) headers: HeaderMap,
    pub(super) body: Payload,
    /// The texts of secrets in the request, if it has a secret. A secret may be too short
    /// to be searched for.
    pub(super) secrets: Option<Vec<Zeroizing<String>>>,
}

/// Values stay out: any of them may be a secret.
impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts")
            .field("path", &self.path)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl Parts {
    /// An empty path, no query, no headers, no body.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The parts of a request to a path given as text.
    ///
    /// # Errors
    /// [`BuildError::Path`] if the path does not begin with `/`, holds a query, a
    /// fragment or a percent escape (it is encoded here), or a segment that is empty,
    /// `.` or `..`.
    pub fn at(path: &str) -> Result<Self, BuildError> {
        let refuse = |problem| Err(BuildError::Path { problem });
        let Some(rest) = path.strip_prefix('/') else {
            return refuse("does not begin with a slash");
        };
        if path.contains(['?', '#']) {
            return refuse("holds a query or a fragment, which do not belong to it");
        }
        if path.contains('%') {
            return refuse("holds a percent sign: it must be given unescaped");
        }
        if rest.split('/').any(|segment| matches!(segment, "" | "." | "..")) {
            return refuse("holds a segment that is empty, . or ..");
        }
        let mut parts = Self::new();
        parts.literal(path);
        Ok(parts)
    }

    /// Appends fixed text of the path, which may hold slashes.
    pub fn literal(&mut self, text: &str) -> &mut Self {
        for (n, piece) in text.split('/').enumerate() {
            if n > 0 {
                self.path.push('/');
            }
            encode_into(&mut self.path, piece.as_bytes());
        }
        self
    }

    /// Appends a path parameter as one segment.
    ///
    /// # Errors
    /// [`BuildError::Segment`] if the value is missing or blank, `.` or `..`, or holds a
    /// slash or a control character. URL parsers, and the gateway, which takes an
    /// encoded slash for a separator, would make another path of it.
    pub fn segment(
        &mut self,
        name: &str,
        value: Option<impl fmt::Display>,
    ) -> Result<&mut Self, BuildError> {
        let refuse =
            |problem| Err(BuildError::Segment { name: name.to_owned(), problem });
        let Some(value) = value else {
            return refuse("is missing");
        };
        let text = value.to_string();
        match text.as_str() {
            text if text.trim().is_empty() => return refuse("is blank"),
            "." | ".." => return refuse("is . or .., which would change the path"),
            text if text.contains('/') => {
                return refuse("holds a slash, which the gateway takes for a separator");
            }
            text if text.chars().any(char::is_control) => {
                return refuse("holds a control character");
            }
            text => encode_into(&mut self.path, text.as_bytes()),
        }
        Ok(self)
    }

    /// Adds a query parameter, if there is a value. The order of calls does not matter:
    /// the query is sorted.
    pub fn query(&mut self, name: &str, value: Option<impl fmt::Display>) -> &mut Self {
        if let Some(value) = value {
            self.query.push((name.to_owned(), value.to_string()));
        }
        self
    }

    /// Adds a query parameter once for each value.
    pub fn query_each(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = impl fmt::Display>,
    ) -> &mut Self {
        for value in values {
            self.query(name, Some(value));
        }
        self
    }

    /// Sets a header, if there is a value.
    ///
    /// # Errors
    /// [`BuildError::Header`] if HTTP cannot hold the name or the value, if it would not
    /// be signed (a name with an underscore, a value that is not visible ASCII), or if
    /// the header is one of those that say where a request goes, how long it is or who
    /// sends it.
    pub fn header(
        &mut self,
        name: &str,
        value: Option<impl fmt::Display>,
    ) -> Result<&mut Self, BuildError> {
        if let Some(value) = value {
            let refuse = || BuildError::Header { name: name.to_owned() };
            let (header, value) =
                signable_header(name, &value.to_string()).ok_or_else(refuse)?;
            self.headers.insert(header, value);
        }
        Ok(self)
    }

    /// Sets the body, as JSON.
    ///
    /// # Errors
    /// [`BuildError::Body`] if the value cannot be serialised.
    pub fn json<T: Serialize + ?Sized>(
        &mut self,
        body: &T,
    ) -> Result<&mut Self, BuildError> {
        let (bytes, secrets) = collect_secrets(|| serde_json::to_vec(body));
        let bytes =
            bytes.map_err(|error| BuildError::Body { problem: error.to_string() })?;
        self.body = bytes.into();
        for secret in &secrets {
            texts_in(secret, self.secrets.get_or_insert_default());
        }
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
        Ok(self)
    }

    /// Sets the body to bytes of the given content type.
    ///
    /// # Errors
    /// [`BuildError::Header`] if HTTP cannot hold the content type, or if it would not be
    /// signed: it is not visible ASCII.
    pub fn bytes(
        &mut self,
        content_type: &str,
        body: impl Into<Bytes>,
    ) -> Result<&mut Self, BuildError> {
        let (_, value) = signable_header(CONTENT_TYPE.as_str(), content_type)
            .ok_or_else(|| BuildError::Header {
                name: CONTENT_TYPE.as_str().to_owned(),
            })?;
        self.headers.insert(CONTENT_TYPE, value);
        self.body = body.into().into();
        Ok(self)
    }

    /// Sets the body to a form.
    pub fn form(&mut self, form: FormBody) -> &mut Self {
        let (content_type, body, secrets) = form.finish();
        // A boundary is visible ASCII.
        if let Ok(value) = HeaderValue::try_from(content_type) {
            self.headers.insert(CONTENT_TYPE, value);
        }
        self.body = body;
        if let Some(secrets) = secrets {
            self.secrets.get_or_insert_default().extend(secrets);
        }
        self
    }

    /// Marks a value of the request as a secret: if an answer echoes 8 or more consecutive
    /// characters of it, errors and traces withhold the text. Values that a spec marks are
    /// secrets without this.
    pub fn secret(&mut self, value: impl Into<Value>) -> &mut Self {
        texts_in(&value.into(), self.secrets.get_or_insert_default());
        self
    }

    /// The encoded path and query.
    pub(super) fn target(&self) -> String {
        let mut pairs: Vec<_> = self
            .query
            .iter()
            .map(|(key, value)| {
                (Cow::Borrowed(key.as_bytes()), Cow::Borrowed(value.as_bytes()))
            })
            .collect();
        let mut target = self.path.clone();
        if !pairs.is_empty() {
            target.push('?');
            target.push_str(&query(&mut pairs));
        }
        target
    }
}

/// The items of an array as one text; nothing where there are none.
#[must_use]
#[allow(dead_code, reason = "a spec may be without such parameters")]
pub(crate) fn joined(
    items: impl IntoIterator<Item = impl fmt::Display>,
    delimiter: char,
) -> Option<String> {
    let mut items = items.into_iter();
    let mut text = items.next()?.to_string();
    for item in items {
        text.push(delimiter);
        text.push_str(&item.to_string());
    }
    Some(text)
}

/// A JSON value as it stands in a query or a header: text without quotes, all else as
/// JSON.
#[must_use]
#[allow(dead_code, reason = "a spec may be without such parameters")]
pub(crate) fn plain_text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// A header that a caller may set and that the signature covers.
pub(crate) fn signable_header(
    name: &str,
    value: &str,
) -> Option<(HeaderName, HeaderValue)> {
    let header = HeaderName::try_from(name).ok()?;
    let value = HeaderValue::try_from(value).ok()?;
    let signed = !name.contains('_') && value.to_str().is_ok();
    (signed && !is_reserved(&header)).then_some((header, value))
}

/// Headers that the client itself sets, or that decide where a message begins and ends.
fn is_reserved(name: &HeaderName) -> bool {
    matches!(
        name.as_str(),
        "authorization"
            | "connection"
            | "content-length"
            | "expect"
            | "host"
            | "proxy-authorization"
            | "te"
            | "trailer"
            | "transfer-encoding"
            | "upgrade"
            | "x-auth-token"
            | "x-sdk-content-sha256"
            | "x-sdk-date"
            | "x-security-token"
    )
}

#[cfg(test)]
mod tests {
    use super::{BuildError, Parts};

    #[test]
    fn a_segment_stays_one_segment() {
        for (value, path) in [
            ("CM1", "/v1/CM1/x"),
            ("a b?d#e", "/v1/a%20b%3Fd%23e/x"),
            ("%2e%2e", "/v1/%252e%252e/x"),
            ("变", "/v1/%E5%8F%98/x"),
            ("...", "/v1/.../x"),
        ] {
            let mut parts = Parts::new();
            parts.literal("/v1/").segment("id", Some(value)).unwrap().literal("/x");
            assert_eq!(parts.target(), path);
        }
    }

    #[test]
    fn segments_that_change_the_path_are_refused() {
        let dots = [None, Some(""), Some(" "), Some("."), Some("..")];
        let separators = [Some("a/b"), Some("../.."), Some("a\nb"), Some("\u{0}")];
        for value in dots.into_iter().chain(separators) {
            let error = Parts::new().segment("id", value).map(|_| ()).unwrap_err();
            assert!(matches!(error, BuildError::Segment { .. }), "{value:?}");
        }
    }

    #[test]
    fn the_query_is_sorted_before_it_is_encoded() {
        let mut parts = Parts::at("/v1").unwrap();
        parts
            .query("a:", Some(1))
            .query("a1", Some(2))
            .query_each("a", ["z", ""])
            .query("none", None::<u8>);
        assert_eq!(parts.target(), "/v1?a=&a=z&a1=2&a%3A=1");
    }

    #[test]
    fn reserved_and_broken_headers_are_refused() {
        for name in ["Host", "authorization", "X-Sdk-Date", "Content-Length", "a b", ""]
        {
            assert!(Parts::new().header(name, Some("x")).is_err(), "{name}");
        }
        assert!(Parts::new().header("x-thing", Some("a\r\nHost: b")).is_err());
        assert!(Parts::new().header("Host", None::<&str>).is_ok());
    }

    #[test]
    fn a_path_given_as_text_is_absolute_and_without_escapes() {
        for path in ["v1", "", "/v1/../x", "/v1//x", "/v1/", "/v1?x=1", "/a%2Fb", "/./x"]
        {
            assert!(Parts::at(path).is_err(), "{path}");
        }
        assert_eq!(Parts::at("/v1/a b/变").unwrap().target(), "/v1/a%20b/%E5%8F%98");
    }
}
