//! Lines that hide something by what stands around them: values beside a secret's name, and all that a Secret of Kubernetes holds.

use crate::lint::secret::is_secret_variable;

/// What is hidden of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hidden {
    /// Nothing.
    No,
    /// What stands behind its key.
    Value,
    /// All of it.
    Line,
}

/// Says for each line what is hidden of it.
pub(super) fn hidden(text: &str) -> Vec<Hidden> {
    let lines: Vec<&str> = text.lines().collect();
    let mut hidden = vec![Hidden::No; lines.len()];
    let mut start = 0;
    for end in 0..=lines.len() {
        if lines.get(end).is_none_or(|line| line.starts_with("---")) {
            if lines[start..end].iter().any(|line| is_secret_kind(line)) {
                hide_data(&lines[start..end], &mut hidden[start..end]);
            }
            start = end;
        }
    }
    for at in 0..lines.len() {
        if names_secret(lines[at]) {
            hide_value(&lines, at, &mut hidden);
        }
    }
    hidden
}

fn is_secret_kind(line: &str) -> bool {
    let value = line.trim_start_matches(['-', ' ', '"']).strip_prefix("kind");
    let value = value.and_then(|rest| rest.trim_start_matches('"').trim_start().strip_prefix(':'));
    let word = value.map(|value| value.split(['#', ',', '}']).next().unwrap_or_default());
    word.is_some_and(|word| word.trim().trim_matches(['"', '\'']) == "Secret")
}

/// Hides what stands below `data` and `stringData`.
fn hide_data(lines: &[&str], hidden: &mut [Hidden]) {
    let mut head: Option<usize> = None;
    let mut entry: Option<usize> = None;
    for (line, hidden) in lines.iter().zip(hidden) {
        let depth = depth(line);
        if line.trim().is_empty() {
            continue;
        }
        if head.is_some_and(|head| depth <= head) {
            (head, entry) = (None, None);
        }
        if head.is_some() {
            let first = *entry.get_or_insert(depth);
            *hidden = if depth == first { Hidden::Value } else { Hidden::Line };
        } else if let Some(rest) = data_head(line) {
            head = Some(depth);
            if !rest.trim().is_empty() && !rest.trim_start().starts_with('#') {
                *hidden = Hidden::Value;
            }
        } else if holds_data(line) {
            // The whole object on one line.
            *hidden = Hidden::Line;
        }
    }
}

fn data_head(line: &str) -> Option<&str> {
    let key = line.trim_start_matches(['-', ' ', '"']);
    let rest = key.strip_prefix("data").or_else(|| key.strip_prefix("stringData"))?;
    rest.trim_start_matches('"').trim_start().strip_prefix(':')
}

/// `data` somewhere behind other keys.
fn holds_data(line: &str) -> bool {
    line.match_indices("ata").any(|(at, _)| {
        let key = line[..at].rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let behind = line[at + 3..].trim_start_matches('"').trim_start();
        matches!(key, "d" | "stringD") && behind.starts_with(':')
    })
}

fn depth(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Whether a line is `name: GITHUB_TOKEN`.
fn names_secret(line: &str) -> bool {
    let Some((_, rest)) = line.split_once("name") else { return false };
    let Some(value) = rest.trim_start_matches(['"', '\'']).trim_start().strip_prefix(':') else { return false };
    let word = value.split([',', '}', '#']).next().unwrap_or_default();
    let word = word.trim().trim_matches(['"', '\'']);
    is_secret_variable(word) || word.to_ascii_uppercase().ends_with("_KEY")
}

/// Hides the value beside a name: on its line, or on a line next to it in the same item.
fn hide_value(lines: &[&str], at: usize, hidden: &mut [Hidden]) {
    if value_at(lines[at]).is_some() {
        hidden[at] = Hidden::Value;
        return;
    }
    let key = |line: &str| line.len() - line.trim_start_matches(['-', ' ']).len();
    let column = key(lines[at]);
    let starts = |line: &str| line.trim_start().starts_with('-');
    let same = |other: usize| lines.get(other).is_some_and(|line| key(line) == column && value_at(line).is_some());
    if !starts(lines[at]) && at > 0 && same(at - 1) {
        hidden[at - 1] = Hidden::Value;
    }
    if same(at + 1) && !starts(lines[at + 1]) {
        hidden[at + 1] = Hidden::Value;
        let below = lines[at + 2..].iter().take_while(|line| depth(line) > column || line.trim().is_empty()).count();
        hidden[at + 2..at + 2 + below].fill(Hidden::Line);
    }
}

/// Where `value:` ends on a line.
fn value_at(line: &str) -> Option<usize> {
    line.match_indices("value").find_map(|(at, word)| {
        let alone = line[..at].ends_with([' ', '{', ',', '"', '-']) || at == 0;
        let rest = &line[at + word.len()..];
        let rest = rest.trim_start_matches(['"', '\'']).trim_start();
        (alone && rest.starts_with(':')).then_some(line.len() - rest.len() + 1)
    })
}

/// Takes away what stands behind `value:`, else behind the first key.
pub(super) fn without_value(line: &str, dots: &str) -> String {
    let behind = value_at(line).or_else(|| line.find(':').map(|at| at + 1));
    match behind.map(|behind| line.split_at(behind)) {
        Some((key, value)) if !value.trim().is_empty() && !value.trim_start().starts_with("${") => {
            format!("{key} {dots}")
        }
        Some(_) => line.to_owned(),
        None => dots.to_owned(),
    }
}
