//! The names of a draft: of the operation, of types and of enumerations. Fields keep their
//! names.

use std::collections::{HashMap, HashSet};

use crate::page::document::{Page, Request};
use crate::page::titles::title_words;

/// The most words of a title that becomes the name of an operation. A longer one is a
/// sentence.
const MOST_WORDS: usize = 6;

/// The name of the operation, by the title of the page or else by its request.
pub(super) fn operation(page: &Page, request: &Request) -> String {
    let title = page.title.as_ref().map_or("", |it| it.value.as_str());
    let words: Vec<String> = title
        .split(|it: char| !it.is_ascii_alphanumeric())
        .filter(|it| !it.is_empty())
        .map(str::to_ascii_lowercase)
        .filter(|it| !["a", "an", "the", "of", "this", "for"].contains(&it.as_str()))
        .collect();
    if let Some((first, rest)) = words.split_first()
        && words.len() <= MOST_WORDS
        && title.is_ascii()
        && !first.starts_with(|it: char| it.is_ascii_digit())
    {
        let mut all = vec![verb(first)];
        all.extend(rest.iter().cloned());
        return all.join("_");
    }
    let steps = request.path.value.split('/').filter(|it| {
        let is_version = it
            .strip_prefix('v')
            .is_some_and(|it| it.starts_with(|it: char| it.is_ascii_digit()));
        !it.is_empty() && !it.starts_with('{') && !is_version
    });
    let mut all = vec![request.method.value.to_ascii_lowercase()];
    all.extend(steps.map(|it| {
        it.replace(|it: char| !it.is_ascii_alphanumeric(), "_").to_ascii_lowercase()
    }));
    all.join("_")
}

/// The verb of a word such as `creating`.
fn verb(word: &str) -> String {
    // Such as `bring`, which has no stem.
    let Some(stem) = word.strip_suffix("ing").filter(|it| it.len() > 2) else {
        return word.to_owned();
    };
    let mut letters = stem.chars().rev();
    let (last, before) = (letters.next(), letters.next());
    // As in `setting`, but not in `adding`, `calling` and `passing`.
    if last == before && last.is_some_and(|it| "bgmnprt".contains(it)) {
        return stem[..stem.len() - 1].to_owned();
    }
    let drop_an_e = [
        "at", "et", "ut", "ov", "iv", "ang", "uc", "os", "as", "ud", "id", "in", "ag",
        "ar", "ir",
    ];
    let keep_the_stem = ["ain", "get", "set"];
    let ends_in = |ends: &[&str]| ends.iter().any(|it| stem.ends_with(it));
    let e = if ends_in(&drop_an_e) && !ends_in(&keep_the_stem) { "e" } else { "" };
    format!("{stem}{e}")
}

/// The name of a type for a name of the page.
pub(super) fn type_name(name: &str) -> String {
    let mut out = String::new();
    for word in
        name.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty())
    {
        let mut letters = word.chars();
        out.extend(letters.next().map(|it| it.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    }
    match out.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => out,
        _ => format!("Type{out}"),
    }
}

/// The name of the type for a table of objects: of the word of its title that names them.
pub(super) fn object_name(title: &str) -> String {
    let named = title_words(title).next();
    let word = title
        .split(|it: char| !(it.is_ascii_alphanumeric() || it == '_'))
        .find(|it| named.as_ref().is_some_and(|name| it.eq_ignore_ascii_case(name)));
    type_name(word.or(named.as_deref()).unwrap_or("Object"))
}

/// The names that are taken.
#[derive(Default)]
pub(super) struct Taken {
    names: HashSet<String>,
    /// The number in the last name that was made of each one.
    numbers: HashMap<String, usize>,
}

impl Taken {
    /// A name that is not taken, which is taken from now on: this one, or the first one
    /// with a number.
    pub(super) fn unused(&mut self, name: &str) -> String {
        let mut unused = name.to_owned();
        while !self.names.insert(unused.clone()) {
            let number = self.numbers.entry(name.to_owned()).or_insert(1);
            *number += 1;
            unused = format!("{name}{number}");
        }
        unused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_give_names_with_verbs() {
        for (word, expected) in [
            ("creating", "create"),
            ("querying", "query"),
            ("listing", "list"),
            ("deleting", "delete"),
            ("changing", "change"),
            ("updating", "update"),
            ("setting", "set"),
            ("removing", "remove"),
            ("adding", "add"),
            ("getting", "get"),
            ("calling", "call"),
            ("obtaining", "obtain"),
            ("hiring", "hire"),
            ("show", "show"),
        ] {
            assert_eq!(verb(word), expected);
        }
        assert_eq!(type_name("loan_info"), "LoanInfo");
        assert_eq!(type_name("2fa"), "Type2fa");
    }
}
