//! Changing the Status of a Service Ticket: the values that its tables list.

use coc_generated::update_ticket::wire::{
    HistoryInfo, SubTicketUpdate, TicketInfo, UpdateTicketBody, UpdateTicketPath,
    UpdateTicketRequest,
};

use crate::seen::Seen;

/// Table 1: the type, the number, and the rules that they break.
#[rustfmt::skip]
const UPDATE_PATHS: &[(Option<&str>, Option<&str>, &[&str])] = &[
    (Some("change"),      Some("CM1"), &[]),
    (Some("change"),      Some(".."),  &[]), // No rule refuses this value: the building of the URL does.
    (Some("issues_mgmt"), Some("CM1"), &["path.ticket_type.fixed"]),
    (Some("Change"),      Some("CM1"), &["path.ticket_type.fixed"]),
    (Some(" "),           Some("CM1"), &["path.ticket_type.fixed"]),
    (Some(""),            Some("CM1"), &["path.ticket_type.required"]),
    (None,                Some("CM1"), &["path.ticket_type.required"]),
    (Some("change"),      Some(""),    &["path.ticket_id.required"]),
    (Some("change"),      None,        &["path.ticket_id.required"]),
    (None,                None,        &["path.ticket_type.required", "path.ticket_id.required"]),
    (Some("x"),           None,        &["path.ticket_type.fixed", "path.ticket_id.required"]),
];

const PHASES: &[&str] = &[
    "phase_change_end",
    "phase_change_cancel",
    "phase_change_draft",
    "phase_change_implemente",
    "phase_change_apply",
    "phase_change_approve",
    "phase_change_close",
];

const ACTIONS: &[&str] = &[
    "change_start_change_success",
    "change_end_change_success",
    "change_set_change_result_success",
    "change_result_failed",
    "change_cancel_change_success",
];

pub(crate) fn update(seen: &mut Seen) {
    let mut check = |about: &[&str],
                     path: UpdateTicketPath,
                     body: UpdateTicketBody,
                     expected: &[&str]| {
        let request = UpdateTicketRequest::new(path, body);
        seen.check("update_ticket", about, &request.violations(), expected, &request);
    };
    for (kind, number, expected) in UPDATE_PATHS {
        let mut path = UpdateTicketPath::default();
        path.ticket_type = kind.map(Into::into);
        path.ticket_id = number.map(Into::into);
        check(
            &["path.ticket_type", "path.ticket_id"],
            path,
            UpdateTicketBody::default(),
            expected,
        );
    }
    let path = || UpdateTicketPath::default().ticket_type("change").ticket_id("CM1");
    // Tables 2 to 5 require nothing, and refuse unlisted values alone.
    let body = UpdateTicketBody::default;
    check(
        &[],
        path(),
        body().ticket_info(TicketInfo::default()).history_info(HistoryInfo::default()),
        &[],
    );
    check(&[], path(), body().sub_tickets(Vec::new()), &[]);
    check(&[], path(), body().sub_tickets(vec![SubTicketUpdate::default()]), &[]);
    let result = SubTicketUpdate::default()
        .change_result("postponed")
        .change_fail_type("weather");
    check(&[], path(), body().sub_tickets(vec![result]), &[]);
    for (texts, phase, action) in [
        (PHASES, &[][..], &["HistoryInfo.action.enum"][..]),
        (ACTIONS, &["TicketInfo.phase.enum"][..], &[][..]),
        (
            // A correct spelling, a value of another client, another letter case, a space,
            // and a result instead of an action.
            &[
                "phase_change_implement",
                "change_complete_success",
                "PHASE_CHANGE_END",
                " ",
                "change_result_success",
            ],
            &["TicketInfo.phase.enum"][..],
            &["HistoryInfo.action.enum"][..],
        ),
        (&[""], &[], &[]),
    ] {
        for text in texts {
            let info = TicketInfo::default().phase(*text).work_flow_status("anything");
            check(&["TicketInfo.phase"], path(), body().ticket_info(info), phase);
            check(
                &["HistoryInfo.action"],
                path(),
                body().history_info(HistoryInfo::default().action(*text)),
                action,
            );
        }
    }
}
