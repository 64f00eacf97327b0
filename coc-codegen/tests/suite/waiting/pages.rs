//! Pages of lists: clients read them to their ends, the contract has them, and a comparison
//! of two specs reports changes of pages and waiters.

use coc_codegen::diff::{Breaks, Change, diff};
use coc_codegen::model::{Model, Pagination, Way};

use super::operation;
use crate::crates::{Crate, OF_PROGRAMS};
use crate::support::{check, library_spec, load, sources};

#[test]
fn clients_of_the_library_read_its_lists_to_their_ends() {
    let library = Crate::library();
    library.program("read_lists", include_str!("../../programs/read_lists.rs"));
    let printed = library.run("read_lists", OF_PROGRAMS);
    let expected = r#"{"number":7} {"number":8} {"number":9}
  limit=2&reader=Ada - .
  limit=2&marker=8&reader=Ada - .
{"number":7} {"number":8} {"number":9}
  limit=2&marker=5&reader=Ada - .
  limit=2&marker=8&reader=Ada - .
{"name":"a"} {"name":"b"} {"name":"c"}
  - - .
  offset=2 - .
{"word":"a"} {"word":"b"}
  - - {"word":"w"}.
  - - {"word":"w","paging":{"page":1}}.
  - - {"word":"w","paging":{"page":2}}.
"a" "b" "c"
  - - .
  - 4 .
  - 9 .
Sorted 2
"#;
    assert_eq!(printed, expected);
}

#[test]
fn the_contract_has_the_pages_and_their_first_numbers() {
    let model = load(&library_spec()).model;
    let pages = |name: &str| -> Pagination {
        let pages = model[operation(&model, name)].pagination.clone();
        pages.unwrap_or_else(|| panic!("{name} has no pages"))
    };
    assert_eq!(pages("list_loans").way, Way::LastItem);
    assert_eq!(model.path_name(&pages("list_loans").items), "shelf.loans");
    assert_eq!(model.path_name(&pages("list_loans").next), "number");
    let size = pages("list_loans").size.map(|size| (size.default, size.most));
    assert_eq!(size, Some((Some(20), Some(100))));
    // In words, by a default, and in the answer beside the items.
    assert_eq!(pages("search_index").way, Way::Page(0));
    assert!(pages("search_index").items.is_empty());
    assert_eq!(pages("list_readers").way, Way::Offset(0));
    assert_eq!(pages("list_shelves").way, Way::Marker);
    assert_eq!(model.path_name(&pages("list_shelves").next), "body.next");
}

/// The model of a list with a waiter, in whose spec an edit replaces a text by another one.
fn list(edit: (&str, &str)) -> Model {
    let text = "operation: list\nhttp: GET /list\nquery: { fields: { page: { type: long, default: 1 }, offset: { type: long } } }\n\
                responses: { \"200\": { type: List } }\n\
                types: { List: { fields: { items: { type: { array: string } }, others: { type: { array: long } }, end: { type: string } } } }\n\
                pagination: { items: answer.items, page: query.page }\n\
                waiters: { all_is_told: { ready: { present: answer.end }, every: 5, at_most: 60 } }\n";
    let text = text.replace(edit.0, edit.1);
    check(&sources(&[("service.yaml", "service: demo\n"), ("list.yaml", &text)])).model
}

#[test]
fn a_comparison_reports_pages_and_waiters_that_go_or_change() {
    let old = list(("", ""));
    let reported = |edit: (&str, &str)| -> Vec<(String, bool)> {
        let found = diff(&old, &list(edit)).changes;
        let breaks = |it: &Change| it.breaks == Some(Breaks::Programs);
        found.iter().map(|it| (it.subject.clone(), breaks(it))).collect()
    };
    let breaking = |subject: &str| (subject.to_owned(), true);
    let pages = "pagination: { items: answer.items, page: query.page }\n";
    assert_eq!(reported((pages, "")), [breaking("Client::list_pages")]);
    assert_eq!(
        reported(("items: answer.items", "items: answer.others")),
        [breaking("Client::list_pages")]
    );
    let waiter = "waiters: { all_is_told: { ready: { present: answer.end }, every: 5, at_most: 60 } }\n";
    let gone = reported((waiter, ""));
    assert!(gone.contains(&breaking("Client::wait_until_all_is_told")), "{gone:?}");
    assert!(gone.contains(&breaking("list::waiters::ALL_IS_TOLD")), "{gone:?}");
    // A change of the condition breaks no program, and is reported all the same.
    let changed = |it: &(String, bool)| !it.1 && it.0.contains("all_is_told");
    for edit in [
        ("present: answer.end", "answer.end: x"),
        ("every: 5", "every: 6"),
        ("at_most: 60", "at_most: 61, failed: { answer.end: y }"),
        ("at_most: 60", "at_most: 60, retry: { answer.code: y }"),
    ] {
        let found = reported(edit);
        assert!(found.len() == 1 && changed(&found[0]), "{edit:?} {found:?}");
    }
    let found = reported(("page: query.page", "offset: query.page"));
    assert!(
        found.len() == 1 && !found[0].1 && found[0].0.contains("pages"),
        "{found:?}"
    );
    assert!(reported(("", "")).is_empty());
}
