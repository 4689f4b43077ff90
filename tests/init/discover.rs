//! What a shell and `man` get, made of the flags and of what the program knows.

use clap::CommandFactory;
use devportal_auth::lint;
use devportal_auth::shell::cli::Cli;

use crate::program::Desk;

#[test]
fn completions_know_profiles_presets_variables_and_rules_and_are_what_a_shell_reads() {
    let desk = Desk::new();
    for shell in ["elvish", "powershell"] {
        desk.run(&["completions", shell]).ended(0, &["--explain-credential"]);
    }
    for shell in ["bash", "fish", "zsh"] {
        let output = desk.command(&["completions", shell]).output().unwrap();
        let script = String::from_utf8(output.stdout).unwrap();
        for value in ["github-pat", "GITHUB_ORG=", "GITHUB_TOKEN=env", "sign-in-environment", "production"] {
            assert!(script.contains(value), "{shell}: {value}");
        }
        assert!(lint::rules().all(|rule| script.contains(rule.id)), "{shell}");
    }
    desk.command(&["completions", "bash"]).output().map(|script| desk.put("completions.bash", script.stdout)).unwrap();
    let script = ". ./completions.bash; COMP_WORDS=(devportal-auth validate --profile git); COMP_CWORD=3; \
                  _devportal__auth devportal-auth git --profile; echo \"${COMPREPLY[*]}\"";
    let Ok(bash) = std::process::Command::new("bash").args(["-c", script]).current_dir(desk.path("")).output() else {
        return;
    };
    assert_eq!(String::from_utf8(bash.stdout).unwrap().trim(), "github github-pat gitlab");
    for (words, value) in [
        ("init --integration jen", "jenkins"),
        ("init --target back", "backstage"),
        ("init --presets github-a", "github-auth"),
        ("init --org-data entr", "entra"),
        ("init --feature scaf", "scaffolder"),
        ("init --create github-a", "github-app"),
        ("explain callback", "callback-url callbacks"),
        ("explain GITHUB_P", "GITHUB_PAT GITHUB_PRIVATE_KEY"),
        ("man reh", "rehearse"),
    ] {
        let mut said = words.split(' ').rev();
        let (begins, before) = (said.next().unwrap(), said.next().unwrap());
        let at = words.split(' ').count();
        let script = format!(
            ". ./completions.bash; COMP_WORDS=(devportal-auth {words}); COMP_CWORD={at}; _devportal__auth devportal-auth \
             {begins} {before}; echo \"${{COMPREPLY[*]}}\""
        );
        let bash =
            std::process::Command::new("bash").args(["-c", &script]).current_dir(desk.path("")).output().unwrap();
        assert_eq!(String::from_utf8(bash.stdout).unwrap().trim(), value, "{words}");
    }
}

#[test]
fn each_command_has_a_manual_page_that_names_its_flags() {
    let desk = Desk::new();
    for command in Cli::command().get_subcommands().filter(|command| !command.is_hide_set()) {
        let output = desk.command(&["man", command.get_name()]).output().unwrap();
        let page = String::from_utf8(output.stdout).unwrap().replace("\\-", "-");
        assert!(page.contains(".TH"), "{}", command.get_name());
        for flag in command.get_arguments().filter(|flag| !flag.is_hide_set()).filter_map(clap::Arg::get_long) {
            assert!(page.contains(&format!("--{flag}")), "{}: {flag}", command.get_name());
        }
    }
    desk.run(&["man", "nothing"]).ended(2, &["there is no command `nothing`"]);
    desk.run(&["--version"]).ended(0, &["built from a checkout", "for "]);
}

/// The ready-made step of a workflow, as its runner runs it.
#[test]
fn the_action_for_workflows_fails_by_what_is_found_and_writes_what_code_scanning_reads() {
    let action = include_str!("../../.github/actions/validate/action.yml");
    let action: serde_yaml::Value = serde_yaml::from_str(action).unwrap();
    let script = action["runs"]["steps"][0]["run"].as_str().unwrap();
    let desk = Desk::new();
    desk.put("a.yaml", "auth: { providers: { github: {}, guest: { dangerouslyAllowOutsideDevelopment: true } } }\n");
    for (arguments, code) in [("--select=guest-open\n--part", 1), ("--select=host-form\n--part", 0)] {
        let mut command = std::process::Command::new("bash");
        command.args(["-e", "-o", "pipefail", "-c", script]).current_dir(desk.path(""));
        command.env("FILES", "a.yaml\n").env("ARGUMENTS", arguments).env("FAIL_ON", "error").env("SARIF", "a.sarif");
        command.env("PROGRAM", env!("CARGO_BIN_EXE_devportal-auth"));
        let Ok(output) = command.output() else { return };
        assert_eq!(output.status.code(), Some(code), "{output:?}");
        let sarif: serde_json::Value = serde_json::from_str(&desk.read("a.sarif")).unwrap();
        let found = sarif["runs"][0]["results"].as_array().unwrap().len();
        assert_eq!(found, usize::try_from(code).unwrap(), "{sarif}");
    }
}
