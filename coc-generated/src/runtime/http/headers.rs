//! Documented headers of answers: a header that is missing, or that does not have the form
//! of its type, is `None`. Headers of requests belong to `parts`.

use std::str::FromStr;

use http::HeaderMap;

/// The first header of this name, if its text is a value of the type and not blank.
#[allow(dead_code, reason = "a spec may be without headers of answers")]
pub(crate) fn header<T: FromStr>(headers: &HeaderMap, name: &str) -> Option<T> {
    parse(headers.get(name)?.to_str().ok()?)
}

/// The items of a list, which may stand in several headers of this name; `None` if one of
/// them is no value of the type.
#[allow(dead_code, reason = "a spec may be without headers of answers")]
pub(crate) fn header_items<T: FromStr>(
    headers: &HeaderMap,
    name: &str,
    delimiter: char,
) -> Option<Vec<T>> {
    let mut found = Vec::new();
    for header in headers.get_all(name) {
        let items = header.to_str().ok()?.split(delimiter);
        for item in items.filter(|item| !item.trim().is_empty()) {
            found.push(parse(item)?);
        }
    }
    (!found.is_empty()).then_some(found)
}

fn parse<T: FromStr>(text: &str) -> Option<T> {
    let text = text.trim();
    if text.is_empty() { None } else { text.parse().ok() }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::{header, header_items};

    fn headers() -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("count", "  12 "),
            ("words", "twelve"),
            ("blank", "  "),
            ("list", "1, 2,"),
            ("list", "3"),
            ("mixed", "1,x"),
        ] {
            headers.append(name, HeaderValue::from_static(value));
        }
        let bytes = HeaderValue::from_bytes(b"caf\xe9").unwrap();
        headers.insert("bytes", bytes);
        headers
    }

    #[test]
    fn a_header_without_the_form_of_its_type_is_none() {
        let headers = headers();
        assert_eq!(header(&headers, "Count"), Some(12_i32));
        assert_eq!(header(&headers, "count"), Some("12".to_owned()));
        assert_eq!(header::<i64>(&headers, "words"), None);
        assert_eq!(header::<bool>(&headers, "count"), None);
        for name in ["blank", "bytes", "missing", "not a name"] {
            assert_eq!(header::<String>(&headers, name), None, "{name}");
        }
    }

    #[test]
    fn lists_may_be_spread_over_headers() {
        let headers = headers();
        assert_eq!(header_items(&headers, "list", ','), Some(vec![1, 2, 3]));
        for name in ["mixed", "words", "blank", "bytes", "missing"] {
            assert_eq!(header_items::<i64>(&headers, name, ','), None, "{name}");
        }
    }
}
