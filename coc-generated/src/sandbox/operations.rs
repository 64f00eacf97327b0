//! The operations of the sandbox: each reads its request, uses the store, and makes the
//! answer. The rules of each kind of ticket belong to its own file.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

use super::document::{Document, with_data, with_members};
use super::store::{Store, missing, no_such_ticket, now};
use super::ticket::{HistoryRecord, Kind, NewTicket, Ticket};
use super::{changes, history, incidents, issues, lists};
use crate::generated::create_attachment::wire::CreateAttachmentRequest;
use crate::generated::create_coc_incident::wire::CreateCocIncidentRequest;
use crate::generated::create_external_coc_attachment::wire::CreateExternalCocAttachmentRequest;
use crate::generated::create_ticket::enums::TicketType;
use crate::generated::create_ticket::wire::CreateTicketRequest;
use crate::generated::delete_ticket_info::wire::DeleteTicketInfoRequest;
use crate::generated::download_attachment::wire::DownloadAttachmentRequest;
use crate::generated::execute_ticket_action::enums::ActionTicketType;
use crate::generated::execute_ticket_action::wire::ExecuteTicketActionRequest;
use crate::generated::handle_coc_incident::wire::HandleCocIncidentRequest;
use crate::generated::handle_incident::wire::HandleIncidentRequest;
use crate::generated::list_coc_ticket_operation_histories::enums::HistoryTicketType as CocHistoryTicketType;
use crate::generated::list_coc_ticket_operation_histories::wire::ListCocTicketOperationHistoriesRequest;
use crate::generated::list_incident_simple_tickets::wire::ListIncidentSimpleTicketsRequest;
use crate::generated::list_incidents::wire::ListIncidentsRequest;
use crate::generated::list_incidents_histories::wire::ListIncidentsHistoriesRequest;
use crate::generated::list_sub_tickets::wire::ListSubTicketsRequest;
use crate::generated::list_ticket_operation_histories::enums::HistoryTicketType;
use crate::generated::list_ticket_operation_histories::wire::ListTicketOperationHistoriesRequest;
use crate::generated::list_tickets::wire::ListTicketsRequest;
use crate::generated::server::Operations;
use crate::generated::show_coc_incident_detail::wire::ShowCocIncidentDetailRequest;
use crate::generated::show_incident_task::wire::ShowIncidentTaskRequest;
use crate::generated::show_ticket_info::wire::ShowTicketInfoRequest;
use crate::generated::update_change::wire::UpdateChangeRequest;
use crate::generated::update_ticket::wire::UpdateTicketRequest;
use crate::runtime::server::{Call, Refusal, Reply};
use crate::runtime::wire::{File, Object};

/// The operator of a request that names none.
const DEFAULT_OPERATOR: &str = "sandbox";

/// The operations, over one store.
#[derive(Debug)]
pub(super) struct SandboxOperations {
    store: Mutex<Store>,
    delay: Duration,
}

/// An action on an incident, as one of its two operations sends it.
struct IncidentAction<'d> {
    key: &'d str,
    /// The task that it belongs to. The older operation names none.
    task_id: Option<&'d str>,
    params: &'d Object,
    operator: &'d str,
}

impl SandboxOperations {
    pub(super) fn new(store: Store, delay: Duration) -> Self {
        Self { store: Mutex::new(store), delay }
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of tickets, and the newest of them, each with its last record.
    pub(super) fn latest<T>(
        &self,
        max: usize,
        show: fn(&Ticket, &HistoryRecord) -> T,
    ) -> (usize, Vec<T>) {
        let store = self.store();
        let (total, newest) = store.latest();
        let shown = newest.take(max).filter_map(|kept| {
            Some(show(&kept.ticket().ok()?, &kept.last_record().ok()?))
        });
        (total, shown.collect())
    }

    /// Waits until everything that an answer can show by now is on the disk, if the
    /// tickets are kept there.
    ///
    /// # Errors
    /// The reason why it is not.
    pub(super) async fn written(&self) -> Result<(), String> {
        let last = self.store().last_entry();
        match last {
            Some(last) => last.written().await,
            None => Ok(()),
        }
    }

    fn update(&self, name: &str, document: &Document) -> Result<Ticket, Refusal> {
        self.store().change(Kind::Change, name, |ticket| {
            changes::update(ticket, document.body(), DEFAULT_OPERATOR, now())
        })
    }

    fn history(&self, kind: Kind, document: &Document) -> Result<Value, Refusal> {
        let name = history::ticket_named(document)?;
        let (ticket, records) = self.store().history(kind, &name)?;
        history::of_ticket(document, &ticket.number, &records)
    }

    /// Keeps an uploaded file, and returns its id and its name.
    fn keep(&self, file: Option<&File>) -> Result<(String, String), Refusal> {
        let content = file.and_then(File::bytes);
        let (Some(file), Some(content)) = (file, content) else {
            return Err(missing("the form has no file"));
        };
        let id = self.store().add_file(content)?;
        Ok((id, file.name().to_owned()))
    }

    fn act_on_incident(
        &self,
        name: &str,
        action: &IncidentAction<'_>,
    ) -> Result<(), Refusal> {
        let IncidentAction { key, task_id, params, operator } = *action;
        let act = |ticket: &mut Ticket| {
            let action = incidents::newer_action(key.trim(), &ticket.state);
            incidents::act(ticket, action, task_id, params)?;
            let comments = ["note", "virtual_confirm_comment", "solution"];
            ticket.note(action, operator, first_text(params, &comments), now());
            Ok(())
        };
        self.store().change(Kind::Incident, name, act).map(drop)
    }

    /// The page of the tickets of a kind that a request selects.
    fn list(
        &self,
        kind: Kind,
        body: &Value,
        show: fn(&Ticket) -> Value,
    ) -> Result<Vec<Value>, Refusal> {
        let types = body["ticket_types"].as_array().map_or(&[][..], Vec::as_slice);
        if !types.is_empty() && !types.iter().any(|name| name == kind.name()) {
            return Ok(Vec::new());
        }
        let store = self.store();
        lists::select(body, kind.aliases(), store.list(kind), |kept| {
            Ok(show(&kept.ticket()?))
        })
    }
}

/// The first of these members that is a text, or an empty one.
fn first_text<'a>(members: &'a Object, names: &[&str]) -> &'a str {
    let found = names.iter().find_map(|name| members.get(*name)?.as_str());
    found.unwrap_or_default()
}

impl Operations for SandboxOperations {
    async fn create_ticket(
        &self,
        call: Call<CreateTicketRequest>,
    ) -> Reply<CreateTicketRequest> {
        let is_change = call.request.path.ticket_type == Some(TicketType::Change);
        let document = Document::of(&call.request)?;
        let mut fields = document.fields();
        fields.entry("creator").or_insert_with(|| DEFAULT_OPERATOR.into());
        fields.entry("operator").or_insert_with(|| DEFAULT_OPERATOR.into());
        let starts = fields.get("is_start_process").cloned().unwrap_or(true.into());
        let (kind, state, sub_tickets) = if is_change {
            (
                Kind::Change,
                changes::first_phase(&fields),
                changes::first_sub_tickets(&fields),
            )
        } else {
            (Kind::Issue, issues::first_state(), Vec::new())
        };
        let new =
            NewTicket { kind, fields, sub_tickets, state, operator: DEFAULT_OPERATOR };
        let ticket = self.store().add(new, self.delay)?;
        with_data(json!({
            "ticket_id": ticket.number, "id": ticket.id, "is_start_process": starts,
            "is_start_process_async": true, "is_update_null": false,
            "is_return_full_info": false,
        }))
    }

    async fn update_ticket(
        &self,
        call: Call<UpdateTicketRequest>,
    ) -> Reply<UpdateTicketRequest> {
        let document = Document::of(&call.request)?;
        let ticket = self.update(document.path("ticket_id"), &document)?;
        with_data(json!({
            "ticket_id": ticket.number, "is_start_process_async": false, "is_update_null": false,
            "is_return_full_info": false, "is_start_process": true, "sub_tickets": [],
        }))
    }

    async fn update_change(
        &self,
        call: Call<UpdateChangeRequest>,
    ) -> Reply<UpdateChangeRequest> {
        let document = Document::of(&call.request)?;
        self.update(document.path("change_id"), &document)?;
        with_data(Value::Null)
    }

    async fn execute_ticket_action(
        &self,
        call: Call<ExecuteTicketActionRequest>,
    ) -> Reply<ExecuteTicketActionRequest> {
        let document = Document::of(&call.request)?;
        let (action, params) =
            (document.text("action").trim(), document.object("params"));
        let is_change = call.request.path.ticket_type == Some(ActionTicketType::Change);
        let kind = if is_change { Kind::Change } else { Kind::Issue };
        let operator = document.body()["user_id"].as_str().unwrap_or(DEFAULT_OPERATOR);
        self.store().change(kind, document.text("ticket_id"), |ticket| {
            if is_change {
                changes::act(ticket, action, &params);
            } else {
                issues::act(ticket, action, &params)?;
            }
            let comments = ["comment", "approve_note", "explain", "solution"];
            ticket.note(action, operator, first_text(&params, &comments), now());
            Ok(())
        })?;
        with_data(Value::Null)
    }

    async fn show_ticket_info(
        &self,
        call: Call<ShowTicketInfoRequest>,
    ) -> Reply<ShowTicketInfoRequest> {
        let document = Document::of(&call.request)?;
        let name = document.path("ticket_id");
        with_data(issues::detail_json(&self.store().get(Kind::Issue, name)?))
    }

    async fn delete_ticket_info(
        &self,
        call: Call<DeleteTicketInfoRequest>,
    ) -> Reply<DeleteTicketInfoRequest> {
        let document = Document::of(&call.request)?;
        let name = document.path("ticket_id");
        self.store().remove(Kind::Change, name, changes::may_be_deleted)?;
        with_data(Value::Null)
    }

    async fn list_sub_tickets(
        &self,
        call: Call<ListSubTicketsRequest>,
    ) -> Reply<ListSubTicketsRequest> {
        let document = Document::of(&call.request)?;
        let query = document.query();
        let ticket = self.store().get(Kind::Change, document.path("ticket_id"))?;
        let kind = query["type"].as_str().unwrap_or_default();
        let of_type = ticket.sub_tickets.iter().enumerate();
        let of_type: Vec<Value> = of_type
            .filter(|(_, sub_ticket)| sub_ticket.target_type == kind)
            .map(|(number, sub_ticket)| {
                changes::sub_ticket_json(&ticket, number, sub_ticket)
            })
            .collect();
        let after = match query["marker"].as_str().filter(|it| !it.is_empty()) {
            None => 0,
            Some(marker) => {
                let at = of_type.iter().position(|it| it["id"] == marker);
                at.ok_or_else(|| no_such_ticket(marker))? + 1
            }
        };
        let limit = query["limit"].as_u64().and_then(|it| usize::try_from(it).ok());
        let total = of_type.len();
        let tickets: Vec<Value> =
            of_type.into_iter().skip(after).take(limit.unwrap_or(usize::MAX)).collect();
        with_data(json!({ "total": total, "tickets": tickets }))
    }

    async fn list_tickets(
        &self,
        call: Call<ListTicketsRequest>,
    ) -> Reply<ListTicketsRequest> {
        let document = Document::of(&call.request)?;
        let tickets = self.list(Kind::Issue, document.body(), issues::detail_json)?;
        with_data(json!({ "tickets": tickets }))
    }

    async fn list_ticket_operation_histories(
        &self,
        call: Call<ListTicketOperationHistoriesRequest>,
    ) -> Reply<ListTicketOperationHistoriesRequest> {
        let kind = match call.request.path.ticket_type {
            Some(HistoryTicketType::Incident) => Kind::Incident,
            _ => Kind::Issue,
        };
        with_data(self.history(kind, &Document::of(&call.request)?)?)
    }

    async fn list_coc_ticket_operation_histories(
        &self,
        call: Call<ListCocTicketOperationHistoriesRequest>,
    ) -> Reply<ListCocTicketOperationHistoriesRequest> {
        let kind = match call.request.path.ticket_type {
            Some(CocHistoryTicketType::Incident) => Kind::Incident,
            _ => Kind::Issue,
        };
        with_data(self.history(kind, &Document::of(&call.request)?)?)
    }

    async fn create_attachment(
        &self,
        call: Call<CreateAttachmentRequest>,
    ) -> Reply<CreateAttachmentRequest> {
        let (id, name) = self.keep(call.request.body.file.as_ref())?;
        let data = json!({ "doc_id": id, "doc_name": name });
        with_members(json!({ "data": data, "id": id, "name": name }))
    }

    async fn create_external_coc_attachment(
        &self,
        call: Call<CreateExternalCocAttachmentRequest>,
    ) -> Reply<CreateExternalCocAttachmentRequest> {
        let (id, name) = self.keep(call.request.body.file.as_ref())?;
        with_data(json!({ "doc_id": id, "doc_name": name }))
    }

    async fn download_attachment(
        &self,
        call: Call<DownloadAttachmentRequest>,
    ) -> Reply<DownloadAttachmentRequest> {
        let id = call.request.path.doc_id.unwrap_or_default();
        let content: Bytes = self.store().file(&id)?;
        Ok(content.into())
    }

    async fn create_coc_incident(
        &self,
        call: Call<CreateCocIncidentRequest>,
    ) -> Reply<CreateCocIncidentRequest> {
        let document = Document::of(&call.request)?;
        let creator = document.text("creator").to_owned();
        let new = NewTicket {
            kind: Kind::Incident,
            fields: document.fields(),
            sub_tickets: Vec::new(),
            state: incidents::first_state(),
            operator: &creator,
        };
        let ticket = self.store().add(new, self.delay)?;
        with_data(json!({ "incident_num": ticket.number }))
    }

    async fn handle_incident(
        &self,
        call: Call<HandleIncidentRequest>,
    ) -> Reply<HandleIncidentRequest> {
        let document = Document::of(&call.request)?;
        let action = IncidentAction {
            key: document.text("action"),
            task_id: Some(document.text("task_id")),
            params: &document.object("params"),
            operator: DEFAULT_OPERATOR,
        };
        self.act_on_incident(document.path("incident_id"), &action)?;
        with_data(Value::Null)
    }

    async fn handle_coc_incident(
        &self,
        call: Call<HandleCocIncidentRequest>,
    ) -> Reply<HandleCocIncidentRequest> {
        let document = Document::of(&call.request)?;
        let action = IncidentAction {
            key: document.text("operate_key"),
            task_id: None,
            params: &document.object("parameter"),
            operator: document.text("operator"),
        };
        self.act_on_incident(document.text("incident_num"), &action)?;
        with_data(Value::Null)
    }

    async fn show_incident_task(
        &self,
        call: Call<ShowIncidentTaskRequest>,
    ) -> Reply<ShowIncidentTaskRequest> {
        let document = Document::of(&call.request)?;
        let name = document.path("incident_id");
        with_data(incidents::tasks(&self.store().get(Kind::Incident, name)?))
    }

    async fn show_coc_incident_detail(
        &self,
        call: Call<ShowCocIncidentDetailRequest>,
    ) -> Reply<ShowCocIncidentDetailRequest> {
        let document = Document::of(&call.request)?;
        let name = document.path("incident_num");
        with_data(incidents::detail_json(&self.store().get(Kind::Incident, name)?))
    }

    async fn list_incidents(
        &self,
        call: Call<ListIncidentsRequest>,
    ) -> Reply<ListIncidentsRequest> {
        let document = Document::of(&call.request)?;
        let tickets =
            self.list(Kind::Incident, document.body(), incidents::list_entry)?;
        with_data(json!({ "tickets": tickets }))
    }

    async fn list_incident_simple_tickets(
        &self,
        call: Call<ListIncidentSimpleTicketsRequest>,
    ) -> Reply<ListIncidentSimpleTicketsRequest> {
        let query = &call.request.query;
        // The page of this operation calls the number of a page `offset`.
        let page = json!({
            "page": query.offset.unwrap_or(1), "per_page": query.limit.unwrap_or(50),
        });
        let total = self.store().list(Kind::Incident).count();
        let tickets = self.list(Kind::Incident, &page, incidents::short_list_entry)?;
        with_data(json!({ "total": total, "IncidentSimpleTicketInfos": tickets }))
    }

    async fn list_incidents_histories(
        &self,
        call: Call<ListIncidentsHistoriesRequest>,
    ) -> Reply<ListIncidentsHistoriesRequest> {
        let document = Document::of(&call.request)?;
        let name = document.path("incident_id");
        let (_, records) = self.store().history(Kind::Incident, name)?;
        let body = document.body().clone();
        with_data(history::select_records(
            body,
            &records,
            HistoryRecord::newer_history_entry,
        )?)
    }
}
