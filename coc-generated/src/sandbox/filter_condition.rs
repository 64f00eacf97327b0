//! The condition of a list request, which combines its filters by their names. The filters
//! belong to `filters`.

use http::StatusCode;

use crate::runtime::server::Refusal;

/// The largest depth of brackets.
const MAX_DEPTH: usize = 32;

/// The refusal of a filter or a condition that cannot be read.
pub(super) fn bad(message: String) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, message)
}

/// Filters that are combined with `&`, `|` and brackets; `&` binds tighter.
#[derive(Debug)]
pub(super) enum Condition {
    /// The filter at this position.
    Filter(usize),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

impl Condition {
    /// Reads a condition. `position` finds a filter by its name.
    pub(super) fn parse(
        text: &str,
        position: &dyn Fn(&str) -> Option<usize>,
    ) -> Result<Self, Refusal> {
        let mut reader = Reader { rest: text, position, depth: 0 };
        let found = reader.any()?;
        match reader.rest.trim() {
            "" => Ok(found),
            rest => Err(bad(format!("the condition does not go on with {rest:?}"))),
        }
    }

    pub(super) fn holds(&self, passes: &dyn Fn(usize) -> bool) -> bool {
        match self {
            Self::Filter(at) => passes(*at),
            Self::All(inner) => inner.iter().all(|it| it.holds(passes)),
            Self::Any(inner) => inner.iter().any(|it| it.holds(passes)),
        }
    }
}

/// Reads a condition by recursive descent.
struct Reader<'c> {
    rest: &'c str,
    position: &'c dyn Fn(&str) -> Option<usize>,
    depth: usize,
}

impl Reader<'_> {
    fn takes(&mut self, sign: char) -> bool {
        let rest = self.rest.trim_start().strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn any(&mut self) -> Result<Condition, Refusal> {
        let mut inner = vec![self.all()?];
        while self.takes('|') {
            inner.push(self.all()?);
        }
        Ok(Condition::Any(inner))
    }

    fn all(&mut self) -> Result<Condition, Refusal> {
        let mut inner = vec![self.one()?];
        while self.takes('&') {
            inner.push(self.one()?);
        }
        Ok(Condition::All(inner))
    }

    fn one(&mut self) -> Result<Condition, Refusal> {
        if self.takes('(') {
            self.depth += 1;
            if self.depth > MAX_DEPTH {
                return Err(bad("the condition has too many brackets".to_owned()));
            }
            let inner = self.any()?;
            self.depth -= 1;
            return if self.takes(')') {
                Ok(inner)
            } else {
                Err(bad("a bracket of the condition is not closed".to_owned()))
            };
        }
        let rest = self.rest.trim_start();
        let end = rest.find(|c: char| "&|()".contains(c)).unwrap_or(rest.len());
        let name = rest[..end].trim();
        self.rest = &rest[end..];
        let position = (self.position)(name);
        let position =
            position.ok_or_else(|| bad(format!("no filter has the name {name:?}")))?;
        Ok(Condition::Filter(position))
    }
}

#[cfg(test)]
mod tests {
    use super::Condition;

    #[test]
    fn conditions_combine_names() {
        let position = |name: &str| ["t", "f"].iter().position(|it| *it == name);
        for (condition, expected) in [
            ("t", Some(true)),
            ("t & f", Some(false)),
            ("t|f&f", Some(true)),
            ("(t|f)&f", Some(false)),
            (" ( f | ( t ) ) & t ", Some(true)),
            ("", None),
            ("t t", None),
            ("x", None),
            ("(t", None),
            ("t)", None),
            ("t &", None),
        ] {
            let parsed = Condition::parse(condition, &position).ok();
            let holds = parsed.map(|it| it.holds(&|at| at == 0));
            assert_eq!(holds, expected, "{condition}");
        }
        assert!(Condition::parse(&"(".repeat(100_000), &position).is_err());
    }
}
