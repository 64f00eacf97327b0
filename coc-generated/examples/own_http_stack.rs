//! Builds and signs a request, and reads its answer, with the pure functions of `http`, so
//! that any HTTP stack can send it. This one is a socket of the standard library.
//!
//! ```text
//! cargo run -p coc-generated --no-default-features --features http --example own_http_stack
//! ```

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::SystemTime;

use coc_generated::error::BuildError;
use coc_generated::http::{
    Bytes, Endpoint, OperationRequest, Parts, Payload, StatusCode, build_request,
    parse_response, sign,
};
use coc_generated::service::{AuthScope, Operation, Service};
use coc_generated::{Credentials, Violations};
use serde_json::Value;

static POST: Service = Service::new("post", AuthScope::Project);
static TRACK: Operation =
    Operation::new("track_parcel", "GET", "/v1/parcels/{id}").with_repeatable(true);

/// Looks up the place of a parcel: an operation that no spec describes.
struct Track {
    id: String,
}

impl OperationRequest for Track {
    type Output = Value;
    const SERVICE: &'static Service = &POST;
    const OPERATION: &'static Operation = &TRACK;

    fn violations(&self) -> Violations {
        Violations::default()
    }

    fn parts(&self) -> Result<Parts, BuildError> {
        let mut parts = Parts::new();
        parts.literal("/v1/parcels/").segment("id", Some(&self.id))?;
        Ok(parts)
    }
}

// `tests/examples.rs` calls it, too.
pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let endpoint = Endpoint::new(&format!("http://{}", listener.local_addr()?))?;
    let server = std::thread::spawn(move || serve(&listener));

    let track = Track { id: "P 1-7".to_owned() };
    let mut request = build_request(&track, &endpoint)?;
    sign(
        &mut request,
        &Credentials::keys("ACCESSKEY", "SECRETKEY"),
        POST.scope,
        SystemTime::now(),
    )?;
    let response = exchange(request)?;
    let answer = parse_response::<Track>(response)?;
    println!(
        "{}, and the server was asked: {}",
        answer.status(),
        answer.output()["asked"]
    );

    server.join().map_err(|_| "the server failed")??;
    Ok(())
}

/// The HTTP stack: one request, one answer, one connection.
fn exchange(
    request: http::Request<Payload>,
) -> Result<http::Response<Bytes>, Box<dyn Error>> {
    let uri = request.uri();
    let mut stream = TcpStream::connect(uri.authority().ok_or("no host")?.as_str())?;
    // The target is signed, so that it must be sent as it is.
    let target = uri.path_and_query().ok_or("no path")?;
    let mut head =
        format!("{} {target} HTTP/1.1\r\nconnection: close\r\n", request.method());
    for (name, value) in request.headers() {
        head += &format!("{name}: {}\r\n", value.to_str()?);
    }
    head += &format!("content-length: {}\r\n\r\n", request.body().len());
    stream.write_all(head.as_bytes())?;
    // A form is read piece by piece: its files need not be in memory.
    std::io::copy(&mut request.into_body().into_reader()?, &mut stream)?;

    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let status: StatusCode = line.split(' ').nth(1).ok_or("no status")?.parse()?;
    let mut response = http::Response::builder().status(status);
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) => response = response.header(name, value),
            None => break,
        }
    }
    let mut body = Vec::new();
    reader.read_to_end(&mut body)?;
    Ok(response.body(Bytes::from(body))?)
}

/// Answers one request with the first line of the request.
fn serve(listener: &TcpListener) -> std::io::Result<()> {
    let (stream, _) = listener.accept()?;
    let mut reader = BufReader::new(stream);
    let mut asked = String::new();
    reader.read_line(&mut asked)?;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let body = serde_json::json!({ "asked": asked.trim_end() }).to_string();
    let answer =
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    reader.into_inner().write_all(answer.as_bytes())
}
