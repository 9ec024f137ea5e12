//! The commands that cite: those of LaTeX, natbib, biblatex and the styles and classes that people use.

/// Where a citing command has its keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// In these of its mandatory arguments: bit 0 is the first.
    Arguments(u16),
    /// In each `n`th mandatory argument of as many as there are, as `\cites[a]{k}[b]{l}` has them.
    Each(u8),
}

/// The first mandatory argument.
const FIRST: Shape = Shape::Arguments(1);
/// The second.
const SECOND: Shape = Shape::Arguments(2);

/// What the command `name` (without backslash and star) is known to cite.
pub(super) fn built_in(name: &str) -> Option<Shape> {
    // the first letter may be a capital, as at the beginning of a sentence
    let first = name.as_bytes().first()?;
    if !name.is_ascii() {
        return None;
    }
    let rest = &name[1..];
    let same = |known: &str| {
        known.as_bytes().first() == Some(&first.to_ascii_lowercase())
            && known.get(1..) == Some(rest)
    };
    let known = |list: &[&str]| list.iter().any(|known| same(known));
    // nearly all commands are none; this tells it quickly
    let telling = |part: &[u8]| matches!(part, b"ite" | b"quo" | b"pud" | b"ibe");
    if !rest.as_bytes().windows(3).any(telling) {
        return None;
    }
    if known(KEYS) {
        return Some(FIRST);
    }
    if known(VOLUMES)
        || known(&[
            "foreigntextcquote",
            "hyphentextcquote",
            "foreignblockcquote",
            "hyphenblockcquote",
        ])
    {
        return Some(SECOND);
    }
    if same("apud") {
        return Some(Shape::Arguments(3));
    }
    let single = name.strip_suffix('s')?;
    let same = |known: &&&str| {
        known.as_bytes().first() == Some(&first.to_ascii_lowercase())
            && known.get(1..) == single.get(1..)
    };
    if MULTIPLE.iter().any(|known| same(&known)) {
        return Some(Shape::Each(1));
    }
    VOLUMES
        .iter()
        .any(|known| same(&known))
        .then_some(Shape::Each(2))
}

/// Commands with keys in the first mandatory argument.
const KEYS: &[&str] = &[
    // LaTeX
    "cite",
    "nocite",
    // natbib
    "citet",
    "citep",
    "citealt",
    "citealp",
    "citeauthor",
    "citefullauthor",
    "citeyear",
    "citeyearpar",
    "citenum",
    "citetalias",
    "citepalias",
    "defcitealias",
    "shortcites",
    // biblatex
    "parencite",
    "footcite",
    "footcitetext",
    "textcite",
    "smartcite",
    "supercite",
    "autocite",
    "citetitle",
    "citedate",
    "citeurl",
    "fullcite",
    "footfullcite",
    "notecite",
    "pnotecite",
    "fnotecite",
    "citename",
    "citelist",
    "citefield",
    "entrydata",
    "gentextcite",
    "hybridcite",
    "headlesscite",
    "headlessfullcite",
    "shortcite",
    "shortrefcite",
    "surnocite",
    "parencitetitle",
    "citejournal",
    "nptextcite",
    "citefirstlastauthor",
    "shorthandcite",
    "citeinbook",
    "sentencecite",
    "posscite",
    "citegenitive",
    "citeallauthors",
    "inlinecite",
    "brackcite",
    // csquotes
    "textcquote",
    "blockcquote",
    "hybridblockcquote",
    // apacite
    "citeA",
    "citeNP",
    "fullciteA",
    "fullciteNP",
    "shortciteA",
    "shortciteNP",
    "citeauthorNP",
    "citeyearNP",
    "citeANP",
    "shortciteauthor",
    "shortciteauthorNP",
    "fullciteauthor",
    "fullciteauthorNP",
    "nocitemeta",
    "maskcite",
    "maskciteA",
    "masknocite",
    "citeMetaNP",
    // chicago, harvard, jurabib, cite, revtex, abntex, ACM, AAS, ACL
    "citeN",
    "shortciteN",
    "citeasnoun",
    "citeaffixed",
    "possessivecite",
    "possessivecitep",
    "citen",
    "citeonline",
    "citeauthoronline",
    "citeyearnp",
    "onlinecite",
    "citeauthoryear",
    "citeyearonline",
    "rcite",
    "fcite",
    "newcite",
    "citeposs",
    "perscite",
    "shortcitet",
    "shortcitep",
    "inciteA",
    "citeR",
    "mciteboxp",
    "citeright",
    "footciteref",
    // bibentry, biblatex-fiwi, nmbib
    "bibentry",
    "citefilm",
    "citeepisode",
    "citealn",
    "citeall",
];

/// biblatex's commands that come in the plural.
const MULTIPLE: &[&str] = &[
    "cite",
    "parencite",
    "footcite",
    "footcitetext",
    "smartcite",
    "textcite",
    "supercite",
    "autocite",
    "fullcite",
    "footfullcite",
    "citeauthor",
    "citetitle",
    "citeyear",
    "brackcite",
    "nptextcite",
];

/// biblatex's commands with a volume before the keys.
const VOLUMES: &[&str] = &[
    "volcite",
    "pvolcite",
    "fvolcite",
    "ftvolcite",
    "svolcite",
    "tvolcite",
    "avolcite",
];

/// Environments in which nothing is a command.
pub(super) const VERBATIM: &[&str] = &[
    "verbatim",
    "Verbatim",
    "BVerbatim",
    "LVerbatim",
    "SaveVerbatim",
    "VerbatimOut",
    "lstlisting",
    "minted",
    "comment",
    "filecontents",
    "tcblisting",
    "spverbatim",
    "verbatimtab",
    "luacode",
    "pycode",
    "sagesilent",
    "Sinput",
    "Soutput",
    "Highlighting",
    "asy",
    "dot2tex",
    "tcboutputlisting",
    "codeexample",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_commands() {
        for name in [
            "cite",
            "Cite",
            "citep",
            "Citealt",
            "nocite",
            "Parencite",
            "footcitetext",
            "citeA",
            "bibentry",
        ] {
            assert_eq!(built_in(name), Some(FIRST), "{name}");
        }
        for name in ["textcquote", "hybridblockcquote", "onlinecite"] {
            assert_eq!(built_in(name), Some(FIRST), "{name}");
        }
        assert_eq!(built_in("Parencites"), Some(Shape::Each(1)));
        assert_eq!(built_in("pvolcites"), Some(Shape::Each(2)));
        assert_eq!(built_in("Tvolcite"), Some(SECOND));
        assert_eq!(built_in("apud"), Some(Shape::Arguments(3)));
        for name in [
            "",
            "citation",
            "c",
            "CITE",
            "cit",
            "citereset",
            "citetext",
            "excited",
            "s",
            "ref",
            "é",
        ] {
            assert_eq!(built_in(name), None, "{name}");
        }
    }
}
