//! What lies beside the configuration of a portal and holds secrets all the same, where nobody named it.

use crate::program::Desk;

const TOKEN: &str = "ghp_A9dK2mQ7xV4bN8cR1tY6wZ3sL5hJ0pF2gT7u";
const CLIENT: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567";

fn portal() -> Desk {
    let desk = Desk::new();
    desk.put(
        "app-config.yaml",
        "app: { baseUrl: 'http://localhost:3000' }\nbackend: { baseUrl: 'http://localhost:7007', cors: { origin: 'http://localhost:3000' } }\n",
    );
    desk
}

#[test]
fn a_secret_in_a_compose_file_or_in_an_example_of_variables_is_found_where_nobody_named_it() {
    let desk = portal();
    desk.put("Dockerfile", "FROM node:22\nCMD [\"node\", \"packages/backend\", \"--config\", \"app-config.yaml\"]\n");
    let compose = format!(
        "services:\n  backstage:\n    build: .\n    environment:\n      - AUTH_GITHUB_CLIENT_ID=1a2b3c4d5e6f7a8b9c0d\n      - AUTH_GITHUB_CLIENT_SECRET={CLIENT}\n"
    );
    desk.put("docker-compose.yaml", compose);
    desk.put(".env.example", format!("# copy me\nGITHUB_TOKEN={TOKEN}\nOTHER_TOKEN=<a token>\n"));
    let said = desk.run(&["validate"]);
    said.ended(
        1,
        &["docker-compose.yaml:6:", "`AUTH_GITHUB_CLIENT_SECRET` is written out", ".env.example:2:", "in 1 file"],
    );
    said.ended(1, &["error[leaked-token]: this is a classic token of GitHub"]);
    assert!(!said.text.contains(TOKEN) && !said.text.contains(CLIENT), "{}", said.text);
    // Who names files has them judged alone.
    desk.run(&["validate", "app-config.yaml"]).ended(0, &["nothing found"]);
}

#[test]
fn a_secret_in_a_manifest_beside_is_found_and_one_in_the_only_manifest_too() {
    let desk = portal();
    let manifest = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: backstage }}\ndata:\n  app-config.production.yaml: |\n    integrations: {{ github: [{{ host: github.com, token: {TOKEN} }}] }}\n"
    );
    desk.put("configmap.yaml", manifest);
    desk.run(&["validate"]).ended(1, &["configmap.yaml:6:", "error[leaked-token]", "in 1 file"]);
    std::fs::remove_file(desk.path("app-config.yaml")).unwrap();
    desk.run(&["validate"]).ended(1, &["configmap.yaml:6:", "error[leaked-token]", "only `configmap.yaml`"]);
}

#[test]
fn a_secret_in_what_deploys_the_portal_is_found_in_its_usual_folders_too() {
    let desk = portal();
    let deployment = format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{ name: backstage }}\nspec:\n  template:\n    spec:\n      containers:\n        - name: backstage\n          image: acme/backstage:1\n          env: [{{ name: GITHUB_TOKEN, value: {TOKEN} }}]\n"
    );
    desk.put("k8s/base/deployment.yaml", &deployment);
    desk.put("k8s/other.yaml", deployment.replace("backstage", "shop"));
    let said = desk.run(&["validate"]);
    said.ended(1, &["k8s/base/deployment.yaml:10:", "error[leaked-token]", "1 error in 1 file"]);
    // With the only configuration in a manifest, what lies beside that is looked through as well.
    std::fs::remove_file(desk.path("app-config.yaml")).unwrap();
    std::fs::remove_dir_all(desk.path("k8s")).unwrap();
    desk.put("deployment.yaml", &deployment);
    desk.put(
        "app-config-rhdh.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata:\n  auth.yaml: |\n    backend: { auth: { externalAccess: [] } }\n    auth: { providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } }\n",
    );
    desk.run(&["validate"])
        .ended(1, &["deployment.yaml:10:", "error[leaked-token]", "app-config-rhdh.yaml:7:", "guest-open"]);
}

#[test]
fn manifests_that_carry_a_portal_are_named_where_nothing_else_is_there() {
    let desk = Desk::new();
    let release = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: backstage }\nspec:\n  values:\n    backstage:\n      appConfig: { app: { baseUrl: 'https://portal.acme.dev' }, backend: { baseUrl: 'https://portal.acme.dev' } }\n";
    desk.put("platform/helm-release.yaml", release);
    desk.run(&["validate"]).ended(0, &["only `platform/helm-release.yaml`"]);
    desk.put("platform/other-release.yaml", release);
    desk.run(&["validate"]).ended(2, &["there are `platform/helm-release.yaml`, `platform/other-release.yaml`"]);
}

#[test]
fn what_lies_beside_says_nothing_of_the_portal() {
    let desk = portal();
    desk.put(
        "compose.yaml",
        "services:\n  db:\n    image: postgres\n    environment: { POSTGRES_PASSWORD: postgres }\n",
    );
    desk.put(".env.example", "GITHUB_TOKEN=\nUNKNOWN=<a name>\nBROKEN LINE\n");
    desk.run(&["validate"]).ended(0, &["1 file", "nothing found"]);
}

#[cfg(unix)]
#[test]
fn a_link_that_lies_beside_is_not_followed() {
    let desk = portal();
    desk.put("elsewhere/.env", format!("GITHUB_TOKEN={TOKEN}\n"));
    std::os::unix::fs::symlink("elsewhere/.env", desk.path(".env.example")).unwrap();
    desk.run(&["validate"]).ended(0, &["1 file", "nothing found"]);
}

#[test]
fn what_lies_beside_and_cannot_be_read_is_told() {
    let desk = portal();
    std::fs::write(desk.path(".env.example"), [b'A', b'=', 0xff, 0xfe, b'\n']).unwrap();
    desk.run(&["validate"]).ended(0, &["note[not-read]: not read: `.env.example`, which", "in 1 file"]);
}

#[test]
fn a_key_of_a_config_map_is_configuration_where_a_portal_is_named_whatever_the_key_is_called() {
    let desk = Desk::new();
    let map = |name: &str, block: &str| {
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: {name} }}\ndata:\n  auth.yaml: |\n    {block}\n")
    };
    let key =
        "backend: { auth: { externalAccess: [{ type: static, options: { token: Kx7vQ2mZ9LrTq4wB, subject: ci } }] } }";
    let run = || desk.run(&["validate", "--select", "inline-secret,service-key", "config.yaml"]);
    desk.put("config.yaml", map("backstage-auth-config", key));
    run().ended(1, &["error[inline-secret]", "config.yaml:6:"]);
    for (name, block) in [("shop-config", key), ("app-config", "app: { token: Kx7vQ2mZ9LrTq4wB }")] {
        desk.put("config.yaml", map(name, block));
        assert!(!run().text.contains("inline-secret"), "{name}");
    }
}

#[test]
fn a_template_of_configuration_that_lies_beside_is_named_as_not_read() {
    let desk = portal();
    let template = |inside: &str| {
        format!(
            "{{{{- if .Values.on }}}}\napiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: backstage }}\ndata:\n  {inside}\n    app: {{ baseUrl: {{{{ .Values.url }}}} }}\n{{{{- end }}}}\n"
        )
    };
    desk.put("charts/portal/templates/config.yaml", template("app-config.yaml: |"));
    desk.put("charts/portal/templates/other.yaml", template("notes.txt: |"));
    let said = desk.run(&["validate"]);
    said.ended(0, &["note[not-read]: not read: `charts/portal/templates/config.yaml`, which is a template that Helm"]);
    assert!(said.text.contains("helm template") && !said.text.contains("other.yaml"), "{}", said.text);
}

#[test]
fn a_variable_that_is_set_to_its_own_name_in_braces_is_not_filled_in() {
    let desk = Desk::new();
    desk.put("app-config.yaml", "app: { title: Acme }\nauth: { session: { secret: '${AUTH_SESSION_SECRET}' } }\n");
    let compose = |value: &str| {
        format!(
            "services:\n  backstage:\n    image: acme/backstage:1\n    environment: {{ AUTH_SESSION_SECRET: '{value}' }}\n"
        )
    };
    let run = || desk.run(&["validate", "--select", "placeholder", "app-config.yaml", "compose.yaml"]);
    desk.put("compose.yaml", compose("{AUTH_SESSION_SECRET}"));
    run().ended(0, &["warning[placeholder]", "stands in for a value that is to come", "write a `$` in front of it"]);
    desk.put("compose.yaml", compose("${AUTH_SESSION_SECRET}"));
    run().ended(0, &["nothing found"]);
}

#[test]
fn values_of_any_name_are_found_where_nothing_else_is_and_so_is_what_lies_deep_or_in_a_chart() {
    let values =
        "backstage:\n  appConfig:\n    auth: { providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } }\n";
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: backstage }\ndata:\n  app-config.yaml: |\n    auth: { providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } }\n";
    for (file, text) in [
        ("helm-values/one/backstage-values.yaml", values),
        ("clusters/all/backstage.yaml", values),
        ("values/defaults/platform/backstage/values.yaml", values),
        ("apps/backstage/templates/configmap.yaml", map),
    ] {
        let desk = Desk::new();
        desk.put("apps/backstage/Chart.yaml", "name: backstage\n");
        desk.put(file, text);
        let said = |other: &str| {
            let text = desk.run(&["validate", "--select", "guest-open"]).text;
            assert!(text.contains("[guest-open]") && text.contains(&format!("{other}:")), "{other}: {text}");
        };
        said(file);
        desk.put("charts/shop/values.yaml", values);
        said("charts/shop/values.yaml");
    }
    // What runs a portal goes before what only becomes something in a chart.
    let desk = Desk::new();
    desk.put("chart/Chart.yaml", "name: backstage\n");
    let runs = "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: backstage }\nspec: { template: { spec: { containers: [{ name: backstage, image: 'acme/backstage:1' }] } } }\n";
    desk.put("chart/templates/deployment.yaml", runs);
    desk.put("chart/templates/app-config.yaml", "kind: ConfigMap\ndata: { a: {{ .Values.a }} }\n");
    desk.put("base/deployment.yaml", runs);
    desk.run(&["validate"]).ended(0, &["1 file, ", "nothing found"]);
    // Values that bring variables and no configuration are the portal's as well.
    let desk = Desk::new();
    let off = "backstage:\n  backstage:\n    extraEnvVars: [{ name: NODE_TLS_REJECT_UNAUTHORIZED, value: '0' }]\n";
    desk.put("deploy/helm-values.yaml", off);
    desk.run(&["validate"]).ended(0, &["warning[tls-off]", "deploy/helm-values.yaml:3:"]);
    let desk = Desk::new();
    desk.put("catalog/templates/configmap.yaml", map);
    desk.run(&["validate"]).ended(2, &["there is no configuration"]);
}

const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata: { name: backstage }
spec:
  template:
    spec:
      containers:
        - name: backstage
          image: acme/backstage:1
          ports: [{ containerPort: 7007 }]
          env:
            - name: GITHUB_TOKEN
              valueFrom: { secretKeyRef: { name: portal, key: GITHUB_TOKEN } }
";

#[test]
fn what_runs_the_portal_beside_is_held_against_the_variables_that_it_wants() {
    let desk = portal();
    desk.put(
        "app-config.production.yaml",
        "integrations: { github: [{ host: github.com, token: '${GITHUB_TOKEN}' }] }\nauth: { session: { secret: '${AUTH_SESSION_SECRET}' } }\n",
    );
    desk.put("Dockerfile", "FROM node:22\nENV NODE_ENV=production\nCMD [\"node\", \"packages/backend\", \"--config\", \"app-config.yaml\", \"--config\", \"app-config.production.yaml\"]\n");
    desk.put("kubernetes/backstage.yaml", DEPLOYMENT);
    let said = desk.run(&["validate", "--select", "missing-variable"]);
    said.ended(0, &["warning[missing-variable]: `AUTH_SESSION_SECRET` is not set where `kubernetes/backstage.yaml` runs the portal"]);
    assert!(!said.text.contains("`GITHUB_TOKEN`"), "{}", said.text);
    // What a whole Secret brings is not known, and of two nobody knows which one it is.
    let open = format!("{DEPLOYMENT}          envFrom: [{{ secretRef: {{ name: more }} }}]\n");
    desk.put("kubernetes/backstage.yaml", open);
    desk.run(&["validate", "--select", "missing-variable"]).ended(0, &["nothing found"]);
    desk.put("kubernetes/backstage.yaml", DEPLOYMENT);
    desk.put("kubernetes/other.yaml", DEPLOYMENT);
    desk.run(&["validate", "--select", "missing-variable"]).ended(0, &["nothing found"]);
}

#[test]
fn a_compose_file_and_a_deployment_are_two_ways_to_start_it_and_another_command_is_none_of_the_image() {
    let desk = portal();
    desk.put("app-config.production.yaml", "auth: { session: { secret: '${AUTH_SESSION_SECRET}' } }\n");
    desk.put("Dockerfile", "FROM node:22\nENV NODE_ENV=production\nCMD [\"node\", \"packages/backend\", \"--config\", \"app-config.yaml\", \"--config\", \"app-config.production.yaml\"]\n");
    desk.put("kubernetes/backstage.yaml", DEPLOYMENT);
    let service = "services:\n  backstage:\n    build: .\n    environment: [NODE_ENV=production]\n";
    desk.put("docker-compose.yml", service);
    let missing = ["validate", "--select", "missing-variable"];
    desk.run(&missing).ended(0, &["where `docker-compose.yml` runs", "where `kubernetes/backstage.yaml` runs"]);
    desk.put("docker-compose.yml", format!("{service}    command: yarn start\n"));
    let said = desk.run(&missing);
    said.ended(0, &["where `kubernetes/backstage.yaml` runs"]);
    assert!(!said.text.contains("docker-compose.yml"), "{}", said.text);
}

#[test]
fn certificates_that_nobody_verifies_are_told_of_a_service_that_nobody_named() {
    let desk = portal();
    desk.put("Dockerfile", "FROM node:22\nCMD [\"node\", \"packages/backend\", \"--config\", \"app-config.yaml\"]\n");
    desk.put(
        "docker-compose.yml",
        "services:\n  backstage:\n    build: .\n    environment:\n      - NODE_TLS_REJECT_UNAUTHORIZED=0\n  db:\n    image: postgres:17\n",
    );
    desk.run(&["validate", "--select", "tls-off"]).ended(0, &["docker-compose.yml:5:", "warning[tls-off]"]);
}

#[test]
fn a_score_file_is_said_to_be_one_that_is_not_read() {
    let desk = portal();
    desk.put("Dockerfile", "FROM node:22\nCMD [\"node\", \"packages/backend\", \"--config\", \"app-config.yaml\"]\n");
    let score = "apiVersion: score.dev/v1b1\nmetadata: { name: backstage }\ncontainers:\n  backstage:\n    image: .\n    args: [--config, app-config.production.yaml]\n";
    desk.put("score.yaml", score);
    for given in [&["validate"][..], &["validate", "app-config.yaml", "score.yaml"]] {
        desk.run(given).ended(0, &["note[not-read]", "a Score file"]);
    }
    desk.put("score.yaml", score.replace("backstage", "shop").replace("app-config", "shop-config"));
    let said = desk.run(&["validate"]);
    assert!(!said.text.contains("Score"), "{}", said.text);
}

#[test]
fn what_signs_people_in_before_the_portal_keeps_no_secret_in_the_open() {
    let desk = Desk::new();
    let front = "        - name: front\n          image: quay.io/oauth2-proxy/oauth2-proxy:v7.4.0\n          env:\n            - { name: OAUTH2_PROXY_COOKIE_SECRET, value: ZktVak45TlNpQThmUXkyc0l4azM1ODRneE5NYzhYOVI }\n            - { name: OAUTH2_PROXY_CLIENT_ID, value: portal }\n";
    desk.put("deployment.yaml", format!("{DEPLOYMENT}{front}"));
    let said = desk.run(&["validate", "deployment.yaml"]);
    said.ended(0, &["warning[secret-in-values]: `OAUTH2_PROXY_COOKIE_SECRET` is written out in a manifest"]);
    assert!(!said.text.contains("OAUTH2_PROXY_CLIENT_ID") && !said.text.contains("ZktVak45"), "{}", said.text);
    let other = front.replace("quay.io/oauth2-proxy/oauth2-proxy:v7.4.0", "acme/other:1");
    desk.put("deployment.yaml", format!("{DEPLOYMENT}{other}"));
    let said = desk.run(&["validate", "deployment.yaml"]);
    assert!(!said.text.contains("OAUTH2_PROXY"), "{}", said.text);
}

#[test]
fn a_file_of_variables_of_any_name_is_looked_through_once_git_has_it() {
    let desk = portal();
    desk.put("global-variables.env", format!("GITHUB_TOKEN={TOKEN}\n"));
    desk.shell("git init -q").ended(0, &[]);
    let said = desk.run(&["validate"]);
    assert!(!said.text.contains("leaked-token"), "{}", said.text);
    desk.shell("git add global-variables.env").ended(0, &[]);
    let said = desk.run(&["validate"]);
    said.ended(1, &["global-variables.env:1:", "error[leaked-token]"]);
    assert!(!said.text.contains(TOKEN), "{}", said.text);
}

#[test]
fn a_private_key_that_an_image_has_and_git_too_is_told() {
    let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
    let desk = Desk::new();
    let https = "https: { certificate: { key: { $file: /etc/tls/tls.key }, cert: { $file: /etc/tls/tls.crt } } }";
    let config = format!(
        "app: {{ baseUrl: 'https://portal.acme.dev' }}\nbackend: {{ baseUrl: 'https://portal.acme.dev', {https} }}\n"
    );
    desk.put("app-config.yaml", config);
    desk.put("etc/tls/tls.key", &key);
    desk.shell("git init -q").ended(0, &[]);
    let said = desk.run(&["validate", "--select", "key-file-exposed"]);
    said.ended(0, &["`/etc/tls/tls.key` does not exist"]);
    assert!(!said.text.contains("key-file-exposed"), "{}", said.text);
    desk.shell("git add -f etc").ended(0, &[]);
    let said = desk.run(&["validate", "--select", "key-file-exposed"]);
    said.ended(1, &["error[key-file-exposed]: git has the private key `./etc/tls/tls.key`"]);
}

/// A checkout whose configuration lies in a folder of its own, and whose manifests lie beside that.
fn with_manifests(config: Option<&str>) -> Desk {
    let desk = Desk::new();
    if let Some(folder) = config {
        let text = "app: { baseUrl: 'https://portal.acme.dev' }\nbackend: { baseUrl: 'https://portal.acme.dev' }\n";
        desk.put(&format!("{folder}/app-config.yaml"), text);
    }
    let secret = format!(
        "apiVersion: v1\nkind: Secret\nmetadata: {{ name: portal }}\nstringData: {{ GITHUB_TOKEN: {TOKEN} }}\n"
    );
    desk.put("kubernetes/secrets.yaml", secret);
    let container = "{ name: backstage, image: 'acme/backstage:1', ports: [{ containerPort: 7007 }], envFrom: [{ secretRef: { name: portal } }] }";
    let deployment = format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{ name: backstage }}\nspec: {{ template: {{ spec: {{ containers: [{container}] }} }} }}\n"
    );
    desk.put("kubernetes/portal.yaml", deployment);
    desk.shell("git init -q && git add .").ended(0, &[]);
    desk
}

#[test]
fn a_secret_beside_the_only_folder_that_has_a_configuration_is_told_once() {
    for config in [Some("app"), None] {
        let said = with_manifests(config).run(&["validate"]);
        said.ended(1, &["error[leaked-token]", "kubernetes/secrets.yaml:4:"]);
        assert_eq!(said.text.matches("--> kubernetes/secrets.yaml:4:").count(), 1, "{}", said.text);
        assert!(!said.text.contains(TOKEN), "{}", said.text);
    }
}
