//! What was said about a directory, with what is usual where nothing was said.

use std::net::IpAddr;

use super::names::Filter;
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
    /// A group's name in the catalog.
    pub(super) group: String,
    /// Who is in it.
    pub(super) member: String,
}

/// Everything about one directory.
#[derive(Clone, Debug)]
pub(super) struct Setup {
    /// The server's name.
    pub(super) host: String,
    /// Its port.
    pub(super) port: u16,
    /// How the connection is kept.
    pub(super) tls: Tls,
    /// Whether the server's certificate is judged.
    pub(super) judged: bool,
    /// Whether the engineer agreed to a password in the clear.
    pub(super) plain_agreed: bool,
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
}

impl Setup {
    /// Reads what was said.
    ///
    /// # Errors
    /// A step that says what does not do.
    pub(super) fn of(wanted: &Wanted) -> Result<Self, Step> {
        let said = |field: &str, usual: &str| wanted.setting(field).unwrap_or(usual).trim().to_owned();
        let secure = wanted.url.scheme() == "ldaps";
        let mode = said("tls", "verify");
        let tls = match (secure, mode.starts_with("starttls")) {
            (true, _) => Tls::Whole,
            (false, true) => Tls::Start,
            (false, false) => Tls::None,
        };
        let host = wanted.url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        Ok(Self {
            port: wanted.url.port().unwrap_or(if secure { 636 } else { 389 }),
            tls,
            judged: !mode.ends_with("unverified"),
            plain_agreed: mode == "plain",
            users_base: said("users-base", ""),
            users_filter: Filter::new(&said("users-filter", "(uid=*)")).map_err(|why| no_filter("people", &why))?,
            groups_base: said("groups-base", ""),
            groups_filter: Filter::new(&said("groups-filter", "(objectClass=groupOfNames)"))
                .map_err(|why| no_filter("groups", &why))?,
            attributes: Attributes {
                user: said("user-attribute", "uid"),
                display: said("display-attribute", "cn"),
                email: said("email-attribute", "mail"),
                member_of: said("member-of-attribute", "memberOf"),
                group: said("group-attribute", "cn"),
                member: said("member-attribute", "member"),
            },
            active_directory: said("directory", "ldap") == "active-directory",
            host,
        })
    }

    /// Says why no password may be sent, if none may.
    pub(super) fn in_the_clear(&self) -> Option<Step> {
        (self.tls == Tls::None && !self.plain_agreed && !self.is_loopback()).then(|| {
            let says = "the password would cross the network for everybody to read; it was not sent";
            Step::invalid("TLS", says).hint("use ldaps://, or choose `plain` if you must")
        })
    }

    /// Tells whether the server is this machine.
    pub(super) fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

fn no_filter(whose: &str, why: &str) -> Step {
    Step::invalid("filter", format!("the filter for {whose} does not parse: {why}"))
        .hint("a filter stands in brackets: (uid=*), (&(objectClass=user)(mail=*))")
}
