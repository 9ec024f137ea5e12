//! Nested data under construction, for formats such as YAML.

use serde::{Serialize, Serializer};

/// A value of YAML or JSON.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Text(String),
    Number(i64),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    /// An empty map.
    pub(super) fn map() -> Self {
        Self::Map(Vec::new())
    }

    /// Puts `value` at a path of names with dots between them, and makes the maps on the way; whether there was room.
    pub(super) fn put(&mut self, path: &str, value: Node) -> bool {
        let Self::Map(members) = self else {
            return false;
        };
        let (name, rest) = match path.split_once('.') {
            Some((name, rest)) => (name, Some(rest)),
            None => (path, None),
        };
        let at = members.iter().position(|(known, _)| known == name);
        match (at, rest) {
            (Some(at), Some(rest)) => members[at].1.put(rest, value),
            (Some(_), None) => false,
            (None, Some(rest)) => {
                let mut inner = Self::map();
                let put = inner.put(rest, value);
                members.push((name.to_owned(), inner));
                put
            }
            (None, None) => {
                members.push((name.to_owned(), value));
                true
            }
        }
    }

    /// What is at a path.
    pub(super) fn get(&self, path: &str) -> Option<&Self> {
        path.split('.').try_fold(self, |node, name| match node {
            Self::Map(members) => members
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, node)| node),
            _ => None,
        })
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::List(list) => serializer.collect_seq(list),
            Self::Map(members) => {
                serializer.collect_map(members.iter().map(|(name, node)| (name, node)))
            }
        }
    }
}
