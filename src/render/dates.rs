//! Dates.

use super::eval::{Mode, Scope};
use super::locale::{DatePart, Form, PartName};
use super::rich::{Rich, plain};
use super::style::{DateNode, Format};
use super::text::typographic;
use crate::formats::csl::{Date, Member};

/// Where one part of a range stands.
struct Point<'d> {
    parts: &'d [i64],
    season: Option<u8>,
    /// Whether another year follows, which has the letter that tells years apart.
    goes_on: bool,
}

impl Scope<'_> {
    pub(super) fn date(&self, node: &DateNode, format: &Format) -> Rich {
        let Some(Member::Date(date)) = self.member(&node.variable) else {
            return Rich::new();
        };
        if self.mode == Mode::Sort {
            let shown = match node.form {
                Some(_) => node.limit,
                None => node
                    .parts
                    .iter()
                    .map(|part| part.name as usize + 1)
                    .max()
                    .unwrap_or(0),
            };
            return vec![plain(sort_text(date, shown))];
        }
        let rich = if date.literal.is_empty() {
            self.parts(date, node, format)
        } else if node.form.is_none() && node.parts.iter().all(|part| part.name != PartName::Year) {
            // the text stands in place of the year, once
            Rich::new()
        } else {
            typographic(&date.literal, self.locale.quotes(), false)
        };
        if !rich.is_empty() {
            self.use_up(&node.variable);
        }
        rich
    }

    fn parts(&self, date: &Date, node: &DateNode, format: &Format) -> Rich {
        let (parts, delimiter): (Vec<DatePart>, &str) = match node.form {
            None => (node.parts.clone(), format.delimiter.as_str()),
            Some(form) => {
                let (parts, delimiter) = self.locale.date(form);
                let shown = |part: &DatePart| (part.name as usize) < node.limit;
                let parts = parts.iter().filter(|part| shown(part)).cloned();
                // the style may say how the parts look
                let parts =
                    parts.map(
                        |part| match node.parts.iter().find(|own| own.name == part.name) {
                            Some(own) => DatePart {
                                form: if own.form.is_empty() {
                                    part.form
                                } else {
                                    own.form.clone()
                                },
                                format: Format {
                                    case: own.format.case.or(part.format.case),
                                    strip_periods: own.format.strip_periods
                                        || part.format.strip_periods,
                                    style: own.format.style.within(part.format.style),
                                    ..part.format
                                },
                                ..part
                            },
                            None => part,
                        },
                    );
                (parts.collect(), delimiter)
            }
        };
        let Some(first) = date.parts.first() else {
            return Rich::new();
        };
        let start = Point {
            parts: first,
            season: date.season,
            goes_on: false,
        };
        let parts: Vec<&DatePart> = parts.iter().collect();
        let Some(last) = date.parts.get(1).filter(|last| *last != first) else {
            return self.row(&parts, &start, delimiter, node);
        };
        if last.iter().all(|number| *number == 0) {
            return self.open_range(&parts, &start, delimiter, node);
        }
        let end = Point {
            parts: last,
            season: None,
            goes_on: false,
        };
        // what differs first settles what is written twice
        let level = (0..3)
            .find(|at| first.get(*at) != last.get(*at))
            .unwrap_or(2);
        let twice = |part: &&DatePart| part.name as usize >= level;
        let Some(from) = parts.iter().position(&twice) else {
            return self.row(&parts, &start, delimiter, node);
        };
        let until = parts.iter().rposition(twice).map_or(from, |at| at + 1);
        let dash = parts[from..until]
            .iter()
            .find(|part| part.name as usize == level)
            .and_then(|part| part.range.as_deref())
            .unwrap_or("–");
        let mut rich = self.row(&parts[..from], &start, delimiter, node);
        let mut join = |more: Rich, gap: &str| {
            if !rich.is_empty() && !more.is_empty() && !gap.is_empty() {
                rich.push(plain(gap));
            }
            rich.extend(more);
        };
        let start = Point {
            goes_on: level == 0,
            ..start
        };
        let mut begins = self.first_of_two(&parts[from..until], &start, delimiter, node);
        if let Some(piece) = begins.last_mut() {
            let kept = piece.text.trim_end_matches([' ', ',']).len();
            if kept > 0 {
                piece.text.truncate(kept);
            }
        }
        while begins
            .last()
            .is_some_and(|piece| piece.text.trim_matches([' ', ',']).is_empty())
        {
            begins.pop();
        }
        join(begins, delimiter);
        let mut ends = self.row(&parts[from..until], &end, delimiter, node);
        // what stands before the first part stands there once
        while let Some(piece) = ends.first_mut() {
            piece.text = piece.text.trim_start_matches([' ', ',']).to_owned();
            if !piece.text.is_empty() {
                break;
            }
            ends.remove(0);
        }
        join(ends, dash);
        join(self.row(&parts[until..], &end, delimiter, node), delimiter);
        rich
    }

    fn row(
        &self,
        parts: &[&DatePart],
        point: &Point<'_>,
        delimiter: &str,
        node: &DateNode,
    ) -> Rich {
        let mut rich = Rich::new();
        for part in parts {
            let Some(text) = self.part_text(part, point, node) else {
                continue;
            };
            let piece = self.decorate(vec![plain(text)], &part.format);
            if !rich.is_empty() && !delimiter.is_empty() && !piece.is_empty() {
                rich.push(plain(delimiter));
            }
            rich.extend(piece);
        }
        rich
    }

    /// A range without an end: `1997–`.
    fn open_range(
        &self,
        parts: &[&DatePart],
        start: &Point<'_>,
        delimiter: &str,
        node: &DateNode,
    ) -> Rich {
        let mut rich = self.row(parts, start, delimiter, node);
        if !rich.is_empty() {
            let year = parts.iter().find(|part| part.name == PartName::Year);
            let dash = year.and_then(|part| part.range.as_deref());
            rich.push(plain(dash.unwrap_or("–")));
        }
        rich
    }

    /// The parts that the second date has as well: what joins the last of them to what follows stands behind the
    /// second alone, as `de` does in `mayo–junio de 2010`.
    fn first_of_two(
        &self,
        parts: &[&DatePart],
        point: &Point<'_>,
        delimiter: &str,
        node: &DateNode,
    ) -> Rich {
        let Some((last, before)) = parts.split_last() else {
            return Rich::new();
        };
        let mut last = (*last).clone();
        if last.format.suffix.starts_with(char::is_whitespace) {
            last.format.suffix.clear();
        }
        let parts: Vec<&DatePart> = before.iter().copied().chain([&last]).collect();
        self.row(&parts, point, delimiter, node)
    }

    fn part_text(&self, part: &DatePart, point: &Point<'_>, node: &DateNode) -> Option<String> {
        let number = |at: usize| point.parts.get(at).copied().filter(|number| *number != 0);
        Some(match part.name {
            PartName::Year => {
                let year = number(0)?;
                let mut text = match part.form.as_str() {
                    "short" if year > 999 => format!("{:02}", year % 100),
                    _ if year < 0 => format!("{}{}", -year, self.term("bc", Form::Long)),
                    _ if year < 1000 => format!("{year}{}", self.term("ad", Form::Long)),
                    _ => year.to_string(),
                };
                if node.variable == "issued" && !self.places_suffix && !point.goes_on {
                    let mut state = self.state.borrow_mut();
                    if let Some(suffix) = self.cite.suffix.as_ref().filter(|_| !state.suffixed) {
                        state.suffixed = true;
                        text.push_str(suffix);
                    }
                }
                text
            }
            PartName::Month => match number(1) {
                Some(month @ 1..=12) => match part.form.as_str() {
                    "numeric" => month.to_string(),
                    "numeric-leading-zeros" => format!("{month:02}"),
                    form => {
                        let form = if form == "short" {
                            Form::Short
                        } else {
                            Form::Long
                        };
                        self.term(&format!("month-{month:02}"), form).to_owned()
                    }
                },
                Some(month @ (13..=16 | 21..=24)) => self.season((month - 1) % 4 + 1),
                _ => self.season(i64::from(point.season?)),
            },
            PartName::Day => {
                number(1)?;
                let day = number(2)?;
                match part.form.as_str() {
                    "numeric-leading-zeros" => format!("{day:02}"),
                    "ordinal" if day == 1 || !self.locale.limit_day_ordinals() => {
                        let month = number(1).unwrap_or_default();
                        let gender = self.locale.gender(&format!("month-{month:02}"));
                        let day = u32::try_from(day).unwrap_or(0);
                        format!("{day}{}", self.locale.ordinal(day, gender))
                    }
                    _ => day.to_string(),
                }
            }
        })
        .filter(|text| !text.is_empty())
    }

    fn season(&self, number: i64) -> String {
        self.term(&format!("season-{number:02}"), Form::Long)
            .to_owned()
    }
}

/// A date by which dates sort: years BCE in their order. Of year, month and day the first `parts` count.
pub(super) fn sort_text(date: &Date, parts: usize) -> String {
    if date.parts.is_empty() {
        return date.literal.clone();
    }
    let mut out = String::new();
    for point in &date.parts {
        let at = |index: usize| {
            point
                .get(index)
                .copied()
                .filter(|_| index < parts)
                .unwrap_or(0)
        };
        let year = at(0) + 1_000_000;
        out.push_str(&format!(
            "{year:07}{:02}{:02}",
            at(1).clamp(0, 99),
            at(2).clamp(0, 99)
        ));
    }
    out
}
