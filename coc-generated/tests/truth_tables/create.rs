//! Creating a Service Ticket, Tables 1 and 2: the fields that have to be there. The
//! values of fields are in `values`, and Table 3 is in `sub_tickets`.

use coc_generated::create_ticket::wire::{
    CreateTicketBody, CreateTicketPath, CreateTicketRequest,
};

use crate::seen::Presence::{self, Elsewhere as E, Optional as O, Required as R};
use crate::seen::{Seen, is_of_corpora};

/// A case that conditions tell apart, with values that fit it.
pub(crate) struct Case {
    name: &'static str,
    /// Its column in the tables.
    pub(crate) column: usize,
    ticket_type: Option<&'static str>,
    scheme: &'static str,
    level: &'static str,
    /// The rules that every request of the case breaks.
    always: &'static [&'static str],
}

const GUIDES: &str = "change_scheme_guides";
const RUNBOOK: &str = "change_scheme_runbook";

#[rustfmt::skip]
pub(crate) const CASES: &[Case] = &[
    Case { name: "change by guides", column: 0, ticket_type: Some("change"), scheme: GUIDES, level: "change_level_010", always: &[] },
    Case { name: "change by a job", column: 1, ticket_type: Some("change"), scheme: RUNBOOK, level: "change_level_040", always: &[] },
    // The scheme of an issue ticket requires nothing.
    Case { name: "issue, with guides", column: 2, ticket_type: Some("issues_mgmt"), scheme: GUIDES, level: "issues_level_1000", always: &[] },
    Case { name: "issue, with a job", column: 2, ticket_type: Some("issues_mgmt"), scheme: RUNBOOK, level: "issues_level_4000", always: &[] },
    // A ticket of neither kind requires no field that depends on a kind, and a field
    // that is documented for one kind draws a warning.
    Case { name: "no type", column: 3, ticket_type: None, scheme: GUIDES, level: "any", always: &["path.ticket_type.required"] },
    Case { name: "blank type", column: 3, ticket_type: Some(""), scheme: RUNBOOK, level: "any", always: &["path.ticket_type.required"] },
    Case { name: "unknown type", column: 3, ticket_type: Some("incident"), scheme: RUNBOOK, level: "any", always: &["path.ticket_type.enum"] },
];

struct Row {
    name: &'static str,
    presence: [Presence; 4],
    set: fn(CreateTicketBody, &Case) -> CreateTicketBody,
    /// Sets it to empty text; not for other types, which have no blank value.
    blank: Option<fn(CreateTicketBody) -> CreateTicketBody>,
}

macro_rules! text {
    (@ $name:expr, $field:ident = $value:expr, $presence:expr) => {
        Row {
            name: $name,
            presence: $presence,
            set: |body, _| body.$field($value),
            blank: Some(|body| body.$field("")),
        }
    };
    ($field:ident = $value:expr, $presence:expr) => {
        text!(@ stringify!($field), $field = $value, $presence)
    };
    ($field:ident of case, $presence:expr) => {
        Row {
            name: stringify!($field),
            presence: $presence,
            set: |body, case| body.$field(case.$field),
            blank: Some(|body| body.$field("")),
        }
    };
}

/// Every row of Table 2, in its order, then the observed ones, which draw no warning about
/// other cases: the example has `approve_type` and `plan_task_type`, and the vendor's
/// provider the two between them.
#[rustfmt::skip]
const TABLE_2: &[Row] = &[
    // change:  guides job  issue  neither
    text!(title = "t",                                               [O,    O,    O,    O]),
    text!(change_notes = "n",                                        [R,    R,    O,    O]),
    text!(description = "d",                                         [O,    O,    R,    O]),
    text!(enterprise_project = "0",                                  [O,    O,    R,    O]),
    text!(change_type = "change_type_urgentu",                       [R,    R,    O,    O]),
    text!(level of case,                                             [O,    O,    O,    O]),
    text!(@ "ticket_type", issue_ticket_type = "issues_type_1000",     [O,    O,    R,    O]),
    Row { name: "change_scheme", presence:                           [R,    R,    O,    O],
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
    Row { name: "fount_time", presence:                              [E,    E,    O,    E],
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
    Row { name: "is_start_process", presence:                        [O,    O,    O,    O],
        set: |body, _| body.is_start_process(false), blank: None },
    // An empty list is present.
    Row { name: "sub_tickets", presence:                             [R,    R,    E,    E],
        set: |body, _| body.sub_tickets(Vec::new()), blank: None },
    text!(approve_type = "or_sign",                                  [O,    O,    O,    O]),
    text!(schedule_roles = "r",                                      [O,    O,    O,    O]),
    text!(schedule_roles_name = "r",                                 [O,    O,    O,    O]),
    text!(plan_task_type = "scheme_type_plan_task",                  [O,    O,    O,    O]),
];

impl Case {
    pub(crate) fn path(&self) -> CreateTicketPath {
        let mut path = CreateTicketPath::default();
        path.ticket_type = self.ticket_type.map(Into::into);
        path
    }

    /// The required fields of this case and no others, without `except`.
    pub(crate) fn smallest(&self, except: &str) -> CreateTicketBody {
        let rows = TABLE_2.iter().filter(|row| row.name != except);
        let wanted = rows
            .filter(|row| row.presence[self.column] == R || row.name == "change_scheme");
        wanted.fold(CreateTicketBody::default(), |body, row| (row.set)(body, self))
    }

    pub(crate) fn check(
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

pub(crate) fn presence(seen: &mut Seen) {
    for case in CASES {
        for row in TABLE_2 {
            let rule = |kind: &str| format!("{}.{kind}", row.name);
            let (required, elsewhere) = (rule("required"), rule("documented_for"));
            let presence = row.presence[case.column];
            let absent: &[&str] = if presence == R { &[&required] } else { &[] };
            let present: &[&str] = if presence == E { &[&elsewhere] } else { &[] };
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
pub(crate) fn everything_and_nothing(seen: &mut Seen) {
    for case in CASES {
        let expected = |presence: Presence, kind: &str| -> Vec<String> {
            let rows = TABLE_2.iter().filter(|row| {
                row.presence[case.column] == presence && row.name != "change_scheme"
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
            let known = found
                .iter()
                .map(|it| it.rule)
                .filter(|it| is_of_corpora(it.citation.field));
            let ids = known.map(|it| it.id.strip_prefix("create_ticket.").unwrap());
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
pub(crate) fn no_scheme(seen: &mut Seen) {
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

#[test]
fn each_row_sets_the_field_that_it_names() {
    for row in TABLE_2 {
        let body = (row.set)(CreateTicketBody::default(), &CASES[0]);
        let body = serde_json::to_value(body).unwrap();
        let keys: Vec<&String> = body.as_object().unwrap().keys().collect();
        assert_eq!(keys, [row.name]);
    }
}
