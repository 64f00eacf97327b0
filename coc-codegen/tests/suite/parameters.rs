//! Parameters of requests and headers of answers as HTTP. The test compiles a program that
//! uses the crate of an invented service, runs it, and compares the lines that it prints.

use crate::crates::Crate;
use crate::support::emit_sources;

const SERVICE: &str =
    "service: demo\nheader: { fields: { X-Depth: { type: integer } } }\n";

const FIND: &str = "operation: find_things
http: GET /shelves/{shelves}/things
path: { fields: { shelves: { type: { array: long }, required: true, delimiter: \",\" } } }
query:
  fields:
    repeated: { type: { array: string } }
    words: { type: { array: string }, delimiter: \",\" }
    flags: { type: { array: boolean }, delimiter: \" \" }
    times: { type: { array: timestamp }, delimiter: \"|\" }
    none: { type: { array: string }, delimiter: \",\" }
header: { fields: { X-Kinds: { type: { array: Kind }, delimiter: \",\" } } }
responses:
  \"200\":
    type: binary
    header:
      fields:
        X-Count: { type: integer, required: true }
        X-Kind: { type: Kind }
        X-Kinds: { type: { array: Kind }, delimiter: \",\" }
        X-At: { type: timestamp }
        X-Secret: { type: string, sensitive: true }
  \"429\": { type: none, header: { fields: { Retry-After: { type: long }, X-Count: { type: integer } } } }
enums: { Kind: { values: { book: , film: } } }
";

const PROGRAM: &str = r#"//! Prints requests and answers of the service.
use coc_generated::find_things::enums::Kind;
use coc_generated::find_things::wire::{FindThingsAnswerHeaders, FindThingsRequest};
use coc_generated::http::{Bytes, Endpoint, build_request, parse_response};
use coc_generated::{Error, Timestamp};

fn answer(status: u16, headers: &[(&str, &str)]) -> http::Response<Bytes> {
    let mut answer = http::Response::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(*name, *value);
    }
    answer.body(Bytes::from_static(b"bytes")).expect("an answer")
}

fn main() {
    let endpoint = Endpoint::new("https://demo.example").expect("an endpoint");
    let mut request = FindThingsRequest::default();
    request.path.shelves = Some(vec![7, -8]);
    request.query.repeated = Some(vec!["a,b".to_owned(), "c".to_owned()]);
    request.query.words = Some(vec!["two words".to_owned(), "one|word".to_owned()]);
    request.query.flags = Some(vec![true, false]);
    request.query.times = Some([1, 2].map(Timestamp::from_millis).to_vec());
    request.query.none = Some(Vec::new());
    request.header.x_kinds = Some(vec![Kind::Book, Kind::Film]);
    println!("{}", request.violations().is_empty());
    let built = build_request(&request, &endpoint).expect("a request");
    println!("{}", built.uri());
    println!("{:?}", built.headers().get("x-kinds"));
    request.query.words = Some(vec!["a,b".to_owned()]);
    for violation in request.violations().iter() {
        println!("{} {}", violation.pointer, violation.rule.id);
    }
    let good = [
        ("x-count", "7"),
        ("x-kind", "scroll"),
        ("x-kinds", "book, film"),
        ("x-at", "1000"),
        ("x-secret", "hidden"),
    ];
    let answered = parse_response::<FindThingsRequest>(answer(200, &good)).expect("an answer");
    let headers: FindThingsAnswerHeaders = answered.headers_as();
    println!("{:?} {:?}", headers.x_count, headers.x_kind.as_ref().map(Kind::as_str));
    println!("{:?} {:?}", headers.x_kinds, headers.x_at.map(Timestamp::as_millis));
    println!("{} {:?}", headers.x_secret.is_some(), format!("{headers:?}").contains("hidden"));
    let bad = [("x-count", "seven"), ("x-at", ""), ("retry-after", "1")];
    let answered = parse_response::<FindThingsRequest>(answer(200, &bad)).expect("an answer");
    let headers = answered.headers_as::<FindThingsAnswerHeaders>();
    println!("{:?} {:?} {:?}", headers.x_count, headers.x_kinds, headers.x_at);
    let refused: Error =
        parse_response::<FindThingsRequest>(answer(429, &bad)).expect_err("an error");
    let headers = refused.response().map(|answer| answer.headers_as::<FindThingsAnswerHeaders>());
    println!("{:?}", headers.and_then(|headers| headers.retry_after));
}
"#;

#[test]
fn arrays_in_parameters_and_headers_of_answers_are_written_and_read() {
    let files = emit_sources(&[("service.yaml", SERVICE), ("find_things.yaml", FIND)]);
    let parameters = Crate::new("parameters", &files);
    parameters.program("parameters", PROGRAM);
    let lines = parameters.run("parameters", "http");
    let expected = [
        "true",
        "https://demo.example/shelves/7%2C-8/things?flags=true%20false&repeated=a%2Cb\
         &repeated=c&times=1%7C2&words=two%20words%2Cone%7Cword",
        "Some(\"book,film\")",
        "/query/words/0 find_things.query.words.each.undelimited",
        "Some(7) Some(\"scroll\")",
        "Some([Book, Film]) Some(1000)",
        "true false",
        "None None None",
        "Some(1)",
    ];
    assert_eq!(lines.lines().collect::<Vec<_>>(), expected);
}
