//! `.aux` files, which LaTeX writes: what the document cited when it was last typeset.

use super::{Base, Scan, Scanner};

/// LaTeX's auxiliary file.
pub(super) const SCANNER: Scanner = Scanner {
    name: "aux",
    title: "LaTeX's .aux file",
    endings: &["aux"],
    sniff: |text| {
        text.starts_with("\\relax")
            || ["\\citation{", "\\bibdata{", "\\abx@aux@"]
                .iter()
                .any(|command| text.starts_with(command))
    },
    scan: |text, _| scan(text),
};

fn scan(text: &str) -> Scan {
    let mut scan = Scan::default();
    for at in memchr::memchr_iter(b'\\', text.as_bytes()) {
        let rest = &text[at + 1..];
        let name_end = rest
            .bytes()
            .position(|byte| !byte.is_ascii_alphabetic() && byte != b'@')
            .unwrap_or(rest.len());
        let (name, behind) = rest.split_at(name_end);
        let start = at + 1 + name_end;
        match name {
            "citation" => {
                if let Some((list, from)) = argument(behind, start) {
                    let made = list.trim();
                    if !is_control(made) {
                        scan.cite_list(list, from);
                    }
                }
            }
            // {section}{key} since biblatex 3.17, {key} before
            "abx@aux@cite" => {
                if let Some((first, from)) = argument(behind, start) {
                    let end = from + first.len() + 1;
                    let second = argument(&text[end..], end);
                    let (list, from) = second.unwrap_or((first, from));
                    scan.cite_list(list, from);
                }
            }
            "abx@aux@nociteall" => scan.cite_everything(at + 1),
            "@input" => {
                if let Some((path, from)) = argument(behind, start) {
                    scan.include(path.trim(), from, &[Base::Document, Base::File], &[""]);
                }
            }
            "bibdata" => {
                if let Some((list, _)) = argument(behind, start) {
                    scan.bibliographies
                        .extend(list.split(',').map(|name| name.trim().to_owned()));
                }
            }
            _ => {}
        }
    }
    scan
}

/// The argument in braces at the beginning of `text`, which is byte `start` of the whole, and where it stands.
fn argument(text: &str, start: usize) -> Option<(&str, usize)> {
    let inner = text.strip_prefix('{')?;
    // keys hold no braces and stand on one line
    let end = memchr::memchr3(b'}', b'\n', b'{', inner.as_bytes())?;
    (inner.as_bytes()[end] == b'}').then(|| (&inner[..end], start + 1))
}

/// Whether packages cite it to steer the bibliography style, with an entry of their own.
fn is_control(key: &str) -> bool {
    matches!(key, "biblatex-control" | "achemso-control")
        || (key.ends_with("Control")
            && ["REVTEX", "apsrev", "aps", "aip", "apsrmp"]
                .iter()
                .any(|class| key.starts_with(class)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::tests::keys;

    #[test]
    fn reads_bibtexs_and_biblatexs() {
        let text = "\\relax \n\\citation{a,b}\n\\citation{REVTEX41Control}\n\\@writefile{toc}{\\cite{no}}\n\
                    \\abx@aux@cite{0}{c}\n\\abx@aux@segm{0}{0}{c}\n\\abx@aux@cite{d}\n\\@input{ch/one.aux}\n\
                    \\bibdata{refs,more}\n\\newlabel{x}{{1}{2}}\n\\citation{unfinished\n";
        let found = scan(text);
        assert_eq!(keys(&found), ["a", "b", "c", "d"]);
        assert_eq!(&text[found.cited[1].at..][..1], "b");
        assert_eq!(found.includes[0].path, "ch/one.aux");
        assert_eq!(found.bibliographies, ["refs", "more"]);
        assert_eq!(scan("\\citation{*}").everything, Some(10));
        assert_eq!(scan("\\abx@aux@cite{0}{*}").everything, Some(17));
        assert_eq!(scan("\n\\abx@aux@nociteall\n").everything, Some(2));
    }
}
