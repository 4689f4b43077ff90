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
fn the_variable_that_is_advised_for_a_secret_is_the_one_that_the_image_reads() {
    let desk = Desk::new();
    let block = "metadataUrl: https://sso.acme.dev/realms/acme\n        clientId: portal\n        clientSecret: 'Zq7Kx2pw9LmNvB4tRsXy8Hd'\n";
    desk.put("app-config.local.yaml", format!("auth:\n  providers:\n    oidc:\n      production:\n        {block}"));
    for (profile, variable) in [("keycloak", "KEYCLOAK_CLIENT_SECRET"), ("github", "OIDC_AUTH_CLIENT_SECRET")] {
        let flags = ["validate", "app-config.local.yaml", "--select", "inline-secret", "--profile", profile];
        desk.run(&flags).ended(1, &[&format!("write `${{{variable}}}`")]);
    }
}

/// A reader of a report looks for its keys, whatever words somebody took for a secret.
#[test]
fn no_key_of_a_report_is_taken_for_a_secret_that_has_its_name() {
    let desk = Desk::new();
    for format in ["json", "sarif", "gitlab"] {
        let keys = |name: &str| {
            let said = desk.run(&["validate", "--format", format, "--fail-on", "never", name]);
            let document: serde_json::Value = serde_json::from_str(&said.text).unwrap();
            let mut keys = std::collections::BTreeSet::new();
            collect(&document, &mut keys);
            keys
        };
        let wrong = "auth: { environment: production, providers: { github: { production: { clientId: a } } } }\n";
        desk.put("app-config.yaml", wrong);
        let before = keys("app-config.yaml");
        assert!(before.len() >= 8, "{before:?}");
        let secrets = before.iter().enumerate().map(|(number, key)| format!("  of{number}: {{ token: \"{key}\" }}\n"));
        desk.put("app-config.yaml", format!("{wrong}acme:\n{}", secrets.collect::<String>()));
        let after = keys("app-config.yaml");
        assert!(before.is_subset(&after), "{format}: {:?}", before.difference(&after).collect::<Vec<_>>());
    }
    desk.put("app-config.yaml", "app: { baseUrl: 'http://localhost:3000' }\nbackend: { baseUrl: 'http://localhost:7007' }\nacme: { secretScanningCheck: { rule: xyz1234 } }\n");
    desk.run(&["validate", "--fail-on", "never"]).ended(0, &["error[origin-mismatch]"]);
}

fn collect(document: &serde_json::Value, keys: &mut std::collections::BTreeSet<String>) {
    match document {
        serde_json::Value::Object(map) => {
            keys.extend(map.keys().cloned());
            map.values().for_each(|value| collect(value, keys));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, keys)),
        _ => {}
    }
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

/// A secret is dots in what is shown, but not where the place is told; of what is far to the right that is all.
#[test]
fn a_place_far_to_the_right_or_behind_a_secret_is_told_as_the_file_has_it() {
    let desk = Desk::new();
    let far = format!("backend: {{ b: {}, ", "x".repeat(130));
    let behind = "backend: { token: glpat-1Qz7Kp2Lm9Xw4Rt6Yb8N, ";
    for before in [far.as_str(), behind] {
        desk.put("a.yaml", format!("{before}baseUrl: 'http://portal.acme.dev/' }}\n"));
        let said = desk.run(&["validate", "a.yaml", "--select", "base-url-form", "--fail-on", "note"]);
        let place = format!("a.yaml:1:{}", before.len() + "baseUrl: ".len() + 1);
        said.ended(1, &[&place]);
        assert_eq!(said.text.contains("baseUrl: 'http://portal.acme.dev/'"), before == behind, "{}", said.text);
        assert!(!said.text.contains("1Qz7Kp2Lm9"), "{}", said.text);
    }
}

/// Nobody's key says so, and still it is one by how it looks, in the lines around a mend as well.
#[test]
fn what_is_a_secret_by_its_form_is_shown_at_no_key_and_in_no_message() {
    let body = "MHcCAQEECANARYa1b2c3d4e5f6a7b8c9d0CANARY";
    let in_one = format!("-----BEGIN EC PRIVATE KEY-----\\n{body}\\n-----END EC PRIVATE KEY-----\\n");
    let block = format!("-----BEGIN EC PRIVATE KEY-----\n    {body}\n    -----END EC PRIVATE KEY-----");
    for (value, key) in [
        (format!("\"{in_one}\""), "cert"),
        (format!("'{in_one}'"), "ca"),
        (in_one.replace("\\n", " "), "pem2"),
        (format!("|\n    {block}"), "zz"),
        ("https://hooks.slack.com/services/T0CANARY/B0CANARY/CANARY0123456789".to_owned(), "url"),
        ("xoxb-012345678901-CANARYcanaryCANARY".to_owned(), "bot"),
        ("npm_CANARYcanaryCANARYcanaryCANARYcanary01".to_owned(), "registry"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJDQU5BUlkifQ.CANARYcanaryCANARY".to_owned(), "bearerOf"),
        ("https://CANARY0123:@acme.test/x.git".to_owned(), "mirror"),
        ("https://acme.test/x?a=1&key=CANARY0123".to_owned(), "feed"),
        ("CANARY0123".to_owned(), "pw"),
        ("CANARY0123".to_owned(), "sdkKey"),
        ("{ a: CANARY0123 }".to_owned(), "extraRequestHeaders"),
        ("ada:CANARY0123".to_owned(), "auth"),
    ] {
        let desk = Desk::new();
        let store = if value.starts_with('|') { "memory" } else { value.as_str() };
        let zoo = format!("zoo:\n  a: ${{B:c}}\n  {key}: {value}\n  b: ${{B:c}}\n");
        desk.put("app-config.yaml", format!("{zoo}backend:\n  cache:\n    store: {store}\n"));
        desk.put("compose.yaml", format!("services:\n  devportal:\n    image: veecode/devportal:1\n    environment:\n      PEM: {value}\n      PORT: 7007\n"));
        for format in ["human", "json", "sarif", "github", "gitlab", "junit"] {
            for file in ["app-config.yaml", "compose.yaml"] {
                let said = desk.run(&["validate", "--format", format, file]);
                assert!(!said.text.contains("CANARY"), "{format} {key}: {value}\n{}", said.text);
            }
        }
        let said = desk.run(&["validate", "--fix", "--dry-run", "app-config.yaml"]);
        assert!(said.text.contains("${B:-c}") && !said.text.contains("CANARY"), "{key}: {value}\n{}", said.text);
    }
    let desk = Desk::new();
    desk.put("token.txt", "CANARY0123\n");
    let said = desk.run(&["validate", "token.txt"]);
    assert!(!said.text.contains("CANARY"), "{}", said.text);
}

#[test]
fn a_variable_in_a_shells_way_is_named_where_a_secret_belongs_and_a_password_that_begins_so_is_not() {
    let desk = Desk::new();
    let with = |secret: &str| {
        format!("auth:\n  providers:\n    github:\n      development: {{ clientId: a, clientSecret: {secret} }}\n")
    };
    desk.put("app-config.yaml", with("$GITHUB_SECRET"));
    let said = desk.run(&["validate", "app-config.yaml", "--select", "shell-variable"]);
    assert!(
        said.text.contains("`$GITHUB_SECRET` stays as it is written") && said.text.contains("write `${GITHUB_SECRET}`"),
        "{}",
        said.text
    );
    desk.put("app-config.yaml", with("$HUNTERTWO7"));
    let said = desk.run(&["validate", "app-config.yaml", "--select", "shell-variable"]);
    assert!(!said.text.contains("HUNTERTWO7"), "{}", said.text);
}

#[test]
fn of_a_host_in_a_wrong_form_nothing_but_a_host_is_repeated() {
    let desk = Desk::new();
    for (host, api) in [
        ("https://https://", "https://api.github.com"),
        ("https://ab:pw@", "https://api.github.com"),
        ("github.acme.dev", "https://https://api.github.com"),
        ("github.acme.dev", "https://ab:pw@https:"),
    ] {
        let entry = |api: &str| format!("    - {{ host: '{host}', token: '${{T}}', apiBaseUrl: '{api}' }}\n");
        desk.put("app-config.yaml", format!("integrations:\n  github:\n{}{}", entry(api), entry(api)));
        for format in ["human", "json"] {
            let said = desk.run(&["validate", "app-config.yaml", "--format", format]).text;
            for shown in ["ab:pw", "`https:`", "https://https://", "https://ab"] {
                assert!(
                    !said.contains(&format!("`{shown}")) && !said.contains(&format!("apiBaseUrl: {shown}")),
                    "{host} {api}: {said}"
                );
            }
            assert!(!said.contains("pw@") && !said.contains("w@github"), "{host} {api}: {said}");
        }
    }
}

#[test]
fn a_file_keeps_its_name_though_a_password_is_the_same_word() {
    let desk = Desk::new();
    desk.put(
        "docker/compose.yml",
        "services: { backstage: { image: 'backstage:1', environment: { GITEA_PASSWORD: compose, CLIENT_SECRET: hunter2hunter2 } } }\n",
    );
    let said = desk.run(&["validate", "docker/compose.yml"]);
    said.ended(0, &["--> docker/compose.yml:1:", "`GITEA_PASSWORD` is written out in a compose file"]);
    assert!(!said.text.contains("GITEA_PASSWORD: compose"), "{}", said.text);
    desk.run(&["validate", "--format", "json", "docker/compose.yml"]).ended(0, &["\"file\": \"docker/compose.yml\""]);
}

#[test]
fn what_a_file_of_the_machine_holds_is_shown_of_no_key_that_takes_it() {
    let desk = Desk::new();
    desk.put("outside/password", "correct-horse-CANARY-battery\n");
    desk.put("outside/some.yaml", "servers:\n  main: CANARY-main-value\n");
    desk.put("portal/.git/HEAD", "ref: refs/heads/main\n");
    let keys = [
        "auth: { environment: VALUE, providers: { github: { production: { clientId: x, clientSecret: '${B}' } } } }",
        "integrations: { github: [{ host: VALUE }] }",
        "proxy: { endpoints: { /x: { target: 'https://x.test', credentials: VALUE } } }",
        "backend: { auth: { externalAccess: [{ type: VALUE, options: { token: '${B}' } }] } }",
        "auth: { providers: { guest: { userEntityRef: VALUE, dangerouslyAllowOutsideDevelopment: true } } }",
    ];
    let absolute = desk.path("outside/password").display().to_string();
    let from = ["$file: ../outside/password".to_owned(), format!("$file: {absolute}")];
    let from = from.into_iter().chain(["$include: '../outside/some.yaml#servers.main'".to_owned()]);
    for from in from {
        for key in keys {
            desk.put("portal/app-config.yaml", key.replace("VALUE", &format!("{{ {from} }}")));
            for format in ["human", "json", "sarif", "github"] {
                let said = desk.run(&["validate", "portal", "--format", format]);
                assert!(!said.text.to_lowercase().contains("canary"), "{from}, {key}: {}", said.text);
            }
        }
    }
}

#[test]
#[cfg(unix)]
fn what_is_included_by_way_of_a_link_out_of_the_checkout_is_not_shown() {
    let desk = Desk::new();
    desk.put("outside/some.yaml", "main: CANARY-main-value\n");
    desk.put("portal/.git/HEAD", "ref: refs/heads/main\n");
    std::os::unix::fs::symlink("../outside/some.yaml", desk.path("portal/some.yaml")).unwrap();
    let taken = "auth: { environment: { $include: 'some.yaml#main' }, providers: { github: { production: { clientId: x } } } }\n";
    desk.put("portal/app-config.yaml", taken);
    let said = desk.run(&["validate", "portal"]);
    assert!(!said.text.contains("CANARY"), "{}", said.text);
}

#[test]
fn a_line_with_thousands_of_findings_is_searched_once() {
    let desk = Desk::new();
    let entry = |number: u32| format!("{{host: 'https://h{number}.dev', token: R8kLm2Qz7TnVbX4cJ9wY{number}}}");
    let entries: Vec<_> = (0..2_000).map(entry).collect();
    desk.put("app-config.yaml", format!("integrations: {{github: [{}]}}\n", entries.join(",")));
    // Searched anew for each of them, it would take hours; shown anew, it would be a hundred megabytes.
    let output = desk.command(&["validate", "app-config.yaml"]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("`h1999.dev`") && said.contains("4000 errors"), "{} bytes", said.len());
    assert!(said.len() < 4_000_000 && !said.contains("R8kLm2"), "{} bytes", said.len());
}

#[test]
fn nothing_is_shown_of_a_file_that_is_left_alone() {
    let desk = Desk::new();
    let patch = "[{\"op\": \"add\", \"path\": \"/stringData/GITHUB_TOKEN\", \"value\": \"Qz7CANARYPpq25Wk\"}]\n";
    desk.put("patch.yaml", patch);
    let said = desk.run(&["validate", "patch.yaml"]);
    said.ended(0, &["note[left-alone]", "--> patch.yaml:1:1"]);
    assert!(!said.text.contains("CANARY"), "{}", said.text);
}
