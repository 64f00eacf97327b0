//! Finds the tables that hold each table, the tables of requests and of answers, and the
//! fields by which a struct would hold itself. Types without a finite value belong to
//! `infinite_types`.

use std::collections::{HashSet, VecDeque};

use super::cycles::Cycles;
use super::resolved::{Draft, DraftOperation, DraftTable};
use crate::arena::Arena;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{MAX_NESTING, TableField, TableId, Type};

/// The facts that follow from the types of fields alone.
#[derive(Default)]
pub(in crate::check) struct Links {
    /// Tables that requests hold.
    pub(in crate::check) in_requests: HashSet<TableId>,
    /// Tables that answers hold.
    pub(in crate::check) in_responses: HashSet<TableId>,
    /// For each table, the tables whose fields hold it, directly or in arrays and maps.
    /// A table that no request holds is not listed as a parent of one that a request
    /// holds.
    pub(in crate::check) parents: Arena<TableId, Vec<TableId>>,
    /// Tables whose values may hold a secret.
    pub(in crate::check) with_secrets: HashSet<TableId>,
    /// Fields by which a struct would hold itself without a box.
    pub(in crate::check) boxed: HashSet<TableField>,
}

impl Links {
    /// The parents of a table.
    pub(in crate::check) fn parents(&self, id: TableId) -> &[TableId] {
        &self.parents[id]
    }

    /// Whether a value of this type may hold a secret in its fields. Such a value is
    /// never shown.
    pub(in crate::check) fn may_hold_secret(&self, ty: &Type) -> bool {
        ty.held().is_some_and(|id| self.with_secrets.contains(&id))
    }
}

/// Links the tables, and refuses tables that are nested too deep.
pub(in crate::check) fn link(draft: &Draft<'_>) -> Links {
    let mut links = Links {
        in_requests: reach(
            draft,
            draft.operations.iter().flat_map(DraftOperation::request_roots),
        ),
        in_responses: reach(
            draft,
            draft.operations.iter().flat_map(DraftOperation::response_roots),
        ),
        parents: draft.tables.iter().map(|_| Vec::new()).collect(),
        ..Links::default()
    };
    // The parents of each table, those that only answers hold included.
    let mut holders: Arena<TableId, Vec<TableId>> =
        draft.tables.iter().map(|_| Vec::new()).collect();
    for (id, table) in draft.tables.entries() {
        for child in table.children() {
            holders[child].push(id);
            let of_answers_only =
                links.in_requests.contains(&child) && !links.in_requests.contains(&id);
            let parents = &mut links.parents[child];
            // Tables are visited once, in order, so that a repeated parent is the last
            // one.
            if !of_answers_only && parents.last() != Some(&id) {
                parents.push(id);
            }
        }
    }
    links.with_secrets = with_secrets(draft, &holders);
    let nesting = nesting(draft, &holders);
    // Only the first one is reported, since every table that it holds is too deep as
    // well.
    if let Some((id, _)) = nesting.entries().find(|(_, it)| it.depth >= MAX_NESTING) {
        let table = &draft.tables[id];
        let message =
            format!("`{}` is nested deeper than {MAX_NESTING} types", table.name());
        let diagnostic = Diagnostic::error(Code::TooDeep, table.def.name.span, message);
        draft.report(diagnostic.help("move the innermost types to an outer type"));
        return links;
    }
    links.boxed = boxed(draft, &nesting);
    links
}

/// The fields by which a struct would hold itself. Only a direct field makes it infinitely
/// large, since arrays and maps are on the heap.
fn boxed(draft: &Draft<'_>, nesting: &Arena<TableId, Nesting>) -> HashSet<TableField> {
    let tables =
        || draft.tables.entries().filter(|(id, _)| nesting[*id].may_hold_itself);
    // The typed form of an object has the members in place.
    let direct = |table: &DraftTable<'_>, at: usize| {
        let types = table.members_of(at).chain(table.types[at].as_ref());
        let held = types.filter_map(|ty| match ty {
            Type::Struct(child) => Some(*child),
            _ => None,
        });
        held.collect::<Vec<TableId>>()
    };
    let mut holds = Vec::new();
    for (id, table) in tables() {
        let fields = 0..table.types.len();
        holds.extend(fields.flat_map(|at| direct(table, at)).map(|child| (id, child)));
    }
    let cycles = Cycles::of(&holds);
    let mut found = HashSet::new();
    for (id, table) in tables() {
        let is_in_cycle = |child: TableId| cycles.around(id, child).is_some();
        let fields = 0..table.types.len();
        let boxed = fields.filter(|at| direct(table, *at).into_iter().any(is_in_cycle));
        found.extend(boxed.map(|at| TableField { table: id, at }));
    }
    found
}

/// The tables that values of `roots` hold, the roots included.
fn reach(draft: &Draft<'_>, roots: impl Iterator<Item = TableId>) -> HashSet<TableId> {
    let mut open: Vec<TableId> = roots.collect();
    let mut found: HashSet<TableId> = open.iter().copied().collect();
    while let Some(id) = open.pop() {
        open.extend(draft.tables[id].children().filter(|child| found.insert(*child)));
    }
    found
}

/// The tables whose values may hold a secret: those with such a field, and all around them.
fn with_secrets(
    draft: &Draft<'_>,
    holders: &Arena<TableId, Vec<TableId>>,
) -> HashSet<TableId> {
    let has_secret =
        |table: &DraftTable<'_>| table.def.fields.iter().any(|field| field.sensitive);
    let mut open: Vec<TableId> = draft
        .tables
        .entries()
        .filter(|(_, table)| has_secret(table))
        .map(|(id, _)| id)
        .collect();
    let mut found: HashSet<TableId> = open.iter().copied().collect();
    while let Some(id) = open.pop() {
        open.extend(holders[id].iter().copied().filter(|outer| found.insert(*outer)));
    }
    found
}

/// The nesting of tables in others.
struct Nesting {
    /// The largest number of tables around each table, or the smallest number if the
    /// table may hold itself.
    depth: usize,
    may_hold_itself: bool,
}

/// The nesting of each table, by id.
fn nesting(
    draft: &Draft<'_>,
    holders: &Arena<TableId, Vec<TableId>>,
) -> Arena<TableId, Nesting> {
    let unknown = |_: &DraftTable<'_>| Nesting { depth: 0, may_hold_itself: true };
    let mut found: Arena<TableId, Nesting> = draft.tables.iter().map(unknown).collect();
    // The depth of a table is known once the depths of all its parents are: it is one
    // more than the largest of them. A table that may hold itself is left over.
    let mut waiting: Arena<TableId, usize> = holders.iter().map(Vec::len).collect();
    let mut open: Vec<TableId> =
        draft.tables.ids().filter(|id| waiting[*id] == 0).collect();
    while let Some(id) = open.pop() {
        found[id].may_hold_itself = false;
        let depth = found[id].depth + 1;
        for child in draft.tables[id].children() {
            found[child].depth = depth.max(found[child].depth);
            waiting[child] -= 1;
            if waiting[child] == 0 {
                open.push(child);
            }
        }
    }
    // The tables that are left over, from the outside in.
    let roots = draft
        .operations
        .iter()
        .flat_map(|it| it.request_roots().chain(it.response_roots()));
    let mut seen: HashSet<TableId> = HashSet::new();
    let mut open: VecDeque<(TableId, usize)> =
        roots.filter(|id| seen.insert(*id)).map(|id| (id, 0)).collect();
    while let Some((id, depth)) = open.pop_front() {
        if found[id].may_hold_itself {
            found[id].depth = depth;
        }
        let new = draft.tables[id].children().filter(|child| seen.insert(*child));
        open.extend(new.map(|child| (child, depth + 1)));
    }
    found
}
