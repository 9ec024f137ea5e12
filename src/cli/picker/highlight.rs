//! Which words of a text were looked for.

use ibid::model::fold;

/// The pieces of `text` in their order, and whether each is a word that begins with one of the folded `words`.
pub(crate) fn pieces<'t>(text: &'t str, words: &[String]) -> Vec<(&'t str, bool)> {
    let mut out: Vec<(&str, bool)> = Vec::new();
    let mut plain = 0;
    for (start, word) in split(text) {
        let folded = fold(word);
        let is_match = words.iter().any(|sought| {
            !sought.is_empty()
                && folded
                    .split(' ')
                    .any(|part| part.starts_with(sought.as_str()))
        });
        if !is_match {
            continue;
        }
        if plain < start {
            out.push((&text[plain..start], false));
        }
        out.push((word, true));
        plain = start + word.len();
    }
    if plain < text.len() {
        out.push((&text[plain..], false));
    }
    out
}

/// The words of `text`, with their places.
fn split(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_mark = |c: char| unicode_normalization::char::is_combining_mark(c);
    let mut rest = text;
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = rest.find(char::is_alphanumeric)?;
        let word = &rest[start..];
        let end = word
            .find(|c: char| !c.is_alphanumeric() && !is_mark(c))
            .unwrap_or(word.len());
        let found = (at + start, &word[..end]);
        at += start + end;
        rest = &word[end..];
        Some(found)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whatever_they_look_like() {
        let words =
            |text: &str| -> Vec<String> { fold(text).split(' ').map(str::to_owned).collect() };
        let marked = |text: &str, sought: &str| -> String {
            let to_text = |(piece, is_match): (&str, bool)| {
                if is_match {
                    format!("[{piece}]")
                } else {
                    piece.to_owned()
                }
            };
            pieces(text, &words(sought))
                .into_iter()
                .map(to_text)
                .collect()
        };
        assert_eq!(
            marked("Erdős & Rényi: Graphs", "erdos GRA"),
            "[Erdős] & Rényi: [Graphs]"
        );
        assert_eq!(
            marked("E\u{301}tude, étude", "etud"),
            "[E\u{301}tude], [étude]"
        );
        assert_eq!(marked("Straße", "strass"), "[Straße]");
        assert_eq!(marked("nothing", ""), "nothing");
        assert_eq!(marked("", "x"), "");
    }
}
