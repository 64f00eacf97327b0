//! The forms of an invented page: plain text, Markdown, HTML, and HTML in Chinese. They are
//! written here without any help of the reader that is tested.

use std::fmt::Write as _;

use super::page_model::{Condition, Demand, Form, Limits, PageModel, Row, Table, Use};

/// A line of a cell.
enum Line {
    Plain(String),
    Item(String),
}

impl PageModel {
    /// The page in a form.
    pub(super) fn write(&self, form: Form) -> String {
        match form {
            Form::Text => self.text(),
            Form::Markdown => self.markdown(),
            Form::Html | Form::Chinese => self.html(form),
        }
    }

    fn text(&self) -> String {
        let mut out = format!(
            "Updated on {} GMT+08:00\n\n{}\n\nFunction\n\nThis API is used here.\n\n",
            self.updated, self.title
        );
        if let Some(permission) = &self.permission {
            let _ = writeln!(
                out,
                "Authorization Information\n\n    Action\n\n    Access Level\n\n    {permission}\n\n    Write\n"
            );
        }
        let _ = writeln!(out, "URI\n\n{}\n", self.request);
        let mut section = "";
        for table in &self.tables {
            if let Some(next) = section_of(table, false).filter(|it| *it != section) {
                section = next;
                let _ = writeln!(out, "{section}\n");
            }
            if let Use::Answer(status) = table.used {
                let _ = writeln!(out, "Status code: {status}\n");
            }
            let _ = writeln!(out, "{}\n", caption(table, false));
            for heading in headings(table, false) {
                let _ = writeln!(out, "{heading}\n");
            }
            for row in &table.rows {
                let _ = writeln!(out, "{}\n", row.name);
                if let Some(answer) = row.mandatory {
                    let _ = writeln!(out, "{}\n", if answer { "Yes" } else { "No" });
                }
                let _ = writeln!(out, "{}\n", row.ty);
                for line in row.lines(Form::Text) {
                    let _ = match line {
                        Line::Plain(line) => writeln!(out, "{line}\n"),
                        Line::Item(line) => writeln!(out, "  • {line}\n"),
                    };
                }
            }
        }
        out.push_str("Example Requests\n\n{\n  \"note\" : \"kind\"\n}\n\nStatus Codes\n\nSee Status Codes.\n");
        out
    }

    /// The tables have no parts in their descriptions, but sentences.
    fn markdown(&self) -> String {
        let mut out = format!("# {}\n\nLast updated: {}\n\n", self.title, self.updated);
        if let Some(permission) = &self.permission {
            let _ = writeln!(out, "Needs the action `{permission}`.\n");
        }
        let _ = writeln!(out, "## URI\n\n`{}`\n", self.request);
        let mut section = "";
        for table in &self.tables {
            if let Some(next) = section_of(table, false).filter(|it| *it != section) {
                section = next;
                let _ = writeln!(out, "## {section}\n");
            }
            if let Use::Answer(status) = table.used {
                let _ = writeln!(out, "Status code: {status}\n");
            }
            let headings = headings(table, false);
            let _ = writeln!(
                out,
                "**{}**\n\n| {} |\n|{}",
                caption(table, false),
                headings.join(" | "),
                " --- |".repeat(headings.len())
            );
            for row in &table.rows {
                let name = if row.name.len() % 2 == 0 {
                    format!("**{}**", row.name)
                } else {
                    format!("`{}`", row.name)
                };
                let mut cells = vec![name];
                cells.extend(
                    row.mandatory.map(|it| if it { "Yes" } else { "No" }.to_owned()),
                );
                cells.push(row.ty.clone());
                let lines =
                    row.lines(Form::Markdown).into_iter().map(|line| match line {
                        Line::Plain(line) => line,
                        Line::Item(line) => format!("- {line}"),
                    });
                cells.push(lines.collect::<Vec<_>>().join("<br>"));
                let _ = writeln!(out, "| {} |", cells.join(" | "));
            }
            out.push('\n');
        }
        out
    }

    fn html(&self, form: Form) -> String {
        let chinese = form.is_chinese();
        let (updated, used) = if chinese {
            ("更新时间：", "该接口用于租车。")
        } else {
            ("Updated on ", "This API is used here.")
        };
        let title = if chinese { "租用自行车" } else { self.title };
        let mut out = format!(
            "<!DOCTYPE html><html><head><title>x</title><script>if (1 < 2) {{ \"<table>\" }}</script></head><body><nav>GET /nothing</nav>\
             <h1>{title}</h1><div class=\"time\">{updated}{} GMT+08:00</div><p>{used}</p>\n",
            self.updated
        );
        if let Some(permission) = &self.permission {
            let (action, level) = if chinese {
                ("授权项", "访问级别")
            } else {
                ("Action", "Access Level")
            };
            let _ = writeln!(
                out,
                "<table><thead><tr><th>{action}</th><th>{level}</th></tr></thead><tbody><tr><td><p>{permission}</p></td><td>-</td></tr></tbody></table>"
            );
        }
        let (method, path) = self.request.split_once(' ').unwrap_or_default();
        let _ = writeln!(out, "<h2>URI</h2><p><span>{method}</span> {path}</p>");
        let mut section = "";
        for table in &self.tables {
            if let Some(next) = section_of(table, chinese).filter(|it| *it != section) {
                section = next;
                let _ = writeln!(out, "<h2>{section}</h2>");
            }
            if let Use::Answer(status) = table.used {
                let _ = writeln!(
                    out,
                    "<p><strong>{}{status}</strong></p>",
                    if chinese { "状态码：" } else { "Status code: " }
                );
            }
            let _ = write!(
                out,
                "<div><table border=1><caption><b>{}</b></caption><thead><tr>",
                caption(table, chinese)
            );
            for heading in headings(table, chinese) {
                let _ = write!(out, "<th><p>{heading}</p></th>");
            }
            out.push_str("</tr></thead>\n<tbody>");
            for row in &table.rows {
                let _ = write!(out, "<tr><td><p>{}</p>\n</td>", row.name);
                if let Some(answer) = row.mandatory {
                    let word = match (answer, chinese) {
                        (true, false) => "Yes",
                        (false, false) => "No",
                        (true, true) => "是",
                        (false, true) => "否",
                    };
                    let _ = write!(out, "<td><p>{word}</p></td>");
                }
                let _ = write!(
                    out,
                    "<td>{}</td><td>",
                    row.ty.replace('<', "&lt;").replace('>', "&gt;")
                );
                for line in row.lines(form) {
                    let _ = match line {
                        Line::Plain(line) => writeln!(out, "<p>{line}</p>"),
                        Line::Item(line) => {
                            writeln!(out, "<ul><li><p>{line}</p></li></ul>")
                        }
                    };
                }
                out.push_str("</td></tr>\n");
            }
            out.push_str("</tbody></table></div>\n");
        }
        out.push_str("<h2>Example Requests</h2><pre>{\n  \"note\" : \"kind\"\n}</pre></body></html>");
        out
    }
}

fn section_of(table: &Table, chinese: bool) -> Option<&'static str> {
    match (table.used, chinese) {
        (Use::Query | Use::Body, false) => Some("Request Parameters"),
        (Use::Query | Use::Body, true) => Some("请求参数"),
        (Use::Answer(_), false) => Some("Response Parameters"),
        (Use::Answer(_), true) => Some("响应参数"),
        _ => None,
    }
}

fn caption(table: &Table, chinese: bool) -> String {
    let title = match (table.used, chinese) {
        (Use::Path, false) => "Path Parameters",
        (Use::Path, true) => "路径参数",
        (Use::Query, false) => "Query Parameters",
        (Use::Query, true) => "Query参数",
        (Use::Body, false) => "Request body parameters",
        (Use::Body, true) => "请求Body参数",
        (Use::Answer(_), false) => "Response body parameters",
        (Use::Answer(_), true) => "响应Body参数",
        (Use::Object, _) => table.name,
    };
    format!("{}{} {title}", if chinese { "表" } else { "Table " }, table.number)
}

fn headings(table: &Table, chinese: bool) -> Vec<&'static str> {
    let has_mandatory = table.rows.iter().any(|row| row.mandatory.is_some());
    match (has_mandatory, chinese) {
        (true, false) => vec!["Parameter", "Mandatory", "Type", "Description"],
        (false, false) => vec!["Parameter", "Type", "Description"],
        (true, true) => vec!["参数", "是否必选", "参数类型", "描述"],
        (false, true) => vec!["参数", "参数类型", "描述"],
    }
}

impl Row {
    fn lines(&self, form: Form) -> Vec<Line> {
        let chinese = form.is_chinese();
        let in_parts = form != Form::Markdown;
        let words = |english: &'static str, chinese_words: &'static str| {
            if chinese { chinese_words } else { english }
        };
        let mut out = Vec::new();
        let mut plain = |text: String| out.push(Line::Plain(text));
        if in_parts {
            plain(words("Definition:", "<strong>参数解释</strong>：").to_owned());
        }
        plain(if chinese { "一个字段。".to_owned() } else { self.meaning.clone() });
        if in_parts {
            plain(words("Constraints:", "约束限制：").to_owned());
            if self.conditions.is_empty() && self.limits.is_none() {
                plain(words("N/A", "不涉及").to_owned());
            }
        }
        for condition in &self.conditions {
            plain(condition.words(chinese));
        }
        if let Some(limits) = &self.limits {
            plain(limits.words(chinese));
        }
        if in_parts || !self.lists.is_empty() {
            plain(words("Value range:", "取值范围：").to_owned());
        }
        if in_parts && self.lists.is_empty() {
            plain(words("N/A", "不涉及").to_owned());
        }
        for list in &self.lists {
            if let Some((field, value)) = &list.when {
                out.push(Line::Plain(if chinese {
                    format!("当{field}为{value}时，枚举值如下")
                } else {
                    format!(
                        "Enumerated values when {field} is set to {value} to hire a bicycle"
                    )
                }));
            }
            for (at, value) in list.values.iter().enumerate() {
                let meaning = words(": one of them", "：其中之一");
                out.push(match at % 2 {
                    0 => Line::Item(format!("{value}{meaning}")),
                    _ => Line::Item(value.clone()),
                });
            }
        }
        if in_parts {
            out.push(Line::Plain(words("Default value:", "默认取值：").to_owned()));
            out.push(Line::Plain(
                self.default
                    .clone()
                    .unwrap_or_else(|| words("N/A", "不涉及").to_owned()),
            ));
        } else if let Some(default) = &self.default {
            out.push(Line::Plain(format!("The default value is **{default}**.")));
        }
        out
    }
}

impl Condition {
    fn words(&self, chinese: bool) -> String {
        let (last, front) = self
            .values
            .split_last()
            .map_or(("", &[][..]), |(last, front)| (last.as_str(), front));
        let list = match (front.is_empty(), chinese) {
            (true, _) => last.to_owned(),
            (false, false) => format!("{}, or {last}", front.join(", ")),
            (false, true) => format!("{}或{last}", front.join("、")),
        };
        let field = &self.field;
        let when = match (self.values.is_empty(), chinese) {
            (true, false) => format!("{field} is specified"),
            (true, true) => format!("{field}存在"),
            (false, false) => format!("{field} is set to {list}"),
            (false, true) => format!("{field}为{list}"),
        };
        match (self.demand, chinese) {
            (Demand::Mandatory, false) => {
                format!("This parameter is mandatory when {when}.")
            }
            (Demand::Only, false) => {
                format!("This parameter is valid only when {when}.")
            }
            (Demand::Optional, false) => {
                format!("This parameter is optional when {when}.")
            }
            (Demand::Mandatory, true) => format!("当{when}时，该参数必选。"),
            (Demand::Only, true) => format!("仅当{when}时有效。"),
            (Demand::Optional, true) => format!("当{when}时，该参数可选。"),
        }
    }
}

impl Limits {
    fn words(&self, chinese: bool) -> String {
        match (self, chinese) {
            (Self::Characters(min, max), false) => {
                format!("The value contains {min} to {max} characters.")
            }
            (Self::Characters(min, max), true) => format!("长度为{min}-{max}个字符。"),
            (Self::Number(min, max), false) => {
                format!("The value ranges from {min} to {max}.")
            }
            (Self::Number(min, max), true) => format!("取值范围为{min}~{max}。"),
            (Self::AtMostItems(max), false) => {
                format!("The array can have at most {max} items.")
            }
            (Self::AtMostItems(max), true) => format!("最多{max}个元素。"),
        }
    }
}
