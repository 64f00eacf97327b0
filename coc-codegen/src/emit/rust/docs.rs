//! Documentation comments. Text of a spec stays text: whatever stands in it, it can become neither markup that does
//! something nor code.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Citation, Decision, DecisionId, Enum, Field, Model, Module, Test, Type};

/// Where lines of documentation are broken.
const WIDTH: usize = 108;

/// What stands for a line break in an attribute, until it is printed: no line holds it, since lines are made of words.
pub(super) const BREAK: char = '\t';

/// The attribute for a text of several paragraphs, which are separated by empty lines. It is one for all lines: most
/// of what is generated is documentation, and none of it needs a parser.
pub(super) fn doc(text: &str) -> TokenStream {
    let text = attribute(text);
    quote!(#[doc = #text])
}

/// The same as a comment in text.
pub(super) fn comment(text: &str) -> String {
    comment_at("", "///", text)
}

/// The same, indented, and marked as what it documents asks for.
pub(super) fn comment_at(indent: &str, mark: &str, text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    for line in lines(text) {
        let space = if line.is_empty() { "" } else { " " };
        for part in [indent, mark, space, &line, "\n"] {
            out.push_str(part);
        }
    }
    out
}

fn attribute(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 32 + 1);
    for (n, line) in lines(text).iter().enumerate() {
        if n > 0 {
            out.push(BREAK);
        }
        if !line.is_empty() {
            out.push(' ');
            out.push_str(line);
        }
    }
    out
}

/// Paragraphs, broken into lines.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        if !out.is_empty() {
            out.push(String::new());
        }
        // The lines of a table are lines.
        if paragraph.starts_with("| ") {
            out.extend(paragraph.lines().map(str::to_owned));
            continue;
        }
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty()
                && line.chars().count() + 1 + word.chars().count() > WIDTH
                && may_begin_a_line(word)
            {
                out.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            word.chars().for_each(|c| push_visibly(c, &mut line));
        }
        out.push(line);
    }
    out
}

/// What turns the direction of text would show source in another order than it is read in, which the compiler refuses.
fn push_visibly(c: char, line: &mut String) {
    if matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
        line.extend(["&#x", &format!("{:X}", u32::from(c)), ";"]);
    } else {
        line.push(c);
    }
}

/// A word that would begin a list, a heading or a quotation stays where it is.
fn may_begin_a_line(word: &str) -> bool {
    let number = word.trim_end_matches(['.', ')']);
    !(matches!(word, "-" | "+" | "*")
        || word.starts_with(['#', '>', '='])
        || number.len() < word.len() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// Text of a spec as Markdown: pairs of single backquotes mark code, and nothing else means anything.
pub(super) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (n, paragraph) in text.split("\n\n").enumerate() {
        if n > 0 {
            out.push_str("\n\n");
        }
        let words = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut pieces = words.split('`').peekable();
        let closed = words.matches('`').count() % 2 == 0 && !words.contains("``");
        let mut code = false;
        while let Some(piece) = pieces.next() {
            if code && closed {
                out.push_str(piece);
            } else {
                escape(piece, &mut out);
            }
            if pieces.peek().is_some() {
                out.push_str(if closed { "`" } else { "\\`" });
                code = !code;
            }
        }
    }
    out
}

fn escape(text: &str, out: &mut String) {
    for (n, word) in text.split(' ').enumerate() {
        if n > 0 {
            out.push(' ');
        }
        let bare = word.trim_end_matches(['.', ',', ')', ';', ':']);
        if (bare.starts_with("http://") || bare.starts_with("https://")) && !bare.contains(['<', '>', '\\']) {
            out.push('<');
            out.push_str(bare);
            out.push('>');
            out.push_str(&word[bare.len()..]);
            continue;
        }
        // What looks like a documented name is one.
        let name = bare.trim_start_matches('(');
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
        if name.chars().all(is_name) && name.trim_matches('_').contains('_') {
            let lead = word.len() - word.trim_start_matches('(').len();
            out.push_str(&word[..lead]);
            out.push('`');
            out.push_str(name);
            out.push('`');
            out.push_str(&word[lead + name.len()..]);
            continue;
        }
        // A paragraph's first word could begin a list, a heading or a rule.
        let begins = out.is_empty() || out.ends_with("\n\n");
        for (at, c) in word.char_indices() {
            let inside_a_word = c == '_' && at > 0 && at + 1 < word.len();
            let special = matches!(c, '\\' | '<' | '>' | '[' | ']' | '*' | '~' | '|' | '&' | '_' | '`' | '$')
                && !inside_a_word;
            let leading = begins && at == 0 && matches!(c, '#' | '-' | '+' | '=');
            let numbered =
                begins && matches!(c, '.' | ')') && at > 0 && word[..at].bytes().all(|b| b.is_ascii_digit());
            if special || leading || numbered {
                out.push('\\');
            }
            out.push(c);
        }
    }
}

/// A description; where the spec has none, the documented name has to do.
pub(super) fn described(text: &str, what: &str, name: &str) -> String {
    if text.trim().is_empty() { format!("The documented {what} {}.", code(name)) } else { markdown(text) }
}

/// A value as code.
pub(super) fn code(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.contains('`') || text.is_empty() { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// What follows a description: deprecation, decisions, where it comes from.
pub(super) fn deprecated(note: Option<&String>) -> TokenStream {
    match note {
        None => TokenStream::new(),
        Some(note) if note.is_empty() => quote!(#[deprecated]),
        Some(note) => quote!(#[deprecated(note = #note)]),
    }
}

/// The same as indented text, on a line of its own.
pub(super) fn deprecated_at(indent: &str, note: Option<&String>) -> String {
    match note {
        None => String::new(),
        Some(note) if note.is_empty() => format!("{indent}#[deprecated]\n"),
        Some(note) => format!("{indent}#[deprecated(note = {note:?})]\n"),
    }
}

/// Everything there is to say about a field.
pub(super) fn field(model: &Model, home: Module, field: &Field, in_requests: bool) -> String {
    let mut out = vec![markdown(&field.doc)];
    for rule in &field.rules {
        let rule = &model[*rule];
        let plain_list = matches!(&rule.test, Test::Enum(_)) && rule.when.is_always();
        if rule.test == Test::Type || plain_list && matches!(field.ty.innermost(), Type::Enum(_)) {
            continue;
        }
        out.push(format!(
            "{}.",
            capitalised(&rule_text(model, &rule.test, &rule.says, &rule.when.to_string()))
        ));
    }
    out.extend(field.documented.iter().map(|says| format!("As documented, {}.", markdown(says))));
    for (says, because) in &field.prose {
        out.push(format!("Not checked: {} {}", sentence(&markdown(says)), sentence(&markdown(because))));
    }
    if let Some(default) = &field.default {
        let sent = if in_requests { ", which is never sent by itself" } else { "" };
        out.push(format!("Default: {}{sent}.", code(&default.to_string())));
    }
    if field.sic {
        out.push("The name is misspelt on the wire.".to_owned());
    }
    out.extend(decisions(model, home, &field.decisions));
    out.push(source(&field.source, &field.observed));
    out.join("\n\n")
}

fn rule_text(model: &Model, test: &Test, says: &str, when: &str) -> String {
    match test {
        Test::Enum(list) => {
            let Enum { rust_name, home, .. } = &model[*list];
            let module = if *home == Module::Shared { "crate::generated::shared" } else { "super" };
            let condition =
                if when == "always" { String::new() } else { format!("when {}, ", markdown(when)) };
            format!("{condition}one of [`{rust_name}`]({module}::wire::{rust_name})")
        }
        Test::Delimiter(delimiter) => format!("several items are joined by {}", code(delimiter)),
        _ => markdown(says),
    }
}

/// A line of links to decisions.
pub(super) fn decisions(model: &Model, home: Module, ids: &[DecisionId]) -> Option<String> {
    let links = ids.iter().map(|id| {
        let Decision { name, rust_name, home: from, .. } = &model[*id];
        let module = if *from == home { "super" } else { "crate::generated::shared" };
        format!("[{}]({module}::decisions::{rust_name})", code(name))
    });
    let links: Vec<String> = links.collect();
    let word = if links.len() > 1 { "Decisions" } else { "Decision" };
    (!links.is_empty()).then(|| format!("{word}: {}.", links.join(", ")))
}

/// Where a field comes from.
pub(super) fn source(source: &Citation, observed: &[String]) -> String {
    if source.table.is_empty() && observed.is_empty() {
        return format!("Source: {}, {}.", markdown(&source.page), code(&source.parameter));
    }
    if source.table.is_empty() {
        let examples = observed.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ");
        return format!("Source: {}, no table; shown by the example {examples}.", markdown(&source.page));
    }
    format!(
        "Source: {}, Table {}, {}.",
        markdown(&source.page),
        markdown(&source.table),
        code(&source.parameter)
    )
}

/// Tables of a type.
pub(super) fn tables(tables: &[(String, String)], page: &str) -> Option<String> {
    if tables.is_empty() {
        return None;
    }
    let named = tables.iter().map(|(title, number)| {
        let title = if title.is_empty() { page } else { title };
        format!("{}, Table {}", markdown(title), markdown(number))
    });
    Some(format!("Source: {}.", named.collect::<Vec<_>>().join("; ")))
}

/// With a full stop.
pub(super) fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// With a capital.
pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::{lines, markdown};

    #[test]
    fn nothing_in_a_text_means_anything_but_code() {
        assert_eq!(markdown("see `a_b` and <b>[x]</b>"), "see `a_b` and \\<b\\>\\[x\\]\\</b\\>");
        assert_eq!(markdown("```\nlet x;\n```"), "\\`\\`\\` let x; \\`\\`\\`");
        assert_eq!(markdown("a ` b"), "a \\` b");
        assert_eq!(markdown("- x\n\n1. y"), "\\- x\n\n1\\. y");
        assert_eq!(markdown("# no heading"), "\\# no heading");
        assert_eq!(markdown("at https://example.com/a_b, or"), "at <https://example.com/a_b>, or");
        assert_eq!(markdown("plan_task_id (a_b), _x_"), "`plan_task_id` (`a_b`), \\_x\\_");
    }

    #[test]
    fn lines_are_broken_between_words_only() {
        let long = "word ".repeat(60);
        assert!(lines(&long).iter().all(|line| line.len() <= super::WIDTH));
        assert_eq!(lines("a\n\n\n\nb"), ["a", "", "b"]);
    }
}
