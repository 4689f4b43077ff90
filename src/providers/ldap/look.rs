//! What answers at a directory's address, before any account is known.

use super::about::About;
use super::setup::{Setup, Tls};
use super::wire::Connection;
use super::{GROUPS_BASE, USERS_BASE, WAY};
use crate::proof::{Aspect, Proof, Step};
use crate::providers::Wanted;
use crate::providers::http::Http;

/// What kind of directory answers.
const KIND: Aspect<'static> = Aspect::new("kind", &["base-url"]);

/// Goes there and reads what it tells of itself.
pub(super) async fn look(http: &Http, wanted: &Wanted) -> Proof {
    let setup = match Setup::of(wanted) {
        Ok(setup) => setup,
        Err(step) => return Proof::of(step),
    };
    if let Some(step) = setup.in_the_clear() {
        return Proof::of(step);
    }
    let connection = match Connection::open(http, &setup).await {
        Ok(connection) => connection,
        Err(step) => return Proof::of(step),
    };
    let mut proof = Proof { steps: server(&setup, connection.signer.as_deref()).into(), ..Proof::default() };
    proof.steps.extend(kind(&setup, &connection.about));
    connection.close().await;
    proof
}

/// That the server answers, and who may read along on the way to it.
pub(super) fn server(setup: &Setup, signer: Option<&str>) -> [Step; 2] {
    let signed = format!("signed by `{}`", signer.unwrap_or_default());
    let tls = match (setup.keeping.tls, setup.keeping.judged) {
        (Tls::None, _) if setup.keeping.is_loopback() => Step::valid(WAY, "none, and nobody on the way: it is this machine"),
        (Tls::None, _) => Step::attention(WAY, "none, as you chose").hint("anybody on the way can read the password"),
        (_, false) => Step::attention(WAY, format!("{signed}, which nobody checked; verification is off"))
            .hint("anybody on the way can pose as this server; trust its authority with --ca-cert"),
        (Tls::Start, true) => Step::attention(WAY, format!("{signed}, begun inside ldap://")).hint(
            "sign-in can begin TLS inside ldap://, the catalog's reader cannot and would send its password in the clear; \
             write ldaps://",
        ),
        (Tls::Whole, true) => Step::valid(WAY, signed),
    };
    [Step::valid("connect", format!("{}, port {}", setup.keeping.host, setup.port)), tls]
}

/// Nothing is said where it does not tell before somebody has signed in.
fn kind(setup: &Setup, about: &About) -> Option<Step> {
    if !about.is_known {
        return None;
    }
    let what = about.title();
    Some(match (about.is_active_directory(), setup.active_directory) {
        (true, false) => Step::insufficient(KIND, "this is Active Directory; the profile `ldap` asks for `uid`")
            .hint("choose the profile `ldap-ad`, which asks for `sAMAccountName`"),
        (false, true) => Step::insufficient(KIND, format!("this is {what}, not Active Directory"))
            .hint("choose the profile `ldap`, which asks for `uid`"),
        _ => match outside(setup, about) {
            Some(step) => step,
            None => Step::valid(KIND, what),
        },
    })
}

/// A base that lies below none of the directory's own roots cannot be there.
fn outside(setup: &Setup, about: &About) -> Option<Step> {
    let bases = [(USERS_BASE, &setup.users_base), (GROUPS_BASE, &setup.groups_base)];
    let (aspect, lost) = bases.into_iter().find(|(_, base)| !base.is_empty() && about.lies_outside(base))?;
    Some(Step::invalid(aspect, format!("`{lost}` lies outside of this directory, which holds {}", about.roots())))
}
