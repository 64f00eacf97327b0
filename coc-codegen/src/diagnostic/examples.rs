//! An example of each code: a spec that draws it, and the same spec with the fix. A test
//! runs the checks on both. The meaning of the codes belongs to `code`.

use super::code::Code;

/// The place of the lines of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Location {
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
pub struct CodeExample {
    at: Location,
    /// The lines that draw the diagnostic.
    pub wrong: String,
    /// The lines that draw nothing.
    pub fixed: String,
}

impl CodeExample {
    /// The file that has the lines.
    #[must_use]
    pub const fn file(&self) -> &'static str {
        match self.at {
            Location::Service => "service.yaml",
            Location::Operation | Location::Fields(_) => "op.yaml",
            Location::Request => "examples/one.json",
            Location::Second => "two.yaml",
            Location::Folder => "the spec's folder",
            Location::Page => PAGE,
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
            Location::Service => vec![
                ("service.yaml", format!("service: demo\n{lines}\n")),
                operation(""),
            ],
            Location::Operation => vec![service, operation(&format!("{lines}\n"))],
            Location::Fields(more) => {
                vec![service, operation(&format!("{BODY}{indented}{more}"))]
            }
            Location::Request => vec![
                service,
                operation(&format!("{BODY}{REQUIRED}")),
                ("examples/one.json", lines.to_owned()),
            ],
            Location::Second => vec![
                service,
                operation(""),
                ("two.yaml", format!("operation: two\n{lines}\n")),
            ],
            Location::Folder if lines.contains("service.yaml") => {
                vec![service, operation("")]
            }
            Location::Folder => vec![operation("")],
            Location::Page => {
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
    pub fn example(self) -> CodeExample {
        let (at, wrong, fixed): (Location, &str, &str) = match self {
            Self::File => (Location::Folder, "op.yaml", "op.yaml\nservice.yaml"),
            Self::Yaml => (
                Location::Operation,
                "doc: Note: makes a thing.",
                "doc: \"Note: makes a thing.\"",
            ),
            Self::YamlFeature => (
                Location::Operation,
                "responses:\n  200: { type: none }",
                "responses:\n  \"200\": { type: none }",
            ),
            Self::DuplicateKey => (
                Location::Fields(""),
                "x: { type: string, doc: A name., doc: The name. }",
                "x: { type: string, doc: The name. }",
            ),
            Self::UnknownKey => (
                Location::Fields(""),
                "x: { type: string, requird: true }",
                "x: { type: string, required: true }",
            ),
            Self::MissingKey => (
                Location::Fields(""),
                "x: { doc: A name. }",
                "x: { type: string, doc: A name. }",
            ),
            Self::WrongShape => (
                Location::Fields(""),
                "x: { type: string, length: 60 }",
                "x: { type: string, length: { max: 60 } }",
            ),
            Self::BadValue => (
                Location::Service,
                "endpoints: { north: http://demo.example }",
                "endpoints: { north: https://demo.example }",
            ),
            Self::UnknownType => {
                (Location::Fields(""), "x: { type: strin }", "x: { type: string }")
            }
            Self::UnknownReference => (
                Location::Fields(""),
                "name: { type: string }\nx: { type: string, required: { nam: a } }",
                "name: { type: string }\nx: { type: string, required: { name: a } }",
            ),
            Self::UnknownValue => (
                Location::Fields(KIND),
                "kind: { type: Kind, required: true, cases: { car: Car } }\nx: { type: string, required: { kind: cra } }",
                "kind: { type: Kind, required: true, cases: { car: Car } }\nx: { type: string, required: { kind: car } }",
            ),
            Self::WrongRule => (
                Location::Fields(""),
                "x: { type: long, length: { max: 3 } }",
                "x: { type: long, range: { max: 999 } }",
            ),
            Self::NeverFires => (
                Location::Fields(""),
                "x: { type: string, required: false }",
                "x: { type: string }",
            ),
            Self::AlwaysFires => (
                Location::Fields(KIND),
                "kind: { type: Kind, required: true }\nx: { type: string, required: { kind: [car, boat] } }",
                "kind: { type: Kind, required: true }\nx: { type: string, required: true }",
            ),
            Self::Contradiction => (
                Location::Fields(""),
                "x: { type: string, fixed: abcd, length: { max: 3 } }",
                "x: { type: string, fixed: abcd }",
            ),
            Self::Name => (
                Location::Fields(""),
                "a-b: { type: string }\na_b: { type: string }",
                "a-b: { type: string }\na_b: { type: string, rust_name: a_b_old }",
            ),
            Self::DuplicateRule => (
                Location::Fields(""),
                "x: { type: string, required: true, ids: { required: op.first } }\ny: { type: string, required: true, ids: { required: op.first } }",
                "x: { type: string, required: true, ids: { required: op.first } }\ny: { type: string, required: true }",
            ),
            Self::ExampleViolation => (
                Location::Request,
                r#"{ "operation": "op", "body": { "x": "" } }"#,
                r#"{ "operation": "op", "body": { "x": "a" } }"#,
            ),
            Self::ExampleKey => (
                Location::Request,
                r#"{ "operation": "op", "body": { "x": "a", "y": 1 } }"#,
                r#"{ "operation": "op", "body": { "x": "a" } }"#,
            ),
            Self::Example => (
                Location::Request,
                r#"{ "operation": "op", "body": { x: "a" } }"#,
                r#"{ "operation": "op", "body": { "x": "a" } }"#,
            ),
            Self::NotObserved => (
                Location::Fields(""),
                "x: { type: string, observed: true }",
                "x: { type: string }",
            ),
            Self::UnusedDecision => (
                Location::Fields(DECISIONS),
                "x: { type: string }",
                "x: { type: string, decision: { type: odd } }",
            ),
            Self::UnknownDecision => (
                Location::Fields(DECISIONS),
                "x: { type: string, decision: { type: od } }",
                "x: { type: string, decision: { type: odd } }",
            ),
            Self::PathTemplate => (
                Location::Second,
                "http: GET /{id}",
                "http: GET /{id}\npath: { fields: { id: { type: string, required: true } } }",
            ),
            Self::EnumValue => (
                Location::Operation,
                "body: Body\ntypes: { Body: { fields: { x: { type: Kind } } } }\nenums: { Kind: { values: { car: , \"\": } } }",
                "body: Body\ntypes: { Body: { fields: { x: { type: Kind } } } }\nenums: { Kind: { values: { car: } } }",
            ),
            Self::Pattern => (
                Location::Fields(""),
                "x: { type: string, pattern: '^(a|b$' }",
                "x: { type: string, pattern: '^(a|b)$' }",
            ),
            Self::MissingCase => (
                Location::Fields(KIND),
                "kind: { type: Kind, required: true, cases: { car: Car } }\nx: { type: string, enum: [{ when: { kind: car }, of: Kind }] }",
                "kind: { type: Kind, required: true, cases: { car: Car } }\nx: { type: string, only_when: { kind: car }, enum: [{ when: { kind: car }, of: Kind }] }",
            ),
            Self::Implied => (
                Location::Fields(KIND),
                "kind: { type: Kind, required: true, cases: { car: Car } }\nx: { type: string, only_when: { kind: car }, documented_for: { kind: car } }",
                "kind: { type: Kind, required: true, cases: { car: Car } }\nx: { type: string, only_when: { kind: car } }",
            ),
            Self::Unused => {
                (Location::Fields(KIND), "x: { type: string }", "x: { type: Kind }")
            }
            Self::TooManyCases => return too_many_cases(),
            Self::Unspecialized => (
                Location::Fields(KIND),
                "kind: { type: Kind, required: true }\nx: { type: string, required: { kind: car } }",
                "kind: { type: Kind, required: true, cases: { car: Car } }\nx: { type: string, required: { kind: car } }",
            ),
            Self::Constructor => (
                Location::Operation,
                "constructors: { make: { example: one } }",
                "doc: Makes a thing.",
            ),
            Self::SameRequest => {
                (Location::Second, "http: POST /things", "http: POST /others")
            }
            Self::TooDeep => return too_deep(),
            Self::Pagination => (Location::Second, &pages(""), &pages(", first: 1")),
            Self::Unrepeatable => (Location::Second, &waiter("POST"), &waiter("GET")),
            Self::Envelope => (
                Location::Operation,
                "responses: { \"200\": { type: none } }\nenvelope: old",
                "responses: { \"200\": { type: none } }\nenvelope: none",
            ),
            Self::UnknownArea => {
                (Location::Operation, "area: doors", "doc: Opens a door.")
            }
            Self::BadForm => (
                Location::Fields("form: true\n"),
                "x: { type: { array: file } }",
                "x: { type: file }",
            ),
            Self::PageComment => (
                Location::Fields(""),
                "x: { type: string } # PAGE: a condition, page.txt:12:1",
                "x: { type: string, doc: A name. }",
            ),
            Self::PageUnread => (Location::Page, "/things", "POST /things"),
            Self::PageOperation => (
                Location::Page,
                "Making a Boat\nUpdated on 2031-01-24\nPOST /boats",
                "Making a Thing\nUpdated on 2031-01-24\nPOST /things",
            ),
            Self::PageFact => {
                (Location::Page, "Updated on 2031-02-01", "Updated on 2031-01-24")
            }
            Self::PageTable => (
                Location::Page,
                "Table 2 Request body parameters",
                "Table 1 Request body parameters",
            ),
            Self::PageField => (
                Location::Page,
                "wheels\nNo\nLong\nThis parameter is mandatory when kind is set to car.\ncolour\nNo\nString\nThe colour.",
                "wheels\nNo\nLong\nThis parameter is mandatory when kind is set to car.",
            ),
            Self::PageColumn => (
                Location::Page,
                "kind\nNo\nString\nValue range:\ncar\nboat",
                "kind\nYes\nString\nValue range:\ncar\nboat",
            ),
            Self::PageValues => (
                Location::Page,
                "kind\nYes\nString\nValue range:\ncar\nboat\nship",
                "kind\nYes\nString\nValue range:\ncar\nboat",
            ),
            Self::PageCondition => (
                Location::Page,
                "wheels\nNo\nLong\nThis parameter is mandatory when kind is set to boat.",
                "wheels\nNo\nLong\nThis parameter is mandatory when kind is set to car.",
            ),
        };
        CodeExample { at, wrong: wrong.to_owned(), fixed: fixed.to_owned() }
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
fn too_many_cases() -> CodeExample {
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
    CodeExample { at: Location::Fields(""), wrong: fields(11), fixed: fields(2) }
}

/// A chain of types, each with a field of the next one.
fn too_deep() -> CodeExample {
    let types = |count: usize| {
        let mut text = "body: T1\ntypes:\n".to_owned();
        for at in 1..count {
            text +=
                &format!("  T{at}: {{ fields: {{ x: {{ type: T{} }} }} }}\n", at + 1);
        }
        text + &format!("  T{count}: {{ fields: {{ x: {{ type: string }} }} }}")
    };
    CodeExample { at: Location::Operation, wrong: types(70), fixed: types(3) }
}
