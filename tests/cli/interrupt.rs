//! Imports that are broken off, and imports at the same time.

use std::fmt::Write as _;
use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::Ibid;

/// `count` different entries with keys that start with `name`.
fn made(name: &str, count: usize) -> String {
    let mut text = String::new();
    for number in 0..count {
        writeln!(
            text,
            "@article{{{name}{number},\n  author = {{Author{number}, Ann and Other, Bo}},\n  title = {{On the \
             {number}th Example of {name}}},\n  journal = {{Journal of Examples}},\n  volume = {},\n  year = {}\n}}\n",
            number % 50,
            1950 + number % 70
        )
        .unwrap();
    }
    text
}

/// Starts an import whose words nobody reads but at the end.
fn start(ibid: &Ibid, file: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_ibid"))
        .env_clear()
        .env("HOME", ibid.home.path())
        .current_dir(ibid.home.path())
        .args(["import", file])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn assert_sound(ibid: &Ibid) {
    let said = ibid.run(&["doctor"]);
    assert!(said.stdout.contains("no damage"), "{said}");
}

#[test]
fn a_killed_import_leaves_the_library_as_it_was() {
    let ibid = Ibid::with_entries();
    fs::write(ibid.path("large.bib"), made("large", 30_000)).unwrap();
    let before = ibid.run(&["export"]).stdout;
    let journal = ibid.path(".local/share/ibid/library.ibid-wal");
    let mut landed = 0;
    for delay in [0, 5, 30, 100, 300, 600] {
        let mut child = start(&ibid, "large.bib");
        sleep(Duration::from_millis(delay));
        child.kill().unwrap();
        landed += usize::from(child.wait().unwrap().code().is_none());
        if ibid.run(&["export"]).stdout != before {
            break; // it was done before it was killed
        }
        assert_sound(&ibid);
    }
    assert!(landed > 0);
    if ibid.run(&["export"]).stdout != before {
        assert_eq!(ibid.run(&["undo"]).code, Some(0));
    }

    // in the middle of writing
    let mut child = start(&ibid, "large.bib");
    let begun = Instant::now();
    while fs::metadata(&journal).map_or(0, |data| data.len()) < 1 << 20
        && child.try_wait().unwrap().is_none()
        && begun.elapsed() < Duration::from_secs(60)
    {
        sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    let killed = child.wait().unwrap().code().is_none();
    if killed {
        assert_eq!(ibid.run(&["export"]).stdout, before);
        assert_sound(&ibid);
        let said = ibid.run(&["import", "large.bib"]);
        assert_eq!(said.code, Some(0), "{said}");
    }
    assert_eq!(ibid.run(&["undo"]).code, Some(0));
    assert_eq!(ibid.run(&["export"]).stdout, before);
}

#[test]
fn a_killed_import_into_a_new_library_can_be_repeated() {
    let text = made("large", 3_000);
    for delay in [0, 2, 5, 10, 20, 50, 100] {
        let ibid = Ibid::new();
        fs::write(ibid.path("large.bib"), &text).unwrap();
        let mut child = start(&ibid, "large.bib");
        sleep(Duration::from_millis(delay));
        child.kill().unwrap();
        child.wait().unwrap();
        let said = ibid.run(&["import", "large.bib"]);
        assert_eq!(said.code, Some(0), "after {delay} ms: {said}");
        assert_eq!(ibid.run(&["export"]).stdout, text, "after {delay} ms");
        assert_sound(&ibid);
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_import_says_that_nothing_was_changed() {
    let ibid = Ibid::with_entries();
    fs::write(ibid.path("large.bib"), made("large", 30_000)).unwrap();
    let before = ibid.run(&["export"]).stdout;
    // an interrupt before the program is ready for it ends it at once
    for delay in [100, 200, 400, 800, 1600] {
        let child = start(&ibid, "large.bib");
        sleep(Duration::from_millis(delay));
        let sent = Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .stderr(Stdio::null())
            .status()
            .unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(sent.success(), "it was done before it was interrupted");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(ibid.run(&["export"]).stdout, before);
        assert_sound(&ibid);
        if let Some(code) = output.status.code() {
            assert_eq!(code, 2, "{said}");
            assert_eq!(said, "error: interrupted; nothing was changed\n");
            return;
        }
    }
    panic!("the program was never ready for an interrupt");
}

#[test]
fn imports_at_the_same_time_all_succeed() {
    for ibid in [Ibid::new(), Ibid::with_entries()] {
        let names = ["a", "b", "c", "d"];
        for name in names {
            fs::write(ibid.path(&format!("{name}.bib")), made(name, 500)).unwrap();
        }
        let children = names.map(|name| start(&ibid, &format!("{name}.bib")));
        for child in children {
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(0), "{said}");
            assert!(said.contains("500 entries, 500 added"), "{said}");
        }
        let export = ibid.run(&["export"]).stdout;
        for name in names {
            let entries = export.matches(&format!("@article{{{name}")).count();
            assert_eq!(entries, 500, "{name}");
        }
        assert_sound(&ibid);
        let log = ibid.run(&["log"]).stdout;
        assert_eq!(log.matches("+500").count(), 4, "{log}");
    }
}
