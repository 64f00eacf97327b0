//! Small broken specs for every code, with the places and words of their diagnostics.

/// A broken spec, and the diagnostics that it must get.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) files: &'static [(&'static str, &'static str)],
    /// `file:line:column code`, and words of the message, the label, the notes or the
    /// help.
    pub(crate) expected: &'static [(&'static str, &'static [&'static str])],
}

const SERVICE: (&str, &str) = ("service.yaml", "service: demo\n");

/// An operation without errors that uses declarations of `service.yaml`. `FOLLOWING` is
/// its example.
const FOLLOWS: (&str, &str) = (
    "op.yaml",
    concat!(
        "operation: op\nhttp: POST /op\nbody: Body\ntypes:\n  Body:\n    fields:\n      a: { type: Shared, decision: { type: odd } }\n",
        "      b: { type: Colour, only_when: { c: [red, green] } }\n      c: { type: string, enum: [{ of: Colour, when: { b: red } }] }\n",
        "examples: { requests: [one] }\n",
    ),
);
const FOLLOWING: (&str, &str) =
    ("examples/one.json", "{ \"operation\": \"op\", \"body\": { \"b\": \"-\" } }\n");

/// An operation whose body has these fields and declarations.
macro_rules! body {
    ($fields:expr) => {
        body!($fields, "")
    };
    ($fields:expr, $rest:expr) => {
        (
            "op.yaml",
            concat!(
                "operation: op\nhttp: POST /op\npage: { title: Page }\nbody: Body\ntypes:\n  Body:\n    fields:\n",
                $fields,
                $rest
            ),
        )
    };
}

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "no service",
        files: &[body!("      x: { type: string }\n")],
        expected: &[("op.yaml:1:1 S001", &["service.yaml"])],
    },
    Case {
        name: "not yaml",
        files: &[SERVICE, ("op.yaml", "operation: [op\nhttp: POST /\n")],
        expected: &[(
            "op.yaml:1:12 S002",
            &["`[` that opens here", "close it with `]`"],
        )],
    },
    Case {
        name: "anchors and aliases",
        files: &[
            SERVICE,
            ("op.yaml", "operation: &name op\nhttp: GET /op\ndoc: *name\n"),
        ],
        expected: &[
            ("op.yaml:1:12 S003", &["a spec cannot use anchors"]),
            ("op.yaml:3:6 S003", &["a spec cannot use aliases", "write the value out"]),
        ],
    },
    Case {
        name: "merges",
        files: &[SERVICE, ("op.yaml", "operation: op\nhttp: GET /op\n<<: { doc: x }\n")],
        expected: &[("op.yaml:3:1 S003", &["a spec cannot use merges"])],
    },
    Case {
        name: "tags",
        files: &[SERVICE, ("op.yaml", "operation: !name op\nhttp: GET /op\n")],
        expected: &[("op.yaml:1:12 S003", &["a spec cannot use tags"])],
    },
    Case {
        name: "two pages",
        files: &[
            SERVICE,
            ("op.yaml", "operation: op\nhttp: GET /op\n---\noperation: two\n"),
        ],
        expected: &[(
            "op.yaml:4:1 S003",
            &["a file must be one YAML document", "file of its own"],
        )],
    },
    Case {
        name: "keys that are not text",
        files: &[
            SERVICE,
            (
                "op.yaml",
                "operation: op\nhttp: GET /op\nresponses:\n  200: { type: none }\n",
            ),
        ],
        expected: &[("op.yaml:4:3 S003", &["`200`", "quotes", "\"200\""])],
    },
    Case {
        name: "the same key twice",
        files: &[
            SERVICE,
            body!("      x: { type: string, type: long }\n      x: { type: string }\n"),
        ],
        expected: &[
            ("op.yaml:8:26 S004", &["`type`", "twice", "first here"]),
            ("op.yaml:9:7 S004", &["`x`", "twice"]),
        ],
    },
    Case {
        name: "unknown keys",
        files: &[
            ("service.yaml", "service: demo\ntitel: Demo\n"),
            body!("      x: { type: string, requird: true, colour: red }\n"),
        ],
        expected: &[
            (
                "op.yaml:8:26 S005",
                &["a field has no key `requird`", "did you mean `required`?"],
            ),
            ("op.yaml:8:41 S005", &["`colour`", "the keys here are", "`type`"]),
            ("service.yaml:2:1 S005", &["a service has no key `titel`", "`title`"]),
        ],
    },
    Case {
        name: "a service that is not yaml",
        files: &[("service.yaml", "service: [demo\nenums: x\n"), FOLLOWS, FOLLOWING],
        expected: &[("service.yaml:1:10 S002", &["`[` that opens here"])],
    },
    Case {
        name: "a service that is no mapping",
        files: &[("service.yaml", "- service: demo\n"), FOLLOWS, FOLLOWING],
        expected: &[("service.yaml:1:1 S007", &["a service must be a mapping"])],
    },
    Case {
        name: "declarations under a key that there is none of",
        files: &[
            ("service.yaml", "service: demo\nblank: [\"-\"]\ntyps: { Shared: {} }\n"),
            FOLLOWS,
            FOLLOWING,
        ],
        expected: &[("service.yaml:3:1 S005", &["`typs`", "did you mean `types`?"])],
    },
    Case {
        name: "declarations of wrong shapes",
        files: &[
            (
                "service.yaml",
                "service: demo\ntypes: { Shared: text }\nenums: { Colour: { vals: {} } }\ndecisions: { odd: [] }\n",
            ),
            FOLLOWS,
            FOLLOWING,
        ],
        expected: &[
            ("service.yaml:2:18 S007", &["a table must be a mapping", "text"]),
            ("service.yaml:3:20 S005", &["no key `vals`", "`values`"]),
            ("service.yaml:4:19 S007", &["a decision must be a mapping"]),
        ],
    },
    Case {
        name: "fields and places of wrong shapes",
        files: &[
            SERVICE,
            (
                "op.yaml",
                concat!(
                    "operation: op\nhttp: POST /{id}/{kind}\npath: 7\nbody: { aray: Body }\ntypes:\n  Body:\n    fields:\n",
                    "      x: string\n      y: { type: string, required: { x: a, path.id: b, body.v: c, parent.w: d } }\n",
                    "      z: { type: string, length: 7, ids: { length: op.z } }\n",
                    "    groups: { one: { exactly_one_of: [x, y] }, two: { exactly_one_of: [x, 7] }, three: { exactly_one_of: x } }\n",
                    "    accessors: { v: [x.y.z] }\n",
                ),
            ),
            (
                "two.yaml",
                "operation: two\nhttp: POST /{id}\npth: { fields: { id: { type: string } } }\nbody: Body\ntypes:\n  Body: { feilds: { x: { type: string } }, groups: { one: { exactly_one_of: [x, y] } } }\n",
            ),
        ],
        expected: &[
            ("op.yaml:3:7 S007", &["a table must be a mapping"]),
            ("op.yaml:4:9 S007", &["a type in braces", "`aray`"]),
            ("op.yaml:8:10 S007", &["a field must be a mapping", "text"]),
            ("op.yaml:10:34 S007", &["`length` must be a mapping"]),
            ("op.yaml:11:75 S007", &["a field's name must be text"]),
            ("op.yaml:11:106 S007", &["a group's fields must be a list"]),
            ("two.yaml:3:1 S005", &["no key `pth`", "`path`"]),
            ("two.yaml:6:11 S005", &["no key `feilds`", "`fields`"]),
        ],
    },
    Case {
        name: "missing keys",
        files: &[
            SERVICE,
            (
                "op.yaml",
                "operation: op\nbody: Body\ntypes:\n  Body:\n    fields:\n      x: { doc: An x. }\nresponses:\n  \"200\": { doc: Fine. }\n",
            ),
        ],
        expected: &[
            ("op.yaml:1:1 S006", &["an operation needs the key `http`"]),
            ("op.yaml:6:10 S006", &["a field needs the key `type`"]),
            ("op.yaml:8:10 S006", &["a response needs the key `type`"]),
        ],
    },
    Case {
        name: "an empty file",
        files: &[SERVICE, ("op.yaml", "# nothing\n")],
        expected: &[("op.yaml:1:1 S006", &["empty"])],
    },
    Case {
        name: "wrong shapes",
        files: &[
            SERVICE,
            body!(
                "      x: { type: string, doc: 7, required: yes please, length: 3, decision: { a: b }, sic: true }\n      y: [string]\n"
            ),
        ],
        expected: &[
            ("op.yaml:8:31 S007", &["`doc` must be text", "a number", "quotes"]),
            (
                "op.yaml:8:44 S007",
                &["a condition must be `true` or a mapping", "text", "{ field: value }"],
            ),
            ("op.yaml:8:64 S007", &["`length` must be a mapping"]),
            ("op.yaml:8:79 S005", &["a field has no fact `a`", "the facts here are"]),
            (
                "op.yaml:8:92 S007",
                &["`sic` must be the name of a decision", "`sic: NAME`"],
            ),
            ("op.yaml:9:10 S007", &["a field must be a mapping", "a list"]),
        ],
    },
    Case {
        name: "bad values",
        files: &[
            (
                "service.yaml",
                "service: demo\nendpoints: { north: http://demo.example }\nblank: [null]\n",
            ),
            (
                "op.yaml",
                "operation: op\nhttp: FETCH /op\nbody: { array: string }\nresponses:\n  \"700\": { type: none }\n  \"200\": { type: none }\n",
            ),
            (
                "two.yaml",
                concat!(
                    "operation: two\nhttp: POST /two\nbody: Body\ntypes:\n  Body:\n    fields:\n",
                    "      a: { type: string, length: { min: 3, max: 2 } }\n",
                    "      b: { type: long, default: x }\n",
                    "      c: { type: string, required: {} }\n",
                    "      d: { type: string, required: { a: null } }\n",
                    "      e: { type: integer, fixed: 3000000000 }\n",
                    "      f: { type: integer, one_of: [] }\n",
                    "      g: { type: string, ids: { length: two.g } }\n",
                    "      h: { type: string, delimiter: \"\" }\n",
                    "    groups: { one: { exactly_one_of: [a] } }\n",
                ),
            ),
        ],
        expected: &[
            ("op.yaml:2:7 S008", &["`FETCH` is not a method", "`GET`"]),
            ("op.yaml:5:3 S008", &["`700` is not an HTTP status"]),
            ("service.yaml:2:21 S008", &["https://"]),
            ("service.yaml:3:9 S008", &["`null` always counts as absent", "delete it"]),
            ("two.yaml:7:34 S008", &["`min` is above `max`"]),
            ("two.yaml:8:33 S008", &["`default` is `x`, which is not a long"]),
            ("two.yaml:9:36 S008", &["this condition is empty"]),
            ("two.yaml:10:41 S008", &["no field equals `null`", "not: { present"]),
            ("two.yaml:11:34 S008", &["3000000000", "an integer"]),
            ("two.yaml:12:35 S008", &["`one_of` is empty"]),
            ("two.yaml:13:33 S008", &["no rule of kind `length`"]),
            ("two.yaml:14:37 S008", &["cannot be empty"]),
            ("two.yaml:15:15 S008", &["at least two fields"]),
        ],
    },
    Case {
        name: "unknown types",
        files: &[
            SERVICE,
            body!(
                "      x: { type: strin }\n      y: { type: { array: Thing } }\n      z: { type: string, enum: [{ of: Kinds }] }\n",
                "enums: { Kind: { values: { a: A. } } }\n"
            ),
        ],
        expected: &[
            ("op.yaml:8:18 S009", &["`strin`", "did you mean `string`?"]),
            ("op.yaml:9:27 S009", &["`Thing`"]),
            ("op.yaml:10:39 S009", &["no enumeration is called `Kinds`", "`Kind`"]),
        ],
    },
    Case {
        name: "unknown references",
        files: &[
            (
                "service.yaml",
                "service: demo\ntypes:\n  Shared:\n    fields:\n      s: { type: string, required: { body.x: a } }\n",
            ),
            body!(
                "      x: { type: string, required: { yy: a } }\n      y: { type: string, required: { path.x: a } }\n      z: { type: Shared, required: { parent.x: a } }\n      v: { type: string, required: { q.u.v: a } }\n      w: { type: string, required: { pth.x: a } }\n"
            ),
        ],
        expected: &[
            ("op.yaml:8:38 S010", &["`Body` has no field `yy`", "did you mean `y`?"]),
            ("op.yaml:9:38 S010", &["no `path`"]),
            ("op.yaml:10:38 S010", &["no object encloses `Body`, so it has no parent"]),
            (
                "op.yaml:11:38 S010",
                &["`q` is not a place, so `q.u.v` is not a field", "same.q.u.v"],
            ),
            (
                "op.yaml:12:38 S010",
                &["`pth` is not a place, so `pth.x` is not a field", "`path`"],
            ),
            (
                "service.yaml:5:38 S010",
                &["cannot read `body.x`", "the file of an operation"],
            ),
        ],
    },
    Case {
        name: "values that their own delimiter cuts",
        files: &[
            SERVICE,
            (
                "op.yaml",
                concat!(
                    "operation: op\nhttp: GET /things\n",
                    "query:\n  fields:\n",
                    "    a: { type: { array: Kind }, delimiter: \",\" }\n",
                    "    b: { type: { array: string }, delimiter: \";\" }\n",
                    "    c: { type: { array: long }, delimiter: \"|\", each: { range: { min: 1 } } }\n",
                    "enums: { Kind: { values: { \"x,y\": A., b: B. } } }\n",
                ),
            ),
        ],
        expected: &[
            ("op.yaml:5:33 S015", &["`x,y` of `Kind` holds the delimiter"]),
            ("op.yaml:6:46 S008", &["`;` cannot join", "a blank and `|`"]),
        ],
    },
    Case {
        name: "headers of answers and of a client",
        files: &[
            (
                "service.yaml",
                concat!(
                    "service: demo\n",
                    "header: { fields: { X-A: { type: string }, Host: { type: string }, X-R: { type: string, rust_name: region } } }\n",
                ),
            ),
            (
                "op.yaml",
                concat!(
                    "operation: op\nhttp: GET /things\n",
                    "header: { fields: { x-a: { type: string } } }\n",
                    "responses:\n",
                    "  \"200\": { type: none, header: { fields: { X-B: { type: { map: string } }, X-C: { type: long } } } }\n",
                    "  \"400\": { type: none, header: { fields: { X-C: { type: string }, x b: { type: string }, Host: { type: string } } } }\n",
                    "  \"401\": { type: none, header: { fields: { X-D: { type: { array: string } } }, groups: {} } }\n",
                ),
            ),
        ],
        expected: &[
            ("op.yaml:3:21 S008", &["`x-a` is a header of every request already"]),
            ("op.yaml:5:57 S012", &["a parameter of `header` cannot hold an object"]),
            (
                "op.yaml:6:44 S008",
                &["`X-C` has another name, type or `rust_name` in another answer"],
            ),
            ("op.yaml:6:67 S008", &["cannot hold a blank"]),
            ("op.yaml:7:57 S012", &["a list without a `delimiter`"]),
            ("op.yaml:7:80 S005", &["groups"]),
            ("service.yaml:2:44 S008", &["the client sets `Host`"]),
            ("service.yaml:2:100 S016", &["`region` is reserved"]),
        ],
    },
    Case {
        name: "unknown values",
        files: &[
            SERVICE,
            body!(
                "      x: { type: Kind, required: true }\n      y: { type: string, required: { x: [a, bb] } }\n      z: { type: long, required: { y: 1 } }\n      v: { type: long, required: { y: \"\" } }\n",
                "enums: { Kind: { values: { a: A., b: B. } } }\n"
            ),
        ],
        expected: &[
            ("op.yaml:9:45 S011", &["`x` is never `bb`", "`Kind`", "did you mean `b`?"]),
            ("op.yaml:10:39 S011", &["`y` of `Body` is a string, which is never `1`"]),
            ("op.yaml:11:39 S011", &["blank", "not: { present"]),
        ],
    },
    Case {
        name: "rules that do not fit",
        files: &[
            SERVICE,
            body!(
                "      a: { type: long, length: { max: 3 } }\n      b: { type: string, range: { max: 3 } }\n      c: { type: string, items: { max: 3 } }\n      d: { type: boolean, pattern: x }\n      e: { type: long, enum: [{ of: Kind }] }\n      f: { type: string, each: { length: { max: 3 } } }\n      g: { type: { array: long }, delimiter: \",\" }\n",
                "enums: { Kind: { values: { a: A. } } }\n"
            ),
        ],
        expected: &[
            ("op.yaml:8:24 S012", &["`length` is for text", "a long"]),
            ("op.yaml:9:26 S012", &["`range` is for numbers", "a string"]),
            (
                "op.yaml:10:26 S012",
                &["`items` is for arrays, maps, free-form objects and delimited text"],
            ),
            ("op.yaml:11:27 S012", &["`pattern` is for text", "a boolean"]),
            ("op.yaml:12:37 S012", &["`Kind` lists text"]),
            ("op.yaml:13:34 S012", &["`each` is for arrays", "this field is a string"]),
            ("op.yaml:14:35 S012", &["`delimiter` is for text", "an array"]),
        ],
    },
    Case {
        name: "never",
        files: &[
            SERVICE,
            body!(
                "      x: { type: Kind, required: true }\n      y: { type: string, required: { all: [{ x: a }, { x: b }] } }\n      z: { type: string, only_when: { not: { present: x } } }\n",
                "enums: { Kind: { values: { a: A., b: B. } } }\n"
            ),
        ],
        expected: &[
            (
                "op.yaml:9:26 S013",
                &["`required` never holds", "x is a and x is b", "op.y.required"],
            ),
            ("op.yaml:10:26 S013", &["`only_when` never holds", "x is absent"]),
        ],
    },
    Case {
        name: "false",
        files: &[SERVICE, body!("      x: { type: string, required: false }\n")],
        expected: &[("op.yaml:8:36 S013", &["`false` never holds", "delete it"])],
    },
    Case {
        name: "always",
        files: &[
            SERVICE,
            body!(
                "      x: { type: Kind, required: true }\n      y: { type: string, required: { x: [a, b] } }\n      z: { type: string, enum: [{ when: { present: x }, of: Kind }] }\n",
                "enums: { Kind: { values: { a: A., b: B. } } }\n"
            ),
        ],
        expected: &[
            ("op.yaml:9:26 S014", &["`required` always holds", "required: true"]),
            ("op.yaml:10:61 S014", &["`enum` always holds", "delete `when`"]),
        ],
    },
    Case {
        name: "contradictions",
        files: &[
            SERVICE,
            body!(
                "      x: { type: Kind, required: true }\n      y: { type: string, required: { x: a }, only_when: { x: b } }\n      z: { type: string, enum: [{ when: { x: a }, of: Kind }, { when: { x: a }, of: Other }, { when: { x: b }, of: Third }] }\n      v: { type: string, fixed: a, enum: [{ when: { x: a }, of: Kind }, { when: { x: b }, of: Other }] }\n",
                "enums: { Kind: { values: { a: A., b: B. } }, Other: { values: { c: C. } }, Third: { values: { d: D. } } }\n"
            ),
        ],
        expected: &[
            (
                "op.yaml:9:26 S015",
                &[
                    "`y` is both required and not allowed when x is a",
                    "not allowed by this",
                ],
            ),
            (
                "op.yaml:10:85 S015",
                &["two lists apply to `z`", "x is a", "the other list"],
            ),
            ("op.yaml:11:26 S015", &["`a` is not in the list `Other`"]),
        ],
    },
    Case {
        name: "names",
        files: &[
            SERVICE,
            body!(
                "      a-b: { type: string }\n      a_b: { type: string }\n      '-': { type: string }\n      x: { type: Key, rust_name: 2x }\n",
                "  string: { fields: {} }\nenums: { Key: { values: { x: X., X: X. } }, Body: { values: { a: A. } } }\n"
            ),
        ],
        expected: &[
            (
                "op.yaml:9:7 S016",
                &["two fields are called `a_b`", "the other one", "rust_name"],
            ),
            ("op.yaml:10:7 S016", &["`-` gives no Rust identifier", "rust_name"]),
            ("op.yaml:11:34 S016", &["`2x` is not a Rust identifier"]),
            ("op.yaml:12:3 S016", &["`string` is a type of the language"]),
            ("op.yaml:13:34 S016", &["two values are called `X`"]),
            ("op.yaml:13:45 S016", &["`Body` is declared already", "first here"]),
        ],
    },
    Case {
        name: "the same value twice in a list",
        files: &[
            SERVICE,
            body!(
                "      x: { type: long, one_of: [1, 2, 1.0] }\n      y: { type: string, required: { x: [1, 2, 2] } }\n"
            ),
        ],
        expected: &[
            ("op.yaml:8:39 S008", &["this list contains `1` twice", "first here"]),
            ("op.yaml:9:48 S008", &["this list contains `2` twice"]),
        ],
    },
    Case {
        name: "the same question twice in a condition",
        files: &[
            SERVICE,
            body!(
                "      x: { type: string }\n      y: { type: string, required: { any: [{ x: a }, { body.x: a }] } }\n"
            ),
        ],
        expected: &[(
            "op.yaml:9:56 S028",
            &["this condition contains `x is a` twice", "first here"],
        )],
    },
    Case {
        name: "limits that every value keeps, or none",
        files: &[
            SERVICE,
            body!(
                "      a: { type: string, length: { min: 0 } }\n      b: { type: { array: string }, items: { min: 0 } }\n      c: { type: integer, range: { max: 2147483647 } }\n      d: { type: integer, range: { min: 3000000000 } }\n"
            ),
        ],
        expected: &[
            ("op.yaml:8:26 S013", &["at least 0"]),
            ("op.yaml:9:37 S013", &["at least 0"]),
            ("op.yaml:10:27 S013", &["so this limit has no effect"]),
            ("op.yaml:11:27 S015", &["no value satisfies this", "`long`"]),
        ],
    },
    Case {
        name: "an operation twice",
        files: &[
            SERVICE,
            ("a.yaml", "operation: op\nhttp: GET /a\n"),
            ("b.yaml", "operation: op\nhttp: GET /b\n"),
        ],
        expected: &[("b.yaml:1:12 S016", &["`op` is declared twice", "first here"])],
    },
    Case {
        name: "one request twice",
        files: &[
            SERVICE,
            (
                "a.yaml",
                "operation: a\nhttp: PUT /things/{id}\npath: { fields: { id: { type: string, required: true } } }\n",
            ),
            (
                "b.yaml",
                "operation: b\nhttp: GET /things/{id}\npath: { fields: { id: { type: string, required: true } } }\n",
            ),
            (
                "c.yaml",
                "operation: c\nhttp: PUT /things/{name}\npath: { fields: { name: { type: string, required: true } } }\n",
            ),
        ],
        expected: &[(
            "c.yaml:2:11 S033",
            &[
                "`PUT /things/{name}`",
                "another operation",
                "first here",
                "`/things/{name}#c`",
            ],
        )],
    },
    Case {
        name: "types nested too deep",
        files: &[SERVICE, ("op.yaml", include_str!("../../specs/deep/op.yaml"))],
        expected: &[(
            "op.yaml:69:3 S034",
            &["`T64`", "deeper than 64 types", "to an outer type"],
        )],
    },
    Case {
        name: "rule ids twice",
        files: &[
            SERVICE,
            body!(
                "      x: { type: string, required: true, ids: { required: op.first } }\n      y: { type: string, required: true, ids: { required: op.first } }\n"
            ),
        ],
        expected: &[(
            "op.yaml:9:59 S017",
            &["two rules have the id `op.first`", "first here", "ids: { kind: name }"],
        )],
    },
    Case {
        name: "an example that breaks a rule",
        files: &[
            SERVICE,
            body!(
                "      x: { type: string, required: true }\n",
                "examples: { requests: [one] }\n"
            ),
            (
                "examples/one.json",
                "{ \"operation\": \"op\", \"body\": { \"x\": \"\" } }\n",
            ),
        ],
        expected: &[(
            "examples/one.json:1:37 S018",
            &["/body/x", "required", "op.x.required", "decision"],
        )],
    },
    Case {
        name: "keys of examples",
        files: &[
            SERVICE,
            body!("      x: { type: string }\n", "examples: { requests: [one] }\n"),
            (
                "examples/one.json",
                "{ \"operation\": \"op\", \"query\": {}, \"body\": { \"xx\": 1 } }\n",
            ),
        ],
        expected: &[
            ("examples/one.json:1:22 S019", &["no `query`"]),
            (
                "examples/one.json:1:45 S019",
                &["`Body` does not document", "/body/xx", "did you mean `x`?"],
            ),
        ],
    },
    Case {
        name: "places in examples",
        files: &[
            SERVICE,
            body!(
                "      a/b~: { type: { array: Item } }\n      é: { type: string }\n",
                "  Item:\n    fields:\n      x: { type: string, required: true }\n      y: { type: { map: boolean } }\nexamples: { requests: [one] }\n"
            ),
            (
                "examples/one.json",
                r#"{
  "operation" : "op" , "operation": "op",
  "body": {
    "\u00e9": [ 1 ],
    "a\/b~": [ {"x":"\"}]", "ü": "\\"}, {"y":{"z~/":-1.5e3}}, [[]] ]
  }
}
"#,
            ),
        ],
        expected: &[
            ("examples/one.json:2:24 S004", &["`operation`", "twice", "first here"]),
            ("examples/one.json:4:5 S018", &["`/body/é`"]),
            ("examples/one.json:5:29 S019", &["/body/a~1b~0/0/ü"]),
            ("examples/one.json:5:41 S018", &["`/body/a~1b~0/1/x`", "required"]),
            ("examples/one.json:5:53 S018", &["`/body/a~1b~0/1/y/z~0~1`"]),
            ("examples/one.json:5:63 S018", &["`/body/a~1b~0/2`"]),
        ],
    },
    Case {
        name: "examples that are none",
        files: &[
            SERVICE,
            body!(
                "      x: { type: string }\n",
                "responses: { \"200\": { type: Body } }\nexamples: { requests: [one, two, gone], responses: [three, five, six, seven] }\n"
            ),
            ("examples/one.json", "{ \"operation\": \"op\",\n  \"body\": { x: 1 } }\n"),
            ("examples/two.json", "[1]\n"),
            ("examples/three.json", "{ \"status\": 201, \"body\": {} }\n"),
            (
                "examples/five.json",
                "{ \"status\": 200, \"body\": { \"x\": [\"\"] }, \"headers\": {} }\n",
            ),
            ("examples/six.json", "{ \"status\": 200, \"body\": [{}] }\n"),
            ("examples/seven.json", "{ \"status\": 200 }\n"),
            ("examples/four.json", "{}\n"),
        ],
        expected: &[
            (
                "examples/five.json:1:28 S020",
                &["another shape than documented at `/body/x`"],
            ),
            ("examples/five.json:1:41 S020", &["cannot have `headers`"]),
            ("examples/four.json:1:1 S020", &["no operation names this example"]),
            ("examples/one.json:2:13 S020", &["not JSON"]),
            (
                "examples/seven.json:1:1 S020",
                &["the example has no `body`, but the response has one"],
            ),
            ("examples/six.json:1:18 S020", &["must be an object"]),
            ("examples/three.json:1:13 S020", &["status", "declared response"]),
            ("examples/two.json:1:1 S020", &["an example must be an object"]),
            ("op.yaml:10:34 S020", &["no file `examples/gone.json`"]),
        ],
    },
    Case {
        name: "observed nowhere",
        files: &[
            SERVICE,
            body!(
                "      x: { type: string, observed: true }\n      y: { type: string, observed: false }\n      z: { type: Kind }\n",
                "enums: { Kind: { values: { a: { observed: true } } } }\nexamples: { requests: [one] }\n"
            ),
            ("examples/one.json", "{ \"operation\": \"op\", \"body\": {} }\n"),
        ],
        expected: &[(
            "op.yaml:9:26 S008",
            &["`observed: false` has no effect", "delete it"],
        )],
    },
    Case {
        name: "marks that no example bears out",
        files: &[
            SERVICE,
            body!(
                "      x: { type: string, observed: true }\n      z: { type: Kind }\n",
                "enums: { Kind: { values: { a: { observed: true }, b: } } }\nexamples: { requests: [one] }\n"
            ),
            (
                "examples/one.json",
                "{ \"operation\": \"op\", \"body\": { \"z\": \"b\" } }\n",
            ),
        ],
        expected: &[
            ("op.yaml:8:26 S021", &["no example shows `x`", "marked as observed"]),
            ("op.yaml:10:33 S021", &["no example shows the value `a`"]),
        ],
    },
    Case {
        name: "mandatory then and only then",
        files: &[
            SERVICE,
            body!(
                "      y: { type: string, exactly_when: { z: a }, required: { z: b } }\n      z: { type: Kind }\n",
                "enums: { Kind: { values: { a: , b: } } }\n"
            ),
        ],
        expected: &[(
            "op.yaml:8:50 S008",
            &["`exactly_when` includes `required`", "`required`"],
        )],
    },
    Case {
        name: "one condition for two keys",
        files: &[
            SERVICE,
            body!(
                "      x: { type: string, required: { z: a }, only_when: { z: a } }\n      z: { type: string }\n"
            ),
        ],
        expected: &[(
            "op.yaml:8:46 S008",
            &["have the same condition", "`exactly_when`"],
        )],
    },
    Case {
        name: "envelopes that do not fit",
        files: &[
            (
                "service.yaml",
                concat!(
                    "service: demo\nenvelope: own\n",
                    "envelopes:\n  own: { code: code, message: text, success: [OK] }\n  old: { code: [state, status], message: msg, success: [OK] }\n  idle: { code: c, message: m, success: [OK] }\n"
                ),
            ),
            (
                "one.yaml",
                "operation: one\nhttp: GET /one\nresponses: { \"200\": { type: Answer } }\nresult: [data.id, data.idd]\ntypes:\n  Answer: { fields: { text: { type: string }, data: { type: Data } } }\n  Data: { fields: { id: { type: string } } }\n",
            ),
            (
                "three.yaml",
                "operation: three\nhttp: GET /three\nenvelope: oldd\nresponses: { \"200\": { type: { array: string } } }\nresult: id\n",
            ),
            (
                "two.yaml",
                "operation: two\nhttp: GET /two\nenvelope: old\nresponses: { \"200\": { type: Answer } }\ntypes: { Answer: { fields: { state: { type: string }, msg: { type: string } } } }\n",
            ),
        ],
        expected: &[
            ("one.yaml:3:14 S035", &["no `code`", "`envelope: none`"]),
            ("one.yaml:4:19 S010", &["no field `idd`", "`data.id`"]),
            ("service.yaml:5:24 S035", &["has `status`", "delete the member"]),
            ("service.yaml:6:3 S029", &["no operation has the envelope `idle`"]),
            ("three.yaml:3:11 S035", &["no envelope is called `oldd`", "`old`"]),
            ("three.yaml:5:9 S035", &["no success of this operation is an object"]),
        ],
    },
    Case {
        name: "accessors with places of two types, and one that is not there",
        files: &[
            SERVICE,
            (
                "op.yaml",
                concat!(
                    "operation: op\nhttp: GET /op\nresponses: { \"200\": { type: Answer } }\n",
                    "types:\n  Answer:\n    fields: { id: { type: string }, count: { type: long } }\n",
                    "    accessors: { key: [gone, id, count] }\n",
                ),
            ),
        ],
        expected: &[
            ("op.yaml:7:24 S010", &["no field `gone`"]),
            ("op.yaml:7:34 S012", &["must have the same type"]),
        ],
    },
    Case {
        name: "forms and files",
        files: &[
            SERVICE,
            (
                "one.yaml",
                "operation: one\nhttp: GET /one\nform: true\nbody: One\n\
                 types: { One: { fields: { x: { type: file }, y: { type: { array: string } } } } }\n",
            ),
            (
                "two.yaml",
                "operation: two\nhttp: POST /two\nbody: Two\n\
                 types: { Two: { fields: { x: { type: file }, y: { type: file } } } }\n",
            ),
        ],
        expected: &[
            ("one.yaml:3:1 S038", &["a request with `GET` has no form", "the method"]),
            ("one.yaml:5:57 S038", &["a single value or a file", "an array"]),
            ("two.yaml:4:38 S038", &["of nothing else", "add `form: true`"]),
        ],
    },
    Case {
        name: "decisions",
        files: &[
            SERVICE,
            body!(
                "      x: { type: string, decision: { type: odd } }\n      y: { type: string, decision: old }\n",
                "decisions: { old: { pages: A., resolution: B., evidence: C. } }\n"
            ),
        ],
        expected: &[
            // The unused decision `old` is a consequence of this error.
            (
                "op.yaml:8:44 S023",
                &["no decision is called `odd`", "did you mean `old`?"],
            ),
            (
                "op.yaml:9:36 S007",
                &["a mapping of facts", "`decision: { name: old }`", "`required`"],
            ),
        ],
    },
    Case {
        name: "unused decisions",
        files: &[
            SERVICE,
            body!(
                "      x: { type: string }\n",
                "decisions: { old: { pages: A., resolution: B., evidence: C. } }\n"
            ),
        ],
        expected: &[(
            "op.yaml:9:14 S022",
            &["nothing uses the decision `old`", "delete it"],
        )],
    },
    Case {
        name: "a misspelt parameter of the path, and dates that are none",
        files: &[
            SERVICE,
            (
                "a.yaml",
                "operation: a\nhttp: GET /{idd}\npage: { title: A, updated: 2025-02-29 }\npath: { fields: { id: { type: string, required: true } } }\n",
            ),
            (
                "b.yaml",
                "operation: b\nhttp: GET /b\npage: { title: B, updated: 24 October 2025 }\n",
            ),
            (
                "c.yaml",
                "operation: c\nhttp: GET /c\npage: { title: C, updated: 2024-02-29 }\n",
            ),
        ],
        expected: &[
            ("a.yaml:2:11 S024", &["the parameter `idd`", "did you mean `id`?"]),
            ("a.yaml:3:28 S008", &["`2025-02-29` is not a date", "2031-01-24"]),
            ("b.yaml:3:28 S008", &["`24 October 2025` is not a date"]),
        ],
    },
    Case {
        name: "parameters that no text can hold",
        files: &[
            SERVICE,
            (
                "op.yaml",
                concat!(
                    "operation: op\nhttp: GET /{id}\n",
                    "path: { fields: { id: { type: { array: string }, required: true } } }\n",
                    "query: { fields: { a: { type: { array: string } }, b: { type: Thing }, c: { type: { array: { array: string } } }, d: { type: { array: object } } } }\n",
                    "header: { fields: { X-A: { type: { map: string } }, X-B: { type: any }, X-C: { type: { array: string }, delimiter: \"|\" } } }\n",
                    "types: { Thing: { fields: { x: { type: string } } } }\n",
                ),
            ),
        ],
        expected: &[
            (
                "op.yaml:3:31 S012",
                &["a parameter of `path` cannot hold a list", "`delimiter`"],
            ),
            ("op.yaml:4:63 S012", &["a parameter of `query` cannot hold an object"]),
            ("op.yaml:4:83 S012", &["cannot hold a list"]),
            ("op.yaml:4:126 S012", &["cannot hold an object"]),
            ("op.yaml:5:34 S012", &["a parameter of `header` cannot hold an object"]),
            ("op.yaml:5:66 S012", &["cannot hold anything", "`string`"]),
            ("op.yaml:5:116 S008", &["`|` cannot join", "`,` alone", "`string`"]),
        ],
    },
    Case {
        name: "path templates",
        files: &[
            SERVICE,
            (
                "a.yaml",
                "operation: a\nhttp: GET /{idd}/{id\npath: { fields: { id: { type: string, required: true } } }\n",
            ),
            ("b.yaml", "operation: b\nhttp: GET b\n"),
            (
                "c.yaml",
                "operation: c\nhttp: GET /{id}/{id}\npath: { fields: { id: { type: string, required: true }, more: { type: string } } }\n",
            ),
        ],
        expected: &[
            ("a.yaml:2:11 S024", &["not closed"]),
            ("b.yaml:2:11 S024", &["this path does not begin with `/`"]),
            ("c.yaml:2:11 S024", &["this path contains the parameter `id` twice"]),
            (
                "c.yaml:3:57 S024",
                &["the path `/{id}/{id}` does not contain the parameter `more`"],
            ),
        ],
    },
    Case {
        name: "values of enumerations",
        files: &[
            SERVICE,
            body!(
                "      x: { type: Kind }\n      y: { type: None }\n",
                "enums: { Kind: { values: { a: A., \"\": Nothing. } }, None: { values: {} } }\n"
            ),
        ],
        expected: &[
            (
                "op.yaml:10:35 S025",
                &[
                    "a blank cannot be a value of an enumeration, since it counts as absent",
                ],
            ),
            ("op.yaml:10:53 S025", &["this enumeration has no value"]),
        ],
    },
    Case {
        name: "patterns",
        files: &[SERVICE, body!("      x: { type: string, pattern: \"a(b\" }\n")],
        expected: &[("op.yaml:8:35 S026", &["not a regular expression"])],
    },
    Case {
        name: "cases without a list",
        files: &[
            SERVICE,
            body!(
                "      x: { type: Kind, required: true }\n      y: { type: string, enum: [{ when: { x: a }, of: Kind }] }\n",
                "enums: { Kind: { values: { a: A., b: B. } } }\n"
            ),
        ],
        expected: &[
            (
                "op.yaml:8:7 S031",
                &[
                    "`x`",
                    "conditions of other fields read `x`, but it has no `cases`, so its values get no types",
                ],
            ),
            (
                "op.yaml:9:55 S027",
                &["no list of values applies to `y` when x is b", "documented_for"],
            ),
        ],
    },
    Case {
        name: "implied",
        files: &[
            SERVICE,
            body!(
                "      x: { type: Kind, required: true }\n      y: { type: string, only_when: { x: a }, documented_for: { x: a } }\n",
                "enums: { Kind: { values: { a: A., b: B. } } }\n"
            ),
        ],
        expected: &[(
            "op.yaml:9:47 S028",
            &["`only_when` implies this rule", "implied by this", "delete it"],
        )],
    },
    Case {
        name: "unused",
        files: &[
            SERVICE,
            body!(
                "      x: { type: string }\n",
                "  Spare: { fields: { x: { type: string } } }\nenums: { Kind: { values: { a: A., b: B. } } }\n"
            ),
        ],
        expected: &[
            ("op.yaml:9:3 S029", &["`Spare`"]),
            ("op.yaml:10:10 S029", &["`Kind`"]),
        ],
    },
    Case {
        name: "too many cases",
        files: &[
            SERVICE,
            body!(concat!(
                "      a: { type: string }\n      b: { type: string }\n      c: { type: string }\n      d: { type: string }\n",
                "      e: { type: string, required: { a: [1a, 2a, 3a, 4a, 5a, 6a, 7a, 8a, 9a], b: [1a, 2a, 3a, 4a, 5a, 6a, 7a, 8a, 9a], ",
                "c: [1a, 2a, 3a, 4a, 5a, 6a, 7a, 8a, 9a], d: [1a, 2a, 3a, 4a, 5a, 6a, 7a, 8a, 9a, 0a, 1b, 2b, 3b, 4b, 5b] } }\n"
            )),
        ],
        expected: &[("op.yaml:12:26 S030", &["cases", "read fewer fields"])],
    },
    Case {
        name: "a discriminator that names no cases",
        files: &[
            SERVICE,
            body!(
                "      kind: { type: Kind }\n      wheels: { type: integer, required: { kind: car } }\n",
                "enums: { Kind: { values: { car: , boat: } } }\n"
            ),
        ],
        expected: &[(
            "op.yaml:8:7 S031",
            &[
                "`kind`",
                "conditions of other fields read `kind`, but it has no `cases`, so its values get no types",
                "cases: {",
            ],
        )],
    },
    Case {
        name: "cases of a field that may be absent",
        files: &[
            SERVICE,
            body!(
                "      kind: { type: Kind, cases: { car: Car } }\n      wheels: { type: integer, required: { kind: car } }\n",
                "enums: { Kind: { values: { car: , boat: } } }\n"
            ),
        ],
        expected: &[("op.yaml:8:36 S012", &["`kind` may be absent", "assume_present"])],
    },
    Case {
        name: "what is assumed without need",
        files: &[
            SERVICE,
            body!(
                "      kind: { type: Kind, required: true, cases: { car: Car }, assume_present: r }\n      name: { type: string, assume_present: r }\n      wheels: { type: integer, required: { kind: car } }\n",
                "enums: { Kind: { values: { car: , boat: } } }\ndecisions: { r: { pages: a, resolution: b, evidence: c } }\n"
            ),
        ],
        expected: &[
            (
                "op.yaml:8:80 S012",
                &[
                    "the rule `required` decides when this field is present, so `assume_present` has no effect",
                    "delete",
                ],
            ),
            (
                "op.yaml:9:45 S012",
                &["`assume_present` is only for a field with `cases`", "delete"],
            ),
        ],
    },
    Case {
        name: "structs for cases that are none",
        files: &[
            SERVICE,
            body!(
                "      kind: { type: Kind, required: true, cases: { cra: Car } }\n      name: { type: string, cases: { a: A } }\n",
                "enums: { Kind: { values: { car: , boat: } } }\n"
            ),
        ],
        expected: &[
            ("op.yaml:8:52 S011", &["`cra`", "did you mean `car`?"]),
            ("op.yaml:9:38 S012", &["list of values", "delete `cases`"]),
        ],
    },
    Case {
        name: "structs for cases that nothing depends on",
        files: &[
            SERVICE,
            body!(
                "      kind: { type: Kind, required: true, cases: { car: Car } }\n",
                "enums: { Kind: { values: { car: , boat: } } }\n"
            ),
        ],
        expected: &[(
            "op.yaml:8:52 S029",
            &["no rule of `Body` depends on this field", "delete `cases`"],
        )],
    },
    Case {
        name: "two structs for cases of one name",
        files: &[
            SERVICE,
            body!(
                "      kind: { type: Kind, required: true, cases: { car: Case, boat: Case } }\n      wheels: { type: integer, required: { kind: car } }\n",
                "enums: { Kind: { values: { car: , boat: } } }\n"
            ),
        ],
        expected: &[("op.yaml:8:69 S016", &["`Case`", "the other one"])],
    },
    Case {
        name: "constructors that their examples do not bear out",
        files: &[
            SERVICE,
            body!(
                "      name: { type: string }\n      tags: { type: { array: string } }\n      parts: { type: { array: Part } }\n",
                "  Part: { fields: { id: { type: string }, size: { type: integer } } }\nexamples: { requests: [some] }\nconstructors:\n  \
                 a: { example: smoe }\n  b: { example: some, takes: [body.nam, body.tags, body.parts.id, body.parts.size], item: P }\n  \
                 c: { example: some, takes: [body.tags], item: P }\n  d: { example: some, takes: [body.parts.id] }\n"
            ),
            (
                "examples/some.json",
                r#"{"operation": "op", "body": {"name": "n", "tags": ["t"], "parts": [{"id": "1", "size": 1}, {"id": "2", "size": 2}]}}"#,
            ),
        ],
        expected: &[
            ("op.yaml:14:17 S032", &["`smoe`", "did you mean `some`?"]),
            ("op.yaml:15:31 S032", &["`body.nam`", "did you mean `body.name`?"]),
            (
                "op.yaml:16:3 S032",
                &["the items at `body.parts` of the example differ", "takes"],
            ),
            ("op.yaml:16:49 S032", &["no struct to name", "delete `item`"]),
            ("op.yaml:17:3 S032", &["`body.tags`", "takes: [body.tags]"]),
            ("op.yaml:17:3 S032", &["the items at `body.parts` of the example differ"]),
        ],
    },
    Case {
        name: "pages that nobody can follow, and a wait that never ends",
        files: &[
            ("service.yaml", "service: demo\n"),
            (
                "op.yaml",
                "operation: list\nhttp: POST /list\nquery: { fields: { page: { type: long } } }\nresponses: { \"200\": { type: { array: string } } }\n\
                 pagination: { items: answer, page: query.page }\nwaiters: { w: { ready: { answer.status: 404 }, every: 5, at_most: 60 } }\n",
            ),
        ],
        expected: &[
            (
                "op.yaml:5:1 S037",
                &["`list` is not safe to repeat", "`repeatable: true`"],
            ),
            ("op.yaml:5:36 S036", &["nobody knows its first number", "`first: 1`"]),
            ("op.yaml:6:41 S011", &["the status 404 is no success"]),
        ],
    },
];
