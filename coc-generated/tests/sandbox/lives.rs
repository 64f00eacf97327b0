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
use coc_generated::{CallOptions, Error, Outcome};
use serde_json::{Value, json};

use crate::{change, incident, issue, of};

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
    let client = of(&sandbox).build().unwrap();
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
    let client = of(&sandbox).build_blocking().unwrap();
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

#[tokio::test]
async fn an_issue_is_made_found_accepted_and_solved() {
    let sandbox = Sandbox::start().unwrap();
    let client = of(&sandbox).build().unwrap();
    let created = client.send_json("create_ticket", &issue()).await.unwrap();
    let number = created["data"]["ticket_id"].as_str().unwrap();
    assert!(number.starts_with("IS20"), "{number}");
    let show = json!({ "path": { "ticket_type": "issues_mgmt", "ticket_id": number } });
    let shown = client.send_json("show_ticket_info", &show).await.unwrap();
    assert_eq!(shown["data"]["title"], issue()["body"]["title"]);
    assert_eq!(shown["data"]["real_ticket_id"], number);
    // The id of the answer leads to the issue, too.
    let by_id = json!({ "path": { "ticket_type": "issues_mgmt", "ticket_id": created["data"]["id"] } });
    let again = client.send_json("show_ticket_info", &by_id).await.unwrap();
    assert_eq!(again["data"], shown["data"]);

    let filter = json!([{ "operator": "=", "field": "ticket_id", "name": "ticket_id", "values": [number] }]);
    let list = json!({ "path": { "ticket_type": "issues_mgmt" }, "body": { "string_filters": filter } });
    let listed = client.send_json("list_tickets", &list).await.unwrap();
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
        let sent = client.send_json("execute_ticket_action", &act(action, params)).await;
        sent.unwrap_or_else(|error| panic!("{action}: {error}"));
    }
    let late = client
        .send_json(
            "execute_ticket_action",
            &act("gocm_issues_unaccepted_reject", json!({})),
        )
        .await
        .unwrap_err();
    assert!(late.message().unwrap().contains("nobody accepted"), "{late}");
    let shown = client.send_json("show_ticket_info", &show).await.unwrap();
    assert_eq!(shown["data"]["solution"], "A new cable.");
    for name in
        ["list_ticket_operation_histories", "list_coc_ticket_operation_histories"]
    {
        let history = client.send_json(name, &list).await.unwrap();
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

#[tokio::test]
async fn an_incident_is_opened_accepted_paused_solved_and_closed() {
    let sandbox = Sandbox::builder().delay(Duration::from_millis(200)).start().unwrap();
    let client = of(&sandbox).build().unwrap();
    let request: CreateCocIncidentRequest = serde_json::from_value(incident()).unwrap();
    let opened = client.create_coc_incident(request).await.unwrap();
    let number = opened.output().incident_num().unwrap().to_owned();
    let path = ShowIncidentTaskPath::default().incident_id(&number);
    let tasks = ShowIncidentTaskRequest::new(path);
    let waiting = client.with_options(hurried());
    waiting.wait_until_incident_has_tasks(tasks.clone()).await.unwrap();

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
        let shown = client.show_incident_task(tasks.clone()).await.unwrap();
        let shown = serde_json::to_value(shown.output()).unwrap();
        let operations = shown["data"][0]["operations"].as_array().unwrap();
        let task = operations.iter().find(|it| it["key"] == action);
        let task = task.unwrap_or_else(|| panic!("{action} is not in {operations:?}"));
        let act = |task: &Value| {
            json!({
                "path": { "incident_id": number },
                "body": { "task_id": task, "action": action, "params": params },
            })
        };
        let other = client.send_json("handle_incident", &act(&"another".into())).await;
        assert_eq!(other.unwrap_err().outcome(), Outcome::Rejected, "{action}");
        client.send_json("handle_incident", &act(&task["task_id"])).await.unwrap();
    }
    let shown = client.show_incident_task(tasks.clone()).await.unwrap();
    assert_eq!(shown.output().data.as_ref().map(Vec::len), Some(0));
    let detail = json!({ "path": { "incident_num": number } });
    let detail = client.send_json("show_coc_incident_detail", &detail).await.unwrap();
    assert_eq!(detail["data"]["status"], "closed");
    assert_eq!(detail["data"]["incident_level"], "level_10");
    assert_eq!(detail["data"]["is_service_interrupt"], false);
    let history = json!({ "path": { "incident_id": number }, "body": {} });
    let history = client.send_json("list_incidents_histories", &history).await.unwrap();
    assert_eq!(history["data"]["total"], 9);
    let list = json!({ "body": { "string_filters": [
        { "operator": "=", "field": "ticket_id", "values": [number] },
        { "operator": "like", "field": "title", "name": "a", "values": ["CHECKOUT"] },
    ] } });
    let list = client.send_json("list_incidents", &list).await.unwrap();
    assert_eq!(list["data"]["tickets"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_file_goes_up_and_comes_down() {
    let sandbox = Sandbox::start().unwrap();
    let client = of(&sandbox).build().unwrap();
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
