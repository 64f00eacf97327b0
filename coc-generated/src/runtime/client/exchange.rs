//! One exchange: sends a signed request, and collects the answer or writes it to a sink.
//! Attempts and time-outs belong to `engine`.

use bytes::{Bytes, BytesMut};

use super::prepared_call::Settings;
use super::sink::Target;
use super::stream::BodyStream;
use super::transport::{Transport, TransportError};
use crate::runtime::http::{
    Body, ConnectionLostError, Error, Expected, IncompleteBody, NotSentError,
    NotWrittenError, Payload, TimeoutError, UnreadableError, content_length, length_of,
    read,
};

/// The bytes of a success that are read before any is written: an error in place of the
/// file is shorter.
const PEEKED_BYTES: usize = 64 * 1024;

/// Collects the answer.
pub(super) async fn collected(
    transport: &dyn Transport,
    request: http::Request<Payload>,
    settings: &Settings,
    expected: Expected<'_>,
) -> Result<(http::Response<Bytes>, Body), Error> {
    let mut response = transport.send(request).await.map_err(failure)?;
    if response.body().len() > settings.max_body {
        response.body_mut().truncate(settings.max_body);
        response.extensions_mut().insert(IncompleteBody::TooLong);
    }
    let body = read(&response, expected)?;
    Ok((response, body))
}

/// Writes the bytes of a success to `target` as they arrive. The answer that is returned
/// has no body.
pub(super) async fn written(
    transport: &dyn Transport,
    request: http::Request<Payload>,
    settings: &Settings,
    expected: Expected<'_>,
    target: &mut Target<'_>,
) -> Result<(http::Response<Bytes>, Body), Error> {
    let response = transport.open(request).await.map_err(failure)?;
    let (parts, mut stream) = response.into_parts();
    let is_success = parts.status.is_success();
    let max = if is_success { PEEKED_BYTES } else { settings.max_body };
    let (bytes, end) = beginning(&mut stream, max).await;
    let beginning = http::Response::from_parts(parts, bytes);
    let max_written = settings.max_written;
    let response = match end {
        End::Later if is_success => {
            write_long(beginning, stream, max_written, expected, target).await?
        }
        end => write_short(beginning, end, max, max_written, expected, target).await?,
    };
    target.flush().await.map_err(|error| not_written(error, target))?;
    Ok((response, Body::Bytes(Bytes::new())))
}

/// Writes a success of which only the beginning has arrived. It is too long for an error in
/// place of the file.
async fn write_long(
    beginning: http::Response<Bytes>,
    mut stream: BodyStream,
    max_written: u64,
    expected: Expected<'_>,
    target: &mut Target<'_>,
) -> Result<http::Response<Bytes>, Error> {
    let (response, beginning) = take_body(beginning);
    let incomplete = |cut: IncompleteBody, received: u64| {
        Error::from(UnreadableError::incomplete(&response, cut, received, expected))
    };
    let received = length_of(&beginning);
    if content_length(response.headers()).unwrap_or(received) > max_written {
        return Err(incomplete(IncompleteBody::TooLong, received));
    }
    put(target, beginning).await?;
    while let Some(next) = stream.next().await {
        let chunk = next.map_err(|cut| incomplete(cut, target.written()))?;
        let received = target.written().saturating_add(length_of(&chunk));
        if received > max_written {
            return Err(incomplete(IncompleteBody::TooLong, received));
        }
        put(target, chunk).await?;
    }
    Ok(response)
}

/// Reads an answer that has arrived up to `end`, and writes its body if it is a success.
async fn write_short(
    mut response: http::Response<Bytes>,
    end: End,
    max_body: usize,
    max_written: u64,
    expected: Expected<'_>,
    target: &mut Target<'_>,
) -> Result<http::Response<Bytes>, Error> {
    let is_too_long =
        response.status().is_success() && length_of(response.body()) > max_written;
    let cut = match end {
        End::Whole => is_too_long.then_some(IncompleteBody::TooLong),
        End::Cut(cut) => Some(cut),
        End::Later => {
            response.body_mut().truncate(max_body);
            Some(IncompleteBody::TooLong)
        }
    };
    if let Some(cut) = cut {
        response.extensions_mut().insert(cut);
    }
    read(&response, expected)?;
    let (response, body) = take_body(response);
    put(target, body).await?;
    Ok(response)
}

/// The response without its body, and the body.
fn take_body(response: http::Response<Bytes>) -> (http::Response<Bytes>, Bytes) {
    let (parts, body) = response.into_parts();
    (http::Response::from_parts(parts, Bytes::new()), body)
}

async fn put(target: &mut Target<'_>, bytes: Bytes) -> Result<(), Error> {
    let result = target.write(bytes).await;
    result.map_err(|error| not_written(error, target))
}

fn not_written(error: std::io::Error, target: &Target<'_>) -> Error {
    NotWrittenError::new(error, target.written()).into()
}

/// The state of a body of which the beginning was read.
enum End {
    Whole,
    Cut(IncompleteBody),
    /// There is more than was asked for.
    Later,
}

/// The bytes of a body until it ends, or until there are more than `max`.
async fn beginning(stream: &mut BodyStream, max: usize) -> (Bytes, End) {
    let mut found = BytesMut::new();
    let end = loop {
        match stream.next().await {
            None => break End::Whole,
            Some(Err(cut)) => break End::Cut(cut),
            Some(Ok(chunk)) => found.extend_from_slice(&chunk),
        }
        if found.len() > max {
            break End::Later;
        }
    };
    (found.freeze(), end)
}

fn failure(error: TransportError) -> Error {
    match error {
        TransportError { sent, timed_out: true, .. } => {
            TimeoutError::new(sent, false).into()
        }
        TransportError { sent: false, problem, cause, permanent, .. } => {
            NotSentError::of(problem, cause, permanent).into()
        }
        TransportError { sent: true, problem, cause, .. } => {
            ConnectionLostError::of(problem, cause).into()
        }
    }
}
