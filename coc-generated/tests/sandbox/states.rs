//! Random calls against a plain model of the states that a change can have, and many
//! clients at once.

use std::collections::HashSet;

use coc_generated::sandbox::Sandbox;
use coc_generated::{Client, Error};
use serde_json::{Value, json};

use crate::{change, incident, of};

/// The parts of a change that were started and ended, and whether it is cancelled.
#[derive(Default)]
struct Model {
    ids: Vec<String>,
    started: HashSet<usize>,
    ended: HashSet<usize>,
    cancelled: bool,
    deleted: bool,
}

fn random(state: &mut u64, below: usize) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    usize::try_from(*state).unwrap() % below
}

async fn act(client: &Client, number: &str, body: Value) -> Result<(), Error> {
    let path = json!({ "ticket_type": "change", "ticket_id": number });
    let document = json!({ "path": path, "body": body });
    client.send_json("update_ticket", &document).await.map(drop)
}

/// Nothing but the end of a part that was not started, and the deletion of a change that
/// is not cancelled, is refused while a change is there.
#[tokio::test]
async fn random_calls_are_refused_exactly_where_the_pages_say_so() {
    let sandbox = Sandbox::start().unwrap();
    let client = of(&sandbox).build().unwrap();
    let (mut seed, mut refused, mut done) = (0x9E37_79B9_7F4A_7C15_u64, 0, 0);
    for _ in 0..40 {
        let created = client.send_json("create_ticket", &change()).await.unwrap();
        let number = created["data"]["ticket_id"].as_str().unwrap().to_owned();
        let list = json!({
            "path": { "ticket_type": "change", "ticket_id": number },
            "query": { "type": "child_ticket" },
        });
        let listed = client.send_json("list_sub_tickets", &list).await.unwrap();
        let parts = listed["data"]["tickets"].as_array().unwrap();
        let ids = parts.iter().map(|it| it["ticket_id"].as_str().unwrap().to_owned());
        let mut model = Model { ids: ids.collect(), ..Model::default() };
        for _ in 0..25 {
            let at = random(&mut seed, model.ids.len());
            let named = json!([{ "ticket_id": model.ids[at] }]);
            let action = |name: &str| json!({ "history_info": { "action": name }, "sub_tickets": named });
            let (result, allowed) = match random(&mut seed, 8) {
                0 | 1 => {
                    let result =
                        act(&client, &number, action("change_start_change_success"))
                            .await;
                    if !model.deleted {
                        model.started.insert(at);
                        model.cancelled = false;
                    }
                    (result, !model.deleted)
                }
                2 | 3 => {
                    let result =
                        act(&client, &number, action("change_end_change_success")).await;
                    let allowed = !model.deleted && model.started.contains(&at);
                    if allowed {
                        model.ended.insert(at);
                        // The end of the last part is a phase of its own.
                        model.cancelled &= model.ended.len() < model.ids.len();
                    }
                    (result, allowed)
                }
                4 => {
                    let body =
                        json!({ "ticket_info": { "phase": "phase_change_cancel" } });
                    let result = act(&client, &number, body).await;
                    model.cancelled |= !model.deleted;
                    (result, !model.deleted)
                }
                5 => {
                    let path = json!({ "path": { "ticket_type": "change", "ticket_id": number } });
                    let result =
                        client.send_json("delete_ticket_info", &path).await.map(drop);
                    let allowed = model.cancelled && !model.deleted;
                    model.deleted |= allowed;
                    (result, allowed)
                }
                6 => {
                    let body = json!({
                        "history_info": { "action": "change_start_change_success" },
                        "sub_tickets": [{ "ticket_id": "another" }],
                    });
                    (act(&client, &number, body).await, false)
                }
                _ => {
                    let result =
                        client.send_json("list_sub_tickets", &list).await.map(drop);
                    (result, !model.deleted)
                }
            };
            assert_eq!(result.is_ok(), allowed, "{number}: {result:?}");
            if allowed { done += 1 } else { refused += 1 }
        }
    }
    assert!(done > 200 && refused > 200, "{done} {refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_clients_at_once_get_tickets_of_their_own() {
    let sandbox = Sandbox::start().unwrap();
    let calls = (0..200).map(|_| {
        let client = of(&sandbox).build().unwrap();
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
    let client = of(&sandbox).build().unwrap();
    let mut items = client
        .list_incident_simple_tickets_pages(
            coc_generated::list_incident_simple_tickets::wire::ListIncidentSimpleTicketsRequest::default(),
        )
        .items();
    let mut listed = HashSet::new();
    while let Some(item) = items.next().await {
        listed.insert(item.unwrap().ticket_id.unwrap());
    }
    assert_eq!(listed, numbers);
}
