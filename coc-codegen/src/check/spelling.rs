//! The characters of names and values: warns of those that nobody sees, and refuses names of
//! types and enumerations that no id of a rule can hold. Names that look like another one
//! belong to the reports of unknown names.

use super::draft::resolved::Draft;
use crate::diagnostic::{Code, Diagnostic, invisible_character};
use crate::model::Literal;
use crate::source::{Span, Spanned};

/// Checks the names of fields, and the values of enumerations.
pub(super) fn check(draft: &Draft<'_>) {
    for field in draft.tables.iter().flat_map(|table| &table.def.fields) {
        text(draft, &field.name.value, field.name.span);
        blank(draft, &field.name);
    }
    let lists = draft.enums.iter().map(|list| ("an enumeration", &list.def.name));
    let tables = draft.tables.iter().map(|table| ("a type", &table.def.name));
    for (what, name) in tables.chain(lists) {
        identifier(draft, what, name);
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

/// Warns of a field with a blank at an end of its name, or with one that is no space.
fn blank(draft: &Draft<'_>, name: &Spanned<String>) {
    let is_other = |c: char| c.is_ascii_whitespace() && c != ' ';
    if name.trim() != name.value || name.contains(is_other) {
        let message = format!("the name `{}` has a blank that nobody sees", name.value);
        let found = Diagnostic::warning(Code::Name, name.span, message);
        draft.report(found.help(format!("write `{}`", name.trim())));
    }
}

/// Refuses the name of a type or an enumeration that no id of a rule can hold.
fn identifier(draft: &Draft<'_>, what: &str, name: &Spanned<String>) {
    let is_of_one = |c: char| !c.is_whitespace() && !".<>".contains(c);
    if !name.is_empty() && name.chars().all(is_of_one) {
        return;
    }
    let word: String = name.chars().filter(|c| is_of_one(*c)).collect();
    let message = format!("`{}` cannot be the name of {what}", name.value);
    let found = Diagnostic::error(Code::Name, name.span, message);
    draft.report(match word.as_str() {
        "" => found.help("a name holds no blank, dot or angle bracket"),
        word => found.help(format!(
            "a name holds no blank, dot or angle bracket, such as `{word}`"
        )),
    });
}
