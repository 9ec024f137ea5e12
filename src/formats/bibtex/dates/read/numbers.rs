//! What a number in a date is: a year, month, day, or part of a numeric date.

use super::super::tokens::Token;
use super::super::words::Word;
use super::{Item, Reader, Role};

impl Reader {
    pub(super) fn number(&mut self, at: usize) -> usize {
        let Some(Token::Number { value, digits }) = self.token(at) else {
            return 1;
        };
        match digits {
            1 | 2 => self.small_number(at, value),
            4 => self.four_digits(at, value),
            6 if (1000..=2200).contains(&(value / 100)) && (1..=12).contains(&(value % 100)) => {
                self.year(i64::from(value / 100));
                self.items.push(Item::Month((value % 100) as u8));
                1
            }
            8 => {
                let (year, month, day) = (value / 10_000, value / 100 % 100, value % 100);
                self.year(i64::from(year));
                if (1..=12).contains(&month) && (1..=31).contains(&day) {
                    self.items
                        .extend([Item::Month(month as u8), Item::Day(day as u8)]);
                } else {
                    self.items.push(Item::To);
                    self.year(i64::from(value % 10_000));
                }
                1
            }
            3 if self.era || !self.has_year && matches!(self.role, Role::Year) && self.alone() => {
                self.year(i64::from(value));
                1
            }
            _ => {
                self.problem(String::from("holds a number that is no year"));
                self.items.push(Item::Gap);
                1
            }
        }
    }

    /// Whether there is but one number, and no words but "circa" and the like.
    fn alone(&self) -> bool {
        self.tokens
            .iter()
            .filter(|(token, _)| matches!(token, Token::Number { .. } | Token::Word(Word::Unknown)))
            .count()
            == 1
    }

    fn four_digits(&mut self, at: usize, value: u32) -> usize {
        let year = i64::from(value);
        if value == 0 {
            self.problem(String::from("is no year"));
            return 1;
        }
        self.year(year);
        let (sign, Some(second)) = (self.token(at + 1), self.small(at + 2)) else {
            return 1;
        };
        let winter = sign == Some(Token::Slash) && i64::from(second) == (year + 1) % 100;
        if self.names_month && !winter {
            return 1;
        }
        let dated = matches!(sign, Some(Token::Dot | Token::Slash | Token::Hyphen));
        if dated
            && self.token(at + 3) == sign
            && let Some(third) = self.small(at + 4)
        {
            self.month_and_day(second, third);
            return 5;
        }
        let short = year % 100;
        let next = (short + 1) % 100 == i64::from(second);
        let later = next || i64::from(second) > short;
        let two_digits = matches!(self.token(at + 2), Some(Token::Number { digits: 2, .. }));
        let range = two_digits
            && match sign {
                Some(Token::Dash) => later,
                Some(Token::Slash) => next || later && (second > 12 || self.month_elsewhere),
                Some(Token::Hyphen) => later && (second > 12 || self.month_elsewhere),
                _ => false,
            };
        if range {
            let century = year - short + if i64::from(second) < short { 100 } else { 0 };
            self.items.push(Item::To);
            self.year(century + i64::from(second));
            return 3;
        }
        if dated {
            if (1..=12).contains(&second) {
                self.items.push(Item::Month(second as u8));
            } else {
                self.problem(format!("holds no month {second}"));
            }
            return 3;
        }
        1
    }

    fn month_and_day(&mut self, month: u32, day: u32) {
        if (1..=12).contains(&month) {
            self.items.push(Item::Month(month as u8));
            if (1..=31).contains(&day) {
                self.items.push(Item::Day(day as u8));
            } else {
                self.problem(format!("holds no day {day}"));
            }
        } else {
            self.problem(format!("holds no month {month}"));
        }
    }

    fn small_number(&mut self, at: usize, value: u32) -> usize {
        let sign = self.token(at + 1);
        if matches!(sign, Some(Token::Dot | Token::Slash | Token::Hyphen)) && !self.names_month {
            // 03.05.2017, 5/13/2017
            if let (Some(second), Some(year)) = (self.small(at + 2), self.four(at + 4))
                && self.token(at + 3) == sign
            {
                self.year(i64::from(year));
                match (value, second) {
                    (day, month @ 1..=12)
                        if sign == Some(Token::Dot) || day > 12 || day == month =>
                    {
                        self.month_and_day(month, day);
                    }
                    (month @ 1..=12, day) if day > 12 => self.month_and_day(month, day),
                    (1..=12, 1..=12) => self.problem(String::from(
                        "may be read as day and month or month and day",
                    )),
                    _ => self.month_and_day(second, value),
                }
                return 5;
            }
            // 5/2017
            if let (1..=12, Some(year)) = (value, self.four(at + 2))
                && self.role != Role::Day
            {
                self.items.push(Item::Month(value as u8));
                self.year(i64::from(year));
                return 3;
            }
        }
        if let (1..=4, Some(Token::Word(Word::Quarter))) = (value, self.quarter_after(at)) {
            self.quarter(value as u8);
            return 2 + usize::from(self.token(at + 1) != Some(Token::Word(Word::Quarter)));
        }
        let named_before = at > 0 && self.token(at - 1) == Some(Token::Word(Word::Unknown));
        let unit_after = matches!(self.token(at + 1), Some(Token::Word(Word::Unknown)));
        if self.era && !self.names_month && value > 0 {
            self.year(i64::from(value));
        } else if named_before || unit_after && self.has_year {
            // "no. 94", "20 pages"
        } else if self.names_month
            || matches!(self.role, Role::Day)
            || self.role == Role::Date && !self.has_year
        {
            self.day_or_short_year(value);
        } else if self.role == Role::Month {
            if (1..=12).contains(&value) {
                self.items.push(Item::Month(value as u8));
            } else {
                self.problem(format!("holds no month {value}"));
            }
        } else if self.has_year || !self.alone() {
            self.problem(String::from("was understood only in part"));
        } else if value > 9 && !matches!(value, 19 | 20) {
            self.short_year(value);
        } else {
            self.problem(String::from("is no year"));
        }
        1
    }

    fn quarter_after(&self, at: usize) -> Option<Token> {
        match self.token(at + 1) {
            Some(Token::Dot | Token::Word(Word::Noise)) => self.token(at + 2),
            other => other,
        }
    }

    fn day_or_short_year(&mut self, value: u32) {
        if (1..=31).contains(&value) {
            self.items.push(Item::Day(value as u8));
        } else if value > 31 && !self.has_year && self.role != Role::Day && !self.month_elsewhere {
            self.short_year(value);
        } else {
            self.problem(format!("holds no day {value}"));
        }
    }

    /// Two digits: the year nearest to now that people who left out the century can have meant.
    fn short_year(&mut self, value: u32) {
        let year = if value < 30 {
            2000 + value
        } else {
            1900 + value
        };
        self.problem(format!("read as {year}"));
        self.year(i64::from(year));
    }
}
