//! Texts of a spec in documentation comments: a parser of Markdown reads each one as the
//! same paragraphs, in which nothing but code in backquotes and addresses has a meaning.
//! Sentences that the emitter adds belong to `documentation`.

use std::fmt::Write as _;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::oracle::dice::Dice;
use crate::support::emit_sources;

/// Words, some of which are Markdown in some place.
const WORDS: &[&str] = &[
    "word",
    "a_b",
    "characteristically",
    "electroencephalographically",
    "x,",
    "(y)",
    "-",
    "--",
    "---",
    "--all",
    "+",
    "*",
    "**",
    "***",
    "___",
    "===",
    "=",
    "#",
    "##",
    ">",
    "1.",
    "2)",
    "12.",
    ":",
    "|",
    "||",
    "|---|",
    "~~~",
    "~a~",
    "~~b~~",
    "_c_",
    "__d__",
    "(_d_)",
    "a__b",
    ":-",
    "-:",
    "*e*",
    "**f**",
    "<div>",
    "</p>",
    "<!--",
    "<b",
    "<?x",
    "<h@i.example>",
    "&amp;",
    "&#65;",
    "\\",
    "\\*",
    "\\_",
    "$j$",
    "[k]",
    "[k]:",
    "[l](m)",
    "![n](o)",
    "[^1]",
    "[^1]:",
    "[x]",
    "http://",
    "https://a.example/b_c",
    "(https://a.example/d)",
    "[e](https://a.example/f*g).",
    "h@i.example",
    "www.a.example",
    "a::b",
    "Some(",
    "`code`",
    "`a_b`,",
    "_`a`_",
    "`*`",
];

/// Code of several words, which is broken into lines like other text.
const CODE: &[&str] = &[
    "`a <div>`",
    "`a </p> <!-- b`",
    "`a ~~~ b`",
    "`git -- a --- b`",
    "`a *** b`",
    "`a === b`",
    "`a # b`",
    "`a > b`",
    "`a 1. b`",
    "`a | b`",
    "`a [k]: b`",
    "`a \\ b`",
];

/// Paragraphs of random words; a single backquote is never without its other one.
fn text(dice: &mut Dice) -> String {
    let paragraph = |dice: &mut Dice| {
        let words = (0..=dice.below(30)).map(|_| match dice.below(8) {
            0 => dice.pick(CODE),
            1..=3 => WORDS[0],
            _ => dice.pick(WORDS),
        });
        words.collect::<Vec<_>>().join(" ")
    };
    let paragraphs: Vec<_> = (0..=dice.below(2)).map(|_| paragraph(dice)).collect();
    paragraphs.join("\n\n")
}

/// The paragraphs of a comment as plain text, with code in backquotes.
///
/// # Panics
/// If the comment has anything but text, code and addresses.
fn read(comment: &str) -> Vec<String> {
    // Those of rustdoc.
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    let mut out: Vec<String> = Vec::new();
    for event in Parser::new_ext(comment, options) {
        let mut add = |it: &str| out.last_mut().expect("a paragraph").push_str(it);
        match event {
            Event::Start(Tag::Paragraph) => out.push(String::new()),
            Event::Text(text) => add(&text),
            Event::Code(code) => add(&format!("`{code}`")),
            Event::SoftBreak => add(" "),
            Event::Start(Tag::Link { .. })
            | Event::End(TagEnd::Link | TagEnd::Paragraph) => {}
            other => panic!("{other:?} in\n{comment}"),
        }
    }
    out
}

#[test]
fn markdown_in_a_text_has_no_meaning() {
    let mut dice = Dice::new(5);
    let texts: Vec<String> = (0..2_000).map(|_| text(&mut dice)).collect();
    let mut operation = String::from(
        "operation: make\nhttp: POST /v1/things\nbody: Thing\n\
         responses: { \"200\": { type: none } }\ntypes:\n  Thing:\n    fields:\n",
    );
    for (n, text) in texts.iter().enumerate() {
        let text = serde_json::Value::from(text.as_str());
        let _ = writeln!(operation, "      f{n}: {{ type: string, doc: {text} }}");
    }
    let files =
        emit_sources(&[("service.yaml", "service: demo\n"), ("make.yaml", &operation)]);
    let mut comment = String::new();
    let mut found = 0;
    for line in files["src/generated/make/types.rs"].lines().map(str::trim_start) {
        if let Some(line) = line.strip_prefix("///") {
            comment.push_str(line.strip_prefix(' ').unwrap_or(line));
            comment.push('\n');
            continue;
        }
        if line.starts_with("pub f") {
            let expected: Vec<_> = texts[found].split("\n\n").collect();
            assert_eq!(read(&comment), expected, "{comment}");
            found += 1;
        }
        comment.clear();
    }
    assert_eq!(found, texts.len());
}
