//! Opens an issue, waits until it is there, accepts it, hands in its solution and looks it
//! up. A scripted transport stands in for the service; with a real client, only `solve` is
//! needed.
//!
//! ```text
//! cargo run -p coc-generated --features testing --example issue
//! ```

use std::error::Error;

use coc_generated::create_ticket::CreateIssueTicket;
use coc_generated::create_ticket::enums::{HandlerType, IssueLevel};
use coc_generated::execute_ticket_action::enums::ActionTicketType;
use coc_generated::execute_ticket_action::{
    ExecuteTicketAction, SolutionParams, SolutionTarget, TicketAction,
    TicketActionAccept, TicketActionSubmitSolution,
};
use coc_generated::http::StatusCode;
use coc_generated::show_ticket_info::ShowTicketInfo;
use coc_generated::testing::ScriptedTransport;
use coc_generated::{Client, Credentials};
use serde_json::{Value, json};

async fn solve(client: &Client) -> Result<(), Box<dyn Error>> {
    let issue = CreateIssueTicket::builder()
        .title("Checkout answers slowly")
        .description("Paying takes ten seconds.")
        .enterprise_project("0")
        .issue_ticket_type("issues_type_1000")
        .level(IssueLevel::Major)
        .virtual_schedule_type(HandlerType::Individual)
        .issue_contact_person("user-1")
        .build();
    let opened = client.create_ticket(issue).await?;
    let issue = opened.output().ticket_id().ok_or("no number")?.to_owned();
    println!("opened {issue}");

    // Creation is asynchronous: nobody can act on the issue before it can be looked up.
    let info = || ShowTicketInfo::builder().ticket_id(&*issue).build();
    client.wait_until_issue_is_there(info()).await?;

    let act = |action: TicketAction| {
        let request = ExecuteTicketAction::builder()
            .ticket_type(ActionTicketType::Issue)
            .ticket_id(&*issue)
            .action(action)
            .build();
        client.execute_ticket_action(request)
    };
    act(TicketActionAccept::builder().build().into()).await?;
    println!("accepted");

    let place = SolutionTarget::builder().affected_region("cn-north-4").build();
    let solution = SolutionParams::builder()
        .root_cause_cloud_service("6470681a31da2a47ed50a919")
        .root_cause_type("configuration")
        .root_cause_comment("A pool of connections was too small.")
        .solution("The pool is larger now.")
        .is_common_issue(false)
        .is_need_change(false)
        .sub_tickets([place])
        .build();
    let submit = TicketActionSubmitSolution::builder().params(solution).build();
    act(submit.into()).await?;
    println!("solved");

    let found = client.show_ticket_info(info()).await?;
    let issue = found.output().data.as_ref().ok_or("no issue")?;
    println!("its phase is {}", issue.phase.as_deref().unwrap_or("not known"));
    Ok(())
}

// `tests/examples.rs` calls it, too.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    let script = ScriptedTransport::new();
    let answer = |data: Value| json!({"error_code": "GOM.00000000", "data": data});
    let issue = |phase: &str| answer(json!({ "ticket_id": "IS2025", "phase": phase }));
    script.answer_json(StatusCode::OK, &answer(json!({ "ticket_id": "IS2025" })));
    script.answer_json(StatusCode::OK, &issue("unaccepted"));
    script.answer_json(StatusCode::OK, &answer(Value::Null));
    script.answer_json(StatusCode::OK, &answer(Value::Null));
    script.answer_json(StatusCode::OK, &issue("verification"));
    let client = Client::builder()
        .region("cn-north-4")
        .credentials(Credentials::keys("ACCESSKEY", "SECRETKEY"))
        .transport(script.clone())
        .build()?;
    solve(&client).await?;
    println!("{} requests", script.requests().len());
    assert_eq!(script.left(), 0, "each answer was asked for");
    Ok(())
}
