//! Random sequences of failures, with a server that counts the things that it makes: a
//! call never makes two, and no error claims that nothing was made if something was.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use coc_generated::error::{IncompleteBody, TransportError};
use coc_generated::http::{BoxFuture, Payload, Transport};
use coc_generated::{
    CallOptions, Client, ClientBuilder, Credentials, Error, Outcome, RetryPolicy,
};
use http::{Request, Response};
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::test_runner::{Config, TestRunner};

use crate::builder;
use crate::support::server::{Act, Server, answer};
use crate::support::{Make, SERVICE, TOO_MANY, WRONG_SIGNATURE, made};

/// One step of a server's script: how it fails, and whether it acted.
#[derive(Debug, Clone)]
struct Step {
    /// Whether it carries out the request, if the answer leaves that open. The server on a
    /// socket counts by itself.
    makes: bool,
    fate: Fate,
}

#[derive(Debug, Clone, Copy)]
enum Fate {
    NoConnection,
    ConnectionLost,
    TimedOut,
    Silent,
    Answer { status: u16, headers: &'static str, body: &'static str },
    CutBody,
}

const HTML: &str = "<html></html>";
const FAILED: &str = r#"{"result_code":"X.7","result_text":"no"}"#;

/// Answers that a server may give whether or not it made something.
const OPEN: &[(u16, &str, &str)] = &[
    (200, "", HTML),
    (200, "", ""),
    (200, "", "{\"result_code\":\"X.0"),
    (200, "", "{}"),
    (204, "", ""),
    (302, "location: /x\r\n", ""),
    (408, "", ""),
    (500, "", FAILED),
    (500, "", ""),
    (502, "", HTML),
    (503, "", ""),
    (503, "retry-after: soon\r\n", ""),
    (503, "retry-after: 0\r\n", ""),
    (503, "retry-after: Sun, 06 Nov 1994 08:49:37 GMT\r\n", HTML),
    (200, "", r#"{"result_code":"X.8","result_text":"no"}"#),
    (504, "", ""),
    (400, "", r#"{"result_code":"X.7","parcel":{"id":"P"}}"#),
];

/// Answers of a server that made nothing.
const REFUSALS: &[(u16, &str, &str)] = &[
    (200, "", FAILED),
    (400, "", FAILED),
    (401, "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n", WRONG_SIGNATURE),
    (401, "date: Sun, 06 Nov 2044 08:49:37 GMT\r\n", FAILED),
    (403, "", HTML),
    (404, "", ""),
    (429, "", ""),
    (429, "retry-after: 1\r\n", FAILED),
    (429, "retry-after: 0\r\n", TOO_MANY),
    (503, "", TOO_MANY),
];

fn step() -> impl Strategy<Value = Step> {
    let one_of = |list: &'static [(u16, &str, &str)]| {
        (0..list.len()).prop_map(|n| {
            let (status, headers, body) = list[n];
            Fate::Answer { status, headers, body }
        })
    };
    let open = prop_oneof![
        2 => Just(Fate::ConnectionLost),
        1 => Just(Fate::TimedOut),
        1 => Just(Fate::Silent),
        1 => Just(Fate::CutBody),
        4 => one_of(OPEN),
    ];
    prop_oneof![
        2 => Just(Step { makes: false, fate: Fate::NoConnection }),
        4 => one_of(REFUSALS).prop_map(|fate| Step { makes: false, fate }),
        5 => (any::<bool>(), open).prop_map(|(makes, fate)| Step { makes, fate }),
    ]
}

/// Checks the result of a call that made `made` things.
fn check(result: &Result<(), Error>, made: usize, repeatable: bool) {
    if !repeatable {
        assert!(made <= 1, "{made} for one call: {result:?}");
    }
    match result {
        Ok(()) => assert!(made >= 1),
        Err(error) => match error.outcome() {
            Outcome::NotSent | Outcome::Rejected => assert_eq!(made, 0, "{error:?}"),
            Outcome::Unknown => {}
        },
    }
}

#[derive(Clone)]
struct ModelTransport {
    steps: Arc<Mutex<VecDeque<Step>>>,
    made: Arc<AtomicUsize>,
}

impl ModelTransport {
    fn response(status: u16, headers: &str, body: &str) -> Response<Bytes> {
        let mut response = Response::builder().status(status);
        for line in headers.lines() {
            let (name, value) = line.split_once(": ").unwrap();
            response = response.header(name, value);
        }
        response.body(Bytes::from(body.to_owned())).unwrap()
    }
}

impl Transport for ModelTransport {
    fn send(
        &self,
        _: Request<Payload>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let step = self.steps.lock().unwrap().pop_front();
        Box::pin(async move {
            let Some(Step { makes, fate }) = step else {
                self.made.fetch_add(1, Ordering::SeqCst);
                return Ok(Self::response(200, "", &made().to_string()));
            };
            self.made.fetch_add(usize::from(makes), Ordering::SeqCst);
            match fate {
                Fate::NoConnection => Err(TransportError::not_sent("refused")),
                Fate::ConnectionLost => Err(TransportError::maybe_sent("reset")),
                Fate::TimedOut => Err(TransportError::maybe_sent("late").with_timeout()),
                Fate::Silent => std::future::pending().await,
                Fate::Answer { status, headers, body } => {
                    Ok(Self::response(status, headers, body))
                }
                Fate::CutBody => {
                    let mut response = Self::response(200, "", &made().to_string());
                    response.extensions_mut().insert(IncompleteBody::Broken);
                    Ok(response)
                }
            }
        })
    }
}

async fn call(client: &Client, repeatable: bool) -> Result<(), Error> {
    let client = client.with_options(CallOptions::new().repeatable(repeatable));
    client.send(Make::good()).await.map(|_| ())
}

#[test]
fn random_failures_of_a_transport_make_nothing_twice_and_hide_nothing() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let config = Config { cases: 5_000, failure_persistence: None, ..Config::default() };
    let inputs = (proptest::collection::vec(step(), 0..7), any::<bool>(), 1_u32..6);
    let result =
        TestRunner::new(config).run(&inputs, |(steps, repeatable, attempts)| {
            let made = Arc::new(AtomicUsize::new(0));
            let model = ModelTransport {
                steps: Arc::new(Mutex::new(steps.into())),
                made: Arc::clone(&made),
            };
            let client = ClientBuilder::new(&SERVICE)
                .region("north")
                .credentials(Credentials::keys("A", "S"))
                .transport(model)
                .retry(RetryPolicy::new().max_attempts(attempts))
                .build()
                .unwrap();
            let result = runtime.block_on(call(&client, repeatable));
            check(&result, made.load(Ordering::SeqCst), repeatable);
            Ok(())
        });
    result.unwrap();
}

#[test]
fn random_failures_on_sockets_make_nothing_twice_and_hide_nothing() {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
    let inputs = (proptest::collection::vec(step(), 0..5), any::<bool>());
    let result = TestRunner::new(config).run(&inputs, |(steps, repeatable)| {
        runtime.block_on(async {
            // On a socket, each request that the server read counts as made unless it
            // was refused.
            let refusals: Vec<bool> =
                steps.iter().map(|step| refuses(&step.fate)).collect();
            let resets: Vec<bool> = steps
                .iter()
                .map(|step| matches!(step.fate, Fate::NoConnection))
                .collect();
            let server =
                Server::start(steps.into_iter().map(|step| act(step.fate)).collect())
                    .await;
            let client = builder(&server.url())
                .attempt_timeout(Duration::from_millis(40))
                .retry(RetryPolicy::new().first_wait(Duration::ZERO).max_attempts(4))
                .total_timeout(Duration::from_millis(900))
                .build()
                .unwrap();
            let result = call(&client, repeatable).await;
            // Acts that reset a connection read no request; the others were taken in
            // order.
            let read = refusals
                .iter()
                .zip(&resets)
                .filter(|(_, reset)| !**reset)
                .map(|(refused, _)| *refused);
            let made = read
                .chain(std::iter::repeat(false))
                .take(server.seen().len())
                .filter(|refused| !refused)
                .count();
            check(&result, made, repeatable);
        });
        Ok(())
    });
    result.unwrap();
}

fn refuses(fate: &Fate) -> bool {
    let Fate::Answer { status, headers, body } = fate else {
        return false;
    };
    REFUSALS.iter().any(|refusal| refusal == &(*status, *headers, *body))
}

fn act(fate: Fate) -> Act {
    match fate {
        Fate::NoConnection => Act::ResetAtOnce,
        Fate::ConnectionLost => Act::Reset(Vec::new()),
        Fate::TimedOut | Fate::Silent => Act::Silence,
        Fate::Answer { status, headers, body } => {
            Act::Close(answer(status, headers, body))
        }
        Fate::CutBody => {
            Act::Close(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{".to_vec())
        }
    }
}
