//! Commands that a person is told to type: with the folder, the files and the flags of their run, each word quoted for a shell, so that
//! they work when they are pasted. Pure.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fmt;
use std::path::Path;

/// What this program is called.
const NAME: &str = "devportal-auth";

/// A command for a POSIX shell. Shown, each word is quoted where it has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed(Vec<String>);

impl Typed {
    /// A command of this program.
    pub fn ours(command: &str) -> Self {
        Self(vec![NAME.to_owned(), command.to_owned()])
    }

    /// The command that begins in earnest, where `folder` was written by the sandbox: what is there is not taken for real.
    pub fn init_beside(folder: &Path) -> Self {
        let is_here = folder == Path::new(".") || folder.as_os_str().is_empty();
        Self::ours("init").with("--out", is_here.then_some("../portal"))
    }

    /// A command of another program.
    pub fn of(words: &[&str]) -> Self {
        Self(words.iter().map(|&word| word.to_owned()).collect())
    }

    /// Adds a word.
    #[must_use]
    pub fn and(mut self, word: &str) -> Self {
        self.0.push(word.to_owned());
        self
    }

    /// Adds a flag without a value, where it is set.
    #[must_use]
    pub fn flag(mut self, name: &str, is_set: bool) -> Self {
        self.0.extend(is_set.then(|| name.to_owned()));
        self
    }

    /// Adds a flag once for each of its values.
    #[must_use]
    pub fn with(mut self, name: &str, values: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        for value in values {
            self.0.extend([name.to_owned(), value.as_ref().to_string_lossy().into_owned()]);
        }
        self
    }

    /// Adds files, none of which is taken for a flag.
    #[must_use]
    pub fn files(mut self, files: impl IntoIterator<Item = impl AsRef<Path>>) -> Self {
        for file in files {
            let file = file.as_ref().to_string_lossy();
            let looks_like_a_flag = file.starts_with('-');
            self.0.push(if looks_like_a_flag { format!("./{file}") } else { file.into_owned() });
        }
        self
    }

    /// The folder that a run writes to, where it is not the one in which the person stands.
    #[must_use]
    pub fn out(self, folder: &Path) -> Self {
        self.with("--out", (folder != Path::new(".")).then_some(folder))
    }

    /// Runs another command by this one.
    #[must_use]
    pub fn then(mut self, other: &Self) -> Self {
        self.0.push("--".to_owned());
        self.0.extend(other.0.iter().cloned());
        self
    }
}

impl fmt::Display for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.0.iter().map(|text| word(text)).collect();
        f.write_str(&words.join(" "))
    }
}

/// A text as one word for a POSIX shell. Characters that could steer a terminal are spelled, in the quotation that shells have for them
/// (`$'…'`, POSIX.1-2024).
pub fn word(text: &str) -> Cow<'_, str> {
    if text.contains(steers) {
        let spelled = |c: char| match c {
            '\'' | '\\' => format!("\\{c}"),
            c if steers(c) => c.to_string().bytes().map(|byte| format!("\\x{byte:02x}")).collect(),
            c => c.to_string(),
        };
        return Cow::Owned(format!("$'{}'", text.chars().map(spelled).collect::<String>()));
    }
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '+' | ',' | ':' | '@' | '%' | '=');
    match !text.is_empty() && text.chars().all(plain) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(format!("'{}'", text.replace('\'', "'\\''"))),
    }
}

/// Tells whether a character could steer a terminal, or turn what is written around.
pub fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A name in a line of its own, in which nothing steers a terminal.
pub fn shown(name: &str) -> String {
    name.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

/// How a line is marked in a contract that is a command of another program, and nothing else.
const MARK: &str = "$ ";

/// The command that a line is, where it is marked as one: it is shown without the mark, and never broken.
pub fn pasted(line: &str) -> Option<&str> {
    line.strip_prefix(MARK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_would_steer_a_terminal_is_spelled() {
        let command = Typed::ours("validate").files(["a\u{1b}]2;x\u{7}'\n::error.yaml"]).to_string();
        assert_eq!(command, "devportal-auth validate $'a\\x1b]2;x\\x07\\'\\x0a::error.yaml'");
        assert_eq!(word("\u{202e}a"), "$'\\xe2\\x80\\xaea'");
        assert_eq!(shown("a\nb"), "a\u{fffd}b");
    }

    #[test]
    fn a_command_works_when_it_is_pasted() {
        for (out, said) in [
            (".", "devportal-auth init --resume"),
            ("/srv/portal", "devportal-auth init --resume --out /srv/portal"),
            ("my portal", "devportal-auth init --resume --out 'my portal'"),
            ("ada's", "devportal-auth init --resume --out 'ada'\\''s'"),
        ] {
            assert_eq!(Typed::ours("init").flag("--resume", true).out(Path::new(out)).to_string(), said);
        }
    }

    #[test]
    fn a_file_is_never_taken_for_a_flag_and_a_command_may_run_another() {
        let validate = Typed::ours("validate").files(["-a.yaml", "b.yaml"]).with("--env-file", [".env"]);
        assert_eq!(validate.to_string(), "devportal-auth validate ./-a.yaml b.yaml --env-file .env");
        let started = Typed::ours("run").then(&Typed::of(&["docker", "compose", "up"]));
        assert_eq!(started.to_string(), "devportal-auth run -- docker compose up");
    }
}
