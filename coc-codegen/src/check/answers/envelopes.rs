//! Envelopes: compares the envelope of each operation with its documented answers. The
//! places of results belong to `results`, examples of answers to `documents`.

use std::collections::{HashMap, HashSet};

use super::results::{lacks_its_success, success_without_fields};
use crate::arena::Arena;
use crate::check::draft::resolved::Draft;
use crate::diagnostic::{Code, Declared, Diagnostic, did_you_mean, nearest};
use crate::model::{EnvelopeId, Literal, OperationId, Success, Type};
use crate::source::{Span, Spanned};
use crate::spec::{EnvelopeDef, FieldDef, RuleDefKind};

/// The envelopes of a service, and which of them each operation has.
pub(in crate::check) struct Envelopes<'s> {
    /// Each with its name; the one that the service names comes first.
    pub(in crate::check) declared:
        Arena<EnvelopeId, (&'s Spanned<String>, &'s EnvelopeDef)>,
    /// The envelope of operations that name no other.
    pub(in crate::check) of_service: Option<EnvelopeId>,
    pub(in crate::check) of_operations: Arena<OperationId, Option<EnvelopeId>>,
}

/// Resolves the envelope of each operation, and compares it with the answers.
pub(in crate::check) fn envelopes<'s>(draft: &Draft<'s>) -> Envelopes<'s> {
    let service = &draft.spec.service;
    let mut declared = Arena::default();
    let mut by_name: HashMap<&str, EnvelopeId> = HashMap::new();
    let is_default = |name: &Spanned<String>| {
        service.envelope.as_ref().is_some_and(|default| default.value == name.value)
    };
    let (first, others): (Vec<_>, Vec<_>) =
        service.envelopes.iter().partition(|(name, _)| is_default(name));
    for (name, def) in first.into_iter().chain(others) {
        by_name.insert(name, declared.push((name, def)));
    }
    let named = |name: &Spanned<String>| {
        if name.value == "none" {
            return None;
        }
        let found = by_name.get(name.value.as_str()).copied();
        if found.is_none() && draft.spec.service_is_complete {
            let message = format!("no envelope is called `{}`", name.value);
            let known = by_name.keys().copied().chain(["none"]);
            draft.report(
                Diagnostic::error(Code::Envelope, name.span, message)
                    .unknown(Declared::Envelope, name.value.as_str())
                    .maybe_help(did_you_mean(name, known)),
            );
        }
        found
    };
    let of_service = service.envelope.as_ref().and_then(named);
    let of_operations = draft
        .operations
        .iter()
        .map(|operation| operation.file.envelope.as_ref().map_or(of_service, named))
        .collect();
    let found = Envelopes { declared, of_service, of_operations };
    found.declared.iter().for_each(|(_, def)| members_differ(draft, def));
    not_refused(draft, &found);
    if draft.spec.incomplete.is_empty() {
        found.fit(draft);
    }
    found
}

impl Envelopes<'_> {
    /// The types of the answers that each envelope wraps.
    fn answers<'d>(&self, draft: &'d Draft<'_>) -> HashMap<EnvelopeId, Vec<&'d Type>> {
        let mut found: HashMap<EnvelopeId, Vec<&Type>> = HashMap::new();
        for (id, operation) in draft.operations.entries() {
            if let Some(envelope) = self.of_operations[id] {
                let types = operation.responses.iter().flatten();
                found.entry(envelope).or_default().extend(types);
            }
        }
        found
    }

    /// Envelopes whose code member no answer has; reported once, at the envelope. The code
    /// of a single answer must be nearly one of its fields.
    fn with_unknown_codes(
        &self,
        draft: &Draft<'_>,
        answers: &HashMap<EnvelopeId, Vec<&Type>>,
    ) -> HashSet<EnvelopeId> {
        let unknown = answers.iter().filter(|(id, types)| {
            let code = &self.declared[**id].1.code;
            let has_code = |ty: &&Type| code.iter().any(|it| has(draft, ty, it));
            let is_near = |ty: &&Type| near(draft, ty, code).is_some();
            !types.is_empty()
                && !types.iter().any(has_code)
                && (types.len() > 1 || types.iter().any(is_near))
        });
        unknown.map(|(id, _)| *id).collect()
    }

    /// Envelopes of answers whose types were not found, or of operations that lack the
    /// success that they describe, so that their members are unknown.
    fn with_unknown_answers(&self, draft: &Draft<'_>) -> HashSet<EnvelopeId> {
        let unknown = draft.operations.entries().filter(|(_, operation)| {
            let mut answers = operation.file.responses.iter().zip(&operation.responses);
            lacks_its_success(operation.file)
                || success_without_fields(operation).is_some()
                || answers.any(|(response, ty)| response.is_json() && ty.is_none())
        });
        unknown.filter_map(|(id, _)| self.of_operations[id]).collect()
    }

    /// Reports a code member that cannot have a success code, and a message member that is
    /// not a single value.
    fn unsuited_members(draft: &Draft<'_>, def: &EnvelopeDef, answers: &[&Type]) {
        let fields = |member: &Spanned<String>| {
            let found = answers.iter().filter_map(|ty| {
                let Type::Struct(id) = ty else { return None };
                let table = &draft.tables[*id];
                let at = *table.by_name.get(member.as_str())?;
                Some((&table.def.fields[at], table.types[at].clone()?))
            });
            found.collect::<Vec<_>>()
        };
        let codes = def.code.iter().map(|member| (member, true));
        let members = codes.chain(def.message.iter().map(|member| (member, false)));
        for (member, is_code) in members {
            let wrong = fields(member).into_iter().find(|(field, ty)| {
                let is_text = ty.is_text() || ty.is_number() || *ty == Type::Any;
                !is_text || is_code && !may_succeed(draft, def, field, ty)
            });
            let Some((field, ty)) = wrong else { continue };
            let (name, ty) = (&member.value, draft.type_name(&ty));
            let message = if is_code {
                format!("the code `{name}` is {ty}, which has no value for a success")
            } else {
                format!("the message `{name}` is {ty}, but must be text or a number")
            };
            draft.report(
                Diagnostic::error(Code::Envelope, member.span, message)
                    .related(field.name.span, "the field")
                    .help("name the field that the page has for it"),
            );
        }
    }

    /// Checks that each success has the code of its envelope, and that some answer has
    /// each member of an envelope.
    fn fit(&self, draft: &Draft<'_>) {
        let all_answers = self.answers(draft);
        let unlike = self.without_code(draft, &all_answers);
        let unknown_answers = self.with_unknown_answers(draft);
        for (id, (_, def)) in self.declared.entries() {
            // A missing member was reported at the answer that lacks it.
            if let Some(answers) = all_answers.get(&id)
                && !unlike.contains(&id)
                && !unknown_answers.contains(&id)
                && !answers.is_empty()
            {
                Self::unsuited_members(draft, def, answers);
                Self::missing_members(draft, def, answers);
            }
        }
    }

    /// Reports successes without the code of their envelope, and returns their envelopes.
    fn without_code(
        &self,
        draft: &Draft<'_>,
        answers: &HashMap<EnvelopeId, Vec<&Type>>,
    ) -> HashSet<EnvelopeId> {
        let mut unlike: HashSet<EnvelopeId> = HashSet::new();
        let unknown_codes = self.with_unknown_codes(draft, answers);
        for (id, operation) in draft.operations.entries() {
            let Some(envelope) = self.of_operations[id] else { continue };
            let without_fields = success_without_fields(operation);
            let answers = operation.file.responses.iter().zip(&operation.responses);
            for (response, ty) in answers {
                let Some(ty) = ty else { continue };
                if without_fields.is_some_and(|it| std::ptr::eq(it, response)) {
                    continue;
                }
                let code = &self.declared[envelope].1.code;
                if response.status.is_success()
                    && *ty.innermost() != Type::File
                    && !code.iter().any(|it| has(draft, ty, it))
                    && !unknown_codes.contains(&envelope)
                {
                    unlike.insert(envelope);
                    if let Some((field, member)) = near(draft, ty, code) {
                        let message = format!(
                            "the envelope of this answer has no `{}`, but `{member}`",
                            field.value
                        );
                        draft.report(
                            Diagnostic::error(Code::Envelope, field.span, message)
                                .help(format!("did you mean `{member}`?")),
                        );
                        continue;
                    }
                    let code: Vec<&str> =
                        code.iter().map(|name| name.value.as_str()).collect();
                    let message = format!(
                        "this answer does not fit its envelope: it has no `{}`",
                        code.join("` or `")
                    );
                    let help = "name the envelope of the operation: `envelope: NAME`, or `envelope: none`";
                    draft.report(
                        Diagnostic::error(Code::Envelope, response.status.span, message)
                            .help(help),
                    );
                }
            }
        }
        unlike
    }

    /// Reports envelopes that no operation has, in a spec without errors.
    pub(in crate::check) fn unused(&self, draft: &Draft<'_>) {
        let used: HashSet<EnvelopeId> =
            self.of_operations.iter().flatten().copied().collect();
        for (id, (name, _)) in self.declared.entries() {
            if self.of_service != Some(id)
                && !draft.operations.is_empty()
                && !used.contains(&id)
            {
                let message = format!("no operation has the envelope `{}`", name.value);
                draft.report(
                    Diagnostic::warning(Code::Unused, name.span, message)
                        .help("name it at an operation, or delete it"),
                );
            }
        }
    }

    /// Reports members of an envelope that no answer has.
    fn missing_members(draft: &Draft<'_>, def: &EnvelopeDef, answers: &[&Type]) {
        for member in def.code.iter().chain(&def.message).chain(&def.data) {
            if answers.iter().any(|ty| has(draft, ty, member)) {
                continue;
            }
            let message = format!("no answer with this envelope has `{}`", member.value);
            let names = answers.iter().flat_map(|ty| match ty {
                Type::Struct(id) => draft.tables[*id].names().collect(),
                _ => Vec::new(),
            });
            let taken = |name: &&str| {
                !def.code.iter().chain(&def.message).any(|it| it.value == *name)
            };
            let help = did_you_mean(member, names.filter(taken));
            let help = help.unwrap_or_else(|| {
                "add the field to the answers that hold it, or delete the member"
                    .to_owned()
            });
            draft.report(
                Diagnostic::error(Code::Envelope, member.span, message).help(help),
            );
        }
    }
}

/// The field of an answer that was probably meant to be one of these members, which it
/// lacks.
fn near<'d>(
    draft: &'d Draft<'_>,
    ty: &Type,
    members: &'d [Spanned<String>],
) -> Option<(&'d Spanned<String>, &'d str)> {
    let Type::Struct(id) = ty else { return None };
    let fields = &draft.tables[*id].def.fields;
    let known = || members.iter().map(|member| member.value.as_str());
    fields.iter().find_map(|field| Some((&field.name, nearest(&field.name, known())?)))
}

/// Reports a field that is two members of an envelope.
fn members_differ(draft: &Draft<'_>, def: &EnvelopeDef) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for member in def.code.iter().chain(&def.message).chain(&def.data) {
        if let Some(first) = seen.insert(&member.value, member.span) {
            let message = format!(
                "`{}` is already named as the code, the message or the data",
                member.value
            );
            draft.report(
                Diagnostic::error(Code::Envelope, member.span, message)
                    .related(first, "first here")
                    .help("write the field that the page has for it"),
            );
        }
    }
}

/// Reports a code of the gateway that an envelope takes for success.
fn not_refused(draft: &Draft<'_>, envelopes: &Envelopes<'_>) {
    for (code, _) in &draft.spec.service.refused_before_acting {
        let mut envelopes = envelopes.declared.iter();
        if envelopes.any(|(_, def)| def.success.holds(code)) {
            let message = format!("`{}` means success in an envelope", code.value);
            draft.report(
                Diagnostic::error(Code::Contradiction, code.span, message)
                    .help("delete one of the two"),
            );
        }
    }
}

/// Whether a code of this type may be one of a success.
fn may_succeed(
    draft: &Draft<'_>,
    def: &EnvelopeDef,
    field: &FieldDef,
    ty: &Type,
) -> bool {
    let succeeds =
        |value: &Spanned<Literal>| def.success.holds(&value.value.to_string());
    let is_kept = field.rules.iter().all(|rule| match &rule.kind {
        RuleDefKind::Fixed(value) => succeeds(value),
        RuleDefKind::OneOf(values) => values.iter().any(succeeds),
        _ => true,
    });
    match ty {
        _ if !is_kept => false,
        Type::Enum(list, _) => {
            let list = &draft.enums[*list];
            list.def.open
                || list.def.incomplete
                || list.values().any(|it| def.success.holds(&it.to_string()))
        }
        ty if ty.is_number() => match &def.success.value {
            Success::Codes(codes) => codes.iter().any(|it| it.parse::<f64>().is_ok()),
            Success::ZerosAfterPrefix => true,
        },
        _ => true,
    }
}

/// Whether objects of the type `ty` may have this member.
fn has(draft: &Draft<'_>, ty: &Type, member: &str) -> bool {
    match ty {
        Type::Struct(id) => draft.tables[*id].by_name.contains_key(member),
        Type::Object | Type::Any | Type::Map(_) => true,
        _ => false,
    }
}
