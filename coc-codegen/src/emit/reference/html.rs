//! Texts of a spec as HTML: escaping, code in backquotes, and ids. The other files write a
//! text into a page by these functions alone.

use std::collections::HashSet;

use crate::emit::sentences::{self, capitalised};

/// A text as the content of an element or of an attribute in quotes. Characters that a
/// page must not have, or that reorder the line, are written as their numbers.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if is_unsafe(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// Control characters other than line ends and tabs, characters that reorder a line, and
/// those that HTML forbids.
fn is_unsafe(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fdd0}'..='\u{fdef}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// A name or a value as code.
pub(super) fn code(name: &str) -> String {
    format!("<code>{}</code>", text(name))
}

/// A link within the page.
pub(super) fn link(anchor: &str, content: &str) -> String {
    format!("<a href=\"#{anchor}\">{content}</a>")
}

/// A text as a part of an id, which may also stand behind the `#` of a link. Different
/// texts have different results.
pub(super) fn id(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') {
            out.push(c);
        } else {
            out.push_str(&format!("~{:x}~", u32::from(c)));
        }
    }
    out
}

/// A line of Markdown of which only code in backquotes is markup.
pub(super) fn words(line: &str) -> String {
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(line.len() + 16);
    let mut rest = line.as_str();
    // Numbers of backquotes that no later run has.
    let mut unclosed = HashSet::new();
    while let Some(start) = rest.find('`') {
        out.push_str(&text(&rest[..start]));
        let run = run(&rest[start..]);
        let inside = &rest[start + run..];
        let end = if unclosed.contains(&run) { None } else { closing(inside, run) };
        if let Some(end) = end {
            out.push_str(&code(inside[..end].trim()));
            rest = &inside[end + run..];
        } else {
            unclosed.insert(run);
            out.push_str(&rest[start..start + run]);
            rest = inside;
        }
    }
    out + &text(rest)
}

/// The number of backquotes that a text begins with.
fn run(text: &str) -> usize {
    text.bytes().take_while(|byte| *byte == b'`').count()
}

/// The place of the next run of exactly this many backquotes.
fn closing(text: &str, wanted: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        let length = run(&text[at + found..]);
        if length == wanted {
            return Some(at + found);
        }
        at += found + length;
    }
    None
}

/// Words as a sentence.
pub(super) fn sentence(line: &str) -> String {
    words(&sentences::sentence(&capitalised(line.trim())))
}

/// A description as paragraphs.
pub(super) fn prose(description: &str) -> String {
    let paragraphs = description.split("\n\n").filter(|it| !it.trim().is_empty());
    paragraphs.map(|it| format!("<p>{}</p>\n", words(it))).collect()
}

/// Facts as a list of names and values, which are HTML. Facts without a value are left
/// out.
pub(super) fn facts(facts: &[(&str, String)]) -> String {
    let shown: String = facts
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("<div><dt>{name}</dt><dd>{value}</dd></div>\n"))
        .collect();
    if shown.is_empty() {
        return shown;
    }
    format!("<dl class=\"facts\">\n{shown}</dl>\n")
}

#[cfg(test)]
mod tests {
    use super::{id, sentence, text, words};

    #[test]
    fn no_text_is_markup_except_code() {
        assert_eq!(
            words("a `b<c` & \"d\""),
            "a <code>b&lt;c</code> &amp; &quot;d&quot;"
        );
        assert_eq!(words("`` a`b ``"), "<code>a`b</code>");
        assert_eq!(words("a ` b"), "a ` b");
        assert_eq!(words("``` a `b`"), "``` a <code>b</code>");
        assert_eq!(
            sentence("required when `a` is `b`"),
            "Required when <code>a</code> is <code>b</code>."
        );
        assert_eq!(text("a\u{202e}\u{0}'"), "a\\u{202e}\\u{0}&#39;");
    }

    #[test]
    fn different_names_have_different_ids() {
        let names = ["a b", "a~20~b", "a_b", "a-b", "a.b", "é"];
        let ids: std::collections::HashSet<String> =
            names.iter().map(|it| id(it)).collect();
        assert_eq!(ids.len(), names.len(), "{ids:?}");
        assert!(ids.iter().all(|id| !id.contains([' ', '"', '<', '%', '#'])), "{ids:?}");
    }
}
