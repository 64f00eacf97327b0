//! Builds the rules of the contract: their words, their places on pages and the decisions
//! about them. The rest of the contract belongs to `contract`.

use super::contract::{PassResults, subject_type, texts};
use crate::arena::Arena;
use crate::check::draft::resolved::DraftTable;
use crate::check::rules::constraints::Constraint;
use crate::check::rules::table::{DraftRule, Subject};
use crate::model::{
    Citation, DecisionId, Enum, EnumId, Module, OperationId, Part, Rule, Style,
    TableField, TableId, Test, Type, Wording,
};
use crate::spec::{FieldDef, GroupDef, RuleDefKind, TableDef};

/// The facts about a rule that depend on its subject.
struct Origin {
    text: String,
    source: Citation,
    sensitive: bool,
    decisions: Vec<DecisionId>,
}

impl PassResults<'_, '_> {
    /// A rule with its words.
    pub(in crate::check) fn rule(
        &self,
        rule: &DraftRule<'_>,
        enums: &Arena<EnumId, Enum>,
    ) -> Rule {
        let Constraint { test, when, each } = &rule.constraint;
        let on_no_page = self.is_on_no_page(rule);
        let origin = match rule.subject {
            Subject::Part(id, part) => self.of_part(id, part, rule, enums),
            Subject::Field(field) => self.of_field(field, rule, enums),
            Subject::Group(id, group) => self.of_group(id, group, rule, enums),
        };
        let Origin { text, mut source, sensitive, decisions } = origin;
        // No table has a group of fields that only examples show.
        if on_no_page && matches!(rule.subject, Subject::Group(..)) {
            source.table.clear();
        }
        Rule {
            id: rule.id.clone(),
            key: rule.key.clone(),
            module: rule.subject.module(self.draft),
            each: *each,
            when: when.clone(),
            test: test.clone(),
            text,
            source,
            on_no_page,
            sensitive,
            decisions,
        }
    }

    /// Whether a rule is about a field that is in no table and in no example of a page.
    fn is_on_no_page(&self, rule: &DraftRule<'_>) -> bool {
        let draft = self.draft;
        let is_on_no_page = |table: TableId, at: usize| {
            self.shown.is_on_no_page(draft, TableField { table, at })
        };
        match (rule.subject, &rule.constraint.test) {
            // The rules of the members have their own severity.
            (Subject::Part(..), _) | (_, Test::Members(..)) => false,
            (Subject::Field(TableField { table, at }), test) => {
                let other = match test {
                    Test::Compared(_, other) => {
                        draft.tables[table].by_name.get(&**other)
                    }
                    _ => None,
                };
                is_on_no_page(table, at)
                    || other.is_some_and(|at| is_on_no_page(table, *at))
            }
            (Subject::Group(id, _), Test::Group(_, members)) => {
                members.iter().any(|at| is_on_no_page(id, *at))
            }
            (Subject::Group(..), _) => false,
        }
    }

    fn of_part(
        &self,
        id: OperationId,
        part: Part,
        rule: &DraftRule<'_>,
        enums: &Arena<EnumId, Enum>,
    ) -> Origin {
        let operation = &self.draft.operations[id];
        let body = operation.body.as_ref().filter(|_| part == Part::Body);
        let ty = body.unwrap_or(&Type::Object);
        Origin {
            text: words(rule, enums, ty, false, &[]),
            source: Citation {
                page: operation.file.page.title.value.clone(),
                table: String::new(),
                field: part.as_str().to_owned(),
            },
            // A violation would print the whole object, which may hold secrets.
            sensitive: true,
            decisions: Vec::new(),
        }
    }

    fn of_field(
        &self,
        field: TableField,
        rule: &DraftRule<'_>,
        enums: &Arena<EnumId, Enum>,
    ) -> Origin {
        let table = &self.draft.tables[field.table];
        let (def, ty) = (self.draft.field(field), table.ty(field.at));
        let Constraint { test, each, .. } = &rule.constraint;
        let is_each = *each && !matches!(test, Test::Undelimited(_));
        let fact = if is_each { "each" } else { fact(test, def) };
        let facts: &[&str] = match test {
            Test::Type => &["type", "nullable"],
            _ => &[fact],
        };
        let (ty_of_subject, nullable) =
            (subject_type(ty, *each), def.nullable.is_some());
        Origin {
            text: words(rule, enums, ty_of_subject, nullable, &[]),
            source: self.citation(table, def),
            sensitive: def.sensitive || self.links.may_hold_secret(ty),
            decisions: self.decisions.about(&def.decisions, facts),
        }
    }

    fn of_group(
        &self,
        id: TableId,
        group: &GroupDef,
        rule: &DraftRule<'_>,
        enums: &Arena<EnumId, Enum>,
    ) -> Origin {
        let names = texts(&group.fields);
        Origin {
            text: words(rule, enums, &Type::Any, false, &names),
            source: self.group_citation(&self.draft.tables[id], &names),
            // A violation would print the whole object, which may hold secrets.
            sensitive: true,
            decisions: self.decisions.of(&group.decisions),
        }
    }

    /// The place on a page that documents a field; without a table where only examples
    /// show it.
    pub(in crate::check) fn citation(
        &self,
        table: &DraftTable<'_>,
        def: &FieldDef,
    ) -> Citation {
        let (page, number) = self.page(table.module, table.def);
        let number = if def.observed.is_none() { number } else { String::new() };
        Citation { page, table: number, field: def.name.value.clone() }
    }

    fn group_citation(&self, table: &DraftTable<'_>, names: &[String]) -> Citation {
        let (first, number) = self.page(table.module, table.def);
        let page = self.draft.page(table.module).map_or(first, str::to_owned);
        Citation { page, table: number, field: names.join(", ") }
    }

    /// The page and the number of the first table that documents a type.
    fn page(&self, module: Module, def: &TableDef) -> (String, String) {
        let own = self.draft.page(module).unwrap_or_default();
        let (page, number) = def.tables.first().map_or(("", ""), |it| {
            let page = it.page.as_ref().map_or("", |page| page.value.as_str());
            (page, it.table.value.as_str())
        });
        let title = &self.draft.spec.service.title;
        let page = [page, own, title]
            .into_iter()
            .find(|page| !page.is_empty())
            .unwrap_or_default();
        (page.to_owned(), number.to_owned())
    }
}

/// A rule as a sentence without Markdown. `fields` are those of a group.
fn words(
    rule: &DraftRule<'_>,
    enums: &Arena<EnumId, Enum>,
    ty: &Type,
    nullable: bool,
    fields: &[String],
) -> String {
    let Constraint { test, when, each } = &rule.constraint;
    let wording = Wording { style: Style::Plain, enums, ty, nullable, fields };
    wording.rule(test, when, *each)
}

/// The fact of a field that a rule states: the key that the spec has for it.
fn fact(test: &Test, def: &FieldDef) -> &'static str {
    let has_lists =
        || def.rules.iter().any(|rule| matches!(rule.kind, RuleDefKind::Enum { .. }));
    match test {
        // The list of an enumeration that is the field's own type belongs to the fact
        // `type`.
        Test::Enum(_) if !has_lists() => "type",
        Test::OneOf(_) => "one_of",
        Test::Keys(_) => "keys",
        Test::Undelimited(_) => "delimiter",
        test => test.kind(),
    }
}
