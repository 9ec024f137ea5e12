//! Citation keys.

/// A key that BibTeX, biblatex and `\cite` can read.
///
/// ```
/// use ibid::model::Key;
///
/// assert_eq!(Key::parse("Müller:2017+b").unwrap().as_str(), "Müller:2017+b");
/// assert!(Key::parse("a b").unwrap_err().reason().starts_with("it holds white space"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(String);

/// Why a text cannot be a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It is empty.
    #[error("it is empty")]
    Empty,
    /// It holds white space, control characters, or characters that cannot be seen.
    #[error("it holds white space or characters that cannot be seen")]
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
            Self::White => "it holds white space or characters that cannot be seen",
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
        if text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
        {
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

/// Characters that change how others look, or take no room: marks of direction, joiners, the byte order mark.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}
