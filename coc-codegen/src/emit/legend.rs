//! The explanation of the words in requirement matrices, for every kind of output. The
//! cells belong to the emitters.

use crate::model::{Matrix, Need};

/// The sentences about the words that occur in these matrices, as plain text.
pub(super) fn legend<'m>(matrices: impl IntoIterator<Item = &'m Matrix>) -> String {
    let cells = matrices.into_iter().flat_map(|matrix| &matrix.lines);
    let needs: Vec<&Need> =
        cells.flat_map(|(_, cells)| cells).map(|cell| &cell.need).collect();
    let occurs = |is_it: fn(&Need) -> bool| needs.iter().any(|need| is_it(need));
    let sentences = [
        (
            occurs(|it| matches!(it, Need::Discriminator)),
            "A \"discriminator\" tells the cases apart.",
        ),
        (
            occurs(|it| matches!(it, Need::DocumentedElsewhere(_))),
            "\"Documented elsewhere\" is a warning: the pages have the field for another case.",
        ),
        (
            occurs(|it| matches!(it, Need::Refused(_) | Need::RefusedUnless(..))),
            "\"Refused\" is an error.",
        ),
        (
            occurs(|it| matches!(it, Need::Elsewhere)),
            "A field with a dash is documented for other cases only; typed requests leave it out.",
        ),
    ];
    let shown = sentences.into_iter().filter_map(|(occurs, it)| occurs.then_some(it));
    shown.collect::<Vec<_>>().join(" ")
}
