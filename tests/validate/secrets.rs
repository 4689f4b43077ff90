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
    let said = desk.run(&["validate", "app-config.yaml", "--fix", "--dry-run"]);
    assert!(!said.text.contains("CANARY"), "{}", said.text);
}
