//! The two date formats of the gateway that no dependency of this crate writes or reads.
//! HTTP dates belong to `httpdate`, and the calendar to `date_text`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

#[cfg(feature = "client")]
use crate::runtime::date_text::unix_seconds;
use crate::runtime::date_text::{civil, compact_seconds};

/// Writes `20250624T115256Z`. A time before 1970 counts as the beginning of 1970, and a
/// time after 9999 as the end of 9999.
pub(crate) fn to_compact(time: SystemTime) -> String {
    let seconds = time
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
        .min(253_402_300_799);
    let (year, month, day) = civil(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    let digits = |high, middle, low| high * 10_000 + middle * 100 + low;
    format!("{:08}T{:06}Z", digits(year, month, day), digits(hour, minute, second))
}

/// Reads a moment from 1970 on as RFC 3339 writes it, such as
/// `2020-01-08T02:56:19.587000Z`; the fraction is dropped.
#[cfg(feature = "client")]
pub(crate) fn from_iso(text: &str) -> Option<SystemTime> {
    time_of(unix_seconds(text)?)
}

/// Reads the format that [`to_compact`] writes.
pub(super) fn from_compact(text: &str) -> Option<SystemTime> {
    time_of(compact_seconds(text)?)
}

/// The time this number of seconds after the beginning of 1970; `None` before it.
fn time_of(seconds: i64) -> Option<SystemTime> {
    UNIX_EPOCH.checked_add(Duration::from_secs(seconds.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::{from_compact, to_compact};

    #[test]
    fn compact_dates_come_back() {
        for day in (0..60_000).step_by(13) {
            let time = UNIX_EPOCH + Duration::from_secs(day * 86_400 + 3_723);
            assert_eq!(from_compact(&to_compact(time)), Some(time));
        }
        for wrong in [
            "",
            "20250624T115256",
            "2025-06-24T11:52:56Z",
            "20251324T115256Z",
            "20250229T115256Z",
            "19691231T235959Z",
            "20250624T245256Z",
            "20250624T115261Z",
            "20250624 115256Z",
            "2025062T0115256Z",
            "20250624T11525éZ",
            "+0250624T115256Z",
        ] {
            assert_eq!(from_compact(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_time_is_written_as_a_compact_date() {
        for (seconds, text) in [
            (0, "19700101T000000Z"),
            (951_782_399, "20000228T235959Z"),
            (951_782_400, "20000229T000000Z"),
            (1_750_765_976, "20250624T115256Z"),
            (4_107_542_400, "21000301T000000Z"),
            (u64::MAX / 4, "99991231T235959Z"),
        ] {
            assert_eq!(to_compact(UNIX_EPOCH + Duration::from_secs(seconds)), text);
        }
        assert_eq!(to_compact(UNIX_EPOCH - Duration::from_secs(1)), "19700101T000000Z");
    }

    #[cfg(feature = "client")]
    #[test]
    fn an_iso_date_is_read_as_the_time_that_was_written() {
        use super::from_iso;
        for day in (0..60_000).step_by(13) {
            let time = UNIX_EPOCH + Duration::from_secs(day * 86_400 + 3_723);
            let compact = to_compact(time);
            let iso = format!(
                "{}-{}-{}T01:02:03.5Z",
                &compact[..4],
                &compact[4..6],
                &compact[6..8]
            );
            assert_eq!(from_iso(&iso), Some(time), "{iso}");
        }
        for wrong in [
            "",
            "2020-01-08",
            "2020-01-08T02:56:19",
            "2020-13-08T02:56:19Z",
            "2020-02-30T02:56:19Z",
            "1969-12-31T23:59:59Z",
            "2020-01-08T02:56:19.xZ",
            "2020-1-08T02:56:19Z",
        ] {
            assert_eq!(from_iso(wrong), None, "{wrong}");
        }
    }
}
