//! Typed requests, derived by partial evaluation: assume a value of a discriminator, and every rule becomes always, never,
//! or a smaller rule. Cases nest and never multiply: a row goes into the first discriminator that it hangs on.

use std::collections::{HashMap, HashSet, VecDeque};

use super::{
    Assumed, Condition, EnumId, Form, Home, Literal, Model, Operation, OperationId, Place, Possible, Ref,
    RowId, Rule, RuleId, Shape, Slot, State, Test, Ty, TypeId, Typed, TypedId, TypedTy,
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

/// What is known of fields, by place and name.
#[derive(Debug, Clone, Default)]
pub(super) struct Known(Vec<(Place, String, Vec<State>)>);

impl Known {
    fn of(&self, place: Place, name: &str) -> Possible<'_> {
        match self.0.iter().rev().find(|(at, known, _)| *at == place && known == name) {
            Some((_, _, states)) => Possible::Among(states),
            None => Possible::Anything,
        }
    }

    pub(super) fn with(&self, model: &Model, assumed: Assumed) -> Self {
        let mut known = self.clone();
        let wire = model[assumed.list].values[assumed.value].wire.clone();
        let name = model.row(assumed.row).name.clone();
        known.0.push((assumed.row.place, name, vec![State::Is(Literal::Text(wire))]));
        known
    }
}

/// What is left of a condition of `row`.
pub(super) fn assume(row: RowId, when: &Condition, known: &Known) -> Condition {
    when.assume(&|read: &Ref| match place_of(read, row) {
        Some(place) => known.of(place, &read.name),
        None => Possible::Anything,
    })
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

/// Where a row stands under one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Placement {
    Out,
    Required,
    Optional,
    /// It hangs on another discriminator.
    Deferred,
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

    /// Adds the lists of rows that are always there.
    fn total(&self, rows: &[RowId], known: &Known) -> Known {
        let mut known = known.clone();
        let mut added: HashSet<RowId> = HashSet::new();
        loop {
            let found = rows.iter().copied().find_map(|row| {
                let list = self.list(row, &known).filter(|_| !added.contains(&row))?;
                Some((row, list))
            });
            let Some((row, list)) = found else { return known };
            added.insert(row);
            let name = &self.model.row(row).name;
            if matches!(known.of(row.place, name), Possible::Anything) {
                let states = self.model[list].values.iter();
                let states = states.map(|value| State::Is(Literal::Text(value.wire.clone()))).collect();
                known.0.push((row.place, name.clone(), states));
            }
        }
    }

    /// The list of a row that is closed, and total in its place.
    fn list(&self, row: RowId, known: &Known) -> Option<EnumId> {
        let field = self.model.row(row);
        let Ty::Enum(list) = field.ty else { return None };
        let left = |wanted: fn(&Test) -> bool| {
            let rule = self.rules(row).find(|(_, rule)| wanted(&rule.test) && !rule.each);
            rule.map(|(_, rule)| assume(row, &rule.when, known))
        };
        let closed = left(|test| matches!(test, Test::Enum(_)))?.is_always();
        let there = field.assume_present.is_some()
            || left(|test| *test == Test::Required).is_some_and(|when| when.is_always());
        let allowed = left(|test| *test == Test::OnlyWhen).is_none_or(|when| when.is_always());
        let free = left(|test| matches!(test, Test::Fixed(_))).is_none();
        (closed && there && allowed && free && !self.model[list].open).then_some(list)
    }

    fn rules(&self, row: RowId) -> impl Iterator<Item = (RuleId, &Rule)> {
        self.model.row(row).rules.iter().map(|id| (*id, &self.model[*id]))
    }

    /// Whether other rows hang on this one, so that lifting it decides something.
    fn discriminates(&self, row: RowId, rows: &[RowId], scope: &Scope<'_>) -> bool {
        self.list(row, scope.known).is_some()
            && rows.iter().any(|other| *other != row && self.hangs_on(*other, row, scope.known))
    }

    fn hangs_on(&self, row: RowId, discriminator: RowId, known: &Known) -> bool {
        let name = &self.model.row(discriminator).name;
        self.rules(row).any(|(_, rule)| {
            decides(rule)
                && !rule.when.is_always()
                && assume(row, &rule.when, known)
                    .reads()
                    .iter()
                    .any(|read| place_of(read, row) == Some(discriminator.place) && read.name == *name)
        })
    }

    /// Notes the rows that would tell cases apart if only they were always there.
    fn look_for_optional(&mut self, rows: &[RowId], scope: &Scope<'_>) {
        for row in rows {
            let field = self.model.row(*row);
            let Ty::Enum(list) = field.ty else { continue };
            let closed = !self.model[list].open
                && self.rules(*row).any(|(_, rule)| {
                    matches!(rule.test, Test::Enum(_)) && rule.when.is_always() && !rule.each
                });
            let optional = field.assume_present.is_none()
                && !self.rules(*row).any(|(_, rule)| rule.test == Test::Required);
            let read = || rows.iter().any(|other| other != row && self.hangs_on(*other, *row, scope.known));
            if closed && optional && read() {
                self.optional.push((row.table, row.at));
            }
        }
    }

    fn cases(&self, row: RowId, list: EnumId, scope: &Scope<'_>) -> Vec<(Assumed, Known)> {
        (0..self.model[list].values.len())
            .map(|value| {
                let assumed = Assumed { row, list, value };
                (assumed, scope.known.with(self.model, assumed))
            })
            .collect()
    }

    /// Where a row goes under the case `at`: the first of the documented reasons that applies.
    fn placement(&self, row: RowId, at: usize, cases: &[(Assumed, Known)], rows: &[RowId]) -> Placement {
        let field = self.model.row(row);
        let left = |wanted: fn(&Test) -> bool, known: &Known| {
            let rule = self.rules(row).find(|(_, rule)| wanted(&rule.test));
            rule.map(|(_, rule)| assume(row, &rule.when, known))
        };
        let known = &cases[at].1;
        if left(|test| *test == Test::OnlyWhen, known).is_some_and(|when| when.is_never()) {
            return Placement::Out;
        }
        let required = left(|test| *test == Test::Required, known);
        if let Some(when) = &required {
            if when.is_always() {
                return Placement::Required;
            }
            let hangs = |other: &RowId| {
                *other != row
                    && reads(when, row, other.place, &self.model.row(*other).name)
                    && self.list(*other, known).is_some()
            };
            if !when.is_never() && rows.iter().any(hangs) {
                return Placement::Deferred;
            }
        }
        let has_meant_for = self.rules(row).any(|(_, rule)| rule.test == Test::MeantFor);
        if has_meant_for || field.shared.is_some() {
            return Placement::Optional;
        }
        if required.is_some_and(|when| when.is_never()) {
            let elsewhere = |(_, known): &(Assumed, Known)| {
                left(|test| *test == Test::Required, known).is_some_and(|when| !when.is_never())
            };
            if cases.iter().any(elsewhere) {
                return Placement::Out;
            }
        }
        if !field.observed.is_empty() && self.seen_elsewhere(row, &cases[at].0) {
            return Placement::Out;
        }
        Placement::Optional
    }

    /// Whether examples show the row in other cases, and examples of this one do not.
    fn seen_elsewhere(&self, row: RowId, assumed: &Assumed) -> bool {
        let name = &self.model.row(assumed.row).name;
        let wire = &self.model[assumed.list].values[assumed.value].wire;
        let own = if assumed.row.table == row.table { Place::Same } else { assumed.row.place };
        let (mut here, mut there, mut any_here) = (false, false, false);
        for sighting in &self.model[row.table].sightings {
            let value = sighting.values.iter().find(|(place, at, _)| *place == own && at == name);
            let Some((_, _, value)) = value else { continue };
            let shown = sighting.shown.contains(&row.at);
            if value == wire {
                any_here = true;
                here |= shown;
            } else {
                there |= shown;
            }
        }
        any_here && there && !here
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
                Test::OnlyWhen | Test::MeantFor => when.is_always(),
                _ => false,
            };
            let never = when.is_never() && rule.test != Test::MeantFor;
            !lifted && !never
        });
        let left = left.collect();
        Some(Slot::Row { row, rust_name: field.rust_name.clone(), required, ty, left })
    }

    /// Which list applies to text.
    fn listed(&self, row: RowId, known: &Known) -> Option<Listed> {
        if !matches!(self.model.row(row).ty, Ty::String | Ty::Enum(_)) {
            return None;
        }
        let lists = self.rules(row).filter_map(|(_, rule)| match rule.test {
            Test::Enum(list) if !rule.each => Some((list, assume(row, &rule.when, known))),
            _ => None,
        });
        let lists: Vec<_> = lists.collect();
        if lists.is_empty() {
            return None;
        }
        let mut applying = lists.iter().filter(|(_, when)| !when.is_never());
        match (applying.next(), applying.next()) {
            (None, _) => Some(Listed::Nowhere),
            (Some((list, when)), None) if when.is_always() => Some(Listed::Here(*list)),
            _ => None,
        }
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

/// The list of values that applies to text in one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listed {
    Here(EnumId),
    Nowhere,
}

/// In the order of the tables.
fn slot_order(slot: &Slot) -> (Place, usize) {
    match slot {
        Slot::Row { row, .. } | Slot::Constant { row, .. } | Slot::Choice { row, .. } => (row.place, row.at),
        Slot::Body { .. } => (Place::Body, 0),
    }
}

/// Where a field stands that a rule of `row` reads, as rows are told apart here; a parent has no place of its own.
fn place_of(read: &Ref, row: RowId) -> Option<Place> {
    match (read.place, row.place) {
        (Place::Same, place) => Some(place),
        (Place::Parent, _) | (Place::Body, Place::Same) => None,
        (place, _) => Some(place),
    }
}

fn reads(when: &Condition, row: RowId, place: Place, name: &str) -> bool {
    when.reads().iter().any(|read| place_of(read, row) == Some(place) && read.name == name)
}

/// Rules that become types: a warning does not keep a field away.
fn decides(rule: &Rule) -> bool {
    matches!(rule.test, Test::Required | Test::OnlyWhen | Test::Enum(_)) && !rule.each
}
