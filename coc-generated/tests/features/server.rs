//! The side of the service without a client.

use coc_generated::Credentials;
use coc_generated::delete_ticket_info::wire::{
    DeleteTicketInfoRequest, DeleteTicketInfoResponse,
};
use coc_generated::http::{Bytes, StatusCode};
use coc_generated::server::{Call, Dispatcher, Operations, Reply};

struct Empty;

impl Operations for Empty {
    async fn delete_ticket_info(
        &self,
        _: Call<DeleteTicketInfoRequest>,
    ) -> Reply<DeleteTicketInfoRequest> {
        Ok(DeleteTicketInfoResponse::default().into())
    }
}

fn main() {
    let dispatcher = Dispatcher::new(Empty, Credentials::token("TOKEN"));
    let request = |token: &str| {
        http::Request::builder()
            .method("DELETE")
            .uri("/v1/change/tickets/CM1")
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
