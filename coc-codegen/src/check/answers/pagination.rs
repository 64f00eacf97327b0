//! The pages of lists: resolves the places of a pagination, and refuses one whose pages
//! cannot be followed. Looking for the places belongs to `page_places`.

use super::answer::repeatable;
use crate::arena::Arena;
use crate::check::draft::resolved::{Draft, DraftOperation};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{FieldId, Literal, Number, OperationId, PageSize, Type, Way};
use crate::source::{Span, Spanned};
use crate::spec::{FieldDef, PaginationDef, RuleDefKind, WayDef};

/// A pagination whose places exist.
pub(in crate::check) struct DraftPagination {
    pub(in crate::check) way: Way,
    pub(in crate::check) moves: Vec<FieldId>,
    pub(in crate::check) items: Vec<FieldId>,
    pub(in crate::check) next: Vec<FieldId>,
    pub(in crate::check) size: Option<PageSize>,
    pub(in crate::check) total: Option<Vec<FieldId>>,
}

/// The pagination of each operation.
pub(in crate::check) fn paginations(
    draft: &Draft<'_>,
) -> Arena<OperationId, Option<DraftPagination>> {
    let found = draft.operations.iter().map(|operation| {
        let def = operation.file.pagination.as_ref()?;
        // A part that could not be read may be the one that is missing here.
        if !draft.spec.is_complete(operation.file) {
            return None;
        }
        repeatable(draft, operation, def.span, "pagination");
        PaginationReader { draft, operation, def }.read()
    });
    found.collect()
}

/// Reads the pagination of one operation.
pub(in crate::check) struct PaginationReader<'r, 's> {
    pub(in crate::check) draft: &'r Draft<'s>,
    pub(in crate::check) operation: &'r DraftOperation<'s>,
    pub(in crate::check) def: &'r PaginationDef,
}

/// A place that exists, with the type at its end.
pub(in crate::check) struct Found {
    pub(in crate::check) path: Vec<FieldId>,
    pub(in crate::check) ty: Type,
}

impl PaginationReader<'_, '_> {
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

    /// A diagnostic of the pagination.
    pub(in crate::check) fn error(
        &self,
        span: Span,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::error(Code::Pagination, span, message)
    }

    /// The declaration of the field at the end of a place.
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
        self.refuse_inner_marker(place, rest.unwrap_or(&found.path))?;
        self.may_follow(place, moves?, &found)?;
        Some(match rest {
            Some(rest) => (rest.to_vec(), true),
            None => (found.path, false),
        })
    }

    /// Refuses a marker in an array, apart from the one with the items of the page.
    fn refuse_inner_marker(
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

    /// The field of the request with the number of items on a page.
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

    /// The field of the answer with the number of all items.
    fn total(&self, place: &Spanned<String>) -> Option<Vec<FieldId>> {
        let found = self.answered(place, false)?;
        self.number(place, &found)?;
        Some(found.path)
    }

    /// Refuses a field that holds no number of items.
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
