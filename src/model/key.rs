//! Citation keys.

/// A key that BibTeX, biblatex and `\cite` can read.
///
/// ```
/// use ibid::model::Key;
///
/// assert_eq!(Key::parse("Müller:2017+b").unwrap().as_str(), "Müller:2017+b");
/// assert_eq!(Key::parse("a b").unwrap_err().reason(), "it holds white space");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(String);

/// Why a text cannot be a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It is empty.
    #[error("it is empty")]
    Empty,
    /// It holds white space or control characters.
    #[error("it holds white space")]
    White,
    /// It holds a character that ends a key or a citation.
    #[error("it holds one of , {{ }} \\ % \"")]
    Reserved,
}

impl KeyError {
    /// The reason, to follow "cannot be a key:".
    pub fn reason(self) -> &'static str {
        match self {
            Self::Empty => "it is empty",
            Self::White => "it holds white space",
            Self::Reserved => "it holds one of , { } \\ % \"",
        }
    }
}

impl Key {
    /// Reads a key.
    ///
    /// # Errors
    /// Where no program could cite by it.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        if text.is_empty() {
            return Err(KeyError::Empty);
        }
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(KeyError::White);
        }
        if text.contains([',', '{', '}', '\\', '%', '"']) {
            return Err(KeyError::Reserved);
        }
        Ok(Self(text.to_owned()))
    }

    /// The key's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
