//! Creating a Service Ticket, Table 3: sub-tickets. The list of them is in `create`.

use coc_generated::create_ticket::wire::{CreateTicketRequest, SubTicket};

use crate::create::CASES;
use crate::seen::Presence::{self, Optional as O, Refused as X, Required as R};
use crate::seen::Seen;

struct Part {
    name: &'static str,
    presence: [Presence; 3],
    set: fn(SubTicket) -> SubTicket,
    blank: Option<fn(SubTicket) -> SubTicket>,
}

macro_rules! part {
    ($field:ident = $value:literal, $presence:expr) => {
        Part {
            name: stringify!($field),
            presence: $presence,
            set: |part| part.$field($value),
            blank: Some(|part| part.$field("")),
        }
    };
    ($field:ident: time, $presence:expr) => {
        Part {
            name: stringify!($field),
            presence: $presence,
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

pub(crate) fn sub_tickets(seen: &mut Seen) {
    // The rules of a part do not read the kind of ticket.
    for (case, outer) in [
        (&CASES[0], &[][..]),
        (&CASES[2], &["sub_tickets.documented_for"][..]),
        (&CASES[6], &["sub_tickets.documented_for"][..]),
    ] {
        for (target, column, always) in TARGETS {
            for row in TABLE_3 {
                let mut start = SubTicket::default();
                start.target_type = target.map(Into::into);
                let wanted = TABLE_3.iter().filter(|other| {
                    other.name != row.name && other.presence[*column] == R
                });
                let without = wanted.fold(start, |part, other| (other.set)(part));
                let (required, refused) = (
                    format!("SubTicket.{}.required", row.name),
                    format!("SubTicket.{}.only_when", row.name),
                );
                let absent: &[&str] =
                    if row.presence[*column] == R { &[&required] } else { &[] };
                let present: &[&str] =
                    if row.presence[*column] == X { &[&refused] } else { &[] };
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

#[test]
fn each_row_sets_the_field_that_it_names() {
    for row in TABLE_3 {
        let part = serde_json::to_value((row.set)(SubTicket::default())).unwrap();
        let keys: Vec<&String> = part.as_object().unwrap().keys().collect();
        assert_eq!(keys, [row.name]);
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
