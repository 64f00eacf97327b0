//! Collects the secret values of a body while it is written, since written JSON does not
//! mark them. Keeping them out of texts does not belong here.

use serde::{Serialize, Serializer};

#[cfg(feature = "http")]
thread_local! {
    /// The secrets of the body that this thread is writing, if they are collected.
    static FOUND: std::cell::RefCell<Option<Vec<serde_json::Value>>> =
        const { std::cell::RefCell::new(None) };
}

/// A secret value. It is written as the value itself.
#[allow(dead_code, reason = "a spec may be without secrets")]
pub(crate) struct SecretValue<'a, T>(pub(crate) &'a T);

impl<T: Serialize> Serialize for SecretValue<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[cfg(feature = "http")]
        if FOUND.with_borrow(Option::is_some)
            && let Ok(value) = serde_json::to_value(self.0)
        {
            FOUND.with_borrow_mut(|found| found.get_or_insert_default().push(value));
        }
        self.0.serialize(serializer)
    }
}

/// The result of `write`, and the secret values that it wrote.
#[cfg(feature = "http")]
pub(crate) fn collect_secrets<R>(
    write: impl FnOnce() -> R,
) -> (R, Vec<serde_json::Value>) {
    let outer = FOUND.replace(Some(Vec::new()));
    let result = write();
    (result, FOUND.replace(outer).unwrap_or_default())
}
