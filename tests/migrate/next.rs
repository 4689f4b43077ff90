//! What a move prints to go on with is taken by the program, in the folder as it is then.

use crate::printed;
use crate::program::{Desk, Said};

const PORTAL: [&str; 4] = ["--portal-url", "https://portal.acme.test", "--stage", "production"];
const MARK: &str = "written in the sandbox: nothing in this file is real";
const FILES: [&str; 4] = ["app-config.local.yaml", ".env", ".env.example", "devportal-auth.yaml"];

/// Every portal that `init` writes, and everywhere that it can go.
fn each_route(see: impl Fn(Desk, &str, &str)) {
    for from in ["v1", "v2", "backstage"] {
        for profile in ["github", "gitlab", "azure", "keycloak", "ldap", "ldap-ad", "oidc"] {
            // Nobody signs in so there.
            if from == "backstage" && profile.starts_with("ldap") {
                continue;
            }
            for to in ["v1", "v2", "backstage"].into_iter().filter(|to| *to != from) {
                let desk = Desk::new();
                desk.rehearse(&[&PORTAL[..], &["--target", from, "--profile", profile]].concat())
                    .ended(0, &["written"]);
                see(desk, to, &format!("{profile}, {from} to {to}"));
            }
        }
    }
}

fn migrate(desk: &Desk, folder: &str, to: &str) -> Said {
    let said = desk.run(&["migrate", folder, "--to", to, "--yes", "--no-input"]);
    said.ended(0, &["moved: the portal is"]);
    said
}

/// The commands that begin again, of those that were printed.
fn begin_again(said: &Said) -> Vec<String> {
    let all = printed::commands(&said.text).into_iter();
    let all: Vec<_> = all.filter(|command| command.starts_with("devportal-auth init ")).collect();
    assert!(!all.is_empty(), "{}", said.text);
    all
}

/// The same portal in `real`, without the word that nothing in it is real.
fn make_real(desk: &Desk) {
    for file in desk.portal().iter().filter(|file| desk.path(&format!("portal/{file}")).is_file()) {
        let text = desk.read(&format!("portal/{file}"));
        let real: Vec<_> = text.lines().filter(|line| !line.contains(MARK)).collect();
        desk.put(&format!("real/{file}"), format!("{}\n", real.join("\n").trim_start()));
    }
}

#[test]
fn what_is_next_works_in_what_the_sandbox_wrote_and_is_refused_in_no_real_portal() {
    each_route(|desk, to, case| {
        make_real(&desk);
        let marked: Vec<_> = FILES.iter().filter(|file| desk.read(&format!("portal/{file}")).contains(MARK)).collect();
        assert!(marked.contains(&&"devportal-auth.yaml"), "{case}: {marked:?}");
        let said = migrate(&desk, "portal", to);
        for file in marked {
            assert!(desk.read(&format!("portal/{file}")).contains(MARK), "{case}: `{file}` is taken for real");
        }
        for command in begin_again(&said) {
            let ran = desk.shell_of(&format!("{command} --no-input --yes"));
            assert_eq!(ran.code, 0, "{case}: `{command}` was printed, and ends so: {}", ran.text);
        }
        let said = migrate(&desk, "real", to);
        for command in begin_again(&said) {
            assert!(!command.contains("--sandbox"), "{case}: {command}");
            // Nobody is there to say yes; nothing else is in the way.
            let ran = desk.shell_of(&format!("{command} --no-input --offline"));
            let is_asked = ran.text.contains("answer is missing") || ran.text.contains("answers are missing");
            assert!(ran.code == 2 && is_asked, "{case}: `{command}` was printed, and ends so: {}", ran.text);
        }
    });
}
