//! The headers of an answer that is a file: its length, and its name, which is read as text
//! from a stranger. Reading its content does not belong here.

use http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};

use super::parameters::{extended_parameter, parameter};

/// The length of a body, if the headers give it.
pub(crate) fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
}

/// Whether the headers say that the body is a file, and not an answer of the service:
/// they give its disposition, and a type other than JSON.
pub(super) fn is_file(headers: &HeaderMap) -> bool {
    let is_json = headers.get(CONTENT_TYPE).is_some_and(|kind| {
        let kind = kind.as_bytes().to_ascii_lowercase();
        let kind = kind.split(|byte| *byte == b';').next().unwrap_or_default();
        kind.trim_ascii() == b"application/json" || kind.trim_ascii().ends_with(b"+json")
    });
    headers.contains_key(CONTENT_DISPOSITION) && !is_json
}

/// The name of a file by the header `Content-Disposition`, without anything that could
/// lead elsewhere. The form of RFC 8187 (`filename*`) goes first.
pub(super) fn file_name(headers: &HeaderMap) -> Option<String> {
    // Many servers write UTF-8 as it is.
    let header = String::from_utf8_lossy(headers.get(CONTENT_DISPOSITION)?.as_bytes());
    let plain = || parameter(&header, "filename");
    harmless(&extended_parameter(&header, "filename").or_else(plain)?)
}

/// The last part of a name that may be a path, without drives and control characters.
fn harmless(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !c.is_control()).collect();
    let mut kept = kept.trim();
    // The rest may begin with another drive.
    while let Some(rest) = without_drive(kept) {
        kept = rest.trim_start();
    }
    // Windows drops dots and blanks at the end, so that `.. ` would be a folder there.
    let kept = kept.trim_end_matches(['.', ' ']);
    (!kept.is_empty()).then(|| kept.to_owned())
}

/// The name behind a drive such as `C:`, if it begins with one.
fn without_drive(name: &str) -> Option<&str> {
    let (drive, rest) = name.split_once(':')?;
    let is_drive = matches!(drive.as_bytes(), [letter] if letter.is_ascii_alphabetic());
    is_drive.then_some(rest)
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::{file_name, is_file};

    fn name(header: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_bytes(header.as_bytes()).unwrap();
        headers.insert("content-disposition", value);
        file_name(&headers)
    }

    #[test]
    fn names_are_read_in_every_form() {
        for (header, expected) in [
            ("attachment; filename=plan.pdf", "plan.pdf"),
            ("attachment; filename=\"a plan; b.pdf\"; size=7", "a plan; b.pdf"),
            ("inline;FileName = \"a \\\"b\\\".txt\"", "a \"b\".txt"),
            (
                "attachment; filename=\"x.txt\"; filename*=UTF-8''%E8%AE%A1%20.txt",
                "计 .txt",
            ),
            ("attachment; filename*=utf-8'en'a%2Bb.txt", "a+b.txt"),
            ("attachment; filename*=ISO-8859-1''%e4.txt; filename=b.txt", "b.txt"),
            ("attachment; filename=计.txt", "计.txt"),
            ("attachment; x; filename=\"unclosed.txt", "unclosed.txt"),
        ] {
            assert_eq!(name(header).as_deref(), Some(expected), "{header}");
        }
    }

    #[test]
    fn file_names_never_contain_a_path() {
        for (header, expected) in [
            ("attachment; filename=\"../../etc/passwd\"", Some("passwd")),
            ("attachment; filename=\"C:\\\\Windows\\\\x.dll\"", Some("x.dll")),
            ("attachment; filename=\"C:\\Windows\\x.dll\"", Some("x.dll")),
            ("attachment; filename=C:x.dll", Some("x.dll")),
            ("attachment; filename=\"C:D: E:x.dll\"", Some("x.dll")),
            ("attachment; filename=\" C:x.dll\"", Some("x.dll")),
            ("attachment; filename*=UTF-8''C%01:x.dll", Some("x.dll")),
            ("attachment; filename*=UTF-8''..%2F..%2Fx", Some("x")),
            ("attachment; filename*=UTF-8''a%00b%0Ac", Some("abc")),
            ("attachment; filename=\"C:..\"", None),
            ("attachment; filename=\"..\"", None),
            ("attachment; filename=\".. \"", None),
            ("attachment; filename=\"a/\"", None),
            ("attachment; filename=\"\"", None),
            ("attachment", None),
            ("", None),
        ] {
            assert_eq!(name(header).as_deref(), expected, "{header}");
        }
    }

    #[test]
    fn a_file_has_a_disposition_and_no_json() {
        for (kind, disposition, expected) in [
            ("application/octet-stream", true, true),
            ("application/octet-stream", false, false),
            ("application/json", true, false),
            ("Application/JSON ; charset=utf-8", true, false),
            ("application/problem+json", true, false),
            ("application/json-seq", true, true),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("content-type", HeaderValue::from_static(kind));
            if disposition {
                let value = HeaderValue::from_static("attachment");
                headers.insert("content-disposition", value);
            }
            assert_eq!(is_file(&headers), expected, "{kind}");
        }
    }
}
