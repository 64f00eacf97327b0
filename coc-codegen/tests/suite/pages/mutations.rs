//! Every single change of a fact of a page.

use super::page_model::{Condition, Demand, Limits, PageModel, Row, Use};

/// The changes, each with its name and the changed page.
pub(super) fn mutations(page: &PageModel) -> Vec<(String, PageModel)> {
    let mut found = Vec::new();
    let mut add = |name: String, change: &dyn Fn(&mut PageModel)| {
        let mut changed = page.clone();
        change(&mut changed);
        found.push((name, changed));
    };
    add("title".to_owned(), &|it| it.title = "Another Thing");
    add("date".to_owned(), &|it| it.updated = "2032-05-06".to_owned());
    add("method".to_owned(), &|it| {
        it.request =
            format!("PATCH{}", &it.request[it.request.find(' ').unwrap_or(0)..]);
    });
    add("path".to_owned(), &|it| it.request.push_str("/more"));
    if page.permission.is_some() {
        add("permission".to_owned(), &|it| {
            it.permission = Some("hire:bicycle:borrow".to_owned());
        });
    }
    for (at, table) in page.tables.iter().enumerate() {
        add(format!("number of table {}", table.number), &|it| {
            it.tables[at].number.push('7');
        });
        if table.used == Use::Object || matches!(table.used, Use::Query) {
            add(format!("no table {}", table.number), &|it| drop(it.tables.remove(at)));
        }
        for (row, own) in table.rows.iter().enumerate() {
            let named =
                |what: &str| format!("{what} of {} in table {}", own.name, table.number);
            if table.rows.len() > 1 {
                add(named("drop"), &|it| drop(it.tables[at].rows.remove(row)));
            }
            add(named("add after"), &|it| {
                let mut new = own.clone();
                new.name = "brand_new".to_owned();
                it.tables[at].rows.insert(row + 1, new);
            });
            add(named("rename"), &|it| it.tables[at].rows[row].name.push_str("_2"));
            if row + 1 < table.rows.len() {
                add(named("move"), &|it| it.tables[at].rows.swap(row, row + 1));
            }
            for (what, changed) in rows(own) {
                add(named(&what), &|it| it.tables[at].rows[row] = changed.clone());
            }
        }
    }
    found
}

/// The changes within a row.
fn rows(own: &Row) -> Vec<(String, Row)> {
    let mut found = Vec::new();
    let mut add = |name: String, change: &dyn Fn(&mut Row)| {
        let mut changed = own.clone();
        change(&mut changed);
        found.push((name, changed));
    };
    if let Some(answer) = own.mandatory {
        add("mandatory".to_owned(), &|it| it.mandatory = Some(!answer));
    }
    for ty in
        ["String", "Integer", "Long", "Boolean", "Float", "Array of strings", "Object"]
    {
        if own.ty != ty && !(ty == "Object" && own.ty.ends_with("object")) {
            add(format!("type {ty}"), &|it| it.ty = ty.to_owned());
        }
    }
    match &own.default {
        Some(_) => {
            add("other default".to_owned(), &|it| it.default = Some("19".to_owned()));
            add("no default".to_owned(), &|it| it.default = None);
        }
        None => add("default".to_owned(), &|it| it.default = Some("19".to_owned())),
    }
    for (at, list) in own.lists.iter().enumerate() {
        for (value, text) in list.values.iter().enumerate() {
            add(format!("value {text}"), &|it| {
                it.lists[at].values[value] = format!("{text}9");
            });
            if list.values.len() > 1 {
                add(format!("no value {text}"), &|it| {
                    drop(it.lists[at].values.remove(value));
                });
            }
        }
        add("new value".to_owned(), &|it| {
            it.lists[at].values.push("quite_new".to_owned());
        });
        if let Some((field, value)) = &list.when {
            add(format!("list when {field} is another"), &|it| {
                it.lists[at].when = Some((field.clone(), format!("{value}_8")));
            });
            add(format!("list when another is {value}"), &|it| {
                it.lists[at].when = Some(("other_field".to_owned(), value.clone()));
            });
            add(format!("list without {field}"), &|it| it.lists[at].when = None);
        }
    }
    for (at, condition) in own.conditions.iter().enumerate() {
        let Condition { field, values, demand } = condition;
        add(format!("condition on {field} gone"), &|it| drop(it.conditions.remove(at)));
        add(format!("condition not on {field}"), &|it| {
            it.conditions[at].field = "other_field".to_owned();
        });
        for (value, text) in values.iter().enumerate() {
            add(format!("condition not with {text}"), &|it| {
                it.conditions[at].values[value] = format!("{text}_8");
            });
            if values.len() > 1 {
                add(format!("condition without {text}"), &|it| {
                    drop(it.conditions[at].values.remove(value));
                });
            }
        }
        for other in [Demand::Mandatory, Demand::Only, Demand::Optional] {
            if other != *demand {
                add(format!("demand on {field}"), &|it| {
                    it.conditions[at].demand = other;
                });
            }
        }
    }
    match own.limits {
        Some(Limits::Characters(min, max)) => {
            add("least".to_owned(), &|it| {
                it.limits = Some(Limits::Characters(min + 1, max));
            });
            add("most".to_owned(), &|it| {
                it.limits = Some(Limits::Characters(min, max + 1));
            });
        }
        Some(Limits::Number(min, max)) => {
            add("least".to_owned(), &|it| {
                it.limits = Some(Limits::Number(min + 1, max));
            });
            add("most".to_owned(), &|it| it.limits = Some(Limits::Number(min, max + 1)));
        }
        Some(Limits::AtMostItems(max)) => {
            add("most".to_owned(), &|it| it.limits = Some(Limits::AtMostItems(max + 1)));
        }
        None => {}
    }
    if own.limits.is_some() {
        add("no limits".to_owned(), &|it| it.limits = None);
    }
    found
}
