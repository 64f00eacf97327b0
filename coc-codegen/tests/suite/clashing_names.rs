//! Specs whose names mean something else in generated code: each is emitted as code that
//! compiles without warnings of the lints.

use std::fmt::Write;

use crate::crates::Crate;
use crate::support::emit_sources;

/// Names of types and enumerations that the prelude, the runtime, its macros or imports
/// have.
const TYPES: &[&str] = &[
    "Rule",
    "Table",
    "Row",
    "Json",
    "Citation",
    "RuleKind",
    "Value",
    "Map",
    "Error",
    "Result",
    "Option",
    "String",
    "Vec",
    "Box",
    "Some",
    "None",
    "Ok",
    "Client",
    "Request",
    "Response",
    "Builder",
    "Self",
    "Violation",
    "Severity",
    "Nullable",
    "Object",
    "Timestamp",
    "Typed",
    "Check",
    "Decision",
    "Envelope",
    "Service",
    "Operation",
    "S",
    "T",
    "Default",
    "From",
    "Clone",
    "Debug",
    "Display",
    "Serialize",
    "Deserialize",
    "BTreeMap",
    "Bytes",
    "Unknown",
    "Path",
    "Query",
    "Header",
    "Body",
    "State",
    "Empty",
    "Setters",
    "Send",
    "Form",
    "Part",
    "Rest",
];

/// Names of operations that are keywords, modules, crates or methods of a client.
const OPERATIONS: &[&str] = &[
    "self",
    "rt",
    "request",
    "check",
    "crate",
    "super",
    "core",
    "std",
    "serde",
    "runtime",
    "generated",
    "client",
    "error",
    "http",
    "type",
    "async",
    "send",
    "wire",
    "types",
    "service",
    "rule",
    "result",
    "option",
    "new",
    "bon",
];

/// Fields, each with its Rust name, which is empty if the name gives an identifier that no
/// other field has. One name looks like another one, in another script.
const FIELDS: &[(&str, &str)] = &[
    ("type", ""),
    ("self", ""),
    ("Self", "other_self"),
    ("build", ""),
    ("new", ""),
    ("builder", ""),
    ("validate", ""),
    ("violations", ""),
    ("extra", ""),
    ("unknown", ""),
    ("id", ""),
    ("ID", "other_id"),
    ("@id", "at_id"),
    ("default", ""),
    ("clone", ""),
    ("fmt", ""),
    ("eq", ""),
    ("0", ""),
    ("{0}", "braced"),
    ("$x", ""),
    ("a-b", ""),
    ("a.b", "dotted"),
    ("a/b~c", ""),
    ("q\\\"'", ""),
    ("#", "hash"),
    ("имя", ""),
    ("а", ""),
    ("名前", ""),
    ("ﬁ", ""),
    ("1.5", ""),
    ("15", "fifteen"),
    ("-1", ""),
    ("state", ""),
    ("s", ""),
    ("check", ""),
    ("found", ""),
    ("at", ""),
    ("value", ""),
    ("rt", ""),
    ("crate", ""),
    ("undocumented", ""),
    ("into", ""),
    ("fill", ""),
    ("body", ""),
    ("request", ""),
    ("async", ""),
    ("_", "underscore"),
    ("a", ""),
];

/// An object for each name, and one that holds them all.
fn objects() -> String {
    let mut types = "types:\n".to_owned();
    for name in TYPES {
        let _ = writeln!(
            types,
            "  {name}: {{ fields: {{ kind: {{ type: Kind, required: true, cases: {{ a: {name}A }} }}, \
             s: {{ type: string, required: {{ kind: a }}, length: {{ max: 4 }} }}, more: {{ type: {{ array: {name} }} }} }} }}"
        );
    }
    types + &whole()
}

fn whole() -> String {
    let fields = TYPES.iter().enumerate();
    let fields: Vec<String> = fields
        .map(|(at, name)| format!("f{at}: {{ type: {name}, required: true }}"))
        .collect();
    format!("  Whole: {{ fields: {{ {} }} }}\n", fields.join(", "))
}

/// A list for each name, with variants that are called like variants of the prelude.
fn lists() -> String {
    let mut lists = "enums:\n".to_owned();
    for name in TYPES {
        let _ = writeln!(
            lists,
            "  {name}: {{ values: {{ a: , Unknown: , Self: , Some: , None: , Ok: , Err: , all: , Default: , \"*\": {{ rust_name: Star }} }} }}"
        );
    }
    lists
}

/// A table of the fields.
fn fields() -> String {
    let mut fields = "  fields:\n".to_owned();
    for (field, rust) in FIELDS {
        let rust_name = match *rust {
            "" => String::new(),
            rust => format!(", rust_name: {rust}"),
        };
        let _ = writeln!(
            fields,
            "      {}: {{ type: string, required: true, length: {{ max: 9 }}{rust_name} }}",
            serde_json::Value::from(*field)
        );
    }
    fields
}

#[test]
fn names_with_another_meaning_in_one_operation_compile() {
    let kind = "enums: { Kind: { values: { a: , b: } } }\n";
    let objects = format!(
        "operation: objects\nhttp: POST /objects\nbody: Whole\nresponses: {{ \"200\": {{ type: Whole }} }}\n{}{kind}",
        objects()
    );
    let lists = format!(
        "operation: lists\nhttp: POST /lists\nbody: Whole\nresponses: {{ \"200\": {{ type: Whole }} }}\ntypes:\n{}{}",
        whole(),
        lists()
    );
    let query = format!("operation: query\nhttp: GET /fields\nquery:\n{}", fields());
    let body = format!(
        "operation: fields\nhttp: POST /fields\nbody: Fields\ntypes:\n Fields:\n{}",
        fields()
    );
    let files = emit_sources(&[
        ("service.yaml", "service: named\n"),
        ("objects.yaml", &objects),
        ("lists.yaml", &lists),
        ("query.yaml", &query),
        ("fields.yaml", &body),
    ]);
    Crate::new("named_in_one", &files).lint_every_feature();
}

#[test]
fn names_with_another_meaning_that_operations_share_compile() {
    let service = format!(
        "service: named\nheader: {{ fields: {{ X-Self: {{ type: string }}, Type: {{ type: long }} }} }}\n{}enums: {{ Kind: {{ values: {{ a: , b: }} }} }}\n",
        objects()
    );
    let operations: Vec<(String, String)> = OPERATIONS
        .iter()
        .map(|name| {
            let text = format!(
                "operation: {name}\nhttp: POST /{name}/{{id}}\npath: {{ fields: {{ id: {{ type: string, required: true }} }} }}\n\
                 body: Whole\nresponses: {{ \"200\": {{ type: Whole }} }}\n"
            );
            (format!("op_{name}.yaml"), text)
        })
        .collect();
    let mut files = vec![("service.yaml", service.as_str())];
    files.extend(operations.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    Crate::new("named_shared", &emit_sources(&files)).lint_every_feature();
}
