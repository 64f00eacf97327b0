//! Reads the files of pages.

use std::path::Path;

/// The text of a page. Browsers may save other bytes than UTF-8.
pub(crate) fn read(path: &Path) -> Result<String, String> {
    let bytes =
        std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    // Places in a text have 32 bits.
    if u32::try_from(bytes.len()).is_err() {
        return Err(format!("{}: it is larger than 4 GiB", path.display()));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
