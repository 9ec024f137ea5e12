//! Styles and locales are small XML files: this reads one into a tree.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::StyleError;

/// An element with its attributes and children; namespaces are not looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    /// The text directly within it, as it stands.
    pub(super) text: String,
    /// Line, from 1.
    pub(super) line: usize,
}

/// How deep elements may nest; styles nest some twenty deep.
const DEEPEST: usize = 200;

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(super) fn children<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// What is wrong with this element.
    pub(super) fn fault(&self, message: impl Into<String>) -> StyleError {
        StyleError {
            line: self.line,
            message: message.into(),
        }
    }
}

/// The root element of an XML text.
pub(super) fn parse(text: &str) -> Result<Element, StyleError> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut line = 1;
    let mut seen = 0;
    let fault = |line: usize, message: String| StyleError { line, message };
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
        line += text[seen..at].matches('\n').count();
        seen = at;
        let event = reader
            .read_event()
            .map_err(|error| fault(line, error.to_string()))?;
        match event {
            Event::Start(start) => {
                if open.len() == DEEPEST {
                    return Err(fault(line, "elements nest too deep".into()));
                }
                open.push(element(&start, line)?);
            }
            Event::Empty(start) => {
                let child = element(&start, line)?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(child),
                    None => return Ok(child),
                }
            }
            Event::End(_) => {
                let Some(child) = open.pop() else {
                    return Err(fault(line, "an end tag without its start".into()));
                };
                match open.last_mut() {
                    Some(parent) => parent.children.push(child),
                    None => return Ok(child),
                }
            }
            Event::Text(text) => {
                if let Some(parent) = open.last_mut() {
                    parent.text.push_str(&text);
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(parent) = open.last_mut() {
                    let text = format!("&{};", &*reference);
                    let text = quick_xml::escape::unescape(&text)
                        .map_err(|error| fault(line, error.to_string()))?;
                    parent.text.push_str(&text);
                }
            }
            Event::CData(text) => {
                if let Some(parent) = open.last_mut() {
                    parent.text.push_str(&text);
                }
            }
            Event::Eof => {
                let message = match open.last() {
                    Some(element) => format!("<{}> is not closed", element.name),
                    None => "there is no XML in it".to_owned(),
                };
                return Err(fault(line, message));
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn element(start: &BytesStart<'_>, line: usize) -> Result<Element, StyleError> {
    let fault = |message: String| StyleError { line, message };
    let mut out = Element {
        name: start.local_name().as_ref().to_owned(),
        line,
        ..Element::default()
    };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| fault(error.to_string()))?;
        let value = quick_xml::escape::unescape(&attribute.value)
            .map_err(|error| fault(error.to_string()))?;
        out.attributes
            .push((attribute.key.as_ref().to_owned(), value.into_owned()));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees() {
        let root =
            parse("<?xml version='1.0'?>\n<a x='1 &amp; 2'>\n<b/>t&lt;<c><d/></c></a>").unwrap();
        assert_eq!(root.attribute("x"), Some("1 & 2"));
        assert_eq!(root.text.trim(), "t<");
        assert_eq!(root.child("c").unwrap().children[0].name, "d");
        assert_eq!(root.child("b").unwrap().line, 3);
    }

    #[test]
    fn faults_have_lines() {
        for (text, line) in [
            ("", 1),
            ("<a>\n<b>", 2),
            ("<a>\n\n</b>", 3),
            ("<a b=c/>", 1),
        ] {
            assert_eq!(parse(text).unwrap_err().line, line, "{text}");
        }
        assert!(parse(&"<a>".repeat(100_000)).is_err());
    }
}
