use super::*;
use crate::config::Attached;

/// Nothing that a file could name.
struct Nothing;

impl Files for Nothing {
    fn keeping(&self, _from: &str, _object: &str) -> Option<String> {
        None
    }

    fn attached(&self, _from: &str, _path: &str) -> Result<Attached, String> {
        Err("is not here".to_owned())
    }
}

/// A folder with these texts, where compose reads those that are called as its own.
fn chain_of(texts: &BTreeMap<String, Secret>, is_there: &dyn Fn(&str) -> bool) -> Option<Chain> {
    let compose = texts.iter().filter(|(name, _)| name.contains("compose"));
    let compose: Vec<_> = compose.map(|(name, text)| FileText { name: name.clone(), text: Ok(text.clone()) }).collect();
    chain(&Ground { folder: Path::new(""), compose: &compose, files: &Nothing, texts, is_there })
}

/// What is found where these files are; those without a text are configuration.
fn found(files: &[(&str, &str)]) -> Option<(Vec<String>, String)> {
    let texts = files.iter().map(|(name, text)| ((*name).to_owned(), Secret::new(*text))).collect();
    let is_there = |path: &str| files.iter().any(|(name, _)| *name == path);
    chain_of(&texts, &is_there).map(|Chain { files, by, .. }| (files, by))
}

const BOTH: [(&str, &str); 3] =
    [("app-config.yaml", ""), ("app-config.production.yaml", ""), ("app-config.local.yaml", "")];

fn with(name: &str, text: &str) -> Option<(Vec<String>, String)> {
    found(&[&BOTH[..], &[(name, text)]].concat())
}

fn files(name: &str, text: &str) -> Vec<String> {
    with(name, text).unwrap_or_default().0
}

#[test]
fn a_dockerfile_says_it_by_its_last_command() {
    let text = "FROM node AS build\nCMD [\"node\", \"--config\", \"no.yaml\"]\nFROM node\nCOPY app-config*.yaml ./\nCMD [\"node\", \"packages/backend\", \\\n  # both\n  \"--config\", \"app-config.yaml\", \"--config\", \"app-config.production.yaml\"]\n";
    let (files, by) = with("packages/backend/Dockerfile", text).unwrap();
    assert_eq!(files, ["app-config.yaml", "app-config.production.yaml"]);
    assert_eq!(by, "the command in `packages/backend/Dockerfile`");
}

#[test]
fn a_stage_that_is_built_on_another_of_the_file_has_what_that_has() {
    let base = "FROM --platform=linux/amd64 node AS Base\nENV BACKSTAGE_ENV=production\nCMD [\"node\", \"packages/backend\"]\n";
    let all = ["app-config.yaml", "app-config.production.yaml", "app-config.local.yaml"];
    assert_eq!(files("Dockerfile", &format!("{base}FROM base\nUSER node\n")), all);
    assert_eq!(files("Dockerfile", &format!("{base}FROM base AS last\nENV BACKSTAGE_ENV=other\n")), [all[0], all[2]]);
    assert_eq!(with("Dockerfile", &format!("{base}FROM node\n")), None);
    let text = format!("{base}ENV VEECODE_PROFILE=github\nFROM base\nENV VEECODE_PROFILE=ldap OTHER=x\nFROM base");
    assert_eq!(
        dockerfile::variables(&text, &["VEECODE_PROFILE"]),
        [("VEECODE_PROFILE".to_owned(), "github".to_owned())]
    );
}

#[test]
fn a_shell_and_paths_of_the_image_make_no_difference() {
    for command in [
        "CMD node packages/backend --config=/app/app-config.yaml --config ./app-config.local.yaml",
        "ENTRYPOINT [\"node\", \"packages/backend\"]\nCMD [\"--config\", \"app-config.yaml\", \"--config\", \"../../app-config.local.yaml\"]",
        "CMD [\"sh\", \"-c\", \"node packages/backend --config app-config.yaml --config app-config.local.yaml\"]",
    ] {
        assert_eq!(files("Dockerfile", command), ["app-config.yaml", "app-config.local.yaml"], "{command}");
    }
}

#[test]
fn a_file_that_has_another_name_in_the_image_is_the_one_that_is_copied() {
    let start = "CMD node packages/backend --config app-config.yaml --config app-config.production.yaml";
    let copied = format!(
        "COPY app-config.yaml ./\nCOPY --chown=node app-config.local.yaml ./app-config.production.yaml\n{start}"
    );
    assert_eq!(files("Dockerfile", &copied), ["app-config.yaml", "app-config.local.yaml"]);
    // Which one it is, the build says: whatever has the name here is another.
    let told = ["COPY app-config.${APP}.yaml ./app-config.production.yaml\n", start].concat();
    assert_eq!(files("Dockerfile", &told), ["app-config.yaml"]);
    let stage = format!("COPY --from=build /app/prod.yaml ./app-config.production.yaml\n{start}");
    assert_eq!(files("Dockerfile", &stage), ["app-config.yaml", "app-config.production.yaml"]);
}

#[test]
fn a_command_that_names_none_leaves_it_to_backstage_and_to_what_was_copied() {
    let start = "CMD [\"node\", \"packages/backend\"]";
    assert_eq!(files("Dockerfile", start), ["app-config.yaml", "app-config.local.yaml"]);
    let copied = format!("COPY app-config.yaml app-config.production.yaml ./\n{start}");
    assert_eq!(files("Dockerfile", &copied), ["app-config.yaml"]);
    let production = format!("ENV BACKSTAGE_ENV=production\n{start}");
    assert_eq!(
        files("Dockerfile", &production),
        ["app-config.yaml", "app-config.production.yaml", "app-config.local.yaml"]
    );
    assert_eq!(with("Dockerfile", "ENTRYPOINT [\"./start.sh\"]"), None);
}

#[test]
fn a_compose_file_goes_before_a_dockerfile_and_that_before_a_script() {
    let compose = "services:\n  backstage:\n    build: .\n    command: [node, packages/backend, --config, app-config.local.yaml]\n";
    let docker = "CMD node packages/backend --config app-config.production.yaml";
    let package = "{\"scripts\": {\"dev\": \"x\", \"start\": \"yarn start --config ../../app-config.yaml\"}}";
    let all = [("compose.yaml", compose), ("Dockerfile", docker), ("package.json", package)];
    for (from, file, by) in [
        (0, "app-config.local.yaml", "the command in `compose.yaml`"),
        (1, "app-config.production.yaml", "the command in `Dockerfile`"),
        (2, "app-config.yaml", "`start` in `package.json`"),
    ] {
        let (files, said) = found(&[&BOTH[..], &all[from..]].concat()).unwrap();
        assert_eq!((files, said.as_str()), (vec![file.to_owned()], by));
    }
}

#[test]
fn arguments_of_values_and_a_variable_say_it_too() {
    let values =
        "backstage:\n  appConfig: {}\n  args: [--config, app-config.yaml, --config, app-config.production.yaml]\n";
    assert_eq!(files("values.yaml", values).len(), 2);
    let (files, by) = with(".env", "BACKSTAGE_ENV=production\n").unwrap();
    assert_eq!(files, ["app-config.yaml", "app-config.production.yaml", "app-config.local.yaml"]);
    assert_eq!(by, "`BACKSTAGE_ENV` in `.env`");
    assert_eq!(with(".env", "BACKSTAGE_ENV=../../etc\n"), None);
}

#[test]
fn what_says_nothing_of_it_is_passed_over() {
    for (name, text) in [
        ("package.json", "{\"scripts\": {\"start\": \"jest --config jest.config.js\"}}"),
        ("package.json", "{"),
        ("compose.yaml", "services: ["),
        ("values.yaml", "a: 1"),
        ("Dockerfile", "CMD [\"nginx\"]"),
        ("Dockerfile", "CMD node packages/backend --config absent.yaml"),
        ("Dockerfile", ""),
    ] {
        assert_eq!(with(name, text), None, "{name}: {text}");
    }
}

#[test]
fn a_file_that_the_command_names_and_that_is_not_here_is_missing() {
    let text =
        Secret::new("CMD [\"node\", \"--config\", \"app-config.yaml\", \"--config\", \"made-at-deployment.yaml\"]");
    let texts = BTreeMap::from([("Dockerfile".to_owned(), text)]);
    let found = chain_of(&texts, &|path| path == "app-config.yaml").unwrap();
    assert_eq!(found.missing, ["`made-at-deployment.yaml`, which is not here"]);
    let own = Secret::new("ENV BACKSTAGE_ENV=staging\nCMD [\"node\", \"packages/backend\"]");
    let texts = BTreeMap::from([("Dockerfile".to_owned(), own)]);
    let found = chain_of(&texts, &|path| path == "app-config.yaml").unwrap();
    assert!(found.missing.is_empty(), "Backstage's own order takes what is there");
}

#[test]
fn one_file_is_not_two_that_a_command_names() {
    let manifest = "kind: Deployment\napiVersion: apps/v1\nmetadata: { name: backstage }\nspec:\n  template:\n    spec:\n      containers:\n        - name: backstage\n          image: portal:1\n          command: [node, packages/backend, --config, app-config.yaml, --config, config/app-config.yaml]\n";
    let texts = [("deployment.yaml".to_owned(), Secret::new(manifest))].into();
    let is_there = |path: &str| path == "app-config.yaml";
    let chain = chain_of(&texts, &is_there).unwrap();
    assert_eq!(
        (chain.files, chain.missing),
        (vec!["app-config.yaml".to_owned()], vec!["`config/app-config.yaml`, which is not here".to_owned()])
    );
}

#[test]
fn what_node_runs_in_an_image_is_in_no_development_unless_it_says_so() {
    let started = |text: &str| {
        let texts = BTreeMap::from([("Dockerfile".to_owned(), Secret::new(text))]);
        let chain = chain_of(&texts, &|_| true).unwrap();
        (chain.in_image, chain.stage)
    };
    let command = "CMD [\"node\", \"packages/backend\", \"--config\", \"app-config.yaml\"]\n";
    assert_eq!(started(&format!("FROM node:22\n{command}")), (true, None));
    let production = format!("FROM node:22\nENV NODE_ENV=production A=b\n{command}");
    assert_eq!(started(&production), (true, Some("production".to_owned())));
    for development in ["ENV NODE_ENV=development", "ENV NODE_ENV development", "ENV A=b NODE_ENV=\"development\""] {
        let text = format!("FROM node:22\n{development}\n{command}");
        assert_eq!(started(&text), (true, Some("development".to_owned())), "{development}");
    }
    let yarn = "FROM node:22\nCMD [\"yarn\", \"start\", \"--config\", \"app-config.yaml\"]\n";
    assert_eq!(started(yarn), (false, None), "the script decides");
    let own = "FROM node:22\nENV NODE_ENV=production\nCMD NODE_ENV=development node packages/backend --config app-config.yaml\n";
    assert_eq!(started(own), (false, None), "the command says its own");
}
