//! Derives typed requests by partial evaluation: under an assumed value of a
//! discriminator, every rule applies always, never, or under a smaller condition. Cases
//! nest and are not multiplied: a field goes into the first discriminator that it
//! depends on.

mod fields;
mod parts;
mod scope;
mod unnamed;

use std::collections::BTreeSet;

use scope::{Scope, Specializer};
pub(crate) use unnamed::{FieldMember, Unnamed, UnnamedMember, UnnamedShape};

use crate::arena::Arena;
use crate::model::{
    Assumed, Contract, EnumId, FieldId, Known, OperationId, Part, Place, TableField,
    TableId, Target, TypedId,
};

/// The deepest nesting of discriminators. The validator checks conditions on deeper
/// ones.
const MAX_DEPTH: usize = 8;

/// The largest number of typed structs and enums of one operation. An operation with
/// more gets no cases.
const MAX_TYPED: usize = 1_000;

/// Typed requests, and facts about their derivation for the checks.
pub(crate) struct Specialized {
    pub(crate) forms: Arena<TypedId, Unnamed>,
    /// The typed request of each operation.
    pub(crate) roots: Arena<OperationId, TypedId>,
    /// Fields that conditions read and that could distinguish cases, but name none.
    pub(crate) candidates: BTreeSet<TableField>,
    /// Fields that name cases and that conditions read.
    pub(crate) discriminators: BTreeSet<TableField>,
    /// Operations with too many cases.
    pub(crate) too_many: Vec<OperationId>,
}

/// Derives the typed requests of all operations.
pub(crate) fn specialize(contract: &Contract) -> Specialized {
    let mut specializer = Specializer::new(contract);
    let mut roots = Arena::default();
    let mut too_many = Vec::new();
    for id in contract.operations.ids() {
        let before = specializer.forms.len();
        specializer.has_cases = true;
        specializer.limit = before + MAX_TYPED;
        let mut root = specializer.request(id);
        if specializer.has_too_many() {
            specializer.forget_from(before);
            specializer.has_cases = false;
            root = specializer.request(id);
            too_many.push(id);
        }
        roots.push(root);
    }
    let Specializer { forms, candidates, discriminators, .. } = specializer;
    Specialized { forms, roots, candidates, discriminators, too_many }
}

/// A discriminator with the fields that depend on it, removed from a struct.
struct Split {
    field_id: FieldId,
    list: EnumId,
    cases: Vec<TypedId>,
}

impl Specializer<'_> {
    /// The typed request of an operation.
    fn request(&mut self, id: OperationId) -> TypedId {
        let operation = &self.contract[id];
        let field_ids = self.contract.field_ids(Target::Request(id));
        let known = self.total(&field_ids, &Known::default());
        let scope = Scope {
            of: Target::Request(id),
            case: &[],
            known: &known,
            body: operation.body.as_ref().filter(|_| operation.body_type().is_none()),
            depth: 0,
        };
        self.look_for_candidates(&field_ids, &scope);
        let root = self.reserve(scope.of, &[], true);
        let mut parameters = field_ids
            .iter()
            .copied()
            .filter(|field_id| field_id.place != Place::Part(Part::Body));
        let discriminator = parameters
            .find_map(|field_id| Some((field_id, self.list(field_id, &known)?)));
        self.forms[root].shape = match discriminator {
            Some((field_id, list)) => {
                self.whole_cases(field_id, list, &field_ids, &scope)
            }
            None => UnnamedShape::Struct(self.members(field_ids, &scope)),
        };
        while let Some((typed, object)) = self.pending.pop_front() {
            if self.has_too_many() {
                break;
            }
            self.forms[typed].shape = self.object(object);
        }
        root
    }

    /// The cases of a discriminator among the parameters, each a struct that includes the
    /// shared fields.
    fn whole_cases(
        &mut self,
        field_id: FieldId,
        list: EnumId,
        field_ids: &[FieldId],
        scope: &Scope<'_>,
    ) -> UnnamedShape {
        let cases = self.cases(field_id, list, scope);
        let rest: Vec<FieldId> =
            field_ids.iter().copied().filter(|other| *other != field_id).collect();
        let mut structs = Vec::with_capacity(cases.len());
        for (at, (assumed, known)) in cases.iter().enumerate() {
            let belongs =
                |field_id: &FieldId| self.belongs(*field_id, at, &cases, &rest);
            let inside: Vec<FieldId> = rest.iter().copied().filter(belongs).collect();
            structs.push(self.case(scope, *assumed, known, inside));
        }
        UnnamedShape::Choice { field_id, list, cases: structs }
    }

    /// The struct of one case.
    fn case(
        &mut self,
        around: &Scope<'_>,
        assumed: Assumed,
        known: &Known,
        field_ids: Vec<FieldId>,
    ) -> TypedId {
        let case: Vec<Assumed> = around.case.iter().copied().chain([assumed]).collect();
        let known = self.total(&field_ids, known);
        let scope =
            Scope { case: &case, known: &known, depth: around.depth + 1, ..*around };
        let id = self.reserve(scope.of, &case, false);
        let members = self.members(field_ids, &scope);
        self.forms[id].shape = UnnamedShape::Struct(members);
        id
    }

    /// The typed form of an object inside of the body. The form is the same in every
    /// case of the request.
    fn object(&mut self, id: TableId) -> UnnamedShape {
        let field_ids = self.contract.field_ids(Target::Object(id));
        let known = self.total(&field_ids, &Known::default());
        let scope = Scope {
            of: Target::Object(id),
            case: &[],
            known: &known,
            body: None,
            depth: 0,
        };
        self.look_for_candidates(&field_ids, &scope);
        // A struct even if it has nothing but a discriminator: a field that all cases
        // share may be added later.
        UnnamedShape::Struct(self.members(field_ids, &scope))
    }

    /// The members of a struct with these fields.
    fn members(
        &mut self,
        field_ids: Vec<FieldId>,
        scope: &Scope<'_>,
    ) -> Vec<UnnamedMember> {
        let (splits, shared) = self.split(field_ids, scope);
        self.in_order(splits, shared, scope)
    }

    /// Moves the fields that depend on a discriminator into its cases. The other fields
    /// are shared.
    fn split(
        &mut self,
        mut field_ids: Vec<FieldId>,
        scope: &Scope<'_>,
    ) -> (Vec<Split>, Vec<FieldId>) {
        let inner = Scope { body: None, ..*scope };
        let mut splits = Vec::new();
        let discriminators: Vec<FieldId> = field_ids
            .iter()
            .copied()
            .filter(|field_id| {
                scope.depth < MAX_DEPTH && self.list(*field_id, scope.known).is_some()
            })
            .collect();
        for field_id in discriminators {
            let Some(list) = self.list(field_id, scope.known) else { continue };
            let cases = self.cases(field_id, list, scope);
            let rest: Vec<FieldId> =
                field_ids.iter().copied().filter(|other| *other != field_id).collect();
            let mut inside: Vec<Vec<FieldId>> = vec![Vec::new(); cases.len()];
            let mut shared = Vec::new();
            for other in rest.iter().copied() {
                // A discriminator has cases of its own, and stays beside other
                // discriminators.
                let stays = self.list(other, scope.known).is_some();
                if stays || !self.depends_on(other, field_id, scope.known) {
                    shared.push(other);
                    continue;
                }
                for (at, field_ids) in inside.iter_mut().enumerate() {
                    if self.belongs(other, at, &cases, &rest) {
                        field_ids.push(other);
                    }
                }
            }
            field_ids = shared;
            let structs = cases.iter().zip(inside).map(|((assumed, known), inside)| {
                self.case(&inner, *assumed, known, inside)
            });
            splits.push(Split { field_id, list, cases: structs.collect() });
        }
        (splits, field_ids)
    }

    /// The discriminators of a struct and its shared fields, in the order of the tables.
    fn in_order(
        &mut self,
        splits: Vec<Split>,
        field_ids: Vec<FieldId>,
        scope: &Scope<'_>,
    ) -> Vec<UnnamedMember> {
        let mut members = Vec::new();
        for Split { field_id, list, cases } in splits {
            let ty = self.reserve(scope.of, scope.case, false);
            self.forms[ty].shape = UnnamedShape::Choice { field_id, list, cases };
            members.push(UnnamedMember::Choice { field_id, ty });
        }
        for field_id in field_ids {
            members.extend(self.member(field_id, scope));
        }
        members.sort_by_key(member_order);
        if let Some(body) = scope.body {
            let ty = self.ty(body);
            members.push(UnnamedMember::Body { ty });
        }
        members
    }
}

/// Sorts fields in the order of the tables.
fn member_order(member: &UnnamedMember) -> (Place, usize) {
    match member {
        UnnamedMember::Field(FieldMember { field_id, .. })
        | UnnamedMember::Constant { field_id, .. }
        | UnnamedMember::Choice { field_id, .. } => (field_id.place, field_id.at),
        UnnamedMember::Body { .. } => (Place::Part(Part::Body), 0),
    }
}
