//! The four verdicts, several at once, and what is said of them in every format.

use std::time::Duration;

use serde_json::json;

use super::stand::{Desk, OWNER, TOKEN, answering, gitlab, slow_gitlab};
use crate::fake::{Fake, answer, get, raw};

const FORMATS: [&str; 6] = ["human", "json", "sarif", "github", "gitlab", "junit"];

#[track_caller]
fn refusing(status: u16) -> Fake {
    answering(&answer(status, json!({ "message": "CANARY-words" })))
}

/// An integration for each server, in order, with a token by a variable.
fn entries(servers: &[&Fake]) -> String {
    let hosts: Vec<_> = servers.iter().map(|server| server.authority()).collect();
    entries_at(&hosts)
}

fn entries_at(hosts: &[&str]) -> String {
    let entry =
        |host: &&str| format!("    - host: {host}\n      baseUrl: http://{host}\n      token: ${{GITLAB_TOKEN}}\n");
    format!("integrations:\n  gitlab:\n{}", hosts.iter().map(entry).collect::<String>())
}

fn days_from_now(days: i64) -> String {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    // Counted back from days since 1970 (Howard Hinnant's `civil_from_days`).
    let z = i64::try_from(seconds).unwrap() / 86_400 + days + 719_468;
    let (era, day) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let in_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * in_year + 2) / 153;
    let (date, month) = (in_year - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    format!("{}-{month:02}-{date:02}", year + era * 400 + i64::from(month <= 2))
}

#[test]
fn each_verdict_is_told_and_found_where_the_credential_stands() {
    let ends = days_from_now(5);
    let servers = [
        &gitlab("read_api", "2999-01-01"),
        &gitlab("read_user", "2999-01-01"),
        &refusing(401),
        &refusing(502),
        &gitlab("read_api", &ends),
    ];
    let desk = Desk::with(&entries(&servers));
    desk.put("vars", "GITLAB_TOKEN=glpat-CANARY-token\n");
    let said = desk.live(&["--env-file", "vars"]);
    said.ended(1).says("2 proven, 1 not enough, 1 refused, 1 unknown");
    let found: Vec<_> = said.found().into_iter().map(|(rule, key, _)| format!("{rule} {key}")).collect();
    assert_eq!(
        found,
        [
            "credential-insufficient integrations.gitlab.1.token",
            "credential-invalid integrations.gitlab.2.token",
            "credential-unknown integrations.gitlab.3.token",
            "credential-expiring integrations.gitlab.4.token",
        ]
    );
    let messages: String = said.found().into_iter().map(|(_, _, message)| message).collect();
    assert!(messages.contains(", scopes: the token lacks `read_api`"), "{messages}");
    assert!(messages.contains(&format!("expiry: ends on {ends}")), "{messages}");
}

#[test]
fn no_secret_is_in_any_format_and_none_in_an_address() {
    let servers = [&gitlab("read_user", "2999-01-01"), &refusing(401)];
    let desk = Desk::with(&entries(&servers));
    desk.put("vars", "GITLAB_TOKEN=glpat-CANARY-token\n");
    desk.put("literal.yaml", "integrations:\n  github:\n    - host: github.com\n      token: 'CANARY token'\n");
    for format in FORMATS {
        let live = ["--live", "--only-host", "127.0.0.1:*", "--env-file", "vars", "--format", format];
        let said = desk.run(&[&["validate", "app-config.yaml", "literal.yaml"][..], &live].concat());
        said.ended(1);
        for text in [&said.stdout, &said.stderr] {
            assert!(!text.contains("CANARY"), "{format}: {text}");
        }
        assert!(said.stdout.contains("credential-insufficient"), "{format}: {}", said.stdout);
    }
}

#[test]
fn the_slowest_one_decides_how_long_it_takes() {
    let slow = || slow_gitlab(Duration::from_millis(400), "read_api", "2999-01-01");
    let servers = [&slow(), &slow(), &slow(), &slow(), &slow(), &slow()];
    let desk = Desk::with(&entries(&servers).replace("${GITLAB_TOKEN}", "glpat-one"));
    let said = desk.live(&["--require-live"]);
    said.says("6 proven");
    // Two questions each, one after the other: 4.8 s in all.
    assert!(said.took < Duration::from_millis(3500), "{:?}", said.took);
}

#[test]
fn what_is_not_done_when_the_time_is_up_is_unknown() {
    let quick = gitlab("read_api", "2999-01-01");
    let never = raw(|_stream| std::thread::sleep(Duration::from_secs(60)));
    let desk = Desk::with(&entries_at(&[quick.authority(), never.trim_start_matches("http://")]));
    desk.put("vars", "GITLAB_TOKEN=glpat-one\n");
    let said = desk.live(&["--env-file", "vars", "--budget", "1"]);
    said.ended(0).says("1 proven, 1 unknown");
    assert_eq!(said.found()[0].0, "credential-unknown");
    assert!(said.found()[0].2.contains("no answer within the time (1 s)"), "{:?}", said.found());
    assert!(said.took < Duration::from_secs(10), "{:?}", said.took);
    desk.live(&["--env-file", "vars", "--budget", "1", "--require-live"]).ended(3);
}

#[test]
fn a_variable_that_nobody_gave_is_named_with_the_ways_to_give_it_and_nothing_is_sent() {
    let server = Fake::start();
    let desk = Desk::with(&entries(&[&server]));
    let said = desk.live(&[]);
    said.ended(0).says("`GITLAB_TOKEN` is not known here").says("`--env-file FILE`").says("`--process-env`");
    assert_eq!(said.found()[0].0, "credential-unknown");
    desk.live(&["--require-live"]).ended(3);
    desk.put("vars", "OTHER=1\n");
    desk.live(&["--env-file", "vars"]).ended(0).says("`GITLAB_TOKEN` is not set");
}

#[test]
fn the_same_credential_is_asked_about_once_and_a_comment_silences_it() {
    let server = refusing(401);
    let twice = entries(&[&server, &server]).replace("${GITLAB_TOKEN}", "glpat-one");
    Desk::with(&twice).live(&["--select", "credential-invalid"]).ended(1).says("1 refused");
    assert_eq!([TOKEN, OWNER].map(|at| server.asked(at).len()), [1, 1], "the token and its owner");
    let silenced = twice.replace("glpat-one", "glpat-one # devportal-auth: ignore[credential-invalid] known");
    Desk::with(&silenced).live(&["--select", "credential-invalid"]).ended(0).says("1 refused");
}

#[test]
fn the_secret_of_a_database_or_a_cache_is_one_of_a_system_that_nobody_here_knows() {
    let told =
        |text: &str| Desk::with(&format!("app: {{ title: Acme }}\nbackend:\n{text}\n")).live(&["--require-live"]);
    for (text, key) in [
        (
            "  database: { client: pg, connection: { host: db, password: '${PG_PASSWORD}' } }",
            "database.connection.password",
        ),
        ("  database: { client: pg, connection: 'postgresql://acme:CANARY@db:5432/p' }", "database.connection"),
        ("  database: { client: pg, connection: '${DATABASE_URL}' }", "database.connection"),
        (
            "  database: { client: pg, plugin: { catalog: { connection: { connectionString: 'postgresql://acme:CANARY@db/p' } } } }",
            "database.plugin.catalog.connection.connectionString",
        ),
        ("  cache: { store: redis, connection: 'redis://:CANARY@cache:6379' }", "cache.connection"),
    ] {
        let said = told(text);
        said.ended(3).says(&format!("not tried, as nobody here knows their systems: backend.{key}"));
        assert!(!said.stderr.contains("CANARY"), "{}", said.stderr);
    }
    for text in [
        "  database: { client: better-sqlite3, connection: ':memory:' }",
        "  cache: { store: redis, connection: 'redis://cache:6379' }",
        "  auth: { externalAccess: [{ type: static, options: { token: '${CALLER}', subject: ci } }] }",
        "  https: { certificate: { key: { $file: tls.key } } }",
    ] {
        assert!(!told(text).told().contains("not tried"), "{text}");
    }
}

#[test]
fn a_refused_credential_counts_whatever_rules_are_chosen() {
    let server = refusing(401);
    let desk = Desk::with(&entries(&[&server]).replace("${GITLAB_TOKEN}", "glpat-one"));
    let host = server.authority().to_owned();
    let run = |more: &[&str]| {
        let live = ["validate", "--live", "--require-live", "--format", "json", "--only-host", &host];
        desk.run(&[&live[..], more].concat())
    };
    let said = run(&["--select", "guest-open"]);
    said.ended(1).says("1 refused");
    assert_eq!(said.found()[0].0, "credential-invalid");
    // Whoever leaves that rule out by its name has said so.
    run(&["--select", "guest-open", "--ignore", "credential-invalid"]).ended(0).says("1 refused");
}

#[test]
fn without_credentials_there_is_nothing_to_prove() {
    let desk = Desk::with("app:\n  baseUrl: http://localhost:7007\n");
    desk.live(&["--require-live"]).ended(0).says("holds no credential that can be proven");
    let strange = Desk::with("acmeBuilds: { baseUrl: 'https://builds.invalid', username: a, apiKey: CANARY-key }\n");
    let said = strange.live(&[]);
    said.ended(0).says("not tried, as nobody here knows their systems: acmeBuilds.apiKey");
    assert!(!said.stderr.contains("CANARY"));
    strange.live(&["--require-live"]).ended(3).says("not tried");
    desk.run(&["validate", "--require-live"]).ended(2);
    desk.run(&["validate", "--live", "--each", "app-config.yaml"]).ended(2);
}

#[test]
fn a_server_that_knows_another_secret_of_the_portal_shows_it_to_nobody() {
    let mut server = Fake::start();
    let known = json!({ "login": "Zq7Wm3Kp9Rt5Yv2Nb8Xc4", "id": 1, "ok": true, "data": [] });
    for at in ["/api/v1/user", "/api/v1/repos/search"] {
        server.once(get(at), answer(200, known.clone()));
    }
    let desk = Desk::with(&format!(
        "integrations:\n  gitea:\n    - {{ host: '{0}', baseUrl: 'http://{0}', password: '${{GIVEN}}' }}\nbackend:\n  auth:\n    keys:\n      - secret: ${{OTHER_SECRET}}\n",
        server.authority()
    ));
    let set = [("GIVEN", "a".repeat(40)), ("OTHER_SECRET", "Zq7Wm3Kp9Rt5Yv2Nb8Xc4".to_owned())];
    let said = desk.run_with(&set, &["validate", "--live", "--process-env", "--only-host", server.authority()]);
    assert!(said.told().contains("acts as"), "{}", said.told());
    assert!(
        !said.told().contains("Zq7Wm3Kp9Rt5Yv2Nb8Xc4") && !said.stdout.contains("Zq7Wm3Kp9Rt5Yv2Nb8Xc4"),
        "{}",
        said.told()
    );
}

#[test]
fn mends_that_are_only_shown_leave_nothing_out_of_what_is_proven() {
    let server = refusing(401);
    let text = entries(&[&server]).replace("${GITLAB_TOKEN}", "glpat-one");
    let desk = Desk::with(&format!("app: {{ baseUrl: 'http://localhost:7007/' }}\n{text}"));
    let said = desk.live(&["--select", "base-url-form", "--fix", "--dry-run", "--require-live"]);
    said.ended(1).says("1 refused").says("dry run: nothing was written");
    assert_eq!(said.found()[0].0, "credential-invalid");
    assert!(!server.asked(TOKEN).is_empty());
}
