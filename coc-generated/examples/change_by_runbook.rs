//! A change that a job carries out. Its parameters may hold passwords: they are sent,
//! and shown nowhere.
//!
//! ```text
//! cargo run -p coc-generated --example change_by_runbook
//! ```

use coc_generated::create_ticket::enums::{ChangeType, PlanTaskSubType};
use coc_generated::create_ticket::{ChangeScope, CreateChangeTicket, Runbook};

// `tests/examples.rs` calls it, too.
pub(crate) fn main() {
    let job = Runbook::builder()
        .plan_task_sub_type(PlanTaskSubType::Custom)
        .plan_task_id("RB20250624001")
        .plan_task_name("Restart the shop")
        .plan_task_params(r#"{"password": "not shown"}"#)
        .build();
    let change = CreateChangeTicket::builder()
        .title("Restart the shop")
        .change_notes("Clears what has piled up in memory.")
        .change_type(ChangeType::Urgent)
        .change_scheme(job)
        .change_scene_id("GOCMLL01001")
        .current_cloud_service_id("6470681a31da2a47ed50a919")
        .location_id("cn-north-4")
        .sub_tickets([ChangeScope::builder()
            .app_name("Web shop")
            .region("cn-north-4")
            .build()])
        .build();
    println!("{change:#?}");
    let violations = change.violations();
    println!(
        "{} errors, {} warnings",
        violations.errors().count(),
        violations.warnings().count()
    );
}
