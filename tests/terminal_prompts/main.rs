//! Prompts, waits and ctrl-c in a real pseudo-terminal.
//!
//! The program under test is this test binary itself: each test starts it again inside a pseudo-terminal, where only
//! `program::prompt_program` runs, which is ignored otherwise.
#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod program;
mod run;

use std::time::Duration;

use run::Run;

/// A secret that must be nowhere on the screen.
const CANARY: &str = "canary-7f3a91";

#[test]
fn text_is_answered_explained_and_gone_back_from() {
    let mut run = Run::start("text", &[]);
    run.sees("one line about it").sees("e.g. an-example").sees("What is it?").types("?\r");
    run.sees("It is needed because.").sees("Found at the usual place.").sees("= https://docs.example/it");
    run.sees("What is it?").types("acmx\u{7f}e\r").sees("taken");
    run.answers("acme");
    for back in ["<\r", "\u{1b}"] {
        let mut run = Run::start("text", &[]);
        run.sees("What is it?").types(back);
        run.answers("Back");
    }
}

#[test]
fn after_an_explanation_the_example_and_the_ways_out_are_told_again() {
    let mut run = Run::start("text", &[]);
    run.sees("What is it?").types("?\r").sees("Found at the usual place.").sees("e.g. an-example").sees("What is it?");
    run.types("acme\r");
    run.answers("acme");
}

#[test]
fn enter_takes_a_default_and_is_no_answer_without_one() {
    let mut run = Run::start("default", &[]);
    run.sees("[acme]").types("\r");
    run.answers("acme");
    let mut run = Run::start("text", &[]);
    run.sees("What is it?").types("\r").sees("an answer is needed here").sees("What is it?").types("x\r");
    run.answers("x");
}

#[test]
fn a_refusal_stands_above_the_prompt() {
    let mut run = Run::start("refused", &[("NO_COLOR", "1")]);
    run.sees("!! there is no organisation `acmee`").sees("What is it?").types("acme\r");
    run.answers("acme");
}

#[test]
fn a_secret_is_never_shown_however_fast_it_is_pasted() {
    let mut run = Run::start("secret", &[]);
    run.sees("What is it?").types(&format!("\"{CANARY}\"\r\n{CANARY}\r\n")).sees("(13 characters, hidden");
    assert!(run.answers(CANARY).contains("the quotes around it taken off"));
}

#[test]
fn a_key_that_is_no_letter_and_the_marks_of_a_paste_leave_nothing_in_a_secret() {
    // ctrl with an arrow, F5, F1 of two kinds of terminals, the menu key; and a paste between its marks.
    for keys in ["\u{1b}[1;5D", "\u{1b}[15~", "\u{1b}OP", "\u{1b}[[A", "\u{1b}[29~"] {
        let mut run = Run::start("secret", &[]);
        run.sees("What is it?").types(&format!("{CANARY}{keys}\r")).sees("(13 characters, hidden)");
        run.answers(CANARY);
    }
    let mut run = Run::start("secret", &[]);
    run.sees("What is it?").types(&format!("\u{1b}[200~\u{200b}{CANARY}\u{1b}[201~\r"));
    run.sees("(13 characters, hidden, signs that cannot be seen taken off)");
    run.answers(CANARY);
}

#[test]
fn a_secret_can_be_explained_corrected_and_gone_back_from() {
    let mut run = Run::start("secret", &[]);
    run.sees("What is it?").types("?\r").sees("It is needed because.");
    run.sees("What is it?").types(&format!("wrong\u{15}{CANARY}x\u{7f}\r"));
    run.answers(CANARY);
    for back in ["<\r", "\u{1b}"] {
        let mut run = Run::start("secret", &[]);
        run.sees("What is it?").types(back);
        run.answers("Back");
    }
}

#[test]
fn a_secret_longer_than_a_terminal_line_is_taken_whole() {
    let long = CANARY.repeat(400);
    let mut run = Run::start("secret", &[]);
    run.sees("What is it?");
    for part in long.as_bytes().chunks(1000) {
        run.types(std::str::from_utf8(part).unwrap());
    }
    run.types("\r");
    run.sees("(5200 characters, hidden)");
    run.answers(&long);
}

#[test]
fn a_key_is_pasted_over_many_lines_or_read_from_a_file() {
    let body = format!("{CANARY}\n").repeat(40);
    let key = format!("-----BEGIN RSA PRIVATE KEY-----\n{body}-----END RSA PRIVATE KEY-----");
    let pasted = format!("{}\r", key.replace('\n', "\r"));
    let mut run = Run::start("key", &[]);
    run.sees("esc back").types("\u{1b}[B\r").sees("Paste it").types(&pasted);
    run.sees("in 42 lines, hidden)");
    run.answers(&key);

    let mut run = Run::start("key", &[]);
    let path = run.folder.path().join("key.pem");
    std::fs::write(&path, &key).unwrap();
    run.sees("esc back").types("\r").sees("Path to the file").types("/nowhere/key.pem\r");
    run.sees("`/nowhere/key.pem` does not exist");
    run.sees("Path to the file").types(&format!("{}\r", path.display()));
    run.answers(&key);
}

#[test]
fn a_key_pasted_where_its_path_is_asked_stays_hidden_after_its_first_line() {
    let key = format!("-----BEGIN RSA PRIVATE KEY-----\n{CANARY}\n-----END RSA PRIVATE KEY-----");
    let mut run = Run::start("key", &[]);
    run.sees("esc back").types("\r").sees("Path to the file").types(&format!("{}\r", key.replace('\n', "\r")));
    run.sees("in 3 lines, hidden)");
    run.answers(&key);
}

#[test]
fn a_key_pasted_at_the_list_of_ways_to_give_it_is_taken_and_never_shown() {
    let body = format!("{CANARY}\n").repeat(40);
    let key = format!("-----BEGIN RSA PRIVATE KEY-----\n{body}-----END RSA PRIVATE KEY-----");
    let mut run = Run::start("key", &[]);
    run.sees("esc back").types(&format!("{}\r", key.replace('\n', "\r"))).sees("in 42 lines, hidden)");
    let screen = run.answers(&key);
    assert!(!screen.contains("BEGIN") && !screen.contains("PRIVATE"), "{screen:?}");
}

#[test]
fn a_secret_pasted_into_a_list_is_not_shown_and_chooses_nothing() {
    let token = format!("ghp_{}", "9Zq8Xw".repeat(6));
    let key = format!("-----BEGIN RSA PRIVATE KEY-----\r{CANARY}\r-----END RSA PRIVATE KEY-----");
    for (pasted, is) in [(&token, "GitHub"), (&key, "a private key")] {
        let mut run = Run::start("choice", &[]);
        run.sees("esc back").types(&format!("{pasted}\r")).sees("what was pasted looks like").sees(is);
        run.sees("nothing of").sees("esc back").types("gitlab\r");
        let screen = run.answers("gitlab");
        for secret in ["9Zq8Xw", "9Z", "BEGIN", CANARY] {
            assert!(!screen.contains(secret), "{secret}: {screen:?}");
        }
    }
}

#[test]
fn a_token_where_a_clients_secret_belongs_is_asked_for_again_with_the_reason() {
    let token = format!("ghp_{}", "9Zq8Xw".repeat(6));
    let mut run = Run::start("client secret", &[]);
    run.sees("What is it?").types(&format!("{token}\r")).sees("and no client's").sees("What is it?");
    let key = format!("-----BEGIN RSA PRIVATE KEY-----\r{CANARY}\r-----END RSA PRIVATE KEY-----\r");
    run.types(&key).sees("and no client's").sees("What is it?").types("0123456789abcdef\r");
    let screen = run.answers("0123456789abcdef");
    assert!(!screen.contains(CANARY) && !screen.contains("9Zq8Xw"), "{screen:?}");
}

#[test]
fn one_of_a_list_is_chosen_explained_and_gone_back_from() {
    let mut run = Run::start("choice", &[]);
    run.sees("> GitHub, for all three").sees("Keycloak signs in and knows").sees("sign-in, code and people");
    run.sees("esc back").types("\u{1b}[B").sees("> GitLab").sees("esc back").types("?").sees("It is needed because.");
    // The cursor is where it was.
    run.sees("> GitLab").sees("esc back").types("\r");
    run.answers("gitlab");
    let mut run = Run::start("choice", &[]);
    run.sees("esc back").types("\u{1b}");
    run.answers("Back");
}

#[test]
fn a_long_list_is_searched() {
    let mut run = Run::start("long", &[]);
    run.sees("1 to ").sees("of 40").types("37").sees("> Team number 37").types("\r");
    run.answers("team-37");
}

#[test]
fn yes_or_no_waits_for_enter() {
    let mut run = Run::start("yes", &[]);
    run.sees("[y/n]").types("maybe\r").sees("neither").sees("[y/n]").types("y\r");
    run.answers("yes");
}

#[test]
fn accessible_prompts_are_lines_without_any_terminal_code() {
    for (scene, typed, answer) in [
        ("text", "acme\n", "acme"),
        ("default", "\n", "acme"),
        ("text", "<\n", "Back"),
        ("choice", "2\n", "gitlab"),
        ("long", "team-40\n", "team-40"),
        ("yes", "no\n", "no"),
        ("secret", "canary-7f3a91\n", CANARY),
    ] {
        let mut run = Run::plain(scene);
        run.sees(if matches!(scene, "choice" | "long") { "number or name" } else { "What is it?" }).types(typed);
        let screen = run.answers(answer);
        assert!(!screen.contains('\u{1b}'), "{scene}: {screen:?}");
    }
}

#[test]
fn accessible_lists_are_numbered_and_can_be_explained() {
    let mut run = Run::plain("choice");
    run.sees("   1  GitHub, for all three").sees("        sign-in, code and people").sees("   2  GitLab");
    run.sees("number or name, ? explains, < goes back").types("?\n").sees("It is needed because.");
    run.sees("< goes back").types("9\n").sees("`9` is none of these").sees("< goes back").types("\n");
    run.answers("github");
}

#[test]
fn ctrl_c_at_any_prompt_puts_the_terminal_back() {
    for (scene, shown, keys, echoed) in [
        ("text", "What is it?", "half", "half"),
        ("default", "[acme]", "", ""),
        ("secret", "What is it?", CANARY, ""),
        ("choice", "esc back", "\u{1b}[B", "> GitLab"),
        ("long", "of 40", "37", "> Team number 37"),
        ("yes", "[y/n]", "y", "y"),
        ("key", "esc back", "", ""),
        ("wait", "waiting for GitHub", "", ""),
    ] {
        let mut run = Run::start(scene, &[]);
        run.sees(shown).types(keys).sees(echoed).types("\u{3}");
        let screen = run.cancelled();
        let (_, said) = screen.split_once("\u{1b}[J\u{1b}[?25h").unwrap_or_default();
        assert!(said.starts_with("cancelled; nothing was written\r\n"), "{scene}: {screen:?}");
        assert!(!screen.contains("^C"), "{scene}: {screen:?}");
    }
}

#[test]
fn ctrl_c_without_animation_writes_no_terminal_code() {
    for (scene, shown) in
        [("text", "What is it?"), ("choice", "< goes back"), ("secret", "What is it?"), ("wait", "waiting for GitHub")]
    {
        let mut run = Run::plain(scene);
        run.sees(shown).types("\u{3}");
        let screen = run.cancelled();
        assert!(!screen.contains('\u{1b}'), "{scene}: {screen:?}");
    }
}

#[test]
fn a_termination_and_a_quit_are_cancellations_too() {
    for scene in ["secret", "choice"] {
        for signal in ["-TERM", "-QUIT"] {
            let mut run = Run::start(scene, &[]);
            run.sees("What is it?").is_sent(signal);
            run.cancelled();
        }
    }
}

#[test]
fn files_are_applied_to_the_end_before_a_cancellation() {
    let mut run = Run::start("apply", &[]);
    // The terminal shows ^C when it sends the signal; a little later the handler has surely seen it.
    run.sees("applying").types("\u{3}").sees("^C");
    std::thread::sleep(Duration::from_millis(100));
    std::fs::write(run.folder.path().join("go"), "").unwrap();
    run.sees("cancelled; nothing was written\r\n");
    assert_eq!(run.ends(130).1.as_deref(), Some("whole"));
}

#[test]
fn a_page_that_was_left_for_a_browser_goes_when_the_program_is_stopped() {
    let interrupts = |run: &mut Run| _ = run.types("\u{3}");
    for stop in [interrupts, |run: &mut Run| run.is_sent("-TERM")] {
        let mut run = Run::start("page", &[]);
        run.sees("page left");
        let page = run.folder.path().join("confirm.html");
        assert!(page.exists());
        stop(&mut run);
        run.sees("cancelled; nothing was written\r\n");
        run.sees("code=130");
        assert!(!page.exists());
    }
}

#[test]
fn a_mistake_of_our_own_shows_its_place_and_not_its_message() {
    let mut run = Run::start("panic", &[]);
    run.sees("error: the program stopped at a mistake of its own, in tests/terminal_prompts/program.rs:");
    run.sees("its message is held back");
    run.ends(101);
}

#[test]
fn a_mistake_of_our_own_leaves_no_page_behind() {
    let mut run = Run::start("panic beside a page", &[]);
    run.sees("its message is held back");
    let page = run.folder.path().join("confirm.html");
    run.ends(101);
    assert!(!page.exists());
}
