//! Requests whose answers come in pages: the parts of a request and of an answer that
//! decide which page follows. Requesting the pages belongs to `client`.

use serde::Serialize;

use super::request::OperationRequest;
use crate::runtime::wire::Timestamp;

/// A request that asks for one page of a list. Generated code implements it. Implement it
/// yourself for an operation that the spec lacks.
pub trait PagedRequest: OperationRequest + Clone {
    /// An item of a page.
    type Item: Serialize;
    /// The value of the field that moves from page to page.
    type Position: Position;
    /// The way from one page to the next.
    const PAGING: Paging;

    /// The position that the request asks for, if it names one.
    fn position(&self) -> Option<Self::Position>;

    /// Makes the request ask for this position.
    fn set_position(&mut self, position: Self::Position);

    /// The items of an answer; `None` if it has no list.
    fn items(answer: &mut Self::Output) -> Option<&mut Vec<Self::Item>>;

    /// The marker of the page after this answer, if the answer holds one. Offsets and
    /// numbers of pages are counted instead.
    #[must_use]
    fn next(answer: &Self::Output) -> Option<Self::Position> {
        let _ = answer;
        None
    }

    /// How many items fill a page of this request, if a page with fewer items is the
    /// last one.
    fn size(&self) -> Option<u64> {
        None
    }

    /// How many items there are on all pages, if the answer says so.
    #[must_use]
    fn total(answer: &Self::Output) -> Option<u64> {
        let _ = answer;
        None
    }
}

/// The way from one page to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Paging {
    /// Each answer holds the marker of the next page; the last one holds none.
    Marker,
    /// The next page begins after the last item of the page before, which has its marker.
    LastItem,
    /// The number of the first item of a page; the first page begins with this one.
    Offset(i64),
    /// The number of a page; the first page has this one.
    Page(i64),
}

/// A value that says where a page begins.
pub trait Position: Clone + PartialEq {
    /// The number, if it is one.
    fn to_number(&self) -> Option<i64>;

    /// The position with this number, if there is one.
    #[must_use]
    fn from_number(number: i64) -> Option<Self>;
}

impl Position for i32 {
    fn to_number(&self) -> Option<i64> {
        Some((*self).into())
    }

    fn from_number(number: i64) -> Option<Self> {
        number.try_into().ok()
    }
}

impl Position for i64 {
    fn to_number(&self) -> Option<i64> {
        Some(*self)
    }

    fn from_number(number: i64) -> Option<Self> {
        Some(number)
    }
}

impl Position for String {
    fn to_number(&self) -> Option<i64> {
        None
    }

    fn from_number(_: i64) -> Option<Self> {
        None
    }
}

impl Position for Timestamp {
    fn to_number(&self) -> Option<i64> {
        None
    }

    fn from_number(_: i64) -> Option<Self> {
        None
    }
}

/// The number of items that fill a page: the one of the request, or the one that the
/// service assumes; `None` if the service may return fewer all the same.
#[allow(dead_code, reason = "a spec may be without pages")]
pub(crate) fn page_size(
    asked: Option<impl Into<i64>>,
    assumed: Option<i64>,
    max: i64,
) -> Option<u64> {
    let size = asked.map(Into::into).or(assumed)?;
    u64::try_from(size).ok().filter(|_| (1..=max).contains(&size))
}

/// A number of items.
#[allow(dead_code, reason = "a spec may be without pages")]
pub(crate) fn item_count(number: Option<impl Into<i64>>) -> Option<u64> {
    number?.into().try_into().ok()
}
