//! What changed between two texts, line by line.

use super::text::clean_lines;

/// Texts with more lines than this, multiplied, are shown as all gone and all new.
const COMPARED: usize = 1 << 22;

/// The lines of both texts: those of `before` only after `-`, those of `after` only after `+`, common ones after a
/// space. Made safe for a terminal.
pub(crate) fn lines(before: &str, after: &str) -> Vec<(char, String)> {
    let (before, after) = (clean_lines(before), clean_lines(after));
    let old: Vec<&str> = before.lines().collect();
    let new: Vec<&str> = after.lines().collect();
    let mut out = Vec::with_capacity(old.len() + new.len());
    let mut put = |sign, line: &str| out.push((sign, line.to_owned()));
    if old.len().saturating_mul(new.len()) > COMPARED {
        old.iter().for_each(|line| put('-', line));
        new.iter().for_each(|line| put('+', line));
        return out;
    }
    // the longest common subsequence of what is left of both from a place on
    let width = new.len() + 1;
    let mut common = vec![0_u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = if old[i] == new[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            put(' ', old[i]);
            (i, j) = (i + 1, j + 1);
        } else if j == new.len()
            || (i < old.len() && common[(i + 1) * width + j] >= common[i * width + j + 1])
        {
            put('-', old[i]);
            i += 1;
        } else {
            put('+', new[j]);
            j += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn changed_lines_are_marked() {
        let shown: Vec<String> = super::lines("a\nb\nc", "a\nx\nc\nd")
            .into_iter()
            .map(|(sign, line)| format!("{sign}{line}"))
            .collect();
        assert_eq!(shown, [" a", "-b", "+x", " c", "+d"]);
        assert_eq!(super::lines("", "a"), [('+', "a".to_owned())]);
    }
}
