//! Forms and files: refuses forms that cannot be sent, and files outside of forms. The
//! rules of a file belong to `constraints`.

use crate::arena::Arena;
use crate::check::draft::resolved::{Draft, DraftOperation, DraftTable};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{TableId, Type};
use crate::source::Span;
use crate::spec::{FieldDef, FormDef, ResponseBody};

/// Checks the forms of all operations, and the place of every file.
pub(in crate::check) fn check(draft: &Draft<'_>) {
    for operation in &draft.operations {
        if let FormDef::Stated(key) = operation.file.form {
            form(draft, operation, key);
        }
        bare_files(draft, operation);
    }
    let uses = uses(draft);
    for (id, table) in draft.tables.entries() {
        files(draft, table, uses[id]);
    }
}

/// Checks one form: its method, its body and the parts of it.
fn form(draft: &Draft<'_>, operation: &DraftOperation<'_>, key: Span) {
    let file = operation.file;
    let error = |message: &str| Diagnostic::error(Code::BadForm, key, message);
    if !matches!(file.method.as_str(), "POST" | "PUT" | "PATCH") {
        let message = format!("a request with `{}` has no form", file.method);
        draft.report(error(&message).help("delete `form`, or correct the method"));
        if file.body.is_none() {
            return;
        }
    }
    let Some(def) = &file.body else {
        if draft.spec.is_complete(file) {
            let found = error("a form is a body, and this operation has none");
            draft.report(found.help("add `body` with the type of the form"));
        }
        return;
    };
    let Some(ty) = &operation.body else { return };
    let Type::Struct(id) = ty else {
        // A file as a body is reported as one.
        if *ty.innermost() != Type::File {
            let message = format!(
                "the body of a form has fields, and this is {}",
                draft.type_name(ty)
            );
            draft.report(
                Diagnostic::error(Code::BadForm, def.span, message)
                    .related(key, "the form")
                    .help("write a type, of which each field is a part of the form"),
            );
        }
        return;
    };
    let table = &draft.tables[*id];
    for (field, ty) in table.def.fields.iter().zip(&table.types) {
        if let Some(ty) = ty {
            part(draft, field, ty, key);
        }
    }
}

/// Checks that a field can be a part of a form: a single value, or a file.
fn part(draft: &Draft<'_>, field: &FieldDef, ty: &Type, form: Span) {
    let Some(def) = &field.ty else { return };
    let related = |found: Diagnostic| found.related(form, "the form");
    if !ty.is_single() && *ty.innermost() != Type::File {
        let message = format!(
            "a part of a form is a single value or a file, and this field is {}",
            draft.type_name(ty)
        );
        let help = "write `string`, as the page says how the value is written";
        draft.report(
            related(Diagnostic::error(Code::BadForm, def.span, message)).help(help),
        );
    } else if let Some(key) = field.nullable {
        let message = "a part of a form cannot be null";
        draft.report(
            related(Diagnostic::error(Code::BadForm, key, message))
                .help("delete `nullable`"),
        );
    }
}

/// Refuses a file as a whole body, and as an answer.
fn bare_files(draft: &Draft<'_>, operation: &DraftOperation<'_>) {
    let is_file =
        |ty: &Option<Type>| ty.as_ref().is_some_and(|ty| *ty.innermost() == Type::File);
    let report = |span: Span, message: &str, help: &str| {
        draft.report(Diagnostic::error(Code::BadForm, span, message).help(help));
    };
    if let Some(def) = operation.file.body.as_ref().filter(|_| is_file(&operation.body))
    {
        report(
            def.span,
            "a file is a part of a form, and no body",
            "declare a type with a field for the file, and add `form: true`",
        );
    }
    for (response, ty) in operation.file.responses.iter().zip(&operation.responses) {
        if let ResponseBody::Type(def) = &response.body
            && is_file(ty)
        {
            report(
                def.span,
                "a file is a part of a form, and no answer",
                "an answer that is a file is `type: binary`",
            );
        }
    }
}

/// The uses of one table, as far as they concern files.
#[derive(Default, Clone, Copy)]
struct Uses {
    /// A place that holds the table and is no form.
    elsewhere: Option<(Span, &'static str)>,
    in_form: bool,
}

/// The uses of every table, by id. A form that holds more than single values and files
/// is reported there.
fn uses(draft: &Draft<'_>) -> Arena<TableId, Uses> {
    let mut found: Arena<TableId, Uses> =
        draft.tables.iter().map(|_| Uses::default()).collect();
    for operation in &draft.operations {
        if let (Some(id), false) =
            (operation.body_table(), operation.file.form == FormDef::Absent)
        {
            found[id].in_form = true;
        }
    }
    let is_form: Arena<TableId, bool> = found.iter().map(|uses| uses.in_form).collect();
    let mut add = |ty: Option<&Type>, why: (Span, &'static str)| {
        if let Some(id) = ty.and_then(Type::held) {
            found[id].elsewhere = Some(why);
        }
    };
    for (_, table) in draft.tables.entries().filter(|(id, _)| !is_form[*id]) {
        for (field, ty) in table.def.fields.iter().zip(&table.types) {
            add(ty.as_ref(), (field.name.span, "another object holds it here"));
        }
    }
    for operation in &draft.operations {
        let file = operation.file;
        if let (Some(def), FormDef::Absent) = (&file.body, file.form) {
            add(operation.body.as_ref(), (def.span, "the body is JSON here"));
        }
        for (response, ty) in file.responses.iter().zip(&operation.responses) {
            add(ty.as_ref(), (response.status.span, "an answer holds it here"));
        }
    }
    found
}

/// Refuses the files of a table that is no form, and lists of files.
fn files(draft: &Draft<'_>, table: &DraftTable<'_>, uses: Uses) {
    // Parameters are reported as such.
    if table.part.is_some() || table.headers.is_some() {
        return;
    }
    for (field, ty) in table.def.fields.iter().zip(&table.types) {
        let (Some(def), Some(ty)) = (&field.ty, ty) else { continue };
        if *ty.innermost() != Type::File {
            continue;
        }
        let error = |message: &str| Diagnostic::error(Code::BadForm, def.span, message);
        if let Some((span, why)) = uses.elsewhere {
            let help = if uses.in_form {
                "declare a type of its own for the form"
            } else {
                "add `form: true` to the operation, if the page says that it takes a form"
            };
            let found = error("a file is a part of a form, and of nothing else");
            // The other files of the table have the same cause.
            let found = found.related(span, why).help(help);
            draft.report(draft.against_type(found, field, ty));
            return;
        }
        if *ty != Type::File {
            let found = error("a part of a form holds one file");
            draft.report(found.help("write `file`, and a field for each further one"));
        }
    }
}
