//! Attributes of directories by which people are named or told apart, and the directories that people run.

use std::collections::BTreeMap;
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
    /// By which attribute the catalog's module knows an entry.
    pub known_by: KnownBy,
    /// The directories that people run, in the order in which they are told apart.
    pub dialects: Vec<Dialect>,
}

/// By which attribute the catalog's module knows an entry.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KnownBy {
    /// What it takes where it does not tell a directory from others.
    pub usually: String,
    /// What it calls the name that every answer has, whatever attributes it brings.
    pub of_every_answer: String,
}

/// A directory that people run, and what is its own.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Dialect {
    /// Its name for programs.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// How a value of its root begins, by attribute; nothing, where the attribute alone tells.
    pub told_by: BTreeMap<String, String>,
    /// What people are usually found by.
    pub people: String,
    /// What groups are usually found by.
    pub groups: String,
    /// Whether somebody's entry names their groups.
    pub member_of: String,
    /// How many entries it gives by itself.
    #[serde(default)]
    pub limit: Option<u32>,
    /// Whether that stays when entries are asked for page by page.
    pub in_pages: bool,
    /// What the catalog's module knows its entries by, where that is not the usual attribute.
    #[serde(default)]
    known_by: Option<String>,
    /// Whether entries carry that attribute, in these letters.
    pub own_name: bool,
    /// How its limit is raised.
    raise: String,
    /// How an account gets the right to read.
    rights: String,
    /// What a code means when a bind is refused with it.
    #[serde(default)]
    pub refuses: BTreeMap<u32, String>,
    /// Whether a locked account is refused as a wrong password is.
    #[serde(default)]
    pub alike: bool,
    /// How an account is unlocked.
    unlock: String,
}

impl Dialect {
    /// The directory whose root this is; `values` are those of one of its attributes.
    pub fn of(values: impl Fn(&str) -> Vec<String>) -> Option<&'static Self> {
        let begins = |value: &String, told: &str| value.to_lowercase().starts_with(&told.to_lowercase());
        let fits = |(attribute, told): (&String, &String)| values(attribute).iter().any(|value| begins(value, told));
        directories().dialects.iter().find(|dialect| dialect.told_by.iter().all(fits))
    }

    /// Tells whether it is Active Directory, which has a profile of its own.
    pub fn is_active_directory(&self) -> bool {
        self.id == "active-directory"
    }

    /// The attribute by which the catalog's module knows its entries.
    pub fn known_by(&self) -> &str {
        self.known_by.as_deref().unwrap_or(&directories().known_by.usually)
    }

    /// Every attribute of a root by which directories are told apart.
    pub fn told_by() -> Vec<&'static str> {
        directories().dialects.iter().flat_map(|dialect| dialect.told_by.keys()).map(String::as_str).collect()
    }

    /// How its limit is raised for an account.
    pub fn raise(&self, account: &str) -> String {
        self.raise.replace("{account}", account)
    }

    /// How an account gets the right to read.
    pub fn rights(&self, account: &str) -> String {
        self.rights.replace("{account}", account)
    }

    /// How an account is unlocked.
    pub fn unlock(&self, account: &str) -> String {
        self.unlock.replace("{account}", account)
    }
}

/// The facts, read once. A test rules out that they do not parse.
pub fn directories() -> &'static Directories {
    static READ: OnceLock<Directories> = OnceLock::new();
    READ.get_or_init(|| facts!(FACTS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_attributes_are_read_and_all_in_small_letters() {
        let Directories { active_directory, spoken, spoken_in_active_directory, bytes, .. } =
            serde_json::from_str(FACTS).unwrap();
        let all = [active_directory, spoken, spoken_in_active_directory, bytes];
        assert!(all.iter().all(|names| !names.is_empty()));
        assert!(all.iter().flatten().all(|name| *name == name.to_ascii_lowercase()));
    }

    #[test]
    fn the_catalogs_module_knows_entries_of_each_directory_by_what_its_vendor_says() {
        let known_by = |id: &str| directories().dialects.iter().find(|dialect| dialect.id == id).unwrap().known_by();
        assert_eq!(["active-directory", "freeipa", "lldap"].map(known_by), ["distinguishedName", "dn", "dn"]);
        assert_eq!(["openldap", "ds389", "opendj", "apacheds"].map(known_by), ["entryDN"; 4]);
        let active: Vec<_> = directories().dialects.iter().filter(|dialect| dialect.is_active_directory()).collect();
        assert_eq!(active.len(), 1);
    }

    #[test]
    fn a_name_with_blanks_is_one_word_of_a_command_that_unlocks_it() {
        let unlock: Vec<_> = directories().dialects.iter().map(|dialect| dialect.unlock("cn=A B,dc=acme")).collect();
        let commands = unlock.iter().flat_map(|text| text.split('`').skip(1).step_by(2));
        let commands: Vec<_> = commands.filter(|command| command.contains("cn=A B")).collect();
        assert_eq!(commands.len(), 2);
        assert!(commands.iter().all(|command| command.contains("'cn=A B,dc=acme'")), "{commands:?}");
    }

    #[test]
    fn every_directory_is_told_by_what_the_root_of_a_real_one_says_of_itself() {
        let told = |root: &[(&str, &str)]| {
            let values = |name: &str| {
                root.iter().filter(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()).collect()
            };
            Dialect::of(values).map(|dialect| dialect.id.as_str())
        };
        assert_eq!(told(&[("objectClass", "top"), ("objectClass", "OpenLDAProotDSE")]), Some("openldap"));
        assert_eq!(told(&[("vendorName", "389 Project"), ("vendorVersion", "389-Directory/2.3.1")]), Some("ds389"));
        assert_eq!(told(&[("vendorName", "389 Project"), ("ipaDomainLevel", "1")]), Some("freeipa"));
        let opendj = [("vendorName", "Open Identity Platform Community"), ("vendorVersion", "OpenDJ Server 5.0.3")];
        assert_eq!(told(&opendj), Some("opendj"));
        assert_eq!(told(&[("vendorName", "Apache Software Foundation")]), Some("apacheds"));
        let samba = [("vendorName", "Samba Team"), ("supportedCapabilities", "1.2.840.113556.1.4.800")];
        assert_eq!(told(&samba), Some("active-directory"));
        assert_eq!(told(&[("vendorName", "Somebody else")]), None);
        assert_eq!(told(&[]), None);
    }
}
