//! The parts of a spec that examples can be compared with: those without an error. Errors
//! of an example itself belong to `consequences`.

use std::collections::{BTreeMap, HashSet};

use crate::check::draft::resolved::Draft;
use crate::diagnostic::Code;
use crate::source::{FileId, Span};
use crate::spec::{OperationFile, Spec};

/// Fields and groups that have an error. An example that breaks one of their rules is
/// not reported as well.
pub(in crate::check) struct Erroneous {
    /// The beginning of each field and each group, with whether it has an error.
    parts: BTreeMap<Span, bool>,
}

impl Erroneous {
    /// The parts at which an error was reported.
    pub(in crate::check) fn of(draft: &Draft<'_>) -> Self {
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

    /// The field or group that a place belongs to: the last one that begins before it.
    fn part(&self, place: Span) -> Option<Span> {
        let end = Span { end: u32::MAX, ..place };
        let (part, _) = self.parts.range(..=end).next_back()?;
        (part.file == place.file).then_some(*part)
    }

    /// Whether the part that this place belongs to has an error.
    pub(in crate::check) fn contains(&self, place: Span) -> bool {
        self.part(place).and_then(|part| self.parts.get(&part)).copied().unwrap_or(false)
    }
}

/// Operations whose examples can be checked: each part of their file could be read, and
/// each type was found and has a name of its own.
pub(in crate::check) struct Checkable<'s> {
    spec: &'s Spec,
    /// The files with other operations.
    wrong: HashSet<FileId>,
}

impl<'s> Checkable<'s> {
    /// The operations in whose files no such error was reported.
    pub(in crate::check) fn of(draft: &Draft<'s>) -> Self {
        let mut wrong = HashSet::new();
        draft.reporter.each_error(|error| {
            if matches!(error.code, Code::UnknownType | Code::Name | Code::EnumValue) {
                wrong.insert(error.span.file);
            }
        });
        Self { spec: draft.spec, wrong }
    }

    /// Whether examples of this operation can be checked.
    pub(in crate::check) fn contains(&self, file: &OperationFile) -> bool {
        let service = self.spec.service.name.span.file;
        self.spec.is_complete(file)
            && !self.wrong.contains(&file.name.span.file)
            && !self.wrong.contains(&service)
    }
}
