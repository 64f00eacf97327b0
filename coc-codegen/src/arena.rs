//! Lists whose items are found by typed ids, so that an id of one kind of item finds no
//! item of another kind. The ids are in the interface of this crate, so that they are
//! types of its own.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, Index, IndexMut};

/// The place of an item in an [`Arena`].
pub trait Id: Copy {
    /// The id of the item at `index`.
    fn from_index(index: usize) -> Self;

    /// The index of the item.
    fn index(self) -> usize;
}

/// A list with an id for each item. It dereferences to a slice.
#[derive(Clone, PartialEq)]
pub struct Arena<I, T> {
    items: Vec<T>,
    ids: PhantomData<fn() -> I>,
}

impl<I: Id, T> Arena<I, T> {
    /// Adds an item and returns its id.
    pub fn push(&mut self, item: T) -> I {
        self.items.push(item);
        I::from_index(self.items.len() - 1)
    }

    /// Removes the items behind the first `count` ones.
    pub(crate) fn truncate(&mut self, count: usize) {
        self.items.truncate(count);
    }

    /// The ids of all items, in order.
    pub fn ids(
        &self,
    ) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.items.len()).map(I::from_index)
    }

    /// The ids of the items that have this key. The items must be sorted by their keys.
    pub fn with_key<K: Ord, F: Fn(&T) -> K>(
        &self,
        key: &K,
        key_of: F,
    ) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T, K, F> {
        let first = self.items.partition_point(|item| key_of(item) < *key);
        let count = self.items[first..].partition_point(|item| key_of(item) == *key);
        (first..first + count).map(I::from_index)
    }

    /// All items with their ids, in order.
    pub fn entries(
        &self,
    ) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.items.iter().enumerate().map(|(index, item)| (I::from_index(index), item))
    }
}

impl<I, T> Default for Arena<I, T> {
    fn default() -> Self {
        Self { items: Vec::new(), ids: PhantomData }
    }
}

impl<I, T: fmt::Debug> fmt::Debug for Arena<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.items.fmt(f)
    }
}

impl<I, T> Deref for Arena<I, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<I: Id, T> Index<I> for Arena<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        &self.items[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for Arena<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.index()]
    }
}

impl<I, T> FromIterator<T> for Arena<I, T> {
    fn from_iter<S: IntoIterator<Item = T>>(items: S) -> Self {
        Self { items: items.into_iter().collect(), ids: PhantomData }
    }
}

impl<I, T> IntoIterator for Arena<I, T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, I, T> IntoIterator for &'a Arena<I, T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// Declares the type of an id.
macro_rules! id {
    ($(#[$doc:meta])* $id:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $id(pub u32);

        impl $crate::arena::Id for $id {
            fn from_index(index: usize) -> Self {
                // An arena has fewer items than the sources have bytes, which are below
                // 2^32.
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

pub(crate) use id;
