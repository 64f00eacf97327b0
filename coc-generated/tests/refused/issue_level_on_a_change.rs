use coc_generated::create_ticket::{CreateChangeTicket, IssueLevel};

fn main() {
    let _ = CreateChangeTicket::builder().level(IssueLevel::Major);
}
