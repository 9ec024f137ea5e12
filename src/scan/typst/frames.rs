//! Where in a Typst document a byte stands: in markup, code or a formula, and in whose arguments.

/// A bracket that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    /// `[…]`
    Markup,
    /// `(…)` or `{…}`, which `close` ends.
    Code {
        /// `)` or `}`
        close: u8,
        /// What was called.
        call: Call,
    },
    /// From `#let` and the like to the end of the line; `block` where a block ends it, too.
    Line {
        /// Whether it is `if`, `for` …
        block: bool,
    },
    /// `$…$`
    Math,
}

/// The functions whose arguments matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    /// Any other, or none.
    Other,
    /// `cite(…)`
    Cite,
    /// `ref(…)`, which may refer to a figure as well.
    Ref,
    /// `quote(…)`, whose `attribution` may be a label.
    Quote,
    /// `label(…)` in one of these.
    Label(Refers),
    /// `bibliography(…)`
    Bibliography,
}

/// What a label in arguments is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refers {
    /// A citation for certain.
    Cites,
    /// A citation or a reference.
    Either,
}

impl Call {
    /// The call of `name` within the arguments of `self`.
    pub(super) fn of(name: &str, within: Self) -> Self {
        match (name, within) {
            ("cite", _) => Self::Cite,
            ("ref", _) => Self::Ref,
            ("quote", _) => Self::Quote,
            ("label", Self::Cite | Self::Quote) => Self::Label(Refers::Cites),
            ("label", Self::Ref) => Self::Label(Refers::Either),
            ("bibliography", _) => Self::Bibliography,
            // a list of files
            ("", Self::Bibliography) => Self::Bibliography,
            _ => Self::Other,
        }
    }

    /// What `<label>` is in its arguments.
    pub(super) fn refers(self) -> Option<Refers> {
        match self {
            Self::Cite | Self::Quote => Some(Refers::Cites),
            Self::Ref => Some(Refers::Either),
            _ => None,
        }
    }
}
