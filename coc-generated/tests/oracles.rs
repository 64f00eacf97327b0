//! Three readings of the same rules, held against each other on payloads that nobody chose: the emitted validators,
//! the emitted JSON Schema, and the generator's plain interpreter of the model. They share nothing but the spec.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use coc_codegen::interpret;
use coc_codegen::model::{Home, Literal, Model, Number, Operation, Rule, Test, Ty, TypeId};
use coc_codegen::{Checked, spec};
use jsonschema::error::ValidationErrorKind;
use serde_json::{Map, Value, json};

/// How many payloads each operation is tried with.
const PAYLOADS: usize = 60_000;

/// Rule and pointer; of several errors at one pointer the first counts, so that all readings can be compared.
type Findings = BTreeSet<(String, String)>;

#[test]
fn validators_schemas_and_interpreter_agree() {
    let model = model();
    let contract = contract();
    for operation in &model.operations {
        let order = order(&model, operation);
        let schema = Schema::new(&contract, &model, operation);
        let entry = coc_generated::operation(&operation.name).expect("every operation has an entry");
        let mut payloads = Payloads::new(&model, operation, 0x0bad_cafe);
        let mut fired = BTreeSet::new();
        for _ in 0..PAYLOADS {
            let envelope = payloads.next();
            let interpreted = interpret::violations(&model, operation, &envelope);
            let interpreted = first_errors(
                &order,
                interpreted.into_iter().map(|found| (model[found.rule].id.clone(), found.pointer)),
            );
            let emitted = entry.validate(&envelope).expect("a cleaned envelope can be read");
            let emitted = first_errors(
                &order,
                emitted.into_iter().map(|found| (found.rule.id.to_owned(), found.pointer)),
            );
            let value = Value::Object(envelope);
            assert_eq!(emitted, interpreted, "validator against interpreter on {value}");
            let schema = first_errors(&order, schema.errors(&value).into_iter());
            assert_eq!(schema, interpreted, "schema against interpreter on {value}");
            fired.extend(interpreted.into_iter().map(|(rule, _)| rule));
        }
        // A comparison in which a rule never fires says nothing about it.
        let silent: Vec<&String> = order.keys().filter(|id| !fired.contains(*id)).collect();
        assert!(silent.is_empty(), "never seen to fire: {silent:?}");
    }
}

#[test]
fn the_schema_of_all_errors_accepts_the_documented_requests() {
    let (model, contract) = (model(), contract());
    for operation in &model.operations {
        let name = format!("{}.envelope", operation.name);
        let schema =
            json!({ "$ref": format!("#/components/schemas/{name}"), "components": contract["components"] });
        let validator = jsonschema::draft202012::new(&schema).expect("the contract is a schema");
        for example in &operation.request_examples {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../spec/examples/{example}.json"));
            let text = std::fs::read_to_string(path).expect("the example is there");
            let value: Value = serde_json::from_str(&text).expect("the example is JSON");
            assert!(validator.is_valid(&value), "{example}");
        }
        assert!(!validator.is_valid(&json!({})), "an empty request keeps no required rule of {name}");
    }
}

fn model() -> Model {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let sources = spec::read_folder(&folder).expect("the spec can be read");
    let checked = Checked::load(&sources);
    assert!(!checked.diagnostics.has_errors(), "{}", checked.diagnostics.render(&sources, false));
    checked.model
}

fn contract() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("openapi.json is there")).expect("it is JSON")
}

/// Rules of an operation in the order in which they are reported, and whether they are errors.
fn order(model: &Model, operation: &Operation) -> BTreeMap<String, (usize, bool)> {
    rules(model, operation)
        .enumerate()
        .map(|(at, rule)| (rule.id.clone(), (at, !rule.test.is_warning())))
        .collect()
}

fn rules<'m>(model: &'m Model, operation: &'m Operation) -> impl Iterator<Item = &'m Rule> {
    let own = move |rule: &&Rule| match rule.home {
        Home::Shared => true,
        Home::Operation(id) => model[id].name == operation.name,
    };
    model.rules.iter().filter(own)
}

fn first_errors(
    order: &BTreeMap<String, (usize, bool)>,
    found: impl Iterator<Item = (String, String)>,
) -> Findings {
    let mut kept = Findings::new();
    let mut first: HashMap<String, (usize, String)> = HashMap::new();
    for (rule, pointer) in found {
        let (at, is_error) = order[&rule];
        if !is_error {
            kept.insert((rule, pointer));
        } else if first.get(&pointer).is_none_or(|(known, _)| at < *known) {
            first.insert(pointer, (at, rule));
        }
    }
    kept.extend(first.into_iter().map(|(pointer, (_, rule))| (rule, pointer)));
    kept
}

/// The emitted definitions, all at once.
struct Schema {
    validator: jsonschema::Validator,
    /// Id of the rule, and the field it is about where an error may stand at the object that lacks it.
    rules: Vec<(String, Option<String>)>,
}

impl Schema {
    fn new(contract: &Value, model: &Model, operation: &Operation) -> Self {
        let definitions = &contract["components"]["schemas"][format!("{}.envelope", operation.name)]["$defs"];
        let definitions = definitions.as_object().expect("an operation has definitions");
        let mut known = Vec::new();
        let mut all = Vec::new();
        for rule in rules(model, operation) {
            let definition =
                definitions.get(&rule.id).unwrap_or_else(|| panic!("{} has no definition", rule.id));
            // Each stands alone: nothing but the definition itself is handed over.
            all.push(definition.clone());
            let about_presence = matches!(rule.test, Test::Required | Test::OnlyWhen | Test::MeantFor);
            known.push((rule.id.clone(), about_presence.then(|| rule.source.parameter.clone())));
        }
        let validator =
            jsonschema::draft202012::new(&json!({ "allOf": all })).expect("definitions are schemas");
        Self { validator, rules: known }
    }

    fn errors(&self, value: &Value) -> BTreeSet<(String, String)> {
        let mut found = BTreeSet::new();
        for error in self.validator.iter_errors(value) {
            let path = error.schema_path().to_string();
            let at: usize =
                path.split('/').nth(2).and_then(|at| at.parse().ok()).expect("an error is below allOf");
            let (rule, field) = &self.rules[at];
            let mut pointer = error.instance_path().to_string();
            let escaped = |field: &String| field.replace('~', "~0").replace('/', "~1");
            if let Some(field) = field.as_ref().map(escaped) {
                // Said of the object that lacks the field, of the field that is blank, or of a part that is no object.
                let at_field = !matches!(
                    error.kind(),
                    ValidationErrorKind::Required { .. }
                        | ValidationErrorKind::FalseSchema
                        | ValidationErrorKind::Not { .. }
                ) || pointer.ends_with(&format!("/{field}"))
                    && value.pointer(&pointer) == Some(&json!(""));
                if pointer.is_empty() {
                    let part =
                        rule.split('.').nth(1).filter(|part| ["path", "query", "header"].contains(part));
                    pointer = format!("/{}", part.unwrap_or("body"));
                }
                if !at_field {
                    pointer.push_str(&format!("/{field}"));
                }
            }
            found.insert((rule.clone(), pointer));
        }
        found
    }
}

/// Payloads from the model's own case space, with all that can be wrong with them.
struct Payloads<'m> {
    model: &'m Model,
    operation: &'m Operation,
    /// Values that conditions compare with, by the name of the field.
    literals: HashMap<String, Vec<Value>>,
    random: u64,
}

impl<'m> Payloads<'m> {
    fn new(model: &'m Model, operation: &'m Operation, seed: u64) -> Self {
        let mut literals: HashMap<String, Vec<Value>> = HashMap::new();
        for rule in &model.rules {
            rule.when.visit(&mut |field, values| {
                literals.entry(field.name.clone()).or_default().extend(values.iter().map(value_of));
            });
        }
        Self { model, operation, literals, random: seed }
    }

    fn random(&mut self, below: usize) -> usize {
        // SplitMix64: the same payloads on every machine.
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % below as u64).expect("below a usize")
    }

    fn next(&mut self) -> Map<String, Value> {
        let mut envelope = Map::new();
        // How often something is wrong differs from payload to payload: nearly right ones matter most.
        let wrong = [2, 10, 40][self.random(3)];
        for (place, table) in self.operation.parameters.clone() {
            self.part(&mut envelope, place.as_str(), &Ty::Struct(table), wrong);
        }
        if let Some(body) = self.operation.body.clone() {
            self.part(&mut envelope, "body", &body, wrong);
        }
        envelope
    }

    fn part(&mut self, envelope: &mut Map<String, Value>, name: &str, ty: &Ty, wrong: usize) {
        match self.random(200) {
            0 => {}
            1 => drop(envelope.insert(name.to_owned(), Value::Null)),
            2 => drop(envelope.insert(name.to_owned(), json!("text"))),
            _ => {
                let value = self.value(name, ty, wrong, 0);
                envelope.insert(name.to_owned(), value);
            }
        }
    }

    fn object(&mut self, id: TypeId, wrong: usize, depth: usize) -> Value {
        let mut object = Map::new();
        for field in &self.model[id].fields {
            if self.random(100) < 25 || depth > 3 {
                continue;
            }
            let value = self.value(&field.name, &field.ty, wrong, depth + 1);
            object.insert(field.name.clone(), value);
        }
        if self.random(20) == 0 {
            object.insert("nobody_documents_this".to_owned(), json!({ "a": [1, null] }));
        }
        Value::Object(object)
    }

    fn value(&mut self, name: &str, ty: &Ty, wrong: usize, depth: usize) -> Value {
        if self.random(100) < wrong {
            let odd = [
                json!(null),
                json!(""),
                json!(" "),
                json!(7),
                json!(1.5),
                json!(true),
                json!([]),
                json!({}),
                json!([null]),
            ];
            let big = json!(u64::MAX);
            return odd.get(self.random(odd.len() + 1)).cloned().unwrap_or(big);
        }
        if self.random(3) > 0
            && let Some(values) = self.literals.get(name).cloned()
        {
            let at = self.random(values.len());
            return values[at].clone();
        }
        match ty {
            Ty::String => [json!("text"), json!("a,b"), json!("a,,b"), json!("0"), json!("日本")]
                [self.random(5)]
            .clone(),
            Ty::Enum(id) => {
                let values = &self.model[*id].values;
                let at = self.random(values.len() + 1);
                values.get(at).map_or_else(|| json!("unlisted"), |value| json!(value.wire))
            }
            Ty::Boolean => json!(self.random(2) == 0),
            Ty::Integer | Ty::Long | Ty::Timestamp => json!(self.random(2000)),
            Ty::Float => json!(0.5),
            Ty::Object => json!({ "free": 1 }),
            Ty::Any => json!("anything"),
            Ty::Struct(id) => self.object(*id, wrong, depth),
            Ty::Array(inner) => {
                let count = self.random(4);
                Value::Array((0..count).map(|_| self.value("", inner, wrong, depth + 1)).collect())
            }
            Ty::Map(inner) => {
                let count = self.random(3);
                Value::Object(
                    (0..count)
                        .map(|at| (format!("k{at}"), self.value("", inner, wrong, depth + 1)))
                        .collect(),
                )
            }
        }
    }
}

fn value_of(literal: &Literal) -> Value {
    match literal {
        Literal::Text(text) => json!(text),
        Literal::Bool(flag) => json!(flag),
        Literal::Number(Number::Integer(number)) => json!(number),
        Literal::Number(Number::Float(number)) => json!(number),
    }
}
