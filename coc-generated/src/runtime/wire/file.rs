//! Files as parts of forms: the description that a request document has of one, and where
//! its content is. How it is sent belongs to `http` and `client`.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::de::Error as _;
use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::lenient::Lenient;
use super::structs::same_on_wire;

/// A file that a form holds, from memory or from a path.
///
/// A request document has its description `{name, content_type, size}`, and so do
/// `Debug` and violations: the content is in none of them. A file that was read from a
/// request document has no content, and cannot be sent.
///
/// ```
/// use coc_generated::wire::File;
///
/// let notes = File::new("notes.txt", "The cache is full.").with_content_type("text/plain");
/// assert_eq!((notes.name(), notes.size()), ("notes.txt", 18));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    name: String,
    content_type: Option<String>,
    size: u64,
    content: Content,
}

/// The content of a file.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Content {
    Memory(Memory),
    Path(PathBuf),
    /// Only the description is known.
    Nowhere,
}

/// Bytes that several copies of a file share.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Memory(Arc<Vec<u8>>);

impl AsRef<[u8]> for Memory {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl File {
    /// A file with this name and content.
    #[must_use]
    pub fn new(name: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        let content = content.into();
        // A length always fits into a `u64`.
        let size = u64::try_from(content.len()).unwrap_or(u64::MAX);
        let content = Content::Memory(Memory(Arc::new(content)));
        Self { name: name.into(), content_type: None, size, content }
    }

    /// The file at a path, under its own name. Its content is read piece by piece while it
    /// is sent. If its size has changed by then, nothing is sent, or the request breaks
    /// off.
    ///
    /// This reads the size from the file system, which may block; in asynchronous code, use
    /// [`open`](Self::open).
    ///
    /// # Errors
    /// The error of the file system; [`io::ErrorKind::InvalidInput`] if the path leads to
    /// something other than a file.
    pub fn from_path(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path: PathBuf = path.into();
        let about = std::fs::metadata(&path)?;
        if !about.is_file() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the path leads to no file",
            ));
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(Self {
            name: name.unwrap_or_default(),
            content_type: None,
            size: about.len(),
            content: Content::Path(path),
        })
    }

    /// Like [`from_path`](Self::from_path), without blocking the asynchronous task. It
    /// needs a Tokio runtime.
    ///
    /// # Errors
    /// As for `from_path`.
    #[cfg(feature = "client")]
    pub async fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        match tokio::task::spawn_blocking(|| Self::from_path(path)).await {
            Ok(found) => found,
            Err(error) => Err(io::Error::other(error)),
        }
    }

    /// The same file under another name.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// The same file, said to be of this type, such as `image/png`. Without it, the file
    /// is sent as `application/octet-stream`.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// The name under which it is sent.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its type, if one was given.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// Its size in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The path that its content is read from, if it is not in memory.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.content {
            Content::Path(path) => Some(path),
            Content::Memory(_) | Content::Nowhere => None,
        }
    }

    /// Its bytes, if they are in memory.
    #[cfg(feature = "http")]
    #[must_use]
    pub fn bytes(&self) -> Option<bytes::Bytes> {
        match &self.content {
            Content::Memory(memory) => Some(bytes::Bytes::from_owner(memory.clone())),
            Content::Path(_) | Content::Nowhere => None,
        }
    }

    #[cfg(feature = "http")]
    pub(crate) fn content(&self) -> &Content {
        &self.content
    }

    /// Whether the name ends in a dot and one of these, in upper case or lower case.
    #[allow(dead_code, reason = "a spec may be without types of files")]
    pub(crate) fn has_type(&self, endings: &[&str]) -> bool {
        let name = self.name.as_bytes();
        endings.iter().any(|ending| {
            let at = name.len().checked_sub(ending.len());
            at.and_then(|at| name.split_at_checked(at)).is_some_and(|(head, tail)| {
                head.ends_with(b".") && tail.eq_ignore_ascii_case(ending.as_bytes())
            })
        })
    }
}

/// Shows the description, and no content.
impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("File");
        out.field("name", &self.name);
        if let Some(kind) = &self.content_type {
            out.field("content_type", kind);
        }
        out.field("size", &self.size).finish_non_exhaustive()
    }
}

/// Writes the description `{name, content_type, size}`.
impl Serialize for File {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let members = 2 + usize::from(self.content_type.is_some());
        let mut out = serializer.serialize_struct("File", members)?;
        out.serialize_field("name", &self.name)?;
        if let Some(kind) = &self.content_type {
            out.serialize_field("content_type", kind)?;
        }
        out.serialize_field("size", &self.size)?;
        out.end()
    }
}

/// Reads a description. The file has no content.
impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        described(&value).ok_or_else(|| {
            D::Error::custom("expected a file, which has a name and a size")
        })
    }
}

impl Lenient for File {
    fn from_json(value: Value) -> Result<Self, Value> {
        described(&value).ok_or(value)
    }

    fn fits(value: &Value) -> bool {
        is_described(value)
    }
}

/// Whether a value describes a file.
pub(super) fn is_described(value: &Value) -> bool {
    parts(value).is_some()
}

fn described(value: &Value) -> Option<File> {
    let (name, content_type, size) = parts(value)?;
    Some(File {
        name: name.to_owned(),
        content_type: content_type.map(str::to_owned),
        size,
        content: Content::Nowhere,
    })
}

/// The name, the type and the size in a description.
fn parts(value: &Value) -> Option<(&str, Option<&str>, u64)> {
    let name = value.get("name")?.as_str().filter(|name| !name.is_empty())?;
    let size = u64::try_from(value.get("size")?.as_i64()?).ok()?;
    let content_type = match value.get("content_type") {
        None | Some(Value::Null) => None,
        Some(kind) => Some(kind.as_str()?),
    };
    Some((name, content_type, size))
}

same_on_wire!(File);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::File;

    #[test]
    fn a_description_is_written_and_read() {
        let file = File::new("a b.txt", "abc").with_content_type("text/plain");
        let document = serde_json::to_value(&file).unwrap();
        assert_eq!(
            document,
            json!({"name": "a b.txt", "content_type": "text/plain", "size": 3})
        );
        let read: File = serde_json::from_value(document).unwrap();
        assert_eq!((read.name(), read.size()), ("a b.txt", 3));
        assert_ne!(read, file, "the description has no content");
        let bare = serde_json::to_value(File::new("a", "")).unwrap();
        assert_eq!(bare, json!({"name": "a", "size": 0}));
    }

    #[test]
    fn other_values_describe_no_file() {
        for value in [
            json!(null),
            json!("a"),
            json!([]),
            json!({}),
            json!({"name": "", "size": 1}),
            json!({"name": "a"}),
            json!({"name": "a", "size": -1}),
            json!({"name": "a", "size": 1.5}),
            json!({"name": "a", "size": u64::MAX}),
            json!({"name": "a", "size": 1, "content_type": 7}),
        ] {
            assert!(serde_json::from_value::<File>(value.clone()).is_err(), "{value}");
        }
        let with_more = json!({"name": "a", "size": 1, "content_type": null, "x": 1});
        assert!(serde_json::from_value::<File>(with_more).is_ok());
    }

    #[test]
    fn a_type_is_an_ending_in_any_case() {
        for (name, fits) in [
            ("a.jpg", true),
            ("a.b.JPG", true),
            (".jpg", true),
            ("jpg", false),
            ("ajpg", false),
            ("a.jpg.exe", false),
            ("a.tar.gz", true),
            ("a.gz", false),
            ("é.jpg", true),
            ("", false),
        ] {
            assert_eq!(File::new(name, "").has_type(&["jpg", "tar.gz"]), fits, "{name}");
        }
    }

    #[test]
    fn debug_shows_no_content() {
        let shown = format!("{:?}", File::new("a.txt", "the content"));
        assert_eq!(shown, r#"File { name: "a.txt", size: 11, .. }"#);
    }

    #[test]
    fn a_path_must_lead_to_a_file() {
        let folder = std::env::temp_dir();
        let error = File::from_path(&folder).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
        assert!(File::from_path(folder.join("nothing/is/here")).is_err());
    }
}
