//! A directory, where signing in is a name and a password.

use std::process::Stdio;

use devportal_auth::sandbox::directory::{Directory, Kind, PASSWORD};

use crate::desk::Desk;
use crate::paste::{begin, end};

fn portal(directory: &Directory) -> Desk {
    let desk = Desk::new();
    let kind = Kind::OpenLdap;
    let (portal, url, reader) = (desk.portal(), directory.url(), kind.reader());
    let (users, groups) = (kind.users_base(), kind.groups_base());
    desk.put(
        "app-config.yaml",
        &format!(
            "{portal}auth:\n  environment: production\n  providers:\n    ldap:\n      production:\n        ldapAuthenticationOptions:\n          \
             adminDn: {reader}\n          adminPassword: ${{BIND}}\n          userSearchBase: {users}\n          usernameAttribute: uid\n          \
             ldapOpts: {{ url: '{url}' }}\ncatalog:\n  providers:\n    ldapOrg:\n      default:\n        target: {url}\n        bind:\n          \
             dn: {reader}\n          secret: ${{BIND}}\n        users:\n          - dn: {users}\n            options: {{ filter: \
             '(objectClass=inetOrgPerson)', scope: sub }}\n        groups:\n          - dn: {groups}\n            options: {{ filter: \
             '(objectClass=groupOfNames)', scope: sub }}\n"
        ),
    );
    desk.put(".env", &format!("NODE_ENV=production\nBIND={PASSWORD}\n"));
    desk
}

#[test]
fn a_name_and_its_password_are_tried_as_the_portal_does() {
    let directory = Directory::start(Kind::OpenLdap).unwrap();
    let desk = portal(&directory);
    let authority = format!("{}:{}", directory.url().host_str().unwrap(), directory.url().port().unwrap());
    let as_ada = ["--only-host", &authority, "--as", "ada", "--secret-from", "PERSON_PASSWORD=env:PW"];
    let run = |password: &str| {
        let output = desk.command(&as_ada).env("PW", password).stdin(Stdio::null()).output().unwrap();
        let words = [&output.stdout[..], &output.stderr[..]].concat();
        let words = String::from_utf8(words).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!words.contains(PASSWORD) && !words.contains("CANARY"), "{words}");
        (output.status.code().unwrap(), words)
    };
    let (code, words) = run(PASSWORD);
    assert_eq!(code, 0, "{words}");
    assert!(words.contains("`ada` would be `user:default/ada`"), "{words}");
    assert!(words.contains("is let in, as `uid=ada"), "{words}");
    let (code, words) = run("CANARY-wrong");
    assert_eq!(code, 1, "{words}");
    assert!(words.contains("`ada` would not get in"), "{words}");
    assert_eq!(directory.unexpected(), [""; 0]);
}

#[test]
fn nobody_can_type_a_password_where_nobody_is() {
    let directory = Directory::start(Kind::OpenLdap).unwrap();
    let said = portal(&directory).run(&[]);
    assert_eq!(said.code, 2, "{}{}", said.out, said.err);
    said.says("nobody is here to sign in; name somebody with `--as NAME`");
    let desk = portal(&directory);
    desk.put("p.json", "{}");
    let said = desk.run(&["--profile-json", "p.json"]);
    assert_eq!(said.code, 2, "{}{}", said.out, said.err);
    said.says("no profile is sent");
}

#[test]
fn who_goes_back_from_the_name_is_told_how_else_to_say_it() {
    let directory = Directory::start(Kind::OpenLdap).unwrap();
    let desk = portal(&directory);
    let authority = format!("{}:{}", directory.url().host_str().unwrap(), directory.url().port().unwrap());
    let mut terminal = begin(&desk, &["--only-host", &authority, "--accessible"]);
    terminal.exp_string("What do you sign in with?").unwrap();
    terminal.send_line("<").unwrap();
    let (said, code) = end(terminal);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("could not be determined: nobody was named"), "{said}");
    assert!(said.contains("name somebody with `--as NAME`"), "{said}");
}
