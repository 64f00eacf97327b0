//! Prints macro calls such as `rt::table! { head; row { row; }; }`: one row a line. A row
//! may have attributes in front. The first row is the head of the table, unless it holds
//! rows.

use std::mem::take;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::Macro;

use super::attributes;
use super::layout::{WIDTH, Words};

/// A row, with the rows that belong to it.
struct Row {
    attributes: Vec<TokenStream>,
    words: Words,
    inside: Vec<Row>,
}

/// Writes a call.
pub(super) fn push(call: &Macro, out: &mut String) {
    let path = &call.path;
    let path = Words::of(quote::quote!(#path)).line();
    let rows = rows(call.tokens.clone());
    match rows.as_slice() {
        [only]
            if only.inside.is_empty()
                && only.attributes.is_empty()
                && path.chars().count() + only.words.width() + "! { ; }".len()
                    <= WIDTH =>
        {
            out.push_str(&format!("{path}! {{ {}; }}\n", only.words.line()));
        }
        rows => {
            out.push_str(&format!("{path}! {{\n"));
            let has_head = rows.first().is_some_and(|row| row.inside.is_empty());
            for (at, row) in rows.iter().enumerate() {
                if at == 1 || at > 1 && !has_head {
                    out.push('\n');
                }
                row.push("    ", out);
            }
            out.push_str("}\n");
        }
    }
}

fn rows(tokens: TokenStream) -> Vec<Row> {
    let mut found = Vec::new();
    let (mut attributes, mut words, mut inside) = (Vec::new(), Vec::new(), Vec::new());
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ';' => found.push(Row {
                attributes: take(&mut attributes),
                words: Words::of(words.drain(..).collect()),
                inside: take(&mut inside),
            }),
            TokenTree::Punct(punct) if punct.as_char() == '#' && words.is_empty() => {
                if let Some(TokenTree::Group(attribute)) = tokens.next() {
                    attributes.push(attribute.stream());
                }
            }
            TokenTree::Group(group)
                if group.delimiter() == Delimiter::Brace
                    && has_rows(&group.stream()) =>
            {
                inside = rows(group.stream());
            }
            token => words.push(token),
        }
    }
    found
}

fn has_rows(tokens: &TokenStream) -> bool {
    let last = tokens.clone().into_iter().last();
    matches!(last, Some(TokenTree::Punct(punct)) if punct.as_char() == ';')
}

impl Row {
    fn push(&self, indent: &str, out: &mut String) {
        for attribute in &self.attributes {
            attributes::push(attribute.clone(), indent, out);
        }
        match self.inside.as_slice() {
            [] => self.words.wrapped(indent, ";", out),
            [only]
                if only.attributes.is_empty()
                    && only.inside.is_empty()
                    && indent.len()
                        + self.words.width()
                        + only.words.width()
                        + " { ; };".len()
                        <= WIDTH =>
            {
                let (row, only) = (self.words.line(), only.words.line());
                out.push_str(&format!("{indent}{row} {{ {only}; }};"));
            }
            inside => {
                self.words.wrapped(indent, " {", out);
                out.push('\n');
                let deeper = format!("{indent}    ");
                inside.iter().for_each(|row| row.push(&deeper, out));
                out.push_str(indent);
                out.push_str("};");
            }
        }
        out.push('\n');
    }
}
