//! The body of one operation as a plain derived struct. It has the fields, the order and
//! the types of the generated struct, and keeps no undocumented keys.

use coc_generated::Timestamp;
use coc_generated::create_ticket::enums::{
    ChangeScheme, ChangeType, HandlerType, IssueSource, PlanTaskSubType, TargetType,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Body {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change_notes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enterprise_project: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change_type: Option<ChangeType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change_scheme: Option<ChangeScheme>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change_guides: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit_upload_attachment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    regions: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change_scene_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current_cloud_service_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    root_cause_cloud_service: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<IssueSource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fount_time: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    virtual_schedule_type: Option<HandlerType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issue_contact_person: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schedule_scenes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    virtual_schedule_role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan_task_sub_type: Option<PlanTaskSubType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan_task_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan_task_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan_task_params: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_start_process: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_tickets: Option<Vec<SubTicket>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approve_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan_task_type: Option<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct SubTicket {
    #[serde(skip_serializing_if = "Option::is_none")]
    app_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_type: Option<TargetType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_start_time: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_end_time: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    executors: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cooperators: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_biz_id: Option<String>,
}
