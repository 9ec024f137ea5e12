//! Help on what is no command: `ibid help query`. A new topic is its line in [`TOPICS`].

use ibid::query;

use super::forms::{cite, template};
use super::project;

/// Something to be explained.
pub(crate) struct Topic {
    /// As in `ibid help NAME`.
    pub(crate) name: &'static str,
    /// One line about it.
    pub(crate) about: &'static str,
    /// The page.
    pub(crate) text: fn() -> String,
}

/// All topics.
pub(crate) const TOPICS: &[Topic] = &[
    Topic {
        name: "query",
        about: "the query language of find, pick and export --query",
        text: query::help::page,
    },
    Topic {
        name: "forms",
        about: "the forms in which find, pick and show print entries: citations, templates …",
        text: forms,
    },
    Topic {
        name: "project",
        about: "ibid.toml, the file that keeps what a document's bibliography is to be like",
        text: project::help,
    },
];

fn forms() -> String {
    let mut out = String::from(
        "find and show print entries in the form that one of these options asks for:\n\n\
         \x20 --keys               keys, one a line\n\
         \x20 --cite SYNTAX        one citation of them all, with --locator PLACE in the last\n\
         \x20 --template TEXT      a line for each, with the fields below filled in\n\
         \x20 --bibtex             BibTeX as it stands in the library\n\
         \x20 --json               everything, for programs\n\n\
         Citations:\n\n",
    );
    for syntax in cite::SYNTAXES {
        let also = match syntax.aliases {
            [] => String::new(),
            names => format!(" (also {})", names.join(", ")),
        };
        let [two, place] = syntax.examples;
        out.push_str(&format!("  {:<9}{two:<15}{place}{also}\n", syntax.name));
    }
    out.push_str("\nFields of a template:\n\n");
    for field in template::FIELDS {
        out.push_str(&format!(
            "  {:<19}{}\n",
            format!("{{{}}}", field.name),
            field.help
        ));
    }
    out.push_str(
        "\nAny other field of an entry by its name as {note}, or as {field.NAME} where it is\n\
         one of your own. {doi|url} is the first that has a text. {{ and }} are braces,\n\
         \\n and \\t a new line and a tab.\n\n\
         \x20 ibid find knuth --template '{author.family} {year} – {title}'\n\
         \x20 ibid find knuth --keys | ibid show - --cite latex\n\
         \x20 ibid find --first --cite pandoc --locator 'p. 3' time clocks ordering\n",
    );
    out
}

/// A manual page of a topic.
pub(crate) fn manual(topic: &Topic) -> String {
    let escaped = |line: &str| {
        let line = line.replace('\\', "\\e").replace('-', "\\-");
        if line.starts_with(['.', '\'']) {
            format!("\\&{line}")
        } else {
            line
        }
    };
    let name = topic.name;
    let mut out = format!(
        ".TH ibid-{name} 1 \"ibid {}\"\n.SH NAME\nibid\\-{name} \\- {}\n.SH DESCRIPTION\n.nf\n",
        env!("CARGO_PKG_VERSION"),
        escaped(topic.about)
    );
    for line in (topic.text)().lines() {
        out.push_str(&escaped(line));
        out.push('\n');
    }
    out.push_str(".fi\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_tell_all_there_is() {
        let query = query::help::page();
        for field in query::FIELDS {
            for name in std::iter::once(&field.name).chain(field.aliases) {
                assert!(query.contains(&format!("{name}:")), "{name}");
            }
            assert!(
                query.contains(field.help.split(' ').next().unwrap()),
                "{}",
                field.name
            );
        }
        let forms = forms();
        assert!(
            template::FIELDS
                .iter()
                .all(|field| forms.contains(&format!("{{{}}}", field.name)))
        );
        assert!(
            cite::SYNTAXES
                .iter()
                .all(|syntax| forms.contains(syntax.name))
        );
        for topic in TOPICS {
            let page = (topic.text)();
            assert!(
                page.lines().all(|line| line.chars().count() <= 100),
                "{page}"
            );
            assert!(manual(topic).starts_with(".TH ibid-"));
        }
    }
}
