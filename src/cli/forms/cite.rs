//! Citations as they are typed into documents: keys in the syntax of LaTeX, Typst, Pandoc or Org.
//!
//! A key that a syntax cannot take as it is goes into the longer form that the syntax has for it.

use clap::builder::{PossibleValue, TypedValueParser, ValueParser};

/// How a kind of document cites.
#[derive(Debug)]
pub(crate) struct Syntax {
    /// Its name on the command line.
    pub(crate) name: &'static str,
    /// Other names.
    pub(crate) aliases: &'static [&'static str],
    /// What the forms look like: of two keys, and of one with a place.
    pub(crate) examples: [&'static str; 2],
    cite: fn(&[&str], Option<&str>) -> Result<String, String>,
}

/// All of them.
pub(crate) static SYNTAXES: &[Syntax] = &[
    Syntax {
        name: "latex",
        aliases: &["tex"],
        examples: ["\\cite{a,b}", "\\cite[p.~3]{a}"],
        cite: latex,
    },
    Syntax {
        name: "typst",
        aliases: &[],
        examples: ["@a @b", "@a[p. 3]"],
        cite: typst,
    },
    Syntax {
        name: "pandoc",
        aliases: &["markdown", "quarto"],
        examples: ["[@a; @b]", "[@a, p. 3]"],
        cite: pandoc,
    },
    Syntax {
        name: "org",
        aliases: &[],
        examples: ["[cite:@a;@b]", "[cite:@a p. 3]"],
        cite: org,
    },
];

/// The syntax with this name.
pub(crate) fn named(name: &str) -> Option<&'static Syntax> {
    SYNTAXES
        .iter()
        .find(|syntax| syntax.name == name || syntax.aliases.contains(&name))
}

/// Reads the name of a syntax on the command line.
pub(crate) fn parser() -> ValueParser {
    let values = SYNTAXES
        .iter()
        .map(|syntax| PossibleValue::new(syntax.name).aliases(syntax.aliases));
    let parser = clap::builder::PossibleValuesParser::new(values);
    ValueParser::new(parser.try_map(|name| named(&name).ok_or("there is no such syntax")))
}

impl Syntax {
    /// One citation of all of `keys`, of which there is one at least; `locator` is a place in the last of them.
    pub(crate) fn cite(&self, keys: &[&str], locator: Option<&str>) -> Result<String, String> {
        let locator = locator.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        (self.cite)(keys, locator.as_deref().filter(|text| !text.is_empty()))
    }
}

fn latex(keys: &[&str], locator: Option<&str>) -> Result<String, String> {
    let keys = keys.join(",");
    Ok(match locator {
        None => format!("\\cite{{{keys}}}"),
        Some(place) => {
            let mut tex = String::new();
            for c in place.chars() {
                if matches!(c, '%' | '&' | '#' | '_' | '$') {
                    tex.push('\\');
                }
                tex.push(c);
            }
            // "p. 3" must not be torn apart at the end of a line
            let tex = tex.replace(". ", ".~").replace('–', "--");
            if tex.contains(']') {
                format!("\\cite[{{{tex}}}]{{{keys}}}")
            } else {
                format!("\\cite[{tex}]{{{keys}}}")
            }
        }
    })
}

fn typst(keys: &[&str], locator: Option<&str>) -> Result<String, String> {
    let is_label = |key: &str| {
        let inner = |c: char| c.is_alphanumeric() || "_-.:".contains(c);
        key.chars().all(inner)
            && key.starts_with(char::is_alphanumeric)
            && key.ends_with(char::is_alphanumeric)
    };
    let escaped = |text: &str, signs: &[char]| {
        text.chars().fold(String::new(), |mut out, c| {
            if c == '\\' || signs.contains(&c) {
                out.push('\\');
            }
            out.push(c);
            out
        })
    };
    let one = |(index, key): (usize, &&str)| {
        let place = locator
            .filter(|_| index + 1 == keys.len())
            .map(|place| escaped(place, &['[', ']', '#', '*', '_', '@', '$', '`', '<']));
        match (is_label(key), place) {
            (true, None) => format!("@{key}"),
            (true, Some(place)) => format!("@{key}[{place}]"),
            (false, place) => {
                let label = format!("label(\"{}\")", escaped(key, &['"']));
                match place {
                    None => format!("#cite({label})"),
                    Some(place) => format!("#cite({label}, supplement: [{place}])"),
                }
            }
        }
    };
    Ok(keys
        .iter()
        .enumerate()
        .map(one)
        .collect::<Vec<_>>()
        .join(" "))
}

fn pandoc(keys: &[&str], locator: Option<&str>) -> Result<String, String> {
    // Pandoc's manual, "Citation syntax": a letter, digit or _, then also single punctuation inside
    let is_plain = |key: &str| {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let mut inside = false;
        key.starts_with(word)
            && key.ends_with(word)
            && key.chars().all(|c| {
                let sign = !word(c);
                let fits = !sign || (!inside && ":.#$%&-+?<>~/".contains(c));
                inside = sign;
                fits
            })
    };
    let mut cited = Vec::with_capacity(keys.len());
    for key in keys {
        if is_plain(key) {
            cited.push(format!("@{key}"));
        } else if key.contains(['{', '}']) {
            return Err(format!("Pandoc cannot cite the key {key}"));
        } else {
            cited.push(format!("@{{{key}}}"));
        }
    }
    let cited = cited.join("; ");
    Ok(match locator {
        None => format!("[{cited}]"),
        Some(place) if place.contains(['[', ']', ';', '{', '}']) => {
            return Err(format!(
                "Pandoc takes no place such as {place:?}: leave brackets and semicolons out"
            ));
        }
        Some(place) => format!("[{cited}, {place}]"),
    })
}

fn org(keys: &[&str], locator: Option<&str>) -> Result<String, String> {
    // Org's syntax, "Citation references": word characters and these
    let is_key = |c: char| c.is_alphanumeric() || "_-.:?!`'/*@+|(){}<>&^$#%~".contains(c);
    if let Some(key) = keys.iter().find(|key| !key.chars().all(is_key)) {
        return Err(format!("Org cannot cite the key {key}"));
    }
    let cited: Vec<String> = keys.iter().map(|key| format!("@{key}")).collect();
    let cited = cited.join(";");
    Ok(match locator {
        None => format!("[cite:{cited}]"),
        Some(place) if place.contains(['[', ']', ';', '@']) => {
            return Err(format!(
                "Org takes no place such as {place:?}: leave brackets, semicolons and @ out"
            ));
        }
        Some(place) => format!("[cite:{cited} {place}]"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_syntax_does_as_its_examples() {
        for syntax in SYNTAXES {
            let [two, place] = syntax.examples;
            assert_eq!(syntax.cite(&["a", "b"], None).unwrap(), two);
            assert_eq!(syntax.cite(&["a"], Some(" p.  3 ")).unwrap(), place);
            assert_eq!(syntax.cite(&["a"], Some("")), syntax.cite(&["a"], None));
            for name in std::iter::once(&syntax.name).chain(syntax.aliases) {
                assert!(std::ptr::eq(named(name).unwrap(), syntax));
            }
        }
    }

    #[test]
    fn unusual_keys_are_cited_too() {
        let cite = |name: &str, keys: &[&str], place| named(name).unwrap().cite(keys, place);
        let typst = cite("typst", &["DBLP:conf/x/K84", "b."], Some("p. [3]")).unwrap();
        assert_eq!(
            typst,
            r#"#cite(label("DBLP:conf/x/K84")) #cite(label("b."), supplement: [p. \[3\]])"#
        );
        assert_eq!(
            cite("pandoc", &["DBLP:conf/x", "a::b", "c."], None).unwrap(),
            "[@DBLP:conf/x; @{a::b}; @{c.}]"
        );
        assert_eq!(
            cite("latex", &["a", "b"], Some("pp. 3–4 [x]")).unwrap(),
            "\\cite[{pp.~3--4 [x]}]{a,b}"
        );
        assert_eq!(
            cite("latex", &["a"], Some("50% & more")).unwrap(),
            "\\cite[50\\% \\& more]{a}"
        );
        assert!(cite("org", &["a;b"], None).is_err());
        assert!(cite("org", &["a"], Some("[3]")).is_err());
        assert!(cite("pandoc", &["a"], Some("3; 4")).is_err());
    }
}
