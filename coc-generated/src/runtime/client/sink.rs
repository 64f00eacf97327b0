//! The place to which the bytes of an answer go while they arrive. `exchange` decides which
//! answers go there.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;

use bytes::{Buf as _, Bytes};
use tokio::io::AsyncWrite;

use super::boxed::BoxFuture;
use crate::runtime::http::length_of;

/// Takes the bytes of an answer.
pub(crate) trait Sink: Send {
    /// Takes the next bytes.
    fn write(&mut self, bytes: Bytes) -> BoxFuture<'_, io::Result<()>>;

    /// Waits until all bytes have arrived.
    fn flush(&mut self) -> BoxFuture<'_, io::Result<()>>;
}

/// A writer of a caller.
pub(super) struct WriterSink<W>(pub(super) W);

impl<W: AsyncWrite + Send + Unpin> Sink for WriterSink<W> {
    fn write(&mut self, mut bytes: Bytes) -> BoxFuture<'_, io::Result<()>> {
        Box::pin(async move {
            while !bytes.is_empty() {
                let write = |cx: &mut std::task::Context<'_>| {
                    Pin::new(&mut self.0).poll_write(cx, &bytes)
                };
                match poll_fn(write).await? {
                    0 => return Err(io::ErrorKind::WriteZero.into()),
                    count => bytes.advance(count.min(bytes.len())),
                }
            }
            Ok(())
        })
    }

    fn flush(&mut self) -> BoxFuture<'_, io::Result<()>> {
        Box::pin(poll_fn(|cx| Pin::new(&mut self.0).poll_flush(cx)))
    }
}

/// A sink, and how much was written to it.
pub(crate) struct Target<'a> {
    sink: &'a mut (dyn Sink + 'a),
    written: u64,
}

impl<'a> Target<'a> {
    pub(crate) fn new(sink: &'a mut (dyn Sink + 'a)) -> Self {
        Self { sink, written: 0 }
    }

    /// How many bytes were written. After the first one, no other attempt may write.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    pub(super) async fn write(&mut self, bytes: Bytes) -> io::Result<()> {
        let count = length_of(&bytes);
        if count > 0 {
            // A part of them may be written although it fails.
            self.written = self.written.saturating_add(count);
            self.sink.write(bytes).await?;
        }
        Ok(())
    }

    pub(super) async fn flush(&mut self) -> io::Result<()> {
        self.sink.flush().await
    }
}
