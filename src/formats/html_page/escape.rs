//! Text and links as HTML holds them.

use std::fmt::{self, Display, Formatter, Write};

/// `text` for HTML, between tags or in a quoted attribute: `&`, `<`, `>` and both quotes as references, without
/// control characters and without those that reorder text.
///
/// ```
/// use ibid::formats::html_page::escape;
///
/// assert_eq!(escape("<b title='x'>&").to_string(), "&lt;b title=&#39;x&#39;&gt;&amp;");
/// ```
pub fn escape(text: &str) -> impl Display + '_ {
    Escaped(text)
}

struct Escaped<'t>(&'t str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut plain = 0;
        for (at, c) in self.0.char_indices() {
            let reference = match c {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\n' | '\t' => continue,
                c if is_unwanted(c) => "",
                _ => continue,
            };
            f.write_str(&self.0[plain..at])?;
            f.write_str(reference)?;
            plain = at + c.len_utf8();
        }
        f.write_str(&self.0[plain..])
    }
}

fn is_unwanted(c: char) -> bool {
    // noncharacters are an error in HTML
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{fdd0}'..='\u{fdef}')
        || (c as u32) & 0xfffe == 0xfffe
}

/// `url` where it is one of the web, encoded so that nothing ends an attribute; `None` for any other.
pub(super) fn web(url: &str) -> Option<String> {
    let url = url.trim();
    let (scheme, rest) = url.split_once("://")?;
    let web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    if !web || rest.is_empty() || rest.starts_with(['/', '?', '#']) {
        return None;
    }
    let mut out = format!("{}://", scheme.to_ascii_lowercase());
    encode(rest, "", &mut out);
    Some(out)
}

/// The relative path `path` as a link that no reading takes for a URL; `None` for one that is not relative.
pub(super) fn relative(path: &str) -> Option<String> {
    let path = path.trim().replace('\\', "/");
    let drive = path.as_bytes().get(1) == Some(&b':');
    if path.is_empty() || path.starts_with(['/', '~']) || drive {
        return None;
    }
    let mut out = "./".to_owned();
    encode(&path, "%?#", &mut out);
    Some(out)
}

/// A part of a URL's path, where `/` and what delimits nothing may stay.
pub(super) fn part(text: &str) -> String {
    let mut out = String::new();
    encode(text, "%?#", &mut out);
    out
}

/// `text` with everything percent-encoded that has no place in a URL (RFC 3986), and the bytes `also`.
fn encode(text: &str, also: &str, out: &mut String) {
    for byte in text.bytes() {
        let stays = byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&()*+,;=%".contains(&byte);
        if stays && !also.as_bytes().contains(&byte) {
            out.push(char::from(byte));
        } else {
            // writing to a string does not fail
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_of_the_web_pass() {
        assert_eq!(
            web("HTTPS://a.b/ü\"<"),
            Some("https://a.b/%C3%BC%22%3C".into())
        );
        for url in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//a.b",
            "javascript://%0aalert(1)",
            "http://",
            "file:///x",
            " ftp://a.b",
        ] {
            assert_eq!(web(url), None, "{url}");
        }
        assert_eq!(relative("a b/c%.pdf"), Some("./a%20b/c%25.pdf".into()));
        assert_eq!(relative("javascript:x"), Some("./javascript:x".into()));
        for path in ["/etc/passwd", "C:\\x.pdf", "~/x.pdf", ""] {
            assert_eq!(relative(path), None, "{path}");
        }
        assert_eq!(part("10.1/a?b#<c>"), "10.1/a%3Fb%23%3Cc%3E");
    }
}
