//! Uploads a file and downloads it again. A scripted transport stands in for the service,
//! so that the example runs anywhere; with a real client, only `up_and_down` is needed.
//!
//! ```text
//! cargo run -p coc-generated --features testing --example attachment
//! ```

use std::error::Error;

use coc_generated::create_attachment::CreateAttachment;
use coc_generated::download_attachment::DownloadAttachment;
use coc_generated::http::{Bytes, StatusCode};
use coc_generated::testing::ScriptedTransport;
use coc_generated::wire::File;
use coc_generated::{Client, Credentials};
use serde_json::json;

async fn up_and_down(client: &Client, file: File) -> Result<Vec<u8>, Box<dyn Error>> {
    let upload = CreateAttachment::builder().file(file).build();
    let stored = client.create_attachment(upload).await?;
    let id = stored.output().doc_id().ok_or("the file has no id")?.to_owned();
    println!("stored as {id}");

    let mut content = Vec::new();
    let download = DownloadAttachment::builder().doc_id(id).build();
    let answer = client.download_attachment_to(download, &mut content).await?;
    println!("{} bytes", answer.output());
    Ok(content)
}

// `tests/examples.rs` calls it, too.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    let script = ScriptedTransport::new();
    script.answer_json(
        StatusCode::OK,
        &json!({"error_code": "GOM.00000000", "data": {"doc_id": "c70d6b38"}}),
    );
    script.answer(http::Response::new(Bytes::from_static(b"swap the nodes")));
    let client = Client::builder()
        .region("cn-north-4")
        .credentials(Credentials::keys("ACCESSKEY", "SECRETKEY"))
        .transport(script.clone())
        .build()?;
    let file = File::new("plan.txt", "swap the nodes").with_content_type("text/plain");
    let content = up_and_down(&client, file).await?;
    println!("{}", String::from_utf8_lossy(&content));
    assert_eq!(script.left(), 0, "each answer was asked for");
    Ok(())
}
