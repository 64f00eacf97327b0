//! Serves the library in this process, and sends the documented requests to it: prints
//! each answer, and whether the request arrived as it was sent. The generator's tests
//! compile it in the crate that is emitted for the library.
#![allow(deprecated)]

use std::io::Read as _;
use std::sync::Mutex;
use std::time::SystemTime;

use coc_generated::add_cover::wire::AddCoverRequest;
use coc_generated::close_account::wire::CloseAccountRequest;
use coc_generated::http::{Bytes, Endpoint, OperationRequest, build_request, sign};
use coc_generated::lend_item::wire::LendItemRequest;
use coc_generated::list_loans::wire::ListLoansRequest;
use coc_generated::replace_index::wire::ReplaceIndexRequest;
use coc_generated::server::{Call, Dispatcher, Operations, Reply};
use coc_generated::service::AuthScope;
use coc_generated::wire::File;
use coc_generated::{Credentials, operation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Notes the last request.
#[derive(Default)]
struct Library(Mutex<Value>);

impl Library {
    fn note<R: Serialize>(&self, call: Call<R>) {
        *self.0.lock().unwrap() = serde_json::to_value(call.request).unwrap();
    }
}

impl Operations for Library {
    async fn lend_item(&self, call: Call<LendItemRequest>) -> Reply<LendItemRequest> {
        self.note(call);
        Ok(Default::default())
    }

    async fn close_account(
        &self,
        call: Call<CloseAccountRequest>,
    ) -> Reply<CloseAccountRequest> {
        self.note(call);
        Ok(Default::default())
    }

    async fn replace_index(
        &self,
        call: Call<ReplaceIndexRequest>,
    ) -> Reply<ReplaceIndexRequest> {
        self.note(call);
        Ok(Bytes::from_static(b"old").into())
    }

    async fn add_cover(&self, call: Call<AddCoverRequest>) -> Reply<AddCoverRequest> {
        let body = &call.request.body;
        let files = [&body.picture, &body.back_side, &body.legend];
        for file in files.into_iter().flatten() {
            // The files that are sent here have their names as content.
            assert_eq!(file, &with_content(file));
        }
        self.note(call);
        Ok(Default::default())
    }
}

fn with_content(file: &File) -> File {
    let copy = File::new(file.name(), file.name());
    match file.content_type() {
        Some(kind) => copy.with_content_type(kind),
        None => copy.with_content_type("application/octet-stream"),
    }
}

fn now<F: Future>(future: F) -> F::Output {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("it waits"),
    }
}

fn dispatch<R: OperationRequest>(
    library: &Dispatcher<Library>,
    request: &R,
) -> http::Response<Bytes> {
    let endpoint = Endpoint::new("https://library.example.com").unwrap();
    let mut request = build_request(request, &endpoint).unwrap();
    let keys = Credentials::keys("ACCESSKEY", "SECRETKEY");
    sign(&mut request, &keys, AuthScope::Project, SystemTime::now()).unwrap();
    let (head, body) = request.into_parts();
    let mut bytes = Vec::new();
    body.into_reader().unwrap().read_to_end(&mut bytes).unwrap();
    now(library.dispatch(http::Request::from_parts(head, bytes.into())))
}

/// Sends a request, and prints its name, the status, whether it arrived as it was sent,
/// and the answer.
fn send<R: OperationRequest + Serialize>(library: &Dispatcher<Library>, request: &R) {
    *library.operations().0.lock().unwrap() = Value::Null;
    let answer = dispatch(library, request);
    let body = String::from_utf8_lossy(answer.body()).into_owned();
    let sent = serde_json::to_value(request).unwrap();
    let arrived = library.operations().0.lock().unwrap().take();
    let same = if arrived == sent { "same" } else { "other" };
    println!("{} {} {same} {body}", R::OPERATION.name, answer.status().as_u16());
    if arrived != sent && !arrived.is_null() {
        println!("  {sent}\n  {arrived}");
    }
}

fn read<R: DeserializeOwned>(text: &str) -> R {
    serde_json::from_str(text).unwrap()
}

fn main() {
    let keys = Credentials::keys("ACCESSKEY", "SECRETKEY");
    let library = Dispatcher::new(Library::default(), keys);
    let example =
        |name: &str| std::fs::read_to_string(format!("documented/{name}.json")).unwrap();
    for name in ["lend_book", "lend_tool", "mend_book", "try_tool"] {
        send(&library, &read::<LendItemRequest>(&example(name)));
    }
    // Arrays that repeat, arrays that are one text, and numbers in all places.
    let mut lists: LendItemRequest = read(&example("lend_tool"));
    let more = json!({
        "query": {
            "tag": ["a", "b,c"], "words": ["one", "two"], "branches": ["attic", "anexe"],
            "times": [1, 22], "moments": [3, 4], "floors": [-1, 0], "looks": [1, 2],
            "since": 5, "limit": 3, "storey": 0, "more": "kept"
        },
        "header": { "x-request-id": "00ff", "X-Marks": ["1.5", "None"], "X-Priority": 1.0 }
    });
    let more: LendItemRequest = serde_json::from_value(more).unwrap();
    (lists.query, lists.header) = (more.query, more.header);
    lists.body.odd = None;
    send(&library, &lists);
    send(&library, &read::<CloseAccountRequest>(&example("close_account")));
    send(
        &library,
        &read::<CloseAccountRequest>(r#"{"path":{"name":"a.b","suffix":false}}"#),
    );
    send(&library, &read::<ReplaceIndexRequest>(&example("replace_index")));
    send(&library, &read::<ListLoansRequest>(&example("list_loans")));
    let mut cover: AddCoverRequest = read(&example("add_cover"));
    let picture = File::new("Cover.JPG", "Cover.JPG").with_content_type("image/jpeg");
    cover.body.picture = Some(picture);
    send(&library, &cover);

    // Every violation is in the answer, under its rule.
    let wrong: LendItemRequest = read(
        r#"{"path":{"branch":"attic","shelf-id":0},"query":{"limit":101},"body":{"kind":"film"}}"#,
    );
    let answer = dispatch(&library, &wrong);
    let body: Value = serde_json::from_slice(answer.body()).unwrap();
    let document = serde_json::to_value(&wrong).unwrap();
    let info = operation("lend_item").unwrap();
    let violations = info.validate(document.as_object().unwrap()).unwrap();
    let listed: Vec<String> = violations.errors().map(ToString::to_string).collect();
    assert!(listed.len() > 4 && body["status_text"] == listed.join("\n"), "{body}");
    println!("{} {}", answer.status().as_u16(), body["status_code"]);
}
