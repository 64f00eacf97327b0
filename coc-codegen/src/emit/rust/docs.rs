//! Documentation comments. Escapes the text of a spec, so that no text becomes code, or
//! markup other than code in backquotes.

use std::ops::Range;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::file::File;
use crate::emit::remarks;
use crate::emit::sentences::{capitalised, sentence};
use crate::model::{
    Condition, Decision, DecisionId, Field, Model, Rule, Style, Table, Test, Type, code,
    page_reference,
};

/// The width at which lines of documentation are broken: a comment ends there with its
/// mark and the indentation of a member.
const WIDTH: usize = 81;

/// The comment for a text of several paragraphs, which are separated by empty lines.
pub(super) fn doc(text: &str) -> TokenStream {
    let lines = lines(text).into_iter().map(|line| literal(&line));
    quote!(#(#[doc = #lines])*)
}

/// A line, with the blank before it, as a raw literal, so that nothing is escaped only to
/// be read back. A line that would end one early is an ordinary literal.
fn literal(line: &str) -> Literal {
    let blank = if line.is_empty() { "" } else { " " };
    let is_plain = !line.contains(['"', '\r']);
    let raw = is_plain.then(|| format!("r\"{blank}{line}\"").parse().ok());
    raw.flatten().unwrap_or_else(|| Literal::string(&format!("{blank}{line}")))
}

/// Paragraphs, broken into lines.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for paragraph in
        text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty())
    {
        if !out.is_empty() {
            out.push(String::new());
        }
        // The lines of a table are lines.
        if paragraph.starts_with("| ") {
            out.extend(paragraph.lines().map(str::to_owned));
            continue;
        }
        let (mut line, mut width) = (String::new(), 0);
        for word in paragraph.split_whitespace() {
            let longer = width + 1 + word.chars().count();
            if !line.is_empty() && longer > WIDTH && may_begin_a_line(word) {
                out.push(std::mem::take(&mut line));
                width = 0;
            }
            if !line.is_empty() {
                line.push(' ');
            }
            let before = line.len();
            if word.is_ascii() {
                line.push_str(word);
                width += line.len() - before + usize::from(width > 0);
            } else {
                word.chars().for_each(|c| push_visibly(c, &mut line));
                width = line.chars().count();
            }
        }
        out.push(line);
    }
    out
}

/// Escapes bidirectional control characters, which rustc denies.
fn push_visibly(c: char, line: &mut String) {
    if matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
        line.extend(["&#x", &format!("{:X}", u32::from(c)), ";"]);
    } else {
        line.push(c);
    }
}

/// Whether a word may stand at the start of a line: there, some begin a list, a heading, a
/// quotation, a block of code or one of HTML, even inside of code.
fn may_begin_a_line(word: &str) -> bool {
    let number = word.trim_end_matches(['.', ')']);
    !(word.bytes().all(|byte| matches!(byte, b'-' | b'+' | b'*' | b'_'))
        || word.starts_with(['#', '>', '=', '~'])
        || word.starts_with('<') && !word.starts_with("<http")
        || number.len() < word.len() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// Text of a spec as Markdown: pairs of single backquotes mark code, and all other
/// markup is escaped.
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

/// Whether a byte means nothing in Markdown behind the first word of a paragraph.
fn is_never_markup(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b',' | b'.' | b';' | b'-' | b'\'')
}

/// Adds words with their markup escaped, and addresses as links.
fn escape(text: &str, out: &mut String) {
    for (n, word) in text.split(' ').enumerate() {
        if n > 0 {
            out.push(' ');
        }
        let mut rest = word;
        while let Some(address) = address(rest) {
            escape_word(&rest[..address.start], out);
            out.push('<');
            out.push_str(&rest[address.clone()]);
            out.push('>');
            rest = &rest[address.end..];
        }
        escape_word(rest, out);
    }
}

/// The place of the first address in a word. The marks around an address do not belong to
/// it: brackets that it does not open, quotation marks, and marks of a sentence.
fn address(word: &str) -> Option<Range<usize>> {
    // Few words have a colon: a search for a text costs more than one for a byte.
    word.contains(':').then_some(())?;
    let schemes = ["http://", "https://"];
    let find = |scheme: &&str| Some((word.find(*scheme)?, scheme.len()));
    let (start, scheme) = schemes.iter().filter_map(find).min()?;
    let mut open = 0_usize;
    let is_outside = |c: char| {
        match c {
            '(' | '[' => open += 1,
            ')' | ']' if open == 0 => return true,
            ')' | ']' => open -= 1,
            _ => {}
        }
        matches!(c, '<' | '>' | '"' | '\\' | '|' | '`') || c.is_control()
    };
    let found = word[start..].split(is_outside).next().unwrap_or_default();
    let found =
        found.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~']);
    (found.len() > scheme).then(|| start..start + found.len())
}

/// Adds a word, or a part of one, with its markup escaped.
fn escape_word(word: &str, out: &mut String) {
    // A paragraph's first word could begin a list, a heading or a rule.
    let begins = out.is_empty() || out.ends_with("\n\n");
    // Few words have a hyphen, and fewer have two.
    let has_dash = || word.contains('-') && word.contains("--");
    if !begins && word.bytes().all(is_never_markup) && !has_dash() {
        out.push_str(word);
        return;
    }
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let mut before = ' ';
    for (at, c) in word.char_indices() {
        let after = word[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        let inside_a_word =
            c == '_' && before.is_alphanumeric() && after.is_alphanumeric();
        let special = matches!(
            c,
            '\\' | '<' | '>' | '[' | ']' | '*' | '~' | '|' | '&' | '_' | '`' | '$'
        ) && !inside_a_word;
        let leading = begins && at == 0 && matches!(c, '#' | '-' | '+' | '=');
        let numbered = begins && at > 0 && at == digits && matches!(c, '.' | ')');
        // Hyphens are shown as one dash otherwise, or make a heading of the line before.
        let hyphens = c == '-' && after == '-';
        if special || leading || numbered || hyphens {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
}

/// A description; the documented name of the `what`, such as `field`, if the spec has none.
pub(super) fn described(text: &str, what: &str, name: &str) -> String {
    if text.trim().is_empty() {
        format!("The documented {what} {}.", code(name))
    } else {
        markdown(text)
    }
}

/// The attribute of a deprecated item.
pub(super) fn deprecated(note: Option<&str>) -> TokenStream {
    match note {
        None => TokenStream::new(),
        Some("") => quote!(#[deprecated]),
        Some(note) => quote!(#[deprecated(note = #note)]),
    }
}

/// The facts about the type that holds a field on which the documentation of the field
/// depends.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Holder {
    pub(super) in_requests: bool,
    /// Whether its documentation names the fields that no page has.
    pub(super) names_unseen: bool,
}

/// The rules of a field that its documentation tells: all but its type, and the list of
/// values that is its type.
pub(super) fn told_rules<'m>(
    model: &'m Model,
    field: &'m Field,
) -> impl Iterator<Item = &'m Rule> {
    field.rules.iter().map(|id| &model[*id]).filter(|rule| {
        let is_list = matches!(rule.test, Test::Enum(_)) && rule.when.is_always();
        let names_list = is_list && matches!(field.ty.innermost(), Type::Enum(..));
        rule.test != Test::Type && !names_list
    })
}

/// The documentation of a field.
pub(super) fn field(file: &File<'_>, field: &Field, holder: Holder) -> String {
    let rules = told_rules(file.model, field);
    let mut facts: Vec<String> = rules
        .map(|rule| rule_text(file, field, rule, &rule.when))
        .map(|words| format!("{}.", capitalised(&words)))
        .collect();
    let first = field_line(field, holder, !facts.is_empty());
    facts.extend(remarks::of_cases(field));
    facts.extend(self::facts(field, holder));
    facts.extend(decisions(file, &field.decisions));
    let mut out = vec![first, facts.join(" ")];
    out.extend(not_checked(field));
    out.join("\n\n")
}

/// The description of a field, and the number of the table that has it or other evidence.
/// `has_rules` is whether rules follow.
pub(super) fn field_line(field: &Field, holder: Holder, has_rules: bool) -> String {
    let text = described(&field.doc, "field", &field.name);
    let source = match field.source.table.as_str() {
        "" if field.on_no_page && holder.names_unseen => return sentence(&text),
        "" => remarks::evidence(field, has_rules),
        number => Some(format!("{}.", markdown(&format!("Table {number}")))),
    };
    match source {
        Some(source) => format!("{} {source}", sentence(&text)),
        None => text,
    }
}

/// The conditions that no rule expresses, each a paragraph.
pub(super) fn not_checked(field: &Field) -> impl Iterator<Item = String> {
    remarks::not_checked(field, markdown).map(|sentences| sentences.join(" "))
}

/// The facts beside the rules, each a sentence: the meaning of null, the way on the wire,
/// and the default.
pub(super) fn facts(field: &Field, holder: Holder) -> Vec<String> {
    let mut out: Vec<String> = remarks::of_field(field).map(ToOwned::to_owned).collect();
    out.extend(remarks::of_items_without_rule(field, holder.in_requests));
    if let Some(default) = &field.default {
        let assumed = if holder.in_requests { " (assumed by the service)" } else { "" };
        out.push(format!("Default: {}{assumed}.", code(&default.to_string())));
    }
    out
}

/// A rule with the rest of its condition, as a sentence that lacks its capital and its full
/// stop.
pub(super) fn rule_text(
    file: &File<'_>,
    field: &Field,
    rule: &Rule,
    when: &Condition,
) -> String {
    let condition = || match when.is_always() {
        true => String::new(),
        false => format!("when {}, ", Style::Markdown.condition(when)),
    };
    match &rule.test {
        Test::Enum(list) => {
            let each = if rule.each { "each item is " } else { "" };
            format!("{}{each}one of {}", condition(), file.enum_link(*list))
        }
        Test::Members(id, _) => {
            format!("{}it has the members of {}", condition(), file.type_link(*id))
        }
        _ => remarks::of_rule(file.model, rule, when, field),
    }
}

/// A sentence of links to decisions.
pub(super) fn decisions(file: &File<'_>, ids: &[DecisionId]) -> Option<String> {
    let links = ids.iter().map(|id| {
        let Decision { name, rust_name, module, .. } = &file.model[*id];
        format!("[{}]({}decisions::{rust_name})", code(name), file.link(*module))
    });
    let links: Vec<String> = links.collect();
    let word = if links.len() > 1 { "Decisions" } else { "Decision" };
    (!links.is_empty()).then(|| format!("{word}: {}.", links.join(", ")))
}

/// The pages and numbers of the tables of a type.
pub(super) fn tables(model: &Model, table: &Table) -> Option<String> {
    let pages = remarks::citations(model, table);
    let pages: Vec<String> = pages.map(|it| markdown(&page_reference(&it))).collect();
    (!pages.is_empty()).then(|| format!("{}.", pages.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::{lines, markdown};

    #[test]
    fn nothing_in_a_text_means_anything_but_code() {
        assert_eq!(
            markdown("see `a_b` and <b>[x]</b>"),
            "see `a_b` and \\<b\\>\\[x\\]\\</b\\>"
        );
        assert_eq!(markdown("```\nlet x;\n```"), "\\`\\`\\` let x; \\`\\`\\`");
        assert_eq!(markdown("a ` b"), "a \\` b");
        assert_eq!(markdown("- x\n\n1. y"), "\\- x\n\n1\\. y");
        assert_eq!(markdown("# no heading"), "\\# no heading");
        assert_eq!(
            markdown("at https://example.com/a_b, or"),
            "at <https://example.com/a_b>, or"
        );
        assert_eq!(markdown("a_b, _x_"), "a_b, \\_x\\_");
        assert_eq!(markdown("(_x_), __x__"), "(\\_x\\_), \\_\\_x\\_\\_");
        assert_eq!(markdown("x --all a-b ---"), "x \\--all a-b \\-\\--");
        assert_eq!(markdown("--all `--all`"), "\\--all `--all`");
    }

    #[test]
    fn an_address_is_a_link_wherever_it_stands() {
        let links = [
            ("(https://a.example/b)", "(<https://a.example/b>)"),
            ("[b](http://a.example/b).", "\\[b\\](<http://a.example/b>)."),
            ("\"https://a.example\"", "\"<https://a.example>\""),
            ("https://a.example/b_(c)", "<https://a.example/b_(c)>"),
            ("https://a.example/<b>", "<https://a.example/>\\<b\\>"),
            ("**x=https://a.example**", "\\*\\*x=<https://a.example>\\*\\*"),
            (
                "http://a.example|http://b.example",
                "<http://a.example>\\|<http://b.example>",
            ),
            ("https://, http://", "https://, http://"),
        ];
        for (text, link) in links {
            assert_eq!(markdown(text), link);
        }
    }

    #[test]
    fn lines_are_broken_between_words_only() {
        let long = "word ".repeat(60);
        assert!(lines(&long).iter().all(|line| line.len() <= super::WIDTH));
        assert_eq!(lines("a\n\n\n\nb"), ["a", "", "b"]);
    }
}
