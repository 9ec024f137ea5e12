//! Looks of parts of a title, such as italics, as signs within the text.
//!
//! A marked text holds one noncharacter of Unicode (U+FDD0 and following, which no text is made of) where a look begins
//! and one where it ends. So it can be joined, trimmed and shown in another case like any text. [`Typography::plain`]
//! takes the signs out, [`Typography::html`] writes them as CSL-JSON has them.
//!
//! ```
//! use ibid::model::Typography;
//! let title = format!("On {}Escherichia coli{}", Typography::Italic.begin(), Typography::Italic.end());
//! assert_eq!(Typography::plain(&title), "On Escherichia coli");
//! assert_eq!(Typography::html(&title), "On <i>Escherichia coli</i>");
//! assert_eq!(Typography::from_html("On <i>Escherichia coli</i>"), title);
//! ```

use std::borrow::Cow;

/// How a part of a text differs from what is around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typography {
    /// Italics; upright within italics.
    Italic,
    /// Bold.
    Bold,
    /// Small capitals.
    SmallCaps,
    /// Raised.
    Superscript,
    /// Lowered.
    Subscript,
    /// Letters that keep their case.
    AsIs,
}

/// The noncharacter that begins the first of them.
const FIRST: u32 = 0xfdd0;

impl Typography {
    /// All of them with the tags that CSL-JSON has for them (CSL 1.0.2, `csl-data.json`).
    const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Italic, "<i>", "</i>"),
        (Self::Bold, "<b>", "</b>"),
        (
            Self::SmallCaps,
            "<span style=\"font-variant:small-caps;\">",
            "</span>",
        ),
        (Self::Superscript, "<sup>", "</sup>"),
        (Self::Subscript, "<sub>", "</sub>"),
        (Self::AsIs, "<span class=\"nocase\">", "</span>"),
    ];

    /// The sign before such a part.
    pub fn begin(self) -> char {
        self.sign(0)
    }

    /// The sign behind it.
    pub fn end(self) -> char {
        self.sign(1)
    }

    fn sign(self, end: u32) -> char {
        char::from_u32(FIRST + 2 * self as u32 + end).unwrap_or_default()
    }

    /// What a sign begins (`true`) or ends; `None` for any other character.
    pub fn of(sign: char) -> Option<(Self, bool)> {
        let at = (sign as u32).checked_sub(FIRST)?;
        let (look, _, _) = Self::ALL.get(at as usize / 2)?;
        Some((*look, at % 2 == 0))
    }

    /// The text without its looks.
    pub fn plain(text: &str) -> Cow<'_, str> {
        if !text.contains(Self::is_sign) {
            return Cow::Borrowed(text);
        }
        Cow::Owned(text.replace(Self::is_sign, ""))
    }

    /// Whether a character is one of the signs.
    pub fn is_sign(c: char) -> bool {
        Self::of(c).is_some()
    }

    /// The text with CSL-JSON's tags.
    pub fn html(text: &str) -> Cow<'_, str> {
        if !text.contains(Self::is_sign) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len() + 16);
        for c in text.chars() {
            match Self::of(c) {
                Some((look, begins)) => {
                    let (_, begin, end) = Self::ALL[look as usize];
                    out.push_str(if begins { begin } else { end });
                }
                None => out.push(c),
            }
        }
        Cow::Owned(out)
    }

    /// A text with CSL-JSON's tags as one with signs. What is not closed, or closes nothing, stays as it is.
    pub fn from_html(text: &str) -> Cow<'_, str> {
        if !text.contains("</") {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        // what is open, and where its sign stands
        let mut open: Vec<(Self, usize, &str)> = Vec::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if c == '<' {
                if let Some((look, tag)) = Self::begins(rest) {
                    open.push((look, out.len(), tag));
                    out.push(look.begin());
                    rest = &rest[tag.len()..];
                    continue;
                }
                let closes = open.iter().rposition(|(look, _, _)| {
                    let (_, _, end) = Self::ALL[*look as usize];
                    rest.starts_with(end)
                });
                if let Some(at) = closes {
                    // what was opened within it and not closed is text
                    for (look, place, tag) in open.drain(at + 1..).rev() {
                        out.replace_range(place..place + look.begin().len_utf8(), tag);
                    }
                    let (look, _, _) = open.remove(at);
                    let (_, _, end) = Self::ALL[look as usize];
                    out.push(look.end());
                    rest = &rest[end.len()..];
                    continue;
                }
            }
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
        for (look, place, tag) in open.into_iter().rev() {
            out.replace_range(place..place + look.begin().len_utf8(), tag);
        }
        Cow::Owned(out)
    }

    /// The look that a tag at the beginning of a text begins, and the tag.
    fn begins(text: &str) -> Option<(Self, &str)> {
        let end = text.find('>')? + 1;
        let tag = &text[..end];
        let bare: String = tag.chars().filter(|c| !matches!(c, ' ' | ';')).collect();
        let known = Self::ALL.iter().find(|(_, begin, _)| {
            begin
                .chars()
                .filter(|c| !matches!(c, ' ' | ';'))
                .eq(bare.chars())
        });
        known.map(|(look, _, _)| (*look, tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_signs_stand_for_each_other() {
        for text in [
            "<i>a</i> <b>b</b> <sup>c</sup><sub>d</sub>",
            "<span style=\"font-variant:small-caps;\">a <i>b</i></span>",
            "<span class=\"nocase\">de novo</span>",
        ] {
            let marked = Typography::from_html(text);
            assert!(!marked.contains('<'), "{marked}");
            assert_eq!(Typography::html(&marked), text);
        }
        let spaced = Typography::from_html("<span style=\"font-variant: small-caps\">a</span>");
        assert_eq!(Typography::plain(&spaced), "a");
        for text in ["a < b </i>", "<i>a", "<i>a<b>b</i>", "<u>a</u>", "</"] {
            let marked = Typography::from_html(text);
            let shown = Typography::html(&marked);
            assert_eq!(shown, text);
        }
    }
}
