//! Names of typed requests, of their cases and fields.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::draft::Draft;
use super::names::{PRELUDE, Scope};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ident::{Case, identifier};
use crate::model::{
    FieldId, Member, Model, Module, Operation, Place, Shape, TableId, Target, Type,
    TypedId,
};
use crate::source::{Span, Spanned};
use crate::spec::OperationFile;

/// Names of typed requests: what the spec gives, else put together from the names of
/// lists and values.
pub(super) fn assign(
    draft: &Draft<'_>,
    model: &mut Model,
    diagnostics: &mut Diagnostics,
) {
    let mut wanted = case_names(draft, model);
    let mut modules: BTreeMap<Module, Vec<TypedId>> = BTreeMap::new();
    for (typed, id) in model.typed.entries().map(|(id, typed)| (typed, id)) {
        modules.entry(typed.module).or_default().push(id);
    }
    let mut scopes: HashMap<Module, Scope> = HashMap::new();
    for (module, ids) in modules {
        let mut scope = Scope::new("typed requests", PRELUDE);
        if let Module::Operation(id) = module {
            scope.taken.insert(model[id].request_name.clone(), Span::default());
        }
        // Names of the spec come first: a part that has several names to choose from
        // avoids them.
        for id in &ids {
            let Shape::Choice { field_id, cases, .. } = model[*id].shape.clone() else {
                continue;
            };
            for (at, case) in cases.into_iter().enumerate() {
                // A field that stands in several cases gives its names to the first of
                // them.
                let Some(name) = wanted.remove(&(field_id.table, field_id.at, at))
                else {
                    continue;
                };
                let name = scope.name(&name, Some(&name), Case::Camel, diagnostics);
                scope.taken.insert(builder(&name), Span::default());
                model.typed.get_mut(case).rust_name = name;
            }
        }
        for id in ids.into_iter().filter(|id| model[*id].is_whole).collect::<Vec<_>>() {
            let (stem, span) = match model[id].of {
                Target::Request(operation) => {
                    let name = &draft.operations[operation].file.name;
                    (
                        identifier(name, Case::Camel)
                            .unwrap_or_else(|| "Request".to_owned()),
                        name.span,
                    )
                }
                Target::Object(object) => {
                    (model[object].rust_name.clone(), draft.tables[object].def.name.span)
                }
            };
            Naming { draft, model, scope: &mut scope, diagnostics }.typed(
                id,
                &[stem],
                span,
            );
        }
        scopes.insert(module, scope);
    }
    for (id, operation) in draft.operations.entries() {
        let scope = scopes.remove(&Module::Operation(id));
        let mut scope = scope.unwrap_or_else(|| Scope::new("typed requests", PRELUDE));
        constructors(
            model.operations.get_mut(id),
            operation.file,
            &mut scope,
            diagnostics,
        );
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
            let prefixed =
                format!("{}_{}", argument.field_id.place.as_str(), argument.rust_name);
            argument.rust_name = arguments.own(&[&argument.rust_name, &prefixed]);
        }
        let Some(items) = &mut made.items else { continue };
        items.rust_name = arguments.own(&[&items.rust_name]);
        if let Some(name) = &mut items.item_name {
            *name = match &def.item {
                Some(wanted) => {
                    scope.name(wanted, Some(wanted), Case::Camel, diagnostics)
                }
                None => {
                    let stem = identifier(&def.name, Case::Camel).unwrap_or_default();
                    scope.own_with_builder(
                        &[format!("{stem}Item")],
                        def.name.span,
                        diagnostics,
                    )
                }
            };
        }
    }
}

/// Names of functions that every request has.
const REQUEST_METHODS: &[&str] =
    &["default", "from", "new", "try_from", "validate", "violations"];

type CaseNames = HashMap<(TableId, usize, usize), Spanned<String>>;

fn case_names(draft: &Draft<'_>, model: &Model) -> CaseNames {
    let mut found = CaseNames::new();
    for (id, table) in draft.tables.entries() {
        for (at, def) in table.def.fields.iter().enumerate() {
            let Type::Enum(list) = model[id].fields[at].ty else { continue };
            for (value, name) in &def.cases {
                let values = &model[list].values;
                if let Some(index) =
                    values.iter().position(|known| known.wire == value.value)
                {
                    found.insert((id, at, index), name.clone());
                }
            }
        }
    }
    found
}

/// The name of the builder of a struct.
fn builder(name: &str) -> String {
    format!("{name}Builder")
}

/// The names of one module's typed requests in the making. Two structs that are called
/// alike are a mistake.
struct Naming<'n, 's> {
    draft: &'n Draft<'s>,
    model: &'n mut Model,
    scope: &'n mut Scope,
    diagnostics: &'n mut Diagnostics,
}

impl Naming<'_, '_> {
    /// Names one, and then the parts inside it after it. A part may have the first free
    /// one of several names.
    fn typed(&mut self, id: TypedId, candidates: &[String], span: Span) {
        if self.model[id].rust_name.is_empty() {
            let name = self.scope.own_with_builder(candidates, span, self.diagnostics);
            self.model.typed.get_mut(id).rust_name = name;
        }
        let name = self.model[id].rust_name.clone();
        match self.model[id].shape.clone() {
            Shape::Choice { list, cases, .. } => {
                for (case, at) in cases.into_iter().zip(0..) {
                    let variant = &self.model[list].values[at].rust_name;
                    self.typed(case, &[format!("{name}{variant}")], span);
                }
            }
            Shape::Struct(members) => {
                for member in members {
                    let Member::Choice { ty, rust_name, .. } = member else { continue };
                    let Shape::Choice { list, .. } = self.model[ty].shape else {
                        continue;
                    };
                    let list = self.model[list].rust_name.clone();
                    let field = identifier(&rust_name, Case::Camel).unwrap_or_default();
                    let names = [
                        list.clone(),
                        format!("{name}{list}"),
                        format!("{name}{field}"),
                    ];
                    self.typed(ty, &names, span);
                }
                self.fields(id);
            }
        }
    }

    /// Names the fields. A field that is called like one of the path, or else of the
    /// body, says where it stands.
    fn fields(&mut self, id: TypedId) {
        let Shape::Struct(members) = &mut self.model.typed.get_mut(id).shape else {
            return;
        };
        let reserved = Scope::new("fields", RESERVED);
        let has_body =
            members.iter().any(|member| matches!(member, Member::Body { .. }));
        let mut taken: HashSet<String> =
            has_body.then(|| "body".to_owned()).into_iter().collect();
        let mut named: Vec<(FieldId, &mut String)> = members
            .iter_mut()
            .filter_map(|member| match member {
                Member::Field { field_id, rust_name, .. }
                | Member::Choice { field_id, rust_name, .. } => {
                    Some((*field_id, rust_name))
                }
                Member::Body { .. } | Member::Constant { .. } => None,
            })
            .collect();
        named.sort_by_key(|(field_id, _)| match field_id.place {
            Place::Path => 0,
            Place::Query => 2,
            Place::Header => 3,
            _ => 1,
        });
        for (field_id, rust_name) in named {
            let name = reserved.unreserved(rust_name.clone(), Case::Snake);
            let placed = format!(
                "{}_{}",
                field_id.place.as_str(),
                rust_name.trim_start_matches("r#")
            );
            // The setter of a builder for a field that may be left out has a prefix.
            let is_free = |name: &&String| {
                let setter = format!("maybe_{name}");
                let inner = name.strip_prefix("maybe_").unwrap_or(name);
                !taken.contains(*name)
                    && !taken.contains(&setter)
                    && !taken.contains(inner)
            };
            let candidates = [name, placed];
            if let Some(free) = candidates.iter().find(is_free) {
                rust_name.clone_from(free);
            } else {
                let span =
                    self.draft.tables[field_id.table].def.fields[field_id.at].name.span;
                let message = format!(
                    "two fields of one typed request are called `{rust_name}` in Rust"
                );
                let diagnostic = Diagnostic::error(Code::Name, span, message);
                self.diagnostics.push(
                    diagnostic
                        .help("give one of them another name with `rust_name: ...`"),
                );
            }
            taken.insert(rust_name.clone());
        }
    }
}

impl Scope {
    /// The first of these names that is free together with its builder's.
    fn own_with_builder(
        &mut self,
        names: &[String],
        span: Span,
        diagnostics: &mut Diagnostics,
    ) -> String {
        let names: Vec<String> = names
            .iter()
            .map(|name| self.unreserved(name.clone(), Case::Camel))
            .collect();
        let is_free = |name: &&String| {
            !self.taken.contains_key(*name) && !self.taken.contains_key(&builder(name))
        };
        let Some(name) = names.iter().find(is_free).or(names.last()).cloned() else {
            return String::new();
        };
        let first = self.taken.insert(name.clone(), span);
        let first = self.taken.insert(builder(&name), span).or(first);
        if let Some(first) = first {
            let message = format!("two typed requests are called `{name}` in Rust");
            let mut diagnostic = Diagnostic::error(Code::Name, span, message);
            if first != Span::default() {
                diagnostic = diagnostic.related(first, "the other one");
            }
            diagnostics.push(
                diagnostic.help("give one of them another name with `rust_name: ...`"),
            );
        }
        name
    }
}

/// Names of methods that typed structs and their builders have, or that their users
/// expect to mean something else.
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
