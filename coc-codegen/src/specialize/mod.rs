//! Derives typed requests by partial evaluation: under an assumed value of a
//! discriminator, every rule applies always, never, or under a smaller condition. Cases
//! nest and are not multiplied: a field goes into the first discriminator that it
//! depends on.

mod fields;
mod form;
mod parts;
mod scope;

use std::collections::{HashMap, HashSet, VecDeque};

pub(crate) use form::{FieldPart, Form, FormShape, Part};
use scope::{Scope, Specializer};

use crate::arena::{Arena, Id as _};
use crate::model::{
    Assumed, Contract, EnumId, FieldId, Known, Module, OperationId, Place, TableId,
    Target, TypedId,
};

/// The deepest nesting of discriminators. The validator checks conditions on deeper
/// ones.
const MAX_DEPTH: usize = 8;

/// The largest number of typed structs and enums of one operation. An operation with
/// more gets no cases.
const MAX_TYPED: usize = 1_000;

/// Typed requests, and facts about their derivation for the checks.
#[derive(Debug, Default)]
pub(crate) struct Specialized {
    pub(crate) forms: Arena<TypedId, Form>,
    /// The typed request of each operation.
    pub(crate) roots: Arena<OperationId, TypedId>,
    /// Fields that conditions read and that could distinguish cases, but name none.
    pub(crate) candidates: Vec<(TableId, usize)>,
    /// Fields that name cases and that conditions read.
    pub(crate) deciding: HashSet<(TableId, usize)>,
    /// Operations with too many cases.
    pub(crate) too_many: Vec<OperationId>,
}

/// Derives the typed requests of all operations.
pub(crate) fn specialize(contract: &Contract) -> Specialized {
    let mut done = Specialized::default();
    let mut memo = HashMap::new();
    let mut forms: Vec<Form> = Vec::new();
    for (id, operation) in contract.operations.entries() {
        let before = forms.len();
        let mut specializer = Specializer {
            contract,
            operation,
            module: Module::Operation(id),
            typed: std::mem::take(&mut forms),
            memo: std::mem::take(&mut memo),
            open: VecDeque::new(),
            limit: before + MAX_TYPED,
            has_cases: true,
            candidates: Vec::new(),
            deciding: HashSet::new(),
        };
        let mut root = specializer.request(id);
        if specializer.typed.len() > specializer.limit {
            specializer.typed.truncate(before);
            specializer.memo.retain(|_, id| id.index() < before);
            specializer.open.clear();
            specializer.has_cases = false;
            root = specializer.request(id);
            done.too_many.push(id);
        }
        (forms, memo) = (specializer.typed, specializer.memo);
        done.roots.push(root);
        done.candidates.extend(specializer.candidates);
        done.deciding.extend(specializer.deciding);
    }
    done.forms = forms.into_iter().collect();
    done.candidates.sort_unstable();
    done.candidates.dedup();
    done
}

/// A discriminator with the fields that depend on it, removed from a struct.
struct Split {
    field_id: FieldId,
    list: EnumId,
    cases: Vec<TypedId>,
}

impl Specializer<'_> {
    /// The typed request of the operation.
    fn request(&mut self, id: OperationId) -> TypedId {
        let field_ids = self.contract.field_ids(Target::Request(id));
        let known = self.total(&field_ids, &Known::default());
        let scope = Scope {
            of: Target::Request(id),
            case: &[],
            known: &known,
            has_body: self.operation.body_type().is_none(),
            depth: 0,
        };
        self.look_for_candidates(&field_ids, &scope);
        let root = self.reserve(scope.of, &[], true);
        let mut parameters =
            field_ids.iter().copied().filter(|field_id| field_id.place != Place::Body);
        let discriminator = parameters
            .find_map(|field_id| Some((field_id, self.list(field_id, &known)?)));
        self.typed[root.index()].shape = match discriminator {
            Some((field_id, list)) => {
                self.whole_cases(field_id, list, &field_ids, &scope)
            }
            None => self.shape(field_ids, &scope),
        };
        while let Some((typed, object)) = self.open.pop_front() {
            if self.has_cases && self.typed.len() > self.limit {
                break;
            }
            self.typed[typed.index()].shape = self.object(object);
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
    ) -> FormShape {
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
        FormShape::Choice { field_id, list, cases: structs }
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
        let members = self.fields(field_ids, &scope);
        self.typed[id.index()].shape = FormShape::Struct(members);
        id
    }

    /// The typed form of an object inside of the body. The form is the same in every
    /// case of the request.
    fn object(&mut self, id: TableId) -> FormShape {
        let field_ids = self.contract.field_ids(Target::Object(id));
        let known = self.total(&field_ids, &Known::default());
        let scope = Scope {
            of: Target::Object(id),
            case: &[],
            known: &known,
            has_body: false,
            depth: 0,
        };
        self.look_for_candidates(&field_ids, &scope);
        self.shape(field_ids, &scope)
    }

    /// A struct, also where it holds nothing but the cases of a discriminator: a field
    /// that all of them share may be added later.
    fn shape(&mut self, field_ids: Vec<FieldId>, scope: &Scope<'_>) -> FormShape {
        FormShape::Struct(self.fields(field_ids, scope))
    }

    /// The parts of a struct with these fields.
    fn fields(&mut self, field_ids: Vec<FieldId>, scope: &Scope<'_>) -> Vec<Part> {
        let (splits, field_ids) = self.splits(field_ids, scope);
        self.members(splits, field_ids, scope)
    }

    /// Moves the fields that depend on a discriminator into its cases. The other fields
    /// are shared.
    fn splits(
        &mut self,
        mut field_ids: Vec<FieldId>,
        scope: &Scope<'_>,
    ) -> (Vec<Split>, Vec<FieldId>) {
        let inner = Scope { has_body: false, ..*scope };
        let mut splits = Vec::new();
        let candidates = field_ids.iter().copied();
        let discriminators: Vec<FieldId> = candidates
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
            let structs = cases.iter().zip(inside);
            let structs = structs
                .map(|((assumed, known), inside)| {
                    self.case(&inner, *assumed, known, inside)
                })
                .collect();
            splits.push(Split { field_id, list, cases: structs });
        }
        (splits, field_ids)
    }

    /// The discriminators of a struct and its shared fields, in the order of the tables.
    fn members(
        &mut self,
        splits: Vec<Split>,
        field_ids: Vec<FieldId>,
        scope: &Scope<'_>,
    ) -> Vec<Part> {
        let mut members = Vec::new();
        for Split { field_id, list, cases } in splits {
            let ty = self.reserve(scope.of, scope.case, false);
            self.typed[ty.index()].shape = FormShape::Choice { field_id, list, cases };
            members.push(Part::Choice { field_id, ty });
        }
        for field_id in field_ids {
            members.extend(self.member(field_id, scope));
        }
        members.sort_by_key(member_order);
        if let Some(body) = self.operation.body.as_ref().filter(|_| scope.has_body) {
            let ty = self.ty(body);
            members.push(Part::Body { ty });
        }
        members
    }
}

/// Sorts fields in the order of the tables.
fn member_order(member: &Part) -> (Place, usize) {
    match member {
        Part::Field(FieldPart { field_id, .. })
        | Part::Constant { field_id, .. }
        | Part::Choice { field_id, .. } => (field_id.place, field_id.at),
        Part::Body { .. } => (Place::Body, 0),
    }
}
