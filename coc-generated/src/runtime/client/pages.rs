//! Lists that are read page by page: the pages, and their items one by one. `cursor`
//! decides which request asks for the next page, and which page is the last one.

use std::fmt;

use super::cursor::Cursor;
use super::handle::Client;
use crate::runtime::http::{Error, PagedRequest, Response};

/// The pages of a list, each requested when it is needed.
///
/// [`next`](Self::next) gives every answer as it came, the last of which may have no
/// items. A request that names a position begins there.
///
/// The end follows the page that is known to be the last: it has no items, or no marker of
/// another one; or all items that the service counts have been seen; or it is not full,
/// where the documents say how many items a page may have.
///
/// After an error the same page is asked for again, so a program that ignores errors may
/// ask without an end. The end follows three errors: a request that cannot be sent, a page
/// that came before ([`SamePage`](crate::error::UnreadableReason::SamePage)), and a page
/// that does not lead to the next one although it is not known to be the last
/// ([`NoNextPage`](crate::error::UnreadableReason::NoNextPage)).
#[must_use = "pages are asked for by `next`"]
pub struct Pages<R: PagedRequest> {
    client: Client,
    cursor: Cursor<R>,
}

impl<R: PagedRequest> Pages<R> {
    /// Asks for the next page; `None` after the last one. Its request is validated,
    /// signed, sent and retried like that of every call.
    ///
    /// If the future is dropped, the next one asks for the same page.
    ///
    /// # Errors
    /// [`Error`], in place of a page.
    pub async fn next(&mut self) -> Option<Result<Response<R::Output>, Error>> {
        if let Some(error) = self.cursor.stuck() {
            return Some(Err(error));
        }
        let call = self.client.send(self.cursor.request()?);
        let result = call.await;
        Some(self.cursor.take(result))
    }

    /// The items of the pages, one by one.
    pub fn items(self) -> Items<R> {
        Items { pages: self, page: Vec::new().into_iter() }
    }

    /// How many items there are on all pages, if an answer has said so.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.cursor.total()
    }

    /// The request of the next page, with which another program can go on; `None` at the
    /// end.
    #[must_use]
    pub fn next_request(&self) -> Option<&R> {
        self.cursor.request()
    }
}

/// The items of a list, whose pages are requested when they are needed.
///
/// See [`Pages`] for the end, and for the place after an error.
#[must_use = "items are asked for by `next`"]
pub struct Items<R: PagedRequest> {
    pages: Pages<R>,
    page: std::vec::IntoIter<R::Item>,
}

impl<R: PagedRequest> Items<R> {
    /// The next item; `None` after the last one. It asks for the next page where it needs
    /// to.
    ///
    /// If the future is dropped, no item is lost.
    ///
    /// # Errors
    /// [`Error`], in place of a page.
    pub async fn next(&mut self) -> Option<Result<R::Item, Error>> {
        loop {
            if let Some(item) = self.page.next() {
                return Some(Ok(item));
            }
            match self.pages.next().await? {
                Ok(response) => self.page = items::<R>(response),
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// How many items there are on all pages, if an answer has said so.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.pages.total()
    }
}

/// The items of an answer.
pub(crate) fn items<R: PagedRequest>(
    mut response: Response<R::Output>,
) -> std::vec::IntoIter<R::Item> {
    R::items(&mut response.output).map(std::mem::take).unwrap_or_default().into_iter()
}

impl<R: PagedRequest> fmt::Debug for Pages<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show::<R>("Pages", &self.cursor, f)
    }
}

impl<R: PagedRequest> fmt::Debug for Items<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show::<R>("Items", &self.pages.cursor, f)
    }
}

/// Requests and items stay out: they may hold secrets.
pub(crate) fn show<R: PagedRequest>(
    name: &str,
    cursor: &Cursor<R>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    f.debug_struct(name)
        .field("operation", &R::OPERATION.name)
        .field("ended", &cursor.request().is_none())
        .finish_non_exhaustive()
}

impl Client {
    /// The pages of a list, from the page that `request` asks for. The methods named after
    /// operations call this.
    pub fn pages<R: PagedRequest>(&self, request: R) -> Pages<R> {
        Pages { client: self.clone(), cursor: Cursor::new(request) }
    }
}
