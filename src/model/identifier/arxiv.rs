//! arXiv identifiers (arXiv's "Understanding the arXiv identifier").
//!
//! Since April 2007 `YYMM.number`, four digits to 2014 and five since; before, `archive/YYMMNNN`. The version
//! (`v2`) and the subject class (`math.GT/…`) do not tell works apart and are left out of the normal form.

use super::{IdentifierFault, after_mark, strip_prefix};

/// The archives of identifiers from before April 2007.
pub(super) const ARCHIVES: &[&str] = &[
    "acc-phys", "adap-org", "alg-geom", "ao-sci", "astro-ph", "atom-ph", "bayes-an", "chao-dyn",
    "chem-ph", "cmp-lg", "comp-gas", "cond-mat", "cs", "dg-ga", "funct-an", "gr-qc", "hep-ex",
    "hep-lat", "hep-ph", "hep-th", "math", "math-ph", "mtrl-th", "nlin", "nucl-ex", "nucl-th",
    "patt-sol", "physics", "plasm-ph", "q-alg", "q-bio", "quant-ph", "solv-int", "supr-con",
];

const EXPECTED: IdentifierFault = IdentifierFault::Expected("YYMM.NNNNN or archive/YYMMNNN");

pub(super) fn read(text: &str) -> Result<String, IdentifierFault> {
    let text = if text.contains("://") || text.contains("lanl.gov/") || text.contains("rxiv.org/") {
        after_mark(text, &["/abs/", "/pdf/", "/html/", "/ps/", "/format/"])
    } else {
        text
    };
    let mut text = text.trim_start_matches(['/', ' ']);
    for prefix in [
        "corr", "eprint", "e-print", "arxiv", "preprint", "arxiv", "eprint", ":", "abs/",
    ] {
        text = strip_prefix(text, prefix)
            .unwrap_or(text)
            .trim_start_matches([' ', '\u{a0}', '~', ':', '.']);
    }
    // a remark: "1501.00001 [cs.DS]", "1501.00001 (2015)"
    let text = text
        .split([' ', '[', '(', ',', ';', '?', '#'])
        .next()
        .unwrap_or_default();
    let text = text.trim_end_matches(['.', ']', ')', '/']);
    let text = text
        .strip_suffix(".pdf")
        .or_else(|| text.strip_suffix(".ps"))
        .unwrap_or(text);
    let text = without_version(text);
    let Some((archive, number)) = text.rsplit_once('/') else {
        return new_style(text);
    };
    let archive = archive.to_ascii_lowercase();
    let archive = archive.split('.').next().unwrap_or_default();
    if !ARCHIVES.contains(&archive) {
        return Err(EXPECTED);
    }
    if number.contains('.') {
        return new_style(number);
    }
    if number.len() != 7 || !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(EXPECTED);
    }
    month(number)?;
    Ok(format!("{archive}/{number}"))
}

fn new_style(text: &str) -> Result<String, IdentifierFault> {
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('.') {
        Some((date, number))
            if date.len() == 4
                && matches!(number.len(), 4 | 5)
                && digits(date)
                && digits(number) =>
        {
            month(date)?;
            match (date < "1501", number.len()) {
                (true, 5) => Err(IdentifierFault::Expected(
                    "four digits after the point, as before 2015",
                )),
                (false, 4) => Err(IdentifierFault::Expected(
                    "five digits after the point, as since 2015",
                )),
                _ if date < "0704" => Err(IdentifierFault::Expected("a month since April 2007")),
                _ => Ok(String::from(text)),
            }
        }
        _ => Err(EXPECTED),
    }
}

fn month(text: &str) -> Result<(), IdentifierFault> {
    if matches!(
        &text[2..4],
        "01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10" | "11" | "12"
    ) {
        return Ok(());
    }
    Err(IdentifierFault::Expected(
        "a month from 01 to 12 as third and fourth digit",
    ))
}

fn without_version(text: &str) -> &str {
    match text.rsplit_once(['v', 'V']) {
        Some((work, version))
            if !version.is_empty()
                && version.bytes().all(|b| b.is_ascii_digit())
                && work.ends_with(|c: char| c.is_ascii_digit()) =>
        {
            work
        }
        _ => text,
    }
}
