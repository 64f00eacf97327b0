//! Creating a Service Ticket, Tables 1 and 2: the values of fields. The values of parts are
//! in `sub_tickets`.

use coc_generated::create_ticket::wire::CreateTicketBody;

use crate::create::CASES;
use crate::seen::Seen;

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

pub(crate) fn values(seen: &mut Seen) {
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
    // issue: no number            number             change: no number
    // number
    (None,                                     [&[],                       &[],               &[],                                          &["source_id.documented_for"]]),
    (Some(""),                                 [&[],                       &[],               &[],                                          &["source_id.documented_for"]]),
    (Some("issues_mgmt_associated_type_1000"), [&["source_id.required"],   &[],               &["source.documented_for", "source_id.required"],  &["source.documented_for", "source_id.documented_for"]]),
    (Some("issues_mgmt_associated_type_2000"), [&["source_id.required"],   &[],               &["source.documented_for", "source_id.required"],  &["source.documented_for", "source_id.documented_for"]]),
    (Some("issues_mgmt_associated_type_3000"), [&["source_id.required"],   &[],               &["source.documented_for", "source_id.required"],  &["source.documented_for", "source_id.documented_for"]]),
    (Some("issues_mgmt_associated_type_4000"), [&[],                       &[],               &["source.documented_for"],                        &["source.documented_for", "source_id.documented_for"]]),
    // The list applies to issue tickets alone, so that a change may have any text.
    (Some("issues_mgmt_associated_type_5000"), [&["source.enum"],          &["source.enum"],  &["source.documented_for"],                        &["source.documented_for", "source_id.documented_for"]]),
];

pub(crate) fn sources(seen: &mut Seen) {
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

/// A text of several items, and whether an item of it is empty.
const TEXTS: &[(&str, bool)] = &[
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

pub(crate) fn joined_texts(seen: &mut Seen) {
    type Set = fn(CreateTicketBody, &str) -> CreateTicketBody;
    let fields: [(&str, Set); 3] = [
        ("regions", |body, text| body.regions(text)),
        ("schedule_roles", |body, text| body.schedule_roles(text)),
        ("schedule_roles_name", |body, text| body.schedule_roles_name(text)),
    ];
    for (field, set) in fields {
        let delimiter = format!("{field}.delimiter");
        for (text, empty) in TEXTS {
            let expected: &[&str] = if *empty { &[&delimiter] } else { &[] };
            let issue = &CASES[2];
            issue.check(seen, &[field], set(issue.smallest(""), text), expected);
            // Only the regions are documented for issues alone.
            let elsewhere: &[&str] = if field == "regions" && !text.is_empty() {
                &["regions.documented_for"]
            } else {
                &[]
            };
            let change = &CASES[0];
            let expected = [elsewhere, expected].concat();
            change.check(seen, &[field], set(change.smallest(""), text), &expected);
        }
    }
}
