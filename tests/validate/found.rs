//! What is looked at, what is said of it, and how the command ends.

use serde_json::Value;

use crate::program::Desk;

const GUEST: &str =
    "auth:\n  providers:\n    github: { production: {} }\n    guest: { dangerouslyAllowOutsideDevelopment: true }\n";

#[test]
fn files_are_merged_in_the_order_in_which_they_are_named() {
    let desk = Desk::new();
    desk.put("open.yaml", GUEST);
    desk.put("shut.yaml", "auth: { providers: { guest: null } }\n");
    let guest = ["--select", "guest-open"];
    desk.run(&[&["validate", "open.yaml", "shut.yaml"][..], &guest].concat()).ended(0, &["nothing found"]);
    desk.run(&[&["validate", "shut.yaml", "open.yaml"][..], &guest].concat())
        .ended(1, &["error[guest-open]", "open.yaml:4:14"]);
    desk.run(&[&["validate", "--each", "open.yaml", "shut.yaml"][..], &guest].concat())
        .ended(1, &["open.yaml:4:14", "1 error in 1 of 2 files, each by itself"]);
}

#[test]
fn a_profile_puts_the_images_layers_below() {
    let desk = Desk::new();
    desk.put("app-config.local.yaml", "app: { title: Acme }\n");
    desk.run(&["validate", "--profile", "github", "app-config.local.yaml", "--select", "guest-open"])
        .ended(1, &["guest-open", "this is the image's own file; app-config.local.yaml may change it"]);
}

#[test]
fn the_least_severity_that_fails_is_chosen() {
    let desk = Desk::new();
    desk.put("a.yaml", "auth: { providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } }\n");
    let run = |fail_on: &str| desk.run(&["validate", "a.yaml", "--select", "guest-open", "--fail-on", fail_on]);
    run("error").ended(0, &["1 warning in 1 file"]);
    run("warning").ended(1, &["1 warning in 1 file"]);
    run("never").ended(0, &["1 warning in 1 file"]);
}

#[test]
fn nothing_to_look_at_and_rules_that_are_not_there_are_told() {
    let desk = Desk::new();
    desk.run(&["validate"]).ended(2, &["there is no configuration in this folder", "devportal-auth init"]);
    desk.put("a.yaml", "app: {}\n");
    desk.run(&["validate", "a.yaml", "--select", "guest-opn"]).ended(2, &["did you mean `guest-open`?"]);
    desk.run(&["validate", "--each"]).ended(2, &["`--each` needs files"]);
    desk.run(&["validate", "a.yaml", "--select", "xx"])
        .ended(2, &["no rule is called `xx`", "`devportal-auth explain rules` has their names"]);
    desk.run(&["explain", "rules"]).ended(0, &["guest-open"]);
    desk.run(&["explain", "gest-opn"]).ended(2, &["did you mean `guest-open`?"]);
}

#[test]
fn every_format_tells_the_same() {
    let desk = Desk::new();
    desk.put("a.yaml", GUEST);
    let run = |format: &str| {
        let output =
            desk.command(&["validate", "a.yaml", "--select", "guest-open", "--format", format]).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{format}");
        assert!(output.stderr.is_empty(), "{format}");
        String::from_utf8(output.stdout).unwrap()
    };
    let json: Value = serde_json::from_str(&run("json")).unwrap();
    let finding = &json["findings"][0];
    assert_eq!((&finding["rule"], &finding["line"], &finding["column"]), (&"guest-open".into(), &4.into(), &14.into()));
    assert_eq!(json["summary"]["errors"], 1);
    let sarif: Value = serde_json::from_str(&run("sarif")).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "guest-open");
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 4);
    assert_eq!(result["partialFingerprints"]["devportalAuth/v1"], finding["fingerprint"]);
    let quality: Value = serde_json::from_str(&run("gitlab")).unwrap();
    assert_eq!(quality[0]["location"]["lines"]["begin"], 4);
    assert!(run("github").starts_with("::error file=a.yaml,line=4,col=14,"));
    assert!(run("junit").contains("<testcase classname=\"guest-open\""));
}

#[test]
fn an_error_that_people_see_leads_to_the_rule() {
    let desk = Desk::new();
    desk.run(&["explain", "No configuration available for the 'production' environment"])
        .ended(0, &["`sign-in-environment`", "Before", "After"]);
    desk.run(&["explain", "rules"]).ended(0, &["guest-open", "sign-in-environment"]);
}

#[test]
fn the_credential_of_an_address_is_told_with_its_reason() {
    let desk = Desk::new();
    desk.put("a.yaml", "integrations:\n  github:\n    - host: github.com\n      token: ${GITHUB_TOKEN}\n");
    let run = |address: &str, format: &str| {
        desk.run(&["validate", "a.yaml", "--explain-credential", address, "--format", format])
    };
    run("github.com/acme/shop", "human").ended(0, &["used the token, `integrations.github.0.token`", "(a.yaml:4)"]);
    run("gitlab.com/acme", "json").ended(0, &["\"uses\": \"no credential\""]);
    run("gitlab.com/acme", "human").ended(0, &["used no credential"]);
    run("code.acme.dev/acme", "human").ended(0, &["no integration is for this host"]);
    run("github.com/acme", "sarif").ended(2, &["writes `human` or `json`"]);
}

#[test]
fn the_sandboxs_credentials_are_sent_to_nobody() {
    let desk = Desk::new();
    desk.rehearse(&["--profile", "github-pat", "--stage", "local"]).ended(0, &[]);
    desk.run(&["validate", "portal"]).ended(0, &["`init --sandbox` wrote these files, and nothing in them is real"]);
    desk.run(&["validate", "portal", "--live"]).ended(2, &["was written by `init --sandbox`"]);
}

#[test]
fn a_companys_own_presets_are_read_from_a_folder() {
    let desk = Desk::new();
    desk.put("presets/acme.yaml", "name: acme\nversion: 1.0.0\nrequires: { variables: { ACME_TOKEN: { description: ours, required: true } } }\nappConfig: { acme: { token: '${ACME_TOKEN}' } }\n");
    desk.put("a.yaml", "app: { title: Acme }\n");
    desk.put(".env", "OTHER=1\n");
    let run = |more: &[&str]| {
        desk.run(
            &[
                &[
                    "validate",
                    "a.yaml",
                    "--presets",
                    "acme",
                    "--env-file",
                    ".env",
                    "--select",
                    "preset-unknown,preset-variables",
                ],
                more,
            ]
            .concat(),
        )
    };
    run(&[]).ended(1, &["preset-unknown"]);
    run(&["--presets-dir", "presets"]).ended(1, &["preset-variables", "ACME_TOKEN"]);
    run(&["--presets-dir", "nowhere"]).ended(2, &["could not read the presets in nowhere"]);
}

/// What only the lowest file of a portal says, with a sign-in that lacks its session secret.
const BASE: &str = "app: { title: Acme, baseUrl: 'https://portal.acme.dev' }\norganization: { name: Acme }\nbackend:\n  baseUrl: https://portal.acme.dev\n  listen: ':7007'\n  cors: { origin: 'https://portal.acme.dev' }\n  database: { client: better-sqlite3, connection: ':memory:' }\ncatalog: { rules: [{ allow: [Component] }] }\nauth:\n  environment: production\n  providers:\n    oidc:\n      production:\n        metadataUrl: https://sso.acme.dev/.well-known/openid-configuration\n        clientId: ${OIDC_ID}\n        clientSecret: ${OIDC_SECRET}\n        prompt: auto\n        signIn: { resolvers: [{ resolver: emailMatchingUserEntityProfileEmail }] }\n";

#[test]
fn the_whole_is_told_by_what_is_written_and_not_by_a_files_name() {
    let desk = Desk::new();
    for name in ["app-config.yaml", "base.yaml", "settings/portal.yml"] {
        desk.put(name, BASE);
        desk.run(&["validate", name]).ended(1, &["session-secret-missing", "judged as the whole portal, by"]);
    }
}

#[test]
fn what_lies_over_an_image_by_its_name_or_its_cluster_is_a_part() {
    let desk = Desk::new();
    for name in ["app-config.production.yaml", "app-config-hub.yaml"] {
        desk.put(name, BASE);
        desk.run(&["validate", name]).ended(0, &["judged as a part of the portal"]);
    }
    let inside: String = BASE.lines().map(|line| format!("    {line}\n")).collect();
    let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: portal }\ndata:\n";
    desk.put("objects.yaml", format!("{object}  app-config.cluster.yaml: |\n{inside}"));
    desk.run(&["validate", "objects.yaml"]).ended(0, &["judged as a part of the portal"]);
}

#[test]
fn of_a_part_nothing_is_missing_and_that_is_said() {
    let desk = Desk::new();
    let part = BASE.split("auth:\n").nth(1).unwrap();
    desk.put("sign-in.yaml", format!("auth:\n{part}"));
    desk.run(&["validate", "sign-in.yaml", "--ignore", "mail-not-verified"])
        .ended(0, &["nothing found", "judged as a part of the portal"]);
    desk.run(&["validate", "sign-in.yaml", "--whole"]).ended(1, &["session-secret-missing", "by `--whole`"]);
    desk.put("app-config.yaml", BASE);
    desk.run(&["validate", "app-config.yaml", "--part"]).ended(0, &["judged as a part of the portal"]);
    desk.run(&["validate", "--format", "json", "--part"])
        .ended(0, &["\"whole\": false", "missing settings were not reported"]);
}

#[test]
fn a_file_that_can_only_be_mounted_is_a_note_and_one_beside_its_neighbours_an_error() {
    let desk = Desk::new();
    desk.put("app-config.yaml", BASE.replace("${OIDC_SECRET}", "{ $file: /run/secrets/oidc }"));
    desk.run(&["validate", "--select", "include-not-found"]).ended(0, &["note[include-not-found]", "it is mounted"]);
    desk.put("app-config.yaml", BASE.replace("${OIDC_SECRET}", "{ $file: mounted/oidc.txt }"));
    desk.run(&["validate", "--select", "include-not-found"]).ended(0, &["note[include-not-found]"]);
    desk.put("mounted/other.txt", "x");
    desk.run(&["validate", "--select", "include-not-found"]).ended(1, &["error[include-not-found]"]);
}

#[test]
fn the_mode_of_the_proxy_is_no_secret_and_is_named() {
    let desk = Desk::new();
    let proxy = "proxy:\n  endpoints:\n    /status:\n      target: https://status.acme.dev\n      credentials: dangerously-allow-unauthenticated\n      headers: { Authorization: 'Bearer ${STATUS_TOKEN}' }\n";
    desk.put("app-config.yaml", proxy);
    desk.run(&["validate"]).ended(1, &["`credentials` is `dangerously-allow-unauthenticated`, so whoever reaches"]);
    desk.put("app-config.yaml", proxy.replace("dangerously-allow-unauthenticated", "Eesh7ahroh9Io3ae"));
    let said = desk.run(&["validate"]);
    assert!(!said.text.contains("Eesh7ahroh9Io3ae"), "{}", said.text);
}

#[cfg(unix)]
#[test]
fn variables_that_are_no_file_are_told_and_not_left_out() {
    let desk = Desk::new();
    desk.put("app-config.yaml", "app: { title: Acme }\n");
    nix::unistd::mkfifo(&desk.path(".env"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    desk.run(&["validate"]).ended(1, &["file-unreadable", ".env", "is no ordinary file"]);
}

#[test]
fn a_key_in_the_wrong_place_is_an_error_where_something_fails_by_it() {
    let desk = Desk::new();
    let block = |resolvers: &str| {
        format!(
            "signIn: {{ resolvers: [{{ resolver: usernameMatchingUserEntityName }}] }}\nauth: {{ providers: {{ github: {{ development: {{ clientId: '${{A}}', clientSecret: '${{B}}'{resolvers} }} }} }} }}\n"
        )
    };
    let run = || desk.run(&["validate", "a.yaml", "--select", "misplaced-key,key-without-effect"]);
    desk.put("a.yaml", block(""));
    run().ended(1, &["error[misplaced-key]", "nobody reads `signIn`"]);
    desk.put("a.yaml", block(", signIn: { resolvers: [{ resolver: usernameMatchingUserEntityName }] }"));
    run().ended(0, &["warning[misplaced-key]", "nobody reads `signIn`"]);
    desk.put("a.yaml", "backend: { auth: { session: { secure: true, sameSite: lax } } }\n");
    let said = run();
    said.ended(0, &["note[key-without-effect]", "`backend.auth.session.secure` has no effect"]);
    assert!(!said.text.contains("did you mean `auth.session`"), "{}", said.text);
}

#[test]
fn the_variables_of_this_process_are_no_others() {
    let desk = Desk::new();
    desk.put(
        "app-config.yaml",
        "integrations: { github: [{ host: github.com, token: '${GITHUB_TOKEN_OF_NOBODY}' }] }\n",
    );
    desk.put(".env", "GITHUB_TOKEN_OF_NOBODY=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\n");
    let run = |more: &[&str]| desk.run(&[&["validate", "--select", "missing-variable"][..], more].concat());
    run(&[]).ended(0, &["nothing found"]);
    run(&["--process-env"]).ended(1, &["GITHUB_TOKEN_OF_NOBODY"]);
}

#[test]
fn a_file_that_was_named_and_is_not_there_ends_the_run_whatever_rules_are_chosen() {
    let desk = Desk::new();
    desk.put("a.yaml", "app: { title: Acme }\n");
    for named in [
        &["nowhere.yaml"][..],
        &["a.yaml", "nowhere.yaml"],
        &["--each", "a.yaml", "nowhere.yaml"],
        &["a.yaml", "--env-file", "nowhere.yaml"],
    ] {
        for more in [&[][..], &["--select", "guest-open"], &["--fail-on", "never"], &["--write-baseline", "b.json"]] {
            if named[0] == "--each" && more.first() == Some(&"--write-baseline") {
                continue;
            }
            let said = desk.run(&[&["validate"], named, more].concat());
            said.ended(2, &["there is no `nowhere.yaml`; nothing was judged"]);
        }
    }
    assert!(!desk.path("b.json").exists());
}

#[test]
fn what_could_not_be_read_counts_whatever_rules_are_chosen() {
    let desk = Desk::new();
    for (text, rule) in [
        (&b"a: [1"[..], "yaml-syntax"),
        (b"a:\n\tb: 1\n", "tab-indentation"),
        (b"a: \xff\n", "not-utf8"),
        (b"- a\n", "root-not-map"),
        (b"a: 1\n---\nb: 2\n", "several-documents"),
        (b"a: 1\na: 2\n", "duplicate-key"),
        (b"a: { $include: nowhere.yaml }\n", "include-not-found"),
    ] {
        desk.put("app-config.yaml", text);
        for how in [&["app-config.yaml"][..], &["--each", "app-config.yaml"], &["app-config.yaml", "--format", "json"]]
        {
            let said = desk.run(&[&["validate", "--select", "guest-open"], how].concat());
            said.ended(1, &[rule]);
        }
    }
    std::fs::create_dir(desk.path("vars")).unwrap();
    desk.put("a.yaml", "app: { title: Acme }\n");
    desk.run(&["validate", "a.yaml", "--env-file", "vars", "--select", "guest-open"]).ended(1, &["file-unreadable"]);
    desk.run(&["validate", "a.yaml", "--ignore", "file-unreadable"]).ended(2, &["`file-unreadable` cannot be ignored"]);
}

#[test]
fn a_flag_that_would_do_nothing_is_refused() {
    let desk = Desk::new();
    desk.put("a.yaml", "integrations: { github: [{ host: github.com, token: '${GITHUB_TOKEN}' }] }\n");
    desk.put("presets/acme.yaml", "name: acme\nversion: 1.0.0\n");
    let run = |more: &[&str]| desk.run(&[&["validate", "a.yaml"], more].concat());
    for more in [
        &["--write-baseline", "b.json"][..],
        &["--baseline", "b.json"],
        &["--history"],
        &["--fail-on", "note"],
        &["--select", "guest-open"],
        &["--ignore", "guest-open"],
        &["--stage", "local"],
        &["--whole"],
        &["--part"],
    ] {
        run(&[&["--explain-credential", "github.com/acme/shop"], more].concat()).ended(2, &["cannot be used with"]);
    }
    run(&["--explain-credential", "github.com/acme/shop"]).ended(0, &["its token is used"]);
    run(&["--explain-credential", " "]).ended(2, &["an address, such as github.com/acme/shop"]);
    run(&["--select", "guest-open", "--ignore", "guest-open"]).ended(2, &["leave no rule to judge by"]);
    run(&["--presets-dir", "presets"]).ended(2, &["none is named; name them with `--presets`"]);
    run(&["--each", "--presets-dir", "presets"]).ended(2, &["none is named; name them with `--presets`"]);
    let said = run(&["--each", "--presets", "acme", "--presets-dir", "presets"]);
    assert!(!said.text.contains("preset-unknown"), "{}", said.text);
    run(&["--budget", "5"]).ended(2, &["--live"]);
    for flag in [["--ca-cert", "nowhere.pem"], ["--timeout", "5"]] {
        run(&flag).ended(2, &["nothing is asked here; add `--live`"]);
        desk.run(&[&flag[..], &["schema"]].concat()).ended(2, &["nothing is asked here"]);
        desk.run(&[&["run"], &flag[..], &["--", "true"]].concat()).ended(2, &["nothing is asked here"]);
    }
}

#[test]
fn a_folder_is_named_alone() {
    let desk = Desk::new();
    for folder in ["a", "b"] {
        desk.put(&format!("{folder}/app-config.yaml"), "app: { title: Acme }\n");
    }
    let says = ["`a` is a folder, and others are named beside it; name one folder alone, or files"];
    desk.run(&["validate", "a", "b"]).ended(2, &says);
    desk.run(&["validate", "b/app-config.yaml", "a"]).ended(2, &says);
    desk.run(&["validate", "--each", "a"]).ended(2, &["`a` is a folder, and `--each` needs files"]);
    desk.run(&["validate", "a"]).ended(0, &[]);
}

#[test]
fn a_manifest_that_something_beside_it_changes_is_not_the_whole_portal() {
    let config =
        "    app: { baseUrl: 'https://portal.acme.dev' }\n    backend: { baseUrl: 'https://portal.acme.dev' }\n";
    let map =
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: portal }}\ndata:\n  app-config.yaml: |\n{config}");
    let open =
        "    auth: { environment: production, providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } }\n";
    let patched = open.replace("    auth", "          auth");
    let patches = format!(
        "patches:\n  - target: {{ kind: ConfigMap, name: portal }}\n    patch: |-\n      - op: replace\n        path: /data/app-config.yaml\n        value: |\n{patched}"
    );
    let set = "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: backstage }\nspec:\n  template:\n    spec:\n      containers:\n        - name: backstage\n          image: acme/backstage:1\n          ports: [{ containerPort: 7007 }]\n          env: [{ name: APP_CONFIG_auth_providers_guest_dangerouslyAllowOutsideDevelopment, value: 'true' }]\n";
    // The kustomization that names it is looked at in its stead.
    let desk = Desk::new();
    desk.put("map.yaml", &map);
    desk.put("kustomization.yaml", format!("resources: [map.yaml]\n{patches}"));
    let said = desk.run(&["validate"]);
    assert!(said.text.contains("guest-open"), "{}", said.text);
    for (file, text) in [
        ("overlays/production/kustomization.yaml", format!("resources: [../../base]\n{patches}")),
        (
            "flux.yaml",
            format!(
                "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {{ name: portal }}\nspec:\n  path: ./base\n  {}",
                patches.replace('\n', "\n  ")
            ),
        ),
        ("base/deployment.yaml", set.to_owned()),
    ] {
        let desk = Desk::new();
        desk.put("base/map.yaml", &map);
        desk.put(file, text);
        let said = desk.run(&["validate"]);
        assert!(said.text.contains(&format!("judged as a part of the portal: `{file}`")), "{}", said.text);
    }
}
