//! What a conversion could not carry over: said by key and field, never in silence.

use serde::Serialize;

/// One field of one entry that did not arrive whole; public as JSON.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Loss {
    /// The entry's key.
    pub key: String,
    /// The field's name in the entry, lower case; `type` for the entry's type.
    pub field: String,
    /// How much of it is lost.
    pub kind: LossKind,
    /// What became of it, for a person: `no field of RIS holds it`.
    pub message: String,
}

impl std::fmt::Display for Loss {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            key,
            field,
            message,
            ..
        } = self;
        let fate = match self.kind {
            LossKind::Dropped => "left out",
            LossKind::Weakened => "weakened",
        };
        write!(f, "{key}: {field} is {fate}: {message}")
    }
}

/// How much of a field is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LossKind {
    /// It is not in the output.
    Dropped,
    /// It is there, in a form that says less.
    Weakened,
}
