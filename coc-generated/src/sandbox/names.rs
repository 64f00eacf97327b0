//! The numbers and ids of tickets. Both hold the count of their ticket after a
//! permutation, so that a ticket is found by either without an index.

use std::time::SystemTime;

use crate::runtime::http::to_compact;

/// Makes the last ten digits of a ticket's number from its count.
const NUMBER_PERMUTATION: Permutation = Permutation::new(6_180_339_887, 10_000_000_000);
/// Makes the last twelve hexadecimal digits of a ticket's id from its count.
const ID_PERMUTATION: Permutation = Permutation::new(173_961_102_589_771, 1 << 48);

/// A permutation of the numbers below a modulus: neighbours come out far apart.
struct Permutation {
    factor: u64,
    inverse: u64,
    modulus: u64,
}

impl Permutation {
    /// `factor` shares no divisor with `modulus`.
    const fn new(factor: u64, modulus: u64) -> Self {
        // The extended algorithm of Euclid, of which only one coefficient is needed.
        let (mut rest, mut next) = (modulus as i128, factor as i128);
        let (mut inverse, mut next_inverse) = (0, 1);
        while next != 0 {
            let quotient = rest / next;
            (rest, next) = (next, rest - quotient * next);
            (inverse, next_inverse) = (next_inverse, inverse - quotient * next_inverse);
        }
        assert!(rest == 1, "the factor has no inverse");
        let inverse = inverse.rem_euclid(modulus as i128) as u64;
        Self { factor, inverse, modulus }
    }

    fn multiplied(&self, number: u64, factor: u64) -> u64 {
        let product = u128::from(number) * u128::from(factor);
        // The remainder is smaller than the modulus, which has 64 bits.
        (product % u128::from(self.modulus)) as u64
    }

    fn apply(&self, count: u64) -> u64 {
        self.multiplied(count, self.factor)
    }

    fn undo(&self, permuted: u64) -> u64 {
        self.multiplied(permuted, self.inverse)
    }
}

/// The number of a new ticket, in the documented form. The prefix shows its kind.
pub(super) fn new_number(prefix: &str, count: u64, time: SystemTime) -> String {
    let digits: String = to_compact(time).chars().filter(char::is_ascii_digit).collect();
    format!("{prefix}{digits}{:010}", NUMBER_PERMUTATION.apply(count))
}

/// The id of a new ticket.
pub(super) fn new_id(count: u64) -> String {
    let mut id = uuid();
    id.truncate(24);
    format!("{id}{:012x}", ID_PERMUTATION.apply(count))
}

/// The count of the ticket that may have this number or id. The caller compares the whole
/// text with the names of that ticket.
pub(super) fn count_in(name: &str) -> Option<u64> {
    if let Some((_, last)) = name.rsplit_once('-') {
        u64::from_str_radix(last, 16).ok().map(|last| ID_PERMUTATION.undo(last))
    } else {
        let last = name.get(name.len().checked_sub(10)?..)?;
        last.parse().ok().map(|last| NUMBER_PERMUTATION.undo(last))
    }
}

/// A random id.
pub(super) fn uuid() -> String {
    let hex = format!("{:032x}", fastrand::u128(..));
    let [a, b, c, d, e] =
        [&hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..]];
    format!("{a}-{b}-4{c}-8{d}-{e}")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::SystemTime;

    use super::{count_in, new_id, new_number};

    #[test]
    fn names_lead_back_to_their_counts() {
        let time = SystemTime::UNIX_EPOCH;
        let counts = (1..5_000).chain([999_999, 1_000_000, 9_999_999_999]);
        let mut names = HashSet::new();
        for own in counts {
            for name in [new_number("CM", own, time), new_id(own)] {
                assert_eq!(count_in(&name), Some(own), "{name}");
                assert!(names.insert(name));
            }
        }
        assert_eq!(new_number("IS", 1, time), "IS197001010000006180339887");
        assert_eq!(new_id(1).len(), 36);
        assert_eq!(count_in("IM12345"), None);
        assert_eq!(
            count_in("CM20250101000000+123456789"),
            Some(super::NUMBER_PERMUTATION.undo(123_456_789))
        );
    }

    #[test]
    fn a_text_that_is_no_name_has_no_count() {
        for name in [
            "",
            "-",
            "CM1",
            "ééééé",
            "CMé123456789",
            "a-\u{2013}",
            "-99999999999999999999",
        ] {
            assert_eq!(count_in(name), None, "{name}");
        }
    }
}
