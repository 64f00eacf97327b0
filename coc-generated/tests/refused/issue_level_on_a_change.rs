use coc_generated::create_ticket::CreateChangeTicket;
use coc_generated::create_ticket::enums::IssueLevel;

fn main() {
    let _ = CreateChangeTicket::builder().level(IssueLevel::Major); //~ E0277
}
