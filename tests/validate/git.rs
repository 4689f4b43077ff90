//! What git knows: files of variables that it has, and secrets in the past of files.

use crate::program::Desk;

/// Assembled, so that this file holds no token.
fn token() -> String {
    format!("ghp_{}", "CANARYa1".repeat(5))
}

fn repository(desk: &Desk) {
    let setup = "git init -q && git config user.email a@acme.test && git config user.name ada";
    desk.shell(setup).ended(0, &[]);
}

#[test]
fn a_file_of_variables_that_git_has_or_would_take_is_told() {
    let desk = Desk::new();
    repository(&desk);
    desk.put("app-config.yaml", "app: {}\n");
    desk.put(".env", "A=b\n");
    desk.shell("chmod 600 .env").ended(0, &[]);
    let run = || desk.run(&["validate", "app-config.yaml", "--env-file", ".env", "--select", "env-file-exposed"]);
    run().ended(0, &["git does not ignore `.env`"]);
    desk.put(".gitignore", ".env\n");
    run().ended(0, &["nothing found"]);
    desk.shell("git add -f .env && git commit -qm one").ended(0, &[]);
    run().ended(1, &["git has `.env`", "git rm --cached .env"]);
}

#[test]
fn a_name_is_one_word_in_every_command_that_is_proposed() {
    let desk = Desk::new();
    repository(&desk);
    desk.put("app-config.yaml", "app: {}\n");
    let name = "of a;echo $(b).env";
    desk.put(name, "A=b\n");
    let run = || desk.run(&["validate", "app-config.yaml", "--env-file", name, "--select", "env-file-exposed"]);
    desk.shell("chmod 644 *.env").ended(0, &[]);
    run().ended(0, &["`chmod 600 'of a;echo $(b).env'`"]);
    desk.shell("git add -f *.env && git commit -qm one").ended(0, &[]);
    run().ended(1, &["`git rm --cached 'of a;echo $(b).env'`"]);
    desk.put("key of;b.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    desk.shell("git add -f *.pem && git commit -qm two").ended(0, &[]);
    desk.put(
        "app-config.yaml",
        "integrations: { github: [{ host: github.com, apps: [{ privateKey: { $file: 'key of;b.pem' } }] }] }\n",
    );
    let said = desk.run(&["validate", "--select", "key-file-exposed"]);
    said.ended(1, &["`git rm --cached './key of;b.pem'`"]);
}

#[test]
fn what_is_to_be_ignored_is_named_as_git_matches_it() {
    let desk = Desk::new();
    repository(&desk);
    for folder in ["", "portal/"] {
        desk.put(&format!("{folder}app-config.yaml"), "app: {}\n");
        desk.put(&format!("{folder}.env"), "A=b\n");
    }
    desk.shell("chmod 600 .env portal/.env").ended(0, &[]);
    let only = ["--select", "env-file-exposed"];
    desk.run(&["validate", ".", only[0], only[1]]).ended(0, &["add `.env` to .gitignore"]);
    desk.run(&["validate", "./portal", only[0], only[1]]).ended(0, &["add `portal/.env` to .gitignore"]);
    let program = env!("CARGO_BIN_EXE_devportal-auth");
    let within = desk.shell(&format!("cd portal && {program} validate {}", only.join(" ")));
    within.ended(0, &["add `portal/.env` to .gitignore in the repository's root"]);
    desk.put(".gitignore", "/.env\nportal/.env\n");
    desk.run(&["validate", ".", only[0], only[1]]).ended(0, &["nothing found"]);
    desk.run(&["validate", "./portal", only[0], only[1]]).ended(0, &["nothing found"]);
}

#[test]
fn a_secret_in_the_past_of_a_file_is_found_only_when_asked_and_never_shown() {
    let desk = Desk::new();
    repository(&desk);
    desk.put("app-config.yaml", format!("integrations: {{ github: [{{ host: github.com, token: {} }}] }}\n", token()));
    desk.shell("git add . && git commit -qm one").ended(0, &[]);
    desk.put("app-config.yaml", "integrations: { github: [{ host: github.com, token: '${GITHUB_TOKEN}' }] }\n");
    desk.shell("git add . && git commit -qm two").ended(0, &[]);
    let run =
        |more: &[&str]| desk.run(&[&["validate", "app-config.yaml", "--select", "secret-in-history"], more].concat());
    run(&[]).ended(0, &["nothing found"]);
    let said = run(&["--history"]);
    said.ended(1, &["a classic token of GitHub", "`app-config.yaml`"]);
    assert!(!said.text.contains("CANARY"), "{}", said.text);
}

#[test]
fn without_a_repository_the_past_cannot_be_asked() {
    let desk = Desk::new();
    desk.put("app-config.yaml", "app: {}\n");
    desk.run(&["validate", "app-config.yaml", "--history"]).ended(2, &["--history", "is in none"]);
}

/// A repository whose configuration is plain now, and had a token only in what a script did.
fn past(script: &str) -> Desk {
    let desk = Desk::new();
    repository(&desk);
    desk.put("app-config.yaml", "app: {}\n");
    desk.put("token.yaml", format!("app: {{ token: {} }}\n", token()));
    desk.shell(&format!("printf 'token.yaml\\nhome\\n' >.gitignore; git add . && git commit -qm one && {script}"))
        .ended(0, &[]);
    desk
}

fn history(desk: &Desk, file: &str) -> crate::program::Said {
    desk.run(&["validate", file, "--select", "secret-in-history", "--history"])
}

#[test]
fn a_secret_that_only_a_merge_brought_is_found() {
    let desk = past(
        "git checkout -qb side && echo x >side && git add side && git commit -qm side && git checkout -q - && \
         echo y >main && git add main && git commit -qm main && git merge -q --no-commit side && \
         cp token.yaml app-config.yaml && git add app-config.yaml && git commit -qm merge && \
         echo 'app: {}' >app-config.yaml && git commit -qam after",
    );
    history(&desk, "app-config.yaml").ended(1, &["a classic token of GitHub"]);
}

#[test]
fn a_side_whose_outcome_was_thrown_away_is_looked_at() {
    let desk = past(
        "git checkout -qb side && cp token.yaml app-config.yaml && git commit -qam token && git checkout -q - && \
         git merge -q -s ours side -m merge && git branch -qD side",
    );
    history(&desk, "app-config.yaml").ended(1, &["a classic token of GitHub"]);
}

#[test]
fn attributes_do_not_hide_a_past() {
    let desk = past(
        "cp token.yaml app-config.yaml && git commit -qam token && echo 'app: {}' >app-config.yaml && \
         echo '*.yaml -diff' >.gitattributes && git add . && git commit -qm hidden",
    );
    history(&desk, "app-config.yaml").ended(1, &["a classic token of GitHub"]);
}

#[test]
fn a_packed_past_and_one_that_only_a_tag_names_are_looked_at() {
    let desk = past(
        "git checkout -qb side && cp token.yaml app-config.yaml && git commit -qam token && git tag -am v1 v1 && \
         git checkout -q - && git branch -qD side && git pack-refs --all && git gc -q",
    );
    history(&desk, "app-config.yaml").ended(1, &["a classic token of GitHub"]);
}

#[test]
fn the_names_that_a_file_had_before_are_looked_at() {
    let desk = past(
        "cp token.yaml first.yaml && seq 40 | sed 's/^/# /' >>first.yaml && git add . && git commit -qm first && \
         git mv first.yaml second.yaml && git commit -qm second && git rm -q app-config.yaml && git commit -qm gone && \
         git mv second.yaml app-config.yaml && git commit -qm third && \
         sed -i.old '1s/.*/app: {}/' app-config.yaml && git commit -qam clean",
    );
    history(&desk, "app-config.yaml").ended(1, &["a classic token of GitHub", "`first.yaml`"]);
}

/// A repository in which some files were plain from the second commit on, and one of them is asked for its past.
fn mended(files: &[(&str, String)], later: &[(&str, &str)], script: &str) -> Desk {
    let desk = Desk::new();
    repository(&desk);
    desk.put(".gitignore", "home\n");
    files.iter().for_each(|(name, text)| _ = desk.put(name, text));
    desk.shell(&format!("{script} chmod 600 *.env; git add . && git commit -qm one")).ended(0, &[]);
    later.iter().for_each(|(name, text)| _ = desk.put(name, text));
    desk.shell("git add . && git commit -qm two --allow-empty").ended(0, &[]);
    desk
}

#[test]
fn the_past_of_every_file_that_is_read_is_looked_at_whoever_names_it() {
    const PLAIN: &str = "app: { title: x }\n";
    const INCLUDING: &str = "integrations: { $include: more/i.yaml }\n";
    const INCLUDED: &str = "github: [{ host: github.com, token: '${GITHUB_TOKEN}' }]\n";
    const NAMING: &str = "integrations: { github: [{ host: github.com, token: { $file: more/token } }] }\n";
    const COMPOSE: &str = "services: { portal: { image: 'veecode/devportal:1.2', env_file: [portal.env] } }\n";
    let token = token();
    let (with_token, set) = (format!("app: {{ token: {token} }}\n"), format!("GITHUB_TOKEN={token}\n"));
    let included = INCLUDED.replace("'${GITHUB_TOKEN}'", &token);
    let linked = mended(&[("real.yaml", with_token)], &[("real.yaml", PLAIN)], "ln -s real.yaml app-config.yaml;");
    history(&linked, "app-config.yaml").ended(1, &["a classic token of GitHub in `real.yaml`"]);
    let files = [("app-config.yaml", INCLUDING.to_owned()), ("more/i.yaml", included)];
    history(&mended(&files, &[("more/i.yaml", INCLUDED)], ""), "app-config.yaml")
        .ended(1, &["a classic token of GitHub in `more/i.yaml`"]);
    let ignored = mended(&[("app-config.yaml", NAMING.to_owned()), ("more/token", token.clone())], &[], "");
    ignored.shell("git rm -q --cached more/token && echo more >>.gitignore && git commit -qam three").ended(0, &[]);
    history(&ignored, "app-config.yaml").ended(1, &["a classic token of GitHub"]);
    let files = [("compose.yaml", COMPOSE.to_owned()), ("portal.env", set)];
    history(&mended(&files, &[("portal.env", "GITHUB_TOKEN=\n")], ""), "compose.yaml")
        .ended(1, &["a classic token of GitHub in `portal.env`"]);
    const HUB: &str = "apiVersion: rhdh.redhat.com/v1alpha3\nkind: Backstage\nmetadata: { name: hub }\nspec: { application: { appConfig: { configMaps: [{ name: hub-config }] } } }\n";
    const MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: hub-config }\ndata:\n  app-config.yaml: |\n    app: { title: x }\n";
    let map = MAP.replace("title: x", &format!("title: {token}"));
    history(&mended(&[("hub.yaml", HUB.to_owned()), ("map.yaml", map)], &[("map.yaml", MAP)], ""), "hub.yaml")
        .ended(1, &["a classic token of GitHub in `map.yaml`"]);
}

#[test]
fn the_past_of_a_file_out_of_the_checkout_is_told_not_to_be_looked_at() {
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("token"), "x").unwrap();
    let file = outside.path().join("token").display().to_string();
    let naming = format!("integrations: {{ github: [{{ host: github.com, token: {{ $file: {file} }} }}] }}\n");
    let desk = mended(&[("app-config.yaml", naming)], &[], "");
    history(&desk, "app-config.yaml")
        .ended(0, &["the past was not looked at as a whole", "lies outside of the checkout"]);
}

#[test]
fn what_a_secret_of_kubernetes_held_in_an_earlier_state_is_found_in_base64() {
    use base64::Engine;
    let manifest = |data: &str| format!("apiVersion: v1\nkind: Secret\nmetadata: {{ name: s }}\n{data}");
    let packed = base64::engine::general_purpose::STANDARD.encode(token());
    let now = manifest("stringData: { A: b }\n");
    let before = manifest(&format!("data: {{ GITHUB_TOKEN: {packed} }}\n"));
    let desk =
        mended(&[("app-config.yaml", "app: {}\n".to_owned()), ("secret.yaml", before)], &[("secret.yaml", &now)], "");
    history(&desk, "secret.yaml").ended(1, &["a classic token of GitHub in `secret.yaml`"]);
}

#[test]
fn a_shallow_clone_is_told_and_not_taken_for_nothing_found() {
    let desk =
        past("echo 'a: 1' >>app-config.yaml && git commit -qam two && git clone -q --depth 1 \"file://$PWD\" home");
    let said = history(&desk, "home/app-config.yaml");
    said.ended(0, &["the past was not looked at as a whole: the clone is shallow", "git fetch --unshallow"]);
    assert!(!said.text.contains("nothing found"), "{}", said.text);
}

#[test]
fn a_persons_own_exclusions_count() {
    let desk = Desk::new();
    repository(&desk);
    desk.put("app-config.yaml", "app: {}\n");
    desk.put(".env", "A=b\n");
    desk.put("home/everywhere", ".env\n");
    desk.shell("chmod 600 .env && git config --global core.excludesFile '~/everywhere'").ended(0, &[]);
    desk.run(&["validate", "app-config.yaml", "--env-file", ".env", "--select", "env-file-exposed"])
        .ended(0, &["nothing found"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_where_git_reads_a_file_is_named_and_not_waited_for() {
    for name in ["objects/info/alternates", "objects/info/commit-graph", "packed-refs"] {
        let desk = Desk::new();
        repository(&desk);
        desk.put("app-config.yaml", "app: {}\n");
        desk.shell("git add . && git commit -qm one").ended(0, &[]);
        nix::unistd::mkfifo(&desk.path(&format!(".git/{name}")), nix::sys::stat::Mode::S_IRWXU).unwrap();
        let said = desk.run(&["validate", "app-config.yaml", "--history"]);
        assert!(said.text.contains(&format!(".git/{name} is no ordinary file")), "{}", said.text);
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_an_object_a_pack_or_the_index_is_named_and_not_waited_for() {
    let object = "objects/$(git rev-parse HEAD | sed 's,^..,&/,')";
    for name in [object, "objects/pack/pack-0.idx", "objects/info/commit-graphs/graph-0.graph", "index"] {
        let desk = past("true");
        let pipe = format!(
            "name=.git/{name}; rm -f \"$name\"; mkdir -p \"$(dirname $name)\"; mkfifo \"$name\"; echo \"$name\""
        );
        let made = desk.shell(&pipe);
        let began = std::time::Instant::now();
        history(&desk, "app-config.yaml").ended(2, &[&format!("{} is no ordinary file", made.text)]);
        desk.put(".env", "GITHUB_TOKEN=t\n");
        let said = desk.run(&["validate", "--fail-on", "never"]);
        assert_eq!(said.text.contains(".git/index is no ordinary file"), name == "index", "{}", said.text);
        assert!(began.elapsed() < std::time::Duration::from_secs(20), "git was waited for: {name}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_what_git_reads_about_files_and_people_does_not_hide_their_past() {
    let desk = past("cp token.yaml app-config.yaml && git commit -qam token && git checkout -q HEAD~ app-config.yaml");
    for name in [".gitattributes", ".mailmap", ".gitmodules"] {
        nix::unistd::mkfifo(&desk.path(name), nix::sys::stat::Mode::S_IRWXU).unwrap();
    }
    let began = std::time::Instant::now();
    history(&desk, "app-config.yaml").ended(1, &["a classic token of GitHub"]);
    assert!(began.elapsed() < std::time::Duration::from_secs(20), "git was waited for");
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_what_git_ignores_is_not_waited_for() {
    let desk = Desk::new();
    repository(&desk);
    desk.put("app-config.yaml", "app: {}\n");
    desk.put(".env", "GITHUB_TOKEN=t\n");
    nix::unistd::mkfifo(&desk.path(".gitignore"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    let began = std::time::Instant::now();
    let said = desk.run(&["validate", "--fail-on", "never"]);
    assert!(said.text.contains(".gitignore is no ordinary file"), "{}", said.text);
    assert!(began.elapsed() < std::time::Duration::from_secs(20), "git was waited for");
}

#[cfg(unix)]
#[test]
fn a_check_that_is_stopped_leaves_no_git_behind() {
    use std::os::unix::fs::PermissionsExt;
    use std::time::{Duration, Instant};

    let (desk, elsewhere) = (Desk::new(), tempfile::tempdir().unwrap());
    repository(&desk);
    desk.put("app-config.yaml", "app: {}\n");
    desk.shell("git add . && git commit -qm one").ended(0, &[]);
    let (git, pid) = (elsewhere.path().join("git"), elsewhere.path().join("pid"));
    std::fs::write(&git, format!("#!/bin/sh\necho $$ > {0}.new && mv {0}.new {0}; exec sleep 600\n", pid.display()))
        .unwrap();
    std::fs::set_permissions(&git, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", elsewhere.path().display(), std::env::var("PATH").unwrap());
    let mut check = desk.command(&["validate", "app-config.yaml", "--history"]);
    check.env("PATH", path).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    let mut check = check.spawn().unwrap();
    let process = |id: u32| nix::unistd::Pid::from_raw(i32::try_from(id).unwrap());
    let began = Instant::now();
    while !pid.exists() && began.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(5));
    }
    let git = process(std::fs::read_to_string(&pid).unwrap().trim().parse().unwrap());
    nix::sys::signal::kill(process(check.id()), nix::sys::signal::Signal::SIGTERM).unwrap();
    assert_eq!(check.wait().unwrap().code(), Some(130));
    // It is gone, or nobody has asked yet how it ended. The system may take a moment for that.
    let state = || std::fs::read_to_string(format!("/proc/{git}/stat")).unwrap_or_default();
    let goes_on = || Some(state()).filter(|state| !state.is_empty() && !state.contains(") Z "));
    while goes_on().is_some() {
        assert!(began.elapsed() < Duration::from_secs(60), "git goes on: {}", state());
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_key_by_which_only_this_machine_is_answered_is_no_providers() {
    let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
    for (host, severity, hint) in [
        ("localhost:3000", "note[key-file-exposed]", "for this machine alone"),
        ("portal.acme.dev", "error[key-file-exposed]", "make a new key at its provider"),
    ] {
        let desk = Desk::new();
        let app = format!(
            "app:\n  baseUrl: https://{host}\n  https: {{ certificate: {{ cert: ./cert.pem, key: ./key.pem }} }}\n"
        );
        desk.put("app-config.yaml", app);
        desk.put("key.pem", &key);
        desk.shell("git init -q && git add key.pem").ended(0, &[]);
        let said = desk.run(&["validate", "--select", "key-file-exposed"]);
        said.ended(i32::from(severity.starts_with("error")), &[severity, hint]);
    }
    // Another file of that name is somebody else's key.
    let desk = Desk::new();
    let https = "https: { certificate: { cert: certs/cert.pem, key: certs/key.pem } }";
    desk.put("app-config.yaml", format!("app: {{ baseUrl: 'https://localhost:3000', {https} }}\n"));
    desk.put("key.pem", &key);
    desk.shell("git init -q && git add key.pem").ended(0, &[]);
    desk.run(&["validate", "--select", "key-file-exposed"]).ended(1, &["error[key-file-exposed]"]);
}
