//! A query as text that reads as the same query again.

use std::fmt::{self, Display, Formatter};

use super::scan::{is_bare, is_shouted};
use super::words::label;
use super::{Day, Query, Term, Test, Words};

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let text = Part(self).to_string();
        // brackets tell capitals from shouting, in which operators are words
        if is_shouted(&text) {
            write!(f, "({text})")
        } else {
            f.write_str(&text)
        }
    }
}

/// A query within another.
struct Part<'q>(&'q Query);

impl Display for Part<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Query::All => f.write_str("*"),
            Query::Term(term) => term.fmt(f),
            Query::Not(query) => match &**query {
                Query::And(_) | Query::Or(_) => write!(f, "-({})", Part(query)),
                Query::Term(term) if term.has_et_al() => write!(f, "-({term})"),
                query => write!(f, "-{}", Part(query)),
            },
            Query::And(parts) => {
                for (index, part) in parts.iter().enumerate() {
                    if index > 0 {
                        f.write_str(" ")?;
                    }
                    match part {
                        Query::Or(_) => write!(f, "({})", Part(part))?,
                        // before an identifier it would read as that one's name
                        Query::Term(term) if term.is_label() => write!(f, "({term})")?,
                        Query::Not(query) if matches!(&**query, Query::Term(term) if term.is_label()) =>
                        {
                            write!(f, "-({})", Part(query))?;
                        }
                        part => Part(part).fmt(f)?,
                    }
                }
                Ok(())
            }
            Query::Or(parts) => {
                for (index, part) in parts.iter().enumerate() {
                    if index > 0 {
                        f.write_str(" OR ")?;
                    }
                    Part(part).fmt(f)?;
                }
                Ok(())
            }
        }
    }
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(field) = &self.field {
            write!(f, "{}:", field.name())?;
        }
        match &self.test {
            Test::Words(words) => match &self.field {
                // what would read as an identifier, a range or a group is none in quotes
                Some(_) => words.fmt_in_field(f),
                None => words.fmt(f),
            },
            Test::Years(from, to) => range(f, from, to),
            Test::Days(from, to) => range(f, from, to),
            Test::Identifiers { typed, .. } => quoted_if(f, typed, !is_bare(typed)),
            Test::Has(field) => f.write_str(field.name()),
        }
    }
}

impl Term {
    fn is_label(&self) -> bool {
        let Test::Words(words) = &self.test else {
            return false;
        };
        self.field.is_none() && !words.phrase && !words.prefix && label(&words.text).is_some()
    }

    fn has_et_al(&self) -> bool {
        matches!(&self.test, Test::Words(words) if words.et_al)
    }
}

/// `2017`, `2015..2017`, `2015..`, `..2017`
fn range<T: Display + PartialEq>(
    f: &mut Formatter<'_>,
    from: &Option<T>,
    to: &Option<T>,
) -> fmt::Result {
    match (from, to) {
        (Some(from), Some(to)) if from == to => from.fmt(f),
        (from, to) => {
            if let Some(from) = from {
                from.fmt(f)?;
            }
            f.write_str("..")?;
            match to {
                Some(to) => to.fmt(f),
                None => Ok(()),
            }
        }
    }
}

impl Display for Day {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.format("%Y-%m-%d").fmt(f)
    }
}

impl Words {
    fn fmt_in_field(&self, f: &mut Formatter<'_>) -> fmt::Result {
        quoted_if(f, &self.text, self.phrase || !is_bare(&self.text))?;
        self.behind(f)
    }

    fn behind(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let star = if self.prefix { "*" } else { "" };
        let et_al = if self.et_al { " et al" } else { "" };
        write!(f, "{star}{et_al}")
    }
}

impl Display for Words {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        quoted_if(f, &self.text, self.phrase)?;
        self.behind(f)
    }
}

fn quoted_if(f: &mut Formatter<'_>, text: &str, quoted: bool) -> fmt::Result {
    if quoted {
        write!(f, "\"{text}\"")
    } else {
        f.write_str(text)
    }
}
