//! Names of people and bodies, and the parts they play in a work. Plain Unicode; how a format writes names is
//! the format's business.

/// One person or corporate author, in plain Unicode text.
///
/// ```
/// use ibid::model::Name;
/// let name = Name {
///     family: "Beethoven".into(),
///     given: "Ludwig".into(),
///     prefix: "van".into(),
///     ..Name::default()
/// };
/// assert_eq!(name.sorted(), "van Beethoven, Ludwig");
/// assert_eq!(name.display(), "Ludwig van Beethoven");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Name {
    /// The family name without its prefix (BibTeX's *Last*); the whole name of a corporate author.
    pub family: String,
    /// Given names, in full or as initials (BibTeX's *First*).
    pub given: String,
    /// `von`, `de la`, `van der`: what stands before the family name and is not sorted by in some traditions. Ends
    /// in a hyphen or an apostrophe where the family name follows without a space: `al-`, `d'`.
    pub prefix: String,
    /// `Jr`, `III`: what stands after the family name.
    pub suffix: String,
    /// Whether this is a body rather than a person; then only `family` holds text.
    pub corporate: bool,
}

impl Name {
    /// A body such as `World Health Organization`.
    pub fn body(name: impl Into<String>) -> Self {
        Self {
            family: name.into(),
            corporate: true,
            ..Self::default()
        }
    }

    /// The inverted form, `von Last, Jr, First`; absent parts leave no comma. A corporate name as it is.
    pub fn sorted(&self) -> String {
        if self.corporate {
            return self.family.clone();
        }
        let mut out = joined(&[&self.prefix, &self.family]);
        for part in [&self.suffix, &self.given] {
            if !part.is_empty() {
                if !out.is_empty() {
                    out.push_str(", ");
                }
                out.push_str(part);
            }
        }
        out
    }

    /// The spoken form, `First von Last Jr`; family name first where that is the order. A corporate name as it is.
    pub fn display(&self) -> String {
        if self.corporate {
            return self.family.clone();
        }
        if is_east_asian(&self.family) && (self.given.is_empty() || is_east_asian(&self.given)) {
            return format!("{}{}", self.family, self.given);
        }
        joined(&[&self.given, &self.prefix, &self.family, &self.suffix])
    }

    /// Whether no part holds text.
    pub fn is_empty(&self) -> bool {
        [&self.family, &self.given, &self.prefix, &self.suffix]
            .iter()
            .all(|part| part.is_empty())
    }
}

/// The parts that hold text, a space between them unless a hyphen or an apostrophe ties them.
fn joined(parts: &[&String]) -> String {
    let mut out = String::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
    for part in parts {
        if !part.is_empty() {
            if !out.is_empty() && !out.ends_with(['-', '\'', '’']) {
                out.push(' ');
            }
            out.push_str(part);
        }
    }
    out
}

/// Whether a name is in a script that writes the family name first, without a space behind it.
pub fn is_east_asian(name: &str) -> bool {
    let mut letters = name.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some()
        && letters.all(|c| {
            matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
        })
}

macro_rules! roles {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// The part a person plays in a work: the name-list fields of biblatex's data model (manual, section
        /// 2.2.2). The field's name is the role's name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Role { $($(#[$doc])* $variant,)* }

        impl Role {
            /// Every role, authors first, then editors.
            pub const ALL: &[Role] = &[$(Role::$variant,)*];

            /// The role's name, which is also the name of its field: `author`.
            pub fn name(self) -> &'static str {
                match self { $(Role::$variant => $name,)* }
            }

            fn from_name(name: &str) -> Option<Role> {
                match name { $($name => Some(Role::$variant),)* _ => None }
            }
        }
    };
}

roles! {
    /// Who wrote the work.
    Author = "author",
    /// Who edited it, or the volume it appears in.
    Editor = "editor",
    /// A secondary editor whose part `editoratype` names.
    EditorA = "editora",
    /// Another secondary editor; see `editorbtype`.
    EditorB = "editorb",
    /// Another secondary editor; see `editorctype`.
    EditorC = "editorc",
    /// Who translated it.
    Translator = "translator",
    /// Who annotated it.
    Annotator = "annotator",
    /// Who wrote the commentary.
    Commentator = "commentator",
    /// Who wrote the introduction.
    Introduction = "introduction",
    /// Who wrote the foreword.
    Foreword = "foreword",
    /// Who wrote the afterword.
    Afterword = "afterword",
    /// Who wrote the book that contains the work.
    BookAuthor = "bookauthor",
    /// Who holds a patent.
    Holder = "holder",
    /// The author in abbreviated form, as for bodies.
    ShortAuthor = "shortauthor",
    /// The editor in abbreviated form.
    ShortEditor = "shorteditor",
    /// A name to sort by in place of the author's.
    SortName = "sortname",
    /// Free for styles.
    NameA = "namea",
    /// Free for styles.
    NameB = "nameb",
    /// Free for styles.
    NameC = "namec",
    /// Who directed a film or programme (widely used; not in biblatex's default model).
    Director = "director",
}

impl Role {
    /// The role whose field is called `field`, in any case; `None` for what is not a name list.
    ///
    /// ```
    /// use ibid::model::Role;
    /// assert_eq!(Role::from_field("Author"), Some(Role::Author));
    /// assert_eq!(Role::from_field("title"), None);
    /// ```
    pub fn from_field(field: &str) -> Option<Role> {
        if field.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Role::from_name(&field.to_ascii_lowercase());
        }
        Role::from_name(field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(given: &str, prefix: &str, family: &str, suffix: &str) -> Name {
        Name {
            family: family.into(),
            given: given.into(),
            prefix: prefix.into(),
            suffix: suffix.into(),
            corporate: false,
        }
    }

    #[test]
    fn forms_leave_no_trace_of_absent_parts() {
        let all = name("Ludwig", "von", "Beethoven", "Jr");
        assert_eq!(all.sorted(), "von Beethoven, Jr, Ludwig");
        assert_eq!(all.display(), "Ludwig von Beethoven Jr");
        assert_eq!(name("", "", "Plato", "").sorted(), "Plato");
        assert_eq!(name("", "", "Plato", "").display(), "Plato");
        assert_eq!(name("小明", "", "王", "").display(), "王小明");
        assert_eq!(name("Ann", "", "", "").sorted(), "Ann");
        assert_eq!(name("", "", "King", "Jr").sorted(), "King, Jr");
        assert_eq!(name("Ann", "al-", "Hasan", "").display(), "Ann al-Hasan");
        assert!(Name::default().is_empty());
    }

    #[test]
    fn a_body_is_never_inverted() {
        let body = Name::body("Barnes and Noble, Inc.");
        assert_eq!(body.sorted(), "Barnes and Noble, Inc.");
        assert_eq!(body.display(), body.sorted());
        assert!(!body.is_empty());
    }

    #[test]
    fn every_role_is_found_by_its_field() {
        for role in Role::ALL {
            assert_eq!(Role::from_field(role.name()), Some(*role));
        }
        assert_eq!(Role::from_field("EDITORA"), Some(Role::EditorA));
        assert_eq!(Role::from_field("journal"), None);
    }
}
