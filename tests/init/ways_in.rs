//! What people sign in by on a plain Backstage alone: by script, in the sandbox, and what `validate` knows of what was written.

use devportal_auth::contract::system::{SignsIn, System, systems};
use serde_yaml::Value;

use crate::program::Desk;

const PORTAL: [&str; 6] =
    ["--portal-url", "https://portal.acme.test", "--stage", "production", "--integration", "github-token"];

/// Every row by which people sign in.
fn ways() -> impl Iterator<Item = (&'static System, &'static SignsIn)> {
    systems().iter().filter_map(|system| Some((system, system.signs_in.as_ref()?)))
}

fn flags(name: &str) -> Vec<&str> {
    [&["--target", "backstage", "--auth", name][..], &PORTAL].concat()
}

/// What was written, without the word that nothing in it is real.
fn as_real(desk: &Desk) {
    for (name, file) in [("app-config.yaml", "app-config.local.yaml"), (".env", ".env")] {
        let text = desk.read(&format!("portal/{file}"));
        let real: Vec<_> = text.lines().filter(|line| !line.contains("sandbox")).collect();
        desk.put(&format!("real/{name}"), real.join("\n"));
    }
}

/// The block that the backend reads: below an environment, unless a proxy stands in front.
fn block(fragment: &str, signs_in: &SignsIn) -> Value {
    let whole: Value = serde_yaml::from_str(fragment).unwrap();
    let provider = whole["auth"]["providers"][signs_in.key.as_str()].clone();
    if signs_in.front.is_some() { provider } else { provider["production"].clone() }
}

#[test]
fn every_way_in_is_proven_written_and_right() {
    for (system, signs_in) in ways() {
        let (name, desk) = (&system.name, Desk::new());
        let said = desk.rehearse(&flags(name));
        said.ended(0, &[&system.title, "on plain Backstage", &signs_in.module, "the app's sign-in page gets"]);
        let (fragment, env) = (desk.read("portal/app-config.local.yaml"), desk.read("portal/.env"));
        let block = block(&fragment, signs_in);
        let resolver = block["signIn"]["resolvers"][0]["resolver"].as_str().unwrap_or_default().to_owned();
        assert!(signs_in.resolvers.contains_key(&resolver), "{name}: `{resolver}` is none of its module's\n{fragment}");
        for variable in system.credentials.values().flat_map(|spec| spec.fields.values()) {
            assert!(env.contains(&format!("{variable}=")), "{name} leaves `{variable}` out");
            assert!(fragment.contains(&format!("${{{variable}}}")), "{name}: {variable}\n{fragment}");
        }
        if let Some(callback) = &signs_in.callback {
            assert!(said.text.contains(&format!("https://portal.acme.test{callback}")), "{name}\n{}", said.text);
        }
        // Few people from GitHub have a mail address: that is so whatever is written, and told by `init` as well.
        let by_mail = resolver == "emailMatchingUserEntityProfileEmail";
        let notes = ["note[resolver-never-matches]", "1 note in 2 files"];
        desk.run(&["validate", "portal", "--whole"]).ended(0, if by_mail { &notes } else { &["nothing found"] });
        desk.rehearse(&flags(name)).ended(0, &["nothing to change"]);
        // The file of answers alone says as much.
        let another = Desk::new();
        another.put("answers.yaml", desk.read("portal/devportal-auth.yaml"));
        another.rehearse(&["--answers", "answers.yaml"]).ended(0, &[&system.title]);
        assert_eq!(another.read("portal/app-config.local.yaml"), fragment, "{name}");
    }
}

#[test]
fn a_way_in_is_said_by_backstages_own_key_too() {
    for (system, signs_in) in ways() {
        let desk = Desk::new();
        desk.rehearse(&flags(&signs_in.key)).ended(0, &[&system.title, &signs_in.module]);
    }
}

#[test]
fn what_cannot_be_an_audience_is_refused_with_an_example() {
    let desk = Desk::new();
    let flags =
        [&flags("google-iap")[..], &["--set", "GOOGLE_IAP_AUDIENCE=123456.apps.googleusercontent.com"]].concat();
    desk.rehearse(&flags).ended(2, &["`GOOGLE_IAP_AUDIENCE` is written like `/projects/"]);
}

#[test]
fn what_stands_in_front_says_what_keeps_it_closed_where_it_is_next() {
    for (system, signs_in) in ways() {
        let Some(front) = &signs_in.front else { continue };
        let desk = Desk::new();
        let said = desk.rehearse(&flags(&system.name));
        let (_, next) = said.text.rsplit_once("Next").unwrap();
        assert!(next.contains(&front.hint), "{}\n{next}", system.name);
        let mut steps = system.credentials.values().flat_map(|spec| &spec.steps);
        assert!(steps.all(|step| next.contains(step)), "{}\n{next}", system.name);
        assert!(!next.contains("register "), "{}: nobody is sent back\n{next}", system.name);
    }
}

#[test]
fn an_image_has_none_of_them_and_says_what_has() {
    for (system, _) in ways() {
        for target in ["v1", "v2"] {
            let desk = Desk::new();
            let said = desk.rehearse(&["--target", target, "--auth", &system.name]);
            said.ended(2, &[&system.title, "for plain Backstage only", "`--target backstage`"]);
            assert!(!desk.path("portal/.env").exists());
        }
    }
}

#[test]
fn what_people_sign_in_by_is_found_again_and_sent_nowhere_unasked() {
    for (system, _) in ways().filter(|(system, _)| !system.found.is_empty()) {
        let desk = Desk::new();
        desk.rehearse(&flags(&system.name)).ended(0, &["written"]);
        as_real(&desk);
        let live =
            ["validate", "real/app-config.yaml", "--env-file", "real/.env", "--live", "--only-host", "no.example"];
        let live = desk.run(&live);
        let title = &system.credentials.values().next().unwrap().title;
        assert!(live.text.contains(title.as_str()), "{title} is not found again:\n{}", live.text);
    }
}

#[test]
fn no_rehearsal_is_promised_of_what_none_knows() {
    for (system, signs_in) in ways() {
        let desk = Desk::new();
        let said = desk.rehearse(&flags(&system.name));
        assert!(!said.text.contains("devportal-auth rehearse"), "{}\n{}", system.name, said.text);
        as_real(&desk);
        let asked = desk.run(&["rehearse", "real", "--as", "ada"]);
        asked.ended(2, &["no rehearsal knows", &format!("`{}`", signs_in.key)]);
    }
}
