//! Findings that do not count: by a comment, by a baseline, by not being asked for.

use serde_json::Value;

use crate::program::Desk;

const OPEN: &str = "auth:\n  providers:\n    github: { production: {} }\n    guest:\n      dangerouslyAllowOutsideDevelopment: true # devportal-auth: ignore[guest-open] a demo\n";

#[test]
fn a_comment_silences_and_the_formats_say_so() {
    let desk = Desk::new();
    desk.put("a.yaml", OPEN);
    let select = ["--select", "guest-open"];
    desk.run(&[&["validate", "a.yaml"][..], &select].concat()).ended(0, &["nothing found, 1 silenced"]);
    let output = desk.command(&[&["validate", "a.yaml", "--format", "sarif"][..], &select].concat()).output().unwrap();
    let sarif: Value = serde_json::from_slice(&output.stdout).unwrap();
    let suppression = &sarif["runs"][0]["results"][0]["suppressions"][0];
    assert_eq!((&suppression["kind"], &suppression["justification"]), (&"inSource".into(), &"a demo".into()));
}

#[test]
fn a_baseline_lets_only_what_is_new_count_wherever_the_old_moves_to() {
    let desk = Desk::new();
    let open = OPEN.replace(" # devportal-auth: ignore[guest-open] a demo", "");
    desk.put("a.yaml", &open);
    let select = ["--select", "guest-open,sign-in-environment"];
    desk.run(&[&["validate", "a.yaml", "--write-baseline", "known.json", "--fail-on", "never"][..], &select].concat())
        .ended(0, &[]);
    assert!(!desk.read("known.json").contains("dangerously"));
    desk.put("a.yaml", format!("# one line more\n{open}"));
    let run = || desk.run(&[&["validate", "a.yaml", "--baseline", "known.json"][..], &select].concat());
    run().ended(0, &["nothing found", "silenced"]);
    desk.put("a.yaml", open.replace("production", "staging").replace("auth:\n", "auth:\n  environment: production\n"));
    run().ended(1, &["error[sign-in-environment]"]);
    desk.run(&["validate", "a.yaml", "--baseline", "nowhere.json"]).ended(2, &["--write-baseline nowhere.json"]);
    desk.put("broken.json", "{}");
    desk.run(&["validate", "a.yaml", "--baseline", "broken.json"]).ended(2, &["is no baseline"]);
}
