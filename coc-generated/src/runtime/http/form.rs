//! Writes a form as `multipart/form-data`, by RFC 7578 and the HTML standard. Files from
//! a path stay where they are; `payload` reads them.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher as _;

use bytes::Bytes;
use http::header::HeaderValue;
use zeroize::Zeroizing;

use super::build::BuildError;
use super::payload::{FilePiece, Payload, Piece};
use super::secrets::texts_in;
use crate::runtime::wire::{Content, File};

/// The type of a file of which none was given.
const UNKNOWN_TYPE: &str = "application/octet-stream";

/// A form, put together part by part, in the order in which they are sent.
pub struct FormBody {
    boundary: String,
    pieces: Vec<Piece>,
    /// The bytes since the last file.
    bytes: Vec<u8>,
    /// The texts of secrets, if a part is a secret.
    secrets: Option<Vec<Zeroizing<String>>>,
}

/// Values stay out: any of them may be a secret.
impl fmt::Debug for FormBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FormBody").finish_non_exhaustive()
    }
}

impl Default for FormBody {
    fn default() -> Self {
        Self::new()
    }
}

impl FormBody {
    /// A form without parts. The boundary between them is random, so that no part can
    /// hold it but by chance.
    #[must_use]
    pub fn new() -> Self {
        let random = RandomState::new();
        let boundary =
            format!("form-{:016x}{:016x}", random.hash_one(0), random.hash_one(1));
        Self { boundary, pieces: Vec::new(), bytes: Vec::new(), secrets: None }
    }

    /// Adds a part that is text, if there is a value.
    ///
    /// # Errors
    /// [`BuildError::Part`] if the name cannot be written.
    pub fn text(
        &mut self,
        name: &str,
        value: Option<impl fmt::Display>,
    ) -> Result<&mut Self, BuildError> {
        if let Some(value) = value {
            self.begin(name)?;
            self.bytes.extend_from_slice(b"\"\r\n\r\n");
            self.bytes.extend_from_slice(value.to_string().as_bytes());
            self.bytes.extend_from_slice(b"\r\n");
        }
        Ok(self)
    }

    /// Adds a part that is text and a secret, if there is a value: if an answer echoes it,
    /// errors and traces withhold the text.
    ///
    /// # Errors
    /// As for [`text`](Self::text).
    pub fn secret(
        &mut self,
        name: &str,
        value: Option<impl fmt::Display>,
    ) -> Result<&mut Self, BuildError> {
        if let Some(value) = &value {
            let secrets = self.secrets.get_or_insert_default();
            texts_in(&value.to_string().into(), secrets);
        }
        self.text(name, value)
    }

    /// Adds a part that is a file, if there is one.
    ///
    /// # Errors
    /// [`BuildError::Part`] if the name of the part, or the name or the type of the file,
    /// cannot be written, or if the file has no content, since it was read from a request
    /// document.
    pub fn file(
        &mut self,
        name: &str,
        file: Option<&File>,
    ) -> Result<&mut Self, BuildError> {
        let Some(file) = file else { return Ok(self) };
        let refuse = |problem| Err(BuildError::Part { name: name.to_owned(), problem });
        if file.name().is_empty() {
            return refuse("is a file without a name");
        }
        let Some(file_name) = escaped(file.name()) else {
            return refuse("is a file whose name holds a control character");
        };
        let kind = file.content_type().unwrap_or(UNKNOWN_TYPE);
        if !HeaderValue::try_from(kind).is_ok_and(|kind| kind.to_str().is_ok()) {
            return refuse("is a file with a type that no header can hold");
        }
        let content = match file.content() {
            Content::Memory(memory) => Piece::Bytes(Bytes::from_owner(memory.clone())),
            Content::Path(path) => Piece::File(FilePiece {
                name: file.name().to_owned(),
                path: path.clone(),
                size: file.size(),
            }),
            Content::Nowhere => {
                return refuse("is a file of which only the description is known");
            }
        };
        self.begin(name)?;
        for piece in ["\"; filename=\"", &file_name, "\"\r\ncontent-type: ", kind] {
            self.bytes.extend_from_slice(piece.as_bytes());
        }
        self.bytes.extend_from_slice(b"\r\n\r\n");
        self.pieces.push(Piece::Bytes(std::mem::take(&mut self.bytes).into()));
        self.pieces.push(content);
        self.bytes.extend_from_slice(b"\r\n");
        Ok(self)
    }

    /// Writes the head of a part up to the end of its name.
    fn begin(&mut self, name: &str) -> Result<(), BuildError> {
        let Some(escaped) = escaped(name) else {
            let problem = "has a control character in its name";
            return Err(BuildError::Part { name: name.to_owned(), problem });
        };
        let head = ["--", &self.boundary, "\r\ncontent-disposition: form-data; name=\""];
        for piece in head.into_iter().chain([escaped.as_str()]) {
            self.bytes.extend_from_slice(piece.as_bytes());
        }
        Ok(())
    }

    /// The content type, the body, and the secrets in it.
    pub(super) fn finish(mut self) -> (String, Payload, Option<Vec<Zeroizing<String>>>) {
        for piece in ["--", &self.boundary, "--\r\n"] {
            self.bytes.extend_from_slice(piece.as_bytes());
        }
        self.pieces.push(Piece::Bytes(self.bytes.into()));
        let content_type = format!("multipart/form-data; boundary={}", self.boundary);
        (content_type, Payload::form(self.pieces), self.secrets)
    }
}

/// A name within quotes. Only a quote and the characters of a line end are escaped, as
/// the HTML standard says; all else is UTF-8 as it is.
fn escaped(name: &str) -> Option<String> {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '"' => out.push_str("%22"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            c if c.is_control() => return None,
            c => out.push(c),
        }
    }
    Some(out)
}
