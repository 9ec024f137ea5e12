//! Which parts of a text were looked for.

use ibid::store::Marks;

/// The pieces of `text` in their order, and whether each was looked for.
pub(crate) fn pieces<'t>(text: &'t str, marks: &Marks) -> Vec<(&'t str, bool)> {
    let mut out: Vec<(&str, bool)> = Vec::new();
    let mut plain = 0;
    for range in marks.ranges(text) {
        if plain < range.start {
            out.push((&text[plain..range.start], false));
        }
        plain = range.end;
        out.push((&text[range], true));
    }
    if plain < text.len() {
        out.push((&text[plain..], false));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_text() {
        let marks = Marks::from_iter(["erdos", "gra*"]);
        let text = "Erdős & Rényi: Graphs";
        let pieces = pieces(text, &marks);
        assert_eq!(pieces[0], ("Erdős", true));
        assert_eq!(pieces[2].0, "Gra");
        assert_eq!(
            pieces.iter().map(|(piece, _)| *piece).collect::<String>(),
            text
        );
        assert_eq!(super::pieces("", &marks), []);
    }
}
