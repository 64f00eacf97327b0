//! Codes: stable names of kinds of diagnostics, each with its explanation.

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal,)+) => {
        /// The stable name of a kind of diagnostic.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The code as printed, such as `S001`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// Whether it is about a page that is compared with the spec, and not about the
            /// spec alone.
            #[must_use]
            pub fn is_about_pages(self) -> bool {
                self.as_str().starts_with('P')
            }

            /// The meaning of the code, the causes of such a diagnostic and its fix.
            #[must_use]
            pub const fn explanation(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc, "\n",)+),)+ }
            }
        }
    };
}

codes! {
    /// A file or folder of the spec is missing, cannot be read, or is out of place.
    ///
    /// It is not UTF-8, has another name or place than it should have, or describes
    /// something else than its name says.
    File = "S001",
    /// The text is not YAML.
    Yaml = "S002",
    /// A part of YAML that specs cannot use: anchors, aliases, merges, tags, several
    /// documents, keys that are not text. Write the value out, or put the key in quotes.
    YamlFeature = "S003",
    /// The same key stands twice in one mapping, so one of the two would be lost.
    DuplicateKey = "S004",
    /// A key that the spec language does not have at this place.
    UnknownKey = "S005",
    /// A key that must be there is not.
    MissingKey = "S006",
    /// A value of the wrong shape: text where a mapping is expected, and so on.
    WrongShape = "S007",
    /// A value that is not among the possible ones.
    BadValue = "S008",
    /// A type or enumeration with this name is declared nowhere in reach: in the
    /// operation's file or in `service.yaml`.
    UnknownType = "S009",
    /// A condition reads a field that does not exist at the place it names.
    UnknownReference = "S010",
    /// A condition compares with a value that the field cannot have.
    UnknownValue = "S011",
    /// A rule that does not fit the type of its field: a length of a number, a range of
    /// a text.
    WrongRule = "S012",
    /// A condition that never holds, so that its rule says nothing.
    NeverFires = "S013",
    /// A condition that always holds, so that it should not be written as one.
    AlwaysFires = "S014",
    /// Two rules that no payload of some case can both keep.
    Contradiction = "S015",
    /// A name that is no identifier, gives no Rust identifier, or stands for two things.
    /// Write another name, or set `rust_name` if only the Rust identifiers are the same.
    Name = "S016",
    /// Two rules with one id. `id` decides.
    DuplicateRule = "S017",
    /// A documented example breaks a rule of the spec: one of the two is transcribed
    /// wrongly, or a decision is needed.
    ExampleViolation = "S018",
    /// An example has a key that no table documents and that is not marked as observed.
    ExampleKey = "S019",
    /// An example that cannot be read: it is not JSON, no request document, no answer, or
    /// has a status that no response declares.
    Example = "S020",
    /// A field or a value is marked as observed, and neither an example nor a decision has
    /// the evidence.
    NotObserved = "S021",
    /// A decision that nothing uses: the contradiction is gone, or the mark is missing.
    UnusedDecision = "S022",
    /// A decision that is declared nowhere.
    UnknownDecision = "S023",
    /// A parameter of the path template has no field, or a field has no place in the
    /// template.
    PathTemplate = "S024",
    /// An enumeration has no value, or one that it cannot have: a blank, or one of another
    /// kind than the others.
    EnumValue = "S025",
    /// A regular expression that cannot be compiled.
    Pattern = "S026",
    /// Conditional lists that leave a case of a closed discriminator without a list.
    MissingCase = "S027",
    /// A rule that another rule already implies, or a part of a condition that another
    /// part says already.
    Implied = "S028",
    /// A type or enumeration that nothing uses, or an area without an operation.
    Unused = "S029",
    /// The cases that conditions distinguish are too many to be enumerated.
    TooManyCases = "S030",
    /// A field that decides about others, of which no typed request is made.
    ///
    /// It may be absent, or would make too many cases. Its rules are kept by the
    /// validator.
    Unspecialized = "S031",
    /// A constructor that does not fit its example: there is no such example, or it does
    /// not show an argument.
    Constructor = "S032",
    /// Two operations with one method and one path, apart from the names of its parameters.
    ///
    /// Their bodies tell them apart, or they are one operation that is described twice.
    /// OpenAPI allows a method of a path once, so that the second one is under its path
    /// with its name as a fragment.
    SameRequest = "S033",
    /// Types that are nested too deeply for compilers.
    TooDeep = "S034",
    /// An envelope and the answers that it wraps do not fit: an answer has no code, no
    /// answer has a member of the envelope, an operation names an envelope that does not
    /// exist, or the result of a success is not in it.
    Envelope = "S035",
    /// The pages of a list cannot be followed.
    ///
    /// A place is of a type that does not fit, nothing says which number the first page
    /// has, or nothing says where the next marker is.
    Pagination = "S036",
    /// A pagination or a waiter of an operation that is not safe to repeat.
    Unrepeatable = "S037",
    /// A form that no request can have, or a file outside of a form.
    ///
    /// A form is the body of an operation with `form: true`, and each of its fields is a
    /// part: a single value or a file. JSON holds no files.
    BadForm = "S038",
    /// An operation belongs to an area that `service.yaml` does not declare.
    UnknownArea = "S039",
    /// A comment of a draft, which says that a sentence of the page was not understood.
    ///
    /// Look up the sentence at the place that the comment names, write the key that states
    /// it, and delete the comment.
    PageComment = "S040",
    /// A page that cannot be read: it has no method with a URI, or no table of fields.
    PageUnread = "P001",
    /// A page of which the spec has no operation with this method and URI.
    PageOperation = "P002",
    /// The title, the date, the URI, the permission or the statuses of a page differ from
    /// the spec.
    PageFact = "P003",
    /// A table of the page has no counterpart in the spec, or another number, or the other
    /// way round.
    PageTable = "P004",
    /// A field that the page or the spec has alone, or that stands at another place.
    PageField = "P005",
    /// The type, the default or the column of mandatory fields differs from the spec.
    PageColumn = "P006",
    /// The listed values or the limits of a field differ from the spec.
    PageValues = "P007",
    /// A sentence of the page and the conditions of the field's rules differ.
    PageCondition = "P008",
}
