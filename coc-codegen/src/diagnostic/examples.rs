//! An example of each code: a spec that draws it, and the same spec with the fix. A test
//! runs the checks on both. The meaning of the codes belongs to `code`.

use super::code::Code;

/// The place of the lines of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// In `service.yaml`.
    Service,
    /// In an operation's file, after its name and request.
    Operation,
    /// Among the fields of the body. The text is appended to the file.
    Fields(&'static str),
    /// In an example of a request, whose body has the field `x`, which is required.
    Request,
    /// In the file of a second operation.
    Second,
    /// The files of a spec, and no lines.
    Folder,
    /// On a page, in place of the right lines.
    Page,
}

/// Lines that draw a diagnostic, and the same lines without it.
#[derive(Debug, Clone)]
pub struct Example {
    at: At,
    /// The lines that draw the diagnostic.
    pub wrong: String,
    /// The lines that draw nothing.
    pub fixed: String,
}

impl Example {
    /// The file that the lines stand in.
    #[must_use]
    pub const fn file(&self) -> &'static str {
        match self.at {
            At::Service => "service.yaml",
            At::Operation | At::Fields(_) => "op.yaml",
            At::Request => "examples/one.json",
            At::Second => "two.yaml",
            At::Folder => "the spec's folder",
            At::Page => PAGE,
        }
    }

    /// The whole spec, by path and text, with `lines` in their place.
    #[must_use]
    pub fn files(&self, lines: &str) -> Vec<(&'static str, String)> {
        const OPERATION: &str = "operation: op\nhttp: POST /things\n";
        const BODY: &str =
            "page: { title: Page }\nbody: Body\ntypes:\n  Body:\n    fields:\n";
        const REQUIRED: &str =
            "      x: { type: string, required: true }\nexamples: { requests: [one] }\n";
        let service = ("service.yaml", "service: demo\n".to_owned());
        let operation = |rest: &str| ("op.yaml", format!("{OPERATION}{rest}"));
        let indented: String =
            lines.lines().map(|line| format!("      {line}\n")).collect();
        match self.at {
            At::Service => vec![
                ("service.yaml", format!("service: demo\n{lines}\n")),
                operation(""),
            ],
            At::Operation => vec![service, operation(&format!("{lines}\n"))],
            At::Fields(more) => {
                vec![service, operation(&format!("{BODY}{indented}{more}"))]
            }
            At::Request => vec![
                service,
                operation(&format!("{BODY}{REQUIRED}")),
                ("examples/one.json", lines.to_owned()),
            ],
            At::Second => vec![
                service,
                operation(""),
                ("two.yaml", format!("operation: two\n{lines}\n")),
            ],
            At::Folder if lines.contains("service.yaml") => {
                vec![service, operation("")]
            }
            At::Folder => vec![operation("")],
            At::Page => {
                let page = PAGE_TEXT.replacen(&self.fixed, lines, 1);
                vec![service, operation(OF_PAGE), (PAGE, page)]
            }
        }
    }
}

/// The name of a page among the files of an example.
const PAGE: &str = "page.txt";

/// The operation that the page documents, after its name and request.
const OF_PAGE: &str = "page: { title: Making a Thing, updated: 2031-01-24 }
body: Body
types:
  Body:
    table: 1
    fields:
      kind: { type: Kind, required: true, cases: { car: Car } }
      wheels: { type: long, required: { kind: car } }
enums: { Kind: { values: { car: , boat: } } }
";

/// The page of that operation. The right lines of an example are a part of it.
const PAGE_TEXT: &str = "Making a Thing
Updated on 2031-01-24
POST /things
Table 1 Request body parameters
Parameter
Mandatory
Type
Description
kind
Yes
String
Value range:
car
boat
wheels
No
Long
This parameter is mandatory when kind is set to car.
";

const KIND: &str = "enums: { Kind: { values: { car: , boat: } } }\n";
const DECISIONS: &str =
    "decisions: { odd: { pages: A., resolution: B., evidence: C. } }\n";

impl Code {
    /// An example of this code.
    #[must_use]
    pub fn example(self) -> Example {
        let (at, wrong, fixed): (At, &str, &str) = match self {
            Self::File => (At::Folder, "op.yaml", "op.yaml\nservice.yaml"),
            Self::Yaml => (
                At::Operation,
                "doc: Note: makes a thing.",
                "doc: \"Note: makes a thing.\"",
            ),
            Self::YamlFeature => (
                At::Operation,
                "responses:\n  200: { type: none }",
                "responses:\n  \"200\": { type: none }",
            ),
            Self::DuplicateKey => (
                At::Fields(""),
                "x: { type: string, doc: A name., doc: The name. }",
                "x: { type: string, doc: The name. }",
            ),
            Self::UnknownKey => (
                At::Fields(""),
                "x: { type: string, requird: true }",
                "x: { type: string, required: true }",
            ),
            Self::MissingKey => (
                At::Fields(""),
                "x: { doc: A name. }",
                "x: { type: string, doc: A name. }",
            ),
            Self::WrongShape => (
                At::Fields(""),
                "x: { type: string, length: 60 }",
                "x: { type: string, length: { max: 60 } }",
            ),
            Self::BadValue => (
                At::Service,
                "endpoints: { north: http://demo.example }",
                "endpoints: { north: https://demo.example }",
            ),
            Self::UnknownType => {
                (At::Fields(""), "x: { type: strin }", "x: { type: string }")
            }
            Self::UnknownReference => (
                At::Fields(""),
                "name: { type: string }\nx: { type: string, required: { nam: a } }",
                "name: { type: string }\nx: { type: string, required: { name: a } }",
            ),
            Self::UnknownValue => (
                At::Fields(KIND),
                "kind: { type: Kind, required: true, cases: { car: Car } }\nx: { type: string, required: { kind: cra } }",
                "kind: { type: Kind, required: true, cases: { car: Car } }\nx: { type: string, required: { kind: car } }",
            ),
            Self::WrongRule => (
                At::Fields(""),
                "x: { type: long, length: { max: 3 } }",
                "x: { type: long, range: { max: 999 } }",
            ),
            Self::NeverFires => (
                At::Fields(""),
                "x: { type: string, required: false }",
                "x: { type: string }",
            ),
            Self::AlwaysFires => (
                At::Fields(KIND),
                "kind: { type: Kind, required: true }\nx: { type: string, required: { kind: [car, boat] } }",
                "kind: { type: Kind, required: true }\nx: { type: string, required: true }",
            ),
            Self::Contradiction => (
                At::Fields(""),
                "x: { type: string, fixed: abcd, length: { max: 3 } }",
                "x: { type: string, fixed: abcd }",
            ),
            Self::Name => (
                At::Fields(""),
                "a-b: { type: string }\na_b: { type: string }",
                "a-b: { type: string }\na_b: { type: string, rust_name: a_b_old }",
            ),
            Self::DuplicateRule => (
                At::Fields(""),
                "x: { type: string, required: true, ids: { required: op.first } }\ny: { type: string, required: true, ids: { required: op.first } }",
                "x: { type: string, required: true, ids: { required: op.first } }\ny: { type: string, required: true }",
            ),
            Self::ExampleViolation => (
                At::Request,
                r#"{ "operation": "op", "body": { "x": "" } }"#,
                r#"{ "operation": "op", "body": { "x": "a" } }"#,
            ),
            Self::ExampleKey => (
                At::Request,
                r#"{ "operation": "op", "body": { "x": "a", "y": 1 } }"#,
                r#"{ "operation": "op", "body": { "x": "a" } }"#,
            ),
            Self::Example => (
                At::Request,
                r#"{ "operation": "op", "body": { x: "a" } }"#,
                r#"{ "operation": "op", "body": { "x": "a" } }"#,
            ),
            Self::NotObserved => (
                At::Fields(""),
                "x: { type: string, observed: true }",
                "x: { type: string }",
            ),
            Self::UnusedDecision => (
                At::Fields(DECISIONS),
                "x: { type: string }",
                "x: { type: string, decision: { type: odd } }",
            ),
            Self::UnknownDecision => (
                At::Fields(DECISIONS),
                "x: { type: string, decision: { type: od } }",
                "x: { type: string, decision: { type: odd } }",
            ),
            Self::PathTemplate => (
                At::Second,
                "http: GET /{id}",
                "http: GET /{id}\npath: { fields: { id: { type: string, required: true } } }",
            ),
            Self::EnumValue => (
                At::Operation,
                "body: Body\ntypes: { Body: { fields: { x: { type: Kind } } } }\nenums: { Kind: { values: { car: , \"\": } } }",
                "body: Body\ntypes: { Body: { fields: { x: { type: Kind } } } }\nenums: { Kind: { values: { car: } } }",
            ),
            Self::Pattern => (
                At::Fields(""),
                "x: { type: string, pattern: '^(a|b$' }",
                "x: { type: string, pattern: '^(a|b)$' }",
            ),
            Self::MissingCase => (
                At::Fields(KIND),
                "kind: { type: Kind, required: true, cases: { car: Car } }\nx: { type: string, enum: [{ when: { kind: car }, of: Kind }] }",
                "kind: { type: Kind, required: true, cases: { car: Car } }\nx: { type: string, only_when: { kind: car }, enum: [{ when: { kind: car }, of: Kind }] }",
            ),
            Self::Implied => (
                At::Fields(KIND),
                "kind: { type: Kind, required: true, cases: { car: Car } }\nx: { type: string, only_when: { kind: car }, documented_for: { kind: car } }",
                "kind: { type: Kind, required: true, cases: { car: Car } }\nx: { type: string, only_when: { kind: car } }",
            ),
            Self::Unused => {
                (At::Fields(KIND), "x: { type: string }", "x: { type: Kind }")
            }
            Self::TooManyCases => return too_many_cases(),
            Self::Unspecialized => (
                At::Fields(KIND),
                "kind: { type: Kind, required: true }\nx: { type: string, required: { kind: car } }",
                "kind: { type: Kind, required: true, cases: { car: Car } }\nx: { type: string, required: { kind: car } }",
            ),
            Self::Constructor => (
                At::Operation,
                "constructors: { make: { example: one } }",
                "doc: Makes a thing.",
            ),
            Self::SameRequest => {
                (At::Second, "http: POST /things", "http: POST /others")
            }
            Self::TooDeep => return too_deep(),
            Self::Pagination => (At::Second, &pages(""), &pages(", first: 1")),
            Self::Unrepeatable => (At::Second, &waiter("POST"), &waiter("GET")),
            Self::Envelope => (
                At::Operation,
                "responses: { \"200\": { type: none } }\nenvelope: old",
                "responses: { \"200\": { type: none } }\nenvelope: none",
            ),
            Self::UnknownArea => (At::Operation, "area: doors", "doc: Opens a door."),
            Self::BadForm => (
                At::Fields("form: true\n"),
                "x: { type: { array: file } }",
                "x: { type: file }",
            ),
            Self::PageComment => (
                At::Fields(""),
                "x: { type: string } # PAGE: a condition, page.txt:12:1",
                "x: { type: string, doc: A name. }",
            ),
            Self::PageUnread => (At::Page, "/things", "POST /things"),
            Self::PageOperation => (
                At::Page,
                "Making a Boat\nUpdated on 2031-01-24\nPOST /boats",
                "Making a Thing\nUpdated on 2031-01-24\nPOST /things",
            ),
            Self::PageFact => {
                (At::Page, "Updated on 2031-02-01", "Updated on 2031-01-24")
            }
            Self::PageTable => (
                At::Page,
                "Table 2 Request body parameters",
                "Table 1 Request body parameters",
            ),
            Self::PageField => (
                At::Page,
                "wheels\nNo\nLong\nThis parameter is mandatory when kind is set to car.\ncolour\nNo\nString\nThe colour.",
                "wheels\nNo\nLong\nThis parameter is mandatory when kind is set to car.",
            ),
            Self::PageColumn => (
                At::Page,
                "kind\nNo\nString\nValue range:\ncar\nboat",
                "kind\nYes\nString\nValue range:\ncar\nboat",
            ),
            Self::PageValues => (
                At::Page,
                "kind\nYes\nString\nValue range:\ncar\nboat\nship",
                "kind\nYes\nString\nValue range:\ncar\nboat",
            ),
            Self::PageCondition => (
                At::Page,
                "wheels\nNo\nLong\nThis parameter is mandatory when kind is set to boat.",
                "wheels\nNo\nLong\nThis parameter is mandatory when kind is set to car.",
            ),
        };
        Example { at, wrong: wrong.to_owned(), fixed: fixed.to_owned() }
    }
}

/// A list that is read page by page.
fn pages(first: &str) -> String {
    format!(
        "http: GET /list\nquery: {{ fields: {{ page: {{ type: long }} }} }}\nresponses: {{ \"200\": {{ type: {{ array: string }} }} }}\npagination: {{ items: answer, page: query.page{first} }}"
    )
}

/// A waiter of an operation with this method.
fn waiter(method: &str) -> String {
    format!(
        "http: {method} /jobs\nresponses: {{ \"200\": {{ type: Job }} }}\ntypes: {{ Job: {{ fields: {{ end: {{ type: long }} }} }} }}\nwaiters: {{ job_ended: {{ ready: {{ present: answer.end }}, every: 5, at_most: 60 }} }}"
    )
}

/// A condition that reads four fields with more values each than can be enumerated.
fn too_many_cases() -> Example {
    let fields = |values: usize| {
        let list: Vec<String> = (1..=values).map(|at| format!("v{at}")).collect();
        let list = list.join(", ");
        let names = ["a", "b", "c", "d"];
        let fields: String =
            names.iter().map(|name| format!("{name}: {{ type: string }}\n")).collect();
        let reads: Vec<String> =
            names.iter().map(|name| format!("{name}: [{list}]")).collect();
        format!("{fields}x: {{ type: string, required: {{ {} }} }}", reads.join(", "))
    };
    Example { at: At::Fields(""), wrong: fields(11), fixed: fields(2) }
}

/// Types of which each holds the next one.
fn too_deep() -> Example {
    let types = |count: usize| {
        let mut text = "body: T1\ntypes:\n".to_owned();
        for at in 1..count {
            text +=
                &format!("  T{at}: {{ fields: {{ x: {{ type: T{} }} }} }}\n", at + 1);
        }
        text + &format!("  T{count}: {{ fields: {{ x: {{ type: string }} }} }}")
    };
    Example { at: At::Operation, wrong: types(70), fixed: types(3) }
}
