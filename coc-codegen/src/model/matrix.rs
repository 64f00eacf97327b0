//! Requirement matrices: the demands of each case on each field, by the same partial
//! evaluation as for typed requests.

use std::collections::HashSet;

use super::condition::Condition;
use super::id::{EnumId, FieldId, OperationId, RuleId, TableId, TypedId};
use super::known::{Known, assume};
use super::rule::Test;
use super::typed::{Assumed, Member, Shape, Target, TypedType};
use super::whole::Model;

/// A requirement matrix: a line for each field, a column for each case.
#[derive(Debug, Clone)]
pub struct Matrix {
    /// The request or object that it describes.
    pub of: Target,
    /// The cases; a single empty one if no field distinguishes cases.
    pub columns: Vec<Vec<Assumed>>,
    /// A line for each field of the tables.
    pub lines: Vec<(FieldId, Vec<Cell>)>,
}

impl Matrix {
    /// Whether some field distinguishes cases.
    #[must_use]
    pub fn has_cases(&self) -> bool {
        self.columns.iter().any(|case| !case.is_empty())
    }

    /// Whether some case demands something of a field.
    fn demands(&self) -> bool {
        self.lines
            .iter()
            .any(|(_, cells)| cells.iter().any(|cell| cell.need != Need::Optional))
    }
}

/// The demand of a case on a field.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Whether it must, may or must not be there.
    pub need: Need,
    /// The list of values in this case, if other cases have other lists.
    pub list: Option<EnumId>,
    /// The type whose members the free-form object has in this case.
    pub members: Option<TableId>,
}

/// Whether a field must, may or must not be there.
#[derive(Debug, Clone, PartialEq)]
pub enum Need {
    /// Required by this rule.
    Required(RuleId),
    /// Required by this rule, if the rest of its condition holds.
    RequiredWhen(RuleId, Condition),
    /// Optional.
    Optional,
    /// A warning by this rule.
    DocumentedElsewhere(RuleId),
    /// An error by this rule.
    Refused(RuleId),
    /// An error by this rule, unless the rest of its condition holds.
    RefusedUnless(RuleId, Condition),
    /// Allowed, though the pages require the field in other cases only.
    Elsewhere,
    /// It has the value that makes the case.
    Discriminator,
}

/// A case of a typed request or object, as the cells of its column are found.
struct Column<'m> {
    /// The innermost struct, behind the structs around it.
    leaf: &'m [TypedId],
    /// The assumed values of discriminators.
    case: &'m [Assumed],
    /// The states that these values give.
    known: Known,
}

impl Model {
    /// The matrices of an operation: of the whole request, then of each object in it that
    /// has cases or demands of its own.
    #[must_use]
    pub fn matrices(&self, id: OperationId) -> Vec<Matrix> {
        let reached = reach(self, self.requests[id].typed).into_iter();
        let matrices = reached.map(|typed| self.matrix(typed));
        matrices
            .filter(|it| matches!(it.of, Target::Request(_)) || it.demands())
            .collect()
    }

    /// The requirement matrix of a typed request, or of an object in one.
    #[must_use]
    pub fn matrix(&self, id: TypedId) -> Matrix {
        let mut leaves = Vec::new();
        self.leaves(id, &mut Vec::new(), &mut leaves);
        let of = self[id].of;
        let columns: Vec<Column<'_>> =
            leaves.iter().map(|leaf| self.column(leaf)).collect();
        let lines = self.field_ids(of).into_iter().map(|field_id| {
            let cells = columns.iter().map(|column| self.cell(field_id, column));
            (field_id, cells.collect())
        });
        let lines = lines.collect();
        let columns = columns.into_iter().map(|column| column.case.to_vec()).collect();
        Matrix { of, columns, lines }
    }

    /// Collects the innermost structs, each behind the structs around it. The cases of
    /// independent discriminators follow each other.
    fn leaves(
        &self,
        id: TypedId,
        around: &mut Vec<TypedId>,
        leaves: &mut Vec<Vec<TypedId>>,
    ) {
        around.push(id);
        match &self[id].shape {
            Shape::Choice { cases, .. } => {
                for case in cases {
                    self.leaves(*case, around, leaves);
                }
            }
            Shape::Struct(members) => {
                let before = leaves.len();
                for member in members {
                    if let Member::Choice { ty, .. } = member {
                        self.leaves(*ty, around, leaves);
                    }
                }
                if leaves.len() == before {
                    leaves.push(around.clone());
                }
            }
        }
        around.pop();
    }

    /// The case of a leaf.
    fn column<'m>(&'m self, leaf: &'m [TypedId]) -> Column<'m> {
        let case = leaf.last().map_or(&[][..], |id| &self[*id].case);
        let known = case
            .iter()
            .fold(Known::default(), |known, assumed| known.with(self, *assumed));
        Column { leaf, case, known }
    }

    /// The demand of a case on a field.
    fn cell(&self, field_id: FieldId, column: &Column<'_>) -> Cell {
        let Column { leaf, case, known } = column;
        let need = if case.iter().any(|assumed| assumed.field_id == field_id) {
            Need::Discriminator
        } else {
            self.need(field_id, known).unwrap_or_else(|| {
                let has_place = leaf.iter().any(|id| self.has_member(*id, field_id));
                if has_place { Need::Optional } else { Need::Elsewhere }
            })
        };
        // The rules that depend on the case, and hold in this one.
        let holding = || {
            let rules = self.field(field_id).rules.iter().map(|id| &self[*id]);
            rules.filter(|rule| {
                let holds = || assume(field_id, &rule.when, known).is_always();
                !rule.when.is_always() && holds()
            })
        };
        let list = holding().find_map(|rule| match rule.test {
            Test::Enum(list) => Some(list),
            _ => None,
        });
        let members = holding().find_map(|rule| rule.test.members());
        Cell { need, list, members }
    }

    /// The demand of the rules on a field; none if the field is optional.
    fn need(&self, field_id: FieldId, known: &Known) -> Option<Need> {
        let mut found = None;
        for id in &self.field(field_id).rules {
            let rule = &self[*id];
            let when = assume(field_id, &rule.when, known);
            let need = match rule.test {
                Test::OnlyWhen if when.is_never() && rule.on_no_page => {
                    Some(Need::DocumentedElsewhere(*id))
                }
                Test::OnlyWhen | Test::Required if rule.on_no_page => None,
                Test::OnlyWhen if when.is_never() => return Some(Need::Refused(*id)),
                Test::Required if when.is_always() => Some(Need::Required(*id)),
                Test::Required if !when.is_never() => {
                    Some(Need::RequiredWhen(*id, when))
                }
                Test::OnlyWhen if !when.is_always() => {
                    Some(Need::RefusedUnless(*id, when))
                }
                Test::DocumentedFor if when.is_never() => {
                    Some(Need::DocumentedElsewhere(*id))
                }
                _ => None,
            };
            // A warning hides a requirement that may not apply.
            if found.is_none()
                || matches!(
                    (&found, &need),
                    (Some(Need::RequiredWhen(..)), Some(Need::DocumentedElsewhere(_)))
                )
            {
                found = need.or(found);
            }
        }
        found
    }

    /// Whether a typed form has a place for the field.
    fn has_member(&self, id: TypedId, wanted: FieldId) -> bool {
        match &self[id].shape {
            Shape::Choice { field_id, .. } => *field_id == wanted,
            Shape::Struct(members) => members.iter().any(|member| match member {
                Member::Field { field_id, .. }
                | Member::Constant { field_id, .. }
                | Member::Choice { field_id, .. } => *field_id == wanted,
                Member::Body { .. } => false,
            }),
        }
    }
}

/// The typed form of a request, and those of the objects in it, each once.
fn reach(model: &Model, root: TypedId) -> Vec<TypedId> {
    let mut found = vec![root];
    let mut seen = HashSet::from([root]);
    let mut at = 0;
    while at < found.len() {
        let mut inside = Vec::new();
        objects(model, found[at], &mut inside);
        inside.retain(|id| seen.insert(*id));
        found.extend(inside);
        at += 1;
    }
    found
}

/// Adds the typed forms of the objects that the fields of a form hold.
fn objects(model: &Model, id: TypedId, found: &mut Vec<TypedId>) {
    match &model[id].shape {
        Shape::Choice { cases, .. } => {
            cases.iter().for_each(|case| objects(model, *case, found));
        }
        Shape::Struct(members) => {
            for member in members {
                match member {
                    Member::Choice { ty, .. } => objects(model, *ty, found),
                    Member::Field { ty, .. } | Member::Body { ty } => {
                        found.extend(held(ty));
                    }
                    Member::Constant { .. } => {}
                }
            }
        }
    }
}

/// The typed form that values of a type hold, at any depth of arrays and maps.
fn held(ty: &TypedType) -> Option<TypedId> {
    match ty {
        TypedType::Typed(id) => Some(*id),
        TypedType::Array(inner) | TypedType::Map(inner) => held(inner),
        _ => None,
    }
}
