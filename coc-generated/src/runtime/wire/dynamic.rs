//! Operations for callers that have JSON and the name of an operation: tools, linters,
//! proxies. Sending such a request belongs to `client`.

use std::collections::HashSet;

use serde_json::Value;

use super::json_types::{Mismatches, OrderKey, Place, TypeMismatch, clean, place_of};
use super::object::Object;
use super::unknown::unknown_keys;
use crate::runtime::pointer::key;
use crate::runtime::rule::{Rule, RuleKind};
use crate::runtime::service::Operation;
use crate::runtime::table::Table;
use crate::runtime::violation::{Collector, Violation, Violations};

/// One operation, for callers that know it by name only.
#[derive(Debug)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The operation.
    pub operation: &'static Operation,
    /// The tables of a request as a whole, and of all that it holds, in the order of the
    /// spec.
    tables: &'static [fn() -> &'static Table],
    joined: &'static [JoinedField],
    read_and_validate: ReadAndValidate,
}

/// An array that is one text in a path, a query, a header or a form.
#[derive(Debug)]
#[allow(dead_code, reason = "a spec may be without such arrays")]
pub(crate) struct JoinedField {
    /// The part of the request: `path`, `query`, `header` or `body`.
    pub(crate) part: &'static str,
    pub(crate) name: &'static str,
    pub(crate) delimiter: char,
}

/// Reads a request whose JSON types are right, and validates it.
type ReadAndValidate = fn(Value, &mut Collector) -> Result<(), serde_json::Error>;

/// Declares the `INFO` of an operation, with the tables that its requests hold, and the
/// arrays in them that are one text: `operation_info! { Request: OPERATION; Table; ...
/// "name" in "query" by ','; ... }`.
#[allow(unused_macros, reason = "a spec may be without operations")]
macro_rules! operation_info {
    (
        $request:ident: $operation:ident;
        $($table:ty;)*
        $($name:literal in $part:literal by $delimiter:literal;)*
    ) => {
        /// The operation for callers that hold JSON.
        pub(crate) static INFO: $crate::runtime::OperationInfo =
            $crate::runtime::OperationInfo::new(
                &$operation,
                &[
                    <$request as $crate::runtime::HasTable>::table,
                    $(<$table as $crate::runtime::HasTable>::table,)*
                ],
                &[$($crate::runtime::JoinedField {
                    part: $part,
                    name: $name,
                    delimiter: $delimiter,
                },)*],
                |document, found| {
                    serde_json::from_value::<$request>(document)
                        .map(|request| check(&request, found))
                },
            );
    };
}

/// Declares the list of operations, and how their requests are sent by name:
/// `operations! { OPERATIONS, REQUESTS; module: Request; ... }`. A row may have an
/// attribute `cfg`.
macro_rules! operations {
    (
        $operations:ident, $requests:ident;
        $($(#[$feature:meta])? $($module:ident)::+: $request:ident;)*
    ) => {
        /// Every operation of the enabled features, sorted by name.
        pub static $operations: &[&$crate::runtime::OperationInfo] =
            &[$($(#[$feature])? &$($module)::+::INFO),*];

        /// The operations whose requests are sent by their names.
        #[cfg(feature = "client")]
        pub(crate) static $requests: &[$crate::runtime::RequestByName] = &[$(
            $(#[$feature])?
            $crate::runtime::RequestByName::of::<$($module)::+::$request>(&$($module)::+::INFO)
        ),*];
    };
}

#[allow(unused_imports, reason = "a spec may be without operations")]
pub(crate) use operation_info;
pub(crate) use operations;

impl OperationInfo {
    /// The operation with its tables; the first is that of the request.
    #[allow(dead_code, reason = "the enabled features may be without operations")]
    pub(crate) const fn new(
        operation: &'static Operation,
        tables: &'static [fn() -> &'static Table],
        joined: &'static [JoinedField],
        read_and_validate: ReadAndValidate,
    ) -> Self {
        Self { operation, tables, joined, read_and_validate }
    }

    /// The table of a whole request.
    pub(crate) fn table(&self) -> &'static Table {
        self.tables[0]()
    }

    /// The delimiter between the items of a field, if they are one text.
    pub(crate) fn delimiter(&self, part: &str, name: &str) -> Option<char> {
        let mut joined = self.joined.iter();
        let field = joined.find(|field| field.part == part && field.name == name)?;
        Some(field.delimiter)
    }

    /// Every rule of the operation, in the order in which violations are reported.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> + use<> {
        self.tables.iter().flat_map(|table| table().rules())
    }

    /// The rule with this id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&'static Rule> {
        self.rules().find(|rule| rule.id == id)
    }

    /// Everything that is wrong with a request, given as the document
    /// `{path, query, header, body}`: its rules, and the JSON types of its values. Keys
    /// that are not documented are left alone.
    ///
    /// # Errors
    /// If the document cannot be read although its JSON types are right, which would be
    /// a bug of this crate.
    pub fn validate(&self, document: &Object) -> Result<Violations, serde_json::Error> {
        let table = self.table();
        let (cleaned, mismatches) = self.clean(document);
        let kept = mismatches.iter().any(|it| it.replaced).then(|| cleaned.clone());
        let mut violations = self.violations(cleaned)?;
        if let Some(cleaned) = kept {
            violations = self.without_comparisons(cleaned, violations, &mismatches)?;
        }
        Ok(if mismatches.is_empty() {
            violations
        } else {
            merge(table, violations, mismatches)
        })
    }

    /// Every key of a request that no table documents, as warnings. Such keys are sent
    /// as they are, and break no rule. Since `titel` beside `title` is nearly always a
    /// misspelling, each warning suggests the nearest documented name.
    ///
    /// A free-form object whose members depend on a condition is looked into where the
    /// condition holds.
    #[must_use]
    pub fn unknown_keys(&self, document: &Object) -> Violations {
        let mut found = Collector::with_members();
        let (cleaned, _) = self.clean(document);
        // A document that cannot be read, which would be a bug, has no such members.
        let _ = (self.read_and_validate)(Value::Object(cleaned), &mut found);
        unknown_keys(self.table(), document, &found.into_members())
    }

    /// The document without values of the wrong JSON type and without parts that the
    /// operation does not have, and these values.
    fn clean(&self, document: &Object) -> (Object, Vec<TypeMismatch>) {
        let table = self.table();
        let mut cleaned = document.clone();
        let mismatches = clean(table, &mut cleaned);
        cleaned.retain(|key, _| table.rows.iter().any(|row| row.name == key));
        (cleaned, mismatches)
    }

    fn violations(&self, cleaned: Object) -> Result<Violations, serde_json::Error> {
        let mut found = Collector::default();
        (self.read_and_validate)(Value::Object(cleaned), &mut found)?;
        Ok(found.finish())
    }

    /// Removes violations of `unique` that come from equal placeholders, and adds those of
    /// the rules after `unique`, which the first run skipped because a field has one error.
    fn without_comparisons(
        &self,
        mut cleaned: Object,
        violations: Violations,
        mismatches: &[TypeMismatch],
    ) -> Result<Violations, serde_json::Error> {
        let mismatches = Mismatches::of(mismatches);
        let (compared, mut others): (Vec<Violation>, Vec<Violation>) =
            violations.into_iter().partition(|it| mismatches.compared_by(it));
        if compared.is_empty() {
            return Ok(others.into());
        }
        for violation in &compared {
            let (part, rest) = split(&violation.pointer);
            let list = cleaned.get_mut(&part).and_then(|part| part.pointer_mut(rest));
            for (index, item) in
                list.and_then(Value::as_array_mut).into_iter().flatten().enumerate()
            {
                match item {
                    Value::String(text) => *text = format!("\0{index}"),
                    Value::Number(number) => *number = index.into(),
                    _ => {}
                }
            }
        }
        let lists: HashSet<&str> =
            compared.iter().map(|violation| violation.pointer.as_str()).collect();
        // A violation from before the comparison, such as a warning, is found again.
        let at_lists = others.iter().filter(|it| lists.contains(it.pointer.as_str()));
        let known: HashSet<(String, &str)> =
            at_lists.map(|it| (it.pointer.clone(), it.rule.id)).collect();
        let followers = self.violations(cleaned)?;
        others.extend(followers.into_iter().filter(|violation| {
            violation.rule.kind != RuleKind::Unique
                && lists.contains(violation.pointer.as_str())
                && !known.contains(&(violation.pointer.clone(), violation.rule.id))
        }));
        Ok(others.into())
    }
}

/// The first key of a pointer, and the pointer after it.
fn split(pointer: &str) -> (String, &str) {
    let inner = pointer.strip_prefix('/').unwrap_or(pointer);
    let end = inner.find('/').unwrap_or(inner.len());
    (key(&inner[..end]), &inner[end..])
}

/// Merges type mismatches into the violations, in the order of the tables.
fn merge(
    table: &'static Table,
    violations: Violations,
    mismatches: Vec<TypeMismatch>,
) -> Violations {
    let mut all: Vec<(Place, Violation)> =
        Vec::with_capacity(violations.len() + mismatches.len());
    let by_pointer = Mismatches::of(&mismatches);
    for violation in violations {
        if !by_pointer.hide(&violation) {
            let (mut place, object) = place_of(table, &violation.pointer);
            // The members of a free-form object have its place, in their own order.
            if object.is_some_and(|object| object.has_group(violation.rule)) {
                place.push(OrderKey::End);
            }
            all.push((place, violation));
        }
    }
    for mismatch in mismatches {
        let TypeMismatch { rule, pointer, place, actual, .. } = mismatch;
        all.push((place, Violation::of_value(rule, pointer, &actual)));
    }
    // The sort is stable, so that violations at one place keep their order.
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    all.into_iter().map(|(_, violation)| violation).collect::<Vec<_>>().into()
}
