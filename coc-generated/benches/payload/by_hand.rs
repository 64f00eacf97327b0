//! The rules of one operation as a programmer writes them from the pages and without a
//! generator: plain `if`s, by kind of ticket. The benchmark compares the speed and the
//! violations of the generated validator with theirs.

use coc_generated::create_ticket::enums::{
    ChangeLevel, ChangeScheme, ChangeType, HandlerType, IssueLevel, IssueSource,
    PlanTaskSubType, TargetType, TicketType,
};
use coc_generated::create_ticket::wire::{
    CreateTicketBody, CreateTicketRequest, SubTicket,
};

/// A broken rule and its pointer. The violations have the order of the checks, and not that
/// of the table.
pub(crate) type Wrong = (&'static str, String);

pub(crate) fn create_ticket(request: &CreateTicketRequest) -> Vec<Wrong> {
    let mut found = Vec::new();
    let body = &request.body;
    match &request.path.ticket_type {
        Some(TicketType::Change) => change(body, &mut found),
        Some(TicketType::Issue) => issue(body, &mut found),
        Some(other) if !other.as_str().is_empty() => {
            found.push(("path.ticket_type.enum", "/path/ticket_type".to_owned()));
        }
        _ => found.push(("path.ticket_type.required", "/path/ticket_type".to_owned())),
    }
    if request.path.ticket_type != Some(TicketType::Issue) {
        not_an_issue(body, &mut found);
    }
    if request.path.ticket_type != Some(TicketType::Change) {
        not_a_change(body, &mut found);
    }
    any_kind(body, &mut found);
    if let Some(parts) = &body.sub_tickets {
        for (index, part) in parts.iter().enumerate() {
            sub_ticket(part, index, &mut found);
        }
    }
    found
}

fn change(body: &CreateTicketBody, found: &mut Vec<Wrong>) {
    if blank(&body.change_notes) {
        found.push(at("change_notes.required", "change_notes"));
    }
    if blank(&body.change_type) {
        found.push(at("change_type.required", "change_type"));
    }
    if let Some(level) = &body.level
        && !level.is_empty()
        && !ChangeLevel::lists(level)
    {
        found.push(at("level.enum.ChangeLevel", "level"));
    }
    if blank(&body.change_scheme) {
        found.push(at("change_scheme.required", "change_scheme"));
    }
    if blank(&body.change_scene_id) {
        found.push(at("change_scene_id.required", "change_scene_id"));
    }
    if blank(&body.current_cloud_service_id) {
        found.push(at("current_cloud_service_id.required", "current_cloud_service_id"));
    }
    if blank(&body.location_id) {
        found.push(at("location_id.required", "location_id"));
    }
    if body.sub_tickets.is_none() {
        found.push(at("sub_tickets.required", "sub_tickets"));
    }
    if body.change_scheme == Some(ChangeScheme::Guides) && blank(&body.change_guides) {
        found.push(at("change_guides.required", "change_guides"));
    }
    if body.change_scheme == Some(ChangeScheme::Runbook) {
        if blank(&body.plan_task_sub_type) {
            found.push(at("plan_task_sub_type.required", "plan_task_sub_type"));
        }
        if blank(&body.plan_task_id) {
            found.push(at("plan_task_id.required", "plan_task_id"));
        }
        if blank(&body.plan_task_name) {
            found.push(at("plan_task_name.required", "plan_task_name"));
        }
        if blank(&body.plan_task_params) {
            found.push(at("plan_task_params.required", "plan_task_params"));
        }
    }
}

fn issue(body: &CreateTicketBody, found: &mut Vec<Wrong>) {
    if blank(&body.description) {
        found.push(at("description.required", "description"));
    }
    if blank(&body.enterprise_project) {
        found.push(at("enterprise_project.required", "enterprise_project"));
    }
    if let Some(level) = &body.level
        && !level.is_empty()
        && !IssueLevel::lists(level)
    {
        found.push(at("level.enum.IssueLevel", "level"));
    }
    if blank(&body.issue_ticket_type) {
        found.push(at("ticket_type.required", "ticket_type"));
    }
    if unknown(&body.source, IssueSource::is_known) {
        found.push(at("source.enum", "source"));
    }
    if blank(&body.virtual_schedule_type) {
        found.push(at("virtual_schedule_type.required", "virtual_schedule_type"));
    }
}

/// Fields that are documented for issues and draw a warning elsewhere.
fn not_an_issue(body: &CreateTicketBody, found: &mut Vec<Wrong>) {
    if !blank(&body.commit_upload_attachment) {
        found.push(at(
            "commit_upload_attachment.documented_for",
            "commit_upload_attachment",
        ));
    }
    if !blank(&body.regions) {
        found.push(at("regions.documented_for", "regions"));
    }
    if !blank(&body.root_cause_cloud_service) {
        found.push(at(
            "root_cause_cloud_service.documented_for",
            "root_cause_cloud_service",
        ));
    }
    if !blank(&body.source) {
        found.push(at("source.documented_for", "source"));
    }
    if !blank(&body.source_id) {
        found.push(at("source_id.documented_for", "source_id"));
    }
    if body.fount_time.is_some() {
        found.push(at("fount_time.documented_for", "fount_time"));
    }
    if !blank(&body.issue_contact_person) {
        found.push(at("issue_contact_person.documented_for", "issue_contact_person"));
    }
    if !blank(&body.schedule_scenes) {
        found.push(at("schedule_scenes.documented_for", "schedule_scenes"));
    }
    if !blank(&body.virtual_schedule_role) {
        found.push(at("virtual_schedule_role.documented_for", "virtual_schedule_role"));
    }
}

fn not_a_change(body: &CreateTicketBody, found: &mut Vec<Wrong>) {
    if body.sub_tickets.is_some() {
        found.push(at("sub_tickets.documented_for", "sub_tickets"));
    }
}

fn any_kind(body: &CreateTicketBody, found: &mut Vec<Wrong>) {
    if unknown(&body.change_type, ChangeType::is_known) {
        found.push(at("change_type.enum", "change_type"));
    }
    if unknown(&body.change_scheme, ChangeScheme::is_known) {
        found.push(at("change_scheme.enum", "change_scheme"));
    }
    if let Some(regions) = &body.regions
        && !regions.is_empty()
        && regions.split(',').any(str::is_empty)
    {
        found.push(at("regions.delimiter", "regions"));
    }
    if let Some(IssueSource::Event | IssueSource::Alarm | IssueSource::WarRoom) =
        body.source
        && blank(&body.source_id)
    {
        found.push(at("source_id.required", "source_id"));
    }
    if unknown(&body.virtual_schedule_type, HandlerType::is_known) {
        found.push(at("virtual_schedule_type.enum", "virtual_schedule_type"));
    }
    if unknown(&body.plan_task_sub_type, PlanTaskSubType::is_known) {
        found.push(at("plan_task_sub_type.enum", "plan_task_sub_type"));
    }
}

fn sub_ticket(part: &SubTicket, index: usize, found: &mut Vec<Wrong>) {
    let at = |rule, field: &str| (rule, format!("/body/sub_tickets/{index}/{field}"));
    if part.target_type == Some(TargetType::ChangeScope) {
        if blank(&part.app_name) {
            found.push(at("SubTicket.app_name.required", "app_name"));
        }
        if blank(&part.region) {
            found.push(at("SubTicket.region.required", "region"));
        }
    }
    if unknown(&part.target_type, TargetType::is_known) {
        found.push(at("SubTicket.target_type.enum", "target_type"));
    }
    if part.target_type == Some(TargetType::ChildTicket) {
        return;
    }
    if !blank(&part.target_value) {
        found.push(at("SubTicket.target_value.only_when", "target_value"));
    }
    if part.expected_start_time.is_some() {
        found.push(at("SubTicket.expected_start_time.only_when", "expected_start_time"));
    }
    if part.expected_end_time.is_some() {
        found.push(at("SubTicket.expected_end_time.only_when", "expected_end_time"));
    }
    if !blank(&part.executors) {
        found.push(at("SubTicket.executors.only_when", "executors"));
    }
    if !blank(&part.cooperators) {
        found.push(at("SubTicket.cooperators.only_when", "cooperators"));
    }
}

fn at(rule: &'static str, field: &str) -> Wrong {
    (rule, format!("/body/{field}"))
}

fn blank<T: AsRef<str>>(value: &Option<T>) -> bool {
    value.as_ref().is_none_or(|text| text.as_ref().is_empty())
}

fn unknown<T: AsRef<str>>(value: &Option<T>, known: impl Fn(&T) -> bool) -> bool {
    value.as_ref().is_some_and(|value| !known(value) && !value.as_ref().is_empty())
}
