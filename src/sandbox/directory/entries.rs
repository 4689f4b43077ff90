//! Who and what there is in the sandbox's directory: the people and teams of the sandbox's company, in the form of OpenLDAP
//! or of Active Directory.

use super::super::world::{PEOPLE, Person, TEAMS, Team};

/// Which directory is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// OpenLDAP, with `inetOrgPerson` and `groupOfNames`.
    OpenLdap,
    /// Active Directory.
    ActiveDirectory,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its distinguished name.
    pub dn: String,
    /// Its attributes and their values.
    pub attributes: Vec<(String, Vec<Vec<u8>>)>,
}

impl Entry {
    /// Makes an entry of texts.
    pub fn new(dn: impl Into<String>, attributes: &[(&str, &[&str])]) -> Self {
        let values = |values: &[&str]| values.iter().map(|value| value.as_bytes().to_vec()).collect();
        let attributes = attributes.iter().map(|(name, all)| ((*name).to_owned(), values(all))).collect();
        Self { dn: dn.into(), attributes }
    }

    /// The values of an attribute; its name is the same in any case.
    pub(super) fn values(&self, name: &str) -> &[Vec<u8>] {
        let found = self.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or(&[], |(_, values)| values)
    }
}

impl Kind {
    /// The root of everything.
    pub const fn root(self) -> &'static str {
        match self {
            Self::OpenLdap => "dc=acme,dc=test",
            Self::ActiveDirectory => "DC=acme,DC=test",
        }
    }

    /// The account that may read.
    pub const fn reader(self) -> &'static str {
        match self {
            Self::OpenLdap => "cn=devportal-reader,ou=Services,dc=acme,dc=test",
            Self::ActiveDirectory => "CN=devportal-reader,OU=Services,DC=acme,DC=test",
        }
    }

    /// Where the people are.
    pub const fn users_base(self) -> &'static str {
        match self {
            Self::OpenLdap => "ou=People,dc=acme,dc=test",
            Self::ActiveDirectory => "OU=People,DC=acme,DC=test",
        }
    }

    /// Where the groups are.
    pub const fn groups_base(self) -> &'static str {
        match self {
            Self::OpenLdap => "ou=Groups,dc=acme,dc=test",
            Self::ActiveDirectory => "OU=Teams,DC=acme,DC=test",
        }
    }

    /// The attribute by which entries carry their own name.
    pub(super) const fn own_name(self) -> &'static str {
        match self {
            Self::OpenLdap => "entryDN",
            Self::ActiveDirectory => "distinguishedName",
        }
    }

    fn dn_of(self, person: &Person) -> String {
        match self {
            Self::OpenLdap => format!("uid={},{}", person.login, self.users_base()),
            Self::ActiveDirectory => format!("CN={},{}", person.name, self.users_base()),
        }
    }

    /// What anybody may read of it before saying who they are.
    pub(super) fn about(self) -> Entry {
        let mut attributes: Vec<(&str, &[&str])> = vec![("supportedLDAPVersion", &["3"])];
        match self {
            Self::OpenLdap => attributes.push(("namingContexts", &["dc=acme,dc=test"])),
            Self::ActiveDirectory => attributes.extend([
                ("namingContexts", &["DC=acme,DC=test", "CN=Configuration,DC=acme,DC=test"] as &[&str]),
                ("defaultNamingContext", &["DC=acme,DC=test"]),
                ("forestFunctionality", &["7"]),
                ("supportedCapabilities", &["1.2.840.113556.1.4.800", "1.2.840.113556.1.4.1670"]),
            ]),
        }
        Entry::new("", &attributes)
    }

    /// Everything below the root.
    pub fn entries(self) -> Vec<Entry> {
        let folder = |dn: &str| Entry::new(dn, &[("objectClass", &["organizationalUnit"])]);
        let mut entries = vec![
            Entry::new(self.root(), &[("objectClass", &["domain"])]),
            folder(self.users_base()),
            folder(self.groups_base()),
            Entry::new(self.reader(), &[("objectClass", &["organizationalRole"]), ("cn", &["devportal-reader"])]),
        ];
        entries.extend(PEOPLE.iter().map(|person| self.person(person)));
        entries.extend(TEAMS.iter().filter(|team| !team.members.is_empty()).map(|team| self.team(team)));
        entries
    }

    fn person(self, person: &Person) -> Entry {
        let teams: Vec<_> = TEAMS.iter().filter(|team| team.members.contains(&person.login)).collect();
        let teams: Vec<_> = teams.iter().map(|team| format!("cn={},{}", team.slug, self.groups_base())).collect();
        let member_of: Vec<_> = teams.iter().map(String::as_str).collect();
        let mail: Vec<_> = person.email.into_iter().collect();
        let (class, name) = match self {
            Self::OpenLdap => ("inetOrgPerson", "uid"),
            Self::ActiveDirectory => ("user", "sAMAccountName"),
        };
        let mut attributes: Vec<(&str, &[&str])> = vec![
            ("objectClass", std::slice::from_ref(&class)),
            (name, std::slice::from_ref(&person.login)),
            ("cn", std::slice::from_ref(&person.name)),
            ("displayName", std::slice::from_ref(&person.name)),
            ("memberOf", &member_of),
        ];
        if !mail.is_empty() {
            attributes.push(("mail", &mail));
        }
        if self == Self::ActiveDirectory {
            attributes.push(("userAccountControl", &["512"]));
        }
        Entry::new(self.dn_of(person), &attributes)
    }

    fn team(self, team: &Team) -> Entry {
        let members: Vec<_> =
            PEOPLE.iter().filter(|person| team.members.contains(&person.login)).map(|p| self.dn_of(p)).collect();
        let members: Vec<_> = members.iter().map(String::as_str).collect();
        let class = if self == Self::OpenLdap { "groupOfNames" } else { "group" };
        let attributes: [(&str, &[&str]); 3] = [("objectClass", &[class]), ("cn", &[team.slug]), ("member", &members)];
        Entry::new(format!("cn={},{}", team.slug, self.groups_base()), &attributes)
    }
}
