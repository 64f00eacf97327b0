//! The HTTP statuses that an answer is documented for.

use std::fmt;

/// A status, a class of statuses, or all other statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// A status from 100 to 599.
    Code(u16),
    /// A class of statuses: 2 stands for 200 to 299.
    Class(u16),
    /// All statuses without another documented answer.
    Default,
}

impl Status {
    /// Reads `200`, `2xx` or `default`, as a spec writes them.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == "default" {
            return Some(Self::Default);
        }
        if let Some(class) = text.strip_suffix("xx") {
            let class = class.parse().ok().filter(|it| (1..6).contains(it));
            return class.filter(|_| text.len() == 3).map(Self::Class);
        }
        let code = text.parse().ok().filter(|it| (100..600).contains(it));
        code.filter(|_| text.len() == 3).map(Self::Code)
    }

    /// Whether it includes this status. If several do, the answer for the smallest set of
    /// statuses counts.
    #[must_use]
    pub fn covers(self, status: u64) -> bool {
        match self {
            Self::Code(code) => u64::from(code) == status,
            Self::Class(class) => status / 100 == u64::from(class),
            Self::Default => true,
        }
    }

    /// Whether it means success.
    #[must_use]
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Code(200..=299) | Self::Class(2))
    }
}

/// As a spec writes it.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => code.fmt(f),
            Self::Class(class) => write!(f, "{class}xx"),
            Self::Default => f.write_str("default"),
        }
    }
}
