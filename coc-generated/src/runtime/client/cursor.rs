//! The place in a list that is read page by page: which request asks for the next page,
//! and whether there is one. Nothing here sends.

use std::collections::hash_map::DefaultHasher;
use std::hash::Hasher;
use std::io;

use serde::Serialize;

use crate::runtime::http::{
    Error, PagedRequest, Paging, Position, Response, UnreadableReason,
};

/// The place in a list.
pub(crate) struct Cursor<R: PagedRequest> {
    /// Asks for the next page.
    request: R,
    /// How many items stand before the next page, if that is known.
    before: Option<u64>,
    /// The largest number of items in an answer: some services count only the items after
    /// the marker.
    total: Option<u64>,
    /// A hash of the items of the page before.
    previous_hash: Option<u64>,
    cycle: Cycle<R::Position>,
    state: State,
}

enum State {
    /// There may be another page.
    Open,
    /// The page before was returned, and does not lead to another one.
    Stuck(Box<Error>),
    Ended,
}

/// The step after a page.
enum NextPage<P> {
    To(P),
    End,
    Stuck(UnreadableReason),
}

impl<R: PagedRequest> Cursor<R> {
    /// Begins at the page that `request` asks for.
    pub(crate) fn new(request: R) -> Self {
        let at = request.position();
        let ahead = |first: i64| {
            let at = at.as_ref().and_then(R::Position::to_number).unwrap_or(first);
            u64::try_from(at.checked_sub(first)?).ok()
        };
        let before = match R::PAGING {
            Paging::Marker | Paging::LastItem => at.is_none().then_some(0),
            Paging::Offset(first) => ahead(first),
            Paging::Page(first) => ahead(first).and_then(|pages| match pages {
                0 => Some(0),
                pages => pages.checked_mul(request.size()?),
            }),
        };
        Self {
            request,
            before,
            total: None,
            previous_hash: None,
            cycle: Cycle::new(),
            state: State::Open,
        }
    }

    /// The request of the next page; `None` at the end.
    pub(crate) fn request(&self) -> Option<&R> {
        matches!(self.state, State::Open).then_some(&self.request)
    }

    /// How many items there are, if an answer has said so.
    pub(crate) fn total(&self) -> Option<u64> {
        self.total
    }

    /// The error to return instead of the next page, if no request for it is known. The
    /// list ends after it.
    pub(crate) fn stuck(&mut self) -> Option<Error> {
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Stuck(error) => Some(*error),
            state => {
                self.state = state;
                None
            }
        }
    }

    /// Takes the result of the request of this page, and moves to the next one. After an
    /// error the place stays, unless the same request can never be sent.
    pub(crate) fn take(
        &mut self,
        result: Result<Response<R::Output>, Error>,
    ) -> Result<Response<R::Output>, Error> {
        let mut response = match result {
            Ok(response) => response,
            Err(error) => {
                if matches!(error, Error::Invalid(_) | Error::Build(_)) {
                    self.state = State::Ended;
                }
                return Err(error);
            }
        };
        let items = R::items(&mut response.output).map_or(&[][..], |items| items);
        let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
        let hash = (count > 0).then(|| fingerprint(items)).flatten();
        if R::PAGING != Paging::Marker && hash.is_some() && hash == self.previous_hash {
            self.state = State::Ended;
            return Err(response.unreadable::<R>(UnreadableReason::SamePage));
        }
        self.previous_hash = hash;
        self.total = self.total.max(R::total(&response.output));
        match self.step(&response.output, count) {
            NextPage::To(position) => {
                self.before = self.before.and_then(|before| before.checked_add(count));
                self.request.set_position(position);
            }
            NextPage::End => self.state = State::Ended,
            NextPage::Stuck(reason) => {
                self.state = State::Stuck(Box::new(response.unreadable::<R>(reason)));
            }
        }
        Ok(response)
    }

    fn step(&mut self, answer: &R::Output, count: u64) -> NextPage<R::Position> {
        let next = match R::PAGING {
            Paging::Marker => match R::next(answer) {
                Some(marker) => Some(marker),
                None => return NextPage::End,
            },
            _ if self.is_last(count) => return NextPage::End,
            Paging::LastItem => R::next(answer),
            Paging::Offset(first) => {
                i64::try_from(count).ok().and_then(|by| self.moved(first, by))
            }
            Paging::Page(first) => self.moved(first, 1),
        };
        match next {
            None => NextPage::Stuck(UnreadableReason::NoNextPage),
            Some(next) if self.cycle.closes(self.request.position().as_ref(), &next) => {
                NextPage::Stuck(UnreadableReason::SamePage)
            }
            Some(next) => NextPage::To(next),
        }
    }

    /// Whether no page can follow one with this number of items.
    fn is_last(&self, count: u64) -> bool {
        let seen = self.before.and_then(|before| before.checked_add(count));
        match (seen, self.total) {
            _ if count == 0 => true,
            (Some(seen), Some(total)) => seen >= total,
            _ => self.request.size().is_some_and(|size| count < size),
        }
    }

    fn moved(&self, first: i64, by: i64) -> Option<R::Position> {
        let at = match self.request.position() {
            Some(position) => position.to_number()?,
            None => first,
        };
        R::Position::from_number(at.checked_add(by)?)
    }
}

/// Detects that markers repeat in a cycle of any length, by Brent's algorithm, which keeps
/// one of them.
struct Cycle<P> {
    kept: Option<P>,
    steps: u64,
}

impl<P: Clone + PartialEq> Cycle<P> {
    const fn new() -> Self {
        Self { kept: None, steps: 0 }
    }

    fn closes(&mut self, asked: Option<&P>, next: &P) -> bool {
        if asked == Some(next) || self.kept.as_ref() == Some(next) {
            return true;
        }
        self.steps = self.steps.saturating_add(1);
        // Each kept marker stays twice as long as the one before, so that at last one stays
        // for a whole cycle.
        if self.steps.is_power_of_two() {
            self.kept = Some(next.clone());
        }
        false
    }
}

/// A hash of the items as JSON, without a copy of it.
fn fingerprint<T: Serialize>(items: &[T]) -> Option<u64> {
    let mut hash = JsonHash(DefaultHasher::new());
    serde_json::to_writer(&mut hash, items).ok()?;
    Some(hash.0.finish())
}

struct JsonHash(DefaultHasher);

impl io::Write for JsonHash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
