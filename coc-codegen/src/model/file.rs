//! The description of a file in a request document, which examples, checks and
//! `openapi.json` share. Bodies with files belong to `example` and `operation`.

use super::place::words;

words! {
    /// A member of the description of a file.
    FileMember {
        /// Its name, with the ending.
        Name = "name",
        /// Its media type.
        ContentType = "content_type",
        /// The number of its bytes.
        Size = "size",
    }
}

impl FileMember {
    /// Whether every description of a file has the member.
    #[must_use]
    pub const fn is_required(self) -> bool {
        !matches!(self, Self::ContentType)
    }

    /// The members that every description has.
    pub fn required() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|member| member.is_required())
    }
}
