//! The `file` field, as reference managers write it.

use super::latex::{unescaped, unwrapped};
use crate::project::Attachment;

/// The files in `field` as it is written: `path`, `path;path`, or `description:path:type` as JabRef, Mendeley and Zotero
/// write it, where `\:`, `\;` and `\\` stand for the character, and TeX's escapes (`\_`, `{\_}`) for theirs.
///
/// ```
/// let files = ibid::formats::bibtex::files::attachments(r":C\:\\dir\\a.pdf:PDF;notes/b.txt");
/// assert_eq!(files[0].path, r"C:\dir\a.pdf");
/// assert_eq!(files[1].path, "notes/b.txt");
/// ```
pub fn attachments(field: &str) -> Vec<Attachment> {
    let mut out = Vec::new();
    // so Mendeley writes a backslash
    let field = unwrapped(field).replace("$\\backslash$", "\\");
    for part in split_escaped(&field, ';') {
        let parts = split_escaped(part.trim(), ':');
        let (description, path) = match parts.as_slice() {
            [] => continue,
            [path] => ("", unescape(path)),
            // a Windows drive or a URL, not a description
            [drive, rest, ..]
                if (drive.len() == 1 && rest.starts_with(['\\', '/']))
                    || rest.starts_with("//") =>
            {
                ("", unescape(part.trim()))
            }
            [description, path, ..] => (*description, unescape(path)),
        };
        if !path.is_empty() {
            out.push(Attachment {
                path,
                description: unescape(description),
            });
        }
    }
    out
}

fn split_escaped(text: &str, separator: char) -> Vec<&str> {
    let mut escaped = false;
    text.split(|c| {
        let splits = c == separator && !escaped;
        escaped = c == '\\' && !escaped;
        splits
    })
    .collect()
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = [r"\:", r"\;", r"\\"]
        .iter()
        .filter_map(|escape| rest.find(escape))
        .min()
    {
        out.push_str(&unescaped(&rest[..at]));
        out.push_str(&rest[at + 1..at + 2]);
        rest = &rest[at + 2..];
    }
    out.push_str(&unescaped(rest));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(field: &str) -> Vec<String> {
        attachments(field)
            .into_iter()
            .map(|file| format!("{}|{}", file.description, file.path))
            .collect()
    }

    #[test]
    fn reads_what_programs_write() {
        assert_eq!(paths(":a/b.pdf:PDF"), ["|a/b.pdf"]);
        assert_eq!(
            paths("Full Text:/home/x/y.pdf:application/pdf;S:z.html:text/html"),
            ["Full Text|/home/x/y.pdf", "S|z.html"]
        );
        assert_eq!(paths(r"C:\Users\a.pdf"), [r"|C:\Users\a.pdf"]);
        assert_eq!(paths("https://a.b/c.pdf"), ["|https://a.b/c.pdf"]);
        assert_eq!(paths(r":C\:\\dir\\a_b.pdf:PDF"), [r"|C:\dir\a_b.pdf"]);
        assert_eq!(
            paths(r"Full Text PDF:C\:\\Users\\a\_b.pdf:application/pdf"),
            [r"Full Text PDF|C:\Users\a_b.pdf"]
        );
        assert_eq!(paths(r":op/a b\;c.pdf:PDF"), ["|op/a b;c.pdf"]);
        assert_eq!(
            paths(r":C$\backslash$:/Users/x/a{\_}b.pdf:pdf"),
            ["|C:/Users/x/a_b.pdf"]
        );
        assert_eq!(paths(r":http\://a.b/c\_d.pdf:URL"), ["|http://a.b/c_d.pdf"]);
        assert_eq!(paths(" ; "), Vec::<String>::new());
    }
}
