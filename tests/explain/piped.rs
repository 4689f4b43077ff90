//! `explain` of an error as it stands: by standard input, where no shell reads its quotes.

use std::io::Write as _;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use crate::program::Desk;

fn piped(arguments: &[&str], text: &str) -> Output {
    let mut command = Desk::new().command(arguments);
    command.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Whoever reads no further closes the pipe.
    _ = child.stdin.take().unwrap().write_all(text.as_bytes());
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8([&output.stdout[..], &output.stderr[..]].concat()).unwrap()
}

const PASTED: &str =
    "Error: Login failed; caused by Error: can't find it (\"Origin 'http://localhost:7007' is not allowed\")\n";

#[test]
fn an_error_that_is_piped_in_is_read_as_it_stands() {
    for arguments in [&["explain", "-"][..], &["explain"], &["explain", "-", "--format", "markdown"]] {
        let output = piped(arguments, "Error: Invalid nonce; (it's \"lost\")\n");
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(said(&output).contains("Cookies on the way"), "{arguments:?}: {output:?}");
    }
    let output = piped(&["explain"], PASTED);
    assert!(said(&output).contains("`origin-refused`") || said(&output).contains("origin"), "{output:?}");
}

#[test]
fn of_a_log_the_line_that_is_known_counts() {
    let log = "2026-11-02T08:15:31Z rootLogger info Listening on :7007\n\
               2026-11-02T08:15:32Z catalog error GithubOrgEntityProvider:default refresh failed, HttpError: Bad credentials\n\
               \u{20}   at fetchResponse (/app/node_modules/@octokit/request/dist-node/index.js:124:21)\n";
    let output = piped(&["explain", "-"], log);
    assert!(said(&output).contains("A provider refuses the backend's credential"), "{output:?}");
}

#[test]
fn where_nothing_is_piped_in_all_topics_are_listed_and_a_dash_wants_something() {
    let topics = piped(&["explain"], "\n");
    assert!(topics.status.success() && said(&topics).contains("concepts"), "{topics:?}");
    let nothing = piped(&["explain", "-"], " \n");
    assert_eq!(nothing.status.code(), Some(2));
    assert!(said(&nothing).contains("nothing was given"), "{nothing:?}");
}

#[test]
fn a_secret_in_an_error_that_is_piped_in_is_not_shown() {
    let token = format!("ghp_{}", "a1B2c3".repeat(6));
    for text in [
        format!("{token}\n"),
        format!("Bad thing with {token} zxcvb\n"),
        format!("HttpError: Bad credentials for {token}\n"),
    ] {
        let output = piped(&["explain", "-"], &text);
        assert!(!said(&output).contains(&token[4..]), "{output:?}");
    }
}

#[test]
fn more_than_an_error_is_refused_and_not_read_to_its_end() {
    let output = piped(&["explain", "-"], &"a line of a log that goes on and on\n".repeat(10_000));
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("longer than an error"), "{output:?}");
}

#[test]
fn a_pipe_that_nobody_closes_is_not_waited_for_without_end_where_nothing_was_announced() {
    let mut command = Desk::new().command(&["explain"]);
    command.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let began = Instant::now();
    let mut child = command.spawn().unwrap();
    let open = child.stdin.take();
    let output = child.wait_with_output().unwrap();
    drop(open);
    assert!(output.status.success() && said(&output).contains("concepts"), "{output:?}");
    assert!(began.elapsed() < Duration::from_secs(60));
}
