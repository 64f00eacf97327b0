//! The types that pages name, such as `Array of Bicycle objects` and `List<String>`.
//! Comparing them with the spec belongs to `audit`.

/// A type as a page names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PageType {
    Text,
    Boolean,
    Integer,
    Long,
    Float,
    Timestamp,
    /// A day, a time of day or a moment.
    DateOrTime,
    File,
    /// An object, with its name where the page has one.
    Object(Option<String>),
    Array(Box<PageType>),
    Map(Option<Box<PageType>>),
    Any,
    /// Another word.
    Other(String),
}

impl PageType {
    /// Reads the text of a cell.
    pub(crate) fn read(text: &str) -> Self {
        let words: Vec<&str> = text.split_whitespace().collect();
        let text = words.join(" ");
        let text = text.trim_matches(['*', '`', '.', ' ']);
        let lower = text.to_ascii_lowercase();
        for front in ["array of ", "list of ", "set of ", "arrays of "] {
            if lower.starts_with(front) {
                return Self::Array(Box::new(Self::item(&text[front.len()..])));
            }
        }
        for front in ["list", "array", "set", "arraylist", "collection"] {
            for (open, close) in [('<', '>'), ('[', ']'), ('(', ')')] {
                let inside = lower.strip_prefix(front).map(str::trim_start);
                if inside.is_some_and(|it| it.starts_with(open))
                    && lower.ends_with(close)
                {
                    let at = text.find(open).unwrap_or(0) + 1;
                    return Self::Array(Box::new(Self::item(&text[at..text.len() - 1])));
                }
            }
        }
        if let Some(item) = text.strip_suffix("[]").or_else(|| text.strip_prefix("[]")) {
            return Self::Array(Box::new(Self::item(item)));
        }
        if lower.starts_with("map") || lower.starts_with("dict") {
            let inside = text.find(['<', '[']).map(|at| &text[at + 1..]);
            let value =
                inside.and_then(|it| it.trim_end_matches(['>', ']']).split_once(','));
            return Self::Map(value.map(|(_, value)| Box::new(Self::item(value))));
        }
        if let Some(named) = Self::named(text, &lower) {
            return named;
        }
        // Such as `String(64)` and `Integer (int64)`.
        if let Some((front, format)) = lower.split_once('(') {
            let format = format.trim_end_matches(')').trim();
            let inner = Self::simple(format);
            if let Some(found) = inner.or_else(|| Self::simple(front.trim())) {
                return found;
            }
        }
        Self::simple(&lower).unwrap_or_else(|| Self::Other(text.to_owned()))
    }

    /// A type whose name is before or after the word for objects.
    fn named(text: &str, lower: &str) -> Option<Self> {
        for back in [" objects", " object", " structure", "对象"] {
            if let Some(name) = lower.strip_suffix(back) {
                let name = text[..name.len()].trim();
                return Some(Self::Object((!name.is_empty()).then(|| name.to_owned())));
            }
        }
        let name = lower
            .strip_prefix("object of ")
            .or_else(|| lower.strip_prefix("object "))?;
        let name = text[text.len() - name.len()..].trim_matches(['(', ')', '<', '>']);
        Some(Self::Object(Some(name.to_owned())))
    }

    fn item(text: &str) -> Self {
        let text = text.trim();
        match Self::read(text) {
            Self::Other(_) => {
                let singular = text.strip_suffix('s').map(Self::read);
                match singular {
                    Some(found) if !matches!(found, Self::Other(_)) => found,
                    _ => Self::Object(Some(text.to_owned())),
                }
            }
            found => found,
        }
    }

    fn simple(lower: &str) -> Option<Self> {
        Some(match lower {
            "string" | "strings" | "str" | "text" | "char" | "varchar" | "enum"
            | "enumeration" | "uuid" | "字符串" | "文本" | "枚举" | "文字列"
            | "cadena" => Self::Text,
            "boolean" | "booleans" | "bool" | "布尔" | "布尔型" | "布尔值" => {
                Self::Boolean
            }
            "integer" | "integers" | "int" | "int32" | "short" | "整型" | "整数"
            | "整形" | "整数型" => Self::Integer,
            "long" | "longs" | "int64" | "bigint" | "long integer" | "长整型"
            | "长整数" => Self::Long,
            "float" | "floats" | "double" | "doubles" | "number" | "decimal"
            | "bigdecimal" | "numeric" | "浮点型" | "浮点数" => Self::Float,
            "timestamp" | "时间戳" => Self::Timestamp,
            "date" | "datetime" | "date-time" | "date_time" | "time" | "日期"
            | "时间" => Self::DateOrTime,
            "file" | "formfile" | "multipartfile" | "binary" | "文件" => Self::File,
            "object" | "objects" | "struct" | "structure" | "json" | "json object"
            | "jsonobject" | "对象" | "结构体" => Self::Object(None),
            "array" | "list" | "set" | "数组" | "列表" => {
                Self::Array(Box::new(Self::Any))
            }
            "any" | "anytype" | "任意" => Self::Any,
            _ => return None,
        })
    }

    /// Whether the text of a cell is a type for certain, and not a sentence.
    pub(crate) fn is_recognised(text: &str) -> bool {
        /// In bytes, with the name of an object.
        const LONGEST: usize = 120;
        text.len() < LONGEST && !matches!(Self::read(text), Self::Other(_))
    }

    /// Whether a value of the type is, or may be, an object or a list of objects.
    pub(super) fn may_hold_objects(&self) -> bool {
        match self {
            Self::Object(_) | Self::Map(_) | Self::Other(_) | Self::Any => true,
            Self::Array(inner) => inner.may_hold_objects(),
            _ => false,
        }
    }

    /// The name of the object that it holds.
    pub(crate) fn object(&self) -> Option<&str> {
        match self {
            Self::Object(name) => name.as_deref(),
            Self::Array(inner) => inner.object(),
            Self::Map(inner) => inner.as_ref()?.object(),
            Self::Other(name) => Some(name),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_in_every_usual_form() {
        let ship = || PageType::Object(Some("Ship".to_owned()));
        for text in [
            "Array of Ship objects",
            "Array of Ship object",
            "List<Ship>",
            "Ship[]",
            "array[Ship]",
            "**Array of Ship objects**",
        ] {
            assert_eq!(
                PageType::read(text),
                PageType::Array(Box::new(ship())),
                "{text}"
            );
        }
        for text in ["Array of strings", "List<String>", "string[]", "Array of Strings"]
        {
            assert_eq!(
                PageType::read(text),
                PageType::Array(Box::new(PageType::Text)),
                "{text}"
            );
        }
        for text in ["Ship object", "Object of Ship", "Ship Object"] {
            assert_eq!(PageType::read(text), ship(), "{text}");
        }
        assert_eq!(
            PageType::read("Map<String, Long>"),
            PageType::Map(Some(Box::new(PageType::Long)))
        );
        assert_eq!(PageType::read("String(64)"), PageType::Text);
        assert_eq!(PageType::read("Integer (int64)"), PageType::Long);
        assert_eq!(PageType::read("Strin"), PageType::Other("Strin".to_owned()));
        assert!(!PageType::is_recognised("The value is fixed to true."));
    }
}
