//! A folder that somebody else made: nothing that its git configuration names runs, and what cannot be told is not taken for a no.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::program::{Desk, Said};

/// A desk with a program that leaves a mark, and a repository with a tracked `.env` whose commit claims to be signed.
fn stranger() -> Desk {
    let desk = Desk::new();
    let script = format!("#!/bin/sh\necho \"$0 $*\" >>'{}'\n", desk.path("marked").display());
    let mark = desk.put("mark", script);
    fs::set_permissions(mark, fs::Permissions::from_mode(0o755)).unwrap();
    desk.put("theirs/app-config.yaml", "app: {}\n");
    desk.put("theirs/.env", "A=b\n");
    fs::set_permissions(desk.path("theirs/.env"), fs::Permissions::from_mode(0o600)).unwrap();
    let signed = r#"cd theirs && git init -q && git config user.email a@acme.test && git config user.name ada && git add . &&
        git commit -qm one && git cat-file commit HEAD | sed '/^committer/a\
gpgsig -----BEGIN PGP SIGNATURE-----\
 \
 AAAA\
 -----END PGP SIGNATURE-----' | git hash-object -t commit -w --stdin | xargs git reset -q --hard"#;
    desk.shell(signed).ended(0, &[]);
    desk
}

fn look(desk: &Desk) -> Said {
    let select = ["--select", "env-file-exposed", "--select", "secret-in-history"];
    let files = ["validate", "theirs/app-config.yaml", "--env-file", "theirs/.env", "--history"];
    desk.run(&[&files[..], &select].concat())
}

#[test]
fn nothing_that_a_strangers_repository_names_is_run() {
    let mark = "\"$PWD/../mark\"";
    let ways = [
        format!("git config core.fsmonitor {mark} && git update-index --fsmonitor"),
        format!("git config log.showSignature true && git config gpg.program {mark}"),
        format!("git config diff.external {mark} && git config core.pager {mark}"),
        format!(
            "git config diff.d.textconv {mark} && git config diff.d.command {mark} && echo '* diff=d' >.gitattributes"
        ),
        format!(
            "git config filter.d.clean {mark} && git config filter.d.smudge {mark} && echo '* filter=d' >.gitattributes"
        ),
        "mkdir hooks && for hook in post-index-change post-checkout pre-auto-gc fsmonitor-watchman; do cp ../mark hooks/$hook; done; \
             cp hooks/* .git/hooks/ && git config core.hooksPath \"$PWD/hooks\"".to_owned(),
        format!(
            "printf '[include]\\n\\tpath = ../more\\n' >>.git/config && printf '[core]\\n\\tfsmonitor = %s\\n' {mark} >more"
        ),
    ];
    for way in ways {
        let desk = stranger();
        desk.shell(&format!("cd theirs && {way}")).ended(0, &[]);
        _ = fs::remove_file(desk.path("marked"));
        look(&desk).ended(1, &["git has `theirs/.env`"]);
        assert!(!desk.path("marked").exists(), "{way}: {}", desk.read("marked"));
    }
}

#[test]
fn what_a_partial_clone_lacks_is_not_fetched_and_is_told() {
    let desk = stranger();
    let setup =
        "cd theirs && blob=$(git rev-parse HEAD:app-config.yaml) && rm -f .git/objects/${blob%${blob#??}}/${blob#??} &&
        git config core.repositoryformatversion 1 && git config extensions.partialClone origin &&
        git config remote.origin.promisor true && git config remote.origin.url \"ext::$PWD/../mark\" &&
        git config protocol.allow always && git config protocol.ext.allow always &&
        git config remote.origin.uploadpack \"$PWD/../mark\"";
    desk.shell(setup).ended(0, &[]);
    let said = look(&desk);
    assert!(!desk.path("marked").exists(), "{}", desk.read("marked"));
    said.ended(1, &["the past was not looked at as a whole: it could not be read to its end"]);
}

/// A change can bring a link to anything that whoever looks at it may read.
#[test]
fn what_a_link_leads_to_outside_of_the_checkout_is_not_shown_and_that_is_said() {
    let desk = Desk::new();
    std::fs::create_dir_all(desk.path("checkout/.git/objects")).unwrap();
    std::fs::create_dir_all(desk.path("checkout/.git/refs")).unwrap();
    desk.put("checkout/.git/HEAD", "ref: refs/heads/main\n");
    let private = "app: { baseUrl: 'http://a.acme.dev/', title: marked-title }\nauth: { environment: marked-environment, providers: { github: { production: { clientId: a } } } }\n";
    desk.put("outside/private.yaml", private);
    desk.put("checkout/inside.yaml", private);
    let at = desk.path("checkout/app-config.yaml");
    std::os::unix::fs::symlink("../outside/private.yaml", &at).unwrap();
    let look = || desk.run(&["validate", "checkout/app-config.yaml"]);
    let said = look();
    said.ended(1, &["app-config.yaml:1:17", "app-config.yaml` leads out of here, to ", "nothing of it is shown"]);
    assert!(!said.text.contains("marked"), "{}", said.text);
    let said = desk.run(&["rehearse", "checkout/app-config.yaml", "--as", "ada"]);
    assert!(said.text.contains("••••") && !said.text.contains("marked"), "{}", said.text);
    // What it would be mended to is not shown either, and no value by another command.
    desk.put("outside/private.yaml", format!("{private}integrations: {{ github: [{{ host: github.com, apps: [{{ appId: 1, allowedInstallationOwners: [marked-owner] }}] }}] }}\n"));
    for more in [&["--fix", "--dry-run"][..], &["--explain-credential", "https://github.com/a/b"]] {
        let said = desk.run(&[&["validate", "checkout/app-config.yaml"], more].concat());
        assert!(!said.text.contains("marked"), "{}", said.text);
    }
    std::fs::remove_file(&at).unwrap();
    std::os::unix::fs::symlink("inside.yaml", &at).unwrap();
    look().ended(1, &["marked-title", "for `marked-environment`"]);
}

#[test]
fn what_only_a_compose_file_names_outside_of_the_checkout_is_not_read_and_that_is_said() {
    let desk = Desk::new();
    std::fs::create_dir_all(desk.path("checkout/.git/objects")).unwrap();
    std::fs::create_dir_all(desk.path("checkout/.git/refs")).unwrap();
    desk.put("checkout/.git/HEAD", "ref: refs/heads/main\n");
    let private = "auth: { environment: marked-environment, marked: 1, marked: 2 }\n";
    desk.put("outside/private.yaml", private);
    desk.put("outside/variables", "MARKED marked-variable\n");
    let outside = desk.path("outside").display().to_string();
    for outside in ["../outside", &outside] {
        let compose = format!(
            "services:\n  portal:\n    image: veecode/devportal:1\n    environment: {{VEECODE_PROFILE: github}}\n    env_file: {outside}/variables\n    volumes: ['{outside}/private.yaml:/app/app-config.local.yaml']\n"
        );
        desk.put("checkout/docker-compose.yml", compose);
        for at in ["checkout", "checkout/docker-compose.yml"] {
            for format in ["human", "json", "sarif"] {
                let said = desk.run(&["validate", at, "--format", format, "--fail-on", "never"]);
                said.ended(0, &["private.yaml`, which lies outside of what was looked at"]);
                assert!(!said.text.to_lowercase().contains("marked"), "{}", said.text);
            }
        }
    }
    // Whoever names it wants it looked at.
    desk.run(&["validate", "checkout/docker-compose.yml", "outside/private.yaml"]).ended(1, &["marked"]);
}

#[test]
fn a_bare_repository_in_a_folder_is_no_repository() {
    let desk = stranger();
    let setup = "git init -q --bare theirs/sub && cd theirs/sub && git config core.fsmonitor \"$PWD/../../mark\" &&
        git config core.bare false && git config core.worktree \"$PWD\" && git config log.showSignature true &&
        git config gpg.program \"$PWD/../../mark\" && cp ../app-config.yaml ../.env . && cd .. && rm -rf .git && cd sub &&
        GIT_DIR=. git add app-config.yaml .env && GIT_DIR=. git -c user.name=a -c user.email=a@b commit -qm one &&
        rm -f ../../marked";
    desk.shell(setup).ended(0, &[]);
    let files = ["validate", "theirs/sub/app-config.yaml", "--env-file", "theirs/sub/.env"];
    let said = [desk.run(&files), desk.run(&[&files[..], &["--history"]].concat())];
    assert!(!desk.path("marked").exists(), "{}", desk.read("marked"));
    said[0].ended(0, &[]);
    said[1].ended(2, &["is in none"]);
}

#[test]
fn a_git_that_lies_in_the_folder_is_not_taken_for_the_real_one() {
    let desk = stranger();
    fs::copy(desk.path("mark"), desk.path("git")).unwrap();
    let path = std::env::var("PATH").unwrap();
    fs::create_dir_all(desk.path("theirs/node_modules/.bin")).unwrap();
    fs::copy(desk.path("mark"), desk.path("theirs/node_modules/.bin/git")).unwrap();
    std::os::unix::fs::symlink(desk.path("theirs/node_modules"), desk.path("modules")).unwrap();
    let whole = |name: &str| desk.path(name).display().to_string();
    let (here, theirs, link) = (whole(""), whole("theirs/node_modules/.bin"), whole("modules/.bin"));
    for entry in [".", "", &here, &theirs, &link] {
        let desk_path = format!("{entry}:{path}");
        let said = desk.shell(&format!(
            "PATH='{desk_path}' exec \"$0\" validate theirs/app-config.yaml --env-file theirs/.env --select env-file-exposed"
        ));
        said.ended(1, &["git has `theirs/.env`"]);
        assert!(!desk.path("marked").exists(), "{}", desk.read("marked"));
    }
}

#[test]
fn a_git_of_the_superproject_or_of_the_repository_of_a_worktree_is_not_taken_either() {
    let desk = stranger();
    let outer =
        "git init -q outer && cd outer && git -c protocol.file.allow=always submodule --quiet add ../theirs in &&
        mkdir bin && cp ../mark bin/git && chmod 600 in/.env && cd ../theirs && git worktree add -q ../tree &&
        mkdir bin && cp ../mark bin/git && chmod 600 ../tree/.env";
    desk.shell(outer).ended(0, &[]);
    for (folder, bin) in [("outer/in", "outer/bin"), ("tree", "theirs/bin")] {
        let path = format!("{}:{}", desk.path(bin).display(), std::env::var("PATH").unwrap());
        let named = format!("{folder}/app-config.yaml --env-file {folder}/.env");
        for run in [
            format!("\"$0\" validate {named}"),
            format!("cd {folder} && \"$0\" validate app-config.yaml --env-file .env"),
        ] {
            desk.shell(&format!("PATH='{path}'; {run} --select env-file-exposed")).ended(1, &["git has `"]);
            assert!(!desk.path("marked").exists(), "{run}: {}", desk.read("marked"));
        }
    }
}

#[test]
fn a_file_that_a_repository_around_the_nearest_one_has_is_tracked() {
    let desk = stranger();
    desk.shell("mkdir theirs/in && mv theirs/.env theirs/app-config.yaml theirs/in/ && cd theirs && git add -A && git commit -qm two && git init -q in").ended(0, &[]);
    let select = ["--select", "env-file-exposed"];
    desk.run(&[&["validate", "theirs/in/app-config.yaml", "--env-file", "theirs/in/.env"][..], &select].concat())
        .ended(1, &["git has `theirs/in/.env`"]);
}

#[test]
fn what_is_tracked_is_told_whoever_owns_the_checkout_and_whatever_the_environment_names() {
    let desk =
        stranger().with("GIT_DIR", "/nowhere").with("GIT_INDEX_FILE", "/nowhere").with("GIT_CEILING_DIRECTORIES", "/");
    look(&desk).ended(1, &["git has `theirs/.env`"]);
    let desk = stranger();
    if rustix::process::geteuid().is_root() {
        desk.shell("chown -R 65534:65534 theirs").ended(0, &[]);
    } else {
        eprintln!("skipped in part: only root can give a folder away");
    }
    look(&desk).ended(1, &["git has `theirs/.env`"]);
}

#[test]
fn a_worktree_and_a_submodule_know_their_own_files() {
    let desk = stranger();
    desk.shell("cd theirs && git worktree add -q ../tree && chmod 600 ../tree/.env").ended(0, &[]);
    let select = ["--select", "env-file-exposed"];
    let run = |folder: &str| {
        let (config, env) = (format!("{folder}/app-config.yaml"), format!("{folder}/.env"));
        desk.run(&[&["validate", config.as_str(), "--env-file", env.as_str()][..], &select].concat())
    };
    run("tree").ended(1, &["git has `tree/.env`"]);
    let submodule =
        "git init -q outer && cd outer && git -c protocol.file.allow=always submodule --quiet add ../theirs in &&
        chmod 600 in/.env";
    desk.shell(submodule).ended(0, &[]);
    run("outer/in").ended(1, &["git has `outer/in/.env`"]);
}

#[test]
fn what_could_not_be_told_is_a_note_and_never_a_no() {
    let desk = stranger().with("PATH", "/nowhere");
    let run = |desk: &Desk| {
        desk.run(&["validate", "theirs/app-config.yaml", "--env-file", "theirs/.env", "--select", "env-file-exposed"])
    };
    run(&desk).ended(0, &["whether git has `theirs/.env`", "there is no git in an absolute folder of PATH"]);
    let desk = stranger();
    desk.put("theirs/.git/index", "no index");
    run(&desk).ended(0, &["whether git has `theirs/.env`", "could not be determined: git says `"]);
}

#[test]
fn what_a_file_says_is_no_command_to_the_runner_of_a_pipeline() {
    let desk = Desk::new();
    // A line is broken where the terminal ends, so that what is said anywhere may come to stand where a line begins.
    for before in (0..80).step_by(5) {
        let says = format!("{} ##note[a.b]c ::note name=x::y", "x".repeat(before));
        desk.put(
            "app-config.yaml",
            format!("auth:\n  environment: '{says}'\n  providers: {{ github: {{ production: {{ clientId: a }} }} }}\n"),
        );
        for format in ["human", "json", "sarif", "junit", "gitlab"] {
            let output = desk.command(&["validate", "--format", format]).output().unwrap();
            let all = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            assert!(!all.contains("##note["), "{format}: {all}");
            assert!(!all.lines().any(|line| line.trim_start().starts_with("::")), "{format}: {all}");
        }
        let output = desk.command(&["validate", "--format", "github"]).output().unwrap();
        let all = String::from_utf8(output.stdout).unwrap();
        let mut ours = all.lines().filter(|line| !line.is_empty());
        assert!(
            ours.all(|line| ["::error ", "::warning ", "::notice "].iter().any(|begin| line.starts_with(begin))),
            "{all}"
        );
    }
}
