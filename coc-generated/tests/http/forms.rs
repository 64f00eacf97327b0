//! Forms as bytes, and answers that are files.

use std::cell::Cell;
use std::io::{Read, Write};
use std::time::UNIX_EPOCH;

use bytes::Bytes;
use coc_generated::error::{BuildError, IncompleteBody, UnreadableReason};
use coc_generated::http::{
    Endpoint, FormBody, OperationRequest, Parts, Payload, build_request, parse_response,
    sign,
};
use coc_generated::service::{AuthScope, Operation, Service};
use coc_generated::wire::File;
use coc_generated::{Credentials, Error, Violations};
use http::{Request, Response};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::multipart::{FormPart, parts};
use crate::support::{Attach, Scan, canonical};

fn endpoint() -> Endpoint {
    Endpoint::new("https://post.example.com").unwrap()
}

fn read(payload: Payload) -> Vec<u8> {
    let length = payload.len();
    let mut bytes = Vec::new();
    payload.into_reader().unwrap().read_to_end(&mut bytes).unwrap();
    assert_eq!(u64::try_from(bytes.len()).unwrap(), length, "the length is known");
    bytes
}

/// The parts of a request, as another parser reads them.
fn received(request: Request<Payload>) -> Vec<FormPart> {
    let kind = request.headers()["content-type"].to_str().unwrap().to_owned();
    parts(&kind, &read(request.into_body())).unwrap()
}

fn text(name: &str, value: &str) -> FormPart {
    FormPart {
        name: name.to_owned(),
        file_name: None,
        content_type: None,
        content: value.as_bytes().to_vec(),
    }
}

fn file(name: &str, file_name: &str, kind: &str, content: &[u8]) -> FormPart {
    FormPart {
        name: name.to_owned(),
        file_name: Some(file_name.to_owned()),
        content_type: Some(kind.to_owned()),
        content: content.to_vec(),
    }
}

#[test]
fn another_parser_reads_the_parts_of_a_form() {
    let mut on_disk = tempfile::Builder::new().suffix(".bin").tempfile().unwrap();
    let content: Vec<u8> = (0..300_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    on_disk.write_all(&content).unwrap();
    let request = Attach {
        note: Some("two\r\nlines, 注, and \"quotes\"\r\n--".to_owned()),
        files: vec![
            ("plain", File::new("a.txt", "abc").with_content_type("text/plain")),
            ("empty", File::new("empty", "")),
            ("na\"me\n", File::new("计 \"划\"\r\n.pdf", b"\r\n--\x00\xff".to_vec())),
            ("path", File::from_path(on_disk.path()).unwrap().with_name("on.disk")),
        ],
    };
    let note = request.note.clone().unwrap();
    let unknown = "application/octet-stream";
    assert_eq!(
        received(build_request(&request, &endpoint()).unwrap()),
        [
            text("note", &note),
            file("plain", "a.txt", "text/plain", b"abc"),
            file("empty", "empty", unknown, b""),
            file("na\"me\n", "计 \"划\"\r\n.pdf", unknown, b"\r\n--\x00\xff"),
            file("path", "on.disk", unknown, &content),
        ]
    );
}

#[test]
fn a_form_without_parts_is_a_form() {
    let request = Attach { note: None, files: Vec::new() };
    assert_eq!(received(build_request(&request, &endpoint()).unwrap()), []);
}

#[test]
fn forms_have_boundaries_of_their_own() {
    let request = Attach { note: Some("x".to_owned()), files: Vec::new() };
    let boundary = || {
        let request = build_request(&request, &endpoint()).unwrap();
        request.headers()["content-type"].to_str().unwrap().to_owned()
    };
    assert_ne!(boundary(), boundary());
}

#[test]
fn parts_that_cannot_be_written_are_refused() {
    let described: File =
        serde_json::from_str(r#"{"name": "a.txt", "size": 3}"#).unwrap();
    for (name, file, expected) in [
        ("a", described, "only the description"),
        ("a", File::new("", "x"), "without a name"),
        ("a", File::new("a\u{0}b", "x"), "control character"),
        ("a\u{1b}", File::new("a", "x"), "control character"),
        ("a", File::new("a", "x").with_content_type("text/plain\r\nx: y"), "type"),
        ("a", File::new("a", "x").with_content_type("文"), "type"),
    ] {
        let request = Attach { note: None, files: vec![(name, file)] };
        let error = build_request(&request, &endpoint()).unwrap_err();
        assert!(matches!(&error, Error::Build(BuildError::Part { .. })), "{error}");
        assert!(error.to_string().contains(expected), "{error}");
    }
    let mut form = FormBody::new();
    assert!(form.text("a\u{7f}", Some(1)).is_err());
    assert!(form.text("a\u{7f}", None::<u8>).is_ok());
}

#[test]
fn a_form_is_signed_without_its_content() {
    let content = "the content of the file";
    let request = Attach { note: None, files: vec![("a", File::new("a.txt", content))] };
    let mut request = build_request(&request, &endpoint()).unwrap();
    let credentials = Credentials::keys("ACCESS", "SECRET").with_domain_id("d");
    let signed = sign(&mut request, &credentials, AuthScope::Domain, UNIX_EPOCH)
        .unwrap()
        .unwrap();
    let canonical = signed.canonical_request();
    assert!(canonical.ends_with("\nUNSIGNED-PAYLOAD"), "{canonical}");
    assert_eq!(request.headers()["x-sdk-content-sha256"], "UNSIGNED-PAYLOAD");
    assert!(canonical.contains("\ncontent-type:multipart/form-data; boundary="));
    let headers = request.headers().iter();
    let headers: Vec<(String, String)> = headers
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    let target = request.uri().path().to_owned();
    let body = read(request.into_body());
    canonical::verify("POST", &target, &headers, &body, "SECRET").unwrap();
}

#[test]
fn a_form_without_a_content_type_is_signed_as_unsigned_payload() {
    let request = Attach { note: None, files: vec![("a", File::new("a", "x"))] };
    let mut request = build_request(&request, &endpoint()).unwrap();
    request.headers_mut().remove("content-type");
    let credentials = Credentials::keys("ACCESS", "SECRET");
    let signed = sign(&mut request, &credentials, AuthScope::Domain, UNIX_EPOCH)
        .unwrap()
        .unwrap();
    assert!(signed.canonical_request().ends_with("\nUNSIGNED-PAYLOAD"));
}

#[test]
fn nothing_prints_the_content_of_a_form() {
    let file = File::new("a.txt", "the content");
    let mut form = FormBody::new();
    form.file("file", Some(&file)).unwrap().secret("pin", Some("PINPINPIN")).unwrap();
    let form_shown = format!("{form:?}");
    let mut parts = Parts::new();
    let parts_shown = format!("{:?}", parts.form(form));
    let request = Attach { note: Some("a note".to_owned()), files: vec![("f", file)] };
    let payload = build_request(&request, &endpoint()).unwrap().into_body();
    for shown in
        [form_shown, parts_shown, format!("{payload:?}"), format!("{request:?}")]
    {
        for hidden in ["the content", "PINPIN"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
    }
    assert!(payload.is_form() && payload.as_bytes().is_none());
}

#[test]
fn a_file_that_changed_is_an_error_and_never_a_wrong_length() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    let request = |content: &str| {
        std::fs::write(&path, content).unwrap();
        let file = File::from_path(&path).unwrap();
        let request = Attach { note: None, files: vec![("f", file)] };
        build_request(&request, &endpoint()).unwrap().into_body()
    };
    // The size differs when the file is opened.
    let payload = request("12345");
    std::fs::write(&path, "123").unwrap();
    let error = payload.into_reader().unwrap_err();
    assert!(error.to_string().contains("had 5 bytes, and has 3 now"), "{error}");
    // The file is gone.
    let payload = request("12345");
    std::fs::remove_file(&path).unwrap();
    let error = payload.into_reader().unwrap_err();
    assert!(error.to_string().contains("a.txt"), "{error}");
    assert!(!error.to_string().contains(&*folder.path().to_string_lossy()), "{error}");
    // The size changes while the file is open.
    for (change, expected) in [("123", "ended early"), ("1234567", "grew")] {
        let payload = request("12345");
        let length = payload.len();
        let mut reader = payload.into_reader().unwrap();
        std::fs::write(&path, change).unwrap();
        let mut bytes = Vec::new();
        let error = reader.read_to_end(&mut bytes).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert!(u64::try_from(bytes.len()).unwrap() < length, "the body is not whole");
        assert!(!bytes.ends_with(b"--\r\n"), "the form has no end");
    }
}

fn answer(headers: &[(&str, &str)], body: &str) -> Response<Bytes> {
    let mut response = Response::builder().status(200);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(Bytes::from(body.to_owned())).unwrap()
}

#[test]
fn a_file_has_the_type_the_name_and_the_length_that_the_answer_gives() {
    let headers = [
        ("content-type", "image/png"),
        ("content-length", "3"),
        ("content-disposition", "attachment; filename=\"../../x.png\""),
    ];
    let picture = parse_response::<Scan>(answer(&headers, "PNG")).unwrap();
    assert_eq!(picture.output().as_ref(), b"PNG");
    assert_eq!(picture.content_type(), Some("image/png"));
    assert_eq!(picture.file_name().as_deref(), Some("x.png"));
    assert_eq!(picture.content_length(), Some(3));
    let bare = parse_response::<Scan>(answer(&[], "PNG")).unwrap();
    assert_eq!((bare.content_type(), bare.content_length()), (None, None));
    assert_eq!(bare.file_name(), None);
}

#[test]
fn an_error_in_place_of_a_file_is_an_error() {
    let refused = r#"{"result_code":"X.7","result_text":"no such file"}"#;
    let json = ("content-type", "application/json");
    let stream = ("content-type", "application/octet-stream");
    let named = ("content-disposition", "attachment; filename=a.json");
    for headers in [vec![], vec![json], vec![stream], vec![json, named]] {
        let error = parse_response::<Scan>(answer(&headers, refused)).unwrap_err();
        assert!(matches!(error, Error::Refused(_)), "{headers:?}: {error}");
        assert_eq!((error.code(), error.message()), (Some("X.7"), Some("no such file")));
    }
    // A file of that content, which the answer calls a file of another type.
    let file = parse_response::<Scan>(answer(&[stream, named], refused)).unwrap();
    assert_eq!(file.output().as_ref(), refused.as_bytes());
    // Other JSON is a file, too.
    for other in ["{\"a\":1}", "[]", "{\"result_code\":\"X.000\"}"] {
        assert!(parse_response::<Scan>(answer(&[json], other)).is_ok(), "{other}");
    }
}

#[test]
fn a_cut_body_tells_how_much_came() {
    let mut cut = answer(&[("content-length", "5000")], "12345");
    cut.extensions_mut().insert(IncompleteBody::Broken);
    let error = parse_response::<Scan>(cut).unwrap_err();
    assert!(error.to_string().contains("after 5 of 5000 bytes"), "{error}");
    let Error::Unreadable(error) = error else { panic!("{error}") };
    assert_eq!((error.received(), error.announced()), (5, Some(5_000)));
    assert_eq!(error.reason(), &UnreadableReason::Incomplete(IncompleteBody::Broken));
}

/// A request with a form that was made before.
struct Written(Cell<Option<FormBody>>);

impl OperationRequest for Written {
    type Output = Value;
    const SERVICE: &'static Service = Attach::SERVICE;
    const OPERATION: &'static Operation = Attach::OPERATION;

    fn violations(&self) -> Violations {
        Violations::default()
    }

    fn parts(&self) -> Result<Parts, BuildError> {
        let mut parts = Parts::at("/v2/files")?;
        parts.form(self.0.take().unwrap());
        Ok(parts)
    }
}

/// Names with everything that has to be escaped, and content that looks like a form.
fn any_name() -> impl Strategy<Value = String> {
    "[a-z\"\r\n;=%计é \\\\]{1,8}"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_form_is_read_as_it_was_written(
        texts in proptest::collection::vec((any_name(), "(--|\r\n|[a-z]|form-|é){0,6}"), 0..4),
        files in proptest::collection::vec(
            (any_name(), any_name(), proptest::collection::vec(any::<u8>(), 0..40)), 0..4),
    ) {
        let mut form = FormBody::new();
        let mut expected = Vec::new();
        for (name, value) in &texts {
            form.text(name, Some(value)).unwrap();
            expected.push(text(name, value));
        }
        for (name, file_name, content) in &files {
            let given = File::new(file_name.clone(), content.clone());
            form.file(name, Some(&given)).unwrap();
            expected.push(file(name, file_name, "application/octet-stream", content));
        }
        // An escape that the name itself holds is not told apart from one that was made.
        let ambiguous = |name: &str| ["%22", "%0D", "%0A"].iter().any(|it| name.contains(it));
        prop_assume!(!texts.iter().any(|(name, _)| ambiguous(name)));
        prop_assume!(!files.iter().any(|(name, other, _)| ambiguous(name) || ambiguous(other)));
        let request = build_request(&Written(Cell::new(Some(form))), &endpoint()).unwrap();
        prop_assert_eq!(received(request), expected);
    }
}
