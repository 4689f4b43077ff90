//! Every command that a page prints is one that the program takes.

use clap::Parser as _;
use devportal_auth::explain::{self, Scene};
use devportal_auth::shell::cli::Cli;

/// The commands in a page: in backticks, and in lines of code that go on behind a `\`.
fn commands(text: &str) -> Vec<String> {
    let names = text.split('`').skip(1).step_by(2).map(|name| name.replace('\n', " "));
    let joined = text.replace("\\\n", " ");
    let code = joined.lines().map(|line| line.trim().trim_start_matches("$ ").to_owned());
    names.chain(code).filter(|line| line.starts_with("devportal-auth ")).collect()
}

#[test]
fn every_command_of_a_page_is_taken() {
    let pages = explain::all().iter();
    let all: Vec<_> = pages
        .flat_map(|page| {
            commands(&page.markdown(&Scene::default(), 80)).into_iter().map(|command| (page.topic(), command))
        })
        .collect();
    let refused = all.iter().filter_map(|(topic, command)| {
        // What stands behind two blanks is for the reader.
        let words = command.split("  ").next().unwrap_or_default().split_whitespace();
        Some(format!("{topic}: `{command}`: {}", Cli::try_parse_from(words).err()?))
    });
    let refused: Vec<_> = refused.collect();
    assert!(all.len() > 30, "{}", all.len());
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
