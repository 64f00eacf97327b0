//! Warns of names and values of the wire with characters that nobody sees. Those that look
//! like another name belong to the reports of unknown names.

use super::draft::resolved::Draft;
use crate::diagnostic::{Code, Diagnostic, invisible_character};
use crate::model::Literal;
use crate::source::Span;

/// Checks the names of fields, and the values of enumerations.
pub(super) fn check(draft: &Draft<'_>) {
    for field in draft.tables.iter().flat_map(|table| &table.def.fields) {
        text(draft, &field.name.value, field.name.span);
    }
    for value in draft.enums.iter().flat_map(|list| &list.def.values) {
        if let Literal::Text(it) = &value.value.value {
            text(draft, it, value.value.span);
        }
    }
}

/// Warns of a text in which such a character stands by itself, and not as an escape or in
/// quotes, where it was written with care.
fn text(draft: &Draft<'_>, text: &str, span: Span) {
    let is_plain = (span.end - span.start) as usize == text.len();
    if let Some(found) = invisible_character(text).filter(|_| is_plain) {
        let code = u32::from(found);
        let message =
            format!("`{text}` holds the character U+{code:04X}, which nobody sees");
        let help = format!(
            "delete it; if it is sent so, write it as an escape in double quotes, `\\u{code:04X}`"
        );
        let found = Diagnostic::warning(Code::BadValue, span, message);
        draft.report(found.help(help));
    }
}
