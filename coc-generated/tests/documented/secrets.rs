//! Values that may hold a secret do not show.

use coc_generated::create_ticket::wire::{
    CreateTicketBody, CreateTicketPath, CreateTicketRequest,
};
use coc_generated::operation;
use coc_generated::rules::RuleKind;
use serde_json::json;

use super::to_json;

const SECRET: &str = "HUNTER2HUNTER2";

#[test]
fn the_parameters_of_a_job_never_show() {
    let body = CreateTicketBody::default()
        .plan_task_params(format!("{{\"password\":\"{SECRET}\"}}"))
        .with_undocumented("plan_task_password", SECRET)
        .unwrap();
    let request = CreateTicketRequest::new(CreateTicketPath::default(), body);
    assert!(to_json(&request).to_string().contains(SECRET), "the value is sent");
    let violations = request.violations();
    for text in [
        format!("{request:?}"),
        format!("{request:#?}"),
        format!("{violations:?} {violations}"),
    ] {
        assert!(!text.contains(SECRET), "{text}");
    }
    assert!(format!("{request:?}").contains("plan_task_params"));

    // A value of another type is quoted neither in a violation nor in an error of the
    // parser.
    for value in [json!({"password": SECRET}), json!([SECRET]), json!([[[SECRET]]])] {
        let document = json!({"path": {"ticket_type": "change"}, "body": {"plan_task_params": value}});
        let violations = operation("create_ticket")
            .unwrap()
            .validate(document.as_object().unwrap())
            .unwrap();
        let wrong = violations
            .iter()
            .find(|found| found.pointer == "/body/plan_task_params")
            .unwrap();
        assert_eq!(wrong.rule.id, "create_ticket.plan_task_params.type");
        let json = serde_json::to_string(&violations).unwrap();
        let error = serde_json::from_value::<CreateTicketRequest>(document).unwrap_err();
        for text in [
            format!("{violations:?}"),
            violations.to_string(),
            json,
            format!("{error:?} {error}"),
        ] {
            assert!(!text.contains(SECRET), "{text}");
        }
    }
}

/// A body in a list, or one that is encoded twice, still holds its secrets.
#[test]
fn a_secret_in_a_part_of_the_wrong_type_does_not_show() {
    let body = json!({"plan_task_params": SECRET});
    for wrong in [json!([body]), json!(body.to_string()), json!(SECRET)] {
        for place in ["path", "body"] {
            let document = json!({place: wrong});
            let found = operation("create_ticket")
                .unwrap()
                .validate(document.as_object().unwrap())
                .unwrap();
            assert!(
                found.iter().any(|violation| violation.rule.kind == RuleKind::Type),
                "{document}"
            );
            let text =
                format!("{found} {found:?} {}", serde_json::to_string(&found).unwrap());
            assert!(!text.contains(SECRET), "{text}");
        }
    }
}
