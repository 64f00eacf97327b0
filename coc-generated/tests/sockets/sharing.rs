//! One client shared by tasks and runtimes: connections are used again, dropped calls leave
//! nothing, and answers never reach another call.

use std::io::Write as _;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::blocking::{receives_bytes, serve};
use crate::support::server::{Act, Server, answer, success};
use crate::support::{Make, Scan, made};
use crate::{SECRET, builder, client};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_tasks_share_one_client() {
    let server = Server::start(vec![]).await;
    let client =
        builder(&server.url()).attempt_timeout(Duration::from_secs(20)).build().unwrap();
    let tasks: Vec<_> = (0..200)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                for _ in 0..3 {
                    client.send(Make::good()).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(server.seen().len(), 600);
    assert!(server.connections() < 600, "connections are used again");
}

#[tokio::test]
async fn connections_are_used_again_and_signatures_hold_on_the_wire() {
    let server = Server::start(vec![]).await;
    let client = client(&server);
    for _ in 0..5 {
        client.send(Make::good()).await.unwrap();
        client
            .send_raw(http::Method::GET, "/v1/a b/变", &[("k", "v w"), ("é", "")], None)
            .await
            .unwrap();
    }
    assert_eq!(server.connections(), 1);
    for seen in server.seen() {
        seen.verify(SECRET);
        assert_eq!(seen.header("host"), Some(server.address.to_string().as_str()));
        assert!(seen.header("accept-encoding").is_none());
    }
    assert_eq!(server.seen()[1].target, "/v1/a%20b/%E5%8F%98?k=v%20w&%C3%A9=");
}

#[tokio::test]
async fn a_connection_that_the_server_closed_meanwhile_is_not_used_again() {
    let server = Server::start(vec![Act::Close(success()); 5]).await;
    let client = client(&server);
    for _ in 0..6 {
        client.send(Make::good()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!((server.seen().len(), server.connections()), (6, 6));
}

#[tokio::test]
async fn a_dropped_call_leaves_nothing_behind() {
    let server = Server::start(vec![Act::Silence; 20]).await;
    let client =
        builder(&server.url()).attempt_timeout(Duration::from_secs(60)).build().unwrap();
    // At once, while connecting, while waiting for the answer.
    for wait in [0, 0, 1, 2, 5, 20, 50] {
        let call = client.send(Scan);
        let _ = tokio::time::timeout(Duration::from_millis(wait), call).await;
    }
    for _ in 0..100 {
        if server.open() == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(server.open(), 0, "connections of dropped calls are closed");
    // A task beside this one would have repeated the call by now.
    let seen = server.seen().len();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(server.seen().len(), seen);
}

#[test]
fn an_idle_runtime_does_not_stall_a_client_that_two_runtimes_share() {
    let runtime =
        || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let servers = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let server = servers.block_on(Server::start(vec![]));
    let client =
        builder(&server.url()).attempt_timeout(Duration::from_secs(2)).build().unwrap();
    let (one, other) = (runtime(), runtime());
    for runtime in [&one, &other, &one, &other] {
        runtime.block_on(client.send(Make::good())).unwrap();
    }
    assert_eq!((server.seen().len(), server.connections()), (4, 2));
}

/// The blocking call occupies the thread that drives the connections of the asynchronous
/// client.
#[cfg(feature = "blocking")]
#[test]
fn a_blocking_call_works_on_the_thread_of_a_busy_runtime() {
    let servers = tokio::runtime::Runtime::new().unwrap();
    let server = servers.block_on(Server::start(vec![]));
    let client = client(&server);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(async {
        client.send(Make::good()).await.unwrap();
        let blocking = coc_generated::blocking::Client::new(client.clone()).unwrap();
        assert_eq!(blocking.send(Make::good()).unwrap().attempts(), 1);
        client.send(Make::good()).await.unwrap();
    });
    assert_eq!((server.seen().len(), server.connections()), (3, 2));
}

#[tokio::test]
async fn a_cookie_is_not_kept() {
    let cookie = answer(200, "set-cookie: a=b; path=/\r\n", &made().to_string());
    let server = Server::start(vec![Act::Answer(cookie)]).await;
    let client = client(&server);
    for _ in 0..2 {
        client.send(Make::good()).await.unwrap();
    }
    assert!(server.seen().iter().all(|seen| seen.header("cookie").is_none()));
}

/// A server may refuse a long body before it has read all of it, and close. Whether the
/// client then reads the refusal or a reset is chance; neither is repeated nor `NotSent`.
#[tokio::test]
async fn a_long_body_that_is_refused_early_is_sent_once() {
    let connections = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = std::sync::Arc::clone(&connections);
    let address = serve(move |mut stream| {
        counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        receives_bytes(&mut stream);
        let _ = stream.write_all(&answer(413, "connection: close\r\n", ""));
    });
    let client = builder(&format!("http://{address}")).build().unwrap();
    let body = serde_json::json!({"weight": 1, "notes": "n".repeat(8 << 20)});
    for n in 1..=10 {
        let request = Make { body: body.clone(), ..Make::good() };
        let error = client.send(request).await.unwrap_err();
        let expected = match &error {
            coc_generated::Error::Refused(_) => coc_generated::Outcome::Rejected,
            _ => coc_generated::Outcome::Unknown,
        };
        assert_eq!((error.outcome(), error.attempts()), (expected, 1), "{error:?}");
        assert_eq!(connections.load(std::sync::atomic::Ordering::SeqCst), n);
    }
}

#[test]
fn a_runtime_without_timers_or_io_is_an_error() {
    let client = builder("http://127.0.0.1:1").build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread;
    for (runtime, lacks) in [
        (runtime().build(), "timers"),
        (runtime().enable_io().build(), "timers"),
        (runtime().enable_time().build(), "I/O"),
    ] {
        let error = runtime.unwrap().block_on(client.send(Make::good())).unwrap_err();
        assert_eq!(error.outcome(), coc_generated::Outcome::NotSent);
        assert!(error.to_string().contains(lacks), "{error}");
        // The next attempt would find the same runtime.
        assert!(error.attempts() <= 1, "{error:?}");
    }
}

/// Answers the first request of a connection with `first`, then sends `more` unasked, and
/// signals the receiver; every later request gets `more`.
fn serve_more(
    first: Vec<u8>,
    more: Vec<u8>,
    pause: Duration,
) -> (String, UnboundedReceiver<()>) {
    let (sender, sent) = unbounded_channel();
    let address = serve(move |mut stream| {
        if receives_bytes(&mut stream) {
            let _ = stream.write_all(&first);
            std::thread::sleep(pause);
            let _ = stream.write_all(&more);
            let _ = sender.send(());
        }
        while receives_bytes(&mut stream) && stream.write_all(&more).is_ok() {}
    });
    (format!("http://{address}"), sent)
}

/// An answer without a request is not the next call's, whether it comes in one piece with
/// the one before it or a little later.
#[tokio::test]
async fn an_answer_without_a_request_is_returned_by_no_call() {
    let good = || answer(200, "", r#"{"result_code":"X.0","parcel":{"id":"ASKED"}}"#);
    let unasked = [
        answer(200, "", r#"{"result_code":"X.0","parcel":{"id":"UNASKED"}}"#),
        answer(408, "connection: close\r\n", ""),
        answer(503, "retry-after: 0\r\n", r#"{"error_code":"GATE.0308"}"#),
    ];
    for more in unasked {
        let joined = [good(), more.clone()].concat();
        let servers = [
            serve_more(joined, Vec::new(), Duration::ZERO),
            serve_more(good(), more, Duration::from_millis(20)),
        ];
        for (url, mut sent) in servers {
            let client = builder(&url).build().unwrap();
            for _ in 0..3 {
                let response = client.send(Make::good()).await.unwrap();
                assert_eq!(response["parcel"]["id"], "ASKED");
                assert_eq!(response.attempts(), 1);
                sent.recv().await.unwrap();
                // The client's own task has a turn.
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    }
}
