//! The endings that `file_types` lists: their form, and whether each one allows a file
//! that the others do not. Whether the field is a file belongs to `constraints`.

use crate::diagnostic::{Code, Diagnostic, Reporter};
use crate::source::Spanned;

/// The endings of one list, if all of them are right. Reports those that are not.
pub(in crate::check) fn endings(
    given: &[Spanned<String>],
    reporter: &Reporter,
) -> Option<Vec<String>> {
    let mut kept: Vec<&Spanned<String>> = Vec::with_capacity(given.len());
    let mut all_right = true;
    for ending in given {
        let found = refused(ending).or_else(|| implied(ending, &kept));
        all_right &= found.is_none();
        found.into_iter().for_each(|it| reporter.report(it));
        kept.push(ending);
    }
    all_right.then(|| given.iter().map(|ending| ending.value.clone()).collect())
}

/// The diagnostic of a text that is no ending.
fn refused(ending: &Spanned<String>) -> Option<Diagnostic> {
    let is_letter = |c: char| {
        c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '+')
    };
    let is_name = |name: &str| !name.is_empty() && name.chars().all(is_letter);
    if ending.split('.').all(is_name) {
        return None;
    }
    let message = format!("`{}` is not the ending of a file's name", ending.value);
    let meant = ending.trim().trim_start_matches(['*', '.']).to_ascii_lowercase();
    let help = match meant.split('.').all(is_name) {
        true => format!("write `{meant}`; upper case and lower case are the same"),
        false => "write it without the dot, such as `jpg` or `tar.gz`".to_owned(),
    };
    Some(Diagnostic::error(Code::BadValue, ending.span, message).help(help))
}

/// The diagnostic of an ending that allows no other files than one before or behind it.
fn implied(ending: &Spanned<String>, kept: &[&Spanned<String>]) -> Option<Diagnostic> {
    let covers = |long: &str, short: &str| {
        long == short || long.strip_suffix(short).is_some_and(|rest| rest.ends_with('.'))
    };
    let (message, first) = kept.iter().find_map(|other| {
        let message = if other.value == ending.value {
            format!("`{}` is listed twice", ending.value)
        } else if covers(ending, other) {
            format!(
                "`{}` has no effect, since it ends in `{}`",
                ending.value, other.value
            )
        } else if covers(other, ending) {
            format!(
                "`{}` has no effect, since it ends in `{}`",
                other.value, ending.value
            )
        } else {
            return None;
        };
        Some((message, other.span))
    })?;
    Some(
        Diagnostic::error(Code::BadValue, ending.span, message)
            .related(first, "the other one")
            .help("delete one of them"),
    )
}
