//! The socket of the sandbox. Every connection, head and body is bounded in size and in
//! time. The meaning of a request belongs to the dispatcher.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};

use super::desk::Desk;
use crate::runtime::server::Dispatcher;

/// So many connections are open at most; others wait.
const MOST_CONNECTIONS: usize = 1_024;
/// The head of a request has so many bytes at most.
const MOST_HEAD: usize = 64 * 1024;

/// Answers connections until `stop` is sent or dropped. `patience` is the time that a
/// client has for a head, and for a body.
pub(super) async fn serve(
    listener: TcpListener,
    dispatcher: Arc<Dispatcher<Desk>>,
    patience: Duration,
    mut stop: oneshot::Receiver<()>,
) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            biased;
            _ = &mut stop => return,
            accepted = accepted => accepted,
        };
        let (Ok(place), Ok((stream, _))) = (place, accepted) else {
            // No descriptor is free: some become free soon.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let dispatcher = Arc::clone(&dispatcher);
        tokio::spawn(async move {
            connection(stream, dispatcher, patience).await;
            drop(place);
        });
    }
}

async fn connection(
    stream: TcpStream,
    dispatcher: Arc<Dispatcher<Desk>>,
    patience: Duration,
) {
    // Answers are short, and each is written at once.
    let _ = stream.set_nodelay(true);
    let answer = service_fn(move |request| {
        let dispatcher = Arc::clone(&dispatcher);
        async move { Ok::<_, Infallible>(answer(request, &dispatcher, patience).await) }
    });
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_buf_size(MOST_HEAD);
    // An error is that of a client that went away or sent no HTTP.
    let _ = builder.serve_connection(TokioIo::new(stream), answer).await;
}

async fn answer(
    request: Request<Incoming>,
    dispatcher: &Dispatcher<Desk>,
    patience: Duration,
) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, dispatcher.most_body()).collect();
    let body = match tokio::time::timeout(patience, body).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            return dispatcher.too_large().map(Full::new);
        }
        Ok(Err(_)) | Err(_) => {
            let mut response = Response::new(Full::default());
            *response.status_mut() = http::StatusCode::REQUEST_TIMEOUT;
            let close = http::HeaderValue::from_static("close");
            response.headers_mut().insert(http::header::CONNECTION, close);
            return response;
        }
    };
    dispatcher.dispatch(Request::from_parts(head, body)).await.map(Full::new)
}
