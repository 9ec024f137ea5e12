//! Rich text in the languages it can be written in. Everything that comes from a record is escaped.

use std::fmt::Write as _;

use crate::formats::bibtex::letters;

use super::rich::{Part, Piece, Target, TextStyle, Vertical};

/// What formatted text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// Plain text.
    Text,
    /// Plain text with a terminal's italics and bold.
    Ansi,
    /// Markdown as CommonMark and Pandoc read it.
    Markdown,
    /// HTML.
    Html,
    /// LaTeX.
    Latex,
    /// Typst.
    Typst,
    /// The inside of an RTF document.
    Rtf,
}

impl Markup {
    /// All of them with their names.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Text, "text"),
        (Self::Ansi, "ansi"),
        (Self::Markdown, "markdown"),
        (Self::Html, "html"),
        (Self::Latex, "latex"),
        (Self::Typst, "typst"),
        (Self::Rtf, "rtf"),
    ];
}

/// Writes `pieces`.
pub(super) fn write(pieces: &[Piece], markup: Markup) -> String {
    runs(pieces, markup, None)
}

/// Writes `pieces` as HTML with links; the title has the class `title`. `link` gives the URL of a link.
pub(super) fn linked(pieces: &[Piece], link: &dyn Fn(Target) -> Option<String>) -> String {
    let mut open = None;
    let mut aim = |target, out: &mut String| {
        end(&mut open, out);
        let Some(target) = target else { return };
        let class = if target == Target::Title {
            " class=\"title\""
        } else {
            ""
        };
        if let Some(url) = link(target) {
            let _ = write!(out, "<a{class} href=\"");
            escape(&url, Markup::Html, false, out);
            out.push_str("\">");
            open = Some("</a>");
        } else if target == Target::Title {
            let _ = write!(out, "<span{class}>");
            open = Some("</span>");
        }
    };
    let mut text = runs(pieces, Markup::Html, Some(&mut aim));
    end(&mut open, &mut text);
    text
}

fn end(open: &mut Option<&str>, out: &mut String) {
    if let Some(tag) = open.take() {
        out.push_str(tag);
    }
}

/// Is called where a part with another target begins, or one without.
type Aim<'a> = dyn FnMut(Option<Target>, &mut String) + 'a;

/// Writes `pieces`; without `aim` it does not matter what they lead to.
fn runs(pieces: &[Piece], markup: Markup, mut aim: Option<&mut Aim<'_>>) -> String {
    let mut out = String::with_capacity(pieces.iter().map(|piece| piece.text.len() + 8).sum());
    let lowered;
    let pieces = if matches!(markup, Markup::Text | Markup::Ansi) {
        pieces
    } else {
        lowered = raised_apart(pieces);
        &lowered
    };
    let mut at = 0;
    let mut bare = true;
    let mut target = None;
    while at < pieces.len() {
        let style = pieces[at].style;
        if let Some(aim) = &mut aim
            && pieces[at].target != target
        {
            target = pieces[at].target;
            aim(target, &mut out);
        }
        let mut end = at;
        let mut texts: Vec<(String, Option<Vertical>)> = Vec::new();
        while end < pieces.len()
            && looks(pieces[end].style) == looks(style)
            && (aim.is_none() || pieces[end].target == target)
        {
            let piece = &pieces[end];
            let vertical = piece.style.vertical.filter(|at| *at != Vertical::Baseline);
            let mut text = piece.text.clone();
            match piece.part {
                // the margin ends where a space stands in running text
                Part::MarginEnd => text.push(' '),
                Part::Break => text.push('\u{b}'),
                _ => {}
            }
            match texts.last_mut() {
                Some((last, at)) if *at == vertical => last.push_str(&text),
                _ => texts.push((text, vertical)),
            }
            end += 1;
        }
        run(&texts, style, markup, bare, &mut out);
        bare &= texts.iter().all(|(text, _)| text.trim().is_empty());
        at = end;
    }
    out.trim().to_owned()
}

/// Raised and lowered letters, which many fonts lack, as plain ones that are raised or lowered.
fn raised_apart(pieces: &[Piece]) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        if piece.text.is_ascii() || piece.style.vertical.is_some() {
            out.push(piece.clone());
            continue;
        }
        let mut empty = Piece {
            text: String::new(),
            ..piece.clone()
        };
        empty.part = Part::Text;
        let mut current: Option<Piece> = None;
        for c in piece.text.chars() {
            let (c, vertical) = match plain_letter(c) {
                Some((plain, vertical)) => (plain, Some(vertical)),
                None => (c, None),
            };
            match &mut current {
                Some(piece) if piece.style.vertical == vertical => piece.text.push(c),
                _ => {
                    out.extend(current.take());
                    let mut next = empty.clone();
                    next.style.vertical = vertical;
                    next.text.push(c);
                    current = Some(next);
                }
            }
        }
        out.extend(current);
        if let Some(last) = out.last_mut()
            && matches!(piece.part, Part::MarginEnd | Part::Break)
        {
            last.part = piece.part;
        }
    }
    out
}

/// The letter that a raised or lowered one stands for (Unicode's compatibility decompositions).
fn plain_letter(c: char) -> Option<(char, Vertical)> {
    const RAISED: &str =
        "⁰0¹1²2³3⁴4⁵5⁶6⁷7⁸8⁹9⁺+⁻−⁼=⁽(⁾)ⁿnⁱiᵃaᵇbᶜcᵈdᵉeᶠfᵍgʰhʲjᵏkˡlᵐmᵒoᵖpʳrˢsᵗtᵘuᵛvʷwˣxʸyᶻz";
    const LOWERED: &str = "₀0₁1₂2₃3₄4₅5₆6₇7₈8₉9₊+₋−₌=₍(₎)ₐaₑeₒoₓxₕhₖkₗlₘmₙnₚpₛsₜtᵢiᵣrᵤuᵥv";
    if !matches!(c, '²' | '³' | '¹' | 'ʰ'..='˿' | 'ᴀ'..='ᶿ' | '⁰'..='ₜ') {
        return None;
    }
    let find = |table: &str| {
        let mut chars = table.chars();
        while let (Some(from), Some(to)) = (chars.next(), chars.next()) {
            if from == c {
                return Some(to);
            }
        }
        None
    };
    find(RAISED)
        .map(|c| (c, Vertical::Superscript))
        .or_else(|| find(LOWERED).map(|c| (c, Vertical::Subscript)))
}

type Looks = (bool, bool, bool, bool);

/// What of a style shows, but for what is raised or lowered.
fn looks(style: TextStyle) -> Looks {
    let on = |flag: Option<bool>| flag == Some(true);
    (
        on(style.italic),
        on(style.bold),
        on(style.small_caps),
        on(style.underline),
    )
}

/// What begins and ends italics, bold, small capitals, underlined text, raised and lowered text.
fn marks(markup: Markup) -> [(&'static str, &'static str); 6] {
    const NONE: (&str, &str) = ("", "");
    match markup {
        Markup::Text => [NONE; 6],
        Markup::Ansi => [
            ("\u{1b}[3m", "\u{1b}[23m"),
            ("\u{1b}[1m", "\u{1b}[22m"),
            NONE,
            ("\u{1b}[4m", "\u{1b}[24m"),
            NONE,
            NONE,
        ],
        Markup::Markdown => [
            ("*", "*"),
            ("**", "**"),
            ("[", "]{.smallcaps}"),
            ("[", "]{.underline}"),
            ("^", "^"),
            ("~", "~"),
        ],
        Markup::Html => [
            ("<i>", "</i>"),
            ("<b>", "</b>"),
            ("<span style=\"font-variant:small-caps;\">", "</span>"),
            ("<span style=\"text-decoration:underline;\">", "</span>"),
            ("<sup>", "</sup>"),
            ("<sub>", "</sub>"),
        ],
        Markup::Latex => [
            ("\\emph{", "}"),
            ("\\textbf{", "}"),
            ("\\textsc{", "}"),
            ("\\underline{", "}"),
            ("\\textsuperscript{", "}"),
            ("\\textsubscript{", "}"),
        ],
        // the semicolon keeps what follows from being read as part of the call
        Markup::Typst => [
            ("#emph[", "];"),
            ("#strong[", "];"),
            ("#smallcaps[", "];"),
            ("#underline[", "];"),
            ("#super[", "];"),
            ("#sub[", "];"),
        ],
        Markup::Rtf => [
            ("{\\i ", "}"),
            ("{\\b ", "}"),
            ("{\\scaps ", "}"),
            ("{\\ul ", "}"),
            ("{\\super ", "}"),
            ("{\\sub ", "}"),
        ],
    }
}

/// Text of one look, some of it raised or lowered. Marks must hug their words: white space goes outside.
fn run(
    texts: &[(String, Option<Vertical>)],
    style: TextStyle,
    markup: Markup,
    first: bool,
    out: &mut String,
) {
    let whole: String = texts.iter().map(|(text, _)| text.as_str()).collect();
    if whole.trim().is_empty() {
        escape(&whole, markup, false, out);
        return;
    }
    let lead = whole.len() - whole.trim_start().len();
    let tail = whole.trim_end().len();
    escape(&whole[..lead], markup, false, out);
    let [italic, bold, small_caps, underline, raised, lowered] = marks(markup);
    let (is_italic, is_bold, is_small, is_underlined) = looks(style);
    let outer = [
        (is_italic, italic),
        (is_bold, bold),
        (is_small, small_caps),
        (is_underlined, underline),
    ];
    let outer = outer.iter().filter(|(on, _)| *on);
    let mut plain = first;
    for (_, (open, _)) in outer.clone() {
        out.push_str(open);
        plain &= open.is_empty();
    }
    let mut at = 0;
    for (text, vertical) in texts {
        let (start, end) = (at.max(lead), (at + text.len()).min(tail));
        at += text.len();
        if start >= end {
            continue;
        }
        let (open, close) = match vertical {
            Some(Vertical::Superscript) => raised,
            Some(_) => lowered,
            None => ("", ""),
        };
        out.push_str(open);
        escape(
            &whole[start..end],
            markup,
            plain && open.is_empty() && start == lead,
            out,
        );
        out.push_str(close);
    }
    for (_, (_, close)) in outer.rev() {
        out.push_str(close);
    }
    escape(&whole[tail..], markup, false, out);
}

/// Control characters, and those that reorder text.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Writes `text` so that none of it is markup. `first` says whether it begins a paragraph.
fn escape(text: &str, markup: Markup, first: bool, out: &mut String) {
    let mut before = '\0';
    let mut counting = first;
    // the letters, where accents may follow them
    let accents: Vec<char> = match markup {
        Markup::Latex if text.contains(is_combining) => text.chars().collect(),
        _ => Vec::new(),
    };
    // words, and not the letters of formulas
    let greek = markup == Markup::Latex
        && text
            .split(|c| !is_greek(c))
            .any(|word| word.chars().count() > 3);
    for (index, c) in text.chars().enumerate() {
        if c == '\u{b}' {
            out.push_str(match markup {
                Markup::Text | Markup::Ansi => "\n",
                Markup::Markdown => "\\\n",
                Markup::Html => "<br>",
                Markup::Latex => "\\\\\n",
                Markup::Typst => "\\\n",
                Markup::Rtf => "\\line ",
            });
            continue;
        }
        if is_unsafe(c) {
            if c.is_whitespace() && before != ' ' {
                out.push(' ');
                before = ' ';
            }
            continue;
        }
        match markup {
            Markup::Text | Markup::Ansi => out.push(c),
            Markup::Markdown => {
                let list = first && index == 0 && matches!(c, '-' | '+' | '=' | ':' | '%')
                    || counting && matches!(c, '.' | ')') && index > 0;
                if list || "\\`*_{}[]<>#|~^$@&".contains(c) || c == '!' || (c == '\'' || c == '"') {
                    out.push('\\');
                }
                out.push(c);
            }
            Markup::Html => match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                c => out.push(c),
            },
            Markup::Latex if is_combining(c) => {}
            Markup::Latex if accents.get(index + 1).is_some_and(|c| is_combining(*c)) => {
                let marks = accents[index + 1..]
                    .iter()
                    .take_while(|c| is_combining(**c));
                latex_accents(c, marks, out);
            }
            Markup::Latex if c.is_ascii() || greek && is_greek(c) => latex(c, before, out),
            Markup::Latex => latex_letter(c, out),
            Markup::Typst => {
                let list = first && index == 0 && matches!(c, '=' | '+')
                    || counting && c == '.' && index > 0;
                let doubled = c == '.' && before == '.';
                if list || doubled || "\\#$*_`<>@[]~\"'-/;".contains(c) {
                    out.push('\\');
                }
                out.push(c);
            }
            Markup::Rtf => match c {
                '\\' | '{' | '}' => {
                    out.push('\\');
                    out.push(c);
                }
                c if c.is_ascii() => out.push(c),
                c => {
                    let mut units = [0; 2];
                    for unit in c.encode_utf16(&mut units) {
                        // RTF counts in signed 16-bit numbers
                        let _ = write!(out, "\\u{}?", i16::from_ne_bytes(unit.to_ne_bytes()));
                    }
                }
            },
        }
        counting &= c.is_ascii_digit();
        before = c;
    }
}

fn latex(c: char, before: char, out: &mut String) {
    match c {
        '\\' => out.push_str("\\textbackslash{}"),
        '{' | '}' | '$' | '&' | '#' | '_' | '%' => {
            out.push('\\');
            out.push(c);
        }
        '^' => out.push_str("\\textasciicircum{}"),
        '~' => out.push_str("\\textasciitilde{}"),
        '<' => out.push_str("\\textless{}"),
        '>' => out.push_str("\\textgreater{}"),
        '|' => out.push_str("\\textbar{}"),
        '`' => out.push_str("\\textasciigrave{}"),
        '"' => out.push_str("\\char34{}"),
        // no ligatures of what is written apart
        '-' | '\'' if before == c => {
            out.push_str("{}");
            out.push(c);
        }
        '[' => out.push_str("{[}"),
        ']' => out.push_str("{]}"),
        c => out.push(c),
    }
}

fn is_greek(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}')
}

/// An accent that follows its letter because there is no letter with it.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

fn latex_accents<'c>(c: char, marks: impl Iterator<Item = &'c char>, out: &mut String) {
    let names: Vec<&str> = marks.filter_map(|mark| letters::accent(*mark)).collect();
    for name in names.iter().rev() {
        out.push('\\');
        out.push_str(name);
        out.push('{');
    }
    match c {
        'i' | 'j' if !names.is_empty() => {
            out.push('\\');
            out.push(c);
        }
        c if c.is_ascii() => latex(c, '\0', out),
        c => latex_letter(c, out),
    }
    out.extend(names.iter().map(|_| '}'));
}

/// What LaTeX reads in UTF-8 without packages stays; for the rest there are commands, but for other scripts.
fn latex_letter(c: char, out: &mut String) {
    match c {
        '\u{a0}' => out.push('~'),
        '¡'..='\u{17f}'
        | '–'
        | '—'
        | '‘'..='‚'
        | '“'..='„'
        | '†'
        | '‡'
        | '•'
        | '…'
        | '‹'
        | '›'
        | '€'
        | '™' => {
            out.push(c);
        }
        // what transliterates a soft and a hard sign, of which only some packages know
        'ʹ' | 'ʼ' => out.push('\''),
        'ʺ' => out.push_str("''"),
        c => match letters::command(c) {
            Some(command) => out.push_str(&command),
            None => out.push(c),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::rich::plain;
    use super::*;

    fn written(text: &str, markup: Markup) -> String {
        write(&[plain(text)], markup)
    }

    #[test]
    fn nothing_is_markup() {
        let evil = "1. a*b_c {d} <i>e</i> \\f $g$ #h @i & 50% [j](k) ~l ^m `n` -- \"o\" 'p'' // q;";
        assert_eq!(written(evil, Markup::Text), evil);
        assert_eq!(
            written(evil, Markup::Html),
            "1. a*b_c {d} &lt;i&gt;e&lt;/i&gt; \\f $g$ #h @i &amp; 50% [j](k) ~l ^m `n` -- &quot;o&quot; 'p'' // q;"
        );
        assert_eq!(
            written(evil, Markup::Markdown),
            "1\\. a\\*b\\_c \\{d\\} \\<i\\>e\\</i\\> \\\\f \\$g\\$ \\#h \\@i \\& 50% \\[j\\](k) \\~l \\^m \\`n\\` -- \\\"o\\\" \\'p\\'\\' // q;"
        );
        assert_eq!(
            written(evil, Markup::Latex),
            "1. a*b\\_c \\{d\\} \\textless{}i\\textgreater{}e\\textless{}/i\\textgreater{} \\textbackslash{}f \\$g\\$ \\#h @i \\& 50\\% {[}j{]}(k) \\textasciitilde{}l \\textasciicircum{}m \\textasciigrave{}n\\textasciigrave{} -{}- \\char34{}o\\char34{} 'p'{}' // q;"
        );
        assert_eq!(
            written(evil, Markup::Typst),
            "1\\. a\\*b\\_c {d} \\<i\\>e\\<\\/i\\> \\\\f \\$g\\$ \\#h \\@i & 50% \\[j\\](k) \\~l ^m \\`n\\` \\-\\- \\\"o\\\" \\'p\\'\\' \\/\\/ q\\;"
        );
        assert_eq!(
            written("{\\x} é 𝔸\u{1b}[3m", Markup::Rtf),
            "\\{\\\\x\\} \\u233? \\u-10187?\\u-8904?[3m"
        );
        assert_eq!(written("a\u{1b}[31m\u{202e}b\nc", Markup::Ansi), "a[31mb c");
    }

    #[test]
    fn latex_needs_no_packages() {
        for (text, expected) in [
            ("Erdős – “naïve”", "Erdős – “naïve”"),
            ("λ-calculus", "\\ensuremath{\\lambda}-calculus"),
            (
                "n ≤ 2\u{2009}μm",
                "n \\ensuremath{\\le} 2\\,\\ensuremath{\\mu}m",
            ),
            ("Ḥasan Nguyễn", "{\\d{H}}asan Nguy{\\~{\\^e}}n"),
            ("Ελλάδα 日本", "Ελλάδα 日本"),
            (
                "m\u{306}i\u{304} x\u{304}\u{301}",
                "\\u{m}\\={\\i} \\'{\\={x}}",
            ),
        ] {
            assert_eq!(written(text, Markup::Latex), expected);
        }
    }

    #[test]
    fn looks_hug_their_words() {
        let mut italic = plain("A book ");
        italic.style.italic = Some(true);
        let pieces = [plain("In "), italic, plain("(1999)")];
        for (markup, expected) in [
            (Markup::Text, "In A book (1999)"),
            (Markup::Markdown, "In *A book* (1999)"),
            (Markup::Html, "In <i>A book</i> (1999)"),
            (Markup::Latex, "In \\emph{A book} (1999)"),
            (Markup::Typst, "In #emph[A book]; (1999)"),
            (Markup::Rtf, "In {\\i A book} (1999)"),
            (Markup::Ansi, "In \u{1b}[3mA book\u{1b}[23m (1999)"),
        ] {
            assert_eq!(write(&pieces, markup), expected);
        }
    }
}
