//! Sentences of descriptions, and the keys that a draft has for them: a condition, a list,
//! a limit or a default is written only if the sentence states it and nothing else.

use super::drafted;

/// The lines of the field `note` in the draft of a page with this description of it.
fn lines(ty: &str, description: &str) -> Vec<String> {
    let text = format!(
        "<h1>Launching a Boat</h1><h4>URI</h4><p>POST /v1/{{harbour}}/boats</p>\
         <h4>Request Parameters</h4><table><caption><b>Table 1 </b>Request body parameters</caption>\
         <tr><th>Parameter</th><th>Mandatory</th><th>Type</th><th>Description</th></tr>\
         <tr><td>kind</td><td>Yes</td><td>String</td><td>The value can be sail_boat, row_boat, or steam_boat.</td></tr>\
         <tr><td>has_crew</td><td>No</td><td>Boolean</td><td>Whether it has a crew.</td></tr>\
         <tr><td>berth</td><td>No</td><td>String</td><td>Its berth.</td></tr>\
         <tr><td>type</td><td>No</td><td>String</td><td>The value can be long or short.</td></tr>\
         <tr><td>note</td><td>No</td><td>{ty}</td><td>{description}</td></tr></table>"
    );
    let draft = drafted("boat.html", &text);
    let lines = draft.lines().skip_while(|it| *it != "      note:").skip(1);
    lines
        .take_while(|it| it.starts_with("        "))
        .map(|it| it.trim().to_owned())
        .collect()
}

fn keys(ty: &str, description: &str) -> Vec<String> {
    let all = lines(ty, description);
    all.into_iter()
        .filter(|it| !it.starts_with(['#']) && !it.starts_with("type:"))
        .collect()
}

#[test]
fn conditions_that_a_sentence_states_plainly_are_written() {
    for (sentence, expected) in [
        ("Mandatory when kind is set to sail_boat.", "required: { kind: sail_boat }"),
        (
            "NOTE: This parameter is mandatory if <b>kind</b> is set to <b>sail_boat</b> or <b>row_boat</b>.",
            "required: { kind: [sail_boat, row_boat] }",
        ),
        (
            "If kind is sail_boat and has_crew is set to true, this parameter is mandatory.",
            "required: { kind: sail_boat, has_crew: true }",
        ),
        (
            "This parameter is mandatory when berth is left blank.",
            "required: { not: { present: berth } }",
        ),
        (
            "This parameter is mandatory only when type is set to long.",
            "required: { type: long }",
        ),
        (
            "This parameter takes effect only when has_crew is set to false.",
            "only_when: { has_crew: false }",
        ),
        (
            "This parameter is optional when type is set to long or wide.",
            "documented_for: { type: [long, wide] }",
        ),
        (
            "kind为sail_boat（帆船）或row_boat（划艇）时必选。",
            "required: { kind: [sail_boat, row_boat] }",
        ),
        ("“has_crew”为“true”时，该参数必选。", "required: { has_crew: true }"),
    ] {
        assert_eq!(keys("String", sentence), [expected], "{sentence}");
    }
}

#[test]
fn conditions_with_more_to_them_are_left_to_a_person() {
    for sentence in [
        "This parameter is mandatory when kind is set to sail_boat and the weather is bad.",
        "This parameter is mandatory when kind is set to sail_boat, except in winter.",
        "This parameter is mandatory when kind is set to sail_boat or berth is specified.",
        "This parameter is mandatory when kind is sail_boat and optional when kind is row_boat.",
        "This parameter must be used together with berth and takes effect only when has_crew is true.",
        "This parameter is not always mandatory when kind is set to sail_boat.",
        "This parameter is mandatory when the rigging type is set to long.",
        "This parameter is mandatory when kind is set to sail_boat (only if it has two masts).",
        "If a note is required, set note to 1.",
        "仅支持kind为sail_boat时的修改。",
        "kind为sail_boat时无此参数，如果kind为row_boat，必须为数字。",
    ] {
        assert_eq!(keys("String", sentence), Vec::<String>::new(), "{sentence}");
        let has_mark =
            lines("String", sentence).iter().any(|it| it.starts_with("# PAGE: a"));
        assert!(has_mark, "{sentence}");
    }
}

#[test]
fn a_list_under_a_condition_that_is_left_to_a_person_has_no_key() {
    let description = "Enumerated values when kind is set to sail_boat in winter:\
        <ul><li>calm</li><li>windy</li></ul>";
    assert_eq!(keys("String", description), Vec::<String>::new());
    let has_mark = |it: &String| it.starts_with("# PAGE: a list of values");
    assert!(lines("String", description).iter().any(has_mark));
}

#[test]
fn limits_of_each_type_are_written() {
    for (ty, sentence, expected) in [
        (
            "String",
            "The value contains 1 to 64 characters.",
            "length: { min: 1, max: 64 }",
        ),
        (
            "String",
            "A note.<br>Minimum: 1<br>Maximum: 36",
            "length: { min: 1, max: 36 }",
        ),
        (
            "Integer",
            "The value ranges from 1 to 65,535.",
            "range: { min: 1, max: 65535 }",
        ),
        ("Integer", "取值范围：1-65535", "range: { min: 1, max: 65535 }"),
        ("Array of strings", "The array can have at most 5 items.", "items: { max: 5 }"),
        (
            "Array of strings",
            "Minimum: 1<br>Maximum: 36",
            "each: { length: { min: 1, max: 36 } }",
        ),
    ] {
        assert_eq!(keys(ty, sentence), [expected], "{sentence}");
    }
}

#[test]
fn numbers_that_are_no_limit_of_the_field_are_not_written() {
    for (ty, sentence) in [
        ("String", "The format is hh:mm-HH:MM, for example 08:15-09:15."),
        ("String", "The value ranges from 24 to 28."),
        ("String", "最大长度：1M"),
        ("String", "Any block within 10.0.0.0/8-10.0.0.0/24."),
        ("Integer", "When kind is set to sail_boat, the value ranges from 1 to 9."),
        (
            "Integer",
            "For boats, the value ranges from 1 to 9. For ships, the value ranges from 1 to 3.",
        ),
    ] {
        assert_eq!(keys(ty, sentence), Vec::<String>::new(), "{sentence}");
    }
}

#[test]
fn defaults_are_single_values() {
    for (ty, sentence, expected) in [
        ("Boolean", "Whether it is wet. Default: <b>false</b>", "default: false"),
        (
            "Integer",
            "The value is in seconds, and the default value is 60.",
            "default: 60",
        ),
        ("Integer", "默认值为10，单位为秒。", "default: 10"),
        ("String", "默认为plain。", "default: plain"),
    ] {
        assert_eq!(keys(ty, sentence), [expected], "{sentence}");
    }
    for sentence in [
        "默认为空。",
        "默认为按需计费",
        "Its default value is the harbour of the caller.",
        "For boats, the default value is 4. For ships, the default value is 6.",
    ] {
        assert_eq!(keys("String", sentence), Vec::<String>::new(), "{sentence}");
        let has_mark =
            lines("String", sentence).iter().any(|it| it.contains("a default"));
        assert!(has_mark, "{sentence}");
    }
}

#[test]
fn lists_of_something_else_are_no_values() {
    for sentence in [
        "Value range: Any network, which cannot be one of these:<br>10.0.0.0<br>127.0.0.0",
        "It has the following fields:<ul><li>mast_height: of the mast</li><li>keel_depth: of the keel</li></ul>",
        "Value range:<br>neutral:GROUND means a place<br>{id}: another one",
        "Value range:<br>centre: in the middle<br>{id}: the place with this id",
    ] {
        assert_eq!(keys("String", sentence), Vec::<String>::new(), "{sentence}");
    }
    let listed = lines(
        "String",
        "Options:<ul><li><b>calm</b>: no wind</li><li>windy (default)</li></ul>",
    );
    assert_eq!(listed[0], "type: Note", "{listed:?}");
}
