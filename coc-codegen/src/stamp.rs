//! The stamp of a run: hashes of the files that the run read and rendered, in Cargo's
//! build folder. A run whose stamp still matches only reads. If a stamp is missing,
//! stale or damaged, the run does everything; checks ignore stamps. The steps of a run
//! do not belong here.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use crate::disk::{PIECE, next_piece, walk};
use crate::emit::{Files, GENERATED};
use crate::parallel::in_parallel;
use crate::source::Sources;

/// The largest number of stamp files. Folders whose hashes are equal modulo this share
/// one.
const MOST_STAMPS: u64 = 64;

/// The stamp of one spec and one output folder.
#[derive(Debug)]
pub struct Stamp {
    path: PathBuf,
    /// Generator, spec folder and output folder. A stamp with other values is ignored.
    head: String,
}

/// The result of the last run, if nothing has changed since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unchanged {
    /// The number of files that it rendered.
    pub files: usize,
    /// Whether it had warnings or notes about the spec, which each run prints.
    pub has_diagnostics: bool,
}

/// The line that states whether there are notes.
const fn notes(has_diagnostics: bool) -> &'static str {
    if has_diagnostics { "with notes" } else { "without notes" }
}

impl Stamp {
    /// The stamp in `folder`. `generator` identifies the generator, since
    /// another one may render the same spec differently.
    #[must_use]
    pub fn new(folder: &Path, generator: &str, spec: &Path, out: &Path) -> Self {
        let whole =
            |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let (spec, out) = (whole(spec), whole(out));
        let key = digest_text(&format!("{spec:?} {out:?}")) % MOST_STAMPS;
        let head = format!("generator {generator:?}\nfrom {spec:?}\nto {out:?}\n");
        Self { path: folder.join(format!("{key:02}")), head }
    }

    /// The last run, if it found no error in exactly these sources, and `out` has all
    /// files that it rendered, unchanged, and no others.
    #[must_use]
    pub fn last_run_if_unchanged(
        &self,
        sources: &Sources,
        out: &Path,
    ) -> Option<Unchanged> {
        let known = fs::read_to_string(&self.path).ok()?;
        let rendered =
            known.lines().filter_map(|line| line.strip_prefix("out ")?.split_once(' '));
        let outside_generated = rendered
            .map(|(_, path)| path.to_owned())
            .filter(|path| !path.starts_with(GENERATED));
        let mut paths: BTreeSet<String> = outside_generated.collect();
        walk(&out.join(GENERATED), GENERATED, &mut paths).ok()?;
        let paths: Vec<String> = paths.into_iter().collect();
        let digests = in_parallel(paths.len(), |at| digest_file(&out.join(&paths[at])));
        let digests: Vec<u64> = digests.into_iter().collect::<io::Result<_>>().ok()?;
        let found = paths.iter().map(String::as_str).zip(digests);
        let has_diagnostics = known.lines().any(|line| line == notes(true));
        let unchanged = Unchanged { files: paths.len(), has_diagnostics };
        (self.text(sources, found, unchanged) == known).then_some(unchanged)
    }

    /// Writes the stamp of a run that found no error and wrote `files`. `has_diagnostics`
    /// tells whether it had warnings or notes, which the next run prints again.
    pub fn write(&self, sources: &Sources, files: &Files, has_diagnostics: bool) {
        let rendered: Vec<(&String, &String)> = files.iter().collect();
        let digests = in_parallel(rendered.len(), |at| digest_text(rendered[at].1));
        let found = files.keys().map(String::as_str).zip(digests);
        let unchanged = Unchanged { files: files.len(), has_diagnostics };
        let text = self.text(sources, found, unchanged);
        let folder = self.path.parent().map_or(Ok(()), fs::create_dir_all);
        // Without a stamp, the next run only takes longer.
        let _ = folder.and_then(|()| fs::write(&self.path, text));
    }

    /// The text of a stamp.
    fn text<'a>(
        &self,
        sources: &Sources,
        files: impl Iterator<Item = (&'a str, u64)>,
        Unchanged { files: count, has_diagnostics }: Unchanged,
    ) -> String {
        let notes = notes(has_diagnostics);
        let mut text = format!("{}files {count}\n{notes}\n", self.head);
        for (_, source) in sources.iter() {
            let digest = digest_text(&source.text);
            text.push_str(&format!("in {digest:016x} {}\n", source.path));
        }
        for (path, digest) in files {
            text.push_str(&format!("out {digest:016x} {path}\n"));
        }
        text
    }
}

/// The hash of a file.
fn digest_file(path: &Path) -> io::Result<u64> {
    let mut file = File::open(path)?;
    let mut hasher = DefaultHasher::new();
    let mut piece = Vec::new();
    loop {
        next_piece(&mut file, &mut piece)?;
        if piece.is_empty() {
            return Ok(hasher.finish());
        }
        hasher.write(&piece);
    }
}

/// The hash of a text, in pieces of the same size as those of a file, since a hasher may
/// depend on them.
fn digest_text(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.as_bytes().chunks(PIECE).for_each(|piece| hasher.write(piece));
    hasher.finish()
}
