//! People and bodies: which variable each role goes to, and the parts of a name.

use super::{Member, Name, Names, Out, Source};
use crate::model::{self, Role};

/// A role and its variable.
const ROLES: &[(Role, &str)] = &[
    (Role::Author, "author"),
    (Role::Editor, "editor"),
    (Role::Translator, "translator"),
    (Role::BookAuthor, "container-author"),
    (Role::Director, "director"),
];

/// What an editor does by `editortype`, and its variable. For founders, collaborators, revisers and continuators CSL has
/// none that a style would show: they are what the others in their field are.
const PARTS: &[(&str, &str)] = &[
    ("editor", "editor"),
    ("compiler", "compiler"),
    ("director", "director"),
    ("illustrator", "illustrator"),
    ("redactor", "editorial-director"),
    ("translator", "translator"),
];

pub(super) fn names(source: &Source<'_>, out: &mut Out) {
    let keeps_particles = !source
        .peek(&["options"])
        .unwrap_or_default()
        .replace(' ', "")
        .contains("useprefix=false");
    let read = |role: Role| {
        let mut names = Names::default();
        for name in source.publication.people(role) {
            match name {
                Some(name) if name.is_empty() => {}
                Some(name) => names.names.push(person(name, keeps_particles)),
                None => names.others = true,
            }
        }
        names
    };
    for &(role, variable) in ROLES {
        let mut names = read(role);
        // a list whose last author is called an editor is one of editors
        if role == Role::Author
            && names
                .names
                .last()
                .is_some_and(|name| called_editor(name).is_some())
            && source.publication.people(Role::Editor).next().is_none()
        {
            for name in &mut names.names {
                *name = called_editor(name).unwrap_or_else(|| name.clone());
            }
            add(source, out, role, "editor", names);
            continue;
        }
        let variable = match role {
            Role::Editor => part(source, "editortype", "editor"),
            _ => variable,
        };
        add(source, out, role, variable, names);
    }
    for (role, kind) in [
        (Role::EditorA, "editoratype"),
        (Role::EditorB, "editorbtype"),
        (Role::EditorC, "editorctype"),
    ] {
        let variable = part(source, kind, "contributor");
        add(source, out, role, variable, read(role));
    }
    for role in [
        Role::Annotator,
        Role::Commentator,
        Role::Introduction,
        Role::Foreword,
        Role::Afterword,
    ] {
        let names = read(role);
        if !names.names.is_empty() && !out.has("contributor") {
            add(source, out, role, "contributor", names);
            source.weakened(
                role.name(),
                "a contributor without a word on the part played",
            );
        }
    }
    let holders = read(Role::Holder);
    if !holders.names.is_empty() && !out.has("author") {
        add(source, out, Role::Holder, "author", holders);
        source.weakened("holder", "an author, for CSL knows no holders of patents");
    }
}

/// Marks behind names that say that these are of editors.
const EDITORS: &[&str] = &[
    "(ed.)",
    "(eds.)",
    "(ed)",
    "(eds)",
    "(editor)",
    "(editors)",
    "(hrsg.)",
    "(hg.)",
];

/// The name without such a mark, if it has one.
fn called_editor(name: &Name) -> Option<Name> {
    let without = |text: &str| -> Option<String> {
        let lower = text.to_lowercase();
        let mark = EDITORS.iter().find(|mark| lower.ends_with(**mark))?;
        let rest = text.get(..text.len() - mark.len())?;
        Some(rest.trim_end_matches([' ', ',']).to_owned())
    };
    if let Some(given) = without(&name.given) {
        return Some(Name {
            given,
            ..name.clone()
        });
    }
    let family = without(&name.family)?;
    if !family.is_empty() {
        return Some(Name {
            family,
            ..name.clone()
        });
    }
    // without a comma the mark has been taken for the family name
    let (given, family) = name.given.rsplit_once(' ').unwrap_or(("", &name.given));
    Some(Name {
        family: family.to_owned(),
        given: given.to_owned(),
        ..name.clone()
    })
    .filter(|name| !name.family.is_empty())
}

fn part(source: &Source<'_>, field: &str, default: &'static str) -> &'static str {
    let Some(kind) = source.peek(&[field]) else {
        return default;
    };
    let known = PARTS
        .iter()
        .find(|(name, _)| kind.eq_ignore_ascii_case(name));
    match known {
        None => source.weakened(field, format!("as {default}")),
        Some(_) => source.carried(field),
    }
    known.map_or(default, |(_, variable)| variable)
}

fn add(source: &Source<'_>, out: &mut Out, role: Role, variable: &'static str, names: Names) {
    let others = names.others;
    if names.names.is_empty() {
        return;
    }
    if out.put(variable, Member::Names(names)) {
        source.carried(role.name());
        if others {
            source.weakened(role.name(), "“and others” is a name in CSL-JSON");
        }
    }
}

fn person(name: &model::Name, keeps_particles: bool) -> Name {
    if name.corporate {
        return Name {
            family: name.family.clone(),
            literal: true,
            ..Name::default()
        };
    }
    // a given name alone is all there is to call somebody by
    let (family, given) = if name.family.is_empty() {
        (&name.given, "")
    } else {
        (&name.family, name.given.as_str())
    };
    let (dropping, non_dropping) = if keeps_particles {
        (String::new(), name.prefix.clone())
    } else {
        (name.prefix.clone(), String::new())
    };
    Name {
        family: family.clone(),
        given: without_stray_marks(given),
        dropping,
        non_dropping,
        suffix: name.suffix.clone(),
        literal: false,
    }
}

/// Given names without periods that stand alone or behind another: `R. . E..` is `R. E.`.
fn without_stray_marks(given: &str) -> String {
    if !given.starts_with('.') && !given.contains(" .") && !given.contains("..") {
        return given.to_owned();
    }
    let words = given.split_whitespace().map(|word| {
        let word = word.trim_start_matches('.');
        match word.trim_end_matches('.') {
            bare if bare.len() < word.len() => format!("{bare}."),
            bare => bare.to_owned(),
        }
    });
    let words: Vec<String> = words
        .filter(|word| !matches!(word.as_str(), "" | "."))
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stray_marks_are_dropped() {
        for (given, expected) in [
            ("R. . E..", "R. E."),
            ("J .", "J"),
            (". J", "J"),
            ("Jean-Luc P.", "Jean-Luc P."),
            ("...", ""),
        ] {
            assert_eq!(without_stray_marks(given), expected);
        }
    }
}
