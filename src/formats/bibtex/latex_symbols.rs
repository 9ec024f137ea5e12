//! What LaTeX commands stand for: data for `latex`. Letters under accents and the common text symbols come from the
//! `biblatex` crate, asked once and remembered; the tables here hold what it lacks or reads differently.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use biblatex::{Bibliography, ChunksExt};
use unicode_normalization::char::compose;

use super::latex_tables::{ASKED, DROPPED, FUNCTIONS, JOURNALS, TEXT, WORDS};
use crate::model::Typography;

/// What to do on meeting a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    /// Stands for this text; white space after it belongs to the command.
    Text(&'static str),
    /// Stands for a word; white space after it is kept, whatever TeX says: people forget `{}`.
    Word(&'static str),
    /// A named function in formulas: a word that keeps its distance from letters before it.
    Function(&'static str),
    /// Some kind of space.
    Space,
    /// Changes the look only: vanishes, its argument stays.
    Drop,
    /// The argument has this look.
    Look(Typography),
    /// What follows in the group has this look, or none.
    Switch(Option<Typography>),
    /// An accent over the argument: an index into `ACCENTS`.
    Accent(usize),
    /// Arguments of which some are kept (`k`) and some vanish (`s`).
    Pick(&'static str),
    /// `\hspace{1em}`.
    Hspace,
    /// `\switchargs{a}{b}`: the second argument, then the first.
    Swap,
    /// The argument in quotation marks.
    Quote,
    /// Raised or lowered text.
    Super,
    Sub,
    Upper,
    Lower,
    /// `\url`: the argument is no TeX.
    Verbatim,
    /// `\verb|…|`.
    Verb,
    /// The argument is a formula.
    Math,
    /// `\mathbb`.
    Blackboard,
    Root,
    Fraction,
    Binomial,
    /// `\left`, `\big`: a delimiter follows.
    Delimiter,
    /// A dimension follows.
    Glue,
    /// A number follows.
    Number,
    /// `\char`: a character code follows.
    Char,
    /// `\accent`: a code and a letter follow.
    AccentPrimitive,
    /// `\string`: the next character as it is.
    Literal,
}

/// The accents: command, combining character, whether the `biblatex` crate is asked.
pub(super) const ACCENTS: &[(&str, char, bool)] = &[
    ("`", '\u{300}', true),
    ("'", '\u{301}', true),
    ("^", '\u{302}', true),
    ("~", '\u{303}', true),
    ("=", '\u{304}', true),
    ("u", '\u{306}', true),
    (".", '\u{307}', true),
    ("\"", '\u{308}', true),
    ("r", '\u{30A}', true),
    ("H", '\u{30B}', true),
    ("v", '\u{30C}', true),
    ("d", '\u{323}', true),
    ("c", '\u{327}', true),
    ("k", '\u{328}', true),
    // the crate draws a low line (U+0332), which composes with nothing
    ("b", '\u{331}', false),
    ("t", '\u{361}', false),
    ("h", '\u{309}', false),
    ("G", '\u{30F}', false),
    ("U", '\u{30D}', false),
    ("f", '\u{311}', false),
    ("textcommabelow", '\u{326}', false),
    ("cb", '\u{326}', false),
    ("polhk", '\u{328}', false),
    ("textogonekcentered", '\u{328}', false),
    ("not", '\u{338}', false),
    ("hat", '\u{302}', false),
    ("widehat", '\u{302}', false),
    ("check", '\u{30C}', false),
    ("tilde", '\u{303}', false),
    ("widetilde", '\u{303}', false),
    ("acute", '\u{301}', false),
    ("grave", '\u{300}', false),
    ("dot", '\u{307}', false),
    ("ddot", '\u{308}', false),
    ("breve", '\u{306}', false),
    ("bar", '\u{304}', false),
    ("overline", '\u{304}', false),
    ("vec", '\u{20D7}', false),
    ("mathring", '\u{30A}', false),
];

/// The accent of a control symbol or of a control word of one letter.
pub(super) fn accent_of_byte(byte: u8) -> Option<usize> {
    Some(match byte {
        b'`' => 0,
        b'\'' => 1,
        b'^' => 2,
        b'~' => 3,
        b'=' => 4,
        b'u' => 5,
        b'.' => 6,
        b'"' => 7,
        b'r' => 8,
        b'H' => 9,
        b'v' => 10,
        b'd' => 11,
        b'c' => 12,
        b'k' => 13,
        b'b' => 14,
        b't' => 15,
        _ => return None,
    })
}

/// The accent at a position of Knuth's text fonts, for TeX's `\accent`.
pub(super) fn accent_of_code(code: u32) -> Option<usize> {
    Some(match code {
        18 => 0,
        19 => 1,
        94 => 2,
        126 => 3,
        22 => 4,
        21 => 5,
        95 => 6,
        127 => 7,
        23 => 8,
        125 => 9,
        20 => 10,
        _ => return None,
    })
}

/// A letter under an accent: one character, or two where Unicode has no single one.
type Accented = (char, Option<char>);
type Row = [Accented; 52];

static ROWS: [OnceLock<Row>; 16] = [const { OnceLock::new() }; 16];

/// `letter`, of the basic alphabet, under the accent.
pub(super) fn accented(accent: usize, letter: u8) -> Option<Accented> {
    let column = match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        _ => return None,
    };
    let row = ROWS.get(accent)?.get_or_init(|| row(accent));
    row.get(column as usize).copied()
}

fn letters() -> impl Iterator<Item = char> {
    ('A'..='Z').chain('a'..='z')
}

fn row(accent: usize) -> Row {
    let (command, mark, ask) = ACCENTS[accent];
    let mut row = [('\0', None); 52];
    for (slot, letter) in row.iter_mut().zip(letters()) {
        *slot = match compose(letter, mark) {
            Some(one) => (one, None),
            None => (letter, Some(mark)),
        };
    }
    if ask {
        let commands: Vec<_> = letters().map(|c| format!("\\{command}{{{c}}}")).collect();
        for (slot, answer) in row.iter_mut().zip(evaluate(&commands)) {
            let mut chars = answer.chars();
            if let (Some(base), mark, None) = (chars.next(), chars.next(), chars.next()) {
                *slot = (base, mark);
            }
        }
    }
    row
}

/// What the `biblatex` crate makes of each of `commands`, which must be short and come from this file.
fn evaluate(commands: &[String]) -> Vec<String> {
    let mut source = String::from("@misc{k");
    for (index, command) in commands.iter().enumerate() {
        source.push_str(&format!(",\nx{index} = {{{command}}}"));
    }
    source.push_str("\n}");
    let bibliography = Bibliography::parse(&source).unwrap_or_default();
    let Some(entry) = bibliography.get("k") else {
        return Vec::new();
    };
    (0..commands.len())
        .map(|index| {
            let chunks = entry.get(&format!("x{index}"));
            chunks
                .map(|chunks| chunks.format_verbatim())
                .unwrap_or_default()
        })
        .collect()
}

/// What `name` means; `None` for a command nobody listed.
pub(super) fn command(name: &str) -> Option<Command> {
    static COMMANDS: LazyLock<HashMap<&'static str, Command>> = LazyLock::new(commands);
    COMMANDS.get(name).copied()
}

fn commands() -> HashMap<&'static str, Command> {
    use Command::*;
    let mut table = HashMap::with_capacity(1024);
    let asked: Vec<_> = ASKED
        .split_whitespace()
        .map(|name| format!("\\{name}"))
        .collect();
    for (name, answer) in ASKED.split_whitespace().zip(evaluate(&asked)) {
        table.insert(name, Text(String::leak(answer)));
    }
    let mut pairs = TEXT.split_whitespace();
    while let (Some(name), Some(text)) = (pairs.next(), pairs.next()) {
        table.insert(name, Text(text));
    }
    let journals = JOURNALS.lines().filter_map(|line| line.split_once(' '));
    table.extend(journals.map(|(name, text)| (name, Word(text))));
    table.extend(WORDS.split_whitespace().map(|name| (name, Word(name))));
    table.extend(
        FUNCTIONS
            .split_whitespace()
            .map(|name| (name, Function(name))),
    );
    table.extend(DROPPED.split_whitespace().map(|name| (name, Drop)));
    for (index, (name, ..)) in ACCENTS.iter().enumerate() {
        table.entry(name).or_insert(Accent(index));
    }
    for (command, names) in [
        (
            Space,
            "space hfill hfil vfill quad qquad enspace enskip thinspace medspace thickspace par newline linebreak \
             newblock item nobreakspace textspace newpage smallskip medskip bigskip addspace",
        ),
        (
            Pick("s"),
            "noopsort SortNoop sortnoop Noopsort NoopSort noop sort noopsortname label vspace phantom \
             hphantom vphantom color selectlanguage begin end href texorpdfstring textcolor colorbox \
             foreignlanguage raisebox tag index hypertarget hyperlink bibinfo bibfield fontfamily \
             fontseries fontshape fontencoding usefont pagestyle thispagestyle thanks thanksref footnote \
             footnotetext",
        ),
        (
            Pick("ss"),
            "rule fontsize newcommand renewcommand providecommand",
        ),
        (Pick("sks"), "VAN"),
        (Pick("ks"), "htmladdnormallink"),
        (Hspace, "hspace"),
        (Swap, "switchargs swapargs"),
        (Quote, "quote enquote textquote mkbibquote"),
        (
            Look(Typography::Italic),
            "emph textit textsl mkbibemph mkbibitalic bibemph BibEmph",
        ),
        (Look(Typography::Bold), "textbf mkbibbold"),
        (Look(Typography::SmallCaps), "textsc"),
        (Switch(Some(Typography::Italic)), "em it itshape sl slshape"),
        (Switch(Some(Typography::Bold)), "bf bfseries"),
        (Switch(Some(Typography::SmallCaps)), "sc scshape"),
        (Switch(None), "rm rmfamily normalfont upshape mdseries"),
        (Super, "textsuperscript textsuper sp ap"),
        (Sub, "textsubscript textinferior sb"),
        (Upper, "uppercase MakeUppercase MakeTextUppercase"),
        (Lower, "lowercase MakeLowercase MakeTextLowercase"),
        (Verbatim, "url path nolinkurl burl"),
        (Verb, "verb"),
        (Math, "ensuremath"),
        (Blackboard, "mathbb Bbb mathds mathbbm"),
        (Root, "sqrt"),
        (Fraction, "frac dfrac tfrac cfrac nicefrac sfrac"),
        (Binomial, "binom dbinom tbinom"),
        (
            Delimiter,
            "left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm",
        ),
        (Glue, "hskip kern vskip mskip mkern raise lower hglue"),
        (Number, "penalty hyphenpenalty tolerance"),
        (Char, "char symbol"),
        (AccentPrimitive, "accent"),
        (Literal, "string"),
    ] {
        table.extend(names.split_whitespace().map(|name| (name, command)));
    }
    table.insert("LaTeXe", Word("LaTeX2ε"));
    table.insert("MF", Word("METAFONT"));
    table.insert("MP", Word("METAPOST"));
    table.insert("TUB", Word("TUGboat"));
    table.insert("PS", Word("PostScript"));
    table
}

const RAISABLE: &str = "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ";
const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ";
const LOWERABLE: &str = "0123456789+-−=()aehijklmnoprstuvxβγρφχ";
const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ";

/// `c` raised, where Unicode has it.
pub(super) fn superscript(c: char) -> Option<char> {
    counterpart(c, RAISABLE, RAISED)
}

/// `c` lowered, where Unicode has it.
pub(super) fn subscript(c: char) -> Option<char> {
    counterpart(c, LOWERABLE, LOWERED)
}

/// Every character that Unicode has raised, or lowered, and that form of it.
pub(super) fn counterparts(raised: bool) -> impl Iterator<Item = (char, char)> {
    let (plain, changed) = match raised {
        true => (RAISABLE, RAISED),
        false => (LOWERABLE, LOWERED),
    };
    plain.chars().zip(changed.chars())
}

fn counterpart(c: char, from: &str, to: &str) -> Option<char> {
    from.chars()
        .zip(to.chars())
        .find(|pair| pair.0 == c)
        .map(|pair| pair.1)
}

/// `c` as a blackboard-bold letter.
pub(super) fn blackboard(c: char) -> char {
    let from =
        |start: u32, first: char| char::from_u32(start + (c as u32 - first as u32)).unwrap_or(c);
    match c {
        'C' => 'ℂ',
        'H' => 'ℍ',
        'N' => 'ℕ',
        'P' => 'ℙ',
        'Q' => 'ℚ',
        'R' => 'ℝ',
        'Z' => 'ℤ',
        'A'..='Z' => from(0x1D538, 'A'),
        'a'..='z' => from(0x1D552, 'a'),
        '0'..='9' => from(0x1D7D8, '0'),
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crate_answers_for_every_symbol_it_is_asked_about() {
        let asked: Vec<_> = ASKED
            .split_whitespace()
            .map(|name| format!("\\{name}"))
            .collect();
        let answers = evaluate(&asked);
        assert_eq!(answers.len(), asked.len());
        for (command, answer) in asked.iter().zip(&answers) {
            assert_eq!(answer.chars().count(), 1, "{command} -> {answer:?}");
            assert!(answer != "\\" || command == "\\textbackslash");
        }
    }

    #[test]
    fn the_crate_and_unicode_agree_on_accents() {
        for (accent, (command, mark, ask)) in ACCENTS.iter().enumerate().take(ROWS.len()) {
            for letter in letters().filter(|_| *ask) {
                let expected = match compose(letter, *mark) {
                    Some(one) => (one, None),
                    None => (letter, Some(*mark)),
                };
                assert_eq!(
                    accented(accent, letter as u8),
                    Some(expected),
                    "\\{command}{{{letter}}}"
                );
            }
        }
    }

    #[test]
    fn tables_are_in_pairs() {
        assert_eq!(TEXT.split_whitespace().count() % 2, 0);
        for (index, text) in TEXT.split_whitespace().enumerate() {
            let fine = if index % 2 == 0 {
                text.bytes().all(|byte| byte.is_ascii_alphabetic())
            } else {
                text.chars().count() == 1
            };
            assert!(fine, "{text:?}");
        }
        assert_eq!(superscript('W'), Some('ᵂ'));
        assert_eq!(superscript('χ'), Some('ᵡ'));
        assert_eq!(subscript('χ'), Some('ᵪ'));
        assert_eq!(superscript('q'), None);
    }

    #[test]
    fn accents_are_where_their_bytes_say() {
        for (index, (command, ..)) in ACCENTS.iter().enumerate().take(ROWS.len()) {
            assert_eq!(accent_of_byte(command.as_bytes()[0]), Some(index));
        }
    }

    #[test]
    fn blackboard_letters() {
        assert_eq!(blackboard('R'), 'ℝ');
        assert_eq!(blackboard('F'), '𝔽');
        assert_eq!(blackboard('é'), 'é');
    }
}
