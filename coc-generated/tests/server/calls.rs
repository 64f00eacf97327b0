//! The client against an implementation, in one process: the request that arrives is the
//! one that was sent, and the answer that is read is the one that was returned.

use std::io::Read as _;
use std::sync::{Arc, Mutex};

use coc_generated::create_attachment::wire::{
    CreateAttachmentForm, CreateAttachmentPath, CreateAttachmentRequest,
};
use coc_generated::create_ticket::wire::CreateTicketRequest;
use coc_generated::download_attachment::wire::{
    DownloadAttachmentPath, DownloadAttachmentRequest,
};
use coc_generated::error::TransportError;
use coc_generated::http::{BoxFuture, Bytes, Payload, StatusCode, Transport};
use coc_generated::list_incident_simple_tickets::wire::{
    ListIncidentSimpleTicketsQuery, ListIncidentSimpleTicketsRequest,
};
use coc_generated::server::{Answer, Call, Dispatcher, Operations, Refusal, Reply};
use coc_generated::wire::File;
use coc_generated::{Client, Outcome};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::raw::keys;

/// Records the requests that arrive, and answers with fixed values.
#[derive(Default)]
struct Recorder {
    tickets: Mutex<Vec<CreateTicketRequest>>,
    pages: Mutex<Vec<ListIncidentSimpleTicketsRequest>>,
    files: Mutex<Vec<File>>,
}

fn output<T: DeserializeOwned>(value: Value) -> Answer<T> {
    serde_json::from_value::<T>(value).unwrap().into()
}

impl Operations for Recorder {
    async fn create_ticket(
        &self,
        call: Call<CreateTicketRequest>,
    ) -> Reply<CreateTicketRequest> {
        assert!(call.caller.has_access_key("ACCESSKEY"));
        let title = call.request.body.title.clone();
        self.tickets.lock().unwrap().push(call.request);
        if title.as_deref() == Some("refuse") {
            let refusal = Refusal::new(StatusCode::BAD_REQUEST, "there is none");
            return Err(refusal.with_code("COC.00067003"));
        }
        Ok(output(json!({ "data": { "ticket_id": "CM1" } })))
    }

    async fn list_incident_simple_tickets(
        &self,
        call: Call<ListIncidentSimpleTicketsRequest>,
    ) -> Reply<ListIncidentSimpleTicketsRequest> {
        self.pages.lock().unwrap().push(call.request);
        Ok(output(json!({ "data": { "total": 0 } })))
    }

    async fn create_attachment(
        &self,
        call: Call<CreateAttachmentRequest>,
    ) -> Reply<CreateAttachmentRequest> {
        self.files.lock().unwrap().extend(call.request.body.file);
        Ok(output(json!({ "data": { "doc_id": "d1" } })))
    }

    async fn download_attachment(
        &self,
        _: Call<DownloadAttachmentRequest>,
    ) -> Reply<DownloadAttachmentRequest> {
        Ok(Bytes::from_static(b"\x00\xff\r\n").into())
    }
}

/// Takes requests to a dispatcher in this process.
#[derive(Clone)]
struct LocalTransport(Arc<Dispatcher<Recorder>>);

impl Transport for LocalTransport {
    fn send(
        &self,
        request: http::Request<Payload>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let mut bytes = Vec::new();
            body.into_reader().unwrap().read_to_end(&mut bytes).unwrap();
            Ok(self.0.dispatch(http::Request::from_parts(head, bytes.into())).await)
        })
    }
}

fn connected() -> (LocalTransport, Client) {
    let dispatcher = Dispatcher::new(Recorder::default(), keys());
    let here = LocalTransport(Arc::new(dispatcher.with_member("provider_code", "049")));
    let client = Client::builder()
        .region("cn-north-4")
        .credentials(keys())
        .transport(here.clone())
        .build()
        .unwrap();
    (here, client)
}

fn documented() -> CreateTicketRequest {
    let text = include_str!("../../../spec/examples/create_change.json");
    serde_json::from_str(text).unwrap()
}

#[tokio::test]
async fn a_request_arrives_as_it_was_sent_and_its_answer_has_the_envelope() {
    let (here, client) = connected();
    let sent = documented();
    let answer = client.create_ticket(sent.clone()).await.unwrap();
    assert_eq!(answer.output().ticket_id(), Some("CM1"));
    assert_eq!(answer.request_id().map(str::len), Some(32));
    let members = serde_json::to_value(answer.output()).unwrap();
    let envelope = json!({
        "provider_code": "049",
        "error_code": "GOM.00000000",
        "data": { "ticket_id": "CM1" }
    });
    assert_eq!(members, envelope);
    assert_eq!(*here.0.operations().tickets.lock().unwrap(), [sent]);
}

#[tokio::test]
async fn the_client_reads_a_refusal_as_rejected_with_its_code() {
    let (_, client) = connected();
    let mut request = documented();
    request.body.title = Some("refuse".to_owned());
    let error = client.create_ticket(request).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
    assert_eq!(
        (error.code(), error.message()),
        (Some("COC.00067003"), Some("there is none"))
    );
    let error = client
        .send_json(
            "show_ticket_info",
            &json!({ "path": { "ticket_type": "issues_mgmt", "ticket_id": "I1" } }),
        )
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("501"));
}

#[tokio::test]
async fn a_query_is_read_by_the_types_of_its_fields() {
    let (here, client) = connected();
    let query = ListIncidentSimpleTicketsQuery::default().offset(2).limit(7);
    let sent = ListIncidentSimpleTicketsRequest::default().query(query);
    client.list_incident_simple_tickets(sent.clone()).await.unwrap();
    assert_eq!(*here.0.operations().pages.lock().unwrap(), [sent]);
}

#[tokio::test]
async fn a_file_arrives_with_its_name_its_type_and_its_bytes() {
    let (here, client) = connected();
    let content = b"\x00--form\r\n\r\n\xff".repeat(3_000);
    let file = File::new("a \"b\"%22 变.txt", content).with_content_type("text/x-plan");
    let request = CreateAttachmentRequest::new(
        CreateAttachmentPath::default().ticket_type("incident"),
        CreateAttachmentForm::default().file(file.clone()),
    );
    let answer = client.create_attachment(request).await.unwrap();
    assert_eq!(answer.output().doc_id(), Some("d1"));
    // The percent sign of the name and the escape of a quote are the same on the wire.
    let [received] =
        here.0.operations().files.lock().unwrap().clone().try_into().unwrap();
    assert_eq!(received, file.with_name("a \"b\"\" 变.txt"));

    let path = DownloadAttachmentPath::default().ticket_type("incident").doc_id("d1");
    let answer =
        client.download_attachment(DownloadAttachmentRequest::new(path)).await.unwrap();
    assert_eq!(answer.output().as_ref(), b"\x00\xff\r\n");
}
