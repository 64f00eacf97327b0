//! The spec with resolved names: each declaration with its id, and each type expression
//! with its type. It is complete after the pass `declare`. Later passes read it and
//! keep their results in tables of their own.

use std::collections::{BTreeMap, HashMap};

use super::symbols::{Symbols, declarations, may_declare_more};
use crate::arena::Arena;
use crate::diagnostic::{Diagnostic, Reporter};
use crate::model::{
    EnumId, Headers, Literal, Module, Number, OperationId, Part, Segment, TableField,
    TableId, Type, ValueKind,
};
use crate::source::Span;
use crate::spec::{
    Declarations, EnumDef, FieldDef, OperationFile, RuleDefKind, Spec, TableDef,
};

/// The declarations of a spec, by id.
pub(in crate::check) struct Draft<'s> {
    pub(in crate::check) spec: &'s Spec,
    /// Takes what the passes find.
    pub(in crate::check) reporter: &'s Reporter,
    pub(in crate::check) enums: Arena<EnumId, DraftEnum<'s>>,
    /// Shared tables first, then each operation's: parameters, then declared types.
    pub(in crate::check) tables: Arena<TableId, DraftTable<'s>>,
    pub(in crate::check) operations: Arena<OperationId, DraftOperation<'s>>,
    /// Types and enumerations by the module that declares them.
    pub(in crate::check) symbols: Symbols<'s>,
}

/// An enumeration.
pub(in crate::check) struct DraftEnum<'s> {
    pub(in crate::check) module: Module,
    pub(in crate::check) def: &'s EnumDef,
}

/// A declared type, or the parameters of one part of a request.
pub(in crate::check) struct DraftTable<'s> {
    pub(in crate::check) module: Module,
    pub(in crate::check) part: Option<Part>,
    pub(in crate::check) headers: Option<Headers>,
    pub(in crate::check) def: &'s TableDef,
    /// The types of the fields; none if a type could not be read or found.
    pub(in crate::check) types: Vec<Option<Type>>,
    /// The types of `types`, by the places of their names; none if one could not be found.
    pub(in crate::check) members: BTreeMap<Span, Option<Type>>,
    pub(in crate::check) by_name: HashMap<&'s str, usize>,
}

/// An operation.
pub(in crate::check) struct DraftOperation<'s> {
    pub(in crate::check) file: &'s OperationFile,
    /// The operation that this one is a copy of, with the same request and a waiter of the
    /// same name, which is reported as such.
    pub(in crate::check) copy_of: Option<OperationId>,
    pub(in crate::check) parameters: Vec<(Part, TableId)>,
    pub(in crate::check) body: Option<Type>,
    /// The types of JSON answers, in the order of `file.responses`; none where one is no
    /// JSON or unknown.
    pub(in crate::check) responses: Vec<Option<Type>>,
    pub(in crate::check) answer_headers: Option<TableId>,
    pub(in crate::check) segments: Vec<Segment>,
}

impl DraftTable<'_> {
    /// The name in the spec.
    pub(in crate::check) fn name(&self) -> &str {
        &self.def.name.value
    }

    /// The type of the field at `at`, or `Any` if it is not known.
    pub(in crate::check) fn ty(&self, at: usize) -> &Type {
        self.types[at].as_ref().unwrap_or(&Type::Any)
    }

    /// The types of the members that the object in the field at `at` has under some
    /// condition.
    pub(in crate::check) fn members_of(&self, at: usize) -> impl Iterator<Item = &Type> {
        let names =
            self.def.fields[at].rules.iter().filter_map(|rule| match &rule.kind {
                RuleDefKind::Members { of, .. } => Some(&of.span),
                _ => None,
            });
        names.filter_map(|span| self.members.get(span)?.as_ref())
    }

    /// The names of the fields, in the page's order.
    pub(in crate::check) fn names(&self) -> impl Iterator<Item = &str> {
        self.def.fields.iter().map(|field| field.name.value.as_str())
    }

    /// The tables that the values of fields hold, one for each such field and for each
    /// table of members.
    pub(in crate::check) fn children(&self) -> impl Iterator<Item = TableId> {
        self.types.iter().chain(self.members.values()).flatten().filter_map(Type::held)
    }
}

impl DraftEnum<'_> {
    /// Whether the enumeration lists this value.
    pub(in crate::check) fn lists(&self, value: &Literal) -> bool {
        self.values().any(|known| known == value)
    }

    /// The listed values.
    pub(in crate::check) fn values(&self) -> impl Iterator<Item = &Literal> {
        self.def.values.iter().map(|value| &value.value.value)
    }
}

impl DraftOperation<'_> {
    /// The table of a part of the request, where that is an object with fields.
    pub(in crate::check) fn table_of(&self, part: Part) -> Option<TableId> {
        self.parts().find(|(known, _)| *known == part).map(|(_, id)| id)
    }

    /// The table of the body, where it is an object with fields.
    pub(in crate::check) fn body_table(&self) -> Option<TableId> {
        match self.body {
            Some(Type::Struct(id)) => Some(id),
            _ => None,
        }
    }

    /// The parts of the request that are objects with fields, with their tables.
    pub(in crate::check) fn parts(&self) -> impl Iterator<Item = (Part, TableId)> {
        let body = self.body_table().map(|body| (Part::Body, body));
        self.parameters.iter().copied().chain(body)
    }

    /// Whether the body has a type that could not be read or found.
    pub(in crate::check) fn has_unknown_body(&self) -> bool {
        self.file.body.is_some() && self.body.is_none()
    }

    /// The outermost tables of requests.
    pub(in crate::check) fn request_roots(&self) -> impl Iterator<Item = TableId> {
        self.parameters
            .iter()
            .map(|(_, id)| *id)
            .chain(self.body.as_ref().and_then(Type::held))
    }

    /// The outermost tables of answers.
    pub(in crate::check) fn response_roots(&self) -> impl Iterator<Item = TableId> {
        let held = self.responses.iter().flatten().filter_map(Type::held);
        held.chain(self.answer_headers)
    }
}

impl<'s> Draft<'s> {
    /// The title of the page of an operation.
    pub(in crate::check) fn page(&self, module: Module) -> Option<&'s str> {
        match module {
            Module::Operation(id) => Some(&self.operations[id].file.page.title.value),
            Module::Shared => None,
        }
    }

    /// The definition of a field.
    pub(in crate::check) fn field(&self, field: TableField) -> &'s FieldDef {
        &self.tables[field.table].def.fields[field.at]
    }

    /// The type of a field; none if it could not be read or found.
    pub(in crate::check) fn ty(&self, field: TableField) -> Option<&Type> {
        self.tables[field.table].types[field.at].as_ref()
    }

    /// The declarations of one file.
    pub(in crate::check) fn declarations(&self, module: Module) -> &'s Declarations {
        declarations(self.spec, module)
    }

    /// The files that declare something: `service.yaml`, then each operation's.
    pub(in crate::check) fn modules(&self) -> impl Iterator<Item = Module> + use<'s> {
        let operations = self.operations.ids().map(Module::Operation);
        std::iter::once(Module::Shared).chain(operations)
    }

    /// Adds a diagnostic.
    pub(in crate::check) fn report(&self, diagnostic: Diagnostic) {
        self.reporter.report(diagnostic);
    }

    /// The tables that a file declares. They are adjacent, in the order of the modules.
    pub(in crate::check) fn tables_of(
        &self,
        module: Module,
    ) -> impl Iterator<Item = TableId> + use<'s> {
        self.tables.with_key(&module, |table| table.module)
    }

    /// The enumerations that a file declares, which are adjacent as well.
    pub(in crate::check) fn enums_of(
        &self,
        module: Module,
    ) -> impl Iterator<Item = EnumId> + use<'s> {
        self.enums.with_key(&module, |list| list.module)
    }

    /// The names of the enumerations that `module` sees.
    pub(in crate::check) fn enums_in_reach(
        &self,
        module: Module,
    ) -> impl Iterator<Item = &'s str> {
        let shared = (module != Module::Shared).then_some(Module::Shared);
        let modules = std::iter::once(module).chain(shared);
        modules
            .flat_map(|module| self.enums_of(module))
            .map(|id| self.enums[id].def.name.value.as_str())
    }

    /// The enumeration of this name, as `module` sees it.
    pub(in crate::check) fn enum_id(
        &self,
        module: Module,
        name: &str,
    ) -> Option<EnumId> {
        self.symbols.enum_id(module, name)
    }

    /// Whether a part of a file that could not be read may declare more; see
    /// [`may_declare_more`].
    pub(in crate::check) fn may_declare_more(&self, module: Module) -> bool {
        may_declare_more(self.spec, module)
    }

    /// Whether some type in the spec could not be read or found.
    pub(in crate::check) fn has_unknown_types(&self) -> bool {
        // A free-form object may have a type under a condition that could not be read.
        let has_open = |table: &DraftTable<'_>| {
            let mut fields = table.def.fields.iter().zip(&table.types);
            fields.any(|(field, ty)| field.incomplete && *ty == Some(Type::Object))
        };
        let unknown = |table: &DraftTable<'_>| {
            has_open(table)
                || table.def.incomplete
                || table.types.contains(&None)
                || table.members.values().any(Option::is_none)
        };
        self.tables.iter().any(unknown)
            || self.operations.iter().any(DraftOperation::has_unknown_body)
    }

    /// Whether a text counts as absent in a field of this type. A blank that an
    /// enumeration lists is reported there, and counts as a value elsewhere.
    pub(in crate::check) fn is_blank(&self, ty: &Type, text: &str) -> bool {
        let is_it = |it: &Literal| matches!(it, Literal::Text(known) if known == text);
        let is_listed = || self.enums.iter().any(|list| list.values().any(is_it));
        ty.is_text()
            && self.spec.service.blanks.iter().any(|it| it.value == text)
            && (text.is_empty() || !is_listed())
    }

    /// Whether a field of this type can hold this single value.
    pub(in crate::check) fn can_hold(&self, ty: &Type, value: &Literal) -> bool {
        // The kind of values that could not be read is unknown.
        if ty.list().is_some_and(|id| self.enums[id].def.incomplete) {
            return true;
        }
        match (ty, value) {
            (Type::String, Literal::Text(_))
            | (Type::Boolean, Literal::Bool(_))
            | (Type::Float, Literal::Number(_))
            | (Type::Long | Type::Timestamp, Literal::Number(Number::Integer(_))) => {
                true
            }
            (Type::Formatted(format), Literal::Text(text)) => format.fits(text),
            (Type::Enum(id, ValueKind::Text), Literal::Text(_))
            | (
                Type::Enum(id, ValueKind::Integer),
                Literal::Number(Number::Integer(_)),
            ) => {
                let list = &self.enums[*id];
                list.def.open || list.lists(value)
            }
            (Type::Integer, Literal::Number(Number::Integer(value))) => {
                i32::try_from(*value).is_ok()
            }
            _ => false,
        }
    }
}

/// The delimiter that a field has, as it is written.
pub(in crate::check) fn delimiter(def: &FieldDef) -> Option<&String> {
    def.rules.iter().find_map(|rule| match &rule.kind {
        RuleDefKind::Delimiter(text) => Some(&text.value),
        _ => None,
    })
}
