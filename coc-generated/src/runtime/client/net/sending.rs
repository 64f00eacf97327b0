//! A body on its way to a connection: its files are read on threads that may block, a
//! chunk at a time. Making bodies belongs to `http`.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::task::{JoinHandle, spawn_blocking};

use crate::runtime::http::{CHUNK, OpenFile, OpenPiece, Payload, length_of};

/// A body that is being sent.
pub(super) struct Sending {
    pieces: VecDeque<OpenPiece>,
    reading: Option<JoinHandle<io::Result<(OpenFile, Bytes)>>>,
    left: u64,
}

impl Sending {
    /// The body of a request. Its files are opened.
    pub(super) async fn of(payload: Payload) -> io::Result<Self> {
        let left = payload.len();
        let pieces = if payload.has_files() {
            match spawn_blocking(|| payload.open()).await {
                Ok(pieces) => pieces?,
                Err(error) => return Err(io::Error::other(error)),
            }
        } else {
            payload.open()?
        };
        Ok(Self { pieces, reading: None, left })
    }

    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        loop {
            if let Some(reading) = &mut self.reading {
                let read = ready!(Pin::new(reading).poll(cx));
                self.reading = None;
                let (file, chunk) =
                    match read.unwrap_or_else(|error| Err(io::Error::other(error))) {
                        Ok(read) => read,
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    };
                if file.left() > 0 {
                    self.pieces.push_front(OpenPiece::File(file));
                }
                if !chunk.is_empty() {
                    return Poll::Ready(Some(Ok(chunk)));
                }
                continue;
            }
            match self.pieces.pop_front() {
                None => return Poll::Ready(None),
                Some(OpenPiece::Bytes(bytes)) if bytes.is_empty() => {}
                Some(OpenPiece::Bytes(bytes)) => return Poll::Ready(Some(Ok(bytes))),
                Some(OpenPiece::File(mut file)) => {
                    self.reading = Some(spawn_blocking(move || {
                        let chunk = file.next(CHUNK)?;
                        Ok((file, chunk))
                    }));
                }
            }
        }
    }
}

impl Body for Sending {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let chunk = ready!(self.poll_chunk(cx));
        if let Some(Ok(chunk)) = &chunk {
            self.left = self.left.saturating_sub(length_of(chunk));
        }
        Poll::Ready(chunk.map(|chunk| chunk.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
