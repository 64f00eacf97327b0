//! First pass: gives each declaration its id, and resolves type expressions.

use std::collections::HashMap;

use super::draft::{Draft, DraftEnum, DraftOperation, DraftTable, Symbol, builtin};
use super::path;
use crate::arena::{Arena, Id};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{EnumId, Headers, Module, OperationId, Place, TableId, Type};
use crate::source::{Span, Spanned};
use crate::spec::{FieldDef, OperationFile, ResponseBody, RuleDefKind, Spec};

/// Gives each declaration its id and resolves every type.
pub(super) fn declare<'s>(spec: &'s Spec, diagnostics: &mut Diagnostics) -> Draft<'s> {
    let mut draft = Draft {
        spec,
        enums: Arena::default(),
        tables: Arena::default(),
        operations: Arena::default(),
        symbols: HashMap::new(),
    };
    enter(&mut draft, Module::Shared, diagnostics);
    for index in 0..spec.operations.len() {
        let module = Module::Operation(OperationId::from_index(index));
        enter(&mut draft, module, diagnostics);
    }
    for list in &draft.enums {
        enumeration(spec, list, diagnostics);
    }
    let types: Vec<Vec<Option<Type>>> = draft
        .tables
        .iter()
        .map(|table| {
            let fields = table.def.fields.iter();
            fields
                .map(|field| field_type(&draft, table.module, field, diagnostics))
                .collect()
        })
        .collect();
    let tables = std::mem::take(&mut draft.tables);
    draft.tables = tables
        .into_iter()
        .zip(types)
        .map(|(table, types)| DraftTable { types, ..table })
        .collect();
    operations(&mut draft, diagnostics);
    draft
}

/// Gives the declarations of one file their ids.
fn enter<'s>(draft: &mut Draft<'s>, module: Module, diagnostics: &mut Diagnostics) {
    let spec = draft.spec;
    let (parameters, headers) = match module {
        Module::Shared => (&[][..], spec.service.header.as_ref()),
        Module::Operation(id) => {
            let file = &spec.operations[id.index()];
            (file.parameters.as_slice(), file.answer_header.as_ref())
        }
    };
    let of = match module {
        Module::Shared => Headers::Client,
        Module::Operation(_) => Headers::Answers,
    };
    let names = draft.declarations(module);
    for def in &names.enums {
        let id = draft.enums.push(DraftEnum { module, def });
        name(draft, module, &def.name, Symbol::Enum(id), diagnostics);
    }
    let parameters = parameters.iter().map(|(part, def)| (Some(*part), None, def));
    let headers = headers.map(|def| (None, Some(of), def));
    let types = names.types.iter().map(|def| (None, None, def));
    for (part, headers, def) in parameters.chain(headers).chain(types) {
        let by_name = def
            .fields
            .iter()
            .enumerate()
            .map(|(at, field)| (field.name.value.as_str(), at))
            .collect();
        let id = draft.tables.push(DraftTable {
            module,
            part,
            headers,
            def,
            types: Vec::new(),
            by_name,
        });
        if part.is_none() && headers.is_none() {
            name(draft, module, &def.name, Symbol::Table(id), diagnostics);
        }
    }
}

/// Declares a name, which must be new in its file and in `service.yaml`.
fn name<'s>(
    draft: &mut Draft<'s>,
    module: Module,
    name: &'s Spanned<String>,
    symbol: Symbol,
    diagnostics: &mut Diagnostics,
) {
    if builtin(&name.value).is_some()
        || ["none", "binary"].contains(&name.value.as_str())
    {
        let message = format!("`{}` is a type of the language", name.value);
        diagnostics.push(
            Diagnostic::error(Code::Name, name.span, message)
                .help("choose another name"),
        );
    }
    let before = draft.symbols.insert((module, &name.value), symbol);
    let shared = || {
        let other = module != Module::Shared;
        other
            .then(|| draft.symbols.get(&(Module::Shared, name.value.as_str())).copied())
            .flatten()
    };
    if let Some(first) = before.or_else(shared) {
        let first = match first {
            Symbol::Table(id) => draft.tables[id].def.name.span,
            Symbol::Enum(id) => draft.enums[id].def.name.span,
        };
        // Enumerations are declared before types, in whatever order the file has them.
        let is_later = first.file == name.span.file && first > name.span;
        let (first, second) =
            if is_later { (name.span, first) } else { (first, name.span) };
        let message = format!("`{}` is declared already", name.value);
        let diagnostic =
            Diagnostic::error(Code::Name, second, message).related(first, "first here");
        diagnostics.push(diagnostic.help("choose another name"));
    }
}

/// Checks that an enumeration has values and that none of them is blank.
fn enumeration(spec: &Spec, list: &DraftEnum<'_>, diagnostics: &mut Diagnostics) {
    for value in &list.def.values {
        if spec.service.blanks.contains(&value.value.value) {
            let message =
                "a blank cannot be a value of an enumeration, since it counts as absent";
            diagnostics.push(
                Diagnostic::error(Code::EnumValue, value.value.span, message)
                    .help("delete it"),
            );
        }
    }
    for value in list.def.values.iter().map(|value| &value.value) {
        let is_padded = value.trim() != value.value && !value.trim().is_empty();
        if is_padded {
            let message = "this value begins or ends with a blank";
            diagnostics.push(
                Diagnostic::error(Code::EnumValue, value.span, message)
                    .help(format!("write `{}`", value.trim())),
            );
        }
    }
    if list.def.values.is_empty() && !list.def.incomplete {
        let message = "this enumeration has no value";
        diagnostics.push(
            Diagnostic::error(Code::EnumValue, list.def.name.span, message)
                .help("list the values of the page, or make the field a `string`"),
        );
    }
}

/// The type of a field. If all conditional lists of a text are one enumeration, that is
/// its type.
fn field_type(
    draft: &Draft<'_>,
    module: Module,
    field: &FieldDef,
    diagnostics: &mut Diagnostics,
) -> Option<Type> {
    match draft.resolve(module, field.ty.as_ref()?, diagnostics)? {
        Type::String => {
            Some(only_list(draft, module, field).map_or(Type::String, Type::Enum))
        }
        ty => Some(ty),
    }
}

fn only_list(draft: &Draft<'_>, module: Module, field: &FieldDef) -> Option<EnumId> {
    if field.incomplete {
        return None;
    }
    let mut lists = field.rules.iter().filter_map(|rule| match &rule.kind {
        RuleDefKind::Enum { name, .. } => Some(draft.enum_id(module, &name.value)),
        _ => None,
    });
    let first = lists.next()??;
    lists.all(|list| list == Some(first)).then_some(first)
}

fn operations(draft: &mut Draft<'_>, diagnostics: &mut Diagnostics) {
    let spec = draft.spec;
    let mut requested: HashMap<(&str, String), Span> = HashMap::new();
    for (index, file) in spec.operations.iter().enumerate() {
        let module = Module::Operation(OperationId::from_index(index));
        let request = path::shape(&file.path).map(|shape| (file.method.as_str(), shape));
        if let Some(first) =
            request.and_then(|request| requested.insert(request, file.path.span))
        {
            let message = format!(
                "another operation has the request `{} {}`",
                file.method, file.path.value
            );
            let diagnostic =
                Diagnostic::note_at(Code::SameRequest, file.path.span, message);
            let stands = format!(
                "openapi.json has it at `{}#{}`",
                file.path.value, file.name.value
            );
            diagnostics.push(diagnostic.related(first, "first here").note(stands));
        }
        let parameters: Vec<(Place, TableId)> = draft
            .tables_of(module)
            .filter_map(|id| Some((draft.tables[id].part?, id)))
            .collect();
        let answer_headers =
            draft.tables_of(module).find(|id| draft.tables[*id].headers.is_some());
        let body =
            file.body.as_ref().and_then(|body| draft.resolve(module, body, diagnostics));
        if let (Some(Type::Formatted(format)), Some(def)) =
            (body.as_ref().map(Type::innermost), &file.body)
        {
            let message = format!(
                "a body cannot be {}, since only a field can have a rule of the kind `format`",
                format.in_words()
            );
            let diagnostic = Diagnostic::error(Code::WrongRule, def.span, message);
            diagnostics.push(diagnostic.help("use `string`, or a type with a field"));
        }
        let responses = responses(draft, module, file, diagnostics);
        let path = parameters
            .iter()
            .find(|(part, _)| *part == Place::Path)
            .map(|(_, id)| &draft.tables[*id]);
        let is_complete = !path.map_or_else(
            || draft.may_declare_more(module),
            |table| table.def.incomplete,
        );
        let segments = path::segments(file, path, is_complete, diagnostics);
        draft.operations.push(DraftOperation {
            file,
            parameters,
            body,
            responses,
            answer_headers,
            segments,
        });
    }
}

fn responses(
    draft: &Draft<'_>,
    module: Module,
    file: &OperationFile,
    diagnostics: &mut Diagnostics,
) -> Vec<Option<Type>> {
    let types = file.responses.iter().map(|response| match &response.body {
        ResponseBody::Type(ty) => draft.resolve(module, ty, diagnostics),
        ResponseBody::None | ResponseBody::Binary => None,
    });
    types.collect()
}
