//! Gives each declaration its id, and resolves type expressions, which makes the draft that
//! all other passes read. Names of types belong to `symbols`, path templates to `path`.

use std::collections::{HashMap, HashSet};

use super::path;
use super::resolved::{Draft, DraftEnum, DraftOperation, DraftTable};
use super::symbols::{Symbol, Symbols, declarations};
use crate::arena::{Arena, Id};
use crate::diagnostic::{Code, Diagnostic, Reporter};
use crate::model::{
    EnumId, Headers, Literal, Module, OperationId, Part, TableId, Type, ValueKind,
};
use crate::source::{Span, Spanned};
use crate::spec::{
    FieldDef, OperationFile, ResponseBody, RuleDefKind, Spec, TableDef, ValueDef,
};

/// Gives each declaration its id and resolves every type.
pub(in crate::check) fn declare<'s>(
    spec: &'s Spec,
    reporter: &'s Reporter,
) -> Draft<'s> {
    let mut entered = Entered {
        enums: Arena::default(),
        tables: Arena::default(),
        symbols: Symbols::new(spec, reporter),
    };
    entered.file(spec, Module::Shared);
    for index in 0..spec.operations.len() {
        entered.file(spec, Module::Operation(OperationId::from_index(index)));
    }
    let Entered { enums, tables, symbols } = entered;
    let tables = tables.into_iter().map(|table| table.with_types(&symbols)).collect();
    let mut draft =
        Draft { spec, reporter, enums, tables, operations: Arena::default(), symbols };
    for list in &draft.enums {
        enumeration(&draft, list);
    }
    blanks(&draft);
    operations(&mut draft);
    draft
}

/// The declarations that have their ids.
struct Entered<'s> {
    enums: Arena<EnumId, DraftEnum<'s>>,
    tables: Arena<TableId, EnteredTable<'s>>,
    symbols: Symbols<'s>,
}

/// A table whose types are not looked up yet.
struct EnteredTable<'s> {
    module: Module,
    part: Option<Part>,
    headers: Option<Headers>,
    def: &'s TableDef,
}

impl<'s> Entered<'s> {
    /// Gives the declarations of one file their ids.
    fn file(&mut self, spec: &'s Spec, module: Module) {
        let (parameters, headers, of) = match module {
            Module::Shared => (&[][..], spec.service.header.as_ref(), Headers::Client),
            Module::Operation(id) => {
                let file = &spec.operations[id.index()];
                let headers = file.answer_header.as_ref();
                (file.parameters.as_slice(), headers, Headers::Answers)
            }
        };
        let names = declarations(spec, module);
        for def in &names.enums {
            let id = self.enums.push(DraftEnum { module, def });
            let symbol = Symbol::Enum(id, def.kind, def.name.span);
            self.symbols.enter(module, &def.name, symbol);
        }
        for (part, def) in parameters {
            self.tables.push(EnteredTable {
                module,
                part: Some(*part),
                headers: None,
                def,
            });
        }
        if let Some(def) = headers {
            self.tables.push(EnteredTable {
                module,
                part: None,
                headers: Some(of),
                def,
            });
        }
        for def in &names.types {
            let id = self.tables.push(EnteredTable {
                module,
                part: None,
                headers: None,
                def,
            });
            let symbol = Symbol::Table(id, def.name.span);
            self.symbols.enter(module, &def.name, symbol);
        }
    }
}

impl<'s> EnteredTable<'s> {
    fn with_types(self, symbols: &Symbols<'s>) -> DraftTable<'s> {
        let Self { module, part, headers, def } = self;
        let fields = || def.fields.iter();
        DraftTable {
            module,
            part,
            headers,
            def,
            types: fields().map(|field| field_type(symbols, module, field)).collect(),
            members: fields()
                .flat_map(|field| &field.rules)
                .filter_map(|rule| match &rule.kind {
                    RuleDefKind::Members { of, .. } => {
                        Some((of.span, symbols.resolve(module, of)))
                    }
                    _ => None,
                })
                .collect(),
            by_name: fields()
                .enumerate()
                .map(|(at, field)| (field.name.value.as_str(), at))
                .collect(),
        }
    }
}

/// Checks the values of an enumeration.
fn enumeration(draft: &Draft<'_>, list: &DraftEnum<'_>) {
    for value in &list.def.values {
        match &value.value.value {
            Literal::Text(text) => text_value(draft, text, value.value.span),
            _ => number_value(draft, value),
        }
    }
}

/// Reports texts that count as absent in the list of an enumeration.
fn blanks(draft: &Draft<'_>) {
    for blank in draft.spec.service.blanks.iter().filter(|blank| !blank.is_empty()) {
        let lists = draft.enums.iter().flat_map(|list| {
            list.def.values.iter().map(move |value| (list, &value.value))
        });
        let Some((list, value)) = lists
            .into_iter()
            .find(|(_, it)| it.value == Literal::Text(blank.value.clone()))
        else {
            continue;
        };
        let message = format!(
            "`{}` counts as absent, and the enumeration `{}` lists it",
            blank.value, list.def.name.value
        );
        draft.report(
            Diagnostic::error(Code::EnumValue, blank.span, message)
                .related(value.span, "it is a value here")
                .help("delete it here, or the value there"),
        );
    }
}

/// Reports a text that is blank, or has a blank at one of its ends.
fn text_value(draft: &Draft<'_>, text: &str, span: Span) {
    // Another blank than the empty text is reported at its own place.
    if text.is_empty() && draft.is_blank(&Type::String, "") {
        let message =
            "a blank cannot be a value of an enumeration, since it counts as absent";
        let diagnostic = Diagnostic::error(Code::EnumValue, span, message);
        draft.report(diagnostic.help("delete it"));
    }
    let trimmed = text.trim();
    if trimmed != text && !trimmed.is_empty() {
        let message = "this value begins or ends with a space";
        draft.report(
            Diagnostic::error(Code::EnumValue, span, message)
                .help(format!("write `{trimmed}`")),
        );
    }
    if let Some(found) = cut_key(text, span) {
        draft.report(found);
    }
}

/// Reports a number that is marked as misspelt.
fn number_value(draft: &Draft<'_>, value: &ValueDef) {
    if let Some(sic) = &value.sic {
        let message = "a number cannot be misspelt";
        let diagnostic = Diagnostic::error(Code::EnumValue, sic.span, message);
        draft.report(diagnostic.help("delete `sic`"));
    }
}

/// Returns the diagnostic of a key that holds the start of its own mapping, because a
/// blank or a colon is missing.
fn cut_key(key: &str, span: Span) -> Option<Diagnostic> {
    let (name, rest) = key.split_once('{')?;
    let name = name.trim_end().trim_end_matches(':').trim_end();
    (!rest.contains('}') && !name.is_empty()).then(|| {
        let message = format!("a mapping has become a part of the name `{key}`");
        Diagnostic::error(Code::EnumValue, span, message)
            .help(format!("write a colon and a space: `{name}: {{ ... }}`"))
    })
}

/// The type of a field. If all conditional lists of a text or a long are one enumeration,
/// that is its type.
fn field_type(symbols: &Symbols<'_>, module: Module, field: &FieldDef) -> Option<Type> {
    match symbols.resolve(module, field.ty.as_ref()?)? {
        // Any number of 32 bits may stand in an `integer` where no list applies, and
        // others than those in an enumeration.
        ty @ (Type::String | Type::Long) => {
            let list = only_list(symbols, module, field);
            Some(match list.filter(|(_, kind)| kind.plain() == ty) {
                Some((id, kind)) => Type::Enum(id, kind),
                None => ty,
            })
        }
        ty => Some(ty),
    }
}

fn only_list(
    symbols: &Symbols<'_>,
    module: Module,
    field: &FieldDef,
) -> Option<(EnumId, ValueKind)> {
    if field.incomplete {
        return None;
    }
    let mut lists = field.rules.iter().filter_map(|rule| match &rule.kind {
        RuleDefKind::Enum { name, .. } => Some(symbols.enumeration(module, &name.value)),
        _ => None,
    });
    let first = lists.next()??;
    lists.all(|list| list == Some(first)).then_some(first)
}

fn operations(draft: &mut Draft<'_>) {
    let spec = draft.spec;
    let mut requested: HashMap<(&str, String), OperationId> = HashMap::new();
    for (index, file) in spec.operations.iter().enumerate() {
        let id = OperationId::from_index(index);
        let module = Module::Operation(id);
        let request = path::shape(&file.path).map(|shape| (file.method.as_str(), shape));
        let first = request.and_then(|request| requested.insert(request, id));
        let copy_of = first.filter(|first| same_request(draft, *first, file));
        let parameters: Vec<(Part, TableId)> = draft
            .tables_of(module)
            .filter_map(|id| Some((draft.tables[id].part?, id)))
            .collect();
        let answer_headers =
            draft.tables_of(module).find(|id| draft.tables[*id].headers.is_some());
        let body =
            file.body.as_ref().and_then(|body| draft.symbols.resolve(module, body));
        if let (Some(Type::Formatted(format)), Some(def)) =
            (body.as_ref().map(Type::innermost), &file.body)
        {
            let message = format!(
                "a body cannot be {}, since only a field can have a rule of the kind `format`",
                format.in_words()
            );
            let diagnostic = Diagnostic::error(Code::WrongRule, def.span, message);
            draft.report(diagnostic.help("use `string`, or a type with a field"));
        }
        let responses = responses(draft, module, file);
        let path = parameters
            .iter()
            .find(|(part, _)| *part == Part::Path)
            .map(|(_, id)| &draft.tables[*id]);
        let is_complete = !path.map_or_else(
            || draft.may_declare_more(module),
            |table| table.def.incomplete,
        );
        let segments = path::segments(draft, file, path, is_complete);
        draft.operations.push(DraftOperation {
            file,
            copy_of,
            parameters,
            body,
            responses,
            answer_headers,
            segments,
        });
    }
}

/// A waiter that two operations declare.
fn common_waiter<'s>(
    first: &OperationFile,
    file: &'s OperationFile,
) -> Option<&'s Spanned<String>> {
    let names: HashSet<&str> =
        first.waiters.iter().map(|it| it.name.value.as_str()).collect();
    let mut waiters = file.waiters.iter().map(|it| &it.name);
    waiters.find(|name| names.contains(name.value.as_str()))
}

/// Reports two operations with one request. Returns whether the second one is a copy of
/// the first: they have a waiter in common, too.
fn same_request(draft: &Draft<'_>, first: OperationId, file: &OperationFile) -> bool {
    let first = draft.operations[first].file;
    let OperationFile { method, path, name, .. } = file;
    let at = path.span;
    let common = common_waiter(first, file);
    let found = if let Some(waiter) = common {
        let message = format!(
            "another operation has the request `{method} {}` and a waiter `{}`, too",
            path.value, waiter.value
        );
        Diagnostic::error(Code::Name, at, message)
            .help("delete the copy, or give it its own `http` and its own `waiters`")
    } else {
        let message =
            format!("another operation has the request `{method} {}`", path.value);
        Diagnostic::note_at(Code::SameRequest, at, message)
            .note(format!("openapi.json has it at `{}#{}`", path.value, name.value))
            .help("correct `http` of one of them, if the page has two requests")
    };
    draft.report(found.related(first.path.span, "first here"));
    common.is_some()
}

fn responses(
    draft: &Draft<'_>,
    module: Module,
    file: &OperationFile,
) -> Vec<Option<Type>> {
    let types = file.responses.iter().map(|response| match &response.body {
        ResponseBody::Type(ty) => draft.symbols.resolve(module, ty),
        ResponseBody::None | ResponseBody::Binary => None,
    });
    types.collect()
}
