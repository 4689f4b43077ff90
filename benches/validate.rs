//! What it costs to validate: beside `backstage-cli config:check` on the same files, and ten thousand files in one call. With
//! `benches/beside` another build stands beside, too.
//!
//! `cargo bench --bench validate` prints all of it; it fails only when a command fails, because a busy machine is no fault. The other side
//! is npm's `@backstage/cli`, which `tests/real/config-check/install` puts into the lasting folder once.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints its table")]

mod measured;

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use measured::{Build, MEASURE, Sample, builds, in_turn};

/// The files of the v1 image for the profile `github`, in its order.
const FILES: [&str; 4] =
    ["app-config.yaml", "app-config.production.yaml", "app-config.github.yaml", "app-config.distro.yaml"];
const RUNS: usize = 5;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let done = match arguments.split_first() {
        Some((first, command)) if first == MEASURE => measured::measure(command),
        _ => builds().and_then(|builds| {
            side_by_side(&builds)?;
            thousands(&builds)?;
            growth(&builds[0])
        }),
    };
    done.map_or_else(
        |error| {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

/// The same four files, five times each.
fn side_by_side(builds: &[Build]) -> Result<()> {
    let layers = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/v1/layers");
    let files: Vec<OsString> = FILES.iter().map(|name| layers.join(name).into()).collect();
    let mut ours = vec![OsString::from("validate")];
    ours.extend(files.iter().cloned());
    let mut calls: Vec<(&str, &OsStr, Vec<OsString>)> =
        builds.iter().map(|build| (build.name.as_str(), build.program(), ours.clone())).collect();
    let other = other()?;
    if let Some((cli, _)) = &other {
        let mut theirs: Vec<OsString> = vec![cli.join("node_modules/@backstage/cli/bin/backstage-cli").into()];
        theirs.push("config:check".into());
        theirs.extend(files.iter().flat_map(|file| ["--config".into(), file.clone()]));
        calls.push(("backstage-cli config:check", "node".as_ref(), theirs));
    }
    let folder = other.map_or(layers, |(_, project)| project);
    let samples = in_turn(RUNS, &calls, |(_, program, arguments)| measured::run(program, arguments, &folder))?;
    println!(
        "{:<34} {:>12} {:>12} {:>24}",
        "the profile github, median of five", "time", "peak memory", "as many times this build"
    );
    for ((title, ..), sample) in calls.iter().zip(&samples) {
        println!(
            "{title:<34} {:>9.1} ms {:>9.1} MB {}",
            sample.milliseconds(),
            sample.megabytes(),
            times(*sample, samples[0])
        );
    }
    println!();
    Ok(())
}

/// How many times as much as another one a sample took.
fn times(sample: Sample, other: Sample) -> String {
    let (time, memory) = (sample.milliseconds() / other.milliseconds(), sample.megabytes() / other.megabytes());
    format!("{time:>10.2} × {memory:>8.2} ×")
}

/// Where the other side is installed, and the portal's project that it looks at; without them a line says how to get them.
fn other() -> Result<Option<(PathBuf, PathBuf)>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real/config-check/install");
    let output = Command::new("bash").arg(&script).arg("--only-look").output();
    let told = output.ok().filter(|output| output.status.success()).map(|output| String::from_utf8(output.stdout));
    let told = told.transpose()?;
    let Some((cli, project)) = told.as_deref().and_then(|told| told.trim().split_once('\n')) else {
        println!("backstage-cli is not installed, so nothing stands beside; run {}\n", script.display());
        return Ok(None);
    };
    Ok(Some((cli.into(), project.into())))
}

/// Configurations of a few hundred bytes to two kilobytes, each by itself, all in one call.
fn thousands(builds: &[Build]) -> Result<()> {
    let folder = tempfile::tempdir().context("could not make a folder")?;
    println!(
        "{:<34} {:<12} {:>12} {:>12} {:>14} {:>24}",
        "validate --each", "build", "time", "peak memory", "files a second", "as many times this build"
    );
    for count in [1_000, 10_000] {
        let mut arguments: Vec<OsString> = vec!["validate".into(), "--each".into()];
        let mut bytes = 0;
        for number in 0..count {
            let text = configuration(number);
            bytes += text.len();
            let name = format!("{number:05}.yaml");
            fs::write(folder.path().join(&name), text)?;
            arguments.push(name.into());
        }
        let title = format!("{count} files, {} bytes each", bytes / count);
        let samples = in_turn(3, builds, |build| measured::run(build.program(), &arguments, folder.path()))?;
        for (build, sample) in builds.iter().zip(&samples) {
            println!(
                "{title:<34} {:<12} {:>9.0} ms {:>9.1} MB {:>14.0} {}",
                build.name,
                sample.milliseconds(),
                sample.megabytes(),
                count as f64 / sample.time.as_secs_f64(),
                times(*sample, samples[0]),
            );
        }
    }
    Ok(())
}

/// Writes the entry of a number.
type Entry = fn(usize) -> String;

/// One configuration that is ten times as large costs ten times as much.
fn growth(build: &Build) -> Result<()> {
    let folder = tempfile::tempdir().context("could not make a folder")?;
    println!("\n{:<34} {:>12} {:>12} {:>14}", "validate, one configuration", "1,000", "10,000", "ratio");
    let kinds: [(&str, Entry); 3] = [
        ("integrations", |number| {
            format!(
                "    - {{ host: h{number}.acme.test, token: '${{TOKEN_{number}}}', apiBaseUrl: 'https://h{number}.acme.test/api/v3' }}\n"
            )
        }),
        ("integrations, a finding each", |number| {
            format!("    - {{ host: 'https://h{number}.acme.test', token: '${{TOKEN_{number}}}' }}\n")
        }),
        ("integrations of one host", |number| format!("    - {{ host: github.com, token: '${{TOKEN_{number}}}' }}\n")),
    ];
    for (title, entry) in kinds {
        let mut times = Vec::new();
        for count in [1_000, 10_000] {
            let text: String = (0..count).map(entry).collect();
            fs::write(folder.path().join("a.yaml"), format!("integrations:\n  github:\n{text}"))?;
            let arguments: Vec<OsString> =
                ["validate", "a.yaml", "--fail-on", "never", "--format", "json"].map(Into::into).into();
            let samples = (0..3).map(|_| measured::run(build.program(), &arguments, folder.path()));
            times.push(Sample::of(samples.collect::<Result<_>>()?)?.milliseconds());
        }
        println!("{title:<34} {:>9.0} ms {:>9.0} ms {:>12.1} ×", times[0], times[1], times[1] / times[0]);
    }
    Ok(())
}

/// One of several kinds of configuration, larger or smaller; every tenth has a mistake.
fn configuration(number: usize) -> String {
    let mut text = format!(
        "app:\n  title: Portal {number}\n  baseUrl: https://portal-{number}.acme.test\nbackend:\n  baseUrl: https://portal-{number}.acme.test\n  cors:\n    origin: https://portal-{number}.acme.test\n"
    );
    let environment = if number.is_multiple_of(10) { "development" } else { "production" };
    text += "auth:\n  environment: production\n  session:\n    secret: ${AUTH_SESSION_SECRET}\n  providers:\n    guest: null\n";
    text += &match number % 4 {
        0 => format!(
            "    github:\n      {environment}:\n        clientId: ${{GITHUB_AUTH_CLIENT_ID}}\n        clientSecret: ${{GITHUB_AUTH_CLIENT_SECRET}}\n        signIn:\n          resolvers:\n            - resolver: usernameMatchingUserEntityName\n"
        ),
        1 => format!(
            "    gitlab:\n      {environment}:\n        clientId: ${{GITLAB_AUTH_CLIENT_ID}}\n        clientSecret: ${{GITLAB_AUTH_CLIENT_SECRET}}\n        signIn:\n          resolvers:\n            - resolver: usernameMatchingUserEntityName\n"
        ),
        2 => format!(
            "    microsoft:\n      {environment}:\n        tenantId: ${{AZURE_TENANT_ID}}\n        clientId: ${{AZURE_CLIENT_ID}}\n        clientSecret: ${{AZURE_CLIENT_SECRET}}\n        signIn:\n          resolvers:\n            - resolver: emailMatchingUserEntityProfileEmail\n"
        ),
        _ => format!(
            "    oidc:\n      {environment}:\n        metadataUrl: ${{KEYCLOAK_BASE_URL}}/realms/${{KEYCLOAK_REALM}}\n        clientId: ${{KEYCLOAK_CLIENT_ID}}\n        clientSecret: ${{KEYCLOAK_CLIENT_SECRET}}\n        prompt: auto\n        signIn:\n          resolvers:\n            - resolver: emailMatchingUserEntityProfileEmail\n"
        ),
    };
    if !number.is_multiple_of(3) {
        text += "integrations:\n  github:\n    - host: github.com\n      token: ${GITHUB_TOKEN}\n";
    }
    if number % 3 == 2 {
        text += "catalog:\n  rules:\n    - allow: [Component, System, API, Resource, Location, User, Group]\n  providers:\n    github:\n";
        for organization in 0..1 + number % 6 {
            text += &format!(
                "      acme-{organization}:\n        organization: acme-{organization}\n        catalogPath: /catalog-info.yaml\n        filters:\n          branch: main\n        schedule:\n          frequency: {{ minutes: 30 }}\n          timeout: {{ minutes: 3 }}\n"
            );
        }
    }
    text
}
