//! Reads one YAML file of a spec: parses it, repairs its tree, and reads what it describes.
//! Reading all files belongs to `load`, the tree of each to `read`.

use super::file_defs::{OperationFile, ServiceFile};
use super::paths::is_service;
use super::yaml::{self, Kind, Node, Vocabulary};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Source, Span};
use crate::spec::language::file_shapes::{OPERATION, SERVICE};
use crate::spec::language::shapes::is_key;
use crate::spec::read::operation::operation;
use crate::spec::read::service::service;
use crate::spec::recovery::belongs::{is_distinguishing_key, may_hold_key};
use crate::spec::recovery::headings::repair;
use crate::spec::recovery::repeated::explain_repeated_keys;

/// The mark of comments in drafts. Such a comment names a sentence of the page that was not
/// understood, and its place.
pub const DRAFT_MARK: &str = "# PAGE:";

/// The keys of the spec language.
const VOCABULARY: Vocabulary = Vocabulary {
    is_key,
    is_required_key: is_distinguishing_key,
    may_hold_key,
    help_for_null_key: "put it in quotes: `\"null\"`; a field that can be null is `nullable: true`",
};

/// A YAML file as written.
pub(super) enum YamlFile {
    Service(Box<ServiceFile>),
    Operation(Option<Box<OperationFile>>),
}

/// The content of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    Service,
    Operation,
}

impl Content {
    /// The content that a file should have, judged by its name.
    fn by_name(path: &str) -> Self {
        if is_service(path) { Self::Service } else { Self::Operation }
    }

    /// The content that a file has, judged by the keys that other files do not have.
    fn by_keys(tree: &Node) -> Option<Self> {
        let has = |key| tree.key_span(key).is_some();
        match (has("service"), has("operation") || has("http")) {
            (true, false) => Some(Self::Service),
            (false, true) => Some(Self::Operation),
            _ => None,
        }
    }
}

/// Reads a YAML file. `has_service_file` tells that the spec has a `service.yaml`.
pub(super) fn read(
    id: FileId,
    source: &Source,
    has_service_file: bool,
) -> (YamlFile, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    refuse_draft_marks(id, &source.text, &mut diagnostics);
    let tree = tree(id, source, &mut diagnostics);
    let named = Content::by_name(&source.path);
    let written = tree.as_ref().and_then(Content::by_keys).unwrap_or(named);
    if written != named {
        diagnostics.push(misplaced(id, written, has_service_file));
    }
    // A file with other content than its name says is not read further, since every key
    // would be reported, unless it is the only one about the service.
    let (content, tree) = if written == named || !has_service_file {
        (written, tree)
    } else {
        (named, None)
    };
    let file = match content {
        Content::Service => {
            let service = tree.and_then(|mut tree| {
                repair(&mut tree, &SERVICE, &mut diagnostics);
                service(&tree, &mut diagnostics)
            });
            YamlFile::Service(Box::new(service.unwrap_or_else(ServiceFile::unread)))
        }
        Content::Operation => {
            let operation = tree.and_then(|mut tree| {
                repair(&mut tree, &OPERATION, &mut diagnostics);
                operation(&tree, &mut diagnostics)
            });
            YamlFile::Operation(operation.map(Box::new))
        }
    };
    (file, diagnostics)
}

/// Parses a file; none if there is nothing in it that is worth reading.
fn tree(id: FileId, source: &Source, diagnostics: &mut Diagnostics) -> Option<Node> {
    let tree = yaml::parse(id, &source.text, VOCABULARY, diagnostics)?;
    if explain_repeated_keys(&tree, diagnostics) {
        return None;
    }
    if let Some(key) = open_api(&tree) {
        let message = "this is an OpenAPI document, and no file of a spec";
        diagnostics.push(
            Diagnostic::error(Code::File, key, message)
                .help("move it out of the folder, and transcribe the pages as spec/README.md describes"),
        );
        return None;
    }
    if tree.kind == Kind::Null && tree.span.start == tree.span.end {
        diagnostics.push(
            Diagnostic::error(Code::MissingKey, tree.span, "this file is empty")
                .help("begin it with `operation: NAME`, or delete it"),
        );
        return None;
    }
    Some(tree)
}

/// The report of a file with other content than its name says.
fn misplaced(id: FileId, written: Content, has_service_file: bool) -> Diagnostic {
    let (message, help) = match (written, has_service_file) {
        (Content::Service, false) => (
            "this file describes the service, and is not called `service.yaml`",
            "rename it to `service.yaml`",
        ),
        (Content::Service, true) => (
            "this file describes the service, as `service.yaml` does",
            "write the operation that belongs here, or delete the file",
        ),
        (Content::Operation, _) => (
            "this file describes an operation, and `service.yaml` is for the whole service",
            "restore the facts of the service; an operation has a file of its own",
        ),
    };
    Diagnostic::error(Code::File, Span::start_of(id), message).help(help)
}

/// The key by which a file is an OpenAPI document.
fn open_api(tree: &Node) -> Option<Span> {
    tree.key_span("openapi").or_else(|| tree.key_span("swagger"))
}

/// Refuses the comments of a draft, since each stands for a sentence without a key.
fn refuse_draft_marks(id: FileId, text: &str, diagnostics: &mut Diagnostics) {
    for (at, _) in text.match_indices(DRAFT_MARK) {
        let is_comment = text[..at].ends_with([' ', '\n', '\t']) || at == 0;
        let length = text[at..].lines().next().map_or(0, str::len);
        let span = Span::of(id, at..at + length);
        if is_comment {
            let message = "a sentence of the page is not transcribed";
            diagnostics.push(
                Diagnostic::error(Code::PageComment, span, message)
                    .help("read it at the place that the comment names, write its key, and delete the comment"),
            );
        }
    }
}
