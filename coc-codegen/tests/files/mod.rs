//! Files and folders that tests write. Several test binaries share this module, those of
//! the other crates included.

use std::fs;
use std::path::Path;

/// Writes a file, with the folders above it.
pub(crate) fn write(path: &Path, text: &str) {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Copies a file, with the folders above it, or a folder with all that is in it.
#[allow(dead_code, reason = "not every test binary copies files")]
pub(crate) fn copy(from: &Path, to: &Path) {
    let failed = |error: std::io::Error| -> ! {
        panic!("{} to {}: {error}", from.display(), to.display())
    };
    if from.is_dir() {
        let entries = fs::read_dir(from).unwrap_or_else(|error| failed(error));
        fs::create_dir_all(to).unwrap_or_else(|error| failed(error));
        for entry in entries.flatten() {
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        let folder = to.parent().unwrap_or(to);
        fs::create_dir_all(folder).unwrap_or_else(|error| failed(error));
        fs::copy(from, to).unwrap_or_else(|error| failed(error));
    }
}
