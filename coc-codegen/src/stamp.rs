//! A stamp of the files that the last run read and rendered, outside of the tree, so
//! that a run in which nothing changed does nothing but read. A stamp that is missing,
//! stale or damaged means a whole run and nothing worse; checks never ask for one. What
//! a run does does not belong here.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::emit::{Files, GENERATED};
use crate::output;
use crate::parallel::in_parallel;
use crate::source::Sources;

/// How many stamps there are at most: those of folders long gone make way for others.
const KEPT: u64 = 64;

/// The stamp of one spec and one output folder.
#[derive(Debug)]
pub struct Stamp {
    place: PathBuf,
    /// Who works from where to where: a stamp of anyone else says nothing.
    head: String,
}

/// The state that the last run left, which is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unchanged {
    /// How many files it rendered.
    pub files: usize,
    /// Whether it found something to say about the spec that is no mistake.
    pub has_notes: bool,
}

/// The line that says whether there are notes.
const fn notes(has_notes: bool) -> &'static str {
    if has_notes { "with notes" } else { "without notes" }
}

impl Stamp {
    /// The stamp in the folder `kept`. `generator` changes whenever the generator does:
    /// the same spec may be rendered differently by another one.
    #[must_use]
    pub fn new(kept: &Path, generator: &str, spec: &Path, out: &Path) -> Self {
        let whole =
            |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let (spec, out) = (whole(spec), whole(out));
        let key = digest_text(&format!("{spec:?} {out:?}")) % KEPT;
        let head = format!("generator {generator:?}\nfrom {spec:?}\nto {out:?}\n");
        Self { place: kept.join(format!("{key:02}")), head }
    }

    /// Whether the last run found no mistake in these very sources, and everything that
    /// it rendered stands in `out` as it was rendered, with nothing beside it.
    #[must_use]
    pub fn holds(&self, sources: &Sources, out: &Path) -> Option<Unchanged> {
        let known = fs::read_to_string(&self.place).ok()?;
        let elsewhere =
            known.lines().filter_map(|line| line.strip_prefix("out ")?.split_once(' '));
        let elsewhere = elsewhere
            .map(|(_, path)| path.to_owned())
            .filter(|path| !path.starts_with(GENERATED));
        let mut paths: BTreeSet<String> = elsewhere.collect();
        output::walk(&out.join(GENERATED), GENERATED, &mut paths).ok()?;
        let paths: Vec<String> = paths.into_iter().collect();
        let digests =
            in_parallel(paths.len(), |at| digest(File::open(out.join(&paths[at]))?));
        let digests: Vec<u64> = digests.into_iter().collect::<io::Result<_>>().ok()?;
        let found = paths.iter().map(String::as_str).zip(digests);
        let has_notes = known.lines().any(|line| line == notes(true));
        let unchanged = Unchanged { files: paths.len(), has_notes };
        (self.text(sources, found, unchanged) == known).then_some(unchanged)
    }

    /// Leaves a stamp after a run that found no mistake and put `files` where they
    /// belong; `has_notes` if it had something to say all the same, which the next run
    /// says again.
    pub fn leave(&self, sources: &Sources, files: &Files, has_notes: bool) {
        let rendered: Vec<(&String, &String)> = files.iter().collect();
        let digests = in_parallel(rendered.len(), |at| digest_text(rendered[at].1));
        let found = files.keys().map(String::as_str).zip(digests);
        let unchanged = Unchanged { files: files.len(), has_notes };
        let text = self.text(sources, found, unchanged);
        let folder = self.place.parent().map_or(Ok(()), fs::create_dir_all);
        // Without a stamp the next run takes longer, and that is all.
        let _ = folder.and_then(|()| fs::write(&self.place, text));
    }

    fn text<'a>(
        &self,
        sources: &Sources,
        files: impl Iterator<Item = (&'a str, u64)>,
        Unchanged { files: count, has_notes }: Unchanged,
    ) -> String {
        let notes = notes(has_notes);
        let mut text = format!("{}files {count}\n{notes}\n", self.head);
        for (_, source) in sources.iter() {
            text.push_str(&format!(
                "in {:016x} {}\n",
                digest_text(&source.text),
                source.path
            ));
        }
        for (path, digest) in files {
            text.push_str(&format!("out {digest:016x} {path}\n"));
        }
        text
    }
}

/// The digest of a file or of a text: taken piece by piece, so that neither how it is
/// read nor how large it is matters.
fn digest(mut from: impl Read) -> io::Result<u64> {
    let mut hasher = DefaultHasher::new();
    let mut piece = Vec::new();
    loop {
        output::next_piece(&mut from, &mut piece)?;
        if piece.is_empty() {
            return Ok(hasher.finish());
        }
        hasher.write(&piece);
    }
}

fn digest_text(text: &str) -> u64 {
    // Reading from memory cannot fail.
    digest(text.as_bytes()).unwrap_or_default()
}
