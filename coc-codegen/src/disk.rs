//! Reads files in pieces, and finds the files of a folder. Comparing and writing them
//! belongs to `output`.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The number of bytes of a file that are read at once.
pub(crate) const PIECE: usize = 1 << 16;

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
pub(crate) fn failed(
    doing: &'static str,
    path: &Path,
) -> impl FnOnce(io::Error) -> OutputError {
    let path = path.to_owned();
    move |source| OutputError { path, doing, source }
}

/// Replaces `piece` by the next [`PIECE`] bytes, or by fewer at the end of the file.
pub(crate) fn next_piece(from: &mut impl Read, piece: &mut Vec<u8>) -> io::Result<()> {
    piece.clear();
    from.take(PIECE as u64).read_to_end(piece).map(drop)
}

/// Adds every file below `folder` to `found`, with `prefix` in front of its relative
/// path. A folder that does not exist has no files.
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
