//! Measures the cost of a call: building and signing compared with serialising the
//! body, and calls compared with plain `reqwest`. Run it with `cargo bench -p
//! coc-generated --bench call`.
//!
//! Only the ratios matter, since the times depend on the machine. A busy machine
//! affects the throughput, and hardly the CPU time.

use std::hint::black_box;
use std::time::{Duration, Instant, SystemTime};

use coc_generated::error::{BuildError, TransportError};
use coc_generated::http::{
    BoxFuture, Bytes, Endpoint, HeaderMap, OperationRequest, Parts, Payload, Transport,
    build_request, sign,
};
use coc_generated::service::{AuthScope, Operation, Service};
use coc_generated::{Client, ClientBuilder, Credentials, Proxy, Violations};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

static POST: Service = Service::new("post", AuthScope::Domain);
static MAKE: Operation = Operation::new("make_parcel", "POST", "/v1/parcels");

#[derive(Clone)]
struct Make {
    body: Value,
    /// How long the server waits before it answers, in milliseconds.
    delay: u64,
}

impl OperationRequest for Make {
    type Output = Value;
    const SERVICE: &'static Service = &POST;
    const OPERATION: &'static Operation = &MAKE;

    fn violations(&self) -> Violations {
        Violations::default()
    }

    fn parts(&self) -> Result<Parts, BuildError> {
        let mut parts = Parts::new();
        parts
            .literal("/v1/parcels")
            .query("delay", Some(self.delay))
            .json(&self.body)?;
        Ok(parts)
    }
}

/// Answers at once, so that the client's own work is measured.
struct Instantly;

impl Transport for Instantly {
    fn send(
        &self,
        _: http::Request<Payload>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async {
            Ok(http::Response::new(Bytes::from_static(b"{\"parcel\":\"P001\"}")))
        })
    }
}

type BoxError = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), BoxError> {
    let body = json!({
        "title": "t".repeat(80), "notes": "n".repeat(600), "kind": "letter", "start": 1_750_765_976_000_u64,
        "parcels": [{"region": "north", "ids": "a,b,c", "owner": "o"}, {"region": "south", "ids": "d", "owner": "o"}],
    });
    let request = Make { body: body.clone(), delay: 0 };
    let credentials = Credentials::keys("ACCESSKEY", "SECRETKEY").with_domain_id("d");
    let endpoint = Endpoint::new("https://post.example.com")?;
    let serialise =
        time(20_000, || drop(black_box(serde_json::to_vec(black_box(&body)))));
    let build = time(20_000, || {
        drop(black_box(build_request(black_box(&request), &endpoint)));
    });
    let both = time(20_000, || {
        if let Ok(mut http) = build_request(&request, &endpoint) {
            drop(black_box(sign(
                &mut http,
                &credentials,
                AuthScope::Domain,
                SystemTime::now(),
            )));
        }
    });
    println!("serialise the body   {serialise:>10.2?}");
    println!("build                {build:>10.2?}  {:.1} x", ratio(build, serialise));
    println!("build and sign       {both:>10.2?}  {:.1} x", ratio(both, serialise));

    let instant = ClientBuilder::new(&POST)
        .endpoint(endpoint)
        .credentials(credentials.clone())
        .transport(Instantly)
        .build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let call =
        time(20_000, || drop(black_box(runtime.block_on(instant.send(&request)))));
    println!("a call without wire  {call:>10.2?}  {:.1} x", ratio(call, serialise));

    let allocations = allocation_counter::measure(|| {
        drop(black_box(runtime.block_on(instant.send(&request))));
    });
    println!(
        "a call without wire  {:>10} allocations, {} bytes",
        allocations.count_total, allocations.bytes_total
    );

    processor_time(&request, &credentials)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(throughput(&request, &credentials))
}

/// A client and bare `reqwest` that send one request to one server.
struct Contest {
    client: Client,
    bare: reqwest::Client,
    /// The request as it is sent, signed once.
    signed: http::Request<Payload>,
}

impl Contest {
    fn at(
        url: &str,
        request: &Make,
        credentials: &Credentials,
    ) -> Result<Self, BoxError> {
        let endpoint = Endpoint::new(url)?;
        let mut signed = build_request(request, &endpoint)?;
        sign(&mut signed, credentials, AuthScope::Domain, SystemTime::now())?;
        let client = ClientBuilder::new(&POST)
            .endpoint(endpoint)
            .credentials(credentials.clone())
            .proxy(Proxy::none())
            .build()?;
        let bare = reqwest::Client::builder()
            .no_proxy()
            .tls_backend_preconfigured(tls()?)
            .build()?;
        Ok(Self { client, bare, signed })
    }
}

/// CPU time of a call, on the one thread that makes calls, against `reqwest` sending the
/// same bytes, which were signed once. Only Linux has the time of a single thread.
fn processor_time(request: &Make, credentials: &Credentials) -> Result<(), BoxError> {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            // The other end waits for it.
            let _ = sender.send(listener.local_addr()?);
            serve(listener).await;
            Ok::<_, std::io::Error>(())
        })
    });
    let url = format!("http://{}", receiver.recv()?);
    let Contest { client, bare, signed } = Contest::at(&url, request, credentials)?;
    let target = signed.uri().to_string();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (mut ours, mut theirs) = (Duration::MAX, Duration::MAX);
    for _ in 0..9 {
        let calls = || runtime.block_on(call(client.clone(), request.clone(), 1_000));
        ours = ours.min(of_this_thread(calls)? / 1_000);
        let posts = || {
            runtime.block_on(async {
                for _ in 0..1_000 {
                    let post = bare.post(&target).headers(signed.headers().clone());
                    let answer = post
                        .body(signed.body().as_bytes().cloned().unwrap_or_default())
                        .send()
                        .await?;
                    black_box(serde_json::from_slice::<Value>(&answer.bytes().await?)?);
                }
                Ok(())
            })
        };
        theirs = theirs.min(of_this_thread(posts)? / 1_000);
    }
    println!(
        "CPU time: a call {ours:.2?}, bare reqwest {theirs:.2?}: {:.2} x",
        ratio(ours, theirs)
    );
    Ok(())
}

/// The CPU time that this thread takes for `work`, or else the time that passes.
fn of_this_thread(
    work: impl Fn() -> Result<(), BoxError>,
) -> Result<Duration, BoxError> {
    let spent = || {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
    };
    let (before, started) = (spent(), Instant::now());
    work()?;
    Ok(match (before, spent()) {
        (Some(before), Some(after)) => after - before,
        _ => started.elapsed(),
    })
}

/// Calls against the same request sent with `reqwest` alone: same body, serialised each
/// time, and the headers of a signature that was made once.
async fn throughput(request: &Make, credentials: &Credentials) -> Result<(), BoxError> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(serve(listener));
    let Contest { client, bare, signed } = Contest::at(&url, request, credentials)?;
    let target = format!("{url}/v1/parcels");
    for (tasks, each, delay) in [(1, 1_000, 0), (16, 300, 0), (1, 100, 1)] {
        let target = format!("{target}?delay={delay}");
        let request = Make { delay, ..request.clone() };
        let (mut ours, mut theirs) = (Duration::MAX, Duration::MAX);
        // Both alternate, and the best of several times counts, so that other work of
        // the machine affects both alike.
        for _ in 0..7 {
            ours = ours.min(
                race(tasks, each, || call(client.clone(), request.clone(), each))
                    .await?,
            );
            let headers = signed.headers();
            let post = || {
                post(
                    bare.clone(),
                    target.clone(),
                    headers.clone(),
                    request.body.clone(),
                    each,
                )
            };
            theirs = theirs.min(race(tasks, each, post).await?);
        }
        println!(
            "{tasks:>2} tasks, server takes {delay} ms: a call {ours:.2?}, bare reqwest {theirs:.2?}, throughput {:.1} %",
            100.0 / ratio(ours, theirs)
        );
    }
    Ok(())
}

async fn call(client: Client, request: Make, each: u32) -> Result<(), BoxError> {
    for _ in 0..each {
        client.send(&request).await?;
    }
    Ok(())
}

async fn post(
    client: reqwest::Client,
    target: String,
    headers: HeaderMap,
    body: Value,
    each: u32,
) -> Result<(), BoxError> {
    for _ in 0..each {
        let request = client
            .post(&target)
            .headers(headers.clone())
            .body(serde_json::to_vec(&body)?);
        let bytes = request.send().await?.bytes().await?;
        black_box(serde_json::from_slice::<Value>(&bytes)?);
    }
    Ok(())
}

/// The time of one call, with so many tasks calling at once.
async fn race<F>(
    tasks: u32,
    each: u32,
    make: impl Fn() -> F,
) -> Result<Duration, BoxError>
where
    F: Future<Output = Result<(), BoxError>> + Send + 'static,
{
    let started = Instant::now();
    let running: Vec<_> = (0..tasks).map(|_| tokio::spawn(make())).collect();
    for task in running {
        task.await??;
    }
    Ok(started.elapsed() / (tasks * each))
}

async fn serve(listener: TcpListener) {
    while let Ok((mut stream, _)) = listener.accept().await {
        tokio::spawn(async move {
            let answer = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 17\r\n\r\n{\"parcel\":\"P001\"}";
            let mut buffer = vec![0; 16 * 1024];
            // Every request comes in one piece on the loopback.
            while stream.read(&mut buffer).await.is_ok_and(|n| n > 0) {
                if buffer
                    .get(..64)
                    .is_some_and(|head| head.windows(7).any(|text| text == b"delay=1"))
                {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                if stream.write_all(answer).await.is_err() {
                    return;
                }
            }
        });
    }
}

fn tls() -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?;
    Ok(builder
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth())
}

fn time(times: u32, work: impl Fn()) -> Duration {
    (0..5)
        .map(|_| {
            let started = Instant::now();
            (0..times).for_each(|_| work());
            started.elapsed() / times
        })
        .min()
        .unwrap_or_default()
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}
