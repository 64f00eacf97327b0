//! Waiters: resolves the conditions on answers, and refuses a waiter that cannot wait. The
//! cases that they are tried in belong to `cases`.

use super::accessors::Route;
use super::answer::{Answer, repeatable};
use super::cases::{AnswerCases, Held};
use super::envelopes::Envelopes;
use crate::arena::Arena;
use crate::check::contradictions::cases::MAX_CASES;
use crate::check::draft::resolved::{Draft, DraftOperation};
use crate::check::rules::compared_field::ComparedField;
use crate::check::rules::conditions::ReadCondition;
use crate::diagnostic::{Code, Diagnostic, Reporter, did_you_mean};
use crate::model::{
    AnswerPart, Condition, Literal, Number, OperationId, Part, Place, Ref, Type,
};
use crate::source::{Span, Spanned};
use crate::spec::{ConditionDef, EnvelopeDef, FieldDef, RefDef, WaiterDef};

/// The conditions of a waiter.
pub(in crate::check) struct DraftWaiter<'s> {
    pub(in crate::check) def: &'s WaiterDef,
    pub(in crate::check) ready: Condition,
    pub(in crate::check) failed: Option<Condition>,
    pub(in crate::check) retry: Option<Condition>,
}

impl DraftWaiter<'_> {
    /// Whether two waiters wait for the same state in the same way.
    pub(in crate::check) fn waits_as(&self, other: &Self) -> bool {
        let times = |it: &Self| (it.def.every, it.def.at_most);
        times(self) == times(other)
            && self.ready == other.ready
            && self.failed == other.failed
            && self.retry == other.retry
    }
}

/// The waiters of each operation, in the order of the file; none where one has an error.
pub(in crate::check) fn waiters<'s>(
    draft: &Draft<'s>,
    envelopes: &Envelopes<'s>,
) -> Arena<OperationId, Vec<Option<DraftWaiter<'s>>>> {
    let found = draft.operations.entries().map(|(id, operation)| {
        let waiters = match draft.spec.is_complete(operation.file) {
            true => operation.file.waiters.as_slice(),
            // A part that could not be read may be the one that is missing here.
            false => &[],
        };
        // A pagination has reported it.
        if let Some(first) = waiters.first()
            && operation.file.pagination.is_none()
        {
            repeatable(draft, operation, first.name.span, "waiter");
        }
        let envelope = envelopes.of_operations[id].map(|it| envelopes.declared[it].1);
        let reader = |answers| WaiterReader { draft, operation, envelope, answers };
        let waiter = |def: &'s WaiterDef| {
            let (success, refusal) =
                (reader(Answers::Successes), reader(Answers::Refusals));
            let ready = success.condition(&def.ready);
            let failed = def.failed.as_ref().map(|it| success.condition(it));
            let retry = def.retry.as_ref().map(|it| refusal.condition(it));
            let (ready, failed) =
                (ready?, failed.map_or(Some(None), |it| it.map(Some))?);
            let retry = retry.map_or(Some(None), |it| it.map(Some))?;
            if let Some(failed) = &failed {
                reader(Answers::Successes).hides(def, &ready, failed);
            }
            Some(DraftWaiter { def, ready, failed, retry })
        };
        waiters.iter().map(waiter).collect()
    });
    found.collect()
}

/// The answers that a condition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answers {
    /// Those that mean success.
    Successes,
    /// Those that mean failure. Their bodies have no type.
    Refusals,
}

/// Reads the conditions of one waiter.
struct WaiterReader<'r, 's> {
    draft: &'r Draft<'s>,
    operation: &'r DraftOperation<'s>,
    envelope: Option<&'s EnvelopeDef>,
    answers: Answers,
}

/// A part of an answer that exists.
struct AnswerOperand<'d> {
    read: Ref,
    /// The type of a field, and the table and name that messages say.
    ty: Option<(Type, &'d str, &'d FieldDef)>,
    /// Whether it may have several values at once.
    is_several: bool,
}

impl WaiterReader<'_, '_> {
    /// A condition that some answers meet, and some do not.
    fn condition(&self, def: &ConditionDef) -> Option<Condition> {
        let condition = self.read(def)?;
        let cases = self.cases([&condition]);
        let held = cases.each(&mut |case| case.holds(&condition));
        let Some(Held { some, all }) = held else {
            let message = format!(
                "this condition distinguishes more than {MAX_CASES} cases, so they are not checked"
            );
            let found = Diagnostic::warning(Code::TooManyCases, def.span, message);
            self.draft.report(found.help("compare with fewer values in one waiter"));
            return Some(condition);
        };
        if !some {
            let message = format!("this never holds of an answer: {condition}");
            self.draft.report(
                Diagnostic::error(Code::NeverFires, def.span, message)
                    .help("correct the condition; `any` means one of several"),
            );
            return None;
        }
        if all {
            let (message, help) = match (self.answers, condition.is_always()) {
                (Answers::Refusals, _) => (
                    "this holds for every refusal, so that an error would never end the wait"
                        .to_owned(),
                    "name the code that means \"not yet\", such as `{ answer.code: X.17 }`",
                ),
                (Answers::Successes, true) => (
                    "this always holds, so there is nothing to wait for".to_owned(),
                    "name a field of the answer, such as `{ present: answer.x }`",
                ),
                (Answers::Successes, false) => (
                    format!("this always holds of an answer: {condition}"),
                    "name a field of the answer, such as `{ present: answer.x }`",
                ),
            };
            let found = Diagnostic::error(Code::AlwaysFires, def.span, message);
            self.draft.report(found.help(help));
            return None;
        }
        Some(condition)
    }

    /// The cases that these conditions distinguish; their fields exist.
    fn cases<'c>(
        &self,
        conditions: impl IntoIterator<Item = &'c Condition>,
    ) -> AnswerCases {
        let part = |read: &Ref| {
            let place = Spanned::new(format!("answer.{}", read.name), Span::default());
            let found = self.field(&place, AnswerPart::of(&read.name));
            let is_flag = found.as_ref().is_some_and(|(ty, ..)| *ty == Type::Boolean);
            let is_status = AnswerPart::of(&read.name) == AnswerPart::Status;
            let count = if is_flag { 2 } else { usize::MAX };
            (found.is_some_and(|(.., several)| several), count, !is_status)
        };
        AnswerCases::new(conditions, part)
    }

    /// Reports a waiter that fails in every case in which it would be ready.
    fn hides(&self, def: &WaiterDef, ready: &Condition, failed: &Condition) {
        let cases = self.cases([ready, failed]);
        let held = cases.each(&mut |case| case.holds(ready) && !case.holds(failed));
        if held.is_some_and(|held| !held.some) {
            let message = "every answer that is ready has failed, too";
            let of = def.failed.as_ref().map_or(def.ready.span, |failed| failed.span);
            self.draft.report(
                Diagnostic::error(Code::Contradiction, of, message)
                    .related(def.ready.span, "ready by this")
                    .help("correct one of the conditions; `failed` is tried first"),
            );
        }
    }

    /// The type of a field, its table and name, and whether it has several values. Reports
    /// a field that does not exist.
    fn field(
        &self,
        place: &Spanned<String>,
        part: AnswerPart<'_>,
    ) -> Option<(Type, &str, &FieldDef, bool)> {
        let AnswerPart::Body(path) = part else { return None };
        let Answer::Json(ty) = Answer::of(self.operation) else { return None };
        let mut several = matches!(ty, Type::Array(_));
        let &Type::Struct(table) = ty.through_arrays() else { return None };
        let skipped = place.split('.').count() - path.split('.').count();
        let route = Route { place, skipped, through_arrays: true };
        let (path, ty) = route.follow(self.draft, table)?;
        let last = *path.last()?;
        several |= path
            .iter()
            .any(|field| matches!(self.draft.ty(*field), Some(Type::Array(_))));
        let table = self.draft.tables[last.table].name();
        Some((ty, table, self.draft.field(last), several))
    }

    fn unknown(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(Code::UnknownReference, span, message)
    }

    /// The part of an answer that a reference names.
    fn part(&self, reference: &RefDef) -> Option<AnswerOperand<'_>> {
        let RefDef { span, place, name } = reference;
        if *place != Place::Answer {
            let shown = match place {
                Place::Same => name.clone(),
                place => format!("{}.{name}", place.as_str()),
            };
            let message = format!("a waiter reads answers only, and not `{shown}`");
            let found = self.unknown(*span, message);
            self.draft.report(match place {
                Place::Same | Place::Part(Part::Body) if self.has_field(name) => {
                    let part = AnswerPart::Body(name).name();
                    found.help(format!("write `answer.{part}`"))
                }
                Place::Same => found.help(format!("write `answer.{name}`")),
                _ => found.help("name a part of the answer, such as `answer.x`"),
            });
            return None;
        }
        let part = AnswerPart::of(name);
        let read = Ref { place: Place::Answer, name: part.name() };
        let AnswerPart::Body(_) = part else {
            if part == AnswerPart::Code
                && self.envelope.is_none()
                && self.answers == Answers::Successes
            {
                let message =
                    "the answers of this operation have no envelope, so no code";
                let help = "a field called `code` is `answer.body.code`";
                self.draft.report(self.unknown(*span, message).help(help));
                return None;
            }
            return Some(AnswerOperand { read, ty: None, is_several: false });
        };
        if self.answers == Answers::Refusals {
            let message = format!(
                "`retry` is about refusals, which have a status and a code, and no `{name}`"
            );
            let help = did_you_mean(name, ["status", "code"]).unwrap_or_else(|| {
                "an answer that is neither ready nor failed is asked for again anyway"
                    .to_owned()
            });
            self.draft.report(self.unknown(*span, message).help(help));
            return None;
        }
        match Answer::of(self.operation) {
            Answer::Unknown => return None,
            Answer::Json(ty) if matches!(ty.through_arrays(), Type::Struct(_)) => {}
            _ => {
                let message = "the answer of this operation has no fields";
                let help = "it has `answer.status`, and `answer.code` in an envelope";
                let found = self.unknown(*span, message).help(help);
                self.draft.report(found.unknown(Answer::missed(self.operation), ""));
                return None;
            }
        }
        let place = Spanned::new(format!("answer.{name}"), *span);
        let (ty, table, field, is_several) = self.field(&place, part)?;
        Some(AnswerOperand { read, ty: Some((ty, table, field)), is_several })
    }

    /// Whether the object that the answer is has a field with this name.
    fn has_field(&self, name: &str) -> bool {
        let Answer::Json(ty) = Answer::of(self.operation) else { return false };
        match ty.through_arrays() {
            Type::Struct(table) => {
                let mut fields = self.draft.tables[*table].def.fields.iter();
                fields.any(|field| field.name.value == name)
            }
            _ => false,
        }
    }

    /// Whether an answer can have this status, which is reported if not.
    fn check_status(&self, value: &Spanned<Literal>) -> bool {
        let refuse = |message: String, help: &str| {
            let found = Diagnostic::error(Code::UnknownValue, value.span, message);
            self.draft.report(found.help(help));
            false
        };
        let Literal::Number(Number::Integer(status @ 200..=599)) = value.value else {
            let help = match self.has_field("status") {
                true => "the field of the answer is `answer.body.status`",
                false => "write a number such as `404`",
            };
            let message = format!("`{}` is not the status of an answer", value.value);
            return refuse(message, help);
        };
        match self.answers {
            Answers::Successes if status > 299 => refuse(
                format!("an answer with the status {status} is no success"),
                "`retry` has the refusals that mean \"not yet\"",
            ),
            _ => true,
        }
    }

    /// Whether such an answer can have this code, which is reported if not.
    fn check_code(&self, value: &Spanned<Literal>) -> bool {
        let refuse = |message: String, help: &str| {
            self.draft.report(
                Diagnostic::error(Code::UnknownValue, value.span, message).help(help),
            );
            false
        };
        let Literal::Text(code) = &value.value else {
            let message = format!("a code is text, and never `{}`", value.value);
            return refuse(message, "put it in quotes");
        };
        if code.is_empty() {
            let message = "no code is blank, since a blank counts as absent".to_owned();
            return refuse(message, "write `not: { present: answer.code }`");
        }
        let Some(envelope) = self.envelope else { return true };
        match (self.answers, envelope.success.holds(code)) {
            (Answers::Successes, false) => refuse(
                format!("`{code}` means failure, and no success has it"),
                "`retry` has the refusals that mean \"not yet\"",
            ),
            (Answers::Refusals, true) => refuse(
                format!("`{code}` means success, and no refusal has it"),
                "an answer that is neither ready nor failed is asked for again anyway",
            ),
            _ => true,
        }
    }
}

impl ReadCondition for WaiterReader<'_, '_> {
    fn reporter(&self) -> &Reporter {
        self.draft.reporter
    }

    fn presence(&self, reference: &RefDef) -> Option<Condition> {
        let part = self.part(reference)?;
        if part.read.name == AnswerPart::Status.name() {
            let message = "every answer has a status";
            let found = Diagnostic::error(Code::AlwaysFires, reference.span, message);
            self.draft.report(found.help("compare it with one"));
            return None;
        }
        Some(Condition::Present(part.read))
    }

    fn comparison(
        &self,
        reference: &RefDef,
        values: &[Spanned<Literal>],
    ) -> Option<Condition> {
        let part = self.part(reference)?;
        let fits =
            |value: &Spanned<Literal>| match (&part.ty, AnswerPart::of(&part.read.name))
            {
                (_, AnswerPart::Status) => self.check_status(value),
                (_, AnswerPart::Code) => self.check_code(value),
                (Some((ty, table, def)), _) => {
                    let ty = if part.is_several { ty.through_arrays() } else { ty };
                    ComparedField { ty, def, table }.check_value(
                        self.draft,
                        self.draft.reporter,
                        value,
                    )
                }
                (None, _) => true,
            };
        let all = values.iter().filter(|value| !fits(value)).count() == 0;
        let values = values.iter().map(|value| value.value.clone()).collect();
        all.then_some(Condition::Is(part.read, values))
    }
}
