//! Text on its way to a terminal: cleaned of what a stranger could hide in it, cut, and wrapped. Pure.

use console::{measure_text_width, truncate_str};

use crate::typed::pasted;

/// The longest text that is shown; a server may send megabytes where a sentence is expected.
const LONGEST: usize = 2_000;

/// Makes text from outside safe to show on one line: terminal sequences, control characters, invisible characters and
/// changes of direction are dropped, line ends and tabs become spaces, and what is too long ends in `…`.
///
/// Directions matter because a name that holds U+202E can show another name than the one that is meant
/// (<https://trojansource.codes>).
pub fn clean(text: &str) -> String {
    clean_up_to(text, LONGEST, false)
}

/// Like [`clean`], but keeps line ends and shows a tab as four spaces: for differences and several lines of prose.
pub fn clean_lines(text: &str) -> String {
    let lines = text.split('\n').map(|line| clean_up_to(&line.replace('\t', "    "), LONGEST, true));
    lines.collect::<Vec<_>>().join("\n")
}

fn clean_up_to(text: &str, longest: usize, keep_leading: bool) -> String {
    let mut shown = String::with_capacity(text.len().min(longest));
    let mut rest = text.chars().peekable();
    let mut count = 0;
    while let Some(character) = rest.next() {
        let kept = match character {
            '\u{1b}' => {
                skip_escape(&mut rest);
                continue;
            }
            '\u{9b}' => {
                skip_control_sequence(&mut rest);
                continue;
            }
            '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => {
                skip_string(&mut rest);
                continue;
            }
            '\n' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
            hidden if hidden.is_control() || is_invisible(hidden) => continue,
            visible => visible,
        };
        if count == longest {
            shown.push('…');
            break;
        }
        shown.push(kept);
        count += 1;
    }
    if keep_leading { shown.trim_end().to_owned() } else { shown.trim().to_owned() }
}

type Characters<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// Skips what follows an ESC: a control sequence, a string (window title, clipboard, link) or a single character.
fn skip_escape(rest: &mut Characters<'_>) {
    match rest.next_if(|&next| ('\u{20}'..='\u{7e}').contains(&next)) {
        Some('[') => skip_control_sequence(rest),
        Some(']' | 'P' | 'X' | '^' | '_') => skip_string(rest),
        Some('\u{20}'..='\u{2f}') => {
            rest.next();
        }
        _ => {}
    }
}

/// Skips parameters up to the final letter; what is no part of a sequence ends it and stays.
fn skip_control_sequence(rest: &mut Characters<'_>) {
    while rest.next_if(|next| ('\u{20}'..='\u{3f}').contains(next)).is_some() {}
    rest.next_if(|next| ('\u{40}'..='\u{7e}').contains(next));
}

/// Skips a string up to its terminator (BEL or ST). One without a terminator ends with its line, so that a stray
/// introducer cannot swallow everything.
fn skip_string(rest: &mut Characters<'_>) {
    while let Some(next) = rest.next_if(|&next| next != '\n') {
        match next {
            '\u{7}' | '\u{9c}' => return,
            '\u{1b}' => {
                rest.next_if_eq(&'\\');
                return;
            }
            _ => {}
        }
    }
}

/// Tells whether a character takes no room or turns the direction of reading.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Cuts text at a number of columns; what was cut ends in `…`.
pub fn cut(text: &str, columns: usize) -> String {
    truncate_str(text, columns, "…").into_owned()
}

/// Breaks text at spaces so that `first` before the first line and `indent` spaces before every other one still fit.
/// A word that is longer than a line (an address) stays whole, so that it can be copied, and so does a command in backticks or
/// one that is [marked](pasted) as all of the text.
pub fn wrap(first: &str, indent: usize, text: &str, width: usize) -> Vec<String> {
    // Broken, its rest would be another command.
    if let Some(command) = pasted(text) {
        return vec![format!("{first}{command}")];
    }
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    let mut is_empty = true;
    for word in words(text, width.saturating_sub(indent)) {
        let gap = usize::from(!is_empty);
        if !is_empty && measure_text_width(&line) + gap + measure_text_width(word) > width {
            lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    lines.push(line);
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// The words of a text; what stands between backticks is one, where it fits into a line or is a command.
fn words(text: &str, line: usize) -> Vec<&str> {
    let ticks: Vec<_> = text.match_indices('`').map(|(at, _)| at).collect();
    let spans = ticks.chunks_exact(2).map(|pair| pair[0]..=pair[1]);
    let spans: Vec<_> = spans.filter(|span| whole(&text[span.clone()], line)).collect();
    let mut words = Vec::new();
    let mut begin = 0;
    let parts = |at: usize| !spans.iter().any(|span| span.contains(&at)) && !is_within_flag(text, at);
    for (at, _) in text.match_indices(' ').filter(|(at, _)| parts(*at)) {
        words.push(&text[begin..at]);
        begin = at + 1;
    }
    words.push(&text[begin..]);
    words
}

/// Tells whether a blank stands between a flag and its value (`--set NAME=value`), which is pasted as one.
fn is_within_flag(text: &str, at: usize) -> bool {
    let before = text[..at].rsplit(' ').next().unwrap_or_default().trim_start_matches(['`', '(']);
    let after = text[at + 1..].split(' ').next().unwrap_or_default();
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    let is_flag = before.strip_prefix("--").is_some_and(is_name);
    is_flag && after.split_once('=').is_some_and(|(name, _)| is_name(name))
}

fn whole(span: &str, line: usize) -> bool {
    measure_text_width(span) <= line || is_command(span)
}

/// Tells whether something in backticks is there to be pasted into a shell: this program, or whatever has a flag or a pipe.
fn is_command(span: &str) -> bool {
    span.starts_with("`devportal-auth ") || [" -", " | "].iter().any(|part| span.contains(part))
}

/// Replaces the signs that this program itself uses by ones that every terminal has.
pub(super) fn ascii(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '·' | '–' | '—' => shown.push('-'),
            '…' => shown.push_str("..."),
            '✓' => shown.push_str("ok"),
            '✗' => shown.push_str("no"),
            '❯' => shown.push('>'),
            '→' => shown.push_str("->"),
            '“' | '”' => shown.push('"'),
            '‘' | '’' => shown.push('\''),
            other => shown.push(other),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_sequences_are_dropped_and_the_words_stay() {
        for (dirty, clean_text) in [
            ("\u{1b}[31mred\u{1b}[0m", "red"),
            ("\u{1b}]0;title\u{7}name", "name"),
            ("\u{1b}]8;;https://evil.example\u{1b}\\link\u{1b}]8;;\u{1b}\\", "link"),
            ("\u{9b}2Jgone", "gone"),
            ("\u{9d}52;c;Y2xpcA==\u{9c}clip", "clip"),
            ("\u{1b}Pq#0\u{1b}\\sixel", "sixel"),
            ("\u{1b}creset", "reset"),
            ("\u{1b}(0charset", "charset"),
            ("back\u{8}\u{8}space\u{7}", "backspace"),
            ("over\rwritten", "overwritten"),
            ("two\nlines\tand a tab", "two lines and a tab"),
            ("a\u{202e}dc\u{202c}b \u{2066}x\u{2069}", "adcb x"),
            ("zero\u{200b}width\u{feff}", "zerowidth"),
            ("Zoë Müller 李", "Zoë Müller 李"),
            ("ends in \u{1b}", "ends in"),
            ("ends in \u{1b}[3", "ends in"),
        ] {
            assert_eq!(clean(dirty), clean_text, "{dirty:?}");
        }
    }

    #[test]
    fn an_unfinished_string_sequence_swallows_only_its_line() {
        assert_eq!(clean("a\u{1b}]0;no end\nb"), "a b");
        assert_eq!(clean("\u{1b}[31\u{e9}t\u{e9}"), "été");
    }

    #[test]
    fn a_very_long_text_is_cut() {
        let long = clean(&"x".repeat(50_000_000));
        assert_eq!(long.chars().count(), LONGEST + 1);
        assert!(long.ends_with('…'));
    }

    #[test]
    fn lines_and_indentation_survive_where_they_matter() {
        assert_eq!(clean_lines("-  a: 1\r\n+\tb: \u{1b}[31m2"), "-  a: 1\n+    b: 2");
    }

    #[test]
    fn wrapping_hangs_under_the_text_and_keeps_long_words_whole() {
        let wrapped = wrap("  = ", 4, "open https://github.com/organizations/acme/settings/apps/new and press it", 40);
        assert_eq!(
            wrapped,
            ["  = open", "    https://github.com/organizations/acme/settings/apps/new", "    and press it"]
        );
        assert_eq!(wrap("  ", 2, "", 40), [""]);
        let tenant = "AZURE_TENANT_ID=9f0c0000-0000-0000-0000-000000000000";
        for said in [format!("say it by `--set {tenant}` and"), format!("say it by --set {tenant} and")] {
            let wrapped = wrap("", 0, &said, 40);
            assert!(wrapped.iter().any(|line| line.contains(&format!("--set {tenant}"))), "{wrapped:?}");
        }
    }

    #[test]
    fn a_command_is_not_broken() {
        for (text, lines) in [
            (
                "go on with `devportal-auth init --resume`, soon",
                vec!["go on with", "`devportal-auth init --resume`, soon"],
            ),
            (
                "`devportal-auth init --resume --out 'a  very long folder'`",
                vec!["`devportal-auth init --resume --out 'a  very long folder'`"],
            ),
            ("a `b c` d", vec!["a `b c` d"]),
            (
                "$ kubectl create clusterrolebinding read --clusterrole=read",
                vec!["kubectl create clusterrolebinding read --clusterrole=read"],
            ),
            ("an apostrophe ` alone is no command at all", vec!["an apostrophe ` alone is no command at", "all"]),
            (
                "what is `said by a server and longer than a line` breaks",
                vec!["what is `said by a server and longer", "than a line` breaks"],
            ),
        ] {
            assert_eq!(wrap("", 0, text, 40), lines, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_that_steers_a_terminal_ever_survives(text in "(\\PC|\\p{Cc}|\\p{Cf}|\u{1b}\\[|\u{1b}\\])*") {
            let shown = clean(&text);
            proptest::prop_assert!(!shown.chars().any(|c| c.is_control() || is_invisible(c)), "{shown:?}");
        }
    }
}
