//! Typed requests of small specs: the fields of each case, as the model has them.

use std::collections::HashSet;

use coc_codegen::diagnostic::Code;
use coc_codegen::interpret;
use coc_codegen::model::{
    FieldId, Member, Model, Place, Shape, Test, Type, TypedId, TypedType, ValueKind,
};
use serde_json::{Map, Value, json};

use crate::oracle::payloads::value_of;
use crate::outline::outline;
use crate::support::{Sound, check, library_spec, load, own_spec, sources};

fn spec(operation: &str) -> Sound {
    check(&sources(&[
        ("service.yaml", "service: demo\nblank: [\"\"]\n"),
        ("make.yaml", operation),
    ]))
}

#[test]
fn a_discriminator_in_the_body_takes_the_fields_that_depend_on_it_into_its_cases() {
    let checked = spec(
        "operation: make
http: POST /things
body: Thing
types:
  Thing:
    fields:
      name: { type: string, required: true }
      kind: { type: Kind, required: true, cases: { car: KindCar } }
      wheels: { type: integer, required: { kind: car } }
      masts: { type: integer, only_when: { kind: boat } }
      size: { type: string, enum: [{ when: { kind: car }, of: CarSize }, { when: { kind: boat }, of: BoatSize }] }
enums:
  Kind: { values: { car: , boat: } }
  CarSize: { values: { small: , large: } }
  BoatSize: { values: { dinghy: , yacht: } }
",
    );
    assert_eq!(
        outline(&checked.model),
        [
            "Make { name!, kind: Kind }",
            "Kind = KindCar | KindBoat",
            "KindCar { wheels!, size? in CarSize }",
            "KindBoat { masts?, size? in BoatSize }",
        ]
    );
}

#[test]
fn discriminators_nest_and_independent_ones_stand_side_by_side() {
    let checked = spec(
        "operation: make
http: POST /{place}/things
path: { fields: { place: { type: Place, required: true, cases: { land: MakeLand } } } }
body: Thing
types:
  Thing:
    fields:
      engine: { type: Engine, required: { path.place: land }, cases: { petrol: EnginePetrol } }
      octane: { type: integer, required: { path.place: land, engine: petrol } }
      volts: { type: integer, required: { path.place: land, engine: electric } }
      paint: { type: Paint, required: true, cases: { solid: PaintSolid } }
      colour: { type: string, required: { paint: solid } }
      depth: { type: integer, required: { path.place: sea } }
enums:
  Place: { values: { land: , sea: } }
  Engine: { values: { petrol: , electric: } }
  Paint: { values: { none: , solid: } }
",
    );
    assert_eq!(
        outline(&checked.model),
        [
            "Make = MakeLand | MakeSea",
            "MakeLand { engine: Engine, paint: Paint }",
            "Engine = EnginePetrol | EngineElectric",
            "EnginePetrol { octane! }",
            "EngineElectric { volts! }",
            "Paint = PaintNone | PaintSolid",
            "PaintNone {  }",
            "PaintSolid { colour! }",
            "MakeSea { paint: MakeSeaPaint, depth! }",
            "MakeSeaPaint = MakeSeaPaintNone | MakeSeaPaintSolid",
            "MakeSeaPaintNone {  }",
            "MakeSeaPaintSolid { colour! }",
        ]
    );
}

#[test]
fn a_field_that_may_be_absent_is_a_discriminator_only_by_a_decision() {
    let operation = |mark: &str| {
        format!(
            "operation: make
http: POST /{{id}}/things
path: {{ fields: {{ id: {{ type: string, required: true }} }} }}
body: Thing
types:
  Thing:
    fields:
      kind: {{ type: Kind{mark} }}
      wheels: {{ type: integer, required: {{ kind: car }} }}
enums:
  Kind: {{ values: {{ car: , boat: }} }}
decisions:
  always: {{ pages: Not mandatory., resolution: Always sent., evidence: Every example has it. }}
"
        )
    };
    let optional = spec(&operation(", decision: { required: always }"));
    assert_eq!(outline(&optional.model), ["Make { id!, kind?, wheels? … }"]);
    let reported: Vec<Code> = optional.diagnostics.iter().map(|it| it.code).collect();
    assert_eq!(reported, [Code::Unspecialized]);
    let assumed = spec(&operation(", cases: { car: KindCar }, assume_present: always"));
    assert_eq!(outline(&assumed.model)[0], "Make { id!, kind: Kind }");
    assert!(assumed.diagnostics.is_empty());
}

#[test]
fn a_type_may_hold_itself() {
    let checked = spec(
        "operation: make
http: POST /things
body: Node
types:
  Node:
    fields:
      label: { type: string, required: true }
      next: { type: Node }
      children: { type: { array: Node } }
      shape: { type: Shape, required: true, cases: { round: ShapeRound } }
      radius: { type: float, required: { shape: round } }
enums:
  Shape: { values: { round: , square: } }
",
    );
    assert_eq!(
        outline(&checked.model)[..2],
        [
            "Make { label!, next? Node, children? several, shape: Shape }",
            "Shape = ShapeRound | ShapeSquare"
        ]
    );
}

#[test]
fn fields_documented_for_other_cases_are_out_and_all_others_stay() {
    let operation = "operation: make
http: POST /things
body: Thing
types:
  Thing:
    fields:
      kind: { type: Kind, required: true, cases: { car: KindCar } }
      wheels: { type: integer, required: { kind: car } }
      deck: { type: string, required: { kind: boat }, all_cases: everywhere }
      crew: { type: integer, required: { kind: boat }, documented_for: { kind: boat } }
      plate: { type: string, observed: true, documented_for: { kind: car } }
      note: { type: string, observed: true }
      free: { type: string }
enums:
  Kind: { values: { car: , boat: , plane: } }
examples: { requests: [car, boat, plane] }
decisions:
  everywhere: { pages: Mandatory for boats., resolution: For all., evidence: Example car has it. }
";
    let example = |text: &str| format!("{{\"operation\": \"make\", \"body\": {text}}}");
    let (car, boat, plane) = (
        example(
            "{\"kind\": \"car\", \"wheels\": 4, \"deck\": \"x\", \"plate\": \"A1\"}",
        ),
        example("{\"kind\": \"boat\", \"deck\": \"x\", \"crew\": 1}"),
        example("{\"kind\": \"plane\", \"note\": \"n\"}"),
    );
    let checked = check(&sources(&[
        ("service.yaml", "service: demo\n"),
        ("make.yaml", operation),
        ("examples/car.json", &car),
        ("examples/boat.json", &boat),
        ("examples/plane.json", &plane),
    ]));
    assert_eq!(
        outline(&checked.model),
        [
            "Make { kind: Kind, note?, free? }",
            "Kind = KindCar | KindBoat | KindPlane",
            "KindCar { wheels!, deck?, plate? }",
            "KindBoat { deck!, crew! }",
            "KindPlane { deck? }",
        ]
    );
}

/// The choices of a random payload.
struct Draw {
    /// The bits that choose cases, and optional fields.
    bits: u64,
    /// Whether the payload would have to hold objects without end, or members that a
    /// condition leaves open.
    endless: bool,
}

/// Writes a payload for a typed struct: all required fields, and the optional fields that
/// the bits choose.
fn payload(
    model: &Model,
    id: TypedId,
    draw: &mut Draw,
    depth: usize,
    into: &mut Map<String, Value>,
) {
    match &model[id].shape {
        Shape::Choice { field_id, list, cases } => {
            let at = usize::try_from(draw.bits % cases.len() as u64).unwrap_or(0);
            draw.bits = draw.bits.rotate_right(3);
            put(model, *field_id, value_of(&model[*list].values[at].wire), into);
            payload(model, cases[at], draw, depth, into);
        }
        Shape::Struct(members) => {
            for member in members {
                draw.bits = draw.bits.rotate_right(1).wrapping_mul(3) ^ 0x5bd1;
                match member {
                    Member::Constant { field_id, value } => {
                        put(model, *field_id, value_of(value), into);
                    }
                    Member::Choice { ty, .. } => payload(model, *ty, draw, depth, into),
                    // No type holds the members that a condition leaves open.
                    Member::Field { required, left, .. }
                        if left
                            .iter()
                            .any(|(rule, _)| model[*rule].test.members().is_some()) =>
                    {
                        draw.endless |= *required;
                    }
                    Member::Field { field_id, required, ty, .. } => {
                        if *required || depth < 3 && draw.bits.is_multiple_of(2) {
                            let value = value(model, ty, draw, depth);
                            put(model, *field_id, value, into);
                        }
                    }
                    Member::Body { ty } => {
                        let body = value(model, ty, draw, depth);
                        into.insert("body".to_owned(), body);
                    }
                }
            }
        }
    }
}

/// Puts the value of a field into the object that has the field.
fn put(model: &Model, field_id: FieldId, value: Value, into: &mut Map<String, Value>) {
    let name = model.field(field_id).name.clone();
    if field_id.place == Place::Same {
        into.insert(name, value);
        return;
    }
    let part = into.entry(field_id.place.as_str()).or_insert_with(|| json!({}));
    if let Value::Object(part) = part {
        part.insert(name, value);
    }
}

/// A value of a typed field, or null if it would have no end.
fn value(model: &Model, ty: &TypedType, draw: &mut Draw, depth: usize) -> Value {
    let inside = |draw: &mut Draw, id| {
        let mut object = Map::new();
        // No value of a type that must hold another value of its own type can be built.
        if depth > 5 || draw.endless {
            draw.endless = true;
            return Value::Null;
        }
        payload(model, id, draw, depth + 1, &mut object);
        Value::Object(object)
    };
    match ty {
        TypedType::Typed(id) => inside(draw, *id),
        TypedType::Array(inner) => json!([value(model, inner, draw, depth + 1)]),
        TypedType::Map(inner) => json!({ "k": value(model, inner, draw, depth + 1) }),
        TypedType::Listed(list) => value_of(&model[*list].values[0].wire),
        TypedType::Unlisted(ValueKind::Integer) => json!(5),
        TypedType::Unlisted(ValueKind::Text) | TypedType::Joined(_) => json!("text"),
        TypedType::Wire(wire) => match wire {
            Type::String => json!("text"),
            Type::Formatted(format) => json!(format.example()),
            Type::Enum(list, _) => value_of(&model[*list].values[0].wire),
            Type::Boolean => json!(draw.bits.is_multiple_of(2)),
            Type::Integer | Type::Long | Type::Timestamp | Type::Float => json!(5),
            Type::Array(_) => json!([]),
            Type::Object | Type::Struct(_) | Type::Map(_) => json!({}),
            Type::Any => json!(1),
            Type::File => json!({ "name": "a.jpg", "size": 5 }),
        },
    }
}

/// A rule that no member of a typed struct leaves to the validator has become a type.
#[test]
fn every_value_of_a_typed_struct_keeps_the_rules_that_became_types() {
    let mut compared = 0;
    let written =
        [own_spec(), library_spec()].map(|folder| (load(&folder).model, 2_000));
    let random = (0..60).map(|seed| (super::random::valid(seed).1, 40));
    for (model, payloads) in written.into_iter().chain(random) {
        let mut left = HashSet::new();
        for typed in &model.typed {
            let Shape::Struct(members) = &typed.shape else { continue };
            for member in members {
                if let Member::Field { left: rules, .. } = member {
                    left.extend(rules.iter().map(|(rule, _)| *rule));
                }
            }
        }
        for (operation, requests) in model.operations.iter().zip(&model.requests) {
            let root = requests.typed;
            for seed in 0..payloads {
                let mut draw = Draw {
                    bits: u64::wrapping_mul(seed, 0x9e37_79b9_7f4a_7c15),
                    endless: false,
                };
                let mut request = Map::new();
                payload(&model, root, &mut draw, 0, &mut request);
                if draw.endless {
                    continue;
                }
                for found in interpret::violations(&model, operation, &request) {
                    let rule = &model[found.rule];
                    let specialized = matches!(
                        rule.test,
                        Test::Required | Test::OnlyWhen | Test::Type
                    );
                    assert!(
                        !specialized || left.contains(&found.rule),
                        "{} at {} in {request:?}",
                        rule.id,
                        found.pointer
                    );
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 8_000, "{compared}");
}
