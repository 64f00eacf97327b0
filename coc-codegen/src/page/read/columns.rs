//! The columns of a table: by their headings, in the languages that are known, or else
//! by the cells below them. Reading the rows belongs to `reader`.

use super::blocks::{Cell, RawTable, joined};
use crate::page::types::PageType;
use crate::page::words::{is_name, is_nothing, yes_or_no};

/// The content of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    Mandatory,
    Type,
    Values,
    Default,
    Constraints,
    Length,
    Meaning,
    /// Something that is no fact of a field.
    Other,
}

/// The headings of each column, in lower case.
const HEADINGS: &[(Column, &[&str])] = &[
    (
        Column::Name,
        &[
            "parameter",
            "parameters",
            "name",
            "field",
            "fields",
            "parameter name",
            "field name",
            "property",
            "attribute",
            "key",
            "header",
            "参数",
            "参数名",
            "参数名称",
            "名称",
            "字段",
            "字段名",
            "字段名称",
            "属性",
            "パラメータ",
            "parámetro",
            "paramètre",
        ],
    ),
    (
        Column::Mandatory,
        &[
            "mandatory",
            "required",
            "is mandatory",
            "mandatory or not",
            "mandatory/optional",
            "mandatory (yes/no)",
            "mandatory?",
            "required?",
            "required/optional",
            "是否必选",
            "是否必填",
            "是否必须",
            "必选",
            "必填",
            "必选/可选",
            "是否为必选",
            "必須",
            "obligatorio",
            "obligatoire",
        ],
    ),
    (
        Column::Type,
        &[
            "type",
            "parameter type",
            "data type",
            "value type",
            "参数类型",
            "类型",
            "数据类型",
            "字段类型",
            "タイプ",
            "型",
            "tipo",
        ],
    ),
    (
        Column::Values,
        &[
            "value range",
            "range",
            "values",
            "enumerated values",
            "options",
            "allowed values",
            "possible values",
            "取值范围",
            "枚举值",
            "取值",
        ],
    ),
    (Column::Default, &["default", "default value", "默认值", "默认取值", "缺省值"]),
    (
        Column::Constraints,
        &[
            "constraint",
            "constraints",
            "restriction",
            "restrictions",
            "约束",
            "约束限制",
            "限制",
        ],
    ),
    (Column::Length, &["length", "max length", "maximum length", "长度"]),
    (
        Column::Meaning,
        &[
            "description",
            "meaning",
            "definition",
            "remark",
            "remarks",
            "notes",
            "note",
            "details",
            "描述",
            "说明",
            "参数说明",
            "参数描述",
            "含义",
            "备注",
            "参数解释",
            "説明",
            "descripción",
        ],
    ),
    (
        Column::Other,
        &[
            "example",
            "example value",
            "example values",
            "示例",
            "示例值",
            "样例",
            "location",
            "in",
        ],
    ),
];

/// The column with this heading.
pub(super) fn column(heading: &str) -> Option<Column> {
    let heading = heading.trim().trim_matches(['*', '`', ':', '：']).to_lowercase();
    HEADINGS.iter().find(|(_, all)| all.contains(&heading.as_str())).map(|(it, _)| *it)
}

/// The header and the rows of a table. Without a header, the first row is it if it has
/// headings.
pub(super) fn header_and_rows(table: &RawTable) -> (&[Cell], &[Vec<Cell>]) {
    if let ([], Some((first, rest))) =
        (table.header.as_slice(), table.rows.split_first())
    {
        let headings: Vec<Column> = headings(first).flatten().collect();
        if headings.contains(&Column::Name) && headings.len() * 2 > first.len() {
            return (first, rest);
        }
    }
    (&table.header, &table.rows)
}

/// The column of each cell of a header.
fn headings(header: &[Cell]) -> impl Iterator<Item = Option<Column>> {
    header.iter().map(|cell| joined(cell).and_then(|text| column(&text.value)))
}

/// The columns of a table of fields, or none if it is a table of something else.
pub(super) fn columns(header: &[Cell], rows: &[Vec<Cell>]) -> Option<Vec<Column>> {
    let headings: Vec<Option<Column>> = headings(header).collect();
    let known = headings.iter().flatten().count();
    let has = |column| headings.contains(&Some(column));
    let has_facts = has(Column::Type) || has(Column::Mandatory);
    if has(Column::Name) && has_facts && known * 2 >= headings.len() {
        return Some(
            headings.into_iter().map(|it| it.unwrap_or(Column::Other)).collect(),
        );
    }
    // Headings of an unknown language, or of a table without a column of types.
    if known > 0 && !has(Column::Type) && !has(Column::Mandatory) {
        return None;
    }
    by_content(rows)
}

/// The columns by their cells: names, answers, types, and text.
fn by_content(rows: &[Vec<Cell>]) -> Option<Vec<Column>> {
    let width = rows.iter().map(Vec::len).max()?;
    let cells = |at: usize| rows.iter().filter_map(move |row| row.get(at));
    // At least four of five cells: others may be notes.
    let holds = |at: usize, fits: &dyn Fn(&str) -> bool| {
        let text = |cell: &Cell| joined(cell).is_some_and(|text| fits(&text.value));
        let (count, all) = (cells(at).filter(|it| text(it)).count(), cells(at).count());
        all > 0 && count * 5 >= all * 4
    };
    let mut found = Vec::new();
    for at in 0..width {
        let has = |column| found.contains(&column);
        found.push(
            if !has(Column::Name)
                && holds(at, &|it| is_name(it.trim_matches(['*', '`'])))
            {
                Column::Name
            } else if !has(Column::Mandatory)
                && holds(at, &|it| yes_or_no(it).is_some() || is_nothing(it))
            {
                Column::Mandatory
            } else if !has(Column::Type) && holds(at, &|it| PageType::is_recognised(it))
            {
                Column::Type
            } else if at + 1 == width {
                Column::Meaning
            } else {
                Column::Other
            },
        );
    }
    (found.contains(&Column::Name) && found.contains(&Column::Type)).then_some(found)
}
