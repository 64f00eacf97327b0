//! Single calls: the request that a call sends, and the answer or error that it returns.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use coc_generated::error::{BuildError, ConfigError, TransportError};
use coc_generated::http::{Event, OperationRequest, Parts};
use coc_generated::service::{AuthScope, Operation, Service};
use coc_generated::testing::ScriptedTransport;
use coc_generated::{
    CallOptions, Client, ClientBuilder, Credentials, Error, Outcome, Violations,
};
use http::{Response, StatusCode};
use serde_json::{Value, json};

use crate::support::{self, Burn, Make, SERVICE, Scan, made};
use crate::{SECRET, builder, client, ok, status, throttled};

#[tokio::test(start_paused = true)]
async fn a_call_sends_a_signed_request_and_returns_the_answer() {
    let script = ScriptedTransport::new();
    ok(&script);
    let response = client(&script).send(Make::good()).await.unwrap();
    assert_eq!(response.output(), &made());
    assert_eq!(response.attempts(), 1);
    let request = &script.requests()[0];
    assert_eq!(request.uri(), "https://post.example.com/v2/letter/parcels");
    assert_eq!(request.headers()["x-domain-id"], "d0");
    let agent = request.headers()["user-agent"].to_str().unwrap();
    assert_eq!(agent, format!("coc-generated/{} (post)", env!("CARGO_PKG_VERSION")));
    assert!(
        !request.headers()["authorization"].to_str().unwrap().contains("user-agent")
    );
    assert!(!format!("{request:?}").contains("Signature="), "{request:?}");
}

#[tokio::test(start_paused = true)]
async fn a_request_that_breaks_a_rule_is_sent_only_with_send_invalid() {
    let script = ScriptedTransport::new();
    let client = client(&script);
    let bad = Make { body: json!({"colour": "red"}), ..Make::good() };
    let error = client.send(bad.clone()).await.unwrap_err();
    let Error::Invalid(violations) = &error else { panic!("{error}") };
    assert_eq!(violations.len(), 2);
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
    assert!(error.to_string().contains("/body/weight"), "{error}");
    assert!(script.requests().is_empty());

    ok(&script);
    ok(&script);
    let response = client
        .with_options(CallOptions::new().send_invalid(true))
        .send(bad.clone())
        .await
        .unwrap();
    assert_eq!(response.warnings().len(), 2);
    builder(&script).send_invalid(true).build().unwrap().send(bad).await.unwrap();
    let no_path = Make { kind: Some("..".to_owned()), ..Make::good() };
    let error = client
        .with_options(CallOptions::new().send_invalid(true))
        .send(no_path)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Build(BuildError::Segment { .. })), "{error}");
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test]
async fn a_url_that_no_server_reads_is_not_sent() {
    let script = ScriptedTransport::new();
    let long = Make { kind: Some("x".repeat(1 << 20)), ..Make::good() };
    let error = client(&script).send(long).await.unwrap_err();
    assert!(matches!(error, Error::Build(BuildError::Url { .. })), "{error}");
    assert!(error.to_string().len() < 200 && script.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_response_has_the_warnings_of_its_request() {
    let script = ScriptedTransport::new();
    ok(&script);
    let request = Make { body: json!({"weight": 1, "colour": "red"}), ..Make::good() };
    let response = client(&script).send(request).await.unwrap();
    assert_eq!(
        response.warnings().iter().next().unwrap().rule.id,
        "make_parcel.colour.documented_for"
    );
}

#[tokio::test(start_paused = true)]
async fn secrets_that_an_answer_echoes_do_not_show() {
    let script = ScriptedTransport::new();
    let credentials = Credentials::keys("ACCESSKEYACCESSKEY", SECRET)
        .with_security_token("TOKENTOKENTOKEN");
    let client = ClientBuilder::new(&SERVICE)
        .region("north")
        .credentials(credentials)
        .transport(script.clone())
        .build()
        .unwrap()
        .with_options(CallOptions::new().header("x-extra", "EXTRASECRET").unwrap());
    let body = json!({
        "error_code": "X.1",
        "error_msg": "bad TOKENTOKENTOKEN of ACCESSKEYACCESSKEY with EXTRASECRET",
        "request_id": "TOKENTOKENTOKEN",
    });
    script.answer_json(StatusCode::FORBIDDEN, &body);
    script.answer(Response::new(Bytes::from(format!(
        "{}TOKENTOKENTOKEN",
        "x".repeat(490)
    ))));
    for _ in 0..2 {
        let error = client.send(Make::good()).await.unwrap_err();
        for text in [format!("{error}"), format!("{error:?}"), format!("{client:?}")] {
            for secret in ["TOKENTOK", "ACCESSKEY", "EXTRASECRET", SECRET, "Signature"] {
                assert!(!text.contains(secret), "{text}");
            }
        }
    }
    assert!(
        script.requests()[0].headers()["authorization"]
            .to_str()
            .unwrap()
            .contains("x-extra")
    );
}

#[tokio::test(start_paused = true)]
async fn answers_without_json_are_returned_and_long_answers_refused() {
    let script = ScriptedTransport::new();
    script.answer(status(204, &[]));
    client(&script).send(Burn).await.unwrap();
    script.answer(Response::new(Bytes::from_static(b"\x89PNG")));
    assert_eq!(client(&script).send(Scan).await.unwrap().output().as_ref(), b"\x89PNG");
    script.answer(Response::new(Bytes::from(vec![b'x'; 2_000])));
    let small = builder(&script).max_response_bytes(1_000).build().unwrap();
    let error = small.send(Scan).await.unwrap_err();
    assert!(
        matches!(error, Error::Unreadable(_)) && error.to_string().contains("longer"),
        "{error}"
    );
}

struct Foreign;

impl OperationRequest for Foreign {
    type Output = Value;
    const SERVICE: &'static Service = {
        static OTHER: Service = Service::new("bank", AuthScope::Project);
        &OTHER
    };
    const OPERATION: &'static Operation = &support::MAKE;

    fn violations(&self) -> Violations {
        Violations::default()
    }

    fn parts(&self) -> Result<Parts, BuildError> {
        Ok(Parts::new())
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_of_another_service_is_refused() {
    let script = ScriptedTransport::new();
    let error = client(&script).send(Foreign).await.unwrap_err();
    assert!(matches!(error, Error::Build(BuildError::Service { .. })), "{error}");
    assert!(script.requests().is_empty());
}

#[test]
fn a_client_with_a_wrong_configuration_is_not_built() {
    let new = || ClientBuilder::new(&SERVICE);
    assert_eq!(new().build().unwrap_err(), ConfigError::NoEndpoint);
    let error = new().region("west").build().unwrap_err();
    assert!(error.to_string().contains("north, south"), "{error}");
    let plain = || new().endpoint("http://127.0.0.1:9".parse().unwrap());
    assert!(matches!(
        plain().proxy(coc_generated::Proxy::url("::")).build(),
        Err(ConfigError::Proxy { from: "ClientBuilder::proxy", .. })
    ));
    assert!(matches!(
        plain().root_certificates(b"no").build(),
        Err(ConfigError::Certificate { .. })
    ));
    for name in ["a\nb", "a\r\nx-a: b", "a\0", "\u{e9}"] {
        assert_eq!(
            plain().application(name).build().unwrap_err(),
            ConfigError::UserAgent
        );
    }
    assert!(plain().build().is_ok());
}

#[test]
fn a_call_without_a_runtime_is_an_error() {
    let script = ScriptedTransport::new();
    let client = client(&script);
    let mut call = std::pin::pin!(client.send(Make::good()));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(error)) = call.as_mut().poll(&mut context) else {
        panic!()
    };
    assert!(matches!(error, Error::NotSent(_)), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_observer_gets_every_attempt_and_the_end_of_the_call() {
    let script = ScriptedTransport::new();
    script.answer(throttled(&[]));
    ok(&script);
    let log = Arc::new(Mutex::new(Vec::new()));
    let events = Arc::clone(&log);
    let client = builder(&script)
        .observer(move |event: &Event<'_>| {
            events.lock().unwrap().push(match event {
                Event::AttemptStarted { attempt, .. } => format!("start {attempt}"),
                Event::AttemptEnded { attempt, result, next_in, .. } => {
                    format!("end {attempt} {} {}", result.is_ok(), next_in.is_some())
                }
                Event::CallEnded { operation, attempts, .. } => {
                    format!("{operation} {attempts}")
                }
                _ => String::new(),
            });
        })
        .build()
        .unwrap();
    client.send(Make::good()).await.unwrap();
    let log = log.lock().unwrap();
    assert_eq!(
        *log,
        ["start 1", "end 1 false true", "start 2", "end 2 true false", "make_parcel 2"]
    );
}

#[test]
fn futures_of_calls_are_send() {
    fn is<T: Send + Sync + Clone + std::fmt::Debug>() {}
    fn sends<T: Send>(_: &T) {}
    is::<Client>();
    is::<Error>();
    is::<Credentials>();
    let script = ScriptedTransport::new();
    let client = client(&script);
    sends(&client.send(Make::good()));
    sends(&client.send_raw(http::Method::GET, "/x", &[], None));
}

#[tokio::test(start_paused = true)]
async fn a_call_may_be_dropped_at_any_point() {
    let script = ScriptedTransport::new();
    let client = client(&script);
    for polls in 0..20 {
        // The gateway refuses the first attempt, no connection takes the second, and the
        // third is answered.
        script.answer(throttled(&[])).fail(TransportError::not_sent("refused"));
        ok(&script);
        let mut call = Box::pin(client.send(Make::good()));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        for _ in 0..polls {
            if call.as_mut().poll(&mut context).is_ready() {
                break;
            }
            tokio::time::advance(std::time::Duration::from_millis(60)).await;
        }
        drop(call);
        let asked = script.requests().len();
        tokio::time::advance(std::time::Duration::from_secs(60)).await;
        assert_eq!(script.requests().len(), asked, "a dropped call sends nothing more");
        while script.left() > 0 {
            let _ = client
                .with_options(CallOptions::new().max_attempts(1))
                .send(Make::good())
                .await;
        }
    }
    ok(&script);
    assert!(client.send(Make::good()).await.is_ok());
}
