//! Finds the places of the parts of a JSON text, since `serde_json` gives values
//! without places. The meaning of the values does not belong here.

use std::collections::HashMap;

use crate::pointer;
use crate::source::{FileId, Span};

/// The tokens of a JSON text by JSON pointers.
#[derive(Debug, Clone)]
pub(crate) struct Tokens {
    root: Token,
    pub(super) repeated: Vec<RepeatedKey>,
}

/// A key that one object has twice.
#[derive(Debug, Clone)]
pub(super) struct RepeatedKey {
    pub(super) name: String,
    /// The place where it is repeated.
    pub(super) span: Span,
    /// Its first place.
    pub(super) first: Span,
}

/// The token that diagnostics about a value point at, and the parts of the value.
#[derive(Debug, Clone)]
struct Token {
    span: Span,
    parts: Parts,
}

#[derive(Debug, Clone)]
enum Parts {
    Single,
    List(Vec<Token>),
    /// The last one of equal keys counts, as in `serde_json`.
    Object(HashMap<String, (Span, Token)>),
}

impl Tokens {
    /// Finds the tokens of a `text`, which must be JSON.
    pub(super) fn of(file: FileId, text: &str) -> Self {
        let mut scan = Scan { file, text, at: 0, repeated: Vec::new() };
        let root = scan.value();
        Self { root, repeated: scan.repeated }
    }

    /// The span of a scalar, or of the key of an object or array, or of its bracket
    /// where it has no key. It falls back to the nearest ancestor that exists.
    pub(crate) fn value(&self, pointer: &str) -> Span {
        let (key, token, _) = self.find(pointer);
        key.filter(|_| !matches!(token.parts, Parts::Single)).unwrap_or(token.span)
    }

    /// The key at `pointer`, or [`Tokens::value`] if there is none.
    pub(crate) fn key(&self, pointer: &str) -> Span {
        match self.find(pointer) {
            (Some(key), _, true) => key,
            _ => self.value(pointer),
        }
    }

    /// Follows a pointer as far as values exist, and returns whether it reached the
    /// end.
    fn find(&self, pointer: &str) -> (Option<Span>, &Token, bool) {
        let (mut key, mut token) = (None, &self.root);
        for step in pointer.split('/').skip(1) {
            let next = match &token.parts {
                Parts::Single => None,
                Parts::List(items) => step
                    .parse::<usize>()
                    .ok()
                    .and_then(|at| Some((None, items.get(at)?))),
                Parts::Object(members) => {
                    let step = pointer::unescape(step);
                    members.get(&step).map(|(key, member)| (Some(*key), member))
                }
            };
            match next {
                Some(next) => (key, token) = next,
                None => return (key, token, false),
            }
        }
        (key, token, true)
    }
}

/// A scan of a text that `serde_json` has accepted, so that nothing needs to be checked and
/// the depth is bounded.
struct Scan<'t> {
    file: FileId,
    text: &'t str,
    at: usize,
    repeated: Vec<RepeatedKey>,
}

impl Scan<'_> {
    fn value(&mut self) -> Token {
        let start = self.skip_white_space();
        let parts = match self.byte() {
            Some(b'{') => self.object(),
            Some(b'[') => self.list(),
            Some(b'"') => {
                self.string();
                Parts::Single
            }
            _ => {
                let end =
                    self.text[start..].find([',', ']', '}', ' ', '\t', '\r', '\n']);
                self.at = end.map_or(self.text.len(), |end| start + end);
                Parts::Single
            }
        };
        let end = if matches!(parts, Parts::Single) { self.at } else { start + 1 };
        Token { span: self.span(start, end), parts }
    }

    fn list(&mut self) -> Parts {
        let mut items = Vec::new();
        while self.another(b']') {
            items.push(self.value());
        }
        Parts::List(items)
    }

    fn object(&mut self) -> Parts {
        let mut members = HashMap::new();
        while self.another(b'}') {
            let start = self.skip_white_space();
            self.string();
            let key = self.span(start, self.at);
            let name: String =
                serde_json::from_str(&self.text[start..self.at]).unwrap_or_default();
            self.skip_white_space();
            // The colon.
            self.at += 1;
            let value = self.value();
            if let Some((first, _)) = members.insert(name.clone(), (key, value)) {
                self.repeated.push(RepeatedKey { name, span: key, first });
            }
        }
        Parts::Object(members)
    }

    /// Skips an opening bracket or a comma, or the closing bracket if no member follows.
    /// Returns whether one does.
    fn another(&mut self, close: u8) -> bool {
        self.skip_white_space();
        if self.byte() != Some(close) {
            self.at += 1;
            self.skip_white_space();
        }
        let more = self.byte().is_some_and(|byte| byte != close);
        self.at += usize::from(!more);
        more
    }

    fn string(&mut self) {
        let bytes = self.text.as_bytes();
        self.at += 1;
        while let Some(byte) = bytes.get(self.at).filter(|byte| **byte != b'"') {
            self.at += if *byte == b'\\' { 2 } else { 1 };
        }
        self.at = (self.at + 1).min(bytes.len());
    }

    /// Goes on to the next byte that is not white space, and returns its place.
    fn skip_white_space(&mut self) -> usize {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        self.at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.at
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::of(self.file, start..end)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::{Span, Tokens};
    use crate::pointer::escape;
    use crate::source::FileId;

    fn json() -> impl Strategy<Value = Value> {
        let single = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "[\"\\\\/~{}\\[\\]:, \té名a-c]{0,6}".prop_map(Value::from),
        ];
        single.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                proptest::collection::hash_map("[\"\\\\/~{}:,é0-9]{0,3}", inner, 0..5)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    /// Every pointer leads to the token of its value.
    fn all_found(tokens: &Tokens, text: &str, value: &Value, at: &str) {
        let under = |span: Span| &text[span.start as usize..span.end as usize];
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    all_found(tokens, text, item, &format!("{at}/{index}"));
                }
            }
            Value::Object(members) => {
                for (key, member) in members {
                    let at = format!("{at}/{}", escape(key));
                    assert_eq!(read(under(tokens.key(&at))), *key);
                    all_found(tokens, text, member, &at);
                    assert_eq!(
                        tokens.value(&format!("{at}/none/such")),
                        tokens.value(&at)
                    );
                }
            }
            single => assert_eq!(read(under(tokens.value(at))), *single),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn every_part_of_any_text_is_found(value in json(), pretty in any::<bool>()) {
            let text = if pretty { format!("\t{value:#}\r\n") } else { value.to_string() };
            // The value is read back, since not every number survives writing.
            let value: Value = serde_json::from_str(&text).unwrap_or_default();
            let tokens = Tokens::of(FileId::default(), &text);
            prop_assert!(tokens.repeated.is_empty());
            all_found(&tokens, &text, &value, "");
        }
    }
}
