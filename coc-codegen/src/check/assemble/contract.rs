//! Builds the contract from the results of the passes, with the facts that follow from
//! several of them at once. Its rules belong to `rules`.

use crate::arena::Arena;
use crate::check::answers::envelopes::Envelopes;
use crate::check::answers::pagination::DraftPagination;
use crate::check::answers::waiters::DraftWaiter;
use crate::check::decisions::resolve::{Decisions, of_field};
use crate::check::draft::link::Links;
use crate::check::draft::resolved::{
    Draft, DraftEnum, DraftOperation, DraftTable, delimiter,
};
use crate::check::examples::shown::Shown;
use crate::check::names::declarations::Names;
use crate::check::rules::constraints::Constraint;
use crate::check::rules::ids::rule_prefix;
use crate::check::rules::table::{FieldRules, Rules, TableRules};
use crate::model::{
    Accessor, Area, Content, Contract, Decision, Enum, EnumId, Envelope, Field, Module,
    Operation, OperationId, Origin, Pagination, Response, Service, Style, Table,
    TableField, TableId, Test, Type, Value, Waiter, Wording,
};
use crate::source::Spanned;
use crate::spec::{FormDef, ResponseBody, ServiceFile};

/// The results of the passes.
pub(in crate::check) struct PassResults<'f, 's> {
    pub(in crate::check) draft: &'f Draft<'s>,
    pub(in crate::check) links: &'f Links,
    pub(in crate::check) rules: &'f Rules<'s>,
    pub(in crate::check) decisions: &'f Decisions<'s>,
    pub(in crate::check) envelopes: &'f Envelopes<'s>,
    pub(in crate::check) shown: &'f Shown,
    pub(in crate::check) paginations: &'f Arena<OperationId, Option<DraftPagination>>,
    pub(in crate::check) waiters: &'f Arena<OperationId, Vec<Option<DraftWaiter<'s>>>>,
    pub(in crate::check) names: Names,
}

impl PassResults<'_, '_> {
    /// The contract.
    pub(in crate::check) fn assemble(self) -> Contract {
        let draft = self.draft;
        let enums: Arena<EnumId, Enum> =
            draft.enums.entries().map(|(id, list)| self.enumeration(id, list)).collect();
        Contract {
            service: self.service(&draft.spec.service),
            types: draft
                .tables
                .entries()
                .map(|(id, table)| self.table(id, table, &enums))
                .collect(),
            operations: draft
                .operations
                .entries()
                .map(|(id, it)| self.operation(id, it))
                .collect(),
            rules: self.rules.rules.iter().map(|rule| self.rule(rule, &enums)).collect(),
            decisions: self.decisions().collect(),
            enums,
        }
    }

    fn decisions(&self) -> impl Iterator<Item = Decision> {
        self.decisions.declared.entries().map(|(id, (module, def))| Decision {
            name: def.name.value.clone(),
            rust_name: self.names.decisions[id].clone(),
            module: *module,
            pages: def.pages.clone(),
            resolution: def.resolution.clone(),
            evidence: def.evidence.clone(),
        })
    }

    fn enumeration(&self, id: EnumId, list: &DraftEnum<'_>) -> Enum {
        let names = &self.names.enums[id];
        let values =
            list.def.values.iter().zip(&names.values).map(|(value, name)| Value {
                wire: value.value.value.clone(),
                rust_name: name.clone(),
                doc: value.doc.clone(),
                sic: value.sic.is_some(),
                deprecated: value.deprecated.clone(),
                observed: self.shown.of_value(id, value),
                on_no_page: self.shown.is_value_on_no_page(id, value),
                decisions: self
                    .decisions
                    .named(value.decisions.iter().map(|it| &it.name).chain(&value.sic)),
            });
        Enum {
            name: list.def.name.value.clone(),
            rust_name: names.name.clone(),
            module: list.module,
            doc: list.def.doc.clone(),
            open: list.def.open,
            kind: list.def.kind,
            values: values.collect(),
            decisions: self.decisions.of(&list.def.decisions),
        }
    }

    fn table(
        &self,
        id: TableId,
        table: &DraftTable<'_>,
        enums: &Arena<EnumId, Enum>,
    ) -> Table {
        let (def, names) = (table.def, &self.names.tables[id]);
        let TableRules { fields, groups, accessors } = &self.rules.tables[id];
        let accessors =
            accessors.iter().zip(&names.accessors).map(|(accessor, name)| Accessor {
                rust_name: name.clone(),
                places: accessor.places.clone(),
                ty: accessor.ty.clone(),
            });
        let fields = fields
            .iter()
            .enumerate()
            .map(|(at, rules)| self.field(id, at, rules, enums));
        Table {
            name: def.name.value.clone(),
            rust_name: names.name.clone(),
            module: table.module,
            part: table.part,
            headers: table.headers,
            origins: def
                .tables
                .iter()
                .map(|it| {
                    let page = it.page.as_ref().map(|page| page.value.clone());
                    let number = it.table.value.clone();
                    Origin { page: page.unwrap_or_default(), number }
                })
                .collect(),
            doc: def.doc.clone(),
            rule_prefix: rule_prefix(self.draft, id),
            fields: fields.collect(),
            groups: groups.clone(),
            accessors: accessors.collect(),
            in_requests: self.links.in_requests.contains(&id),
            in_responses: self.links.in_responses.contains(&id),
            parents: self.links.parents(id).to_vec(),
            decisions: self.decisions.of(&def.decisions),
            by_name: table
                .by_name
                .iter()
                .map(|(name, at)| ((*name).to_owned(), *at))
                .collect(),
        }
    }

    fn field(
        &self,
        id: TableId,
        at: usize,
        rules: &FieldRules,
        enums: &Arena<EnumId, Enum>,
    ) -> Field {
        let table = &self.draft.tables[id];
        let (def, ty) = (&table.def.fields[at], table.ty(at));
        let of_table = TableField { table: id, at };
        let documented = |it: &Constraint| {
            let ty = subject_type(ty, it.each);
            let style = Style::Markdown;
            let wording = Wording { style, enums, ty, nullable: false, fields: &[] };
            wording.rule(&it.test, &it.when, it.each)
        };
        Field {
            name: def.name.value.clone(),
            rust_name: self.names.tables[id].fields[at].clone(),
            ty: ty.clone(),
            boxed: self.links.boxed.contains(&of_table),
            doc: def.doc.clone(),
            rules: rules.rules.clone(),
            observed_for: rules.observed_for.clone(),
            // An answer may have empty items: the rule about them warns of requests.
            documented: rules
                .documented
                .iter()
                .filter(|it| !matches!(it.test, Test::Delimiter(_)))
                .map(documented)
                .collect(),
            source: self.citation(table, def),
            default: def.default.as_ref().map(|value| value.value.clone()),
            delimiter: delimiter(def).filter(|_| ty.is_text()).cloned(),
            joined: delimiter(def)
                .filter(|_| !ty.is_text())
                .and_then(|text| text.chars().next()),
            prose: def.prose.clone(),
            observed: self.shown.of_field(of_table, def),
            on_no_page: self.shown.is_on_no_page(self.draft, of_table),
            sic: def.sic.is_some(),
            nullable: def.nullable.is_some(),
            sensitive: def.sensitive
                || table
                    .members_of(at)
                    .any(|members| self.links.may_hold_secret(members)),
            deprecated: def.deprecated.clone(),
            decisions: self.decisions.named(of_field(def)),
            assume_present: self.decisions.one(def.assume_present.as_ref()),
            all_cases: self.decisions.one(def.all_cases.as_ref()),
            cases: def
                .cases
                .iter()
                .map(|(value, name)| (value.value.clone(), name.value.clone()))
                .collect(),
        }
    }

    fn operation(&self, id: OperationId, operation: &DraftOperation<'_>) -> Operation {
        let file = operation.file;
        let responses = file.responses.iter().zip(&operation.responses).filter_map(
            |(response, ty)| {
                let body = match &response.body {
                    ResponseBody::Type(_) => Content::Json(ty.clone()?),
                    ResponseBody::None => Content::Nothing,
                    ResponseBody::Binary => Content::Binary,
                };
                Some(Response {
                    status: response.status.value,
                    body,
                    doc: response.doc.clone(),
                    headers: response.headers.clone(),
                })
            },
        );
        Operation {
            name: file.name.value.clone(),
            rust_name: self.names.operations[id].clone(),
            writer_name: self.names.writers[id].clone(),
            request_name: self.names.requests[id].clone(),
            method: file.method.clone(),
            path: file.path.value.clone(),
            segments: operation.segments.clone(),
            page: file.page.title.value.clone(),
            updated: file.page.updated.clone(),
            area: file.area.as_ref().map(|area| area.value.clone()),
            permission: file.permission.clone(),
            doc: file.doc.clone(),
            repeatable: file.repeatable,
            deprecated: file.deprecated.clone(),
            parameters: operation.parameters.clone(),
            body: operation.body.clone(),
            is_form: matches!(file.form, FormDef::Stated(_)),
            part_rules: self.rules.parts[id].clone(),
            responses: responses.collect(),
            answer_headers: operation.answer_headers,
            envelope: self.envelopes.of_operations[id],
            result: file.result.iter().map(|place| members(place)).collect(),
            pagination: self.pagination(id),
            waiters: self.waiters(id).collect(),
            request_examples: texts(&file.examples.requests),
            response_examples: texts(&file.examples.responses),
            decisions: self.decisions.of(&file.decisions),
        }
    }

    fn pagination(&self, id: OperationId) -> Option<Pagination> {
        let found = self.paginations[id].as_ref()?;
        Some(Pagination {
            rust_name: self.names.pages[id].clone()?,
            way: found.way,
            moves: found.moves.clone(),
            items: found.items.clone(),
            next: found.next.clone(),
            size: found.size.clone(),
            total: found.total.clone(),
        })
    }

    fn waiters(&self, id: OperationId) -> impl Iterator<Item = Waiter> {
        let found = self.waiters[id].iter().zip(&self.names.waiters[id]);
        found.filter_map(|(waiter, (rust_name, static_name))| {
            let DraftWaiter { def, ready, failed, retry } = waiter.as_ref()?;
            Some(Waiter {
                name: def.name.value.clone(),
                rust_name: rust_name.clone(),
                static_name: static_name.clone(),
                doc: def.doc.clone(),
                ready: ready.clone(),
                failed: failed.clone(),
                retry: retry.clone(),
                every: def.every,
                at_most: def.at_most,
            })
        })
    }

    fn service(&self, file: &ServiceFile) -> Service {
        let envelopes =
            self.envelopes.declared.entries().map(|(id, (_, def))| Envelope {
                rust_name: self.names.envelopes[id].clone(),
                code: texts(&def.code),
                message: texts(&def.message),
                data: def.data.as_ref().map(|data| data.value.clone()),
                success: def.success.value.clone(),
                refusals: texts(&def.refusals),
            });
        Service {
            name: file.name.value.clone(),
            title: file.title.clone(),
            doc: file.doc.clone(),
            endpoints: file
                .endpoints
                .iter()
                .map(|(region, url)| (region.value.clone(), url.value.clone()))
                .collect(),
            project_scope: file.project_scope,
            blanks: file.blanks.iter().map(|blank| blank.value.clone()).collect(),
            envelopes: envelopes.collect(),
            envelope: self.envelopes.of_service,
            refused_before_acting: file
                .refused_before_acting
                .iter()
                .map(|(code, _)| code.value.clone())
                .collect(),
            headers: self
                .draft
                .tables_of(Module::Shared)
                .find(|id| self.draft.tables[*id].headers.is_some()),
            areas: file
                .areas
                .iter()
                .map(|(name, doc)| Area { name: name.value.clone(), doc: doc.clone() })
                .collect(),
        }
    }
}

/// The members of `a.b.c`.
fn members(place: &str) -> Vec<String> {
    place.split('.').map(str::to_owned).collect()
}

/// The type that a constraint is about: the items', where it is about each item.
pub(in crate::check) fn subject_type(ty: &Type, each: bool) -> &Type {
    if each { ty.innermost() } else { ty }
}

/// The texts without their places.
pub(in crate::check) fn texts(names: &[Spanned<String>]) -> Vec<String> {
    names.iter().map(|name| name.value.clone()).collect()
}
