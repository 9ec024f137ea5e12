//! The help page of the query language, from the lists that the parser reads by.

use super::FIELDS;

/// What can be written beside fields: a form, and what it finds.
pub const SYNTAX: &[(&str, &str)] = &[
    ("knuth literate", "all words, anywhere in an entry"),
    ("\"literate programming\"", "words one after the other"),
    ("relativ*", "words that begin so"),
    ("author:knuth", "a word in a field"),
    ("title:\"general theory\"", "a phrase in a field"),
    ("author:(knuth OR lamport)", "several terms in a field"),
    ("-tex, !tex, NOT tex", "entries without it"),
    (
        "knuth OR lamport",
        "either; words side by side bind more than OR, for which | stands, too",
    ),
    ("(knuth OR lamport) tex", "brackets"),
    ("note:*", "entries that have a field, as has:note"),
    ("*", "every entry"),
];

/// What else there is to know.
const NOTES: &str = "\
Any other field of an entry can be asked by its name, as note:read or pages:147.
Case, accents and LaTeX's markup do not matter. The last word also finds longer
ones, until the list is full of titles and names with the whole word; of few
entries, or with none that has all words whole in title and names, every word
does. Where nothing is found, a misspelt word finds the library's nearest. Words
in quotes are meant as they are, and with --exact all are.

A year or a day may be a range: year:2015..2017, year:2015.., year:..2017,
year:>=2015, year:201*; 2015..2017 alone is one of years, and 2015-2017 where
there are no such pages; date:2006-11 is a month.
In references '79, 2009a, 1980s, 198x and 1984/85 are years as well as words;
pp., vol. or no. before a number is no word, nor is a number in front, as [12]
or 5.
Behind a field's name = is as good as the colon, with years also > and <; at the
beginning a space behind the colon or around the = does no harm: author: knuth
year=1984. At the end of a title a colon says nothing: Programming language:

A hyphen negates at the beginning of a word, not behind a bracket or a quote as
in (2+1)-dimensional. In a text of four words or more that begins with a capital
and has no other sign, it does so only where that finds anything.

A whole key finds its entry, even one that looks like a field, as knuth:1984.
A DOI, ISBN or arXiv number, bare, as a URL or behind its name (ISBN
0-201-13447-0), finds its entry without a field, an ISBN also with spaces in it;
keys as a document cites them, [@lamport86, p. 3; @knuth84] or \\cite{knuth84},
find their entries. A name in quotes may have the family name first:
\"smith, john\".

A shell takes quotes, brackets, stars, < and > for itself: put a query with them
in single quotes, as in ibid find 'author:(knuth OR lamport) year:>=1980'. Behind
the words of a search -word is a term and not an option, unless there is an
option of that name or it is one letter; NOT word always is one.";

/// The help page as plain text.
pub fn page() -> String {
    let mut out = String::from("A query is words to look for, and what is known of them:\n\n");
    rows(
        &mut out,
        SYNTAX
            .iter()
            .map(|(form, help)| ((*form).to_owned(), (*help).to_owned())),
    );
    out.push_str("\nFields:\n\n");
    rows(
        &mut out,
        FIELDS
            .iter()
            .map(|field| (names(field), format!("{} ({})", field.help, field.example))),
    );
    out.push('\n');
    out.push_str(NOTES);
    out.push('\n');
    out
}

/// The fields as a Markdown table.
pub fn markdown() -> String {
    let mut out = String::from("| field | looks at | example |\n|---|---|---|\n");
    for field in FIELDS {
        let names: Vec<String> = std::iter::once(&field.name)
            .chain(field.aliases)
            .map(|name| format!("`{name}:`"))
            .collect();
        out.push_str(&format!(
            "| {} | {} | `{}` |\n",
            names.join(", "),
            field.help,
            field.example
        ));
    }
    out
}

/// `venue:, journal:, in:`
fn names(field: &super::Known) -> String {
    let names: Vec<String> = std::iter::once(&field.name)
        .chain(field.aliases)
        .map(|name| format!("{name}:"))
        .collect();
    names.join(" ")
}

fn rows(out: &mut String, rows: impl Iterator<Item = (String, String)>) {
    const LEFT: usize = 26;
    for (left, right) in rows {
        let gap = LEFT.saturating_sub(left.chars().count()).max(2);
        out.push_str("  ");
        out.push_str(&left);
        let mut column = left.chars().count() + gap;
        out.push_str(&" ".repeat(gap));
        for (index, word) in right.split(' ').enumerate() {
            let width = word.chars().count();
            if index > 0 && column + width + 1 > 78 {
                out.push('\n');
                out.push_str(&" ".repeat(LEFT + 2));
                column = LEFT;
            } else if index > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += width;
        }
        out.push('\n');
    }
}
