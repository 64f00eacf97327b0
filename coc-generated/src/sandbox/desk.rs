//! The operations of the sandbox: what each request asks the store for, and its answer.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::store::{Kind, Store, Ticket, no_such, now, records, wrong_state};
use super::{changes, incidents, issues, lists};
use crate::generated::create_attachment::wire::CreateAttachmentRequest;
use crate::generated::create_coc_incident::wire::CreateCocIncidentRequest;
use crate::generated::create_external_coc_attachment::wire::CreateExternalCocAttachmentRequest;
use crate::generated::create_ticket::wire::CreateTicketRequest;
use crate::generated::delete_ticket_info::wire::DeleteTicketInfoRequest;
use crate::generated::download_attachment::wire::DownloadAttachmentRequest;
use crate::generated::execute_ticket_action::wire::ExecuteTicketActionRequest;
use crate::generated::handle_coc_incident::wire::HandleCocIncidentRequest;
use crate::generated::handle_incident::wire::HandleIncidentRequest;
use crate::generated::list_coc_ticket_operation_histories::wire::ListCocTicketOperationHistoriesRequest;
use crate::generated::list_incident_simple_tickets::wire::ListIncidentSimpleTicketsRequest;
use crate::generated::list_incidents::wire::ListIncidentsRequest;
use crate::generated::list_incidents_histories::wire::ListIncidentsHistoriesRequest;
use crate::generated::list_sub_tickets::wire::ListSubTicketsRequest;
use crate::generated::list_ticket_operation_histories::wire::ListTicketOperationHistoriesRequest;
use crate::generated::list_tickets::wire::ListTicketsRequest;
use crate::generated::server::Operations;
use crate::generated::show_coc_incident_detail::wire::ShowCocIncidentDetailRequest;
use crate::generated::show_incident_task::wire::ShowIncidentTaskRequest;
use crate::generated::show_ticket_info::wire::ShowTicketInfoRequest;
use crate::generated::update_change::wire::UpdateChangeRequest;
use crate::generated::update_ticket::wire::UpdateTicketRequest;
use crate::runtime::server::{Answer, Call, Refusal, Reply};
use crate::runtime::wire::{File, Object};

/// The name of a caller that gives none.
const NOBODY: &str = "sandbox";

/// The operations, over one store.
#[derive(Debug)]
pub(super) struct Desk {
    store: Mutex<Store>,
    delay: Duration,
}

/// A request as its document.
struct Document(Value);

impl Document {
    fn of(request: &impl Serialize) -> Result<Self, Refusal> {
        serde_json::to_value(request)
            .map(Self)
            .map_err(|error| wrong_state(error.to_string()))
    }

    fn body(&self) -> &Value {
        &self.0["body"]
    }

    fn path(&self, name: &str) -> &str {
        self.0["path"][name].as_str().unwrap_or_default()
    }

    fn text(&self, name: &str) -> &str {
        self.body()[name].as_str().unwrap_or_default()
    }

    fn object(&self, name: &str) -> Object {
        self.body()[name].as_object().cloned().unwrap_or_default()
    }

    /// The members of the body that are there.
    fn fields(&self) -> Object {
        let body = self.body().as_object().into_iter().flatten();
        let given = body.filter(|(_, value)| !value.is_null());
        given.map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

/// An answer with this data.
fn answer<T: DeserializeOwned>(data: Value) -> Result<Answer<T>, Refusal> {
    let mut members = Object::new();
    if !data.is_null() {
        members.insert("data".to_owned(), data);
    }
    whole(Value::Object(members))
}

fn whole<T: DeserializeOwned>(members: Value) -> Result<Answer<T>, Refusal> {
    serde_json::from_value::<T>(members)
        .map(Answer::from)
        .map_err(|error| wrong_state(error.to_string()))
}

/// The ticket that the filters of a request for a history name.
fn named(document: &Document) -> Result<String, Refusal> {
    let filters = document.body()["string_filters"].as_array();
    let ticket = filters.into_iter().flatten().find(|it| it["field"] == "ticket_id");
    let name = ticket.and_then(|filter| filter["values"][0].as_str());
    name.map(str::to_owned).ok_or_else(|| {
        wrong_state(
            "string_filters names no ticket_id (Querying Historical Service Tickets, the \
             introduction)",
        )
    })
}

impl Desk {
    pub(super) fn new(delay: Duration) -> Self {
        Self { store: Mutex::default(), delay }
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of tickets, and the newest of them.
    pub(super) fn latest<T>(
        &self,
        most: usize,
        show: fn(&Ticket) -> T,
    ) -> (usize, Vec<T>) {
        let store = self.store();
        let (total, newest) = store.latest();
        (total, newest.take(most).map(show).collect())
    }

    fn update(
        &self,
        name: &str,
        document: &Document,
    ) -> Result<(String, Value), Refusal> {
        let mut store = self.store();
        let ticket = store.get(Kind::Change, name)?;
        changes::update(ticket, document.body(), NOBODY, now())?;
        let listed = document.body()["sub_tickets"].clone();
        Ok((ticket.number.clone(), listed))
    }

    fn history(&self, document: &Document) -> Result<Value, Refusal> {
        let kind = match document.path("ticket_type") {
            "incident" => Kind::Incident,
            _ => Kind::Issue,
        };
        let name = named(document)?;
        let mut info = records(self.store().get(kind, &name)?);
        lists::sort(document.body(), &mut info);
        Ok(json!({ "total": info.len(), "info": info }))
    }

    fn keep(&self, file: Option<&File>) -> Result<(String, String), Refusal> {
        let content = file.and_then(File::bytes);
        let (Some(file), Some(content)) = (file, content) else {
            return Err(wrong_state("the form has no file"));
        };
        let id = self.store().add_file(content)?;
        Ok((id, file.name().to_owned()))
    }

    fn act_on_incident(
        &self,
        name: &str,
        (key, task_id): (&str, Option<&str>),
        (params, operator): (&Object, &str),
    ) -> Result<(), Refusal> {
        let mut store = self.store();
        let ticket = store.get(Kind::Incident, name)?;
        let action = incidents::newer(key.trim(), &ticket.state);
        incidents::act(ticket, &action, task_id, params)?;
        let comments = ["note", "virtual_confirm_comment", "solution"];
        let comment = comments.iter().find_map(|name| params.get(*name)?.as_str());
        ticket.note(&action, operator, comment.unwrap_or_default(), now());
        Ok(())
    }

    /// The page that a request asks for of the tickets of a kind.
    fn list(
        &self,
        kind: Kind,
        body: &Value,
        show: fn(&Ticket) -> Value,
    ) -> Result<Vec<Value>, Refusal> {
        lists::listed(body, self.store().list(kind), show)
    }
}

impl Operations for Desk {
    async fn create_ticket(
        &self,
        call: Call<CreateTicketRequest>,
    ) -> Reply<CreateTicketRequest> {
        let document = Document::of(&call.request)?;
        let mut fields = document.fields();
        fields.entry("creator").or_insert_with(|| NOBODY.into());
        fields.entry("operator").or_insert_with(|| NOBODY.into());
        let starts = fields.get("is_start_process").cloned().unwrap_or(true.into());
        let (kind, state, parts) = match document.path("ticket_type") {
            "change" => {
                (Kind::Change, changes::first_phase(&fields), changes::parts(&fields))
            }
            _ => (Kind::Issue, issues::first_state(), Vec::new()),
        };
        let mut store = self.store();
        let ticket = store.add(kind, (fields, parts), state, NOBODY, self.delay)?;
        answer(json!({
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
        let (number, _) = self.update(document.path("ticket_id"), &document)?;
        answer(json!({
            "ticket_id": number, "is_start_process_async": false, "is_update_null": false,
            "is_return_full_info": false, "is_start_process": true, "sub_tickets": [],
        }))
    }

    async fn update_change(
        &self,
        call: Call<UpdateChangeRequest>,
    ) -> Reply<UpdateChangeRequest> {
        let document = Document::of(&call.request)?;
        self.update(document.path("change_id"), &document)?;
        answer(Value::Null)
    }

    async fn execute_ticket_action(
        &self,
        call: Call<ExecuteTicketActionRequest>,
    ) -> Reply<ExecuteTicketActionRequest> {
        let document = Document::of(&call.request)?;
        let (action, params) =
            (document.text("action").trim(), document.object("params"));
        let is_change = document.path("ticket_type") == "change";
        let kind = if is_change { Kind::Change } else { Kind::Issue };
        let mut store = self.store();
        let ticket = store.get(kind, document.text("ticket_id"))?;
        if is_change {
            changes::act(ticket, action, &params);
        } else {
            issues::act(ticket, action, &params)?;
        }
        let comments = ["comment", "approve_note", "explain", "solution"];
        let comment = comments.iter().find_map(|name| params.get(*name)?.as_str());
        let operator = document.body()["user_id"].as_str().unwrap_or(NOBODY);
        ticket.note(action, operator, comment.unwrap_or_default(), now());
        answer(Value::Null)
    }

    async fn show_ticket_info(
        &self,
        call: Call<ShowTicketInfoRequest>,
    ) -> Reply<ShowTicketInfoRequest> {
        let document = Document::of(&call.request)?;
        let shown =
            issues::shown(self.store().get(Kind::Issue, document.path("ticket_id"))?);
        answer(shown)
    }

    async fn delete_ticket_info(
        &self,
        call: Call<DeleteTicketInfoRequest>,
    ) -> Reply<DeleteTicketInfoRequest> {
        let document = Document::of(&call.request)?;
        let mut store = self.store();
        let ticket = store.get(Kind::Change, document.path("ticket_id"))?;
        changes::may_be_deleted(ticket)?;
        let number = ticket.number.clone();
        store.remove(&number);
        answer(Value::Null)
    }

    async fn list_sub_tickets(
        &self,
        call: Call<ListSubTicketsRequest>,
    ) -> Reply<ListSubTicketsRequest> {
        let document = Document::of(&call.request)?;
        let query = &document.0["query"];
        let mut store = self.store();
        let ticket = store.get(Kind::Change, document.path("ticket_id"))?;
        let kind = query["type"].as_str().unwrap_or_default();
        let of_kind = ticket.parts.iter().enumerate();
        let of_kind: Vec<Value> = of_kind
            .filter(|(_, part)| part.target_type == kind)
            .map(|(number, part)| changes::listed(ticket, number, part))
            .collect();
        let after = match query["marker"].as_str().filter(|it| !it.is_empty()) {
            None => 0,
            Some(marker) => {
                let at = of_kind.iter().position(|part| part["id"] == marker);
                at.ok_or_else(|| no_such(marker))? + 1
            }
        };
        let limit = query["limit"].as_u64().and_then(|it| usize::try_from(it).ok());
        let total = of_kind.len();
        let tickets: Vec<Value> =
            of_kind.into_iter().skip(after).take(limit.unwrap_or(usize::MAX)).collect();
        answer(json!({ "total": total, "tickets": tickets }))
    }

    async fn list_tickets(
        &self,
        call: Call<ListTicketsRequest>,
    ) -> Reply<ListTicketsRequest> {
        let document = Document::of(&call.request)?;
        let tickets = self.list(Kind::Issue, document.body(), issues::shown)?;
        answer(json!({ "tickets": tickets }))
    }

    async fn list_ticket_operation_histories(
        &self,
        call: Call<ListTicketOperationHistoriesRequest>,
    ) -> Reply<ListTicketOperationHistoriesRequest> {
        answer(self.history(&Document::of(&call.request)?)?)
    }

    async fn list_coc_ticket_operation_histories(
        &self,
        call: Call<ListCocTicketOperationHistoriesRequest>,
    ) -> Reply<ListCocTicketOperationHistoriesRequest> {
        answer(self.history(&Document::of(&call.request)?)?)
    }

    async fn create_attachment(
        &self,
        call: Call<CreateAttachmentRequest>,
    ) -> Reply<CreateAttachmentRequest> {
        let (id, name) = self.keep(call.request.body.file.as_ref())?;
        let data = json!({ "doc_id": id, "doc_name": name });
        whole(json!({ "data": data, "id": id, "name": name }))
    }

    async fn create_external_coc_attachment(
        &self,
        call: Call<CreateExternalCocAttachmentRequest>,
    ) -> Reply<CreateExternalCocAttachmentRequest> {
        let (id, name) = self.keep(call.request.body.file.as_ref())?;
        answer(json!({ "doc_id": id, "doc_name": name }))
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
        let state = incidents::first_state();
        let creator = document.text("creator");
        let new = (document.fields(), Vec::new());
        let mut store = self.store();
        let ticket = store.add(Kind::Incident, new, state, creator, self.delay)?;
        answer(json!({ "incident_num": ticket.number }))
    }

    async fn handle_incident(
        &self,
        call: Call<HandleIncidentRequest>,
    ) -> Reply<HandleIncidentRequest> {
        let document = Document::of(&call.request)?;
        let act = (document.text("action"), Some(document.text("task_id")));
        let params = document.object("params");
        self.act_on_incident(document.path("incident_id"), act, (&params, NOBODY))?;
        answer(Value::Null)
    }

    async fn handle_coc_incident(
        &self,
        call: Call<HandleCocIncidentRequest>,
    ) -> Reply<HandleCocIncidentRequest> {
        let document = Document::of(&call.request)?;
        let params = document.object("parameter");
        let act = (document.text("operate_key"), None);
        let by = (&params, document.text("operator"));
        self.act_on_incident(document.text("incident_num"), act, by)?;
        answer(Value::Null)
    }

    async fn show_incident_task(
        &self,
        call: Call<ShowIncidentTaskRequest>,
    ) -> Reply<ShowIncidentTaskRequest> {
        let document = Document::of(&call.request)?;
        let mut store = self.store();
        answer(incidents::tasks(
            store.get(Kind::Incident, document.path("incident_id"))?,
        ))
    }

    async fn show_coc_incident_detail(
        &self,
        call: Call<ShowCocIncidentDetailRequest>,
    ) -> Reply<ShowCocIncidentDetailRequest> {
        let document = Document::of(&call.request)?;
        let mut store = self.store();
        answer(incidents::shown(
            store.get(Kind::Incident, document.path("incident_num"))?,
        ))
    }

    async fn list_incidents(
        &self,
        call: Call<ListIncidentsRequest>,
    ) -> Reply<ListIncidentsRequest> {
        let document = Document::of(&call.request)?;
        let tickets = self.list(Kind::Incident, document.body(), incidents::listed)?;
        answer(json!({ "tickets": tickets }))
    }

    async fn list_incident_simple_tickets(
        &self,
        call: Call<ListIncidentSimpleTicketsRequest>,
    ) -> Reply<ListIncidentSimpleTicketsRequest> {
        let query = &call.request.query;
        let page = json!({
            "page": query.offset.unwrap_or(1), "per_page": query.limit.unwrap_or(50),
        });
        let store = self.store();
        let total = store.list(Kind::Incident).count();
        let listed =
            lists::listed(&page, store.list(Kind::Incident), incidents::in_short)?;
        answer(json!({ "total": total, "IncidentSimpleTicketInfos": listed }))
    }

    async fn list_incidents_histories(
        &self,
        call: Call<ListIncidentsHistoriesRequest>,
    ) -> Reply<ListIncidentsHistoriesRequest> {
        let document = Document::of(&call.request)?;
        let all = {
            let mut store = self.store();
            records(store.get(Kind::Incident, document.path("incident_id"))?)
        };
        let mut whole = document.body().clone();
        whole["contain_all"] = true.into();
        let info: Vec<Value> = lists::listed(&whole, all.into_iter(), |record| record)?
            .into_iter()
            .map(|record| {
                json!({
                    "action": record["action"], "action_name_zh": record["action"],
                    "action_name_en": record["action"], "operator": record["operator"],
                    "status": record["status"], "comment": record["comment"],
                    "start_time": record["start_time"].to_string(),
                    "stop_time": record["stop_time"].to_string(), "enum_data_list": [],
                })
            })
            .collect();
        answer(json!({ "total": info.len(), "info": info }))
    }
}
