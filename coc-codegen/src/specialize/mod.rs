//! Typed requests, derived by partial evaluation: assume a value of a discriminator, and every rule becomes always, never,
//! or a smaller rule. Cases nest and never multiply: a field goes into the first discriminator that it depends on.

mod fields;
mod scope;

use std::collections::{HashMap, VecDeque};

use fields::{Listed, Placement};
use scope::{Scope, Specializer};

use crate::model::{
    Assumed, Condition, EnumId, FieldId, Known, Member, Model, Module, OperationId, Place, RuleId, Shape,
    TableId, Target, Test, Type, Typed, TypedId, TypedType, assume,
};

/// Discriminators inside of discriminators; what lies deeper is left to the validator.
const MAX_DEPTH: usize = 8;

/// Typed structs and enums of one operation; one that would have more stays as it is on the wire.
const MAX_TYPED: usize = 1_000;

/// Typed requests, and what could not become one.
#[derive(Debug, Default)]
pub(crate) struct Specialized {
    pub(crate) typed: Vec<Typed>,
    /// Of each operation.
    pub(crate) roots: Vec<Option<TypedId>>,
    /// Discriminators that conditions read and that may be absent.
    pub(crate) optional: Vec<(TableId, usize)>,
    /// Operations that would have too many.
    pub(crate) too_many: Vec<OperationId>,
}

/// Derives the typed requests of all operations.
pub(crate) fn specialize(model: &Model) -> Specialized {
    let mut done = Specialized::default();
    let mut memo = HashMap::new();
    for (operation, id) in model.operations.iter().zip((0..).map(OperationId)) {
        let before = done.typed.len();
        let mut specialize = Specializer {
            model,
            operation,
            home: Module::Operation(id),
            typed: std::mem::take(&mut done.typed),
            memo: std::mem::take(&mut memo),
            open: VecDeque::new(),
            limit: before + MAX_TYPED,
            optional: Vec::new(),
        };
        let root = specialize.request(id);
        let full = specialize.typed.len() > specialize.limit;
        (done.typed, memo) = (specialize.typed, specialize.memo);
        if full {
            done.typed.truncate(before);
            memo.retain(|_, id| (id.0 as usize) < before);
            done.too_many.push(id);
        }
        done.roots.push(root.filter(|_| !full));
        done.optional.extend(specialize.optional);
    }
    done.optional.sort_unstable();
    done.optional.dedup();
    done
}

/// A discriminator with the fields that depend on it, taken out of a struct.
struct Split {
    field_id: FieldId,
    list: EnumId,
    cases: Vec<TypedId>,
}

impl Specializer<'_> {
    /// The typed request of the operation, if it gains anything.
    fn request(&mut self, id: OperationId) -> Option<TypedId> {
        let mut field_ids = Vec::new();
        let body = self.operation.body_type().map(|body| (Place::Body, body));
        for (place, table) in self.operation.parameters.iter().copied().chain(body) {
            let count = self.model[table].fields.len();
            field_ids.extend((0..count).map(|at| FieldId { place, table, at }));
        }
        let known = self.total(&field_ids, &Known::default());
        let scope = Scope {
            of: Target::Request(id),
            case: &[],
            known: &known,
            outer: None,
            has_body: self.operation.body_type().is_none(),
            depth: 0,
        };
        self.look_for_optional(&field_ids, &scope);
        let root = self.reserve(scope.of, &[], true);
        let mut parameters = field_ids.iter().copied().filter(|field_id| field_id.place != Place::Body);
        let kind = parameters.find(|field_id| self.discriminates(*field_id, &field_ids, &scope));
        let shape = match kind.and_then(|field_id| Some((field_id, self.list(field_id, &known)?))) {
            Some((field_id, list)) => self.kinds(field_id, list, &field_ids, &scope),
            None => self.shape(field_ids, &scope),
        };
        self.typed[root.0 as usize].shape = shape;
        while let Some((typed, object, outer)) = self.open.pop_front() {
            if self.typed.len() > self.limit {
                break;
            }
            let shape = self.object(object, outer);
            self.typed[typed.0 as usize].shape = shape;
        }
        // What is exactly as on the wire needs no second form.
        if !self.typed[root.0 as usize].shape.gains() {
            self.typed.truncate(root.0 as usize);
            return None;
        }
        Some(root)
    }

    fn reserve(&mut self, of: Target, case: &[Assumed], is_whole: bool) -> TypedId {
        let id = TypedId(u32::try_from(self.typed.len()).unwrap_or(u32::MAX));
        let home = match of {
            Target::Request(_) => self.home,
            Target::Object(id) => self.model[id].home,
        };
        let shape = Shape::Struct(Vec::new());
        self.typed.push(Typed { rust_name: String::new(), home, of, is_whole, case: case.to_vec(), shape });
        id
    }

    /// A parameter that tells kinds of requests apart gives each a struct of its own, with all that they share.
    fn kinds(&mut self, field_id: FieldId, list: EnumId, field_ids: &[FieldId], scope: &Scope<'_>) -> Shape {
        let cases = self.cases(field_id, list, scope);
        let rest: Vec<FieldId> = field_ids.iter().copied().filter(|other| *other != field_id).collect();
        let mut structs = Vec::with_capacity(cases.len());
        for (at, (assumed, known)) in cases.iter().enumerate() {
            let belongs = |field_id: &FieldId| self.placement(*field_id, at, &cases, &rest) != Placement::Out;
            let inside: Vec<FieldId> = rest.iter().copied().filter(belongs).collect();
            let kind = Scope { outer: Some(*assumed), ..*scope };
            structs.push(self.case(&kind, *assumed, known, inside));
        }
        Shape::Choice { field_id, list, cases: structs }
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
        let scope = Scope { case: &case, known: &known, depth: around.depth + 1, ..*around };
        let id = self.reserve(scope.of, &case, false);
        let members = self.fields(field_ids, &scope);
        self.typed[id.0 as usize].shape = Shape::Struct(members);
        id
    }

    /// The typed form of an object inside of the body.
    fn object(&mut self, id: TableId, outer: Option<Assumed>) -> Shape {
        let field_ids: Vec<FieldId> = self.fields_of(id);
        let known = self.known_inside(&field_ids, outer);
        let case: Vec<Assumed> = outer.into_iter().collect();
        let scope =
            Scope { of: Target::Object(id), case: &case, known: &known, outer, has_body: false, depth: 0 };
        self.look_for_optional(&field_ids, &scope);
        self.shape(field_ids, &scope)
    }

    fn fields_of(&self, id: TableId) -> Vec<FieldId> {
        (0..self.model[id].fields.len()).map(|at| FieldId { place: Place::Same, table: id, at }).collect()
    }

    fn known_inside(&self, field_ids: &[FieldId], outer: Option<Assumed>) -> Known {
        let known = Known::default();
        let known = outer.map_or_else(|| known.clone(), |assumed| known.with(self.model, assumed));
        self.total(field_ids, &known)
    }

    /// A struct, or the enum itself where nothing is shared.
    fn shape(&mut self, field_ids: Vec<FieldId>, scope: &Scope<'_>) -> Shape {
        let (mut splits, field_ids) = self.splits(field_ids, scope);
        if splits.len() == 1 && field_ids.is_empty() && !scope.has_body {
            let Split { field_id, list, cases } = splits.remove(0);
            return Shape::Choice { field_id, list, cases };
        }
        Shape::Struct(self.members(splits, field_ids, scope))
    }

    fn fields(&mut self, field_ids: Vec<FieldId>, scope: &Scope<'_>) -> Vec<Member> {
        let (splits, field_ids) = self.splits(field_ids, scope);
        self.members(splits, field_ids, scope)
    }

    /// Discriminators take along what depends on them; the rest is shared.
    fn splits(&mut self, mut field_ids: Vec<FieldId>, scope: &Scope<'_>) -> (Vec<Split>, Vec<FieldId>) {
        let inner = Scope { has_body: false, ..*scope };
        let mut splits = Vec::new();
        let candidates = field_ids.iter().copied();
        let discriminators: Vec<FieldId> = candidates
            .filter(|field_id| scope.depth < MAX_DEPTH && self.discriminates(*field_id, &field_ids, scope))
            .collect();
        for field_id in discriminators {
            let Some(list) = self.list(field_id, scope.known).filter(|_| self.typed.len() <= self.limit)
            else {
                continue;
            };
            let cases = self.cases(field_id, list, scope);
            let rest: Vec<FieldId> = field_ids.iter().copied().filter(|other| *other != field_id).collect();
            let mut inside: Vec<Vec<FieldId>> = vec![Vec::new(); cases.len()];
            let mut shared = Vec::new();
            for other in rest.iter().copied() {
                let placed: Vec<_> = cases
                    .iter()
                    .enumerate()
                    .map(|(at, (_, known))| {
                        (self.placement(other, at, &cases, &rest), self.listed(other, known))
                    })
                    .collect();
                let same = placed.iter().all(|it| *it == placed[0]) && placed[0].0 != Placement::Out;
                if same || self.list(other, scope.known).is_some() {
                    shared.push(other);
                    continue;
                }
                for (field_ids, (placement, _)) in inside.iter_mut().zip(&placed) {
                    if *placement != Placement::Out {
                        field_ids.push(other);
                    }
                }
            }
            if shared.len() == rest.len() {
                continue;
            }
            field_ids = shared;
            let structs = cases.iter().zip(inside);
            let structs = structs
                .map(|((assumed, known), inside)| self.case(&inner, *assumed, known, inside))
                .collect();
            splits.push(Split { field_id, list, cases: structs });
        }
        (splits, field_ids)
    }

    fn members(&mut self, splits: Vec<Split>, field_ids: Vec<FieldId>, scope: &Scope<'_>) -> Vec<Member> {
        let mut members = Vec::new();
        for Split { field_id, list, cases } in splits {
            let ty = self.reserve(scope.of, scope.case, false);
            self.typed[ty.0 as usize].shape = Shape::Choice { field_id, list, cases };
            members.push(Member::Choice {
                field_id,
                rust_name: self.model.field(field_id).rust_name.clone(),
                ty,
            });
        }
        for field_id in field_ids {
            members.extend(self.member(field_id, scope));
        }
        members.sort_by_key(member_order);
        if let Some(body) = self.operation.body.as_ref().filter(|_| scope.has_body) {
            let ty = self.ty(body, scope.outer);
            members.push(Member::Body { ty });
        }
        members
    }

    fn member(&mut self, field_id: FieldId, scope: &Scope<'_>) -> Option<Member> {
        let field = self.model.field(field_id);
        let left: Vec<(RuleId, Condition)> =
            self.rules(field_id).map(|(id, rule)| (id, assume(field_id, &rule.when, scope.known))).collect();
        let find = |wanted: fn(&Test) -> bool| {
            left.iter().find(|(id, _)| wanted(&self.model[*id].test) && !self.model[*id].each)
        };
        if find(|test| *test == Test::OnlyWhen).is_some_and(|(_, when)| when.is_never()) {
            return None;
        }
        let required = find(|test| *test == Test::Required).is_some_and(|(_, when)| when.is_always());
        let fixed = find(|test| matches!(test, Test::Fixed(_)));
        if let Some((id, when)) = fixed
            && required
            && when.is_always()
            && let Test::Fixed(value) = &self.model[*id].test
        {
            return Some(Member::Constant { field_id, value: value.clone() });
        }
        let ty = match (self.listed(field_id, scope.known), &field.delimiter) {
            // A list of values is about the text as a whole.
            (None, Some(delimiter)) if field.ty == Type::String => TypedType::Joined(delimiter.clone()),
            (Some(Listed::Here(list)), _) if field.ty != Type::Enum(list) => TypedType::Listed(list),
            (Some(Listed::Nowhere), _) if field.ty != Type::String => TypedType::Text,
            _ => self.ty(&field.ty, scope.outer),
        };
        let left = left.into_iter().filter(|(id, when)| {
            let rule = &self.model[*id];
            let specialized = match rule.test {
                Test::Type => true,
                Test::Required => required,
                Test::Enum(_) => when.is_always() && !rule.each,
                Test::OnlyWhen | Test::DocumentedFor => when.is_always(),
                _ => false,
            };
            let never = when.is_never() && rule.test != Test::DocumentedFor;
            !specialized && !never
        });
        let left = left.collect();
        Some(Member::Field { field_id, rust_name: field.rust_name.clone(), required, ty, left })
    }

    /// The typed form of what a field holds.
    fn ty(&mut self, ty: &Type, outer: Option<Assumed>) -> TypedType {
        match ty {
            Type::Struct(id) => {
                self.reference(*id, outer).map_or(TypedType::Wire(ty.clone()), TypedType::Typed)
            }
            Type::Array(inner) => match self.ty(inner, outer) {
                TypedType::Wire(_) => TypedType::Wire(ty.clone()),
                inner => TypedType::Array(Box::new(inner)),
            },
            Type::Map(inner) => match self.ty(inner, outer) {
                TypedType::Wire(_) => TypedType::Wire(ty.clone()),
                inner => TypedType::Map(Box::new(inner)),
            },
            other => TypedType::Wire(other.clone()),
        }
    }

    /// The typed form of an object, if it gains anything.
    fn reference(&mut self, id: TableId, outer: Option<Assumed>) -> Option<TypedId> {
        let reach = self.model.reach([id]);
        let outer = outer.filter(|assumed| reach.iter().any(|inside| self.reads(*inside, *assumed)));
        if let Some(known) = self.memo.get(&(id, outer)) {
            return Some(*known);
        }
        if !reach.iter().any(|inside| self.object_gains(*inside, outer)) {
            return None;
        }
        let case: Vec<Assumed> = outer.into_iter().collect();
        let typed = self.reserve(Target::Object(id), &case, true);
        self.memo.insert((id, outer), typed);
        self.open.push_back((typed, id, outer));
        Some(typed)
    }

    /// Whether rules of an object read a parameter of the request.
    fn reads(&self, id: TableId, assumed: Assumed) -> bool {
        let name = &self.model.field(assumed.field_id).name;
        self.model[id].fields.iter().flat_map(|field| &field.rules).any(|rule| {
            self.model[*rule]
                .when
                .reads()
                .iter()
                .any(|read| read.place == assumed.field_id.place && read.name == *name)
        })
    }

    fn object_gains(&self, id: TableId, outer: Option<Assumed>) -> bool {
        let field_ids = self.fields_of(id);
        let known = self.known_inside(&field_ids, outer);
        field_ids.iter().any(|field_id| {
            self.model.field(*field_id).delimiter.is_some()
                || self.model.field(*field_id).assume_present.is_some()
                || self.rules(*field_id).any(|(_, rule)| {
                    let when = assume(*field_id, &rule.when, &known);
                    match rule.test {
                        Test::Required => when.is_always(),
                        Test::OnlyWhen => when.is_never(),
                        _ => false,
                    }
                })
        })
    }
}

/// In the order of the tables.
fn member_order(member: &Member) -> (Place, usize) {
    match member {
        Member::Field { field_id, .. }
        | Member::Constant { field_id, .. }
        | Member::Choice { field_id, .. } => (field_id.place, field_id.at),
        Member::Body { .. } => (Place::Body, 0),
    }
}
