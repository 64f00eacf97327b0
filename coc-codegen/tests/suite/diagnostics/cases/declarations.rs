//! Names, types, enumerations and decisions.

use super::case::{Case, SERVICE, body};

pub(super) const CASES: &[Case] = &[
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
        name: "types nested too deep",
        files: &[SERVICE, ("op.yaml", include_str!("../../../specs/deep/op.yaml"))],
        expected: &[(
            "op.yaml:69:3 S034",
            &["`T64`", "deeper than 64 types", "to an outer type"],
        )],
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
];
