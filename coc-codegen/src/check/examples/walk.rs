//! Walks the objects of an example along the tables: reports keys that no table has and
//! values of another shape, and notes in `shown` the fields and values that it has. The
//! parts around the objects belong to `documents`, rules to `requests`.

use serde_json::{Map, Value};

use super::context::ExampleContext;
use super::shown::Shown;
use super::sound_parts::Erroneous;
use crate::check::draft::resolved::DraftTable;
use crate::diagnostic::{Code, Declared, Diagnostic, did_you_mean, nearest};
use crate::model::{EnumId, FileMember, Part, TableField, TableId, Type, ValueKind};
use crate::pointer::escape;
use crate::spec::RuleDefKind;

/// A walk of one example along the tables.
pub(in crate::check) struct Walk<'w, 's> {
    pub(in crate::check) cx: ExampleContext<'w, 's>,
    pub(in crate::check) erroneous: &'w Erroneous,
    pub(in crate::check) shown: &'w mut Shown,
}

impl Walk<'_, '_> {
    /// Compares an object with the table of its type.
    pub(in crate::check) fn object(
        &mut self,
        id: TableId,
        object: &Map<String, Value>,
        at: &str,
    ) {
        let draft = self.cx.draft;
        let table = &draft.tables[id];
        let is_known = |key: &String| table.by_name.contains_key(key.as_str());
        if object.len() > 1 && !table.def.incomplete && !object.keys().any(is_known) {
            self.other_object(table, at);
            return;
        }
        for (key, value) in object {
            let outer = at;
            let at = format!("{outer}/{}", escape(key));
            let Some(index) = table.by_name.get(key.as_str()) else {
                self.unknown_key(table, key, outer);
                continue;
            };
            let field = TableField { table: id, at: *index };
            self.shown.note_field(field, self.cx.name, self.cx.is_evidence);
            self.lists(field, value);
            if let Some(ty) = &table.types[*index] {
                self.value(ty, value, &at);
            }
            if let Value::Object(inside) = value {
                for members in self.cx.members(field, object) {
                    self.object(members, inside, &at);
                }
            }
        }
    }

    /// Reports a key that the table does not document, in the object at `outer`.
    fn unknown_key(&mut self, table: &DraftTable<'_>, key: &str, outer: &str) {
        if self.cx.is_request {
            self.shown.note_unknown_key(self.cx.name, outer);
        }
        let is_header = table.part == Some(Part::Header);
        let same = table.names().find(|it| is_header && it.eq_ignore_ascii_case(key));
        let near = same.or_else(|| nearest(key, table.names()));
        // A field that has an error may be the one that is meant.
        if near.is_some_and(|near| {
            let field = &table.def.fields[table.by_name[near]];
            self.erroneous.contains(field.name.span)
        }) {
            return;
        }
        let help = match near {
            Some(near) => did_you_mean(key, [near])
                .unwrap_or_else(|| format!("did you mean `{near}`?")),
            None if self.cx.is_evidence => {
                "add the field with `observed: true`".to_owned()
            }
            None => {
                "delete it, or add the field with the evidence for it: `observed: true` and a decision".to_owned()
            }
        };
        let at = format!("{outer}/{}", escape(key));
        let message = format!(
            "the example has a key that `{}` does not document: `{at}`",
            table.name()
        );
        self.cx.draft.report(
            Diagnostic::error(Code::ExampleKey, self.cx.key_at(&at), message)
                .unknown(Declared::Field(table.def.name.span), key)
                .help(help),
        );
    }

    /// Reports an object that is probably another one, since it has none of the fields.
    fn other_object(&mut self, table: &DraftTable<'_>, at: &str) {
        if self.cx.is_request {
            self.shown.note_unknown_key(self.cx.name, at);
        }
        let message = format!(
            "the example has none of the fields of `{}` here: `{at}`",
            table.name()
        );
        let found = Diagnostic::error(Code::ExampleKey, self.cx.value_at(at), message)
            .unknown(Declared::NoFieldOf(table.def.name.span), "")
            .help("correct the example, or the type that the object has");
        self.cx.draft.report(found);
    }

    /// Notes the value of a field in each of the lists that it may come from.
    fn lists(&mut self, field: TableField, value: &Value) {
        let module = self.cx.draft.tables[field.table].module;
        for rule in &self.cx.draft.field(field).rules {
            if let RuleDefKind::Enum { name, .. } = &rule.kind
                && let Some(list) = self.cx.draft.enum_id(module, &name.value)
            {
                self.note_value(list, value);
            }
        }
    }

    /// Notes a value that is of the kind of the list.
    fn note_value(&mut self, list: EnumId, value: &Value) {
        let text = match (self.cx.draft.enums[list].def.kind, value) {
            (ValueKind::Text, Value::String(text)) => text.clone(),
            (ValueKind::Integer, Value::Number(number)) => number.to_string(),
            _ => return,
        };
        if self.cx.is_evidence {
            self.shown.note_value(list, text, self.cx.name);
        }
    }

    /// Compares a value with its type.
    pub(in crate::check) fn value(&mut self, ty: &Type, value: &Value, at: &str) {
        match (ty, value) {
            (Type::Struct(id), Value::Object(object)) => self.object(*id, object, at),
            (Type::Array(inner), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(inner, item, &format!("{at}/{index}"));
                }
            }
            (Type::Map(inner), Value::Object(entries)) => {
                for (key, item) in entries {
                    self.value(inner, item, &format!("{at}/{}", escape(key)));
                }
            }
            (Type::Enum(list, _), Value::String(_) | Value::Number(_)) => {
                self.note_value(*list, value);
            }
            // Answers are read tolerantly: a number fits text, and a text that
            // spells a number fits one. An object or a list in place of a single value, or
            // the other way around, has another shape.
            (Type::Object, Value::Object(_)) => {}
            (Type::File, Value::Object(file)) => self.file(file, at),
            (Type::Struct(_) | Type::Map(_) | Type::Object | Type::Array(_), value)
                if !value.is_null() =>
            {
                self.misshapen(at);
            }
            (
                Type::String
                | Type::Formatted(_)
                | Type::Boolean
                | Type::Integer
                | Type::Long
                | Type::Float
                | Type::Timestamp,
                Value::Object(_) | Value::Array(_),
            ) => self.misshapen(at),
            (ty, Value::String(text)) if !may_stand_for(ty, text) => self.misshapen(at),
            (Type::Boolean, Value::Number(_)) => self.misshapen(at),
            (ty, Value::Bool(_)) if ty.is_number() => self.misshapen(at),
            _ => {}
        }
    }

    /// Reports the members that no file has. A file without its own breaks a rule.
    fn file(&self, file: &Map<String, Value>, at: &str) {
        if !FileMember::required().all(|member| file.contains_key(member.as_str())) {
            return;
        }
        for key in file.keys().filter(|key| FileMember::parse(key).is_none()) {
            let members = FileMember::ALL.iter().map(|member| member.as_str());
            let message = format!("the description of a file has no `{key}`");
            let help = did_you_mean(key, members).unwrap_or_else(|| {
                "delete it: a file has a `name`, a `size` and perhaps a `content_type`"
                    .to_owned()
            });
            let span = self.cx.key_at(&format!("{at}/{}", escape(key)));
            let found = Diagnostic::error(Code::ExampleKey, span, message);
            self.cx.draft.report(found.help(help));
        }
    }

    /// Reports a value of another shape. In a request, it breaks a rule of kind `type`.
    fn misshapen(&self, at: &str) {
        if !self.cx.is_request {
            self.cx.error(
                self.cx.value_at(at),
                format!(
                    "the example has a value of another shape than documented at `{at}`"
                ),
                "correct the example or the type",
            );
        }
    }
}

/// Whether a client can read a text as a value of a type: numbers and truth values may come
/// as texts.
fn may_stand_for(ty: &Type, text: &str) -> bool {
    let text = text.trim();
    match ty {
        _ if text.is_empty() => true,
        Type::Boolean => text.parse::<bool>().is_ok(),
        ty if ty.is_number() => text.parse::<f64>().is_ok(),
        _ => true,
    }
}
