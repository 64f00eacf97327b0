//! Constructors: divides the example of each into arguments and constants. Whether an
//! example has the arguments belongs to `constructor_examples`.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::constructor_examples::example;
use crate::arena::Arena;
use crate::check::draft::resolved::Draft;
use crate::check::names::reserved::{PRELUDE, REQUEST_FUNCTIONS};
use crate::check::names::scope::Scope;
use crate::diagnostic::{Code, Diagnostic};
use crate::ident::{Case, identifier};
use crate::model::{
    Argument, Assignment, Constructor, Contract, Field, FieldId, Items, Literal, Module,
    Number, OperationId, Part, Place, RuleId, TableId, Test, Type, ValueSource,
};
use crate::source::Spanned;
use crate::spec::ConstructorDef;

/// Makes the constructors of every operation. `scopes` hold the names that are taken in
/// each module.
pub(in crate::check) fn make<'s>(
    draft: &Draft<'s>,
    contract: &Contract,
    mut scopes: HashMap<Module, Scope<'s>>,
) -> Arena<OperationId, Vec<Constructor>> {
    let operations = draft.spec.operations.iter().zip(contract.operations.ids());
    operations
        .map(|(file, id)| {
            let scope = scopes.entry(Module::Operation(id)).or_insert_with(|| {
                Scope::new(draft.reporter, "typed requests", PRELUDE)
            });
            let mut functions =
                Scope::new(draft.reporter, "constructors", REQUEST_FUNCTIONS).fixed();
            let made = file.constructors.iter().filter_map(|def| {
                let example = example(draft, file, def)?;
                let mut make = ConstructorBuilder {
                    draft,
                    contract,
                    def,
                    functions: &mut functions,
                    structs: scope,
                    arguments: Vec::new(),
                    items: None,
                    refusals: 0,
                };
                make.constructor(id, example)
            });
            made.collect()
        })
        .collect()
}

/// The mark of a constructor with an error, which was reported.
struct Reported;

/// Makes one constructor.
struct ConstructorBuilder<'a, 's> {
    draft: &'a Draft<'s>,
    contract: &'a Contract,
    def: &'a ConstructorDef,
    /// Names of the constructors of one operation.
    functions: &'a mut Scope<'s>,
    /// Names of the structs of its module.
    structs: &'a mut Scope<'s>,
    arguments: Vec<Argument>,
    items: Option<Items>,
    /// The number of errors that were reported.
    refusals: usize,
}

impl ConstructorBuilder<'_, '_> {
    fn constructor(
        &mut self,
        id: OperationId,
        example: &Map<String, Value>,
    ) -> Option<Constructor> {
        let operation = &self.contract[id];
        let mut assignments = Vec::new();
        for (part, table) in operation.parts() {
            let name = part.as_str();
            if let Some(Value::Object(object)) = example.get(name) {
                let place = Place::Part(part);
                self.object(place, table, object, name, &[], &mut assignments);
            }
        }
        if operation.body_type().is_none() && example.get("body").is_some() {
            let help = "delete it under `constructors`, since its callers set the parts of the request themselves";
            self.refuse(
                "a constructor needs a body that is an object with fields",
                Some(help.to_owned()),
            );
            return None;
        }
        let def = self.def;
        let names_item = self.items.as_ref().map(|items| items.item_name.is_some());
        if let (Some(item), None | Some(false)) = (&def.item, names_item) {
            let message = match names_item {
                None => {
                    "no argument is a value of an item of a list, so there is no struct to name"
                }
                Some(_) => {
                    "one value of each item is given, so there is no struct to name"
                }
            };
            self.draft.report(
                Diagnostic::error(Code::Constructor, item.span, message)
                    .help("delete `item`"),
            );
        }
        let (order, mut arguments) = sorted(&std::mem::take(&mut self.arguments));
        renumber(&mut assignments, &order);
        let mut names = HashSet::new();
        for argument in &mut arguments {
            argument.rust_name =
                self.argument(&argument.rust_name, argument.field_id.place, &mut names);
        }
        let items = self.items.take().map(|items| {
            let rust_name =
                self.argument(&items.rust_name, Place::Part(Part::Body), &mut names);
            Items { rust_name, ..items }
        });
        Some(Constructor {
            rust_name: self.functions.name(&def.name, None, Case::Snake),
            doc: def.doc.clone(),
            example: def.example.value.clone(),
            arguments,
            assignments,
            items,
        })
    }

    /// The name of an argument: that of its field, with its place in front where another
    /// argument has it.
    fn argument(&self, name: &str, place: Place, names: &mut HashSet<String>) -> String {
        let placed = || format!("{}_{name}", place.as_str());
        let name = if names.contains(name) { placed() } else { name.to_owned() };
        if !names.insert(name.clone()) {
            let message = format!("two arguments are called `{name}`");
            let span = self.def.name.span;
            let diagnostic = Diagnostic::error(Code::Constructor, span, message);
            self.draft.report(diagnostic.help("give one of the fields a `rust_name`"));
        }
        name
    }

    /// Reports an error of the constructor.
    fn refuse(&mut self, message: &str, help: Option<String>) -> Reported {
        let diagnostic =
            Diagnostic::error(Code::Constructor, self.def.name.span, message);
        self.draft.report(diagnostic.maybe_help(help));
        self.refusals += 1;
        Reported
    }

    /// Whether a value counts as absent in this field.
    fn is_blank(&self, field: &Field, value: &Value) -> bool {
        let blanks = &self.contract.service.blanks;
        value.is_null() && !field.nullable
            || field.ty.is_text()
                && value.as_str().is_some_and(|text| blanks.iter().any(|it| it == text))
    }

    /// Whether the value at a place is an optional argument; none if it is no argument.
    fn is_optional_argument(&self, at: &str) -> Option<bool> {
        let has = |names: &[Spanned<String>]| names.iter().any(|name| name.value == at);
        if has(&self.def.takes) {
            Some(false)
        } else {
            has(&self.def.optional).then_some(true)
        }
    }

    /// Reports an argument that would have one value only.
    fn check_not_fixed(&self, field: &Field, at: &str) {
        let fixed = field.rules.iter().find_map(|id| match &self.contract[*id] {
            rule if !rule.when.is_always() || rule.outside => None,
            rule => match &rule.test {
                Test::Fixed(value) => Some(value),
                _ => None,
            },
        });
        let name = self.def.takes.iter().find(|name| name.value == at);
        let (Some(value), Some(name)) = (fixed, name) else { return };
        // The items of a list have the same fields.
        if self.draft.reporter.any(|it| it.span == name.span) {
            return;
        }
        let message = format!("`{at}` is always `{value}`, so it is no argument");
        self.draft.report(
            Diagnostic::error(Code::Constructor, name.span, message)
                .help("delete it: a constructor takes other values from its example"),
        );
    }

    /// Reports an optional argument of a field that every request needs.
    fn check_not_required(&self, field: &Field, at: &str) {
        let is_needed = |id: &RuleId| {
            let rule = &self.contract[*id];
            rule.test == Test::Required && rule.when.is_always() && !rule.outside
        };
        let name = self.def.optional.iter().find(|name| name.value == at);
        let Some(name) = name.filter(|_| field.rules.iter().any(is_needed)) else {
            return;
        };
        // The items of a list have the same fields.
        if self.draft.reporter.any(|it| it.span == name.span) {
            return;
        }
        let message = format!("`{at}` is required, so it is no optional argument");
        self.draft.report(
            Diagnostic::error(Code::Constructor, name.span, message)
                .help("name it in `takes`"),
        );
    }

    /// Assigns the values of an object of the example, or makes them arguments.
    fn object(
        &mut self,
        place: Place,
        table: TableId,
        object: &Map<String, Value>,
        at: &str,
        path: &[FieldId],
        assignments: &mut Vec<Assignment>,
    ) {
        // The order is that of the tables, and not that of the example.
        for (index, field) in self.contract[table].fields.iter().enumerate() {
            let Some(value) = object.get(&field.name) else { continue };
            let at = format!("{at}.{}", field.name);
            let field_id = FieldId { place, table, at: index };
            let path: Vec<FieldId> = path.iter().copied().chain([field_id]).collect();
            if let Some(optional) = self.is_optional_argument(&at) {
                if optional {
                    self.check_not_required(field, &at);
                } else {
                    self.check_not_fixed(field, &at);
                }
                let given = ValueSource::Argument(self.arguments.len());
                self.arguments.push(Argument {
                    field_id,
                    rust_name: field.rust_name.clone(),
                    optional,
                });
                assignments.push(Assignment { path, value: given });
                continue;
            }
            if self.is_blank(field, value) {
                continue;
            }
            let value = match (&field.ty, value) {
                (_, Value::Null) => Some(ValueSource::Null),
                (Type::Struct(inner), Value::Object(inside)) if !inside.is_empty() => {
                    self.object(Place::Same, *inner, inside, &at, &path, assignments);
                    continue;
                }
                (Type::Array(inner), Value::Array(items)) if !items.is_empty() => {
                    match **inner {
                        Type::Struct(of) => {
                            match self.list(of, items, &at, &field.rust_name) {
                                Ok(list) => list,
                                Err(Reported) => continue,
                            }
                        }
                        _ => None,
                    }
                }
                (_, Value::Array(items)) if items.is_empty() => Some(ValueSource::Empty),
                (_, Value::Object(inside)) if inside.is_empty() => {
                    Some(ValueSource::Empty)
                }
                (_, value) => literal(value).map(ValueSource::Constant),
            };
            match value {
                Some(value) => assignments.push(Assignment { path, value }),
                None => {
                    let message = format!("the example has no single value at `{at}`");
                    self.refuse(
                        &message,
                        Some(format!("make it an argument: `takes: [{at}]`")),
                    );
                }
            }
        }
    }

    /// A list of objects: the arguments are the values that differ from item to item. A
    /// list without arguments is none.
    fn list(
        &mut self,
        of: TableId,
        items: &[Value],
        at: &str,
        rust_name: &str,
    ) -> Result<Option<ValueSource>, Reported> {
        let refusals = self.refusals;
        let outer = std::mem::take(&mut self.arguments);
        let mut shapes = Vec::new();
        for item in items {
            let Value::Object(item) = item else {
                self.arguments = outer;
                return Ok(None);
            };
            self.arguments.clear();
            let mut assignments = Vec::new();
            self.object(Place::Same, of, item, at, &[], &mut assignments);
            shapes.push(assignments);
        }
        let inner = std::mem::replace(&mut self.arguments, outer);
        if self.refusals > refusals {
            return Err(Reported);
        }
        // Another list has arguments: one before this one, or one in its items.
        if self.items.is_some() {
            return match inner.is_empty() {
                true => Ok(None),
                false => {
                    let message = "the arguments are values of items of several lists, but a constructor can take one list only";
                    let help = "keep the arguments of one list in `takes`";
                    Err(self.refuse(message, Some(help.to_owned())))
                }
            };
        }
        let Some(mut assignments) = shapes.pop() else { return Ok(None) };
        let are_alike = |other: &Vec<Assignment>| {
            let parts = |put: &Assignment| (put.path.clone(), put.value.clone());
            other.iter().map(parts).eq(assignments.iter().map(parts))
        };
        if !shapes.iter().all(are_alike) {
            let help =
                format!("make the values that differ arguments: `takes: [{at}. ...]`");
            return Err(self.refuse(
                &format!("the items at `{at}` of the example differ"),
                Some(help),
            ));
        }
        if inner.is_empty() {
            return Ok(None);
        }
        let single = inner.len() == 1 && !inner[0].optional;
        let (order, arguments) = sorted(&inner);
        renumber(&mut assignments, &order);
        let item_name = (!single).then(|| self.item_name());
        self.items = Some(Items {
            rust_name: rust_name.to_owned(),
            item_name,
            of,
            arguments,
            assignments,
        });
        Ok(Some(ValueSource::Items))
    }

    /// The name of the struct for an item of a list.
    fn item_name(&mut self) -> String {
        if let Some(wanted) = &self.def.item {
            return self.structs.name(wanted, Some(wanted), Case::Camel);
        }
        let stem = identifier(&self.def.name, Case::Camel).unwrap_or_default();
        let span = self.def.name.span;
        self.structs.own_with_builder(&[format!("{stem}Item")], span)
    }
}

/// Sorts required arguments before optional ones.
fn sorted(arguments: &[Argument]) -> (Vec<usize>, Vec<Argument>) {
    let mut order: Vec<usize> = (0..arguments.len()).collect();
    order.sort_by_key(|at| arguments[*at].optional);
    let sorted = order.iter().map(|at| arguments[*at].clone()).collect();
    (order, sorted)
}

/// Gives the arguments of assignments their places after sorting.
fn renumber(assignments: &mut [Assignment], order: &[usize]) {
    for put in assignments {
        if let ValueSource::Argument(at) = &mut put.value {
            *at = order.iter().position(|old| old == at).unwrap_or(*at);
        }
    }
}

fn literal(value: &Value) -> Option<Literal> {
    match value {
        Value::Bool(flag) => Some(Literal::Bool(*flag)),
        Value::String(text) => Some(Literal::Text(text.clone())),
        Value::Number(number) => {
            let integer = number.as_i64().map(Number::Integer);
            integer.or_else(|| number.as_f64().map(Number::Float)).map(Literal::Number)
        }
        _ => None,
    }
}
