//! Lists of the blocking client, which are iterators. The ends of lists are in `pages`.

use coc_generated::error::{TransportError, UnreadableReason};
use coc_generated::{CallOptions, Error};
use http::StatusCode;
use serde_json::{Value, json};

use crate::builder;
use crate::pages::{ByLast, ByOffset, ByPage, asked, page, reason, scripted};

#[test]
fn blocking_pages_are_iterators_that_end() {
    let none = || json!({});
    let script =
        scripted(&[page(&["a", "b"], none()), page(&["c"], none()), page(&[], none())]);
    let client = builder(&script).build_blocking().unwrap();
    let items = client.pages(ByLast::default()).items();
    let found: Result<Vec<Value>, Error> = items.collect();
    let found: Vec<String> =
        found.unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(found.concat(), "abc");
    assert_eq!(asked(&script), ["-", "b", "c"]);
}

#[test]
fn a_blocking_iterator_keeps_its_place_after_an_error() {
    let script = scripted(&[page(&["a"], json!({ "total": 2 }))]);
    script.fail(TransportError::not_sent("no route"));
    script.answer_json(StatusCode::OK, &page(&["b"], json!({ "total": 2 })));
    let client = builder(&script).build_blocking().unwrap();
    let client = client.with_options(CallOptions::new().max_attempts(1));
    let mut pages = client.pages(ByOffset::default());
    assert!(pages.next().unwrap().is_ok());
    assert!(matches!(pages.next().unwrap(), Err(Error::NotSent(_))));
    assert_eq!(pages.next_request().unwrap().at, Some(1));
    assert!(pages.next().unwrap().is_ok());
    assert!(pages.next().is_none() && pages.next().is_none());
    assert_eq!(pages.total(), Some(2));
    assert_eq!(asked(&script), ["-", "1", "1"]);
}

#[test]
fn a_blocking_iterator_over_repeated_pages_ends_with_an_error() {
    let same = || page(&["a"], json!({}));
    let script = scripted(&[same(), same()]);
    let client = builder(&script).build_blocking().unwrap();
    let mut items = client.pages(ByPage::default()).items();
    assert!(items.next().unwrap().is_ok());
    let error = items.next().unwrap().err();
    assert_eq!(reason(error), UnreadableReason::SamePage);
    assert!(items.next().is_none());
}
