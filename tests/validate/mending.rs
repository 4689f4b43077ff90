//! `--fix`: only what is safe, comments kept, the old file kept, nothing written that was only to be shown.

use crate::program::Desk;

const OPEN: &str = "# ours\nauth:\n  providers:\n    # for a day\n    guest: { dangerouslyAllowOutsideDevelopment: true }\n    github: { production: {} } # people\n";

#[test]
fn a_mend_is_shown_first_and_keeps_comments_and_the_old_file() {
    let desk = Desk::new();
    desk.put("a.yaml", OPEN);
    let fix = ["validate", "a.yaml", "--select", "guest-open", "--fix"];
    desk.run(&[&fix[..], &["--dry-run"]].concat()).ended(1, &["+ guest: null", "dry run: nothing was written"]);
    assert_eq!(desk.read("a.yaml"), OPEN);
    let write = [&fix[..], &["--yes"]].concat();
    desk.run(&write).ended(0, &["fixed 1 in 1 file", "nothing found"]);
    let now = desk.read("a.yaml");
    assert!(now.contains("# ours") && now.contains("# for a day") && now.contains("# people"), "{now}");
    assert!(now.contains("guest: null"), "{now}");
    assert_eq!(desk.read(".devportal-auth/backup/a.yaml.1"), OPEN);
    desk.run(&write).ended(0, &["nothing here can be fixed"]);
    assert_eq!(desk.read("a.yaml"), now);
}

#[cfg(unix)]
#[test]
fn a_person_who_is_asked_is_offered_no_way_back_and_their_thinking_counts_for_no_time() {
    let desk = Desk::new();
    desk.put("a.yaml", OPEN);
    let mut command = desk.command(&["validate", "a.yaml", "--select", "guest-open", "--fix", "--accessible"]);
    command.stdin(std::process::Stdio::inherit()).env("TERM", "xterm").env("LC_ALL", "C");
    let mut terminal = rexpect::session::spawn_command(command, Some(20_000)).unwrap();
    let before = terminal.exp_string("Write?").unwrap();
    assert!(before.contains("guest: null") && !before.contains("goes back"), "{before}");
    std::thread::sleep(std::time::Duration::from_secs(4));
    terminal.send_line("n").unwrap();
    let said = terminal.exp_eof().unwrap();
    assert!(said.contains("nothing was written") && said.contains("1 error"), "{said}");
    let seconds = |line: &str| line.split(' ').find_map(|word| word.parse::<f64>().ok().filter(|_| word.contains('.')));
    assert!(!said.lines().filter_map(seconds).any(|seconds| seconds >= 4.0), "{said}");
}

#[test]
fn the_images_own_file_is_mended_in_the_operators() {
    let desk = Desk::new();
    desk.put("app-config.local.yaml", "app: { title: Acme }\n");
    desk.run(&[
        "validate",
        "--profile",
        "keycloak",
        "app-config.local.yaml",
        "--select",
        "guest-open",
        "--fix",
        "--yes",
    ])
    .ended(0, &["fixed 1 in 1 file"]);
    assert!(desk.read("app-config.local.yaml").ends_with("guest: null\n"));
}

#[test]
fn a_file_that_cannot_be_edited_stays_as_it_is() {
    let desk = Desk::new();
    let shared = "auth:\n  providers: &all\n    guest: { dangerouslyAllowOutsideDevelopment: true }\nother: *all\n";
    desk.put("a.yaml", shared);
    desk.run(&["validate", "a.yaml", "--select", "guest-open", "--fix", "--yes"])
        .ended(0, &["nothing here can be fixed", "guest-open"]);
    assert_eq!(desk.read("a.yaml"), shared);
}

const OF_A_HOST: &str = "# ours\nintegrations:\n  github:\n    - host: https://github.com\n";

#[test]
fn a_file_that_only_another_names_stays_and_is_told_of() {
    let desk = Desk::new();
    desk.put(
        "compose.yaml",
        "services:\n  devportal:\n    image: veecode/devportal:1\n    environment: { VEECODE_PROFILE: github }\n    volumes: ['./mine.yaml:/app/app-config.local.yaml']\n",
    );
    desk.put("mine.yaml", OF_A_HOST);
    let fix = ["validate", "compose.yaml", "--select", "host-form", "--fix", "--yes"];
    desk.run(&fix).ended(1, &["mine.yaml` was not fixed: only another file names it", "nothing here can be fixed"]);
    assert_eq!(desk.read("mine.yaml"), OF_A_HOST);
    desk.run(&[&fix[..], &["mine.yaml"]].concat()).ended(0, &["+ - host: github.com", "fixed 1 in 1 file"]);
    assert_eq!(desk.read("mine.yaml"), OF_A_HOST.replace("https://", ""));
    // The same by an include.
    desk.put("a.yaml", "integrations: { $include: part.yaml#integrations }\n");
    desk.put("part.yaml", OF_A_HOST);
    desk.run(&["validate", "a.yaml", "--select", "host-form", "--fix", "--yes"])
        .ended(1, &["`part.yaml` was not fixed"]);
    assert_eq!(desk.read("part.yaml"), OF_A_HOST);
}

#[test]
fn without_anybody_there_nothing_is_mended_unless_it_was_said() {
    let desk = Desk::new();
    desk.put("a.yaml", OPEN);
    let before = desk.all();
    desk.run(&["validate", "a.yaml", "--fix"]).ended(2, &["nobody is here", "`--yes`", "`--fix --dry-run`"]);
    assert!(desk.all() == before);
    // Where nothing can be mended nobody has to agree, and what was found is told.
    desk.put("b.yaml", "backend: { auth: { externalAccess: [{ type: statik }] } }\n");
    desk.run(&["validate", "b.yaml", "--fix"]).ended(1, &["nothing here can be fixed safely", "value-unknown"]);
}

#[cfg(unix)]
#[test]
fn a_link_is_mended_where_it_leads_and_that_is_said() {
    let desk = Desk::new();
    let real = desk.put("real/theirs.yaml", OPEN);
    std::os::unix::fs::symlink("real/theirs.yaml", desk.path("a.yaml")).unwrap();
    let real = std::fs::canonicalize(real).unwrap();
    let says = format!("`a.yaml` is a link: what is fixed is {}", real.display());
    let fix = ["validate", "a.yaml", "--select", "guest-open", "--fix"];
    desk.run(&[&fix[..], &["--dry-run"]].concat()).ended(1, &[&says]);
    desk.run(&[&fix[..], &["--yes"]].concat()).ended(0, &[&says, "fixed 1 in 1 file"]);
    assert!(desk.read("real/theirs.yaml").contains("guest: null"));
    assert!(std::fs::symlink_metadata(desk.path("a.yaml")).unwrap().is_symlink());
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_that_nobody_named_is_refused_in_a_script() {
    let desk = Desk::new();
    desk.put("outside.yaml", OPEN);
    std::fs::create_dir(desk.path("portal")).unwrap();
    std::os::unix::fs::symlink("../outside.yaml", desk.path("portal/app-config.local.yaml")).unwrap();
    let before = desk.all();
    let fix =
        |given: &str| desk.shell(&format!("cd portal && \"$0\" validate {given} --select guest-open --fix --yes"));
    for given in ["", ".", "../portal"] {
        fix(given)
            .ended(4, &["app-config.local.yaml` leads out of its folder, to", "outside.yaml", "nothing was written"]);
        assert!(desk.all() == before, "validate {given} changed something");
    }
    // The folder itself may be the link, and a dry run shows lines, too.
    std::os::unix::fs::symlink("..", desk.path("portal/conf")).unwrap();
    desk.put("app-config.yaml", OPEN);
    for given in ["--fix --yes", "--fix --dry-run"] {
        let said = desk.shell(&format!("cd portal && \"$0\" validate conf --select guest-open {given}"));
        said.ended(4, &["leads out of its folder, to", "nothing was written"]);
        assert!(!said.text.contains("-        dangerously"), "{}", said.text);
    }
    assert_eq!(desk.read("app-config.yaml"), OPEN);
    // Whoever names it wants it mended, and sees it by no link.
    let hidden = ["app-config.local.yaml -> ", "its lines are not shown", "outside.yaml, of which nothing is shown"];
    for (given, code) in [("./app-config.local.yaml --fix --dry-run", 1), ("app-config.local.yaml --fix --yes", 0)] {
        desk.put("outside.yaml", OPEN);
        let said = desk.shell(&format!("cd portal && \"$0\" validate {given} --select guest-open"));
        said.ended(code, &hidden);
        assert!(!said.text.contains("+ guest: null") && !said.text.contains("@@"), "{}", said.text);
    }
    desk.put("outside.yaml", OPEN);
    fix("app-config.local.yaml").ended(0, &["fixed 1 in 1 file"]);
    assert!(desk.read("outside.yaml").contains("guest: null"));
    let copies = "portal/.devportal-auth/backup";
    assert!(desk.path(copies).is_dir() && !desk.path(".devportal-auth").exists(), "the old one is not in {copies}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_a_link_out_of_here_is_announced_as_a_file_is_and_copies_stay_on_this_side() {
    let desk = Desk::new();
    let outside = desk.put("outside/b.yaml", OPEN);
    std::fs::create_dir(desk.path("portal")).unwrap();
    std::os::unix::fs::symlink("../outside", desk.path("portal/d")).unwrap();
    let real = std::fs::canonicalize(outside).unwrap();
    let says = format!("`d/b.yaml` lies behind the link `d`: what is fixed is {}", real.display());
    let fix = |how: &str| desk.shell(&format!("cd portal && \"$0\" validate d/b.yaml --select guest-open --fix {how}"));
    fix("--dry-run").ended(1, &[&says]);
    assert_eq!(desk.read("outside/b.yaml"), OPEN);
    fix("--yes").ended(0, &[&says, "fixed 1 in 1 file"]);
    assert!(desk.read("outside/b.yaml").contains("guest: null"));
    let copies = "portal/.devportal-auth/backup";
    assert!(desk.path(copies).is_dir(), "the old one is not in {copies}");
    assert!(!desk.path("outside/.devportal-auth").exists(), "something was left outside");
}

#[test]
fn a_mend_opens_nothing_whichever_rules_are_chosen_and_whatever_is_not_set() {
    let portal = |more: &str, github: &str| {
        format!(
            "app: {{ baseUrl: https://p.acme.dev }}\nbackend: {{ baseUrl: https://p.acme.dev }}\n{more}auth:\n  environment: production\n  providers:\n    guest: null\n    github: {{ production: {{ clientId: '${{ID}}', clientSecret: '${{SECRET}}', {github} }} }}\n"
        )
    };
    let narrow = "signIn: { resolvers: [{ resolver: usernameMatchingUserEntityName }] }";
    let guest = portal("", narrow).replace("guest: null", "guest: { dangerouslyAllowOutsideDevelopment: '${G-true}' }");
    let ignored = guest.replace("    guest:", "    # devportal-auth: ignore[guest-open] known\n    guest:");
    let rights = "permission: { enabled: true, rbac: { admin: { superusers: [{ name: 'user:default/ada' }] } } }\n";
    let misspelt = "signin: { resolvers: [{ resolver: emailLocalPartMatchingUserEntityName }] }";
    for (text, flags) in [
        (guest.clone(), &[][..]),
        (guest.clone(), &["--whole"]),
        (guest.clone(), &["--select", "default-syntax"]),
        (guest, &["--ignore", "guest-open"]),
        (ignored, &[]),
        (portal(rights, narrow), &["--select", "misspelt-key"]),
        (portal("", misspelt), &["--select", "misspelt-key", "--whole"]),
    ] {
        let desk = Desk::new();
        desk.put("app-config.yaml", &text);
        let fix = ["validate", "app-config.yaml", "--fix", "--yes", "--no-input"];
        let said = desk.run(&[&fix[..], flags].concat());
        said.ended(1, &["was not fixed: that would", "nothing here can be fixed safely without you"]);
        assert_eq!(desk.read("app-config.yaml"), text, "{flags:?}");
    }
}

#[test]
fn a_mend_that_decides_otherwise_who_comes_in_is_left_out() {
    let below = |who: &str| {
        format!(
            "app: {{ baseUrl: https://p.acme.dev }}\nbackend: {{ baseUrl: https://p.acme.dev }}\nauth:\n  environment: production\n  providers: {{ {who}: {{ production: {{ clientId: Ov23liaaaaaaaaaaaaaa, clientSecret: '${{S}}', signIn: {{ resolvers: [{{ resolver: usernameMatchingUserEntityName }}] }} }} }} }}\nintegrations: {{ github: [{{ host: github.com, token: '${{T}}' }}] }}\n"
        )
    };
    let of = |who: &str, key: &str| format!("auth:\n  providers:\n    {who}:\n      production:\n        {key}\n");
    for (who, own, says) in [
        ("gitlab", of("gitlab", "Audience: https://gitlab.evil.dev"), "change whose people sign in"),
        ("gitlab", of("gitlab", "Audience: '${AUDIENCE}'"), "change whose people sign in"),
        ("github", of("github", "enterpriseInstanceURL: https://ghe.evil.dev"), "change whose people sign in"),
        ("microsoft", of("microsoft", "tenantID: common"), "change whose people sign in"),
        (
            "github",
            "catalog:\n  Providers: { githubOrg: { id: x, githubUrl: https://github.com, orgs: [evil], schedule: { frequency: PT1H, timeout: PT5M } } }\n".to_owned(),
            "change who is brought into the catalog",
        ),
        ("github", "catalog:\n  Rules: [{ allow: [user, Component] }]\n".to_owned(), "change what says who is in the catalog"),
        ("github", "catalog:\n  Rules: [{ allow: ['${KIND}'] }]\n".to_owned(), "change what says who is in the catalog"),
        (
            "github",
            "catalog:\n  Locations:\n    - { type: url, target: https://github.com/evil/x/blob/main/all.yaml, rules: [{ allow: [User, Group] }] }\n".to_owned(),
            "change what says who is in the catalog",
        ),
        (
            "github",
            "auth:\n  experimentaldynamicClientRegistration: { enabled: true, allowedRedirectUriPatterns: ['*'] }\n".to_owned(),
            "let programs register themselves",
        ),
        (
            "github",
            "backend:\n  auth:\n    ExternalAccess: [{ type: static, options: { token: '${TT}', subject: x } }]\n".to_owned(),
            "let somebody in as a service",
        ),
        (
            "github",
            "backend:\n  Cors: { origin: ['https://p.acme.dev', 'https://other.dev'], credentials: true }\n".to_owned(),
            "let pages of another address in",
        ),
        (
            "github",
            "permission:\n  rbac: { Policies-csv-file: ./others.csv }\n".to_owned(),
            "change who has which role",
        ),
        (
            "github",
            "backend:\n  reading: { Allow: [{ host: '*.acme.dev' }] }\n".to_owned(),
            "let the backend read from other hosts",
        ),
    ] {
        let desk = Desk::new();
        desk.put("app-config.yaml", below(who));
        desk.put("app-config.production.yaml", &own);
        let said =
            desk.run(&["validate", "app-config.yaml", "app-config.production.yaml", "--select", "misspelt-key", "--fix", "--yes"]);
        said.ended(1, &["was not fixed: that would", says]);
        assert_eq!(desk.read("app-config.production.yaml"), own);
    }
}

#[test]
fn a_default_in_a_form_of_the_shell_brings_no_domain_and_no_secret() {
    let portal = |domain: &str, secret: &str| {
        format!(
            "app: {{ baseUrl: https://p.acme.dev }}\nbackend: {{ baseUrl: https://p.acme.dev }}\nauth:\n  environment: production\n  session:\n    secret: '{secret}'\n  providers:\n    google:\n      production:\n        clientId: 1-a.apps.googleusercontent.com\n        clientSecret: '${{S}}'\n        signIn:\n          resolvers:\n            - resolver: emailLocalPartMatchingUserEntityName\n              allowedDomains:\n                - acme.dev\n                - '{domain}'\n"
        )
    };
    let desk = Desk::new();
    desk.put("app-config.yaml", portal("${D-other.dev}", "${SESSION-abc}"));
    let fix = ["validate", "--select", "default-syntax", "--fix", "--yes"];
    desk.run(&fix).ended(1, &["was not fixed: that would change whose people sign in"]);
    assert_eq!(desk.read("app-config.yaml"), portal("${D-other.dev}", "${SESSION}"));
}

#[test]
fn a_mend_beside_what_decides_who_comes_in_is_made() {
    let catalog = "catalog:\n  rules: [{ allow: [Component] }]\n  providers: { githubOrg: { id: x, githubUrl: https://github.com, orgs: [acme], Schedule: { frequency: PT1H, timeout: PT5M } } }\n";
    let gitlab = "auth:\n  providers: { gitlab: { production: { audience: https://gitlab.acme.dev/ } } }\n";
    for (own, select, code, is) in [
        (catalog, "misspelt-key", 0, catalog.replace("Schedule", "schedule")),
        (
            "catalog:\n  Rules: [{ allow: [Component] }]\n",
            "misspelt-key",
            0,
            "catalog:\n  rules: [{ allow: [Component] }]\n".to_owned(),
        ),
        (gitlab, "gitlab-audience", 0, gitlab.replace("dev/", "dev")),
    ] {
        let desk = Desk::new();
        desk.put("app-config.yaml", own);
        desk.run(&["validate", "app-config.yaml", "--select", select, "--fix", "--yes"])
            .ended(code, &["fixed 1 in 1 file"]);
        assert_eq!(desk.read("app-config.yaml"), is);
    }
}

#[test]
fn a_mend_that_would_open_the_portal_is_left_out_by_its_rule_and_the_others_are_made() {
    let text = "app: { baseUrl: https://p.acme.dev }\nbackend: { baseUrl: https://p.acme.dev/ }\nauth:\n  environment: production\n  providers:\n    guest: null\n    github:\n      production:\n        clientId: '${ID}'\n        clientSecret: '${SECRET}'\n        signin: { resolvers: [{ resolver: emailLocalPartMatchingUserEntityName }] }\n";
    let desk = Desk::new();
    desk.put("app-config.yaml", text);
    let fix = ["validate", "app-config.yaml", "--whole", "--select", "misspelt-key,base-url-form", "--fix"];
    let says = [
        "`app-config.yaml`, line 11 (`misspelt-key`) was not fixed: that would open what is closed now",
        "change it by hand (`devportal-auth explain misspelt-key`)",
        "leave it out: `--ignore misspelt-key`",
    ];
    desk.run(&[&fix[..], &["--dry-run"]].concat()).ended(1, &says);
    // What is left counts, however little its rule weighs.
    desk.run(&[&fix[..], &["--yes", "--fail-on", "error"]].concat())
        .ended(1, &[&says[..], &["fixed 1 in 1 file"]].concat());
    assert_eq!(desk.read("app-config.yaml"), text.replace("dev/ }", "dev }"));
    desk.run(&[&fix[..], &["--yes", "--ignore", "misspelt-key"]].concat()).ended(0, &["nothing here can be fixed"]);
}

#[test]
fn so_many_mends_that_cannot_be_made_end_the_trying() {
    let desk = Desk::new();
    let entries: String = (0..120).map(|n| format!("    - {{ host: 'https://gitlab-{n}.acme.dev' }}\n")).collect();
    desk.put("a.yaml", format!("app: {{ baseUrl: 'https://p.acme.dev/' }}\nintegrations:\n  gitlab:\n{entries}"));
    let said = desk.run(&["validate", "a.yaml", "--select", "host-form,gitlab-api-missing", "--fix", "--dry-run"]);
    said.ended(1, &["was not fixed: that would bring an error", "too many other fixes failed before it"]);
    assert!(said.text.matches("that would bring").count() < 120, "{}", said.text.len());
}

#[test]
fn a_comment_inside_of_a_block_that_a_mend_replaces_stays_above_it() {
    let desk = Desk::new();
    desk.put(
        "a.yaml",
        "auth:\n  providers:\n    guest: # of the demo\n      # ask Ada\n      dangerouslyAllowOutsideDevelopment: true # until May\n    github: { production: {} }\n",
    );
    desk.run(&["validate", "a.yaml", "--select", "guest-open", "--fix", "--yes"]).ended(0, &["fixed 1 in 1 file"]);
    assert_eq!(
        desk.read("a.yaml"),
        "auth:\n  providers:\n    # of the demo\n    # ask Ada\n    guest: null # until May\n    github: { production: {} }\n"
    );
}

#[test]
fn a_mend_that_would_lose_a_comment_is_left_out_and_that_is_said() {
    let desk = Desk::new();
    let text = "auth:\n  providers: { guest: { dangerouslyAllowOutsideDevelopment: true }, # ask Ada\n    github: { production: {} } }\n";
    desk.put("a.yaml", text);
    desk.run(&["validate", "a.yaml", "--select", "guest-open", "--fix", "--yes"])
        .ended(1, &["`a.yaml`, line 2, was not fixed: the change would affect more than this value"]);
    assert_eq!(desk.read("a.yaml"), text);
}

#[test]
fn another_run_in_the_folder_keeps_mends_out_and_leaves_nothing() {
    let desk = Desk::new();
    desk.put("a.yaml", OPEN);
    let fix = ["validate", "a.yaml", "--select", "guest-open", "--fix", "--yes"];
    desk.put(".devportal-auth/lock", "4711\n");
    let lock = std::fs::File::options().write(true).open(desk.path(".devportal-auth/lock")).unwrap();
    lock.lock().unwrap();
    desk.run(&fix).ended(2, &["another run (process 4711) is at work in", "wait for it or stop it"]);
    assert_eq!(desk.read("a.yaml"), OPEN);
    drop(lock);
    desk.run(&fix).ended(0, &["fixed 1 in 1 file"]);
    // The folder stays for its copies alone, and lets the next run in.
    assert_eq!(desk.read(".devportal-auth/backup/a.yaml.1"), OPEN);
    desk.run(&fix).ended(0, &["nothing here can be fixed"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_changed_since_it_was_read_is_not_written_over() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    // Git is asked about a file of variables between the reading and the writing.
    desk.shell("git init -q");
    let elsewhere = tempfile::tempdir().unwrap();
    let git = elsewhere.path().join("git");
    std::fs::write(&git, "#!/bin/sh\nprintf 'guest: changed\\n' > a.yaml\n").unwrap();
    std::fs::set_permissions(&git, PermissionsExt::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", elsewhere.path().display(), std::env::var("PATH").unwrap());
    let desk = desk.with("PATH", &path);
    desk.put("a.yaml", OPEN);
    desk.put("vars", "A=1\n");
    desk.run(&["validate", "a.yaml", "--env-file", "vars", "--select", "guest-open", "--fix", "--yes"])
        .ended(4, &["`a.yaml` was changed by somebody else in the meantime; nothing was written"]);
    assert_eq!(desk.read("a.yaml"), "guest: changed\n");
    assert!(!desk.path(".devportal-auth").exists());
}

#[test]
fn a_file_with_a_second_name_is_not_parted_from_it() {
    let desk = Desk::new();
    desk.put("a.yaml", OPEN);
    std::fs::hard_link(desk.path("a.yaml"), desk.path("b.yaml")).unwrap();
    desk.run(&["validate", "a.yaml", "--select", "guest-open", "--fix", "--yes"])
        .ended(4, &["`a.yaml` is one file by 2 names (hard links)", "nothing was written"]);
    assert_eq!((desk.read("a.yaml"), desk.read("b.yaml")), (OPEN.to_owned(), OPEN.to_owned()));
    std::fs::remove_file(desk.path("b.yaml")).unwrap();
    desk.run(&["validate", "a.yaml", "--select", "guest-open", "--fix", "--yes"]).ended(0, &["fixed 1 in 1 file"]);
}

#[test]
fn a_configuration_is_shown_as_one_whatever_it_is_called() {
    let desk = Desk::new();
    let layer = "app: { baseUrl: 'https://p.acme.dev/' }\nauth:\n  session: { secret: CANARYsess567890abc }\n";
    desk.put("portal.env.yaml", layer);
    let said = desk.run(&["validate", "portal.env.yaml", "--fix", "--dry-run"]);
    said.ended(1, &["-app: { baseUrl: 'https://p.acme.dev/' }", "+app: { baseUrl: 'https://p.acme.dev' }"]);
    assert!(!said.text.contains("CANARY"), "{}", said.text);
}

#[test]
fn what_is_only_shown_leaves_the_document_of_findings_to_programs_and_all_of_them_in_it() {
    let desk = Desk::new();
    desk.put("a.yaml", OPEN);
    for format in ["json", "sarif", "gitlab"] {
        let dry = ["validate", "a.yaml", "--select", "guest-open", "--fix", "--dry-run", "--format", format];
        let output = desk.command(&dry).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let (out, err) = (text(output.stdout), text(output.stderr));
        assert!(serde_json::from_str::<serde_json::Value>(&out).is_ok() && out.contains("guest-open"), "{out}");
        assert!(err.contains("guest: null") && err.contains("dry run: nothing was written"), "{err}");
        assert_eq!(output.status.code(), Some(1));
    }
    let human = ["validate", "a.yaml", "--select", "guest-open", "--fix", "--dry-run"];
    desk.run(&human).ended(1, &["guest: null", "error[guest-open]", "1 error"]);
    assert_eq!(desk.read("a.yaml"), OPEN);
}

#[test]
fn a_file_that_is_named_twice_is_taken_once() {
    let desk = Desk::new();
    let twice: [&[&str]; 2] = [&["a.yaml", "a.yaml"], &["a.yaml", "./a.yaml"]];
    for names in twice {
        desk.put("a.yaml", OPEN);
        desk.run(&[&["validate", "--select", "guest-open", "--fix", "--yes"], names].concat())
            .ended(0, &["fixed 1 in 1 file", "1 file, 1 rule", "nothing found"]);
    }
    desk.put("a.yaml", OPEN);
    desk.run(&["validate", "--select", "guest-open", "--each", "a.yaml", "a.yaml"]).ended(1, &["in 1 of 1 file"]);
    // The last one counts, as it lies over the others.
    desk.put("b.yaml", "auth: { providers: { guest: null } }\n");
    desk.run(&["validate", "--select", "guest-open", "b.yaml", "a.yaml", "b.yaml"]).ended(0, &["2 files"]);
}
