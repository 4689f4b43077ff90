//! Lines of a report that are wider than the terminal: prose goes on below, indented; what stands in columns stays.

use console::{measure_text_width, strip_ansi_codes};

use super::text::wrap;

/// What follows a heading is indented by this.
const BELOW: usize = 2;
/// On a terminal narrower than this, what follows a label is indented by that, too.
const NARROW: usize = 60;

/// Breaks the prose of a report at words. An excerpt is left as it is: its carets point at columns.
pub fn fold(text: &str, width: usize) -> String {
    let mut folded = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (body, end) = line.strip_suffix('\n').map_or((line, ""), |body| (body, "\n"));
        match hanging(&strip_ansi_codes(body)).filter(|_| measure_text_width(body) > width) {
            Some((first, indent)) => {
                let indent = if width < NARROW { indent.min(first + BELOW) } else { indent };
                let body = &body[first..];
                folded += &wrap(&" ".repeat(first), indent, body, width).join("\n");
            }
            None => folded += body,
        }
        folded += end;
    }
    folded
}

/// Where the words of a line of prose begin, and how far what follows is indented; nothing for what stands in columns.
fn hanging(line: &str) -> Option<(usize, usize)> {
    let body = line.trim_start();
    let leading = line.len() - body.len();
    let heading = ["error", "warning", "note", "help"]
        .iter()
        .any(|word| body.strip_prefix(word).is_some_and(|rest| rest.starts_with(['[', ':'])));
    if leading == 0 && (heading || !body.contains(['|', '│'])) {
        return Some((0, BELOW));
    }
    let label = ["= ", "╰ ", "├ "].iter().find(|sign| body.starts_with(**sign))?;
    let words = body.find(": ").map_or(label.len(), |at| at + 2);
    Some((leading, leading + body[..words].chars().count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_goes_on_below_and_an_excerpt_stays() {
        let text = "\
error[missing-variable]: `GITHUB_ORG` is not set and nothing else says which organisation is read
 --> app-config.local.yaml:14:14
   |
14 |       token: ${GITHUB_PAT_OF_A_VERY_LONG_NAME_INDEED} # and a comment
   |              ^^^^^^^^^^^^^
   |
   = help: add it to .env, or pass `--set GITHUB_ORG=my-org` where the portal starts

";
        assert_eq!(
            fold(text, 40),
            "\
error[missing-variable]: `GITHUB_ORG` is
  not set and nothing else says which
  organisation is read
 --> app-config.local.yaml:14:14
   |
14 |       token: ${GITHUB_PAT_OF_A_VERY_LONG_NAME_INDEED} # and a comment
   |              ^^^^^^^^^^^^^
   |
   = help: add it to .env, or pass
     `--set GITHUB_ORG=my-org` where the
     portal starts

"
        );
        assert!(fold(text, 60).contains("\n           where the portal starts\n"), "{}", fold(text, 60));
        assert_eq!(fold(text, 200), text);
    }

    #[test]
    fn colour_does_not_change_where_a_line_is_broken() {
        let plain = "warning[x]: one two three four five six seven";
        let coloured = "\u{1b}[33mwarning[x]\u{1b}[0m\u{1b}[1m: one two three four five six seven\u{1b}[0m";
        assert_eq!(strip_ansi_codes(&fold(coloured, 20)), fold(plain, 20));
    }
}
