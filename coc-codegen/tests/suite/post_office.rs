//! An imagined service of any size: a post office whose operations each have
//! parameters, a body with conditions, a nested table, a list of values and an example.
//! `compiles` compiles its crate.

use coc_codegen::source::{Source, Sources};

const SERVICE: &str = r#"
service: post
title: Post Office
doc: Everything that a post office does.
endpoints: { north: "https://post.example.com" }
envelopes: { coded: { code: code, message: message, data: data, success: zeros_after_prefix } }
envelope: coded
enums:
  Direction: { values: { up: Upwards., down: Downwards. } }
types:
  Label:
    fields:
      name: { type: string, required: true, length: { min: 1, max: 40 }, doc: The printed text. }
      colour: { type: string, length: { max: 20 }, doc: In which colour. }
  Content:
    fields:
      code: { type: string }
      message: { type: string }
      data: { type: object }
"#;

/// An operation, with `@` in place of what tells it from the others.
const OPERATION: &str = r#"
operation: make_parcel_@
http: POST /v1/{office}/parcels
page: { title: Making Parcel @, updated: 2025-01-01 }
permission: post:parcel:make
doc: Makes a parcel of kind @ and puts it on the shelf.
path:
  table: 1
  fields:
    office: { type: string, required: true, pattern: '^[a-z]+$', doc: The office that makes it. }
query:
  table: 2
  fields:
    limit: { type: integer, range: { min: 1, max: 100 }, default: 10, doc: How many at most. }
    direction: { type: Direction, doc: In which order. }
    shelves: { type: { array: string }, items: { max: 9 }, doc: On these shelves only. }
body: Parcel@
enums:
  Kind@:
    doc: The kinds of parcels.
    values: { letter: Flat., box: "With six sides.", tube: Round., pallet: Large and made of wood. }
types:
  Parcel@:
    table: 3
    doc: A parcel with everything that is in it.
    fields:
      kind: { type: Kind@, required: true, doc: The kind of parcel. }
      title: { type: string, required: true, length: { min: 1, max: 80 }, doc: The text on the parcel. }
      weight: { type: integer, required: { kind: [box, pallet] }, range: { min: 1, max: 30000 }, doc: In grams. }
      sides: { type: long, exactly_when: { kind: box }, doc: How many sides there are. }
      wood: { type: string, only_when: { kind: pallet }, one_of: [oak, pine, beech], doc: Which wood. }
      owners: { type: { array: string }, items: { min: 1, max: 8 }, each: { length: { max: 32 } }, doc: The owners of the parcel. }
      notes: { type: { map: string }, doc: Anything else. }
      labels: { type: { array: Label }, items: { max: 20 }, doc: The labels of the parcel. }
      parts: { type: { array: Part@ }, required: { any: [{ kind: tube }, { not: { present: weight } }] }, doc: The content of the parcel. }
      sent: { type: timestamp, documented_for: { kind: letter }, doc: When it left. }
      fragile: { type: boolean, default: false, doc: Whether it breaks easily. }
  Part@:
    table: 4
    doc: One thing in a parcel.
    fields:
      id: { type: string, required: { parent.kind: tube }, doc: Which thing. }
      share: { type: float, range: { min: 0, max: 1 }, doc: How much of the parcel it is. }
      mode: { type: string, documented_for: { body.kind: box }, doc: How it is wrapped. }
responses:
  "200": { type: Content, doc: Made. }
  "400": { type: Content, doc: Refused. }
examples: { requests: [parcel_@] }
"#;

const EXAMPLE: &str = r#"{
  "operation": "make_parcel_@", "path": { "office": "north" }, "query": { "limit": 5 },
  "body": { "kind": "tube", "title": "A map", "parts": [{ "id": "m1", "share": 0.5 }] }
}"#;

/// The spec of a service with this many operations.
pub(crate) fn sources(operations: usize) -> Sources {
    let file = |path: String, text: String| Source { path, text };
    let mut files = vec![file("service.yaml".to_owned(), SERVICE.to_owned())];
    for at in 0..operations {
        // Letters only, so that names stay one word.
        let digits = at.to_string().into_bytes().into_iter();
        let number: String =
            digits.map(|digit| char::from(digit - b'0' + b'a')).collect();
        files.push(file(
            format!("make_parcel_{number}.yaml"),
            OPERATION.replace('@', &number),
        ));
        files.push(file(
            format!("examples/parcel_{number}.json"),
            EXAMPLE.replace('@', &number),
        ));
    }
    Sources::new(files)
}
