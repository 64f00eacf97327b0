//! The lists and waiters of this service over a scripted transport: one of each sort, from
//! the generated method to the requests.

use coc_generated::list_incident_simple_tickets::wire::ListIncidentSimpleTicketsRequest;
use coc_generated::list_sub_tickets::wire::{
    ListSubTicketsPath, ListSubTicketsQuery, ListSubTicketsRequest,
};
use coc_generated::show_incident_task::waiters::INCIDENT_HAS_TASKS;
use coc_generated::testing::ScriptedTransport;
use coc_generated::waiting::WaitError;
use coc_generated::{Client, Error};
use http::StatusCode;
use serde_json::{Value, json};

use crate::keys;

fn client(script: &ScriptedTransport) -> Client {
    let builder = Client::builder().region("cn-north-4").credentials(keys());
    builder.transport(script.clone()).build().unwrap()
}

fn answer(script: &ScriptedTransport, data: &Value) {
    let body =
        json!({ "provider_code": "049", "error_code": "GOM.00000000", "data": data });
    script.answer_json(StatusCode::OK, &body);
}

fn no_such_ticket(script: &ScriptedTransport) {
    let body = json!({ "provider_code": "4", "error_code": "COC.00067003", "error_msg": "no such ticket" });
    script.answer_json(StatusCode::BAD_REQUEST, &body);
}

fn sub_tickets() -> ListSubTicketsRequest {
    let path = ListSubTicketsPath::default().ticket_type("change").ticket_id("CM1");
    let query = ListSubTicketsQuery::default().kind("child_ticket").limit(2);
    ListSubTicketsRequest::new(path).query(query)
}

#[tokio::test(start_paused = true)]
async fn sub_tickets_are_waited_for_and_listed_by_the_id_of_the_last_one() {
    let script = ScriptedTransport::new();
    no_such_ticket(&script);
    answer(&script, &json!({ "total": 0, "tickets": [] }));
    answer(
        &script,
        &json!({ "total": 1, "tickets": [{ "id": "r1", "ticket_id": "" }] }),
    );
    answer(
        &script,
        &json!({ "total": 1, "tickets": [{ "id": "r1", "ticket_id": "t1" }] }),
    );
    let client = client(&script);
    let ready = client.wait_until_change_has_sub_tickets(sub_tickets()).await.unwrap();
    let data = ready.output().data.as_ref().unwrap();
    assert_eq!(data.tickets.as_ref().unwrap()[0].ticket_id.as_deref(), Some("t1"));
    assert_eq!(script.requests().len(), 4);

    let page = |ids: &[&str]| {
        let tickets: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
        json!({ "total": 3, "tickets": tickets })
    };
    answer(&script, &page(&["r1", "r2"]));
    answer(&script, &page(&["r3"]));
    let mut items = client.list_sub_tickets_pages(sub_tickets()).items();
    let mut ids = Vec::new();
    while let Some(item) = items.next().await {
        ids.push(item.unwrap().id.unwrap());
    }
    assert_eq!(ids, ["r1", "r2", "r3"]);
    let requests = script.requests();
    let query = requests.last().unwrap().uri().query().unwrap();
    assert!(query.split('&').any(|it| it == "marker=r2"), "{query}");
    assert_eq!(script.left(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_ends_without_the_change_has_the_last_code() {
    let script = ScriptedTransport::new();
    (0..60).for_each(|_| no_such_ticket(&script));
    let error = client(&script).wait_until_change_has_sub_tickets(sub_tickets()).await;
    let Err(WaitError::NotReady(late)) = error else { panic!("{error:?}") };
    assert_eq!(
        (late.waiter(), late.last_code()),
        ("change_has_sub_tickets", Some("COC.00067003"))
    );
    assert_eq!((late.calls(), late.elapsed().as_secs()), (60, 295));
}

#[tokio::test(start_paused = true)]
async fn simplified_incidents_are_listed_by_the_number_of_the_page() {
    let script = ScriptedTransport::new();
    let page = |titles: &[&str]| {
        let incidents: Vec<Value> =
            titles.iter().map(|it| json!({ "title": it })).collect();
        json!({ "total": 3, "IncidentSimpleTicketInfos": incidents })
    };
    answer(&script, &page(&["a", "b"]));
    answer(&script, &page(&["c"]));
    let request = ListIncidentSimpleTicketsRequest::default();
    let mut pages = client(&script).list_incident_simple_tickets_pages(request);
    let mut count = 0;
    while let Some(page) = pages.next().await {
        assert!(page.is_ok(), "{page:?}");
        count += 1;
    }
    assert_eq!((count, pages.total()), (2, Some(3)));
    let queries: Vec<String> = script
        .requests()
        .iter()
        .map(|it| it.uri().query().unwrap_or("").to_owned())
        .collect();
    assert_eq!(queries, ["", "offset=2"]);
}

#[test]
fn an_incident_has_tasks_once_one_of_them_has_an_id() {
    let state = |body: Value| {
        let response = http::Response::new(bytes::Bytes::from(body.to_string()));
        let result: Result<_, Error> = coc_generated::http::parse_response::<
            coc_generated::show_incident_task::wire::ShowIncidentTaskRequest,
        >(response);
        format!("{:?}", INCIDENT_HAS_TASKS.state(&result))
    };
    let tasks = |data: Value| json!({ "error_code": "GOM.00000000", "data": data });
    assert_eq!(state(tasks(json!([]))), "NotYet");
    assert_eq!(state(tasks(json!([{ "operations": [{ "task_id": "" }] }]))), "NotYet");
    let ready =
        json!([{ "operations": [] }, { "operations": [{}, { "task_id": "7" }] }]);
    assert_eq!(state(tasks(ready)), "Ready");
    assert_eq!(state(json!({ "error_code": "COC.00067003" })), "NotYet");
    assert_eq!(state(json!({ "error_code": "GOM.00007256" })), "Error");
}
