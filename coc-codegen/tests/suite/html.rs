//! Pages of HTML as a parser sees them. The pages of the reference are tested in
//! `reference`.

use std::collections::{BTreeMap, BTreeSet};

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// A page as a parser of HTML sees it.
#[derive(Default)]
pub(crate) struct Page {
    /// The text of each element with an id, its children included.
    pub(crate) by_id: BTreeMap<String, String>,
    /// The values of `href` and `src`.
    pub(crate) links: Vec<String>,
    /// Names of elements.
    pub(crate) elements: BTreeSet<String>,
    /// Names of attributes.
    pub(crate) attributes: BTreeSet<String>,
}

/// Elements without an end tag.
const VOID: [&str; 5] = ["br", "input", "link", "meta", "hr"];

fn utf8(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Page {
    /// Reads a page, which must be without errors, with every element closed in its order.
    /// `path` is its place in messages.
    pub(crate) fn parse(path: &str, text: &str) -> Self {
        let mut page = Self::default();
        let mut open: Vec<(String, Option<String>)> = Vec::new();
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        for token in Tokenizer::new_with_emitter(text, emitter) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    let name = utf8(&tag.name);
                    let mut id = None;
                    for (key, value) in &tag.attributes {
                        let (key, value) = (utf8(key), utf8(value));
                        match key.as_str() {
                            "id" => id = Some(value),
                            "href" | "src" => page.links.push(value),
                            _ => {}
                        }
                        page.attributes.insert(key);
                    }
                    if let Some(id) = &id {
                        let known = page.by_id.insert(id.clone(), String::new());
                        assert!(known.is_none(), "{path} has the id {id} twice");
                        assert!(!id.contains(char::is_whitespace), "{path}: {id:?}");
                    }
                    page.elements.insert(name.clone());
                    if !VOID.contains(&name.as_str()) {
                        open.push((name, id));
                    }
                }
                Token::EndTag(tag) => {
                    let name = open.pop().map(|(name, _)| name);
                    assert_eq!(
                        name,
                        Some(utf8(&tag.name)),
                        "{path}: an end without its start"
                    );
                }
                Token::String(found) => {
                    for id in open.iter().filter_map(|(_, id)| id.as_ref()) {
                        page.by_id
                            .entry(id.clone())
                            .or_default()
                            .push_str(&utf8(&found.value));
                    }
                }
                Token::Error(error) => panic!("{path}: {error:?}"),
                Token::Comment(_) | Token::Doctype(_) => {}
            }
        }
        assert!(open.is_empty(), "{path}: {open:?} stay open");
        page
    }

    /// The text of an element, which must be there.
    #[track_caller]
    pub(crate) fn part(&self, id: &str) -> &str {
        self.by_id.get(id).unwrap_or_else(|| panic!("no element has the id {id}"))
    }
}
