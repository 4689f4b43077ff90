use super::*;
use crate::answers::file::{Stage, Target};

fn plan(main: &str, stage: Stage, change: impl FnOnce(&mut Choices)) -> Result<Plan> {
    let mut choices = Choices {
        target: Target::V1,
        hub: None,
        presets: Vec::new(),
        stage,
        portal: parse_address("https://portal.acme.dev/")?,
        developed: None,
        main: main.to_owned(),
        sign_in: None,
        integration: None,
        also: Vec::new(),
        org_data: OrgData::Usual { credential: None },
        features: BTreeSet::new(),
        addresses: BTreeMap::new(),
        stand_ins: BTreeMap::new(),
    };
    change(&mut choices);
    Plan::new(contract::on(choices.target), choices)
}

fn chosen((contract, credential): &(&str, &str)) -> Chosen {
    Chosen { contract: (*contract).to_owned(), credential: (*credential).to_owned() }
}

fn ids(plan: &Plan) -> Vec<(&str, Vec<&str>)> {
    let purposes = |need: &Need| need.purposes.iter().map(|purpose| purpose.id()).collect();
    plan.needs.iter().map(|need| (need.id.as_str(), purposes(need))).collect()
}

#[test]
fn production_separates_sign_in_from_the_backend_and_a_local_portal_shares_one_app() -> Result<()> {
    let production = plan("github", Stage::Production, |_| {})?;
    let names: Vec<_> = production.needs.iter().map(|need| need.id.as_str()).collect();
    assert_eq!(names, ["github-app", "github-oauth-app"]);
    assert!(production.shared_client().is_none());

    let local = plan("github", Stage::Local, |_| {})?;
    assert_eq!(local.needs.len(), 1);
    assert!(local.shared_client().is_some());
    let variables: Vec<_> = Plan::variables(&local.needs[0]).into_iter().map(|(_, v)| v.to_string()).collect();
    assert!(variables.contains(&"GITHUB_AUTH_CLIENT_ID".to_owned()), "{variables:?}");
    Ok(())
}

#[test]
fn permissions_are_the_union_of_what_the_features_need() -> Result<()> {
    let plan = plan("github", Stage::Production, |_| {})?;
    let app = &plan.needs[0];
    let permissions: Vec<_> = app.permissions.iter().map(|(name, level)| format!("{name}:{level}")).collect();
    assert_eq!(permissions, ["contents:read", "members:read", "metadata:read", "statuses:read"]);
    Ok(())
}

#[test]
fn the_callback_hangs_below_the_portal_and_only_where_people_sign_in() -> Result<()> {
    let plan = plan("github", Stage::Production, |_| {})?;
    let answers = Answers::default();
    assert_eq!(plan.wanted(&plan.needs[0], &answers)?.callback, None);
    let callback = plan.wanted(&plan.needs[1], &answers)?.callback;
    assert_eq!(callback.as_ref().map(Url::as_str), Some("https://portal.acme.dev/api/auth/github/handler/frame"));
    Ok(())
}

#[test]
fn another_providers_integration_stands_beside_the_sign_in_and_people_stay_where_they_sign_in() -> Result<()> {
    let github = chosen(&("github", "github-token"));
    let mixed = plan("keycloak", Stage::Production, |choices| choices.integration = Some(vec![github]))?;
    assert_eq!(
        ids(&mixed),
        [("keycloak-client", vec!["authentication", "org-data"]), ("github-token", vec!["integration"])]
    );
    assert_eq!(mixed.profile(), Some("keycloak"));
    assert_eq!(mixed.part(&mixed.needs[1]).provider.provider, "github");
    Ok(())
}

#[test]
fn people_keep_a_credential_of_their_own_when_the_backend_reads_nothing() -> Result<()> {
    let alone = plan("github", Stage::Production, |choices| choices.integration = Some(Vec::new()))?;
    assert_eq!(ids(&alone), [("github-app", vec!["org-data"]), ("github-oauth-app", vec!["authentication"])]);
    Ok(())
}

#[test]
fn a_credential_that_cannot_serve_a_purpose_is_refused_with_those_that_can() {
    let refused = plan("github", Stage::Production, |choices| {
        choices.integration = Some(vec![chosen(&("github", "github-oauth-app"))]);
    });
    let text = refused.err().map(|error| error.to_string()).unwrap_or_default();
    assert_eq!(text, "`github` cannot use `github-oauth-app` for integration; it can use github-app or github-token");
}

fn for_presets(main: &str, integration: &[(&str, &str)]) -> Result<Plan> {
    let chosen = integration.iter().map(chosen).collect();
    plan(main, Stage::Production, |choices| {
        choices.target = Target::V2;
        choices.presets = vec!["recommended".to_owned()];
        choices.integration = Some(chosen);
    })
}

#[test]
fn presets_are_those_of_what_was_chosen_behind_those_that_stay() -> Result<()> {
    let mixed = for_presets("keycloak", &[("github", "github-token"), ("gitlab", "gitlab-token")])?;
    assert_eq!(mixed.presets(), ["recommended", "keycloak", "github"]);
    let brought =
        |name: &str| mixed.parts.iter().find(|part| part.contract.name == name).map(|part| mixed.brought(part));
    assert_eq!(brought("github"), Some(BTreeSet::from([Purpose::Integration])));
    // The preset of this name would sign people in as well.
    assert_eq!(brought("gitlab"), Some(BTreeSet::new()));
    assert_eq!(mixed.profile(), None);
    Ok(())
}

#[test]
fn a_preset_whose_variable_nothing_brings_is_refused() {
    let refused = plan("gitlab", Stage::Production, |choices| {
        choices.target = Target::V2;
        choices.integration = Some(Vec::new());
        choices.org_data = OrgData::Nowhere;
    });
    let text = refused.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(text.starts_with("the preset `gitlab` needs `GITLAB_TOKEN`"), "{text}");
}

#[test]
fn a_plain_backstage_brings_nothing_and_its_modules_are_named_once() -> Result<()> {
    let plain = plan("gitlab", Stage::Production, |choices| choices.target = Target::Backstage)?;
    assert_eq!(plain.brought(plain.main()), BTreeSet::new());
    let modules = plain.modules();
    assert_eq!(modules.iter().filter(|module| module.ends_with("-gitlab")).count(), 1);
    assert_eq!(modules.len(), 3);
    Ok(())
}

#[test]
fn what_is_short_is_called_what_it_is_before_it_is_called_cut_off() -> Result<()> {
    let plain = plan("github", Stage::Local, |choices| {
        choices.target = Target::Backstage;
        choices.integration = Some(vec![chosen(&("github", "github-token"))]);
    })?;
    for (given, says) in [
        ("glpat-0123456789abcdefghij", "this is an access token of GitLab, and GitHub takes its own alone"),
        ("Ov23liTE53Xt1KlHiVAB", "this is a client id of GitHub, and it opens nothing by itself"),
        ("ghp_0123456789", "it has 14 of at least 40 characters"),
    ] {
        let told = plain.too_short(&Variable::new("GITHUB_TOKEN"), &Secret::new(given));
        assert_eq!(told.as_deref(), Some(says));
    }
    assert_eq!(plain.too_short(&Variable::new("GITHUB_TOKEN"), &Secret::new("g".repeat(40))), None);
    Ok(())
}
