//! Random calls against plain models of the states that tickets can have, and many
//! clients at once.

use std::collections::HashSet;
use std::ops::AddAssign;

use coc_generated::list_incident_simple_tickets::wire::ListIncidentSimpleTicketsRequest;
use coc_generated::sandbox::Sandbox;
use coc_generated::{Client, Error, Response};
use fastrand::Rng;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::seeds::seeds;
use crate::{change, client_builder, incident, issue};

/// The calls to each ticket.
const CALLS: usize = 25;

/// The calls that were carried out, and those that were refused.
#[derive(Debug, Default)]
struct Tally {
    done: usize,
    refused: usize,
}

impl Tally {
    fn count(
        &mut self,
        allowed: bool,
        result: &Result<Response<Value>, Error>,
        call: &str,
    ) {
        assert_eq!(result.is_ok(), allowed, "{call}: {result:?}");
        if allowed { self.done += 1 } else { self.refused += 1 }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.done += other.done;
        self.refused += other.refused;
    }
}

/// The parts of a change that were started and ended, and whether it is cancelled.
#[derive(Default)]
struct Change {
    ids: Vec<String>,
    started: HashSet<usize>,
    ended: HashSet<usize>,
    cancelled: bool,
    deleted: bool,
}

/// Nothing but the end of a part that was not started, and the deletion of a change that
/// is not cancelled, is refused while a change is there.
async fn a_change(client: &Client, random: &mut Rng) -> Tally {
    let created = client.send_json("create_ticket", &change()).await.unwrap();
    let number = created["data"]["ticket_id"].as_str().unwrap().to_owned();
    let path = json!({ "ticket_type": "change", "ticket_id": number });
    let list = json!({ "path": path, "query": { "type": "child_ticket" } });
    let listed = client.send_json("list_sub_tickets", &list).await.unwrap();
    let parts = listed["data"]["tickets"].as_array().unwrap();
    let ids = parts.iter().map(|it| it["ticket_id"].as_str().unwrap().to_owned());
    let mut model = Change { ids: ids.collect(), ..Change::default() };
    let mut tally = Tally::default();
    for _ in 0..CALLS {
        let at = random.usize(0..model.ids.len());
        let named = json!([{ "ticket_id": model.ids[at] }]);
        let action = |name: &str| json!({ "history_info": { "action": name }, "sub_tickets": named });
        let (operation, body, allowed) = match random.u8(0..8) {
            0 | 1 => {
                if !model.deleted {
                    model.started.insert(at);
                    model.cancelled = false;
                }
                ("update_ticket", action("change_start_change_success"), !model.deleted)
            }
            2 | 3 => {
                let allowed = !model.deleted && model.started.contains(&at);
                if allowed {
                    model.ended.insert(at);
                    // The end of the last part is a phase of its own.
                    model.cancelled &= model.ended.len() < model.ids.len();
                }
                ("update_ticket", action("change_end_change_success"), allowed)
            }
            4 => {
                model.cancelled |= !model.deleted;
                let body = json!({ "ticket_info": { "phase": "phase_change_cancel" } });
                ("update_ticket", body, !model.deleted)
            }
            5 => {
                let allowed = model.cancelled && !model.deleted;
                model.deleted |= allowed;
                ("delete_ticket_info", Value::Null, allowed)
            }
            6 => {
                let body = json!({
                    "history_info": { "action": "change_start_change_success" },
                    "sub_tickets": [{ "ticket_id": "another" }],
                });
                ("update_ticket", body, false)
            }
            _ => ("list_sub_tickets", Value::Null, !model.deleted),
        };
        let document = match operation {
            "list_sub_tickets" => list.clone(),
            _ => json!({ "path": path, "body": body }),
        };
        let result = client.send_json(operation, &document).await;
        tally.count(allowed, &result, &format!("{number} {operation}"));
    }
    tally
}

/// The documented actions of an incident that the newer operation has, and the state that
/// each leads to from each state in which it is among the tasks.
const INCIDENT: &[(&str, &[(&str, &str)])] = &[
    (
        "INCIDENT_STATUS_TRIGGERED",
        &[
            ("accepted", "INCIDENT_STATUS_ACKNOWLEDGED"),
            ("unAcceptedForward", "INCIDENT_STATUS_TRIGGERED"),
            ("rejected", "refused"),
            ("addRemark", "INCIDENT_STATUS_TRIGGERED"),
        ],
    ),
    (
        "INCIDENT_STATUS_ACKNOWLEDGED",
        &[
            ("commitSolution", "solved"),
            ("acceptedForward", "INCIDENT_STATUS_ACKNOWLEDGED"),
            ("incidentPause", "pause_in_review"),
            ("changeLevel", "level_in_review"),
            ("addRemark", "INCIDENT_STATUS_ACKNOWLEDGED"),
        ],
    ),
    (
        "pause_in_review",
        &[("agreed", "paused"), ("rejected", "INCIDENT_STATUS_ACKNOWLEDGED")],
    ),
    ("paused", &[("recovery", "INCIDENT_STATUS_ACKNOWLEDGED")]),
    (
        "level_in_review",
        &[
            ("agreed", "INCIDENT_STATUS_ACKNOWLEDGED"),
            ("rejected", "INCIDENT_STATUS_ACKNOWLEDGED"),
        ],
    ),
    ("solved", &[("confirm", "closed")]),
    ("refused", &[("agreed", "closed"), ("ReOpen", "INCIDENT_STATUS_TRIGGERED")]),
    ("closed", &[]),
];

/// The documented actions of an incident.
const ACTIONS: [&str; 12] = [
    "unAcceptedForward",
    "acceptedForward",
    "accepted",
    "addRemark",
    "commitSolution",
    "confirm",
    "incidentPause",
    "agreed",
    "rejected",
    "recovery",
    "changeLevel",
    "ReOpen",
];

/// An incident takes exactly the actions of its state, with the task that is shown.
async fn an_incident(client: &Client, random: &mut Rng) -> Tally {
    let opened = client.send_json("create_coc_incident", &incident()).await.unwrap();
    let number = opened["data"]["incident_num"].as_str().unwrap();
    let path = json!({ "path": { "incident_id": number } });
    let mut state = INCIDENT[0].0;
    let mut tally = Tally::default();
    for _ in 0..CALLS {
        let actions = INCIDENT.iter().find(|(name, _)| *name == state).unwrap().1;
        let shown = client.send_json("show_incident_task", &path).await.unwrap();
        let operations = shown["data"][0]["operations"].as_array();
        let operations = operations.map_or(&[][..], Vec::as_slice);
        let keys: Vec<&str> =
            operations.iter().map(|it| it["key"].as_str().unwrap()).collect();
        let own: Vec<&str> = actions.iter().map(|(name, _)| *name).collect();
        assert_eq!(keys, own, "{number} is {state}");

        // Half of the calls mean an action of the state, and some of them another task.
        let action = match random.choice(actions) {
            Some((action, _)) if random.bool() => action,
            _ => random.choice(ACTIONS).unwrap(),
        };
        let task = match operations.first() {
            Some(operation) if random.u8(0..8) > 0 => operation["task_id"].clone(),
            _ => "another".into(),
        };
        let next = actions.iter().find(|(name, _)| *name == action);
        let next = next.filter(|_| task != "another");
        let params = match action {
            "commitSolution" => json!({
                "mtm_type": "inc_type_p_function_issues", "is_service_interrupt": false,
                "cause": "A small pool.", "solution": "A larger one.",
            }),
            "confirm" => json!({
                "virtual_confirm_result": true, "virtual_confirm_comment": "Fast.",
            }),
            _ => json!({}),
        };
        let act = json!({
            "path": { "incident_id": number },
            "body": { "task_id": task, "action": action, "params": params },
        });
        let result = client.send_json("handle_incident", &act).await;
        tally.count(next.is_some(), &result, &format!("{number} {action} in {state}"));
        state = next.map_or(state, |(_, next)| *next);
        let detail = json!({ "path": { "incident_num": number } });
        let detail =
            client.send_json("show_coc_incident_detail", &detail).await.unwrap();
        assert_eq!(detail["data"]["status"], state, "{number} after {action}");
    }
    tally
}

/// Nothing but the refusal of an issue that was accepted is refused.
async fn an_issue(client: &Client, random: &mut Rng) -> Tally {
    let created = client.send_json("create_ticket", &issue()).await.unwrap();
    let number = created["data"]["ticket_id"].as_str().unwrap();
    let show = json!({ "path": { "ticket_type": "issues_mgmt", "ticket_id": number } });
    let mut state = "unaccepted";
    let mut tally = Tally::default();
    for _ in 0..CALLS {
        let (action, conclusion, next) = random
            .choice([
                ("gocm_issues_accepte", "", Some("handling")),
                ("suspend_resume", "", Some("handling")),
                ("being_handled_initiate_suspend", "", Some("suspension_in_review")),
                ("agreed", "true", Some("suspended")),
                ("agreed", "false", Some("handling")),
                ("gocm_issues_unaccepted_reject", "", None),
                ("gocm_issues_unaccepted_reject", "", None),
                ("gocm_issues_undo_create", "", Some("withdrawn")),
                ("submitting_question", "", Some("solved")),
            ])
            .unwrap();
        let allowed = next.is_some() || state == "unaccepted";
        let act = json!({
            "path": { "ticket_type": "issues_mgmt" },
            "body": {
                "ticket_id": number, "action": action,
                "params": { "conclusion": conclusion },
            },
        });
        let result = client.send_json("execute_ticket_action", &act).await;
        tally.count(allowed, &result, &format!("{number} {action} in {state}"));
        if allowed {
            state = next.unwrap_or("rejected");
        }
        let shown = client.send_json("show_ticket_info", &show).await.unwrap();
        assert_eq!(shown["data"]["phase"], state, "{number} after {action}");
    }
    tally
}

#[tokio::test(flavor = "multi_thread")]
async fn random_calls_are_refused_exactly_where_the_pages_say_so() {
    let sandbox = Sandbox::start().unwrap();
    let client = client_builder(&sandbox).build().unwrap();
    let mut seeds = seeds("RANDOM_SEQUENCES", 0..60);
    let mut all = [Tally::default(), Tally::default(), Tally::default()];
    let mut sequences = JoinSet::new();
    loop {
        while sequences.len() < 16
            && let Some(seed) = seeds.next()
        {
            let client = client.clone();
            sequences.spawn(async move {
                let mut random = Rng::with_seed(seed);
                match seed % 3 {
                    0 => (0, a_change(&client, &mut random).await),
                    1 => (1, an_incident(&client, &mut random).await),
                    _ => (2, an_issue(&client, &mut random).await),
                }
            });
        }
        let Some(sequence) = sequences.join_next().await else { break };
        let (kind, tally) = sequence.unwrap();
        all[kind] += tally;
    }
    println!("{all:?}");
    let least = all.iter().map(|tally| tally.done.min(tally.refused)).min();
    assert!(
        least >= Some(15) || std::env::var_os("RANDOM_SEQUENCES").is_some(),
        "{all:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn many_clients_at_once_get_tickets_of_their_own() {
    let sandbox = Sandbox::start().unwrap();
    let calls = (0..200).map(|_| {
        let client = client_builder(&sandbox).build().unwrap();
        tokio::spawn(async move {
            let opened =
                client.send_json("create_coc_incident", &incident()).await.unwrap();
            opened["data"]["incident_num"].as_str().unwrap().to_owned()
        })
    });
    let mut numbers = HashSet::new();
    for call in calls.collect::<Vec<_>>() {
        assert!(numbers.insert(call.await.unwrap()));
    }
    let client = client_builder(&sandbox).build().unwrap();
    let all = ListIncidentSimpleTicketsRequest::default();
    let mut items = client.list_incident_simple_tickets_pages(all).items();
    let mut listed = HashSet::new();
    while let Some(item) = items.next().await {
        listed.insert(item.unwrap().ticket_id.unwrap());
    }
    assert_eq!(listed, numbers);
}
