//! The cycles of a graph: the sets of nodes of which each leads to each other one. The
//! meaning of a cycle belongs to the passes that look for them.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// The cycles by number. A node that no way leads back to has a number of its own.
pub(in crate::check) struct Cycles<N> {
    of: HashMap<N, usize>,
}

impl<N: Copy + Eq + Hash> Cycles<N> {
    /// Kosaraju's algorithm, without recursion: nodes in the order in which a walk leaves
    /// them, then walks against the edges in the opposite order.
    pub(in crate::check) fn of(edges: &[(N, N)]) -> Self {
        let mut next: HashMap<N, Vec<N>> = HashMap::new();
        let mut back: HashMap<N, Vec<N>> = HashMap::new();
        for (from, to) in edges {
            next.entry(*from).or_default().push(*to);
            back.entry(*to).or_default().push(*from);
        }
        let mut left = Vec::new();
        let mut seen = HashSet::new();
        for (from, _) in edges {
            let mut open = vec![(*from, false)];
            while let Some((at, is_done)) = open.pop() {
                if is_done {
                    left.push(at);
                } else if seen.insert(at) {
                    open.push((at, true));
                    let next = next.get(&at).into_iter().flatten();
                    open.extend(next.map(|at| (*at, false)));
                }
            }
        }
        let mut of = HashMap::new();
        for (cycle, start) in left.into_iter().rev().enumerate() {
            let mut open = vec![start];
            while let Some(at) = open.pop() {
                if let Entry::Vacant(place) = of.entry(at) {
                    place.insert(cycle);
                    open.extend(back.get(&at).into_iter().flatten());
                }
            }
        }
        Self { of }
    }

    /// The cycle that an edge is a part of.
    pub(in crate::check) fn around(&self, from: N, to: N) -> Option<usize> {
        let cycle = self.of.get(&from)?;
        (self.of.get(&to) == Some(cycle)).then_some(*cycle)
    }
}

#[cfg(test)]
mod tests {
    use super::Cycles;

    #[test]
    fn an_edge_is_in_a_cycle_if_a_way_leads_back() {
        let cycles =
            Cycles::of(&[(1, 2), (2, 3), (3, 1), (3, 4), (4, 5), (5, 4), (6, 6)]);
        for (from, to) in [(1, 2), (2, 3), (3, 1), (4, 5), (5, 4), (6, 6)] {
            assert!(cycles.around(from, to).is_some(), "{from} -> {to}");
        }
        assert_eq!(cycles.around(1, 2), cycles.around(3, 1));
        assert_ne!(cycles.around(1, 2), cycles.around(4, 5));
        assert_eq!(cycles.around(3, 4), None);
        assert_eq!(cycles.around(7, 1), None);
    }
}
