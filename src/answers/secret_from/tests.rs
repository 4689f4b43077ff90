use super::*;
use crate::secrets::Dotenv;

const STRAY: &str = "CANARY-in-the-wrong-place";

fn fetched(flag: &str, stdin: Option<&str>) -> Result<String> {
    let held = [(Variable::new("KEPT"), Secret::new("from the store"))];
    let mut sources = Sources {
        environment: &|name| (name == "OTHER").then(|| "from the environment".to_owned()),
        stdin: stdin.map(|text| Box::new(std::io::Cursor::new(text.to_owned())) as Box<dyn Read + Send>),
        store: &Dotenv::holding(held.into_iter().collect()),
    };
    let specs = parse(&[flag.to_owned()])?;
    let secrets = fetch(&specs, &mut sources)?.all()?;
    Ok(secrets[&specs[0].name].expose().to_owned())
}

fn refusal(flag: &str, stdin: Option<&str>) -> String {
    let error = format!("{:#}", fetched(flag, stdin).unwrap_err());
    assert!(!error.contains("CANARY"), "{error}");
    error
}

#[test]
fn a_secret_comes_from_each_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key.pem");
    std::fs::write(&file, "-----BEGIN KEY-----\nabc\n-----END KEY-----\r\n\n").unwrap();
    assert_eq!(fetched("A=env:OTHER", None).unwrap(), "from the environment");
    assert_eq!(fetched("KEPT=store", None).unwrap(), "from the store");
    assert_eq!(fetched("A=-", Some(" from stdin \n")).unwrap(), " from stdin ");
    let command = if cfg!(windows) { "echo a:c=b" } else { "printf 'a:%s=b\\n' c" };
    assert_eq!(fetched(&format!("A=cmd:{command}"), None).unwrap(), "a:c=b");
    let key = fetched(&format!("A=file:{}", file.display()), None).unwrap();
    assert_eq!(key, "-----BEGIN KEY-----\nabc\n-----END KEY-----");
}

#[cfg(unix)]
#[test]
fn a_place_that_gives_nothing_is_named() {
    for (flag, why) in [
        ("A=env:UNSET", "could not get `A`: the variable `UNSET` is not set"),
        ("A=file:/nowhere", "could not get `A`: /nowhere does not exist"),
        ("A=file:key.pem", "could not get `A`: key.pem does not exist"),
        ("A=file:./secrets/github-token2", "could not get `A`: ./secrets/github-token2 does not exist"),
        ("A=file:q7ZpCANARYx9LmN4kTr8Wv2Yb6Hd3Jf5Gs", "could not get `A`: the file behind `file:` does not exist"),
        ("A=file:q7Zp/CANARY/x9LmN4.kT", "could not get `A`: the file behind `file:` does not exist"),
        ("A=file:/CANARYq7Zp9LmN4", "could not get `A`: the file behind `file:` does not exist"),
        (
            "A=env:CANARY-no-name",
            "could not get `A`: what stands behind `env:` is no variable that is set; write `env:` and a name",
        ),
        ("A=store", "could not get `A`: the store `dotenv` does not have it"),
        ("A=cmd:echo CANARY; exit 3", "could not get `A`: its command failed with status 3"),
        ("A=cmd:kill -9 $$", "could not get `A`: its command was stopped by a signal"),
        ("A=cmd:true", "could not get `A`: its command: holds nothing"),
        ("A=cmd:printf 'CANARY\\000'", "could not get `A`: its command: holds a zero byte, which no variable can hold"),
        ("A=cmd:yes CANARY", "could not get `A`: its command: holds more than 64 KiB, which no secret has"),
        ("A=cmd:printf 'CANARY\\377'", "could not get `A`: its command: holds bytes that are no text (UTF-8)"),
        (
            "A=-",
            "could not get `A`: the standard input is a terminal; leave the flag out and you are asked for it, hidden, or \
             pipe it in, or use `file:`, `cmd:` or `env:`",
        ),
    ] {
        assert_eq!(refusal(flag, None), why);
    }
    assert_eq!(refusal("A=-", Some("\n")), "could not get `A`: the standard input: holds nothing");
}

#[cfg(unix)]
#[test]
fn a_pipe_that_nobody_closes_is_not_waited_for_without_end() {
    let (ours, _theirs) = std::os::unix::net::UnixStream::pair().unwrap();
    let error = format!("{:#}", piped(Box::new(ours), Duration::ZERO).unwrap_err());
    assert_eq!(error, "did not come to its end in 0 s; close it behind the secret");
}

#[test]
fn the_secret_itself_in_the_places_place_is_refused_without_being_shown() {
    let token = format!("ghp_CANARY{}", "x".repeat(30));
    for flag in
        [format!("A={STRAY}"), STRAY.to_owned(), token.clone(), format!("{token}=env:X"), format!("A=env{STRAY}")]
    {
        let why = refusal(&flag, None);
        assert!(why.contains("env:VARIABLE, file:PATH, store, cmd:COMMAND or -"), "{why}");
    }
}

#[test]
fn the_standard_input_and_each_name_are_taken_once() {
    let flags = |flags: [&str; 2]| parse(&flags.map(str::to_owned)).unwrap_err().to_string();
    assert_eq!(flags(["A=store", "A=env:B"]), "`--secret-from A` is given twice; keep one");
    assert!(flags(["A=-", "B=-"]).starts_with("both `A` and `B` are to come from the standard input"));
}
