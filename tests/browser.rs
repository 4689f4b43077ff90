//! The loopback page and the redirect, spoken to by a plain client as a browser would.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::Result;
use devportal_auth::browser::{Browser, Form, SystemBrowser, Waiting};
use devportal_auth::credential::Secret;
use devportal_auth::providers::REDIRECT;
use url::Url;

const CODE: &str = "CANARY0123456789abcdef";

fn form() -> Form {
    Form {
        action: Url::parse("https://github.test/organizations/acme/settings/apps/new").unwrap(),
        fields: [("manifest".to_owned(), format!("{{\"name\":\"<script>\",\"redirect_url\":\"{REDIRECT}\"}}"))].into(),
    }
}

fn nobody() -> SystemBrowser {
    SystemBrowser { enabled: false, time_limit: Duration::from_secs(20), scratch: None }
}

/// What a person's browser learns from the page.
struct Seen {
    page: Url,
    head: String,
    html: String,
    state: String,
    redirect: Url,
}

impl Seen {
    fn load(page: Url) -> Self {
        let answer = get(&page, page_host(&page).as_str());
        let (head, html) = answer.split_once("\r\n\r\n").unwrap();
        let between = |from: &str, to: &str| {
            let rest = &html[html.find(from).unwrap() + from.len()..];
            rest[..rest.find(to).unwrap()].to_owned()
        };
        let state = between("state=", "\"");
        let redirect = Url::parse(&between("redirect_url&quot;:&quot;", "&quot;")).unwrap();
        Self { head: head.to_lowercase(), html: html.to_owned(), state, redirect, page }
    }

    fn done(&self, query: &str) -> String {
        let mut address = self.redirect.clone();
        address.set_query(Some(query));
        get(&address, &page_host(&self.page))
    }
}

fn page_host(page: &Url) -> String {
    format!("127.0.0.1:{}", page.port().unwrap())
}

fn get(address: &Url, host: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", address.port().unwrap())).unwrap();
    let target = &address[url::Position::BeforePath..];
    write!(stream, "GET {target} HTTP/1.1\r\nhost: {host}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Runs an errand while `person` acts on the page in a thread of their own.
fn confirm<T: Send + 'static>(
    mut browser: SystemBrowser,
    person: impl FnOnce(Seen) -> T + Send + 'static,
) -> (Result<Secret>, T) {
    let (opened, acts) = person_at(person);
    let outcome = browser.confirm(&form(), &mut |waiting| tell_opened(&opened, &waiting));
    (outcome, acts.join().unwrap())
}

fn person_at<T: Send + 'static>(person: impl FnOnce(Seen) -> T + Send + 'static) -> (Sender<Url>, JoinHandle<T>) {
    let (opened, open) = channel();
    (opened, thread::spawn(move || person(Seen::load(open.recv().unwrap()))))
}

fn tell_opened(opened: &Sender<Url>, waiting: &Waiting) {
    if let Waiting::Opened { page, .. } = waiting {
        opened.send(page.clone()).unwrap();
    }
}

#[test]
fn the_redirect_with_our_state_brings_the_code_and_a_closing_page() {
    let (outcome, answer) = confirm(nobody(), |seen| seen.done(&format!("code={CODE}&state={}", seen.state)));
    assert_eq!(outcome.unwrap().expose(), CODE);
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains("You can close this tab; go back to the terminal."), "{answer}");
    assert!(!answer.contains("CANARY"), "the closing page repeats the code");
}

#[test]
fn the_page_escapes_its_values_and_is_kept_and_leaked_nowhere() {
    let (outcome, seen) = confirm(nobody(), |seen| {
        seen.done(&format!("code={CODE}&state={}", seen.state));
        seen
    });
    outcome.unwrap();
    assert!(seen.html.contains("&quot;name&quot;:&quot;&lt;script&gt;&quot;"), "{}", seen.html);
    for header in
        ["cache-control: no-store", "referrer-policy: no-referrer", "default-src 'none'", "frame-ancestors 'none'"]
    {
        assert!(seen.head.contains(header), "{}", seen.head);
    }
    assert!(seen.head.contains("form-action https://github.test https:;"), "{}", seen.head);
    assert!(!seen.page.as_str().contains(&seen.state), "the address that is handed to a browser holds the state");
}

#[test]
fn another_name_for_this_machine_is_answered_with_nothing() {
    let (outcome, answers) = confirm(nobody(), |seen| {
        let mut address = seen.redirect.clone();
        address.set_query(Some(&format!("code={CODE}&state={}", seen.state)));
        let hosts = ["evil.test".to_owned(), format!("localhost:{}", address.port().unwrap()), "127.0.0.1".to_owned()];
        let answers = hosts.map(|host| (get(&seen.page, &host), get(&address, &host)));
        seen.done(&format!("code={CODE}&state={}", seen.state));
        answers
    });
    assert!(outcome.is_ok());
    for (page, done) in answers {
        assert!(page.starts_with("HTTP/1.1 421 ") && !page.contains("<form"), "{page}");
        assert!(done.starts_with("HTTP/1.1 421 "), "{done}");
    }
}

#[test]
fn a_state_of_another_run_ends_nothing_and_what_comes_with_ours_is_taken() {
    let (outcome, answers) = confirm(nobody(), |seen| {
        let strange = seen.done(&format!("code=0000000000&state={}", "0".repeat(32)));
        (strange, seen.done(&format!("code={CODE}&state={}", seen.state)))
    });
    assert_eq!(outcome.unwrap().expose(), CODE);
    assert!(answers.0.starts_with("HTTP/1.1 400 ") && answers.0.contains("another run"), "{}", answers.0);
    assert!(answers.1.starts_with("HTTP/1.1 200 "), "{}", answers.1);
}

#[test]
fn a_refusal_of_the_provider_is_told_in_its_words_and_escaped_on_the_page() {
    let (outcome, answer) = confirm(nobody(), |seen| {
        seen.done(&format!("error=access_denied&error_description=%3Cb%3Eno%1b%3C/b%3E&state={}", seen.state))
    });
    let error = format!("{:#}", outcome.unwrap_err());
    assert_eq!(error, "the provider answered `access_denied`: <b>no </b>");
    assert!(answer.contains("&lt;b&gt;no &lt;/b&gt;"), "{answer}");
    assert!(!answer.contains("<b>"), "{answer}");
}

#[test]
fn a_second_redirect_finds_the_first_one_taken() {
    let mut browser = nobody();
    let (opened, acts) = person_at(|seen| {
        let query = format!("code={CODE}&state={}", seen.state);
        (seen.done(&query), seen.done(&query), get(&seen.page, &page_host(&seen.page)))
    });
    let mut acts = Some(acts);
    let mut answers = None;
    // The errand cannot end before the person has tried twice: it is held inside its own progress.
    let outcome = browser.confirm(&form(), &mut |waiting| {
        tell_opened(&opened, &waiting);
        answers = acts.take().map(|acts| acts.join().unwrap());
    });
    assert_eq!(outcome.unwrap().expose(), CODE);
    let (first, second, page) = answers.unwrap();
    assert!(first.starts_with("HTTP/1.1 200 "), "{first}");
    assert!(second.starts_with("HTTP/1.1 410 "), "{second}");
    assert!(page.starts_with("HTTP/1.1 410 ") && !page.contains("<form"), "{page}");
}

#[test]
fn the_time_that_is_left_is_told_and_its_end_is_an_error() {
    let mut browser = SystemBrowser { time_limit: Duration::from_millis(1200), ..nobody() };
    let mut left = Vec::new();
    let outcome = browser.confirm(&form(), &mut |waiting| {
        if let Waiting::Left(time) = waiting {
            left.push(time);
        }
    });
    let error = outcome.unwrap_err().to_string();
    assert!(error.starts_with("waited 1 s for github.test and nothing came back; run it again"), "{error}");
    assert!(left.iter().all(|time| *time < Duration::from_millis(1200)));
}

#[test]
fn without_a_browser_the_page_is_left_as_a_private_file_until_the_errand_ends() {
    let folder = tempfile::tempdir().unwrap();
    let mut browser = SystemBrowser { scratch: Some(folder.path().to_owned()), ..nobody() };
    let mut copy = None;
    let (opened, acts) = person_at(|seen| {
        seen.done(&format!("code={CODE}&state={}", seen.state));
        seen.html
    });
    let outcome = browser.confirm(&form(), &mut |waiting| {
        if let Waiting::Opened { page, started, file } = waiting {
            let file = file.expect("a file is named");
            let mode = std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
            copy = Some((started, mode, std::fs::read_to_string(file).unwrap()));
            opened.send(page).unwrap();
        }
    });
    outcome.unwrap();
    assert_eq!(copy, Some((false, 0o600, acts.join().unwrap())));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_pasted_address_ends_the_errand_and_a_wrong_one_is_asked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut browser = SystemBrowser { scratch: Some(folder.path().to_owned()), ..nobody() };
    let mut state = String::new();
    let mut heard = Vec::new();
    let outcome = browser.confirm_by_paste(&form(), &mut |waiting, _| {
        heard.push(format!("{waiting:?}").split([' ', '(']).next().unwrap().to_owned());
        match waiting {
            Waiting::Opened { page, .. } => {
                state = Seen::load(page.clone()).state;
                Ok(Some(Secret::new(format!("http://127.0.0.1:1/x/done?code={CODE}&state=another"))))
            }
            Waiting::Refused(why) => {
                assert!(why.contains("belongs to another run"), "{why}");
                Ok(Some(Secret::new(format!("http://127.0.0.1:1/x/done?code={CODE}&state={state}"))))
            }
            Waiting::Left(_) => panic!("nothing is waited for"),
        }
    });
    assert_eq!(outcome.unwrap().expose(), CODE);
    assert_eq!(heard, ["Opened", "Refused"]);
}

#[test]
fn a_redirect_that_came_while_the_person_was_asked_wins() {
    let mut browser = nobody();
    let (opened, acts) = person_at(|seen| seen.done(&format!("code={CODE}&state={}", seen.state)));
    let mut acts = Some(acts);
    let outcome = browser.confirm_by_paste(&form(), &mut |waiting, _| {
        tell_opened(&opened, waiting);
        acts.take().map(|acts| acts.join().unwrap());
        Ok(None)
    });
    assert_eq!(outcome.unwrap().expose(), CODE);
}

#[test]
fn an_address_that_is_no_web_page_is_never_opened() {
    let mut browser = SystemBrowser { enabled: true, ..nobody() };
    assert!(!browser.open(&Url::parse("file:///etc/passwd").unwrap()));
}
