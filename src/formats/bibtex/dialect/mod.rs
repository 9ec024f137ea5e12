//! BibTeX to biblatex and back: types and fields, by biblatex's manual, on the entry's own text.
//!
//! What one dialect calls by another name is renamed and what it has in another form rewritten; everything else,
//! unknown fields among it, stays as it is. Each conversion leaves alone what is in its dialect already, so that
//! mixed entries, of which real files are full, become what was asked for. What cannot be carried is said.

mod dates;
mod docs;
mod names;
mod tables;
mod unread;

use std::borrow::Cow;

pub use docs::documentation;

use tables::{
    EITHER, FIELDS, FieldNames, NAMES, NEAREST, NOT_IN_MISC, STRINGS, SUBTITLES, TELLTALE, TYPES,
    UNPRINTED, Words,
};

use super::dates::interpret_date;
use super::draft::{Draft, Part};
use super::latex::to_unicode;
use super::macros::MacroTexts;
use super::options::Dialect;
use super::record::Record;
use crate::formats::loss::LossKind;
use crate::model::Date;

/// What an entry has from others and is to others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kin {
    /// Its fields after it took those of data containers: name and TeX text; empty where it names none.
    pub with_containers: Vec<(String, String)>,
    /// What it takes from its parent by biblatex's rules: name and TeX text.
    pub inherited: Vec<(String, String)>,
    /// Its parent's own record.
    pub parent: Option<Record<'static>>,
    /// Whether some entry of the library names it in `crossref`.
    pub is_parent: bool,
}

/// Takes what a conversion could not carry: field, how much, and what became of it.
pub(super) type Lost<'l> = &'l mut dyn FnMut(&str, LossKind, String);

/// What a conversion found out about the entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The dialect that it is written for, where its types and fields say so.
    pub written_for: Option<Dialect>,
    /// On the way to biblatex, what biblatex reads and BibTeX does not: field, and what becomes of it. It is news if
    /// the entry is meant for BibTeX, which it alone does not tell.
    pub only_biblatex: Vec<(&'static str, &'static str)>,
}

/// Converts `draft` to `dialect`; `None` where that has no such entry: BibTeX has no sets and data containers.
pub(super) fn convert(
    draft: &mut Draft<'_>,
    dialect: Dialect,
    kin: &Kin,
    texts: &MacroTexts,
    lost: Lost<'_>,
) -> Option<Found> {
    repeated(draft, lost);
    match dialect {
        Dialect::Biblatex => Some(to_biblatex(draft, kin, texts, lost)),
        Dialect::Bibtex => to_bibtex(draft, kin, texts, lost).then(Found::default),
    }
}

/// Whether an entry is written for biblatex: it has types or fields that BibTeX lacks.
pub(super) fn is_biblatex(draft: &Draft<'_>) -> bool {
    draft
        .fields
        .iter()
        .any(|field| TELLTALE.contains(&&*field.name))
        || TYPES
            .iter()
            .any(|names| names.biblatex == draft.entry_type && names.bibtex != "conference")
        || NEAREST
            .iter()
            .any(|(biblatex, _)| *biblatex == draft.entry_type)
        || matches!(&*draft.entry_type, "set" | "xdata")
}

/// Fields of biblatex that BibTeX's users write as well, for themselves.
const ANYBODYS: &[&str] = &["location", "titleaddon", "maintitle", "pubstate"];

/// Whether an entry is written for BibTeX: it has fields that biblatex calls otherwise, and none of biblatex's names
/// for them.
fn is_bibtex(draft: &Draft<'_>) -> bool {
    let has = |name: &&str| draft.has(name);
    ["year", "journal", "address", "school"].iter().any(has)
        && !TELLTALE
            .iter()
            .filter(|name| !ANYBODYS.contains(name))
            .any(has)
        && !NEAREST
            .iter()
            .any(|(biblatex, _)| *biblatex == draft.entry_type)
}

/// Later fields of one name, of which BibTeX reads the first and biber the last.
fn repeated(draft: &mut Draft<'_>, lost: Lost<'_>) {
    let mut index = 1;
    while index < draft.fields.len() {
        let (before, rest) = draft.fields.split_at(index);
        let field = &rest[0];
        match before.iter().find(|earlier| earlier.name == field.name) {
            Some(first) => {
                if first.parts != field.parts {
                    let message = "the entry has it twice, and the first counts".to_owned();
                    lost(&field.name, LossKind::Dropped, message);
                }
                draft.fields.remove(index);
            }
            None => index += 1,
        }
    }
}

/// The name that a field of an entry of type `entry_type` (biblatex's) has in `dialect`.
fn renames(
    entry_type: &str,
    dialect: Dialect,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    let applies = move |names: &&FieldNames| {
        (names.types.is_empty() || names.types.contains(&entry_type))
            && names.only.is_none_or(|only| only == dialect)
    };
    FIELDS
        .iter()
        .filter(applies)
        .map(move |names| match dialect {
            Dialect::Biblatex => (names.bibtex, names.biblatex),
            Dialect::Bibtex => (names.biblatex, names.bibtex),
        })
}

fn rename_fields(
    draft: &mut Draft<'_>,
    entry_type: &str,
    dialect: Dialect,
    texts: &MacroTexts,
    lost: Lost<'_>,
) {
    for (from, to) in renames(entry_type, dialect) {
        if !draft.has(from) {
            continue;
        }
        if draft.has(to) {
            // what the entry's own program reads wins
            let (old, new) = (draft.text(from, texts), draft.text(to, texts));
            if old.is_none() {
                draft.remove(from);
                continue;
            }
            draft.remove(to);
            if new.is_some() && new != old {
                lost(
                    to,
                    LossKind::Dropped,
                    format!("`{from}`, which is the same field, says something else"),
                );
            }
        }
        draft.rename(from, to);
    }
}

// ── to biblatex ─────────────────────────────────────────────────────────────────────────────────────────────────

fn to_biblatex(draft: &mut Draft<'_>, kin: &Kin, texts: &MacroTexts, lost: Lost<'_>) -> Found {
    let given = is_bibtex(draft);
    if given {
        for (field, message) in unread::surely(draft, texts) {
            lost(field, LossKind::Weakened, message.to_owned());
        }
    }
    let found = Found {
        written_for: unread::written_for(draft),
        only_biblatex: unread::perhaps(draft, kin, texts, given),
    };
    if let Some(names) = TYPES.iter().find(|names| names.bibtex == draft.entry_type) {
        let kind = draft.text("type", texts);
        if names.biblatex == "thesis"
            && let Some(kind) = &kind
            && thesis(kind) != names.bibtex
            && !draft.has("entrysubtype")
        {
            // what `type` says does not tell which of the two it was
            draft.set("entrysubtype", vec![Part::text(names.bibtex)], Some("type"));
        }
        draft.entry_type = Cow::Borrowed(names.biblatex);
        if !names.kind.is_empty() && kind.is_none() {
            draft.remove("type");
            draft.set("type", vec![Part::text(names.kind)], Some("title"));
        }
    }
    let subtype = draft.text("entrysubtype", texts);
    let restored =
        NEAREST
            .iter()
            .chain(&[("inbook", "incollection")])
            .find(|(biblatex, bibtex)| {
                *bibtex == draft.entry_type && subtype.as_deref() == Some(biblatex)
            });
    if let Some((biblatex, _)) = restored {
        draft.entry_type = Cow::Borrowed(biblatex);
        draft.remove("entrysubtype");
    }
    // where a conference was, beside the place of the publisher
    if (given || draft.has("address"))
        && matches!(&*draft.entry_type, "inproceedings" | "proceedings")
        && draft.has("location")
        && !draft.has("venue")
        && draft.text("address", texts) != draft.text("location", texts)
    {
        draft.rename("location", "venue");
    }
    let entry_type = draft.entry_type.clone().into_owned();
    rename_fields(draft, &entry_type, Dialect::Biblatex, texts, lost);
    date_from_year(draft, texts, lost);
    if matches!(&*draft.entry_type, "misc" | "online")
        && !draft.has("url")
        && let Some(how) = draft.text("howpublished", texts)
        && let Some(url) = how
            .strip_prefix("\\url{")
            .and_then(|url| url.strip_suffix('}'))
        && !url.contains(['{', '}', '\\', ' '])
    {
        draft.entry_type = Cow::Borrowed("online");
        let url = url.to_owned();
        draft.rename("howpublished", "url");
        draft.set("url", vec![Part::text(url)], None);
    }
    if draft.entry_type == "article"
        && draft.has("eid")
        && draft.text("eid", texts) == draft.text("pages", texts)
    {
        draft.remove("pages");
    }
    edtf(draft, texts);
    // BibTeX's papers print the `booktitle` of their parent, biblatex's its `title`
    if let Some(parent) = &kin.parent
        && !draft.has("booktitle")
        && let Some(title) = parent
            .get("booktitle")
            .map(str::trim)
            .filter(|title| !title.is_empty())
        && kin
            .inherited
            .iter()
            .any(|(name, text)| name == "booktitle" && text.trim() != title)
    {
        draft.set(
            "booktitle",
            vec![Part::text(title.to_owned())],
            Some("crossref"),
        );
    }
    found
}

/// A `date` in words, which biber does not read, as one that it reads.
fn edtf(draft: &mut Draft<'_>, texts: &MacroTexts) {
    let Some(text) = draft.text("date", texts) else {
        return;
    };
    if Date::parse_edtf(&text).is_ok() || draft.has("year") {
        return;
    }
    let reading = interpret_date(Some(&to_unicode(&text)), None, None, None);
    if let Some(date) = reading.date
        && reading.problem.is_none()
        && reading.text.is_none()
    {
        draft.set("date", vec![Part::text(date.to_edtf())], None);
    }
}

fn date_from_year(draft: &mut Draft<'_>, texts: &MacroTexts, lost: Lost<'_>) {
    if draft.has("date") || !draft.has("year") {
        return;
    }
    let (date, beside) = match dates::read(draft, texts) {
        dates::Reading::Same(date) => (date, false),
        // biber passes them over, for the date says the same
        dates::Reading::Beside(date, month) => (date, month),
        dates::Reading::Stays => return,
        dates::Reading::Less(what) => {
            let text = draft.text("month", texts).unwrap_or_default();
            let message = format!("biber does not read {what} in `{text}`");
            lost("month", LossKind::Weakened, message);
            return;
        }
    };
    if !beside {
        draft.remove("month");
    }
    draft.rename("year", "date");
    draft.set("date", vec![Part::text(date)], None);
}

// ── to BibTeX ───────────────────────────────────────────────────────────────────────────────────────────────────

fn to_bibtex(draft: &mut Draft<'_>, kin: &Kin, texts: &MacroTexts, lost: Lost<'_>) -> bool {
    match &*draft.entry_type {
        "xdata" => return false,
        "set" => {
            let message = "BibTeX has no sets; the members are there".to_owned();
            lost("type", LossKind::Dropped, message);
            return false;
        }
        _ => {}
    }
    let biblatex = is_biblatex(draft);
    inherit(draft, kin);
    let original = draft.entry_type.clone().into_owned();
    type_to_bibtex(draft, kin, texts, lost);
    fold_titles(draft, texts);
    for name in NAMES {
        let Some(field) = draft.get(name) else {
            continue;
        };
        if let Some((list, unsaid)) = names::plain(&field.expanded(texts)) {
            draft.set(name, vec![Part::text(list)], None);
            if !unsaid.is_empty() {
                let what = unsaid.join(", ");
                lost(
                    name,
                    LossKind::Weakened,
                    format!("BibTeX's names cannot say {what}"),
                );
            }
        }
    }
    if biblatex {
        unprinted(draft, &original, texts, lost);
    }
    bibstrings(draft, texts, lost);
    year_from_date(draft, texts, lost);
    main_title(draft, texts);
    if draft.entry_type == "article" {
        if !draft.has("number") && biblatex {
            draft.rename("issue", "number");
        }
        if !draft.has("pages")
            && let Some(number) = draft.get("eid").map(|field| field.parts.clone())
        {
            draft.set("pages", number, Some("eid"));
        }
    }
    rename_fields(draft, &original, Dialect::Bibtex, texts, lost);
    if biblatex {
        edition(draft, texts, lost);
    }
    if original == "online" && !draft.has("howpublished") && draft.text("url", texts).is_some() {
        let url = super::latex::verbatim(&draft.text("url", texts).unwrap_or_default());
        draft.rename("url", "howpublished");
        draft.set(
            "howpublished",
            vec![Part::text(format!("\\url{{{url}}}"))],
            None,
        );
    }
    let titled = matches!(&*draft.entry_type, "proceedings" | "book");
    if titled
        && kin.is_parent
        && biblatex
        && !draft.has("booktitle")
        && let Some(title) = draft.get("title").map(|field| field.parts.clone())
    {
        draft.set("booktitle", title, Some("title"));
    }
    true
}

/// What BibTeX's own inheritance does not give the entry, written into it.
fn inherit(draft: &mut Draft<'_>, kin: &Kin) {
    take_containers(draft, kin);
    let Some(parent) = &kin.parent else { return };
    for (name, text) in &kin.inherited {
        let by_bibtex = parent.get(name).is_some_and(|own| own == text);
        // the parent gets its title as `booktitle` too
        let by_title = matches!(&**name, "booktitle" | "booksubtitle")
            && matches!(
                &*parent.entry_type,
                "proceedings" | "book" | "collection" | "mvproceedings" | "reference"
            );
        if !by_bibtex && !by_title && !draft.has(name) {
            draft.set(name, vec![Part::text(text.clone())], Some("crossref"));
        }
    }
}

/// The fields of data containers written into the entry.
pub(super) fn take_containers(draft: &mut Draft<'_>, kin: &Kin) {
    for (name, text) in &kin.with_containers {
        let granular = draft.get(name).is_some_and(|field| {
            field
                .parts
                .iter()
                .any(|part| part.literal().is_some_and(|text| text.contains("xdata=")))
        });
        if granular || !draft.has(name) {
            draft.set(name, vec![Part::text(text.clone())], Some("xdata"));
        }
    }
    if !kin.with_containers.is_empty() {
        draft.remove("xdata");
    }
}

fn type_to_bibtex(draft: &mut Draft<'_>, kin: &Kin, texts: &MacroTexts, lost: Lost<'_>) {
    let kind = draft.text("type", texts);
    let entry_type = draft.entry_type.clone();
    let weakened = |lost: Lost<'_>, to: &str| {
        lost(
            "type",
            LossKind::Weakened,
            format!("BibTeX has no @{entry_type}; it is written as @{to}"),
        );
    };
    match &*entry_type {
        "thesis" | "report" => {
            let exact = TYPES
                .iter()
                .find(|names| names.biblatex == entry_type && kind.as_deref() == Some(names.kind));
            if let Some(names) = exact {
                draft.entry_type = Cow::Borrowed(names.bibtex);
                draft.remove("type");
                return;
            }
            let subtype = draft.text("entrysubtype", texts);
            let to = match (&*entry_type, subtype.as_deref()) {
                ("report", _) => "techreport",
                (_, Some(known @ ("phdthesis" | "mastersthesis"))) => {
                    draft.remove("entrysubtype");
                    if known == "phdthesis" {
                        "phdthesis"
                    } else {
                        "mastersthesis"
                    }
                }
                _ => thesis(kind.as_deref().unwrap_or_default()),
            };
            if kind.is_none() {
                weakened(lost, to);
            }
            draft.entry_type = Cow::Borrowed(to);
        }
        "conference" => draft.entry_type = Cow::Borrowed("inproceedings"),
        "electronic" | "www" => {
            weakened(lost, "misc");
            draft.entry_type = Cow::Borrowed("misc");
        }
        "inbook" => {
            let in_book =
                draft.has("booktitle") || kin.inherited.iter().any(|(name, _)| name == "booktitle");
            if in_book && draft.has("title") {
                draft.entry_type = Cow::Borrowed("incollection");
                draft.set("entrysubtype", vec![Part::text("inbook")], None);
                let message = "BibTeX's @inbook prints one title; it is written as @incollection, which prints both";
                lost("type", LossKind::Weakened, message.to_owned());
            }
        }
        _ => {
            let Some((from, to)) = NEAREST.iter().find(|(biblatex, _)| *biblatex == entry_type)
            else {
                return;
            };
            weakened(lost, to);
            draft.entry_type = Cow::Borrowed(to);
            if *from != "online" && !draft.has("entrysubtype") {
                draft.set("entrysubtype", vec![Part::text(*from)], None);
            }
            if *from == "patent" && !draft.has("howpublished") {
                let kind = kind.as_deref().unwrap_or("patent");
                let kind = in_words("type", kind).unwrap_or(kind).to_owned();
                let mut how = vec![Part::text(kind)];
                match draft.get("number").map(|number| number.parts.as_slice()) {
                    Some([only]) if only.literal().is_some() => {
                        append(
                            &mut how,
                            &format!("~{}", only.literal().unwrap_or_default()),
                        );
                    }
                    Some(parts) => {
                        append(&mut how, "~");
                        how.extend(parts.iter().cloned());
                    }
                    None => {}
                }
                draft.set("howpublished", how, None);
            }
        }
    }
}

/// Which thesis of BibTeX's a `type` means.
fn thesis(kind: &str) -> &'static str {
    const MASTER: &[&str] = &[
        "master", "mathesis", "bathesis", "bachelor", "diplom", "magist", "licen", "m.sc", "msc",
    ];
    let lower = kind.to_lowercase();
    if MASTER.iter().any(|word| lower.contains(word)) {
        "mastersthesis"
    } else {
        "phdthesis"
    }
}

/// What a keyword of biblatex prints in English in `field`, which is `type`, `pubstate`, `location`, `address` or
/// `series`; none for other text.
pub fn in_words(field: &str, keyword: &str) -> Option<&'static str> {
    let mut groups = STRINGS.iter();
    let (_, words) = groups.find(|(fields, _)| fields.contains(&field))?;
    find(words, keyword)
}

fn find(words: Words, keyword: &str) -> Option<&'static str> {
    words
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(keyword))
        .map(|(_, text)| *text)
}

fn fold_titles(draft: &mut Draft<'_>, texts: &MacroTexts) {
    for (title, subtitle) in SUBTITLES {
        // a journal may be under either name here
        let title = if *title == "journaltitle" && !draft.has(title) {
            "journal"
        } else {
            title
        };
        if draft.text(subtitle, texts).is_none() {
            continue;
        }
        let Some(main) = draft.text(title, texts) else {
            draft.rename(
                subtitle,
                match title {
                    "title" => "title",
                    "booktitle" => "booktitle",
                    "maintitle" => "maintitle",
                    _ => "journaltitle",
                },
            );
            continue;
        };
        let Some(sub) = draft.remove(subtitle) else {
            continue;
        };
        let Some(field) = draft.get(title) else {
            continue;
        };
        // a title that ends in a mark of its own takes no colon
        let mark = if main.ends_with(['?', '!', ':', '.']) {
            " "
        } else {
            ": "
        };
        let mut parts = field.parts.clone();
        let first = match sub.parts.split_first() {
            Some((Part::Text(text, _), rest)) => {
                append(&mut parts, &format!("{mark}{text}"));
                rest
            }
            _ => {
                append(&mut parts, mark);
                &sub.parts[..]
            }
        };
        parts.extend(first.iter().cloned());
        draft.set(title, parts, None);
    }
}

fn append(parts: &mut Vec<Part<'_>>, text: &str) {
    match parts.last_mut() {
        Some(Part::Text(last, _)) => last.to_mut().push_str(text),
        _ => parts.push(Part::text(text.to_owned())),
    }
}

/// The title of a work in several volumes: a book of them prints it as the series that it is a volume of.
fn main_title(draft: &mut Draft<'_>, texts: &MacroTexts) {
    let Some(main) = draft.text("maintitle", texts) else {
        return;
    };
    let titled = matches!(
        &*draft.entry_type,
        "book" | "incollection" | "inbook" | "inproceedings" | "proceedings"
    );
    if titled && main != draft.text("title", texts).unwrap_or_default() && !draft.has("series") {
        draft.rename("maintitle", "series");
    }
}

/// Says which fields no standard style of BibTeX prints.
fn unprinted(draft: &Draft<'_>, original: &str, texts: &MacroTexts, lost: Lost<'_>) {
    let misc = draft.entry_type == "misc" && original != "misc";
    for field in &draft.fields {
        let name: &str = &field.name;
        let unprinted = UNPRINTED.contains(&name) && (name != "issue" || draft.has("number"))
            || misc && NOT_IN_MISC.contains(&name)
            || name == "maintitle" && draft.has("series");
        if unprinted
            && draft.text(name, texts).is_some()
            && !(misc && original == "patent" && matches!(name, "number" | "type"))
        {
            lost(
                name,
                LossKind::Weakened,
                format!(
                    "no standard style of BibTeX prints it in @{}",
                    draft.entry_type
                ),
            );
        }
    }
    for (types, name, beside) in EITHER {
        let has = |name: &str| draft.text(name, texts).is_some();
        if types.contains(&&*draft.entry_type) && has(name) && has(beside) {
            lost(
                name,
                LossKind::Weakened,
                format!(
                    "no standard style of BibTeX prints it beside `{beside}` in @{}",
                    draft.entry_type
                ),
            );
        }
    }
}

/// Keywords and `\bibstring` as the words they stand for.
fn bibstrings(draft: &mut Draft<'_>, texts: &MacroTexts, lost: Lost<'_>) {
    for (name, words) in STRINGS
        .iter()
        .flat_map(|(fields, words)| fields.iter().map(|name| (*name, *words)))
    {
        if let Some(keyword) = draft.text(name, texts)
            && let Some(text) = find(words, &keyword)
        {
            draft.set(name, vec![Part::text(text)], None);
        }
    }
    for field in &mut draft.fields {
        let mut unknown = Vec::new();
        field.change(|text| {
            let at = text.find("\\bibstring{")?;
            let mut out = text[..at].to_owned();
            let mut rest = &text[at..];
            while let Some(after) = rest.strip_prefix("\\bibstring{")
                && let Some((keyword, behind)) = after.split_once('}')
            {
                let mut groups = STRINGS.iter();
                let words = groups.find_map(|(_, words)| find(words, keyword));
                if words.is_none() {
                    unknown.push(keyword.to_owned());
                }
                out.push_str(words.unwrap_or(keyword));
                let next = behind.find("\\bibstring{").unwrap_or(behind.len());
                out.push_str(&behind[..next]);
                rest = &behind[next..];
            }
            out.push_str(rest);
            Some(out)
        });
        for keyword in unknown {
            lost(
                &field.name,
                LossKind::Weakened,
                format!("the keyword `{keyword}` stands for itself"),
            );
        }
    }
}

fn year_from_date(draft: &mut Draft<'_>, texts: &MacroTexts, lost: Lost<'_>) {
    let Some(text) = draft.text("date", texts) else {
        draft.remove("date");
        if !draft.has("year")
            && let Some(state) = draft.text("pubstate", texts)
        {
            draft.set("year", vec![Part::text(state)], Some("pubstate"));
        }
        return;
    };
    let plain = to_unicode(&text);
    // a tilde is a tie to TeX and an estimate to EDTF
    let date = Date::parse_edtf(text.trim())
        .or_else(|_| Date::parse_edtf(plain.trim()))
        .ok()
        .or_else(|| interpret_date(Some(&plain), None, None, None).date);
    let [year, month, day] = ["year", "month", "day"].map(|name| draft.text(name, texts));
    if let Some(year) = year {
        // BibTeX reads the older fields already
        if let Some(date) = date {
            let fields = dates::fields(&date);
            if fields.year != year || (month.is_none() && !fields.month.is_empty()) {
                let message = format!("`year`, which is there too, does not say {text}");
                lost("date", LossKind::Weakened, message);
            }
            draft.remove("date");
        }
        return;
    }
    let Some(date) = date else {
        draft.rename("date", "year");
        return;
    };
    let mut fields = dates::fields(&date);
    if let Some(what) = fields.weakened {
        let message = format!("`year` and `month` do not say {what}: {text}");
        lost("date", LossKind::Weakened, message);
    }
    draft.rename("date", "year");
    let number = !fields.year.is_empty() && fields.year.bytes().all(|byte| byte.is_ascii_digit());
    let stays = month.is_some()
        && dates::said(&fields.year, month.as_deref(), day.as_deref()).as_ref() == Some(&date);
    let year = if number {
        Part::Number(fields.year.into())
    } else {
        Part::text(fields.year)
    };
    draft.set("year", vec![year], None);
    if stays {
        return;
    }
    if day.is_some() {
        fields.month.truncate(1);
    }
    if fields.month.is_empty() {
        draft.remove("month");
    } else {
        draft.set("month", fields.month, Some("year"));
    }
}

/// BibTeX's styles print an edition as it stands.
fn edition(draft: &Draft<'_>, texts: &MacroTexts, lost: Lost<'_>) {
    if let Some(edition) = draft.text("edition", texts)
        && edition.bytes().all(|byte| byte.is_ascii_digit())
    {
        let message =
            "BibTeX's styles print the bare number: they want an ordinal, `Second`".to_owned();
        lost("edition", LossKind::Weakened, message);
    }
}

#[cfg(test)]
mod tests;
