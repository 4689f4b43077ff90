//! Attributes of directories by which people are named or told apart.

use std::sync::OnceLock;

use serde::Deserialize;

const FACTS: &str = embedded!("backstage/directories");

/// What is known about attributes; all in small letters.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Directories {
    /// Words that only filters and names of Active Directory have.
    pub active_directory: Vec<String>,
    /// Attributes that hold a name as it is spoken.
    pub spoken: Vec<String>,
    /// The same of Active Directory alone.
    pub spoken_in_active_directory: Vec<String>,
    /// Attributes of bytes.
    pub bytes: Vec<String>,
}

/// The facts, read once. A test rules out that they do not parse.
pub fn directories() -> &'static Directories {
    static READ: OnceLock<Directories> = OnceLock::new();
    READ.get_or_init(|| serde_json::from_str(FACTS).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_attributes_are_read_and_all_in_small_letters() {
        let Directories { active_directory, spoken, spoken_in_active_directory, bytes } =
            serde_json::from_str(FACTS).unwrap();
        let all = [active_directory, spoken, spoken_in_active_directory, bytes];
        assert!(all.iter().all(|names| !names.is_empty()));
        assert!(all.iter().flatten().all(|name| *name == name.to_ascii_lowercase()));
    }
}
