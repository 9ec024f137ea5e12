//! reStructuredText with Sphinx: `` :cite:p:`a,b` `` of sphinxcontrib-bibtex, and `[Key2001]_` where the document
//! does not define that label itself.

use super::{Base, Scan, Scanner};

/// reStructuredText.
pub(super) const SCANNER: Scanner = Scanner {
    name: "rst",
    title: "reStructuredText, Sphinx",
    endings: &["rst", "rest"],
    sniff: |text| {
        text.contains(":cite:")
            || super::lines(text).any(|(_, line)| {
                line.starts_with(".. ") && (line.contains("::") || line.ends_with(':'))
            })
    },
    scan: |text, _| scan(text),
};

/// Directives whose contents are no text.
const VERBATIM: &[&str] = &[
    "code-block",
    "code",
    "sourcecode",
    "math",
    "raw",
    "parsed-literal",
    "highlight",
    "literalinclude",
    "productionlist",
    "graphviz",
    "mermaid",
    "plot",
    "ipython",
    "testcode",
    "doctest",
    "toctree",
    "contents",
    "index",
    "only-code",
    "jupyter-execute",
    "prompt",
    "digraph",
];

fn scan(text: &str) -> Scan {
    let mut found = Scan::default();
    // what is indented deeper than this is skipped; whether that is the bibliography's options
    let mut skip: Option<usize> = None;
    let mut bibliography = false;
    let mut paragraph: Option<usize> = None;
    for (start, line) in super::lines(text) {
        let trimmed = line.trim_start();
        if trimmed.is_empty() {
            flush(text, &mut paragraph, start, &mut found);
            continue;
        }
        let indent = line.len() - trimmed.len();
        if let Some(outer) = skip {
            if indent > outer {
                if bibliography && trimmed.starts_with(":all:") {
                    found.cite_everything(start + indent);
                }
                continue;
            }
            skip = None;
            bibliography = false;
        }
        if let Some(rest) = trimmed.strip_prefix(".. ") {
            flush(text, &mut paragraph, start, &mut found);
            if let Some((name, argument)) = rest.split_once("::")
                && !name.contains(' ')
            {
                match name {
                    "include" => found.include(argument.trim(), start, &[Base::File], &[""]),
                    "bibliography" => {
                        bibliography = true;
                        skip = Some(indent);
                        found
                            .bibliographies
                            .extend(argument.split_whitespace().map(str::to_owned));
                    }
                    _ if VERBATIM.contains(&name) => skip = Some(indent),
                    _ => inline(text, start, start + line.len(), &mut found),
                }
            } else if let Some((label, _)) =
                rest.strip_prefix('[').and_then(|rest| rest.split_once(']'))
            {
                found.labels.push(label.to_owned());
                inline(
                    text,
                    start + indent + 4 + label.len(),
                    start + line.len(),
                    &mut found,
                );
            } else if !rest.starts_with(['_', '|']) {
                // a comment
                skip = Some(indent);
            }
            continue;
        }
        if trimmed == ".." {
            flush(text, &mut paragraph, start, &mut found);
            skip = Some(indent);
            continue;
        }
        paragraph.get_or_insert(start);
        if trimmed.trim_end().ends_with("::") {
            flush(text, &mut paragraph, start + line.len(), &mut found);
            skip = Some(indent);
        }
    }
    flush(text, &mut paragraph, text.len(), &mut found);
    found.in_order()
}

fn flush(text: &str, paragraph: &mut Option<usize>, end: usize, found: &mut Scan) {
    if let Some(start) = paragraph.take() {
        inline(text, start, end, found);
    }
}

fn inline(text: &str, start: usize, end: usize, found: &mut Scan) {
    let text = &text[..end];
    let bytes = text.as_bytes();
    let mut at = start;
    let mut open = false;
    while let Some(next) = bytes[at..]
        .iter()
        .position(|byte| matches!(byte, b'`' | b'[' | b'\\'))
    {
        at += next;
        match bytes[at] {
            b'\\' => at = text.ceil_char_boundary((at + 2).min(end)),
            b'`' => {
                let double = bytes.get(at + 1) == Some(&b'`');
                let inner = at + if double { 2 } else { 1 };
                let mark: &[u8] = if double { b"``" } else { b"`" };
                let close = if open {
                    None
                } else {
                    memchr::memmem::find(&bytes[inner..], mark)
                };
                let Some(close) = close.map(|length| inner + length) else {
                    open = true;
                    at = inner;
                    continue;
                };
                if !double && is_cite(role_before(&text[start..at])) {
                    role_keys(&text[inner..close], inner, found);
                }
                at = close + mark.len();
            }
            _ => at = reference(text, at, found),
        }
    }
}

/// The name in `:name:` at the end of `text`.
fn role_before(text: &str) -> &str {
    let Some(inner) = text.strip_suffix(':') else {
        return "";
    };
    let length = inner
        .bytes()
        .rev()
        .take(40)
        .take_while(|byte| byte.is_ascii_alphanumeric() || b":-_+.".contains(byte))
        .count();
    inner[inner.len() - length..].trim_start_matches(':')
}

/// `cite`, `cite:p`, `footcite:t` …
fn is_cite(role: &str) -> bool {
    matches!(
        role.split(':').next(),
        Some("cite" | "footcite" | "nocite" | "notcite")
    )
}

/// The keys of a role, which may have text in braces around them: `{see}a{p. 3},b`.
pub(super) fn role_keys(content: &str, start: usize, found: &mut Scan) {
    let mut at = 0;
    let mut depth = 0_usize;
    let mut key_start: Option<usize> = None;
    let end = |key_start: &mut Option<usize>, at: usize, found: &mut Scan| {
        if let Some(from) = key_start.take() {
            let key = content[from..at].trim_end();
            if key == "*" {
                found.cite_everything(start + from);
            } else if !key.contains(char::is_whitespace) {
                found.cite(key, start + from, false);
            }
        }
    };
    for c in content.chars() {
        match c {
            '{' => {
                end(&mut key_start, at, found);
                depth += 1;
            }
            '}' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            ',' | ';' => end(&mut key_start, at, found),
            c if c.is_whitespace() => {}
            _ => {
                key_start.get_or_insert(at);
            }
        }
        at += c.len_utf8();
    }
    end(&mut key_start, content.len(), found);
}

/// `[Key2001]_`; where to go on.
fn reference(text: &str, at: usize, found: &mut Scan) -> usize {
    let rest = &text[at + 1..];
    let length = rest
        .find(|c: char| !(c.is_alphanumeric() || "-_.:+".contains(c)))
        .unwrap_or(rest.len());
    let label = &rest[..length];
    let behind = &rest[length..];
    let follows = behind.strip_prefix("]_");
    let number = label.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(follows) = follows
        && !number
        && !follows.starts_with(|c: char| c.is_alphanumeric())
    {
        found.cite(label, at + 1, true);
    }
    at + 1 + length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::tests::keys;

    fn cited(text: &str) -> Vec<String> {
        let scan = scan(text);
        for cited in &scan.cited {
            assert!(text[cited.at..].starts_with(&cited.key), "{cited:?}");
        }
        keys(&scan)
            .into_iter()
            .filter(|key| !scan.labels.iter().any(|label| label == key))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn finds_roles_and_references() {
        assert_eq!(
            cited(
                "See :cite:`a`, :cite:p:`b, c`\nand :footcite:t:`{see}d{p. 3},e`, [Key01]_. :ref:`no` `no <x>`_"
            ),
            ["a", "b", "c", "d", "e", "Key01"]
        );
        assert_eq!(
            cited("[1]_ [#no]_ [*]_ [no] ``[No]_ :cite:`no` `` [Def]_\n\n.. [Def] By :cite:`a`"),
            ["a"]
        );
    }

    #[test]
    fn skips_literal_text_and_comments() {
        let text = "Text::\n\n  :cite:`no`\n\n.. code-block:: rst\n\n   :cite:`no`\n\n.. a comment :cite:`no`\n   :cite:`no`\n\n\
                    .. note:: See :cite:`a`.\n\n   And :cite:`b`.\n\n.. figure:: x.png\n\n   Caption :cite:`c`\n\n..\n  :cite:`no`\n\n:cite:`d`";
        assert_eq!(cited(text), ["a", "b", "c", "d"]);
    }

    #[test]
    fn names_files() {
        let scan = scan(".. include:: a.rst\n.. bibliography:: r.bib s.bib\n   :all:\n");
        assert_eq!(scan.includes[0].path, "a.rst");
        assert_eq!(scan.bibliographies, ["r.bib", "s.bib"]);
        assert!(scan.everything.is_some());
    }
}
