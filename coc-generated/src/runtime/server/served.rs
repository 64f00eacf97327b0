//! The facts of an operation that reading its requests depends on. Generated code makes
//! them.

use std::collections::HashMap;

use serde::de::DeserializeOwned;

use super::answer::Written;
use crate::runtime::http::OperationRequest;
use crate::runtime::wire::{File, OperationInfo};

/// The form of the body of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(dead_code, reason = "a spec may be without some of them")]
pub(crate) enum BodyForm {
    /// There is none; bytes that come all the same are ignored.
    Absent,
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
    /// The form of the body.
    const BODY: BodyForm = BodyForm::Absent;
    /// The arrays that are one text: the part of the request, the name and the delimiter.
    const JOINED: &'static [(&'static str, &'static str, char)] = &[];

    /// Puts the content of the files of a form in their places.
    fn take_files(&mut self, _: &mut Files) {}
}

/// The facts of an operation that reading a request depends on.
#[derive(Debug)]
pub(crate) struct Route {
    pub(super) info: &'static OperationInfo,
    pub(super) body: BodyForm,
    pub(super) joined: &'static [(&'static str, &'static str, char)],
}

impl Route {
    /// The facts of a request.
    #[allow(dead_code, reason = "a spec may be without operations")]
    pub(crate) const fn of<R: ServedRequest>() -> Self {
        Self { info: R::INFO, body: R::BODY, joined: R::JOINED }
    }
}
