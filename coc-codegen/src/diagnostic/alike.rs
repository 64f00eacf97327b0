//! Finds names that look alike but differ: letters of other scripts, invisible characters.
//! Misspelt names belong to `nearest`.

/// Letters of other scripts, each with the ASCII letter that it looks like.
#[rustfmt::skip]
const LETTERS: &[(char, char)] = &[
    // Cyrillic.
    ('\u{430}', 'a'), ('\u{435}', 'e'), ('\u{43e}', 'o'), ('\u{440}', 'p'),
    ('\u{441}', 'c'), ('\u{443}', 'y'), ('\u{445}', 'x'), ('\u{456}', 'i'),
    ('\u{458}', 'j'), ('\u{455}', 's'), ('\u{4bb}', 'h'), ('\u{501}', 'd'),
    ('\u{51b}', 'q'), ('\u{51d}', 'w'), ('\u{410}', 'A'), ('\u{412}', 'B'),
    ('\u{415}', 'E'), ('\u{41a}', 'K'), ('\u{41c}', 'M'), ('\u{41d}', 'H'),
    ('\u{41e}', 'O'), ('\u{420}', 'P'), ('\u{421}', 'C'), ('\u{422}', 'T'),
    ('\u{423}', 'Y'), ('\u{425}', 'X'), ('\u{406}', 'I'), ('\u{408}', 'J'),
    ('\u{405}', 'S'),
    // Greek.
    ('\u{3b1}', 'a'), ('\u{3bf}', 'o'), ('\u{3bd}', 'v'), ('\u{3c1}', 'p'),
    ('\u{3b9}', 'i'), ('\u{3ba}', 'k'), ('\u{391}', 'A'), ('\u{392}', 'B'),
    ('\u{395}', 'E'), ('\u{396}', 'Z'), ('\u{397}', 'H'), ('\u{399}', 'I'),
    ('\u{39a}', 'K'), ('\u{39c}', 'M'), ('\u{39d}', 'N'), ('\u{39f}', 'O'),
    ('\u{3a1}', 'P'), ('\u{3a4}', 'T'), ('\u{3a5}', 'Y'), ('\u{3a7}', 'X'),
    // The Turkish i without a dot.
    ('\u{131}', 'i'),
];

/// Whether two names differ, and look alike.
pub(super) fn are_alike(one: &str, other: &str) -> bool {
    one != other && !(one.is_ascii() && other.is_ascii()) && plain(one) == plain(other)
}

/// The first character outside of ASCII that one name has and the other one does not.
pub(super) fn foreign_character(one: &str, other: &str) -> Option<char> {
    one.chars().find(|it| !it.is_ascii() && !other.contains(*it))
}

/// A name with the signs of ASCII in place of those that look like them.
fn plain(name: &str) -> String {
    name.chars().filter_map(ascii_look_alike).collect()
}

/// The first character of a text that has no width, and that nobody sees.
pub(crate) fn invisible_character(text: &str) -> Option<char> {
    text.chars().find(|it| is_invisible(*it))
}

const fn is_invisible(it: char) -> bool {
    matches!(it, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// The sign of ASCII that a character looks like, or the character itself; none for one
/// that nobody sees.
pub(crate) fn ascii_look_alike(it: char) -> Option<char> {
    Some(match it {
        other if other.is_ascii() => other,
        other if is_invisible(other) => return None,
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(it) - 0xfee0).unwrap_or(it),
        other if other.is_whitespace() => ' ',
        other => {
            let found = LETTERS.iter().find(|(letter, _)| *letter == other);
            found.map_or(other, |(_, ascii)| *ascii)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{are_alike, foreign_character};

    #[test]
    fn names_that_look_alike_are_found() {
        let cyrillic = "p\u{430}rt";
        assert!(are_alike(cyrillic, "part"));
        assert_eq!(foreign_character(cyrillic, "part"), Some('\u{430}'));
        assert!(are_alike("a\u{a0}b", "a b"));
        assert!(are_alike("a \u{2013} b", "a - b"));
        assert!(are_alike("part\u{200b}", "part"));
        assert!(!are_alike("part", "part"));
        assert!(!are_alike("\u{e4}", "a"));
    }
}
