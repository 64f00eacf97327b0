//! Finds the name that was probably meant by a misspelt one.

use super::alike::{are_alike, foreign_character};

/// The name among `known` that `given` probably misspells.
#[must_use]
pub fn nearest<'a>(
    given: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let limit = (given.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| {
            let is_same = are_alike(given, name) || name.eq_ignore_ascii_case(given);
            (if is_same { 0 } else { distance(given, name, limit) }, name)
        })
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The name among `known` that `given` certainly misspells: one letter differs, is
/// missing or is added, two neighbours are swapped, or both look alike.
#[must_use]
pub fn misspelt<'a>(
    given: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    known
        .into_iter()
        .find(|name| are_alike(given, name) || distance(given, name, 2) == 1)
}

/// The sentence that suggests [`nearest`].
#[must_use]
pub fn did_you_mean<'a>(
    given: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let name = nearest(given, known)?;
    let meant = format!("did you mean `{name}`?");
    let code = |it: char| format!("U+{:04X}", u32::from(it));
    Some(match (foreign_character(given, name), foreign_character(name, given)) {
        _ if !are_alike(given, name) => meant,
        (Some(sign), _) => {
            format!("{meant} this one holds the character {}", code(sign))
        }
        (None, Some(sign)) => {
            format!("{meant} that one holds the character {}", code(sign))
        }
        (None, None) => meant,
    })
}

/// The number of edits between two names. A swap of neighbours counts as one edit, and
/// numbers above `limit` are `limit + 1`.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1; b.len() + 1];
        for (j, y) in b.iter().enumerate() {
            let swapped = i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y;
            row[j + 1] =
                (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if swapped {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()].min(limit + 1)
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = ["wheel_size", "wheel_side_id", "title"];
        assert_eq!(nearest("wheel_szie", known), Some("wheel_size"));
        assert_eq!(nearest("titel", known), Some("title"));
        assert_eq!(nearest("severity", known), None);
        assert_eq!(distance("kitten", "sitting", 5), 3);
        assert_eq!(distance("ab", "ba", 5), 1);
    }
}
