//! How a file of a secret is named where it could not be read: whoever wrote the secret itself there does not want to read it again.

use std::path::Path;

/// A file as it may be named: one that is not there may be the secret itself, whose place the name was to take.
pub(super) fn called(path: &Path) -> String {
    if path.exists() || looks_like_a_path(path) {
        path.display().to_string()
    } else {
        "the file behind `file:`".to_owned()
    }
}

/// Tells whether a text is surely the path of a file: its folder is there, or it is made of words. Secrets have `/` and `.` in them, too.
fn looks_like_a_path(path: &Path) -> bool {
    let is_there = |folder: &Path| folder.parent().is_some() && folder.is_dir();
    let steps: Vec<_> = path.components().map(|step| step.as_os_str().to_string_lossy()).collect();
    let is_said = steps.len() > 1 || steps.iter().any(|step| step.contains('.'));
    path.parent().is_some_and(is_there) || is_said && steps.iter().all(|step| is_of_words(step))
}

/// Tells whether a step of a path is what people write: words of one case, and short numbers behind them.
fn is_of_words(step: &str) -> bool {
    step.split(['-', '_', '.', '/', '~']).all(|word| {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let of_one_case =
            [u8::is_ascii_lowercase, u8::is_ascii_uppercase].iter().any(|is| letters.bytes().all(|c| is(&c)));
        of_one_case && letters.len() <= 20 && word.len() - letters.len() <= 4
    })
}
