//! Rules and conditions that do not fit their fields or each other.

use super::case::{Case, SERVICE, body};

pub(super) const CASES: &[Case] = &[
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
            ("op.yaml:6:46 S008", &["`;` cannot join", "a space and `|`"]),
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
        name: "the same comparison twice in a condition",
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
        name: "required under the condition of only_when",
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
];
