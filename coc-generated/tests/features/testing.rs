//! A client without the service.

use coc_generated::http::Method;
use coc_generated::testing::ScriptedTransport;
use coc_generated::{Client, Credentials};
use http::StatusCode;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let script = ScriptedTransport::new();
    script.answer_json(
        StatusCode::OK,
        &serde_json::json!({"error_code": "GOM.00000000", "data": [7]}),
    );
    let client = Client::builder()
        .region("cn-north-4")
        .credentials(Credentials::keys("ACCESSKEY", "SECRETKEY"))
        .transport(script.clone())
        .build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let answer = runtime.block_on(client.send_raw(
        Method::GET,
        "/v1/change/tickets",
        &[],
        None,
    ))?;
    assert_eq!(answer.output()["data"][0], 7);
    assert_eq!(script.requests()[0].uri().path(), "/v1/change/tickets");
    Ok(())
}
