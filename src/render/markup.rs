//! Rich text in the languages it can be written in. Everything that comes from a record is escaped.

use std::fmt::Write as _;

use crate::formats::bibtex::{latex as tex, letters};

use super::latex::{self, is_combining, is_greek};
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
    runs(pieces, markup, &mut true).trim().to_owned()
}

/// What the parts of a text lead to.
pub(super) struct Links<'l> {
    /// The URL of a part.
    pub(super) url: &'l dyn Fn(Target) -> Option<String>,
    /// Whether the title, too, is a link; in HTML it has the class `title`, linked or not.
    pub(super) title: bool,
}

/// Writes `pieces` with links, in a markup that has any.
pub(super) fn linked(pieces: &[Piece], markup: Markup, links: &Links<'_>) -> String {
    if matches!(markup, Markup::Text | Markup::Ansi) {
        return write(pieces, markup);
    }
    let target = |piece: &Piece| {
        let target = piece.target?;
        (links.title || target != Target::Title).then_some(target)
    };
    let mut out = String::new();
    let mut bare = true;
    for part in pieces.chunk_by(|one, other| target(one) == target(other)) {
        let text = runs(part, markup, &mut bare);
        let Some(target) = target(&part[0]) else {
            out.push_str(&text);
            continue;
        };
        let inner = text.trim();
        let at = text.len() - text.trim_start().len();
        out.push_str(&text[..at]);
        match (links.url)(target) {
            Some(url) => {
                let shown: String = part.iter().map(|piece| piece.text.as_str()).collect();
                let shown = shown.trim();
                // a DOI is the same in either case
                let is_url = shown.eq_ignore_ascii_case(&url);
                let url = if is_url { shown } else { &url };
                let class = if target == Target::Title {
                    " class=\"title\""
                } else {
                    ""
                };
                link(url, inner, is_url, class, markup, &mut out);
            }
            None if target == Target::Title && markup == Markup::Html => {
                let _ = write!(out, "<span class=\"title\">{inner}</span>");
            }
            None => out.push_str(inner),
        }
        out.push_str(&text[at + inner.len()..]);
    }
    out.trim().to_owned()
}

/// A link to `url`, in which nothing is left that could end it; `is_url` says that `shown` is the same, and `class` is
/// an attribute for HTML.
fn link(url: &str, shown: &str, is_url: bool, class: &str, markup: Markup, out: &mut String) {
    let _ = match markup {
        Markup::Text | Markup::Ansi => write!(out, "{shown}"),
        Markup::Html => {
            let _ = write!(out, "<a{class} href=\"");
            escape(url, Markup::Html, false, out);
            write!(out, "\">{shown}</a>")
        }
        Markup::Markdown if is_url => write!(out, "<{url}>"),
        Markup::Markdown => write!(out, "[{shown}](<{url}>)"),
        Markup::Latex => {
            let url = url.replace('%', "\\%").replace('#', "\\#");
            match is_url {
                true => write!(out, "\\url{{{url}}}"),
                false => write!(out, "\\href{{{url}}}{{{shown}}}"),
            }
        }
        Markup::Typst if is_url => write!(out, "#link(\"{url}\");"),
        Markup::Typst => write!(out, "#link(\"{url}\")[{shown}];"),
        Markup::Rtf => write!(
            out,
            "{{\\field{{\\*\\fldinst HYPERLINK \"{url}\"}}{{\\fldrslt {shown}}}}}"
        ),
    };
}

/// A note with the text `note`, which is written already; where there are no notes, in brackets.
pub(super) fn footnote(note: &str, markup: Markup) -> String {
    match markup {
        Markup::Text | Markup::Ansi | Markup::Html => format!(" [{note}]"),
        Markup::Markdown => format!("^[{note}]"),
        Markup::Latex => format!("\\footnote{{{note}}}"),
        Markup::Typst => format!("#footnote[{note}];"),
        Markup::Rtf => format!("{{\\super\\chftn}}{{\\footnote {{\\super\\chftn}} {note}}}"),
    }
}

/// Writes `pieces`; `bare` says whether nothing stands before them, and then whether nothing does still.
fn runs(pieces: &[Piece], markup: Markup, bare: &mut bool) -> String {
    let mut out = String::with_capacity(pieces.iter().map(|piece| piece.text.len() + 8).sum());
    let pieces = match markup {
        Markup::Text | Markup::Ansi => on_the_line(pieces),
        _ => raised_apart(pieces),
    };
    for run in pieces.chunk_by(|one, other| looks(one.style) == looks(other.style)) {
        let mut texts: Vec<(String, Option<Vertical>)> = Vec::new();
        for piece in run {
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
        }
        write_run(&texts, run[0].style, markup, *bare, &mut out);
        *bare &= texts.iter().all(|(text, _)| text.trim().is_empty());
    }
    out
}

/// Pieces of which those that are raised or lowered in the text itself say so without looks.
fn on_the_line(pieces: &[Piece]) -> Vec<Piece> {
    let mut out = pieces.to_vec();
    for piece in out.iter_mut().filter(|piece| piece.style.script) {
        let raised = piece.style.vertical == Some(Vertical::Superscript);
        if let Some(text) = tex::on_the_line(&piece.text, raised) {
            piece.text = text;
        } else if !raised && piece.text.contains([',', '+', '-', '=']) {
            piece.text = format!("_({})", piece.text);
        }
    }
    out
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

/// The letter that a raised or lowered one stands for.
fn plain_letter(c: char) -> Option<(char, Vertical)> {
    letters::plain(c).map(|(plain, is_raised)| match is_raised {
        true => (plain, Vertical::Superscript),
        false => (plain, Vertical::Subscript),
    })
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
fn write_run(
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
        let written = out.len();
        escape(
            &whole[start..end],
            markup,
            plain && open.is_empty() && start == lead,
            out,
        );
        if markup == Markup::Markdown && vertical.is_some() {
            // Pandoc knows no raised and lowered text with bare spaces
            let spaced = out.split_off(written).replace(' ', "\\ ");
            out.push_str(&spaced);
        }
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
                let begins = first && index == 0;
                let list = begins && (matches!(c, '-' | '+' | '=' | ':' | '%') || is_counted(text))
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
                latex::accented(c, marks, out);
            }
            Markup::Latex if c.is_ascii() || greek && is_greek(c) => latex::ascii(c, before, out),
            Markup::Latex => latex::letter(c, out),
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

/// Whether a text begins as a list whose numbers stand in brackets: `(1)`, to Pandoc `(iv)` and `(a)`, too.
fn is_counted(text: &str) -> bool {
    let inner = text.strip_prefix('(').and_then(|text| text.split_once(')'));
    inner.is_some_and(|(number, _)| number.chars().all(|c| c.is_ascii_alphanumeric()))
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
    fn what_begins_with_a_number_is_no_list() {
        for (text, expected) in [
            ("(1) Lee, A.", "\\(1) Lee, A."),
            ("(2001)", "\\(2001)"),
            ("(iv) (1)", "\\(iv) (1)"),
            ("(Lee, 2001)", "(Lee, 2001)"),
            ("1) Lee", "1\\) Lee"),
        ] {
            assert_eq!(written(text, Markup::Markdown), expected);
        }
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
                "12\u{2011}14\u{202f}; ℝ⊂ℂ",
                "12\\mbox{-}14\\,; \\ensuremath{\\mathbf{R}}\\ensuremath{\\subset}\\ensuremath{\\mathbf{C}}",
            ),
            (
                "m\u{306}i\u{304} x\u{304}\u{301}",
                "\\u{m}\\={\\i} \\'{\\={x}}",
            ),
            (
                "λᵨᵦ kᵝⱼ",
                "\\ensuremath{\\lambda}\\textsubscript{\\ensuremath{\\rho}\\ensuremath{\\beta}} k\\textsuperscript{\\ensuremath{\\beta}}\\textsubscript{j}",
            ),
            ("B\u{20d7}x\u{35c}", "\\ensuremath{\\vec{B}}x"),
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
    #[test]
    fn links_are_those_of_the_markup() {
        let mut url = plain("https://a.b/c_d#e%20f");
        url.target = Some(Target::Url);
        let mut doi = plain("10.1/<a>&b");
        doi.target = Some(Target::Doi);
        let mut title = plain("Title");
        title.target = Some(Target::Title);
        let pieces = [title, plain(". "), url, plain(". doi:"), doi, plain(".")];
        let links = Links {
            url: &|target| {
                Some(match target {
                    Target::Url => "https://a.b/c_d#e%20f".to_owned(),
                    _ => "https://doi.org/10.1/%3Ca%3E&b".to_owned(),
                })
            },
            title: false,
        };
        for (markup, expected) in [
            (
                Markup::Text,
                "Title. https://a.b/c_d#e%20f. doi:10.1/<a>&b.",
            ),
            (
                Markup::Markdown,
                "Title. <https://a.b/c_d#e%20f>. doi:[10.1/\\<a\\>\\&b](<https://doi.org/10.1/%3Ca%3E&b>).",
            ),
            (
                Markup::Html,
                "Title. <a href=\"https://a.b/c_d#e%20f\">https://a.b/c_d#e%20f</a>. \
                 doi:<a href=\"https://doi.org/10.1/%3Ca%3E&amp;b\">10.1/&lt;a&gt;&amp;b</a>.",
            ),
            (
                Markup::Latex,
                "Title. \\url{https://a.b/c_d\\#e\\%20f}. \
                 doi:\\href{https://doi.org/10.1/\\%3Ca\\%3E&b}{10.1/\\textless{}a\\textgreater{}\\&b}.",
            ),
            (
                Markup::Typst,
                "Title. #link(\"https://a.b/c_d#e%20f\");. \
                 doi:#link(\"https://doi.org/10.1/%3Ca%3E&b\")[10.1\\/\\<a\\>&b];.",
            ),
            (
                Markup::Rtf,
                "Title. {\\field{\\*\\fldinst HYPERLINK \"https://a.b/c_d#e%20f\"}{\\fldrslt https://a.b/c_d#e%20f}}. \
                 doi:{\\field{\\*\\fldinst HYPERLINK \"https://doi.org/10.1/%3Ca%3E&b\"}{\\fldrslt 10.1/<a>&b}}.",
            ),
        ] {
            assert_eq!(linked(&pieces, markup, &links), expected);
        }
        let titled = Links {
            title: true,
            ..links
        };
        assert!(linked(&pieces, Markup::Html, &titled).starts_with(
            "<a class=\"title\" href=\"https://doi.org/10.1/%3Ca%3E&amp;b\">Title</a>. "
        ));
    }
}
