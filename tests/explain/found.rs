//! A corpus of errors as they are pasted, each with the page that it has to find.

use devportal_auth::explain::{self, How, Page};

const CORPUS: &str = include_str!("corpus.txt");

/// So much is found at once; everything is among the first three.
const FIRST: f64 = 0.95;

/// What stands before the lines that no page is surely about.
const NOBODY: &str = "?";

fn all_lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = CORPUS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once(" | ").unwrap())
}

fn lines() -> Vec<(&'static str, &'static str)> {
    all_lines().filter(|(page, _)| *page != NOBODY).collect()
}

fn topics(asked: &str) -> Vec<String> {
    explain::find(asked).map(|found| found.pages.iter().map(|page| page.topic()).collect()).unwrap_or_default()
}

#[test]
fn an_error_that_is_pasted_from_a_log_finds_its_page() {
    let lines = lines();
    let (mut first, mut among, mut told) = (0, 0, Vec::new());
    for (page, line) in &lines {
        let place = topics(line).iter().position(|topic| topic == page);
        first += usize::from(place == Some(0));
        among += usize::from(place.is_some_and(|place| place < 3));
        if place != Some(0) {
            told.push(format!("{page}: {:?}\n    {line}", topics(line).into_iter().take(3).collect::<Vec<_>>()));
        }
    }
    let told = told.join("\n");
    let sure = lines.iter().filter(|(_, line)| explain::find(line).is_some_and(|found| found.how != How::Weak)).count();
    println!("{} lines: {first} find their page first ({sure} for certain), {among} among three\n{told}", lines.len());
    assert!(sure as f64 >= FIRST * lines.len() as f64, "{sure} of {} are told as certain", lines.len());
    assert!(lines.len() >= 150, "{}", lines.len());
    assert!(first as f64 >= FIRST * lines.len() as f64, "{first} of {}\n{told}", lines.len());
    assert_eq!(among, lines.len(), "\n{told}");
}

#[test]
fn what_no_page_is_surely_about_is_never_told_as_certain() {
    let unknown: Vec<_> = all_lines().filter(|(page, _)| *page == NOBODY).map(|(_, line)| line).collect();
    assert!(unknown.len() > 10, "{}", unknown.len());
    let sure = |line: &&str| explain::find(line).is_some_and(|found| found.how != How::Weak);
    let told: Vec<_> = unknown.into_iter().filter(sure).map(|line| (line, topics(line))).collect();
    assert!(told.is_empty(), "{told:#?}");
}

#[test]
fn what_a_provider_or_a_directory_says_finds_its_page_at_once() {
    for (page, line) in [
        ("callbacks", "redirect_uri MUST match"),
        ("code-refused", "bad_verification_code"),
        ("directory-refusals", "LDAP bind failed 52e"),
        ("keycloak-realm", "Client not found"),
        ("provider-missing", "Unknown auth provider 'github'"),
        ("unreachable", "ECONNRESET"),
    ] {
        let found = explain::find(line).unwrap();
        assert_eq!(found.best().map(Page::topic).as_deref(), Some(page), "{line}");
        assert_ne!(found.how, How::Weak, "{line}");
    }
}

#[test]
fn what_somebody_new_asks_finds_its_page() {
    for (page, asked) in [
        ("permissions", "how do I make somebody an admin"),
        ("certificates", "how do I use a self signed certificate"),
        ("aws-identity", "which aws permissions does the portal need"),
        ("resolvers", "how do I sign in with email only"),
        ("permissions", "add another admin"),
        ("provider gitlab", "which scopes for gitlab org"),
        ("provider gitlab", "gitlab org scopes"),
        ("provider keycloak", "keycloak client roles needed"),
        ("callbacks", "how do I change the portal url"),
        ("callbacks", "change portal url"),
        ("provider google", "sign in with google"),
        ("provider google", "google sign in"),
        ("gitlab-token", "credential gitlab-token"),
        ("github-app", "credential github-app"),
        ("provider jenkins", "system jenkins"),
        ("secrets", "how do I start the portal"),
        ("secrets", "is the token sent anywhere"),
        ("realm", "what is a realm"),
        ("base-dn", "what is a base dn"),
        ("several-organizations", "two github organisations"),
        ("several-organizations", "two organisations"),
        ("several-organizations", "how do I add a second github organisation"),
        ("several-organizations", "how to use two github organizations"),
        ("rotation", "how do I rotate the github app key"),
        ("profiles-and-presets", "what is the difference between v1 and v2"),
        ("one-client", "can I use one token for everything"),
    ] {
        assert_eq!(topics(asked).first().map(String::as_str), Some(page), "{asked}");
    }
}

#[test]
fn what_stands_around_an_error_does_not_change_what_it_finds() {
    for (page, line) in lines().into_iter().step_by(3) {
        let around = format!(
            "portal-7d9f-x2x  | 2026-11-05T10:20:30.456Z rootLogger \u{1b}[31merror\u{1b}[39m {line} \
             {{\"traceId\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"url\":\"https://portal.initech.test/x\"}} at /app/node_modules/x/dist/index.cjs.js:120:13"
        );
        let found = topics(&around);
        assert!(found.iter().take(3).any(|topic| topic == page), "{page}: {found:?}\n{around}");
    }
}

#[test]
fn every_error_of_a_page_finds_a_page_that_names_it() {
    for page in explain::all() {
        for symptom in page.symptoms.iter().filter(|symptom| symptom.split(' ').count() > 3) {
            let found = explain::find(symptom).unwrap();
            let names = |page: &&&Page| {
                page.symptoms.iter().any(|other| other.contains(symptom.as_str()) || symptom.contains(other.as_str()))
            };
            assert!(found.pages.iter().take(3).any(|found| names(&found)), "{}: {symptom}", page.id);
            assert_ne!(found.how, How::Weak, "{symptom}");
        }
    }
}
