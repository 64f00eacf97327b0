//! Makes the rules with their ids, conditions and constraints, in the order in which
//! violations are reported. Comparing keys with types belongs to `constraints`, groups to
//! `groups`, the form of ids to `ids`.

use super::constraints::{Constraint, FieldKeys};
use super::ids::{bad_id, is_id, kind_in_id, rule_prefix, unique_ids};
use super::table::{DraftRule, FieldRules, Rules, Subject, TableRules};
use crate::arena::Arena;
use crate::check::answers::accessors::accessors;
use crate::check::draft::link::Links;
use crate::check::draft::resolved::{Draft, DraftTable};
use crate::diagnostic::{Code, Diagnostic, Reporter};
use crate::model::{
    Literal, OperationId, Part, RuleId, TableField, TableId, Test, Type,
};
use crate::source::{Span, Spanned};
use crate::spec::{FieldDef, RuleDef, RuleDefKind};

/// Makes the rules of every table.
pub(in crate::check) fn build<'s>(draft: &Draft<'s>, links: &Links) -> Rules<'s> {
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
    unique_ids(draft, &rules.rules);
    rules
}

/// Makes the rules that path, query and header are objects, and that the body has its
/// type.
fn part_rules<'s>(
    draft: &Draft<'s>,
    id: OperationId,
    rules: &mut Arena<RuleId, DraftRule<'s>>,
) -> Vec<(Part, RuleId)> {
    let operation = &draft.operations[id];
    let parameters = operation.parameters.iter().map(|(part, _)| *part);
    let body = operation.body.as_ref().map(|_| Part::Body);
    let make = |part: Part| {
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
pub(in crate::check) struct TableRulesBuilder<'m, 's> {
    pub(in crate::check) draft: &'m Draft<'s>,
    pub(in crate::check) links: &'m Links,
    pub(in crate::check) id: TableId,
    pub(in crate::check) table: &'m DraftTable<'s>,
    pub(in crate::check) rules: &'m mut Arena<RuleId, DraftRule<'s>>,
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
        let reporter = Reporter::default();
        let field = TableField { table: self.id, at };
        let keys = FieldKeys::new(self.draft, self.links, field, ty, &reporter);
        if let Some(value) = &def.default {
            self.default(&keys, value);
        }
        if *ty != Type::Any {
            let constraint = Constraint::always(Test::Type, false);
            self.make(&keys, constraint, def.name.span, &mut made);
        }
        // If a delimiter is missing, only one of the rules of items is reported.
        let mut has_item_rule = false;
        // Presence comes first and warnings last, in any order of the file.
        let mut defs: Vec<&RuleDef> = def.rules.iter().collect();
        defs.sort_by_key(|rule| rank(&rule.kind));
        for rule in defs {
            let of_items = rule.each
                || matches!(rule.kind, RuleDefKind::Items(_)) && *ty != Type::Object;
            if of_items && !keys.is_list {
                if has_item_rule {
                    continue;
                }
                has_item_rule = true;
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
            keys.check_literal(keys.ty, value, "default");
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
            let is_in_type = matches!(
                constraint.test,
                Test::Type | Test::Enum(_) | Test::Undelimited(_)
            );
            if !is_in_type {
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
            Test::Enum(list) if def.rules.iter().filter(is_list).nth(1).is_some() => {
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
            subject: Subject::Field(keys.field),
            constraint,
            span,
            id_span: given.map(|id| id.span),
        }));
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
