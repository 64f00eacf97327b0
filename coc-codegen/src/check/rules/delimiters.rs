//! The key `delimiter`: of text, which it makes a list, and of parameters that are
//! arrays, whose items it joins.

use super::constraints::{Constraint, FieldKeys, is_free};
use crate::check::draft::resolved::DraftTable;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Literal, Part, Test, Type};
use crate::source::{Span, Spanned};
use crate::spec::RuleDef;

impl FieldKeys<'_, '_> {
    /// The delimiter of text, which makes it a list, or of a parameter that is an array,
    /// which is sent as one text.
    pub(in crate::check) fn delimiter(
        &self,
        delimiter: &Spanned<String>,
        rule: &RuleDef,
    ) -> Option<Constraint> {
        if delimiter.is_empty() {
            let message = "a delimiter cannot be empty";
            let diagnostic = Diagnostic::error(Code::BadValue, delimiter.span, message);
            self.reporter
                .report(diagnostic.help("write the delimiter, or delete the key"));
            return None;
        }
        if let Some(quote) = delimiter.chars().find(|c| "“”„‟«»‘’‚".contains(*c))
        {
            let message =
                format!("`{quote}` is a quotation mark, and no part of a delimiter");
            let diagnostic = Diagnostic::error(Code::BadValue, delimiter.span, message);
            self.reporter
                .report(diagnostic.help("put the delimiter between `\"` and `\"`"));
            return None;
        }
        if !is_joined(self.table, self.ty) {
            let key = (
                "delimiter",
                "text, and for arrays of single values that are parameters",
            );
            self.requires(is_free(self.ty), key, self.ty, rule.span)?;
            let test = Test::Delimiter(delimiter.value.clone());
            return Some(Constraint::always(test, false));
        }
        let delimiter = self.joiner(delimiter)?;
        self.listed_without(delimiter, rule.span);
        // Numbers, dates and times cannot contain the delimiter, and listed values do
        // not.
        let may_hold = is_free(self.inner) && self.own_list().is_none();
        let test = may_hold.then_some(Test::Undelimited(delimiter))?;
        Some(Constraint::always(test, true))
    }

    /// The delimiter of an array. OpenAPI knows three of them in a query, and one
    /// elsewhere.
    fn joiner(&self, delimiter: &Spanned<String>) -> Option<char> {
        let is_query = self.table.part == Some(Part::Query);
        let mut known = if is_query { ", |" } else { "," }.chars();
        let found = known.find(|it| delimiter.value == it.to_string());
        if found.is_none() {
            let message =
                format!("`{}` cannot join the items of an array", delimiter.value);
            let known = if is_query {
                "in a query, `,`, a space and `|` can"
            } else {
                "in the path and in headers, `,` alone can"
            };
            self.reporter.report(
                Diagnostic::error(Code::BadValue, delimiter.span, message).help(
                    format!(
                        "{known}; with another delimiter, make the parameter a `string`"
                    ),
                ),
            );
        }
        found
    }

    /// Refuses a documented value that contains the delimiter, since it would be two.
    fn listed_without(&self, delimiter: char, span: Span) {
        let Some(list) = self.inner.list() else { return };
        let list = &self.draft.enums[list];
        let holds = |value: &&Literal| value.to_string().contains(delimiter);
        if let Some(value) = list.values().find(holds) {
            let message =
                format!("`{value}` of `{}` holds the delimiter", list.def.name.value);
            let diagnostic = Diagnostic::error(Code::Contradiction, span, message);
            self.reporter.report(diagnostic.help("correct the delimiter or the value"));
        }
    }
}

/// Whether a field with a delimiter is an array that is sent as one text: a parameter
/// whose items are single values.
fn is_joined(table: &DraftTable<'_>, ty: &Type) -> bool {
    let is_parameter = table.part.is_some() || table.headers.is_some();
    is_parameter && matches!(ty, Type::Array(inner) if inner.is_single())
}
