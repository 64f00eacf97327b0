//! Measures the cost of generated types and validators. Validators are compared with `if`s
//! written by hand and with a JSON Schema validator; reading and writing JSON is compared
//! with a plain derived struct.
//!
//! Each pair is measured in turns, and the ratio of the best times counts. The program
//! first checks that both sides do the same.

mod by_hand;
mod plain;

use std::hint::black_box;
use std::time::Instant;

use coc_generated::create_ticket::wire::{CreateTicketBody, CreateTicketRequest};
use coc_generated::update_ticket::wire::UpdateTicketRequest;
use serde_json::{Value, json};

type BoxError = Box<dyn std::error::Error>;

macro_rules! examples {
    ($($name:literal),*) => {
        [$(($name, include_str!(concat!("../../../spec/examples/", $name, ".json")))),*]
    };
}

const CREATE: [(&str, &str); 2] = examples!["create_change", "create_issue"];
const UPDATE: [(&str, &str); 5] = examples![
    "update_start",
    "update_end",
    "update_record_success",
    "update_record_failure",
    "update_cancel"
];

fn main() -> Result<(), BoxError> {
    let contract: Value = serde_json::from_str(include_str!("../../openapi.json"))?;
    println!("{:<44}{:>10}{:>10}   ratio", "nanoseconds", "generated", "other");
    for (name, text) in CREATE {
        agree(text)?;
        let document: Value = serde_json::from_str(text)?;
        let request: CreateTicketRequest = serde_json::from_str(text)?;
        let ours = || drop(black_box(black_box(&request).violations()));
        show(name, "validate, `if`s by hand", 20_000, ours, || {
            drop(black_box(by_hand::create_ticket(black_box(&request))));
        });
        let schema = schema(&contract, "create_ticket")?;
        schema_agrees(&schema, &document, name)?;
        show(name, "validate, jsonschema", 500, ours, || {
            black_box(schema.is_valid(black_box(&document)));
        });

        let body = serde_json::to_string(&document["body"])?;
        let plain: plain::Body = serde_json::from_str(&body)?;
        let same = serde_json::to_vec(&request.body)? == serde_json::to_vec(&plain)?;
        if !same {
            return Err("the derived struct writes something else".into());
        }
        show(
            name,
            "write, derived struct",
            5_000,
            || drop(black_box(serde_json::to_vec(black_box(&request.body)))),
            || drop(black_box(serde_json::to_vec(black_box(&plain)))),
        );
        show(
            name,
            "read, derived struct",
            5_000,
            || {
                drop(black_box(serde_json::from_str::<CreateTicketBody>(black_box(
                    &body,
                ))));
            },
            || drop(black_box(serde_json::from_str::<plain::Body>(black_box(&body)))),
        );
    }
    for (name, text) in UPDATE {
        let document: Value = serde_json::from_str(text)?;
        let request: UpdateTicketRequest = serde_json::from_str(text)?;
        let schema = schema(&contract, "update_ticket")?;
        schema_agrees(&schema, &document, name)?;
        let ours = || drop(black_box(black_box(&request).violations()));
        show(name, "validate, jsonschema", 500, ours, || {
            black_box(schema.is_valid(black_box(&document)));
        });
    }
    Ok(())
}

/// Checks that both validators find the same violations in the example and in changed
/// copies of it.
fn agree(example: &str) -> Result<(), BoxError> {
    let example: Value = serde_json::from_str(example)?;
    let mut payloads = vec![example.clone()];
    for kind in [
        json!("change"),
        json!("issues_mgmt"),
        json!("none of these"),
        json!(""),
        Value::Null,
    ] {
        let mut all = example.clone();
        all["path"]["ticket_type"] = kind;
        let texts = [
            "change_type",
            "change_scheme",
            "source",
            "virtual_schedule_type",
            "level",
            "regions",
        ];
        for name in texts {
            let mut one = all.clone();
            one["body"][name] = json!("none, of,, these");
            payloads.push(one);
        }
        for scheme in ["change_scheme_runbook", "change_scheme_guides"] {
            let mut one = all.clone();
            one["body"] = json!({"change_scheme": scheme, "sub_tickets": [{"target_type": "change_scope"}]});
            payloads.push(one);
        }
        let mut one = all.clone();
        one["body"] = json!({
            "source": "issues_mgmt_associated_type_1000", "fount_time": 1, "plan_task_sub_type": "x",
            "sub_tickets": [{"target_type": "x", "target_value": "x", "executors": "x"}],
        });
        payloads.extend([one, all]);
    }
    for name in example["body"].as_object().into_iter().flat_map(|body| body.keys()) {
        let mut one = example.clone();
        one["body"][name] = Value::Null;
        payloads.push(one);
    }
    let mut broken = 0;
    for payload in payloads {
        let request: CreateTicketRequest = serde_json::from_value(payload)?;
        let generated = request.violations();
        let short = |id: &'static str| id.strip_prefix("create_ticket.").unwrap_or(id);
        let mut ours: Vec<_> = generated
            .iter()
            .map(|wrong| (short(wrong.rule.id), wrong.pointer.clone()))
            .collect();
        let mut theirs = by_hand::create_ticket(&request);
        ours.sort();
        theirs.sort();
        if ours != theirs {
            return Err(format!(
                "generated {ours:?}, by hand {theirs:?}, on {request:?}"
            )
            .into());
        }
        broken += usize::from(!ours.is_empty());
    }
    if broken < 40 {
        Err(format!("only {broken} payloads were wrong").into())
    } else {
        Ok(())
    }
}

/// The schema over the whole request of an operation, with all rules that are errors.
fn schema(contract: &Value, operation: &str) -> Result<jsonschema::Validator, BoxError> {
    let name = format!("#/components/schemas/{operation}_request");
    let schema = json!({ "$ref": name, "components": contract["components"] });
    Ok(jsonschema::draft202012::new(&schema).map_err(|error| error.to_string())?)
}

fn schema_agrees(
    schema: &jsonschema::Validator,
    document: &Value,
    name: &str,
) -> Result<(), BoxError> {
    if schema.is_valid(document) && !schema.is_valid(&json!({})) {
        return Ok(());
    }
    Err(format!("the schema refuses {name} or accepts an empty request").into())
}

/// Prints the times of two ways to do one thing, and their ratio: above 1, the generated
/// one is slower.
fn show(name: &str, task: &str, times: u32, ours: impl Fn(), theirs: impl Fn()) {
    let (mut one, mut other) = (f64::MAX, f64::MAX);
    // Both alternate and the best times count, so that other work of the machine affects
    // both alike.
    for _ in 0..60 {
        one = one.min(nanoseconds(times, &ours));
        other = other.min(nanoseconds(times, &theirs));
    }
    let ratio = one / other;
    let ratio = if ratio < 0.1 {
        format!("1/{:.0}", 1.0 / ratio)
    } else {
        format!("{ratio:.2}")
    };
    println!("{:<44}{one:>10.1}{other:>10.1}   {ratio}", format!("{name}: {task}"));
}

/// The mean time of one call of `work`.
fn nanoseconds(times: u32, work: impl Fn()) -> f64 {
    let started = Instant::now();
    (0..times).for_each(|_| work());
    started.elapsed().as_secs_f64() * 1e9 / f64::from(times)
}
