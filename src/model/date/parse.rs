//! The EDTF level 1 grammar, by hand: one pass, no allocation but for a time.

use super::{DateError, DateFault, DatePoint, Qualifier, Unit, days_in_month};

/// Reads one date from `text[at..end]`; offsets in errors are those of the whole text.
pub(super) struct Parser<'a> {
    pub(super) text: &'a [u8],
    pub(super) at: usize,
    pub(super) end: usize,
}

impl<'a> Parser<'a> {
    pub(super) fn point(mut self) -> Result<DatePoint, DateError> {
        let mut point = if self.eat(b'Y') {
            self.long_year()?
        } else {
            self.calendar()?
        };
        point.qualifier = match self.peek() {
            Some(b'?') => Qualifier::Uncertain,
            Some(b'~') => Qualifier::Approximate,
            Some(b'%') => Qualifier::UncertainAndApproximate,
            _ => Qualifier::Exact,
        };
        if point.qualifier != Qualifier::Exact {
            self.at += 1;
        }
        if self.at < self.end {
            self.expected("the end of the date")
        } else {
            Ok(point)
        }
    }

    fn calendar(&mut self) -> Result<DatePoint, DateError> {
        let begin = self.at;
        let negative = self.eat(b'-');
        let digits = self.digits(4);
        let unspecified = (0..4 - digits.len().min(4))
            .take_while(|_| self.eat(b'X'))
            .count();
        if digits.len() + unspecified != 4
            || unspecified > 2
            || self.peek().is_some_and(|b| b.is_ascii_digit())
        {
            return self.expected("a year of four digits, the last two of which may be X");
        }
        let size = number(digits) * 10_i64.pow(unspecified as u32);
        if negative && size == 0 {
            self.at = begin;
            return self.expected("a year other than -0000");
        }
        let mut point = DatePoint::from_year(if negative { -size } else { size });
        point.unspecified_year_digits = unspecified as u8;
        if unspecified > 0 || !self.eat(b'-') {
            return Ok(point);
        }
        let at = self.at;
        let month = self.unit("a month of two digits or XX")?;
        if let Unit::Known(number) = month
            && !matches!(number, 1..=12 | 21..=24)
        {
            return Err(DateError {
                at,
                fault: DateFault::NoSuchMonth(number),
            });
        }
        point.month = Some(month);
        if matches!(month, Unit::Known(21..)) || !self.eat(b'-') {
            return Ok(point);
        }
        let at = self.at;
        let day = self.unit("a day of two digits or XX")?;
        match (month, day) {
            (Unit::Known(month), Unit::Known(day)) => {
                let year = point.year;
                if !(1..=days_in_month(year, month)).contains(&day) {
                    return Err(DateError {
                        at,
                        fault: DateFault::NoSuchDay { year, month, day },
                    });
                }
                point.day = Some(Unit::Known(day));
                if self.eat(b'T') {
                    point.time = Some(self.time()?);
                }
            }
            (Unit::Unspecified, Unit::Known(_)) => {
                self.at = at;
                return self.expected("XX, as the month is not specified");
            }
            _ => point.day = Some(Unit::Unspecified),
        }
        Ok(point)
    }

    fn long_year(&mut self) -> Result<DatePoint, DateError> {
        let negative = self.eat(b'-');
        let at = self.at;
        let digits = self.digits(18);
        if digits.len() < 5 || digits[0] == b'0' {
            self.at = at;
            return self.expected("a year of five to eighteen digits");
        }
        let size = number(digits);
        Ok(DatePoint::from_year(if negative { -size } else { size }))
    }

    /// `hh:mm`, optionally `:ss`, a fraction, and `Z` or an offset; kept as written.
    fn time(&mut self) -> Result<Box<str>, DateError> {
        let begin = self.at;
        self.below(b"23", "hours")?;
        if !self.eat(b':') {
            return self.expected("a colon and minutes");
        }
        self.below(b"59", "minutes")?;
        if self.eat(b':') {
            self.below(b"60", "seconds")?;
            if self.eat(b'.') && self.digits(9).is_empty() {
                return self.expected("a fraction of a second");
            }
        }
        if self.eat(b'+') || self.eat(b'-') {
            self.below(b"23", "the hours of an offset")?;
            if self.eat(b':') {
                self.below(b"59", "the minutes of an offset")?;
            }
        } else {
            self.eat(b'Z');
        }
        Ok(String::from_utf8_lossy(&self.text[begin..self.at]).into())
    }

    fn below(&mut self, last: &[u8; 2], what: &'static str) -> Result<(), DateError> {
        let at = self.at;
        let digits = self.digits(2);
        if digits.len() == 2 && digits <= last.as_slice() {
            return Ok(());
        }
        self.at = at;
        self.expected(what)
    }

    fn unit(&mut self, what: &'static str) -> Result<Unit, DateError> {
        let at = self.at;
        if self.eat(b'X') && self.eat(b'X') {
            return Ok(Unit::Unspecified);
        }
        self.at = at;
        let digits = self.digits(2);
        if digits.len() == 2 && !self.peek().is_some_and(|b| b.is_ascii_digit()) {
            return Ok(Unit::Known(number(digits) as u8));
        }
        self.at = at;
        self.expected(what)
    }

    fn digits(&mut self, most: usize) -> &'a [u8] {
        let begin = self.at;
        while self.at - begin < most && self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        &self.text[begin..self.at]
    }

    fn peek(&self) -> Option<u8> {
        (self.at < self.end).then(|| self.text[self.at])
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn expected<T>(&self, what: &'static str) -> Result<T, DateError> {
        Err(DateError {
            at: self.at,
            fault: DateFault::Expected(what),
        })
    }
}

fn number(digits: &[u8]) -> i64 {
    digits
        .iter()
        .fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'))
}
