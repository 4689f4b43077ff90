//! What cannot be moved is told, and stays as it is.

use crate::program::Desk;

fn ends(files: &[(&str, &str)], flags: &[&str], code: i32, said: &[&str]) {
    let desk = Desk::new();
    desk.put("portal/README", "");
    files.iter().for_each(|(name, text)| _ = desk.put(&format!("portal/{name}"), text));
    let before = desk.all();
    desk.run(&[&["migrate", "portal", "--no-input"][..], flags].concat()).ended(code, said);
    assert_eq!(desk.all(), before);
}

#[test]
fn a_folder_without_a_portal_is_told() {
    ends(&[], &["--yes"], 2, &["no portal of VeeCode's image was found", "--profile NAME"]);
    ends(
        &[("app-config.local.yaml", "app:\n  title: x\n")],
        &["--yes"],
        2,
        &["no portal of VeeCode's image was found"],
    );
    ends(&[("app-config.yaml", "app:\n  title: x\n")], &["--yes"], 2, &["no portal of VeeCode's image was found"]);
}

#[test]
fn a_way_out_that_is_printed_is_one() {
    let desk = Desk::new();
    desk.put("portal/.env", "VEECODE_PROFILE=github-pat\nGITHUB_ORG=acme\nGITHUB_TOKEN=x\n");
    desk.put("portal/app-config.production.yaml", "app:\n  title: x\n");
    let refused = desk.run(&["migrate", "portal", "--no-input", "--dry-run"]);
    refused.ended(4, &["`devportal-auth migrate portal/.env` where not"]);
    desk.run(&["migrate", "portal/.env", "--no-input", "--dry-run"]).ended(0, &["nothing was written"]);
}

#[test]
fn a_portal_that_is_there_already_needs_no_change() {
    ends(
        &[(".env", "VEECODE_PRESETS=github\n")],
        &["--to", "v2", "--yes"],
        0,
        &["nothing to change", "the portal is for the v2 image (presets) already"],
    );
    ends(&[(".env", "VEECODE_PRESETS=github\n")], &["--yes"], 2, &["--to v1", "--to backstage"]);
}

#[test]
fn two_profiles_are_one_too_many() {
    let compose = "services:\n  portal:\n    image: veecode/devportal:1\n    env_file: .env\n    environment:\n      VEECODE_PROFILE: keycloak\n";
    let files = [(".env", "VEECODE_PROFILE=github\n"), ("compose.yaml", compose)];
    ends(&files, &["--yes"], 2, &["several profiles", "`github` in portal/.env", "`keycloak` in portal/compose.yaml"]);
    ends(
        &[(".env", "VEECODE_PROFILE=github\nVEECODE_PRESETS=github\n")],
        &["--yes"],
        2,
        &["both `VEECODE_PROFILE` and `VEECODE_PRESETS` are set"],
    );
    ends(&[(".env", "VEECODE_PROFILE=githup\n")], &["--yes"], 2, &["`githup` is no profile", "did you mean `github`?"]);
}

#[test]
fn what_cannot_be_read_or_written_is_named() {
    let env = (".env", "VEECODE_PROFILE=github-pat\nGITHUB_TOKEN=x\n");
    ends(&[env, ("app-config.local.yaml", "a: [\n")], &["--yes"], 2, &["app-config.local.yaml"]);
    ends(&[(".env", "VEECODE_PROFILE=\"github\n")], &["--yes"], 2, &["portal/.env", "never closed"]);
    ends(&[(".env/x", "")], &["--yes"], 2, &["could not read portal/.env"]);
    ends(&[env], &[], 2, &["nobody is here to confirm", "--dry-run"]);
}

#[test]
fn a_dry_run_shows_everything_and_writes_nothing() {
    let env = (
        ".env",
        "VEECODE_PROFILE=github-pat\nGITHUB_ORG=acme\nGITHUB_TOKEN=ghp_CANARY0tokenofnobodyatall0000000000000\n",
    );
    ends(
        &[env],
        &["--dry-run"],
        0,
        &["VEECODE_PRESETS", "GITHUB_PAT", "# From `VEECODE_PROFILE=github-pat`", "dry run: nothing was written"],
    );
}

#[test]
fn what_is_said_comes_in_one_order_whether_it_is_written_or_not() {
    for flag in ["--dry-run", "--yes"] {
        let desk = Desk::new();
        desk.put(
            "portal/.env",
            "VEECODE_PROFILE=github-pat\nGITHUB_ORG=acme\nGITHUB_TOKEN=ghp_CANARY0tokenofnobodyatall0000000000000\n",
        );
        // One stream, as a terminal has it.
        let said = desk.shell_of(&format!("devportal-auth migrate portal --no-input {flag} 2>&1"));
        said.ended(0, &[]);
        let at = |what: &str| said.text.find(what).unwrap_or_else(|| panic!("{what}: {}", said.text));
        assert!(at("# From `VEECODE_PROFILE") < at("+VEECODE_PRESETS=github"), "{flag}: {}", said.text);
    }
}
