//! Names of typed requests, of their cases and fields.

use std::collections::{BTreeMap, HashMap};

use super::draft::Draft;
use super::names::{PRELUDE, Scope};
use crate::diagnostic::Diagnostics;
use crate::ident::{Case, identifier};
use crate::model::{Assumed, Member, Model, Module, Operation, Place, Shape, TableId, Target, Type, TypedId};
use crate::source::{Span, Spanned};
use crate::spec::OperationFile;

/// Names of typed requests: what the spec gives, else put together from the names of lists and values.
pub(super) fn assign(draft: &Draft<'_>, model: &mut Model, diagnostics: &mut Diagnostics) {
    let mut wanted = case_names(draft, model);
    let mut homes: BTreeMap<Module, Vec<TypedId>> = BTreeMap::new();
    for (typed, id) in model.typed.entries().map(|(id, typed)| (typed, id)) {
        homes.entry(typed.home).or_default().push(id);
    }
    let mut shared = HashMap::new();
    let mut scopes: HashMap<Module, Scope> = HashMap::new();
    for (home, ids) in homes {
        let mut scope = Scope::new("typed requests", PRELUDE);
        scope.taken.clone_from(&shared);
        // What builders call their state.
        scope.taken.insert("S".to_owned(), Span::default());
        if let Module::Operation(id) = home {
            scope.taken.insert(model[id].request_name.clone(), Span::default());
        }
        // What the spec names comes first, and the rest makes way.
        for id in &ids {
            let Shape::Choice { field_id, cases, .. } = model[*id].shape.clone() else { continue };
            for (at, case) in cases.into_iter().enumerate() {
                // A field that stands in several cases gives its names to the first of them.
                let Some(name) = wanted.remove(&(field_id.table, field_id.at, at)) else { continue };
                let name = scope.name(&name, Some(&name), Case::Camel, diagnostics);
                scope.taken.insert(builder(&name), Span::default());
                model.typed.get_mut(case).rust_name = name;
            }
        }
        for id in ids.into_iter().filter(|id| model[*id].is_whole).collect::<Vec<_>>() {
            let typed = &model[id];
            let stem = match typed.of {
                Target::Request(operation) => {
                    identifier(&model[operation].name, Case::Camel).unwrap_or_else(|| "Request".to_owned())
                }
                Target::Object(object) => model[object].rust_name.clone(),
            };
            let cases: String = typed.case.iter().map(|it| variant(model, it)).collect();
            name_typed(
                model,
                id,
                &[stem.clone(), format!("{cases}{stem}"), format!("{stem}Target")],
                &mut scope,
            );
        }
        if home == Module::Shared {
            shared = scope.taken;
        } else {
            scopes.insert(home, scope);
        }
    }
    for (id, operation) in draft.operations.entries() {
        let mut scope = scopes
            .remove(&Module::Operation(id))
            .unwrap_or_else(|| Scope { taken: shared.clone(), ..Scope::new("typed requests", PRELUDE) });
        constructors(model.operations.get_mut(id), operation.file, &mut scope, diagnostics);
    }
}

/// Functions, and the structs for items of their lists.
fn constructors(
    operation: &mut Operation,
    file: &OperationFile,
    scope: &mut Scope,
    diagnostics: &mut Diagnostics,
) {
    let mut functions = Scope::new("constructors", REQUEST_METHODS);
    for (made, def) in operation.constructors.iter_mut().zip(&file.constructors) {
        made.rust_name = functions.name(&def.name, None, Case::Snake, diagnostics);
        let mut arguments = Scope::new("arguments", &[]);
        for argument in &mut made.arguments {
            let prefixed = format!("{}_{}", argument.field_id.place.as_str(), argument.rust_name);
            argument.rust_name = arguments.own(&[&argument.rust_name, &prefixed]);
        }
        let Some(items) = &mut made.items else { continue };
        items.rust_name = arguments.own(&[&items.rust_name]);
        if let Some(name) = &mut items.item_name {
            *name = match &def.item {
                Some(wanted) => scope.name(wanted, Some(wanted), Case::Camel, diagnostics),
                None => {
                    let stem = identifier(&def.name, Case::Camel).unwrap_or_default();
                    scope.own_with_builder(&[
                        format!("{stem}Item"),
                        format!("{}{stem}Item", operation.request_name),
                    ])
                }
            };
        }
    }
}

/// Names of functions that every request has.
const REQUEST_METHODS: &[&str] = &["default", "from", "new", "try_from", "validate", "violations"];

type CaseNames = HashMap<(TableId, usize, usize), Spanned<String>>;

fn case_names(draft: &Draft<'_>, model: &Model) -> CaseNames {
    let mut found = CaseNames::new();
    for (id, table) in draft.tables.entries() {
        for (at, def) in table.def.fields.iter().enumerate() {
            let Type::Enum(list) = model[id].fields[at].ty else { continue };
            for (value, name) in &def.cases {
                let values = &model[list].values;
                if let Some(index) = values.iter().position(|known| known.wire == value.value) {
                    found.insert((id, at, index), name.clone());
                }
            }
        }
    }
    found
}

fn variant<'m>(model: &'m Model, assumed: &Assumed) -> &'m str {
    &model[assumed.list].values[assumed.value].rust_name
}

/// The name of the builder of a struct.
fn builder(name: &str) -> String {
    format!("{name}Builder")
}

impl Scope {
    /// A name of which the builder's is free as well.
    fn own_with_builder(&mut self, candidates: &[String]) -> String {
        let mut candidates: Vec<String> =
            candidates.iter().map(|name| self.unreserved(name.clone(), Case::Camel)).collect();
        loop {
            let is_free =
                |name: &&String| !self.taken.contains_key(*name) && !self.taken.contains_key(&builder(name));
            if let Some(name) = candidates.iter().find(is_free).cloned() {
                self.taken.insert(builder(&name), Span::default());
                return self.own(&[&name]);
            }
            candidates.iter_mut().for_each(|name| name.push('X'));
        }
    }
}

/// Names one, and then what is inside of it after it.
fn name_typed(model: &mut Model, id: TypedId, candidates: &[String], scope: &mut Scope) {
    if model[id].rust_name.is_empty() {
        model.typed.get_mut(id).rust_name = scope.own_with_builder(candidates);
    }
    let name = model[id].rust_name.clone();
    match model[id].shape.clone() {
        Shape::Choice { list, cases, .. } => {
            for (case, at) in cases.into_iter().zip(0..) {
                let inside = format!("{name}{}", model[list].values[at].rust_name);
                name_typed(model, case, &[inside.clone(), format!("{inside}Case")], scope);
            }
        }
        Shape::Struct(members) => {
            for member in members {
                let Member::Choice { ty, .. } = member else { continue };
                let Shape::Choice { list, .. } = model[ty].shape else { continue };
                let list = model[list].rust_name.clone();
                name_typed(model, ty, &[list.clone(), format!("{name}{list}")], scope);
            }
            name_fields(model, id);
        }
    }
}

/// Names of methods that typed structs and their builders have, or that their users expect to mean something else.
const RESERVED: &[&str] = &[
    "borrow",
    "borrow_mut",
    "build",
    "builder",
    "clone",
    "clone_from",
    "clone_into",
    "default",
    "eq",
    "fill",
    "fmt",
    "from",
    "from_wire",
    "into",
    "ne",
    "take",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
    "type_id",
];

/// Parameters make way for fields of the body.
fn name_fields(model: &mut Model, id: TypedId) {
    let Shape::Struct(members) = &mut model.typed.get_mut(id).shape else { return };
    let mut scope = Scope::new("fields", RESERVED);
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|at| match &members[*at] {
        Member::Field { field_id, .. }
        | Member::Choice { field_id, .. }
        | Member::Constant { field_id, .. } => field_id.place != Place::Body,
        Member::Body { .. } => false,
    });
    for at in order {
        match &mut members[at] {
            Member::Field { field_id, rust_name, .. } | Member::Choice { field_id, rust_name, .. } => {
                let prefixed = format!("{}_{}", field_id.place.as_str(), rust_name.trim_start_matches("r#"));
                let name = scope.unreserved(rust_name.clone(), Case::Snake);
                *rust_name = scope.own(&[&name, &prefixed]);
                // The setter of a builder for what need not be there.
                scope.taken.insert(format!("maybe_{rust_name}"), Span::default());
            }
            Member::Body { .. } => drop(scope.own(&["body"])),
            Member::Constant { .. } => {}
        }
    }
}
