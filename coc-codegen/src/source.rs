//! The texts of a spec, and places in them. Reading files, and the meaning of the texts, do
//! not belong here.

use std::fmt;
use std::ops::Range;

/// One file of a spec.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Path as shown to people, relative to the spec's folder.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// All files of a spec, in the order of their paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    files: Vec<Source>,
    /// The lines of each file.
    lines: Vec<Lines>,
    /// Files that could not be read. They are in `files` as well.
    unreadable: Vec<Unreadable>,
    /// The number of texts at the end that are pages, and not files of the spec.
    pages: usize,
}

/// A file that exists and could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unreadable {
    /// Path as shown to people, relative to the spec's folder.
    pub path: String,
    /// The reason, such as `it is UTF-16`.
    pub reason: String,
    /// The fix, if one is known.
    pub help: Option<&'static str>,
    /// Its text, as far as there is any.
    pub text: String,
    /// The first byte that is not UTF-8; zero for another reason.
    pub at: u32,
}

impl Unreadable {
    /// A file without a text.
    #[must_use]
    pub fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { path: path.into(), reason: reason.into(), ..Self::default() }
    }

    /// The same with a fix.
    #[must_use]
    pub fn with_help(self, help: &'static str) -> Self {
        Self { help: Some(help), ..self }
    }
}

impl Sources {
    /// Sources of these files, sorted by path.
    #[must_use]
    pub fn new(files: Vec<Source>) -> Self {
        Self::with_unreadable(files, Vec::new())
    }

    /// Sources of these files, and of others that exist and could not be read.
    #[must_use]
    pub fn with_unreadable(mut files: Vec<Source>, unreadable: Vec<Unreadable>) -> Self {
        let texts = unreadable
            .iter()
            .map(|file| Source { path: file.path.clone(), text: file.text.clone() });
        files.extend(texts);
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let lines = files.iter().map(|file| Lines::of(&file.text)).collect();
        Self { files, lines, unreadable, pages: 0 }
    }

    /// Adds the text of a page, which is not a file of the spec. The ids of the files
    /// stay.
    #[must_use]
    pub fn with_page(mut self, source: Source) -> (Self, FileId) {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.lines.push(Lines::of(&source.text));
        self.files.push(source);
        self.pages += 1;
        (self, id)
    }

    /// Whether a file is one of the spec.
    #[must_use]
    pub fn is_of_spec(&self, id: FileId) -> bool {
        (id.0 as usize) < self.files.len() - self.pages
    }

    /// The files that could not be read.
    pub fn unreadable(&self) -> impl Iterator<Item = (FileId, &Unreadable)> {
        self.unreadable.iter().filter_map(|file| Some((self.find(&file.path)?.0, file)))
    }

    /// The files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// The file `id`.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&Source> {
        self.files.get(id.0 as usize)
    }

    /// The text at a place; empty where there is no such place.
    pub(crate) fn text_at(&self, span: Span) -> &str {
        let text = self.get(span.file).map(|it| it.text.as_str());
        text.and_then(|it| it.get(span.start as usize..span.end as usize)).unwrap_or("")
    }

    /// Line and column of a byte of a file, both counted from 1. Columns count
    /// characters.
    #[must_use]
    pub fn position(&self, id: FileId, byte: u32) -> (usize, usize) {
        let at = id.0 as usize;
        let (Some(source), Some(lines)) = (self.files.get(at), self.lines.get(at))
        else {
            return (1, 1);
        };
        let byte = (byte as usize).min(source.text.len());
        let line = lines.starts.partition_point(|start| *start <= byte).max(1);
        let characters = |at: usize| lines.characters_before(&source.text, at);
        (line, 1 + characters(byte) - characters(lines.starts[line - 1]))
    }

    /// The file at `path`.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<(FileId, &Source)> {
        let own = &self.files[..self.files.len() - self.pages];
        let index = own.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        Some((FileId(u32::try_from(index).ok()?), &self.files[index]))
    }
}

/// A file's place in [`Sources`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FileId(u32);

impl fmt::Debug for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// A range of bytes in a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The place of these bytes of a file. A byte beyond 32 bits counts as the last one.
    pub(crate) fn of(file: FileId, bytes: Range<usize>) -> Self {
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { file, start: byte(bytes.start), end: byte(bytes.end) }
    }

    /// The place from the start of this one to the end of `last`, in the same file.
    #[cfg(feature = "page")]
    pub(crate) const fn until(self, last: Self) -> Self {
        Self { end: last.end, ..self }
    }

    /// The beginning of a file.
    pub(crate) const fn start_of(file: FileId) -> Self {
        Self { file, start: 0, end: 0 }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}:{}..{}", self.file, self.start, self.end)
    }
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value at this place.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl Default for Spanned<String> {
    fn default() -> Self {
        Self::new(String::new(), Span::default())
    }
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// The lines of a text. A saved page may be one line of megabytes, so that columns are
/// counted from the nearest block.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Lines {
    /// The first byte of each line.
    starts: Vec<usize>,
    /// The number of characters before each block of bytes.
    characters: Vec<usize>,
}

impl Lines {
    const BLOCK: usize = 4096;

    fn of(text: &str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        let mut characters = vec![0];
        let mut sum = 0;
        for block in text.as_bytes().chunks(Self::BLOCK) {
            sum += count(block);
            characters.push(sum);
        }
        Self { starts: std::iter::once(0).chain(ends).collect(), characters }
    }

    fn characters_before(&self, text: &str, byte: usize) -> usize {
        let block = byte / Self::BLOCK;
        self.characters[block] + count(&text.as_bytes()[block * Self::BLOCK..byte])
    }
}

/// The number of characters that begin in these bytes.
fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|it| **it & 0xc0 != 0x80).count()
}
