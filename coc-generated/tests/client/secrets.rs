//! Secrets of a request that an answer echoes.

use bytes::Bytes;
use coc_generated::Credentials;
use coc_generated::create_ticket::wire::{
    CreateTicketBody, CreateTicketPath, CreateTicketRequest,
};
use coc_generated::http::{Method, Parts};
use coc_generated::testing::{ManualClock, ScriptedTransport};
use coc_generated::{CallOptions, Client};
use http::{Response, StatusCode};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::Make;
use crate::{builder, status};

const TOKEN: &str = "T0ken/with+all=kinds\"of<characters>&in%it";
const WITHHELD: &str = "withheld";

/// One layer of escapes, as a server might write it.
fn escape(kind: u8, text: &str) -> String {
    match kind {
        0 => text.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect(),
        1 => {
            let text = Value::from(text).to_string().replace('/', "\\/");
            text[1..text.len() - 1].to_owned()
        }
        2 => text.bytes().map(|byte| format!("%{byte:02x}")).collect(),
        3 => text
            .bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect(),
        4 => text.chars().map(|c| format!("&#{};", u32::from(c))).collect(),
        5 => text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#x27;"),
        6 => text.chars().map(|c| format!("&#x{:04X};", u32::from(c))).collect(),
        7 => text.replace('%', "%25").replace('+', "%2B").replace(' ', "+"),
        8 => text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect(),
        9 => text
            .chars()
            .map(|c| match c {
                'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' => c.to_string(),
                _ => format!("&#{:03};", u32::from(c)),
            })
            .collect(),
        _ => text.to_owned(),
    }
}

/// How many sorts of escapes there are.
const KINDS: u8 = 10;

/// The part of a call that a secret belongs to.
#[derive(Debug, Clone, Copy)]
enum Holder {
    SecretKey,
    SecurityToken,
    Token,
    Header,
    Body,
}

const HOLDERS: [Holder; 5] = [
    Holder::SecretKey,
    Holder::SecurityToken,
    Holder::Token,
    Holder::Header,
    Holder::Body,
];

/// The printed error and requests after this answer to a request with `secret` in it.
fn printed(secret: &str, holder: Holder, answer: Response<Bytes>) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let script = ScriptedTransport::new();
        script.answer(answer);
        let keys = |secret_key| Credentials::keys("ACCESSKEYACCESS", secret_key);
        let credentials = match holder {
            Holder::SecretKey => keys(secret),
            Holder::SecurityToken => keys("OTHEROTHER").with_security_token(secret),
            Holder::Token => Credentials::token(secret),
            Holder::Header | Holder::Body => keys("OTHEROTHER"),
        };
        let mut client = builder(&script).credentials(credentials).build().unwrap();
        let mut parts = Parts::at("/v1/x").unwrap();
        match holder {
            Holder::Header => {
                let options = CallOptions::new().header("x-extra", secret).unwrap();
                client = client.with_options(options);
            }
            Holder::Body => {
                let value = json!({"nested": [secret, 7]});
                parts.secret(value.clone()).json(&value).unwrap();
            }
            _ => {}
        }
        let error = client.send_parts(Method::POST, parts).await.unwrap_err();
        assert!(error.response().is_some(), "{error:?}");
        format!(
            "{error} {error:?} {:?} {:?}",
            error.response().unwrap().encoded_authorization_message(),
            script.requests()
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// The test removes no escapes: it looks for the escaped text that was put in.
    #[test]
    fn echoes_are_withheld_in_any_encoding(
        secret in "[!-~]{12,40}",
        holder in prop::sample::select(&HOLDERS[..]),
        layers in prop::collection::vec(0..KINDS, 0..=3),
        from in 0_usize..4,
        place in 0_u8..8,
    ) {
        let part = &secret[from..from + 8];
        let echo = layers.iter().fold(part.to_owned(), |text, kind| escape(*kind, &text));
        let mut answer = status(400, &[]);
        match place {
            0 => *answer.body_mut() = json!({"result_text": format!("no: {echo}!")}).to_string().into(),
            1 => *answer.body_mut() = format!("<p>{echo}</p>").into(),
            2 => *answer.body_mut() = json!({"error_code": echo, "error_msg": "no"}).to_string().into(),
            3 => *answer.body_mut() = json!({"request_id": echo}).to_string().into(),
            4 => *answer.body_mut() = json!({"encoded_authorization_message": echo}).to_string().into(),
            5 => { answer.headers_mut().insert("x-request-id", echo.parse().unwrap()); }
            6 => *answer.body_mut() = format!("{}{echo}", "é".repeat(700)).into(),
            _ => {
                answer = status(302, &[]);
                let target = format!("/login/{}", echo.replace(['?', '#', '\\', '"', '<', '>'], "."));
                // The target must not have lost a character of the echo.
                prop_assume!(target.ends_with(&echo));
                answer.headers_mut().insert("location", target.parse().unwrap());
            }
        }
        let shown = printed(&secret, holder, answer);
        prop_assert!(shown.contains(WITHHELD), "{}", shown);
        prop_assert!(!shown.contains(&echo) && !shown.contains(part), "{}", shown);
    }

    #[test]
    fn a_text_without_a_secret_is_shown(text in "[a-z ]{0,60}") {
        let mut answer = status(400, &[]);
        *answer.body_mut() = json!({"result_text": format!("<{text}>")}).to_string().into();
        let shown = printed("0123456789ABCDEF", Holder::SecretKey, answer);
        let expected = format!("<{text}>");
        prop_assert!(shown.contains(&expected), "{}", shown);
    }
}

fn client_of(script: &ScriptedTransport) -> Client {
    Client::builder()
        .region("cn-north-4")
        .credentials(Credentials::keys("ACCESSKEYACCESS", "SECRETKEYSECRETKEY"))
        .transport(script.clone())
        .build()
        .unwrap()
        .with_options(CallOptions::new().send_invalid(true))
}

#[tokio::test]
async fn secret_values_of_a_body_are_withheld_and_names_are_not() {
    let secret =
        json!({"password": "PARAMETER-ONE", "nested": [{"x": "PARAMETER-TWO"}]});
    let request = CreateTicketRequest::new(
        CreateTicketPath::default().ticket_type("change"),
        CreateTicketBody::default().plan_task_params(secret.to_string()),
    );
    let echoes = [
        json!({"error_code": "X.1", "error_msg": "PARAMETER-TWO does not fit"}),
        json!({"error_code": "X.1", "error_msg": secret.to_string()}),
        json!({"error_code": "X.1", "error_msg": "no", "sent": {"a": "PARAMETER-ONE"}}),
    ];
    for echo in echoes {
        let script = ScriptedTransport::new();
        script.answer_json(StatusCode::BAD_REQUEST, &echo);
        let error = client_of(&script).send(&request).await.unwrap_err();
        let shown = format!("{error} {error:?} {:?}", script.requests());
        assert!(!shown.contains("PARAMETER") && shown.contains(WITHHELD), "{shown}");
        // `body` returns the body as it came.
        assert_eq!(error.response().unwrap().body(), echo.to_string().as_bytes());
    }
    let script = ScriptedTransport::new();
    script.answer_json(
        StatusCode::BAD_REQUEST,
        &json!({"error_code": "X.1", "error_msg": "password in plan_task_params is weak"}),
    );
    let error = client_of(&script).send(&request).await.unwrap_err();
    assert_eq!(error.message(), Some("password in plan_task_params is weak"));
}

#[tokio::test]
async fn a_request_with_a_short_secret_is_recorded_without_its_body() {
    let request = CreateTicketRequest::new(
        CreateTicketPath::default().ticket_type("change"),
        CreateTicketBody::default().plan_task_params("S3cr3t"),
    );
    let script = ScriptedTransport::new();
    script.answer_json(StatusCode::BAD_REQUEST, &json!({"error_code": "X.1"}));
    client_of(&script).send(&request).await.unwrap_err();
    let shown = format!("{:?}", script.requests());
    assert!(!shown.contains("S3cr3t") && shown.contains(WITHHELD), "{shown}");
}

/// Requests of one moment have one signature.
#[tokio::test]
async fn an_echo_of_the_signature_or_the_access_key_is_withheld() {
    let script = ScriptedTransport::new();
    let clock = ManualClock::at(std::time::UNIX_EPOCH);
    let client = builder(&script).clock(clock).build().unwrap();
    script.answer(status(404, &[]));
    client.send(Make::good()).await.unwrap_err();
    let signed = script.requests()[0].headers()["authorization"].clone();
    let (_, signature) = signed.to_str().unwrap().split_once("Signature=").unwrap();
    for echo in [&signature[..8], &signature[signature.len() - 8..], "CESSKEYA"] {
        let mut answer = status(404, &[("x-request-id", echo)]);
        *answer.body_mut() = escape(2, echo).into();
        script.answer(answer);
        let error = client.send(Make::good()).await.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(shown.matches(WITHHELD).count() >= 4, "{shown}");
        assert!(!shown.contains(echo), "{shown}");
    }
    // The names of the signed headers are no secret.
    script.answer(status(404, &[("x-request-id", "accept;content-type;host")]));
    let error = client.send(Make::good()).await.unwrap_err();
    assert_eq!(error.request_id(), Some("accept;content-type;host"));
}

#[tokio::test]
async fn a_success_that_echoes_a_secret_does_not_show_it() {
    let script = ScriptedTransport::new();
    let mut answer = Response::new(Bytes::from(
        json!({"result_code": format!("{TOKEN}.0"), "parcel": {"note": TOKEN}})
            .to_string(),
    ));
    answer.headers_mut().insert("x-request-id", TOKEN.parse().unwrap());
    script.answer(answer);
    let keys = Credentials::keys("ACCESSKEYACCESS", "SECRETKEYSECRETKEY");
    let client =
        builder(&script).credentials(keys.with_security_token(TOKEN)).build().unwrap();
    let response = client.send(Make::good()).await.unwrap();
    let shown = format!("{response:?} {:?}", response.request_id());
    assert!(!shown.contains("T0ken/wi") && shown.contains(WITHHELD), "{shown}");
    assert!(response.code().is_some_and(|code| code.contains(WITHHELD)));
    assert_eq!(response.output()["parcel"]["note"], TOKEN);
    assert_eq!(response["parcel"]["note"], TOKEN);
}
