//! Without arguments, the files are those that the folder starts its portal with.

use crate::program::Desk;

const OPEN: &str = "auth: { providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } }\n";

/// A folder with three files, in the last of which the guest is open.
fn desk(open: &str) -> Desk {
    let desk = Desk::new();
    for name in ["app-config.yaml", "app-config.production.yaml", "app-config.docker.yaml"] {
        desk.put(name, if name == open { OPEN } else { "app: { title: Acme }\n" });
    }
    desk
}

#[test]
fn the_files_are_those_that_the_dockerfiles_command_names() {
    for (open, found) in [("app-config.docker.yaml", true), ("app-config.production.yaml", false)] {
        let desk = desk(open);
        desk.put(
            "packages/backend/Dockerfile",
            "FROM node\nCMD [\"node\", \"packages/backend\", \"--config\", \"app-config.yaml\", \"--config\", \"app-config.docker.yaml\"]\n",
        );
        let said = desk.run(&["validate", "--select", "guest-open"]);
        assert_eq!(said.text.contains("guest-open"), found, "{open}: {}", said.text);
        assert!(said.text.contains("2 files") || found, "{open}: {}", said.text);
    }
}

#[test]
fn without_a_word_of_it_the_usual_names_are_read() {
    let desk = desk("app-config.production.yaml");
    desk.put("Dockerfile", "FROM node\nENTRYPOINT [\"./start.sh\"]\n");
    let said = desk.run(&["validate", "--select", "guest-open"]);
    assert!(said.text.contains("app-config.production.yaml:1:"), "{}", said.text);
}

#[test]
fn a_variable_brings_the_file_of_its_environment() {
    let desk = desk("app-config.docker.yaml");
    desk.put(".env", "BACKSTAGE_ENV=docker\n");
    let said = desk.run(&["validate", "--select", "guest-open"]);
    assert!(said.text.contains("app-config.docker.yaml:1:"), "{}", said.text);
}

#[test]
fn a_file_that_the_command_does_not_name_is_named_and_looked_through_for_secrets() {
    let desk = Desk::new();
    desk.put("Dockerfile", "FROM node\nCMD [\"node\", \"packages/backend\", \"--config\", \"app-config.yaml\"]\n");
    desk.put("app-config.yaml", "app: { title: Acme }\n");
    let token = format!("ghp_{}", "A7ah3ieW4ohquiePhoh1Eishoo4ieB9ahQu2");
    let staging = format!(
        "auth:\n  session:\n    secret: Eesh7ahroh9Io3ae\nintegrations: {{ github: [{{ host: github.com, token: {token} }}] }}\n"
    );
    desk.put("app-config.staging.yaml", staging);
    let said = desk.run(&["validate"]);
    said.ended(
        1,
        &[
            "error[leaked-token]",
            "error[inline-secret]",
            "only looked through for secrets: the command in `Dockerfile` does not name this file",
            "devportal-auth validate app-config.yaml app-config.staging.yaml",
        ],
    );
    assert!(!said.text.contains("Eesh7ahroh9Io3ae") && !said.text.contains(&token), "{}", said.text);
    desk.put("app-config.staging.yaml", "app: { title: Staging }\n");
    desk.run(&["validate"]).ended(0, &["1 note in 1 file"]);
}

#[test]
fn what_backstage_loads_first_stands_first_in_the_command_that_is_proposed() {
    let desk = Desk::new();
    let command = "CMD [\"node\", \"packages/backend\", \"--config\", \"app-config.production.yaml\"]\n";
    desk.put("Dockerfile", format!("FROM node\n{command}"));
    desk.put("app-config.yaml", "app: { title: Acme }\n");
    desk.put("app-config.production.yaml", "app: { title: Acme }\n");
    let proposed = "devportal-auth validate app-config.yaml app-config.production.yaml";
    desk.run(&["validate"]).ended(0, &["does not name this file", proposed]);
}

#[test]
fn a_file_that_the_command_names_and_that_is_not_here_makes_it_a_part() {
    let desk = Desk::new();
    let command =
        "FROM node\nCMD [\"node\", \"--config\", \"app-config.yaml\", \"--config\", \"app-config.production.yaml\"]\n";
    desk.put("Dockerfile", command);
    desk.put("app-config.yaml", "app: { title: Acme }\n");
    let said = "judged as a part of the portal: the command in `Dockerfile` names `app-config.production.yaml`, which is not here";
    desk.run(&["validate"]).ended(0, &[said]);
}

/// A portal whose image's own files leave out what its sign-in needs.
fn lacking() -> Desk {
    let desk = Desk::new();
    let command = "FROM node\nCMD [\"node\", \"packages/backend\", \"--config\", \"app-config.yaml\", \"--config\", \"app-config.production.yaml\"]\n";
    put(&desk, "portal/packages/backend/Dockerfile", command);
    let base = "app: { title: Acme }
auth:
  session:
  providers:
    oidc:
      development:
        metadataUrl: http://localhost:8081/realms/acme/.well-known/openid-configuration
        clientId: portal
        clientSecret: ${OIDC_CLIENT_SECRET}
        prompt: auto
        signIn: { resolvers: [{ resolver: emailLocalPartMatchingUserEntityName }] }
";
    put(&desk, "portal/app-config.yaml", base);
    put(&desk, "portal/app-config.production.yaml", "auth: { environment: production }\n");
    desk.shell("git init -q").ended(0, &[]);
    desk
}

fn put(desk: &Desk, name: &str, content: &str) {
    std::fs::create_dir_all(desk.path(name).parent().unwrap()).unwrap();
    desk.put(name, content);
}

#[test]
fn what_a_deployment_of_the_same_checkout_lays_over_the_images_files_is_unseen() {
    let desk = lacking();
    let run = || desk.run(&["validate", "portal", "--select", "session-secret-missing,sign-in-environment"]);
    run().ended(1, &["error[session-secret-missing]", "error[sign-in-environment]", "2 errors in 2 files"]);
    let template = "# the portal, which is a backstage
args:
  - \"--config\"
  - \"app-config.yaml\"
  - \"--config\"
  - \"CONFIG\"
{{- if .Values.x }}
";
    put(&desk, "deploy/helm/templates/deployment.yaml", &template.replace("CONFIG", "app-config.production.yaml"));
    run().ended(1, &["error[session-secret-missing]", "error[sign-in-environment]"]);
    put(
        &desk,
        "deploy/helm/templates/deployment.yaml",
        &template.replace("CONFIG", "/etc/acme/app-config.production.yaml"),
    );
    run().ended(
        0,
        &[
            "nothing found",
            "`deploy/helm/templates/deployment.yaml` deploys it with configuration of its own",
            "(add `--whole` if this is everything; what deploys it: `devportal-auth validate deploy/helm/templates/deployment.yaml`)",
        ],
    );
    desk.run(&["validate", "portal", "--whole"]).ended(1, &["error[session-secret-missing]"]);
}

#[test]
fn what_lies_outside_of_the_checkout_deploys_nothing_of_it() {
    let desk = lacking();
    desk.shell("rm -r .git").ended(0, &[]);
    put(&desk, "deploy/values.yaml", "backstage:\n  appConfig:\n    app: { title: Other }\n");
    let run = || desk.run(&["validate", "portal", "--select", "session-secret-missing"]);
    run().ended(1, &["error[session-secret-missing]"]);
    put(&desk, "portal/deploy/values.yaml", "backstage:\n  appConfig:\n    app: { title: Acme }\n");
    run().ended(0, &["portal/deploy/values.yaml` deploys it"]);
}

#[test]
fn the_only_configuration_below_a_folder_is_judged_and_that_is_said() {
    for place in ["backstage", "apps/portal"] {
        let desk = Desk::new();
        desk.put(&format!("{place}/app-config.yaml"), OPEN);
        desk.put(&format!("{place}/plugins/acme/app-config.yaml"), "app: { title: Deeper }\n");
        desk.put("node_modules/other/app-config.yaml", OPEN);
        desk.put("backend/.cache/app-config.yaml", OPEN);
        desk.put("docs/app-config.example.yaml", OPEN);
        let said = desk.run(&["validate", "--select", "guest-open"]);
        said.ended(0, &[&format!("{place}/app-config.yaml:1:"), &format!("of all below it only `{place}`")]);
        let json = desk.run(&["validate", "--select", "guest-open", "--format", "json"]);
        json.ended(0, &[&format!("of all below it only `{place}`")]);
    }
}

#[test]
fn several_configurations_below_a_folder_are_named() {
    let desk = Desk::new();
    for name in ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta"] {
        desk.put(&format!("workspaces/{name}/app-config.yaml"), OPEN);
    }
    desk.run(&["validate"]).ended(
        2,
        &["there are `workspaces/alpha`, `workspaces/beta`", "and 2 more", "devportal-auth validate workspaces/alpha"],
    );
}

#[test]
fn files_of_the_developer_hub_are_found_by_their_names() {
    let desk = Desk::new();
    desk.put("app-config-rhdh.yaml", OPEN);
    desk.run(&["validate", "--select", "guest-open"])
        .ended(0, &["app-config-rhdh.yaml:1:", "only `app-config-rhdh.yaml`"]);
    desk.put("app-config.extensions.yaml", OPEN);
    desk.run(&["validate"])
        .ended(2, &["`app-config-rhdh.yaml`, `app-config.extensions.yaml`", "in the order in which"]);
}

#[test]
fn the_values_of_a_chart_are_found_where_there_is_nothing_else() {
    let desk = Desk::new();
    desk.put(
        "helm/portal/values.yaml",
        "backstage:\n  appConfig:\n    auth: { providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } }\n",
    );
    desk.put("helm/other/values.yaml", "image: x\n");
    desk.run(&["validate", "--select", "guest-open"]).ended(0, &["helm/portal/values.yaml:3:"]);
    desk.put("portal/app-config.yaml", OPEN);
    desk.run(&["validate", "--select", "guest-open"]).ended(0, &["portal/app-config.yaml:1:"]);
}

#[test]
fn what_starts_a_portal_with_files_that_are_elsewhere_is_looked_at_itself() {
    let desk = Desk::new();
    let service = "services:\n  backstage:\n    image: acme/backstage:1\n    command: [node, packages/backend, --config, /app/app-config.yaml]\n";
    desk.put(
        "compose.yaml",
        format!("{service}    environment: {{ GITHUB_TOKEN: ghp_1Qz7Kp2Lm9Xw4Rt6Yb8Nc3Vd5Hs1Jf0Ga1 }}\n"),
    );
    desk.run(&["validate"]).ended(0, &["warning[secret-in-values]", "compose.yaml:5:"]);
    desk.put("compose.yaml", "services:\n  web:\n    image: acme/web:1\n");
    desk.run(&["validate"]).ended(2, &["there is no configuration in this folder"]);
}

#[cfg(unix)]
#[test]
fn no_link_is_followed_to_a_configuration() {
    let desk = Desk::new();
    desk.put("elsewhere/portal/app-config.yaml", OPEN);
    desk.put("here/readme.txt", "x");
    std::os::unix::fs::symlink(desk.path("elsewhere/portal"), desk.path("here/portal")).unwrap();
    desk.run(&["validate", "here"]).ended(2, &["there is no configuration in here"]);
}

#[test]
fn what_deploys_a_portal_is_looked_through_wherever_both_lie() {
    let values = "backstage:
  appConfig:
    integrations: { github: [{ host: github.com, token: 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 }] }
";
    for portal in ["portal", ""] {
        for file in
            ["gitops/apps/values.yaml", "helm/backstage/values.yaml", "apps/portal/values.yaml", "deploy/values.yaml"]
        {
            let desk = Desk::new();
            let own = "app: { baseUrl: 'https://portal.acme.dev' }\nbackend: { baseUrl: 'https://portal.acme.dev' }\n";
            put(&desk, format!("{portal}/app-config.yaml").trim_start_matches('/'), own);
            desk.shell("git init -q").ended(0, &[]);
            put(&desk, file, values);
            for at in [&["validate", "portal"][..], &["validate"]].into_iter().skip(usize::from(portal.is_empty())) {
                let said = desk.run(at);
                said.ended(1, &["error[leaked-token]", file, "deploys it with configuration of its own"]);
            }
        }
    }
    // A chart is tried out with values of its own, and nobody is deployed by them.
    let desk = lacking();
    let run = || desk.run(&["validate", "portal", "--select", "session-secret-missing"]);
    put(&desk, "helm/portal/ci/values.yaml", values);
    run().ended(1, &["error[session-secret-missing]"]);
}

#[test]
fn a_file_of_the_image_that_a_deployment_may_not_load_takes_no_callback_away_for_sure() {
    let desk = lacking();
    let base = "app: { baseUrl: 'http://portal.acme.dev' }
backend: { baseUrl: 'http://portal.acme.dev' }
auth:
  environment: development
  providers:
    gitlab:
      development:
        clientId: ${GITLAB_CLIENT_ID}
        clientSecret: ${GITLAB_CLIENT_SECRET}
        callbackUrl: http://portal.acme.dev/api/auth/gitlab/handler/frame
";
    put(&desk, "portal/app-config.yaml", base);
    put(&desk, "portal/app-config.production.yaml", "backend: { baseUrl: 'http://localhost:7007' }\n");
    let run = || desk.run(&["validate", "portal", "--select", "callback-url"]);
    run().ended(1, &["error[callback-url]"]);
    let template = "# the portal, which is a backstage
args:
  - \"--config\"
  - \"/etc/acme/app-config.portal.yaml\"
{{- if .Values.x }}
";
    put(&desk, "deploy/helm/templates/deployment.yaml", template);
    run().ended(0, &["warning[callback-url]", "deploys it with configuration of its own"]);
}

/// Layers of the operator beside what starts an image.
const OWN: &str = "auth: { environment: production }\n";

/// The rules that found something, whatever the files are called.
fn found(desk: &Desk, args: &[&str]) -> Vec<String> {
    let said = desk.run(&[&["validate"][..], args].concat());
    assert_eq!(said.code, 1, "{args:?}: {}", said.text);
    let lines = said
        .text
        .split_whitespace()
        .filter(|line| ["error[", "warning[", "note["].iter().any(|begins| line.starts_with(begins)));
    let mut found: Vec<_> = lines.map(|line| line.split(':').next().unwrap_or(line).to_owned()).collect();
    found.sort();
    found
}

#[test]
fn what_starts_an_image_is_judged_with_its_profile_although_an_own_layer_lies_beside() {
    let compose = |more: &str| {
        format!(
            "services:\n  portal:\n    image: veecode/devportal:1.2.3\n{more}    volumes:\n      - ./app-config.local.yaml:/app/app-config.local.yaml\n"
        )
    };
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: portal }\nspec:\n  template:\n    spec:\n      containers:\n        - name: portal\n          image: veecode/devportal:1.2.3\n          env: [{ name: VEECODE_PROFILE, value: github }]\n";
    let values = "upstream:\n  backstage:\n    appConfig: { organization: { name: Acme } }\n    extraEnvVars: [{ name: VEECODE_PROFILE, value: github }]\n";
    for (file, text) in [
        ("docker-compose.yml", compose("    environment:\n      VEECODE_PROFILE: github\n")),
        ("compose.yaml", compose("    environment:\n      - VEECODE_PROFILE=github\n")),
        ("compose.yml", compose("    env_file: portal.env\n")),
        ("deployment.yaml", deployment.to_owned()),
        ("portal.yaml", deployment.to_owned()),
        ("values.yaml", values.to_owned()),
    ] {
        let desk = Desk::new();
        desk.put("app-config.local.yaml", OWN);
        desk.put("portal.env", "VEECODE_PROFILE=github\n");
        desk.put(file, &text);
        let named: &[&str] = if file.contains("compose") { &[file] } else { &[file, "app-config.local.yaml"] };
        let as_named = found(&desk, named);
        assert!(as_named.contains(&"error[guest-open]".to_owned()), "{file}: {as_named:?}");
        assert!(as_named.contains(&"error[sign-in-environment]".to_owned()), "{file}: {as_named:?}");
        for plain in [&[][..], &["."]] {
            assert_eq!(found(&desk, plain), as_named, "{file}, {plain:?}");
        }
    }
}

#[test]
fn a_dockerfile_that_sets_the_profile_is_judged_with_it_and_a_variable_counts_before_it() {
    let desk = Desk::new();
    desk.put("Dockerfile", "FROM veecode/devportal:1.2.3\nENV VEECODE_PROFILE=github\nCOPY app-config.local.yaml .\n");
    desk.put("app-config.local.yaml", OWN);
    assert!(found(&desk, &[]).contains(&"error[guest-open]".to_owned()));
    desk.put(".env", "VEECODE_PROFILE=keycloak\n");
    let said = desk.run(&["validate"]);
    assert!(said.text.contains("by `keycloak`") || said.text.contains("app-config.keycloak.yaml"), "{}", said.text);
}

#[test]
fn a_checkout_beside_what_starts_an_image_is_judged_as_it_was() {
    let desk = Desk::new();
    desk.put(
        "compose.yaml",
        "services:\n  portal:\n    image: veecode/devportal:1\n    environment: { VEECODE_PROFILE: github }\n",
    );
    desk.put("app-config.yaml", "app: { title: Acme }\n");
    desk.run(&["validate", "--select", "guest-open"]).ended(0, &["nothing found"]);
}

#[test]
fn configuration_in_variables_of_the_image_that_is_started_counts() {
    let name = "APP_CONFIG_backend_auth_dangerouslyDisableDefaultAuthPolicy";
    let command = "CMD [\"node\", \"packages/backend\", \"--config\", \"app-config.yaml\"]\n";
    let desk = Desk::new();
    desk.put("app-config.yaml", "app: { baseUrl: 'https://p.acme.dev' }\nbackend: { baseUrl: 'https://p.acme.dev' }\n");
    desk.put("Dockerfile", format!("FROM node AS base\nENV {name}=true OTHER=x\nFROM base\n{command}"));
    desk.run(&["validate", "--select", "service-key"]).ended(1, &["error[service-key]", "judged as the whole portal"]);
    desk.put("Dockerfile", format!("FROM node AS base\nENV {name}=true OTHER=x\nFROM node\n{command}"));
    desk.run(&["validate", "--select", "service-key"]).ended(0, &["judged as the whole portal"]);
}

#[test]
fn where_nobody_says_what_is_loaded_the_files_beside_are_looked_through_all_the_same() {
    let desk = Desk::new();
    let token = format!("ghp_{}", "A7ah3ieW4ohquiePhoh1Eishoo4ieB9ahQu2");
    desk.put("app-config.yaml", "app: { title: Acme }\n");
    desk.put(
        "app-config.prod.yaml",
        format!("auth: {{ providers: {{ guest: {{ dangerouslyAllowOutsideDevelopment: true }} }} }}\nintegrations: {{ github: [{{ host: github.com, token: {token} }}] }}\n"),
    );
    let said = desk.run(&["validate"]);
    said.ended(
        1,
        &[
            "error[leaked-token]",
            "app-config.prod.yaml:2:",
            "note[not-read]: only looked through for secrets: nothing here says that it is loaded",
        ],
    );
    assert!(!said.text.contains("guest-open") && !said.text.contains(&token), "{}", said.text);
}

#[test]
fn configuration_in_variables_beside_the_command_counts() {
    let portal = "app: { baseUrl: https://p.acme.dev }\nbackend: { baseUrl: https://p.acme.dev }\nauth:\n  environment: production\n  providers:\n    guest: null\n    github: { production: { clientId: '${A}', clientSecret: '${B}', signIn: { resolvers: [{ resolver: usernameMatchingUserEntityName }] } } }\n";
    let open = "APP_CONFIG_backend_auth_dangerouslyDisableDefaultAuthPolicy";
    let command = "[node, packages/backend, --config, app-config.yaml]";
    let compose =
        |more: &str| format!("services:\n  portal:\n    image: acme/portal:1\n    command: {command}\n{more}");
    for (file, text) in [
        ("compose.yaml", compose(&format!("    environment: ['{open}=true']\n"))),
        ("compose.yaml", compose("    env_file: [p.env]\n")),
        (
            "values.yaml",
            format!("backstage:\n  args: {command}\n  extraEnvVars:\n    - name: {open}\n      value: 'true'\n"),
        ),
    ] {
        let desk = Desk::new();
        desk.put("app-config.yaml", portal);
        desk.put("p.env", format!("{open}=true\n"));
        desk.put(file, &text);
        desk.run(&["validate", "--select", "service-key"])
            .ended(1, &["service-key", &format!("the command in `{file}`")]);
        // What the command's own environment says wins.
        if file == "compose.yaml" {
            desk.put(file, compose(&format!("    env_file: [p.env]\n    environment: ['{open}=false']\n")));
            desk.run(&["validate", "--select", "service-key"]).ended(0, &["nothing found"]);
        }
    }
}

#[test]
fn what_compose_lays_over_by_itself_counts() {
    let opens = "services:\n  portal:\n    environment:\n      APP_CONFIG_auth_providers_guest_dangerouslyAllowOutsideDevelopment: 'true'\n";
    let desk = Desk::new();
    desk.put(".env", "VEECODE_PROFILE=github\n");
    desk.put("app-config.local.yaml", "auth: { environment: production, providers: { guest: null } }\n");
    desk.put("compose.yaml", "services:\n  portal:\n    image: veecode/devportal:1.2\n    env_file: .env\n");
    desk.run(&["validate", "--select", "guest-open"]).ended(0, &["nothing found"]);
    desk.put("compose.override.yaml", opens);
    desk.run(&["validate", "--select", "guest-open"]).ended(1, &["error[guest-open]"]);
    // Who names one file means that file.
    desk.run(&["validate", "--select", "guest-open", "compose.yaml", "app-config.local.yaml"]).ended(0, &[]);

    let desk = Desk::new();
    desk.put("app-config.yaml", "app: { baseUrl: 'https://p.acme.dev' }\nbackend: { baseUrl: 'https://p.acme.dev' }\n");
    let command = "[node, packages/backend, --config, app-config.yaml]";
    desk.put("docker-compose.yml", format!("services:\n  portal:\n    image: acme/portal:1\n    command: {command}\n"));
    desk.put("docker-compose.override.yml", opens);
    let says = [
        "warning[guest-open]",
        "APP_CONFIG_auth_providers_guest_dangerouslyAllowOutsideDevelopment:",
        "judged as the whole portal",
    ];
    desk.run(&["validate", "--select", "guest-open"]).ended(0, &says);
}

#[test]
fn an_image_whose_profile_is_set_elsewhere_is_no_whole_portal() {
    let desk = Desk::new();
    desk.put("app-config.yaml", "app: { baseUrl: 'https://p.acme.dev' }\nbackend: { baseUrl: 'https://p.acme.dev' }\n");
    let mounts = "    volumes: ['./app-config.yaml:/app/app-config.local.yaml']\n";
    for tells in ["    environment: [VEECODE_PROFILE]\n", "    environment:\n      VEECODE_PRESETS: ${WHICH}\n"] {
        desk.put("compose.yaml", format!("services:\n  portal:\n    image: veecode/devportal:1.2\n{tells}{mounts}"));
        let says = ["judged as a part of the portal: the value of `VEECODE_P", "is not known", "give `--profile NAME`"];
        desk.run(&["validate"]).ended(0, &says);
        desk.run(&["validate", "--profile", "github"]).ended(1, &["error[guest-open]", "the image's own files below"]);
    }
}
