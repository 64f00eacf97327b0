//! Rust identifiers for everything that a spec declares: made from documented names by
//! the usual conventions, or given by `rust_name`. `typed::names` names typed requests,
//! once they are derived; `scope` compares names with each other.

use std::collections::HashMap;
use std::rc::Rc;

use super::reserved::{CRATE, FIELD_METHODS, OPTIONS, PRELUDE, VARIANTS};
use super::scope::Scope;
use crate::arena::Arena;
use crate::check::answers::envelopes::Envelopes;
use crate::check::decisions::resolve::Decisions;
use crate::check::draft::resolved::{Draft, DraftEnum, DraftTable};
use crate::check::rules::table::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::ident::{Case, identifier};
use crate::model::{
    DecisionId, EnumId, EnvelopeId, Headers, Literal, Module, OperationId, Part, TableId,
};
use crate::source::{Span, Spanned};
use crate::spec::{OperationFile, ResponseBody, ValueDef};

/// The names of a spec's declarations, by id.
#[derive(Default)]
pub(in crate::check) struct Names {
    /// Modules, which client methods share.
    pub(in crate::check) operations: Arena<OperationId, String>,
    /// Methods for pages, where an operation has them.
    pub(in crate::check) pages: Arena<OperationId, Option<String>>,
    /// Methods and statics of waiters, in the order of the file.
    pub(in crate::check) waiters: Arena<OperationId, Vec<(String, String)>>,
    /// Client methods that write an answer to a writer, where that is a file.
    pub(in crate::check) writers: Arena<OperationId, Option<String>>,
    /// Structs of whole requests.
    pub(in crate::check) requests: Arena<OperationId, String>,
    pub(in crate::check) tables: Arena<TableId, TableNames>,
    pub(in crate::check) enums: Arena<EnumId, EnumNames>,
    pub(in crate::check) decisions: Arena<DecisionId, String>,
    /// Statics of envelopes.
    pub(in crate::check) envelopes: Arena<EnvelopeId, String>,
}

/// The names of a struct and its parts.
#[derive(Default)]
pub(in crate::check) struct TableNames {
    pub(in crate::check) name: String,
    pub(in crate::check) fields: Vec<String>,
    /// In the order of the accessors that could be followed.
    pub(in crate::check) accessors: Vec<String>,
}

/// The names of an enumeration and its variants.
#[derive(Default)]
pub(in crate::check) struct EnumNames {
    pub(in crate::check) name: String,
    pub(in crate::check) values: Vec<String>,
}

/// Decides the names of all declarations.
pub(in crate::check) fn assign(
    draft: &Draft<'_>,
    rules: &Rules<'_>,
    decisions: &Decisions<'_>,
    envelopes: &Envelopes<'_>,
) -> Names {
    let mut names = Names::default();
    let mut scope = Scope::new(draft.reporter, "operations", CRATE).fixed();
    for operation in &draft.operations {
        names.operations.push(scope.name(&operation.file.name, None, Case::Snake));
    }
    scope.what = "methods of clients";
    for operation in &draft.operations {
        let file = operation.file;
        let pages = file.pagination.as_ref().map(|pagination| {
            Spanned::new(format!("{}_pages", file.name.value), pagination.span)
        });
        let pages = pages.map(|name| scope.name(&name, None, Case::Snake));
        names.pages.push(pages);
        let waiters = file.waiters.iter().map(|waiter| {
            let name = &waiter.name;
            let method = Spanned::new(format!("wait_until_{}", name.value), name.span);
            // The waiters of a copy collide with those of the first operation.
            let method = match operation.copy_of {
                Some(_) => method.value,
                None => {
                    refuse_prefix(draft, name);
                    scope.name(&method, None, Case::Snake)
                }
            };
            (method, identifier(name, Case::Constant).unwrap_or_default())
        });
        let waiters = waiters.collect();
        names.waiters.push(waiters);
        let writer = is_download(file).then(|| {
            let method = format!("{}_to", file.name.value);
            scope.name(&Spanned::new(method, file.name.span), None, Case::Snake)
        });
        names.writers.push(writer);
    }
    let mut naming = Naming { draft, rules, names, tables: HashMap::new() };
    let shared = Rc::new(naming.module(Module::Shared, Rc::default()));
    for id in draft.operations.ids() {
        naming.module(Module::Operation(id), Rc::clone(&shared));
    }
    let mut names = naming.finish();
    names.decisions = statics(draft, decisions);
    names.envelopes = of_envelopes(draft, envelopes);
    names
}

/// Reports the name of a waiter that begins as its method does.
fn refuse_prefix(draft: &Draft<'_>, name: &Spanned<String>) {
    if let Some(state) = name.value.strip_prefix("wait_until_") {
        let message = "the method of a waiter begins with `wait_until_` anyway";
        let found = Diagnostic::error(Code::Name, name.span, message);
        draft.report(found.help(format!("write `{state}`")));
    }
}

/// Whether the answer of an operation is a file, so that a second method writes it to a
/// writer.
fn is_download(file: &OperationFile) -> bool {
    let success = file.responses.iter().find(|it| it.status.is_success());
    success.is_some_and(|it| matches!(it.body, ResponseBody::Binary))
}

struct Naming<'n, 's> {
    draft: &'n Draft<'s>,
    rules: &'n Rules<'s>,
    names: Names,
    /// Tables are named out of order: parameters give way to declared types.
    tables: HashMap<TableId, TableNames>,
}

impl<'n> Naming<'n, '_> {
    /// Names the types and enumerations of one file with their fields and values, and
    /// returns their names. An operation's module sees the `shared` types, too.
    fn module(
        &mut self,
        module: Module,
        shared: Rc<HashMap<String, Span>>,
    ) -> HashMap<String, Span> {
        let scope = Scope::new(self.draft.reporter, "types and enumerations", PRELUDE);
        let mut scope = scope.beside(shared);
        let enums = self.draft.enums_of(module);
        for list in enums.map(|id| &self.draft.enums[id]) {
            let found = self.enumeration(list, &mut scope);
            self.names.enums.push(found);
        }
        let tables = self.draft.tables_of(module);
        let (parameters, types): (Vec<TableId>, Vec<TableId>) = tables.partition(|id| {
            let table = &self.draft.tables[*id];
            table.part.is_some() || table.headers.is_some()
        });
        for id in types {
            let def = self.draft.tables[id].def;
            let name = scope.name(&def.name, def.rust_name.as_ref(), Case::Camel);
            self.table(id, name);
        }
        if let Module::Operation(operation) = module {
            let name = &self.draft.operations[operation].file.name;
            for id in parameters {
                let table = &self.draft.tables[id];
                let part = match table.part {
                    Some(Part::Path) => "path",
                    Some(Part::Query) => "query",
                    _ if table.headers.is_some() => "answer_headers",
                    _ => "header",
                };
                let name = scope.own(name, part, &format!("{part}_parameters"));
                self.table(id, name);
            }
            let name = scope.own(name, "request", "request_document");
            self.names.requests.push(name);
        } else {
            // The headers of a client are methods, and no struct.
            for id in parameters {
                self.table(id, String::new());
            }
        }
        scope.taken
    }

    fn enumeration(&mut self, list: &DraftEnum<'_>, scope: &mut Scope<'n>) -> EnumNames {
        let def = list.def;
        let name = scope.name(&def.name, def.rust_name.as_ref(), Case::Camel);
        let mut variants = Scope::new(self.draft.reporter, "values", VARIANTS);
        let prefix = identifier(&def.name, Case::Snake).unwrap_or_default() + "_";
        let values = def.values.iter().map(|value| {
            let Literal::Text(text) = &value.value.value else {
                return number(&mut variants, value);
            };
            let short = Spanned::new(without_prefix(text, &prefix), value.value.span);
            variants.name(&short, value.rust_name.as_ref(), Case::Camel)
        });
        EnumNames { name, values: values.collect() }
    }

    /// Names the fields and the accessors of a table.
    fn table(&mut self, id: TableId, name: String) {
        let DraftTable { def, headers, .. } = &self.draft.tables[id];
        let mut fields = match headers {
            Some(Headers::Client) => {
                Scope::new(self.draft.reporter, "options of a client", OPTIONS)
            }
            _ => Scope::new(self.draft.reporter, "fields", FIELD_METHODS),
        };
        let named: Vec<String> = def
            .fields
            .iter()
            .map(|field| fields.name(&field.name, field.rust_name.as_ref(), Case::Snake))
            .collect();
        // A field has a setter of its name.
        let methods =
            Scope::new(self.draft.reporter, "fields and accessors", FIELD_METHODS);
        let mut methods = methods.fixed().beside(Rc::new(fields.taken));
        let accessors = self.rules.tables[id].accessors.iter();
        let accessors = accessors
            .map(|accessor| {
                // The spec chooses the name, and can choose another one.
                let name = &accessor.def.name;
                let is_reserved = FIELD_METHODS.contains(&name.value.as_str());
                methods.name(name, is_reserved.then_some(name), Case::Snake)
            })
            .collect();
        self.tables.insert(id, TableNames { name, fields: named, accessors });
    }

    fn finish(mut self) -> Names {
        let tables = self.draft.tables.ids();
        self.names.tables =
            tables.map(|id| self.tables.remove(&id).unwrap_or_default()).collect();
        self.names
    }
}

/// The variant of a number, which the spec names, since a reader cannot tell its meaning.
fn number(variants: &mut Scope<'_>, value: &ValueDef) -> String {
    let documented = Spanned::new(value.value.value.to_string(), value.value.span);
    if value.rust_name.is_none() {
        let span = documented.span;
        if !variants.reporter.any(|diagnostic| diagnostic.span == span) {
            let message =
                format!("`{}` is a number, and needs a name", documented.value);
            let help = format!("such as `{}: {{ rust_name: High }}`", documented.value);
            variants
                .reporter
                .report(Diagnostic::error(Code::Name, span, message).help(help));
        }
        return String::new();
    }
    variants.name(&documented, value.rust_name.as_ref(), Case::Camel)
}

/// A value without the name of its enumeration in front, so that a variant does not
/// repeat the name of its type.
fn without_prefix(value: &str, prefix: &str) -> String {
    let words = identifier(value, Case::Snake).unwrap_or_default();
    let rest = words
        .strip_prefix(prefix)
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    rest.map_or_else(|| value.to_owned(), str::to_owned)
}

/// Returns the names of the statics of envelopes: `ENVELOPE` for the one that the service
/// names, and `WRAPPED_ENVELOPE` for another one called `wrapped`.
fn of_envelopes(
    draft: &Draft<'_>,
    envelopes: &Envelopes<'_>,
) -> Arena<EnvelopeId, String> {
    let mut scope = Scope::new(draft.reporter, "envelopes", &[]).fixed();
    let names = envelopes.declared.entries().map(|(id, (name, _))| {
        if envelopes.of_service == Some(id) {
            return "ENVELOPE".to_owned();
        }
        format!("{}_ENVELOPE", scope.name(name, None, Case::Constant))
    });
    names.collect()
}

/// Returns the names of the statics of decisions, which are the names of the decisions in
/// capitals.
fn statics(draft: &Draft<'_>, decisions: &Decisions<'_>) -> Arena<DecisionId, String> {
    let mut scopes: HashMap<Module, Scope<'_>> = HashMap::new();
    let names = decisions.declared.iter().map(|(module, decision)| {
        let scope = scopes
            .entry(*module)
            .or_insert_with(|| Scope::new(draft.reporter, "decisions", &[]).fixed());
        scope.name(&decision.name, None, Case::Constant)
    });
    names.collect()
}
