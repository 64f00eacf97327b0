//! Typed requests, derived by partial evaluation: assume a value of a discriminator, and every rule becomes always, never,
//! or a smaller rule. Cases nest and never multiply: a row goes into the first discriminator that it hangs on.

mod known;
mod rows;

use std::collections::{HashMap, VecDeque};

pub(super) use known::{Known, assume};
use rows::{Listed, Placement};

use super::{
    Assumed, Condition, EnumId, Form, Home, Model, Operation, OperationId, Place, RowId, RuleId, Shape, Slot,
    Test, Ty, TypeId, Typed, TypedId, TypedTy,
};

/// Discriminators inside of discriminators; what lies deeper is left to the validator.
const MAX_DEPTH: usize = 8;

/// Typed structs and enums of one operation; one that would have more stays as it is on the wire.
const MAX_TYPED: usize = 1_000;

/// Typed requests, and what could not become one.
#[derive(Debug, Default)]
pub(crate) struct Lifted {
    pub(crate) typed: Vec<Typed>,
    /// Of each operation.
    pub(crate) roots: Vec<Option<TypedId>>,
    /// Discriminators that conditions read and that may be absent.
    pub(crate) optional: Vec<(TypeId, usize)>,
    /// Operations that would have too many.
    pub(crate) too_many: Vec<OperationId>,
}

/// Derives the typed requests of all operations.
pub(crate) fn lift(model: &Model) -> Lifted {
    let mut done = Lifted::default();
    let mut memo = HashMap::new();
    for (operation, id) in model.operations.iter().zip((0..).map(OperationId)) {
        let before = done.typed.len();
        let mut lift = Lift {
            model,
            operation,
            home: Home::Operation(id),
            typed: std::mem::take(&mut done.typed),
            memo: std::mem::take(&mut memo),
            open: VecDeque::new(),
            limit: before + MAX_TYPED,
            optional: Vec::new(),
        };
        let root = lift.request(id);
        let full = lift.typed.len() > lift.limit;
        (done.typed, memo) = (lift.typed, lift.memo);
        if full {
            done.typed.truncate(before);
            memo.retain(|_, id| (id.0 as usize) < before);
            done.too_many.push(id);
        }
        done.roots.push(root.filter(|_| !full));
        done.optional.extend(lift.optional);
    }
    done.optional.sort_unstable();
    done.optional.dedup();
    done
}

struct Lift<'m> {
    model: &'m Model,
    operation: &'m Operation,
    home: Home,
    typed: Vec<Typed>,
    /// Objects that have a typed form, by the case of the whole request where that matters to them.
    memo: HashMap<(TypeId, Option<Assumed>), TypedId>,
    /// Objects whose shape is still to be found.
    open: VecDeque<(TypedId, TypeId, Option<Assumed>)>,
    limit: usize,
    optional: Vec<(TypeId, usize)>,
}

/// What a struct in the making is a form of, and under which assumptions.
struct Scope<'k> {
    of: Form,
    case: &'k [Assumed],
    known: &'k Known,
    /// The case of the whole request.
    outer: Option<Assumed>,
    /// Whether a body without rows is a field of it.
    has_body: bool,
    /// Discriminators around it.
    depth: usize,
}

/// A discriminator with the rows that hang on it, taken out of a struct.
struct Split {
    row: RowId,
    list: EnumId,
    cases: Vec<TypedId>,
}

impl Lift<'_> {
    /// The typed request of the operation, if it lifts anything.
    fn request(&mut self, id: OperationId) -> Option<TypedId> {
        let mut rows = Vec::new();
        let body = self.operation.body_type().map(|body| (Place::Body, body));
        for (place, table) in self.operation.parameters.iter().copied().chain(body) {
            let count = self.model[table].fields.len();
            rows.extend((0..count).map(|at| RowId { place, table, at }));
        }
        let known = self.total(&rows, &Known::default());
        let scope = Scope {
            of: Form::Request(id),
            case: &[],
            known: &known,
            outer: None,
            has_body: self.operation.body_type().is_none(),
            depth: 0,
        };
        self.look_for_optional(&rows, &scope);
        let root = self.reserve(scope.of, &[], true);
        let mut parameters = rows.iter().copied().filter(|row| row.place != Place::Body);
        let kind = parameters.find(|row| self.discriminates(*row, &rows, &scope));
        let shape = match kind.and_then(|row| Some((row, self.list(row, &known)?))) {
            Some((row, list)) => self.kinds(row, list, &rows, &scope),
            None => self.shape(rows, &scope),
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
        if !self.typed[root.0 as usize].shape.lifts() {
            self.typed.truncate(root.0 as usize);
            return None;
        }
        Some(root)
    }

    fn reserve(&mut self, of: Form, case: &[Assumed], is_whole: bool) -> TypedId {
        let id = TypedId(u32::try_from(self.typed.len()).unwrap_or(u32::MAX));
        let home = match of {
            Form::Request(_) => self.home,
            Form::Object(id) => self.model[id].home,
        };
        let shape = Shape::Struct(Vec::new());
        self.typed.push(Typed { rust_name: String::new(), home, of, is_whole, case: case.to_vec(), shape });
        id
    }

    /// A parameter that tells kinds of requests apart gives each a struct of its own, with all that they share.
    fn kinds(&mut self, row: RowId, list: EnumId, rows: &[RowId], scope: &Scope<'_>) -> Shape {
        let cases = self.cases(row, list, scope);
        let rest: Vec<RowId> = rows.iter().copied().filter(|other| *other != row).collect();
        let mut structs = Vec::with_capacity(cases.len());
        for (at, (assumed, known)) in cases.iter().enumerate() {
            let belongs = |row: &RowId| self.placement(*row, at, &cases, &rest) != Placement::Out;
            let inside: Vec<RowId> = rest.iter().copied().filter(belongs).collect();
            let kind = Scope { outer: Some(*assumed), ..*scope };
            structs.push(self.case(&kind, *assumed, known, inside));
        }
        Shape::Choice { row, list, cases: structs }
    }

    /// The struct of one case.
    fn case(&mut self, around: &Scope<'_>, assumed: Assumed, known: &Known, rows: Vec<RowId>) -> TypedId {
        let case: Vec<Assumed> = around.case.iter().copied().chain([assumed]).collect();
        let known = self.total(&rows, known);
        let scope = Scope { case: &case, known: &known, depth: around.depth + 1, ..*around };
        let id = self.reserve(scope.of, &case, false);
        let slots = self.fields(rows, &scope);
        self.typed[id.0 as usize].shape = Shape::Struct(slots);
        id
    }

    /// The typed form of an object inside of the body.
    fn object(&mut self, id: TypeId, outer: Option<Assumed>) -> Shape {
        let rows: Vec<RowId> = self.rows_of(id);
        let known = self.known_inside(&rows, outer);
        let case: Vec<Assumed> = outer.into_iter().collect();
        let scope =
            Scope { of: Form::Object(id), case: &case, known: &known, outer, has_body: false, depth: 0 };
        self.look_for_optional(&rows, &scope);
        self.shape(rows, &scope)
    }

    fn rows_of(&self, id: TypeId) -> Vec<RowId> {
        (0..self.model[id].fields.len()).map(|at| RowId { place: Place::Same, table: id, at }).collect()
    }

    fn known_inside(&self, rows: &[RowId], outer: Option<Assumed>) -> Known {
        let known = Known::default();
        let known = outer.map_or_else(|| known.clone(), |assumed| known.with(self.model, assumed));
        self.total(rows, &known)
    }

    /// A struct, or the enum itself where nothing is shared.
    fn shape(&mut self, rows: Vec<RowId>, scope: &Scope<'_>) -> Shape {
        let (mut splits, rows) = self.splits(rows, scope);
        if splits.len() == 1 && rows.is_empty() && !scope.has_body {
            let Split { row, list, cases } = splits.remove(0);
            return Shape::Choice { row, list, cases };
        }
        Shape::Struct(self.slots(splits, rows, scope))
    }

    fn fields(&mut self, rows: Vec<RowId>, scope: &Scope<'_>) -> Vec<Slot> {
        let (splits, rows) = self.splits(rows, scope);
        self.slots(splits, rows, scope)
    }

    /// Discriminators take along what hangs on them; the rest is shared.
    fn splits(&mut self, mut rows: Vec<RowId>, scope: &Scope<'_>) -> (Vec<Split>, Vec<RowId>) {
        let inner = Scope { has_body: false, ..*scope };
        let mut splits = Vec::new();
        let candidates = rows.iter().copied();
        let discriminators: Vec<RowId> = candidates
            .filter(|row| scope.depth < MAX_DEPTH && self.discriminates(*row, &rows, scope))
            .collect();
        for row in discriminators {
            let Some(list) = self.list(row, scope.known).filter(|_| self.typed.len() <= self.limit) else {
                continue;
            };
            let cases = self.cases(row, list, scope);
            let rest: Vec<RowId> = rows.iter().copied().filter(|other| *other != row).collect();
            let mut inside: Vec<Vec<RowId>> = vec![Vec::new(); cases.len()];
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
                for (rows, (placement, _)) in inside.iter_mut().zip(&placed) {
                    if *placement != Placement::Out {
                        rows.push(other);
                    }
                }
            }
            if shared.len() == rest.len() {
                continue;
            }
            rows = shared;
            let structs = cases.iter().zip(inside);
            let structs = structs
                .map(|((assumed, known), inside)| self.case(&inner, *assumed, known, inside))
                .collect();
            splits.push(Split { row, list, cases: structs });
        }
        (splits, rows)
    }

    fn slots(&mut self, splits: Vec<Split>, rows: Vec<RowId>, scope: &Scope<'_>) -> Vec<Slot> {
        let mut slots = Vec::new();
        for Split { row, list, cases } in splits {
            let ty = self.reserve(scope.of, scope.case, false);
            self.typed[ty.0 as usize].shape = Shape::Choice { row, list, cases };
            slots.push(Slot::Choice { row, rust_name: self.model.row(row).rust_name.clone(), ty });
        }
        for row in rows {
            slots.extend(self.slot(row, scope));
        }
        slots.sort_by_key(slot_order);
        if let Some(body) = self.operation.body.as_ref().filter(|_| scope.has_body) {
            let ty = self.ty(body, scope.outer);
            slots.push(Slot::Body { ty });
        }
        slots
    }

    fn slot(&mut self, row: RowId, scope: &Scope<'_>) -> Option<Slot> {
        let field = self.model.row(row);
        let left: Vec<(RuleId, Condition)> =
            self.rules(row).map(|(id, rule)| (id, assume(row, &rule.when, scope.known))).collect();
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
            return Some(Slot::Constant { row, value: value.clone() });
        }
        let ty = match (self.listed(row, scope.known), &field.delimiter) {
            // A list of values is about the text as a whole.
            (None, Some(delimiter)) if field.ty == Ty::String => TypedTy::Joined(delimiter.clone()),
            (Some(Listed::Here(list)), _) if field.ty != Ty::Enum(list) => TypedTy::Listed(list),
            (Some(Listed::Nowhere), _) if field.ty != Ty::String => TypedTy::Text,
            _ => self.ty(&field.ty, scope.outer),
        };
        let left = left.into_iter().filter(|(id, when)| {
            let rule = &self.model[*id];
            let lifted = match rule.test {
                Test::Type => true,
                Test::Required => required,
                Test::Enum(_) => when.is_always() && !rule.each,
                Test::OnlyWhen | Test::DocumentedFor => when.is_always(),
                _ => false,
            };
            let never = when.is_never() && rule.test != Test::DocumentedFor;
            !lifted && !never
        });
        let left = left.collect();
        Some(Slot::Row { row, rust_name: field.rust_name.clone(), required, ty, left })
    }

    /// The typed form of what a field holds.
    fn ty(&mut self, ty: &Ty, outer: Option<Assumed>) -> TypedTy {
        match ty {
            Ty::Struct(id) => self.reference(*id, outer).map_or(TypedTy::Wire(ty.clone()), TypedTy::Typed),
            Ty::Array(inner) => match self.ty(inner, outer) {
                TypedTy::Wire(_) => TypedTy::Wire(ty.clone()),
                inner => TypedTy::Array(Box::new(inner)),
            },
            Ty::Map(inner) => match self.ty(inner, outer) {
                TypedTy::Wire(_) => TypedTy::Wire(ty.clone()),
                inner => TypedTy::Map(Box::new(inner)),
            },
            other => TypedTy::Wire(other.clone()),
        }
    }

    /// The typed form of an object, if it lifts anything.
    fn reference(&mut self, id: TypeId, outer: Option<Assumed>) -> Option<TypedId> {
        let reach = self.model.reach([id]);
        let outer = outer.filter(|assumed| reach.iter().any(|inside| self.reads(*inside, *assumed)));
        if let Some(known) = self.memo.get(&(id, outer)) {
            return Some(*known);
        }
        if !reach.iter().any(|inside| self.object_lifts(*inside, outer)) {
            return None;
        }
        let case: Vec<Assumed> = outer.into_iter().collect();
        let typed = self.reserve(Form::Object(id), &case, true);
        self.memo.insert((id, outer), typed);
        self.open.push_back((typed, id, outer));
        Some(typed)
    }

    /// Whether rules of an object read a parameter of the request.
    fn reads(&self, id: TypeId, assumed: Assumed) -> bool {
        let name = &self.model.row(assumed.row).name;
        self.model[id].fields.iter().flat_map(|field| &field.rules).any(|rule| {
            self.model[*rule]
                .when
                .reads()
                .iter()
                .any(|read| read.place == assumed.row.place && read.name == *name)
        })
    }

    fn object_lifts(&self, id: TypeId, outer: Option<Assumed>) -> bool {
        let rows = self.rows_of(id);
        let known = self.known_inside(&rows, outer);
        rows.iter().any(|row| {
            self.model.row(*row).delimiter.is_some()
                || self.model.row(*row).assume_present.is_some()
                || self.rules(*row).any(|(_, rule)| {
                    let when = assume(*row, &rule.when, &known);
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
fn slot_order(slot: &Slot) -> (Place, usize) {
    match slot {
        Slot::Row { row, .. } | Slot::Constant { row, .. } | Slot::Choice { row, .. } => (row.place, row.at),
        Slot::Body { .. } => (Place::Body, 0),
    }
}
