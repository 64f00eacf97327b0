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
    Number, OperationId, Part, Place, TableId, Test, Type, ValueSource,
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
                    items: None,
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
    /// The list whose items callers describe, once it is met.
    items: Option<Items>,
}

/// An object of the example.
struct Object<'o> {
    /// Whether it is a part of the request, or inside of one.
    place: Place,
    table: TableId,
    members: &'o Map<String, Value>,
    at: Spot<'o>,
}

/// A place in the example.
#[derive(Clone, Copy)]
struct Spot<'p> {
    /// Names from the part of the request down, joined by dots.
    name: &'p str,
    /// Fields from the part of the request, or from the item, down.
    path: &'p [FieldId],
}

/// The values of an example, or of an item of a list in it.
#[derive(Default)]
struct Division {
    /// Those that callers give.
    arguments: Vec<Argument>,
    /// All of them with their places.
    assignments: Vec<Assignment>,
}

impl Division {
    /// Puts required arguments in front of optional ones.
    fn sorted(mut self) -> Self {
        let mut order: Vec<usize> = (0..self.arguments.len()).collect();
        order.sort_by_key(|at| self.arguments[*at].optional);
        self.arguments.sort_by_key(|argument| argument.optional);
        for put in &mut self.assignments {
            if let ValueSource::Argument(at) = &mut put.value {
                *at = order.iter().position(|old| old == at).unwrap_or(*at);
            }
        }
        self
    }
}

impl ConstructorBuilder<'_, '_> {
    fn constructor(
        &mut self,
        id: OperationId,
        example: &Map<String, Value>,
    ) -> Option<Constructor> {
        let operation = &self.contract[id];
        let mut division = Division::default();
        let mut result = Ok(());
        for (part, table) in operation.parts() {
            let name = part.as_str();
            if let Some(Value::Object(members)) = example.get(name) {
                let (place, at) = (Place::Part(part), Spot { name, path: &[] });
                let object = Object { place, table, members, at };
                result = self.object(&object, &mut division).and(result);
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
        let Division { mut arguments, assignments } = division.sorted();
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
        let rust_name = self.functions.name(&def.name, None, Case::Snake);
        result.ok()?;
        Some(Constructor {
            rust_name,
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
    fn refuse(&self, message: &str, help: Option<String>) -> Reported {
        let diagnostic =
            Diagnostic::error(Code::Constructor, self.def.name.span, message);
        self.draft.report(diagnostic.maybe_help(help));
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
            rule if !rule.when.is_always() || rule.on_no_page => None,
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
        let name = self.def.optional.iter().find(|name| name.value == at);
        let Some(name) = name.filter(|_| self.contract.is_always_required(field)) else {
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

    /// Divides the values of an object, in the order of its table.
    fn object(
        &mut self,
        object: &Object<'_>,
        division: &mut Division,
    ) -> Result<(), Reported> {
        let Object { place, table, members, at: Spot { name, path } } = *object;
        let mut result = Ok(());
        for (at, field) in self.contract[table].fields.iter().enumerate() {
            let Some(value) = members.get(&field.name) else { continue };
            let name = format!("{name}.{}", field.name);
            let path = [path, &[FieldId { place, table, at }]].concat();
            let at = Spot { name: &name, path: &path };
            result = self.field(field, value, at, division).and(result);
        }
        result
    }

    /// Makes the value of a field an argument, or assigns it.
    fn field(
        &mut self,
        field: &Field,
        value: &Value,
        at: Spot<'_>,
        division: &mut Division,
    ) -> Result<(), Reported> {
        let Spot { name, path } = at;
        if let (Some(optional), Some(field_id)) =
            (self.is_optional_argument(name), path.last())
        {
            if optional {
                self.check_not_required(field, name);
            } else {
                self.check_not_fixed(field, name);
            }
            let given = ValueSource::Argument(division.arguments.len());
            division.arguments.push(Argument {
                field_id: *field_id,
                rust_name: field.rust_name.clone(),
                optional,
            });
            division.assignments.push(Assignment { path: path.to_vec(), value: given });
            return Ok(());
        }
        if self.is_blank(field, value) {
            return Ok(());
        }
        let source = match (&field.ty, value) {
            (_, Value::Null) => Some(ValueSource::Null),
            (Type::Struct(table), Value::Object(members)) if !members.is_empty() => {
                let inside = Object { place: Place::Same, table: *table, members, at };
                return self.object(&inside, division);
            }
            (Type::Array(inner), Value::Array(items)) if !items.is_empty() => {
                match **inner {
                    Type::Struct(of) => self.list(of, items, name, &field.rust_name)?,
                    _ => None,
                }
            }
            (_, Value::Array(items)) if items.is_empty() => Some(ValueSource::Empty),
            (_, Value::Object(inside)) if inside.is_empty() => Some(ValueSource::Empty),
            (_, value) => literal(value).map(ValueSource::Constant),
        };
        let Some(value) = source else {
            let message = format!("the example has no single value at `{name}`");
            let help = format!("make it an argument: `takes: [{name}]`");
            return Err(self.refuse(&message, Some(help)));
        };
        division.assignments.push(Assignment { path: path.to_vec(), value });
        Ok(())
    }

    /// A list of objects: the arguments are the values that differ from item to item. A
    /// list without arguments is none.
    fn list(
        &mut self,
        of: TableId,
        items: &[Value],
        name: &str,
        rust_name: &str,
    ) -> Result<Option<ValueSource>, Reported> {
        let mut divisions = Vec::with_capacity(items.len());
        let mut result = Ok(());
        for item in items {
            let Value::Object(members) = item else { return Ok(None) };
            let at = Spot { name, path: &[] };
            let item = Object { place: Place::Same, table: of, members, at };
            let mut division = Division::default();
            result = self.object(&item, &mut division).and(result);
            divisions.push(division);
        }
        result?;
        let Some(last) = divisions.pop() else { return Ok(None) };
        // Another list has arguments: one before this one, or one in its items.
        if self.items.is_some() {
            if last.arguments.is_empty() {
                return Ok(None);
            }
            let message = "the arguments are values of items of several lists, but a constructor can take one list only";
            let help = "keep the arguments of one list in `takes`";
            return Err(self.refuse(message, Some(help.to_owned())));
        }
        if divisions.iter().any(|other| other.assignments != last.assignments) {
            let help =
                format!("make the values that differ arguments: `takes: [{name}. ...]`");
            return Err(self.refuse(
                &format!("the items at `{name}` of the example differ"),
                Some(help),
            ));
        }
        let single = matches!(last.arguments.as_slice(), [only] if !only.optional);
        let Division { arguments, assignments } = last.sorted();
        if arguments.is_empty() {
            return Ok(None);
        }
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
