//! Fields that are no prose (`url`, `doi`, `file`, `eprint`): people escape them for TeX all the same.

/// `tex` as the address or path it stands for: trimmed, without the escapes (`\_`, `\%`, `\~{}`, `{\_}`,
/// `\textunderscore`, `$\sim$`, `\string~`), without a `\url{…}` around it and without braces around the whole.
/// An address with a scheme loses every brace. Nothing else changes: white space, braces of other texts and backslashes of Windows paths stay.
///
/// ```
/// use ibid::formats::bibtex::latex::verbatim;
/// assert_eq!(verbatim(r" \url{http://a.org/\~{}b/c{\_}d\%20e} "), "http://a.org/~b/c_d%20e");
/// assert_eq!(verbatim(r"10.1002/a$\sim$b"), "10.1002/a~b");
/// ```
pub fn verbatim(tex: &str) -> String {
    let mut out = unescaped(unwrapped(tex));
    if out.contains("://") && !out.starts_with(':') {
        // no address holds braces: they protected a capital
        out.retain(|c| c != '{' && c != '}');
    }
    out
}

/// `text` with the signs for which its escapes stand.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr3(b'\\', b'{', b'$', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = match rest.as_bytes()[0] {
            b'{' => match sign(&rest[1..]) {
                Some((c, after)) => {
                    out.push_str(c);
                    after
                }
                None => {
                    out.push('{');
                    &rest[1..]
                }
            },
            b'$' => match formula(&rest[1..]) {
                Some((c, after)) => {
                    out.push_str(c);
                    after
                }
                None => {
                    out.push('$');
                    &rest[1..]
                }
            },
            _ => match escape(rest) {
                Some((c, after)) => {
                    out.push_str(c);
                    after
                }
                None => {
                    out.push('\\');
                    &rest[1..]
                }
            },
        };
    }
    out.push_str(rest);
    out
}

/// `tex` without white space at its ends and without what is wrapped around all of it.
pub(super) fn unwrapped(tex: &str) -> &str {
    const WRAPPERS: [&str; 7] = [
        "\\url",
        "\\path",
        "\\nolinkurl",
        "\\texttt",
        "\\burl",
        "\\tt",
        "\\href",
    ];
    let mut text = tex.trim();
    // deeper wrapping is nobody's address
    for _ in 0..8 {
        let mut inner = text;
        for wrapper in WRAPPERS {
            if let Some(after) = inner.strip_prefix(wrapper) {
                let white = after.trim_start();
                if white.starts_with('{') || (wrapper == "\\tt" && white.len() < after.len()) {
                    inner = white;
                }
                if wrapper == "\\href"
                    && let Some(end) = closing(inner)
                {
                    inner = &inner[..=end];
                }
            }
        }
        if inner.starts_with('{') && closing(inner) == Some(inner.len() - 1) {
            inner = &inner[1..inner.len() - 1];
        }
        inner = inner.trim();
        if inner.len() == text.len() {
            break;
        }
        text = inner;
    }
    text
}

/// Where the brace that opens `text` is closed.
fn closing(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut level = 0usize;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'{' if at == 0 || bytes[at - 1] != b'\\' => level += 1,
            b'}' if bytes[at - 1] != b'\\' => {
                level = level.checked_sub(1)?;
                if level == 0 {
                    return Some(at);
                }
            }
            b'}' | b'{' => {}
            _ if level == 0 => return None,
            _ => {}
        }
    }
    None
}

/// What a group after its brace stands for where it holds a single sign: `{\_}`, `{$\sim$}`, `{~}`.
fn sign(text: &str) -> Option<(&str, &str)> {
    let (meaning, after) = match text.as_bytes().first()? {
        b'\\' => escape(text)?,
        b'$' => formula(&text[1..])?,
        b'~' | b'_' | b'%' | b'#' | b'&' | b'-' | b'/' => text.split_at(1),
        _ => return None,
    };
    Some((meaning, after.strip_prefix('}')?))
}

/// What the escape that starts `text` stands for, and what follows it; `None` where the backslash means itself.
fn escape(text: &str) -> Option<(&'static str, &str)> {
    const SIGNS: [(&str, &str); 21] = [
        ("_", "_"),
        ("%", "%"),
        ("#", "#"),
        ("&", "&"),
        ("$", "$"),
        ("{", "{"),
        ("}", "}"),
        ("~", "~"),
        ("^", "^"),
        ("/", "/"),
        (":", ":"),
        (";", ";"),
        ("=", "="),
        ("?", "?"),
        ("-", ""),
        ("\\_", "_"),
        ("\\%", "%"),
        ("\\&", "&"),
        ("\\#", "#"),
        ("\\", "\\"),
        (" ", " "),
    ];
    const WORDS: [(&str, &str); 12] = [
        ("textunderscore", "_"),
        ("textasciitilde", "~"),
        ("texttildelow", "~"),
        ("textasciicircum", "^"),
        ("textbackslash", "\\"),
        ("textless", "<"),
        ("textgreater", ">"),
        ("slash", "/"),
        ("allowbreak", ""),
        ("linebreak", ""),
        ("discretionary", ""),
        ("sim", "~"),
    ];
    let after = text.strip_prefix('\\')?;
    for (sign, meaning) in SIGNS {
        if let Some(rest) = after.strip_prefix(sign) {
            let rest = if matches!(sign, "~" | "^") {
                without_braces(rest)
            } else {
                rest
            };
            return Some((meaning, rest));
        }
    }
    for (word, meaning) in WORDS {
        if let Some(rest) = after.strip_prefix(word)
            && !rest.starts_with(|c: char| c.is_ascii_alphabetic())
        {
            let rest = rest.strip_prefix(' ').unwrap_or(rest);
            return Some((meaning, without_braces(rest)));
        }
    }
    // `\string~`: the next sign is printed
    let rest = after.strip_prefix("string")?;
    (!rest.starts_with(|c: char| c.is_ascii_alphabetic())).then_some(("", rest))
}

fn without_braces(text: &str) -> &str {
    let mut rest = text;
    while let Some(shorter) = rest.strip_prefix("{}").or_else(|| rest.strip_prefix("{ }")) {
        rest = shorter;
    }
    rest
}

/// What a formula after its `$` stands for where it is a sign people cannot type otherwise.
fn formula(text: &str) -> Option<(&'static str, &str)> {
    let end = memchr::memchr(b'$', &text.as_bytes()[..text.len().min(48)])?;
    let body: String = text[..end]
        .chars()
        .filter(|c| !" {}".contains(*c))
        .collect();
    let meaning = match body.as_str() {
        "\\sim"
        | "\\tilde"
        | "\\tilde\\"
        | "\\scriptstyle\\sim"
        | "\\scriptstyle\\mathtt\\sim"
        | "\\mathtt\\sim"
        | "\\thicksim"
        | "~"
        | "\\~" => "~",
        "_" | "\\_" => "_",
        "<" => "<",
        ">" => ">",
        "-" => "-",
        _ => return None,
    };
    Some((meaning, &text[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::verbatim;

    #[test]
    fn escapes_are_undone() {
        for (tex, plain) in [
            (
                r"http://a.org/b_c%20d#e&f=g~h",
                "http://a.org/b_c%20d#e&f=g~h",
            ),
            (r"http://a.org/b\_c\%20d\#e\&f", "http://a.org/b_c%20d#e&f"),
            (r"http://a.org/\~{}bob/", "http://a.org/~bob/"),
            (r"http://a.org/{\~{}}bob/", "http://a.org/~bob/"),
            (r"http://a.org/{\~}bob/", "http://a.org/~bob/"),
            (r"http://a.org/\~bob/", "http://a.org/~bob/"),
            (r"http://a.org/$\sim$bob/", "http://a.org/~bob/"),
            (r"http://a.org/{$\sim$}bob/", "http://a.org/~bob/"),
            (r"http://a.org/{~}bob/{_}", "http://a.org/~bob/_"),
            (r"http://a.org/\string~bob/", "http://a.org/~bob/"),
            (r"http://a.org/\textasciitilde bob", "http://a.org/~bob"),
            (r"http://a.org/{\textasciitilde}bob", "http://a.org/~bob"),
            (r"http://a.org/\~{ }b/{MLR}x\\_y", "http://a.org/~b/MLRx_y"),
            (r"10.1007/978-3{\_}12", "10.1007/978-3_12"),
            (r"10.1007/978-3\textunderscore12", "10.1007/978-3_12"),
            (
                r"{10.1002/(SICI)1097<1::AID-1>3.0.CO;2-8}",
                "10.1002/(SICI)1097<1::AID-1>3.0.CO;2-8",
            ),
            (r"\url{http://a.org}", "http://a.org"),
            (r" {\tt http://a.org} ", "http://a.org"),
            (r"\href{http://a.org}{the page}", "http://a.org"),
            (r":C\:\\Users\\x.pdf:PDF", r":C:\Users\x.pdf:PDF"),
            (r"C:\Users\x.pdf", r"C:\Users\x.pdf"),
            (r"{a}{b}", "{a}{b}"),
            (r"a $ b", "a $ b"),
            (r"\", r"\"),
            (r"{", "{"),
            (r"\url{", "{"),
            ("", ""),
        ] {
            assert_eq!(verbatim(tex), plain, "{tex}");
        }
    }
}
