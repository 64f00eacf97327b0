//! Visits the combinations of several choices, which are the cases of a set of conditions.
//! The choices, and the cases that are possible, belong to the callers.

/// Calls `visit` for each combination of indexes below `sizes`.
pub(crate) fn each_combination(sizes: &[usize], visit: &mut impl FnMut(&[usize])) {
    let mut indexes = vec![0; sizes.len()];
    loop {
        visit(&indexes);
        let last = (0..sizes.len()).rev().find(|at| indexes[*at] + 1 < sizes[*at]);
        let Some(last) = last else { return };
        indexes[last] += 1;
        indexes[last + 1..].fill(0);
    }
}
