//! Tokens as text where only a macro knows how they belong together, so that
//! prettyplease cannot lay them out: words, spaced as a person would, and lines of them.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// The width of a line, the same as in written code.
pub(super) const WIDTH: usize = 89;

/// The width of a word with a list in it that stays on one line: that of a line that is
/// indented twice and ends in a mark.
const LONGEST_LIST: usize = WIDTH - 9;

/// Tokens as words, between which a line may be broken.
#[derive(Debug, Default)]
pub(super) struct Words(Vec<String>);

/// The token written last, as far as the space after it depends on it.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    /// Nothing comes between it and the next token.
    Open,
    Name,
    Literal,
    /// A line may be broken after it.
    Other,
    /// A space follows, at which no line is broken.
    Bound,
}

impl Words {
    /// Types and paths stay together, and so does punctuation with the word before it.
    pub(super) fn of(tokens: TokenStream) -> Self {
        let mut words = Self::default();
        let mut nested = 0;
        let mut in_bars = false;
        let mut last = Last::Open;
        words.0.push(String::new());
        for token in tokens {
            let is_glued = match &token {
                _ if last == Last::Open => true,
                TokenTree::Punct(punct) => match punct.as_char() {
                    '|' => in_bars,
                    mark => matches!(mark, ',' | ';' | '.' | '?' | ':' | '<' | '>'),
                },
                TokenTree::Group(group) => {
                    group.delimiter() == Delimiter::Parenthesis && last == Last::Name
                }
                TokenTree::Ident(_) | TokenTree::Literal(_) => false,
            };
            if !is_glued {
                // A list stays with the word that tells what is in it.
                let is_list = last == Last::Name && is_in_brackets(&token);
                if nested > 0 || last == Last::Bound || is_list {
                    words.last().push(' ');
                } else {
                    words.0.push(String::new());
                }
            }
            last = match token {
                TokenTree::Ident(ident) => {
                    // Writing to a string cannot fail.
                    let _ = write!(words.last(), "{ident}");
                    Last::Name
                }
                TokenTree::Literal(literal) => {
                    let _ = write!(words.last(), "{literal}");
                    Last::Literal
                }
                TokenTree::Group(group) => {
                    words.push_group(&group);
                    Last::Other
                }
                TokenTree::Punct(punct) => {
                    let word = words.last();
                    let is_arrow = punct.as_char() == '>' && word.ends_with('-');
                    word.push(punct.as_char());
                    match punct.as_char() {
                        '<' => nested += 1,
                        '>' if !is_arrow && nested > 0 => nested -= 1,
                        '|' => in_bars = !in_bars,
                        _ => {}
                    }
                    let is_open = match punct.as_char() {
                        '|' => in_bars,
                        '-' => !matches!(last, Last::Name | Last::Literal),
                        '.' | '<' | '&' | '#' => true,
                        _ => word.ends_with("::"),
                    };
                    if is_arrow {
                        Last::Bound
                    } else if is_open || punct.spacing() == Spacing::Joint {
                        Last::Open
                    } else {
                        Last::Other
                    }
                }
            };
        }
        words
    }

    /// The last word. There is always one.
    fn last(&mut self) -> &mut String {
        let at = self.0.len() - 1;
        &mut self.0[at]
    }

    /// Adds a group to the last word. A list that is longer than a line is broken between
    /// its items.
    fn push_group(&mut self, group: &proc_macro2::Group) {
        let inside = Self::of(group.stream());
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            // A map of a type; all else in braces is code.
            Delimiter::Brace if group.stream().into_iter().count() == 1 => ("{", "}"),
            Delimiter::Brace => ("{ ", " }"),
            Delimiter::None => ("", ""),
        };
        let word = self.last();
        word.push_str(open);
        let width = word.chars().count() + inside.width();
        if group.delimiter() == Delimiter::Bracket && width > LONGEST_LIST {
            let mut parts = inside.0.into_iter();
            word.extend(parts.next());
            for part in parts {
                let last = self.last();
                if last.ends_with(',') {
                    self.0.push(part);
                } else {
                    last.extend([" ", &part]);
                }
            }
        } else {
            word.push_str(&inside.line());
        }
        self.last().push_str(close);
    }

    /// All of them on one line.
    pub(super) fn line(&self) -> String {
        self.0.join(" ")
    }

    /// The width of that line.
    pub(super) fn width(&self) -> usize {
        self.0
            .iter()
            .map(|word| word.chars().count() + 1)
            .sum::<usize>()
            .saturating_sub(1)
    }

    /// Writes them on as many lines as they need, with `end` behind the last one. A text is
    /// broken if it follows the first word, or if a line of its own is too short for it.
    pub(super) fn wrapped(&self, indent: &str, end: &str, out: &mut String) {
        let next_line = format!("\n{indent}    ");
        out.push_str(indent);
        let mut width = indent.len();
        for (at, word) in self.0.iter().enumerate() {
            let after = if at + 1 == self.0.len() { end.len() } else { 0 };
            let mut rest = word.as_str();
            let mut space = if at > 0 { " " } else { "" };
            let fits_alone = indent.len() + 4 + rest.chars().count() + after <= WIDTH;
            let may_break = word.starts_with('"') && !(at > 1 && fits_alone);
            while width + space.len() + rest.chars().count() + after > WIDTH {
                let room = WIDTH.saturating_sub(width + space.len() + " \\".len());
                let split = if may_break { broken(rest, room) } else { None };
                if let Some((before, behind)) = split {
                    out.push_str(&format!("{space}{before} \\"));
                    rest = behind;
                } else if space.is_empty() {
                    break;
                }
                out.push_str(&next_line);
                width = indent.len() + 4;
                space = "";
            }
            out.push_str(space);
            out.push_str(rest);
            width += space.len() + rest.chars().count();
        }
        out.push_str(end);
    }
}

/// A literal of text before and after a space at which its line can go on in the next
/// one.
fn broken(literal: &str, room: usize) -> Option<(&str, &str)> {
    let spaces = literal.char_indices().enumerate();
    let spaces =
        spaces.filter(|(_, (_, c))| *c == ' ').map(|(count, (at, _))| (count, at));
    // The spaces at the beginning of a line are no part of the text.
    let fit = spaces.take_while(|(count, _)| *count <= room);
    let at =
        fit.map(|(_, at)| at).filter(|at| !literal[at + 1..].starts_with(' ')).last()?;
    Some((&literal[..at], &literal[at + 1..]))
}

fn is_in_brackets(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::{WIDTH, Words};

    #[test]
    fn tokens_are_spaced_like_rustfmt() {
        let cases = [
            (
                quote!(count: Vec<Option<i32> > = "n", secret),
                r#"count: Vec<Option<i32>> = "n", secret"#,
            ),
            (
                quote!(a: std::collections::BTreeMap<String, rt::Object>),
                "a: std::collections::BTreeMap<String, rt::Object>",
            ),
            (quote!("x": [text] by [a::B, c::D]), r#""x": [text] by [a::B, c::D]"#),
            (quote!([a = -1]), "[a = -1]"),
            (quote!(title?: body.title), "title?: body.title"),
            (quote!(Change(CreateChange)), "Change(CreateChange)"),
            (quote!("m": {[text]}), r#""m": {[text]}"#),
            (quote!(each.length "text"), r#"each.length "text""#),
            (
                quote!(
                    with =
                        |items: impl IntoIterator<Item: Into<T>>| rt::each_into(items)
                ),
                "with = |items: impl IntoIterator<Item: Into<T>>| rt::each_into(items)",
            ),
            (quote!(-> Result<_, E> { f(items) }), "-> Result<_, E> { f(items) }"),
        ];
        for (tokens, text) in cases {
            assert_eq!(Words::of(tokens).line(), text);
        }
    }

    #[test]
    fn a_list_that_is_longer_than_a_line_is_broken_between_its_items() {
        let item = quote!(a::long::Path::of::an_item);
        let row = quote!(Name in Type [one = #item, two = #item, three = #item], whole);
        let mut out = String::new();
        Words::of(row).wrapped("    ", ";", &mut out);
        assert!(out.lines().all(|line| line.chars().count() <= WIDTH), "{out}");
        assert!(out.lines().all(|line| line.ends_with([',', ';'])), "{out}");
        let words: Vec<&str> = out.split_whitespace().collect();
        let item = "a::long::Path::of::an_item";
        let list = format!("[one = {item}, two = {item}, three = {item}], whole;");
        assert_eq!(words.join(" "), format!("Name in Type {list}"));
    }

    #[test]
    fn a_wrapped_literal_keeps_its_value() {
        let text = "word  \"quoted\" with \\ and so on, ".repeat(12);
        let mut out = String::new();
        Words::of(quote!(required #text ["a"] by [x])).wrapped("    ", ";", &mut out);
        assert!(out.lines().count() > 4, "{out}");
        assert!(out.lines().all(|line| line.chars().count() <= WIDTH), "{out}");
        let literal = &out[out.find('"').unwrap()..=out.find(" [\"a\"").unwrap()];
        let literal: syn::LitStr = syn::parse_str(literal.trim()).unwrap();
        assert_eq!(literal.value(), text);
    }
}
