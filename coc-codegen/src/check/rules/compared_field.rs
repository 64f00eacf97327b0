//! A field that a condition compares with values: refuses values that it cannot have.
//! Finding the field belongs to `conditions`.

use crate::check::draft::help::for_mistyped;
use crate::check::draft::resolved::Draft;
use crate::diagnostic::{Code, Diagnostic, Reporter};
use crate::model::{Literal, Type};
use crate::source::Spanned;
use crate::spec::FieldDef;

/// A field that a condition compares with values.
pub(in crate::check) struct ComparedField<'c> {
    pub(in crate::check) ty: &'c Type,
    pub(in crate::check) def: &'c FieldDef,
    /// The name of its table.
    pub(in crate::check) table: &'c str,
}

impl ComparedField<'_> {
    /// Whether the field can have this value; reports it if not.
    pub(in crate::check) fn check_value(
        &self,
        draft: &Draft<'_>,
        reporter: &Reporter,
        value: &Spanned<Literal>,
    ) -> bool {
        let Self { ty, def, table } = self;
        let field = &def.name.value;
        let error =
            |message: String| Diagnostic::error(Code::UnknownValue, value.span, message);
        // A list that holds a blank has been reported.
        let is_listed =
            || ty.list().is_some_and(|id| draft.enums[id].lists(&value.value));
        if let Literal::Text(text) = &value.value
            && draft.is_blank(ty, text)
            && !is_listed()
        {
            let message =
                "no field equals a blank, since a blank counts as absent".to_owned();
            reporter.report(error(message).help("write `not: { present: ... }`"));
            return false;
        }
        // The kind of values that could not be read is unknown.
        let list = ty.list().map(|id| &draft.enums[id]);
        if list.is_some_and(|it| it.def.incomplete || it.lists(&value.value)) {
            return true;
        }
        if let (Type::Enum(_, kind), Some(list)) = (ty, list)
            && draft.can_hold(&kind.plain(), &value.value)
        {
            let name = &list.def.name.value;
            let value = &value.value;
            let (message, help) = if list.def.open {
                let add = || format!("add the value to `{name}`, which is open");
                (
                    format!("`{name}`, the list of `{field}`, does not have `{value}`"),
                    list.near(value).unwrap_or_else(add),
                )
            } else {
                let never = format!("`{field}` is never `{value}`");
                let meant = excluded(value)
                    .filter(|it| list.lists(&Literal::Text((*it).to_owned())))
                    .map_or_else(
                        || list.meant(value),
                        |it| format!("write `not: {{ {field}: {it} }}`"),
                    );
                (format!("{never}: it is not a value of `{name}`"), meant)
            };
            let found = error(message).help(help);
            reporter.report(draft.against_type(found, def, ty));
            return false;
        }
        if draft.can_hold(ty, &value.value) {
            return true;
        }
        let ty_name = draft.type_name(ty);
        let message = format!(
            "`{field}` of `{table}` is {ty_name}, which is never `{}`",
            value.value
        );
        let help = for_mistyped(ty, &value.value).unwrap_or_else(|| {
            format!("name another field, or correct the type of `{field}`")
        });
        reporter.report(draft.against_type(error(message).help(help), def, ty));
        false
    }
}

/// The value that a text with a sign of negation in front excludes.
fn excluded(value: &Literal) -> Option<&str> {
    let Literal::Text(text) = value else { return None };
    let mut signs = ["!=", "!", "<>", "not "].iter();
    signs.find_map(|sign| text.strip_prefix(sign)).map(str::trim)
}
