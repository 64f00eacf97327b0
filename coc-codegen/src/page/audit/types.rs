//! Compares a type of the spec with the type that a page names. Reporting a difference
//! belongs to `columns`.

use crate::model::ValueKind;
use crate::page::target::Target;
use crate::page::types::PageType;
use crate::spec::TypeExpr;

/// Whether a type of the spec fits the type of the page.
pub(super) fn fits(target: &Target<'_>, of_spec: &TypeExpr, page: &PageType) -> bool {
    match of_spec {
        TypeExpr::Array(inner) => match page {
            PageType::Array(item) => {
                **item == PageType::Any || fits(target, &inner.value, item)
            }
            _ => false,
        },
        TypeExpr::Map(inner) => match page {
            PageType::Map(Some(value)) => fits(target, &inner.value, value),
            PageType::Map(None) | PageType::Object(_) => true,
            _ => false,
        },
        TypeExpr::Name(name) => match name.as_str() {
            "string" => *page == PageType::Text,
            "boolean" => *page == PageType::Boolean,
            "integer" => *page == PageType::Integer,
            "long" => *page == PageType::Long,
            "timestamp" => matches!(page, PageType::Long | PageType::Timestamp),
            "float" => *page == PageType::Float,
            "date" | "time" | "date_time" => {
                matches!(page, PageType::Text | PageType::DateOrTime)
            }
            "object" => matches!(page, PageType::Object(_) | PageType::Map(_)),
            "any" => matches!(page, PageType::Any | PageType::Object(_)),
            "file" => *page == PageType::File,
            name => {
                if let Some(list) = target.enumeration(name) {
                    return match list.kind {
                        ValueKind::Integer => {
                            matches!(page, PageType::Integer | PageType::Long)
                        }
                        ValueKind::Text => *page == PageType::Text,
                    };
                }
                matches!(page, PageType::Object(_))
                    || matches!(page, PageType::Other(other) if other == name)
            }
        },
    }
}
