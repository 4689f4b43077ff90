//! What is written besides: what `init` starts from, an App's key, the report.

use crate::program::Desk;

#[test]
fn what_init_wrote_moves_and_the_next_init_finds_nothing_to_change() {
    for profile in ["keycloak", "gitlab", "azure", "ldap", "ldap-ad"] {
        let desk = Desk::new();
        let portal = ["--portal-url", "https://portal.acme.test", "--stage", "production"];
        desk.rehearse(&[&portal[..], &["--profile", profile]].concat()).ended(0, &["written"]);
        desk.run(&["migrate", "portal", "--yes", "--no-input"]).ended(0, &["moved: the portal is for the v2 image"]);
        let answers = desk.read("portal/devportal-auth.yaml");
        assert!(answers.contains("target: v2") && !answers.contains("profile:"), "{answers}");
        assert!(!desk.read("portal/.env.example").contains("VEECODE_PROFILE"));
        desk.run(&["validate", "portal"]).ended(0, &[]);
        desk.rehearse(&[&portal[..], &["--target", "v2", "--profile", profile]].concat()).ended(0, &["presets"]);
    }
}

#[test]
fn an_apps_key_gets_a_private_file_of_its_own_for_plain_backstage() {
    let desk = Desk::new();
    desk.put(
        "portal/.env",
        "VEECODE_PROFILE=github\nGITHUB_ORG=acme\nGITHUB_APP_ID=1\nGITHUB_CLIENT_ID=Iv23liABCDEFGHIJKLMN\nGITHUB_CLIENT_SECRET=CANARYe4appsecretofnobodyatall0000000000\nGITHUB_PRIVATE_KEY_BASE64=Q0FOQVJZIGtleQpvZiBub2JvZHkK\n",
    );
    let said = desk.run(&["migrate", "portal", "--to", "backstage", "--yes", "--no-input"]);
    said.ended(0, &["moved: the portal is for plain Backstage"]);
    assert!(!said.text.contains("CANARY") && !said.text.contains("Q0FOQVJZ"), "{}", said.text);
    assert_eq!(desk.read("portal/github-app-private-key.pem"), "CANARY key\nof nobody\n");
    assert!(desk.read("portal/.gitignore").contains("github-app-private-key.pem"));
    assert!(!desk.read("portal/.env").contains("GITHUB_PRIVATE_KEY"));
    let layer: serde_yaml::Value = serde_yaml::from_str(&desk.read("portal/app-config.local.yaml")).unwrap();
    assert_eq!(layer["integrations"]["github"][0]["apps"][0]["privateKey"]["$file"], "github-app-private-key.pem");
    // The image filled the client of the sign-in from the App's, and a plain Backstage does not.
    assert_eq!(layer["auth"]["providers"]["github"]["development"]["clientId"], "${GITHUB_CLIENT_ID}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(desk.path("portal/github-app-private-key.pem")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_key_that_somebody_still_has_to_put_there_is_kept_out_of_git_and_one_in_plain_lines_is_put_there() {
    let variables = "VEECODE_PROFILE=github\nGITHUB_ORG=acme\nGITHUB_APP_ID=1\nGITHUB_CLIENT_ID=Iv23liABCDEFGHIJKLMN\nGITHUB_CLIENT_SECRET=CANARYe4appsecretofnobodyatall0000000000\n";
    let desk = Desk::new();
    desk.put("portal/.env", variables);
    desk.run(&["migrate", "portal", "--to", "backstage", "--yes", "--no-input"])
        .ended(0, &["put its key into `github-app-private-key.pem`"]);
    assert!(desk.read("portal/.gitignore").contains("github-app-private-key.pem"));
    let desk = Desk::new();
    desk.put("portal/.env", format!("{variables}GITHUB_PRIVATE_KEY=\"CANARY key\nof nobody\n\"\n"));
    let said = desk.run(&["migrate", "portal", "--to", "backstage", "--yes", "--no-input"]);
    said.ended(0, &["moved: the portal is for plain Backstage"]);
    assert!(!said.text.contains("CANARY"), "{}", said.text);
    assert_eq!(desk.read("portal/github-app-private-key.pem"), "CANARY key\nof nobody\n");
    assert!(!desk.read("portal/.env").contains("GITHUB_PRIVATE_KEY"), "{}", desk.read("portal/.env"));
}

#[test]
fn what_we_wrote_about_an_image_is_not_said_of_another_and_who_reads_the_variables_is() {
    let desk = Desk::new();
    let portal = ["--portal-url", "https://portal.acme.test", "--stage", "production", "--target", "v1"];
    desk.rehearse(&[&portal[..], &["--profile", "github", "--integration", "github-token"]].concat())
        .ended(0, &["written"]);
    let file = "portal/app-config.local.yaml";
    let own = format!("{}# our own words on the image\n", desk.read(file));
    desk.put(file, own);
    assert!(desk.read(file).contains("the image lets anybody") && desk.read(file).contains("wants a GitHub App"));
    desk.run(&["migrate", "portal", "--to", "v2", "--yes", "--no-input"]).ended(0, &["moved"]);
    assert!(!desk.read(file).contains("wants a GitHub App"), "presets read by a token: {}", desk.read(file));
    let said = desk.run(&["migrate", "portal", "--to", "backstage", "--yes", "--no-input"]);
    said.ended(0, &["moved", "nobody reads `.env` there: `devportal-auth run -- yarn start`"]);
    let written = desk.read(file);
    let about: Vec<_> = written.lines().filter(|line| line.contains("the image")).collect();
    assert_eq!(about, ["# our own words on the image"], "{written}");
}

#[test]
fn the_modules_for_all_that_reads_code_are_named_whoever_wrote_it() {
    let desk = Desk::new();
    desk.rehearse(&["--target", "v1", "--profile", "keycloak", "--integration", "github-token"]).ended(0, &["written"]);
    desk.run(&["migrate", "portal", "--to", "backstage", "--yes", "--no-input"])
        .ended(0, &["`@backstage/plugin-catalog-backend-module-github`"]);
}

#[test]
fn the_plugins_of_every_other_system_are_named_and_its_preset_is_there_again_on_the_way_back() {
    let choice = ["--profile", "github", "--integration", "github-token"];
    let systems = [
        ("jenkins", "@backstage-community/plugin-jenkins-backend"),
        ("kubernetes", "@backstage/plugin-kubernetes-backend"),
        ("sonarqube", "@backstage-community/plugin-sonarqube-backend"),
    ];
    let also = systems.iter().flat_map(|(name, _)| ["--integration", name]);
    let desk = Desk::new();
    let flags: Vec<_> = ["--target", "v2"].into_iter().chain(choice).chain(also).collect();
    desk.rehearse(&flags).ended(0, &["written"]);
    let presets = "VEECODE_PRESETS=github-auth,github,";
    let told = |desk: &Desk| {
        let env = desk.read("portal/.env");
        let line = env.lines().find(|line| line.starts_with(presets)).unwrap_or_else(|| panic!("{env}"));
        line[presets.len()..].split(',').map(str::to_owned).collect::<std::collections::BTreeSet<_>>()
    };
    let before = told(&desk);
    let said = desk.run(&["migrate", "portal", "--to", "v1", "--dry-run", "--no-input"]);
    for (_, package) in systems {
        said.ended(0, &[&format!("`{package}`, which the preset")]);
    }
    let said = desk.run(&["migrate", "portal", "--to", "backstage", "--yes", "--no-input"]);
    for (_, package) in systems {
        said.ended(0, &[&format!("`{package}`")]);
    }
    // With what was answered then, and by the layer alone.
    desk.put("alone/app-config.local.yaml", desk.read("portal/app-config.local.yaml"));
    desk.put("alone/.env", desk.read("portal/.env"));
    for (folder, said) in [("portal", &[][..]), ("alone", &["--profile", "github"])] {
        desk.run(&[&["migrate", folder, "--to", "v2", "--yes", "--no-input"], said].concat()).ended(0, &["moved"]);
        let env = desk.read(&format!("{folder}/.env"));
        desk.put("portal/.env", env);
        assert_eq!(told(&desk), before, "{folder}");
    }
}

#[test]
fn a_system_that_its_preset_does_not_fill_is_told_of() {
    let desk = Desk::new();
    desk.put(
        "portal/.env",
        "VEECODE_PROFILE=github-pat\nGITHUB_ORG=acme\nGITHUB_TOKEN=ghp_CANARY0tokenofnobodyatall0000000000000\n",
    );
    let jenkins = "jenkins:\n  instances:\n    - { name: main, baseUrl: https://ci.acme.test, username: bot, apiKey: \"${OUR_KEY}\" }\n";
    desk.put("portal/app-config.local.yaml", jenkins);
    let said = desk.run(&["migrate", "portal", "--to", "v2", "--yes", "--no-input"]);
    said.ended(0, &["`jenkins` of your own layer is read by the plugin of the preset `jenkins`, which is not taken"]);
    assert!(desk.read("portal/.env").contains("VEECODE_PRESETS=github\n"), "{}", desk.read("portal/.env"));
}

#[test]
fn what_only_a_plugin_of_the_images_reads_goes_to_a_plain_backstage_with_its_plugin() {
    let desk = Desk::new();
    desk.rehearse(&["--target", "v1", "--profile", "github", "--admin-group", "none"]).ended(0, &["written"]);
    desk.run(&["migrate", "portal", "--to", "backstage", "--yes", "--no-input"]).ended(
        0,
        &["`permission.rbac` is read by `@backstage-community/plugin-rbac-backend`: add it to the backend in place of"],
    );
}

#[test]
fn an_app_is_told_to_be_nothing_for_presets_with_the_command_that_gets_a_token() {
    let desk = Desk::new();
    desk.put(
        "portal/.env",
        "VEECODE_PROFILE=github\nGITHUB_ORG=acme\nGITHUB_APP_ID=1\nGITHUB_CLIENT_ID=Iv23liABCDEFGHIJKLMN\nGITHUB_CLIENT_SECRET=CANARYe4appsecretofnobodyatall0000000000\n",
    );
    let said = desk.run(&["migrate", "portal", "--yes", "--no-input"]);
    said.ended(
        0,
        &[
            "the presets read a token alone",
            "`GITHUB_PAT` is set in no file here",
            "devportal-auth init --out portal --presets github-auth,github",
        ],
    );
    // What the image filled for sign-in is set by itself now.
    let env = desk.read("portal/.env");
    assert!(env.contains("GITHUB_AUTH_CLIENT_ID=Iv23liABCDEFGHIJKLMN\n"), "{env}");
    assert!(env.contains("GITHUB_AUTH_CLIENT_SECRET=CANARYe4appsecretofnobodyatall0000000000\n"), "{env}");
}

#[test]
fn the_report_goes_into_a_file_and_replaces_no_other() {
    let desk = Desk::new();
    desk.put(
        "portal/.env",
        "VEECODE_PROFILE=github-pat\nGITHUB_ORG=acme\nGITHUB_TOKEN=ghp_CANARY0tokenofnobodyatall0000000000000\n",
    );
    desk.put("notes.md", "mine\n");
    desk.run(&["migrate", "portal", "--yes", "--no-input", "--report", "notes.md"])
        .ended(4, &["cannot be put into notes.md", "no report"]);
    assert_eq!(desk.read("notes.md"), "mine\n");
    desk.run(&["migrate", "portal", "--yes", "--no-input", "--report", "nowhere/move.md"])
        .ended(4, &["cannot be put into nowhere/move.md", "there is no folder nowhere"]);
    assert!(desk.read("portal/.env").contains("VEECODE_PROFILE"), "nothing was moved");
    let desk = Desk::new();
    desk.put(
        "portal/.env",
        "VEECODE_PROFILE=github-pat\nGITHUB_ORG=acme\nGITHUB_TOKEN=ghp_CANARY0tokenofnobodyatall0000000000000\n",
    );
    desk.run(&["migrate", "portal", "--yes", "--no-input", "--report", "move.md"]).ended(0, &["moved: the portal is"]);
    let report = desk.read("move.md");
    assert!(
        report.starts_with("# From `VEECODE_PROFILE=github-pat` to `VEECODE_PRESETS=github`")
            && !report.contains("CANARY"),
        "{report}"
    );
}

#[test]
fn the_presets_of_a_charts_values_become_a_variable_and_comments_stay() {
    let desk = Desk::new();
    let values = "# Acme's values\npresets:\n  - keycloak\nextraEnvVars:\n  # where people are\n  - name: KEYCLOAK_REALM\n    value: acme\n";
    desk.put("portal/values.yaml", values);
    desk.run(&["migrate", "portal", "--to", "v1", "--yes", "--no-input"])
        .ended(0, &["moved: the portal is for the v1 image"]);
    let text = desk.read("portal/values.yaml");
    assert!(
        text.starts_with("# Acme's values\nextraEnvVars:\n  # where people are\n  - name: KEYCLOAK_REALM\n"),
        "{text}"
    );
    assert!(
        text.contains("  - name: VEECODE_PROFILE\n    value: \"keycloak\"\n") && !text.contains("presets:"),
        "{text}"
    );
    desk.put("portal/values.yaml", "presets: [gitlab]\n");
    desk.run(&["migrate", "portal", "--to", "v1", "--yes", "--no-input"])
        .ended(0, &["moved: the portal is for the v1 image"]);
    assert!(desk.read("portal/values.yaml").contains("- name: VEECODE_PROFILE\n  value: gitlab\n"));
}

#[test]
fn a_secret_that_stood_in_the_layer_is_set_where_presets_want_it_and_shown_nowhere() {
    let desk = Desk::new();
    desk.put("portal/.env", "VEECODE_PROFILE=github-pat\nGITHUB_ORG=acme\n");
    let token = "ghp_CANARY0tokenofnobodyatall0000000000000";
    desk.put(
        "portal/app-config.local.yaml",
        format!("integrations:\n  github:\n    - host: github.com\n      token: {token}\n"),
    );
    let said = desk.run(&["migrate", "portal", "--yes", "--no-input", "--report", "move.md"]);
    said.ended(0, &["moved: the portal is for the v2 image"]);
    let report = desk.read("move.md");
    assert!(report.contains("`GITHUB_PAT`: what stood in its place"), "{report}");
    assert!(!said.text.contains("CANARY") && !report.contains("CANARY"), "{}{report}", said.text);
    assert!(desk.read("portal/.env").contains(&format!("GITHUB_PAT={token}\n")));
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_not_followed_unless_it_is_named() {
    let desk = Desk::new();
    desk.put("portal/.env", "VEECODE_PROFILE=github-pat\nGITHUB_ORG=acme\n");
    let elsewhere = desk.put("elsewhere.yaml", "app:\n  title: ${GITHUB_TOKEN}\n");
    std::os::unix::fs::symlink(&elsewhere, desk.path("portal/app-config.local.yaml")).unwrap();
    desk.run(&["migrate", "portal", "--yes", "--no-input"])
        .ended(4, &["leads out of its folder", "nothing was written"]);
    assert!(
        desk.read("elsewhere.yaml").contains("GITHUB_TOKEN") && desk.read("portal/.env").contains("VEECODE_PROFILE")
    );
}

#[cfg(unix)]
#[test]
fn a_portal_in_a_folder_that_is_a_link_out_of_here_is_not_moved_by_a_script() {
    let (desk, elsewhere) = (Desk::new(), tempfile::tempdir().unwrap());
    let there = |name: &str| elsewhere.path().join(name);
    let env = "VEECODE_PROFILE=github-pat\nGITHUB_ORG=acme\n";
    std::fs::write(there(".env"), env).unwrap();
    std::fs::write(there("app-config.local.yaml"), "app:\n  title: ${GITHUB_TOKEN}\n").unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), desk.path("portal")).unwrap();
    let real = std::fs::canonicalize(elsewhere.path()).unwrap();
    for given in ["portal", "portal/", "portal/app-config.local.yaml"] {
        let says = format!("`portal` is a link and leads out of here, to {}", real.display());
        let files: &[&str] = if given.ends_with("yaml") { &["--env-file", "portal/.env"] } else { &[] };
        let migrate = |how: &[&str]| desk.run(&[&["migrate", given, "--no-input"], files, how].concat());
        migrate(&["--yes"]).ended(4, &["nothing was written", &says, "name what it leads to, or remove the link"]);
        let dry = migrate(&["--dry-run"]);
        dry.ended(0, &[&says, "its lines are not shown", "dry run: nothing was written"]);
        assert!(!dry.text.contains("title:"), "{}", dry.text);
    }
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 2, "something was left there");
    assert_eq!(std::fs::read_to_string(there(".env")).unwrap(), env);
    desk.run(&["migrate", &real.display().to_string(), "--yes", "--no-input"]).ended(0, &["moved: the portal is"]);
}

#[cfg(unix)]
#[test]
fn what_lies_behind_a_link_is_announced_when_it_is_named_and_a_report_is_not_put_there() {
    let (desk, elsewhere) = (Desk::new(), tempfile::tempdir().unwrap());
    let env = "VEECODE_PROFILE=github-pat\nGITHUB_ORG=acme\n";
    desk.put("portal/.env", env);
    let more = elsewhere.path().join("more.yaml");
    std::fs::write(&more, "app:\n  title: ${GITHUB_TOKEN}\n").unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), desk.path("portal/d")).unwrap();
    let migrate = |how: &[&str]| desk.run(&[&["migrate", "portal", "--yes", "--no-input"], how].concat());
    migrate(&["--report", "portal/d/move.md"]).ended(4, &["the report cannot be put into", "leads out, to"]);
    assert!(desk.read("portal/.env") == env && !elsewhere.path().join("move.md").exists());
    let real = std::fs::canonicalize(&more).unwrap();
    let says = format!("`portal/d/more.yaml` lies behind the link `portal/d`: what is changed is {}", real.display());
    desk.run(&["migrate", "portal", "portal/d/more.yaml", "--yes", "--no-input"])
        .ended(0, &[&says, "moved: the portal"]);
    assert!(std::fs::read_to_string(&more).unwrap().contains("${GITHUB_PAT}"));
}

#[test]
fn what_presets_read_by_a_token_is_read_by_a_token_afterwards() {
    let token = "ghp_CANARY0tokenofnobodyatall0000000000000";
    let env = format!(
        "VEECODE_PRESETS=recommended,github-auth,github\nGITHUB_ORG=acme\nGITHUB_PAT={token}\nGITHUB_AUTH_CLIENT_ID=Ov23liABCDEFGHIJKLMN\nGITHUB_AUTH_CLIENT_SECRET=CANARYd5oauthsecretofnobodyatall000000000\n"
    );
    for (to, told) in [("v1", "VEECODE_PROFILE=github\n"), ("backstage", "")] {
        let desk = Desk::new();
        desk.put("portal/.env", &env);
        let said = desk.run(&["migrate", "portal", "--to", to, "--yes", "--no-input"]);
        said.ended(0, &["moved: the portal is", "prove the credentials"]);
        // Nothing is missing: no App is read any more.
        assert!(!said.text.contains("is set in no file here"), "{}", said.text);
        let env = desk.read("portal/.env");
        assert!(env.contains(told) && env.contains(&format!("GITHUB_TOKEN={token}\n")), "{env}");
        assert!(!env.contains("VEECODE_PRESETS") && !env.contains("GITHUB_PAT"), "{env}");
        let layer: serde_yaml::Value = serde_yaml::from_str(&desk.read("portal/app-config.local.yaml")).unwrap();
        let entry = &layer["integrations"]["github"][0];
        assert!(entry["token"] == "${GITHUB_TOKEN}" && entry.get("apps").is_none(), "{to}: {layer:?}");
        // Keyed by a name, it would stop the backend; the profile has it without one.
        let people = &layer["catalog"]["providers"]["githubOrg"];
        assert!(people.get("default").is_none(), "{to}: {people:?}");
    }
}

#[test]
fn what_no_file_here_sets_is_told_with_both_of_its_names() {
    let desk = Desk::new();
    desk.put("portal/.env", "VEECODE_PROFILE=github-pat\nGITHUB_ORG=acme\n");
    desk.put("portal/app-config.local.yaml", "app:\n  title: ${AZURE_TOKEN}\n");
    desk.run(&["migrate", "portal", "--yes", "--no-input"]).ended(
        0,
        &[
            "no file here sets `AZURE_TOKEN`; where it is set, call it `AZURE_DEVOPS_TOKEN`",
            "`GITHUB_PAT` is set in no file here (before, it was `GITHUB_TOKEN`)",
        ],
    );
}

#[test]
fn what_a_plain_backstage_has_no_word_for_is_told_from_presets_as_from_profiles() {
    for told in ["VEECODE_PROFILE=ldap", "VEECODE_PRESETS=ldap"] {
        let desk = Desk::new();
        desk.put("portal/.env", format!("{told}\nLDAP_URL=ldaps://ldap.acme.test\n"));
        desk.run(&["migrate", "portal", "--to", "backstage", "--yes", "--no-input"])
            .ended(0, &["plain Backstage has no sign-in by LDAP", "`@backstage/plugin-catalog-backend-module-ldap`"]);
        let layer: serde_yaml::Value = serde_yaml::from_str(&desk.read("portal/app-config.local.yaml")).unwrap();
        assert!(layer.get("auth").is_none() && layer["catalog"]["providers"].get("ldapOrg").is_some(), "{layer:?}");
    }
}
