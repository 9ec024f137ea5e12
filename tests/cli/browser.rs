//! The web page in a real browser: Chromium, driven through chromedriver's WebDriver protocol.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Ibid;
use crate::judge::has_tool;

/// A browser with a page, closed when dropped.
struct Browser {
    driver: Child,
    port: u16,
    session: String,
    _profile: TempDir,
}

impl Browser {
    fn open(page: &Path) -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let said = BufReader::new(driver.stdout.take().unwrap());
        let mut lines = said.lines();
        let port = lines
            .find_map(|line| {
                let line = line.unwrap();
                let (_, port) = line.split_once("started successfully on port ")?;
                port.trim_end_matches('.').parse().ok()
            })
            .unwrap();
        std::thread::spawn(move || lines.for_each(drop));
        let profile = TempDir::new().unwrap();
        let mut browser = Self {
            driver,
            port,
            session: String::new(),
            _profile: profile,
        };
        let folder = format!("--user-data-dir={}", browser._profile.path().display());
        let arguments = json!([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--window-size=1000,800",
            folder,
        ]);
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"args": arguments}, "goog:loggingPrefs": {"browser": "ALL"},
        }}});
        let session = browser.ask("POST", "/session", &wanted);
        browser.session = session["sessionId"].as_str().unwrap().to_owned();
        browser.does("url", &json!({"url": format!("file://{}", page.display())}));
        browser
    }

    /// One request; the driver's answer.
    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(120)))
            .unwrap();
        let body = if method == "POST" {
            body.to_string()
        } else {
            String::new()
        };
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            answer.read_line(&mut line).unwrap();
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut bytes = vec![0; length];
        answer.read_exact(&mut bytes).unwrap();
        let mut answer: Value = serde_json::from_slice(&bytes).unwrap();
        let value = answer["value"].take();
        assert!(value.get("error").is_none(), "{path}: {value}");
        value
    }

    fn does(&self, what: &str, body: &Value) -> Value {
        self.ask("POST", &format!("/session/{}/{what}", self.session), body)
    }

    /// What a JavaScript expression gives.
    fn value(&self, expression: &str) -> Value {
        let script = format!("return ({expression});");
        self.does("execute/sync", &json!({"script": script, "args": []}))
    }

    /// Waits until an expression gives this.
    fn until(&self, expression: &str, wanted: impl Into<Value>) {
        let wanted = wanted.into();
        let begun = Instant::now();
        loop {
            let value = self.value(expression);
            if value == wanted {
                return;
            }
            let late = begun.elapsed() > Duration::from_secs(60);
            assert!(!late, "{expression} is {value}, not {wanted}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn element(&self, selector: &str) -> String {
        let found = self.does(
            "element",
            &json!({"using": "css selector", "value": selector}),
        );
        let found = found.as_object().unwrap();
        found.values().next().unwrap().as_str().unwrap().to_owned()
    }

    fn click(&self, selector: &str) {
        let element = self.element(selector);
        self.does(&format!("element/{element}/click"), &json!({}));
    }

    /// Types into whatever has the focus.
    fn types(&self, text: &str) {
        let mut actions = Vec::new();
        for key in text.chars() {
            actions.push(json!({"type": "keyDown", "value": key.to_string()}));
            actions.push(json!({"type": "keyUp", "value": key.to_string()}));
        }
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": actions});
        self.does("actions", &json!({"actions": [keyboard]}));
    }

    /// What the browser complained about.
    fn complaints(&self) -> Value {
        self.does("se/log", &json!({"type": "browser"}))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() && !std::thread::panicking() {
            self.ask(
                "DELETE",
                &format!("/session/{}", self.session),
                &Value::Null,
            );
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn browser_is_there(test: &str) -> bool {
    has_tool("chromium", test) && has_tool("chromedriver", test)
}

const COUNT: &str = "document.getElementById('ibid-count').textContent";
const SEEN: &str = "[...document.querySelectorAll('li')].filter(li => li.checkVisibility()).map(li => li.id).join(' ')";

#[test]
fn a_page_is_filtered_and_copied_from_in_a_browser() {
    if !browser_is_there("a_page_is_filtered_and_copied_from_in_a_browser") {
        return;
    }
    let ibid = Ibid::with_entries();
    let hostile = "@misc{evil, author = {<img src=x onerror=document.title=1>}, year = 2001, file = {mine.pdf},\n\
                   title = {</pre><script>document.title=2</script>}, url = {javascript:document.title=3}}";
    ibid.run_with(hostile, &["new", "-"]);
    let said = ibid.run(&[
        "export",
        "--format",
        "html-page",
        "--title",
        "Us & them",
        "-o",
        "page.html",
    ]);
    assert_eq!(said.code, Some(0), "{said}");
    let page = Browser::open(&ibid.path("page.html"));
    page.until(COUNT, "4 publications");
    assert_eq!(page.value("document.title"), "Us & them");
    assert_eq!(page.value(SEEN), "zahid2017 evil knuth84 Erdos1959");
    assert_eq!(
        page.value("document.querySelectorAll('li img, li script').length"),
        0
    );
    // no pictures, no fonts, nothing
    assert_eq!(
        page.value("performance.getEntriesByType('resource').length"),
        0
    );

    // `/` goes to the filter; accents, case and the order of words do not matter
    page.types("/");
    page.types("renyi ERDOS");
    page.until(COUNT, "1 of 4 publications");
    assert_eq!(page.value(SEEN), "Erdos1959");
    assert_eq!(page.value("[...document.querySelectorAll('h2')].filter(h => h.checkVisibility()).map(h => h.textContent).join()"), "1959 1");
    // a name in full, although the style shows initials
    page.types("\u{e00c}Donald");
    page.until(COUNT, "1 of 4 publications");
    assert_eq!(page.value(SEEN), "knuth84");
    // nothing, and back by the escape key
    page.types("xyz");
    page.until(COUNT, "0 of 4 publications");
    assert_eq!(
        page.value("document.getElementById('ibid-none').checkVisibility()"),
        true
    );
    page.types("\u{e00c}");
    page.until(COUNT, "4 publications");

    // by type and back
    page.click("input[value=type] + span");
    page.until(
        "[...document.querySelectorAll('h2')].map(h => h.textContent).join()",
        "Journal articles 1,Books 1,Other 2",
    );
    assert_eq!(page.value(SEEN), "zahid2017 knuth84 evil Erdos1959");
    page.click("input[value=year] + span");
    page.until(SEEN, "zahid2017 evil knuth84 Erdos1959");

    // copying
    page.does(
        "goog/cdp/execute",
        &json!({"cmd": "Browser.grantPermissions",
        "params": {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}}),
    );
    page.click("#knuth84 .c");
    page.until(
        "document.querySelector('#knuth84 .c').textContent",
        "Copied",
    );
    assert_eq!(
        page.value("document.getElementById('ibid-said').textContent"),
        "Copied the BibTeX of knuth84"
    );
    let copied = page.does("execute/async", &json!({"args": [],
        "script": "navigator.clipboard.readText().then(arguments[0], e => arguments[0](String(e)))"}));
    let source = "@book{knuth84,\n  author = {Donald E. Knuth},\n  title = {The {\\TeX}book},\n  publisher = {Addison-Wesley},\n  year = 1984\n}";
    assert_eq!(copied, source);
    page.click("#evil .c");
    page.until("document.querySelector('#evil .c').textContent", "Copied");
    assert_eq!(
        page.value("document.querySelector('#evil pre').textContent.includes('mine.pdf')"),
        false
    );

    // colours
    let paper = "getComputedStyle(document.body).backgroundColor";
    let light = page.value(paper);
    page.click("#ibid-theme");
    page.click("#ibid-theme");
    page.until("document.documentElement.dataset.theme", "dark");
    assert_ne!(page.value(paper), light);

    // a link to an entry that the filter hides
    page.types("/");
    page.types("zahid");
    page.until(COUNT, "1 of 4 publications");
    page.value("location.hash = '#knuth84'");
    page.until(COUNT, "4 publications");
    assert_eq!(page.complaints(), json!([]));
    assert_eq!(page.value("document.title"), "Us & them");
}

#[test]
fn a_page_of_ten_thousand_entries_is_filtered_in_a_browser() {
    if !browser_is_there("a_page_of_ten_thousand_entries_is_filtered_in_a_browser") {
        return;
    }
    let ibid = Ibid::new();
    let mut text = String::new();
    for number in 0..10_000 {
        let year = 1950 + number % 75;
        text.push_str(&format!(
            "@article{{k{number}, author = {{N{}, Ann and M{{\\\"u}}ller, Bo}}, title = {{On number {number} and its kin}}, \
             journal = {{Journal {}}}, volume = {}, year = {year}, doi = {{10.1000/k.{number}}}}}\n",
            number % 500, number % 80, number % 97,
        ));
    }
    fs::write(ibid.path("many.bib"), text).unwrap();
    ibid.run(&["import", "-q", "many.bib"]);
    ibid.run(&["export", "--format", "html-page", "-o", "page.html"]);
    let page = Browser::open(&ibid.path("page.html"));
    page.until(COUNT, "10,000 publications");
    // what a filter costs from the key to the frame that shows its result, as a person meets it
    let measure = "const done = arguments[1]; const input = document.getElementById('ibid-filter');\
        const count = document.getElementById('ibid-count'); const begun = performance.now();\
        const seen = new MutationObserver(() => { seen.disconnect();\
          requestAnimationFrame(() => setTimeout(() => done([count.textContent, Math.round(performance.now() - begun)])));\
        }); seen.observe(count, {childList: true, characterData: true, subtree: true});\
        input.value = arguments[0]; input.dispatchEvent(new Event('input'));";
    let mut said = Vec::new();
    for (words, wanted) in [
        ("n7 muller", "2,220 of 10,000 publications"),
        ("1975 n25 muller", ""),
        ("", "10,000 publications"),
    ] {
        let got = page.does(
            "execute/async",
            &json!({"script": measure, "args": [words]}),
        );
        if !wanted.is_empty() && words.is_empty() {
            assert_eq!(got[0], wanted);
        }
        said.push(format!("{words:?}: {} in {} ms", got[0], got[1]));
    }
    crate::judge::say(&format!(
        "filtering 10,000 entries in Chromium: {}",
        said.join(", ")
    ));
    page.click("input[value=type] + span");
    page.until("document.querySelectorAll('h2').length", 1);
    page.click("input[value=year] + span");
    page.until("document.querySelectorAll('h2').length", 75);
}
