//! The side of the service without a client.

use coc_generated::Credentials;
use coc_generated::http::{Bytes, StatusCode};
use coc_generated::list_incident_simple_tickets::wire::{
    ListIncidentSimpleTicketsRequest, ListIncidentSimpleTicketsResponse,
};
use coc_generated::server::{Call, Dispatcher, Operations, Reply};

struct Empty;

impl Operations for Empty {
    async fn list_incident_simple_tickets(
        &self,
        _: Call<ListIncidentSimpleTicketsRequest>,
    ) -> Reply<ListIncidentSimpleTicketsRequest> {
        Ok(ListIncidentSimpleTicketsResponse::default().into())
    }
}

fn main() {
    let dispatcher = Dispatcher::new(Empty, Credentials::token("TOKEN"));
    let request = |token: &str| {
        http::Request::builder()
            .uri("/v1/incident-tickets?limit=5")
            .header("x-auth-token", token)
            .body(Bytes::new())
            .expect("it is a request")
    };
    for (token, status) in [("TOKEN", StatusCode::OK), ("OTHER", StatusCode::UNAUTHORIZED)]
    {
        let answer = dispatcher.dispatch(request(token));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let answer = std::pin::pin!(answer).poll(&mut context);
        let std::task::Poll::Ready(answer) = answer else { panic!("it waits") };
        assert_eq!(answer.status(), status);
    }
}
