//! Servers that send without an end: time-outs hold, other tasks run, and little memory is
//! taken.

use std::time::Duration;

use coc_generated::{Client, Error, Outcome};

use crate::builder;
use crate::support::{Label, Make};

/// The time for which a server floods a connection.
const FLOOD: Duration = Duration::from_secs(40);
/// A call with a time-out of two seconds ends well before the flood, also on a busy
/// machine.
const ENDS: Duration = Duration::from_secs(15);

/// Interim answers.
const INTERIM: (&str, &str) = ("", "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n");

/// A client of a server that answers each request with `first`, and then with `more` again
/// and again, as fast as it is taken.
fn flood((first, more): (&'static str, &'static str)) -> Client {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let many = more.repeat(1 + 40_000 / more.len());
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(first.as_bytes());
            let started = std::time::Instant::now();
            while started.elapsed() < FLOOD && stream.write_all(many.as_bytes()).is_ok()
            {
            }
        }
    });
    builder(&format!("http://{address}"))
        .max_response_bytes(1024 * 1024)
        .attempt_timeout(Duration::from_secs(1))
        .total_timeout(Duration::from_secs(2))
        .build()
        .unwrap()
}

#[cfg(feature = "blocking")]
#[test]
fn a_blocking_call_keeps_its_time_in_a_flood_of_interim_answers() {
    let client = coc_generated::blocking::Client::new(flood(INTERIM)).unwrap();
    let started = std::time::Instant::now();
    let error = client.send(Make::good()).unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    assert!(started.elapsed() < ENDS, "{:?}", started.elapsed());
}

/// On one thread, for the call and for the tasks beside it.
#[tokio::test]
async fn a_call_keeps_its_time_in_a_flood_of_interim_answers() {
    let client = flood(INTERIM);
    let ticks = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let ticking = std::sync::Arc::clone(&ticks);
    let beside = tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_millis(10)).await;
            ticking.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        }
    });
    let started = std::time::Instant::now();
    // An operation that may be repeated runs into the time for the whole call.
    for (error, total) in [
        (client.send(Make::good()).await.unwrap_err(), false),
        (client.send(Label::good()).await.unwrap_err(), true),
    ] {
        let Error::Timeout(timeout) = &error else { panic!("{error:?}") };
        assert_eq!(
            (timeout.was_whole_call(), error.outcome()),
            (total, Outcome::Unknown)
        );
    }
    assert!(started.elapsed() < ENDS, "{:?}", started.elapsed());
    let ticks = ticks.load(std::sync::atomic::Ordering::Relaxed);
    assert!(ticks >= 10, "a task beside it ran {ticks} times");
    beside.abort();
}

/// Each flood ends the call by a limit or by the time, and is never a success.
#[test]
fn no_flood_takes_more_time_or_memory_than_allowed() {
    const HEAD: &str = "HTTP/1.1 200 OK\r\n";
    const CHUNKED: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let floods = [
        ("interim answers", INTERIM),
        ("empty interim answers", ("", "HTTP/1.1 100 Continue\r\n\r\n")),
        ("line ends", ("", "\r\n")),
        ("a status line", ("HTTP/1.1 200 ", "O")),
        ("headers", (HEAD, "x-a: b\r\n")),
        ("one header", ("HTTP/1.1 200 OK\r\nx-a: ", "b")),
        ("cookies", (HEAD, "set-cookie: a=b\r\n")),
        ("body to the end", ("HTTP/1.1 200 OK\r\n\r\n", "[0,")),
        (
            "body without its end",
            ("HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n", "{}"),
        ),
        ("chunks", (CHUNKED, "1\r\n[\r\n")),
        ("a size of a chunk", (CHUNKED, "0")),
        (
            "an extension of a chunk",
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;", "a"),
        ),
        (
            "trailers",
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n", "x-a: b\r\n"),
        ),
        (
            "body of an error",
            ("HTTP/1.1 500 X\r\ncontent-length: 99999999999\r\n\r\n", "[["),
        ),
        ("body of a redirect", ("HTTP/1.1 302 X\r\nlocation: /\r\n\r\n", "<a>")),
    ];
    for (name, bytes) in floods {
        let client = flood(bytes);
        let started = std::time::Instant::now();
        let mut result = None;
        let counted = allocation_counter::measure(|| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            result = Some(runtime.block_on(client.send(Make::good())));
        });
        let error = result.unwrap().unwrap_err();
        assert_eq!(
            (error.outcome(), error.attempts()),
            (Outcome::Unknown, 1),
            "{name}: {error}"
        );
        assert!(started.elapsed() < ENDS, "{name}: {:?}", started.elapsed());
        // The body may have so many bytes, and its text is read once more.
        assert!(counted.bytes_max < 4 * 1024 * 1024, "{name}: {counted:?}");
    }
}
