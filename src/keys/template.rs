//! Keys by a template: `{author}{year}`, `{authors:lower}-{year}-{title}`.

use super::word;
use crate::model::{Publication, Role, fold};

/// What can stand in braces: name, what it is.
const PARTS: &[(&str, &str)] = &[
    ("author", "the first author's or editor's family name"),
    ("authors", "the first three family names, run together"),
    ("year", "the year"),
    ("yy", "its last two digits"),
    ("title", "the first word of the title that is no article"),
    ("words", "the first three such words"),
    ("venue", "the initials of what contains the work"),
    ("type", "the entry type"),
    ("key", "the key it has"),
];

/// Whether `template` can be made keys of.
///
/// # Errors
/// Says what is wrong with it.
pub fn check_template(template: &str) -> Result<(), String> {
    let mut rest = template;
    while let Some(start) = rest.find(['{', '}']) {
        if rest[start..].starts_with('}') {
            return Err("a } without a {".to_owned());
        }
        let Some(length) = rest[start..].find('}') else {
            return Err("a { without a }".to_owned());
        };
        let part = &rest[start + 1..start + length];
        let (name, form) = part.split_once(':').unwrap_or((part, ""));
        if !PARTS.iter().any(|(known, _)| *known == name) {
            let known: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
            return Err(format!(
                "there is no {{{name}}}; there are {}",
                known.join(", ")
            ));
        }
        if !matches!(form, "" | "lower" | "upper") && form.parse::<usize>().is_err() {
            return Err(format!(
                "{{{part}}}: behind the colon stands lower, upper or a number of letters"
            ));
        }
        rest = &rest[start + length + 1..];
    }
    if template.contains(|c: char| c.is_whitespace() || "\"#%'(),=~\\@".contains(c)) {
        return Err("a key holds no spaces and none of \" # % ' ( ) , = ~ \\ @".to_owned());
    }
    Ok(())
}

/// The key that `template`, which [`check_template`] has found good, gives `publication`; parts that it lacks are
/// empty, and an empty key is `Untitled`.
///
/// ```
/// use ibid::keys::from_template;
/// use ibid::model::Publication;
///
/// let publication = Publication { title: Some("The Art of Ünits".into()), year: Some(1999), ..Default::default() };
/// assert_eq!(from_template("{title:lower}-{words}{yy}", &publication), "art-ArtUnits99");
/// ```
pub fn from_template(template: &str, publication: &Publication) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        out.push_str(&rest[..start]);
        let length = rest[start..].find('}').unwrap_or(rest.len() - start - 1);
        let part = &rest[start + 1..start + length];
        let (name, form) = part.split_once(':').unwrap_or((part, ""));
        let text = value(name, publication);
        match form {
            "lower" => out.push_str(&text.to_lowercase()),
            "upper" => out.push_str(&text.to_uppercase()),
            number => match number.parse::<usize>() {
                Ok(count) => out.extend(text.chars().take(count)),
                Err(_) => out.push_str(&text),
            },
        }
        rest = rest.get(start + length + 1..).unwrap_or_default();
    }
    out.push_str(rest);
    let out = out.trim_matches(['-', '_', ':', '.']).to_owned();
    if out.is_empty() {
        "Untitled".to_owned()
    } else {
        out
    }
}

fn value(name: &str, publication: &Publication) -> String {
    let families = || {
        [Role::Author, Role::Editor].into_iter().find_map(|role| {
            let names: Vec<String> = publication
                .people(role)
                .flatten()
                .map(|name| word(&name.family, usize::MAX))
                .filter(|name| !name.is_empty())
                .collect();
            (!names.is_empty()).then_some(names)
        })
    };
    let year = || {
        publication
            .year
            .map(|year| year.to_string())
            .unwrap_or_default()
    };
    let title = |count: usize| {
        let title = fold(publication.title.as_deref().unwrap_or_default());
        let articles = [
            "a", "an", "the", "on", "der", "die", "das", "ein", "eine", "le", "la", "les", "un",
            "une", "el", "los", "of", "and",
        ];
        let words: Vec<&str> = title
            .split(' ')
            .filter(|word| !articles.contains(word))
            .collect();
        word(&words.join(" "), count)
    };
    match name {
        "author" => families()
            .and_then(|names| names.into_iter().next())
            .unwrap_or_default(),
        "authors" => families().unwrap_or_default().into_iter().take(3).collect(),
        "year" => year(),
        "yy" => {
            let year = year();
            year[year.len().saturating_sub(2)..].to_owned()
        }
        "title" => title(1),
        "words" => title(3),
        "venue" => fold(publication.venue.as_deref().unwrap_or_default())
            .split(' ')
            .filter(|word| word.is_ascii())
            .filter_map(|word| word.chars().next())
            .map(|letter| letter.to_ascii_uppercase())
            .collect(),
        "type" => publication.entry_type.clone(),
        _ => publication.key.clone(),
    }
}

/// `key` in letters that every TeX reads: those outside ASCII by their nearest, without TeX's own signs.
///
/// ```
/// assert_eq!(ibid::keys::ascii("Erdős:1959_ü"), "Erdos:1959_u");
/// ```
pub fn ascii(key: &str) -> String {
    let plain = deunicode::deunicode(key);
    let mut out: String = plain
        .chars()
        .filter(|c| c.is_ascii_graphic() && !"\"#%'(),={}~\\@$&^".contains(*c))
        .collect();
    if out.is_empty() {
        out.push_str("Untitled");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_checked() {
        for good in ["{author}{year}", "x-{authors:lower}:{title:3}", "{key}"] {
            assert_eq!(check_template(good), Ok(()), "{good}");
        }
        for bad in [
            "{autor}",
            "{author",
            "author}",
            "{author} {year}",
            "{year:x}",
            "{year},",
        ] {
            assert!(check_template(bad).is_err(), "{bad}");
        }
    }
}
