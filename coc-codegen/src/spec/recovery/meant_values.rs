//! Guesses the number or the boolean that a text means, for help texts. Reading values
//! belongs to the readers of the keys.

use crate::diagnostic::ascii_look_alike;

/// The words behind a number that multiply it, by thousands and by 1024.
const SIZES: [(&[&str], u64, u64); 8] = [
    (&["k", "kb", "kilobyte", "kilobytes"], 1000, 1024),
    (&["mb", "megabyte", "megabytes"], 1_000_000, 1 << 20),
    (&["gb", "gigabyte", "gigabytes"], 1_000_000_000, 1 << 30),
    (&["kib", "kibibyte", "kibibytes"], 1024, 1024),
    (&["mib", "mebibyte", "mebibytes"], 1 << 20, 1 << 20),
    (&["gib", "gibibyte", "gibibytes"], 1 << 30, 1 << 30),
    (&["thousand"], 1000, 1000),
    (&["million", "millions"], 1_000_000, 1_000_000),
];

/// Words of other languages for a limit that does not exist.
const NO_LIMIT: [&str; 7] =
    ["none", "unlimited", "unbounded", "infinite", "infinity", "inf", "no limit"];

/// The seconds of the words behind a number.
const SECONDS: [(&[&str], u64); 3] = [
    (&["s", "sec", "secs", "second", "seconds"], 1),
    (&["m", "min", "mins", "minute", "minutes"], 60),
    (&["h", "hour", "hours"], 3600),
];

/// The boolean that a text stands for, as other languages write it.
pub(crate) fn meant_flag(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "on" | "true" | "always" => Some(true),
        "no" | "n" | "off" | "false" | "never" => Some(false),
        _ => None,
    }
}

/// The help for a text in place of a number.
pub(in crate::spec) fn meant_number(text: &str) -> Option<String> {
    let plain = plain(text);
    if NO_LIMIT.contains(&plain.to_lowercase().as_str()) {
        return Some("leave it out: without it, there is no limit".to_owned());
    }
    if let Some(product) = product(&plain) {
        return Some(format!("write `{product}`"));
    }
    let (number, unit) = split(&plain)?;
    if unit.is_empty() && number == text {
        return Some("delete the quotes".to_owned());
    }
    let lower = match unit {
        // In lower case, these are metres and grams.
        "M" => "mb".to_owned(),
        "G" => "gb".to_owned(),
        unit => unit.to_lowercase(),
    };
    let size = SIZES.iter().find(|(words, ..)| words.contains(&lower.as_str()));
    if let Some((_, thousands, binary)) = size {
        let number: u64 = number.parse().ok()?;
        let (thousands, binary) =
            (number.checked_mul(*thousands)?, number.checked_mul(*binary)?);
        return Some(match thousands == binary {
            true => format!("write the number itself: `{binary}`"),
            false => format!(
                "write the number itself: `{binary}`, or `{thousands}` by thousands"
            ),
        });
    }
    let is_a_unit = unit.chars().all(|it| it.is_alphabetic() || " %./".contains(it));
    is_a_unit.then(|| format!("write `{number}`"))
}

/// The help for a text in place of a number of seconds.
pub(in crate::spec) fn meant_seconds(text: &str) -> Option<String> {
    let plain = plain(text);
    let (number, unit) = split(&plain)?;
    if unit.is_empty() {
        return meant_number(text);
    }
    let lower = unit.to_lowercase();
    let (_, seconds) =
        SECONDS.iter().find(|(words, _)| words.contains(&lower.as_str()))?;
    let number: u64 = number.parse().ok()?;
    Some(format!("write `{}`", number.checked_mul(*seconds)?))
}

/// A text with the digits and signs of ASCII.
fn plain(text: &str) -> String {
    let digit = |it: char| {
        let zeros = ['\u{660}', '\u{6f0}', '\u{966}'];
        zeros.iter().find_map(|zero| {
            let value = u32::from(it).checked_sub(u32::from(*zero))?;
            char::from_digit(value, 10)
        })
    };
    let sign = |it: char| match it {
        '\u{d7}' => Some('*'),
        it if it.is_whitespace() => Some(' '),
        it => ascii_look_alike(it),
    };
    text.chars().filter_map(|it| digit(it).or_else(|| sign(it))).collect()
}

/// The value of a product of whole numbers.
fn product(text: &str) -> Option<u64> {
    let factors: Vec<&str> = text.split('*').collect();
    if factors.len() < 2 {
        return None;
    }
    let mut numbers = factors.iter().map(|it| it.trim().parse::<u64>().ok());
    numbers.try_fold(1u64, |product, number| product.checked_mul(number?))
}

/// The number that a text begins with, without leading zeros and separators of thousands,
/// and the rest of the text.
fn split(text: &str) -> Option<(String, &str)> {
    let text = text.trim();
    let end = text.find(|it: char| !is_of_a_number(it)).unwrap_or(text.len());
    // A sign between the number and its unit is no part of the number.
    let (written, rest) = text.split_at(text[..end].trim_end_matches([' ', ',']).len());
    let mut number: String = written.chars().filter(|it| !"_'".contains(*it)).collect();
    if number.contains([' ', ',']) {
        let mut groups = number.split([' ', ',']);
        let is_first = groups.next().is_some_and(|it| it.len() <= 4);
        if !is_first || groups.any(|it| it.len() != 3) {
            return None;
        }
        number.retain(|it| !" ,".contains(it));
    }
    number.parse::<f64>().ok().filter(|it| it.is_finite())?;
    let bare = number.trim_start_matches('0');
    let is_number = bare.starts_with(|it: char| it.is_ascii_digit());
    let number = if is_number { bare.to_owned() } else { number };
    Some((number, rest.trim()))
}

fn is_of_a_number(it: char) -> bool {
    it.is_ascii_digit() || "-._', ".contains(it)
}

#[cfg(test)]
mod tests {
    use super::{meant_number, meant_seconds};

    #[test]
    fn a_number_is_found_in_other_ways_to_write_it() {
        let cases = [
            ("20", "delete the quotes"),
            ("017", "write `17`"),
            ("1_000", "write `1000`"),
            ("1'000", "write `1000`"),
            ("1 000 000", "write `1000000`"),
            ("1\u{a0}000", "write `1000`"),
            ("\u{ff15}\u{ff10}", "write `50`"),
            ("\u{2212}1", "write `-1`"),
            ("10*1024*1024", "write `10485760`"),
            ("20 characters", "write `20`"),
            ("0.5 kg", "write `0.5`"),
            ("10 MiB", "write the number itself: `10485760`"),
        ];
        for (text, help) in cases {
            assert_eq!(meant_number(text).as_deref(), Some(help), "{text}");
        }
        for text in ["10 to 20", "10-20", "1 20", "ten", ""] {
            assert_eq!(meant_number(text), None, "{text}");
        }
        let size = meant_number("10MB").unwrap();
        assert!(size.contains("`10485760`, or `10000000`"), "{size}");
        assert_eq!(meant_seconds("5m").as_deref(), Some("write `300`"));
        assert_eq!(meant_seconds("5").as_deref(), Some("delete the quotes"));
        assert_eq!(meant_seconds("5 ms"), None);
    }
}
