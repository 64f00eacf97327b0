//! The whole life of each kind of ticket and of a file, from a client to the sandbox.

use std::time::Duration;

use coc_generated::create_attachment::CreateAttachment;
use coc_generated::create_coc_incident::wire::CreateCocIncidentRequest;
use coc_generated::create_ticket::wire::CreateTicketRequest;
use coc_generated::delete_ticket_info::wire::{
    DeleteTicketInfoPath, DeleteTicketInfoRequest,
};
use coc_generated::download_attachment::DownloadAttachment;
use coc_generated::list_sub_tickets::ListSubTickets;
use coc_generated::list_sub_tickets::enums::{SubTicketKind, SubTicketOwner};
use coc_generated::sandbox::Sandbox;
use coc_generated::show_incident_task::wire::{
    ShowIncidentTaskPath, ShowIncidentTaskRequest,
};
use coc_generated::update_ticket::wire::UpdateTicketRequest;
use coc_generated::wire::File;
use coc_generated::{CallOptions, Error, Outcome, Response};
use serde_json::{Value, json};

use crate::{change, client_builder, incident, issue};

/// Short pauses for waits.
fn hurried() -> CallOptions {
    let pause = Duration::from_millis(20);
    CallOptions::new().wait_every(pause).wait_at_most(Duration::from_secs(20))
}

fn sub_tickets(number: &str) -> ListSubTickets {
    ListSubTickets::builder()
        .ticket_type(SubTicketOwner::Change)
        .ticket_id(number)
        .kind(SubTicketKind::ChildTicket)
        .limit(1)
        .build()
}

fn delete(number: &str) -> DeleteTicketInfoRequest {
    let path = DeleteTicketInfoPath::default().ticket_type("change").ticket_id(number);
    DeleteTicketInfoRequest::new(path)
}

fn is_no_such_ticket(error: &Error) -> bool {
    error.outcome() == Outcome::Rejected && error.code() == Some("COC.00067003")
}

#[tokio::test]
async fn a_change_is_made_started_ended_cancelled_and_deleted() {
    let sandbox = Sandbox::builder().delay(Duration::from_millis(300)).start().unwrap();
    let client = client_builder(&sandbox).build().unwrap();
    let request: CreateTicketRequest = serde_json::from_value(change()).unwrap();
    let created = client.create_ticket(request).await.unwrap();
    let number = created.output().ticket_id().unwrap().to_owned();
    assert!(number.starts_with("CM20") && number.len() == 26, "{number}");
    let early = client.list_sub_tickets(sub_tickets(&number)).await.unwrap_err();
    assert!(is_no_such_ticket(&early), "{early}");

    let waiting = client.with_options(hurried());
    let list = sub_tickets(&number);
    waiting.wait_until_change_has_sub_tickets(&list).await.unwrap();
    let mut items = client.list_sub_tickets_pages(&list).items();
    let mut ids = Vec::new();
    while let Some(item) = items.next().await {
        ids.push(item.unwrap().ticket_id.unwrap());
    }
    assert_eq!(ids.len(), 2);

    let end = UpdateTicketRequest::end(&number, ids.clone());
    let error = client.update_ticket(end.clone()).await.unwrap_err();
    assert!(error.message().unwrap().contains("was not started"), "{error}");
    client
        .update_ticket(UpdateTicketRequest::start(&number, ids.clone()))
        .await
        .unwrap();
    client.update_ticket(end).await.unwrap();

    let error = client.delete_ticket_info(delete(&number)).await.unwrap_err();
    assert!(error.message().unwrap().contains("only a cancelled one"), "{error}");
    let cancel = json!({
        "path": { "change_id": number },
        "body": { "ticket_info": { "phase": "phase_change_cancel" } },
    });
    client.send_json("update_change", &cancel).await.unwrap();
    client.delete_ticket_info(delete(&number)).await.unwrap();
    let gone = client.delete_ticket_info(delete(&number)).await.unwrap_err();
    assert!(is_no_such_ticket(&gone), "{gone}");
}

#[test]
fn a_change_has_the_same_life_for_a_blocking_client() {
    let sandbox = Sandbox::start().unwrap();
    let client = client_builder(&sandbox).build_blocking().unwrap();
    let request: CreateTicketRequest = serde_json::from_value(change()).unwrap();
    let created = client.create_ticket(request).unwrap();
    let number = created.output().ticket_id().unwrap().to_owned();
    let ids: Vec<String> = client
        .list_sub_tickets_pages(sub_tickets(&number))
        .items()
        .map(|item| item.unwrap().ticket_id.unwrap())
        .collect();
    assert_eq!(ids.len(), 2);
    client.update_ticket(UpdateTicketRequest::start(&number, ids.clone())).unwrap();
    client.update_ticket(UpdateTicketRequest::end(&number, ids)).unwrap();
    let error = client.delete_ticket_info(delete(&number)).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
}

/// Sends a request document by the name of its operation.
type Send<'a> = &'a dyn Fn(&str, &Value) -> Result<Response<Value>, Error>;

/// A runtime for an asynchronous client in a test that both clients go through.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn an_issue_is_made_found_accepted_and_solved() {
    let sandbox = Sandbox::start().unwrap();
    let (client, runtime) = (client_builder(&sandbox).build().unwrap(), runtime());
    life_of_an_issue(&|name, document| {
        runtime.block_on(client.send_json(name, document))
    });
}

#[test]
fn an_issue_has_the_same_life_for_a_blocking_client() {
    let sandbox = Sandbox::start().unwrap();
    let client = client_builder(&sandbox).build_blocking().unwrap();
    life_of_an_issue(&|name, document| client.send_json(name, document));
}

fn life_of_an_issue(send: Send<'_>) {
    let created = send("create_ticket", &issue()).unwrap();
    let number = created["data"]["ticket_id"].as_str().unwrap();
    assert!(number.starts_with("IS20"), "{number}");
    let show = json!({ "path": { "ticket_type": "issues_mgmt", "ticket_id": number } });
    let shown = send("show_ticket_info", &show).unwrap();
    assert_eq!(shown["data"]["title"], issue()["body"]["title"]);
    assert_eq!(shown["data"]["real_ticket_id"], number);
    // The id of the answer leads to the issue, too.
    let by_id = json!({ "path": { "ticket_type": "issues_mgmt", "ticket_id": created["data"]["id"] } });
    let again = send("show_ticket_info", &by_id).unwrap();
    assert_eq!(again["data"], shown["data"]);

    let filter = json!([{ "operator": "=", "field": "ticket_id", "name": "ticket_id", "values": [number] }]);
    let list = json!({ "path": { "ticket_type": "issues_mgmt" }, "body": { "string_filters": filter } });
    let listed = send("list_tickets", &list).unwrap();
    assert_eq!(listed["data"]["tickets"].as_array().map(Vec::len), Some(1));

    let act = |action: &str, params: Value| {
        json!({
            "path": { "ticket_type": "issues_mgmt" },
            "body": { "ticket_id": number, "action": action, "params": params },
        })
    };
    for (action, params) in [
        ("gocm_issues_accepte", json!({})),
        (
            "being_handled_initiate_suspend",
            json!({ "suspend_description": "Parts are missing." }),
        ),
        ("agreed", json!({ "conclusion": "true", "approve_note": "Yes." })),
        ("suspend_resume", json!({})),
        (
            "submitting_question",
            json!({ "root_cause_comment": "A cable.", "solution": "A new cable." }),
        ),
    ] {
        let sent = send("execute_ticket_action", &act(action, params));
        sent.unwrap_or_else(|error| panic!("{action}: {error}"));
    }
    let late =
        send("execute_ticket_action", &act("gocm_issues_unaccepted_reject", json!({})))
            .unwrap_err();
    assert!(
        late.message()
            .unwrap()
            .contains("was accepted, and the action is for one that was not"),
        "{late}"
    );
    let shown = send("show_ticket_info", &show).unwrap();
    assert_eq!(shown["data"]["solution"], "A new cable.");
    for name in
        ["list_ticket_operation_histories", "list_coc_ticket_operation_histories"]
    {
        let history = send(name, &list).unwrap();
        let actions: Vec<&str> = history["data"]["info"]
            .as_array()
            .unwrap()
            .iter()
            .map(|record| record["action"].as_str().unwrap())
            .collect();
        assert_eq!(actions.len(), 6, "{actions:?}");
        assert_eq!(actions.first(), Some(&"create"));
        assert_eq!(actions.last(), Some(&"submitting_question"));
    }
}

fn tasks(number: &str) -> ShowIncidentTaskRequest {
    ShowIncidentTaskRequest::new(ShowIncidentTaskPath::default().incident_id(number))
}

#[test]
fn an_incident_is_opened_accepted_paused_solved_and_closed() {
    let sandbox = Sandbox::builder().delay(Duration::from_millis(200)).start().unwrap();
    let (client, runtime) = (client_builder(&sandbox).build().unwrap(), runtime());
    let request: CreateCocIncidentRequest = serde_json::from_value(incident()).unwrap();
    let opened = runtime.block_on(client.create_coc_incident(request)).unwrap();
    let number = opened.output().incident_num().unwrap();
    let waiting = client.with_options(hurried());
    runtime.block_on(waiting.wait_until_incident_has_tasks(tasks(number))).unwrap();
    let send = |name: &str, document: &Value| {
        runtime.block_on(client.send_json(name, document))
    };
    life_of_an_incident(number, &send);
}

#[test]
fn an_incident_has_the_same_life_for_a_blocking_client() {
    let sandbox = Sandbox::builder().delay(Duration::from_millis(200)).start().unwrap();
    let client = client_builder(&sandbox).build_blocking().unwrap();
    let request: CreateCocIncidentRequest = serde_json::from_value(incident()).unwrap();
    let opened = client.create_coc_incident(request).unwrap();
    let number = opened.output().incident_num().unwrap();
    let waiting = client.with_options(hurried());
    waiting.wait_until_incident_has_tasks(tasks(number)).unwrap();
    life_of_an_incident(number, &|name, document| client.send_json(name, document));
}

fn life_of_an_incident(number: &str, send: Send<'_>) {
    let tasks = json!({ "path": { "incident_id": number } });
    let solution = json!({
        "mtm_type": "inc_type_p_function_issues", "is_service_interrupt": false,
        "cause": "A small pool.", "solution": "A larger one.",
    });
    let confirm =
        json!({ "virtual_confirm_result": true, "virtual_confirm_comment": "Fast." });
    let pause =
        json!({ "pause_end_time": 1_900_000_000_000_i64, "pause_reason": "Night." });
    let level = json!({ "virtual_target_level": "level_10", "virtual_change_level_comment": "Worse." });
    for (action, params) in [
        ("accepted", json!({})),
        ("incidentPause", pause),
        ("agreed", json!({ "pause_approve_conclusion": true, "note": "Yes." })),
        ("recovery", json!({})),
        ("changeLevel", level),
        ("agreed", json!({ "conclusion": true, "note": "Yes." })),
        ("commitSolution", solution),
        ("confirm", confirm),
    ] {
        let shown = send("show_incident_task", &tasks).unwrap();
        let operations = shown["data"][0]["operations"].as_array().unwrap();
        let task = operations.iter().find(|it| it["key"] == action);
        let task = task.unwrap_or_else(|| panic!("{action} is not in {operations:?}"));
        let act = |task: &Value| {
            json!({
                "path": { "incident_id": number },
                "body": { "task_id": task, "action": action, "params": params },
            })
        };
        let other = send("handle_incident", &act(&"another".into()));
        assert_eq!(other.unwrap_err().outcome(), Outcome::Rejected, "{action}");
        send("handle_incident", &act(&task["task_id"])).unwrap();
    }
    assert_eq!(send("show_incident_task", &tasks).unwrap()["data"], json!([]));
    let detail = json!({ "path": { "incident_num": number } });
    let detail = send("show_coc_incident_detail", &detail).unwrap();
    assert_eq!(detail["data"]["status"], "closed");
    assert_eq!(detail["data"]["incident_level"], "level_10");
    assert_eq!(detail["data"]["is_service_interrupt"], false);
    let history = json!({ "path": { "incident_id": number }, "body": {} });
    let history = send("list_incidents_histories", &history).unwrap();
    assert_eq!(history["data"]["total"], 9);
    let list = json!({ "body": { "string_filters": [
        { "operator": "=", "field": "ticket_id", "values": [number] },
        { "operator": "like", "field": "title", "name": "a", "values": ["CHECKOUT"] },
    ] } });
    let list = send("list_incidents", &list).unwrap();
    assert_eq!(list["data"]["tickets"].as_array().map(Vec::len), Some(1));
    for (types, expected) in [
        (json!(["incident"]), json!([{ "ticket_id": number }])),
        (json!(["change"]), json!([])),
    ] {
        let fields =
            json!({ "body": { "fields": ["ticket_id"], "ticket_types": types } });
        let listed = send("list_incidents", &fields).unwrap();
        assert_eq!(listed["data"]["tickets"], expected);
    }
}

#[tokio::test]
async fn a_file_goes_up_and_comes_down() {
    let sandbox = Sandbox::start().unwrap();
    let client = client_builder(&sandbox).build().unwrap();
    let content: Vec<u8> = (0..=255).cycle().take(3_000_000).collect();
    let file = File::new("plan.pdf", content.clone());
    let stored = client
        .create_attachment(CreateAttachment::builder().file(file).build())
        .await
        .unwrap();
    let id = stored.output().doc_id().unwrap().to_owned();
    let mut received = Vec::new();
    let download = DownloadAttachment::builder().doc_id(id).build();
    client.download_attachment_to(download, &mut received).await.unwrap();
    assert!(received == content);
    let other = DownloadAttachment::builder().doc_id("nothing").build();
    let error = client.download_attachment(other).await.unwrap_err();
    assert_eq!(error.code(), Some("GOM.00007256"));
}

#[test]
fn a_file_goes_up_and_comes_down_for_a_blocking_client() {
    let sandbox = Sandbox::start().unwrap();
    let client = client_builder(&sandbox).build_blocking().unwrap();
    let file = File::new("plan.pdf", vec![7; 300_000]);
    let stored = client
        .create_attachment(CreateAttachment::builder().file(file).build())
        .unwrap();
    let id = stored.output().doc_id().unwrap();
    let mut received = Vec::new();
    let download = DownloadAttachment::builder().doc_id(id).build();
    client.download_attachment_to(download, &mut received).unwrap();
    assert!(received == [7; 300_000]);
}
