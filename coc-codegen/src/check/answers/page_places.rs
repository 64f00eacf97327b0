//! The places that a pagination names: follows each through the tables of the request or
//! the answer. Comparing the fields there belongs to `pagination`.

use super::accessors::Route;
use super::answer::Answer;
use super::pagination::{Found, PaginationReader};
use crate::diagnostic::{Code, Declared, Diagnostic, did_you_mean};
use crate::model::{AnswerPart, FieldId, Part, Place, TableField, Type};
use crate::source::Spanned;

impl PaginationReader<'_, '_> {
    /// The list in an answer.
    pub(in crate::check) fn list(&self, place: &Spanned<String>) -> Option<Found> {
        let found = self.answered(place, false)?;
        if !matches!(found.ty, Type::Array(_)) {
            let message = format!(
                "the items of a page are an array, and `{}` is {}",
                place.value,
                self.draft.type_name(&found.ty)
            );
            let help = "name the array of the answer, such as `answer.data.things`";
            self.draft.report(self.error(place.span, message).help(help));
            return None;
        }
        Some(found)
    }

    /// A field of the answer, `answer.x.y`, or the answer as a whole.
    pub(in crate::check) fn answered(
        &self,
        place: &Spanned<String>,
        arrays: bool,
    ) -> Option<Found> {
        let mut words = place.split('.');
        if words.next() != Some(Place::Answer.as_str()) {
            let message = format!("`{}` is no place in an answer", place.value);
            let help = format!("write `answer.{}`", place.value);
            let found = Diagnostic::error(Code::UnknownReference, place.span, message);
            self.draft.report(found.help(help));
            return None;
        }
        let rest = place.split_once('.').map_or("", |(_, rest)| rest);
        if !matches!(AnswerPart::of(rest), AnswerPart::Body(_)) {
            let message = format!("`{}` is no field of an answer's body", place.value);
            let help = format!("a field called `{rest}` is `answer.body.{rest}`");
            let found = Diagnostic::error(Code::UnknownReference, place.span, message);
            self.draft.report(found.help(help));
            return None;
        }
        let skipped = if words.next() == Some("body") { 2 } else { 1 };
        let ty = match Answer::of(self.operation) {
            Answer::Json(ty) => ty,
            Answer::Unknown => return None,
            Answer::Other => {
                let message = "the answer of this operation has no JSON, so no pages";
                let help = "delete `pagination`, or document the answer";
                let found = self.error(self.def.items.span, message).help(help);
                self.draft.report(found.unknown(Answer::missed(self.operation), ""));
                return None;
            }
        };
        if !place.contains('.') {
            return Some(Found { path: Vec::new(), ty: ty.clone() });
        }
        let start = if arrays { ty.through_arrays() } else { ty };
        let &Type::Struct(table) = start else {
            let ty = self.draft.type_name(ty);
            let message = format!("the answer is {ty}, and has no fields to go on to");
            let found = Diagnostic::error(Code::UnknownReference, place.span, message);
            self.draft.report(found.help("write `answer`, or correct its type"));
            return None;
        };
        let route = Route { place, skipped, through_arrays: arrays };
        let (path, ty) = route.follow(self.draft, table)?;
        Some(Found { path: field_ids(Place::Answer, &path), ty })
    }

    /// A field of the request, `query.x` or `body.x.y`.
    pub(in crate::check) fn requested(&self, place: &Spanned<String>) -> Option<Found> {
        let unknown = |message: String| {
            Diagnostic::error(Code::UnknownReference, place.span, message)
        };
        let (word, _) = place.split_once('.').unwrap_or((place, ""));
        let Some(part) = Part::parse(word) else {
            let message = format!("`{}` is no field of the request", place.value);
            let parts = Part::ALL.iter().map(|part| part.as_str());
            let help = did_you_mean(word, parts).unwrap_or_else(|| {
                "write its place in front, such as `query.x` or `body.x`".to_owned()
            });
            self.draft.report(unknown(message).help(help));
            return None;
        };
        if part == Part::Body && self.operation.has_unknown_body() {
            return None;
        }
        let Some(table) = self.operation.table_of(part) else {
            let message = format!("this operation has no fields in `{word}`");
            let own = Declared::Part(self.operation.file.name.span);
            let help = format!("add `{word}` to the operation");
            self.draft.report(unknown(message).unknown(own, word).help(help));
            return None;
        };
        let route = Route { place, skipped: 1, through_arrays: false };
        let (path, ty) = route.follow(self.draft, table)?;
        let mut fields = path.iter().map(|field| self.draft.field(*field));
        if let Some(nullable) = fields.find(|field| field.nullable.is_some()) {
            let message = format!(
                "`{}` may be null, so it is no place for a number or marker",
                nullable.name.value
            );
            let help = "delete `nullable` there, or name another field";
            self.draft.report(self.error(place.span, message).help(help));
            return None;
        }
        Some(Found { path: field_ids(Place::Part(part), &path), ty })
    }
}

/// Fields from a part of the request, or from the answer, down.
fn field_ids(place: Place, path: &[TableField]) -> Vec<FieldId> {
    let ids = path.iter().enumerate().map(|(depth, field)| FieldId {
        place: if depth == 0 { place } else { Place::Same },
        table: field.table,
        at: field.at,
    });
    ids.collect()
}
