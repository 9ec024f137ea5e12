//! Text as URLs hold it (RFC 3986).

use std::fmt::Write as _;

/// `url` where it is one of the web, encoded so that nothing ends an attribute; `None` for any other.
pub(crate) fn web(url: &str) -> Option<String> {
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
pub(crate) fn relative(path: &str) -> Option<String> {
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
pub(crate) fn part(text: &str) -> String {
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
