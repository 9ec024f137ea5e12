//! The `file` field, as reference managers write it.

use crate::project::Attachment;

/// The files in `field`: `path`, `path;path`, or `description:path:type` as JabRef, Mendeley and Zotero write it,
/// where `\:`, `\;` and `\\` stand for the character.
///
/// ```
/// let files = ibid::formats::bibtex::files::attachments(r":C\:\\dir\\a.pdf:PDF;notes/b.txt");
/// assert_eq!(files[0].path, r"C:\dir\a.pdf");
/// assert_eq!(files[1].path, "notes/b.txt");
/// ```
pub fn attachments(field: &str) -> Vec<Attachment> {
    let mut out = Vec::new();
    for part in split_escaped(field, ';') {
        let parts = split_escaped(part.trim(), ':');
        let (description, path) = match parts.as_slice() {
            [] => continue,
            [path] => ("", unescape(path)),
            // a Windows drive or a URL, not a description
            [drive, rest, ..]
                if (drive.len() == 1 && rest.starts_with(['\\', '/']))
                    || rest.starts_with("//") =>
            {
                ("", part.trim().to_owned())
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
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(&next @ (':' | ';' | '\\')) if c == '\\' => {
                out.push(next);
                chars.next();
            }
            _ => out.push(c),
        }
    }
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
        assert_eq!(paths(" ; "), Vec::<String>::new());
    }
}
