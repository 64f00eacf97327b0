//! Makes the rules of groups, and refuses groups of unknown or too few fields. Groups that
//! required fields decide belong to `group_values`.

use std::collections::HashMap;

use super::builder::TableRulesBuilder;
use super::conditions::{Conditions, ReadCondition, unknown_field};
use super::constraints::Constraint;
use super::ids::{bad_id, is_id, rule_prefix};
use super::table::{DraftRule, Subject};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Condition, RuleId, Test};
use crate::source::Span;
use crate::spec::GroupDef;

impl<'s> TableRulesBuilder<'_, 's> {
    /// The rule of one group, if it has several fields.
    pub(in crate::check) fn group(&mut self, group: &'s GroupDef) -> Option<RuleId> {
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
