//! Third pass: makes the rules with their ids, conditions and constraints, in the order
//! in which violations are reported. Comparing keys with types belongs to
//! `constraints`, the form of ids to `rule_ids`.

use std::collections::HashMap;

use super::accessors::{DraftAccessor, accessors};
use super::conditions::{Conditions, ReadCondition, unknown_field};
use super::constraints::{Constraint, FieldKeys};
use super::draft::{Draft, DraftTable};
use super::link::Links;
use super::rule_ids::{bad_id, is_id, kind_in_id, rule_prefix};
use crate::arena::{Arena, Id};
use crate::diagnostic::{Code, Diagnostic, Reporter};
use crate::model::{
    Condition, Literal, Module, OperationId, Place, RuleId, TableId, Test, Type,
};
use crate::source::{Span, Spanned};
use crate::spec::{FieldDef, GroupDef, RuleDef, RuleDefKind};

/// The rules of a spec, and the rules of each declaration.
#[derive(Default)]
pub(super) struct Rules<'s> {
    pub(super) rules: Arena<RuleId, DraftRule<'s>>,
    /// For each operation, the rules of the types of the parts of a request.
    pub(super) parts: Vec<Vec<(Place, RuleId)>>,
    /// For each table, the rules of its fields and groups.
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
    /// Constraints of a field that only answers hold. They are documentation, since no
    /// rule applies to answers.
    pub(super) documented: Vec<Constraint>,
    /// The cases of an observed field. No page has it, so that it draws no warning in
    /// other cases.
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
    /// The place of its id, if the spec gives it one.
    pub(super) id_span: Option<Span>,
}

impl DraftRule<'_> {
    /// The place of its condition, if it has one of its own.
    pub(super) fn condition_span(&self) -> Span {
        match self.subject {
            Subject::Group(_, group) => {
                group.when.as_ref().map_or(self.span, |when| when.span)
            }
            _ => self.span,
        }
    }

    /// The test that it makes of a single value, or of a key.
    pub(super) fn value_test(&self) -> &Test {
        let test = &self.constraint.test;
        test.of_keys().unwrap_or(test)
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

impl<'s> Rules<'s> {
    /// The rules of one field.
    pub(super) fn of_field(
        &self,
        id: TableId,
        at: usize,
    ) -> impl Iterator<Item = &DraftRule<'s>> {
        let rules = &self.tables[id.index()].fields[at].rules;
        rules.iter().map(|rule| &self.rules[*rule])
    }

    /// The rule that requires a field in every case.
    pub(super) fn required(&self, id: TableId, at: usize) -> Option<&DraftRule<'s>> {
        self.of_field(id, at).find(|rule| {
            rule.constraint.test == Test::Required && rule.constraint.when.is_always()
        })
    }
}

/// Makes the rules of every table.
pub(super) fn rules<'s>(draft: &Draft<'s>, links: &Links) -> Rules<'s> {
    let mut rules = Rules::default();
    for id in draft.operations.ids() {
        let parts = part_rules(draft, id, &mut rules.rules);
        rules.parts.push(parts);
    }
    for id in draft.tables.ids() {
        let mut builder = TableRulesBuilder {
            draft,
            links,
            id,
            table: &draft.tables[id],
            rules: &mut rules.rules,
        };
        let table = builder.table();
        rules.tables.push(table);
    }
    unique(draft, &rules.rules);
    rules
}

/// Makes the rules that path, query and header are objects, and that the body has its
/// type.
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
struct TableRulesBuilder<'m, 's> {
    draft: &'m Draft<'s>,
    links: &'m Links,
    id: TableId,
    table: &'m DraftTable<'s>,
    rules: &'m mut Arena<RuleId, DraftRule<'s>>,
}

impl<'s> TableRulesBuilder<'_, 's> {
    fn table(&mut self) -> TableRules<'s> {
        let def = self.table.def;
        TableRules {
            fields: (0..def.fields.len())
                .map(|at| self.field(at, &def.fields[at]))
                .collect(),
            groups: def.groups.iter().filter_map(|group| self.group(group)).collect(),
            accessors: accessors(self.draft, self.id),
        }
    }

    fn field(&mut self, at: usize, def: &'s FieldDef) -> FieldRules {
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
        let reporter = Reporter::default();
        let keys = FieldKeys {
            draft: self.draft,
            links: self.links,
            id: self.id,
            table,
            at,
            def,
            ty,
            inner,
            is_list: inner != ty || delimited,
            reporter: &reporter,
        };
        if let Some(value) = &def.default {
            self.default(&keys, value);
        }
        if *ty != Type::Any {
            let constraint = Constraint::always(Test::Type, false);
            self.make(&keys, constraint, def.name.span, &mut made);
        }
        // If a delimiter is missing, only one of the rules of items is reported.
        let mut wants_items = false;
        // Presence comes first and warnings last, in any order of the file.
        let mut defs: Vec<&RuleDef> = def.rules.iter().collect();
        defs.sort_by_key(|rule| rank(&rule.kind));
        for rule in defs {
            let of_items = rule.each
                || matches!(rule.kind, RuleDefKind::Items(_)) && *ty != Type::Object;
            if of_items && !keys.is_list && std::mem::replace(&mut wants_items, true) {
                continue;
            }
            if let Some(constraint) = keys.constraint(rule) {
                self.make(&keys, constraint, rule.span, &mut made);
            }
        }
        self.ids(def, &made, &reporter);
        let mut found = reporter.finish();
        // A rule may depend on a key that could not be read, so that a wrong type is
        // not reported.
        found.retain(|diagnostic| !def.incomplete || diagnostic.code != Code::WrongRule);
        self.draft.reporter.extend(found);
        made
    }

    /// Refuses a default that the field cannot hold.
    fn default(&self, keys: &FieldKeys<'_, 's>, value: &Spanned<Literal>) {
        let is_blank = matches!(&value.value, Literal::Text(text) if self.draft.is_blank(keys.ty, text));
        if is_blank {
            let message = "a default cannot be a blank, which counts as absent";
            let diagnostic = Diagnostic::error(Code::BadValue, value.span, message);
            keys.reporter.report(diagnostic.help("delete it"));
        } else {
            keys.literal_fits(keys.ty, value, "default");
        }
    }

    /// Refuses ids that are malformed, or belong to no rule.
    fn ids(&self, def: &FieldDef, made: &FieldRules, reporter: &Reporter) {
        for (_, id) in def.ids.iter().filter(|(_, id)| !is_id(id)) {
            reporter.report(bad_id(id));
        }
        // An id is not reported as unused while its rule may merely be unreadable.
        // Neither is one in a type that nothing holds: then no rule is made.
        let is_held = self.links.in_requests.contains(&self.id)
            || self.links.in_responses.contains(&self.id);
        let is_complete = !def.ids.is_empty()
            && is_held
            && !def.incomplete
            && !reporter.any(|_| true)
            && !self.draft.may_declare_more(self.table.module)
            && !self.draft.has_unknown_types();
        let has_rule = |kind: &str| {
            let mut rules = made.rules.iter();
            rules.any(|rule| kind_in_id(&self.rules[*rule].constraint) == kind)
        };
        for (kind, id) in def.ids.iter().filter(|_| is_complete) {
            if !has_rule(&kind.value) {
                let message = format!(
                    "this field has no rule of kind `{}` to give the id `{}`",
                    kind.value, id.value
                );
                let diagnostic = Diagnostic::error(Code::BadValue, kind.span, message);
                reporter.report(diagnostic.help("delete it, or correct the kind"));
            }
        }
    }

    /// Adds a rule. If only answers hold the field, the demand is kept as documentation
    /// instead.
    fn make(
        &mut self,
        keys: &FieldKeys<'_, 's>,
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
        let def = keys.def;
        if constraint.test == Test::DocumentedFor && def.observed.is_some() {
            made.observed_for = Some(constraint.when);
            return;
        }
        let is_list = |rule: &&RuleDef| matches!(rule.kind, RuleDefKind::Enum { .. });
        let suffix = match &constraint.test {
            Test::Enum(list) if def.rules.iter().filter(is_list).count() > 1 => {
                format!(".{}", self.draft.enums[*list].def.name.value)
            }
            Test::Members(_, name) => format!(".{name}"),
            _ => String::new(),
        };
        let kind = kind_in_id(&constraint);
        let given = def.ids.iter().find(|(key, _)| key.value == kind).map(|(_, id)| id);
        let key = format!("{kind}{suffix}");
        let id = match given {
            Some(id) => format!("{}{suffix}", id.value),
            None => {
                let prefix = rule_prefix(self.draft, self.id);
                format!("{prefix}.{}.{key}", def.name.value)
            }
        };
        made.rules.push(self.rules.push(DraftRule {
            id,
            key,
            subject: Subject::Field(self.id, keys.at),
            constraint,
            span,
            id_span: given.map(|id| id.span),
        }));
    }

    fn group(&mut self, group: &'s GroupDef) -> Option<RuleId> {
        let draft = self.draft;
        let conditions = Conditions {
            draft,
            links: self.links,
            table: self.id,
            reporter: draft.reporter,
        };
        let when = match &group.when {
            None => Condition::ALWAYS,
            Some(when) => conditions.read(when)?,
        };
        let fields = self.members(group);
        // Several names without commas have been reported as one that is unknown.
        let has_blank = group.fields.iter().any(|name| name.contains(' '));
        if group.fields.len() < 2 && !has_blank {
            let message = "a group must have at least two fields";
            let diagnostic = Diagnostic::error(Code::BadValue, group.name.span, message);
            draft.report(diagnostic.help("add a field, or delete the group"));
        }
        if fields.len() < 2 {
            return None;
        }
        if let Some(id) = group.id.as_ref().filter(|id| !is_id(id)) {
            draft.report(bad_id(id));
        }
        let name = &group.name.value;
        if name.contains('.') || !is_id(name) {
            let message = format!("`{name}` cannot be the name of a group");
            draft.report(Diagnostic::error(Code::Name, group.name.span, message).help(
                "it is a part of the rule's id: write a name without spaces and dots",
            ));
        }
        let own = || format!("{}.{name}.group", rule_prefix(draft, self.id));
        let id = group.id.as_ref().map_or_else(own, |id| id.value.clone());
        Some(self.rules.push(DraftRule {
            id,
            key: name.clone(),
            subject: Subject::Group(self.id, group),
            constraint: Constraint {
                test: Test::Group(group.kind, fields),
                when,
                each: false,
            },
            span: group.name.span,
            id_span: group.id.as_ref().map(|id| id.span),
        }))
    }

    /// The fields of a group. Reports fields that do not exist or are repeated.
    fn members(&self, group: &GroupDef) -> Vec<usize> {
        let mut fields = Vec::with_capacity(group.fields.len());
        let mut seen: HashMap<usize, Span> = HashMap::with_capacity(group.fields.len());
        for name in &group.fields {
            match self.table.by_name.get(name.value.as_str()) {
                Some(at) => match seen.get(at).copied() {
                    None => {
                        seen.insert(*at, name.span);
                        fields.push(*at);
                    }
                    Some(first) => {
                        let message =
                            format!("this group contains `{}` twice", name.value);
                        self.draft.report(
                            Diagnostic::error(Code::BadValue, name.span, message)
                                .related(first, "first here")
                                .help("delete one of them"),
                        );
                    }
                },
                None if self.table.def.incomplete => {}
                None => {
                    let found = unknown_field(self.table, name.span, &name.value);
                    let bare = name.rsplit_once('.').map(|(_, bare)| bare);
                    let own = bare.filter(|it| self.table.by_name.contains_key(*it));
                    self.draft.report(match own {
                        Some(own) => found.help(format!(
                            "a group has fields of its own type, without their place: write `{own}`"
                        )),
                        None => found,
                    });
                    // The others of the group are probably written in the same way.
                    if own.is_some() {
                        break;
                    }
                }
            }
        }
        fields
    }
}

/// Refuses an id that two rules have.
fn unique(draft: &Draft<'_>, rules: &Arena<RuleId, DraftRule<'_>>) {
    let mut seen: HashMap<&str, &DraftRule<'_>> = HashMap::with_capacity(rules.len());
    for rule in rules {
        let Some(before) = seen.insert(&rule.id, rule) else { continue };
        let lists = [&before.constraint.test, &rule.constraint.test];
        let is_one = match lists {
            [Test::Enum(a), Test::Enum(b)] => a == b,
            [Test::Members(a, _), Test::Members(b, _)] => a == b,
            _ => false,
        };
        let is_one_list = is_one && before.id_span == rule.id_span;
        // An id that the spec gives is the one to be changed.
        let (first, second) = match (before.id_span, rule.id_span) {
            (Some(given), None) => (rule.span, given),
            (first, second) => {
                (first.unwrap_or(before.span), second.unwrap_or(rule.span))
            }
        };
        let (message, help) = if is_one_list {
            let name = rule.id.rsplit('.').next().unwrap_or_default();
            let has_own = lists_of_type(&[before, rule]);
            (
                match rule.constraint.test {
                    Test::Members(..) => format!("the type `{name}` stands here twice"),
                    _ => format!("the list `{name}` stands here twice"),
                },
                if has_own {
                    "the type says so already: delete it from `enum`"
                } else {
                    "let both conditions be one: `when: { any: [..., ...] }`"
                },
            )
        } else {
            (
                format!("two rules have the id `{}`", rule.id),
                "give one of them another with `ids: { kind: name }`",
            )
        };
        let diagnostic = Diagnostic::error(Code::DuplicateRule, second, message);
        draft.report(diagnostic.related(first, "first here").help(help));
    }
}

/// The order of a field's rules.
const fn rank(kind: &RuleDefKind) -> u8 {
    match kind {
        RuleDefKind::Required(_) => 1,
        RuleDefKind::OnlyWhen(_) => 2,
        RuleDefKind::DocumentedFor(_) => 4,
        // A delimiter of an array is an error; one of text is a warning.
        RuleDefKind::Delimiter(_) => 5,
        // The rules of the members come behind all others.
        RuleDefKind::Members { .. } => 6,
        // The list of an enumeration that is the field's type is sorted by the place of
        // `type`.
        _ => 3,
    }
}

/// Whether one of these rules stands without a condition.
fn lists_of_type(rules: &[&DraftRule<'_>]) -> bool {
    rules.iter().any(|rule| rule.constraint.when.is_always())
}
