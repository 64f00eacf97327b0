//! The specs for which random specs once found a bug, each at its smallest.

/// The files of one spec that has all of them.
pub(crate) const FIXED_BUGS: &[(&str, &str)] = &[
    (
        "service.yaml",
        // `""` is there, so that delimited text can be one empty item.
        "service: fixed
blank: []
decision: { blank: why }
decisions: { why: { pages: Nothing., resolution: Something., evidence: A proof. } }
types:
  # Nothing uses it, and it holds what only requests hold.
  Unused: { fields: { thing: { type: Größe } } }
  # A recursive type whose name no URI can hold as it is.
  Größe:
    fields:
      \"with space\": { type: string, length: { max: 1 } }
      again: { type: { array: Größe } }
enums: { Version: { values: { \"1.5\": , a: } } }
",
    ),
    (
        "send.yaml",
        "operation: send
http: POST /{name}/{other}
path:
  fields: { name: { type: string, required: true }, other: { type: long, required: true } }
query:
  fields: { first: { type: string }, second: { type: long } }
  # A part that is no object counts as an empty one, in which the group is broken. The group is
  # called like a field.
  groups: { first: { at_least_one_of: [first, second] } }
body: Value
types:
  # Called like a variable of its validator.
  Value:
    # Text that turns the direction of what follows it.
    doc: \"a \\u202E b\"
    fields:
      found: { type: Value }
      kind: { type: string }
      # `a || b && c` is not `(a || b) && c`.
      either: { type: object, required: { any: [{ present: found }, { kind: y }] } }
      # Overlapping delimiters.
      versions: { type: Version, delimiter: \"||\" }
      colons: { type: string, delimiter: \"::\" }
      # Called like what is matched.
      given: { type: string }
      beside: { type: string, only_when: { given: x } }
      count: { type: { array: long }, items: { min: 1 } }
      none: { type: { map: long }, items: { max: 0 } }
      # Placeholders for items of another type are alike, and hid that there are too many.
      often: { type: { array: string }, unique: true, items: { max: 2 } }
      counts: { type: { array: integer }, unique: true, items: { max: 2 }, documented_for: { kind: y } }
      thing: { type: Größe }
      inner: { type: Inner }
      more: { type: { array: Outer } }
  Outer: { fields: { known: { type: string }, inner: { type: Inner }, outer: { type: { map: Outer } } } }
  Inner:
    fields:
      # Enclosed by a type that has the field, and by one that lacks it.
      far: { type: string, only_when: { parent.known: x, body.kind: x } }
      near: { type: string, required: { parent.known: x } }
      wide: { type: string, documented_for: { parent.known: x } }
    groups: { pair: { all_or_none: [far, near], when: { parent.known: x } } }
",
    ),
    // A second operation with the recursive type: the names emitted for both must
    // differ.
    ("again.yaml", "operation: again\nhttp: POST /again\nbody: { array: Größe }\n"),
];
