//! Org documents: `[cite:@key]`, `[cite/t:see @key p. 3;@other]`, and org-ref's `cite:key,key2`, `[[cite:&key]]`.

use super::{Base, Scan, Scanner, latex, latex_commands::built_in};

/// Org.
pub(super) const SCANNER: Scanner = Scanner {
    name: "org",
    title: "Org document",
    endings: &["org"],
    sniff: |text| {
        super::lines(text).any(|(_, line)| line.starts_with("#+") && line.contains(':'))
            || text.contains("[cite:@")
            || text.contains("[[cite:&")
    },
    scan: |text, _| scan(text),
};

fn scan(text: &str) -> Scan {
    let mut found = Scan::default();
    // the end of the block that is skipped, and where the paragraph began
    let mut skipping: Option<String> = None;
    let mut paragraph: Option<usize> = None;
    // how deep the headline is whose part of the document is not exported
    let mut hidden: Option<usize> = None;
    for (start, line) in super::lines(text) {
        let trimmed = line.trim_start();
        if skipping.is_none()
            && let Some((depth, headline)) = headline(line)
        {
            flush(text, &mut paragraph, start, &mut found);
            hidden = hidden.filter(|around| *around < depth);
            if hidden.is_none() && is_hidden(headline) {
                hidden = Some(depth);
            }
        }
        if hidden.is_some() {
            continue;
        }
        let lower = trimmed
            .get(..trimmed.floor_char_boundary(40))
            .unwrap_or_default()
            .to_ascii_lowercase();
        if let Some(end) = &skipping {
            if lower.starts_with(end.as_str()) {
                skipping = None;
            }
            continue;
        }
        let comment = trimmed == "#" || trimmed.starts_with("# ");
        let keyword = lower.starts_with("#+");
        let fixed = trimmed == ":" || trimmed.starts_with(": ");
        if let Some(name) = lower.strip_prefix("#+begin_") {
            flush(text, &mut paragraph, start, &mut found);
            let name = name.split_whitespace().next().unwrap_or_default();
            if matches!(name, "src" | "example" | "comment" | "export")
                && !lower.starts_with("#+begin_export latex")
            {
                skipping = Some(format!("#+end_{name}"));
            }
        } else if lower.starts_with(":properties:") || lower.starts_with(":logbook:") {
            flush(text, &mut paragraph, start, &mut found);
            skipping = Some(":end:".to_owned());
        } else if lower.starts_with("#+include:") {
            flush(text, &mut paragraph, start, &mut found);
            include(trimmed, start + line.len() - trimmed.len(), &mut found);
        } else if keyword && lower.starts_with("#+bibliography:") {
            let name = trimmed["#+bibliography:".len()..].trim();
            found.bibliographies.push(name.trim_matches('"').to_owned());
        } else if comment || fixed || trimmed.is_empty() {
            flush(text, &mut paragraph, start, &mut found);
        } else if keyword && !lower.starts_with("#+caption") && !lower.starts_with("#+title") {
            flush(text, &mut paragraph, start, &mut found);
            if lower.starts_with("#+latex:") {
                inline(text, start, start + line.len(), &mut found);
            }
        } else {
            paragraph.get_or_insert(start);
        }
    }
    flush(text, &mut paragraph, text.len(), &mut found);
    found.in_order()
}

/// The stars of a headline and what stands behind them.
fn headline(line: &str) -> Option<(usize, &str)> {
    let rest = line.trim_start_matches('*');
    let depth = line.len() - rest.len();
    (depth > 0 && rest.starts_with(' ')).then(|| (depth, rest.trim()))
}

/// Whether Org exports nothing below a headline: it is commented out or tagged so.
fn is_hidden(headline: &str) -> bool {
    let tags = headline.rsplit(' ').next().unwrap_or_default();
    headline == "COMMENT"
        || headline.starts_with("COMMENT ")
        || tags.len() > 1
            && tags.starts_with(':')
            && tags.ends_with(':')
            && tags.split(':').any(|tag| tag == "noexport")
}

fn flush(text: &str, paragraph: &mut Option<usize>, end: usize, found: &mut Scan) {
    if let Some(start) = paragraph.take() {
        inline(text, start, end, found);
    }
}

/// `#+INCLUDE: "file.org::*Heading" :lines "1-9"`; code and examples are left out.
fn include(line: &str, start: usize, found: &mut Scan) {
    let rest = line["#+include:".len()..].trim();
    let (path, options) = match rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        Some(parts) => parts,
        None => rest.split_once(' ').unwrap_or((rest, "")),
    };
    let kind = options.split_whitespace().next().unwrap_or_default();
    if !matches!(kind, "src" | "example" | "export") {
        let path = path.split("::").next().unwrap_or_default();
        found.include(path, start, &[Base::File], &[""]);
    }
}

/// Text without blocks.
fn inline(text: &str, start: usize, end: usize, found: &mut Scan) {
    let text = &text[..end];
    let bytes = text.as_bytes();
    let mut at = start;
    // up to where no bracket closes
    let mut open_to = start;
    while let Some(next) = bytes[at..]
        .iter()
        .position(|byte| matches!(byte, b'=' | b'~' | b'[' | b':' | b'\\'))
    {
        at += next;
        match bytes[at] {
            marker @ (b'=' | b'~') => at = verbatim(text, start, at, marker).unwrap_or(at + 1),
            b'\\' => {
                latex::command(text, at, found);
                at += 1;
            }
            b'[' if is_citation(text, start, at) => {
                let closed = if at < open_to {
                    None
                } else {
                    closing(bytes, at)
                };
                match closed {
                    Some(close) => {
                        citation(text, at, close, found);
                        at = close;
                    }
                    None => {
                        open_to = end;
                        at += 6;
                    }
                }
            }
            b':' => at = link(text, start, at, found),
            _ => at += 1,
        }
    }
}

/// Whether Org's own citation starts at `at`: `[cite:` or `[cite/`, and not a link.
fn is_citation(text: &str, start: usize, at: usize) -> bool {
    let rest = &text[at..];
    (rest.starts_with("[cite:") || rest.starts_with("[cite/")) && !text[start..at].ends_with('[')
}

/// The `]` that closes the `[` at `at`.
fn closing(bytes: &[u8], at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (offset, byte) in bytes[at..].iter().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' if depth == 1 => return Some(at + offset),
            b']' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// `[cite/style:prefix @key suffix;@other]`
fn citation(text: &str, open: usize, close: usize, found: &mut Scan) {
    let Some(colon) = text[open..close].find(':').map(|colon| open + colon) else {
        return;
    };
    let style = &text[open + 1..colon];
    if !style
        .chars()
        .all(|c| c.is_alphanumeric() || "/_-".contains(c))
    {
        return;
    }
    let mut at = colon + 1;
    while let Some(next) = memchr::memchr(b'@', &text.as_bytes()[at..close]) {
        let start = at + next + 1;
        let rest = &text[start..close];
        let length = rest
            .find(|c: char| !(c.is_alphanumeric() || "-.:?!`'/*@+|(){}<>&_^$#%~".contains(c)))
            .unwrap_or(rest.len());
        match &rest[..length] {
            "" => {}
            "*" => found.cite_everything(start),
            key => found.cite(key, start, false),
        }
        at = start + length;
    }
}

/// Behind `=verbatim=` or `~code~`.
fn verbatim(text: &str, start: usize, at: usize, marker: u8) -> Option<usize> {
    let before = text[start..at].chars().next_back();
    if before.is_some_and(|c| !c.is_whitespace() && !"-({'\"[".contains(c)) {
        return None;
    }
    let inner = &text.as_bytes()[at + 1..];
    if inner.first().is_none_or(u8::is_ascii_whitespace) {
        return None;
    }
    let mut from = 1;
    while let Some(next) = memchr::memchr2(marker, b'\n', inner.get(from..)?) {
        let close = from + next;
        if inner[close] == b'\n' {
            return None;
        }
        let behind = inner.get(close + 1).copied();
        let ends = behind
            .is_none_or(|byte| byte.is_ascii_whitespace() || b"-.,:!?;'\")}[]\\".contains(&byte));
        if !inner[close - 1].is_ascii_whitespace() && ends {
            return Some(at + 1 + close + 1);
        }
        from = close + 1;
    }
    None
}

/// org-ref's links, of whose name the `:` is at `at`; where to go on.
fn link(text: &str, start: usize, at: usize, found: &mut Scan) -> usize {
    let before = &text[start..at];
    let name = before.strip_suffix('*').unwrap_or(before);
    let length = name
        .bytes()
        .rev()
        .take_while(u8::is_ascii_alphabetic)
        .count()
        .min(40);
    let name = &name[name.len() - length..];
    let in_brackets = before[..before.len() - length]
        .trim_end_matches('*')
        .ends_with("[[");
    let rest = &text[at + 1..];
    if name == "bibliography" && !rest.starts_with([' ', '\n']) {
        let end = rest
            .find(|c: char| c.is_whitespace() || c == ']')
            .unwrap_or(rest.len());
        found
            .bibliographies
            .extend(rest[..end].split(',').map(str::to_owned));
        return at + 1 + end;
    }
    // a part of an address is no link
    let outer = before.trim_end_matches('*');
    let inside = outer[..outer.len() - name.len()]
        .ends_with(|c: char| c.is_alphanumeric() || "/.:@&=?#%+_".contains(c));
    if inside || built_in(name).is_none() {
        return at + 1;
    }
    if in_brackets {
        let end = rest.find([']', '\n']).unwrap_or(rest.len());
        let body = &rest[..end];
        if body.contains('&') {
            ampersands(body, at + 1, found);
        } else {
            found.cite_list(body, at + 1);
        }
        return at + 1 + end;
    }
    if rest.starts_with('&') {
        let end = rest
            .find(|c: char| c.is_whitespace() || "[]".contains(c))
            .unwrap_or(rest.len());
        ampersands(&rest[..end], at + 1, found);
        return at + 1 + end;
    }
    let end = rest
        .find(|c: char| !(c.is_alphanumeric() || "-_:,.+/*".contains(c)))
        .unwrap_or(rest.len());
    let list = rest[..end].trim_end_matches(['.', ',', ':']);
    found.cite_list(list, at + 1);
    at + 1 + list.len()
}

/// `&key p. 2;see &other`
fn ampersands(body: &str, start: usize, found: &mut Scan) {
    for (sign, _) in body.match_indices('&') {
        let key = &body[sign + 1..];
        let end = key
            .find(|c: char| c.is_whitespace() || ";,&]".contains(c))
            .unwrap_or(key.len());
        let key = key[..end].trim_end_matches('.');
        if !key.is_empty() {
            found.cite(key, start + sign + 1, false);
        }
    }
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
        keys(&scan).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn finds_orgs_citations() {
        assert_eq!(
            cited(
                "[cite:@a] [cite/t/cf:see @b:2 p. 3;also\n@c; common] [cite:see [x] @d] [cite/n:@e]"
            ),
            ["a", "b:2", "c", "d", "e"]
        );
        assert_eq!(
            cited("me@no [@no] [cite:no] [cite @no]"),
            Vec::<String>::new()
        );
        assert!(scan("[cite/n:@*]").everything.is_some());
    }

    #[test]
    fn finds_org_refs() {
        assert_eq!(
            cited(
                "cite:a,b. citep:c, x. [[cite:&d pg. 2;see &e]] [[citet:f,g][text]] cite:&h;&i parencite*:j \\citep{k}"
            ),
            ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"]
        );
        assert_eq!(
            cited("ref:no excite: no https://x/y:no"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn skips_code_comments_and_drawers() {
        let text = "# [cite:@no]\n#+BEGIN_SRC org\n[cite:@no]\n#+END_SRC\n: [cite:@no]\n=[cite:@no]= ~cite:no~ x=[cite:@a]=\n\
                    :PROPERTIES:\n:ROAM_REFS: cite:no\n:END:\n#+begin_quote\n[cite:@b]\n#+end_quote\n#+CAPTION: X [cite:@c]";
        assert_eq!(cited(text), ["a", "b", "c"]);
    }

    #[test]
    fn names_files() {
        let scan = scan(
            "#+INCLUDE: \"ch/a.org::*Intro\" :lines \"1-\"\n#+include: b.org\n#+INCLUDE: \"c.py\" src python\n#+bibliography: r.bib\nbibliography:s.bib,t.bib",
        );
        let paths: Vec<_> = scan
            .includes
            .iter()
            .map(|include| include.path.as_str())
            .collect();
        assert_eq!(paths, ["ch/a.org", "b.org"]);
        assert_eq!(scan.bibliographies, ["r.bib", "s.bib", "t.bib"]);
    }
}
