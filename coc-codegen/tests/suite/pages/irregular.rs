//! Pages in forms that are less regular than the usual one. The usual shapes of vendors'
//! pages belong to `shapes`.

use super::{Fixture, drafted, findings};

/// Asserts that each of the texts is in a finding about a page.
#[track_caller]
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
fn a_page_without_a_request_or_a_table_is_a_finding() {
    finds("page.md", "# A Thing\n\nNothing here.\n", &["no method with a URI"]);
    finds(
        "page.html",
        "<p>POST /v1/{branch}/hires",
        &["no table of fields was recognised"],
    );
}

#[test]
fn rows_between_tabs_and_spaces_are_read() {
    let rows = "POST https://{endpoint}/v1/{branch}/hires?x=1\nTable 4 Helmet\nParameter\tMandatory\tType\tDescription\nsize\tNo\tString\tThe values are s, m, and l.\nuntil\tNo\tInteger\tWhen it comes back.\n";
    finds(
        "page.txt",
        rows,
        &["the column of the page says No for `size`", "the type Integer for `until`"],
    );
    let spaces = "POST /v1/{branch}/hires\n表4 Helmet\n参数 是否必选 参数类型 描述\nsize 否 String 取值：s、m、l。\nuntil 否 Integer 归还时间。\n";
    finds(
        "page.txt",
        spaces,
        &["the column of the page says No for `size`", "the type Integer for `until`"],
    );
}

/// Asserts that the draft of a page has each of the parts.
#[track_caller]
fn drafts(name: &str, text: &str, expected: &[&str]) {
    let draft = drafted(name, text);
    for part in expected {
        assert!(draft.contains(part), "no {part:?} in\n{draft}");
    }
}

#[test]
fn a_cell_between_bars_or_tabs_may_be_empty() {
    for text in [
        "POST /v1/boats\n| Parameter | Mandatory | Type | Description |\n\
         | size | | String | Its size. |\n| mast | Yes | Long | |\n",
        "POST /v1/boats\nParameter\tMandatory\tType\tDescription\n\
         size\t\tString\tIts size.\nmast\tYes\tLong\t\n",
    ] {
        let expected = [
            "      size:\n        type: string\n        # PAGE",
            "      mast:\n        type: long\n        required: true\n",
        ];
        drafts("page.txt", text, &expected);
    }
}

#[test]
fn a_cell_with_the_text_of_a_heading_ends_no_table() {
    let text = "POST /v1/boats\nResponse Parameters\nParameter\nType\nDescription\n\
                error_code\nString\nError code\nurl\nString\nURL\nmast\nLong\nIts mast.\n\
                Example Requests\n{ \"mast\": 3 }\n";
    let fields = ["      error_code:\n", "      url:\n", "      mast:\n"];
    drafts("page.txt", text, &fields);
    // The heading behind the last row ends the table.
    drafts("page.txt", text, &["examples:\n  requests: [post_boats_1]\n"]);
}

#[test]
fn a_table_without_a_caption_begins_behind_another_one() {
    let text = "POST /v1/boats\nParameter\nMandatory\nType\nDescription\nmast\nNo\nObject\n\
                Its mast.\nParameter\nMandatory\nType\nDescription\nheight\nYes\nLong\nIts height.\n";
    let draft = drafted("page.txt", text);
    assert!(!draft.contains("Parameter:"), "{draft}");
    assert!(draft.contains("      height:\n        type: long\n"), "{draft}");
}

#[test]
fn hidden_elements_of_html_end_where_they_close() {
    let text = "<h1>Launching a Boat</h1><hr hidden><svg/>\
        <div hidden><div>GET /v1/hidden</div>PUT /v1/hidden</div><p>POST /v1/boats</p>\
        <ul><li></li></ul><table><tr><th>Parameter</th><th>Type</th></tr>\
        <tr><td>mast</td><td>Long</td></tr></table>";
    let expected = ["http: POST /v1/boats\n", "      mast:\n        type: long\n"];
    drafts("boat.html", text, &expected);
}

#[test]
fn the_first_request_of_a_line_counts() {
    let rows = "Parameter\tType\nmast\tLong\n";
    for line in
        ["PUT /v1/boats, formerly GET /v1/ships", "On POST https://x: PUT /v1/boats"]
    {
        drafts("page.txt", &format!("URI\n{line}\n{rows}"), &["http: PUT /v1/boats\n"]);
    }
}

#[test]
fn the_code_of_clients_is_no_example() {
    let page = |heading: &str| {
        format!(
            "# Launching a Boat\n\n## URI\n\nPOST /v1/boats\n\n\
             | Parameter | Type |\n| --- | --- |\n| mast | Long |\n\n\
             ## {heading}\n\n```\n{{ \"mast\": 3 }}\n```\n"
        )
    };
    let draft = drafted("boat.md", &page("Example Requests"));
    assert!(draft.contains("requests: [launch_boat_1]"), "{draft}");
    let draft = drafted("boat.md", &page("SDK Sample Code"));
    assert!(!draft.contains("examples:"), "{draft}");
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
