//! Prints attributes: `doc` as a comment, and long arguments on lines of their own.

use proc_macro2::{TokenStream, TokenTree};
use syn::Lit;

use super::layout::{WIDTH, Words};

/// Writes an attribute, given without its brackets.
pub(super) fn push(attribute: TokenStream, indent: &str, out: &mut String) {
    let tokens: Vec<TokenTree> = attribute.into_iter().collect();
    match tokens.as_slice() {
        [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(text)]
            if name == "doc" =>
        {
            if let Lit::Str(text) = Lit::new(text.clone()) {
                let text = text.value();
                out.extend([indent, "///", &text, "\n"]);
            }
        }
        [path @ .., TokenTree::Group(arguments)] => {
            let whole = line(&tokens);
            if indent.len() + whole.len() + 3 <= WIDTH {
                return out.extend([indent, "#[", &whole, "]\n"]);
            }
            let deeper = format!("{indent}    ");
            out.extend([indent, "#[", &line(path), "(\n"]);
            Words::of(arguments.stream()).wrapped(&deeper, "", out);
            out.extend(["\n", indent, ")]\n"]);
        }
        _ => out.extend([indent, "#[", &line(&tokens), "]\n"]),
    }
}

fn line(tokens: &[TokenTree]) -> String {
    Words::of(tokens.iter().cloned().collect()).line()
}
