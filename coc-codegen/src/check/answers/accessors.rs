//! Accessors of answers: resolves each of their places through the tables. The places of
//! paginations and waiters are followed in the same way, and belong to the files with their
//! names.

use crate::check::draft::resolved::Draft;
use crate::check::rules::conditions::unknown_field;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::{TableField, TableId, Type};
use crate::source::Spanned;
use crate::spec::AccessorDef;

/// An accessor whose places exist.
pub(in crate::check) struct DraftAccessor<'s> {
    pub(in crate::check) def: &'s AccessorDef,
    /// Paths of fields, each from the accessor's own table.
    pub(in crate::check) places: Vec<Vec<usize>>,
    pub(in crate::check) ty: Type,
}

/// The accessors of one table.
pub(in crate::check) fn accessors<'s>(
    draft: &Draft<'s>,
    id: TableId,
) -> Vec<DraftAccessor<'s>> {
    let defs = draft.tables[id].def.accessors.iter();
    defs.filter_map(|def| accessor(draft, id, def)).collect()
}

fn accessor<'s>(
    draft: &Draft<'s>,
    id: TableId,
    def: &'s AccessorDef,
) -> Option<DraftAccessor<'s>> {
    let followed =
        |place| follow(draft, id, place).map(|(path, ty)| (place.span, path, ty));
    let found: Vec<_> = def.places.iter().filter_map(followed).collect();
    let ty = found.first()?.2.clone();
    if let Some((span, ..)) = found.iter().find(|(_, _, other)| *other != ty) {
        let message = "the places of an accessor must have the same type";
        let diagnostic = Diagnostic::error(Code::WrongRule, *span, message);
        draft.report(
            diagnostic.help("delete this place, or make it an accessor of its own"),
        );
    }
    Some(DraftAccessor {
        def,
        places: found.into_iter().map(|(_, path, _)| path).collect(),
        ty,
    })
}

/// Follows `a.b.c` through the tables, to a path of fields and the type at its end.
pub(in crate::check) fn follow(
    draft: &Draft<'_>,
    from: TableId,
    place: &Spanned<String>,
) -> Option<(Vec<usize>, Type)> {
    let route = Route { place, skipped: 0, through_arrays: false };
    let (path, ty) = route.follow(draft, from)?;
    Some((path.into_iter().map(|field| field.at).collect(), ty))
}

/// A place that is followed through the tables.
pub(in crate::check) struct Route<'r> {
    pub(in crate::check) place: &'r Spanned<String>,
    /// How many words in front are not names of fields.
    pub(in crate::check) skipped: usize,
    /// Whether the fields of an array are those of its items.
    pub(in crate::check) through_arrays: bool,
}

impl Route<'_> {
    /// The fields, and the type at the end.
    pub(in crate::check) fn follow(
        &self,
        draft: &Draft<'_>,
        from: TableId,
    ) -> Option<(Vec<TableField>, Type)> {
        let place = self.place;
        let mut path: Vec<TableField> = Vec::new();
        let mut table = &draft.tables[from];
        let mut ty = Type::Struct(from);
        for name in place.split('.').skip(self.skipped) {
            let reached = if self.through_arrays { ty.through_arrays() } else { &ty };
            let &Type::Struct(id) = reached else {
                let before = path.last().map_or_else(String::new, |last| {
                    format!("`{}` of ", draft.field(*last).name.value)
                });
                let message = format!(
                    "{before}`{}` is {}, and has no fields to go on to",
                    table.name(),
                    draft.type_name(reached)
                );
                let found =
                    Diagnostic::error(Code::UnknownReference, place.span, message);
                draft.report(found.help("end here, or name a field that is an object"));
                return None;
            };
            table = &draft.tables[id];
            let Some(at) = table.by_name.get(name) else {
                if !table.def.incomplete {
                    let mut found = unknown_field(table, place.span, name);
                    let is_first = path.is_empty() && self.skipped == 0;
                    let prefix = ["answer.", "body."].into_iter().find(|it| {
                        is_first && place.starts_with(it) && !self.through_arrays
                    });
                    let help = nearest(name, table.names()).map(|near| {
                        let parts = place.split('.').enumerate();
                        let wrong = self.skipped + path.len();
                        let whole: Vec<&str> = parts
                            .map(|(at, part)| if at == wrong { near } else { part })
                            .collect();
                        format!("did you mean `{}`?", whole.join("."))
                    });
                    let is_index =
                        name == "*" || name.bytes().all(|it| it.is_ascii_digit());
                    found.help = match prefix {
                        _ if is_index => Some(format!(
                            "delete `.{name}`, since a place has no indices"
                        )),
                        Some(prefix) => {
                            Some(format!("write `{}`", &place[prefix.len()..]))
                        }
                        None => help.or(found.help),
                    };
                    draft.report(found);
                }
                return None;
            };
            path.push(TableField { table: id, at: *at });
            ty = table.types[*at].clone()?;
        }
        Some((path, ty))
    }
}
