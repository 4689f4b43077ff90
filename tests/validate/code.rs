//! What lies beside the configuration: the portal's own code, files that come later, a `.env` that was only found.

use crate::program::Desk;

const GITHUB: &str = "app: { title: Acme }
auth:
  environment: production
  providers:
    github: { production: { clientId: '${GITHUB_AUTH_CLIENT_ID}', clientSecret: '${GITHUB_AUTH_CLIENT_SECRET}' } }
";

fn put(desk: &Desk, name: &str, content: &str) {
    let path = desk.path(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    desk.put(name, content);
}

#[test]
fn the_backends_code_beside_the_configuration_tells_whether_a_resolver_is_missing() {
    let desk = Desk::new();
    desk.put("app-config.yaml", GITHUB);
    let run = || desk.run(&["validate", "--select", "resolver-missing"]);
    run().ended(0, &["note[resolver-missing]", "unless the backend's own code brings one"]);
    let module = "import('@backstage/plugin-auth-backend-module-github-provider')";
    put(&desk, "packages/backend/src/index.ts", &format!("const b = createBackend();\nb.add({module});\n"));
    put(
        &desk,
        "packages/app/src/App.tsx",
        "<SignInPage provider={{ id: 'github-auth-provider', apiRef: githubAuthApiRef }} />",
    );
    run().ended(1, &["error[resolver-missing]", "the sign-in page offers `github`"]);
    put(&desk, "packages/backend/src/index.ts", &format!("const b = createBackend();\n// b.add({module});\n"));
    put(&desk, "packages/backend/src/plugins/auth.ts", "x.registerProvider({ providerId: 'github', factory })");
    run().ended(0, &["nothing found"]);
}

#[cfg(unix)]
#[test]
fn code_behind_a_link_and_code_beyond_all_measure_count_as_not_seen() {
    let desk = Desk::new();
    desk.put("app-config.yaml", GITHUB);
    put(&desk, "elsewhere/index.ts", "createBackend(); x.registerProvider({ providerId: 'github', factory })");
    put(&desk, "packages/backend/package.json", "{}");
    let run = || desk.run(&["validate", "--select", "resolver-missing"]);
    std::fs::create_dir_all(desk.path("packages/backend/src")).unwrap();
    std::os::unix::fs::symlink(desk.path("elsewhere"), desk.path("packages/backend/src/linked")).unwrap();
    run().ended(0, &["note[resolver-missing]"]);
    put(&desk, "packages/backend/src/large.ts", &"x".repeat((256 << 10) + 1));
    run().ended(0, &["note[resolver-missing]"]);
}

#[test]
fn a_file_that_git_ignores_and_a_file_of_secrets_of_a_tracked_tree_come_later() {
    let desk = Desk::new();
    desk.shell("git init -q && git config user.email a@acme.test && git config user.name ada").ended(0, &[]);
    let config = "app: { title: { $file: FILE } }\n";
    let run = || desk.run(&["validate", "--select", "include-not-found"]);
    desk.put("app-config.yaml", config.replace("FILE", "title.txt"));
    desk.shell("git add . && git commit -qm one").ended(0, &[]);
    run().ended(1, &["error[include-not-found]", "title.txt"]);
    desk.put(".gitignore", "title.txt\n");
    run().ended(0, &["note[include-not-found]", "what stands in it was not judged"]);
    desk.put("app-config.yaml", config.replace("FILE", "github-credentials.yaml"));
    run().ended(0, &["note[include-not-found]"]);
}

#[test]
fn a_file_that_a_tree_without_a_repository_ignores_comes_later_too() {
    let desk = Desk::new();
    desk.put("app-config.yaml", "app: { title: { $file: title.txt } }\n");
    let run = || desk.run(&["validate", "--select", "include-not-found"]);
    desk.put(".gitignore", "*.txt\n!title.txt\n");
    run().ended(1, &["error[include-not-found]", "title.txt"]);
    desk.put(".gitignore", "# brought by whoever runs it\n*.txt\n");
    run().ended(0, &["note[include-not-found]", "what stands in it was not judged"]);
}

#[test]
fn a_file_of_variables_that_was_only_found_is_not_the_whole_environment() {
    let desk = Desk::new();
    desk.put("app-config.yaml", "integrations: { github: [{ host: github.com, token: '${GITHUB_TOKEN}' }] }\n");
    desk.put(".env", "PORTAL=\n");
    let run = |more: &[&str]| desk.run(&[&["validate", "--select", "missing-variable"], more].concat());
    run(&[]).ended(0, &["nothing found"]);
    run(&["--env-file", ".env"]).ended(1, &["`GITHUB_TOKEN` is not set"]);
}

#[test]
fn a_file_of_variables_that_git_ignores_is_everybodys_own() {
    let desk = Desk::new();
    desk.put("compose.yaml", "services:\n  devportal:\n    image: veecode/devportal:1.4\n    env_file: .env\n");
    let run = || desk.run(&["validate", "--select", "compose-env-file-missing", "compose.yaml"]);
    run().ended(0, &["warning[compose-env-file-missing]", "refuses to start without it"]);
    desk.put(".gitignore", ".env\n");
    run().ended(0, &["note[compose-env-file-missing]", "as git ignores it"]);
    desk.shell("git init -q").ended(0, &[]);
    run().ended(0, &["note[compose-env-file-missing]"]);
}

#[test]
fn a_key_that_a_plugin_of_the_portals_own_reads_is_not_misspelt() {
    let desk = Desk::new();
    desk.put("app-config.yaml", "permission:\n  rbac:\n    admins: [{ name: 'user:default/ada' }]\n");
    let run = || desk.run(&["validate", "--select", "misspelt-key"]);
    run().ended(1, &["nobody reads `admins`"]);
    put(
        &desk,
        "plugins/acme-rules/src/policy.ts",
        "const all = config.getConfig('permission').getConfig('rbac').getOptionalConfigArray('admins');",
    );
    run().ended(0, &["nothing found"]);
}

#[test]
fn a_file_of_secrets_comes_later_where_no_repository_is_around() {
    let desk = Desk::new();
    let run = || desk.run(&["validate", "--select", "include-not-found"]);
    desk.put(
        "app-config.yaml",
        "integrations: { github: [{ host: github.com, apps: [{ $include: app-credentials.yaml }] }] }\n",
    );
    run().ended(0, &["note[include-not-found]", "what stands in it was not judged"]);
    desk.put("app-config.yaml", "app: { title: { $file: title.txt } }\n");
    run().ended(1, &["error[include-not-found]"]);
}

#[test]
fn a_folder_of_plugins_alone_has_no_backend_that_answers_pages() {
    let desk = Desk::new();
    let run = || desk.run(&["validate", "--select", "origin-mismatch"]);
    desk.put(
        "app-config.yaml",
        "app: { baseUrl: 'http://localhost:3000' }\nbackend: { baseUrl: 'http://localhost:7007' }\n",
    );
    run().ended(1, &["origin-mismatch"]);
    desk.put("package.json", "{\"workspaces\": [\"packages/*\", \"plugins/*\"]}");
    put(&desk, "plugins/tides/src/index.ts", "export {};");
    run().ended(0, &["nothing found"]);
    desk.put("package.json", "{\"workspaces\": [\"packages/*\", \"apps/*\"]}");
    run().ended(1, &["origin-mismatch"]);
    desk.put("package.json", "{\"workspaces\": {\"packages\": [\"packages/*\"]}}");
    put(&desk, "packages/backend/src/index.ts", "const backend = createBackend();");
    run().ended(1, &["origin-mismatch"]);
}

#[test]
fn an_origin_with_a_path_is_told_to_have_none() {
    let desk = Desk::new();
    let portal = |origin: &str| {
        format!(
            "app: {{ baseUrl: 'https://a.acme.dev/portal' }}\nbackend: {{ baseUrl: 'https://b.acme.dev', cors: {{ origin: '{origin}' }} }}\n"
        )
    };
    for (origin, says) in
        [("https://a.acme.dev/portal", "without a path"), ("https://a.acme.dev/", "without a `/` at its end")]
    {
        put(&desk, "app-config.yaml", &portal(origin));
        desk.run(&["validate", "--select", "origin-mismatch"])
            .ended(1, &["write `backend.cors.origin: https://a.acme.dev`", says]);
    }
}

#[test]
fn the_harness_of_a_plugin_is_no_portal() {
    let desk = Desk::new();
    let harness = "app: { baseUrl: 'http://localhost:3024' }\nbackend: { baseUrl: 'http://localhost:6024' }\n";
    put(&desk, "plugins/score-card/dev/app-config.yaml", harness);
    put(&desk, "plugins/score-card/package.json", r#"{ "backstage": { "role": "frontend-plugin" } }"#);
    let run = |file: &str| desk.run(&["validate", "--select", "origin-mismatch", file]);
    run("plugins/score-card/dev/app-config.yaml").ended(0, &["nothing found"]);
    put(&desk, "plugins/score-card/other/app-config.yaml", harness);
    run("plugins/score-card/other/app-config.yaml").ended(1, &["error[origin-mismatch]"]);
    put(&desk, "plugins/score-card/package.json", r#"{ "backstage": { "role": "backend-plugin" } }"#);
    run("plugins/score-card/dev/app-config.yaml").ended(0, &["nothing found"]);
    put(&desk, "plugins/score-card/package.json", r#"{ "backstage": { "role": "backend" } }"#);
    run("plugins/score-card/dev/app-config.yaml").ended(1, &["error[origin-mismatch]"]);
}

#[test]
fn a_port_of_this_machine_may_be_one_that_what_deploys_the_portal_opens() {
    let desk = Desk::new();
    let address = "http://localhost:30000";
    desk.put(
        "app-config.yaml",
        format!("app: {{ baseUrl: '{address}' }}\nbackend: {{ baseUrl: '{address}', listen: {{ port: 7007 }} }}\n"),
    );
    put(&desk, "packages/backend/src/index.ts", "const backend = createBackend();\nbackend.start();\n");
    put(&desk, "packages/app/src/App.tsx", "export const App = createApp({});\n");
    let select = ["validate", "app-config.yaml", "--select", "backend-port"];
    desk.run(&select).ended(0, &["warning[backend-port]"]);
    put(&desk, "k8s/service.yaml", "kind: Service\n");
    desk.run(&select).ended(0, &["note[backend-port]"]);
}
