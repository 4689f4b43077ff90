use super::*;

fn yaml(text: &str) -> String {
    Page::yaml(text).all().join("\n")
}

#[test]
fn secrets_go_and_references_keys_and_other_values_stay() {
    let text = "a: 1 # why\nclientSecret: hunter2\ntoken: ${TOKEN} # was hunter2\nurl: https://ada:hunter2@x\ngithub: { clientSecret: 'abc', host: x }\n\
                privateKey: |\n  line\n  line\n# was hunter2\nnext: \"b\"\ntoken2:\n  hunter2\n? password\n: hunter2\n";
    let expected = "a: 1 # …\nclientSecret: ••••\ntoken: ${TOKEN} # …\nurl: https://ada:••••@x\ngithub: { clientSecret: '••••', host: x }\n\
                    privateKey: |\n  ••••\n••••\n# …\nnext: \"b\"\ntoken2:\n  ••••\n? password\n: ••••";
    assert_eq!(yaml(text), expected);
}

#[test]
fn an_anchor_is_hidden_where_it_is_used_for_a_secret() {
    assert_eq!(yaml("x: &a hunter2\ntoken: *a\n"), "x: ••••\ntoken: *…");
    assert_eq!(yaml("token: &a !!str hunter2\nx: *a\n"), "token: ••••\nx: *…");
}

#[test]
fn below_a_secrets_key_keys_are_secrets_too_but_for_names_with_something_behind_them() {
    assert_eq!(yaml("token: {hunter2, swordfish, hunter3: y, x: y}\n"), "token: {••••, ••••, ••••: ••••, x: ••••}");
    assert_eq!(
        yaml("token: { $env: GITHUB_TOKEN }\npassword: { $env: hunter2 }\n"),
        "token: { $env: GITHUB_TOKEN }\npassword: { $env: •••• }"
    );
}

#[test]
fn headers_and_data_of_secrets_are_shown_by_their_names() {
    let text = "proxy:\n  headers:\n    Accept: json\n    X-Acme: hunter2\n---\nkind: Secret\ndata:\n  ORG: aHVudGVyMg==\n  A:\n    - x\n---\nkind: ConfigMap\ndata:\n  ORG: acme\n";
    let expected = "proxy:\n  headers:\n    Accept: json\n    X-Acme: ••••\n---\nkind: Secret\ndata:\n  ORG: ••••\n  A:\n    - ••••\n---\nkind: ConfigMap\ndata:\n  ORG: acme";
    assert_eq!(yaml(text), expected);
}

#[test]
fn the_value_beside_a_secrets_name_goes() {
    let text = "env:\n  - name: GITHUB_PAT\n    value: hunter2\n  - name: ORG\n    value: acme\n  - GITHUB_PAT=hunter2\n  - \"ORG=acme\"\n";
    let expected = "env:\n  - name: GITHUB_PAT\n    value: ••••\n  - name: ORG\n    value: acme\n  - GITHUB_PAT=••••\n  - \"ORG=acme\"";
    assert_eq!(yaml(text), expected);
}

#[test]
fn what_follows_a_flag_of_a_secret_goes_and_so_do_short_names_of_passwords() {
    assert_eq!(yaml("command: [node, '--token', hunter2, x]\n"), "command: [node, '--token', ••••, x]");
    assert_eq!(yaml("dbPass: hunter2\nbypass: x\ntokens: [hunter2]\n"), "dbPass: ••••\nbypass: x\ntokens: [••••]");
}

#[test]
fn lists_of_secrets_hold_some_and_services_only_name_theirs() {
    let text = "kind: SecretList\nitems:\n  - stringData: { ORG: hunter2 }\n";
    assert_eq!(yaml(text), "kind: SecretList\nitems:\n  - stringData: { ORG: •••• }");
    let text = "services:\n  a: { secrets: [portal-token] }\nconfigs:\n  b: { content: hunter2 }\nsecrets:\n  c: { content: hunter2, file: ./c }\n  d: hunter2\n";
    let expected = "services:\n  a: { secrets: [portal-token] }\nconfigs:\n  b: { content: •••• }\nsecrets:\n  c: { content: ••••, file: ./c }\n  d: ••••";
    assert_eq!(yaml(text), expected);
    assert_eq!(yaml("secrets: [hunter2, API_TOKEN]\npats: [hunter2]\n"), "secrets: [••••, API_TOKEN]\npats: [••••]");
    assert_eq!(yaml("- { key: API_TOKEN, Value: hunter2 }\n"), "- { key: API_TOKEN, Value: •••• }");
}

#[test]
fn what_stands_in_a_map_again_is_as_secret_as_the_first() {
    assert_eq!(
        yaml("kind: Secret\ndata: { A: b }\ndata: { ORG: hunter2 }\n"),
        "kind: Secret\ndata: { A: •••• }\ndata: { ORG: •••• }"
    );
}

#[test]
fn a_file_in_a_file_is_shown_as_a_file() {
    let text = "data:\n  app-config.yaml: |\n    # hunter2\n    app:\n      title: Acme\n    token: hunter2\n\n    a: b\nafter: x\n";
    let expected =
        "data:\n  app-config.yaml: |\n    # …\n    app:\n      title: Acme\n    token: ••••\n\n    a: b\nafter: x";
    assert_eq!(yaml(text), expected);
}

#[test]
fn of_what_cannot_be_read_nothing_is_shown_but_signs() {
    assert_eq!(yaml("a: b\ntoken: hunter2\nx: [hunter2\ny: hunter2\n"), "a: b\ntoken: ••••\nx: […\n…: …");
    assert_eq!(yaml("\ttoken: hunter2\n"), " token: ••••");
}

#[test]
fn columns_follow_what_is_shown() {
    let line = Page::yaml("token: hunter2 # x\n").line(1, Detail::Values);
    assert_eq!((line.column(1), line.column(8), line.column(12), line.column(15)), (1, 8, 8, 12));
    assert_eq!(Page::yaml("host: x\n").line(1, Detail::Keys).text, "host: …");
    let line = Page::yaml("a: some word b\n").line(1, Detail::Values).without(std::slice::from_ref(&(3..7)));
    assert_eq!((line.text.as_str(), line.column(4), line.column(9)), ("a: •••• word b", 4, 9));
}

#[test]
fn in_a_file_of_variables_only_names_and_plain_values_are_shown() {
    let text = "# hunter2\nORG=acme\nPIN=42 # x\nexport OTHER=\"a\nb\"\nREF=$X\nhunter2\nA1B2C3D4==\n";
    let expected = ["# …", "ORG=acme", "PIN=••••", "export OTHER=••••", "••••", "REF=••••", "…", "…=="];
    assert_eq!(Page::dotenv(text, |name| name == "ORG").all(), expected);
    let told = "VEECODE_PROFILE=github\nVEECODE_PRESETS=github-auth,github\n";
    assert_eq!(Page::dotenv(told, |_| false).all(), told.lines().collect::<Vec<_>>());
    assert!(Page::dotenv("VEECODE_PROFILE=s3cr3t\n", |_| false).all()[0].contains("••••"));
    assert_eq!(Page::dotenv("A=\"open\nmore\n", |_| false).all(), ["A=\"…", "…"]);
}
