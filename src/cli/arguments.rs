//! Terms of a query that begin with a hyphen, told from options: `ibid find knuth -tex`.
//!
//! Whatever is no option of the command becomes `NOT tex`, which means the same and looks like no option.

use std::ffi::{OsStr, OsString};

use clap::Command;

/// The commands that take a query.
const TAKE_QUERIES: [&str; 2] = ["find", "pick"];

/// The arguments of a command line with such terms rewritten.
pub(crate) fn with_negated_terms(
    arguments: Vec<OsString>,
    parser: impl Fn() -> Command,
) -> Vec<OsString> {
    let might = |argument: &OsString| short(argument).is_some();
    if !arguments.iter().skip(1).any(might) {
        return arguments;
    }
    let mut parser = parser();
    parser.build();
    let mut out = Vec::with_capacity(arguments.len() + 1);
    let mut arguments = arguments.into_iter();
    out.extend(arguments.next());
    let mut command = &parser;
    let mut is_query = false;
    while let Some(argument) = arguments.next() {
        if argument == "--" {
            out.push(argument);
            break;
        }
        if let Some(value_follows) = option(&argument, command) {
            out.push(argument);
            if value_follows {
                out.extend(arguments.next());
            }
        } else if is_query && let Some(term) = short(&argument).filter(|term| is_term(term)) {
            out.push("NOT".into());
            out.push(term.into());
        } else {
            if std::ptr::eq(command, &parser)
                && let Some(found) = named(&argument, &parser)
            {
                command = found;
                is_query = TAKE_QUERIES.contains(&found.get_name());
            }
            out.push(argument);
        }
    }
    out.extend(arguments);
    out
}

/// What stands behind a single hyphen.
fn short(argument: &OsStr) -> Option<&str> {
    let rest = argument.to_str()?.strip_prefix('-')?;
    (!rest.is_empty() && !rest.starts_with('-')).then_some(rest)
}

/// Whether it can be a word of a query; a single letter is rather an option of some other command.
fn is_term(text: &str) -> bool {
    !(text.len() == 1 && text.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Whether an argument is an option of `command`, or looks like a long one, and then whether its value follows.
fn option(argument: &OsStr, command: &Command) -> Option<bool> {
    let text = argument.to_str()?;
    if let Some(long) = text.strip_prefix("--") {
        let known = command
            .get_arguments()
            .find(|known| known.get_long() == Some(long));
        return Some(known.is_some_and(takes_value));
    }
    let shorts = short(argument)?;
    let mut chars = shorts.chars();
    while let Some(c) = chars.next() {
        let known = command
            .get_arguments()
            .find(|known| known.get_short() == Some(c))?;
        if takes_value(known) {
            // the values that are written so are numbers; -nothing is a term
            let value = chars.as_str();
            let is_value =
                value.is_empty() || value.starts_with(|c: char| c == '=' || c.is_ascii_digit());
            return is_value.then_some(value.is_empty());
        }
    }
    Some(false)
}

fn takes_value(argument: &clap::Arg) -> bool {
    argument.get_action().takes_values()
}

/// The subcommand of this name, or the only one whose name begins so.
fn named<'c>(name: &OsStr, parser: &'c Command) -> Option<&'c Command> {
    let name = name.to_str()?;
    let mut begin = parser
        .get_subcommands()
        .filter(|command| command.get_name().starts_with(name));
    let exact = parser
        .get_subcommands()
        .find(|command| command.get_name() == name);
    exact.or_else(|| begin.next().filter(|_| begin.next().is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_told_from_options() {
        for (typed, read) in [
            ("find knuth -tex", "find knuth NOT tex"),
            (
                "find -tex -k -n 5 -n5 -kn5 -keys -knuth",
                "find NOT tex -k -n 5 -n5 -kn5 NOT keys NOT knuth",
            ),
            (
                "--library -x.ibid find -tag:read",
                "--library -x.ibid find NOT tag:read",
            ),
            ("fi --template -x -yes", "fi --template -x NOT yes"),
            ("pick -n 3", "pick -n 3"),
            ("find -z smith", "find -z smith"),
            ("find a -- -tex", "find a -- -tex"),
            ("find - --limit 3 -5", "find - --limit 3 NOT 5"),
            ("show -b -tex", "show -b -tex"),
        ] {
            let typed: Vec<OsString> = format!("ibid {typed}")
                .split(' ')
                .map(OsString::from)
                .collect();
            let said = with_negated_terms(typed, crate::cli::parser);
            let said: Vec<String> = said
                .iter()
                .skip(1)
                .map(|word| word.to_string_lossy().into_owned())
                .collect();
            assert_eq!(said.join(" "), read);
        }
    }
}
