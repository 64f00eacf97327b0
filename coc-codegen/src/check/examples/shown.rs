//! The fields and values that examples show, and the marks `observed` that no example
//! confirms. Reading the examples belongs to `documents` and `walk`.

use std::collections::{HashMap, HashSet};

use crate::check::draft::resolved::Draft;
use crate::diagnostic::{Code, Declared, Diagnostic};
use crate::model::{EnumId, Part, TableField};
use crate::source::Span;
use crate::spec::{FieldDef, Mention, ValueDef};

/// The examples that show each field and each value of an enumeration.
#[derive(Default)]
pub(in crate::check) struct Shown {
    fields: HashMap<TableField, Vec<String>>,
    /// By the text of the value, which tells apart the values of one kind.
    values: HashMap<(EnumId, String), Vec<String>>,
    /// For each request example, the pointers of objects with a key that is unknown; one
    /// that is no request document is not among them.
    unknown_keys: HashMap<String, HashSet<String>>,
}

impl Shown {
    /// Notes a field that the example of this name has. If the example `is_evidence`, it
    /// confirms a mark. The examples come one after the other.
    pub(in crate::check) fn note_field(
        &mut self,
        field: TableField,
        example: &str,
        is_evidence: bool,
    ) {
        let names = self.fields.entry(field).or_default();
        if is_evidence {
            note(names, example);
        }
    }

    /// Notes a value of a list that the example of this name confirms.
    pub(in crate::check) fn note_value(
        &mut self,
        list: EnumId,
        text: String,
        example: &str,
    ) {
        note(self.values.entry((list, text)).or_default(), example);
    }

    /// Notes that an example is a request document.
    pub(in crate::check) fn note_request(&mut self, example: &str) {
        self.unknown_keys.insert(example.to_owned(), HashSet::new());
    }

    /// Notes an object of a request example that has an unknown key.
    pub(in crate::check) fn note_unknown_key(&mut self, example: &str, object: &str) {
        let objects = self.unknown_keys.entry(example.to_owned()).or_default();
        objects.insert(object.to_owned());
    }

    /// The examples that confirm the mark of a field; none if it has no mark.
    pub(in crate::check) fn of_field(
        &self,
        field: TableField,
        def: &FieldDef,
    ) -> Vec<String> {
        let names = def.observed.and_then(|_| self.fields.get(&field));
        names.into_iter().flatten().cloned().collect()
    }

    /// The examples that confirm the mark of a value; none if it has no mark.
    pub(in crate::check) fn of_value(
        &self,
        list: EnumId,
        def: &ValueDef,
    ) -> Vec<String> {
        let key = || (list, def.value.value.to_string());
        let names = def.observed.and_then(|_| self.values.get(&key()));
        names.into_iter().flatten().cloned().collect()
    }

    /// Whether an example shows a field.
    pub(in crate::check) fn shows(&self, field: TableField) -> bool {
        self.fields.contains_key(&field)
    }

    /// The objects of a request example that have an unknown key; none where the example
    /// is no request document.
    pub(in crate::check) fn unknown_keys(
        &self,
        example: &str,
    ) -> Option<&HashSet<String>> {
        self.unknown_keys.get(example)
    }

    /// Whether a field is in no table and in no example of a page, so that a decision
    /// alone has the evidence for it. A parameter of the path is always needed.
    pub(in crate::check) fn is_on_no_page(
        &self,
        draft: &Draft<'_>,
        field: TableField,
    ) -> bool {
        let def = draft.field(field);
        def.observed.is_some()
            && draft.tables[field.table].part != Some(Part::Path)
            && self.of_field(field, def).is_empty()
    }

    /// The same of a value.
    pub(in crate::check) fn is_value_on_no_page(
        &self,
        list: EnumId,
        def: &ValueDef,
    ) -> bool {
        def.observed.is_some() && self.of_value(list, def).is_empty()
    }

    /// Reports marks that neither an example nor a decision confirms.
    pub(in crate::check) fn report_unproven(&self, draft: &Draft<'_>) {
        let report = |span: Span, what: &str, of: Span| {
            let message =
                format!("no example shows {what}, which is marked as observed");
            let help = "add an example that shows it, name other evidence with `decision: { observed: ... }`, or delete the mark";
            let found = Diagnostic::error(Code::NotObserved, span, message).help(help);
            draft.report(found.unknown(Declared::Evidence(of), ""));
        };
        let is_decided =
            |decisions: &[Mention]| decisions.iter().any(|it| it.fact == "observed");
        for (id, table) in draft.tables.entries() {
            if is_decided(&table.def.decisions) {
                continue;
            }
            for (at, field) in table.def.fields.iter().enumerate() {
                match field.observed {
                    Some(span)
                        if self.is_on_no_page(draft, TableField { table: id, at })
                            && !is_decided(&field.decisions) =>
                    {
                        let name = format!("`{}`", field.name.value);
                        report(span, &name, table.def.name.span);
                    }
                    _ => {}
                }
            }
        }
        for (id, list) in draft.enums.entries() {
            if is_decided(&list.def.decisions) {
                continue;
            }
            for value in &list.def.values {
                match value.observed {
                    Some(span)
                        if self.is_value_on_no_page(id, value)
                            && !is_decided(&value.decisions) =>
                    {
                        let name = format!("the value `{}`", value.value.value);
                        report(span, &name, list.def.name.span);
                    }
                    _ => {}
                }
            }
        }
    }
}

/// Adds an example, which is the last one if it is known.
fn note(names: &mut Vec<String>, name: &str) {
    if names.last().is_none_or(|last| last != name) {
        names.push(name.to_owned());
    }
}
