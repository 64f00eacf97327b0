//! A connection that does not keep its thread: after some bytes it yields to timers and
//! other tasks, however fast a server sends. Connecting belongs to `connect`.

use std::future::Future as _;
use std::io::{self, IoSlice};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use hyper_util::client::legacy::connect::{Connected, Connection};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::task::yield_now;

/// The bytes that are read before the task yields. The parser skips interim answers within
/// one poll, so that a server which sends nothing else would occupy a thread of the runtime
/// for seconds.
const BYTES_PER_YIELD: usize = 64 * 1024;

trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// A connection, encrypted or not.
pub(super) struct Stream {
    inner: Box<dyn Duplex>,
    /// Bytes that were read since the task yielded.
    taken: usize,
    proxied: bool,
}

impl Stream {
    pub(super) fn new(
        inner: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    ) -> Self {
        Self { inner: Box::new(inner), taken: 0, proxied: false }
    }

    /// The same connection, whose other end is a proxy that reads the requests.
    pub(super) fn proxied(self) -> Self {
        Self { proxied: true, ..self }
    }
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new().proxy(self.proxied)
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.taken >= BYTES_PER_YIELD {
            self.taken = 0;
            // Unlike a mere wake, this makes the runtime check its timers first.
            if pin!(yield_now()).poll(cx).is_pending() {
                return Poll::Pending;
            }
        }
        let before = buffer.filled().len();
        let result = Pin::new(&mut self.inner).poll_read(cx, buffer);
        self.taken = match result {
            Poll::Ready(_) => self.taken + buffer.filled().len() - before,
            Poll::Pending => 0,
        };
        result
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
