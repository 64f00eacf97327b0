//! Compares the emitted schema with the interpreter on random payloads of a spec. The
//! specs are drawn by the other modules of `random`.

use std::collections::BTreeSet;

use coc_codegen::emit;
use coc_codegen::interpret::{Violation, violations};
use coc_codegen::model::{Model, Operation, RuleId, Test};
use coc_codegen::source::Sources;
use serde_json::{Map, Value};

use crate::contract::references_lead_to_components;
use crate::oracle::payloads::Payloads;
use crate::oracle::schema::{self, Schema};
use crate::oracle::{Findings, Rules};

/// The numbers of things that a run has compared.
#[derive(Default, Debug)]
pub(super) struct Tally {
    specs: usize,
    payloads: usize,
    pub(super) rules: usize,
    /// The rules that some payload breaks.
    pub(super) fired: usize,
}

/// Compares schema and interpreter on this many payloads of each operation.
pub(super) fn compare(
    sources: &Sources,
    model: &Model,
    seed: u64,
    payloads: usize,
    tally: &mut Tally,
) {
    let contract: Value = serde_json::from_str(&emit::contract(model))
        .unwrap_or_else(|error| panic!("{error}"));
    tally.specs += 1;
    references_lead_to_components(&contract);
    for operation in &model.operations {
        let compared = Compared {
            model,
            operation,
            rules: Rules::of(model, operation),
            schema: Schema::new(&contract, model, operation),
        };
        let mut source = Payloads::new(model, operation, seed);
        let mut fired = BTreeSet::new();
        for _ in 0..payloads {
            match compared.agree(source.next()) {
                Ok(broken) => fired.extend(broken),
                Err(difference) => {
                    let files = sources.iter().map(|(_, it)| it);
                    let files = files.map(|it| format!("# {}\n{}", it.path, it.text));
                    panic!("seed {seed}: {difference}{}", files.collect::<String>());
                }
            }
            tally.payloads += 1;
        }
        let known: BTreeSet<&str> = schema::rules(model, operation).collect();
        let silent = model.rules.entries().filter(|(id, rule)| {
            known.contains(rule.id.as_str()) && is_inexpressible(model, *id)
        });
        tally.rules += known.len() - silent.count();
        tally.fired += fired.len();
    }
}

/// An operation of which schema and interpreter are compared.
struct Compared<'m> {
    model: &'m Model,
    operation: &'m Operation,
    rules: Rules<'m>,
    schema: Schema<'m>,
}

impl Compared<'_> {
    /// The rules that a payload breaks, if schema and interpreter agree on them. The error
    /// has the differences.
    fn agree(&self, document: Map<String, Value>) -> Result<BTreeSet<String>, String> {
        let found = violations(self.model, self.operation, &document);
        let value = Value::Object(document);
        let silent: Vec<&str> = found
            .iter()
            .filter(|it| {
                is_inexpressible(self.model, it.rule)
                    || is_blank_item(self.model, &value, it)
            })
            .map(|it| it.pointer.as_str())
            .collect();
        let uncompared = uncompared(self.model, &found);
        let comparable = |mut found: Vec<(String, String)>| {
            found.retain(|(rule, pointer)| {
                !(rule.ends_with(".unique") && uncompared.contains(&pointer.as_str()))
            });
            let mut found = self.rules.first_errors(found);
            found.retain(|(rule, pointer)| {
                !silent.contains(&pointer.as_str())
                    || rule.ends_with("documented_for")
                    || rule.ends_with("delimiter")
            });
            found
        };
        let id = |it: &Violation| self.model[it.rule].id.clone();
        let interpreted =
            comparable(found.iter().map(|it| (id(it), it.pointer.clone())).collect());
        let schema = comparable(self.schema.errors(&value));
        let accepted = self.schema.accepts(&value);
        let refused = found.iter().any(|it| self.rules.is_error(&id(it)));
        // A rule that no schema can hold hides the field's other errors.
        if schema == interpreted && (accepted != refused || !silent.is_empty()) {
            return Ok(interpreted.into_iter().map(|(rule, _)| rule).collect());
        }
        let alone = |one: &Findings, other: &Findings| -> String {
            let found = one.difference(other);
            found.map(|(rule, pointer)| format!("  {pointer} {rule}\n")).collect()
        };
        Err(format!(
            "{} {value}\naccepted {accepted}, refused {refused}\nschema alone\n{}interpreter alone\n{}",
            self.operation.name,
            alone(&schema, &interpreted),
            alone(&interpreted, &schema)
        ))
    }
}

/// Whether a violation is about the format of a blank item of a list. The formats of the
/// oracle accept blanks.
fn is_blank_item(model: &Model, request: &Value, found: &Violation) -> bool {
    let rule = &model[found.rule];
    let text = request.pointer(&found.pointer).and_then(Value::as_str);
    matches!(rule.test, Test::Format(_))
        && text.is_some_and(|text| model.service.blanks.iter().any(|it| it == text))
}

/// The parents of values with a wrong type: a schema may report `uniqueItems` there too,
/// and the validator does not.
fn uncompared<'f>(model: &Model, found: &'f [Violation]) -> Vec<&'f str> {
    let of_item = found.iter().filter(|it| model[it.rule].test == Test::Type);
    of_item.filter_map(|it| it.pointer.rsplit_once('/')).map(|(list, _)| list).collect()
}

/// Whether JSON Schema has no equal of a rule: the order of two fields, or a pattern of
/// each item of delimited text.
fn is_inexpressible(model: &Model, id: RuleId) -> bool {
    let rule = &model[id];
    if matches!(rule.test, Test::Compared(..)) {
        return true;
    }
    let delimited = || {
        let fields = model.types.iter().flat_map(|table| &table.fields);
        fields
            .into_iter()
            .any(|field| field.delimiter.is_some() && field.rules.contains(&id))
    };
    rule.each && matches!(rule.test, Test::Pattern(_)) && delimited()
}
