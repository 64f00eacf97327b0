//! The parts of a spec that examples can be held against: those without an error.

use std::collections::{BTreeMap, HashSet};

use super::draft::Draft;
use crate::diagnostic::Code;
use crate::source::{FileId, Span};
use crate::spec::{OperationFile, Spec};

/// Fields and groups that have an error: an example that breaks their rules is no second
/// mistake.
pub(super) struct Blamed {
    /// The beginning of each field and each group, with whether it has an error.
    parts: BTreeMap<Span, bool>,
}

impl Blamed {
    pub(super) fn of(draft: &Draft<'_>) -> Self {
        let tables = || draft.tables.iter().map(|table| table.def);
        let fields = tables().flat_map(|def| def.fields.iter().map(|it| it.name.span));
        let groups = tables().flat_map(|def| def.groups.iter().map(|it| it.name.span));
        let names = tables().map(|def| def.name.span);
        let lists = draft.enums.iter().map(|list| list.def.name.span);
        let all = fields.chain(groups).chain(names).chain(lists);
        let mut found = Self { parts: all.map(|span| (span, false)).collect() };
        draft.reporter.each_error(|error| {
            let part = found.part(error.span);
            if let Some(has_error) = part.and_then(|part| found.parts.get_mut(&part)) {
                *has_error = true;
            }
        });
        found
    }

    /// The part that a place belongs to: the last one that begins before it.
    fn part(&self, place: Span) -> Option<Span> {
        let end = Span { end: u32::MAX, ..place };
        let (part, _) = self.parts.range(..=end).next_back()?;
        (part.file == place.file).then_some(*part)
    }

    pub(super) fn has(&self, place: Span) -> bool {
        self.part(place).and_then(|part| self.parts.get(&part)).copied().unwrap_or(false)
    }
}

/// Operations that examples cannot be held against: of their files a part could not be
/// read, or a type was not found or is another one of its name.
pub(super) struct Unsettled<'s> {
    spec: &'s Spec,
    files: HashSet<FileId>,
}

impl<'s> Unsettled<'s> {
    pub(super) fn of(draft: &Draft<'s>) -> Self {
        let mut files = HashSet::new();
        draft.reporter.each_error(|error| {
            if matches!(error.code, Code::UnknownType | Code::Name | Code::EnumValue) {
                files.insert(error.span.file);
            }
        });
        Self { spec: draft.spec, files }
    }

    /// Whether nothing keeps examples of this operation from being looked at.
    pub(super) fn leaves(&self, file: &OperationFile) -> bool {
        let service = self.spec.service.name.span.file;
        self.spec.is_complete(file)
            && !self.files.contains(&file.name.span.file)
            && !self.files.contains(&service)
    }
}
