//! What git knows: files of variables that it has, and secrets in the past of files.

use crate::program::Desk;

/// Assembled, so that this file holds no token.
fn token() -> String {
    format!("ghp_{}", "CANARYa1".repeat(5))
}

fn repository(desk: &Desk) {
    let setup = "git init -q && git config user.email a@acme.test && git config user.name ada";
    desk.shell(setup).ended(0, &[]);
}

#[test]
fn a_file_of_variables_that_git_has_or_would_take_is_told() {
    let desk = Desk::new();
    repository(&desk);
    desk.put("app-config.yaml", "app: {}\n");
    desk.put(".env", "A=b\n");
    desk.shell("chmod 600 .env").ended(0, &[]);
    let run = || desk.run(&["validate", "app-config.yaml", "--env-file", ".env", "--select", "env-file-exposed"]);
    run().ended(0, &["git does not ignore `.env`"]);
    desk.put(".gitignore", ".env\n");
    run().ended(0, &["nothing found"]);
    desk.shell("git add -f .env && git commit -qm one").ended(0, &[]);
    run().ended(1, &["git has `.env`", "git rm --cached .env"]);
}

#[test]
fn a_secret_in_the_past_of_a_file_is_found_only_when_asked_and_never_shown() {
    let desk = Desk::new();
    repository(&desk);
    desk.put("app-config.yaml", format!("integrations: {{ github: [{{ host: github.com, token: {} }}] }}\n", token()));
    desk.shell("git add . && git commit -qm one").ended(0, &[]);
    desk.put("app-config.yaml", "integrations: { github: [{ host: github.com, token: '${GITHUB_TOKEN}' }] }\n");
    desk.shell("git add . && git commit -qm two").ended(0, &[]);
    let run =
        |more: &[&str]| desk.run(&[&["validate", "app-config.yaml", "--select", "secret-in-history"], more].concat());
    run(&[]).ended(0, &["nothing found"]);
    let said = run(&["--history"]);
    said.ended(1, &["a classic token of GitHub", "`app-config.yaml`"]);
    assert!(!said.text.contains("CANARY"), "{}", said.text);
}

#[test]
fn without_a_repository_the_past_cannot_be_asked() {
    let desk = Desk::new();
    desk.put("app-config.yaml", "app: {}\n");
    desk.run(&["validate", "app-config.yaml", "--history"]).ended(2, &["--history", "is in none"]);
}
