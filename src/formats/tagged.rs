//! Formats of a tag and a text a line.

use super::loss::Loss;
use super::mapping::{Carried, How, Mapping, Row};
use super::sources::{Source, Value};
use super::text::{begin, ends, one_line};
use crate::model::{Date, DatePoint, Publication};

/// What tells such formats apart.
pub(super) struct Tagged {
    pub(super) mapping: &'static Mapping,
    /// Tags that may stand more than once.
    pub(super) repeated: &'static [&'static str],
    /// What stands between the pages of a range.
    pub(super) dash: char,
    /// Whether a date is `YYYY/MM/DD/other` rather than `YYYY-MM-DD` or any text.
    pub(super) slashes: bool,
}

/// Tags with their texts.
type Lines = Vec<(&'static str, String)>;

impl Tagged {
    /// What the type of `publication` becomes, and its lines.
    pub(super) fn lines(
        &self,
        publication: &Publication,
        lost: &mut dyn FnMut(Loss),
    ) -> (&'static str, Lines) {
        let target = self.mapping.type_of(publication, lost);
        let mut lines = Lines::new();
        self.mapping.carry(publication, target, lost, |row, value| {
            self.take(row, &value, &mut lines)
        });
        (target, lines)
    }

    fn take(&self, row: &Row, value: &Value<'_>, lines: &mut Lines) -> Carried {
        let mut tags = row.to.split(", ");
        let tag = tags.next().unwrap_or_default();
        if !self.repeated.contains(&tag) && lines.iter().any(|(known, _)| *known == tag) {
            return Carried::Not;
        }
        match (value, row.how) {
            (Value::People(people), _) => {
                let names = people.iter().flatten();
                lines.extend(names.map(|name| (tag, one_line(&name.sorted()).into_owned())));
                let open = people.contains(&None);
                Carried::unless(open.then_some("“and others” is left out"))
            }
            (Value::Date(date), _) => {
                let (point, missing) = begin(date);
                let Some(point) = point.filter(|point| (0..=9999).contains(&point.year())) else {
                    return Carried::Not;
                };
                lines.push((tag, format!("{:04}", point.year())));
                if let (Some(day), Some(tag)) = (self.day(point), tags.next()) {
                    lines.push((tag, day));
                }
                Carried::unless(missing)
            }
            (Value::Text(text), _) if row.source == Source::Date => {
                let Some(tag) = tags.next() else {
                    return Carried::Not;
                };
                let lead = if self.slashes { "///" } else { "" };
                lines.push((tag, format!("{lead}{}", one_line(text))));
                Carried::Whole
            }
            (Value::Texts(texts), How::Each) => {
                lines.extend(texts.iter().map(|text| (tag, one_line(text).into_owned())));
                Carried::Whole
            }
            (value, How::Ends) => {
                let pages = value.text();
                match (ends(&pages), tags.next()) {
                    (Some((first, last)), Some(other)) => {
                        lines.push((tag, one_line(first).into_owned()));
                        lines.push((other, one_line(last).into_owned()));
                    }
                    (Some((first, last)), None) => {
                        let dash = self.dash;
                        lines.push((tag, one_line(&format!("{first}{dash}{last}")).into_owned()));
                    }
                    (None, _) => lines.push((tag, one_line(&pages).into_owned())),
                }
                Carried::Whole
            }
            (Value::Text(text), How::Plain) if row.source == Source::Accessed => {
                let date = Date::parse_edtf(text).ok();
                let day = date.as_ref().and_then(|date| self.day(begin(date).0?));
                lines.push((tag, day.unwrap_or_else(|| one_line(text).into_owned())));
                Carried::Whole
            }
            (value, How::Note(label)) => {
                lines.push((tag, format!("{label}: {}", one_line(&value.text()))));
                Carried::Weakened("it became a note".to_owned())
            }
            (value, _) => {
                lines.push((tag, one_line(&value.text()).into_owned()));
                Carried::Whole
            }
        }
    }

    /// Month and day; `None` for a year alone.
    fn day(&self, point: &DatePoint) -> Option<String> {
        let month = point.month()?;
        let day = point.day().map(|day| format!("{day:02}"));
        let year = point.year();
        Some(match (self.slashes, day) {
            (true, day) => format!("{year:04}/{month:02}/{}/", day.unwrap_or_default()),
            (false, Some(day)) => format!("{year:04}-{month:02}-{day}"),
            (false, None) => format!("{year:04}-{month:02}"),
        })
    }
}
