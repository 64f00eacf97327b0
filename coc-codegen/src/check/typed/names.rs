//! Names of typed requests, of their cases and fields. The names of declarations belong to
//! `names::declarations`, those of constructors to `constructors`.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::arena::Arena;
use crate::check::draft::resolved::Draft;
use crate::check::names::reserved::{PRELUDE, TYPED_METHODS};
use crate::check::names::scope::Scope;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::ident::{Case, identifier};
use crate::model::{
    Contract, FieldId, Member, Module, Part, Place, Shape, TableField, Target, Typed,
    TypedId,
};
use crate::source::{Span, Spanned};
use crate::specialize::{FieldMember, Unnamed, UnnamedMember, UnnamedShape};

/// The typed requests with their names: given by the spec, or made from the names of
/// lists and values. The scopes hold the names that are taken in each module.
pub(in crate::check) fn assign<'s>(
    draft: &Draft<'s>,
    contract: &Contract,
    forms: Arena<TypedId, Unnamed>,
) -> (Arena<TypedId, Typed>, HashMap<Module, Scope<'s>>) {
    let mut wanted = case_names(draft, contract);
    let mut modules: BTreeMap<Module, Vec<TypedId>> = BTreeMap::new();
    for (id, form) in forms.entries() {
        modules.entry(form.module).or_default().push(id);
    }
    let mut scopes: HashMap<Module, Scope<'s>> = HashMap::new();
    let mut names = Names::default();
    for (module, ids) in modules {
        let scope = Scope::new(draft.reporter, "typed requests", PRELUDE);
        let mut naming =
            Naming { draft, contract, forms: &forms, names: &mut names, scope };
        if let Module::Operation(id) = module {
            let request = contract[id].request_name.clone();
            naming.scope.taken.insert(request, Span::default());
        }
        // Names that the spec gives are taken first, so that a part with several
        // possible names avoids them.
        naming.given(&ids, &mut wanted);
        naming.whole(ids);
        scopes.insert(module, naming.scope);
    }
    let ids = forms.ids();
    let typed = ids.zip(forms).map(|(id, form)| names.typed(id, form)).collect();
    (typed, scopes)
}

/// The names that were found, by the item that they name.
#[derive(Default)]
struct Names {
    forms: HashMap<TypedId, String>,
    /// Names of members, by their index.
    members: HashMap<(TypedId, usize), String>,
}

impl Names {
    /// A typed request with its names.
    fn typed(&mut self, id: TypedId, form: Unnamed) -> Typed {
        let Unnamed { module, of, is_whole, case, shape } = form;
        let shape = match shape {
            UnnamedShape::Choice { field_id, list, cases } => {
                Shape::Choice { field_id, list, cases }
            }
            UnnamedShape::Struct(parts) => {
                let parts = parts.into_iter().enumerate();
                Shape::Struct(
                    parts.map(|(at, part)| self.member(id, at, part)).collect(),
                )
            }
        };
        let rust_name = self.forms.remove(&id).unwrap_or_default();
        Typed { rust_name, module, of, is_whole, case, shape }
    }

    fn member(&mut self, id: TypedId, at: usize, part: UnnamedMember) -> Member {
        let mut rust_name = || self.members.remove(&(id, at)).unwrap_or_default();
        match part {
            UnnamedMember::Field(FieldMember { field_id, required, ty, left }) => {
                Member::Field { field_id, rust_name: rust_name(), required, ty, left }
            }
            UnnamedMember::Choice { field_id, ty } => {
                Member::Choice { field_id, rust_name: rust_name(), ty }
            }
            UnnamedMember::Constant { field_id, value } => {
                Member::Constant { field_id, value }
            }
            UnnamedMember::Body { ty } => Member::Body { ty },
        }
    }
}

/// The names that the spec has for the cases of each field, by the index of the value.
type CaseNames = HashMap<(TableField, usize), Spanned<String>>;

fn case_names(draft: &Draft<'_>, contract: &Contract) -> CaseNames {
    let mut found = CaseNames::new();
    for (id, table) in draft.tables.entries() {
        for (at, def) in table.def.fields.iter().enumerate() {
            let Some(list) = contract[id].fields[at].ty.list() else { continue };
            for (value, name) in &def.cases {
                let values = &contract[list].values;
                if let Some(index) =
                    values.iter().position(|known| known.wire == value.value)
                {
                    found.insert((TableField { table: id, at }, index), name.clone());
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

/// Names the typed requests of one module. Two structs with one name are reported.
struct Naming<'n, 's> {
    draft: &'n Draft<'s>,
    contract: &'n Contract,
    forms: &'n Arena<TypedId, Unnamed>,
    names: &'n mut Names,
    scope: Scope<'s>,
}

impl Naming<'_, '_> {
    /// Gives the cases of these forms the names that the spec has for them. If several
    /// forms have a field, its names go to the first one.
    fn given(&mut self, ids: &[TypedId], wanted: &mut CaseNames) {
        for id in ids {
            let UnnamedShape::Choice { field_id, cases, .. } = &self.forms[*id].shape
            else {
                continue;
            };
            for (at, case) in cases.iter().enumerate() {
                if let Some(name) = wanted.remove(&(field_id.of_table(), at)) {
                    let name = self.scope.name(&name, Some(&name), Case::Camel);
                    self.scope.taken.insert(builder(&name), Span::default());
                    self.names.forms.insert(*case, name);
                }
            }
        }
    }

    /// Names the forms of whole requests and objects, and what they are made of. An
    /// operation has no other name to be given, so that it comes before objects.
    fn whole(&mut self, ids: Vec<TypedId>) {
        let mut whole: Vec<TypedId> =
            ids.into_iter().filter(|id| self.forms[*id].is_whole).collect();
        whole.sort_by_key(|id| matches!(self.forms[*id].of, Target::Object(_)));
        for id in whole {
            let (stem, span) = match self.forms[id].of {
                Target::Request(operation) => {
                    let name = &self.draft.operations[operation].file.name;
                    let stem = identifier(name, Case::Camel);
                    (stem.unwrap_or_else(|| "Request".to_owned()), name.span)
                }
                Target::Object(object) => (
                    self.contract[object].rust_name.clone(),
                    self.draft.tables[object].def.name.span,
                ),
            };
            self.typed(id, &[stem], span);
        }
    }

    /// Names a typed request, and then its parts. A part gets the first of several
    /// names that is free.
    fn typed(&mut self, id: TypedId, candidates: &[String], span: Span) {
        let name = match self.names.forms.get(&id) {
            Some(name) => name.clone(),
            None => {
                let name = self.scope.own_with_builder(candidates, span);
                self.names.forms.insert(id, name.clone());
                name
            }
        };
        match &self.forms[id].shape {
            UnnamedShape::Choice { list, cases, .. } => {
                let values = &self.contract[*list].values;
                for (case, value) in cases.iter().zip(values) {
                    self.typed(*case, &[format!("{name}{}", value.rust_name)], span);
                }
            }
            UnnamedShape::Struct(parts) => {
                for part in parts {
                    let UnnamedMember::Choice { ty, field_id } = part else { continue };
                    let UnnamedShape::Choice { list, .. } = &self.forms[*ty].shape
                    else {
                        continue;
                    };
                    let rust_name = &self.contract.field(*field_id).rust_name;
                    let list = &self.contract[*list].rust_name;
                    let field = identifier(rust_name, Case::Camel).unwrap_or_default();
                    let names = [
                        list.clone(),
                        format!("{name}{list}"),
                        format!("{name}{field}"),
                    ];
                    self.typed(*ty, &names, span);
                }
                self.fields(id, parts);
            }
        }
    }

    /// Names the fields. A field with the name of one of the path gets its place in
    /// front. If other fields have one name, all of them get their places in front: if
    /// one kept the name, a field that is added later could take over its setter, and
    /// programs would set the wrong field.
    fn fields(&mut self, id: TypedId, parts: &[UnnamedMember]) {
        let reserved = Scope::new(self.draft.reporter, "fields", TYPED_METHODS);
        let mut taken: HashMap<String, Option<FieldId>> = HashMap::new();
        // A builder has a state for each field, whose name has no underscores.
        let mut states: HashMap<String, Option<FieldId>> = HashMap::new();
        if parts.iter().any(|part| matches!(part, UnnamedMember::Body { .. })) {
            taken.insert("body".to_owned(), None);
            states.insert(state("body"), None);
        }
        let contract = self.contract;
        let mut named: Vec<(usize, FieldId, &String)> = parts
            .iter()
            .enumerate()
            .filter_map(|(at, part)| {
                let field_id = part.named()?;
                Some((at, field_id, &contract.field(field_id).rust_name))
            })
            .collect();
        named.sort_by_key(|(_, field_id, _)| field_id.place != Place::Part(Part::Path));
        let mut first: HashMap<&String, FieldId> = HashMap::new();
        let mut alike: HashSet<&String> = HashSet::new();
        for (_, field_id, rust_name) in &named {
            let other = first.insert(*rust_name, *field_id);
            if let Some(other) = other.filter(|it| it.place != Place::Part(Part::Path)) {
                alike.insert(*rust_name);
                self.report_placed(*field_id, other, rust_name);
            }
        }
        for (at, field_id, rust_name) in named {
            let name = reserved.unreserved(rust_name.clone(), Case::Snake);
            let placed = placed(field_id, rust_name);
            let is_free = other_setter(&taken, &name).is_none();
            let name = if is_free && !alike.contains(rust_name) { name } else { placed };
            let state = state(&name);
            if let Some(other) = other_setter(&taken, &name) {
                self.report_alike(field_id, other, rust_name, "");
            } else if let Some(other) = states.get(&state).copied() {
                self.report_alike(field_id, other, rust_name, ", but for underscores");
            }
            taken.insert(name.clone(), Some(field_id));
            states.insert(state, Some(field_id));
            self.names.members.insert((id, at), name);
        }
    }

    fn span(&self, field_id: FieldId) -> Span {
        self.draft.field(field_id.of_table()).name.span
    }

    fn report_placed(&self, field_id: FieldId, other: FieldId, name: &str) {
        let message = format!(
            "two fields are called `{name}`, so typed requests have `{}` and `{}`",
            placed(other, name),
            placed(field_id, name)
        );
        let diagnostic = Diagnostic::warning(Code::Name, self.span(field_id), message);
        self.draft.report(
            diagnostic
                .related(self.span(other), "the other one")
                .help("give the newer one another name with `rust_name: ...`"),
        );
    }

    fn report_alike(
        &self,
        field_id: FieldId,
        other: Option<FieldId>,
        name: &str,
        except: &str,
    ) {
        let span = self.span(field_id);
        // A struct for each of several cases may have both.
        let is_known = |it: &Diagnostic| {
            it.span == span && it.code == Code::Name && it.severity == Severity::Error
        };
        if self.draft.reporter.any(is_known) {
            return;
        }
        let message = format!(
            "two fields of one typed request are called `{name}` in Rust{except}"
        );
        let diagnostic = Diagnostic::error(Code::Name, span, message);
        let diagnostic = match other {
            Some(other) => diagnostic.related(self.span(other), "the other one"),
            None => diagnostic,
        };
        let help = "give one of them another name with `rust_name: ...`";
        self.draft.report(diagnostic.help(help));
    }
}

/// The name of a field with its place in front.
fn placed(field_id: FieldId, name: &str) -> String {
    // With something in front, a reserved word needs no underscore.
    format!("{}_{}", field_id.place.as_str(), name.trim_end_matches('_'))
}

/// The name of a builder's state, as the builder's macro makes it.
fn state(name: &str) -> String {
    let words = name.split('_');
    let capitals = words.flat_map(|word| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars)
    });
    capitals.collect()
}

/// The field whose setters take one of a name's setters, if any does; none of it where
/// that is the body as a whole. The setter of a builder for a field that may be left out
/// has a prefix.
fn other_setter(
    taken: &HashMap<String, Option<FieldId>>,
    name: &str,
) -> Option<Option<FieldId>> {
    let setter = format!("maybe_{name}");
    let inner = name.strip_prefix("maybe_").unwrap_or(name);
    [name, setter.as_str(), inner].iter().find_map(|name| taken.get(*name).copied())
}

impl Scope<'_> {
    /// The first of these names that is free together with its builder's.
    pub(in crate::check) fn own_with_builder(
        &mut self,
        names: &[String],
        span: Span,
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
        let second = self.taken.insert(builder(&name), span);
        if first.is_some() || second.is_some() {
            let places = first.into_iter().chain(second);
            let known = places.filter(|it| *it != Span::default());
            let message = format!("two typed requests are called `{name}` in Rust");
            // A name that the spec gives is the one to be changed.
            let diagnostic = match known.clone().find(|it| self.given.contains(it)) {
                Some(given) => Diagnostic::error(Code::Name, given, message)
                    .related(span, "the other one")
                    .help("choose another name for this struct"),
                None => {
                    let diagnostic = Diagnostic::error(Code::Name, span, message)
                        .help("give this one another name with `rust_name: ...`");
                    known.take(1).fold(diagnostic, |diagnostic, other| {
                        diagnostic.related(other, "the other one")
                    })
                }
            };
            self.reporter.report(diagnostic);
        }
        name
    }
}
