//! The verdicts of single edits. Random edits belong to `payloads`.

use coc_codegen::diff::{Breaks, Change, Kind, Verdict, diff, markdown, surface};
use coc_codegen::model::Model;

use super::sound;
use crate::support::{check, library_spec, load, own_spec, request_changes, sources};

#[test]
fn nothing_changes_without_an_edit() {
    for folder in [own_spec(), library_spec()] {
        let model = load(&folder).model;
        assert_eq!(diff(&model, &model).changes, []);
        assert!(!surface(&model).items.is_empty());
    }
}

const OP: &str =
    "operation: op\nhttp: POST /things\nbody: Body\ntypes:\n  Body:\n    fields:\n";

fn model(fields: &str) -> Model {
    let text = format!("{OP}{fields}");
    check(&sources(&[("service.yaml", "service: demo\n"), ("op.yaml", &text)])).model
}

/// A form that has nothing but the cases of a discriminator is a struct already.
#[test]
fn a_first_field_that_all_cases_share_breaks_no_program() {
    let spec = |shared: &str| {
        let fields = format!(
            "      kind: {{ type: Kind, required: true, cases: {{ a: CaseA, b: CaseB }} }}\n      \
             of_a: {{ type: long, required: {{ kind: a }} }}\n{shared}enums: {{ Kind: {{ values: {{ a: , b: }} }} }}\n"
        );
        model(&fields)
    };
    let changes = diff(&spec(""), &spec("      note: { type: string }\n")).changes;
    assert!(!changes.is_empty());
    let broken: Vec<Change> =
        changes.into_iter().filter(|it| it.breaks.is_some()).collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[track_caller]
fn expect(before: &str, after: &str, expected: &[(&str, Verdict, bool)]) {
    let found = request_changes(&model(before), &model(after));
    let found: Vec<(&str, Verdict, bool)> = found
        .iter()
        .map(|(name, verdict, breaks)| (name.as_str(), *verdict, *breaks))
        .collect();
    assert_eq!(found, expected);
}

const KIND: &str = "      kind: { type: Kind, required: true }\n";
const LIST: &str = "enums: { Kind: { values: { a: A., b: B. } } }\n";

#[test]
fn verdicts_follow_from_cases_and_not_from_words() {
    let with =
        |name: &str| format!("{KIND}      name: {{ type: string{name} }}\n{LIST}");
    let id = "op.name.required";
    // Another wording of the same cases.
    expect(
        &with(", required: { kind: a }"),
        &with(", required: { not: { kind: b } }"),
        &[(id, Verdict::Reworded, false)],
    );
    expect(
        &with(", required: { kind: a }"),
        &with(", required: true"),
        &[(id, Verdict::Stricter, true)],
    );
    expect(
        &with(", required: { kind: a }"),
        &with(", required: { kind: b }"),
        &[(id, Verdict::Mixed, true)],
    );
    expect(&with(", required: true"), &with(""), &[(id, Verdict::Laxer, false)]);
    let length = "op.name.length";
    expect(
        &with(", length: { max: 5 }"),
        &with(", length: { min: 2, max: 9 }"),
        &[(length, Verdict::Mixed, true)],
    );
}

#[test]
fn rules_of_values_have_verdicts_of_their_own() {
    let list =
        |more: &str| format!("      list: {{ type: {{ array: string }}{more} }}\n");
    expect(
        &list(""),
        &list(", unique: true"),
        &[("op.list.unique", Verdict::Stricter, true)],
    );
    expect(
        &list(", unique: true"),
        &list(""),
        &[("op.list.unique", Verdict::Laxer, false)],
    );
    expect(
        &list(", unique: true, items: { min: 2 }"),
        &list(", unique: true, items: { min: 3 }"),
        &[("op.list.items", Verdict::Stricter, true)],
    );
    let map = |keys: &str| format!("      map: {{ type: {{ map: long }}{keys} }}\n");
    expect(
        &map(", keys: { length: { max: 3 } }"),
        &map(", keys: { length: { max: 5 } }"),
        &[("op.map.keys.length", Verdict::Laxer, false)],
    );
    expect(
        &map(", keys: { one_of: [a, b] }"),
        &map(", keys: { one_of: [b, c] }"),
        &[("op.map.keys.enum", Verdict::Mixed, true)],
    );
    let day = |ty: &str| format!("      day: {{ type: {ty} }}\n");
    expect(&day("string"), &day("date"), &[("op.day.format", Verdict::Stricter, true)]);
    let end = |ty: &str, more: &str| {
        format!("      start: {{ type: {ty} }}\n      end: {{ type: {ty}{more} }}\n")
    };
    for ty in ["integer", "long", "float", "timestamp", "date", "time", "date_time"] {
        let (at_least, greater) = (", at_least: start", ", greater_than: start");
        expect(
            &end(ty, ""),
            &end(ty, at_least),
            &[("op.end.at_least", Verdict::Stricter, true)],
        );
        expect(
            &end(ty, greater),
            &end(ty, ""),
            &[("op.end.greater_than", Verdict::Laxer, false)],
        );
        expect(
            &end(ty, at_least),
            &end(ty, greater),
            &[
                ("op.end.greater_than", Verdict::Stricter, true),
                ("op.end.at_least", Verdict::Removed, false),
            ],
        );
    }
}

/// A request that draws a warning is valid.
#[test]
fn a_rule_that_becomes_a_warning_is_laxer() {
    const WHY: &str =
        "decisions: { why: { pages: None., resolution: Sent., evidence: A tool. } }\n";
    let observed = ", observed: true, decision: { observed: why }";
    let spec = |more: &str, decisions: &str| {
        format!(
            "      tags: {{ type: {{ array: date }}, items: {{ max: 2 }}{more} }}\n      end: {{ type: long }}\n    \
             groups: {{ some: {{ at_least_one_of: [tags, end] }} }}\n{decisions}"
        )
    };
    let (page, tool) = (spec("", ""), spec(observed, WHY));
    let kinds = ["type", "each.format", "items"];
    let ids = kinds.map(|kind| format!("op.tags.{kind}"));
    let ids = || ids.iter().map(String::as_str).chain(["op.some.group"]);
    let all =
        |verdict, breaks| -> Vec<_> { ids().map(|id| (id, verdict, breaks)).collect() };
    expect(&page, &tool, &all(Verdict::Laxer, false));
    expect(&tool, &page, &all(Verdict::Stricter, true));
}

#[test]
fn a_new_field_breaks_requests_only_if_it_is_required() {
    let old = format!("{KIND}{LIST}");
    let with = |more: &str| format!("{KIND}      more: {{ type: long{more} }}\n{LIST}");
    // A client may have sent another value under a name that no rule read before.
    expect(&old, &with(""), &[("Body.more", Verdict::Stricter, false)]);
    expect(
        &old,
        &with(", required: { kind: b }"),
        &[
            ("Body.more", Verdict::Stricter, false),
            ("op.more.required", Verdict::Stricter, true),
        ],
    );
}

/// The second field is on no page, so that the first group draws warnings: a request
/// with all three fields was allowed.
#[test]
fn a_group_that_draws_warnings_hides_no_verdict() {
    let model = |group: &str| {
        let text = format!(
            "{OP}      first: {{ type: string }}\n      \
             second: {{ type: string, observed: true, decision: {{ observed: seen }} }}\n      \
             third: {{ type: string }}\n    \
             groups:\n      one: {{ at_most_one_of: [first, second] }}\n{group}\
             decisions: {{ seen: {{ pages: a, resolution: b, evidence: c }} }}\n"
        );
        let sources =
            sources(&[("service.yaml", "service: demo\n"), ("op.yaml", &text)]);
        sound(&sources).unwrap_or_else(|| panic!("the spec has errors: {text}"))
    };
    let group =
        "      two: { at_most_one_of: [first, third], when: { present: second } }\n";
    let found = diff(&model(""), &model(group)).changes;
    let rule = found.iter().find(|it| it.subject == "op.two.group");
    assert_eq!(rule.map(|it| it.verdict), Some(Verdict::Stricter), "{found:#?}");
}

#[test]
fn headers_of_answers_and_of_a_client_are_items_that_programs_name() {
    let model = |client: &str, answer: &str| {
        let service = format!("service: demo\n{client}");
        let operation = format!(
            "operation: op\nhttp: GET /\nresponses: {{ \"200\": {{ type: none{answer} }} }}\n"
        );
        check(&sources(&[("service.yaml", &service), ("op.yaml", &operation)])).model
    };
    let with = model(
        "header: { fields: { X-Tone: { type: string } } }\n",
        ", header: { fields: { X-Left: { type: long } } }",
    );
    let without = model("", "");
    assert!(!diff(&without, &with).is_breaking());
    let broken = diff(&with, &without).changes.into_iter();
    let broken = broken.filter(|it| it.breaks == Some(Breaks::Programs));
    let broken: Vec<String> = broken.map(|it| it.subject).collect();
    assert_eq!(
        broken,
        [
            "CallOptions::x_tone",
            "ClientBuilder::x_tone",
            "op::wire::OpAnswerHeaders",
            "op::wire::OpAnswerHeaders.x_left",
        ]
    );
}

#[test]
fn another_delimiter_of_an_array_is_a_change() {
    let model = |delimiter: &str| {
        let operation = format!(
            "operation: op\nhttp: GET /\nquery: {{ fields: {{ a: {{ type: {{ array: long }}{delimiter} }} }} }}\n"
        );
        check(&sources(&[("service.yaml", "service: demo\n"), ("op.yaml", &operation)]))
            .model
    };
    let found = diff(&model(""), &model(", delimiter: \"|\"")).changes;
    let changes: Vec<_> =
        found.iter().map(|it| (it.subject.as_str(), it.verdict, it.breaks)).collect();
    assert_eq!(changes, [("query.a", Verdict::SentDifferently, None)]);
    assert_eq!(found[0].after.as_deref(), Some("joined by `|`"));
}

#[test]
fn a_changed_list_is_a_change_of_the_rule_that_names_it() {
    let old = format!("{KIND}{LIST}");
    let longer = old.replace("b: B.", "b: B., c: C.");
    expect(&old, &longer, &[("op.kind.enum", Verdict::Laxer, false)]);
    expect(&longer, &old, &[("op.kind.enum", Verdict::Stricter, true)]);
    let changes = diff(&model(&longer), &model(&old)).changes;
    let variant = changes.iter().find(|it| it.subject == "op::enums::Kind::C");
    assert_eq!(variant.map(|it| it.breaks), Some(Some(Breaks::Programs)));
}

#[test]
fn a_changed_list_of_integers_is_a_change_of_its_rule_and_its_type() {
    let list = |values: &str| {
        format!(
            "      level: {{ type: Level }}\nenums: {{ Level: {{ values: {{ {values} }} }} }}\n"
        )
    };
    let short = list("1: { rust_name: High }");
    let longer = list("1: { rust_name: High }, -2: { rust_name: Low }");
    expect(&short, &longer, &[("op.level.enum", Verdict::Laxer, false)]);
    expect(&longer, &short, &[("op.level.enum", Verdict::Stricter, true)]);
    let texts = list("\"1\": { rust_name: High }");
    expect(&texts, &short, &[("op.level.type", Verdict::Mixed, true)]);
    let changes = diff(&model(&texts), &model(&short)).changes;
    let list = changes.iter().find(|it| it.subject == "op::enums::Level");
    assert_eq!(list.map(|it| it.breaks), Some(Some(Breaks::Programs)));
    let number = "      level: { type: long }\n".to_owned();
    expect(&short, &number, &[("op.level.enum", Verdict::Laxer, false)]);
}

#[test]
fn a_changed_type_of_a_body_is_named_in_words() {
    let model = |body: &str| {
        let text = format!(
            "operation: op\nhttp: POST /things\nbody: {body}\ntypes:\n  Body:\n    fields:\n      \
             size: {{ type: long }}\n"
        );
        check(&sources(&[("service.yaml", "service: demo\n"), ("op.yaml", &text)])).model
    };
    let found = diff(&model("Body"), &model("{ array: Body }")).changes;
    let body = found.iter().find(|it| it.subject == "op.body");
    let words = body.map(|it| (it.before.as_deref(), it.after.as_deref()));
    assert_eq!(words, Some((Some("object"), Some("array of object"))), "{found:#?}");
}

#[test]
fn a_changelog_has_a_line_for_each_field_that_was_added_or_removed() {
    let old = format!("{KIND}{LIST}");
    let new = format!("{KIND}      more: {{ type: long }}\n{LIST}");
    let (old, new) = (model(&old), model(&new));
    let (added, removed) = (markdown(&diff(&old, &new)), markdown(&diff(&new, &old)));
    let line = "* field `Body.more` was added: long\n";
    assert!(added.contains(line), "{added}");
    let line = "* field `Body.more` was removed: long\n";
    assert!(removed.contains(line), "{removed}");
}

/// Both are a `String` in Rust, so that only requests can break.
#[test]
fn a_text_that_becomes_a_date_breaks_no_program() {
    let day = |ty: &str| model(&format!("      day: {{ type: {ty} }}\n"));
    let found = diff(&day("string"), &day("date")).changes;
    assert!(found.iter().all(|it| it.kind != Kind::Program), "{found:#?}");
    let found = diff(&day("string"), &day("long")).changes;
    let signatures = |it: &Change| (it.before.clone(), it.after.clone());
    let program: Vec<_> =
        found.iter().filter(|it| it.kind == Kind::Program).map(signatures).collect();
    let changed = (Some("String".to_owned()), Some("i64".to_owned()));
    assert!(program.contains(&changed), "{program:#?}");
}

#[test]
fn the_texts_that_count_as_absent_are_quoted() {
    let model = |blanks: &str| {
        let service = format!("service: demo\n{blanks}");
        let operation = format!("{OP}{KIND}{LIST}");
        check(&sources(&[("service.yaml", &service), ("op.yaml", &operation)])).model
    };
    let (old, new) = (model(""), model("blank: [\"\", \"-\"]\n"));
    let found = diff(&old, &new).changes;
    let blanks = found.iter().find(|it| it.subject == "blank texts");
    let words = blanks.map(|it| (it.before.as_deref(), it.after.as_deref()));
    assert_eq!(words, Some((Some("\"\""), Some("\"\", \"-\""))), "{found:#?}");
}
