//! Text as HTML holds it.

use std::fmt::{self, Display, Formatter};

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
