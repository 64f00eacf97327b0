//! The seeds of random tests, which a variable of the environment can choose. Test binaries
//! of the generated crate share this module.

use std::ops::Range;

/// The seeds to try: `usual`, or those of the variable, as in
/// `RANDOM_SPECS=1000..2000`.
pub(crate) fn seeds(variable: &str, usual: Range<u64>) -> Range<u64> {
    let Ok(given) = std::env::var(variable) else { return usual };
    let ends = given
        .split_once("..")
        .and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
    let (from, to) =
        ends.unwrap_or_else(|| panic!("{variable} is such as 0..10, not {given}"));
    from..to
}
