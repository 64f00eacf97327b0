//! Dates and times as text: whether a text is one, and where it stands in time. Which
//! fields hold them belongs to generated code. Nothing is allocated.

use std::cmp::Ordering;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Whether the text is a day, such as `2026-11-29`.
#[allow(dead_code, reason = "a spec may be without dates and times")]
pub(crate) fn is_date(text: &str) -> bool {
    date(text.as_bytes()).is_some()
}

/// Whether the text is a time of day, such as `10:00:00`.
#[allow(dead_code, reason = "a spec may be without dates and times")]
pub(crate) fn is_time(text: &str) -> bool {
    seconds_of_day(text).is_some()
}

/// Whether the text is a moment as RFC 3339 writes it, such as `2026-11-29T10:00:00Z`.
#[allow(dead_code, reason = "a spec may be without dates and times")]
pub(crate) fn is_date_time(text: &str) -> bool {
    moment(text).is_some()
}

/// The order of two days; `None` where one of the texts is no day.
#[allow(dead_code, reason = "a spec may be without dates and times")]
pub(crate) fn compare_dates(a: &str, b: &str) -> Option<Ordering> {
    Some(date(a.as_bytes())?.cmp(&date(b.as_bytes())?))
}

/// The order of two times of a day; `None` where one of the texts is no time.
#[allow(dead_code, reason = "a spec may be without dates and times")]
pub(crate) fn compare_times(a: &str, b: &str) -> Option<Ordering> {
    Some(seconds_of_day(a)?.cmp(&seconds_of_day(b)?))
}

/// The order of two moments, wherever each was written; `None` where one of the texts is
/// no moment.
#[allow(dead_code, reason = "a spec may be without dates and times")]
pub(crate) fn compare_moments(a: &str, b: &str) -> Option<Ordering> {
    Some(moment(a)?.cmp(&moment(b)?))
}

/// Whole seconds from 1970-01-01T00:00:00Z to a moment as RFC 3339 writes it; negative
/// before it.
#[allow(dead_code, reason = "a spec may be without dates and times")]
pub(crate) fn unix_seconds(text: &str) -> Option<i64> {
    moment(text).map(|(seconds, _)| seconds)
}

/// Whole seconds from 1970-01-01T00:00:00Z to a moment such as `20250624T115256Z`; negative
/// before it.
#[cfg(feature = "http")]
pub(crate) fn compact_seconds(text: &str) -> Option<i64> {
    let &[y1, y2, y3, y4, m1, m2, d1, d2, b'T', ref time @ .., b'Z'] = text.as_bytes()
    else {
        return None;
    };
    let &[hour1, hour2, minute1, minute2, second1, second2] = time else { return None };
    let day = unix_day(number([y1, y2, y3, y4])?, number([m1, m2])?, number([d1, d2])?)?;
    let time = TimeOfDay::of([hour1, hour2], [minute1, minute2], [second1, second2])?;
    Some(day * DAY + time.seconds())
}

/// Seconds since midnight, and the digits of the fraction without zeros at the end.
fn seconds_of_day(text: &str) -> Option<(i64, &[u8])> {
    let (time, fraction, rest) = time(text.as_bytes())?;
    let is_time = time.second < 60 && rest.is_empty();
    is_time.then_some((time.seconds(), fraction))
}

/// Days since 1970-01-01.
fn date(text: &[u8]) -> Option<i64> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text else { return None };
    unix_day(number([y1, y2, y3, y4])?, number([m1, m2])?, number([d1, d2])?)
}

/// Days from 1970-01-01 to a day of the Gregorian calendar; `None` if there is no such day.
#[allow(dead_code, reason = "a spec may be without dates and times")]
fn unix_day(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return None,
    };
    if !(1..=last).contains(&day) {
        return None;
    }
    // Years begin in March, so that a leap day is the last one of its year.
    let (year, month) =
        if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    Some(year * 365 + leap_days + (month * 153 + 2) / 5 + day - 719_469)
}

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar: the
/// inverse of [`unix_day`]. Years begin in March there, too.
#[cfg(feature = "http")]
pub(crate) fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524
        - day_of_era / 146_096)
        / 365;
    let day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

/// A time of day to the second; the second 60 is a leap second.
struct TimeOfDay {
    hour: i64,
    minute: i64,
    second: i64,
}

impl TimeOfDay {
    /// The time with these digits, if there is such a time.
    fn of(hour: [u8; 2], minute: [u8; 2], second: [u8; 2]) -> Option<Self> {
        let time = Self {
            hour: number(hour)?,
            minute: number(minute)?,
            second: number(second)?,
        };
        (time.hour < 24 && time.minute < 60 && time.second <= 60).then_some(time)
    }

    /// Seconds since midnight.
    fn seconds(&self) -> i64 {
        self.hour * 3_600 + self.minute * 60 + self.second
    }
}

/// The time at the beginning of a text, the digits of its fraction without zeros at the
/// end, and the rest of the text.
fn time(text: &[u8]) -> Option<(TimeOfDay, &[u8], &[u8])> {
    let [h1, h2, b':', m1, m2, b':', s1, s2, ref rest @ ..] = *text else { return None };
    let time = TimeOfDay::of([h1, h2], [m1, m2], [s1, s2])?;
    let [b'.', rest @ ..] = rest else { return Some((time, &[], rest)) };
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (mut fraction, rest) = rest.split_at(count);
    while let [shorter @ .., b'0'] = fraction {
        fraction = shorter;
    }
    (count > 0).then_some((time, fraction, rest))
}

/// Seconds since 1970-01-01T00:00:00Z, and the digits of the fraction without zeros at
/// the end: the form in which moments are compared.
fn moment(text: &str) -> Option<(i64, &[u8])> {
    let (day, rest) = text.as_bytes().split_at_checked(10)?;
    let [b'T' | b't', rest @ ..] = rest else { return None };
    let (time, fraction, offset) = time(rest)?;
    let offset = match *offset {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (number([h1, h2])?, number([m1, m2])?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = hours * 3_600 + minutes * 60;
            if sign == b'+' { seconds } else { -seconds }
        }
        _ => return None,
    };
    let seconds = date(day)? * DAY + time.seconds() - offset;
    // A leap second is the last one of a day in UTC.
    if time.second == 60 && seconds.rem_euclid(DAY) != 0 {
        return None;
    }
    Some((seconds, fraction))
}

/// Digits as a number.
fn number<const N: usize>(digits: [u8; N]) -> Option<i64> {
    digits.iter().try_fold(0, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::{
        compare_dates, compare_moments, compare_times, date, is_date, is_date_time,
        is_time, moment,
    };

    #[test]
    fn every_day_follows_the_one_before() {
        let mut expected = date(b"1890-01-01").unwrap_or_default();
        assert_eq!(date(b"1970-01-01"), Some(0));
        for year in 1_890..=2_110_u32 {
            let mut days = 0;
            for (month, day) in
                (1..=12).flat_map(|month| (1..=31).map(move |day| (month, day)))
            {
                if let Some(found) =
                    date(format!("{year:04}-{month:02}-{day:02}").as_bytes())
                {
                    assert_eq!(found, expected, "{year}-{month}-{day}");
                    (expected, days) = (expected + 1, days + 1);
                }
            }
            let is_leap = year % 400 == 0 || year % 4 == 0 && year % 100 != 0;
            assert_eq!(days, if is_leap { 366 } else { 365 }, "{year}");
        }
    }

    #[test]
    fn limits_of_each_part_are_exact() {
        for text in ["2024-02-29", "2000-02-29", "0000-02-29", "9999-12-31"] {
            assert!(is_date(text), "{text}");
        }
        for text in [
            "2026-02-29",
            "1900-02-29",
            "2026-00-01",
            "2026-13-01",
            "2026-04-31",
            "2026-1-1",
        ] {
            assert!(!is_date(text), "{text}");
        }
        for text in ["", "2026-11-29 ", "２026-11-29", "+026-11-29", "2026/11/29"] {
            assert!(!is_date(text), "{text}");
        }
        for text in ["00:00:00", "23:59:59", "10:00:00.5"] {
            assert!(is_time(text), "{text}");
        }
        for text in
            ["24:00:00", "10:60:00", "10:00:60", "10:00", "10:00:00.", "10:00:00Z"]
        {
            assert!(!is_time(text), "{text}");
        }
        for text in [
            "2026-11-29T10:00:00Z",
            "2026-11-29t10:00:00.123456789123z",
            "2026-11-29T10:00:00+23:59",
            "1998-12-31T23:59:60Z",
            "1999-01-01T00:59:60+01:00",
        ] {
            assert!(is_date_time(text), "{text}");
        }
        for text in [
            "2026-11-29T10:00:00",
            "2026-11-29 10:00:00Z",
            "2026-11-29T10:00:00+24:00",
            "2026-11-29T10:00:00+01:60",
            "2026-11-29T10:00:00+0100",
            "1998-12-31T23:58:60Z",
            "2026-11-31T10:00:00Z",
            "日本日本日本",
        ] {
            assert!(!is_date_time(text), "{text}");
        }
    }

    #[test]
    fn moments_are_compared_as_instants() {
        let ordered = [
            "1969-12-31T23:59:59.9Z",
            "2026-11-29T10:00:00+02:00",
            "2026-11-29T08:00:00.01Z",
            "2026-11-29T08:00:00.1Z",
            "2026-11-29T07:00:01-01:00",
        ];
        assert!(ordered.windows(2).all(|pair| moment(pair[0]) < moment(pair[1])));
        assert_eq!(compare_dates("2026-12-01", "2026-11-30"), Some(Ordering::Greater));
        assert_eq!(compare_times("10:00:00.50", "10:00:00.5"), Some(Ordering::Equal));
        assert_eq!(compare_moments(ordered[0], "yesterday"), None);
        assert_eq!(
            moment("2026-11-29T10:00:00.50+02:00"),
            moment("2026-11-29T08:00:00.5Z")
        );
    }
}
