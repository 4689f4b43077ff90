//! Secrets in Helm values, compose files, manifests and files of variables.

use crate::configuration::validated;
use crate::position::{positions, variables};
use crate::program::{Sheet, hold};
use crate::slots::fill;
use crate::tree::{Maps, groups, plant};
use crate::writing::{WHOLE, double};

/// Lines of a carrier that hold a variable called `NAME`. What a file begins with stands in front of `===`.
const CARRIERS: &[(&str, &str, &str)] = &[
    (
        "compose map",
        "compose.yaml",
        "services:\n  devportal:\n    image: veecode/devportal:1\n    environment:\n      COMPANY: 1\n===      NAME: <quoted>\n",
    ),
    (
        "compose map, plain",
        "compose.yaml",
        "services:\n  devportal:\n    image: veecode/devportal:1\n    environment:\n===      NAME: <plain>\n",
    ),
    (
        "compose list",
        "compose.yaml",
        "services:\n  devportal:\n    image: veecode/devportal:1\n    environment:\n===      - NAME=<plain>\n",
    ),
    (
        "compose list, quoted",
        "compose.yaml",
        "services:\n  devportal:\n    image: veecode/devportal:1\n    environment:\n===      - \"NAME=<inside>\"\n",
    ),
    (
        "compose list, twice",
        "compose.yaml",
        "services:\n  devportal:\n    image: veecode/devportal:1\n    environment:\n===      - NAME=<plain>\n      - NAME=${UNSET_NAME}\n",
    ),
    (
        "compose list with a space",
        "compose.yaml",
        "services:\n  devportal:\n    image: veecode/devportal:1\n    environment:\n===      - NAME = <plain>\n",
    ),
    (
        "compose list with a colon",
        "compose.yaml",
        "services:\n  devportal:\n    image: veecode/devportal:1\n    environment:\n===      - NAME: <quoted>\n",
    ),
    (
        "compose flow",
        "compose.yaml",
        "services:\n  devportal:\n    image: veecode/devportal:1\n    build: { args: { NPM: 1 } }\n===    x-NAME: { NAME: <quoted>, COMPANY: 1 }\n",
    ),
    (
        "compose default",
        "compose.yaml",
        "services:\n  devportal:\n    image: veecode/devportal:1\n    environment:\n===      NAME: \"${NAME:-<inside>}\"\n",
    ),
    (
        "compose error",
        "compose.yaml",
        "services:\n  devportal:\n    image: veecode/devportal:1\n    environment:\n===      NAME: \"${NAME:?<inside>}\"\n",
    ),
    (
        "compose command",
        "compose.yaml",
        "services:\n  devportal:\n    image: veecode/devportal:1\n    command:\n===      - --token=<plain>\n      - --NAME\n      - <quoted>\n",
    ),
    (
        "compose labels",
        "compose.yaml",
        "services:\n  devportal:\n    image: veecode/devportal:1\n    labels:\n===      NAME: <quoted>\n",
    ),
    (
        "compose of two portals",
        "compose.yaml",
        "services:\n  backstage:\n    image: backstage\n    environment: { COMPANY: 1 }\n  devportal:\n    image: veecode/devportal:1\n    environment:\n===      NAME: <quoted>\n",
    ),
    (
        "compose anchor",
        "compose.yaml",
        "x-all: &all\n  COMPANY: 1\nservices:\n  devportal:\n    image: veecode/devportal:1\n    environment:\n      <<: *all\n===      NAME: &NAME <quoted>\n      COPY_NAME: *NAME\n",
    ),
    (
        "compose config",
        "compose.yaml",
        "services:\n  devportal:\n    image: veecode/devportal:1\n    environment: [A, A]\nconfigs:\n===  NAME: { content: <quoted>, content: <quoted> }\n",
    ),
    (
        "compose config, block",
        "compose.yaml",
        "services:\n  devportal:\n    image: veecode/devportal:1\n    environment: [A, A]\nconfigs:\n===  NAME:\n    content: |\n      <canary>\n",
    ),
    (
        "compose secret",
        "compose.yaml",
        "services:\n  devportal:\n    image: veecode/devportal:1\n    secrets: [NAME]\nsecrets:\n===  NAME: { content: <quoted>, content: <quoted> }\n",
    ),
    (
        "compose secret as text",
        "compose.yaml",
        "services:\n  devportal:\n    image: veecode/devportal:1\nsecrets:\n===  NAME: <unlike>\n  NAME: [<unlike>]\n",
    ),
    (
        "helm list",
        "values.yaml",
        "upstream:\n  backstage:\n    extraEnvVars:\n===      - name: NAME\n        value: <quoted>\n",
    ),
    (
        "helm list, plain",
        "values.yaml",
        "upstream:\n  backstage:\n    extraEnvVars:\n===      - name: NAME\n        value: <plain>\n",
    ),
    (
        "helm list, value first",
        "values.yaml",
        "upstream:\n  backstage:\n    extraEnvVars:\n===      - value: <quoted>\n        name: NAME\n",
    ),
    (
        "helm flow",
        "values.yaml",
        "upstream:\n  backstage:\n    extraEnvVars:\n===      - { name: NAME, value: <quoted> }\n",
    ),
    (
        "helm flow, value first",
        "values.yaml",
        "upstream:\n  backstage:\n    extraEnvVars:\n===      - { value: <quoted>, name: NAME }\n",
    ),
    (
        "helm with a comment between",
        "values.yaml",
        "upstream:\n  backstage:\n    extraEnvVars:\n===      - name: NAME\n        # kept here for now\n        value: <quoted>\n",
    ),
    (
        "helm with a key between",
        "values.yaml",
        "upstream:\n  backstage:\n    extraEnvVars:\n===      - name: NAME\n        optional: true\n        value: <quoted>\n",
    ),
    (
        "helm block",
        "values.yaml",
        "upstream:\n  backstage:\n    extraEnvVars:\n===      - name: NAME\n        value: |\n          <canary>\n",
    ),
    (
        "helm next line",
        "values.yaml",
        "upstream:\n  backstage:\n    extraEnvVars:\n===      - name: NAME\n        value:\n          <quoted>\n",
    ),
    (
        "helm dash alone",
        "values.yaml",
        "upstream:\n  backstage:\n    extraEnvVars:\n===      -\n        name: NAME\n        value: <quoted>\n",
    ),
    (
        "helm named on the next line",
        "values.yaml",
        "upstream:\n  backstage:\n    extraEnvVars:\n===      - name:\n          NAME\n        value: <quoted>\n",
    ),
    (
        "helm beside valueFrom",
        "values.yaml",
        "upstream:\n  backstage:\n    extraEnvVars:\n===      - name: NAME\n        valueFrom: { secretKeyRef: { name: a, key: b } }\n        value: <quoted>\n",
    ),
    ("helm credentials", "values.yaml", "presets: [github]\ncredentials:\n===  NAME: <quoted>\n"),
    ("helm map of variables", "values.yaml", "upstream:\n  backstage:\n    extraEnvVars:\n===      - NAME: <quoted>\n"),
    ("secret", "secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata: { name: portal }\ndata:\n===  NAME: <packed>\n"),
    (
        "secret, not packed",
        "secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: { name: portal }\ndata:\n===  NAME: <quoted>\n",
    ),
    (
        "secret, folded",
        "secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: { name: portal }\ndata:\n===  NAME: >-\n    <packed>\n",
    ),
    (
        "secret, block",
        "secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: { name: portal }\ndata:\n===  NAME: |\n    <packed>\n",
    ),
    (
        "secret, twice",
        "secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: { name: portal }\ndata:\n===  NAME: <packed>\n  NAME: <packed>\n",
    ),
    (
        "secret as text",
        "secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: { name: portal }\nstringData:\n===  NAME: <quoted>\n",
    ),
    (
        "secret's kind last",
        "secret.yaml",
        "apiVersion: v1\nmetadata: { name: portal }\nx: 1\nstringData: {\n===  NAME: <quoted>,\n",
    ),
    (
        "secret in a list",
        "secret.yaml",
        "apiVersion: v1\nkind: List\nitems:\n===  - kind: Secret\n    metadata: { name: NAME }\n    stringData:\n      NAME: <quoted>\n",
    ),
    (
        "list of secrets",
        "secret.yaml",
        "apiVersion: v1\nkind: SecretList\nitems:\n===  - metadata: { name: NAME }\n    stringData: { ORG: <quoted>, ORG: <quoted> }\n",
    ),
    (
        "list of secrets, packed",
        "secret.yaml",
        "apiVersion: v1\nkind: SecretList\nitems:\n===  - { metadata: { name: NAME }, data: { ORG: <packed>, NAME: <packed>, bad: '<plain>!' } }\n",
    ),
    (
        "list of secrets in a list",
        "secret.yaml",
        "apiVersion: v1\nkind: List\nitems:\n===  - { kind: SecretList, items: [{ metadata: { name: NAME }, stringData: { NAME: <quoted>, ORG: <quoted> } }] }\n",
    ),
    (
        "external secret's template",
        "secret.yaml",
        "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nspec: { target: { template: { data: {\n===  ORG_NAME: <quoted>,\n",
    ),
    (
        "secret's data, twice",
        "secret.yaml",
        "apiVersion: v1\nkind: ConfigMap\nkind: Secret\nstringData: { A: 1 }\n===stringData: { ORG: <quoted>, NAME: <quoted> }\n",
    ),
    (
        "secret's annotation",
        "secret.yaml",
        "apiVersion: v1\nkind: Secret\nstringData:\n  A: 1\nmetadata:\n  name: portal\n  annotations:\n===    NAME: <quoted>\n    last-NAME: '{\"data\":{\"NAME\":\"<packed>\"}}'\n",
    ),
    (
        "config map",
        "map.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: portal }\ndata:\n===  NAME: <quoted>\n",
    ),
    (
        "config map, number",
        "map.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: portal }\ndata:\n  COMPANY: 1\n===  NAME: [<quoted>]\n",
    ),
    (
        "deployment",
        "deployment.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: portal }\nspec:\n  template:\n    spec:\n      containers:\n        - name: devportal\n          image: veecode/devportal:1\n          env:\n===            - name: NAME\n              value: <quoted>\n",
    ),
    (
        "argo values as text",
        "application.yaml",
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: portal }\nspec:\n  source:\n    helm:\n      values: |\n        backstage:\n          extraEnvVars:\n===            - name: NAME\n              value: <quoted>\n",
    ),
    (
        "argo values as an object",
        "application.yaml",
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: portal }\nspec:\n  sources:\n    - helm:\n        valuesObject:\n          backstage:\n            extraEnvVars:\n===              - name: NAME\n                value: <quoted>\n",
    ),
    (
        "argo parameters",
        "application.yaml",
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: portal }\nspec:\n  source:\n    helm:\n      parameters:\n===        - name: backstage.credentials.NAME\n          value: <quoted>\n",
    ),
    (
        "flux",
        "release.yaml",
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: portal }\nspec:\n  values:\n    backstage:\n      extraEnvVars:\n===        - name: NAME\n          value: <plain>\n",
    ),
    (
        "helmfile",
        "helmfile.yaml",
        "releases:\n  - name: portal\n    chart: backstage/backstage\n    values:\n      - backstage:\n          extraEnvVars:\n===            - name: NAME\n              value: <quoted>\n",
    ),
    (
        "kustomize literals",
        "kustomization.yaml",
        "secretGenerator:\n  - name: portal\n    literals:\n===      - NAME=<plain>\n",
    ),
    (
        "kustomize literals, quoted",
        "kustomization.yaml",
        "configMapGenerator:\n  - name: portal\n    literals:\n===      - \"NAME=<inside>\"\n",
    ),
    (
        "kustomize patch",
        "kustomization.yaml",
        "patches:\n  - patch: |-\n      apiVersion: v1\n      kind: Secret\n      metadata: { name: portal }\n      stringData:\n===        NAME: <quoted>\n",
    ),
    (
        "kustomize change",
        "kustomization.yaml",
        "patches:\n  - target: { kind: Secret, name: portal }\n    patch: |-\n      - { op: add, path: /metadata/labels, value: 1 }\n===      - op: add\n        path: /stringData/NAME\n        value: <quoted>\n",
    ),
    (
        "operator",
        "portal.yaml",
        "apiVersion: rhdh.redhat.com/v1alpha5\nkind: Backstage\nmetadata: { name: portal }\nspec:\n  application:\n    extraEnvs:\n      envs:\n===        - name: NAME\n          value: <quoted>\n",
    ),
    (
        "composition",
        "composition.yaml",
        "apiVersion: apiextensions.crossplane.io/v1\nkind: Composition\nspec:\n  resources:\n    - base:\n        apiVersion: v1\n        kind: Secret\n        metadata: { name: portal }\n        stringData:\n===          NAME: <quoted>\n",
    ),
    (
        "template of a chart",
        "template.yaml",
        "{{- if .Values.on }}\napiVersion: v1\nkind: Secret\nmetadata: { name: portal }\n{{- end }}\nstringData:\n===  NAME: <quoted>\n",
    ),
    ("terraform", "main.tf", "resource \"helm_release\" \"backstage\" {\n===  NAME = <quoted>\n"),
    (
        "workflow",
        "workflow.yaml",
        "on: push\njobs:\n  deploy:\n    steps:\n===      - run: echo NAME=<unlike> >> .env\n        env: { NAME: <quoted> }\n",
    ),
    ("left alone", "buildspec.yaml", "version: 0.2\nphases: {}\nenv:\n  variables:\n===    NAME: <quoted>\n"),
];

#[test]
fn no_secret_of_a_carrier_is_shown() {
    let names = variables();
    let mut sheets = Vec::new();
    for (at, (way, file, text)) in CARRIERS.iter().enumerate() {
        let (head, each) = text.split_once("===").unwrap();
        for turn in 0..3 {
            let mut sheet = Sheet::default();
            let mut content = head.to_owned();
            for (place, name) in names.iter().enumerate().filter(|(place, _)| place % 3 == turn) {
                content += &fill(&each.replace("NAME", name), name, way, at + place, &mut sheet);
            }
            match *way {
                "secret's kind last" => content += "}\nkind: Secret\n",
                "external secret's template" => content += "  A: 1, A: 1 } } } }\n",
                _ if turn == 1 => content += "broken:\n\tx: [1\n",
                _ => {}
            }
            sheet.put(file, content);
            validated(&mut sheet, &[file], sheets.len(), 2);
            sheets.push(sheet);
        }
    }
    hold(&sheets).judge("carriers", 3360, 460);
}

/// Carriers around a whole configuration, which stands in the place of `CONFIG`.
const AROUND: &[(&str, &str, usize, &str)] = &[
    (
        "config map",
        "map.yaml",
        4,
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: portal }\ndata:\n  app-config.yaml: |\nCONFIG",
    ),
    (
        "secret as text",
        "map.yaml",
        4,
        "apiVersion: v1\nkind: Secret\nmetadata: { name: portal }\nstringData:\n  app-config.local.yaml: |\nCONFIG",
    ),
    (
        "packed secret",
        "map.yaml",
        0,
        "apiVersion: v1\nkind: Secret\nmetadata: { name: portal }\ndata:\n  app-config.local.yaml: PACKED\n",
    ),
    (
        "quoted config map",
        "map.yaml",
        0,
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: portal }\ndata:\n  app-config.yaml: QUOTED\n",
    ),
    (
        "another key of a config map",
        "map.yaml",
        4,
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: portal }\ndata:\n  portal.yaml: |\nCONFIG",
    ),
    (
        "helm",
        "values.yaml",
        6,
        "upstream:\n  backstage:\n    extraEnvVars: [{ name: COMPANY, value: 1 }]\n    appConfig:\nCONFIG",
    ),
    ("helm text", "values.yaml", 6, "backstage:\n  appConfig: |\n    # {{ .Values.x }}\n    x:\nCONFIG"),
    (
        "argo",
        "application.yaml",
        12,
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: portal }\nspec:\n  source:\n    helm:\n      values: |\n        backstage:\n          appConfig:\nCONFIG",
    ),
    (
        "kustomize change",
        "kustomization.yaml",
        10,
        "patches:\n  - target: { kind: ConfigMap, name: portal }\n    patch: |-\n      - op: add\n        path: /data/app-config.yaml\n        value: |\nCONFIG",
    ),
    (
        "template of a chart",
        "template.yaml",
        4,
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  app-config.yaml: |\nCONFIG",
    ),
    (
        "compose config",
        "compose.yaml",
        6,
        "configs:\n  app-config:\n    content: |\nCONFIGservices:\n  devportal: { image: veecode/devportal:1, configs: [app-config], environment: [A, A] }\n",
    ),
];

#[test]
fn no_secret_of_an_embedded_configuration_is_shown() {
    let ways =
        ["plain", "double quotes", "literal block", "a key below", "default", "commented out", "anchor elsewhere"];
    let groups = groups(&positions());
    let mut sheets = Vec::new();
    for (carrier, file, depth, around) in AROUND {
        for way in WHOLE.iter().filter(|way| ways.contains(&way.name)) {
            let number = sheets.len();
            for group in [number, number * 5 + 1, number * 7 + 3].map(|at| &groups[at % groups.len()]) {
                let maps = [Maps::Doubled, Maps::Block, Maps::Flow][sheets.len() % 3];
                let mut sheet = Sheet::default();
                let by = format!("{} · {carrier}", way.name);
                let (text, _) = plant(&mut sheet, group, way, maps, (number, &by));
                let indented: String = text.lines().map(|line| format!("{}{line}\n", " ".repeat(*depth))).collect();
                let packed = crate::writing::packed(&text);
                let content = around.replace("CONFIG", &indented).replace("PACKED", &packed);
                sheet.put(file, content.replace("QUOTED", &double(&text)));
                validated(&mut sheet, &[file], sheets.len(), 1);
                sheets.push(sheet);
            }
        }
    }
    hold(&sheets).judge("embedded configurations", 2426, 491);
}
