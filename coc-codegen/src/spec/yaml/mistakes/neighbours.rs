//! Finds the line that is out of place where a key is refused for its column: often a line
//! above it has left the column of its neighbours, and the refused key is right.

use super::mistake::Mistake;
use super::signs::{end_of_key, end_of_line};
use crate::spec::yaml::vocabulary::Vocabulary;

/// The most lines that are looked at.
const MOST_LINES: usize = 200;

/// A line with its place.
struct Line<'t> {
    start: usize,
    column: usize,
    content: &'t str,
}

impl<'t> Line<'t> {
    fn at(text: &'t str, start: usize) -> Self {
        let line = &text[start..end_of_line(text, start)];
        let content = line.trim_start_matches(' ');
        Self { start, column: line.len() - content.len(), content: content.trim_end() }
    }

    /// Whether nothing but a comment stands here.
    fn is_blank(&self) -> bool {
        self.content.is_empty() || self.content.starts_with('#')
    }

    /// The key that the line begins with.
    fn key(&self) -> Option<&'t str> {
        let key = &self.content[..end_of_key(self.content)];
        let rest = &self.content[key.len()..];
        (!key.is_empty() && (rest == ":" || rest.starts_with(": "))).then_some(key)
    }

    /// Whether its value is in the lines below it.
    fn opens(&self) -> bool {
        self.content.ends_with(':')
    }

    fn mistake(&self, key: &str, message: String, column_of: &str) -> Mistake {
        let start = self.start + self.column;
        let help = format!("put it at the column of `{column_of}`");
        Mistake::new(start..start + key.len(), message, help)
    }
}

/// The mistake of the line above the key at `at` that has left the column of its neighbours.
pub(super) fn out_of_line(
    text: &str,
    at: usize,
    vocabulary: Vocabulary,
) -> Option<Mistake> {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let refused = Line::at(text, start);
    refused.key()?;
    let mut above: Vec<Line<'_>> = Vec::new();
    let mut end = start;
    while end > 0 && above.len() < MOST_LINES {
        let before = text[..end - 1].rfind('\n').map_or(0, |end| end + 1);
        let line = Line::at(text, before);
        end = before;
        if line.is_blank() {
            continue;
        }
        let is_neighbour = line.column == refused.column && line.key().is_some();
        above.push(line);
        if is_neighbour {
            break;
        }
    }
    between(&above, &refused, vocabulary).or_else(|| {
        let at = above.iter().position(|it| it.column < refused.column && it.opens())?;
        let first = above[..at].last()?;
        below_heading(&above[at], first, &refused, text, vocabulary)
    })
}

/// The mistake of a line between two keys of one column, the first of which is the last line.
fn between(
    above: &[Line<'_>],
    refused: &Line<'_>,
    vocabulary: Vocabulary,
) -> Option<Mistake> {
    let (neighbour, lines) = above.split_last()?;
    if neighbour.column != refused.column {
        return None;
    }
    let at = lines.iter().rposition(|it| it.column < refused.column)?;
    let (inside, moved) = (&lines[..at], &lines[at]);
    let key = moved.key()?;
    let is_outer = inside.iter().all(|it| it.column > moved.column);
    let is_alike = if inside.is_empty() {
        !moved.opens()
    } else {
        let column = inside.iter().map(|it| it.column).min();
        let own = |key: &str| {
            let mut keys = inside.iter().filter(|it| Some(it.column) == column);
            keys.any(|it| it.key() == Some(key))
        };
        let mut beside = lines[at + 1..].iter().filter_map(Line::key);
        moved.opens() && beside.any(|key| vocabulary.requires(key) && own(key))
    };
    (is_outer && is_alike).then(|| {
        let beside = neighbour.key().unwrap_or_default();
        let message = format!(
            "`{key}` has left the column of its neighbours, `{beside}` and `{}`",
            refused.key().unwrap_or_default()
        );
        moved.mistake(key, message, beside)
    })
}

/// The mistake of the first line below a heading that has another column than the lines that
/// follow it, and of one that should be below the heading and is beside it.
fn below_heading(
    heading: &Line<'_>,
    first: &Line<'_>,
    refused: &Line<'_>,
    text: &str,
    vocabulary: Vocabulary,
) -> Option<Mistake> {
    let (key, name) = (first.key()?, refused.key()?);
    if first.column == heading.column && !first.opens() {
        let heading = heading.key().filter(|it| vocabulary.has(it))?;
        let message = format!("`{key}` is beside `{heading}`, and belongs below it");
        return Some(first.mistake(key, message, name));
    }
    let after = text[refused.start..].lines().skip(1).take(MOST_LINES);
    let columns = after.filter_map(|line| {
        let content = line.trim_start_matches(' ');
        let column = line.len() - content.len();
        let is_blank = content.trim().is_empty() || content.starts_with('#');
        (!is_blank && column <= refused.column).then_some(column)
    });
    let goes_on = columns.take(1).any(|column| column == refused.column);
    (goes_on && first.column > refused.column && !vocabulary.has(name)).then(|| {
        let message = format!("`{key}` is indented more than the keys that follow it");
        first.mistake(key, message, name)
    })
}
