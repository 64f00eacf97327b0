//! Forms with files: cases worked out by hand, and a program that builds such requests.
//! The agreement of interpreter, schema and validator belongs to `random`, and diagnostics
//! to `edits`.

use coc_codegen::diff::{Verdict, diff};
use coc_codegen::emit;
use coc_codegen::model::Model;
use serde_json::{Value, json};

use crate::crates::Crate;
use crate::support::{check, emit_sources, request_changes, sources, wrong};

const SHOW: &str = "operation: show_goods
http: POST /goods/{id}/photos
form: true
path: { fields: { id: { type: string, required: true } } }
body: Photos
types:
  Photos:
    fields:
      front: { type: file, required: true, size: { min: 1, max: 10 }, file_types: [jpg, tar.gz] }
      side: { type: Side, required: true, cases: { front: FrontSide, both: BothSides } }
      back: { type: file, exactly_when: { side: both } }
      note: { type: string, required: { present: scan }, sensitive: true }
      scan: { type: file, size: { max: 3 } }
      count: { type: integer, range: { max: 9 } }
      when: { type: timestamp }
    groups: { one: { at_most_one_of: [scan, count] } }
enums: { Side: { values: { front: , both: } } }
examples: { requests: [one] }
constructors: { one: { example: one, takes: [path.id, body.front] } }
";

const EXAMPLE: &str = r#"{ "operation": "show_goods", "path": { "id": "7" },
  "body": { "front": { "name": "a.jpg", "size": 3, "content_type": "image/jpeg" }, "side": "front", "count": 2 } }"#;

const FILES: [(&str, &str); 3] = [
    ("service.yaml", "service: demo\n"),
    ("show_goods.yaml", SHOW),
    ("examples/one.json", EXAMPLE),
];

#[test]
fn rules_of_a_file_check_its_name_and_size() {
    let model = check(&sources(&FILES)).model;
    let file = |name: &str, size: u64| json!({ "name": name, "size": size });
    let of_front = |front: Value| json!({ "front": front, "side": "front" });
    for (body, expected) in [
        (of_front(file("a.jpg", 1)), &[][..]),
        (of_front(file("a.b.TAR.GZ", 10)), &[]),
        (
            of_front(
                json!({ "name": ".jpg", "size": 5, "content_type": null, "x": {} }),
            ),
            &[],
        ),
        (of_front(file("a.jpg", 0)), &["/body/front size"]),
        (of_front(file("a.jpg", 11)), &["/body/front size"]),
        (of_front(file("a.gz", 5)), &["/body/front file_types"]),
        (of_front(file("ajpg", 5)), &["/body/front file_types"]),
        (of_front(file("a.jpg.exe", 5)), &["/body/front file_types"]),
        // A field has one error, the first.
        (of_front(file("a.exe", 11)), &["/body/front size"]),
        (of_front(Value::Null), &["/body/front required"]),
        (of_front(json!("a.jpg")), &["/body/front type"]),
        (of_front(json!({ "name": "a.jpg" })), &["/body/front type"]),
        (of_front(json!({ "name": "", "size": 5 })), &["/body/front type"]),
        (of_front(json!({ "name": "a.jpg", "size": -1 })), &["/body/front type"]),
        (of_front(json!({ "name": "a.jpg", "size": 1.5 })), &["/body/front type"]),
        (
            of_front(json!({ "name": "a.jpg", "size": 5, "content_type": 7 })),
            &["/body/front type"],
        ),
        // Presence, conditions and groups.
        (json!({ "front": file("a.jpg", 5), "side": "both" }), &["/body/back required"]),
        (
            json!({ "front": file("a.jpg", 5), "side": "front", "back": file("b", 5) }),
            &["/body/back only_when"],
        ),
        (
            json!({ "front": file("a.jpg", 5), "side": "front", "scan": file("b", 3) }),
            &["/body/note required"],
        ),
        // A file of the wrong type counts as absent.
        (
            json!({ "front": file("a.jpg", 5), "side": "front", "scan": 7 }),
            &["/body/scan type"],
        ),
        (
            json!({ "front": file("a.jpg", 5), "side": "front", "note": "n", "scan": file("b", 3), "count": 1 }),
            &["/body group"],
        ),
    ] {
        let request =
            json!({ "operation": "show_goods", "path": { "id": "7" }, "body": body });
        assert_eq!(wrong(&model, &request), expected, "{request}");
    }
}

#[test]
fn the_contract_has_a_form_with_files() {
    let model = check(&sources(&FILES)).model;
    let contract: Value = serde_json::from_str(&emit::contract(&model))
        .unwrap_or_else(|error| panic!("{error}"));
    let body = &contract["paths"]["/goods/{id}/photos"]["post"]["requestBody"];
    assert_eq!(body["required"], json!(true));
    let content = body["content"].as_object().unwrap_or_else(|| panic!("{body}"));
    assert_eq!(content.keys().collect::<Vec<_>>(), ["multipart/form-data"]);
    let schema = &content["multipart/form-data"]["schema"];
    assert_eq!(schema["required"], json!(["front", "side"]));
    let front = &schema["properties"]["front"];
    let expected = ["string", "binary", "application/octet-stream"].map(Value::from);
    let found = ["type", "format", "contentMediaType"].map(|key| front[key].clone());
    assert_eq!(found, expected);
    // Text is described once, in the schema that the request document refers to as well.
    let count = json!({ "$ref": "#/components/schemas/show_goods_Photos_count" });
    assert_eq!(schema["properties"]["count"], count);
    let whole = &contract["components"]["schemas"]["show_goods_Photos"];
    assert_eq!(whole["properties"]["count"]["anyOf"][0], count);
}

fn model(form: &str, scan: &str) -> Model {
    let operation = format!(
        "operation: op\nhttp: POST /\n{form}body: Body\ntypes: {{ Body: {{ fields: {{ k: {{ type: string }}{scan} }} }} }}\n"
    );
    check(&sources(&[("service.yaml", "service: demo\n"), ("op.yaml", &operation)]))
        .model
}

/// The changes of requests from one field to another one in its place.
#[track_caller]
fn verdicts(before: &str, after: &str, expected: &[(&str, Verdict, bool)]) {
    let form = "form: true\n";
    let field = |keys: &str| match keys {
        "" => String::new(),
        keys => format!(", scan: {{ {keys} }}"),
    };
    let (old, new) = (model(form, &field(before)), model(form, &field(after)));
    let found = request_changes(&old, &new);
    let found: Vec<_> = found
        .iter()
        .map(|(name, verdict, breaks)| (name.as_str(), *verdict, *breaks))
        .collect();
    assert_eq!(found, expected, "{before} {after}");
}

#[test]
fn changes_of_files_have_verdicts() {
    use Verdict::{Laxer, Mixed, Reworded, Stricter};
    let size = "op.scan.size";
    let types = "op.scan.file_types";
    verdicts(
        "type: file, size: { max: 9 }",
        "type: file, size: { max: 8 }",
        &[(size, Stricter, true)],
    );
    verdicts("type: file, size: { max: 9 }", "type: file", &[(size, Laxer, false)]);
    verdicts(
        "type: file, size: { max: 9 }",
        "type: file, size: { min: 2, max: 20 }",
        &[(size, Mixed, true)],
    );
    verdicts(
        "type: file, file_types: [jpg]",
        "type: file, file_types: [jpg, png]",
        &[(types, Laxer, false)],
    );
    verdicts(
        "type: file, file_types: [jpg, png]",
        "type: file, file_types: [png]",
        &[(types, Stricter, true)],
    );
    verdicts(
        "type: file, file_types: [jpg, png]",
        "type: file, file_types: [png, jpg]",
        &[(types, Reworded, false)],
    );
    // A rule beside another one is judged by the files that keep that.
    verdicts(
        "type: file, file_types: [jpg], size: { max: 9 }",
        "type: file, file_types: [jpg], size: { max: 8 }",
        &[(size, Stricter, true)],
    );
    verdicts("type: file", "type: string", &[("op.scan.type", Mixed, true)]);
}

#[test]
fn a_body_that_becomes_a_form_is_sent_in_another_way() {
    let (json, form) = (model("", ""), model("form: true\n", ""));
    for (old, new) in [(&json, &form), (&form, &json)] {
        let found = diff(old, new);
        let changes: Vec<_> = found
            .changes
            .iter()
            .map(|it| (it.subject.as_str(), it.verdict, it.breaks))
            .collect();
        assert_eq!(changes, [("op.body", Verdict::SentDifferently, None)]);
        let text = coc_codegen::diff::text(&found);
        assert!(
            text.contains("sent as a form") && text.contains("sent as JSON"),
            "{text}"
        );
    }
}

const PROGRAM: &str = r##"//! Builds requests with files.
use std::io::Read;

use coc_generated::http::{Endpoint, OperationRequest, build_request};
use coc_generated::show_goods::wire::{Photos, ShowGoodsRequest};
use coc_generated::show_goods::{BothSides, FrontSide, ShowGoods};
use coc_generated::wire::File;

/// The body of a request, with `B` in place of its boundary.
fn body(request: &ShowGoodsRequest) -> String {
    let endpoint = Endpoint::new("https://demo.example").expect("an endpoint");
    let request = match build_request(request, &endpoint) {
        Ok(request) => request,
        Err(error) => return error.to_string(),
    };
    let kind = request.headers()["content-type"].to_str().expect("text").to_owned();
    let boundary = kind.rsplit('=').next().expect("a boundary").to_owned();
    let mut text = String::new();
    request.into_body().into_reader().expect("a reader").read_to_string(&mut text).expect("text");
    format!("{kind}|{text}").replace(&boundary, "B").replace("\r\n", "|")
}

fn main() {
    let photo = File::new("a.jpg", "JPG").with_content_type("image/jpeg");
    let typed = ShowGoods::builder()
        .id("7")
        .front(photo.clone())
        .side(BothSides::builder().back(File::new("b \"c\".png", "PNG")).build())
        .note("SECRETNOTE")
        .scan(File::new("s", "scan"))
        .build();
    for violation in typed.violations().iter() {
        println!("{violation}");
    }
    println!("{}", serde_json::to_string(&typed).expect("a document"));
    println!("{typed:?}");
    let wire = ShowGoodsRequest::from(&typed);
    println!("{}", body(&wire));
    let right = ShowGoods::builder()
        .id("7")
        .front(photo.clone())
        .side(FrontSide::builder().build())
        .count(2)
        .build();
    println!("{}", ShowGoods::try_from(ShowGoodsRequest::from(&right)) == Ok(right));
    let document = serde_json::json!({
        "path": { "id": "7" },
        "body": { "front": { "name": "a.jpg", "size": 3 }, "side": "front", "x": [1], "y": null },
    });
    let read: ShowGoodsRequest = serde_json::from_value(document.clone()).expect("a request");
    println!("{} {}", read.violations().is_empty(), serde_json::to_value(&read).expect("JSON") == document);
    println!("{}", body(&read));
    let more: Photos = read.body.clone().front(photo);
    println!("{}", body(&ShowGoodsRequest::new(read.path.clone(), more)));
    let one = ShowGoodsRequest::one("8", File::new("c.jpg", "c"));
    println!("{} {}", one.violations().is_empty(), body(&one));
    println!("{}", ShowGoodsRequest::OPERATION.name);
}
"##;

#[test]
fn a_generated_crate_builds_and_prints_forms() {
    let forms = Crate::new("forms", &emit_sources(&FILES));
    forms.program("forms", PROGRAM);
    let lines = forms.run("forms", "http,typed");
    let part = |name: &str, rest: &str| {
        format!("--B|content-disposition: form-data; name=\"{name}\"{rest}|")
    };
    let file = |name: &str, file: &str, kind: &str, content: &str| {
        part(name, &format!("; filename=\"{file}\"|content-type: {kind}||{content}"))
    };
    let kind = "multipart/form-data; boundary=B|";
    let photo = file("front", "a.jpg", "image/jpeg", "JPG");
    let expected = [
        "/body/scan: must have at most 3 bytes, found {\"name\":\"s\",\"size\":4} (show_goods.scan.size; demo)"
            .to_owned(),
        json!({
            "path": { "id": "7" },
            "body": {
                "front": { "name": "a.jpg", "content_type": "image/jpeg", "size": 3 },
                "side": "both",
                "back": { "name": "b \"c\".png", "size": 3 },
                "note": "SECRETNOTE",
                "scan": { "name": "s", "size": 4 },
            },
        })
        .to_string(),
        "ShowGoods { id: \"7\", front: File { name: \"a.jpg\", content_type: \"image/jpeg\", size: 3, .. }, \
         side: Both(BothSides { back: File { name: \"b \\\"c\\\".png\", size: 3, .. } }), note: [redacted], \
         scan: File { name: \"s\", size: 4, .. } }"
            .to_owned(),
        format!(
            "{kind}{photo}{}{}{}{}--B--|",
            part("side", "||both"),
            file("back", "b %22c%22.png", "application/octet-stream", "PNG"),
            part("note", "||SECRETNOTE"),
            file("scan", "s", "application/octet-stream", "scan"),
        ),
        "true".to_owned(),
        "true true".to_owned(),
        "the request cannot be built: part \"front\" of the form is a file of which only the description is known"
            .to_owned(),
        // Keys beyond the table are sent along, and null is nothing.
        format!("{kind}{photo}{}{}--B--|", part("side", "||front"), part("x", "||[1]")),
        format!(
            "true {kind}{}{}{}--B--|",
            file("front", "c.jpg", "application/octet-stream", "c"),
            part("side", "||front"),
            part("count", "||2"),
        ),
        "show_goods".to_owned(),
    ];
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines, expected);
}

#[test]
fn a_constructor_takes_the_files_of_its_example() {
    let without = SHOW.replace(", body.front]", "]");
    let files = [
        FILES[0],
        ("show_goods.yaml", without.as_str()),
        ("examples/one.json", EXAMPLE),
    ];
    let checked = coc_codegen::Checked::load(&sources(&files));
    let found: Vec<&str> =
        checked.diagnostics.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(found, ["the example has no single value at `body.front`"]);
}
