//! Points in time on the wire. Dates and times as text are in `date_text`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::lenient::Lenient;

/// A point in time in milliseconds since 1970-01-01T00:00:00Z, as a whole number on the
/// wire.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since 1970-01-01T00:00:00Z; negative before it.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }
}

impl From<i64> for Timestamp {
    fn from(millis: i64) -> Self {
        Self(millis)
    }
}

/// Rounds down to whole milliseconds. A time more than 290 million years away becomes the
/// first or the last timestamp.
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let millis =
            |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self(millis(after)),
            Err(error) => {
                let before = error.duration();
                let part = before.subsec_nanos() % 1_000_000 != 0;
                Self(millis(before).saturating_neg().saturating_sub(i64::from(part)))
            }
        }
    }
}

/// Fails for a time that this system's clock cannot hold.
impl TryFrom<Timestamp> for SystemTime {
    type Error = TimestampRangeError;

    fn try_from(timestamp: Timestamp) -> Result<Self, TimestampRangeError> {
        let span = Duration::from_millis(timestamp.0.unsigned_abs());
        let time = if timestamp.0 < 0 {
            UNIX_EPOCH.checked_sub(span)
        } else {
            UNIX_EPOCH.checked_add(span)
        };
        time.ok_or(TimestampRangeError)
    }
}

/// Rounds down to whole milliseconds.
#[cfg(feature = "jiff")]
impl From<jiff::Timestamp> for Timestamp {
    fn from(time: jiff::Timestamp) -> Self {
        let nanos = time.as_nanosecond().div_euclid(1_000_000);
        Self(i64::try_from(nanos).unwrap_or(i64::MAX))
    }
}

/// Fails for a time outside of the years -9999 to 9999.
#[cfg(feature = "jiff")]
impl TryFrom<Timestamp> for jiff::Timestamp {
    type Error = TimestampRangeError;

    fn try_from(timestamp: Timestamp) -> Result<Self, TimestampRangeError> {
        Self::from_millisecond(timestamp.0).map_err(|_| TimestampRangeError)
    }
}

/// A [`Timestamp`] that another type for times cannot hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimestampRangeError;

impl std::fmt::Display for TimestampRangeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the timestamp is outside of what the other type for times can hold")
    }
}

impl std::error::Error for TimestampRangeError {}

impl Lenient for Timestamp {
    fn from_json(value: Value) -> Result<Self, Value> {
        i64::from_json(value).map(Self)
    }

    fn fits(value: &Value) -> bool {
        i64::fits(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "jiff")]
    #[test]
    fn times_of_jiff_survive_a_round_trip() {
        for text in [
            "1970-01-01T00:00:00Z",
            "2025-06-24T09:02:03.000Z",
            "1969-12-31T23:59:59.999Z",
        ] {
            let time: jiff::Timestamp = text.parse().unwrap();
            assert_eq!(jiff::Timestamp::try_from(Timestamp::from(time)), Ok(time));
        }
        let known: jiff::Timestamp = "2025-06-24T09:02:03Z".parse().unwrap();
        assert_eq!(Timestamp::from(known), Timestamp::from_millis(1_750_755_723_000));
        let early: jiff::Timestamp = "1969-12-31T23:59:59.9999Z".parse().unwrap();
        assert_eq!(Timestamp::from(early), Timestamp::from_millis(-1));
        assert_eq!(
            jiff::Timestamp::try_from(Timestamp::from_millis(i64::MAX)),
            Err(TimestampRangeError)
        );
    }

    #[test]
    fn system_times_survive_a_round_trip() {
        for millis in [0, 1, -1, 1_750_755_723_000, -62_135_596_800_000] {
            let time = SystemTime::try_from(Timestamp::from_millis(millis)).unwrap();
            assert_eq!(Timestamp::from(time), Timestamp::from_millis(millis));
        }
        let early = UNIX_EPOCH - Duration::from_micros(1);
        assert_eq!(Timestamp::from(early), Timestamp::from_millis(-1));
    }
}
