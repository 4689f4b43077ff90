//! What stands in for a value, and what is somebody's choice.

use super::*;

#[test]
fn what_stands_in_for_a_secret_is_none() {
    for text in ["", "***", "xxx", "<token>", "changeme", "your-secret", "ghp_xxxxxxxx", "$TOKEN", "temp", "12345"] {
        assert!(is_placeholder(text), "{text}");
    }
    for text in ["<your token>", "{{ .Values.token }}", "<path:secret/data#key>", "ThisIsRequiredButNotUsed"] {
        assert!(is_placeholder(text), "{text}");
    }
    for text in ["NOACCESS", "no-access", "NOT_SET", "disabled", "unset", "No Token"] {
        assert!(is_placeholder(text) && !stands_in("token", text), "{text}");
    }
    for text in ["TOKEN_HERE", "put-your-key-here", "my-token", "my-api-key", "not-a-real-secret"] {
        assert!(is_placeholder(text), "{text}");
    }
    for text in ["unused-token-for-proxy", "foo", "bar", "add_from_secret", "5ae26SECRETSECRETSECRET42698a381"] {
        assert!(is_placeholder(text), "{text}");
    }
    for text in [
        "hunter2",
        "secretsecret",
        "barbecue",
        "proxy-unused-t0ken",
        "unused-rex",
        "template",
        "contest",
        "54321",
        "my-dog-rex",
        "mytoken1",
        "over-here",
        "my-t0ken",
        "noaccess1",
        "nowhere",
    ] {
        assert!(!is_placeholder(text), "{text}");
    }
}

#[test]
fn what_is_to_be_filled_in_is_told_by_its_key_or_its_brackets() {
    for (key, text) in [
        ("clientId", "temp"),
        ("token", "your-token"),
        ("baseUrl", "https://<host>/x"),
        ("a", "<name>"),
        ("clientSecret", "client_secret"),
        ("apiKey", "apiKey"),
        ("apiToken", "ACME_API_TOKEN"),
        ("appId", "app_id"),
        ("privateKey", "-----BEGIN RSA PRIVATE KEY-----\nblablabla\n-----END RSA PRIVATE KEY-----\n"),
        ("apiKey", "MY_API_KEY"),
    ] {
        assert!(stands_in(key, text), "{key}: {text}");
    }
    for (key, text) in [
        ("title", "Example"),
        ("clientId", ""),
        ("clientId", "a"),
        ("appId", "4711"),
        ("password", "password"),
        ("token", "A1B2C3D4E5F6"),
        ("title", "ACME_API_TOKEN"),
        ("a", "(?<name>x)"),
        ("baseUrl", "https://example.org"),
    ] {
        assert!(!stands_in(key, text), "{key}: {text}");
    }
}

#[test]
fn words_that_only_say_whose_a_secret_is_are_told_from_those_that_ask_for_one() {
    assert!(only_names_owner("my-access-token") && only_names_owner("our_api_key"));
    for text in ["my-secret", "your-token", "TOKEN_HERE", "changeme", "hunter2"] {
        assert!(!only_names_owner(text), "{text}");
    }
}

#[test]
fn a_file_that_stands_in_is_told_from_one_that_holds_a_secret() {
    for text in ["not-a-real-secret\n", "", "<token>", "changeme", "dummy\n"] {
        assert!(is_stand_in_file(text), "{text}");
    }
    for text in
        ["hunter2\n", "{\"type\": \"account\"}", "-----BEGIN PRIVATE KEY-----\nexample\n", "p, role, example\n#"]
    {
        assert!(!is_stand_in_file(text), "{text}");
    }
}

#[test]
fn a_token_that_was_made_up_is_told_by_its_letters() {
    for token in
        ["ghp_1234567890abcdefghijklmnopqrstuvwxyz12", "glpat-yourtokenyourtoken", "ghp_ExampleExampleExampleExample"]
    {
        assert!(is_made_up(token), "{token}");
    }
    for token in ["ghp_a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2", "glpat-Eesh7ahroh9Io3aeabc123"] {
        assert!(!is_made_up(token), "{token}");
    }
}

#[test]
fn an_example_says_by_its_name_that_it_is_one() {
    for name in ["app-config.example.yaml", "x/.env.sample", "credentials-example.yaml", "app-config.local.tpl.yaml"] {
        assert!(is_example(name), "{name}");
    }
    for name in ["app-config.yaml", "examples/app-config.yaml", "templates.yaml", "distribution.yaml"] {
        assert!(!is_example(name), "{name}");
    }
}
