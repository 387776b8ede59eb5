//! A real browser, spoken to over two named pipes so that no client library is needed.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use std::{
    fs::{File, OpenOptions},
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

const PROGRAMS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
const ARGUMENTS: &str = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
                         --disable-component-update --disable-sync --disable-dev-shm-usage --remote-debugging-pipe";

/// A page in a headless browser, closed when it is dropped.
pub struct Browser {
    process: Child,
    to: File,
    from: BufReader<File>,
    session: Value,
    calls: u64,
    /// Errors the page met.
    pub troubles: Vec<String>,
    _folder: tempfile::TempDir,
}

impl Browser {
    /// Opens a page of this size. Where there is no browser one line says so, and there is nothing.
    pub fn open(url: &str, width: u32, height: u32) -> Option<Self> {
        let browser = tokio::task::block_in_place(|| Self::start(url, width, height));
        if browser.is_none() {
            eprintln!("skipped: there is no Chromium; apt-get install chromium");
        }
        browser
    }

    fn start(url: &str, width: u32, height: u32) -> Option<Self> {
        let program = PROGRAMS.iter().find(|program| {
            Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
        })?;
        let folder = tempfile::tempdir().unwrap();
        let (to, from, data) = (folder.path().join("to"), folder.path().join("from"), folder.path().join("profile"));
        assert!(Command::new("mkfifo").args([&to, &from]).status().unwrap().success());
        let line = format!(
            "exec {program} {ARGUMENTS} --user-data-dir={} about:blank 3<{} 4>{}",
            data.display(),
            to.display(),
            from.display()
        );
        let process =
            Command::new("sh").args(["-c", &line]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let to = OpenOptions::new().write(true).open(to).unwrap();
        let from = BufReader::new(File::open(from).unwrap());
        let (session, troubles) = (Value::Null, Vec::new());
        let mut browser = Self { process, to, from, session, calls: 0, troubles, _folder: folder };
        browser.attach(url, width, height);
        Some(browser)
    }

    fn attach(&mut self, url: &str, width: u32, height: u32) {
        let target = self.call("Target.createTarget", json!({"url": "about:blank"}));
        let attached = self.call("Target.attachToTarget", json!({"targetId": target["targetId"], "flatten": true}));
        self.session = attached["sessionId"].clone();
        self.call("Runtime.enable", json!({}));
        self.call("Log.enable", json!({}));
        self.call("Page.enable", json!({}));
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", size);
        self.call("Page.navigate", json!({"url": url}));
    }

    /// Runs an expression in the page and waits for its promise. `until(f)` is there to wait for something to be true.
    /// What the page asks of a server meanwhile needs another thread of the test's runtime.
    pub fn run(&mut self, expression: &str) -> Value {
        tokio::task::block_in_place(|| self.evaluate(expression))
    }

    fn evaluate(&mut self, expression: &str) -> Value {
        let until = "const until = (f) => new Promise((done, fail) => { setTimeout(() => fail(Error(`never true: ${f}`)), 60_000); \
                     const look = () => { let found; try { found = f(); } catch {} found ? done(found) : setTimeout(look, 15); }; \
                     look(); });";
        let expression = format!("(async () => {{ {until} return {expression}; }})()");
        let wish = json!({"expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true});
        let outcome = self.call("Runtime.evaluate", wish);
        assert!(outcome.get("exceptionDetails").is_none(), "{expression}: {outcome}");
        outcome["result"]["value"].clone()
    }

    fn call(&mut self, method: &str, params: Value) -> Value {
        self.calls += 1;
        let mut request = json!({"id": self.calls, "method": method, "params": params});
        if !self.session.is_null() {
            request["sessionId"] = self.session.clone();
        }
        self.to.write_all(format!("{request}\0").as_bytes()).unwrap();
        loop {
            let mut bytes = Vec::new();
            self.from.read_until(0, &mut bytes).unwrap();
            bytes.pop();
            let answer: Value = serde_json::from_slice(&bytes).unwrap();
            if answer["id"] == self.calls {
                assert!(answer.get("error").is_none(), "{method}: {answer}");
                return answer["result"].clone();
            }
            self.note_trouble(&answer);
        }
    }

    fn note_trouble(&mut self, event: &Value) {
        let thrown = event["method"] == "Runtime.exceptionThrown";
        let logged = event["method"] == "Log.entryAdded" && event["params"]["entry"]["level"] == "error";
        if thrown || logged {
            self.troubles.push(event["params"].to_string());
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
