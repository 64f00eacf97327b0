//! Measures the cost of the checks of the sandbox, and of a ticket that it keeps:
//!
//! ```text
//! cargo bench -p coc-generated --bench sandbox
//! cargo bench -p coc-generated --bench sandbox -- memory 1000000 [FOLDER]
//! ```
//!
//! The first compares the sandbox with a server of the same parts that answers at once
//! with a constant. Both use one thread, whose CPU time a busy machine hardly affects. The
//! second creates so many changes, in memory or in a folder of data, and prints the memory
//! of the process. Both read `/proc`, so that they need Linux.

use std::convert::Infallible;
use std::error::Error;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use coc_generated::Credentials;
use coc_generated::create_ticket::wire::CreateTicketRequest;
use coc_generated::http::{Bytes, Endpoint, OperationRequest, build_request, sign};
use coc_generated::sandbox::Sandbox;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;

/// The connections that send requests at once.
const CONNECTIONS: usize = 8;
const TIME: Duration = Duration::from_secs(5);
/// The unit of the CPU time in `/proc`, which is the same on all Linux systems.
const TICK: Duration = Duration::from_millis(10);
const CONSTANT: &str = "constant";
const SANDBOX: &str = "sandbox";

/// A request to create the change of the documented example, as bytes.
fn bytes(
    endpoint: &Endpoint,
    credentials: &Credentials,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let example = include_str!("../../spec/examples/create_change.json");
    let request: CreateTicketRequest = serde_json::from_str(example)?;
    let mut request = build_request(&request, endpoint)?;
    let scope = CreateTicketRequest::SERVICE.scope;
    sign(&mut request, credentials, scope, SystemTime::now())?;
    let body = request.body().as_bytes().ok_or("the body is no text")?.to_vec();
    let mut bytes =
        format!("{} {} HTTP/1.1\r\n", request.method(), request.uri().path());
    if !request.headers().contains_key("host") {
        let host = request.uri().authority().ok_or("there is no host")?;
        bytes += &format!("host: {host}\r\n");
    }
    for (name, value) in request.headers() {
        bytes += &format!("{name}: {}\r\n", value.to_str()?);
    }
    if !request.headers().contains_key("content-length") {
        bytes += &format!("content-length: {}\r\n", body.len());
    }
    bytes += "\r\n";
    let mut bytes = bytes.into_bytes();
    bytes.extend(body);
    Ok(bytes)
}

/// Sends the same request while `goes_on` returns true, and returns how many were answered
/// with the status 200.
fn send(
    address: SocketAddr,
    request: &[u8],
    mut goes_on: impl FnMut(u64) -> bool,
) -> std::io::Result<u64> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let mut answers = BufReader::new(stream.try_clone()?);
    let mut count = 0;
    let mut body = Vec::new();
    while goes_on(count) {
        stream.write_all(request)?;
        let mut line = String::new();
        answers.read_line(&mut line)?;
        assert!(line.starts_with("HTTP/1.1 200 "), "{line}");
        let mut length = 0;
        while line != "\r\n" {
            line.clear();
            answers.read_line(&mut line)?;
            if let Some(text) = line.strip_prefix("content-length: ") {
                length = text.trim_end().parse().map_err(std::io::Error::other)?;
            }
        }
        body.resize(length, 0);
        answers.read_exact(&mut body)?;
        count += 1;
    }
    Ok(count)
}

/// Sends from all connections, and returns how many requests were answered.
fn send_all(
    address: SocketAddr,
    request: &[u8],
    goes_on: impl Fn(u64) -> bool + Sync,
) -> u64 {
    thread::scope(|scope| {
        let goes_on = &goes_on;
        let senders: Vec<_> = (0..CONNECTIONS)
            .map(|_| scope.spawn(move || send(address, request, goes_on)))
            .collect();
        let answered = senders.into_iter().map(|it| it.join().expect("no panic"));
        answered.map(|count| count.expect("the server answers")).sum()
    })
}

/// The CPU time of the threads whose name begins like this.
fn cpu(name: &str) -> std::io::Result<Duration> {
    let mut ticks = 0;
    for task in fs::read_dir("/proc/self/task")? {
        let stat = fs::read_to_string(task?.path().join("stat"))?;
        let (head, fields) = stat.rsplit_once(')').unwrap_or_default();
        if head.split_once('(').is_some_and(|(_, it)| it.starts_with(name)) {
            let times = fields.split_whitespace().skip(11).take(2);
            ticks += times.filter_map(|it| it.parse::<u32>().ok()).sum::<u32>();
        }
    }
    Ok(TICK * ticks)
}

fn report(
    title: &str,
    name: &str,
    address: SocketAddr,
    request: &[u8],
) -> Result<(), Box<dyn Error>> {
    let (start, before) = (Instant::now(), cpu(name)?);
    let count = send_all(address, request, |_| start.elapsed() < TIME);
    let (time, cpu) = (start.elapsed(), cpu(name)? - before);
    println!(
        "{title:40} {:>8.0} requests a second of CPU time, {:>6.1} µs each; {:>8.0} a second",
        count as f64 / cpu.as_secs_f64(),
        cpu.as_secs_f64() * 1e6 / count as f64,
        count as f64 / time.as_secs_f64(),
    );
    Ok(())
}

/// A server that reads each request, and answers with the same bytes.
fn constant() -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let answer = Bytes::from_static(
        br#"{"provider_code":"049","error_code":"GOM.00000000","data":{"ticket_id":"CM"}}"#,
    );
    let answer = move |request: http::Request<Incoming>| {
        let answer = answer.clone();
        async move {
            let _ = request.into_body().collect().await;
            Ok::<_, Infallible>(http::Response::new(Full::new(answer)))
        }
    };
    let serve = async move {
        let listener = tokio::net::TcpListener::from_std(listener).expect("it listens");
        while let Ok((stream, _)) = listener.accept().await {
            let _ = stream.set_nodelay(true);
            let answer = service_fn(answer.clone());
            let connection = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), answer);
            tokio::spawn(connection);
        }
    };
    let thread = thread::Builder::new().name(CONSTANT.to_owned());
    thread.spawn(move || runtime.block_on(serve))?;
    Ok(address)
}

fn speed() -> Result<(), Box<dyn Error>> {
    let address = constant()?;
    let endpoint = Endpoint::new(&format!("http://{address}"))?;
    let request = bytes(&endpoint, &Credentials::keys("ACCESSKEY", "SECRETKEY"))?;
    report("a constant", CONSTANT, address, &request)?;

    let sandbox = Sandbox::start()?;
    let token = Credentials::token(sandbox.token());
    let request = bytes(&sandbox.endpoint(), &token)?;
    report("a change, with a token", SANDBOX, sandbox.address(), &request)?;
    let request = bytes(&sandbox.endpoint(), &sandbox.credentials())?;
    report("a change, signed", SANDBOX, sandbox.address(), &request)?;
    drop(sandbox);

    let folder = tempfile::tempdir()?;
    let sandbox = Sandbox::builder().data(folder.path()).start()?;
    let request = bytes(&sandbox.endpoint(), &sandbox.credentials())?;
    report("a change, signed, on the disk", SANDBOX, sandbox.address(), &request)
}

/// A line of `/proc/self/status`, in MiB.
fn memory(name: &str) -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    Ok(number.ok_or("there is no such line")?.parse::<u64>()? / 1024)
}

fn tickets(count: u64, folder: Option<&str>) -> Result<(), Box<dyn Error>> {
    let start = |title: &str| {
        let (begin, builder) = (Instant::now(), Sandbox::builder());
        let builder = match folder {
            Some(folder) => builder.data(folder),
            None => builder,
        };
        let sandbox = builder.start()?;
        println!(
            "{title} after {:.1} s: {} MiB, at most {} MiB",
            begin.elapsed().as_secs_f64(),
            memory("VmRSS")?,
            memory("VmHWM")?
        );
        Ok::<_, Box<dyn Error>>(sandbox)
    };
    let sandbox = start("started")?;
    let begin = Instant::now();
    let mut left = count;
    while left > 0 {
        // A signature holds for 15 minutes.
        let request = bytes(&sandbox.endpoint(), &sandbox.credentials())?;
        let each = (left / CONNECTIONS as u64).clamp(1, 10_000);
        left = left
            .saturating_sub(send_all(sandbox.address(), &request, |sent| sent < each));
    }
    println!(
        "{count} changes after {:.1} s: {} MiB, at most {} MiB",
        begin.elapsed().as_secs_f64(),
        memory("VmRSS")?,
        memory("VmHWM")?
    );
    if folder.is_some() {
        drop(sandbox);
        start("started again")?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|it| it != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] => speed(),
        ["memory", count] => tickets(count.parse()?, None),
        ["memory", count, folder] => tickets(count.parse()?, Some(folder)),
        _ => Err("usage: [memory COUNT [FOLDER]]".into()),
    }
}
