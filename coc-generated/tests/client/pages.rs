//! Lists that are read page by page: how they end, and how they go on after an error.

use coc_generated::error::{BuildError, TransportError, UnreadableReason};
use coc_generated::http::{OperationRequest, Parts};
use coc_generated::paging::{Items, PagedRequest, Pages, Paging};
use coc_generated::rules::{Citation, Collector, Location, RuleKind};
use coc_generated::service::{Operation, Service};
use coc_generated::testing::ScriptedTransport;
use coc_generated::{CallOptions, Client, Error, Rule, Violations};
use http::StatusCode;
use serde_json::{Value, json};

use crate::support::SERVICE;
use crate::{builder, client};

static LIST: Operation =
    Operation::new("list_parcels", "GET", "/v2/parcels").with_repeatable(true);
static POSITION: Rule = Rule::new(
    "list_parcels.query.at.range",
    RuleKind::Range,
    "must be at most 40",
    Citation::new("Listing Parcels", "1", "at"),
);

/// Requests that differ in their way from page to page.
macro_rules! lists {
    ($($name:ident: $position:ty, $way:expr;)*) => {$(
        #[derive(Debug, Clone, Default)]
        pub(crate) struct $name {
            pub(crate) at: Option<$position>,
            size: Option<u64>,
        }

        impl OperationRequest for $name {
            type Output = Value;
            const SERVICE: &'static Service = &SERVICE;
            const OPERATION: &'static Operation = &LIST;

            fn violations(&self) -> Violations {
                let mut found = Collector::default();
                let number = self.at.as_ref().map(|it| json!(it));
                if number.and_then(|it| it.as_i64()).is_some_and(|it| it > 40) {
                    found.add(&POSITION, Location::Root.key("query").key("at"));
                }
                found.finish()
            }

            fn parts(&self) -> Result<Parts, BuildError> {
                let mut parts = Parts::new();
                parts.literal("/v2/parcels").query("at", self.at.as_ref());
                Ok(parts)
            }
        }

        impl PagedRequest for $name {
            type Item = Value;
            type Position = $position;
            const PAGING: Paging = $way;

            fn position(&self) -> Option<$position> {
                self.at.clone()
            }

            fn set_position(&mut self, position: $position) {
                self.at = Some(position);
            }

            fn items(answer: &mut Value) -> Option<&mut Vec<Value>> {
                answer.pointer_mut("/parcel/items")?.as_array_mut()
            }

            fn next(answer: &Value) -> Option<$position> {
                let last = answer.pointer("/parcel/items").and_then(Value::as_array);
                let last = last.and_then(|items| items.last());
                let next = match Self::PAGING {
                    Paging::LastItem => last?.get("id")?,
                    _ => answer.pointer("/parcel/next")?,
                };
                serde_json::from_value(next.clone()).ok()
            }

            fn size(&self) -> Option<u64> {
                self.size
            }

            fn total(answer: &Value) -> Option<u64> {
                answer.pointer("/parcel/total")?.as_u64()
            }
        }
    )*};
}

lists! {
    ByMarker: String, Paging::Marker;
    ByLast: String, Paging::LastItem;
    ByOffset: i64, Paging::Offset(0);
    ByPage: i32, Paging::Page(1);
}

/// An answer with items of these ids, and what else it holds.
pub(crate) fn page(ids: &[&str], more: Value) -> Value {
    let items: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    let mut parcel = more;
    parcel["items"] = json!(items);
    json!({ "result_code": "POST.0000", "parcel": parcel })
}

pub(crate) fn scripted(pages: &[Value]) -> ScriptedTransport {
    let script = ScriptedTransport::new();
    for page in pages {
        script.answer_json(StatusCode::OK, page);
    }
    script
}

/// The positions that were asked for, `-` for none.
pub(crate) fn asked(script: &ScriptedTransport) -> Vec<String> {
    let at = |it: &http::Uri| {
        it.query().map_or_else(|| "-".to_owned(), |query| query.replace("at=", ""))
    };
    script.requests().iter().map(|request| at(request.uri())).collect()
}

/// The ids of all items up to the end, or to an error.
async fn ids<R: PagedRequest<Item = Value>>(
    mut items: Items<R>,
) -> (Vec<String>, Option<Error>) {
    let mut found = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => found.push(item["id"].as_str().unwrap().to_owned()),
            Err(error) => return (found, Some(error)),
        }
    }
    (found, None)
}

/// Reads the whole list, which ends without an error after these positions.
async fn reads<R: PagedRequest<Item = Value>>(
    request: R,
    pages: &[Value],
    expected: &str,
    positions: &[&str],
) {
    let script = scripted(pages);
    let (found, error) = ids(client(&script).pages(request).items()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(found.concat(), expected);
    assert_eq!(asked(&script), positions);
    assert_eq!(script.left(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_marker_leads_from_page_to_page_until_there_is_none() {
    let next = |marker: &str| json!({ "next": marker });
    reads(
        ByMarker::default(),
        // A page without items leads on, too.
        &[page(&["a", "b"], next("m1")), page(&[], next("m2")), page(&["c"], json!({}))],
        "abc",
        &["-", "m1", "m2"],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_last_item_leads_to_the_next_page_until_a_page_is_empty() {
    let none = || json!({});
    reads(
        ByLast::default(),
        &[page(&["a", "b"], none()), page(&["c"], none()), page(&[], none())],
        "abc",
        &["-", "b", "c"],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_total_saves_the_empty_page() {
    let of = |total: u64| json!({ "total": total });
    reads(
        ByLast::default(),
        &[page(&["a", "b"], of(3)), page(&["c"], of(3))],
        "abc",
        &["-", "b"],
    )
    .await;
    // A service that counts only the items after the marker ends no list early.
    reads(
        ByLast::default(),
        &[page(&["a", "b"], of(5)), page(&["c", "d"], of(3)), page(&["e"], of(1))],
        "abcde",
        &["-", "b", "d"],
    )
    .await;
    // The number of items before a marker is unknown.
    reads(
        ByLast { at: Some("b".to_owned()), size: None },
        &[page(&["c"], of(1)), page(&[], of(1))],
        "c",
        &["b", "c"],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn offsets_count_the_items_that_came() {
    let of = |total: u64| json!({ "total": total });
    reads(
        ByOffset::default(),
        &[page(&["a", "b"], of(4)), page(&["c"], of(4)), page(&["d"], of(4))],
        "abcd",
        &["-", "2", "3"],
    )
    .await;
    // From the middle, the items before it count.
    reads(
        ByOffset { at: Some(3), size: None },
        &[page(&["d"], of(5)), page(&["e"], of(5))],
        "de",
        &["3", "4"],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn numbers_of_pages_go_on_from_the_one_that_was_asked_for() {
    let none = || json!({});
    reads(
        ByPage::default(),
        &[page(&["a"], none()), page(&["b"], none()), page(&[], none())],
        "ab",
        &["-", "2", "3"],
    )
    .await;
    reads(
        ByPage { at: Some(7), size: None },
        &[page(&["a"], none()), page(&[], none())],
        "a",
        &["7", "8"],
    )
    .await;
    // With a size, the total ends also a list that begins in the middle.
    let of = |total: u64| json!({ "total": total });
    reads(
        ByPage { at: Some(2), size: Some(2) },
        &[page(&["c", "d"], of(5)), page(&["e"], of(5))],
        "cde",
        &["2", "3"],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_not_full_is_the_last_one_where_the_size_is_documented() {
    let none = || json!({});
    for first in
        [ByPage { at: None, size: Some(2) }, ByPage { at: Some(1), size: Some(2) }]
    {
        let second = if first.at.is_none() { "-" } else { "1" };
        reads(
            first,
            &[page(&["a", "b"], none()), page(&["c"], none())],
            "abc",
            &[second, "2"],
        )
        .await;
    }
    // A total that is not reached overrules a page that is not full.
    let of = |total: u64| json!({ "total": total });
    reads(
        ByPage { at: None, size: Some(2) },
        &[page(&["a"], of(2)), page(&["b"], of(2))],
        "ab",
        &["-", "2"],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn every_answer_is_given_out_as_a_page() {
    let script = scripted(&[page(&["a"], json!({ "total": 9 })), page(&[], json!({}))]);
    let mut pages = client(&script).pages(ByPage::default());
    assert_eq!((pages.total(), pages.next_request().unwrap().at), (None, None));
    let first = pages.next().await.unwrap().unwrap();
    assert_eq!(first.output()["parcel"]["items"], json!([{ "id": "a" }]));
    assert_eq!((pages.total(), pages.next_request().unwrap().at), (Some(9), Some(2)));
    assert!(pages.next().await.unwrap().is_ok());
    assert!(pages.next_request().is_none());
    assert!(pages.next().await.is_none() && pages.next().await.is_none());
    assert_eq!(script.requests().len(), 2);
    assert!(format!("{pages:?}").contains("list_parcels"), "{pages:?}");
}

#[tokio::test(start_paused = true)]
async fn after_an_error_the_same_page_is_asked_for() {
    let script = scripted(&[page(&["a"], json!({}))]);
    script.answer_json(StatusCode::FORBIDDEN, &json!({ "result_code": "X.1" }));
    script.fail(TransportError::not_sent("no route"));
    script.answer_json(StatusCode::OK, &page(&["b"], json!({})));
    script.answer_json(StatusCode::OK, &page(&[], json!({})));
    let client = client(&script).with_options(CallOptions::new().max_attempts(1));
    let mut items = client.pages(ByPage::default()).items();
    assert_eq!(items.next().await.unwrap().unwrap()["id"], "a");
    let refused = items.next().await.unwrap().unwrap_err();
    assert_eq!(refused.code(), Some("X.1"));
    assert!(matches!(items.next().await.unwrap(), Err(Error::NotSent(_))));
    assert_eq!(items.next().await.unwrap().unwrap()["id"], "b");
    assert!(items.next().await.is_none() && items.next().await.is_none());
    assert_eq!(asked(&script), ["-", "2", "2", "2", "3"]);
}

#[tokio::test(start_paused = true)]
async fn each_page_is_repeated_as_a_call_is() {
    let script = ScriptedTransport::new();
    script.answer_json(StatusCode::BAD_GATEWAY, &json!({}));
    script.answer_json(StatusCode::OK, &page(&["a"], json!({ "total": 1 })));
    let mut pages = client(&script).pages(ByPage::default());
    assert_eq!(pages.next().await.unwrap().unwrap().attempts(), 2);
    assert!(pages.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_future_that_is_dropped_moves_nothing() {
    let script = ScriptedTransport::new();
    script.hang();
    script.answer_json(StatusCode::OK, &page(&["a"], json!({ "total": 1 })));
    let mut items = client(&script).pages(ByOffset::default()).items();
    let wait = std::time::Duration::from_secs(1);
    assert!(tokio::time::timeout(wait, items.next()).await.is_err());
    assert_eq!(items.next().await.unwrap().unwrap()["id"], "a");
    assert!(items.next().await.is_none());
    assert_eq!(asked(&script), ["-", "-"]);
}

#[tokio::test(start_paused = true)]
async fn a_page_number_that_breaks_a_rule_ends_the_list_with_an_error() {
    let script = scripted(&[page(&["a"], json!({}))]);
    let mut pages = client(&script).pages(ByPage { at: Some(40), size: None });
    assert!(pages.next().await.unwrap().is_ok());
    assert!(matches!(pages.next().await.unwrap(), Err(Error::Invalid(_))));
    assert!(pages.next().await.is_none());
    assert_eq!(script.requests().len(), 1);
}

pub(crate) fn reason(error: Option<Error>) -> UnreadableReason {
    match error {
        Some(Error::Unreadable(error)) => error.reason().clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_that_ignores_the_position_is_an_error_and_no_endless_list() {
    let same = || page(&["a", "b"], json!({}));
    // The second answer is the first one again.
    let script = scripted(&[same(), same()]);
    let (found, error) = ids(client(&script).pages(ByPage::default()).items()).await;
    assert_eq!(
        (found.concat().as_str(), reason(error)),
        ("ab", UnreadableReason::SamePage)
    );
    let script = scripted(&[same(), same()]);
    let (found, error) = ids(client(&script).pages(ByLast::default()).items()).await;
    assert_eq!(
        (found.concat().as_str(), reason(error)),
        ("ab", UnreadableReason::SamePage)
    );
    let script = scripted(&[same(), same()]);
    let (found, error) = ids(client(&script).pages(ByOffset::default()).items()).await;
    assert_eq!(
        (found.concat().as_str(), reason(error)),
        ("ab", UnreadableReason::SamePage)
    );
}

#[tokio::test(start_paused = true)]
async fn markers_that_repeat_are_an_error_behind_their_page() {
    let to = |id: &str, marker: &str| page(&[id], json!({ "next": marker }));
    let script = scripted(&[to("a", "m1"), to("b", "m1")]);
    let mut pages = client(&script).pages(ByMarker::default());
    assert!(pages.next().await.unwrap().is_ok());
    // The page itself is not lost.
    assert!(pages.next().await.unwrap().is_ok());
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("came before"), "{error}");
    assert_eq!(error.status(), Some(StatusCode::OK));
    assert!(pages.next().await.is_none());
    assert_eq!(asked(&script), ["-", "m1"]);
}

#[tokio::test(start_paused = true)]
async fn a_cycle_of_markers_of_any_length_is_an_error() {
    for length in 1_usize..12 {
        for lead in 0_usize..5 {
            let script = ScriptedTransport::new();
            let marker = |at: usize| {
                let inside = at.checked_sub(lead).map(|at| at % length);
                inside.map_or_else(|| format!("lead{at}"), |at| format!("round{at}"))
            };
            for at in 0..200 {
                let next = json!({ "next": marker(at) });
                script.answer_json(StatusCode::OK, &page(&["x"], next));
            }
            let items = client(&script).pages(ByMarker::default()).items();
            let (_, error) = ids(items).await;
            assert_eq!(reason(error), UnreadableReason::SamePage);
            let calls = script.requests().len();
            assert!(calls <= 4 * (lead + length) + 4, "{calls} for {lead} and {length}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_last_item_without_a_marker_is_an_error_unless_the_list_is_at_its_end() {
    let nameless = |more: Value| {
        let mut page = page(&["a"], more);
        page["parcel"]["items"][0] = json!({ "id": null, "title": "x" });
        page
    };
    let script = scripted(&[nameless(json!({}))]);
    let mut pages = client(&script).pages(ByLast::default());
    assert!(pages.next().await.unwrap().is_ok());
    let error = pages.next().await.unwrap().err();
    assert_eq!(reason(error), UnreadableReason::NoNextPage);
    assert!(pages.next().await.is_none());

    let script = scripted(&[nameless(json!({ "total": 1 }))]);
    let mut pages = client(&script).pages(ByLast::default());
    assert!(pages.next().await.unwrap().is_ok());
    assert!(pages.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_number_beyond_its_type_is_an_error_and_no_overflow() {
    let script = scripted(&[page(&["a"], json!({}))]);
    let client = builder(&script).send_invalid(true).build().unwrap();
    let mut pages = client.pages(ByPage { at: Some(i32::MAX), size: Some(u64::MAX) });
    assert!(pages.next().await.unwrap().is_ok());
    assert!(pages.next().await.is_none());

    for at in [i64::MAX, i64::MIN] {
        let script = scripted(&[page(&["a"], json!({})), page(&[], json!({}))]);
        let client = builder(&script).send_invalid(true).build().unwrap();
        let mut pages = client.pages(ByOffset { at: Some(at), size: None });
        assert!(pages.next().await.unwrap().is_ok());
        match pages.next().await.unwrap() {
            Err(error) if at > 0 => {
                assert_eq!(reason(Some(error)), UnreadableReason::NoNextPage);
            }
            result => assert!(result.is_ok() && at < 0),
        }
    }
}

#[test]
fn pages_and_items_can_be_sent_to_other_threads() {
    fn is_send<T: Send>(_: &T) {}
    fn check(client: &Client) {
        let mut pages: Pages<ByPage> = client.pages(ByPage::default());
        is_send(&pages);
        is_send(&pages.next());
        let mut items = pages.items();
        is_send(&items.next());
    }
    check(&client(&ScriptedTransport::new()));
}
