//! Brings folders into line with rendered files: compares, writes each file as a whole,
//! and removes orphaned files. The content of the files does not belong here.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use similar::TextDiff;

pub use crate::disk::OutputError;
use crate::disk::{PIECE, failed, next_piece, walk};
use crate::emit::Files;
use crate::parallel::in_parallel;

/// The largest number of differing lines that are shown for one file.
const DIFF_LINES: usize = 100;

/// The ending of the name of a file that is being written.
const STAGED: &str = ".new";

/// The number of bytes from the start of a file that are searched for its mark.
const MARK_SEARCHED: u64 = 512;

/// The files of a folder that the generator may replace, and removes if it no longer
/// renders them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owned<'a> {
    /// Every rendered file, and every other file below this inner folder.
    All {
        /// The path of the inner folder.
        below: &'a str,
    },
    /// The same, but only files that contain the mark. The folder is shared with others.
    Marked {
        /// The path of the inner folder.
        below: &'a str,
        /// A text near the start of every rendered file.
        mark: &'a str,
    },
    /// The rendered files alone.
    Rendered,
}

/// The kind of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// The file is missing.
    Missing,
    /// The file differs from the rendered one.
    Different,
    /// The generator owns the file, and does not render it.
    Orphaned,
}

/// A change that a folder needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The path of the file below the output folder.
    pub path: String,
    /// The kind of the change.
    pub kind: ChangeKind,
}

/// The changes that make the files of a folder equal to the rendered ones.
#[derive(Debug, Clone)]
pub struct Update<'f> {
    /// The output folder.
    pub folder: &'f Path,
    /// The rendered files.
    pub files: &'f Files,
    /// The changes, in the order of paths.
    pub changes: Vec<Change>,
}

/// Compares the files in `folder` with the rendered ones.
///
/// # Errors
/// If a file cannot be read, or if a file that the generator does not own would be
/// replaced.
pub fn compare<'f>(
    files: &'f Files,
    folder: &'f Path,
    owned: Owned<'_>,
) -> Result<Update<'f>, OutputError> {
    let rendered: Vec<(&String, &String)> = files.iter().collect();
    let compared = in_parallel(rendered.len(), |at| {
        let (path, text) = rendered[at];
        let Some(kind) = compare_one(&folder.join(path), text)? else { return Ok(None) };
        if kind == ChangeKind::Different && !is_owned(folder, path, owned)? {
            let reason = "it was not written by this command; move it away";
            let error = io::Error::other(reason);
            return Err(failed("replace", &folder.join(path))(error));
        }
        Ok(Some(Change { path: path.clone(), kind }))
    });
    let mut changes: Vec<Change> =
        compared.into_iter().filter_map(Result::transpose).collect::<Result<_, _>>()?;
    for path in present(files, folder, owned)? {
        if !files.contains_key(&path) && is_owned(folder, &path, owned)? {
            changes.push(Change { path, kind: ChangeKind::Orphaned });
        }
    }
    changes.sort_unstable();
    Ok(Update { folder, files, changes })
}

/// The files that can be orphans: those below the inner folder, and the temporary files
/// that a killed run left beside rendered ones.
fn present(
    files: &Files,
    folder: &Path,
    owned: Owned<'_>,
) -> Result<BTreeSet<String>, OutputError> {
    let staged = files.keys().map(|path| format!("{path}{STAGED}"));
    let mut found: BTreeSet<String> =
        staged.filter(|path| folder.join(path).is_file()).collect();
    match owned {
        Owned::All { below } | Owned::Marked { below, .. } => {
            walk(&folder.join(below), below, &mut found)?;
        }
        Owned::Rendered => {}
    }
    Ok(found)
}

/// Whether the generator may replace or remove a file that exists.
fn is_owned(folder: &Path, path: &str, owned: Owned<'_>) -> Result<bool, OutputError> {
    let Owned::Marked { mark, .. } = owned else { return Ok(true) };
    let path = folder.join(path);
    has_mark(&path, mark).map_err(failed("read", &path))
}

/// Whether the first bytes of a file contain the mark.
fn has_mark(path: &Path, mark: &str) -> io::Result<bool> {
    let mut start = Vec::new();
    fs::File::open(path)?.take(MARK_SEARCHED).read_to_end(&mut start)?;
    Ok(String::from_utf8_lossy(&start).contains(mark))
}

/// The change that one file needs, if any.
fn compare_one(path: &Path, text: &str) -> Result<Option<ChangeKind>, OutputError> {
    match has_content(path, text.as_bytes()) {
        Ok(true) => Ok(None),
        Ok(false) => Ok(Some(ChangeKind::Different)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Ok(Some(ChangeKind::Missing))
        }
        Err(error) => Err(failed("read", path)(error)),
    }
}

/// Whether a file has exactly this text. Reads the file in pieces.
fn has_content(path: &Path, text: &[u8]) -> io::Result<bool> {
    let mut file = fs::File::open(path)?;
    let mut rest = text;
    let mut piece = Vec::with_capacity(PIECE);
    loop {
        next_piece(&mut file, &mut piece)?;
        match rest.strip_prefix(piece.as_slice()) {
            Some([]) if piece.is_empty() => return Ok(true),
            Some(_) if piece.is_empty() => return Ok(false),
            Some(after) => rest = after,
            None => return Ok(false),
        }
    }
}

/// Makes the changes of all folders: writes every new text beside its target. If all of
/// that succeeds, renames the files into place and removes orphans, with the folders that
/// they leave empty.
///
/// # Errors
/// If a file cannot be written. No target has changed then, unless a rename failed.
pub fn apply(updates: &[Update<'_>]) -> Result<(), OutputError> {
    let mut staged = Staged::default();
    for update in updates {
        for change in &update.changes {
            let Some(text) = update.files.get(&change.path) else { continue };
            if let Err(error) = staged.write(update.folder.join(&change.path), text) {
                staged.undo();
                return Err(error);
            }
        }
    }
    for (path, target) in &staged.files {
        fs::rename(path, target).map_err(failed("replace", target))?;
    }
    for Update { folder, changes, .. } in updates {
        for change in changes.iter().filter(|it| it.kind == ChangeKind::Orphaned) {
            let path = folder.join(&change.path);
            match fs::remove_file(&path) {
                // The temporary files of a killed run were written anew and renamed.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                removed => removed.map_err(failed("remove", &path))?,
            }
            remove_empty_parents(&path, folder)?;
        }
    }
    Ok(())
}

/// The files that were written beside their targets.
#[derive(Default)]
struct Staged {
    /// Each file with its target.
    files: Vec<(PathBuf, PathBuf)>,
    /// The folders that were made for them.
    folders: Vec<PathBuf>,
}

impl Staged {
    /// Writes a text beside its target.
    fn write(&mut self, target: PathBuf, text: &str) -> Result<(), OutputError> {
        if target.is_dir() {
            let error = io::Error::other("it is a folder");
            return Err(failed("replace", &target)(error));
        }
        let missing = target.ancestors().skip(1).take_while(|it| !it.exists());
        self.folders.extend(missing.map(Path::to_owned));
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(failed("make", parent))?;
        }
        let mut name = target.file_name().unwrap_or_default().to_os_string();
        name.push(STAGED);
        let path = target.with_file_name(name);
        fs::write(&path, text).map_err(|error| {
            let _ = fs::remove_file(&path);
            failed("write", &path)(error)
        })?;
        self.files.push((path, target));
        Ok(())
    }

    /// Removes the files and folders again. The caller reports the first error; a file
    /// that is left is found as an orphan.
    fn undo(mut self) {
        for (path, _) in self.files {
            let _ = fs::remove_file(path);
        }
        // A folder inside another sorts after it, and goes first.
        self.folders.sort_unstable();
        for folder in self.folders.into_iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Removes the folders that hold a removed file, below `root`, as long as they are empty.
fn remove_empty_parents(file: &Path, root: &Path) -> Result<(), OutputError> {
    let parents = file.ancestors().skip(1).take_while(|it| *it != root);
    for folder in parents {
        match fs::read_dir(folder).map(|mut entries| entries.next().is_none()) {
            Ok(true) => fs::remove_dir(folder).map_err(failed("remove", folder))?,
            Ok(false) => return Ok(()),
            // An orphan before this one was the last file of the folder.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed("read", folder)(error)),
        }
    }
    Ok(())
}

/// The differences for people, with at most [`DIFF_LINES`] lines for each file.
#[must_use]
pub fn describe(update: &Update<'_>) -> String {
    let mut out = String::new();
    for Change { path, kind } in &update.changes {
        match kind {
            ChangeKind::Missing => line(&mut out, &format!("missing: {path}")),
            ChangeKind::Orphaned => {
                line(&mut out, &format!("orphaned: {path} (no longer generated)"));
            }
            ChangeKind::Different => {
                line(&mut out, &format!("stale or edited by hand: {path}"));
                let old = fs::read(update.folder.join(path)).unwrap_or_default();
                let old = String::from_utf8_lossy(&old);
                let new = update.files.get(path).map_or("", String::as_str);
                diff(&mut out, &old, new);
            }
        }
    }
    out
}

/// Appends the differences of two texts.
fn diff(out: &mut String, old: &str, new: &str) {
    let diff = TextDiff::from_lines(old, new);
    let text =
        diff.unified_diff().context_radius(2).header("on disk", "generated").to_string();
    for shown in text.lines().take(DIFF_LINES) {
        line(out, &format!("  {shown}"));
    }
    let rest = text.lines().count().saturating_sub(DIFF_LINES);
    if rest > 0 {
        line(out, &format!("  ... {rest} more lines"));
    }
}

fn line(out: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{text}");
}
