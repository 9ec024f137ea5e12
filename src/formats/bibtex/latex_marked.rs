//! What the reader of `latex` keeps of looks in titles: italics, raised letters, and what braces keep from changing case.

use unicode_normalization::UnicodeNormalization;

use super::latex::{Reader, german};
use crate::model::Typography;

/// The looks that are open while a title is read.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// How many groups are open.
    group: usize,
    /// What ends with a group, and which.
    open: Vec<(usize, Typography)>,
    /// Whether a formula has begun.
    formula: bool,
}

/// `tex` as [`to_unicode`](super::latex::to_unicode) reads it, with its looks as [`Typography`]; `None` where it has
/// none. Formulas, and words in small letters within braces, keep their case, as in BibTeX; braces around the whole do
/// nothing, since many programs set them by default.
///
/// ```
/// use ibid::{formats::bibtex::latex::to_marked, model::Typography};
/// let html = |tex| to_marked(tex).map(|text| Typography::html(&text).into_owned());
/// assert_eq!(html(r"Growth of \emph{E. coli}"), Some("Growth of <i>E. coli</i>".into()));
/// assert_eq!(html("The {IS} footprint"), None);
/// ```
pub fn to_marked(tex: &str) -> Option<String> {
    if !tex.contains(['{', '$', '\\']) {
        return None;
    }
    let german = german(tex);
    let mut reader = Reader::new(german.as_deref().unwrap_or(tex));
    reader.looks = Some(Looks::default());
    let read = reader.read();
    settled(&read)
}

impl Reader<'_> {
    /// Begins a look that lasts until [`Reader::end`], unless looks are not asked for or mean nothing.
    pub(super) fn begin(&mut self, look: Typography) -> bool {
        let counts = self.looks.is_some() && !self.math;
        if counts {
            self.out.push(look.begin());
        }
        counts
    }

    pub(super) fn end(&mut self, look: Typography) {
        self.out.push(look.end());
    }

    /// Begins a look that ends with the group; `None` ends those of the group.
    pub(super) fn switch(&mut self, look: Option<Typography>) {
        let math = self.math;
        let Some(looks) = self.looks.as_mut().filter(|_| !math) else {
            return;
        };
        match look {
            Some(look) => {
                looks.open.push((looks.group, look));
                self.out.push(look.begin());
            }
            None => self.close(),
        }
    }

    /// Begins a group; `braces` that stand for themselves keep the case of what is in them, unless TeX's commands
    /// come first.
    pub(super) fn open_group(&mut self, braces: bool) {
        let keeps = braces && !self.math && !matches!(self.peek(), Some(b'\\' | b'}'));
        let Some(looks) = &mut self.looks else {
            return;
        };
        looks.group += 1;
        if keeps {
            looks.open.push((looks.group, Typography::AsIs));
            self.out.push(Typography::AsIs.begin());
        }
    }

    pub(super) fn close_group(&mut self) {
        self.close();
        if let Some(looks) = &mut self.looks {
            looks.group = looks.group.saturating_sub(1);
        }
    }

    /// Ends the looks that end with the group.
    fn close(&mut self) {
        let Some(looks) = &mut self.looks else {
            return;
        };
        while let Some((group, look)) = looks.open.pop_if(|(group, _)| *group >= looks.group) {
            debug_assert!(group >= looks.group);
            self.out.push(look.end());
        }
    }

    /// Begins or ends a formula.
    pub(super) fn formula(&mut self, begins: bool) {
        let Some(looks) = self.looks.as_mut().filter(|looks| looks.formula != begins) else {
            return;
        };
        looks.formula = begins;
        self.out.push(match begins {
            true => Typography::AsIs.begin(),
            false => Typography::AsIs.end(),
        });
    }

    /// Ends whatever is open.
    pub(super) fn close_all(&mut self) {
        let open = self.looks.iter_mut().flat_map(|looks| looks.open.drain(..));
        let ends: Vec<char> = open.map(|(_, look)| look.end()).rev().collect();
        self.out.extend(ends);
    }
}

/// The text with the looks that show; `None` if there are none. What was not closed in its turn is none.
fn settled(read: &str) -> Option<String> {
    let chars: Vec<char> = read.nfc().collect();
    let counts = Counts::new(&chars);
    let mut kept = vec![false; chars.len()];
    let mut as_is_until = 0;
    for (start, end, look) in pairs(&chars) {
        let shows = match look {
            Typography::AsIs => end > as_is_until && counts.keep_case(&chars, start, end),
            _ => counts.visible[start] < counts.visible[end],
        };
        if shows {
            (kept[start], kept[end]) = (true, true);
            if look == Typography::AsIs {
                as_is_until = end;
            }
        }
    }
    if !kept.contains(&true) {
        return None;
    }
    let mut out = String::with_capacity(read.len());
    let mut spaced = true;
    for (at, c) in chars.into_iter().enumerate() {
        if Typography::is_sign(c) {
            if kept[at] {
                out.push(c);
            }
        } else if c != ' ' || !spaced {
            spaced = c == ' ';
            out.push(c);
        }
    }
    Some(out.trim_end().to_owned())
}

/// Where looks begin and end, the outer ones first.
fn pairs(chars: &[char]) -> Vec<(usize, usize, Typography)> {
    let mut open: Vec<(usize, Typography)> = Vec::new();
    let mut pairs = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        match Typography::of(*c) {
            Some((look, true)) => open.push((at, look)),
            Some((look, false)) => {
                // of those opened since, none can be closed any more
                if let Some(begun) = open.iter().rposition(|(_, known)| *known == look) {
                    pairs.push((open[begun].0, at, look));
                    open.truncate(begun);
                }
            }
            None => {}
        }
    }
    pairs.sort_unstable_by_key(|(start, _, _)| *start);
    pairs
}

/// How many characters of a kind stand before each place, so that deep nesting takes no longer than flat text.
struct Counts {
    /// Characters but spaces.
    visible: Vec<u32>,
    /// Letters and digits.
    letters: Vec<u32>,
    /// Words that begin with a small letter.
    small: Vec<u32>,
    /// The next character at a place or behind it that is no sign.
    next: Vec<Option<char>>,
}

impl Counts {
    fn new(chars: &[char]) -> Self {
        let (mut visible, mut letters, mut small) = (vec![0], vec![0], vec![0]);
        let (mut visibles, mut all, mut smalls, mut before) = (0, 0, 0, ' ');
        for &c in chars {
            if !Typography::is_sign(c) {
                visibles += u32::from(c != ' ');
                all += u32::from(c.is_alphanumeric());
                // the `s` behind an apostrophe is no word
                let begins = !before.is_alphanumeric() && !matches!(before, '\'' | '’');
                smalls += u32::from(begins && c.is_lowercase());
                before = c;
            }
            visible.push(visibles);
            letters.push(all);
            small.push(smalls);
        }
        let mut next = vec![None; chars.len() + 1];
        for (at, &c) in chars.iter().enumerate().rev() {
            next[at] = Some(c)
                .filter(|c| !Typography::is_sign(*c))
                .or(next[at + 1]);
        }
        Self {
            visible,
            letters,
            small,
            next,
        }
    }

    /// Whether it matters that the characters between keep their case: some word begins with a small letter, and they
    /// are neither the whole text nor a letter of a word.
    fn keep_case(&self, chars: &[char], start: usize, end: usize) -> bool {
        let within = |counts: &[u32]| counts[end] - counts[start];
        let begins = within(&self.visible) > 0 && self.next[start].is_some_and(char::is_lowercase);
        let others = self.letters[chars.len()] > within(&self.letters);
        let alone = within(&self.visible) < 2 && self.next[end].is_some_and(char::is_alphanumeric);
        (begins || within(&self.small) > 0) && others && !alone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_are_kept() {
        for (tex, expected) in [
            ("Plain {IS} {Title} of {Pandora's} Box", ""),
            ("{{All of a title}}", ""),
            (
                r"Growth of \emph{Escherichia coli} and \textit{S. aureus}",
                "Growth of <i>Escherichia coli</i> and <i>S. aureus</i>",
            ),
            (
                r"{\em Hamlet} in {\bf bold}",
                "<i>Hamlet</i> in <b>bold</b>",
            ),
            (r"\it All of it", "<i>All of it</i>"),
            (r"a {\em b \rm c} d", "a <i>b </i>c d"),
            (
                r"\textsc{Maple} and \emph{a \textbf{b}}",
                "<span style=\"font-variant:small-caps;\">Maple</span> and <i>a <b>b</b></i>",
            ),
            (
                r"on {de novo} {S}ynthesis {\'e}tale {é}tale {k}-means",
                "on <span class=\"nocase\">de novo</span> Synthesis étale étale <span class=\"nocase\">k</span>-means",
            ),
            (
                "H$_2$O, SO$_4^{2-}$",
                "H<sub>2</sub>O, SO<sub>4</sub><sup>2-</sup>",
            ),
            (r"$T_c$ of $L^\infty$", "T<sub>c</sub> of L<sup>∞</sup>"),
            (
                r"the $x_{ij}$ and $T_{\rm eff}$ and $x_\alpha$",
                "the <span class=\"nocase\">x<sub>ij</sub></span> and T<sub>eff</sub> and \
                 <span class=\"nocase\">x<sub>α</sub></span>",
            ),
            (
                r"$T^{3/2}$, $n^{1-\epsilon}$, $e^{x^{2}}$",
                "T<sup>3/2</sup>, <span class=\"nocase\">n<sup>1-ϵ</sup></span>, \
                 <span class=\"nocase\">e<sup>x²</sup></span>",
            ),
            (
                r"M$_\odot$ 21\textsuperscript{st}",
                "M<sub>⊙</sub> 21<sup>st</sup>",
            ),
            (r"45$^\circ$, 5$^{\prime\prime}$, X$^{TM}$", ""),
            (r"${}^{3}$He", "<sup>3</sup>He"),
            (r"\emph{ a } b", "<i>a </i>b"),
        ] {
            let marked = to_marked(tex).map(|text| Typography::html(&text).into_owned());
            assert_eq!(marked.unwrap_or_default(), expected, "{tex}");
        }
    }
}
