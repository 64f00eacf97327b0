//! The fields and values that the two pages require, allow and refuse, as tables that were
//! written by hand from the pages and can be checked against them row by row. The tests
//! build wire requests with setters.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "support/released.rs"]
mod released;

use std::collections::BTreeSet;

use coc_generated::create_ticket::wire::{
    CreateTicketBody, CreateTicketPath, CreateTicketRequest, SubTicket,
};
use coc_generated::rules::RuleKind;
use coc_generated::update_ticket::wire::{
    HistoryInfo, SubTicketUpdate, TicketInfo, UpdateTicketBody, UpdateTicketPath,
    UpdateTicketRequest,
};
use coc_generated::{OPERATIONS, Violations};

use released::is_released;

/// The statement of a page about a field in one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    /// It must be there.
    Required,
    /// It may be there.
    Optional,
    /// It must not be there.
    Refused,
    /// It is documented for other cases, so that it draws a warning.
    Elsewhere,
}
use Says::{Elsewhere as E, Optional as O, Refused as X, Required as R};

/// The rules that a request broke, and the rules that a request about their field kept.
#[derive(Default)]
struct Seen {
    broken: BTreeSet<&'static str>,
    kept: BTreeSet<&'static str>,
}

impl Seen {
    /// Compares the violations with the expected rules, in any order. `expected` leaves
    /// out the operation's name; `about` are the fields whose rules the request tests.
    fn check(
        &mut self,
        operation: &str,
        about: &[&str],
        found: &Violations,
        expected: &[&str],
        context: &dyn std::fmt::Debug,
    ) {
        let prefix = format!("{operation}.");
        let ids = found.iter().map(|violation| violation.rule.id);
        let ids: Vec<&'static str> = ids.filter(|id| is_released(id)).collect();
        let rules: BTreeSet<&str> =
            ids.iter().map(|id| id.strip_prefix(&prefix).unwrap()).collect();
        assert_eq!(rules, expected.iter().copied().collect(), "{about:?}: {context:?}");
        assert_eq!(ids.len(), rules.len(), "{context:?}: a rule is reported twice");
        let entry = coc_generated::operation(operation).unwrap();
        for rule in entry.rules().filter(|rule| !ids.contains(&rule.id)) {
            if about
                .iter()
                .any(|field| rule.id.starts_with(&format!("{prefix}{field}.")))
            {
                self.kept.insert(rule.id);
            }
        }
        self.broken.extend(ids);
    }
}

// --- Creating a Service Ticket, Table 2: the fields that have to be there ----------------------------------------------

/// A case that conditions tell apart, with values that fit it.
struct Case {
    name: &'static str,
    /// Its column in the tables below.
    column: usize,
    ticket_type: Option<&'static str>,
    scheme: &'static str,
    level: &'static str,
    /// The rules that every request of the case breaks.
    always: &'static [&'static str],
}

const GUIDES: &str = "change_scheme_guides";
const RUNBOOK: &str = "change_scheme_runbook";

#[rustfmt::skip]
const CASES: &[Case] = &[
    Case { name: "change by guides", column: 0, ticket_type: Some("change"), scheme: GUIDES, level: "change_level_010", always: &[] },
    Case { name: "change by a job", column: 1, ticket_type: Some("change"), scheme: RUNBOOK, level: "change_level_040", always: &[] },
    // The scheme of an issue ticket requires nothing.
    Case { name: "issue, with guides", column: 2, ticket_type: Some("issues_mgmt"), scheme: GUIDES, level: "issues_level_1000", always: &[] },
    Case { name: "issue, with a job", column: 2, ticket_type: Some("issues_mgmt"), scheme: RUNBOOK, level: "issues_level_4000", always: &[] },
    // A ticket of neither kind requires no field that depends on a kind, and a field that is
    // documented for one kind draws a warning.
    Case { name: "no type", column: 3, ticket_type: None, scheme: GUIDES, level: "any", always: &["path.ticket_type.required"] },
    Case { name: "blank type", column: 3, ticket_type: Some(""), scheme: RUNBOOK, level: "any", always: &["path.ticket_type.required"] },
    Case { name: "unknown type", column: 3, ticket_type: Some("incident"), scheme: RUNBOOK, level: "any", always: &["path.ticket_type.enum"] },
];

struct Row {
    name: &'static str,
    says: [Says; 4],
    set: fn(CreateTicketBody, &Case) -> CreateTicketBody,
    /// Sets it to empty text; not for other types, which have no blank value.
    blank: Option<fn(CreateTicketBody) -> CreateTicketBody>,
}

macro_rules! text {
    (@ $name:expr, $field:ident = $value:expr, $says:expr) => {
        Row {
            name: $name,
            says: $says,
            set: |body, _| body.$field($value),
            blank: Some(|body| body.$field("")),
        }
    };
    ($field:ident = $value:expr, $says:expr) => {
        text!(@ stringify!($field), $field = $value, $says)
    };
    ($field:ident of case, $says:expr) => {
        Row {
            name: stringify!($field),
            says: $says,
            set: |body, case| body.$field(case.$field),
            blank: Some(|body| body.$field("")),
        }
    };
}

/// Every row of Table 2, in its order, then the two that only the example has.
#[rustfmt::skip]
const TABLE_2: &[Row] = &[
    //                                                       change:  guides job  issue  neither
    text!(title = "t",                                               [O,    O,    O,    O]),
    text!(change_notes = "n",                                        [R,    R,    O,    O]),
    text!(description = "d",                                         [O,    O,    R,    O]),
    text!(enterprise_project = "0",                                  [O,    O,    R,    O]),
    text!(change_type = "change_type_urgentu",                       [R,    R,    O,    O]),
    text!(level of case,                                             [O,    O,    O,    O]),
    text!(@ "ticket_type", issue_ticket_type = "issues_type_1000",     [O,    O,    R,    O]),
    Row { name: "change_scheme", says:                               [R,    R,    O,    O],
        set: |body, case| body.change_scheme(case.scheme), blank: Some(|body| body.change_scheme("")) },
    text!(change_guides = "g",                                       [R,    O,    O,    O]),
    text!(commit_upload_attachment = "a",                            [E,    E,    O,    E]),
    text!(regions = "r1,r2",                                         [E,    E,    O,    E]),
    text!(change_scene_id = "GOCMLL06",                              [R,    R,    O,    O]),
    text!(current_cloud_service_id = "s",                            [R,    R,    O,    O]),
    text!(root_cause_cloud_service = "s",                            [E,    E,    O,    E]),
    // The one source that needs no source_id; the others have a table of their own.
    text!(source = "issues_mgmt_associated_type_4000",               [E,    E,    O,    E]),
    text!(source_id = "i",                                           [E,    E,    O,    E]),
    Row { name: "fount_time", says:                                  [E,    E,    O,    E],
        set: |body, _| body.fount_time(0), blank: None },
    text!(virtual_schedule_type = "issues_mgmt_virtual_schedule_type_1000",
                                                                     [O,    O,    R,    O]),
    text!(issue_contact_person = "p",                                [E,    E,    O,    E]),
    text!(schedule_scenes = "s",                                     [E,    E,    O,    E]),
    text!(virtual_schedule_role = "r",                               [E,    E,    O,    E]),
    text!(location_id = "l",                                         [R,    R,    O,    O]),
    text!(plan_task_sub_type = "CUSTOMIZATION",                      [O,    R,    O,    O]),
    text!(plan_task_id = "i",                                        [O,    R,    O,    O]),
    text!(plan_task_name = "n",                                      [O,    R,    O,    O]),
    text!(plan_task_params = "{}",                                   [O,    R,    O,    O]),
    Row { name: "is_start_process", says:                            [O,    O,    O,    O],
        set: |body, _| body.is_start_process(false), blank: None },
    // An empty list is present.
    Row { name: "sub_tickets", says:                                 [R,    R,    E,    E],
        set: |body, _| body.sub_tickets(Vec::new()), blank: None },
    text!(approve_type = "or_sign",                                  [O,    O,    O,    O]),
    text!(plan_task_type = "scheme_type_plan_task",                  [O,    O,    O,    O]),
];

impl Case {
    fn path(&self) -> CreateTicketPath {
        let path = CreateTicketPath::default();
        self.ticket_type.map_or(path.clone(), |kind| path.ticket_type(kind))
    }

    /// The required fields of this case and no others, without `except`.
    fn smallest(&self, except: &str) -> CreateTicketBody {
        let rows = TABLE_2.iter().filter(|row| row.name != except);
        let wanted =
            rows.filter(|row| row.says[self.column] == R || row.name == "change_scheme");
        wanted.fold(CreateTicketBody::default(), |body, row| (row.set)(body, self))
    }

    fn check(
        &self,
        seen: &mut Seen,
        about: &[&str],
        body: CreateTicketBody,
        expected: &[&str],
    ) {
        let expected = [self.always, expected].concat();
        let request = CreateTicketRequest::new(self.path(), body);
        seen.check(
            "create_ticket",
            about,
            &request.violations(),
            &expected,
            &(self.name, &request),
        );
    }
}

fn presence(seen: &mut Seen) {
    for case in CASES {
        for row in TABLE_2 {
            let rule = |kind: &str| format!("{}.{kind}", row.name);
            let (required, elsewhere) = (rule("required"), rule("documented_for"));
            let says = row.says[case.column];
            let absent: &[&str] = if says == R { &[&required] } else { &[] };
            let present: &[&str] = if says == E { &[&elsewhere] } else { &[] };
            let without = case.smallest(row.name);
            case.check(seen, &[row.name], (row.set)(without.clone(), case), present);
            case.check(seen, &[row.name], without.clone(), absent);
            if let Some(blank) = row.blank {
                case.check(seen, &[row.name], blank(without), absent);
            }
        }
    }
}

/// A body with all fields, and one with none: violations have the order of the table.
fn everything_and_nothing(seen: &mut Seen) {
    for case in CASES {
        let expected = |says: Says, kind: &str| -> Vec<String> {
            let rows = TABLE_2.iter().filter(|row| {
                row.says[case.column] == says && row.name != "change_scheme"
            });
            rows.map(|row| format!("{}.{kind}", row.name)).collect()
        };
        let full = TABLE_2
            .iter()
            .fold(CreateTicketBody::default(), |body, row| (row.set)(body, case));
        let empty = CreateTicketBody::default().change_scheme(case.scheme);
        for (body, expected) in
            [(full, expected(E, "documented_for")), (empty, expected(R, "required"))]
        {
            let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
            let found = CreateTicketRequest::new(case.path(), body.clone()).violations();
            let known =
                found.iter().map(|found| found.rule.id).filter(|id| is_released(id));
            let ids = known.filter_map(|id| id.strip_prefix("create_ticket."));
            assert_eq!(
                ids.collect::<Vec<_>>(),
                [case.always, &expected].concat(),
                "{}",
                case.name
            );
            case.check(seen, &["path.ticket_type"], body, &expected);
        }
    }
}

/// A change without a known scheme requires neither a guide nor a job.
fn no_scheme(seen: &mut Seen) {
    let case = &CASES[0];
    let body = case.smallest("change_guides");
    let mut none = body.clone();
    none.change_scheme = None;
    for (body, expected) in [
        (none, "change_scheme.required"),
        (body.clone().change_scheme(""), "change_scheme.required"),
        (body.clone().change_scheme("change_scheme_jobs"), "change_scheme.enum"),
    ] {
        case.check(seen, &["change_scheme"], body, &[expected]);
    }
    case.check(seen, &["change_guides"], body, &["change_guides.required"]);
}

// --- Creating a Service Ticket, Tables 1 to 3: values ------------------------------------------------------------------

/// A list of values: the columns in which it applies, its values, and its rule.
struct Values {
    field: &'static str,
    set: fn(CreateTicketBody, &str) -> CreateTicketBody,
    columns: &'static [usize],
    listed: &'static [&'static str],
    rule: &'static str,
}

#[rustfmt::skip]
const VALUES: &[Values] = &[
    Values { field: "change_type", set: |body, text| body.change_type(text), columns: &[0, 1, 2, 3],
        listed: &["change_type_conventional", "change_type_urgentu"], rule: "change_type.enum" },
    Values { field: "level", set: |body, text| body.level(text), columns: &[0, 1],
        listed: &["change_level_010", "change_level_020", "change_level_030", "change_level_040"], rule: "level.enum.ChangeLevel" },
    Values { field: "level", set: |body, text| body.level(text), columns: &[2],
        listed: &["issues_level_1000", "issues_level_2000", "issues_level_3000", "issues_level_4000"], rule: "level.enum.IssueLevel" },
    Values { field: "virtual_schedule_type", set: |body, text| body.virtual_schedule_type(text), columns: &[0, 1, 2, 3],
        listed: &["issues_mgmt_virtual_schedule_type_1000", "issues_mgmt_virtual_schedule_type_2000"], rule: "virtual_schedule_type.enum" },
    Values { field: "plan_task_sub_type", set: |body, text| body.plan_task_sub_type(text), columns: &[0, 1, 2, 3],
        listed: &["CUSTOMIZATION", "COMMUNAL"], rule: "plan_task_sub_type.enum" },
    // The ticket is no change, so that no scheme requires other fields.
    Values { field: "change_scheme", set: |body, text| body.change_scheme(text), columns: &[2, 3],
        listed: &["change_scheme_runbook", "change_scheme_guides"], rule: "change_scheme.enum" },
];

/// Texts that no list has: correct spellings, other letter cases, spaces around a value,
/// and values for another field.
const UNLISTED: &[&str] = &[
    "change_type_urgent",
    "Change_type_conventional",
    "change_level_050",
    "issues_level_0",
    "change",
    "customization",
    "COMMUNAL ",
    " ",
    "issues_mgmt_associated_type_1000",
    "change_scope",
    "null",
    "0",
];

fn values(seen: &mut Seen) {
    for row in VALUES {
        for case in CASES {
            if !row.columns.contains(&case.column) {
                continue;
            }
            let body = || case.smallest(row.field);
            for text in row.listed {
                case.check(seen, &[row.field], (row.set)(body(), text), &[]);
            }
            let others = VALUES
                .iter()
                .filter(|other| other.rule != row.rule)
                .flat_map(|other| other.listed);
            for text in UNLISTED.iter().chain(others) {
                case.check(seen, &[row.field], (row.set)(body(), text), &[row.rule]);
            }
        }
    }
    // No list applies to the level of a ticket of no known kind.
    for case in CASES.iter().filter(|case| case.column == 3) {
        case.check(seen, &["level"], case.smallest("").level("whatever"), &[]);
    }
}

/// The sources, on the two kinds of ticket, without and with a number.
#[rustfmt::skip]
const SOURCES: &[(Option<&str>, [&[&str]; 4])] = &[
    //                                          issue: no number            number             change: no number                             number
    (None,                                     [&[],                       &[],               &[],                                          &["source_id.documented_for"]]),
    (Some(""),                                 [&[],                       &[],               &[],                                          &["source_id.documented_for"]]),
    (Some("issues_mgmt_associated_type_1000"), [&["source_id.required"],   &[],               &["source.documented_for", "source_id.required"],  &["source.documented_for", "source_id.documented_for"]]),
    (Some("issues_mgmt_associated_type_2000"), [&["source_id.required"],   &[],               &["source.documented_for", "source_id.required"],  &["source.documented_for", "source_id.documented_for"]]),
    (Some("issues_mgmt_associated_type_3000"), [&["source_id.required"],   &[],               &["source.documented_for", "source_id.required"],  &["source.documented_for", "source_id.documented_for"]]),
    (Some("issues_mgmt_associated_type_4000"), [&[],                       &[],               &["source.documented_for"],                        &["source.documented_for", "source_id.documented_for"]]),
    // The list applies to issue tickets alone, so that a change may have any text.
    (Some("issues_mgmt_associated_type_5000"), [&["source.enum"],          &["source.enum"],  &["source.documented_for"],                        &["source.documented_for", "source_id.documented_for"]]),
];

fn sources(seen: &mut Seen) {
    for (source, expected) in SOURCES {
        for (case, columns) in
            [(&CASES[2], [0, 1]), (&CASES[0], [2, 3]), (&CASES[4], [2, 3])]
        {
            for (number, column) in [None, Some("E1")].into_iter().zip(columns) {
                let mut body = case.smallest("");
                body.source = source.map(Into::into);
                body.source_id = number.map(Into::into);
                case.check(seen, &["source", "source_id"], body, expected[column]);
            }
        }
    }
}

/// A text of several regions, and whether an item of it is empty.
const REGIONS: &[(&str, bool)] = &[
    ("", false),
    ("r1", false),
    ("r1,r2,r3", false),
    ("r1, ,r2", false),
    (" ", false),
    (",", true),
    ("r1,", true),
    (",r1", true),
    ("r1,,r2", true),
];

fn regions(seen: &mut Seen) {
    for (text, empty) in REGIONS {
        let delimiter: &[&str] = if *empty { &["regions.delimiter"] } else { &[] };
        let issue = &CASES[2];
        issue.check(seen, &["regions"], issue.smallest("").regions(*text), delimiter);
        let elsewhere: &[&str] =
            if text.is_empty() { &[] } else { &["regions.documented_for"] };
        let change = &CASES[0];
        change.check(
            seen,
            &["regions"],
            change.smallest("").regions(*text),
            &[elsewhere, delimiter].concat(),
        );
    }
}

// --- Creating a Service Ticket, Table 3: sub-tickets -------------------------------------------------------------------

struct Part {
    name: &'static str,
    says: [Says; 3],
    set: fn(SubTicket) -> SubTicket,
    blank: Option<fn(SubTicket) -> SubTicket>,
}

macro_rules! part {
    ($field:ident = $value:literal, $says:expr) => {
        Part {
            name: stringify!($field),
            says: $says,
            set: |part| part.$field($value),
            blank: Some(|part| part.$field("")),
        }
    };
    ($field:ident: time, $says:expr) => {
        Part {
            name: stringify!($field),
            says: $says,
            set: |part| part.$field(0),
            blank: None,
        }
    };
}

/// The rows whose conditions read `target_type`, then the one that only the example has.
#[rustfmt::skip]
const TABLE_3: &[Part] = &[
    //                               change_scope  child_ticket  neither
    part!(app_name = "应用",              [R,           O,           O]),
    part!(region = "r",                  [R,           O,           O]),
    part!(target_value = "r",            [X,           O,           X]),
    part!(expected_start_time: time,     [X,           O,           X]),
    part!(expected_end_time: time,       [X,           O,           X]),
    part!(executors = "p",               [X,           O,           X]),
    part!(cooperators = "p",             [X,           O,           X]),
    part!(resource_biz_id = "i",         [O,           O,           O]),
];

/// Each target type, its column, and the rules that it breaks itself.
const TARGETS: &[(Option<&str>, usize, &[&str])] = &[
    (Some("change_scope"), 0, &[]),
    (Some("child_ticket"), 1, &[]),
    (None, 2, &[]),
    (Some(""), 2, &[]),
    (Some("scope"), 2, &["SubTicket.target_type.enum"]),
    (Some("Child_ticket"), 2, &["SubTicket.target_type.enum"]),
];

fn sub_tickets(seen: &mut Seen) {
    // The rules of a part do not read the kind of ticket.
    for (case, outer) in [
        (&CASES[0], &[][..]),
        (&CASES[2], &["sub_tickets.documented_for"][..]),
        (&CASES[6], &["sub_tickets.documented_for"][..]),
    ] {
        for (target, column, always) in TARGETS {
            for row in TABLE_3 {
                let start = target.map_or(SubTicket::default(), |target| {
                    SubTicket::default().target_type(target)
                });
                let wanted = TABLE_3
                    .iter()
                    .filter(|other| other.name != row.name && other.says[*column] == R);
                let without = wanted.fold(start, |part, other| (other.set)(part));
                let (required, refused) = (
                    format!("SubTicket.{}.required", row.name),
                    format!("SubTicket.{}.only_when", row.name),
                );
                let absent: &[&str] =
                    if row.says[*column] == R { &[&required] } else { &[] };
                let present: &[&str] =
                    if row.says[*column] == X { &[&refused] } else { &[] };
                let mut check = |part: SubTicket, expected: &[&str]| {
                    let about = format!("SubTicket.{}", row.name);
                    let expected = [outer, always, expected].concat();
                    let body = case.smallest("").sub_tickets(vec![part]);
                    case.check(
                        seen,
                        &["SubTicket.target_type", &about],
                        body,
                        &expected,
                    );
                };
                check((row.set)(without.clone()), present);
                check(without.clone(), absent);
                if let Some(blank) = row.blank {
                    check(blank(without), absent);
                }
            }
        }
    }
}

/// Each part is checked by itself, and the pointer has its index.
#[test]
fn every_part_is_reported_at_its_own_place() {
    let scope =
        || SubTicket::default().target_type("change_scope").app_name("a").region("r");
    let child = || {
        SubTicket::default().target_type("child_ticket").target_value("r").executors("p")
    };
    let parts = vec![
        scope(),
        child(),
        scope().cooperators("p"),
        SubTicket::default(),
        child().target_type("change_scope"),
        child().target_type("other"),
    ];
    let request = CreateTicketRequest::new(
        CASES[0].path(),
        CASES[0].smallest("").sub_tickets(parts),
    );
    let found = request.validate().unwrap_err();
    let found: Vec<_> =
        found.iter().map(|violation| violation.pointer.as_str()).collect();
    assert_eq!(
        found,
        [
            "/body/sub_tickets/2/cooperators",
            "/body/sub_tickets/4/app_name",
            "/body/sub_tickets/4/region",
            "/body/sub_tickets/4/target_value",
            "/body/sub_tickets/4/executors",
            "/body/sub_tickets/5/target_type",
            "/body/sub_tickets/5/target_value",
            "/body/sub_tickets/5/executors",
        ]
    );
}

// --- Changing the Status of a Service Ticket ---------------------------------------------------------------------------

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

fn update(seen: &mut Seen) {
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

// --- All of them -------------------------------------------------------------------------------------------------------

#[test]
fn each_row_sets_the_field_that_it_names() {
    let full = TABLE_2
        .iter()
        .fold(CreateTicketBody::default(), |body, row| (row.set)(body, &CASES[0]));
    let full = serde_json::to_value(full).unwrap();
    let names: BTreeSet<&str> =
        full.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, TABLE_2.iter().map(|row| row.name).collect());
}

/// Rules of kind `type` are left out, since setters cannot break them; the corpus does.
#[test]
fn every_rule_is_seen_broken_and_kept() {
    let mut seen = Seen::default();
    for table in [
        presence,
        everything_and_nothing,
        no_scheme,
        values,
        sources,
        regions,
        sub_tickets,
        update,
    ] {
        table(&mut seen);
    }
    let rules = OPERATIONS
        .iter()
        .flat_map(|entry| entry.rules())
        .filter(|rule| rule.kind != RuleKind::Type);
    let all: BTreeSet<&str> =
        rules.map(|rule| rule.id).filter(|id| is_released(id)).collect();
    let missing = |list: &BTreeSet<&'static str>| {
        all.difference(list).copied().collect::<Vec<_>>()
    };
    assert!(all.len() >= 50, "{}", all.len());
    assert_eq!(missing(&seen.broken), Vec::<&str>::new(), "never seen broken");
    assert_eq!(missing(&seen.kept), Vec::<&str>::new(), "never seen kept");
}
