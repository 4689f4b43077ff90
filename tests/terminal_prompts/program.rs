//! The program that runs inside the pseudo-terminal: it asks what `SCENE` names and writes what it heard to `HEARD`.

use std::path::Path;
use std::time::Duration;

use devportal_auth::answers::terminal::Terminal;
use devportal_auth::answers::{self, AnswerSource, Choice, Question, Reply};
use devportal_auth::browser::{Browser, Form, SystemBrowser, Waiting};
use devportal_auth::interrupt;
use devportal_auth::proof::{Proof, Step};
use devportal_auth::report::{Color, Look, Report, Screen};

use crate::CANARY;

/// Not a test but the program that the tests talk to.
#[test]
#[ignore = "the program that the other tests start in a pseudo-terminal"]
fn prompt_program() {
    let environment = |name: &str| std::env::var(name).ok();
    let scene = environment("SCENE").expect("started by another test");
    interrupt::hook_panics();
    interrupt::install(|| "cancelled; nothing was written".to_owned()).expect("first handler");
    std::fs::write(environment("ID").expect("set"), std::process::id().to_string()).expect("can be written");
    let look = Look::from(environment, Some(80), Color::Auto);
    let heard = match scene.as_str() {
        "wait" => wait(look),
        "apply" => apply(look),
        "panic" => panic!("{CANARY}"),
        "page" | "panic beside a page" => leave_a_page(look, &scene),
        _ => ask(look, &scene),
    };
    std::fs::write(environment("HEARD").expect("set"), heard).expect("can be written");
}

fn wait(look: Look) -> String {
    let mut screen = Screen::new(look);
    screen.busy("waiting for GitHub");
    std::thread::sleep(Duration::from_secs(60));
    "waited".to_owned()
}

/// Applies files for as long as the test wants, so that a signal surely comes in between.
fn apply(look: Look) -> String {
    let guard = interrupt::uninterruptible();
    Screen::new(look).line("applying");
    while !Path::new(&std::env::var("GO").expect("set")).exists() {
        std::thread::sleep(Duration::from_millis(10));
    }
    std::fs::write(std::env::var("HEARD").expect("set"), "whole").expect("can be written");
    drop(guard);
    std::thread::sleep(Duration::from_secs(60));
    "not cancelled".to_owned()
}

/// Leaves a page for a browser elsewhere, in the folder of `GO`, and waits for somebody to use it.
fn leave_a_page(look: Look, scene: &str) -> String {
    let folder = Path::new(&std::env::var("GO").expect("set")).parent().expect("a folder").to_owned();
    let mut browser = SystemBrowser { enabled: false, time_limit: Duration::from_secs(60), scratch: Some(folder) };
    let form = Form { action: "https://github.test/".parse().expect("an address"), fields: Default::default() };
    let told = browser.confirm(&form, &mut |waiting| {
        if let Waiting::Opened { file: Some(_), .. } = waiting {
            assert!(scene == "page", "{CANARY}");
            Screen::new(look).line("page left");
        }
    });
    format!("{:?}", told.is_ok())
}

fn ask(look: Look, scene: &str) -> String {
    let mut terminal = Terminal::new(look);
    let mut screen = Screen::new(look);
    let refused = (scene == "refused").then_some("there is no organisation `acmee`");
    match terminal.answer(&question(scene), refused) {
        Ok(Reply::Answer(answer)) => {
            screen.proof("answer", &Proof::of(Step::valid("answer", "taken")));
            answer.expose().to_owned()
        }
        Ok(other) => format!("{other:?}"),
        Err(error) => format!("error: {error:#}"),
    }
}

fn question(scene: &str) -> Question {
    let choice = |value: &str, label: &str| Choice { value: value.into(), label: label.into() };
    let form = match scene {
        "secret" | "client secret" => answers::Form::Secret,
        "key" => answers::Form::SecretFile,
        "choice" => answers::Form::Choice(vec![
            choice("github", "GitHub, for all three\nsign-in, code and people"),
            choice("gitlab", "GitLab, for all three"),
            choice("keycloak", "Keycloak signs in \u{1b}[31mand knows people"),
        ]),
        "long" => {
            answers::Form::Choice((1..=40).map(|n| choice(&format!("team-{n}"), &format!("Team number {n}"))).collect())
        }
        "yes" => answers::Form::YesNo,
        _ => answers::Form::Text,
    };
    Question {
        key: if scene == "client secret" { "GITHUB_CLIENT_SECRET" } else { "KEY" }.into(),
        called: None,
        alone: false,
        prompt: "What is it?".into(),
        about: "one line about it".into(),
        explain: vec!["It is needed because.".into(), "Found at the usual place.".into()],
        form,
        default: (scene == "default").then(|| "acme".to_owned()),
        default_unasked: false,
        example: Some("an-example".into()),
        docs: Some("https://docs.example/it".into()),
        ways: vec![],
        verbatim: false,
        who: devportal_auth::answers::Who::Anybody,
        quiet: false,
        own_words: false,
    }
}
