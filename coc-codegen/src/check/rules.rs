//! Third pass: rules get their ids and their conditions, and are held against the type
//! of their field. The order in which they are made here is the order in which
//! violations are reported.

use std::collections::HashMap;

use super::accessors::{DraftAccessor, accessors};
use super::conditions::{Conditions, unknown_field};
use super::draft::{Draft, DraftTable};
use super::limits;
use super::link::Links;
use crate::arena::Arena;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::model::{
    Bounds, Comparison, Condition, EnumId, Literal, Module, OperationId, Place, RuleId,
    TableId, Test, Type,
};
use crate::source::{Span, Spanned};
use crate::spec::{FieldDef, GroupDef, Limits, RuleDef, RuleDefKind, innermost_name};

/// The rules of a spec, and which of them belong to which declaration.
#[derive(Default)]
pub(super) struct Rules<'s> {
    pub(super) rules: Arena<RuleId, DraftRule<'s>>,
    /// For each operation, the rules that the parts of a request have their types.
    pub(super) parts: Vec<Vec<(Place, RuleId)>>,
    /// For each table, what is said of its fields and groups.
    pub(super) tables: Vec<TableRules<'s>>,
}

/// The rules of one table.
#[derive(Default)]
pub(super) struct TableRules<'s> {
    pub(super) fields: Vec<FieldRules>,
    pub(super) groups: Vec<RuleId>,
    pub(super) accessors: Vec<DraftAccessor<'s>>,
}

/// The rules of one field.
#[derive(Default)]
pub(super) struct FieldRules {
    pub(super) rules: Vec<RuleId>,
    /// Constraints of a field that only answers hold: documentation, since nothing about
    /// an answer is a rule.
    pub(super) documented: Vec<Constraint>,
    /// The cases that an observed field belongs to. No page speaks of it, so that it
    /// draws no warning elsewhere.
    pub(super) observed_for: Option<Condition>,
}

/// One rule.
pub(super) struct DraftRule<'s> {
    pub(super) id: String,
    /// Its kind within its field, or the name of its group.
    pub(super) key: String,
    pub(super) subject: Subject<'s>,
    pub(super) constraint: Constraint,
    pub(super) span: Span,
    /// The place of its id, where the spec gives it one.
    id_span: Option<Span>,
}

impl DraftRule<'_> {
    /// The place of its condition, where that has one of its own.
    pub(super) fn condition_span(&self) -> Span {
        match self.subject {
            Subject::Group(_, group) => {
                group.when.as_ref().map_or(self.span, |when| when.span)
            }
            _ => self.span,
        }
    }
}

/// The thing that a rule constrains.
#[derive(Clone, Copy)]
pub(super) enum Subject<'s> {
    Part(OperationId, Place),
    Field(TableId, usize),
    Group(TableId, &'s GroupDef),
}

impl Subject<'_> {
    /// The module that declares it.
    pub(super) fn module(self, draft: &Draft<'_>) -> Module {
        match self {
            Self::Part(id, _) => Module::Operation(id),
            Self::Field(id, _) | Self::Group(id, _) => draft.tables[id].module,
        }
    }
}

/// The demand of a rule.
#[derive(Clone)]
pub(super) struct Constraint {
    pub(super) test: Test,
    pub(super) when: Condition,
    /// Whether each item is meant, and not the field.
    pub(super) each: bool,
}

impl Constraint {
    fn always(test: Test, each: bool) -> Self {
        Self { test, when: Condition::ALWAYS, each }
    }
}

/// Makes the rules of every table.
pub(super) fn rules<'s>(
    draft: &Draft<'s>,
    links: &Links,
    diagnostics: &mut Diagnostics,
) -> Rules<'s> {
    let mut rules = Rules::default();
    for id in draft.operations.ids() {
        let parts = part_rules(draft, id, &mut rules.rules);
        rules.parts.push(parts);
    }
    for id in draft.tables.ids() {
        let mut make =
            Make { draft, links, id, table: &draft.tables[id], rules: &mut rules.rules };
        let table = make.table(diagnostics);
        rules.tables.push(table);
    }
    unique(&rules.rules, diagnostics);
    rules
}

/// Path, query and header are objects, and the body has its type.
fn part_rules<'s>(
    draft: &Draft<'s>,
    id: OperationId,
    rules: &mut Arena<RuleId, DraftRule<'s>>,
) -> Vec<(Place, RuleId)> {
    let operation = &draft.operations[id];
    let parameters = operation.parameters.iter().map(|(part, _)| *part);
    let body = operation.body.as_ref().map(|_| Place::Body);
    let make = |part: Place| {
        let rule = DraftRule {
            id: format!("{}.request.{}.type", operation.file.name.value, part.as_str()),
            key: Test::Type.kind().to_owned(),
            subject: Subject::Part(id, part),
            constraint: Constraint::always(Test::Type, false),
            span: operation.file.name.span,
            id_span: None,
        };
        (part, rules.push(rule))
    };
    parameters.chain(body).map(make).collect()
}

/// Makes the rules of one table.
struct Make<'m, 's> {
    draft: &'m Draft<'s>,
    links: &'m Links,
    id: TableId,
    table: &'m DraftTable<'s>,
    rules: &'m mut Arena<RuleId, DraftRule<'s>>,
}

/// One field, with everything that stays the same for its rules.
#[derive(Clone, Copy)]
struct Field<'f, 's> {
    at: usize,
    def: &'s FieldDef,
    ty: &'f Type,
    /// The type of the items, where it is a list of any kind.
    inner: &'f Type,
    is_list: bool,
    /// How many lists of values the field has.
    lists: usize,
}

impl<'m, 's> Make<'m, 's> {
    fn table(&mut self, diagnostics: &mut Diagnostics) -> TableRules<'s> {
        let defs: &'s [FieldDef] = &self.table.def.fields;
        TableRules {
            fields: (0..defs.len())
                .map(|at| self.field(at, &defs[at], diagnostics))
                .collect(),
            groups: self
                .table
                .def
                .groups
                .iter()
                .filter_map(|group| self.group(group, diagnostics))
                .collect(),
            accessors: accessors(self.draft, self.id, diagnostics),
        }
    }

    fn field(
        &mut self,
        at: usize,
        def: &'s FieldDef,
        diagnostics: &mut Diagnostics,
    ) -> FieldRules {
        let mut made = FieldRules::default();
        let table = self.table;
        let Some(ty) = &table.types[at] else { return made };
        let inner = if matches!(ty, Type::Array(_) | Type::Map(_)) {
            ty.innermost()
        } else {
            ty
        };
        let delimited =
            def.rules.iter().any(|rule| matches!(rule.kind, RuleDefKind::Delimiter(_)));
        let lists = def
            .rules
            .iter()
            .filter(|rule| matches!(rule.kind, RuleDefKind::Enum { .. }))
            .count();
        let field =
            Field { at, def, ty, inner, is_list: inner != ty || delimited, lists };
        let mut found = Diagnostics::default();
        if let Some(value) = &def.default {
            if matches!(&value.value, Literal::Text(text) if self.draft.is_blank(ty, text))
            {
                let message = "a blank is no default: it counts as absent";
                found.push(
                    Diagnostic::error(Code::BadValue, value.span, message)
                        .help("leave it out"),
                );
            } else {
                self.literal_fits(ty, value, "default", &mut found);
            }
        }
        if *ty != Type::Any {
            self.make(
                &field,
                Constraint::always(Test::Type, false),
                def.name.span,
                &mut made,
            );
        }
        // Rules of items say together that a delimiter is missing.
        let mut wants_items = false;
        // Presence comes first and warnings last, in any order of the file.
        let mut defs: Vec<&RuleDef> = def.rules.iter().collect();
        defs.sort_by_key(|rule| rank(&rule.kind));
        for rule in defs {
            let of_items = rule.each || matches!(rule.kind, RuleDefKind::Items(_));
            if of_items && !field.is_list && std::mem::replace(&mut wants_items, true) {
                continue;
            }
            if let Some(constraint) = self.constraint(&field, rule, &mut found) {
                self.make(&field, constraint, rule.span, &mut made);
            }
        }
        for (_, id) in def.ids.iter().filter(|(_, id)| !is_id(id)) {
            found.push(bad_id(id));
        }
        // A rule that could not be read or fitted exists all the same, and so does that
        // of a field of which nobody knows whether requests hold it.
        let is_complete = !def.ids.is_empty()
            && !def.incomplete
            && found.is_empty()
            && !self.draft.may_declare_more(table.module)
            && !self.draft.has_unknown_types();
        for (kind, id) in def.ids.iter().filter(|_| is_complete) {
            if !made
                .rules
                .iter()
                .any(|rule| kind_in_id(&self.rules[*rule].constraint) == kind.value)
            {
                let message = format!(
                    "this field has no rule of kind `{}` to give the id `{}`",
                    kind.value, id.value
                );
                found.push(Diagnostic::error(Code::BadValue, kind.span, message));
            }
        }
        // Whether a rule fits may depend on a key that could not be read.
        found.retain(|diagnostic| !def.incomplete || diagnostic.code != Code::WrongRule);
        diagnostics.extend(found);
        made
    }

    /// The demand of one key of a field, if it fits the field's type.
    fn constraint(
        &self,
        field: &Field<'_, 's>,
        rule: &RuleDef,
        diagnostics: &mut Diagnostics,
    ) -> Option<Constraint> {
        let Field { ty, inner, is_list, .. } = *field;
        if rule.each && !is_list {
            let message = "`each` is for arrays, maps and delimited text";
            let label = format!("this field is {}", self.draft.type_name(ty));
            diagnostics.push(
                Diagnostic::error(Code::WrongRule, rule.span, message)
                    .label(label)
                    .maybe_help(delimit(ty)),
            );
            return None;
        }
        let subject = if rule.each { inner } else { ty };
        let fits = |good: bool, key: &str, wanted: &str, found: &mut Diagnostics| {
            self.fits(good, key, wanted, ty, rule.span, found)
        };
        let test = match &rule.kind {
            RuleDefKind::Type => {
                return self.own_list(field).or_else(|| own_format(field));
            }
            RuleDefKind::Required(when) => {
                let when = self.conditions().read(when, diagnostics)?;
                return Some(Constraint { test: Test::Required, when, each: false });
            }
            RuleDefKind::OnlyWhen(when) => {
                let when = self.conditions().read(when, diagnostics)?;
                return Some(Constraint { test: Test::OnlyWhen, when, each: false });
            }
            RuleDefKind::DocumentedFor(when) => {
                let when = self.conditions().read(when, diagnostics)?;
                return Some(Constraint {
                    test: Test::DocumentedFor,
                    when,
                    each: false,
                });
            }
            RuleDefKind::Enum { when, name } => {
                let when = match when {
                    None => Some(Condition::ALWAYS),
                    Some(when) => self.conditions().read(when, diagnostics),
                };
                let list = self.list(field, name, diagnostics)?;
                return Some(Constraint {
                    test: Test::Enum(list),
                    when: when?,
                    each: is_list,
                });
            }
            RuleDefKind::Compared(comparison, other) => {
                self.compared(field, *comparison, other, rule.span, diagnostics)?
            }
            RuleDefKind::Keys(kind) => {
                let is_map = matches!(ty, Type::Map(_));
                let good = fits(is_map, "keys", "maps", diagnostics);
                let test = good.then(|| {
                    self.value_test(&Type::String, kind, rule.span, diagnostics)
                });
                Test::Keys(Box::new(test??))
            }
            RuleDefKind::Items(given) => {
                let good =
                    fits(
                        is_list,
                        "items",
                        "arrays, maps and delimited text",
                        diagnostics,
                    ) && limits::of_count(*given, "items", rule.span, diagnostics);
                good.then(|| Test::Items(bounds(*given)))?
            }
            RuleDefKind::Unique => {
                let of_single = matches!(ty, Type::Array(item) if item.is_single());
                let wanted = "arrays of single values and delimited text";
                let is_text = ty.is_text() && is_list;
                fits(of_single || is_text, "unique", wanted, diagnostics)
                    .then_some(Test::Unique)?
            }
            RuleDefKind::Delimiter(delimiter) if delimiter.is_empty() => {
                let message = "a delimiter is not empty";
                diagnostics.push(Diagnostic::error(
                    Code::BadValue,
                    delimiter.span,
                    message,
                ));
                return None;
            }
            RuleDefKind::Delimiter(delimiter) if is_joined(self.table, ty) => {
                let delimiter = joiner(self.table, delimiter, diagnostics)?;
                let is_listed = self.own_list(field).is_some();
                self.listed_without(inner, delimiter, rule.span, diagnostics);
                // Numbers, dates and times cannot hold it, and listed values do not.
                let may_hold = is_free(inner) && !is_listed;
                let test = may_hold.then_some(Test::Undelimited(delimiter))?;
                return Some(Constraint::always(test, true));
            }
            RuleDefKind::Delimiter(delimiter) => {
                let wanted = "text, and for arrays of single values that are parameters";
                let good = fits(is_free(ty), "delimiter", wanted, diagnostics);
                good.then(|| Test::Delimiter(delimiter.value.clone()))?
            }
            kind => self.value_test(subject, kind, rule.span, diagnostics)?,
        };
        Some(Constraint::always(test, rule.each))
    }

    /// The order of a field with another one of the object, which has the same type.
    fn compared(
        &self,
        field: &Field<'_, 's>,
        comparison: Comparison,
        other: &Spanned<String>,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) -> Option<Test> {
        let (key, name) = (comparison.as_str(), &field.def.name.value);
        let ordered = "numbers, dates and times";
        if !self.fits(field.ty.is_ordered(), key, ordered, field.ty, span, diagnostics) {
            return None;
        }
        let Some(at) = self.table.by_name.get(other.value.as_str()) else {
            if !self.table.def.incomplete {
                diagnostics.push(unknown_field(self.table, other.span, &other.value));
            }
            return None;
        };
        if *at == field.at {
            let message = format!("`{name}` is compared with itself");
            let diagnostic = Diagnostic::error(Code::BadValue, other.span, message);
            diagnostics.push(diagnostic.help("name another field"));
            return None;
        }
        let ty = self.table.types[*at].as_ref()?;
        if ty != field.ty {
            let message = format!(
                "`{name}` is {}, and `{}` is {}: fields of one type have an order",
                self.draft.type_name(field.ty),
                other.value,
                self.draft.type_name(ty)
            );
            diagnostics.push(Diagnostic::error(Code::WrongRule, other.span, message));
            return None;
        }
        Some(Test::Compared(comparison, other.value.clone()))
    }

    /// The test of a rule about one value of the type `subject`, if it fits it.
    fn value_test(
        &self,
        subject: &Type,
        kind: &RuleDefKind,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) -> Option<Test> {
        let fits = |good: bool, key: &str, wanted: &str, found: &mut Diagnostics| {
            self.fits(good, key, wanted, subject, span, found)
        };
        let is_free = is_free(subject);
        Some(match kind {
            RuleDefKind::OneOf(values) => {
                let fitting = values.iter().filter(|value| {
                    self.literal_fits(subject, value, "one_of", diagnostics)
                });
                if fitting.count() < values.len() {
                    return None;
                }
                Test::OneOf(values.iter().map(|value| value.value.clone()).collect())
            }
            RuleDefKind::Fixed(value) => self
                .literal_fits(subject, value, "fixed", diagnostics)
                .then(|| Test::Fixed(value.value.clone()))?,
            RuleDefKind::Length(given) => {
                let good = fits(is_free, "length", "text", diagnostics)
                    && limits::of_count(*given, "length", span, diagnostics);
                good.then(|| Test::Length(bounds(*given)))?
            }
            RuleDefKind::Range(given) => {
                let good = fits(subject.is_number(), "range", "numbers", diagnostics)
                    && limits::of_range(*given, subject, span, diagnostics);
                good.then(|| Test::Range(bounds(*given)))?
            }
            RuleDefKind::Pattern(pattern) => {
                let good = fits(is_free, "pattern", "text", diagnostics)
                    && compiles(pattern, diagnostics);
                good.then(|| Test::Pattern(pattern.value.clone()))?
            }
            _ => return None,
        })
    }

    /// Whether a rule is for fields of this type; reported where it is not.
    fn fits(
        &self,
        good: bool,
        key: &str,
        wanted: &str,
        ty: &Type,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        if !good {
            let message = format!(
                "`{key}` is for {wanted}, and this field is {}",
                self.draft.type_name(ty)
            );
            let help = if key == "items" { delimit(ty) } else { None };
            diagnostics.push(
                Diagnostic::error(Code::WrongRule, span, message).maybe_help(help),
            );
        }
        good
    }

    fn conditions(&self) -> Conditions<'m, 's> {
        Conditions { draft: self.draft, links: self.links, table: self.id }
    }

    /// The list of a field whose own type is a closed enumeration.
    fn own_list(&self, field: &Field<'_, '_>) -> Option<Constraint> {
        let Type::Enum(list) = field.inner else { return None };
        let def = self.draft.enums[*list].def;
        let named = innermost_name(&field.def.ty.as_ref()?.value) == &def.name.value;
        (named && !def.open)
            .then(|| Constraint::always(Test::Enum(*list), field.is_list))
    }

    /// A documented value cannot hold the delimiter: it would be two.
    fn listed_without(
        &self,
        ty: &Type,
        delimiter: char,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) {
        let Type::Enum(list) = ty else { return };
        let list = &self.draft.enums[*list];
        if let Some(value) = list.values().find(|value| value.contains(delimiter)) {
            let message =
                format!("`{value}` of `{}` holds the delimiter", list.def.name.value);
            diagnostics.push(Diagnostic::error(Code::Contradiction, span, message));
        }
    }

    fn list(
        &self,
        field: &Field<'_, '_>,
        name: &Spanned<String>,
        diagnostics: &mut Diagnostics,
    ) -> Option<EnumId> {
        let Some(id) = self.draft.enum_id(self.table.module, &name.value) else {
            if !self.draft.may_declare_more(self.table.module) {
                let known =
                    self.draft.enums.iter().map(|list| list.def.name.value.as_str());
                let help = did_you_mean(&name.value, known.collect::<Vec<_>>());
                let message = format!("no enumeration is called `{}`", name.value);
                diagnostics.push(
                    Diagnostic::error(Code::UnknownType, name.span, message)
                        .maybe_help(help),
                );
            }
            return None;
        };
        if !is_free(field.inner) {
            let ty = self.draft.type_name(field.inner);
            let message = format!("`enum` is for text, and this field is {ty}");
            diagnostics.push(Diagnostic::error(Code::WrongRule, name.span, message));
            return None;
        }
        Some(id)
    }

    fn literal_fits(
        &self,
        ty: &Type,
        value: &Spanned<Literal>,
        key: &str,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let good = self.draft.fits(ty, &value.value);
        if !good {
            diagnostics.push(self.wrong_value(ty, value, key));
        }
        good
    }

    /// The report of a value that no field of this type holds.
    fn wrong_value(&self, ty: &Type, value: &Spanned<Literal>, key: &str) -> Diagnostic {
        let error =
            |message: String| Diagnostic::error(Code::BadValue, value.span, message);
        if let (Type::Enum(id), Literal::Text(text)) = (ty, &value.value) {
            let list = &self.draft.enums[*id];
            let name = &list.def.name.value;
            return error(format!(
                "`{key}` is `{text}`, which is not a value of `{name}`"
            ))
            .maybe_help(did_you_mean(text, list.values()));
        }
        let ty_name = self.draft.type_name(ty);
        let found =
            error(format!("`{key}` is `{}`, which is not {ty_name}", value.value));
        found.maybe_help(Draft::quotes(ty, &value.value))
    }

    /// Adds a rule; where only answers hold the field, its demand is kept as
    /// documentation instead.
    fn make(
        &mut self,
        field: &Field<'_, 's>,
        constraint: Constraint,
        span: Span,
        made: &mut FieldRules,
    ) {
        if !self.links.in_requests.contains(&self.id) {
            let is_told = matches!(
                constraint.test,
                Test::Type | Test::Enum(_) | Test::Undelimited(_)
            );
            if !is_told {
                made.documented.push(constraint);
            }
            return;
        }
        if constraint.test == Test::DocumentedFor && field.def.observed.is_some() {
            made.observed_for = Some(constraint.when);
            return;
        }
        let suffix = match &constraint.test {
            Test::Enum(list) if field.lists > 1 => {
                format!(".{}", self.draft.enums[*list].def.name.value)
            }
            _ => String::new(),
        };
        let kind = kind_in_id(&constraint);
        let given =
            field.def.ids.iter().find(|(key, _)| key.value == kind).map(|(_, id)| id);
        let key = format!("{kind}{suffix}");
        let id = match given {
            Some(id) => format!("{}{suffix}", id.value),
            None => format!("{}.{}.{key}", self.prefix(), field.def.name.value),
        };
        let subject = Subject::Field(self.id, field.at);
        let id_span = given.map(|id| id.span);
        made.rules.push(self.rules.push(DraftRule {
            id,
            key,
            subject,
            constraint,
            span,
            id_span,
        }));
    }

    fn prefix(&self) -> String {
        rule_prefix(self.draft, self.id)
    }

    fn group(
        &mut self,
        group: &'s GroupDef,
        diagnostics: &mut Diagnostics,
    ) -> Option<RuleId> {
        let when = match &group.when {
            None => Condition::ALWAYS,
            Some(when) => self.conditions().read(when, diagnostics)?,
        };
        let mut fields = Vec::with_capacity(group.fields.len());
        for name in &group.fields {
            match self.table.by_name.get(name.value.as_str()) {
                Some(at) if fields.contains(at) => {
                    let message = format!("`{}` stands in this group twice", name.value);
                    let first = group.fields.iter().find(|it| it.value == name.value);
                    let diagnostic =
                        Diagnostic::error(Code::BadValue, name.span, message);
                    diagnostics.push(match first {
                        Some(first) => diagnostic.related(first.span, "first here"),
                        None => diagnostic,
                    });
                }
                Some(at) => fields.push(*at),
                None if self.table.def.incomplete => {}
                None => {
                    diagnostics.push(unknown_field(self.table, name.span, &name.value));
                }
            }
        }
        if group.fields.len() < 2 {
            let message = "a group needs two fields or more";
            diagnostics.push(Diagnostic::error(
                Code::BadValue,
                group.name.span,
                message,
            ));
        }
        if fields.len() < 2 {
            return None;
        }
        if let Some(id) = group.id.as_ref().filter(|id| !is_id(id)) {
            diagnostics.push(bad_id(id));
        }
        let own = || format!("{}.{}.group", self.prefix(), group.name.value);
        let id = group.id.as_ref().map_or_else(own, |id| id.value.clone());
        let constraint =
            Constraint { test: Test::Group(group.kind, fields), when, each: false };
        let subject = Subject::Group(self.id, group);
        Some(self.rules.push(DraftRule {
            id,
            key: group.name.value.clone(),
            subject,
            constraint,
            span: group.name.span,
            id_span: group.id.as_ref().map(|id| id.span),
        }))
    }
}

/// The beginning of the ids of a table's rules: `operation`, `operation.path`,
/// `operation.Type` or `shared.Type`.
pub(super) fn rule_prefix(draft: &Draft<'_>, id: TableId) -> String {
    let table = &draft.tables[id];
    let Module::Operation(operation) = table.module else {
        return format!("shared.{}", table.name());
    };
    let operation = &draft.operations[operation];
    let name = &operation.file.name.value;
    match table.part {
        Some(part) => format!("{name}.{}", part.as_str()),
        None if operation.body_table() == Some(id) => name.clone(),
        None => format!("{name}.{}", table.name()),
    }
}

/// Whether a field with a delimiter is an array that is sent as one text: a parameter
/// whose items are single values.
fn is_joined(table: &DraftTable<'_>, ty: &Type) -> bool {
    let is_parameter = table.part.is_some() || table.headers.is_some();
    is_parameter && matches!(ty, Type::Array(inner) if inner.is_single())
}

/// The delimiter of an array. OpenAPI knows three of them in a query, and one elsewhere.
fn joiner(
    table: &DraftTable<'_>,
    delimiter: &Spanned<String>,
    diagnostics: &mut Diagnostics,
) -> Option<char> {
    let known = if table.part == Some(Place::Query) { ", |" } else { "," };
    let found = known.chars().find(|it| delimiter.value == it.to_string());
    if found.is_none() {
        let message = format!("`{}` cannot join the items of an array", delimiter.value);
        let known = if known.len() > 1 {
            "in a query, `,`, a blank and `|` can"
        } else {
            "in the path and in headers, `,` alone can"
        };
        diagnostics.push(
            Diagnostic::error(Code::BadValue, delimiter.span, message).help(format!(
                "{known}; with another delimiter, make the parameter a `string`"
            )),
        );
    }
    found
}

/// The help for rules of items at a field that is text.
fn delimit(ty: &Type) -> Option<String> {
    ty.is_text().then(|| {
        "if the text is a list, say what joins its items: `delimiter: \",\"`".to_owned()
    })
}

fn rank(kind: &RuleDefKind) -> u8 {
    match kind {
        RuleDefKind::Required(_) => 1,
        RuleDefKind::OnlyWhen(_) => 2,
        RuleDefKind::DocumentedFor(_) => 4,
        // A delimiter of an array is an error; one of text is a warning.
        RuleDefKind::Delimiter(_) => 5,
        // The enumeration that is a field's type is a value rule like others, and stands
        // where the type stands.
        _ => 3,
    }
}

/// Whether it is text of any form.
const fn is_free(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::Enum(_))
}

/// The form of a field whose own type is text of one.
fn own_format(field: &Field<'_, '_>) -> Option<Constraint> {
    let Type::Formatted(format) = field.inner else { return None };
    Some(Constraint::always(Test::Format(*format), field.is_list))
}

/// The kind as ids have it. The enumeration of a list constrains its items, yet it is
/// the field's one list of values, so that its id has no `each`.
fn kind_in_id(constraint: &Constraint) -> String {
    let kind = constraint.test.kind();
    if constraint.test.of_keys().is_some() {
        return format!("keys.{kind}");
    }
    let each = constraint.each && !matches!(constraint.test, Test::Enum(_));
    if each { format!("each.{kind}") } else { kind.to_owned() }
}

fn bounds<T>(limits: Limits<T>) -> Bounds<T> {
    Bounds { min: limits.min, max: limits.max }
}

fn compiles(pattern: &Spanned<String>, diagnostics: &mut Diagnostics) -> bool {
    match regex_lite::Regex::new(pattern) {
        Ok(_) if ["", "^", "$", ".*", "^.*", ".*$"].contains(&pattern.as_str()) => {
            let message = "every text matches this pattern, so it says nothing";
            diagnostics.push(
                Diagnostic::error(Code::NeverFires, pattern.span, message)
                    .help("delete it"),
            );
            false
        }
        Ok(_) => true,
        Err(error) => {
            let message = format!("this is not a regular expression: {error}");
            diagnostics.push(Diagnostic::error(Code::Pattern, pattern.span, message));
            false
        }
    }
}

/// Ids are unique, whatever they are made from.
fn unique(rules: &Arena<RuleId, DraftRule<'_>>, diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<&str, &DraftRule<'_>> = HashMap::with_capacity(rules.len());
    for rule in rules {
        let Some(before) = seen.insert(&rule.id, rule) else { continue };
        let lists = [&before.constraint.test, &rule.constraint.test];
        let is_one_list = matches!(lists, [Test::Enum(a), Test::Enum(b)] if a == b)
            && before.id_span == rule.id_span;
        // An id that the spec gives is the one to be changed.
        let (first, second) = match (before.id_span, rule.id_span) {
            (Some(given), None) => (rule.span, given),
            (first, second) => {
                (first.unwrap_or(before.span), second.unwrap_or(rule.span))
            }
        };
        let (message, help) = if is_one_list {
            let name = rule.id.rsplit('.').next().unwrap_or_default();
            (
                format!("the list `{name}` stands here twice"),
                "let both conditions be one: `when: { any: [..., ...] }`",
            )
        } else {
            (
                format!("two rules have the id `{}`", rule.id),
                "give one of them another with `ids: { kind: name }`",
            )
        };
        let diagnostic = Diagnostic::error(Code::DuplicateRule, second, message);
        diagnostics.push(diagnostic.related(first, "first here").help(help));
    }
}

fn bad_id(id: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` cannot be the id of a rule", id.value);
    Diagnostic::error(Code::BadValue, id.span, message)
        .help("an id is made of names and dots, without blanks")
}

/// An id is made of names and dots, since people write it and programs keep it.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| !c.is_whitespace() && !c.is_control())
}
