//! Text with its looks, and how the punctuation of its parts is fitted together.

use super::xml::Element;
use crate::model::Typography;

/// The looks of a piece of text; `None` leaves it to what is around.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct TextStyle {
    pub(super) italic: Option<bool>,
    pub(super) bold: Option<bool>,
    pub(super) small_caps: Option<bool>,
    pub(super) underline: Option<bool>,
    pub(super) vertical: Option<Vertical>,
    /// Whether its italics are the text's own: within italics they are upright.
    pub(super) emphasis: bool,
    /// Whether the text itself is raised or lowered, which says something where there are no looks, too.
    pub(super) script: bool,
    /// Whether its letters keep their case.
    pub(super) as_is: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vertical {
    Baseline,
    Superscript,
    Subscript,
}

impl TextStyle {
    pub(super) fn read(element: &Element) -> Self {
        let says =
            |name: &str, yes: &[&str]| element.attribute(name).map(|text| yes.contains(&text));
        Self {
            italic: says("font-style", &["italic", "oblique"]),
            bold: says("font-weight", &["bold"]),
            small_caps: says("font-variant", &["small-caps"]),
            underline: says("text-decoration", &["underline"]),
            vertical: element.attribute("vertical-align").map(|text| match text {
                "sup" => Vertical::Superscript,
                "sub" => Vertical::Subscript,
                _ => Vertical::Baseline,
            }),
            ..Self::default()
        }
    }

    /// This, and what it leaves open from `outer`.
    pub(super) fn within(self, outer: Self) -> Self {
        let italic = match (self.italic, outer.italic) {
            (Some(italic), Some(true)) if self.emphasis => Some(!italic),
            (italic, outer) => italic.or(outer),
        };
        Self {
            italic,
            emphasis: self.emphasis && outer.italic.is_none(),
            bold: self.bold.or(outer.bold),
            small_caps: self.small_caps.or(outer.small_caps),
            underline: self.underline.or(outer.underline),
            vertical: self.vertical.or(outer.vertical),
            script: self.script,
            as_is: self.as_is,
        }
    }
}

/// Text of one look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) style: TextStyle,
    pub(super) part: Part,
    /// What a link on it would lead to.
    pub(super) target: Option<Target>,
}

/// A part of a reference that is a link where references can have links (CSL 1.0.2, Appendix VI).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The title, which leads to wherever the work is.
    Title,
    /// The DOI.
    Doi,
    /// The URL.
    Url,
    /// PubMed's number.
    Pmid,
    /// PubMed Central's number.
    Pmcid,
}

impl Target {
    const ALL: [Self; 5] = [Self::Title, Self::Doi, Self::Url, Self::Pmid, Self::Pmcid];

    /// The CSL variable that has it.
    pub(super) fn variable(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Doi => "DOI",
            Self::Url => "URL",
            Self::Pmid => "PMID",
            Self::Pmcid => "PMCID",
        }
    }

    /// What the CSL variable of this name leads to.
    pub(super) fn of_variable(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|target| target.variable() == name)
    }
}

/// What a piece is, where that matters later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Part {
    #[default]
    Text,
    /// The names that an entry begins with.
    Lead,
    OpenQuote,
    CloseQuote,
    /// What stands in the margin ends here.
    MarginEnd,
    /// A new line begins.
    Break,
}

/// Pieces in a row. Where two meet, punctuation is fitted together by [`settle`].
pub(super) type Rich = Vec<Piece>;

pub(super) fn plain(text: impl Into<String>) -> Piece {
    Piece {
        text: text.into(),
        ..Piece::default()
    }
}

/// Pieces in which parts of the text have a typography of their own, as pieces of one look each.
pub(super) fn apart(rich: Rich) -> Rich {
    if !rich
        .iter()
        .any(|piece| piece.text.contains(Typography::is_sign))
    {
        return rich;
    }
    let mut out = Rich::with_capacity(rich.len() + 4);
    let mut open = Vec::new();
    for piece in rich {
        let mut rest = piece.text.as_str();
        loop {
            let end = rest.find(Typography::is_sign).unwrap_or(rest.len());
            if end > 0 || piece.text.is_empty() {
                out.push(Piece {
                    text: rest[..end].to_owned(),
                    style: of_text(&open).within(piece.style),
                    ..piece.clone()
                });
            }
            let mut behind = rest[end..].chars();
            match behind.next().and_then(Typography::of) {
                Some((look, true)) => open.push(look),
                Some((look, false)) => {
                    if let Some(at) = open.iter().rposition(|known| *known == look) {
                        open.remove(at);
                    }
                }
                None => break,
            }
            rest = behind.as_str();
        }
    }
    out
}

/// The looks that a text gives itself.
fn of_text(open: &[Typography]) -> TextStyle {
    let has = |look| open.contains(&look).then_some(true);
    let italics = open.iter().filter(|look| **look == Typography::Italic);
    let italic = Some(italics.count()).filter(|depth| *depth > 0);
    let vertical = open.iter().rev().find_map(|look| match look {
        Typography::Superscript => Some(Vertical::Superscript),
        Typography::Subscript => Some(Vertical::Subscript),
        _ => None,
    });
    TextStyle {
        italic: italic.map(|depth| depth % 2 == 1),
        emphasis: italic.is_some(),
        bold: has(Typography::Bold),
        small_caps: has(Typography::SmallCaps),
        underline: None,
        vertical,
        script: vertical.is_some(),
        as_is: open.contains(&Typography::AsIs),
    }
}

/// The text without its looks.
pub(super) fn to_text(rich: &[Piece]) -> String {
    rich.iter().map(|piece| piece.text.as_str()).collect()
}

const MARKS: [char; 6] = ['.', ',', ';', ':', '!', '?'];

/// What becomes of two punctuation marks that meet, as the left one and the right one that are left of them.
fn meet(left: char, right: char) -> (Option<char>, Option<char>) {
    match (left, right) {
        _ if left == right => (Some(left), None),
        ('!' | '?', '.') | ('!' | '?' | ';', ':') => (Some(left), None),
        // what was to come between is missing
        (',' | ';' | ':', '.') | (':' | ';', '!' | '?') => (None, Some(right)),
        _ => (Some(left), Some(right)),
    }
}

/// Fits punctuation together where pieces meet: no doubled marks or spaces, and where `in_quote` periods and commas go
/// before the quotation mark that closes.
pub(super) fn settle(pieces: Rich, in_quote: bool) -> Rich {
    let mut out: Rich = Vec::with_capacity(pieces.len());
    for mut piece in pieces {
        if piece.text.is_empty() && matches!(piece.part, Part::Text | Part::Lead) {
            continue;
        }
        if let Some(mark) = mark_alone(&piece.text)
            && !close_up(&mut out, mark)
        {
            piece.text.remove(0);
        }
        while let Some(first) = piece.text.chars().next() {
            let kept = if first == ' ' {
                let begins = out.last().is_none_or(|last| last.part == Part::MarginEnd);
                !begins && !ends_with(&out, ' ')
            } else if MARKS.contains(&first) {
                fit(&mut out, first, in_quote)
            } else {
                break;
            };
            if kept {
                break;
            }
            piece.text.remove(0);
        }
        if !piece.text.is_empty() || !matches!(piece.part, Part::Text | Part::Lead) {
            out.push(piece);
        }
    }
    out
}

/// The mark that stands by itself at the beginning of a text.
fn mark_alone(text: &str) -> Option<char> {
    let mut chars = text.chars();
    let mark = chars
        .next()
        .filter(|c| matches!(c, '.' | ',' | ';' | ':'))?;
    chars.next().is_none_or(|next| next == ' ').then_some(mark)
}

/// Fits a mark to what ends with a space, where something between them is missing: of two marks one is left, and there
/// is no space before a period or a comma, and no mark before all text. Whether the mark is still to be written.
fn close_up(out: &mut Rich, mark: char) -> bool {
    let Some(last) = out.iter().rposition(|piece| !piece.text.trim().is_empty()) else {
        return false;
    };
    if out[last + 1..]
        .iter()
        .any(|piece| piece.part == Part::MarginEnd)
    {
        return false;
    }
    let kept = out[last].text.trim_end_matches(' ').len();
    if kept == out[last].text.len() && last + 1 == out.len() {
        // a period of the style's own ends a sentence; others may be those of abbreviations
        return !(out[last].text == "." && matches!(mark, ';' | ':'));
    }
    let left = match out[last].part {
        Part::Text | Part::Lead => out[last].text[..kept].chars().next_back(),
        _ => return true,
    };
    let kept = match left {
        Some(',' | ';') if mark == '.' => kept - 1,
        Some(left) if MARKS.contains(&left) => return false,
        _ if matches!(mark, '.' | ',') => kept,
        _ => return true,
    };
    out[last].text.truncate(kept);
    out.truncate(last + 1);
    true
}

/// A reference without the mark that was to part its last words from others.
pub(super) fn without_open_end(mut pieces: Rich) -> Rich {
    let last = pieces
        .iter_mut()
        .rfind(|piece| !piece.text.trim().is_empty());
    if let Some(piece) = last
        && piece.part == Part::Text
    {
        let kept = piece.text.trim_end_matches([' ', ',', ';', ':']).len();
        piece.text.truncate(kept);
    }
    pieces
}

fn ends_with(out: &[Piece], wanted: char) -> bool {
    out.iter()
        .rev()
        .find(|piece| !piece.text.is_empty())
        .is_some_and(|piece| piece.text.ends_with(wanted))
}

/// Whether the mark stays where it stands.
fn fit(out: &mut Rich, mark: char, in_quote: bool) -> bool {
    let Some(last) = out.iter().rposition(|piece| !piece.text.is_empty()) else {
        return true;
    };
    let mut at = last;
    while at > 0 && out[at].part == Part::CloseQuote {
        at -= 1;
        while at > 0 && out[at].text.is_empty() {
            at -= 1;
        }
    }
    let quoted = at != last;
    let Some(left) = out[at].text.chars().next_back() else {
        return true;
    };
    if quoted {
        if in_quote && matches!(mark, '.' | ',') {
            if !MARKS.contains(&left) || meet(left, mark).1.is_some() {
                if out[at].style.script || out[at].style.emphasis {
                    // what the text itself sets off ends before the mark
                    let style = out[last].style;
                    let mark = Piece {
                        style,
                        ..plain(mark)
                    };
                    out.insert(at + 1, mark);
                } else {
                    out[at].text.push(mark);
                }
            }
            return false;
        }
        // a question within quotation marks ends the sentence
        return !(matches!(left, '!' | '?' | '.') && mark == '.' && in_quote);
    }
    if !MARKS.contains(&left) {
        return true;
    }
    match meet(left, mark) {
        (Some(_), None) => false,
        (None, Some(_)) => {
            out[at].text.pop();
            // what stood before the mark that went meets this one now
            fit(out, mark, in_quote)
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_meet_that_stood_around_another() {
        assert_eq!(settled(&["J. n.d.", ";", "."], false), "J. n.d.");
        assert_eq!(settled(&["Why?", ",", "."], false), "Why?");
    }

    fn settled(parts: &[&str], in_quote: bool) -> String {
        let pieces = parts
            .iter()
            .map(|text| Piece {
                part: match *text {
                    "“" => Part::OpenQuote,
                    "”" => Part::CloseQuote,
                    _ => Part::Text,
                },
                ..plain(*text)
            })
            .collect();
        to_text(&settle(pieces, in_quote))
    }

    #[test]
    fn marks_that_meet() {
        for (parts, expected) in [
            (&["Why?", ". Next"][..], "Why? Next"),
            (&["et al.", "."], "et al."),
            (&["Jr.", ", "], "Jr., "),
            (&["Why?", ": how"], "Why? how"),
            (&["...", "x"], "...x"),
            (&["a ", " b"], "a b"),
            (&["“", "Title", "”", ". Next"], "“Title.” Next"),
            (&["“", "Title?", "”", ". Next"], "“Title?” Next"),
            (&["“", "Title", "”", ", ", "x"], "“Title,” x"),
            (&["editor ", ", ", "Title"], "editor, Title"),
            (&["Vol. 1. ", "; ", "1988"], "Vol. 1. 1988"),
            (&["1985", ". ", ". ", "Press"], "1985. Press"),
            (&["Title, ", ". ", "Press"], "Title. Press"),
            (&["in: ", ". ", "Berlin"], "in: Berlin"),
            (&["In", " ", ", ", "19"], "In, 19"),
            (&["Republic", ".", "; ", "1990"], "Republic. 1990"),
            (&["Wiley, Inc.", "; ", "1990"], "Wiley, Inc.; 1990"),
            (&[". ", "http://x"], "http://x"),
            (&["A", " ; ", "B", " : ", "C"], "A ; B : C"),
            (&["1990;", ". "], "1990. "),
            (
                &["The Journal. ", "... and justice"],
                "The Journal. ... and justice",
            ),
        ] {
            assert_eq!(settled(parts, true), expected);
        }
        assert_eq!(
            settled(&["“", "Title", "”", ". Next"], false),
            "“Title”. Next"
        );
    }
}
