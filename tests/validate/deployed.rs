//! What deploys a portal: Argo CD, Flux, Helmfile, kustomize, operators. Each is read, or named as not read.

use crate::program::{Desk, Said};

const OPEN: &str = "auth:\n  providers:\n    guest:\n      dangerouslyAllowOutsideDevelopment: true\n";

/// The open guest, indented.
fn open(by: usize) -> String {
    OPEN.lines().map(|line| format!("{}{line}\n", " ".repeat(by))).collect()
}

fn only(desk: &Desk, rule: &str, files: &[&str]) -> Said {
    desk.run(&[&["validate", "--select", rule][..], files].concat())
}

/// Holds one file: the open guest is found in the line that says so.
fn found(name: &str, text: &str) {
    let desk = Desk::new();
    desk.put(name, text);
    let line = 1 + text.lines().position(|line| line.contains("dangerouslyAllow")).unwrap();
    let said = only(&desk, "guest-open", &[name]);
    assert!(said.text.contains(&format!("{name}:{line}:")), "{name}:{line}: {}", said.text);
}

#[test]
fn values_are_found_wherever_a_tool_keeps_them() {
    let application = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: portal }\nspec:\n";
    found(
        "values.yaml",
        &format!(
            "{application}  source:\n    helm:\n      values: |\n        # {{{{- if .x }}}}\n        backstage:\n          appConfig:\n{}",
            open(12)
        ),
    );
    found(
        "object.yaml",
        &format!(
            "{application}  sources:\n    - ref: values\n    - helm:\n        valuesObject:\n          upstream:\n            backstage:\n              appConfig:\n{}",
            open(16)
        ),
    );
    found(
        "set.yaml",
        &format!(
            "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nspec:\n  template:\n    spec:\n      source:\n        helm:\n          values: |\n            {{{{- if .x }}}}\n            backstage:\n              appConfig:\n{}            {{{{- end }}}}\n",
            open(16)
        ),
    );
    let desk = Desk::new();
    let route = "backstage.appConfig.auth.providers.guest.dangerouslyAllowOutsideDevelopment";
    let parameter = format!("    - name: {route}\n          value: 'true'\n");
    desk.put("parameters.yaml", format!("{application}  source:\n    helm:\n      parameters:\n    {parameter}"));
    only(&desk, "guest-open", &["parameters.yaml"]).ended(0, &["parameters.yaml:"]);
}

#[test]
fn flux_helmfile_k3s_crossplane_and_kro_are_read() {
    found(
        "flux.yaml",
        &format!(
            "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {{ name: portal }}\nspec:\n  values:\n    backstage:\n      appConfig:\n{}",
            open(8)
        ),
    );
    found(
        "helmfile.yaml",
        &format!(
            "repositories: []\nreleases:\n  - name: portal\n    chart: backstage/backstage\n    values:\n      - backstage:\n          appConfig:\n{}",
            open(12)
        ),
    );
    found(
        "k3s.yaml",
        &format!(
            "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {{ name: portal }}\nspec:\n  valuesContent: |-\n    backstage:\n      appConfig:\n{}",
            open(8)
        ),
    );
    found(
        "composition.yaml",
        &format!(
            "apiVersion: apiextensions.crossplane.io/v1\nkind: Composition\nspec:\n  pipeline:\n    - input:\n        resources:\n          - base:\n              apiVersion: kubernetes.crossplane.io/v1alpha2\n              kind: Object\n              spec:\n                forProvider:\n                  manifest:\n                    apiVersion: v1\n                    kind: ConfigMap\n                    metadata: {{ name: portal }}\n                    data:\n                      app-config.yaml: |\n{}",
            open(24)
        ),
    );
    found(
        "graph.yaml",
        &format!(
            "apiVersion: kro.run/v1alpha1\nkind: ResourceGraphDefinition\nspec:\n  resources:\n    - id: portal\n      template:\n        apiVersion: v1\n        kind: ConfigMap\n        metadata: {{ name: portal }}\n        data:\n          app-config.yaml: |\n            app:\n              title: ${{schema.spec.title}}\n{}",
            open(12)
        ),
    );
}

#[test]
fn values_that_a_release_takes_from_a_config_map_are_read_with_it() {
    let desk = Desk::new();
    let release = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: portal }\nspec:\n  chart: { spec: { chart: backstage } }\n  valuesFrom:\n    - { kind: ConfigMap, name: values, valuesKey: values.yaml }\n";
    desk.put("release.yaml", release);
    desk.put(
        "values.yaml",
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: values }}\ndata:\n  values.yaml: |\n    backstage:\n      appConfig:\n{}", open(8)),
    );
    only(&desk, "not-read", &["release.yaml"]).ended(0, &["the ConfigMap `values`", "release.yaml:7:"]);
    only(&desk, "guest-open", &["release.yaml", "values.yaml"]).ended(0, &["values.yaml:11:"]);
    only(&desk, "not-read", &["release.yaml", "values.yaml"]).ended(0, &["nothing found"]);
}

#[test]
fn a_helmfile_brings_its_files_of_values_and_names_those_that_it_cannot() {
    let desk = Desk::new();
    desk.put(
        "helmfile.yaml",
        "releases:\n  - name: portal\n    chart: backstage/backstage\n    values:\n      - portal/values.yaml\n      - portal/more.yaml.gotmpl\n      - portal/absent.yaml\n",
    );
    desk.put("portal/values.yaml", format!("backstage:\n  appConfig:\n{}", open(4)));
    only(&desk, "guest-open", &["helmfile.yaml"]).ended(0, &["portal/values.yaml:6:"]);
    only(&desk, "not-read", &["helmfile.yaml"])
        .ended(0, &["`portal/more.yaml.gotmpl`", "`portal/absent.yaml`", "does not exist"]);
}

const KUSTOMIZATION: &str = "\
resources:
  - deployment.yaml
configMapGenerator:
  - name: portal-config
    files:
      - app-config.yaml
      - app-config.production.yaml=production.yaml
  - name: portal
    literals:
      - COMPANY=Acme
    envs: [portal.env]
secretGenerator:
  - name: portal-secret
    literals: [GITHUB_TOKEN=Eesh7ahroh9Io3ae]
";

const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: { name: portal }
spec:
  template:
    spec:
      containers:
        - name: backstage
          image: acme/backstage:1
          envFrom:
            - configMapRef: { name: portal }
            - secretRef: { name: portal-secret }
";

#[test]
fn a_kustomization_is_read_with_the_files_beside_it() {
    let desk = Desk::new();
    desk.put("kustomization.yaml", KUSTOMIZATION);
    desk.put("deployment.yaml", DEPLOYMENT);
    desk.put("portal.env", "REGION=eu\n");
    desk.put("app-config.yaml", "app:\n  baseUrl: ${COMPANY} ${REGION} ${ABSENT} ${GITHUB_TOKEN}\n");
    desk.put("production.yaml", OPEN);
    only(&desk, "guest-open", &["kustomization.yaml"]).ended(0, &["production.yaml:4:"]);
    let said = only(&desk, "missing-variable", &["kustomization.yaml"]);
    assert!(said.text.contains("`ABSENT`") && said.text.contains("1 error"), "{}", said.text);
    let said = only(&desk, "secret-manifest-plain", &["kustomization.yaml"]);
    assert!(said.text.contains("`portal-secret` holds the real value of `GITHUB_TOKEN`"), "{}", said.text);
    assert!(!said.text.contains("Eesh7ahroh9Io3ae"), "{}", said.text);
}

#[test]
fn patches_of_a_config_map_are_read_and_others_are_named() {
    let strategic = format!(
        "patches:\n  - patch: |-\n      apiVersion: v1\n      kind: ConfigMap\n      metadata: {{ name: portal }}\n      data:\n        app-config.yaml: |\n{}",
        open(10)
    );
    found("kustomization.yaml", &strategic);
    let change = format!(
        "patches:\n  - target: {{ kind: ConfigMap, name: portal }}\n    patch: |-\n      - op: replace\n        path: /data/app-config.yaml\n        value: |\n{}",
        open(10)
    );
    found("kustomization.yaml", &change);
    let desk = Desk::new();
    desk.put("kustomization.yaml", change.replace("/data/app-config.yaml", "/metadata/labels"));
    only(&desk, "not-read", &["kustomization.yaml"]).ended(0, &["the change of `/metadata/labels`", "kustomize build"]);
}

#[test]
fn the_operators_resource_names_what_the_portal_reads_and_has_more_of_its_own() {
    let desk = Desk::new();
    let resource = "apiVersion: rhdh.redhat.com/v1alpha5\nkind: Backstage\nmetadata: { name: portal }\nspec:\n  application:\n    appConfig:\n      configMaps: [{ name: configuration }]\n    extraEnvs:\n      envs: [{ name: REGION, value: eu }]\n      secrets: [{ name: portal }]\n---\napiVersion: v1\nkind: Secret\nmetadata: { name: portal }\nstringData: { GITHUB_TOKEN: '${filled}' }\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: configuration }\ndata:\n  rhdh.yaml: |\n";
    desk.put("portal.yaml", format!("{resource}    organization: {{ name: \"${{ABSENT}}\" }}\n{}", open(4)));
    only(&desk, "guest-open", &["portal.yaml"]).ended(0, &["portal.yaml:26:"]);
    only(&desk, "missing-variable", &["portal.yaml"]).ended(0, &["nothing found"]);
    only(&desk, "not-read", &["portal.yaml"]).ended(0, &["the operator's own configuration"]);
}

#[test]
fn a_lone_secret_or_config_map_is_not_the_whole_environment() {
    let desk = Desk::new();
    desk.put(
        "secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: { name: portal }\nstringData: { GITHUB_TOKEN: x }\n",
    );
    desk.put("map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: portal }\ndata: { COMPANY: Acme }\n");
    desk.put("app-config.yaml", "organization:\n  name: ${COMPANY} ${ELSEWHERE}\n");
    for file in ["secret.yaml", "map.yaml"] {
        only(&desk, "missing-variable", &[file, "app-config.yaml"]).ended(0, &["nothing found"]);
    }
}

#[test]
fn json_in_a_variable_is_a_block_even_where_compose_fills_it_in() {
    let desk = Desk::new();
    let compose = "services:\n  devportal:\n    image: veecode/devportal:1\n    environment:\n      APP_CONFIG_integrations_github: '[{\"host\": \"github.com\", \"token\": \"${GITHUB_TOKEN}\"}]'\n      APP_CONFIG_backend_cors: ${CORS}\n      APP_CONFIG_auth: '{\"providers\": {\"guest\": {\"dangerouslyAllowOutsideDevelopment\": true, \"userEntityRef\": \"${USER}\"}}}'\n";
    desk.put("compose.yaml", compose);
    let said = desk.run(&["validate", "compose.yaml"]);
    assert!(!said.text.contains("integration-not-list") && !said.text.contains("wrong-type"), "{}", said.text);
    assert!(said.text.contains("guest-open"), "{}", said.text);
}

#[test]
fn other_tools_files_are_no_layer_and_a_template_is_no_broken_yaml() {
    let desk = Desk::new();
    desk.put("app-config.yaml", "app: { title: Acme }\n");
    desk.put(
        "catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: a }\nspec: { token: ${ABSENT} }\n",
    );
    desk.put("mkdocs.yml", "site_name: a\nplugins: [techdocs-core]\nextra: !!python/name:a.b\n");
    desk.put(
        "template.yaml",
        "kind: ConfigMap\ndata:\n  {{- range .Values.all }}\n  {{ .name }}: {{ .value | quote }}\n  {{- end }}\n",
    );
    let files = ["app-config.yaml", "catalog-info.yaml", "mkdocs.yml", "template.yaml"];
    let said = desk.run(&[&["validate"][..], &files].concat());
    assert_eq!(said.code, 0, "{}", said.text);
    assert_eq!(said.text.matches("no configuration of Backstage: left alone").count(), 2, "{}", said.text);
    assert!(said.text.contains("template.yaml:3:") && said.text.contains("helm template"), "{}", said.text);
    assert!(!said.text.contains("yaml-syntax") && !said.text.contains("missing-variable"), "{}", said.text);
}

#[test]
fn what_flux_still_substitutes_is_not_taken_for_what_it_says() {
    let desk = Desk::new();
    let app =
        "appId: '$${APP_ID}', clientId: '$${CLIENT_ID}', clientSecret: '$${CLIENT_SECRET}', privateKey: '$${KEY}'";
    desk.put(
        "flux.yaml",
        format!(
            "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {{ name: portal }}\nspec:\n  values:\n    backstage:\n      appConfig:\n        integrations:\n          github: [{{ host: github.com, apps: [{{ {app} }}] }}]\n"
        ),
    );
    let said = desk.run(&["validate", "flux.yaml"]);
    assert!(!said.text.contains("error["), "{}", said.text);
}

/// A secret for one's own machine, in the file that Backstage loads first.
const DUMMY: &str = "app: { baseUrl: 'https://portal.acme.dev' }\nbackend:\n  baseUrl: https://portal.acme.dev\n  auth: { externalAccess: [{ type: static, options: { token: any-word-of-twenty-four-signs, subject: ci } }] }\n";

#[test]
fn a_secret_for_trying_out_is_a_note_where_what_is_deployed_says_another() {
    let replaced = "backend: { auth: { externalAccess: [] } }\n";
    let chart = "backstage:\n  appConfig:\n    backend: { auth: { externalAccess: [] } }\n";
    let docker = "FROM node:22\nCMD [\"node\", \"packages/backend\", \"--config\", \"app-config.yaml\", \"--config\", \"app-config.cloud.yaml\"]\n";
    for files in [
        &[("app-config.production.yaml", replaced)][..],
        &[("Dockerfile", docker), ("app-config.cloud.yaml", replaced)],
        &[("helm/values.yaml", chart)],
    ] {
        let desk = Desk::new();
        desk.put("app-config.yaml", DUMMY);
        files.iter().for_each(|(name, text)| _ = desk.put(name, text));
        let (name, _) = files.last().unwrap();
        let puts = format!("`{name}` puts another in its place");
        only(&desk, "inline-secret", &["app-config.yaml"]).ended(0, &["note[inline-secret]", &puts]);
    }
    // What the image is started with has no such file.
    let desk = Desk::new();
    let alone = "FROM node:22\nCMD [\"node\", \"packages/backend\", \"--config\", \"app-config.yaml\"]\n";
    let files = [("app-config.yaml", DUMMY), ("app-config.production.yaml", replaced), ("Dockerfile", alone)];
    files.iter().for_each(|(name, text)| _ = desk.put(name, text));
    desk.run(&["validate", "--select", "inline-secret"]).ended(1, &["error[inline-secret]"]);
    // Values that are given say nothing over themselves.
    let desk = Desk::new();
    let indented = DUMMY.replace('\n', "\n    ");
    desk.put("helm/values.yaml", format!("backstage:\n  appConfig:\n    {}\n", indented.trim_end()));
    only(&desk, "inline-secret", &["helm/values.yaml"]).ended(1, &["error[inline-secret]"]);
    let desk = Desk::new();
    desk.put("app-config.yaml", DUMMY);
    desk.put("app-config.local.yaml", replaced);
    desk.put("app-config.production.yaml", "app: { title: Portal }\n");
    only(&desk, "inline-secret", &["app-config.yaml"]).ended(1, &["error[inline-secret]"]);
}

#[test]
fn a_secret_that_what_runs_the_portal_names_is_looked_through_wherever_it_is_kept() {
    let desk = Desk::new();
    desk.put("app-config.yaml", "app: { title: Acme }\n");
    let deployment = DEPLOYMENT.replace("- secretRef: { name: portal-secret }", "- secretRef: { name: credentials }");
    let database = "          env:\n            - { name: A, valueFrom: { secretKeyRef: { name: database, key: password } } }\n      volumes:\n        - { name: v, secret: { secretName: files } }\n";
    desk.put("kubernetes/portal.yaml", deployment + database);
    for (file, name) in [
        ("kubernetes/a.yaml", "credentials"),
        ("k8s/b.yml", "database"),
        ("c.yaml", "files"),
        ("k8s/other.yaml", "other"),
    ] {
        desk.put(file, format!("apiVersion: v1\nkind: Secret\nmetadata: {{ name: {name} }}\nstringData: {{ DB_PASSWORD: Zm9v8a7bQ2x1 }}\n"));
    }
    let said = only(&desk, "secret-manifest-plain", &[]);
    for name in ["credentials", "database", "files"] {
        assert!(said.text.contains(&format!("the Secret `{name}` holds")), "{name}: {}", said.text);
    }
    assert!(!said.text.contains("`other`") && !said.text.contains("Zm9v8a7bQ2x1"), "{}", said.text);
}

#[test]
fn values_that_an_application_names_from_the_root_are_read_where_they_lie_in_the_checkout() {
    let desk = Desk::new();
    let application = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: portal }\nspec:\n  sources:\n    - chart: backstage\n      helm: { valueFiles: ['$values/values/portal.yaml'] }\n    - { repoURL: 'https://git.acme.dev/deploy', ref: values }\n";
    desk.put("argocd/apps/portal.yaml", application);
    only(&desk, "not-read", &["argocd/apps/portal.yaml"]).ended(0, &["`$values/values/portal.yaml`"]);
    desk.put("values/portal.yaml", format!("backstage:\n  appConfig:\n{}", open(4)));
    let said = only(&desk, "guest-open,not-read", &["argocd/apps/portal.yaml"]);
    assert!(said.text.contains(" values/portal.yaml:6:") && !said.text.contains("not-read"), "{}", said.text);
}
