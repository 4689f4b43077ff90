//! No format shows a secret, wherever it stands.

use crate::program::Desk;

const CANARY: &str = "ghp_CANARYcanaryCANARYcanaryCANARY012345";

#[test]
fn no_format_and_no_mend_shows_a_secret() {
    let desk = Desk::new();
    let text = format!(
        "# was {CANARY}\nauth:\n  environment: production\n  providers:\n    github:\n      development: {{ clientId: a, clientSecret: CANARY-plain-secret }}\n    \
         guest: {{ dangerouslyAllowOutsideDevelopment: true, note: {CANARY} }}\n    oidc:\n      staging:\n        clientSecret: |\n          CANARY-block-secret\nintegrations:\n  github:\n    - host: github.com\n      token: {CANARY}\n"
    );
    desk.put("app-config.yaml", &text);
    desk.put(".env", format!("GITHUB_TOKEN={CANARY}\nODD LINE CANARY\nOTHER_SECRET=\"CANARY open\n"));
    for format in ["human", "json", "sarif", "github", "gitlab", "junit"] {
        for more in
            [&["app-config.yaml"][..], &["app-config.yaml", "--env-file", ".env"], &["--each", "app-config.yaml"]]
        {
            let said = desk.run(&[&["validate", "--format", format][..], more].concat());
            assert!(!said.text.contains("CANARY"), "{format} {more:?}: {}", said.text);
        }
    }
    // A mend may carry the value itself: quotes that are taken off, a number that is put into some.
    desk.put(".env", format!("GITHUB_TOKEN=\"{CANARY}\"\nOTHER_SECRET='CANARYplain'\n"));
    let compose = format!(
        "services:\n  devportal:\n    image: veecode/devportal:1\n    environment:\n      GITHUB_TOKEN: {CANARY}\n      PIN_SECRET: 4711081500\n"
    );
    desk.put("compose.yaml", compose);
    for format in ["human", "json", "sarif", "github", "gitlab", "junit"] {
        let said = desk.run(&["validate", "--format", format, "compose.yaml", "app-config.yaml", "--env-file", ".env"]);
        assert!(!said.text.contains("CANARY") && !said.text.contains("4711081500"), "{format}: {}", said.text);
    }
    let said = desk.run(&["validate", "app-config.yaml", "--env-file", ".env", "--fix", "--dry-run"]);
    assert!(!said.text.contains("CANARY"), "{}", said.text);
    let said = desk.run(&["validate", "app-config.yaml", "--fix", "--dry-run"]);
    assert!(!said.text.contains("CANARY"), "{}", said.text);
}

#[test]
fn a_file_that_only_another_names_gives_no_excerpt() {
    let desk = Desk::new();
    desk.put("app-config.yaml", "auth:\n  environment: production\n  providers: { $include: other.yaml#all }\n");
    desk.put("other.yaml", "all:\n  github: { staging: { clientId: marked-value } }\n");
    desk.put("values.txt", "marked-value\n");
    let said = desk.run(&["validate", "app-config.yaml"]);
    said.ended(1, &["error[sign-in-environment]", "other.yaml:2"]);
    assert!(!said.text.contains("marked-value") && !said.text.contains("staging: {"), "{}", said.text);
}
