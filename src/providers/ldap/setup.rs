//! What was said about a directory, with what is usual where nothing was said.

use std::net::IpAddr;

use super::WAY;
use super::filter::Filter;
use crate::agreed::Weaker;
use crate::proof::Step;
use crate::providers::Wanted;

/// How the connection is kept from others' eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tls {
    /// From the first byte on (`ldaps://`).
    Whole,
    /// Begun inside a plain connection.
    Start,
    /// Not at all.
    None,
}

/// What was said about the connection alone.
#[derive(Clone, Debug)]
pub(super) struct Keeping {
    /// The server's name.
    pub(super) host: String,
    /// How the connection is kept.
    pub(super) tls: Tls,
    /// Whether the server's certificate is judged.
    pub(super) judged: bool,
    /// Whether the engineer agreed to a password in the clear.
    pub(super) plain_agreed: bool,
}

impl Keeping {
    /// Reads what was said.
    pub(super) fn of(wanted: &Wanted) -> Self {
        let mode = wanted.setting("tls").unwrap_or("verify").trim();
        let tls = match (wanted.url.scheme() == "ldaps", mode.starts_with("starttls")) {
            (true, _) => Tls::Whole,
            (false, true) => Tls::Start,
            (false, false) => Tls::None,
        };
        let host = wanted.url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        Self { host, tls, judged: !mode.ends_with("unverified"), plain_agreed: mode == "plain" }
    }

    /// What the connection lacks. Nobody is on the way to this machine; what is not agreed to at all is not sent anyway.
    pub(super) fn weaker(&self) -> Option<Weaker> {
        match self.tls {
            Tls::None if self.plain_agreed && !self.is_loopback() => Some(Weaker::InTheClear),
            Tls::Whole | Tls::Start if !self.judged => Some(Weaker::Unverified),
            _ => None,
        }
    }

    /// Tells whether the server is this machine.
    pub(super) fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

/// Which attributes say what of people and groups.
#[derive(Clone, Debug)]
pub(super) struct Attributes {
    /// A person's name in the catalog, and what they sign in with.
    pub(super) user: String,
    /// Their name for people.
    pub(super) display: String,
    /// Their mail address.
    pub(super) email: String,
    /// The groups that their entry names.
    pub(super) member_of: String,
    /// What the catalog notes as the name among neighbours; groups may name people by it.
    pub(super) naming: String,
    /// A group's name in the catalog.
    pub(super) group: String,
    /// Who is in it.
    pub(super) member: String,
}

/// Everything about one directory.
#[derive(Clone, Debug)]
pub(super) struct Setup {
    /// Where the server is, and how the connection is kept.
    pub(super) keeping: Keeping,
    /// Its port.
    pub(super) port: u16,
    /// Below it are the people.
    pub(super) users_base: String,
    /// Which of the entries are people.
    pub(super) users_filter: Filter,
    /// Below it are the groups.
    pub(super) groups_base: String,
    /// Which of the entries are groups.
    pub(super) groups_filter: Filter,
    /// What stands in which attribute.
    pub(super) attributes: Attributes,
    /// Whether it was said to be Active Directory.
    pub(super) active_directory: bool,
    /// Whether the catalog asks for people page by page.
    pub(super) users_paged: bool,
    /// The same of groups.
    pub(super) groups_paged: bool,
    /// By which attribute the catalog's module knows entries, where that was said.
    pub(super) dn_attribute: Option<String>,
}

impl Setup {
    /// Reads what was said.
    ///
    /// # Errors
    /// A step that says what does not do.
    pub(super) fn of(wanted: &Wanted) -> Result<Self, Step> {
        let said = |field: &str, usual: &str| wanted.setting(field).unwrap_or(usual).trim().to_owned();
        let keeping = Keeping::of(wanted);
        let active_directory = said("directory", "ldap") == "active-directory";
        Ok(Self {
            port: wanted.url.port().unwrap_or(if keeping.tls == Tls::Whole { 636 } else { 389 }),
            keeping,
            users_base: said("users-base", ""),
            users_filter: Filter::new(&said("users-filter", "(uid=*)"))
                .map_err(|why| no_filter("people", &["users-filter"], &why))?,
            groups_base: said("groups-base", ""),
            groups_filter: Filter::new(&said("groups-filter", "(objectClass=groupOfNames)"))
                .map_err(|why| no_filter("groups", &["groups-filter"], &why))?,
            attributes: Attributes {
                user: said("user-attribute", "uid"),
                display: said("display-attribute", "cn"),
                email: said("email-attribute", "mail"),
                member_of: said("member-of-attribute", "memberOf"),
                naming: said("naming-attribute", if active_directory { "cn" } else { "uid" }),
                group: said("group-attribute", "cn"),
                member: said("member-attribute", "member"),
            },
            active_directory,
            users_paged: said("users-paged", "true") == "true",
            groups_paged: said("groups-paged", "true") == "true",
            dn_attribute: wanted.setting("dn-attribute").map(str::to_owned),
        })
    }

    /// Says why no password may be sent, if none may.
    pub(super) fn in_the_clear(&self) -> Option<Step> {
        let Keeping { tls, plain_agreed, .. } = self.keeping;
        (tls == Tls::None && !plain_agreed && !self.keeping.is_loopback()).then(|| {
            let says = "the password would cross the network for everybody to read; it was not sent";
            Step::invalid(WAY, says).hint("use ldaps://, or choose `plain` if you must")
        })
    }
}

fn no_filter(whose: &str, rests_on: &'static [&'static str], why: &str) -> Step {
    Step::invalid("filter", format!("the filter for {whose} does not parse: {why}"))
        .resting_on(rests_on)
        .hint("a filter stands in brackets: (uid=*), (&(objectClass=user)(mail=*))")
}
