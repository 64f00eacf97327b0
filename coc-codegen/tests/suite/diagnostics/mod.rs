//! Diagnostics of small broken specs: a snapshot pins the rendered text, and the
//! expectations of `cases` do not depend on it.

mod cases;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use coc_codegen::Checked;
use coc_codegen::diagnostic::Code;
use coc_codegen::page;
use coc_codegen::source::{Source, Sources};

use crate::support::{place, sources, words};
pub(crate) use cases::cases;

fn checked(files: &[(&str, &str)]) -> (Sources, Checked) {
    let sources = sources(files);
    let checked = Checked::load(&sources);
    (sources, checked)
}

#[test]
fn each_error_is_reported_at_its_place_and_nothing_else_is() {
    let mut wrong = String::new();
    for case in cases() {
        let (sources, checked) = checked(case.files);
        let found: Vec<(String, String)> = checked
            .diagnostics
            .iter()
            .map(|it| (place(&sources, it), words(it)))
            .collect();
        let right = found.len() == case.expected.len()
            && found.iter().zip(case.expected).all(
                |((place, text), (expected, words))| {
                    place == expected && words.iter().all(|word| text.contains(word))
                },
            );
        if !right {
            let _ = writeln!(wrong, "# {}", case.name);
            for (place, text) in &found {
                let _ = writeln!(wrong, "found    {place} {text}");
            }
            for (place, words) in case.expected {
                let _ = writeln!(wrong, "expected {place} {words:?}");
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn diagnostics_are_rendered_as_the_snapshot_has_them() {
    let mut text = String::new();
    for case in cases() {
        let (sources, checked) = checked(case.files);
        let _ = write!(
            text,
            "# {}\n\n{}",
            case.name,
            checked.diagnostics.render(&sources, false)
        );
    }
    insta::with_settings!({ snapshot_path => "../../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("diagnostics", text);
    });
}

#[test]
fn every_code_has_a_case_and_an_explanation() {
    let shown: BTreeSet<&str> = cases()
        .flat_map(|case| case.expected)
        .filter_map(|(place, _)| place.rsplit(' ').next())
        .collect();
    let mut seen = BTreeSet::new();
    for code in Code::ALL {
        assert!(
            code.is_about_pages() || shown.contains(code.as_str()),
            "{} has no case",
            code.as_str()
        );
        assert!(
            seen.insert(code.as_str()),
            "{} is the code of two kinds",
            code.as_str()
        );
        assert!(code.explanation().len() > 20, "{} is not explained", code.as_str());
    }
}

#[test]
fn every_code_has_an_example_that_draws_it_alone() {
    let mut wrong = Vec::new();
    for code in Code::ALL {
        let example = code.example();
        for (lines, expected) in
            [(&example.wrong, vec![*code]), (&example.fixed, vec![])]
        {
            let files = example.files(lines);
            let files: Vec<_> =
                files.iter().map(|(path, text)| (*path, text.as_str())).collect();
            let (page, spec): (Vec<_>, Vec<_>) =
                files.into_iter().partition(|(path, _)| *path == "page.txt");
            let (mut sources, checked) = checked(&spec);
            let mut diagnostics = checked.diagnostics;
            for (path, text) in page {
                let source = Source { path: path.to_owned(), text: text.to_owned() };
                let (all, file) = sources.with_page(source);
                sources = all;
                let page = page::read(path, text, file);
                diagnostics.extend(page::audit(&checked.spec, &page));
            }
            let found: Vec<Code> = diagnostics.iter().map(|it| it.code).collect();
            if found != expected {
                let text = diagnostics.render(&sources, false);
                wrong.push(format!("{}: {lines}\n{text}", code.as_str()));
            }
        }
        assert_ne!(example.wrong, example.fixed);
        let text = coc_codegen::explain::explain_code(*code);
        assert!(text.contains(code.as_str()) && text.contains(example.file()), "{text}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A suggestion of a name that the file cannot use would draw the same error again.
#[test]
fn only_names_in_reach_are_suggested() {
    let (_, checked) = checked(&[
        ("service.yaml", "service: demo\n"),
        (
            "a.yaml",
            "operation: a\nhttp: POST /a\nbody: Body\n\
             types: { Body: { fields: { x: { type: string, enum: [{ of: Kinds }], decision: { type: olds } } } } }\n",
        ),
        (
            "b.yaml",
            "operation: b\nhttp: POST /b\nbody: Body\n\
             types: { Body: { fields: { x: { type: Kind, decision: { type: old } } } } }\n\
             enums: { Kind: { values: { a: A. } } }\n\
             decisions: { old: { pages: A., resolution: B., evidence: C. } }\n",
        ),
    ]);
    let found = || checked.diagnostics.iter();
    let codes: Vec<&str> = found().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["S009", "S023"]);
    let suggests =
        |help: &str| ["`Kind`", "`old`"].iter().any(|name| help.contains(name));
    assert!(found().all(|it| it.help.as_deref().is_some_and(|help| !suggests(help))));
}

#[test]
fn all_diagnostics_come_in_one_run_in_order_of_place() {
    let files = [
        ("service.yaml", "service: demo\nreding: x\n"),
        (
            "a.yaml",
            "operation: a\nhttp: GET /{id}\nbody: Missing\npath: { fields: { name: { type: strng } } }\n",
        ),
        (
            "b.yaml",
            "operation: b\nhttp: POST /b\nbody: Body\ntypes: { Body: { fields: { x: { typ: string } } } }\nexamples: { requests: [gone] }\n",
        ),
    ];
    let (sources, checked) = checked(&files);
    let found: Vec<String> =
        checked.diagnostics.iter().map(|it| place(&sources, it)).collect();
    assert_eq!(
        found,
        [
            "a.yaml:2:11 S024",
            "a.yaml:3:7 S009",
            "a.yaml:4:33 S009",
            "b.yaml:4:33 S005",
            "b.yaml:5:24 S020",
            "service.yaml:2:1 S005",
        ],
        "{}",
        checked.diagnostics.render(&sources, false)
    );
}

#[test]
fn json_lines_hold_the_diagnostics_of_the_text() {
    for case in cases() {
        let (sources, checked) = checked(case.files);
        let lines = checked.diagnostics.to_json_lines(&sources);
        assert_eq!(lines.lines().count(), checked.diagnostics.iter().count());
        for (line, diagnostic) in lines.lines().zip(checked.diagnostics.iter()) {
            let value: serde_json::Value = serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("{error}: {line}"));
            assert_eq!(value["code"], diagnostic.code.as_str());
            assert_eq!(value["message"], diagnostic.message.as_str());
            let span = &value["span"];
            let shown = format!(
                "{}:{}:{} {}",
                span["file"].as_str().unwrap_or_default(),
                span["line"],
                span["column"],
                diagnostic.code.as_str()
            );
            assert_eq!(shown, place(&sources, diagnostic));
            let end = (span["endLine"].as_u64(), span["endColumn"].as_u64());
            assert!(end >= (span["line"].as_u64(), span["column"].as_u64()), "{line}");
        }
    }
}

#[test]
fn colour_adds_escapes_and_changes_no_text() {
    let case = cases().find(|case| case.name == "unknown keys");
    let (sources, checked) = checked(case.map_or(&[], |case| case.files));
    let plain = checked.diagnostics.render(&sources, false);
    let coloured = checked.diagnostics.render(&sources, true);
    assert!(!plain.contains('\u{1b}'));
    assert!(coloured.contains('\u{1b}'));
    let mut stripped = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        stripped.push_str(before);
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    stripped.push_str(rest);
    assert_eq!(stripped, plain);
}
