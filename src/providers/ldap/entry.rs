//! One entry of a directory, read without trusting its form.

use std::collections::BTreeMap;

use ldap3::ResultEntry;
use ldap3::asn1::{PL, StructureTag};

use super::known::KnownBy;
use super::setup::Attributes;
use crate::proof::{DirectoryGroup, DirectoryUser, Identity, Sought};

/// The tag of a search result's entry (RFC 4511, 4.5.2).
const ENTRY: u64 = 4;
/// The attribute of an entry's id, where a directory has one.
pub(super) const ID: &str = "entryUUID";
/// The attribute in which Active Directory says that an account is disabled.
pub(super) const CONTROL: &str = "userAccountControl";
/// The bit of `userAccountControl` that says that an account is disabled.
const DISABLED: u32 = 0x2;

/// One entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    /// Its distinguished name.
    pub(super) dn: String,
    attributes: BTreeMap<String, Attribute>,
}

/// One attribute, by its name in small letters.
#[derive(Clone, Debug, Default)]
struct Attribute {
    /// The name as the directory writes it.
    spelling: String,
    values: Vec<Vec<u8>>,
}

/// What stands in an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing, or only blanks.
    Blank,
    /// Text.
    Text(String),
    /// More than one value, which the catalog's module takes for none.
    Several,
    /// Bytes that are no text.
    Binary,
}

impl Entry {
    /// Reads an entry; anything else (a referral, an unreadable one) is nothing.
    pub(super) fn read(result: ResultEntry) -> Option<Self> {
        let mut parts = parts(result.0, Some(ENTRY))?.into_iter();
        let dn = text(parts.next()?)?;
        let mut attributes = BTreeMap::new();
        for attribute in parts.next().and_then(|list| self::parts(list, None))? {
            let mut pair = self::parts(attribute, None)?.into_iter();
            let spelling = text(pair.next()?)?;
            let values = self::parts(pair.next()?, None)?.into_iter().filter_map(bytes).collect();
            attributes.insert(spelling.to_lowercase(), Attribute { spelling, values });
        }
        Some(Self { dn, attributes })
    }

    /// Reads an attribute; names are the same in any case.
    pub(super) fn value(&self, name: &str) -> Value {
        let value = match self.attributes.get(&name.to_lowercase()).map_or(&[][..], |known| &known.values) {
            [] => return Value::Blank,
            [value] => value,
            _ => return Value::Several,
        };
        match std::str::from_utf8(value) {
            Ok(text) if text.trim().is_empty() => Value::Blank,
            Ok(text) if text.chars().any(char::is_control) => Value::Binary,
            Ok(text) => Value::Text(text.to_owned()),
            Err(_) => Value::Binary,
        }
    }

    /// Reads an attribute that is one text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        match self.value(name) {
            Value::Text(text) => Some(text),
            Value::Blank | Value::Binary | Value::Several => None,
        }
    }

    /// An attribute's name as the directory writes it, which the catalog's module takes literally.
    pub(super) fn spelling(&self, name: &str) -> Option<&str> {
        self.attributes.get(&name.to_lowercase()).map(|known| known.spelling.as_str())
    }

    /// Reads all values of an attribute that are text.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        let values = self.attributes.get(&name.to_lowercase()).into_iter().flat_map(|known| &known.values);
        values.filter_map(|value| String::from_utf8(value.clone()).ok()).collect()
    }

    /// Tells whether Active Directory has disabled the account.
    pub(super) fn is_disabled(&self) -> bool {
        self.text(CONTROL).and_then(|flags| flags.parse::<u32>().ok()).is_some_and(|f| f & DISABLED != 0)
    }

    /// The person that the catalog's module makes of it (`@backstage/plugin-catalog-backend-module-ldap` 0.12); none
    /// without a name, where the module gives up the whole reading.
    pub(super) fn user(&self, names: &Attributes, known_by: &KnownBy) -> Option<DirectoryUser> {
        Some(DirectoryUser {
            name: self.text(&names.user)?,
            email: self.text(&names.email),
            id: self.text(ID),
            groups: self.texts(&names.member_of),
            keys: known_by.keys(self, &names.naming),
            sought: Some(self.sought(names)),
        })
    }

    /// What a sign-in comes to.
    pub(super) fn sought(&self, names: &Attributes) -> Sought {
        let username = self.text(&names.user);
        if self.is_disabled() {
            return Sought::Nobody(format!("`{}` is disabled in the directory", username.unwrap_or_default()));
        }
        let (email, id) = (self.text(&names.email), self.text(ID));
        Sought::Found(Identity { username, email, id, mail_verified: None })
    }

    /// The group that the catalog's module makes of it.
    pub(super) fn group(&self, names: &Attributes, known_by: &KnownBy) -> Option<DirectoryGroup> {
        let (members, keys) = (self.texts(&names.member), known_by.keys(self, "cn"));
        Some(DirectoryGroup { name: self.text(&names.group)?, members, keys })
    }
}

fn parts(tag: StructureTag, id: Option<u64>) -> Option<Vec<StructureTag>> {
    match tag.payload {
        PL::C(parts) if id.is_none_or(|id| id == tag.id) => Some(parts),
        _ => None,
    }
}

fn bytes(tag: StructureTag) -> Option<Vec<u8>> {
    match tag.payload {
        PL::P(bytes) => Some(bytes),
        PL::C(_) => None,
    }
}

fn text(tag: StructureTag) -> Option<String> {
    String::from_utf8(bytes(tag)?).ok()
}
