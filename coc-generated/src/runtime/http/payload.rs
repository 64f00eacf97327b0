//! The body of a request: bytes in memory, or a form whose files are read while it is
//! sent. Making a form belongs to `form`, sending a body to `client`.

use std::collections::VecDeque;
use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;

/// The body of a request. Clones share the bytes.
#[derive(Clone, Default)]
pub struct Payload(Repr);

#[derive(Clone)]
enum Repr {
    Bytes(Bytes),
    Form { pieces: Arc<[Piece]>, length: u64 },
}

impl Default for Repr {
    fn default() -> Self {
        Self::Bytes(Bytes::new())
    }
}

/// A piece of a form.
#[derive(Clone)]
pub(crate) enum Piece {
    Bytes(Bytes),
    File(FilePiece),
}

/// A file that is read while it is sent.
#[derive(Clone)]
pub(crate) struct FilePiece {
    /// The name under which it is sent.
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) size: u64,
}

impl Payload {
    /// No body.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn form(pieces: Vec<Piece>) -> Self {
        let length = pieces.iter().map(Piece::length).fold(0, u64::saturating_add);
        Self(Repr::Form { pieces: pieces.into(), length })
    }

    /// Its length in bytes, which is known before anything is read.
    #[must_use]
    pub fn len(&self) -> u64 {
        match &self.0 {
            Repr::Bytes(bytes) => length_of(bytes),
            Repr::Form { length, .. } => *length,
        }
    }

    /// Whether there is nothing to send.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes, unless it is a form.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Repr::Bytes(bytes) => Some(bytes),
            Repr::Form { .. } => None,
        }
    }

    /// Whether it is a form. A form is never sent a second time once a part of it was
    /// sent.
    #[must_use]
    pub fn is_form(&self) -> bool {
        matches!(self.0, Repr::Form { .. })
    }

    /// Opens all files, and returns the bytes of the whole body to be read.
    ///
    /// # Errors
    /// If a file cannot be opened, or has another size than its description. While it is
    /// read, a file that ends early or goes on is an error as well, before its last bytes
    /// are returned.
    pub fn into_reader(self) -> io::Result<PayloadReader> {
        Ok(PayloadReader { open: self.open()?, bytes: Bytes::new() })
    }

    /// The pieces, with all files open.
    pub(crate) fn open(self) -> io::Result<VecDeque<OpenPiece>> {
        match self.0 {
            Repr::Bytes(bytes) => Ok([OpenPiece::Bytes(bytes)].into()),
            Repr::Form { pieces, .. } => pieces.iter().map(Piece::open).collect(),
        }
    }

    /// Whether files have to be opened and read.
    #[cfg(feature = "client")]
    pub(crate) fn has_files(&self) -> bool {
        match &self.0 {
            Repr::Bytes(_) => false,
            Repr::Form { pieces, .. } => {
                pieces.iter().any(|piece| matches!(piece, Piece::File(_)))
            }
        }
    }
}

/// Shows the length and nothing else: the bytes may hold secrets.
impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_form() { "a form, " } else { "" };
        write!(f, "Payload({kind}{} bytes)", self.len())
    }
}

impl From<Bytes> for Payload {
    fn from(bytes: Bytes) -> Self {
        Self(Repr::Bytes(bytes))
    }
}

impl From<Vec<u8>> for Payload {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

/// The number of bytes.
pub(crate) fn length_of(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

impl Piece {
    fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => length_of(bytes),
            Self::File(file) => file.size,
        }
    }

    fn open(&self) -> io::Result<OpenPiece> {
        match self {
            Self::Bytes(bytes) => Ok(OpenPiece::Bytes(bytes.clone())),
            Self::File(file) => file.open().map(OpenPiece::File),
        }
    }
}

impl FilePiece {
    fn open(&self) -> io::Result<OpenFile> {
        let about = |error: io::Error| named(&self.name, &error);
        let file = fs::File::open(&self.path).map_err(about)?;
        let size = file.metadata().map_err(about)?.len();
        if size != self.size {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!(
                    "the file {:?} had {} bytes, and has {size} now",
                    self.name, self.size
                ),
            ));
        }
        Ok(OpenFile { name: self.name.clone(), file, left: size })
    }
}

/// An error of the file system, with the name of the file. The path stays out, since it may
/// be private.
fn named(name: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("the file {name:?} cannot be read: {error}"))
}

/// A piece that can be read.
pub(crate) enum OpenPiece {
    Bytes(Bytes),
    File(OpenFile),
}

/// A file of which exactly as many bytes are returned as its description says.
pub(crate) struct OpenFile {
    name: String,
    file: fs::File,
    left: u64,
}

impl OpenFile {
    /// How many bytes are not returned yet.
    pub(crate) fn left(&self) -> u64 {
        self.left
    }

    /// The next bytes, at most `max` of them; none at the end. The last ones are
    /// returned after the file was seen to end with them.
    ///
    /// # Errors
    /// If the file cannot be read, ends early, or goes on.
    pub(crate) fn next(&mut self, max: usize) -> io::Result<Bytes> {
        let length = usize::try_from(self.left).map_or(max, |left| left.min(max));
        let mut chunk = vec![0; length];
        let mut filled = 0;
        while filled < length {
            let rest = chunk.get_mut(filled..).unwrap_or_default();
            match self.file.read(rest) {
                Ok(0) => return Err(self.changed("ended early")),
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(named(&self.name, &error)),
            }
        }
        self.left = self.left.saturating_sub(length_of(&chunk));
        if self.left == 0 && self.goes_on()? {
            return Err(self.changed("grew"));
        }
        Ok(chunk.into())
    }

    fn goes_on(&mut self) -> io::Result<bool> {
        loop {
            match self.file.read(&mut [0]) {
                Ok(count) => return Ok(count > 0),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(named(&self.name, &error)),
            }
        }
    }

    fn changed(&self, how: &str) -> io::Error {
        io::Error::new(
            io::ErrorKind::InvalidData,
            format!("the file {:?} {how} while it was sent", self.name),
        )
    }
}

/// The bytes of a file that are read at once.
pub(crate) const CHUNK: usize = 128 * 1024;

/// Reads a body from its first byte to its last one.
pub struct PayloadReader {
    open: VecDeque<OpenPiece>,
    bytes: Bytes,
}

impl fmt::Debug for PayloadReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PayloadReader")
    }
}

impl Read for PayloadReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.bytes.is_empty() {
            match self.open.pop_front() {
                None => return Ok(0),
                Some(OpenPiece::Bytes(bytes)) => self.bytes = bytes,
                Some(OpenPiece::File(mut file)) => {
                    self.bytes = file.next(CHUNK)?;
                    if file.left() > 0 {
                        self.open.push_front(OpenPiece::File(file));
                    }
                }
            }
        }
        let count = buffer.len().min(self.bytes.len());
        let taken = self.bytes.split_to(count);
        if let Some(room) = buffer.get_mut(..count) {
            room.copy_from_slice(&taken);
        }
        Ok(count)
    }
}
