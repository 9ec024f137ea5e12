//! Which parts of a text are what was looked for.

use std::ops::Range;

use crate::model::forms;

/// The words that a search looked for, to be marked where hits are shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// Folded words, and whether words that begin with them are meant too.
    words: Vec<(String, bool)>,
}

impl Marks {
    pub(super) fn add(&mut self, word: &str, prefix: bool) {
        match self.words.iter_mut().find(|(known, _)| known == word) {
            Some((_, known)) => *known |= prefix,
            None => self.words.push((word.to_owned(), prefix)),
        }
    }

    /// The parts of `text`, in bytes, that are words looked for, in their order.
    ///
    /// ```
    /// # use ibid::store::Marks;
    /// let marks = Marks::from_iter(["mueller", "graph*"]);
    /// let text = "Müller, On Graphs";
    /// let parts: Vec<&str> = marks.ranges(text).into_iter().map(|range| &text[range]).collect();
    /// assert_eq!(parts, ["Müller", "Graph"]);
    /// ```
    pub fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        if self.words.is_empty() {
            return found;
        }
        let inside = |c: char| {
            c.is_alphanumeric()
                || unicode_normalization::char::is_combining_mark(c)
                || matches!(c, '-' | '\'' | '’' | '\u{ad}')
        };
        let mut at = 0;
        while let Some(start) = text[at..].find(char::is_alphanumeric) {
            let start = at + start;
            let length = text[start..].find(|c| !inside(c));
            let end = length.map_or(text.len(), |length| start + length);
            self.mark(text, start..end, &mut found);
            at = end;
        }
        found
    }

    /// Marks a compound as a whole, else its parts.
    fn mark(&self, text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
        let word = &text[range.clone()];
        if let Some(length) = self.length(word) {
            found.push(range.start..range.start + length);
            return;
        }
        let mut start = range.start;
        for part in word.split(['-', '\'', '’']) {
            if part.len() < word.len()
                && let Some(length) = self.length(part)
            {
                found.push(start..start + length);
            }
            start += part.len();
            start += text[start..].chars().next().map_or(0, char::len_utf8);
        }
    }

    /// How many bytes of a word are looked for.
    fn length(&self, word: &str) -> Option<usize> {
        let forms = forms(word);
        let single = || {
            forms.iter().filter_map(|form| match form.words.as_slice() {
                [one] => Some(one.as_str()),
                _ => None,
            })
        };
        if single().any(|form| self.words.iter().any(|(known, _)| known == form)) {
            return Some(word.len());
        }
        let prefix = self
            .words
            .iter()
            .filter(|(known, prefix)| *prefix && single().any(|form| form.starts_with(known)))
            .map(|(known, _)| known.chars().count())
            .max()?;
        let end = word.char_indices().nth(prefix).map(|(end, _)| end);
        Some(end.unwrap_or(word.len()))
    }
}

impl<'w> FromIterator<&'w str> for Marks {
    /// Of words as typed; a star behind one means its beginning.
    fn from_iter<T: IntoIterator<Item = &'w str>>(words: T) -> Self {
        let mut marks = Self::default();
        for word in words {
            let (word, prefix) = match word.strip_suffix('*') {
                Some(word) => (word, true),
                None => (word, false),
            };
            for form in forms(word) {
                form.words.iter().for_each(|word| marks.add(word, prefix));
            }
        }
        marks
    }
}
