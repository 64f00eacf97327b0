//! The facts of an operation that reading its requests depends on. Generated code makes
//! them.

use std::collections::HashMap;

use serde::de::DeserializeOwned;

use super::answer::Written;
use crate::runtime::http::OperationRequest;
use crate::runtime::wire::{File, OperationInfo};

/// The kind of the body of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(dead_code, reason = "a spec may be without some of them")]
pub(crate) enum BodyKind {
    /// There is no body; bytes that come all the same are ignored.
    None,
    /// JSON.
    Json,
    /// A form with files.
    Form,
}

/// The files of a form by the names of their parts.
#[derive(Debug, Default)]
pub(crate) struct Files(HashMap<String, File>);

impl Files {
    /// Notes a file. The first one of a name counts.
    pub(super) fn add(&mut self, name: String, file: File) {
        self.0.entry(name).or_insert(file);
    }

    /// Puts the file with its content where its description is.
    #[allow(dead_code, reason = "a spec may be without forms")]
    pub(crate) fn put(&mut self, name: &str, place: &mut Option<File>) {
        if let (Some(place), Some(file)) = (place, self.0.remove(name)) {
            *place = file;
        }
    }
}

/// A request that a server reads. Generated code implements it.
pub(crate) trait ServedRequest:
    OperationRequest<Output: Written> + DeserializeOwned
{
    /// The operation as data.
    const INFO: &'static OperationInfo;
    /// The documented status of a success.
    const STATUS: u16 = 200;
    /// The kind of the body.
    const BODY: BodyKind = BodyKind::None;

    /// Puts the content of the files of a form in their places.
    fn take_files(&mut self, _: &mut Files) {}
}

/// An operation that a server has, with the facts that reading its requests depends on.
#[derive(Debug)]
pub(crate) struct ServedOperation {
    pub(super) info: &'static OperationInfo,
    pub(super) body: BodyKind,
}

impl ServedOperation {
    /// The operation of a request.
    #[allow(dead_code, reason = "a spec may be without operations")]
    pub(crate) const fn of<R: ServedRequest>() -> Self {
        Self { info: R::INFO, body: R::BODY }
    }
}
