//! Compose files, Helm values and Kubernetes manifests as a portal's configuration and environment.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::program::{Desk, Said};

const FORMATS: [&str; 6] = ["human", "json", "sarif", "github", "gitlab", "junit"];

const COMPOSE: &str = "\
services:
  devportal:
    image: veecode/devportal:1.4
    env_file: .env
    environment:
      GITHUB_HOST: github.acme.example
      GITHUB_TOKEN:
    volumes:
      - ./app-config.local.yaml:/app/app-config.local.yaml:ro
  db:
    image: postgres:17
";

const LOCAL: &str = "\
integrations:
  github:
    - host: ${GITHUB_HOST}
      apiBaseUrl: https://${GITHUB_API}/api/v3
      token: ${GITHUB_TOKEN}
organization:
  name: ${COMPANY}
";

fn only(desk: &Desk, rule: &str, files: &[&str]) -> Said {
    desk.run(&[&["validate", "--select", rule][..], files].concat())
}

#[test]
fn a_compose_file_says_what_the_environment_is_and_which_files_are_read() {
    let desk = Desk::new();
    desk.put("compose.yaml", COMPOSE);
    desk.put("app-config.local.yaml", LOCAL);
    desk.put(".env", "COMPANY=Acme\n");
    for files in [
        &["compose.yaml"][..],
        &["compose.yaml", "app-config.local.yaml"],
        &["compose.yaml", "./app-config.local.yaml"],
    ] {
        let said = only(&desk, "missing-variable", files);
        assert!(said.text.contains("app-config.local.yaml:4:19"), "{files:?}: {}", said.text);
        assert!(said.text.contains("1 error in"), "what the caller sets is not missing: {files:?}: {}", said.text);
        assert_eq!(said.code, 1);
    }
}

#[test]
fn a_file_that_compose_needs_is_missed_and_leaves_the_environment_open() {
    let desk = Desk::new();
    desk.put("compose.yaml", COMPOSE);
    desk.put("app-config.local.yaml", LOCAL);
    let said = desk.run(&["validate", "compose.yaml"]);
    assert!(said.text.contains("compose-env-file-missing") && !said.text.contains("missing-variable"), "{}", said.text);
}

#[test]
fn values_and_a_manifest_of_the_secret_they_name_are_read_together() {
    let desk = Desk::new();
    let values = "upstream:\n  backstage:\n    extraEnvVarsSecrets: [portal]\n    appConfig:\n      app:\n        baseUrl: ${COMPANY}\n";
    desk.put("values.yaml", values);
    desk.put(
        "secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: { name: portal }\nstringData: { ANOTHER: Acme }\n",
    );
    let alone = only(&desk, "missing-variable", &["values.yaml"]);
    assert_eq!(alone.code, 0, "nobody knows what is in the Secret: {}", alone.text);
    let both = only(&desk, "missing-variable", &["values.yaml", "secret.yaml"]);
    assert!(both.text.contains("values.yaml:6:18") && both.code == 1, "{}", both.text);
}

#[test]
fn what_a_config_map_embeds_is_pointed_at_where_it_stands() {
    let desk = Desk::new();
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  OTHER: x\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: b }\ndata:\n  app-config.yaml: |\n    auth:\n      providers:\n        guest:\n          dangerouslyAllowOutsideDevelopment: true\n";
    desk.put("manifest.yaml", text);
    let said = only(&desk, "guest-open", &["manifest.yaml"]);
    assert!(said.text.contains("manifest.yaml:15:11"), "{}", said.text);
    assert!(said.text.contains("15 | dangerouslyAllowOutsideDevelopment: true"), "{}", said.text);
}

#[test]
fn no_format_shows_what_a_carrier_holds() {
    let desk = Desk::new();
    let packed = STANDARD.encode("CANARY-packed-value");
    let manifest = format!(
        "apiVersion: v1\nkind: Secret\nmetadata: {{ name: portal }}\ndata:\n  GITHUB_PAT: {packed}\n  ORG: CANARY?not?base64\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: portal }}\ndata:\n  LDAP_SECRET: CANARY-in-the-open\n  app-config.local.yaml: |\n    auth:\n      environment: production\n      providers:\n        github:\n          development: {{ clientId: a, clientSecret: CANARY-embedded }}\n"
    );
    desk.put("manifest.yaml", manifest);
    desk.put(
        "values.yaml",
        "upstream:\n  backstage:\n    extraEnvVars:\n      - name: KEYCLOAK_CLIENT_SECRET\n        value: CANARY-of-values\n      - { name: GITLAB_TOKEN, value: CANARY-of-flow }\n      - value: CANARY-first\n        name: A_PASSWORD\n",
    );
    desk.put(
        "compose.yaml",
        "services:\n  devportal:\n    image: veecode/devportal:1\n    environment:\n      - GITHUB_PAT=CANARY-of-a-list\n      - \"LDAP_SECRET=CANARY of a list\"\n",
    );
    for format in FORMATS {
        for files in [
            &["manifest.yaml"][..],
            &["values.yaml"],
            &["compose.yaml"],
            &["compose.yaml", "values.yaml", "manifest.yaml"],
        ] {
            let said = desk.run(&[&["validate", "--format", format][..], files].concat());
            assert!(!said.text.contains("CANARY") && !said.text.contains(&packed), "{format} {files:?}: {}", said.text);
        }
    }
}

#[test]
fn mends_change_values_where_they_stand_and_put_nothing_else_into_a_carrier() {
    let desk = Desk::new();
    let values = "upstream:\n  backstage:\n    extraEnvVars:\n      - name: GITHUB_APP_ID\n        value: 123456 # the app\n    appConfig:\n      auth:\n        providers:\n          guest: { dangerouslyAllowOutsideDevelopment: true }\n";
    desk.put("values.yaml", values);
    desk.run(&["validate", "values.yaml", "--fix", "--yes"]);
    assert_eq!(desk.read("values.yaml"), values.replace("123456 #", "\"123456\" #"));
}

#[test]
fn files_that_are_no_carriers_after_all_end_in_a_finding() {
    let desk = Desk::new();
    for (name, bytes) in [
        ("a.yaml", &b"services:\n  a: { image: \xff }\n"[..]),
        ("b.yaml", b"services: *a\n"),
        ("c.yaml", b"apiVersion: v1\nkind: Secret\n---\n- [\n"),
        ("d.yaml", b"services:\n\ta: 1\n"),
    ] {
        desk.put(name, bytes);
        let said = desk.run(&["validate", name]);
        assert_eq!(said.code, 1, "{name}: {}", said.text);
        assert!(said.text.contains(name), "{name}: {}", said.text);
    }
}

#[test]
fn of_a_charts_values_only_what_the_chart_takes_for_configuration_is_some() {
    let desk = Desk::new();
    let own = "auth:\n  google: { clientId: a, clientSecret: b }\nbackend: { replicaCount: 1 }\n";
    let open = "    auth:\n      providers:\n        guest: { dangerouslyAllowOutsideDevelopment: true }\n";
    let rules = "misplaced-key,guest-open,not-read";
    for (carrier, line) in [("appConfig: |\n", 7), ("appConfig:\n", 7), ("backstage:\n  appConfig:\n", 8)] {
        desk.put("values.yaml", format!("{own}{carrier}{open}"));
        let said = only(&desk, rules, &["values.yaml"]);
        assert!(
            said.text.contains(&format!("values.yaml:{line}:")) && said.text.contains("guest-open"),
            "{}",
            said.text
        );
        assert!(!said.text.contains("misplaced-key"), "{carrier}: {}", said.text);
    }
    // A chart that makes all of it by its templates.
    desk.put("chart/values-live.yaml", format!("# the portal: backstage\n{own}"));
    only(&desk, rules, &["chart/values-live.yaml"]).ended(1, &["misplaced-key"]);
    desk.put("chart/Chart.yaml", "apiVersion: v2\nname: portal\nversion: 1.0.0\n");
    only(&desk, rules, &["chart/values-live.yaml"])
        .ended(0, &["note[not-read]", "what this chart makes of its values"]);
    // Another tool's by its keys.
    desk.put("live.yaml", format!("replicaCount: 1\n{own}"));
    only(&desk, rules, &["live.yaml"]).ended(0, &["nothing found"]);
}

#[test]
fn what_dynamic_plugins_bring_is_named_as_not_read() {
    let desk = Desk::new();
    let plugins = "plugins:\n  - package: ./dynamic-plugins/dist/acme\n    disabled: false\n    pluginConfig: { catalog: { providers: {} } }\n";
    desk.put("dynamic-plugins.yaml", plugins);
    only(&desk, "not-read", &["dynamic-plugins.yaml"])
        .ended(0, &["note[not-read]", "`pluginConfig`", "dynamic-plugins.yaml:4:"]);
}

#[test]
fn broken_values_with_a_configuration_in_them_are_told() {
    let desk = Desk::new();
    desk.put("values.yaml", "replicaCount: 1\nbackstage:\n  appConfig:\n    app: { title: [Acme }\n");
    only(&desk, "yaml-syntax", &["values.yaml"]).ended(1, &["error[yaml-syntax]", "values.yaml:4:"]);
}

#[test]
fn a_variable_of_a_manifest_is_called_by_its_name() {
    let desk = Desk::new();
    desk.put(
        "app-config.yaml",
        "app: { baseUrl: 'http://localhost:3000' }\nbackend: { baseUrl: 'http://localhost:7007' }\n",
    );
    desk.put(
        "deployment.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: backstage }\nspec:\n  template:\n    spec:\n      containers:\n        - name: backstage\n          image: backstage:1\n          env:\n            - name: APP_CONFIG_app_baseUrl\n              value: \"http://127.0.0.1:7001\"\n",
    );
    let said = desk.run(&["validate", "app-config.yaml", "deployment.yaml", "--select", "app-config-override"]);
    said.ended(0, &["`APP_CONFIG_app_baseUrl` outranks `app.baseUrl` of app-config.yaml"]);
}

#[test]
fn a_guest_in_what_only_shows_how_it_is_done_is_a_warning() {
    let desk = Desk::new();
    let open = "auth:\n  environment: production\n  providers:\n    guest: { dangerouslyAllowOutsideDevelopment: true }\n    github: { production: { clientId: x, clientSecret: '${S}' } }\n";
    for (name, severity, code) in
        [("app-config.production.yaml", "error", 1), ("app-config.local.template.yaml", "warning", 0)]
    {
        desk.put(name, open);
        desk.run(&["validate", name, "--select", "guest-open"]).ended(code, &[&format!("{severity}[guest-open]")]);
    }
}

#[test]
fn a_quote_behind_a_backslash_is_one_for_what_reads_carriers_and_no_yaml_for_backstage() {
    let desk = Desk::new();
    let line = "\"it\\'s ours\"";
    for (name, text) in [
        (
            "compose.yaml",
            format!("services:\n  backstage:\n    image: backstage:1\n    environment:\n      TITLE: {line}\n"),
        ),
        ("values.yaml", format!("backstage:\n  appConfig:\n    app:\n      title: {line}\n")),
        (
            "manifest.yaml",
            format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: portal }}\ndata:\n  TITLE: {line}\n"),
        ),
        (
            "application.yaml",
            format!(
                "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |\n        backstage:\n          appConfig:\n            app:\n              title: {line}\n"
            ),
        ),
    ] {
        desk.put(name, text);
        only(&desk, "yaml-syntax", &[name]).ended(0, &["nothing found"]);
    }
    desk.put("app-config.yaml", format!("app:\n  title: {line}\n"));
    only(&desk, "yaml-syntax", &["app-config.yaml"]).ended(1, &["error[yaml-syntax]", "app-config.yaml:2:10"]);
}

#[test]
fn what_stands_behind_such_a_quote_is_found_and_no_secret_is_shown() {
    let desk = Desk::new();
    desk.put(
        "compose.yaml",
        "services:\n  backstage:\n    image: backstage:1\n    environment:\n      TITLE: \"it\\'s\"\n      GITHUB_TOKEN: \"CANARY\\'Zm9v8a7bQ2x1\"\n      GITLAB_TOKEN: CANARY-Zm9v8a7bQ2x1\n",
    );
    let said = only(&desk, "secret-in-values", &["compose.yaml"]);
    for line in ["compose.yaml:6:21", "compose.yaml:7:21"] {
        assert!(said.text.contains(line), "{line}: {}", said.text);
    }
    assert!(!said.text.contains("CANARY") && !said.text.contains("Zm9v8a7bQ2x1"), "{}", said.text);
}

#[test]
fn objects_that_values_have_a_chart_make_are_read_as_manifests() {
    let desk = Desk::new();
    let values = "backstage:\n  appConfig: { organization: { name: '${COMPANY} ${ABSENT}' } }\n  extraEnvVarsSecrets: [portal]\n";
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: { name: portal }\nstringData:\n  COMPANY: Acme\n  GITHUB_TOKEN: CANARY-Zm9v8a7bQ2x1\n";
    let indented =
        |by: usize, text: &str| text.lines().map(|line| format!("{}{line}\n", " ".repeat(by))).collect::<String>();
    let map = format!("extraDeploy:\n  -\n{}", indented(4, secret));
    let text =
        format!("extraObjects:\n  - |\n    {{{{- if .Values.on }}}}\n{}    {{{{- end }}}}\n", indented(4, secret));
    let guest = "extraDeploy:\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: { name: more }\n    data:\n      app-config.more.yaml: |\n        auth:\n          providers:\n            guest:\n              dangerouslyAllowOutsideDevelopment: true\n";
    for (list, line) in [(map, 11), (text, 12)] {
        desk.put("values.yaml", format!("{values}{list}"));
        let place = format!("values.yaml:{line}:");
        only(&desk, "secret-manifest-plain", &["values.yaml"])
            .ended(0, &["the Secret `portal` holds the real value of `GITHUB_TOKEN`", &place]);
        let said = only(&desk, "missing-variable", &["values.yaml"]);
        assert!(said.text.contains("`ABSENT`") && !said.text.contains("`COMPANY`"), "{}", said.text);
        let all = desk.run(&["validate", "values.yaml"]);
        assert!(!all.text.contains("CANARY"), "{}", all.text);
    }
    desk.put("values.yaml", format!("{values}{guest}"));
    only(&desk, "guest-open", &["values.yaml"]).ended(0, &["values.yaml:13:"]);
    // What Helm makes of it nobody knows here.
    desk.put(
        "values.yaml",
        format!("{values}extraDeploy:\n  - '{{{{ toYaml .Values.more }}}}'\n  - |\n    kind: {{{{ .a }}}}: [\n"),
    );
    only(&desk, "yaml-syntax,missing-variable", &["values.yaml"]).ended(0, &["nothing found"]);
}

#[test]
fn what_a_chart_sets_for_the_database_that_it_brings_along_is_set() {
    let desk = Desk::new();
    let block = "backstage:\n  extraEnvVars:\n    - { name: LOG_LEVEL, value: debug }\n  appConfig:\n    backend:\n      database: { client: pg, connection: { host: '${POSTGRES_HOST}', port: '${POSTGRES_PORT}', user: '${POSTGRES_USER}' } }\n";
    let below = block.lines().map(|line| format!("  {line}\n")).collect::<String>();
    for (values, missing) in [
        (format!("upstream:\n{below}"), false),
        (format!("upstream:\n{below}  postgresql: {{ enabled: false }}\n"), true),
        (format!("{block}postgresql: {{ enabled: true }}\n"), false),
        (format!("{block}postgresql: {{ enabled: '{{{{ .on }}}}' }}\n"), false),
        (block.to_owned(), true),
    ] {
        desk.put("values.yaml", &values);
        let said = only(&desk, "missing-variable", &["values.yaml"]);
        assert_eq!(said.text.contains("POSTGRES_HOST"), missing, "{values}{}", said.text);
    }
}

#[test]
fn a_manifest_behind_which_a_document_is_broken_is_read_as_far_as_it_goes_and_the_mistake_is_named() {
    let desk = Desk::new();
    let layer = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: portal }\ndata:\n  app-config.yaml: |\n    auth: { environment: production, providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } }\n";
    desk.put(
        "portal.yaml",
        format!("{layer}---\napiVersion: v1\nkind: Secret\nmetadata: {{ name: portal }}\n---\na: [b]]\n"),
    );
    let said = desk.run(&["validate", "portal.yaml"]);
    said.ended(1, &["[guest-open]", "portal.yaml:6:", "portal.yaml:12:"]);
    assert!(!said.text.contains("several-documents"), "{}", said.text);
}

#[test]
fn of_several_containers_of_a_pod_the_one_that_is_called_a_portal_is_it() {
    let desk = Desk::new();
    desk.put(
        "deployment.yaml",
        "apiVersion: apps/v1
kind: Deployment
metadata: { name: backstage }
spec:
  template:
    spec:
      containers:
        - { name: backstage, image: 'acme/portal:1', env: [{ name: A, value: b }] }
        - { name: mongodb, image: 'mongo:4.4' }
        - { name: agent, image: 'acme/agent:2' }
",
    );
    let said = desk.run(&["validate", "deployment.yaml"]);
    assert!(!said.text.contains("carrier-portal-unclear"), "{}", said.text);
}

#[test]
fn what_a_manifest_names_and_the_folder_keeps_in_one_file_is_read() {
    let desk = Desk::new();
    let resource = "apiVersion: rhdh.redhat.com/v1alpha3
kind: Backstage
metadata: { name: hub }
spec: { application: { appConfig: { configMaps: [{ name: app-config-hub }] } } }
";
    let map = "apiVersion: v1
kind: ConfigMap
metadata: { name: app-config-hub }
data:
  app-config.yaml: |
    auth: { environment: production, providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } }
";
    desk.put("31-hub.yaml", resource);
    only(&desk, "guest-open,not-read", &["31-hub.yaml"]).ended(0, &["not read: the ConfigMap `app-config-hub`"]);
    desk.put("11-config.yaml", map);
    only(&desk, "guest-open,not-read", &["31-hub.yaml"]).ended(0, &["[guest-open]", "11-config.yaml:6:"]);
    // Nobody knows which of two it is.
    desk.put("12-config.yaml", map);
    only(&desk, "guest-open,not-read", &["31-hub.yaml"]).ended(0, &["not read: the ConfigMap `app-config-hub`"]);
}
