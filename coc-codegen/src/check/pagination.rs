//! The pages of lists: resolves the places of a pagination, and refuses one whose pages
//! cannot be followed. The answer that has them belongs to `answers`.

use super::accessors::Route;
use super::answers::{Answer, repeatable};
use super::draft::{Draft, DraftOperation};
use crate::arena::Arena;
use crate::diagnostic::{Code, Declared, Diagnostic, did_you_mean};
use crate::model::{
    AnswerPart, FieldId, Literal, Number, OperationId, PageSize, Place, TableId, Type,
    Way, through_arrays,
};
use crate::source::{Span, Spanned};
use crate::spec::{FieldDef, PaginationDef, RuleDefKind, WayDef};

/// A pagination whose places exist.
pub(super) struct DraftPagination {
    pub(super) way: Way,
    pub(super) moves: Vec<FieldId>,
    pub(super) items: Vec<FieldId>,
    pub(super) next: Vec<FieldId>,
    pub(super) size: Option<PageSize>,
    pub(super) total: Option<Vec<FieldId>>,
}

/// The pagination of each operation.
pub(super) fn paginations(
    draft: &Draft<'_>,
) -> Arena<OperationId, Option<DraftPagination>> {
    let found = draft.operations.iter().map(|operation| {
        let def = operation.file.pagination.as_ref()?;
        // A part that could not be read may be the one that is missing here.
        if !draft.spec.is_complete(operation.file) {
            return None;
        }
        repeatable(draft, operation, def.span, "pagination");
        Reader { draft, operation, def }.read()
    });
    found.collect()
}

/// Reads the pagination of one operation.
struct Reader<'r, 's> {
    draft: &'r Draft<'s>,
    operation: &'r DraftOperation<'s>,
    def: &'r PaginationDef,
}

/// A place that exists, with the type at its end.
struct Found {
    path: Vec<FieldId>,
    ty: Type,
}

impl Reader<'_, '_> {
    /// The pagination, if all of its places exist and fit.
    fn read(&self) -> Option<DraftPagination> {
        let def = self.def;
        let items = self.list(&def.items);
        let moves = self.requested(&def.moves).filter(|it| self.may_move(it));
        let size = def.size.as_ref().map(|place| self.size(place, moves.as_ref()));
        let total = def.total.as_ref().map(|place| self.total(place));
        let way = moves.as_ref().and_then(|moves| self.way(moves));
        let next = self.next(items.as_ref(), moves.as_ref());
        let (items, moves, (next, of_item)) = (items?, moves?, next?);
        Some(DraftPagination {
            way: if of_item { Way::LastItem } else { way? },
            moves: moves.path,
            items: items.path,
            next,
            size: match size {
                Some(size) => Some(size?),
                None => None,
            },
            total: match total {
                Some(total) => Some(total?),
                None => None,
            },
        })
    }

    fn error(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(Code::Pagination, span, message)
    }

    /// The list in an answer.
    fn list(&self, place: &Spanned<String>) -> Option<Found> {
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
    fn answered(&self, place: &Spanned<String>, arrays: bool) -> Option<Found> {
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
        let start = if arrays { through_arrays(ty) } else { ty };
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
    fn requested(&self, place: &Spanned<String>) -> Option<Found> {
        let unknown = |message: String| {
            Diagnostic::error(Code::UnknownReference, place.span, message)
        };
        let (word, _) = place.split_once('.').unwrap_or((place, ""));
        let parts = [Place::Path, Place::Query, Place::Header, Place::Body];
        let Some(part) = parts.into_iter().find(|part| part.as_str() == word) else {
            let message = format!("`{}` is no field of the request", place.value);
            let help =
                did_you_mean(word, parts.map(Place::as_str)).unwrap_or_else(|| {
                    "write its place in front, such as `query.x` or `body.x`".to_owned()
                });
            self.draft.report(unknown(message).help(help));
            return None;
        };
        let table = match part {
            Place::Body if self.operation.has_unknown_body() => return None,
            Place::Body => self.operation.body_table(),
            part => self.operation.parameters(part),
        };
        let Some(table) = table else {
            let message = format!("this operation has no fields in `{word}`");
            let own = Declared::Part(self.operation.file.name.span);
            let help = format!("add `{word}` to the operation");
            self.draft.report(unknown(message).unknown(own, word).help(help));
            return None;
        };
        let route = Route { place, skipped: 1, through_arrays: false };
        let (path, ty) = route.follow(self.draft, table)?;
        let field =
            |(table, at): &(TableId, usize)| &self.draft.tables[*table].def.fields[*at];
        if let Some(nullable) = path.iter().map(field).find(|it| it.nullable.is_some()) {
            let message = format!(
                "`{}` may be null, so it is no place for a number or marker",
                nullable.name.value
            );
            let help = "delete `nullable` there, or name another field";
            self.draft.report(self.error(place.span, message).help(help));
            return None;
        }
        Some(Found { path: field_ids(part, &path), ty })
    }

    fn field(&self, found: &Found) -> Option<&FieldDef> {
        let last = found.path.last()?;
        Some(&self.draft.tables[last.table].def.fields[last.at])
    }

    /// Whether the field of the request can hold one position after another.
    fn may_move(&self, found: &Found) -> bool {
        let (way, place) = (self.def.way, &self.def.moves);
        let fits = match way {
            WayDef::Marker => {
                found.ty.is_string()
                    || matches!(found.ty, Type::Integer | Type::Long | Type::Timestamp)
            }
            WayDef::Offset | WayDef::Page => {
                matches!(found.ty, Type::Integer | Type::Long)
            }
        };
        if !fits {
            let wanted = match way {
                WayDef::Marker => "a text or a whole number",
                WayDef::Offset | WayDef::Page => "an `integer` or a `long`",
            };
            let message = format!(
                "`{}` takes {wanted}, and `{}` is {}",
                way.as_str(),
                place.value,
                self.draft.type_name(&found.ty)
            );
            let help = "name the field that moves, or correct its type";
            self.draft.report(self.error(place.span, message).help(help));
            return false;
        }
        let rules = self.field(found).map_or(&[][..], |field| &field.rules);
        let listed = rules.iter().find(|rule| {
            matches!(
                rule.kind,
                RuleDefKind::Fixed(_) | RuleDefKind::OneOf(_) | RuleDefKind::Enum { .. }
            )
        });
        if let Some(rule) = listed {
            let message =
                format!("`{}` has listed values, so it cannot move", place.value);
            self.draft.report(
                self.error(place.span, message)
                    .related(rule.span, "listed here")
                    .help("delete the list, or name the field that moves"),
            );
        }
        listed.is_none()
    }

    /// The sort of position, with the number of the first one.
    fn way(&self, moves: &Found) -> Option<Way> {
        let make: fn(i64) -> Way = match self.def.way {
            WayDef::Marker => {
                if let Some(first) = &self.def.first {
                    let message = "markers have no first number";
                    self.draft.report(self.error(first.span, message).help("delete it"));
                }
                return Some(Way::Marker);
            }
            WayDef::Offset => Way::Offset,
            WayDef::Page => Way::Page,
        };
        let field = self.field(moves)?;
        let documented = default(field).or_else(|| range(field).0);
        match (documented, &self.def.first) {
            (Some(documented), Some(first)) => {
                let message = format!(
                    "the field says already that the first number is {documented}"
                );
                self.draft.report(
                    Diagnostic::error(Code::Implied, first.span, message)
                        .related(field.name.span, "the field")
                        .help("delete it"),
                );
                None
            }
            (Some(first), None) => Some(make(first)),
            (None, Some(first)) => Some(make(first.value)),
            (None, None) if field.incomplete => None,
            (None, None) => {
                let message = format!(
                    "`{}` has neither a default nor a smallest value, so nobody knows its first number",
                    self.def.moves.value
                );
                self.draft.report(self.error(self.def.moves.span, message).help(
                    "write the number that the page has in words, such as `first: 1`",
                ));
                None
            }
        }
    }

    /// The place of the next marker, and whether it is in the items.
    fn next(
        &self,
        items: Option<&Found>,
        moves: Option<&Found>,
    ) -> Option<(Vec<FieldId>, bool)> {
        let is_marker = self.def.way == WayDef::Marker;
        let Some(place) = &self.def.next else {
            if is_marker {
                let message = "nothing says where an answer has the next marker";
                let help = "add `next`, such as `next: answer.next_marker`";
                self.draft.report(self.error(self.def.moves.span, message).help(help));
                return None;
            }
            return Some((Vec::new(), false));
        };
        if !is_marker {
            let message = "only a marker is read from an answer; numbers are counted";
            self.draft.report(self.error(place.span, message).help("delete `next`"));
            return None;
        }
        let found = self.answered(place, true)?;
        let items = items?;
        let rest = found.path.strip_prefix(items.path.as_slice());
        let rest = rest.filter(|rest| !rest.is_empty());
        self.is_outside_of_arrays(place, rest.unwrap_or(&found.path))?;
        self.may_follow(place, moves?, &found)?;
        Some(match rest {
            Some(rest) => (rest.to_vec(), true),
            None => (found.path, false),
        })
    }

    /// Refuses a marker in an array, apart from the one with the items of the page.
    fn is_outside_of_arrays(
        &self,
        place: &Spanned<String>,
        path: &[FieldId],
    ) -> Option<()> {
        let outer = path.split_last().map_or(&[][..], |(_, outer)| outer);
        let is_array = |field: &&FieldId| {
            matches!(self.draft.tables[field.table].ty(field.at), Type::Array(_))
        };
        let Some(array) = outer.iter().find(is_array) else { return Some(()) };
        let name = &self.draft.tables[array.table].def.fields[array.at].name.value;
        let message = format!(
            "the next marker is in the array `{name}`, whose items are not those of the page"
        );
        let help = "name a field of the page's items, or one outside of arrays";
        self.draft.report(self.error(place.span, message).help(help));
        None
    }

    /// Refuses a marker that the field of the request cannot hold.
    fn may_follow(
        &self,
        place: &Spanned<String>,
        moves: &Found,
        next: &Found,
    ) -> Option<()> {
        let is_whole = |ty: &Type| matches!(ty, Type::Integer | Type::Long);
        let fits = match (&moves.ty, &next.ty) {
            (to, from) if to == from => true,
            (Type::String, from) => from.is_string() || is_whole(from),
            (Type::Long, Type::Integer) => true,
            _ => false,
        };
        if fits {
            return Some(());
        }
        let message = format!(
            "the next marker is {}, and `{}` takes {}",
            self.draft.type_name(&next.ty),
            self.def.moves.value,
            self.draft.type_name(&moves.ty)
        );
        let help = "name the field of the answer that has the marker, or correct a type";
        self.draft.report(self.error(place.span, message).help(help));
        None
    }

    fn size(&self, place: &Spanned<String>, moves: Option<&Found>) -> Option<PageSize> {
        let found = self.requested(place)?;
        if moves.is_some_and(|moves| moves.path == found.path) {
            let message = "one field is both the size of a page and its place";
            self.draft.report(
                self.error(place.span, message)
                    .related(self.def.moves.span, "its place")
                    .help("name the field that the page has for the number of items"),
            );
            return None;
        }
        self.number(place, &found)?;
        let field = self.field(&found)?;
        Some(PageSize {
            default: default(field),
            most: range(field).1,
            field: found.path,
        })
    }

    fn total(&self, place: &Spanned<String>) -> Option<Vec<FieldId>> {
        let found = self.answered(place, false)?;
        self.number(place, &found)?;
        Some(found.path)
    }

    fn number(&self, place: &Spanned<String>, found: &Found) -> Option<()> {
        if matches!(found.ty, Type::Integer | Type::Long) {
            return Some(());
        }
        let message = format!(
            "a number of items is an `integer` or a `long`, and `{}` is {}",
            place.value,
            self.draft.type_name(&found.ty)
        );
        let help = "name the field that has the number, or correct its type";
        self.draft.report(self.error(place.span, message).help(help));
        None
    }
}

/// Fields from a part down.
fn field_ids(part: Place, path: &[(TableId, usize)]) -> Vec<FieldId> {
    let ids = path.iter().enumerate().map(|(depth, (table, at))| FieldId {
        place: if depth == 0 { part } else { Place::Same },
        table: *table,
        at: *at,
    });
    ids.collect()
}

/// The number that the service assumes.
fn default(field: &FieldDef) -> Option<i64> {
    match field.default.as_ref()?.value {
        Literal::Number(Number::Integer(number)) => Some(number),
        _ => None,
    }
}

/// The smallest and the largest number that the field may have.
fn range(field: &FieldDef) -> (Option<i64>, Option<i64>) {
    let whole = |number: Option<Number>| match number {
        Some(Number::Integer(number)) => Some(number),
        _ => None,
    };
    let limits = field.rules.iter().find_map(|rule| match &rule.kind {
        RuleDefKind::Range(limits) if !rule.each => Some(limits),
        _ => None,
    });
    limits.map_or((None, None), |limits| (whole(limits.min), whole(limits.max)))
}
