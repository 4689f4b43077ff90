//! Commands that are asked for a secret: what they say besides is searched and bounded, and none of them outlives the program.

use std::process::Stdio;

use crate::agreed::{at_a_terminal, sees};
use crate::program::Desk;

const CANARY: &str = "ghp_CANARYcanaryCANARYcanaryCANARY012345";

const TOKEN_RUN: [&str; 7] = ["--profile", "github-pat", "--stage", "local", "--set", "GITHUB_ORG=acme", "--offline"];

fn desk() -> Desk {
    let desk = Desk::new();
    desk.put("token", format!("{CANARY}\n"));
    desk
}

#[test]
fn what_a_command_says_besides_is_passed_on_without_the_secret() {
    for script in
        ["cat token; cat token >&2; echo touch the key >&2", "echo touch the key >&2; cat token >&2; cat token; false"]
    {
        let from = format!("GITHUB_TOKEN=cmd:{script}");
        let said = desk().init(&[&TOKEN_RUN[..], &["--secret-from", &from]].concat());
        assert!(said.text.contains("touch the key"), "{}", said.text);
        assert!(!said.text.contains("CANARY"), "{}", said.text);
    }
}

#[test]
fn what_a_command_says_of_another_secret_is_passed_on_without_it() {
    for said in ["login failed, password: hunter-22", "https://ada:hunter-22@acme.dev", "Bearer hunter-22"] {
        let from = format!("GITHUB_TOKEN=cmd:echo touch the key >&2; echo '{said}' >&2; exit 1");
        let said = desk().init(&[&TOKEN_RUN[..], &["--secret-from", &from]].concat());
        // What was given in an argument is not repeated either way.
        said.ended(2, &["touch the key", "••••", "its command failed with status 1"]);
        assert!(!said.text.contains("hunter-22"), "{}", said.text);
    }
}

#[test]
fn a_command_that_says_without_end_is_not_listened_to_without_end() {
    let from = "GITHUB_TOKEN=cmd:yes more | head -c 20000000 >&2; cat token";
    let said = desk().init(&[&TOKEN_RUN[..], &["--secret-from", from]].concat());
    said.ended(0, &["the command says more, which is left out", "nothing was proven"]);
    assert!(said.text.len() < 64 << 10, "{}", said.text.len());
}

#[test]
fn what_a_command_gave_is_taken_when_it_has_ended_whatever_it_leaves_running() {
    let desk = desk();
    let from = "GITHUB_TOKEN=cmd:sleep 883 & echo $! >left; setsid sleep 60 & cat token";
    let began = std::time::Instant::now();
    desk.init(&[&TOKEN_RUN[..], &["--secret-from", from]].concat()).ended(0, &["nothing was proven"]);
    // It waited for what was left running, for five minutes or until that ended.
    assert!(began.elapsed() < std::time::Duration::from_secs(45), "{:?}", began.elapsed());
    // What it left in its group goes; the system may take a moment for that.
    let left = format!("/proc/{}/stat", desk.read("left").trim());
    let goes_on = || std::fs::read_to_string(&left).is_ok_and(|state| !state.contains(") Z "));
    while goes_on() {
        assert!(began.elapsed() < std::time::Duration::from_secs(60), "it goes on");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

#[test]
fn a_program_that_is_stopped_leaves_no_command_behind() {
    for signal in ["TERM", "HUP", "INT", "QUIT", "ABRT", "USR1", "USR2", "ALRM", "VTALRM", "PROF", "XCPU"] {
        stopped_by(signal);
    }
    if cfg!(target_os = "linux") {
        ["IO", "PWR", "STKFLT", "35", "64"].into_iter().for_each(stopped_by);
    }
    if cfg!(target_env = "gnu") {
        stopped_by("34");
    }
}

fn stopped_by(signal: &str) {
    use std::io::Read;
    let desk = desk();
    let pipe = desk.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // Both ends of the pipe that the command holds close when it, and what it started, is gone.
    let script = "exec 3>pipe; (sleep 20; echo outlived >&3) & echo up >&3; sleep 20; echo outlived >&3";
    let from = format!("GITHUB_TOKEN=cmd:{script}");
    let fixed = ["init", "--no-input", "--store", "dotenv", "--out", "portal"];
    let mut command = desk.command(&[&fixed[..], &TOKEN_RUN, &["--secret-from", &from]].concat());
    let mut program = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut pipe = std::fs::File::open(pipe).unwrap();
    let mut up = [0; 3];
    pipe.read_exact(&mut up).unwrap();
    let killed = std::process::Command::new("kill").args(["-s", signal, &program.id().to_string()]).status().unwrap();
    assert!(killed.success() && program.wait().unwrap().code() == Some(130), "{signal}");
    let mut rest = String::new();
    pipe.read_to_string(&mut rest).unwrap();
    assert_eq!((up, rest.as_str()), (*b"up\n", ""), "{signal}");
}

#[test]
fn a_secret_is_not_waited_for_at_a_terminal_that_would_show_it() {
    let desk = desk();
    let mut terminal = at_a_terminal(&desk, &[&TOKEN_RUN[..], &["--secret-from", "GITHUB_TOKEN=-"]].concat());
    sees(&mut terminal, "the standard input is a terminal");
    sees(&mut terminal, "`file:`");
    terminal.exp_eof().unwrap();
}
