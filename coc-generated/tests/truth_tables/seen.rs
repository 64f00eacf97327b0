//! The statements of the tables about a field, and the record of the rules that requests
//! broke and kept. The tables are in the files beside this one.

use std::collections::BTreeSet;

use coc_generated::Violations;

/// The statement of a page about a field in one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// It must be there.
    Required,
    /// It may be there.
    Optional,
    /// It must not be there.
    Refused,
    /// It is documented for other cases, so that it draws a warning.
    Elsewhere,
}

/// The rules that a request broke, and the rules that a request about their field kept.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) broken: BTreeSet<&'static str>,
    pub(crate) kept: BTreeSet<&'static str>,
}

impl Seen {
    /// Compares the violations with the expected rules, in any order. `expected` leaves
    /// out the operation's name; `about` are the fields whose rules the request tests.
    pub(crate) fn check(
        &mut self,
        operation: &str,
        about: &[&str],
        found: &Violations,
        expected: &[&str],
        context: &dyn std::fmt::Debug,
    ) {
        let prefix = format!("{operation}.");
        let rules_of_rows =
            found.iter().map(|it| it.rule).filter(|it| is_of_corpora(it.citation.field));
        let ids: Vec<&'static str> = rules_of_rows.map(|rule| rule.id).collect();
        let rules: BTreeSet<&str> =
            ids.iter().map(|id| id.strip_prefix(&prefix).unwrap()).collect();
        assert_eq!(rules, expected.iter().copied().collect(), "{about:?}: {context:?}");
        assert_eq!(ids.len(), rules.len(), "{context:?}: a rule is reported twice");
        let entry = coc_generated::operation(operation).unwrap();
        for rule in entry.rules().filter(|rule| !ids.contains(&rule.id)) {
            if about
                .iter()
                .any(|field| rule.id.starts_with(&format!("{prefix}{field}.")))
            {
                self.kept.insert(rule.id);
            }
        }
        self.broken.extend(ids);
    }
}

/// Whether the corpora, which were written from the same pages as these tables, have a
/// field. One that was added to the spec later has no row here.
pub(crate) fn is_of_corpora(fields: &str) -> bool {
    let corpora = [
        include_str!("../conformance/create_ticket.ndjson"),
        include_str!("../conformance/update_ticket.ndjson"),
    ];
    let first = fields.split(", ").next().unwrap_or_default();
    corpora.iter().any(|text| text.contains(&format!("\"{first}\"")))
}
