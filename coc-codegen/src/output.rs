//! Brings a folder into line with the rendered files: compares, writes each file as a
//! whole, and removes orphaned files. The content of the files does not belong here.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::emit::{Files, GENERATED};
use crate::parallel::in_parallel;

/// The largest number of differing lines that are shown for one file.
const DIFF_LINES: usize = 100;

/// The ending of the name of a file that is being written.
const STAGED: &str = ".new";

/// The number of bytes of a file that are read at once.
pub(crate) const PIECE: usize = 1 << 16;

/// The number of bytes at the beginning of a file among which its mark is.
const MARKED: u64 = 512;

/// A change that a folder needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// The file is missing.
    Missing(String),
    /// The file differs from the rendered one.
    Different(String),
    /// The file is not rendered, and is in the folder of generated files.
    Orphaned(String),
}

impl Change {
    /// Path below the generated crate.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::Missing(path) | Self::Different(path) | Self::Orphaned(path) => path,
        }
    }
}

/// A file or folder that cannot be read or written.
#[derive(Debug)]
pub struct OutputError {
    path: PathBuf,
    /// The verb for what failed, such as "read".
    doing: &'static str,
    source: io::Error,
}

impl std::fmt::Display for OutputError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot {} {}: {}", self.doing, self.path.display(), self.source)
    }
}

impl std::error::Error for OutputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// The error of an action on a path.
fn failed(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> OutputError {
    let path = path.to_owned();
    move |source| OutputError { path, doing, source }
}

/// Compares the files in `folder` with the rendered ones.
///
/// # Errors
/// If a file cannot be read.
pub fn compare(files: &Files, folder: &Path) -> Result<Vec<Change>, OutputError> {
    let rendered: Vec<(&String, &String)> = files.iter().collect();
    let compared = in_parallel(rendered.len(), |at| {
        compare_one(rendered[at].0, rendered[at].1, folder)
    });
    let mut changes: Vec<Change> =
        compared.into_iter().filter_map(Result::transpose).collect::<Result<_, _>>()?;
    let mut present = BTreeSet::new();
    walk(&folder.join(GENERATED), GENERATED, &mut present)?;
    // A killed run leaves its temporary files. Those in the generated folder are found
    // as orphans.
    let staged = files
        .keys()
        .filter(|path| !path.starts_with(GENERATED))
        .map(|path| format!("{path}{STAGED}"));
    present.extend(staged.filter(|path| folder.join(path).is_file()));
    changes.extend(
        present
            .into_iter()
            .filter(|path| !files.contains_key(path))
            .map(Change::Orphaned),
    );
    changes.sort_by(|a, b| a.path().cmp(b.path()));
    Ok(changes)
}

/// Compares a folder that holds other files, too, with the rendered ones. A file in the
/// folder `inside` that is not rendered is an orphan if it has the mark.
///
/// # Errors
/// If a file cannot be read, or if a file without the mark would be replaced.
pub fn compare_marked(
    files: &Files,
    folder: &Path,
    inside: &str,
    mark: &str,
) -> Result<Vec<Change>, OutputError> {
    let mut changes = Vec::new();
    for (path, text) in files {
        let change = compare_one(path, text, folder)?;
        if let Some(Change::Different(_)) = &change {
            let place = folder.join(path);
            if !has_mark(&place, mark).map_err(failed("read", &place))? {
                let reason = "it was not written by this command; move it away";
                return Err(failed("replace", &place)(io::Error::other(reason)));
            }
        }
        changes.extend(change);
    }
    let mut present = BTreeSet::new();
    walk(&folder.join(inside), inside, &mut present)?;
    for path in present.into_iter().filter(|path| !files.contains_key(path)) {
        let place = folder.join(&path);
        if has_mark(&place, mark).map_err(failed("read", &place))? {
            changes.push(Change::Orphaned(path));
        }
    }
    changes.sort_by(|a, b| a.path().cmp(b.path()));
    Ok(changes)
}

/// Whether a file has the mark among its first lines.
fn has_mark(place: &Path, mark: &str) -> io::Result<bool> {
    let mut start = Vec::new();
    fs::File::open(place)?.take(MARKED).read_to_end(&mut start)?;
    Ok(String::from_utf8_lossy(&start).contains(mark))
}

/// The change that one file needs, if any.
fn compare_one(
    path: &str,
    text: &str,
    folder: &Path,
) -> Result<Option<Change>, OutputError> {
    let place = folder.join(path);
    match holds(&place, text.as_bytes()) {
        Ok(true) => Ok(None),
        Ok(false) => Ok(Some(Change::Different(path.to_owned()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Ok(Some(Change::Missing(path.to_owned())))
        }
        Err(error) => Err(failed("read", &place)(error)),
    }
}

/// Whether a file has exactly this text. Reads the file in pieces.
fn holds(place: &Path, text: &[u8]) -> io::Result<bool> {
    let mut file = fs::File::open(place)?;
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

/// Replaces `piece` by the next [`PIECE`] bytes, or by fewer at the end of the file.
pub(crate) fn next_piece(from: &mut impl Read, piece: &mut Vec<u8>) -> io::Result<()> {
    piece.clear();
    from.take(PIECE as u64).read_to_end(piece).map(drop)
}

/// Finds every file below `folder`, under paths that begin with `prefix`.
pub(crate) fn walk(
    folder: &Path,
    prefix: &str,
    found: &mut BTreeSet<String>,
) -> Result<(), OutputError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed("read", folder)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(failed("read", folder))?;
        let path = format!("{prefix}/{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(failed("read", folder))?.is_dir() {
            walk(&entry.path(), &path, found)?;
        } else {
            found.insert(path);
        }
    }
    Ok(())
}

/// Makes the changes: writes every new text beside its target. If all of that succeeds,
/// renames the files into place and removes orphans.
///
/// # Errors
/// If a file cannot be written. No target has changed then, unless a rename failed.
pub fn apply(
    files: &Files,
    changes: &[Change],
    folder: &Path,
) -> Result<(), OutputError> {
    let mut written: Vec<(PathBuf, PathBuf)> = Vec::new();
    let mut made: Vec<PathBuf> = Vec::new();
    for change in changes {
        let Some(text) = files.get(change.path()) else {
            continue;
        };
        let target = folder.join(change.path());
        let missing = target.ancestors().skip(1).take_while(|it| !it.exists());
        made.extend(missing.map(Path::to_owned));
        if let Err(error) =
            stage(&target, text).map(|staged| written.push((staged, target)))
        {
            for (staged, _) in written {
                // The caller gets the first error; a file that is left is found as an
                // orphan.
                let _ = fs::remove_file(staged);
            }
            // A folder inside another sorts after it, and goes first.
            made.sort_unstable();
            for folder in made.into_iter().rev() {
                let _ = fs::remove_dir(folder);
            }
            return Err(error);
        }
    }
    for (staged, target) in &written {
        fs::rename(staged, target).map_err(failed("replace", target))?;
    }
    for change in changes {
        if let Change::Orphaned(path) = change {
            let place = folder.join(path);
            match fs::remove_file(&place) {
                // The temporary files of a killed run were written anew and renamed.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                removed => removed.map_err(failed("remove", &place))?,
            }
        }
    }
    prune(&folder.join(GENERATED))
}

/// Writes a text beside its target, and returns the place.
fn stage(target: &Path, text: &str) -> Result<PathBuf, OutputError> {
    if target.is_dir() {
        return Err(failed("replace", target)(io::Error::other(
            "a folder stands where a file belongs",
        )));
    }
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent).map_err(failed("make", parent))?;
    }
    let mut name = target.file_name().unwrap_or_default().to_os_string();
    name.push(STAGED);
    let staged = target.with_file_name(name);
    fs::write(&staged, text).map_err(|error| {
        let _ = fs::remove_file(&staged);
        failed("write", &staged)(error)
    })?;
    Ok(staged)
}

/// Removes folders that were left empty.
fn prune(folder: &Path) -> Result<(), OutputError> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            prune(&path)?;
            if fs::read_dir(&path).is_ok_and(|mut rest| rest.next().is_none()) {
                fs::remove_dir(&path).map_err(failed("remove", &path))?;
            }
        }
    }
    Ok(())
}

/// The differences for people, with at most [`DIFF_LINES`] lines for each file.
#[must_use]
pub fn describe(files: &Files, changes: &[Change], folder: &Path) -> String {
    let mut out = String::new();
    for change in changes {
        match change {
            Change::Missing(path) => line(&mut out, &format!("missing: {path}")),
            Change::Orphaned(path) => {
                line(&mut out, &format!("orphaned: {path} (no longer generated)"));
            }
            Change::Different(path) => {
                line(&mut out, &format!("stale or edited by hand: {path}"));
                let old = fs::read(folder.join(path)).unwrap_or_default();
                let old = String::from_utf8_lossy(&old);
                let new = files.get(path).map_or("", String::as_str);
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
