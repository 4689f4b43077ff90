//! What is told, as lines: how a proof, a hint or a detail is set. Pure, so that a screen can be tested as text.

use std::time::Duration;

use console::measure_text_width;

use super::look::{Look, Mark, Tone};
use super::text::{clean_lines, wrap};
use crate::proof::{Proof, Step, Verdict};
use crate::typed::Typed;

/// The columns of a name before its value; a longer name pushes its value to the right.
const NAME: usize = 11;
/// The fewest columns that a value is set in beside its name.
const LEAST: usize = 16;
/// The columns of a command before what it is for.
const COMMAND: usize = 30;
/// The columns of a credential's name where several are proven one after the other.
const SUBJECT: usize = 15;
/// Faster than this is not worth a figure.
const WORTH_TELLING: Duration = Duration::from_millis(100);

/// A heading, flush left.
pub(super) fn heading(look: &Look, words: &str) -> String {
    look.paint(Tone::Strong, &look.clean(words))
}

/// A name and its value, indented by two; the value hangs under itself.
pub(super) fn detail(look: &Look, name: &str, value: &str) -> Vec<String> {
    named(look, "  ", name, NAME, value)
}

/// A command to paste, and what it is for: beside it where there is room, else below.
pub(super) fn command(look: &Look, command: &Typed, what_for: &str) -> Vec<String> {
    let command = look.clean(&command.to_string());
    let first = format!("  {command:<COMMAND$}  ");
    match measure_text_width(&first) + measure_text_width(what_for) <= look.width.into() {
        true => vec![first + &look.clean(what_for)],
        false => [vec![format!("  {command}")], indented(look, "    ", &look.clean(what_for))].concat(),
    }
}

/// Prose, indented by two. Line ends in it are kept, and so is what a line itself is indented by.
pub(crate) fn prose(look: &Look, text: &str) -> Vec<String> {
    let text = look.signs(&clean_lines(text));
    text.split('\n').flat_map(|line| indented(look, "  ", line)).collect()
}

fn indented(look: &Look, indent: &str, line: &str) -> Vec<String> {
    let body = line.trim_start_matches(' ');
    let first = format!("{indent}{}", &line[..line.len() - body.len()]);
    wrap(&first, first.len(), body, look.width.into())
}

/// What to do next, below what it belongs to: `= open https://…`.
pub(crate) fn hint(look: &Look, indent: usize, text: &str) -> Vec<String> {
    let text = look.signs(&clean_lines(text));
    text.split('\n')
        .flat_map(|line| wrap(&format!("{:indent$}= ", ""), indent + 2, line.trim(), look.width.into()))
        .collect()
}

/// Something that went wrong or wants a look, with what to do next.
pub(crate) fn problem(look: &Look, what: &str, next: Option<&str>) -> Vec<String> {
    let indent = 3 + measure_text_width(&look.mark(Mark::Look));
    let mut lines = wrap(&format!("  {} ", look.mark(Mark::Look)), indent, &look.clean(what), look.width.into());
    lines.extend(next.iter().flat_map(|next| hint(look, 4, next)));
    lines
}

/// Why the program ends, flush left behind a word. Line ends in it are kept, and so are lines that are set in columns.
pub(super) fn failed(look: &Look, word: &str, why: &str) -> Vec<String> {
    let text = look.signs(&clean_lines(why));
    let set = |(number, line): (usize, &str)| match number {
        0 => wrap(&format!("{word} "), 2, line, look.width.into()),
        _ if line.trim_start().contains("  ") => vec![line.to_owned()],
        _ => indented(look, "", line),
    };
    text.split('\n').enumerate().flat_map(set).collect()
}

/// A proof: one line when one thing was looked at, else the subject (if it has a name) and a line for every step.
pub(super) fn proof(look: &Look, subject: &str, proof: &Proof) -> Vec<String> {
    if let ([only], false) = (proof.steps.as_slice(), subject.is_empty()) {
        let mut lines = marked(look, 2, Mark::of_step(only), (subject, SUBJECT), &only.says);
        add_time(look, &mut lines, proof.took);
        lines.extend(only.hint.iter().flat_map(|next| hint(look, 4, next)));
        return lines;
    }
    let mut lines = Vec::new();
    let mut indent = 2;
    if !subject.is_empty() {
        lines.extend(marked(look, indent, overall(proof), (subject, 0), ""));
        add_time(look, &mut lines, proof.took);
        indent += 2;
    }
    let longest = proof.steps.iter().map(|step| measure_text_width(&step.name)).max().unwrap_or_default();
    for step in &proof.steps {
        lines.extend(marked(look, indent, Mark::of_step(step), (&step.name, longest.clamp(NAME - 1, 24)), &step.says));
        lines.extend(step.hint.iter().flat_map(|next| hint(look, indent + 2, next)));
    }
    lines
}

/// The mark over several steps: the worst, or a look when any wants one.
fn overall(proof: &Proof) -> Mark {
    match proof.verdict() {
        Verdict::Valid if proof.steps.iter().any(|step| step.attention) => Mark::Look,
        verdict => Mark::of_verdict(verdict),
    }
}

/// Counts verdicts in words: `2 proven, 1 refused, 1 unknown`.
pub fn summary(verdicts: impl IntoIterator<Item = Verdict>) -> String {
    let verdicts: Vec<_> = verdicts.into_iter().collect();
    let words = [
        (Verdict::Valid, "proven"),
        (Verdict::Insufficient, "not enough"),
        (Verdict::Invalid, "refused"),
        (Verdict::Unknown, "unknown"),
    ];
    let counted = words.map(|(verdict, word)| (verdicts.iter().filter(|&&one| one == verdict).count(), word));
    let told: Vec<_> =
        counted.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    if told.is_empty() { "nothing to prove".to_owned() } else { told.join(", ") }
}

/// Keeps the steps that a person should see even when little is told.
pub(super) fn worth_a_look(proof: &Proof) -> Proof {
    let steps: Vec<Step> = proof.steps.iter().filter(|step| Mark::of_step(step) != Mark::Proven).cloned().collect();
    Proof { steps, ..proof.clone() }
}

fn marked(look: &Look, indent: usize, mark: Mark, (name, columns): (&str, usize), says: &str) -> Vec<String> {
    named(look, &format!("{:indent$}{} ", "", look.mark(mark)), name, columns, says)
}

fn named(look: &Look, before: &str, name: &str, columns: usize, value: &str) -> Vec<String> {
    let name = look.clean(name);
    let gap = " ".repeat(columns.saturating_sub(measure_text_width(&name)) + 2);
    let first = format!("{before}{name}{gap}");
    let value_begins = measure_text_width(&first);
    if usize::from(look.width).saturating_sub(value_begins) < LEAST && measure_text_width(value) > LEAST {
        // Beside a long name there is no room for whole words.
        let mut lines = wrap(before, measure_text_width(before), &name, look.width.into());
        lines.extend(wrap("    ", 4, &look.clean(value), look.width.into()));
        return lines;
    }
    wrap(&first, measure_text_width(&first), &look.clean(value), look.width.into())
}

/// Sets the time at the right edge of the first line, when it is worth telling and there is room.
fn add_time(look: &Look, lines: &mut [String], took: Duration) {
    let Some(first) = lines.first_mut().filter(|_| took >= WORTH_TELLING) else { return };
    let time = format!("{:.1} s", took.as_secs_f64());
    let free = usize::from(look.width).saturating_sub(measure_text_width(first) + time.len());
    if free >= 2 {
        *first = format!("{first}{}{}", " ".repeat(free), look.paint(Tone::Skippable, &time));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOK: Look = Look { color: false, unicode: true, animated: false, width: 80, quiet: false };

    #[test]
    fn beside_a_name_that_leaves_no_room_no_word_is_broken() {
        let narrow = Look { width: 40, ..LOOK };
        let lines = named(&narrow, "  ", "1  Microsoft Entra app registration", 10, "sign-in, people · made by Graph");
        assert_eq!(lines, ["  1  Microsoft Entra app registration", "    sign-in, people · made by Graph"]);
        let short = named(&narrow, "  ", "folder", 10, "app-config.local.yaml and others");
        assert!(short[0].starts_with("  folder      app-config.local.yaml"), "{short:?}");
    }

    #[test]
    fn several_credentials_stand_in_one_column_with_their_times_at_the_right() {
        let mut works = Proof::of(Step::valid("token", "acme-devportal on acme; key and permissions"));
        works.took = Duration::from_millis(412);
        let refused =
            Proof::of(Step::invalid("token", "refused: the organisation wants single sign-on").hint("authorise it"));
        let mut lines = proof(&LOOK, "GitHub App", &works);
        lines.extend(proof(&LOOK, "GITHUB_TOKEN", &refused));
        insta::assert_snapshot!(lines.join("\n"), @r#"
        ✓ GitHub App       acme-devportal on acme; key and permissions           0.4 s
        ✗ GITHUB_TOKEN     refused: the organisation wants single sign-on
          = authorise it
        "#);
    }

    #[test]
    fn steps_without_a_subject_are_aligned_with_hints_below() {
        let mut steps = Proof::of(Step::valid("made", "acme-devportal (id 998877), its key is in the keyring"));
        steps.push(
            Step::insufficient("installed", "not on acme yet").hint("open https://github.com/apps/acme-devportal"),
        );
        steps.push(Step::unknown("callback", "GitHub does not tell"));
        steps.push(Step::attention(
            "expiry",
            "works, but expires in 6 days, and this line is long enough to be wrapped under itself",
        ));
        insta::assert_snapshot!(proof(&LOOK, "", &steps).join("\n"), @r#"
        ✓ made        acme-devportal (id 998877), its key is in the keyring
        ✗ installed   not on acme yet
          = open https://github.com/apps/acme-devportal
        ~ callback    GitHub does not tell
        ! expiry      works, but expires in 6 days, and this line is long enough to be
                      wrapped under itself
        "#);
        insta::assert_snapshot!(proof(&LOOK, "GitHub App", &steps).join("\n"), @r#"
        ✗ GitHub App
          ✓ made        acme-devportal (id 998877), its key is in the keyring
          ✗ installed   not on acme yet
            = open https://github.com/apps/acme-devportal
          ~ callback    GitHub does not tell
          ! expiry      works, but expires in 6 days, and this line is long enough to
                        be wrapped under itself
        "#);
    }

    #[test]
    fn without_unicode_the_marks_are_words() {
        let look = Look { unicode: false, ..LOOK };
        let mut steps = Proof::of(Step::valid("a", "1 · 2"));
        steps.push(Step::attention("b", "soon…"));
        steps.push(Step::invalid("c", "refused"));
        steps.push(Step::unknown("d", "not told"));
        let lines = proof(&look, "", &steps);
        assert_eq!(lines[0], "  ok a           1 - 2");
        assert_eq!(lines[1], "  !! b           soon...");
        assert_eq!(lines[2], "  no c           refused");
        assert_eq!(lines[3], "  ~~ d           not told");
        assert!(lines.iter().all(|line| line.is_ascii()));
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_unless_it_holds_one_long_word() {
        let words = "some words of a sentence that goes on for quite a while ".repeat(5);
        for width in [40, 60, 80] {
            let look = Look { width, ..LOOK };
            let told = Proof::of(Step::valid("name", words.clone()).hint(words.clone()));
            let lines = [proof(&look, "", &told), prose(&look, &words), problem(&look, &words, Some(&words))].concat();
            assert!(lines.iter().all(|line| measure_text_width(line) <= width.into()), "{lines:#?}");
        }
    }

    #[test]
    fn why_the_program_ends_is_broken_between_words_and_a_command_in_it_is_not() {
        let look = Look { width: 40, ..LOOK };
        let why = "app-config.local.yaml was written by `init --sandbox`\n\n  KEY  what it means, in a column\n  = nothing was made";
        assert_eq!(
            failed(&look, "error:", why),
            [
                "error: app-config.local.yaml was written",
                "  by `init --sandbox`",
                "",
                "  KEY  what it means, in a column",
                "  = nothing was made",
            ]
        );
    }

    #[test]
    fn prose_keeps_its_own_lines_and_their_indentation() {
        assert_eq!(
            prose(&LOOK, "1  GitHub App\n   reads contents\n\nend"),
            ["  1  GitHub App", "     reads contents", "", "  end"]
        );
    }

    #[test]
    fn a_summary_names_only_what_there_is() {
        use Verdict::{Insufficient, Invalid, Unknown, Valid};
        assert_eq!(summary([Valid, Invalid, Unknown, Valid]), "2 proven, 1 refused, 1 unknown");
        assert_eq!(summary([Insufficient]), "1 not enough");
        assert_eq!(summary([]), "nothing to prove");
    }

    #[test]
    fn text_from_outside_cannot_steer_the_terminal() {
        let told = Proof::of(Step::valid("na\u{1b}[2Jme", "hello \u{1b}]0;x\u{7}\u{202e}there").hint("a\u{1b}[31mb"));
        let lines = [
            proof(&LOOK, "sub\u{1b}[1mject", &told),
            proof(&LOOK, "", &told),
            detail(&LOOK, "\u{9b}1m", "\u{1b}[1m"),
            prose(&LOOK, "\u{1b}[1m"),
            problem(&LOOK, "\u{1b}[1m", Some("\u{1b}[1m")),
            vec![heading(&LOOK, "\u{1b}[1m")],
        ];
        assert!(lines.concat().iter().all(|line| !line.chars().any(char::is_control)), "{lines:?}");
    }
}
