//! Opens an incident, waits until it has tasks, accepts it and hands in its solution. A
//! scripted transport stands in for the service, so that the example runs anywhere;
//! with a real client, only `solve` and `task` are needed.
//!
//! ```text
//! cargo run -p coc-generated --features testing --example incident
//! ```

use std::error::Error;

use coc_generated::create_coc_incident::CreateCocIncident;
use coc_generated::create_coc_incident::enums::{
    IncidentLevel, IncidentSource, IncidentType, Interruption,
};
use coc_generated::handle_incident::{
    HandleIncident, IncidentActionAccept, IncidentActionCommitSolution, SolutionParams,
};
use coc_generated::http::StatusCode;
use coc_generated::show_incident_task::ShowIncidentTask;
use coc_generated::testing::ScriptedTransport;
use coc_generated::{Client, Credentials};
use serde_json::{Value, json};

/// The id of the first task of an incident, once it has one.
async fn task(client: &Client, incident: &str) -> Result<String, Box<dyn Error>> {
    let tasks = ShowIncidentTask::builder().incident_id(incident).build();
    let answer = client.wait_until_incident_has_tasks(tasks).await?;
    let nodes = answer.output().data.iter().flatten();
    let mut operations = nodes.flat_map(|node| node.operations.iter().flatten());
    let id = operations.find_map(|it| it.task_id.clone().filter(|id| !id.is_empty()));
    Ok(id.ok_or("the incident has no task")?)
}

async fn solve(client: &Client) -> Result<(), Box<dyn Error>> {
    let incident = CreateCocIncident::builder()
        .incident_title("Checkout is down")
        .incident_level(IncidentLevel::P2)
        .is_service_interrupt(Interruption::NotInterrupted)
        .incident_type(IncidentType::Function)
        .incident_source(IncidentSource::Manual)
        .incident_assignee(["user-1"])
        .creator("user-1")
        .build();
    let opened = client.create_coc_incident(incident).await?;
    let incident = opened.output().incident_num().ok_or("no number")?.to_owned();
    println!("opened {incident}");

    let accept = HandleIncident::builder()
        .incident_id(&*incident)
        .task_id(task(client, &incident).await?)
        .action(IncidentActionAccept::builder().build())
        .build();
    client.handle_incident(accept).await?;
    println!("accepted");

    let params = SolutionParams::builder()
        .mtm_type("inc_type_p_function_issues")
        .is_service_interrupt(false)
        .cause("A disk was full.")
        .solution("The disk was replaced.")
        .build();
    let solution = HandleIncident::builder()
        .incident_id(&*incident)
        .task_id(task(client, &incident).await?)
        .action(IncidentActionCommitSolution::builder().params(params).build())
        .build();
    client.handle_incident(solution).await?;
    println!("solved");
    Ok(())
}

// `tests/examples.rs` calls it, too.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    let script = ScriptedTransport::new();
    let answer = |data: Value| json!({"error_code": "GOM.00000000", "data": data});
    let tasks = |key: &str| {
        answer(
            json!([{ "state": "running", "operations": [{ "task_id": "t1", "key": key }] }]),
        )
    };
    script.answer_json(StatusCode::OK, &answer(json!({ "incident_num": "IM2025" })));
    script.answer_json(StatusCode::OK, &tasks("accepted"));
    script.answer_json(StatusCode::OK, &answer(Value::Null));
    script.answer_json(StatusCode::OK, &tasks("commitSolution"));
    script.answer_json(StatusCode::OK, &answer(Value::Null));
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
