//! Without arguments, the files are those that the folder starts its portal with.

use crate::program::Desk;

const OPEN: &str = "auth: { providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } }\n";

/// A folder with three files, in the last of which the guest is open.
fn desk(open: &str) -> Desk {
    let desk = Desk::new();
    for name in ["app-config.yaml", "app-config.production.yaml", "app-config.docker.yaml"] {
        desk.put(name, if name == open { OPEN } else { "app: { title: Acme }\n" });
    }
    desk
}

#[test]
fn the_files_are_those_that_the_dockerfiles_command_names() {
    for (open, found) in [("app-config.docker.yaml", true), ("app-config.production.yaml", false)] {
        let desk = desk(open);
        desk.put(
            "packages/backend/Dockerfile",
            "FROM node\nCMD [\"node\", \"packages/backend\", \"--config\", \"app-config.yaml\", \"--config\", \"app-config.docker.yaml\"]\n",
        );
        let said = desk.run(&["validate", "--select", "guest-open"]);
        assert_eq!(said.text.contains("guest-open"), found, "{open}: {}", said.text);
        assert!(said.text.contains("2 files") || found, "{open}: {}", said.text);
    }
}

#[test]
fn without_a_word_of_it_the_usual_names_are_read() {
    let desk = desk("app-config.production.yaml");
    desk.put("Dockerfile", "FROM node\nENTRYPOINT [\"./start.sh\"]\n");
    let said = desk.run(&["validate", "--select", "guest-open"]);
    assert!(said.text.contains("app-config.production.yaml:1:"), "{}", said.text);
}

#[test]
fn a_variable_brings_the_file_of_its_environment() {
    let desk = desk("app-config.docker.yaml");
    desk.put(".env", "BACKSTAGE_ENV=docker\n");
    let said = desk.run(&["validate", "--select", "guest-open"]);
    assert!(said.text.contains("app-config.docker.yaml:1:"), "{}", said.text);
}

#[test]
fn a_file_that_the_command_does_not_name_is_named_and_looked_through_for_secrets() {
    let desk = Desk::new();
    desk.put("Dockerfile", "FROM node\nCMD [\"node\", \"packages/backend\", \"--config\", \"app-config.yaml\"]\n");
    desk.put("app-config.yaml", "app: { title: Acme }\n");
    let token = format!("ghp_{}", "A7ah3ieW4ohquiePhoh1Eishoo4ieB9ahQu2");
    let staging = format!(
        "auth:\n  session:\n    secret: Eesh7ahroh9Io3ae\nintegrations: {{ github: [{{ host: github.com, token: {token} }}] }}\n"
    );
    desk.put("app-config.staging.yaml", staging);
    let said = desk.run(&["validate"]);
    said.ended(
        1,
        &[
            "error[leaked-token]",
            "error[inline-secret]",
            "only looked through for secrets: the command in `Dockerfile` does not name this file",
            "devportal-auth validate app-config.yaml app-config.staging.yaml",
        ],
    );
    assert!(!said.text.contains("Eesh7ahroh9Io3ae") && !said.text.contains(&token), "{}", said.text);
    desk.put("app-config.staging.yaml", "app: { title: Staging }\n");
    desk.run(&["validate"]).ended(0, &["1 note in 1 file"]);
}

#[test]
fn a_file_that_the_command_names_and_that_is_not_here_makes_it_a_part() {
    let desk = Desk::new();
    let command =
        "FROM node\nCMD [\"node\", \"--config\", \"app-config.yaml\", \"--config\", \"app-config.production.yaml\"]\n";
    desk.put("Dockerfile", command);
    desk.put("app-config.yaml", "app: { title: Acme }\n");
    let said = "taken as a part of the portal: the command in `Dockerfile` names `app-config.production.yaml`, which is not here";
    desk.run(&["validate"]).ended(0, &[said]);
}
