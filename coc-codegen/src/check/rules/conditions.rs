//! Conditions of rules: resolves their references. Values that a field cannot have belong to
//! `compared_field`, conditions on answers to `waiters`, values that break other rules of
//! their fields to `read_values`.

use std::collections::HashMap;

use super::compared_field::ComparedField;
use crate::check::draft::link::Links;
use crate::check::draft::resolved::{Draft, DraftTable};
use crate::diagnostic::{Code, Declared, Diagnostic, Reporter, did_you_mean, nearest};
use crate::model::{
    Condition, Literal, Module, Part, Place, Ref, TableField, TableId, Type,
};
use crate::source::{Span, Spanned};
use crate::spec::{
    ConditionDef, ConditionKind, RefDef, RuleDef, RuleDefKind, foreign_keyword,
};

/// Reads the conditions of one table.
pub(in crate::check) struct Conditions<'c, 's> {
    pub(in crate::check) draft: &'c Draft<'s>,
    pub(in crate::check) links: &'c Links,
    pub(in crate::check) reporter: &'c Reporter,
    /// The table whose fields the conditions are about.
    pub(in crate::check) table: TableId,
}

/// Reads conditions. An implementor decides which fields they may read.
pub(in crate::check) trait ReadCondition {
    /// Takes the diagnostics.
    fn reporter(&self) -> &Reporter;

    /// The presence of a field that exists.
    fn presence(&self, reference: &RefDef) -> Option<Condition>;

    /// A comparison of a field that exists with values that it may have.
    fn comparison(
        &self,
        reference: &RefDef,
        values: &[Spanned<Literal>],
    ) -> Option<Condition>;

    /// A condition whose references exist and are comparable with their values.
    fn read(&self, def: &ConditionDef) -> Option<Condition> {
        match &def.kind {
            ConditionKind::Constant(true) => Some(Condition::ALWAYS),
            ConditionKind::Constant(false) => {
                let message = "`false` never holds, so this key has no effect";
                self.reporter().report(
                    Diagnostic::error(Code::NeverFires, def.span, message)
                        .help("delete it"),
                );
                None
            }
            ConditionKind::All(parts) => self.several(parts).map(Condition::all),
            ConditionKind::Any(parts) => self.several(parts).map(Condition::any),
            ConditionKind::Not(part) => {
                self.no_constant(part)?;
                self.read(part).map(Condition::negate)
            }
            ConditionKind::Present(reference) => self.presence(reference),
            ConditionKind::Is(reference, values) => self.comparison(reference, values),
        }
    }

    /// The parts of a condition. Reports repeated ones.
    fn several(&self, parts: &[ConditionDef]) -> Option<Vec<Condition>> {
        let mut found = Vec::with_capacity(parts.len());
        let mut seen: HashMap<String, Span> = HashMap::with_capacity(parts.len());
        for part in parts {
            if self.no_constant(part).is_none() {
                continue;
            }
            let Some(condition) = self.read(part) else { continue };
            if let Some(first) = seen.insert(format!("{condition:?}"), part.span) {
                let message = format!("this condition contains `{condition}` twice");
                let diagnostic = Diagnostic::error(Code::Implied, part.span, message);
                self.reporter()
                    .report(diagnostic.related(first, "first here").help("delete it"));
            }
            found.push(condition);
        }
        (found.len() == parts.len()).then_some(found)
    }

    /// Refuses `true` within a condition: it has no effect, or leaves the rest without one.
    fn no_constant(&self, part: &ConditionDef) -> Option<()> {
        if !matches!(part.kind, ConditionKind::Constant(true)) {
            return Some(());
        }
        let message = "`true` says nothing within a condition";
        let diagnostic = Diagnostic::error(Code::AlwaysFires, part.span, message);
        self.reporter()
            .report(diagnostic.help("delete it, or name the field that decides"));
        None
    }
}

impl ReadCondition for Conditions<'_, '_> {
    fn reporter(&self) -> &Reporter {
        self.reporter
    }

    fn presence(&self, reference: &RefDef) -> Option<Condition> {
        self.resolve(reference)?;
        Some(Condition::Present(self.normalize(reference)))
    }

    fn comparison(
        &self,
        reference: &RefDef,
        values: &[Spanned<Literal>],
    ) -> Option<Condition> {
        let mut all = true;
        self.other_part(reference, values);
        for field in self.resolve(reference)? {
            let Some(ty) = self.draft.ty(field) else { continue };
            let table = self.draft.tables[field.table].name();
            let compared = ComparedField { ty, def: self.draft.field(field), table };
            for value in values {
                all &= compared.check_value(self.draft, self.reporter, value);
            }
        }
        let values = values.iter().map(|value| value.value.clone()).collect();
        all.then(|| Condition::Is(self.normalize(reference), values))
    }
}

impl Conditions<'_, '_> {
    /// Gives each field one reference: inside the body, `body.x` becomes `x`, and
    /// likewise in a table of parameters.
    fn normalize(&self, reference: &RefDef) -> Ref {
        let table = &self.draft.tables[self.table];
        let own = match table.module {
            Module::Shared => None,
            Module::Operation(operation) => {
                let is_body =
                    self.draft.operations[operation].body_table() == Some(self.table);
                let is_root = self.links.parents(self.table).is_empty();
                if is_body && is_root { Some(Part::Body) } else { table.part }
            }
        };
        let is_own = own.is_some_and(|part| reference.place == Place::Part(part));
        let place = if is_own { Place::Same } else { reference.place };
        Ref { place, name: reference.name.clone() }
    }

    /// The fields that a reference may mean: one, or one in each enclosing table. A
    /// parent table without the field counts as a parent where the field is absent.
    fn resolve(&self, reference: &RefDef) -> Option<Vec<TableField>> {
        self.in_reach(reference)?;
        let tables = tables(self.draft, self.links, self.table, reference.place);
        let Some(first) = tables.first() else {
            if !self.may_exist(reference.place, self.module()) {
                self.reporter.report(self.no_table(reference));
            }
            return None;
        };
        let found = fields(self.draft, &tables, &reference.name);
        if !found.is_empty() {
            return Some(found);
        }
        // A type that could not be read may hold the table, and have the field.
        let has_more =
            reference.place == Place::Parent && self.draft.has_unknown_types();
        if !has_more && !tables.iter().any(|id| self.draft.tables[*id].def.incomplete) {
            self.reporter.report(self.no_field(reference, &self.draft.tables[*first]));
        }
        None
    }

    /// Warns of a free text in place of the parameter of the same name that has the values.
    fn other_part(&self, reference: &RefDef, values: &[Spanned<Literal>]) {
        let Module::Operation(id) = self.module() else { return };
        let own = &self.draft.tables[self.table];
        let at = own.by_name.get(reference.name.as_str());
        let is_text = |at: usize| {
            own.types[at] == Some(Type::String)
                && !own.def.fields[at].rules.iter().any(|rule| {
                    use RuleDefKind::{Enum, Fixed, OneOf};
                    matches!(rule.kind, Enum { .. } | OneOf(_) | Fixed(_))
                })
        };
        if reference.place != Place::Same || !at.is_some_and(|at| is_text(*at)) {
            return;
        }
        let lists_all = |ty: &Type| {
            let Type::Enum(list, _) = ty else { return false };
            let list = &self.draft.enums[*list];
            values.iter().all(|value| list.values().any(|it| *it == value.value))
        };
        let other = self.draft.operations[id].parameters.iter().find(|(_, table)| {
            let table = &self.draft.tables[*table];
            let at = table.by_name.get(reference.name.as_str());
            at.and_then(|at| table.types[*at].as_ref()).is_some_and(lists_all)
        });
        if let Some((part, _)) = other {
            let (name, part) = (&reference.name, part.as_str());
            let message = format!(
                "`{name}` is a free text of the same object, and `{part}.{name}` has such values"
            );
            self.reporter.report(
                Diagnostic::warning(Code::UnknownValue, reference.span, message).help(
                    format!("write `{part}.{name}`, or list the values of the field"),
                ),
            );
        }
    }

    /// The file that declares the table.
    fn module(&self) -> Module {
        self.draft.tables[self.table].module
    }

    /// Refuses an answer, and in a shared type all but fields of the same object.
    fn in_reach(&self, reference: &RefDef) -> Option<()> {
        let (message, help) = match (reference.place, self.module()) {
            (Place::Answer, _) => (
                "a rule of a request cannot read an answer".to_owned(),
                "only `waiters` read answers",
            ),
            (Place::Same, _) | (_, Module::Operation(_)) => return Some(()),
            (place, Module::Shared) => (
                format!(
                    "a type of `service.yaml` cannot read `{}.{}`",
                    place.as_str(),
                    reference.name
                ),
                "declare this type in the file of an operation",
            ),
        };
        self.reporter.report(unknown(reference, message).help(help));
        None
    }

    /// The diagnostic of a reference to a part or a parent that does not exist.
    fn no_table(&self, reference: &RefDef) -> Diagnostic {
        let module = self.module();
        match (reference.place, module) {
            (Place::Part(Part::Body), _) if self.has_other_body(module) => {
                let message = "the body of this operation has no fields of its own";
                unknown(reference, message)
                    .help("name a parameter, or a field of the same object")
            }
            (place, Module::Operation(id)) if place != Place::Parent => {
                let part = place.as_str();
                let own = self.draft.operations[id].file.name.span;
                unknown(reference, format!("this operation has no `{part}`"))
                    .unknown(Declared::Part(own), part)
                    .help(format!("add `{part}` to the operation"))
            }
            _ => {
                let name = self.draft.tables[self.table].name();
                let message =
                    format!("no object encloses `{name}`, so it has no parent");
                unknown(reference, message)
                    .help("name a field of the same object, or of a part of the request")
            }
        }
    }

    /// The diagnostic of a reference to a field that `table` does not have.
    fn no_field(&self, reference: &RefDef, table: &DraftTable<'_>) -> Diagnostic {
        let name = reference.name.as_str();
        let mut diagnostic = unknown_field(table, reference.span, name);
        let is_own = reference.place == Place::Same;
        diagnostic.help = match nearest(name, table.names()) {
            Some(near) if !is_own => {
                Some(format!("did you mean `{}.{near}`?", reference.place.as_str()))
            }
            Some(_) => diagnostic.help,
            None => did_you_mean(name, OPERATORS)
                .or_else(|| foreign_keyword(name))
                .filter(|_| is_own)
                .or_else(|| self.elsewhere(reference))
                .or(diagnostic.help),
        };
        diagnostic
    }

    /// Whether the operation has a body that is no object with fields.
    fn has_other_body(&self, module: Module) -> bool {
        matches!(module, Module::Operation(id) if self.draft.operations[id].body.is_some())
    }

    /// Whether a part of the request or a parent may exist in what could not be read or
    /// found.
    fn may_exist(&self, place: Place, module: Module) -> bool {
        let unknown = match (place, module) {
            // Any field of an unknown type may hold the table.
            (Place::Parent, _) => self.draft.has_unknown_types(),
            (Place::Part(Part::Body), Module::Operation(id)) => {
                self.draft.operations[id].has_unknown_body()
            }
            _ => false,
        };
        unknown || self.draft.may_declare_more(module)
    }

    /// Suggests the field of the same name in another part of the request.
    fn elsewhere(&self, reference: &RefDef) -> Option<String> {
        let Module::Operation(id) = self.draft.tables[self.table].module else {
            return None;
        };
        let mut parts = self.draft.operations[id].parts();
        parts.find_map(|(part, table)| {
            let name = nearest(&reference.name, self.draft.tables[table].names())?;
            Some(format!("did you mean `{}.{name}`?", part.as_str()))
        })
    }
}

/// The tables that a reference from the table `id` may mean: one, or each enclosing table.
pub(in crate::check) fn tables(
    draft: &Draft<'_>,
    links: &Links,
    id: TableId,
    place: Place,
) -> Vec<TableId> {
    let table = match (place, draft.tables[id].module) {
        (Place::Same, _) => Some(id),
        (Place::Parent, _) => return links.parents(id).to_vec(),
        (Place::Part(part), Module::Operation(id)) => {
            draft.operations[id].table_of(part)
        }
        (Place::Part(_), Module::Shared) | (Place::Answer, _) => None,
    };
    table.into_iter().collect()
}

/// The fields of this name in `tables`.
pub(in crate::check) fn fields(
    draft: &Draft<'_>,
    tables: &[TableId],
    name: &str,
) -> Vec<TableField> {
    let field = |table: &TableId| {
        let at = *draft.tables[*table].by_name.get(name)?;
        Some(TableField { table: *table, at })
    };
    tables.iter().filter_map(field).collect()
}

/// The diagnostic of a reference to something that does not exist.
fn unknown(reference: &RefDef, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::UnknownReference, reference.span, message)
}

/// The condition of a rule, as written.
pub(in crate::check) const fn of_rule(rule: &RuleDef) -> Option<&ConditionDef> {
    match &rule.kind {
        RuleDefKind::Required(when)
        | RuleDefKind::OnlyWhen(when)
        | RuleDefKind::DocumentedFor(when)
        | RuleDefKind::Members { when, .. } => Some(when),
        RuleDefKind::Enum { when, .. } => when.as_ref(),
        _ => None,
    }
}

/// The words of conditions, which a misspelt field may stand for.
const OPERATORS: [&str; 4] = ["all", "any", "not", "present"];

/// The diagnostic of a field that a table does not have.
pub(in crate::check) fn unknown_field(
    table: &DraftTable<'_>,
    span: Span,
    name: &str,
) -> Diagnostic {
    let message = format!("`{}` has no field `{name}`", table.name());
    let words = name.split([' ', ',']).filter(|it| !it.is_empty());
    let words: Vec<&str> = words.collect();
    let are_fields =
        words.len() > 1 && words.iter().all(|it| table.by_name.contains_key(it));
    let list = words.join(", ");
    let help = match (are_fields, name.contains(',')) {
        (true, false) => {
            Some(format!("a comma is missing: write `{list}`, in brackets"))
        }
        (true, true) => Some(format!("these are several fields: write `[{list}]`")),
        (false, _) => did_you_mean(name, table.names()),
    };
    let help = help.unwrap_or_else(|| {
        const MOST: usize = 8;
        let known: Vec<&str> = table.names().take(MOST).collect();
        format!("its fields are `{}`", known.join("`, `"))
    });
    Diagnostic::error(Code::UnknownReference, span, message)
        .unknown(Declared::Field(table.def.name.span), name)
        .help(help)
}
