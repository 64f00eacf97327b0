use coc_generated::create_ticket::{ChangeScope, CreateChangeTicket, Guides};
use coc_generated::create_ticket::enums::ChangeType;

fn main() {
    let scope = ChangeScope::builder().app_name("Web shop").region("cn-north-4").build();
    let _ = CreateChangeTicket::builder()
        .change_type(ChangeType::Urgent)
        .change_scheme(Guides::builder().change_guides("guide").build())
        .change_scene_id("scene")
        .current_cloud_service_id("service")
        .location_id("cn-north-4")
        .sub_tickets([scope])
        .build(); //~ E0277
}
