//! The contract as a page: what holds for it whatever the operations are.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::emit_sources;

/// Actions on one thing often share a path and a method, and are told apart by their bodies.
#[test]
fn the_contract_has_every_operation_whatever_they_share() {
    let operation = |name: &str, http: &str, field: &str| {
        format!(
            "operation: {name}\nhttp: {http}\npath: {{ fields: {{ {field}: {{ type: string, required: true }} }} }}\nbody: object\n"
        )
    };
    let (start, stop, show, drop) = (
        operation("start", "POST /servers/{id}/action", "id"),
        operation("stop", "POST /servers/{server}/action", "server"),
        operation("show", "GET /servers/{server}/action", "server"),
        operation("drop", "DELETE /servers/{id}/action", "id"),
    );
    let files = emit_sources(&[
        ("service.yaml", "service: demo\n"),
        ("drop.yaml", &drop),
        ("show.yaml", &show),
        ("start.yaml", &start),
        ("stop.yaml", &stop),
    ]);
    let contract: Value = serde_json::from_str(&files["openapi.json"]).unwrap_or_default();
    let paths = contract["paths"].as_object().cloned().unwrap_or_default();
    let found: Vec<(String, String)> = paths
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().into_iter().flatten();
            methods.map(move |(method, it)| {
                (format!("{method} {path}"), it["operationId"].as_str().unwrap_or_default().to_owned())
            })
        })
        .collect();
    let expected = [
        ("delete /servers/{id}/action", "drop"),
        ("post /servers/{id}/action", "start"),
        ("get /servers/{server}/action#show", "show"),
        ("post /servers/{server}/action#stop", "stop"),
    ];
    let expected: BTreeSet<_> =
        expected.iter().map(|(at, name)| ((*at).to_owned(), (*name).to_owned())).collect();
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
}
