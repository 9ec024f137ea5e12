//! README.md says what is: its examples are run, and every command is in it.
//!
//! `IBID_UPDATE_README=1 cargo test readme` writes what the examples print into it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Ibid;
use crate::judge::has_tool;

fn readme() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

#[test]
fn every_command_is_in_the_readme() {
    let readme = fs::read_to_string(readme()).unwrap();
    let help = Ibid::new().run(&["-h"]).stdout;
    let commands = help
        .split("Commands:\n")
        .nth(1)
        .unwrap()
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help");
    let missing: Vec<_> = commands
        .filter(|name| !readme.contains(&format!("| `ibid {name}")))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn the_readme_prints_what_it_says() {
    if !has_tool("sqlite3", "the_readme_prints_what_it_says") {
        return;
    }
    let ibid = Ibid::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::create_dir(ibid.path("examples")).unwrap();
    for entry in fs::read_dir(root.join("examples")).unwrap() {
        let path = entry.unwrap().path();
        let to = ibid.path("examples").join(path.file_name().unwrap());
        fs::copy(path, to).unwrap();
    }
    let readme = fs::read_to_string(readme()).unwrap();
    let mut written = String::new();
    let mut lines = readme.lines().peekable();
    while let Some(line) = lines.next() {
        written.push_str(line);
        written.push('\n');
        if line.starts_with("<!-- fields:") {
            written.push_str(&ibid::query::help::markdown());
            while lines.next_if(|line| *line != "<!-- end -->").is_some() {}
        }
        if line != "```console" {
            continue;
        }
        let mut commands: Vec<String> = Vec::new();
        while let Some(line) = lines.next_if(|line| *line != "```") {
            if let Some(command) = line.strip_prefix("$ ") {
                commands.push(command.to_owned());
            } else if let (Some(more), Some(command)) =
                (line.strip_prefix("> "), commands.last_mut())
            {
                command.push('\n');
                command.push_str(more);
            }
        }
        for command in commands {
            let shown = command.replace('\n', "\n> ");
            written.push_str(&format!("$ {shown}\n{}", run(&ibid, &command)));
        }
    }
    if std::env::var_os("IBID_UPDATE_README").is_some() {
        fs::write(self::readme(), &written).unwrap();
    }
    assert_eq!(
        readme, written,
        "IBID_UPDATE_README=1 brings README.md up to date"
    );
}

/// What a command typed into a terminal prints.
fn run(ibid: &Ibid, command: &str) -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_ibid")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&path));
    let output = Command::new("sh")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .env_clear()
        .env("PATH", std::env::join_paths(path).unwrap())
        .env("HOME", ibid.home.path())
        .env("TMPDIR", ibid.path("tmp"))
        .env("COLUMNS", "80")
        .env("TZ", "UTC")
        .env("IBID_NOW", "1780000000")
        .current_dir(ibid.home.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}
