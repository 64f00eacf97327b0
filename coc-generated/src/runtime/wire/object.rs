//! Free-form JSON objects.

/// A free-form JSON object.
pub type Object = serde_json::Map<String, serde_json::Value>;
