//! What carriers are, and what they carry.

use super::super::place::Source;
use super::super::text::Means;
use super::*;
use crate::credential::Secret;

fn all(texts: &[&str]) -> Vec<Carried> {
    let mut sources = Sources::default();
    let carriers: Vec<_> = texts
        .iter()
        .map(|text| {
            let source = sources.add(Source::new("file.yaml", *text));
            detect("a.yaml", text, source).unwrap()
        })
        .collect();
    read(&carriers, &sources)
}

fn one(text: &str) -> Carried {
    all(&[text]).remove(0)
}

/// The variables as `NAME=value`, `NAME=?` for what is set elsewhere.
fn variables(carried: &Carried) -> Vec<String> {
    let shown = carried.variables.iter().map(|setting| {
        let value = setting.value.as_ref().map_or("?", Secret::expose);
        format!("{}={value}", setting.name)
    });
    shown.collect()
}

/// Where a value of a layer stands.
fn at(carried: &Carried, layer: usize, route: &str) -> (u32, u32, u32) {
    let place = carried.layers[layer].root.entry(route).unwrap().place;
    (place.start.line, place.start.column, place.end.column)
}

#[test]
fn carriers_are_told_by_what_is_in_them() {
    let form = |text: &str| detect("a.yaml", text, 0).map(|carrier| carrier.form);
    for (text, expected) in [
        ("services: { a: { image: x } }", Some(Form::Compose)),
        ("version: '3'\nx-a: 1\nservices:\n  a:\n    build: .\n", Some(Form::Compose)),
        ("services: [a]", Some(Form::Foreign)),
        ("services: { a: { image: x } }\nbackend: {}", None),
        ("apiVersion: v1\nkind: Secret\n", Some(Form::Kubernetes)),
        ("# only words\n---\napiVersion: v1\nkind: List\nitems: []\n---\n", Some(Form::Kubernetes)),
        ("apiVersion: backstage.io/v1alpha1\nkind: Component\n", Some(Form::Foreign)),
        ("upstream: { backstage: { appConfig: {} } }", Some(Form::Helm)),
        ("backstage: { extraEnvVars: [] }", Some(Form::Helm)),
        ("portal: { upstream: { backstage: { appConfig: {} } } }", Some(Form::Helm)),
        ("appConfig: 'app: {}'", Some(Form::Helm)),
        ("presets: [github]", Some(Form::Helm)),
        ("app: { title: x }\nappConfig: {}", None),
        ("app: { title: services }\ncatalog: { presets: [a] }", None),
        ("postgresql: { extraEnvVars: [] }", Some(Form::Foreign)),
        ("services: [", None),
        ("resources: [a.yaml]\nnamePrefix: a-", Some(Form::Kustomize)),
        ("resources: [a.yaml]\nsomething: else", Some(Form::Foreign)),
        ("releases: [{ name: a, chart: b/c }]", Some(Form::Helmfile)),
        ("releases: [1]\nbackend: {}", None),
        ("on: push\njobs: {}", Some(Form::Foreign)),
        ("{{ if .Values.a }}\na: b\n{{ end }}", Some(Form::Foreign)),
        ("backend:\n  a: {{ 1", None),
    ] {
        assert_eq!(form(text), expected, "{text}");
    }
}

#[test]
fn values_of_charts_are_a_layer_and_an_environment() {
    let text = "upstream:\n  backstage:\n    appConfig:\n      app:\n        title: Acme\n        baseUrl: 'https://{{ .Values.host }}'\n    extraEnvVars:\n      - name: A\n        value: a\n      - name: B\n        valueFrom: { secretKeyRef: { name: s, key: b } }\n      - name: C\n        value: '{{ .Values.c }}'\n";
    let carried = one(text);
    assert_eq!(at(&carried, 0, "app.title"), (5, 16, 20));
    let url = carried.layers[0].root.entry("app.baseUrl").unwrap().as_text().unwrap();
    assert!(matches!(url.means, Means::Open(None)));
    assert_eq!(
        variables(&carried),
        ["A=a", "B=?", "C=?", "POSTGRES_HOST=?", "POSTGRES_PORT=?", "POSTGRES_USER=?", "POSTGRES_PASSWORD=?"]
    );
    assert!(carried.speaks && !carried.open);

    let kept = one("upstream:\n  backstage:\n    appConfig: {}\n    extraEnvVarsSecrets: [portal]\n");
    assert!(kept.open);
}

#[test]
fn values_that_are_filled_in_before_helm_reads_them_are_no_whole_environment() {
    let text = |host: &str| {
        one(&format!(
            "backstage:\n  appConfig: {{ app: {{ baseUrl: 'https://${{PORTAL}}' }} }}\n  extraEnvVars: [{{ name: A, value: a }}]\ningress: {{ host: '{host}' }}\n"
        ))
    };
    let filled = text("${PORTAL}.acme.test");
    assert!(filled.open && filled.hosts.is_empty());
    let plain = text("portal.acme.test");
    assert!(!plain.open && plain.hosts.len() == 1);
}

#[test]
fn the_chart_with_presets_sets_them_and_its_credentials() {
    let carried = one("presets: [recommended, github]\ncredentials:\n  GITHUB_ORG: acme\nappConfig: {}\n");
    assert_eq!(variables(&carried), ["GITHUB_ORG=acme", "VEECODE_PRESETS=recommended,github"]);
    assert!(!carried.open);
    assert!(one("presets: [github]\nexistingSecret: portal\n").open);
}

#[test]
fn objects_of_other_files_fill_what_refers_to_them() {
    let values = "backstage:\n  extraEnvVarsSecrets: [portal]\n  extraEnvVars:\n    - name: X\n      valueFrom: { configMapKeyRef: { name: plain, key: x } }\n";
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: { name: portal }\ndata: { A: YQ== }\nstringData: { B: b }\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: plain }\ndata: { x: '1', Y: unread }\n";
    let both = all(&[values, secret]);
    assert_eq!(variables(&both[0]), ["X=1", "B=b", "A=a"]);
    assert!(!both[0].open && both[1].variables.is_empty(), "only what is referred to is the portal's");
    assert_eq!(variables(&one(secret)), ["B=b", "A=a", "x=1", "Y=unread"]);

    let external = "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: e }\nspec:\n  target: { name: portal }\n  data: [{ secretKey: A, remoteRef: { key: k } }]\n";
    assert_eq!(variables(&all(&[values, external])[0]), ["X=?", "A=?"]);
}

#[test]
fn a_container_has_what_its_workload_says() {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: portal }\nspec:\n  template:\n    spec:\n      containers:\n        - name: proxy\n          image: nginx\n          env: [{ name: NO, value: x }]\n        - name: devportal\n          image: veecode/devportal:1\n          env: [{ name: A, value: a }, { name: B, value: '$(A)' }]\n          envFrom: [{ configMapRef: { name: c }, prefix: P_ }]\n          args: [--config, a.yaml, --config=b.yaml]\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata: { X: x, no-name: y }\n";
    let carried = one(text);
    assert_eq!(variables(&carried), ["P_X=x", "A=a", "B=?"]);
    assert!(!carried.open && carried.speaks);
    assert_eq!(carried.flags.iter().map(|flag| flag.name.as_str()).collect::<Vec<_>>(), ["a.yaml", "b.yaml"]);
    assert!(one(&text.replace("name: c }, prefix", "name: d }, prefix")).open);
}

#[test]
fn a_compose_service_has_a_map_or_a_list_of_variables() {
    let text = "x-env: &env { SHARED: s, A: under }\nservices:\n  devportal:\n    image: veecode/devportal:1\n    environment:\n      <<: *env\n      A: a\n      B:\n      C: ${C:-c}\n      D: pa$$word\n      E: 5\n      F: a$b\n    env_file: [a.env, { path: b.env, required: false }]\n    command: node packages/backend --config a.yaml --config b.yaml\n";
    let carried = one(text);
    assert_eq!(variables(&carried), ["A=a", "B=?", "C=?", "D=pa$word", "E=5", "F=?", "SHARED=s"]);
    assert_eq!(
        carried.env_files.iter().map(|file| (file.path.as_str(), file.required)).collect::<Vec<_>>(),
        [("a.env", true), ("b.env", false)]
    );
    assert_eq!(carried.flags.len(), 2);
    let list = one("services:\n  portal:\n    build: .\n    environment: ['A=a=b', B, 'C=${X}', D=]\n");
    assert_eq!(variables(&list), ["A=a=b", "B=?", "C=?", "D="]);
}

#[test]
fn blocks_of_text_stand_where_they_are_in_the_file_around_them() {
    let head = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  A: 'x'\n  app-config.yaml: ";
    for block in ["|\n", "|-\n", "| # why\n", "|2\n", "|\n\n"] {
        let text = format!("{head}{block}    app:\n      title: Acme\n\n      url: 'x'\n");
        let carried = one(&text);
        let blank = u32::from(block.ends_with("\n\n"));
        assert!(carried.layers[0].faults.is_empty(), "{block:?}");
        assert_eq!(at(&carried, 0, "app.title"), (8 + blank, 14, 18), "{block:?}");
        assert_eq!(at(&carried, 0, "app.url"), (10 + blank, 12, 15), "{block:?}");
        assert_eq!(carried.layers[0].label, "app-config.yaml");
    }
    for quoted in ["\"app:\\n  title: Acme\\n\"", ">\n    app: {\n    title: Acme}\n"] {
        let carried = one(&format!("{head}{quoted}\n"));
        assert_eq!(at(&carried, 0, "app.title").0, 6, "{quoted}");
    }
    let fault = one(&format!("{head}|\n    app:\n      a: 1\n      a: 2\n")).layers[0].faults[0].place;
    assert_eq!((fault.start.line, fault.start.column), (9, 7));
    let windows = one(&format!("{head}|\n    app:\n      title: Acme\n").replace('\n', "\r\n"));
    assert_eq!(at(&windows, 0, "app.title"), (8, 14, 18));
}

#[test]
fn what_is_packed_in_a_secret_is_configuration_too() {
    let carried = one(
        "apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ndata:\n  app-config.local.yaml: YXBwOiB7dGl0bGU6IEFjbWV9Cg==\n  BAD: Eesh7ahroh!\n",
    );
    assert_eq!(at(&carried, 0, "app.title").0, 5);
    assert_eq!(carried.oddities.len(), 1);
    assert!(carried.written.is_empty());
}

#[test]
fn much_in_little_ends() {
    let inner = "    a: 1\n".repeat(2_000);
    let mut text =
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: a }}\ndata:\n  app-config.yaml: &a |\n{inner}");
    for number in 0..90 {
        text += &format!("  app-config.{number}.yaml: *a\n");
    }
    let carried = one(&text);
    assert_eq!(carried.layers.len(), 91);
    let services: String = (0..20_000).map(|number| format!("  s{number}: {{ image: backstage }}\n")).collect();
    assert_eq!(one(&format!("services:\n{services}")).oddities[0].names.len(), 5);
}

fn lines() -> impl proptest::strategy::Strategy<Value = String> {
    let words = [
        "apiVersion: v1",
        "kind: Secret",
        "kind: ConfigMap",
        "kind: Deployment",
        "kind: List",
        "items:",
        "data:",
        "stringData:",
        "  app-config.yaml: |",
        "    app: {}",
        "  A: ?",
        "---",
        "services:",
        "  a:",
        "    environment:",
        "      - A=$",
        "      <<: *a",
        "    env_file: [{}]",
        "    volumes: ['::', {target: app-config.yaml}]",
        "    command: --config",
        "&a",
        "*a",
        "- *a",
        "upstream:",
        "  backstage:",
        "    appConfig: |",
        "      {{ x }}",
        "appConfig: &a {b: 1}",
        "presets: [a]",
        "credentials: [",
        "extraEnvVars: [{name: A}]",
        "spec: {template: {spec: {containers: [{env: [{name: A, valueFrom: 1}], envFrom: [1, {}]}]}}}",
        "\t",
        "ü: \u{feff}",
        "|",
        "metadata: {name: a}",
        "kind: Application",
        "kind: HelmRelease",
        "kind: Backstage",
        "apiVersion: argoproj.io/v1alpha1",
        "apiVersion: rhdh.redhat.com/v1alpha5",
        "spec: {source: {helm: {values: 'backstage: {appConfig: {}}', parameters: [{name: a.b.c, value: 1}, {name: a}]}}}",
        "spec: {values: {backstage: {appConfig: {a: 1}}}, valuesFrom: [1, {name: a}]}",
        "spec: {application: {appConfig: {configMaps: [{name: a}]}, extraEnvs: {envs: [{name: A, value: 1}], secrets: [{name: a, key: b}]}}}",
        "releases: [{chart: a, values: [a.yaml, {backstage: {appConfig: {}}}, 1]}]",
        "configMapGenerator: [{name: a, literals: [A=b, ''], files: [app-config.yaml=], envs: [1]}]",
        "patches: [{target: {kind: ConfigMap}, patch: '[{op: add, path: /data/app-config.yaml, value: a}, 1]'}, {patch: '{'}]",
        "patchesStrategicMerge: [a.yaml, \"kind: Secret\\ndata: {}\"]",
        "resources: [a.yaml, ../b]",
        "- run: a > .env",
        "jobs:",
    ];
    let line = proptest::sample::select(words.to_vec());
    proptest::strategy::Strategy::prop_map(proptest::collection::vec(line, 0..14), |lines| lines.join("\n"))
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(500))]

    #[test]
    fn whatever_is_written_is_read_or_left(text in lines(), other in lines()) {
        let mut sources = Sources::default();
        let mut carriers = Vec::new();
        for text in [&text, &other] {
            let source = sources.add(Source::new("a", text.as_str()));
            carriers.extend(detect("a.yaml", text, source));
        }
        for carried in read(&carriers, &sources) {
            for layer in &carried.layers {
                layer.root.visit(&mut |_, node| {
                    let source = sources.get(node.place.source).unwrap();
                    assert!(source.bytes(node.place).end <= source.text.len());
                });
            }
        }
    }

    #[test]
    fn any_text_is_read_or_left(text in "\\PC{0,40}") {
        for head in ["services:\n  a:\n    environment: ", "apiVersion: v1\nkind: Secret\ndata: ", "appConfig: ", "extraEnvVars: "] {
            let mut sources = Sources::default();
            let text = format!("{head}{text}");
            let source = sources.add(Source::new("a", text.as_str()));
            let carriers: Vec<_> = detect("a.yaml", &text, source).into_iter().collect();
            read(&carriers, &sources);
        }
    }
}

#[test]
fn items_of_a_list_are_what_the_list_says() {
    let text = "apiVersion: v1\nkind: List\nitems:\n  - kind: SecretList\n    items:\n      - metadata: { name: a }\n        stringData: { GITHUB_TOKEN: x }\n";
    let carried = one(text);
    assert_eq!(variables(&carried), ["GITHUB_TOKEN=x"]);
    assert_eq!(carried.written[0].holder, Holder::Secret("a".to_owned()));
}
