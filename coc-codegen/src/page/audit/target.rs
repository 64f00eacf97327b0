//! The operation that a page is held against, with the declarations that its file can use.

use crate::spec::{
    DecisionDef, EnumDef, OperationFile, Spec, TableDef, TypeExpr, innermost_name,
};

/// The operation of a page.
#[derive(Clone, Copy)]
pub(super) struct Target<'s> {
    pub(super) spec: &'s Spec,
    pub(super) file: &'s OperationFile,
}

impl<'s> Target<'s> {
    /// The type with this name.
    pub(super) fn table(&self, name: &str) -> Option<&'s TableDef> {
        let all = self.file.names.types.iter().chain(&self.spec.service.names.types);
        all.into_iter().find(|it| it.name.value == name)
    }

    /// The table of the objects that a value of this type is or holds.
    pub(super) fn objects(&self, ty: &TypeExpr) -> Option<&'s TableDef> {
        self.table(innermost_name(ty))
    }

    /// The enumeration with this name.
    pub(super) fn list(&self, name: &str) -> Option<&'s EnumDef> {
        let all = self.file.names.enums.iter().chain(&self.spec.service.names.enums);
        all.into_iter().find(|it| it.name.value == name)
    }

    /// The decision with this name.
    pub(super) fn decision(&self, name: &str) -> Option<&'s DecisionDef> {
        let all =
            self.file.names.decisions.iter().chain(&self.spec.service.names.decisions);
        all.into_iter().find(|it| it.name.value == name)
    }

    /// Every table of the operation and of the service.
    pub(super) fn tables(&self) -> impl Iterator<Item = &'s TableDef> {
        let parameters = self.file.parameters.iter().map(|(_, table)| table);
        let types = self.file.names.types.iter().chain(&self.spec.service.names.types);
        parameters.chain(types).chain(&self.file.answer_header)
    }

    /// The numbers that a table has on the page of the operation.
    pub(super) fn numbers(&self, table: &'s TableDef) -> Vec<&'s str> {
        let is_here =
            |page: Option<&str>| page.is_none_or(|it| it == self.file.page.title.value);
        let shared =
            self.spec.service.names.types.iter().any(|it| std::ptr::eq(it, table));
        let origins = table.tables.iter().filter(|it| {
            let page = it.page.as_ref().map(|page| page.value.as_str());
            is_here(page) && (page.is_some() || !shared)
        });
        origins.map(|it| it.table.value.as_str()).collect()
    }
}
