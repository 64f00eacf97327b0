//! The contract of a spec in lines that a person can review: one for each rule, each
//! typed struct, the pages of an operation, and each waiter. The outline of this
//! repository's spec is the one snapshot that an edit of the spec changes. Accept it
//! with `INSTA_UPDATE=always cargo test -p coc-codegen --test suite outline` after
//! reading the difference.

use coc_codegen::model::{Member, Model, Module, Shape, TypedId, TypedType, ValueKind};

use crate::support::{library_spec, load, own_spec};

/// Lines of the form `Name { field!, field?, choice: Enum }` or `Name = Case | Case`, in
/// the order of emission.
pub(crate) fn outline(model: &Model) -> Vec<String> {
    let modules = model.modules().flat_map(|(_, members)| &members.typed);
    modules.map(|id| line(model, *id)).collect()
}

fn line(model: &Model, id: TypedId) -> String {
    let name = &model[id].rust_name;
    match &model[id].shape {
        Shape::Choice { cases, .. } => {
            let cases: Vec<&str> =
                cases.iter().map(|case| model[*case].rust_name.as_str()).collect();
            format!("{name} = {}", cases.join(" | "))
        }
        Shape::Struct(members) => {
            let members: Vec<String> =
                members.iter().map(|member| field(model, member)).collect();
            format!("{name} {{ {} }}", members.join(", "))
        }
    }
}

fn field(model: &Model, member: &Member) -> String {
    match member {
        Member::Field { field_id, rust_name, required, ty, left } => {
            let mark = if *required { "!" } else { "?" };
            let ty = match ty {
                TypedType::Wire(_) => String::new(),
                TypedType::Listed(list) => format!(" in {}", model[*list].rust_name),
                TypedType::Unlisted(ValueKind::Text) => " text".to_owned(),
                TypedType::Unlisted(ValueKind::Integer) => " number".to_owned(),
                TypedType::Joined(_) => " list".to_owned(),
                TypedType::Typed(id) => format!(" {}", model[*id].rust_name),
                TypedType::Array(_) | TypedType::Map(_) => " several".to_owned(),
            };
            let left = if left.is_empty() { "" } else { " …" };
            let null = if model.field(*field_id).nullable { " or null" } else { "" };
            format!("{rust_name}{mark}{ty}{null}{left}")
        }
        Member::Constant { field_id, value } => {
            format!("{} = {value}", model.field(*field_id).name)
        }
        Member::Choice { rust_name, ty, .. } => {
            format!("{rust_name}: {}", model[*ty].rust_name)
        }
        Member::Body { .. } => "body".to_owned(),
    }
}

/// A line for each rule, with its severity and its words, in the order in which
/// violations are reported.
fn rules(model: &Model) -> Vec<String> {
    let line = |rule: &coc_codegen::model::Rule| {
        let severity = if rule.is_warning() { "warning" } else { "error" };
        format!("{} ({severity}): {}", rule.id, rule.text)
    };
    model.rules.iter().map(line).collect()
}

/// A line for the pages of each operation, and one for each of its waiters.
fn answers(model: &Model) -> Vec<String> {
    let lines = model.operations.iter().flat_map(|operation| {
        let name = &operation.name;
        let pages = operation.pagination.iter();
        let pages = pages
            .map(move |it| format!("{name}: pages by {}", model.pages_in_words(it)));
        let waiters = operation.waiters.iter();
        pages.chain(
            waiters.map(move |it| format!("{name}: waits until {}; {it}", it.name)),
        )
    });
    lines.collect()
}

#[test]
fn pages_and_waiters_have_lines_of_their_own() {
    let lines = answers(&load(&library_spec()).model);
    for line in [
        "list_loans: pages by the marker query.marker from number of the last item, items in answer.shelf.loans, \
         size in query.limit (default 20, at most 100), total in answer.total",
        "list_shelves: pages by the marker header.X-After from answer.body.next, items in answer.body.names, \
         size in query.size (default unknown, at most unknown)",
        "search_index: pages by the page number body.paging.page from 0, items in answer, \
         size in body.paging.size (default unknown, at most 50)",
        "search_index: waits until word_is_there; ready: answer.word is found; not yet, if refused: answer.status is 404 or 409; \
         every 10 s, at most 30 s",
    ] {
        assert!(lines.iter().any(|it| it == line), "{line}\n{lines:#?}");
    }
}

#[test]
fn outline_of_this_spec() {
    let model = load(&own_spec()).model;
    let name_of = |module: Module| match module {
        Module::Shared => "shared",
        Module::Operation(id) => &model[id].name,
    };
    let names: Vec<&str> = model
        .modules()
        .flat_map(|(module, it)| it.typed.iter().map(move |_| name_of(module)))
        .collect();
    let typed = outline(&model)
        .into_iter()
        .zip(names)
        .map(|(line, module)| format!("{module}: {line}"));
    let text = [rules(&model), typed.collect(), answers(&model)].concat().join("\n");
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("outline", text);
    });
}
