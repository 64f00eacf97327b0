//! Computes the least and the most that fields can hold, and how far comparisons raise
//! them. The reports belong to `compared`.

use std::cmp::Ordering;

use crate::check::draft::resolved::Draft;
use crate::check::rules::table::{DraftRule, Rules};
use crate::model::{Comparison, Literal, Number, TableField, TableId, Test, Type};

/// A field that is compared with another one.
pub(in crate::check) struct Edge<'e, 's> {
    pub(in crate::check) rule: &'e DraftRule<'s>,
    pub(in crate::check) table: TableId,
    pub(in crate::check) from: usize,
    pub(in crate::check) to: usize,
    pub(in crate::check) comparison: Comparison,
}

/// Returns the order of two values of one type, if they have one.
pub(in crate::check) fn order(ty: &Type, a: &Literal, b: &Literal) -> Option<Ordering> {
    match (ty, a, b) {
        (Type::Formatted(format), Literal::Text(a), Literal::Text(b)) => {
            Some(format.order(a)?.cmp(&format.order(b)?))
        }
        (_, Literal::Number(a), Literal::Number(b)) => a.partial_cmp(b),
        _ => None,
    }
}

/// The least and the most that a field may hold.
#[derive(Clone, Default)]
pub(in crate::check) struct Ends {
    pub(in crate::check) least: Option<Literal>,
    pub(in crate::check) most: Option<Literal>,
}

impl Ends {
    /// Reads the ends off the rules that hold in every case.
    pub(in crate::check) fn of<'r>(
        ty: &Type,
        rules: impl Iterator<Item = &'r DraftRule<'r>>,
    ) -> Self {
        let mut found = Self::default();
        let constraints = rules.map(|rule| &rule.constraint);
        for constraint in constraints.filter(|it| !it.each && it.when.is_always()) {
            match &constraint.test {
                Test::Range(bounds) => {
                    found.raise(ty, bounds.min.map(Literal::Number));
                    found.lower(ty, bounds.max.map(Literal::Number));
                }
                Test::Fixed(value) => {
                    found.raise(ty, Some(value.clone()));
                    found.lower(ty, Some(value.clone()));
                }
                Test::OneOf(values) => {
                    let end = |wanted: Ordering| {
                        values.iter().cloned().reduce(|a, b| {
                            if order(ty, &b, &a) == Some(wanted) { b } else { a }
                        })
                    };
                    found.raise(ty, end(Ordering::Less));
                    found.lower(ty, end(Ordering::Greater));
                }
                _ => {}
            }
        }
        found
    }

    /// Raises the least value. Returns whether that changed anything.
    fn raise(&mut self, ty: &Type, least: Option<Literal>) -> bool {
        let Some(least) = least else { return false };
        let known = self.least.as_ref();
        let is_more =
            known.is_none_or(|it| order(ty, &least, it) == Some(Ordering::Greater));
        if is_more {
            self.least = Some(least);
        }
        is_more
    }

    fn lower(&mut self, ty: &Type, most: Option<Literal>) {
        let Some(most) = most else { return };
        let known = self.most.as_ref();
        if known.is_none_or(|it| order(ty, &most, it) == Some(Ordering::Less)) {
            self.most = Some(most);
        }
    }

    fn is_empty(&self, ty: &Type) -> bool {
        let ends = self.least.as_ref().zip(self.most.as_ref());
        ends.is_some_and(|(least, most)| {
            order(ty, least, most) == Some(Ordering::Greater)
        })
    }
}

/// Returns the comparison that raises a field above its own limits, through fields that
/// are always there. All of `edges` are of one table.
pub(in crate::check) fn chained<'e, 'r, 's>(
    draft: &Draft<'_>,
    rules: &Rules<'_>,
    edges: &'e [Edge<'r, 's>],
) -> Option<&'e Edge<'r, 's>> {
    let id = edges.first()?.table;
    let table = &draft.tables[id];
    let mut ends: Vec<Ends> = (0..table.types.len())
        .map(|at| Ends::of(table.ty(at), rules.of_field(TableField { table: id, at })))
        .collect();
    // Null is always there, too, and has no order.
    let is_required = |at: usize| {
        table.def.fields[at].nullable.is_none()
            && rules.required(TableField { table: id, at }).is_some()
    };
    let edges: Vec<_> =
        edges.iter().filter(|it| is_required(it.from) && is_required(it.to)).collect();
    // A longer way than through every comparison would be a cycle.
    for _ in 0..edges.len() {
        let mut is_done = true;
        for edge in &edges {
            let ty = table.ty(edge.from);
            let least = ends[edge.to].least.clone();
            let least = least.map(|it| above(ty, it, edge.comparison));
            if ends[edge.from].raise(ty, least) {
                is_done = false;
                if ends[edge.from].is_empty(ty) {
                    return Some(edge);
                }
            }
        }
        if is_done {
            break;
        }
    }
    None
}

/// Returns the least value that keeps a comparison with `least`.
fn above(ty: &Type, least: Literal, comparison: Comparison) -> Literal {
    match (ty, comparison, least) {
        (
            Type::Integer | Type::Long | Type::Timestamp,
            Comparison::GreaterThan,
            Literal::Number(Number::Integer(least)),
        ) => Literal::Number(Number::Integer(least.saturating_add(1))),
        (_, _, least) => least,
    }
}
