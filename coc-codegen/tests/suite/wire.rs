//! Requests and answers of an imagined service as HTTP: a program that uses its crate is
//! compiled and run, and prints what goes over the wire.

use std::fs;

use crate::compiles::{output, skeleton, write};
use crate::support::emit_sources;

const SERVICE: &str = "service: demo\n";

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
enums: { Kind: { values: { book: , film: } } }
";

const PROGRAM: &str = r#"//! Prints what goes over the wire.
use coc_generated::find_things::enums::Kind;
use coc_generated::find_things::wire::FindThingsRequest;
use coc_generated::http::{Endpoint, build_request};
use coc_generated::Timestamp;

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
}
"#;

#[test]
fn what_is_emitted_for_parameters_and_answers_goes_over_the_wire() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let folder = folder.path();
    skeleton(folder);
    let generated = folder.join("coc-generated");
    let files = emit_sources(&[("service.yaml", SERVICE), ("find_things.yaml", FIND)]);
    write(&files, &generated);
    fs::write(generated.join("examples/wire.rs"), PROGRAM)
        .unwrap_or_else(|error| panic!("{error}"));
    let lines = output(folder, "wire", "http");
    let expected = [
        "true",
        "https://demo.example/shelves/7%2C-8/things?flags=true%20false&repeated=a%2Cb\
         &repeated=c&times=1%7C2&words=two%20words%2Cone%7Cword",
        "Some(\"book,film\")",
        "/query/words/0 find_things.query.words.each.undelimited",
    ];
    assert_eq!(lines.lines().collect::<Vec<_>>(), expected);
}
