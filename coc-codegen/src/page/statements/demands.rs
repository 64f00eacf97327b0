//! The demands that a sentence makes of a field, by the words that state them. The
//! comparisons that a demand depends on belong to `comparisons`.

/// The demands of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Demands {
    pub(crate) mandatory: bool,
    /// The field may be given under the condition only.
    pub(crate) only: bool,
    /// The field has a meaning under the condition, and nothing is said of others.
    pub(crate) effective: bool,
    pub(crate) optional: bool,
    /// The condition chooses a list of values.
    pub(crate) values: bool,
}

impl Demands {
    /// Whether it demands nothing.
    pub(crate) fn is_none(self) -> bool {
        self == Self::default()
    }

    /// The rules that can state each of the demands; a draft writes the first one. A field
    /// that is allowed under the condition only needs no `documented_for` beside that.
    pub(crate) fn rules(self) -> impl Iterator<Item = &'static [&'static str]> {
        let all: [(bool, &'static [&'static str]); 5] = [
            (self.mandatory, &["required"]),
            (self.only, &["only_when"]),
            (self.effective && !self.only, &["documented_for", "only_when"]),
            (self.optional && !self.only, &["documented_for"]),
            (self.values, &["enum", "types"]),
        ];
        all.into_iter().filter(|(is_made, _)| *is_made).map(|(_, rules)| rules)
    }
}

/// Words that call a field optional; they may contain those of a mandatory one.
const NOT_MANDATORY: &[&str] = &[
    "not mandatory",
    "not required",
    "left blank",
    "can be empty",
    "be left empty",
    "does not need",
    "do not need",
    "need not",
    "非必选",
    "非必填",
    "可不填",
    "可以不填",
    "不需要",
    "无需",
    "可为空",
];

const MANDATORY: &[&str] = &[
    "mandatory",
    "required",
    "must be",
    "must specify",
    "must set",
    "must have",
    "must contain",
    "must also",
    "must not be left",
    "need to be",
    "needs to be",
    "need to set",
    "have to be",
    "has to be",
    "必选",
    "必填",
    "必须",
    "必传",
    "需要填",
    "需要设置",
    "需填",
];

const ONLY: &[&str] = &[
    "valid only",
    "only valid",
    "only when",
    "only if",
    "effect only",
    "available only",
    "only available",
    "set only",
    "supported only",
    "only supported",
    "applies only",
    "effective only",
    "used only",
    "only used",
    "仅",
    "才有效",
    "才生效",
];

const EFFECTIVE: &[&str] = &[
    "valid when",
    "valid if",
    "is valid",
    "are valid",
    "takes effect when",
    "时有效",
    "时生效",
];

/// The demands of a sentence, by its words besides those of its comparisons.
pub(super) fn demands(sentence: &str) -> Demands {
    let lower = sentence.to_lowercase();
    let has = |all: &[&str]| all.iter().any(|it| lower.contains(it));
    let not_mandatory = has(NOT_MANDATORY);
    Demands {
        mandatory: has(MANDATORY) && !not_mandatory,
        only: has(ONLY) && !has(&["mandatory only", "required only"]),
        effective: has(EFFECTIVE),
        optional: not_mandatory || has(&["optional", "可选", "选填"]),
        values: false,
    }
}
