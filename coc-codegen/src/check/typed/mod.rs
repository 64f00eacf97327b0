//! Derives from a sound contract: typed requests and their names, constructors, examples as
//! calls, and validators.

pub(super) mod calls;
pub(super) mod comparisons;
pub(super) mod constructor_examples;
pub(super) mod constructors;
pub(super) mod derive;
pub(super) mod names;
pub(super) mod validators;
