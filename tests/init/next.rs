//! What is next: commands for the folder that was written to, and for what starts the portal in it.

use crate::printed;
use crate::program::Desk;

fn written(with: &[(&str, &str)], out: &str) -> String {
    let desk = Desk::new();
    desk.put("token", "ghp_nothing0nothing0nothing0nothing0noth");
    for (name, text) in with {
        desk.put(&format!("{out}/{name}"), text);
    }
    let run = ["init", "--no-input", "--yes", "--store", "dotenv", "--profile", "github-pat", "--stage", "local"];
    let given = ["--set", "GITHUB_ORG=acme", "--secret-from", "GITHUB_TOKEN=file:token", "--offline", "--out", out];
    let said = desk.run(&[&run[..], &given].concat());
    assert_eq!(said.code, 0, "{}", said.text);
    said.text
}

#[test]
fn the_portal_is_started_by_what_stands_in_the_folder() {
    for (with, says, silent) in [
        ("compose.yaml", "docker compose -f portal/compose.yaml up", "ConfigMap"),
        ("docker-compose.yml", "docker compose -f portal/docker-compose.yml up", "ConfigMap"),
        ("Chart.yaml", "give the chart app-config.local.yaml as a ConfigMap (`extraAppConfig`)", "docker"),
        ("README.md", "start the portal with VEECODE_PROFILE=github-pat", "docker"),
    ] {
        let said = written(&[(with, "{}\n")], "portal");
        assert!(said.contains(says) && !said.contains(silent), "{with}: {said}");
    }
}

#[test]
fn a_command_names_the_folder_that_was_written_to_as_a_shell_wants_it() {
    let said = written(&[("compose.yaml", "{}\n")], "ada's portal");
    let quoted = r"'ada'\''s portal'";
    assert!(said.contains(&format!("devportal-auth validate {quoted} --live")), "{said}");
    assert!(said.contains(r"docker compose -f 'ada'\''s portal/compose.yaml' up"), "{said}");
    assert_eq!(printed::words(&format!("devportal-auth validate {quoted}"))[2], "ada's portal");
}
