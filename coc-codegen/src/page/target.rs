//! The operation of the spec that a page is about, with the declarations that its file can
//! use. Deciding between operations with one request belongs to `audit` and `draft`.

use crate::spec::{
    ConditionKind, DecisionDef, Declarations, EnumDef, FieldDef, OperationFile,
    RuleDefKind, Spec, TableDef, TypeExpr, innermost_name,
};

/// The operation of a page.
#[derive(Clone, Copy)]
pub(crate) struct Target<'s> {
    pub(crate) spec: &'s Spec,
    pub(crate) file: &'s OperationFile,
}

impl<'s> Target<'s> {
    /// The declarations in reach: those of the operation's file, then those of the service.
    fn declarations(&self) -> [&'s Declarations; 2] {
        [&self.file.names, &self.spec.service.names]
    }

    /// The type with this name.
    pub(crate) fn table(&self, name: &str) -> Option<&'s TableDef> {
        let mut all = self.declarations().into_iter().flat_map(|it| &it.types);
        all.find(|it| it.name.value == name)
    }

    /// The table of the objects that a value of this type is or holds.
    pub(crate) fn objects(&self, ty: &TypeExpr) -> Option<&'s TableDef> {
        self.table(innermost_name(ty))
    }

    /// The enumeration with this name.
    pub(crate) fn enumeration(&self, name: &str) -> Option<&'s EnumDef> {
        let mut all = self.declarations().into_iter().flat_map(|it| &it.enums);
        all.find(|it| it.name.value == name)
    }

    /// The decision with this name.
    pub(crate) fn decision(&self, name: &str) -> Option<&'s DecisionDef> {
        let mut all = self.declarations().into_iter().flat_map(|it| &it.decisions);
        all.find(|it| it.name.value == name)
    }

    /// Every table of the operation and of the service.
    pub(crate) fn tables(&self) -> impl Iterator<Item = &'s TableDef> {
        let parameters = self.file.parameters.iter().map(|(_, table)| table);
        let types = self.declarations().into_iter().flat_map(|it| &it.types);
        parameters.chain(types).chain(&self.file.answer_header)
    }

    /// The numbers that a table has on the page of the operation.
    pub(crate) fn numbers(&self, table: &'s TableDef) -> Vec<&'s str> {
        let is_here =
            |page: Option<&str>| page.is_none_or(|it| it == self.file.page.title.value);
        let shared = table.name.span.file != self.file.name.span.file;
        let origins = table.tables.iter().filter(|it| {
            let page = it.page.as_ref().map(|page| page.value.as_str());
            is_here(page) && (page.is_some() || !shared)
        });
        origins.map(|it| it.table.value.as_str()).collect()
    }

    /// The enumerations of a field: of its type, and those that its rules name.
    pub(crate) fn enumerations(&self, field: &'s FieldDef) -> Vec<&'s EnumDef> {
        let ty = field.ty.as_ref().map(|it| innermost_name(&it.value).as_str());
        let named = field.rules.iter().filter_map(|rule| match &rule.kind {
            RuleDefKind::Enum { name, .. } => Some(name.value.as_str()),
            _ => None,
        });
        ty.into_iter().chain(named).filter_map(|it| self.enumeration(it)).collect()
    }
}

/// The operations of a spec with this method and this path, apart from the names of its
/// parameters.
pub(crate) fn with_request<'s>(
    spec: &'s Spec,
    method: &str,
    path: &str,
) -> Vec<&'s OperationFile> {
    let path = template(path);
    let is_same = |file: &&OperationFile| {
        file.method == method && template(&file.path.value) == path
    };
    spec.operations.iter().filter(is_same).collect()
}

/// A path whose parameters have no names.
fn template(path: &str) -> String {
    let is_parameter = |step: &str| step.starts_with(['{', ':', '<', '$']);
    let steps = path.trim_end_matches('/').split('/');
    let steps: Vec<&str> =
        steps.map(|step| if is_parameter(step) { "{}" } else { step }).collect();
    steps.join("/")
}

/// The values that the rules of a field name one by one.
pub(crate) fn named_values(field: &FieldDef) -> Vec<String> {
    let mut found = Vec::new();
    for rule in &field.rules {
        match &rule.kind {
            RuleDefKind::OneOf(all) => {
                found.extend(all.iter().map(|it| it.value.to_string()));
            }
            RuleDefKind::Fixed(value) => found.push(value.value.to_string()),
            _ => {}
        }
    }
    found
}

/// Whether a field is mandatory in every case.
pub(crate) fn is_mandatory(field: &FieldDef) -> bool {
    field.rules.iter().any(|rule| {
        matches!(&rule.kind, RuleDefKind::Required(it)
            if matches!(it.kind, ConditionKind::Constant(true)))
    })
}
