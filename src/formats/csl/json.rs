//! Items as CSL-JSON, both ways.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value, json};

use super::{Date, Item, Member, Name, Names};
use crate::model::Typography;

/// The name that stands for those who are not named.
const OTHERS: &str = "others";

/// Why a JSON value is no CSL item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{member}: expected {expected}")]
pub struct ItemError {
    /// The member in question; empty for the item itself.
    pub member: String,
    /// What should be there.
    pub expected: &'static str,
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.members.len() + 2))?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("type", &self.kind)?;
        for (name, member) in &self.members {
            map.serialize_entry(name, member)?;
        }
        map.end()
    }
}

impl Serialize for Member {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => Typography::html(text).serialize(serializer),
            Self::Names(names) => {
                let mut all: Vec<Value> = names.names.iter().map(name).collect();
                if names.others {
                    all.push(json!({ "literal": OTHERS }));
                }
                all.serialize(serializer)
            }
            Self::Date(date) => self::date(date).serialize(serializer),
        }
    }
}

fn name(name: &Name) -> Value {
    if name.literal {
        return json!({ "literal": name.family });
    }
    let mut map = Map::new();
    for (key, text) in [
        ("family", &name.family),
        ("given", &name.given),
        ("dropping-particle", &name.dropping),
        ("non-dropping-particle", &name.non_dropping),
        ("suffix", &name.suffix),
    ] {
        if !text.is_empty() {
            map.insert(key.into(), text.as_str().into());
        }
    }
    Value::Object(map)
}

fn date(date: &Date) -> Value {
    let mut map = Map::new();
    if !date.parts.is_empty() {
        map.insert("date-parts".into(), json!(date.parts));
    }
    if let Some(season) = date.season {
        map.insert("season".into(), season.into());
    }
    if date.circa {
        map.insert("circa".into(), true.into());
    }
    if !date.literal.is_empty() {
        map.insert("literal".into(), date.literal.as_str().into());
    }
    Value::Object(map)
}

impl Item {
    /// Reads an item of CSL-JSON.
    ///
    /// # Errors
    /// Says which member is not as it should be.
    pub fn from_json(value: &Value) -> Result<Self, ItemError> {
        let fault = |member: &str, expected| ItemError {
            member: member.to_owned(),
            expected,
        };
        let map = value.as_object().ok_or_else(|| fault("", "an object"))?;
        let mut item = Self::default();
        for (key, value) in map {
            match key.as_str() {
                "id" => item.id = scalar(value).ok_or_else(|| fault(key, "text"))?,
                "type" => item.kind = scalar(value).ok_or_else(|| fault(key, "text"))?,
                _ => {
                    let member = match value {
                        Value::Array(names) => {
                            let names = names.iter().map(read_name).collect::<Option<_>>();
                            Member::Names(Names {
                                names: names.ok_or_else(|| fault(key, "names"))?,
                                others: false,
                            })
                        }
                        Value::Object(date) => {
                            Member::Date(read_date(date).ok_or_else(|| fault(key, "a date"))?)
                        }
                        _ => {
                            let text = scalar(value).ok_or_else(|| fault(key, "text"))?;
                            Member::Text(Typography::from_html(&text).into_owned())
                        }
                    };
                    item.members.push((key.clone(), member));
                }
            }
        }
        Ok(item)
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn read_name(value: &Value) -> Option<Name> {
    let map = value.as_object()?;
    let text = |key: &str| map.get(key).and_then(scalar).unwrap_or_default();
    Some(if map.contains_key("literal") {
        Name {
            family: text("literal"),
            literal: true,
            ..Name::default()
        }
    } else {
        Name {
            family: text("family"),
            given: text("given"),
            dropping: text("dropping-particle"),
            non_dropping: text("non-dropping-particle"),
            suffix: text("suffix"),
            literal: false,
        }
    })
}

fn read_date(map: &Map<String, Value>) -> Option<Date> {
    let number = |value: &Value| match value {
        Value::String(text) => text.parse().ok(),
        value => value.as_i64(),
    };
    let mut date = Date::default();
    if let Some(parts) = map.get("date-parts") {
        for point in parts.as_array()? {
            let point: Vec<i64> = point
                .as_array()?
                .iter()
                .map(number)
                .collect::<Option<_>>()?;
            if !point.is_empty() {
                date.parts.push(point);
            }
        }
    }
    date.season = map
        .get("season")
        .and_then(number)
        .and_then(|season| u8::try_from(season).ok());
    date.circa = match map.get("circa") {
        Some(Value::Bool(circa)) => *circa,
        Some(Value::String(text)) => !matches!(text.as_str(), "" | "false" | "0"),
        Some(Value::Number(number)) => number.as_i64() != Some(0),
        _ => false,
    };
    date.literal = map
        .get("literal")
        .or_else(|| map.get("raw"))
        .and_then(scalar)
        .unwrap_or_default();
    Some(date)
}
