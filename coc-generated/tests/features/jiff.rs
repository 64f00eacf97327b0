//! Conversions between timestamps and those of `jiff`.

use coc_generated::Timestamp;

fn main() {
    let time = jiff::Timestamp::UNIX_EPOCH;
    assert_eq!(Timestamp::from(time), Timestamp::from_millis(0));
    assert_eq!(jiff::Timestamp::try_from(Timestamp::from_millis(0)), Ok(time));
}
