//! A directory that speaks LDAP: OpenLDAP, Active Directory and others. One account reads it; people sign in with their own
//! name and password.
//!
//! `setup` is what was said about it; `dial` goes there and `wire` asks, `about` is what it tells of itself, and `codes` says what its
//! refusals mean; `look` finds out what answers, `prove` takes the account through every step that the portal will take, `base` and `schema`
//! say why nobody is found, `sample` judges the first entries; `read` streams people and groups, `known` and `memberships` say who would be
//! without theirs, and `person` finds one of them and tries to sign in. A referral to another server is never followed, and no password is
//! sent in the clear to another machine unless the engineer said so.

mod about;
mod base;
mod by_hand;
mod codes;
mod dial;
mod entry;
mod filter;
mod frame;
mod guard;
mod known;
mod look;
mod memberships;
mod person;
mod prove;
mod read;
mod sample;
mod schema;
mod setup;
mod wire;

use std::time::Instant;

use anyhow::{Result, bail};
use async_trait::async_trait;

use super::http::Http;
use super::{Created, Creation, Provider, Wanted};
use crate::agreed::Weaker;
use crate::credential::{Fields, Secret};
use crate::proof::{Aspect, Census, Extent, Proof, Sought};

/// The field that holds the account's name: a distinguished name, or what Active Directory takes besides.
const DN: &str = "dn";
/// The field that holds the account's password.
const PASSWORD: &str = "password";

/// What the steps about the way to the server rest on.
const WAY: Aspect<'static> = Aspect::new("TLS", &["base-url", "tls"]);
/// What the steps about what is read rest on.
const USERS_BASE: Aspect<'static> = Aspect::new("base", &["users-base"]);
const GROUPS_BASE: Aspect<'static> = Aspect::new("base", &["groups-base"]);
const PEOPLE: Aspect<'static> = Aspect::new("people", &["users-base", "users-filter"]);
const GROUPS: Aspect<'static> = Aspect::new("groups", &["groups-base", "groups-filter"]);

/// A directory server. Where it is and what is read from it stands in what is wanted.
#[derive(Clone, Debug)]
pub struct Ldap {
    http: Http,
}

impl Ldap {
    /// Prepares the provider; nothing is asked yet.
    pub fn new(http: Http) -> Self {
        Self { http }
    }
}

/// What the connection to a directory would lack.
pub(super) fn weaker(wanted: &Wanted) -> Option<Weaker> {
    setup::Keeping::of(wanted).weaker()
}

#[async_trait(?Send)]
impl Provider for Ldap {
    fn id(&self) -> &'static str {
        "ldap"
    }

    async fn look(&self, wanted: &Wanted, _at_hand: &Fields) -> Proof {
        let started = Instant::now();
        let proof = look::look(&self.http, wanted).await;
        Proof { took: started.elapsed(), ..proof }
    }

    fn creation(&self, wanted: &Wanted) -> Creation {
        by_hand::account(wanted)
    }

    async fn exchange(&self, _wanted: &Wanted, _code: &Secret) -> Result<Created> {
        bail!("a directory sends no code")
    }

    async fn create(&self, _wanted: &Wanted, _administrator: &Fields, _prepared: &Fields) -> Result<Created> {
        bail!("accounts are made in the directory by its administrator")
    }

    async fn prove(&self, wanted: &Wanted, fields: &Fields) -> Proof {
        let started = Instant::now();
        let proof = prove::prove(&self.http, wanted, fields).await;
        Proof { took: started.elapsed(), ..proof }
    }

    async fn directory(&self, wanted: &Wanted, fields: &Fields, census: &mut dyn Census) -> Result<Extent> {
        read::everybody(&self.http, wanted, fields, census).await
    }

    async fn person(&self, wanted: &Wanted, fields: &Fields, said: &str) -> Result<Sought> {
        person::look_up(&self.http, wanted, fields, said).await
    }

    async fn sign_in(&self, wanted: &Wanted, fields: &Fields, name: &str, password: &Secret) -> Option<Proof> {
        Some(person::sign_in(&self.http, wanted, fields, name, password).await)
    }
}
