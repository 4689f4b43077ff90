//! Other systems beside sign-in and code: by script, in the sandbox, and what `validate` knows of what was written.

use devportal_auth::contract::system::{System, systems};

use crate::program::Desk;

fn all() -> &'static [System] {
    systems()
}

/// Every credential, in as few turns as can be: one of each system in a turn, and one of those that exclude each other.
fn turns() -> Vec<Vec<(&'static System, &'static str)>> {
    let mut turns: Vec<Vec<(&System, &str)>> = Vec::new();
    let made = |system: &'static System| system.credentials.iter().filter(|(_, spec)| spec.is_made());
    let beside = all().iter().filter(|system| system.signs_in.is_none());
    for (system, id) in beside.flat_map(|system| made(system).map(move |(id, _)| (system, id.as_str()))) {
        let exclude = |other: &System| {
            let group = system.exclusive_group.is_some() && system.exclusive_group == other.exclusive_group;
            group || other.name == system.name
        };
        match turns.iter_mut().find(|turn| !turn.iter().any(|(other, _)| exclude(other))) {
            Some(turn) => turn.push((system, id)),
            None => turns.push(vec![(system, id)]),
        }
    }
    turns
}

#[test]
fn every_system_is_written_proven_and_known_again() {
    for turn in turns() {
        let desk = Desk::new();
        let mut flags =
            vec!["--profile", "github", "--stage", "production", "--portal-url", "https://portal.acme.test"];
        turn.iter().for_each(|(_, id)| flags.extend(["--integration", id]));
        let said = desk.rehearse(&flags);
        let own = turn
            .iter()
            .flat_map(|(system, id)| system.credentials[*id].fields.values().map(|name| &system.variables[name]));
        let own = own.filter(|variable| variable.own_file.is_some()).count();
        said.ended(0, &[&format!("{} files in", 5 + own)]);
        let (fragment, env) = (desk.read("portal/app-config.local.yaml"), desk.read("portal/.env"));
        for (system, id) in &turn {
            let spec = &system.credentials[*id];
            assert!(said.text.contains(&spec.title), "{id} was not told");
            let written = spec.fields.values().chain(system.settings.values());
            let written =
                written.filter(|variable| !(system.variables[*variable].transient || system.variables[*variable].ours));
            for variable in written {
                if let Some(file) = &system.variables[variable].own_file {
                    assert!(fragment.contains(&format!("$file: {file}")), "{id}: {variable}\n{fragment}");
                    assert!(!desk.read(&format!("portal/{file}")).is_empty(), "{id} leaves `{file}` out");
                    continue;
                }
                assert!(env.contains(&format!("{variable}=")), "{id} leaves `{variable}` out");
                assert!(fragment.contains(&format!("${{{variable}}}")), "{id}: {variable}\n{fragment}");
            }
            if let Some(package) = &system.package {
                assert!(said.text.contains(package), "{id} does not say what the portal needs");
            }
        }
        desk.run(&["validate", "portal"]).ended(0, &["nothing found"]);
        for (name, text) in [("app-config.yaml", &fragment), (".env", &env)] {
            let real: Vec<_> = text.lines().filter(|line| !line.contains("sandbox")).collect();
            desk.put(&format!("real/{name}"), real.join("\n"));
        }
        // Nobody agreed to any host, so each is named, and nothing is sent.
        let live = desk.run(&[
            "validate",
            "real/app-config.yaml",
            "--env-file",
            "real/.env",
            "--live",
            "--only-host",
            "no.example",
        ]);
        for (system, id) in &turn {
            let title = &system.credentials[*id].title;
            assert!(live.text.contains(title.as_str()), "{id} is not found again:\n{}", live.text);
        }
        desk.rehearse(&flags).ended(0, &["nothing to change"]);
    }
}

#[test]
fn a_system_stands_beside_a_profile_that_takes_no_other_code() {
    let desk = Desk::new();
    desk.rehearse(&["--profile", "github-pat", "--integration", "jenkins"]).ended(0, &["with Jenkins"]);
    let fragment = desk.read("portal/app-config.local.yaml");
    assert!(fragment.contains("apiKey: ${JENKINS_TOKEN}"), "{fragment}");
    assert!(desk.read("portal/.env").contains("GITHUB_TOKEN="), "the profile's own credential is left out");
    let declared = desk.read("portal/devportal-auth.yaml");
    assert!(declared.contains("provider: jenkins"), "{declared}");
    // What was declared is kept, without being said again, and beside what is said of others.
    desk.rehearse(&["--profile", "github-pat"]).ended(0, &["nothing to change"]);
    let said = desk.rehearse(&["--profile", "github-pat", "--integration", "argocd"]);
    said.ended(0, &["with Argo CD and Jenkins"]);
    assert!(!said.text.contains("no longer"), "{}", said.text);
    let declared = desk.read("portal/devportal-auth.yaml");
    assert!(declared.contains("provider: jenkins") && declared.contains("provider: argocd"), "{declared}");
    desk.rehearse(&["--profile", "github-pat", "--integration", "none"]).ended(0, &["no longer: Argo CD, Jenkins"]);
}

#[test]
fn what_an_earlier_run_decided_on_and_this_one_does_not_is_named() {
    let desk = Desk::new();
    let portal = ["--portal-url", "https://portal.acme.test", "--stage", "production"];
    let all = ["--profile", "github", "--integration", "github-token", "--integration", "jenkins"];
    let said = desk.rehearse(&[&portal[..], &all].concat());
    said.ended(0, &["with Jenkins"]);
    assert!(!said.text.contains("no longer"), "{}", said.text);
    desk.rehearse(&[&portal[..], &all].concat()).ended(0, &["nothing to change"]);
    desk.rehearse(&[&portal[..], &all[..4]].concat()).ended(0, &["no longer: Jenkins"]);
    assert!(!desk.read("portal/devportal-auth.yaml").contains("jenkins"));
    let said = desk.rehearse(&[&portal[..], &["--profile", "keycloak", "--org-data", "none"]].concat());
    said.ended(0, &["no longer: sign-in by GitHub", "people from GitHub"]);
    // An image has one sign-in at a time; a plain Backstage may have two.
    assert!(desk.read("portal/app-config.local.yaml").contains("    github: null\n"));
    let desk = Desk::new();
    let plain = ["--target", "backstage", "--org-data", "none", "--integration", "none", "--profile"];
    desk.rehearse(&[&plain[..], &["github"]].concat()).ended(0, &["written"]);
    desk.rehearse(&[&plain[..], &["gitlab"]].concat())
        .ended(0, &["no longer: sign-in by GitHub", "people still get in by `auth.providers.github`"]);
    assert!(desk.read("portal/app-config.local.yaml").contains("${GITHUB_AUTH_CLIENT_ID}"));
}

#[test]
fn people_who_came_from_where_they_signed_in_come_from_where_they_sign_in_now() {
    let desk = Desk::new();
    desk.rehearse(&["--profile", "github"]).ended(0, &["written"]);
    desk.rehearse(&["--profile", "gitlab"]).ended(0, &["no longer: sign-in by GitHub", "people from GitHub"]);
    let declared = desk.read("portal/devportal-auth.yaml");
    assert!(declared.contains("org-data:\n    provider: gitlab"), "{declared}");
    // Whoever took them from elsewhere has decided that.
    let desk = Desk::new();
    desk.rehearse(&["--profile", "keycloak", "--org-data", "none"]).ended(0, &["written"]);
    desk.rehearse(&["--profile", "azure"]).ended(0, &["no longer: sign-in by Keycloak"]);
    assert!(desk.read("portal/app-config.local.yaml").contains("    oidc: null\n"));
    let declared = desk.read("portal/devportal-auth.yaml");
    assert!(declared.contains("org-data:\n    provider: none"), "{declared}");
}

#[test]
fn a_group_that_administered_the_portal_and_stays_in_the_files_is_told_at_the_end() {
    let desk = Desk::new();
    desk.rehearse(&["--profile", "github", "--admin-group", "platform"]).ended(0, &["written"]);
    assert!(desk.read("portal/app-config.local.yaml").contains("group:default/platform"));
    desk.rehearse(&["--profile", "github", "--admin-group", "none"]).ended(
        0,
        &["`group:default/platform` still administers the portal", "take `permission.rbac.admin` out by hand"],
    );
}

#[test]
fn a_name_in_a_file_of_answers_that_no_portal_reads_is_refused_before_anything_is_sent() {
    let desk = Desk::new();
    desk.put("answers.yaml", "version: 1\nvalues:\n  GITLAB_HSOT: gitlab.acme.test\n");
    desk.init(&["--profile", "gitlab", "--answers", "answers.yaml"])
        .ended(2, &["no portal reads `GITLAB_HSOT`; did you mean `GITLAB_HOST`?"]);
}

#[test]
fn what_signs_nobody_in_is_refused_as_a_profile_with_what_was_meant() {
    for (flags, says) in [
        (&["--profile", "jenkins"][..], "`jenkins` signs nobody in: it is read besides, by `--integration jenkins`"),
        (
            &["--target", "backstage", "--profile", "bitbucket-server"],
            "by `--integration bitbucket-server`; people sign in by `bitbucket-server-auth`",
        ),
    ] {
        let desk = Desk::new();
        desk.rehearse(flags).ended(2, &[says]);
        assert_eq!(desk.portal(), [""; 0], "{flags:?} left something");
    }
}
