//! Characters and names as the checks of several subjects judge and name them. Words that
//! are reserved belong to `names`.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Spanned;

/// Whether a URL may hold this character.
pub(in crate::check) fn is_url(c: char) -> bool {
    c.is_ascii_graphic()
        && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
}

/// A character as messages name it.
pub(in crate::check) fn described(c: char) -> String {
    match c {
        ' ' => "a space".to_owned(),
        c if c.is_control() || c.is_whitespace() => {
            format!("the character U+{:04X}", u32::from(c))
        }
        c => format!("`{c}`"),
    }
}

/// The diagnostic of a name that is not in `snake_case`, or does not begin with a letter.
/// `of` has the things that it is a name of.
pub(in crate::check) fn not_in_snake_case(
    name: &Spanned<String>,
    of: &str,
) -> Option<Diagnostic> {
    let is_inside = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(is_inside)
    {
        return None;
    }
    let message =
        format!("`{}` is not in snake_case, as the names of {of} are", name.value);
    Some(
        Diagnostic::error(Code::Name, name.span, message)
            .help("use lower-case letters, digits and `_`, and begin with a letter"),
    )
}
