//! The structure of a page: the rows with a name, the table of the objects that a row
//! holds, and the tables of answers. The facts of the rows belong to `document`.

use std::collections::{HashMap, HashSet};

use super::document::{Page, Row, Table, Use};
use super::titles::{table_numbers, title_words};

/// The place of a row on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct RowIndex {
    /// The place of its table among those of the page.
    pub(crate) table: usize,
    /// Its own place in the table.
    pub(crate) row: usize,
}

/// The rows of a page with their places.
pub(crate) fn rows(page: &Page) -> impl Iterator<Item = (RowIndex, &Row)> + Clone {
    let tables = page.tables.iter().enumerate();
    tables.flat_map(|(at, table)| {
        let rows = table.rows.iter().enumerate();
        rows.map(move |(row, it)| (RowIndex { table: at, row }, it))
    })
}

/// The structure of one page.
pub(crate) struct Structure<'p> {
    /// The first row with a name on the page.
    first: HashMap<&'p str, RowIndex>,
    /// The first row with a name in a table.
    in_table: HashMap<(usize, &'p str), RowIndex>,
    /// The tables of objects by the words of their titles, in lower case.
    titled: HashMap<String, Vec<usize>>,
    /// The tables of objects by their numbers.
    numbered: HashMap<&'p str, usize>,
    /// The table of the objects that a row holds.
    held: HashMap<RowIndex, usize>,
    /// The tables with a row that holds the objects of a table.
    parents: HashMap<usize, Vec<usize>>,
    /// The tables of parameters and of the body.
    roots: Vec<usize>,
    answers: HashSet<usize>,
}

impl<'p> Structure<'p> {
    /// Finds the structure of a page.
    pub(crate) fn of(page: &'p Page) -> Self {
        let mut found = Self {
            first: HashMap::new(),
            in_table: HashMap::new(),
            titled: HashMap::new(),
            numbered: HashMap::new(),
            held: HashMap::new(),
            parents: HashMap::new(),
            roots: Vec::new(),
            answers: HashSet::new(),
        };
        for (at, row) in rows(page) {
            found.first.entry(&row.name.value).or_insert(at);
            found.in_table.entry((at.table, &row.name.value)).or_insert(at);
        }
        for (at, table) in page.tables.iter().enumerate() {
            if matches!(table.used, Use::Path | Use::Query | Use::Header | Use::Body) {
                found.roots.push(at);
            }
            if table.used != Use::Object {
                continue;
            }
            for word in title_words(&table.title.value) {
                found.titled.entry(word).or_default().push(at);
            }
            if let Some(number) = &table.number {
                found.numbered.entry(&number.value).or_insert(at);
            }
        }
        for (at, row) in rows(page) {
            if let Some(table) = found.objects(at, row).into_iter().next() {
                found.held.insert(at, table);
                let parents = found.parents.entry(table).or_default();
                if parents.last() != Some(&at.table) {
                    parents.push(at.table);
                }
            }
        }
        found.answers = found.below_answers(page);
        found
    }

    /// The tables that an answer holds, and no request does.
    fn below_answers(&self, page: &Page) -> HashSet<usize> {
        let mut inner: HashMap<usize, Vec<usize>> = HashMap::new();
        for (table, outer) in &self.parents {
            outer.iter().for_each(|it| inner.entry(*it).or_default().push(*table));
        }
        let reach = |is_root: &dyn Fn(&Table) -> bool| {
            let tables = page.tables.iter().enumerate();
            let mut left: Vec<usize> =
                tables.filter(|it| is_root(it.1)).map(|it| it.0).collect();
            let mut seen: HashSet<usize> = left.iter().copied().collect();
            while let Some(next) = left.pop() {
                for table in inner.get(&next).into_iter().flatten() {
                    if seen.insert(*table) {
                        left.push(*table);
                    }
                }
            }
            seen
        };
        let answers =
            reach(&|it| matches!(it.used, Use::Answer(_) | Use::AnswerHeader(_)));
        let requests = reach(&|it| {
            !matches!(it.used, Use::Answer(_) | Use::AnswerHeader(_) | Use::Object)
        });
        answers.difference(&requests).copied().collect()
    }

    /// The row that a sentence in this table names: one of the same table, or else the
    /// first one of the page.
    pub(crate) fn named(&self, table: usize, name: &str) -> Option<RowIndex> {
        self.in_table.get(&(table, name)).or_else(|| self.first.get(name)).copied()
    }

    /// The rows with a name that a condition in this table can name: of the table itself,
    /// of those that hold it, and of the request, if the table belongs to that.
    pub(crate) fn in_reach(&self, table: usize, name: &str) -> Vec<RowIndex> {
        let parents = self.parents.get(&table).into_iter().flatten();
        let roots = self.roots.iter().filter(|_| !self.answers.contains(&table));
        let tables = std::iter::once(&table).chain(parents).chain(roots);
        tables.filter_map(|it| self.in_table.get(&(*it, name)).copied()).collect()
    }

    /// The tables that may describe the objects of a row, the likeliest one first.
    pub(crate) fn objects(&self, at: RowIndex, row: &Row) -> Vec<usize> {
        let ty = row.ty.as_ref();
        if ty.is_some_and(|(_, ty)| !ty.may_hold_objects()) {
            return Vec::new();
        }
        let mut found = Vec::new();
        found.extend(
            ty.and_then(|(_, ty)| ty.object()).map(|it| self.titled(at.table, it)),
        );
        found.extend(ty.map(|(text, _)| self.numbered(&text.value)));
        let texts = row.parts.iter().map(|it| it.text.value.as_str());
        let mut numbers: Vec<usize> = texts
            .flat_map(|it| self.numbered(it))
            .filter(|it| *it != at.table)
            .collect();
        numbers.dedup();
        // A description with several tables does not say which one has the objects.
        if numbers.len() == 1 {
            found.push(numbers);
        }
        found.push(self.titled(at.table, &row.name.value));
        found.into_iter().flatten().collect()
    }

    fn numbered(&self, text: &str) -> Vec<usize> {
        table_numbers(text).filter_map(|it| self.numbered.get(it).copied()).collect()
    }

    /// The tables of objects that have a word in their titles, those after `table` first.
    fn titled(&self, table: usize, name: &str) -> Vec<usize> {
        let lower = name.to_lowercase();
        let forms = [Some(lower.as_str()), lower.strip_suffix('s')];
        let several = format!("{lower}s");
        let mut found: Vec<usize> = forms
            .into_iter()
            .flatten()
            .chain([several.as_str()])
            .find_map(|it| self.titled.get(it))
            .cloned()
            .unwrap_or_default();
        found.sort_by_key(|it| (*it <= table, *it));
        found
    }

    /// Whether the title of a table of objects has this word.
    pub(crate) fn has_title(&self, name: &str) -> bool {
        !self.titled(0, name).is_empty()
    }

    /// The table of objects with a number.
    pub(crate) fn numbered_table(&self, number: &str) -> Option<usize> {
        self.numbered.get(number).copied()
    }

    /// The table that describes the objects of a row.
    pub(crate) fn held(&self, at: RowIndex) -> Option<usize> {
        self.held.get(&at).copied()
    }

    /// Whether a row of one table holds the objects of another.
    pub(crate) fn holds(&self, outer: usize, inner: usize) -> bool {
        self.parents.get(&inner).is_some_and(|it| it.binary_search(&outer).is_ok())
    }
}
