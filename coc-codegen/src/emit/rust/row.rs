//! Prints a row of a macro whose body is a table, from tokens to a line of text.
//! Prettyplease does not lay out the bodies of macros.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// The tokens as one line, without spaces within types and paths and before
/// punctuation.
pub(super) fn line(tokens: &TokenStream) -> String {
    let mut out = String::new();
    push(tokens, &mut out);
    out
}

/// The token written last, as far as the space after it depends on it.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    /// Nothing comes between it and the next token.
    Open,
    Word,
    Other,
}

fn push(tokens: &TokenStream, out: &mut String) {
    let mut last = Last::Open;
    for token in tokens.clone() {
        let glued = last == Last::Open
            || match &token {
                TokenTree::Punct(punct) => {
                    matches!(punct.as_char(), ',' | ';' | '.' | '?' | ':' | '<' | '>')
                }
                TokenTree::Group(group) => {
                    group.delimiter() == Delimiter::Parenthesis && last == Last::Word
                }
                TokenTree::Ident(_) | TokenTree::Literal(_) => false,
            };
        if !glued {
            out.push(' ');
        }
        last = match token {
            TokenTree::Ident(ident) => {
                out.push_str(&ident.to_string());
                Last::Word
            }
            TokenTree::Literal(literal) => {
                out.push_str(&literal.to_string());
                Last::Word
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                out.push_str(open);
                push(&group.stream(), out);
                out.push_str(close);
                Last::Other
            }
            TokenTree::Punct(punct) => {
                out.push(punct.as_char());
                let joint = punct.spacing() == Spacing::Joint || out.ends_with("::");
                if joint || matches!(punct.as_char(), '.' | '<' | '&' | '-') {
                    Last::Open
                } else {
                    Last::Other
                }
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::line;

    #[test]
    fn a_row_is_spaced_as_a_person_would() {
        let cases = [
            (
                quote!(count: Vec<Option<i32> > = "n", secret),
                r#"count: Vec<Option<i32>> = "n", secret"#,
            ),
            (
                quote!(a: std::collections::BTreeMap<String, rt::Object>),
                "a: std::collections::BTreeMap<String, rt::Object>",
            ),
            (
                quote!("x" "2": [text] by [a::B, c::D]),
                r#""x" "2": [text] by [a::B, c::D]"#,
            ),
            (quote!(title?: body.title), "title?: body.title"),
            (quote!(Change(CreateChange)), "Change(CreateChange)"),
            (quote!("m" "": {[text]}), r#""m" "": {[text]}"#),
        ];
        for (tokens, text) in cases {
            assert_eq!(line(&tokens), text);
        }
    }
}
