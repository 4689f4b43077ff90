//! `--fix` in every way of writing a value: it becomes another one, and nothing around it changes.

use crate::program::Desk;

/// Ways to write the address, as a value behind `baseUrl:`; each with what it is to become.
const WAYS: [(&str, &str); 15] = [
    (" http://localhost:7007/", " http://localhost:7007"),
    (" http://localhost:7007/ # why", " http://localhost:7007 # why"),
    (" \"http://localhost:7007/\"", " \"http://localhost:7007\""),
    (" \"http://localhost:7007/\" # it's \"why\"", " \"http://localhost:7007\" # it's \"why\""),
    (" 'http://localhost:7007/'   # it's 'why'", " 'http://localhost:7007'   # it's 'why'"),
    (" \"http:\\u002f/localhost:7007/\" # why", " \"http://localhost:7007\" # why"),
    (" !!str 'http://localhost:7007/' # why", " !!str 'http://localhost:7007' # why"),
    (" &own http://localhost:7007/ # why", " &own http://localhost:7007 # why"),
    ("\n    # above\n    'http://localhost:7007/' # why", "\n    # above\n    'http://localhost:7007' # why"),
    (" >-\n    http://localhost:7007/", " >-\n    http://localhost:7007"),
    (" |- # why\n    http://localhost:7007/\n", " |- # why\n    http://localhost:7007\n"),
    (" !!str >- # why\n    http://localhost:7007/", " !!str >- # why\n    http://localhost:7007"),
    (" >-\n\n      http://localhost:7007/", " >-\n\n      http://localhost:7007/"),
    (" >-\n    http://localhost:7007/#\n    a/", " >-\n    http://localhost:7007/#\n    a/"),
    (" 'http://localhost:7007/\n\n    /'", " 'http://localhost:7007/\n\n    /'"),
];

/// What stands behind the value; the first one ends the file with it.
const BEHIND: [&str; 6] = [
    "",
    "\n",
    "\n  # keep, it's \"ours\"\n  listen: 7007\n",
    "\n\n# keep\nother: 'ü' # too\n",
    "\n  # the end",
    "\n... # over\n",
];

#[test]
fn a_mended_value_is_written_as_before_and_every_comment_stays() {
    let fix = ["validate", "a.yaml", "--select", "base-url-form", "--fix", "--yes"];
    for (written, wanted) in WAYS {
        for (behind, end) in BEHIND.into_iter().flat_map(|behind| [(behind, "\n"), (behind, "\r\n")]) {
            let text = |value: &str| format!("--- # ä\nbackend:\n  baseUrl:{value}{behind}").replace('\n', end);
            let desk = Desk::new();
            desk.put("a.yaml", text(written));
            let said = desk.run(&fix);
            assert_eq!(desk.read("a.yaml"), text(wanted), "{written:?} {behind:?}");
            let words =
                if written == wanted { "line 3, was not fixed: the change would affect more" } else { "fixed 1 in 1" };
            said.ended(0, &[words]);
        }
    }
    for (text, wanted) in [
        ("{ baseUrl: \"http://a/\" } # why\n", "{ baseUrl: \"http://a\" } # why\n"),
        ("{ baseUrl: 'http://a/' # why\n  }\n", "{ baseUrl: 'http://a' # why\n  }\n"),
        ("{ \"baseUrl\": http://a/, b: [1] } # ]\n", "{ \"baseUrl\": http://a, b: [1] } # ]\n"),
        ("\n  'baseUrl' : 'http://a/' # why", "\n  'baseUrl' : 'http://a' # why"),
        ("\n  a: [\n    'b'\n  ]\n  baseUrl: http://a/ # why", "\n  a: [\n    'b'\n  ]\n  baseUrl: http://a # why"),
    ] {
        for mark in ["", "\u{feff}"] {
            let desk = Desk::new();
            desk.put("a.yaml", format!("{mark}backend: {text}"));
            desk.run(&fix).ended(0, &["fixed 1 in 1"]);
            assert_eq!(desk.read("a.yaml"), format!("{mark}backend: {wanted}"));
        }
    }
}

#[test]
fn every_mend_of_a_quoted_value_or_key_keeps_its_comment_and_quotes() {
    for (rule, text, wanted) in [
        (
            "host-form",
            "integrations:\n  github:\n    - host: \"https://github.com\" # h\n      # next\n",
            "integrations:\n  github:\n    - host: \"github.com\" # h\n      # next\n",
        ),
        (
            "gitlab-audience",
            "auth:\n  providers:\n    gitlab:\n      development:\n        audience: 'https://git.acme.dev/' # a\n",
            "auth:\n  providers:\n    gitlab:\n      development:\n        audience: 'https://git.acme.dev' # a\n",
        ),
        (
            "host-form",
            "integrations: { github: [host: 'https://github.com', { host: a.test }] } # ]\n",
            "integrations: { github: [host: 'github.com', { host: a.test }] } # ]\n",
        ),
        ("misspelt-key", "backend:\n  \"baseURL\" : http://a # b\n", "backend:\n  \"baseUrl\" : http://a # b\n"),
        ("default-syntax", "app:\n  title: \"${T-x}\" # t\n", "app:\n  title: \"${T:-x}\" # t\n"),
        (
            "resolver-shape",
            "auth:\n  providers:\n    github:\n      development:\n        signIn:\n          resolvers:\n            - 'usernameMatchingUserEntityName' # r\n            # next\n",
            "auth:\n  providers:\n    github:\n      development:\n        signIn:\n          resolvers:\n            - resolver: usernameMatchingUserEntityName # r\n            # next\n",
        ),
    ] {
        for end in ["\n", "\r\n"] {
            let desk = Desk::new();
            desk.put("a.yaml", text.replace('\n', end));
            let said = desk.run(&["validate", "a.yaml", "--select", rule, "--fix", "--yes"]).text;
            assert_eq!(desk.read("a.yaml"), wanted.replace('\n', end), "{rule}: {said}");
        }
    }
}

#[test]
fn a_value_that_an_alias_repeats_is_not_mended_and_that_is_said() {
    let shared = "backend:\n  baseUrl: &own 'http://localhost:7007/' # ours\nother: *own\n";
    let desk = Desk::new();
    desk.put("a.yaml", shared);
    desk.run(&["validate", "a.yaml", "--select", "base-url-form", "--fix", "--yes"])
        .ended(0, &["`a.yaml`, line 2, was not fixed", "nothing here can be fixed"]);
    assert_eq!(desk.read("a.yaml"), shared);
}

#[test]
fn a_mend_that_would_reach_too_far_keeps_no_other_from_being_made() {
    let text = "backend: { baseUrl: &own http://a.test/ } # a\napp: { title: '${T-x}', support: { url: *own } } # b\n";
    let desk = Desk::new();
    desk.put("a.yaml", text);
    let fix = ["validate", "a.yaml", "--select", "base-url-form,default-syntax", "--fix", "--yes"];
    desk.run(&fix).ended(0, &["`a.yaml`, line 1, was not fixed", "fixed 1 in 1 file"]);
    assert_eq!(desk.read("a.yaml"), text.replace("${T-x}", "${T:-x}"));
}

#[test]
fn a_text_inside_of_a_text_and_a_file_of_variables_are_read_back_as_what_they_are() {
    let desk = Desk::new();
    let map = "kind: ConfigMap\napiVersion: v1\nmetadata: { name: portal }\ndata:\n  app-config.yaml: |\n    backend:\n      baseUrl: 'http://a.test/' # in\n      # below\n  other: \"x\" # out\n";
    desk.put("map.yaml", map);
    desk.run(&["validate", "map.yaml", "--select", "base-url-form", "--fix", "--yes"]).ended(0, &["fixed 1 in 1"]);
    assert_eq!(desk.read("map.yaml"), map.replace("test/", "test"));
    desk.put("a.yaml", "app: { title: '${TITLE}' }\n");
    desk.put("vars", "# ä\nTITLE=\"Acme\"\n# b\nB='b'\n");
    let fix = ["validate", "a.yaml", "--env-file", "vars", "--select", "env-file-syntax", "--fix", "--yes"];
    desk.run(&fix).ended(0, &["fixed 2 in 1 file"]);
    assert_eq!(desk.read("vars"), "# ä\nTITLE=Acme\n# b\nB=b\n");
}
