//! An invented page about hiring bicycles, and its transcription; and a page of the
//! library, whose transcription is the spec of the second service.

use super::page_model::{Condition, Demand, Limits, List, PageModel, Row, Table, Use};

/// The files of the transcription.
pub(super) const BICYCLE_SPEC: [(&str, &str); 2] = [
    (
        "service.yaml",
        "service: hire
types:
  Failure:
    tables: [{ page: Hiring a Bicycle, table: 8 }]
    fields:
      code: { type: string, default: HIRE.0000 }
      text: { type: string }
      data: { type: any, observed: true, decision: { observed: all_of_it } }
decisions:
  all_of_it:
    pages: Nothing is said of more data.
    resolution: There may be some.
    evidence: It was seen.
",
    ),
    (
        "hire_bicycle.yaml",
        "operation: hire_bicycle
http: POST /v1/{branch}/hires
page: { title: Hiring a Bicycle, updated: 2031-02-03 }
permission: hire:bicycle:hire
path:
  table: 1
  fields:
    branch: { type: Branch, required: true }
query:
  table: 2
  fields:
    dry_run: { type: boolean, default: false }
    page_size: { type: integer, range: { min: 1, max: 100 } }
body: Hire
types:
  Hire:
    table: 3
    decision: { required: mandatory_column }
    fields:
      kind: { type: Kind, required: true }
      purpose: { type: string, required: { kind: cargo_bike }, length: { min: 1, max: 64 } }
      saddle_height: { type: integer, only_when: { kind: tandem_bike }, range: { min: 50, max: 110 } }
      harbour_note: { type: string, documented_for: { path.branch: at_harbour } }
      level:
        type: string
        enum:
          - { when: { kind: tandem_bike }, of: TandemLevel }
          - { when: { kind: cargo_bike }, of: CargoLevel }
      insured: { type: boolean, default: true }
      deposit: { type: long, required: { insured: false, kind: [cargo_bike, trailer_bike] } }
      return_point: { type: string, required: { present: deposit } }
      helmets: { type: { array: Helmet }, items: { max: 4 } }
      weight: { type: float }
      colour: { type: Colour, decision: { type: colours_in_the_text } }
      basket: { type: Basket }
      bell_code: { type: string, observed: true, decision: { observed: bells } }
  Helmet:
    table: 4
    fields:
      size: { type: Size, required: true }
      until: { type: timestamp }
  Basket:
    table: 5
    fields:
      wide: { type: boolean }
      marks: { type: { array: string } }
  Hired:
    table: 6
    fields:
      code: { type: string, default: HIRE.0000, decision: { type: codes } }
      text: { type: string }
      data: { type: Ticket }
  Ticket:
    table: 7
    fields:
      ticket_id: { type: string }
      is_final: { type: boolean, fixed: true }
enums:
  Branch: { values: { at_harbour: , at_station: } }
  Kind: { values: { tandem_bike: , cargo_bike: , trailer_bike: } }
  TandemLevel: { values: { tandem_level_1: , tandem_level_2: } }
  CargoLevel: { values: { cargo_level_1: , cargo_level_2: , cargo_level_3: } }
  Colour: { values: { red_paint: , blue_paint: } }
  Size: { values: { s: , m: , l: } }
responses:
  \"200\": { type: Hired }
  \"400\": { type: Failure }
decisions:
  mandatory_column:
    pages: The column Mandatory has No in rows that the constraints call mandatory.
    resolution: The constraints decide.
    evidence: Table 3.
  colours_in_the_text:
    pages: The text of colour names red_paint and blue_paint, and there is no list.
    resolution: An enumeration of the two.
    evidence: Table 3.
  codes:
    pages: The range of code is from HIRE.0000 to HIRE.9999.
    resolution: Any text.
    evidence: Table 6.
  bells:
    pages: No table has the bell.
    resolution: It is observed.
    evidence: The fixture sends it.
",
    ),
];

fn row(name: &str, mandatory: Option<bool>, ty: &str) -> Row {
    Row {
        name: name.to_owned(),
        mandatory,
        ty: ty.to_owned(),
        meaning: "Something of the hire.".to_owned(),
        conditions: Vec::new(),
        lists: Vec::new(),
        limits: None,
        default: None,
    }
}

impl Row {
    fn default(self, value: &str) -> Self {
        Self { default: Some(value.to_owned()), ..self }
    }

    fn limits(self, limits: Limits) -> Self {
        Self { limits: Some(limits), ..self }
    }

    fn list(mut self, values: &[&str]) -> Self {
        self.lists.push(List { when: None, values: owned(values) });
        self
    }

    fn list_when(mut self, field: &str, value: &str, values: &[&str]) -> Self {
        self.lists.push(List {
            when: Some((field.to_owned(), value.to_owned())),
            values: owned(values),
        });
        self
    }

    fn when(mut self, demand: Demand, field: &str, values: &[&str]) -> Self {
        self.conditions.push(Condition {
            demand,
            field: field.to_owned(),
            values: owned(values),
        });
        self
    }
}

fn owned(values: &[&str]) -> Vec<String> {
    values.iter().map(|it| (*it).to_owned()).collect()
}

fn table(number: &str, used: Use, name: &'static str, rows: Vec<Row>) -> Table {
    Table { number: number.to_owned(), name, used, rows }
}

/// The page that the transcription is of.
pub(super) fn bicycle_page() -> PageModel {
    let (yes, no) = (Some(true), Some(false));
    let mut colour = row("colour", no, "String");
    colour.meaning =
        "Is red_paint for hires of a day and blue_paint for others.".to_owned();
    PageModel {
        title: "Hiring a Bicycle",
        updated: "2031-02-03".to_owned(),
        permission: Some("hire:bicycle:hire".to_owned()),
        request: "POST /v1/{branch}/hires".to_owned(),
        tables: vec![
            table(
                "1",
                Use::Path,
                "",
                vec![row("branch", yes, "String").list(&["at_harbour", "at_station"])],
            ),
            table(
                "2",
                Use::Query,
                "",
                vec![
                    row("dry_run", no, "Boolean").default("false"),
                    row("page_size", no, "Integer").limits(Limits::Number(1, 100)),
                ],
            ),
            table(
                "3",
                Use::Body,
                "",
                vec![
                    row("kind", yes, "String").list(&[
                        "tandem_bike",
                        "cargo_bike",
                        "trailer_bike",
                    ]),
                    row("purpose", no, "String")
                        .when(Demand::Mandatory, "kind", &["cargo_bike"])
                        .limits(Limits::Characters(1, 64)),
                    row("saddle_height", no, "Integer")
                        .when(Demand::Only, "kind", &["tandem_bike"])
                        .limits(Limits::Number(50, 110)),
                    row("harbour_note", no, "String").when(
                        Demand::Optional,
                        "branch",
                        &["at_harbour"],
                    ),
                    row("level", no, "String")
                        .list_when(
                            "kind",
                            "tandem_bike",
                            &["tandem_level_1", "tandem_level_2"],
                        )
                        .list_when(
                            "kind",
                            "cargo_bike",
                            &["cargo_level_1", "cargo_level_2", "cargo_level_3"],
                        ),
                    row("insured", no, "Boolean").default("true"),
                    row("deposit", no, "Long")
                        .when(Demand::Mandatory, "insured", &["false"])
                        .when(
                            Demand::Mandatory,
                            "kind",
                            &["cargo_bike", "trailer_bike"],
                        ),
                    row("return_point", no, "String").when(
                        Demand::Mandatory,
                        "deposit",
                        &[],
                    ),
                    row("helmets", no, "Array of Helmet objects")
                        .limits(Limits::AtMostItems(4)),
                    row("weight", no, "Float"),
                    colour,
                    row("basket", no, "Basket object"),
                ],
            ),
            table(
                "4",
                Use::Object,
                "Helmet",
                vec![
                    row("size", yes, "String").list(&["s", "m", "l"]),
                    row("until", no, "Long"),
                ],
            ),
            table(
                "5",
                Use::Object,
                "Basket",
                vec![row("wide", no, "Boolean"), row("marks", no, "Array of strings")],
            ),
            table(
                "6",
                Use::Answer("200"),
                "",
                vec![
                    row("code", None, "String").default("HIRE.0000"),
                    row("text", None, "String"),
                    row("data", None, "Ticket object"),
                ],
            ),
            table(
                "7",
                Use::Object,
                "Ticket",
                vec![
                    row("ticket_id", None, "String"),
                    row("is_final", None, "Boolean").list(&["true"]),
                ],
            ),
            table(
                "8",
                Use::Answer("400"),
                "",
                vec![
                    row("code", None, "String").default("HIRE.0000"),
                    row("text", None, "String"),
                ],
            ),
        ],
    }
}

/// The page of the library's operation that lists loans.
pub(super) fn loan_page() -> PageModel {
    let (yes, no) = (Some(true), Some(false));
    PageModel {
        title: "Listing Loans",
        updated: "2031-03-01".to_owned(),
        permission: None,
        request: "GET /v2/loans".to_owned(),
        tables: vec![
            table(
                "1",
                Use::Query,
                "",
                vec![
                    row("reader", yes, "String"),
                    row("marker", no, "String"),
                    row("limit", no, "Integer")
                        .default("20")
                        .limits(Limits::Number(1, 100)),
                ],
            ),
            table(
                "2",
                Use::Answer("200"),
                "",
                vec![
                    row("status_code", None, "String"),
                    row("status_text", None, "String"),
                    row("total", None, "Long"),
                    row("shelf", None, "LoanShelf object"),
                ],
            ),
            table(
                "3",
                Use::Object,
                "LoanShelf",
                vec![
                    row("status", None, "String").list(&["sorted", "in_order", "burnt"]),
                    row("open", None, "Boolean"),
                    row("loans", None, "Array of LoanEntry objects"),
                    row("inner", None, "LoanShelf object"),
                ],
            ),
            table(
                "4",
                Use::Object,
                "LoanEntry",
                vec![
                    row("number", None, "Long"),
                    row("title", None, "String"),
                    row("state", None, "Integer").list(&["1", "2"]),
                    row("kinds", None, "Array of strings")
                        .list(&["book", "film", "tool"]),
                    row("words", None, "Array of arrays"),
                    row("fines", None, "List<Long>"),
                ],
            ),
            table(
                "5",
                Use::Answer("404"),
                "",
                vec![
                    row("status_code", None, "String"),
                    row("status_text", None, "String"),
                ],
            ),
        ],
    }
}
