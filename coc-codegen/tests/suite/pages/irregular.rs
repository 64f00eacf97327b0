//! Pages in forms that are less regular than the usual one.

use super::{Fixture, findings};

/// The rows of the body in another form, with the other tables left out.
fn finds(name: &str, text: &str, expected: &[&str]) {
    let fixture = Fixture::bicycles();
    let found = fixture.audit(name, text);
    let shown = fixture.shown(name, text, &found);
    let found: Vec<&str> = found.iter().map(|it| it.message.as_str()).collect();
    for words in expected {
        assert!(
            found.iter().any(|it| it.contains(words)),
            "no finding has {words}:\n{shown}"
        );
    }
}

#[test]
fn a_page_of_another_operation_names_the_request() {
    finds(
        "page.txt",
        "A Thing\nGET /v1/things\nParameter\nMandatory\nType\nx\nNo\nString\n",
        &["no operation of the spec is `GET /v1/things`"],
    );
    finds("page.md", "# A Thing\n\nNothing here.\n", &["no method with a URI"]);
    finds(
        "page.html",
        "<p>POST /v1/{branch}/hires",
        &["no table of fields was recognised"],
    );
}

#[test]
fn rows_between_tabs_and_blanks_are_read() {
    let rows = "POST https://{endpoint}/v1/{branch}/hires?x=1\nTable 4 Helmet\nParameter\tMandatory\tType\tDescription\nsize\tNo\tString\tThe values are s, m, and l.\nuntil\tNo\tInteger\tWhen it comes back.\n";
    finds(
        "page.txt",
        rows,
        &["the column of the page says No for `size`", "the type Integer for `until`"],
    );
    let blanks = "POST /v1/{branch}/hires\n表4 Helmet\n参数 是否必选 参数类型 描述\nsize 否 String 取值：s、m、l。\nuntil 否 Integer 归还时间。\n";
    finds(
        "page.txt",
        blanks,
        &["the column of the page says No for `size`", "the type Integer for `until`"],
    );
}

#[test]
fn any_text_is_read_without_a_panic() {
    let fixture = Fixture::bicycles();
    let pages: Vec<String> = super::Form::ALL
        .into_iter()
        .map(|form| super::fixtures::bicycle_page().write(form))
        .collect();
    for (form, page) in super::Form::ALL.into_iter().zip(&pages) {
        for (at, _) in page.char_indices().step_by(997) {
            fixture.audit(form.file(), &page[..at]);
            fixture.audit(form.file(), &page[at..]);
            let upside: String = page[at..].chars().rev().take(300).collect();
            fixture.audit(form.file(), &format!("{}{upside}", &page[..at]));
        }
    }
}

#[test]
fn a_decision_that_names_the_statement_makes_a_note() {
    let fixture = Fixture::bicycles();
    let text = super::fixtures::bicycle_page().write(super::Form::Html);
    let found = fixture.audit("page.html", &text);
    let shown = fixture.shown("page.html", &text, &found);
    let notes: Vec<&str> =
        found.iter().filter_map(|it| it.notes.first().map(String::as_str)).collect();
    assert_eq!(notes, ["the decision `colours_in_the_text` covers it"], "{shown}");
    // A statement that the decision does not name is a finding.
    let range = |to: &str| {
        text.replacen(
            "<p>HIRE.0000</p>",
            &format!("<p>HIRE.0000</p><p>Value range:</p><p>HIRE.0000~{to}</p>"),
            1,
        )
    };
    assert_eq!(findings(&fixture.audit("page.html", &range("HIRE.9999"))), 0);
    assert_eq!(findings(&fixture.audit("page.html", &range("HIRE.8888"))), 1);
}
