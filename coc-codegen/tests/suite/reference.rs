//! The reference as HTML: everything of the contract is on its page under its anchor,
//! every link leads somewhere, and no text of a spec becomes markup. The tests parse the
//! pages; no browser shows them.

use std::collections::{BTreeMap, BTreeSet};

use coc_codegen::emit::{Files, reference};
use coc_codegen::model::{Model, Module, OperationId};
use serde_json::Value;

use crate::html::Page;
use crate::support::{
    check, library_spec, load, own_spec, recursive_spec, sources, values_spec,
};

fn pages(files: &Files) -> BTreeMap<&str, Page> {
    let pages = files.iter().filter(|(path, _)| path.ends_with(".html"));
    pages.map(|(path, text)| (path.as_str(), Page::parse(path, text))).collect()
}

fn path(model: &Model, id: OperationId) -> String {
    format!("operations/{}.html", model[id].rust_name)
}

/// A name as a part of an id: other characters are written as their code points.
fn in_id(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let escaped = name.chars().map(|c| match is_plain(c) {
        true => c.to_string(),
        false => format!("~{:x}~", u32::from(c)),
    });
    escaped.collect()
}

/// Without white space, which HTML collapses.
fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn a_nullable_field_may_be_null_on_its_page() {
    let files = reference(&load(&library_spec()).model);
    let page = Page::parse("lend_item", &files["operations/lend_item.html"]);
    let rule = page.part("rule-lend_item.Keeper.hours.type");
    assert!(rule.starts_with("Must be null or an array"), "{rule}");
}

#[test]
fn every_operation_field_rule_and_decision_is_on_its_page() {
    for spec in [own_spec(), library_spec(), recursive_spec(), values_spec()] {
        let model = load(&spec).model;
        let files = reference(&model);
        let pages = pages(&files);
        let (mut fields, mut rules) = (0, 0);
        // The rules of shared types are on the page of each operation that has them.
        let mut unseen: BTreeSet<&str> =
            model.rules.iter().map(|rule| rule.id.as_str()).collect();
        for (id, operation) in model.operations.entries() {
            let path = path(&model, id);
            let page = &pages[path.as_str()];
            let text = page.part("main");
            assert!(text.contains(&operation.name), "{path}");
            assert!(
                bare(text).contains(&bare(&format!(
                    "{} {}",
                    operation.method, operation.path
                )))
            );
            assert!(text.contains(&operation.updated) && text.contains(&operation.page));
            assert!(text.contains(operation.permission.as_deref().unwrap_or_default()));
            let index = &pages["index.html"];
            assert!(index.links.contains(&path), "no link to {path}");
            let area = operation.area.as_deref().unwrap_or_default();
            assert!(index.part("main").contains(area), "no area {area}");
            for table in &model.declared(Module::Operation(id)).types {
                let table = &model[*table];
                for field in &table.fields {
                    let anchor =
                        format!("field-{}.{}", table.rust_name, in_id(&field.name));
                    let shown = page.part(&anchor);
                    assert!(shown.contains(&field.name), "{anchor}");
                    let default = field.default.as_ref().map(ToString::to_string);
                    assert!(shown.contains(&default.unwrap_or_default()), "{anchor}");
                    for rule in &field.rules {
                        assert!(
                            shown.contains(&model[*rule].id),
                            "{anchor}: {}",
                            model[*rule].id
                        );
                    }
                    fields += 1;
                }
            }
            for rule in &model.declared(Module::Operation(id)).rules {
                page.part(&format!("rule-{}", in_id(&model[*rule].id)));
                rules += 1;
            }
            unseen.retain(|id| !page.by_id.contains_key(&format!("rule-{}", in_id(id))));
            for example in &model.requests[id].examples {
                let shown = page.part(&format!("example-{}", example.name));
                assert!(bare(shown).contains(&bare(&example.text)), "{}", example.name);
                assert_eq!(shown.contains("curl --globoff"), example.call.is_some());
            }
        }
        assert!(unseen.is_empty(), "on no page: {unseen:?}");
        assert!(fields > 0 && rules > 0);
        decisions_are_on_their_pages(&model, &pages);
    }
}

/// Asserts that each decision is on the page of its operation, or on the first page.
fn decisions_are_on_their_pages(model: &Model, pages: &BTreeMap<&str, Page>) {
    for decision in &model.decisions {
        let (page, anchor) = match decision.module {
            Module::Operation(id) => {
                (path(model, id), format!("decision-{}", decision.name))
            }
            Module::Shared => {
                ("index.html".to_owned(), format!("decision-shared.{}", decision.name))
            }
        };
        let shown = bare(pages[page.as_str()].part(&anchor));
        for text in [&decision.pages, &decision.resolution, &decision.evidence] {
            assert!(shown.contains(&bare(text).replace('`', "")), "{anchor}: {text}");
        }
    }
}

/// The path of the file that a link on a page leads to.
fn target(page: &str, link: &str) -> String {
    if link.is_empty() {
        return page.to_owned();
    }
    let mut folders: Vec<&str> = page.split('/').collect();
    folders.pop();
    let mut rest = link;
    while let Some(outside) = rest.strip_prefix("../") {
        assert!(folders.pop().is_some(), "{page}: {link} leads out of the folder");
        rest = outside;
    }
    folders.push(rest);
    folders.join("/")
}

#[test]
fn every_link_leads_to_something() {
    for spec in [own_spec(), library_spec(), recursive_spec(), values_spec()] {
        let model = load(&spec).model;
        let files = reference(&model);
        let pages = pages(&files);
        let mut count = 0;
        for (path, page) in &pages {
            for link in &page.links {
                if link == "data:," {
                    continue;
                }
                let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
                let file = target(path, file);
                assert!(files.contains_key(&file), "{path}: {link}");
                if !anchor.is_empty() {
                    assert!(
                        pages[file.as_str()].by_id.contains_key(anchor),
                        "{path}: {link}"
                    );
                }
                count += 1;
            }
        }
        assert!(count > 50, "only {count} links");
        for [_, name, place, _] in entries(&files) {
            let (file, anchor) = place.split_once('#').unwrap_or((&place, "main"));
            assert!(pages[file].by_id.contains_key(anchor), "{name}: {place}");
        }
    }
}

/// The entries of the search: kind, name, place and words.
fn entries(files: &Files) -> Vec<[String; 4]> {
    let text = &files["search-data.js"];
    let start = text.find('[').unwrap_or_default();
    let list = text[start..].trim_end().trim_end_matches(';');
    serde_json::from_str::<Vec<[String; 4]>>(list)
        .unwrap_or_else(|error| panic!("{error}\n{list}"))
}

#[test]
fn the_search_has_every_operation_field_and_rule() {
    let model = load(&library_spec()).model;
    let files = reference(&model);
    let names: BTreeSet<(String, String)> =
        entries(&files).into_iter().map(|[kind, name, ..]| (kind, name)).collect();
    let has = |kind: &str, name: String| names.contains(&(kind.to_owned(), name));
    assert!(model.operations.iter().all(|it| has("operation", it.name.clone())));
    assert!(model.rules.iter().all(|it| has("rule", it.id.clone())));
    for table in &model.types {
        for field in &table.fields {
            let name = format!("{}.{}", table.rust_name, field.name);
            assert!(has("field", name.clone()), "{name}");
        }
    }
}

/// A spec of which every text tries to be markup.
fn hostile() -> Model {
    let text = r#"</code></script><script>alert(1)</script><img src=x onerror="alert(2)"> & &lt; ' `<b>`"#;
    let yaml = Value::String(text.to_owned()).to_string();
    let service = format!(
        "service: demo\ntitle: {yaml}\ndoc: {yaml}\nareas: {{ one: {yaml} }}\nendpoints: {{ one: https://demo.example }}\n"
    );
    let operation = format!(
        "operation: op\nhttp: POST /op\npage: {{ title: {yaml}, updated: 2030-01-02 }}\narea: one\n\
         permission: {yaml}\ndoc: {yaml}\nbody: Body\n\
         types:\n  Body:\n    table: 1\n    doc: {yaml}\n    decision: {{ table: why }}\n    fields:\n      \
         {yaml}: {{ type: Kind, doc: {yaml}, required: true, prose: [{{ says: {yaml}, because: {yaml} }}] }}\n      \
         b: {{ type: string, one_of: [{yaml}, b], default: b }}\n\
         enums:\n  Kind: {{ doc: {yaml}, values: {{ {yaml}: {yaml}, plain: Plain. }} }}\n\
         decisions:\n  why: {{ pages: {yaml}, resolution: {yaml}, evidence: {yaml} }}\n\
         responses:\n  \"200\": {{ type: Body, doc: {yaml} }}\n\
         examples: {{ requests: [ask] }}\n"
    );
    let document =
        serde_json::json!({ "operation": "op", "body": { text: text, "b": text } });
    check(&sources(&[
        ("service.yaml", &service),
        ("op.yaml", &operation),
        ("examples/ask.json", &document.to_string()),
    ]))
    .model
}

#[test]
fn no_text_of_a_spec_becomes_markup() {
    let plain = reference(&load(&library_spec()).model);
    let plain = pages(&plain);
    let elements: BTreeSet<&String> =
        plain.values().flat_map(|page| &page.elements).collect();
    let attributes: BTreeSet<&String> =
        plain.values().flat_map(|page| &page.attributes).collect();
    let files = reference(&hostile());
    for (path, page) in pages(&files) {
        for name in &page.elements {
            assert!(elements.contains(name), "{path} has an element {name}");
        }
        for name in &page.attributes {
            assert!(attributes.contains(name), "{path} has an attribute {name}");
        }
        assert_eq!(files[path].matches("<script").count(), 2, "{path}");
        assert!(page.part("main").contains("<script>alert(1)</script>"), "{path}");
    }
    let data = &files["search-data.js"];
    assert!(!data.contains('<'), "{data}");
    assert!(entries(&files).iter().any(|[.., words]| words.contains("</script>")));
}

/// A shell must read the body as one word, whatever quotes it has.
#[cfg(unix)]
#[test]
fn a_shell_reads_the_command_of_curl_as_it_is_meant() {
    let model = hostile();
    let files = reference(&model);
    let page = Page::parse("op.html", &files["operations/op.html"]);
    let shown = page.part("example-ask");
    let start = shown.find("curl --globoff").unwrap_or_default();
    let command = shown[start..].replacen("curl", "show", 1);
    let script =
        format!("TOKEN=secret; show() {{ printf '%s\\n==\\n' \"$@\"; }}\n{command}");
    let output = std::process::Command::new("sh").args(["-c", &script]).output();
    let output = output.unwrap_or_else(|error| panic!("{error}"));
    let words = String::from_utf8_lossy(&output.stdout);
    let words: Vec<&str> = words.trim_end().split("\n==").map(str::trim_start).collect();
    let at = words.iter().position(|word| *word == "--data-raw").unwrap_or_default();
    let body: Value = serde_json::from_str(words[at + 1])
        .unwrap_or_else(|error| panic!("{error}: {words:#?}"));
    let example = model.requests.iter().flat_map(|it| &it.examples).next();
    let text = example.map_or("", |it| it.text.as_str());
    let document: Value =
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(body, document["body"]);
    assert!(words.contains(&"X-Auth-Token: secret"), "{words:#?}");
}

#[test]
fn parameters_are_in_the_command_as_they_are_sent() {
    let files = reference(&load(&library_spec()).model);
    let page = Page::parse("lend_item.html", &files["operations/lend_item.html"]);
    let shown = page.part("example-lend_book");
    for words in [
        "/v2/main_hall/shelves/12/loans?dry-run=true&tag=new&tag=quiet&fields=title%2Cdue&limit=5&storey=7'",
        "-H 'x-request-id: 00ff'",
        "-H 'X-Priority: 1.5'",
        "--data-raw '{\n",
    ] {
        assert!(shown.contains(words), "no {words:?} in\n{shown}");
    }
}

#[test]
fn a_form_is_in_the_command_part_by_part() {
    let files = reference(&load(&library_spec()).model);
    let page = Page::parse("add_cover.html", &files["operations/add_cover.html"]);
    let shown = page.part("example-add_cover");
    for words in [
        r#"--form 'picture=@"Cover.JPG"'"#,
        "--form-string 'note=A drawing of a whale.'",
    ] {
        assert!(shown.contains(words), "no {words:?} in\n{shown}");
    }
}

#[test]
fn nothing_outside_of_the_folder_is_loaded() {
    let files = reference(&load(&own_spec()).model);
    for (path, page) in pages(&files) {
        let outside = page.links.iter().find(|link| link.contains("//"));
        assert_eq!(outside, None, "{path}");
    }
    assert!(
        !files["reference.css"].contains("url(")
            && !files["reference.css"].contains("@import")
    );
}

#[test]
fn a_page_is_as_its_snapshot_has_it() {
    let model = load(&recursive_spec()).model;
    let files = reference(&model);
    assert_eq!(files, reference(&model));
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("reference", files["operations/put_outline.html"]);
    });
}
