//! Answers by script: what is missing, misspelt or contradictory is said at once, with the way to say it right.

use crate::agreed::{at_a_terminal, sees, through_features};
use crate::program::Desk;

#[test]
fn all_missing_answers_are_told_at_once_with_the_ways_to_give_them() {
    let desk = Desk::new();
    desk.init(&["--profile", "github", "--stage", "local", "--offline"]).ended(
        2,
        &[
            "answers are missing",
            "GITHUB_ORG the GitHub organisation to read",
            "GITHUB_PRIVATE_KEY the GitHub App's private key",
            "`--secret-from GITHUB_PRIVATE_KEY=env:NAME`, or file:PATH",
            "`--set GITHUB_ORG=my-org`, or in the answers file",
            "or let it be made: --create github-app",
            "nothing was made or written",
        ],
    );
    assert_eq!(desk.portal(), [""; 0]);
}

#[test]
fn without_a_terminal_nobody_is_asked() {
    let desk = Desk::new();
    desk.run(&["init", "--store", "dotenv"]).ended(
        2,
        &[
            "1 answer is missing",
            "--profile NAME",
            "NAME is one of github, ",
            " keycloak, ",
            "a person is asked at a terminal, unless --no-input or CI is set",
        ],
    );
}

#[test]
fn what_is_misspelt_is_named_with_what_was_meant() {
    for (flags, says) in [
        (["--profile", "githb"], "no profile is called `githb`, there are github, github-pat, "),
        (["--profile", "entra"], "no profile is called `entra`, there are"),
        (["--profile", "entra"], "did you mean `azure`?"),
        (["--profile", "microsoft"], "did you mean `azure`?"),
        (["--stage", "prod"], "invalid value 'prod' for '--stage <STAGE>'"),
        (["--auth", "githubapp"], "nobody signs in by `githubapp`; `--auth` takes atlassian, auth0"),
        (
            ["--feature", "scafolder"],
            "`--feature scafolder` is not known, there are actions, pipelines, scaffolder; did you mean",
        ),
        (
            ["--create", "github-ap"],
            "`--create github-ap` is not known, there are entra-app, github-app, gitlab-application, keycloak-client; did you",
        ),
        (["--set", "GITHUB_ORGS=acme"], "no portal reads `GITHUB_ORGS`; did you mean `GITHUB_ORG`?"),
        (["--set", "Zq7Kx2pw9LmNvB4tRsXy8Hd=acme"], "no portal reads what stands before `=`; run without it to see"),
        (["--set", "GITHUB_ORG"], "`--set` takes NAME=VALUE, such as `--set GITHUB_ORG=acme`"),
        (["--portal-url", "portal.acme.dev"], "it must begin with `https://`, such as `https://portal.acme.example`"),
        (["--portal-url", "ftp://portal.acme.dev"], "it must be an address that begins with `https://` or `http://`"),
        (["--portal-url", "https://x.dev/?a"], "it must end with its path, without `?` or `#`"),
        (["--url", "github=https://x.dev"], "cannot be used with"),
        (["--answers", "gone.yaml"], "gone.yaml"),
    ] {
        let desk = Desk::new();
        desk.rehearse(&flags).ended(2, &[says]);
        assert_eq!(desk.portal(), [""; 0], "{flags:?} left something");
    }
}

#[test]
fn presets_by_which_nobody_signs_in_are_named_with_those_that_do() {
    let says = [
        "`nosuch` is none of the image's presets; it ends with exit code 78 unless it brings it",
        "presets it decides which presets the portal starts with",
        "--presets NAME,NAME, with one by which people sign in: azure-auth, github-auth, gitlab",
    ];
    let said = Desk::new().init(&["--presets", "nosuch"]);
    said.ended(2, &says);
    assert!(!said.text.contains("--profile"), "{}", said.text);
}

#[test]
fn the_sandbox_looks_where_it_was_started_which_portal_it_is() {
    let desk = Desk::new();
    desk.put("backstage.json", "{ \"version\": \"1.49.0\" }");
    let says = ["backstage.json is the source of a Backstage", "on plain Backstage"];
    desk.run(&["init", "--sandbox", "--no-input", "--yes"]).ended(0, &says);
    Desk::new().run(&["init", "--sandbox", "--no-input", "--yes"]).ended(0, &["nothing there yet", "profile github"]);
}

#[test]
fn a_token_is_not_taken_for_a_clients_secret() {
    let desk = Desk::new().with("GIVEN", "ghp_0123456789abcdefghijABCDEFGHIJ456789");
    let said = desk.rehearse(&["--profile", "keycloak", "--secret-from", "KEYCLOAK_CLIENT_SECRET=env:GIVEN"]);
    said.ended(2, &["`KEYCLOAK_CLIENT_SECRET` cannot be taken: what was given looks like a classic token of GitHub"]);
    assert!(!said.text.contains("ghp_0123"), "{}", said.text);
}

#[test]
fn nothing_is_resumed_where_nothing_was_interrupted() {
    let desk = Desk::new();
    desk.init(&["--resume"]).ended(2, &["there is no interrupted run in portal; start one without `--resume`"]);
}

#[test]
fn an_organisation_that_is_misspelt_ends_the_run_before_an_app_is_made() {
    let desk = Desk::new();
    desk.rehearse(&["--set", "GITHUB_ORG=acmee"]).ended(1, &["has no organisation `acmee`"]);
    desk.rehearse(&["--profile", "github-pat", "--set", "GITHUB_ORG=acmee"]).ended(1, &["is it `acme`?"]);
    assert_eq!(desk.portal(), [""; 0]);
}

#[test]
fn a_group_that_is_misspelt_keeps_the_app_and_is_given_again() {
    let desk = Desk::new();
    desk.rehearse(&["--admin-group", "platfrm"]).ended(
        2,
        &["no group `platfrm` would arrive", "did you mean `platform`?", "kept from this run: `acme-devportal`"],
    );
    let said = desk.init(&["--resume", "--admin-group", "platform"]);
    said.ended(0, &["written 5 files", "nothing in these files is real"]);
    assert!(!said.text.contains("GitHub shows a new App"), "a second App was made: {}", said.text);
}

#[test]
fn the_file_that_a_run_writes_gives_the_next_run_its_answers() {
    let desk = Desk::new();
    desk.rehearse(&["--stage", "production", "--portal-url", "https://portal.acme.test"]).ended(0, &[]);
    let (config, answers) = (desk.read("portal/app-config.local.yaml"), desk.read("portal/devportal-auth.yaml"));
    let other = Desk::new();
    other.put("answers.yaml", &answers);
    other.rehearse(&["--answers", "answers.yaml"]).ended(0, &[]);
    assert_eq!(other.read("portal/app-config.local.yaml"), config);
    assert_eq!(other.read("portal/devportal-auth.yaml"), answers);
}

#[test]
fn the_schema_knows_every_key_of_the_file_that_a_run_writes() {
    let desk = Desk::new();
    desk.rehearse(&["--feature", "scaffolder"]).ended(0, &[]);
    let schema: serde_json::Value = serde_json::from_str(&desk.run(&["schema"]).text).unwrap();
    let file: serde_yaml::Mapping = serde_yaml::from_str(&desk.read("portal/devportal-auth.yaml")).unwrap();
    assert_eq!(schema["additionalProperties"], false);
    for key in file.keys() {
        assert!(schema["properties"][key.as_str().unwrap()].is_object(), "the schema does not know {key:?}");
    }
    for required in schema["required"].as_array().unwrap() {
        assert!(file.contains_key(required.as_str().unwrap()), "{required} is required, and was not written");
    }
}

/// What no contract says of these: a client secret of GitHub's is forty digits, and a token says by itself what it is.
const NO_IDS: [&str; 2] = ["c0ffee77aac0ffee77aac0ffee77aac0ffee77aa", "glpat-CANARYzQWBuTSOoRi4A9"];

#[test]
fn a_secret_in_the_place_of_an_id_is_refused_wherever_it_comes_from_and_never_shown_or_written() {
    let flags = [
        "--profile",
        "github",
        "--auth",
        "github:oauth-client",
        "--integration",
        "github-token",
        "--stage",
        "local",
        "--offline",
        "--set",
        "GITHUB_ORG=acme",
    ];
    for secret in NO_IDS {
        let desk = Desk::new()
            .with("GITHUB_AUTH_CLIENT_ID", secret)
            .with("GITHUB_AUTH_CLIENT_SECRET", "CANARY-of-the-secret")
            .with("GITHUB_TOKEN", "ghp_CANARYzQWBuTSOoRi4A9spHcVY5nc0zqW4Q");
        let said = desk.init(&flags);
        said.ended(2, &["`GITHUB_AUTH_CLIENT_ID` cannot be taken: what was given"]);
        assert!(!said.text.contains(secret), "{}", said.text);
        let written = |content: Vec<u8>| String::from_utf8(content).unwrap().contains(secret);
        assert!(!desk.all().into_values().flatten().any(written), "it is written");
    }
}

#[test]
fn a_person_who_pastes_a_secret_where_the_id_is_asked_for_is_asked_again() {
    let desk = Desk::new();
    let flags = [
        "--profile",
        "github",
        "--auth",
        "github:oauth-client",
        "--stage",
        "local",
        "--offline",
        "--portal-url",
        "http://localhost:7007",
    ];
    let flags = [
        &flags[..],
        &["--set", "GITHUB_ORG=acme", "--integration", "github-token", "--secret-from", "GITHUB_TOKEN=env:GIVEN"],
    ]
    .concat();
    let desk = desk.with("GIVEN", "ghp_CANARYzQWBuTSOoRi4A9spHcVY5nc0zqW4Q");
    let mut terminal = at_a_terminal(&desk, &flags);
    through_features(&mut terminal);
    sees(&mut terminal, "lient ID");
    for secret in NO_IDS {
        terminal.send_line(secret).unwrap();
        sees(&mut terminal, "the id or the name that stands beside it");
    }
    terminal.send_line("Iv23liABCDEFGHIJKLMN").unwrap();
    sees(&mut terminal, "ecret");
    let journal = desk.read("portal/.devportal-auth/journal.yaml");
    assert!(
        journal.contains("Iv23liABCDEFGHIJKLMN") && !NO_IDS.iter().any(|secret| journal.contains(secret)),
        "{journal}"
    );
    terminal.send_control('c').unwrap();
    terminal.exp_eof().unwrap();
}

#[test]
fn all_that_is_missing_is_told_at_once_with_variables_that_are_not_set() {
    let flags =
        ["init", "--no-input", "--target", "v1", "--profile", "github", "--portal-url", "https://portal.acme.test"];
    let secrets = [
        "--secret-from",
        "GITHUB_AUTH_CLIENT_SECRET=env:UNSET_ONE",
        "--secret-from",
        "GITHUB_PRIVATE_KEY=env:UNSET_TWO",
    ];
    let says = [
        "answers are missing",
        "GITHUB_ORG",
        "GITHUB_AUTH_CLIENT_ID",
        "GITHUB_AUTH_CLIENT_SECRET",
        "`--secret-from` takes it from the variable `UNSET_ONE`, which is not set",
        "`--secret-from` takes it from the variable `UNSET_TWO`, which is not set",
        "--yes",
    ];
    Desk::new().run(&[&flags[..], &secrets].concat()).ended(2, &says);
    // Of what nobody asks for, too, and where the first answer is missing already.
    let first = Desk::new().run(&[&["init", "--no-input"], &secrets[..]].concat());
    first.ended(2, &["3 answers are missing", "`UNSET_ONE`", "`UNSET_TWO`", "further questions depend on this answer"]);
}

#[test]
fn presets_of_the_folder_that_exclude_each_other_are_told() {
    let desk = Desk::new();
    desk.put(".env", "VEECODE_PRESETS=keycloak,ldap\n");
    desk.run(&["init", "--no-input"]).ended(2, &["the presets `keycloak` and `ldap` exclude each other"]);
}

#[test]
fn whether_somebody_gets_in_that_nobody_can_tell_is_an_end_of_its_own() {
    let flags = ["init", "--sandbox", "--no-input", "--yes", "--target", "backstage", "--auth", "google"];
    let flags = [&flags[..], &["--integration", "github-token", "--person", "ada"]].concat();
    let desk = Desk::new();
    desk.run(&flags).ended(3, &["whether `ada` would be let in, and could not tell", "leave `--person` out"]);
}

#[test]
fn two_files_that_do_not_agree_on_an_answer_are_told() {
    let desk = Desk::new();
    let flags = ["--profile", "github-pat", "--stage", "local", "--offline"];
    let desk = desk.with("GITHUB_TOKEN", "ghp_CANARYzQWBuTSOoRi4A9spHcVY5nc0zqW4Q");
    desk.init(&[&flags[..], &["--set", "GITHUB_ORG=acme"]].concat()).ended(0, &["written"]);
    let declared = desk.read("portal/devportal-auth.yaml").replace("GITHUB_ORG: acme", "GITHUB_ORG: other");
    desk.put("portal/devportal-auth.yaml", declared);
    let differs = "`GITHUB_ORG` is one thing in devportal-auth.yaml and another in .env";
    desk.init(&flags).ended(0, &[differs, "--set GITHUB_ORG=VALUE"]);
    desk.put(
        "portal/devportal-auth.yaml",
        desk.read("portal/devportal-auth.yaml").replace("GITHUB_ORG: acme", "GITHUB_ORG: other"),
    );
    let said = desk.init(&[&flags[..], &["--set", "GITHUB_ORG=other"]].concat());
    said.ended(0, &["written"]);
    assert!(!said.text.contains(differs), "{}", said.text);
}
