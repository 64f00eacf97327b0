//! Formats of text: dates and times, whether a text has the format, and the order of
//! two texts.

/// A format that text may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// A day, such as `2026-11-29`.
    Date,
    /// A time of day, such as `10:00:00`.
    Time,
    /// A moment as RFC 3339 writes it, such as `2026-11-29T10:00:00Z`.
    DateTime,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Date, Self::Time, Self::DateTime];

    /// In words, with an article.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Date => "a date",
            Self::Time => "a time",
            Self::DateTime => "a date with a time",
        }
    }

    /// A text that has the format.
    #[must_use]
    pub const fn example(self) -> &'static str {
        self.examples()[0]
    }

    /// Two texts that have the format, in their order.
    #[must_use]
    pub const fn examples(self) -> [&'static str; 2] {
        match self {
            Self::Date => ["2026-11-29", "2026-11-30"],
            Self::Time => ["10:00:00", "10:00:00.5"],
            Self::DateTime => ["2026-11-29T10:00:00Z", "2026-11-29T10:00:00-01:00"],
        }
    }

    /// Whether a text has the format.
    #[must_use]
    pub fn fits(self, text: &str) -> bool {
        self.order(text).is_some()
    }

    /// The moment of a text, as values that are compared in this order: days, seconds,
    /// digits of the fraction. None if the text does not have the format.
    #[must_use]
    pub fn order(self, text: &str) -> Option<Vec<i64>> {
        match self {
            Self::Date => Some(vec![days(text)?]),
            Self::Time => {
                let (seconds, fraction, rest) = clock(text)?;
                let is_time = rest.is_empty() && !text[6..].starts_with("60");
                is_time.then(|| [vec![seconds], fraction].concat())
            }
            Self::DateTime => moment(text),
        }
    }
}

const fn is_leap(year: i64) -> bool {
    year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
}

/// The day's number, counted from the beginning of the year 0.
fn days(text: &str) -> Option<i64> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
    let february = if is_leap(year) { 29 } else { 28 };
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let before = months.get(..usize::try_from(month).ok()?.checked_sub(1)?)?;
    let length = months.get(before.len())?;
    let last = year - 1;
    let leap_years =
        1 + last.div_euclid(4) - last.div_euclid(100) + last.div_euclid(400);
    (1..=*length)
        .contains(&day)
        .then(|| year * 365 + leap_years + before.iter().sum::<i64>() + day)
}

/// Seconds since midnight, the digits of the fraction without zeros at the end, and the
/// rest of the text.
fn clock(text: &str) -> Option<(i64, Vec<i64>, &str)> {
    let (time, mut rest) = text.split_at_checked(8)?;
    let parts: Vec<&str> = time.split(':').collect();
    let [hour, minute, second] = parts.as_slice() else { return None };
    let (hour, minute, second) =
        (number(hour, 2)?, number(minute, 2)?, number(second, 2)?);
    let mut fraction = Vec::new();
    if let Some(digits) = rest.strip_prefix('.') {
        rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = &digits[..digits.len() - rest.len()];
        if digits.is_empty() {
            return None;
        }
        let digits = digits.trim_end_matches('0').bytes();
        fraction = digits.map(|digit| i64::from(digit - b'0')).collect();
    }
    let is_right = hour < 24 && minute < 60 && second <= 60;
    is_right.then_some((hour * 3_600 + minute * 60 + second, fraction, rest))
}

/// Seconds since the beginning of the year 0 in UTC, and the digits of the fraction.
fn moment(text: &str) -> Option<Vec<i64>> {
    let (day, rest) = text.split_once(['T', 't'])?;
    let (seconds, fraction, zone) = clock(rest)?;
    let offset = match zone {
        "Z" | "z" => 0,
        zone => {
            let (sign, zone) = zone.split_at_checked(1)?;
            let (hours, minutes) = zone.split_once(':')?;
            let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = hours * 3_600 + minutes * 60;
            match sign {
                "+" => seconds,
                "-" => -seconds,
                _ => return None,
            }
        }
    };
    let instant = days(day)? * 86_400 + seconds - offset;
    // A leap second is the last one of a day in UTC.
    let is_leap_second = rest[6..].starts_with("60");
    (!is_leap_second || instant % 86_400 == 0)
        .then(|| [vec![instant], fraction].concat())
}

/// The number in a text of exactly `count` digits.
fn number(text: &str, count: usize) -> Option<i64> {
    let is_number =
        text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn the_days_of_all_years_follow_each_other() {
        let number = |text: &str| Format::Date.order(text).map(|it| it[0]);
        for year in 0..9999 {
            let last = number(&format!("{year:04}-12-31"));
            let next = number(&format!("{:04}-01-01", year + 1));
            assert_eq!(last.map(|it| it + 1), next, "{year}");
        }
        assert_eq!(number("0000-01-01"), Some(1));
        assert_eq!(number("1900-02-29"), None);
        assert_eq!(number("2000-02-29").map(|it| it + 1), number("2000-03-01"));
    }
}
