//! Counts, numbers and repetitions: what the limits of generated validators are compared
//! with. The steps that report a value belong to `check`.

use std::collections::BTreeMap;

use super::wire::{Object, OpenEnum, Timestamp};

/// How many fields of a group are present.
#[allow(dead_code, reason = "a spec may be without groups")]
pub(crate) fn count<const N: usize>(present: [bool; N]) -> usize {
    present.into_iter().filter(|present| *present).count()
}

/// How many members of a group are present; none if one of them has a value of another
/// type, which is reported in place of the group.
#[allow(dead_code, reason = "a spec may be without groups")]
pub(crate) fn count_members<const N: usize>(
    present: [Option<bool>; N],
) -> Option<usize> {
    present.into_iter().try_fold(0, |count, it| Some(count + usize::from(it?)))
}

/// How many items are compared each with each at most, which allocates nothing.
const MAX_COMPARED_PAIRWISE: usize = 16;

/// The first item found that occurs twice.
#[allow(dead_code, reason = "a spec may be without lists whose items differ")]
pub(crate) fn repeated<I>(mut items: I) -> Option<I::Item>
where
    I: Iterator<Item: Ord> + Clone,
{
    if items.clone().nth(MAX_COMPARED_PAIRWISE).is_none() {
        while let Some(item) = items.next() {
            if items.clone().any(|other| other == item) {
                return Some(item);
            }
        }
        return None;
    }
    let mut sorted: Vec<I::Item> = items.collect();
    sorted.sort_unstable();
    let at = sorted.windows(2).position(|pair| pair[0] == pair[1])?;
    Some(sorted.swap_remove(at))
}

/// A list or a map.
pub(crate) trait Items {
    /// How many items or entries it has.
    fn count(&self) -> usize;
}

impl<T> Items for Vec<T> {
    #[inline]
    fn count(&self) -> usize {
        self.len()
    }
}

impl<T> Items for BTreeMap<String, T> {
    #[inline]
    fn count(&self) -> usize {
        self.len()
    }
}

impl Items for Object {
    #[inline]
    fn count(&self) -> usize {
        self.len()
    }
}

/// A number, or a value that is one on the wire.
pub(crate) trait Number {
    /// The type of its limits.
    type Limit: PartialOrd;

    /// The number as limits are compared with it.
    fn number(&self) -> Self::Limit;
}

/// Implements [`Number`] for types, each with the type of its limits and the conversion.
macro_rules! numbers {
    ($($ty:ty: $limit:ty, $number:expr;)+) => {$(
        impl Number for $ty {
            type Limit = $limit;

            #[inline]
            fn number(&self) -> $limit {
                $number(*self)
            }
        }
    )+};
}

numbers! {
    i32: i64, i64::from;
    i64: i64, i64::from;
    f64: f64, f64::from;
    Timestamp: i64, Timestamp::as_millis;
}

impl<T: OpenEnum<Wire = i64>> Number for T {
    type Limit = i64;

    #[inline]
    fn number(&self) -> i64 {
        *self.wire()
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_COMPARED_PAIRWISE, count_members, repeated};

    #[test]
    fn members_are_counted_unless_one_has_another_type() {
        assert_eq!(count_members([Some(true), Some(false), Some(true)]), Some(2));
        assert_eq!(count_members([Some(true), None]), None);
    }

    #[test]
    fn a_repeated_item_is_found_in_short_and_long_lists() {
        for count in [0, 1, 2, MAX_COMPARED_PAIRWISE, MAX_COMPARED_PAIRWISE + 1, 1_000] {
            let mut items: Vec<usize> = (0..count).rev().collect();
            assert_eq!(repeated(items.iter()), None, "{count}");
            items.extend(items.last().copied());
            assert_eq!(repeated(items.iter()), items.last().filter(|_| count > 0));
        }
    }
}
