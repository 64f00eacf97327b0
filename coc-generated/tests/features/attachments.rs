//! Types and validators of one area.

use coc_generated::download_attachment::wire::DownloadAttachmentRequest;

fn main() {
    let violations = DownloadAttachmentRequest::default().violations();
    assert!(violations.has_errors(), "the file has no number");
    assert!(coc_generated::operation("create_attachment").is_some());
    assert!(coc_generated::operation("create_ticket").is_none(), "it is in another area");
}
