//! Single edits of a spec as text: a title, the changed lines with a mark at the place
//! of each diagnostic, and the expected diagnostics. `tests/edits/README.md` describes
//! the form.

use std::collections::BTreeMap;

use coc_codegen::diagnostic::Severity;

/// A spec, by path.
pub(crate) type Files = BTreeMap<String, String>;

/// A single edit.
#[derive(Debug, Default)]
pub(crate) struct Edit {
    /// The file and line of the edit, for messages.
    pub(crate) place: String,
    pub(crate) title: String,
    commands: Vec<Vec<String>>,
    hunks: Vec<Hunk>,
    pub(crate) expected: Vec<Expected>,
}

/// A diagnostic that an edit must get.
#[derive(Debug)]
pub(crate) struct Expected {
    pub(crate) severity: Severity,
    pub(crate) code: String,
    /// Words of the message, the label, the notes or the help.
    pub(crate) words: Vec<String>,
}

/// Lines that follow each other in a file.
#[derive(Debug, Default)]
struct Hunk {
    path: String,
    /// The lines with their signs: `-` is removed, `+` is added, a space is kept.
    lines: Vec<(char, String)>,
}

/// A marked place of an edited file, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) path: String,
    pub(crate) start: usize,
    /// The end, if it is marked as well.
    pub(crate) end: Option<usize>,
}

const OPEN: char = '«';
const CLOSE: char = '»';

/// The edits of one file.
pub(crate) fn parse(name: &str, text: &str) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut usual = String::new();
    for (at, line) in text.lines().enumerate() {
        let place = format!("{name}:{}", at + 1);
        let Some(sign) = line.chars().next() else { continue };
        let rest = &line[sign.len_utf8()..];
        let argument = rest.trim();
        match (sign, edits.last_mut()) {
            ('#', _) => {}
            ('=', _) if rest.starts_with('=') => edits.push(Edit {
                place,
                title: rest[1..].trim().to_owned(),
                ..Edit::default()
            }),
            ('@', None) => argument.clone_into(&mut usual),
            ('@', Some(edit)) => {
                edit.hunks.push(Hunk { path: argument.to_owned(), ..Hunk::default() });
            }
            ('>', Some(edit)) => edit
                .commands
                .push(argument.split_whitespace().map(str::to_owned).collect()),
            ('-' | '+' | ' ', Some(edit)) => {
                if edit.hunks.is_empty() {
                    edit.hunks.push(Hunk { path: usual.clone(), ..Hunk::default() });
                }
                if let Some(hunk) = edit.hunks.last_mut() {
                    hunk.lines.push((sign, unescaped(rest)));
                }
            }
            ('=', Some(edit)) => edit.expected.extend(expected(argument)),
            _ => panic!("{place}: no such line: {line}"),
        }
    }
    edits
}

fn expected(text: &str) -> Option<Expected> {
    if text == "nothing" {
        return None;
    }
    let (severity, rest) = match text.split_once(' ') {
        Some(("warning", rest)) => (Severity::Warning, rest),
        Some(("note", rest)) => (Severity::Note, rest),
        _ => (Severity::Error, text),
    };
    let (code, words) = rest.split_once(' ').unwrap_or((rest, ""));
    let words = words.split(" | ").map(|it| it.trim().to_owned());
    Some(Expected { severity, code: code.to_owned(), words: words.collect() })
}

/// The text with escapes such as `\u{a0}` replaced by their characters.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\u{") {
        out.push_str(before);
        let (code, after) = after.split_once('}').unwrap_or((after, ""));
        let c = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
        out.push(c.unwrap_or_else(|| panic!("no character: {text}")));
        rest = after;
    }
    out + rest
}

impl Edit {
    /// The files after the edit, and the places that it marks.
    ///
    /// # Errors
    /// If the edit does not fit the files.
    pub(crate) fn apply(&self, base: &Files) -> Result<(Files, Vec<Mark>), String> {
        let mut files = base.clone();
        for command in &self.commands {
            let words: Vec<&str> = command.iter().map(String::as_str).collect();
            match words.as_slice() {
                ["copy", from, "to", to] => {
                    let text = self.file(&files, from)?.to_owned();
                    files.insert((*to).to_owned(), text);
                }
                ["move", from, "to", to] => {
                    let text = self.file(&files, from)?.to_owned();
                    files.remove(*from);
                    files.insert((*to).to_owned(), text);
                }
                ["delete", path] => {
                    self.file(&files, path)?;
                    files.remove(*path);
                }
                ["empty", path] => {
                    self.file(&files, path)?;
                    files.insert((*path).to_owned(), String::new());
                }
                _ => return Err(format!("{}: no such command: {words:?}", self.place)),
            }
        }
        let mut marks = Vec::new();
        for hunk in &self.hunks {
            let is_new = hunk.lines.iter().all(|(sign, _)| *sign == '+')
                && !files.contains_key(&hunk.path);
            if is_new {
                files.insert(hunk.path.clone(), String::new());
            }
            let text = self.file(&files, &hunk.path)?;
            let wanted = hunk.before();
            let found: Vec<usize> = text
                .match_indices(&wanted)
                .map(|(at, _)| at)
                .filter(|at| *at == 0 || text[..*at].ends_with('\n'))
                .collect();
            let [start] = found[..] else {
                return Err(format!(
                    "{}: these lines stand {} times in {}:\n{wanted}",
                    self.place,
                    found.len(),
                    hunk.path
                ));
            };
            let (after, places) = hunk.after();
            let end = start + wanted.len();
            let earlier: &mut Vec<Mark> = &mut marks;
            for mark in
                earlier.iter_mut().filter(|it| it.path == hunk.path && it.start >= end)
            {
                mark.start = mark.start - wanted.len() + after.len();
                mark.end = mark.end.map(|it| it - wanted.len() + after.len());
            }
            let text = format!("{}{after}{}", &text[..start], &text[end..]);
            files.insert(hunk.path.clone(), text);
            marks.extend(places.into_iter().map(|(from, to)| Mark {
                path: hunk.path.clone(),
                start: start + from,
                end: to.map(|to| start + to),
            }));
        }
        Ok((files, marks))
    }

    fn file<'f>(&self, files: &'f Files, path: &str) -> Result<&'f str, String> {
        let text = files.get(path).map(String::as_str);
        text.ok_or_else(|| format!("{}: the spec has no {path}", self.place))
    }

    /// The lines that the edit removes, adds or marks, without their marks.
    pub(crate) fn changed_lines(&self) -> impl Iterator<Item = String> + '_ {
        let lines = self.hunks.iter().flat_map(|hunk| &hunk.lines);
        lines
            .filter(|(sign, line)| *sign != ' ' || line.contains(OPEN))
            .map(|(_, line)| line.replace([OPEN, CLOSE], ""))
    }
}

impl Hunk {
    fn before(&self) -> String {
        let stood = self.lines.iter().filter(|(sign, _)| *sign != '+');
        stood.map(|(_, line)| line.replace([OPEN, CLOSE], "") + "\n").collect()
    }

    /// The text after the edit without its marks, and the ranges of the marks.
    fn after(&self) -> (String, Vec<(usize, Option<usize>)>) {
        let (mut text, mut marks) = (String::new(), Vec::new());
        for (_, line) in self.lines.iter().filter(|(sign, _)| *sign != '-') {
            for c in line.chars() {
                match (c, marks.last_mut()) {
                    (OPEN, _) => marks.push((text.len(), None)),
                    (CLOSE, Some((_, end))) => *end = Some(text.len()),
                    (c, _) => text.push(c),
                }
            }
            text.push('\n');
        }
        (text, marks)
    }
}
