//! The spans and events of a call for `tracing`, and the values that they must not hold.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use coc_generated::testing::ScriptedTransport;
use coc_generated::{CallOptions, Credentials};
use http::StatusCode;
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::support::{Make, child, made};
use crate::{SECRET, builder, status};

/// A subscriber that records every value as `name=value`.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

impl Visit for Notes {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.lock().unwrap().push(format!("{}={value:?}", field.name()));
    }
}

impl Subscriber for Notes {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("coc_generated")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.0.lock().unwrap().push(format!("span={}", span.metadata().name()));
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[test]
fn a_call_is_a_span_with_the_names_of_the_conventions() {
    // The test needs a process of its own: `tracing` remembers for each place in the code
    // whether the first thread there had a subscriber.
    child("spans::child_notes", &[]);
}

#[tokio::test(start_paused = true)]
#[ignore = "run by another test, in a process of its own"]
async fn child_notes() {
    let notes = Notes::default();
    let _guard = tracing::subscriber::set_default(notes.clone());
    let script = ScriptedTransport::new();
    let mut refused = status(429, &[("x-request-id", "R1")]);
    let body = json!({"error_code": "GATE.0308", "error_msg": "ANSWERTEXT"});
    *refused.body_mut() = body.to_string().into();
    script.answer(refused);
    let mut made = http::Response::new(made().to_string().into());
    *made.status_mut() = StatusCode::CREATED;
    made.headers_mut().insert("x-request-id", "TOKENTOKEN".parse().unwrap());
    script.answer(made);
    let credentials =
        Credentials::keys("ACCESSKEYACCESS", SECRET).with_security_token("TOKENTOKEN");
    let client = builder(&script).credentials(credentials).build().unwrap();
    let client = client
        .with_options(CallOptions::new().header("x-extra", "EXTRASECRET").unwrap());
    let body = json!({"weight": 1, "colour": "VALUE"});
    client.send(Make { body, ..Make::good() }).await.unwrap();
    script.answer(status(404, &[("x-request-id", "%54OKENTOKEN")]));
    client.send(Make::good()).await.unwrap_err();

    let notes = notes.0.lock().unwrap().join("\n");
    for wanted in [
        "span=http.client.request",
        "otel.name=POST /v2/{kind}/parcels",
        "otel.kind=\"client\"",
        "http.request.method=\"POST\"",
        "url.template=\"/v2/{kind}/parcels\"",
        "server.address=\"post.example.com\"",
        "server.port=443",
        "http.response.status_code=201",
        "http.response.status_code=404",
        "error.type=\"404\"",
        "rule=\"make_parcel.colour.documented_for\"",
        "attempt=2",
    ] {
        assert!(notes.contains(wanted), "no {wanted} in\n{notes}");
    }
    // The success and the failure have an identifier each.
    assert_eq!(notes.matches("request_id=\"[withheld").count(), 2, "{notes}");
    for secret in [
        "ACCESSKEY",
        SECRET,
        "TOKENTOKEN",
        "EXTRASECRET",
        "VALUE",
        "ANSWERTEXT",
        "Signature",
    ] {
        assert!(!notes.contains(secret), "{notes}");
    }
}
