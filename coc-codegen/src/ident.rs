//! Rust identifiers for documented names, by the usual conventions. The naming passes
//! of `check` handle collisions.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// The form of an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// `a_b`
    Snake,
    /// `AB`
    Camel,
    /// `A_B`
    Constant,
}

/// The identifier for a documented name; none if the name has no character that an
/// identifier can contain.
pub(crate) fn identifier(name: &str, case: Case) -> Option<String> {
    let mut parts: Vec<String> =
        split_numbers(&signed(name)).iter().map(|part| convert(part, case)).collect();
    parts.retain(|part| !part.is_empty());
    let mut joined = parts.join("_");
    if joined.starts_with(|c: char| c.is_ascii_digit()) {
        joined.insert(0, if case == Case::Snake { 'v' } else { 'V' });
    }
    if joined.is_empty() {
        return None;
    }
    // The parser refuses reserved words. With a trailing underscore, a word is not
    // reserved.
    [joined.clone(), joined + "_"].into_iter().find(|it| is_identifier(it))
}

fn convert(name: &str, case: Case) -> String {
    match case {
        Case::Snake => name.to_snake_case(),
        Case::Camel => name.to_upper_camel_case(),
        Case::Constant => name.to_shouty_snake_case(),
    }
}

/// Writes out signs, so that `-1` and `+1` differ from `1`.
fn signed(name: &str) -> String {
    let rest = name
        .strip_prefix(['-', '+'])
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    match rest {
        Some(rest) if name.starts_with('-') => format!("minus {rest}"),
        Some(rest) => format!("plus {rest}"),
        None => name.to_owned(),
    }
}

/// Splits between digits, so that `1.5` is not `15`.
fn split_numbers(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let digit = |at: Option<&char>| at.is_some_and(char::is_ascii_digit);
    let mut parts = vec![String::new()];
    for (at, c) in chars.iter().enumerate() {
        let between = at > 0 && digit(chars.get(at - 1)) && digit(chars.get(at + 1));
        if between && !c.is_alphanumeric() {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(*c);
        }
    }
    parts
}

/// Words that the parser accepts, although the edition of generated crates reserves
/// them.
const EDITION: &[&str] = &["gen"];

pub(crate) fn is_identifier(name: &str) -> bool {
    !EDITION.contains(&name) && syn::parse_str::<syn::Ident>(name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{Case, identifier, is_identifier};

    #[test]
    fn documented_names_become_identifiers() {
        let cases = [
            ("change_notes", "change_notes", "ChangeNotes"),
            ("type", "type_", "Type"),
            ("self", "self_", "Self_"),
            ("in", "in_", "In"),
            ("2fa", "v2fa", "V2fa"),
            ("x-request-id", "x_request_id", "XRequestId"),
            ("@class", "class", "Class"),
            ("名称", "名称", "名称"),
            ("a.b", "a_b", "AB"),
            ("1.5", "v1_5", "V1_5"),
            ("-1", "minus_1", "Minus1"),
            ("await", "await_", "Await"),
            ("gen", "gen_", "Gen"),
            ("HTTPServer", "http_server", "HttpServer"),
        ];
        for (name, snake, camel) in cases {
            assert_eq!(identifier(name, Case::Snake).as_deref(), Some(snake), "{name}");
            assert_eq!(identifier(name, Case::Camel).as_deref(), Some(camel), "{name}");
        }
        assert_eq!(identifier("-", Case::Snake), None);
        assert_eq!(identifier("", Case::Camel), None);
    }

    proptest::proptest! {
        #[test]
        fn every_result_is_an_identifier(name in ".{0,12}") {
            for case in [Case::Snake, Case::Camel, Case::Constant] {
                if let Some(found) = identifier(&name, case) {
                    proptest::prop_assert!(is_identifier(&found), "{:?}", found);
                }
            }
        }
    }
}
