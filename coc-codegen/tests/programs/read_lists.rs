//! Reads the lists of the library through its blocking client, and prints the items and
//! the requests. The generator's tests compile it in the crate that is emitted for the
//! library.
#![allow(deprecated)]

use coc_generated::list_loans::wire::{ListLoansQuery, ListLoansRequest};
use coc_generated::list_readers::wire::{ListReadersPath, ListReadersRequest};
use coc_generated::list_shelves::wire::ListShelvesRequest;
use coc_generated::paging::PagedRequest;
use coc_generated::search_index::wire::{Search, SearchIndexRequest};
use coc_generated::testing::ScriptedTransport;
use coc_generated::{CallOptions, Client, Credentials, blocking};
use serde_json::{Value, json};

fn scripted(answers: &[Value]) -> (ScriptedTransport, blocking::Client) {
    let script = ScriptedTransport::new();
    for answer in answers {
        script.answer_json(http::StatusCode::OK, answer);
    }
    let keys = Credentials::keys("ACCESSKEY", "SECRETKEY").with_project_id("p");
    let client = Client::builder()
        .region("north")
        .credentials(keys)
        .transport(script.clone())
        .build_blocking();
    (script, client.unwrap())
}

fn read<R: PagedRequest>(
    answers: &[Value],
    pages: impl FnOnce(&blocking::Client) -> blocking::Pages<R>,
) {
    let (script, client) = scripted(answers);
    let items = pages(&client).items();
    let items = items.map(|item| serde_json::to_string(&item.unwrap()).unwrap());
    println!("{}", items.collect::<Vec<_>>().join(" "));
    for request in script.requests() {
        let query = request.uri().query().unwrap_or("-");
        let after = request.headers().get("x-after").map(|it| it.to_str().unwrap());
        let body = String::from_utf8_lossy(request.body().as_bytes().unwrap());
        println!("  {query} {} {body}.", after.unwrap_or("-"));
    }
    assert_eq!(script.left(), 0);
}

fn loans(numbers: &[i64], total: Option<i64>) -> Value {
    let loans: Vec<Value> = numbers.iter().map(|it| json!({ "number": it })).collect();
    let shelf = json!({ "status": "sorted", "loans": loans });
    json!({ "status_code": "OK", "status_text": "x", "total": total, "shelf": shelf })
}

fn main() {
    // The number of the last loan is the marker, and the total tells the end.
    let query = ListLoansQuery::default().reader("Ada").limit(2);
    read(&[loans(&[7, 8], Some(3)), loans(&[9], Some(3))], |client| {
        client.list_loans_pages(ListLoansRequest::default().query(query.clone()))
    });
    // Without a total, a page that is not full is the last one.
    read(&[loans(&[7, 8], None), loans(&[9], None)], |client| {
        client.list_loans_pages(
            ListLoansRequest::default().query(query.clone().marker("5")),
        )
    });

    let readers = |names: &[&str]| {
        let readers: Vec<Value> = names.iter().map(|it| json!({ "name": it })).collect();
        json!({ "status_code": "OK", "readers": readers, "count": 3 })
    };
    let path = ListReadersPath::default().branch("attic");
    read(&[readers(&["a", "b"]), readers(&["c"])], |client| {
        client.list_readers_pages(ListReadersRequest::new(path))
    });

    // The number of the page is in an object of the body that the request does not have.
    let lines = |word: &str| json!([{ "word": word }]);
    read(&[lines("a"), lines("b"), json!([])], |client| {
        client.search_index_pages(SearchIndexRequest::new(Search::default().word("w")))
    });

    let shelves = |name: &str, next: Value| {
        let body = json!({ "names": [name], "next": next });
        json!({ "status_code": "OK", "body": body })
    };
    read(
        &[shelves("a", json!(4)), shelves("b", json!(9)), shelves("c", Value::Null)],
        |client| client.list_shelves_pages(ListShelvesRequest::default()),
    );

    let (script, client) = scripted(&[loans(&[], None), loans(&[1], None)]);
    let options = CallOptions::new().wait_every(std::time::Duration::ZERO);
    let answer = client
        .with_options(options)
        .wait_until_shelf_is_sorted(ListLoansRequest::default().query(query))
        .unwrap();
    let shelf = answer.output().shelf.as_ref().unwrap();
    println!("{:?} {}", shelf.status.as_ref().unwrap(), script.requests().len());
}
