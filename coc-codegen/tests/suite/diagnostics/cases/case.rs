//! A case: a broken spec with the diagnostics that it must get, and the parts that many
//! specs share.

/// A broken spec, and the diagnostics that it must get.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) files: &'static [(&'static str, &'static str)],
    /// `file:line:column code`, and words of the message, the label, the notes or the
    /// help.
    pub(crate) expected: &'static [(&'static str, &'static [&'static str])],
}

pub(crate) const SERVICE: (&str, &str) = ("service.yaml", "service: demo\n");

/// An operation whose body has these fields and declarations.
macro_rules! body {
    ($fields:expr) => {
        body!($fields, "")
    };
    ($fields:expr, $rest:expr) => {
        (
            "op.yaml",
            concat!(
                "operation: op\nhttp: POST /op\npage: { title: Page }\nbody: Body\ntypes:\n  Body:\n    fields:\n",
                $fields,
                $rest
            ),
        )
    };
}

pub(crate) use body;
