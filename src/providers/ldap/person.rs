//! One person: found as the portal finds them, and signed in as they do it, by their own name and password.

use anyhow::{Result, anyhow};

use super::entry::{CONTROL, Entry, ID};
use super::prove::bound;
use super::setup::Setup;
use super::wire::{Connection, Refusal};
use crate::credential::{Fields, Secret};
use crate::proof::{Proof, Sought, Step};
use crate::providers::Wanted;
use crate::providers::http::Http;

/// Looks a person up by what they sign in with, or by mail.
pub(super) async fn look_up(http: &Http, wanted: &Wanted, fields: &Fields, said: &str) -> Result<Sought> {
    let (setup, mut connection, _) = bound(http, wanted, fields).await.map_err(|step| anyhow!(step.says))?;
    let found = found(&mut connection, &setup, said).await;
    connection.close().await;
    let found =
        found.map_err(|refusal| anyhow!("could not look for a person: {}", refusal.step("person".into()).says))?;
    Ok(match found.as_slice() {
        [] => Sought::Nobody(format!("the filter finds nobody called `{said}` below `{}`", setup.users_base)),
        [entry] => entry.sought(&setup.attributes),
        _ => Sought::Nobody(format!("`{said}` is the name of several entries; one of them would be taken by chance")),
    })
}

/// By the name that people sign in with; whatever holds an `@` may be a mail address where it is nobody's name.
async fn found(connection: &mut Connection, setup: &Setup, said: &str) -> Result<Vec<Entry>, Refusal> {
    let names = &setup.attributes;
    let attributes = [names.user.as_str(), &names.email, ID, CONTROL];
    let mut found = Vec::new();
    for by in [&names.user, &names.email].into_iter().take(1 + usize::from(said.contains('@'))) {
        if found.is_empty() {
            found = connection.find(&setup.users_base, &setup.users_filter, (by, said), &attributes).await?;
        }
    }
    Ok(found)
}

/// Does what the portal does when somebody signs in: finds their entry and binds as it.
pub(super) async fn sign_in(http: &Http, wanted: &Wanted, fields: &Fields, name: &str, password: &Secret) -> Proof {
    let tried = try_to_sign_in(http, wanted, fields, name, password).await;
    Proof::of(tried.unwrap_or_else(|step| *step))
}

async fn try_to_sign_in(
    http: &Http,
    wanted: &Wanted,
    fields: &Fields,
    name: &str,
    password: &Secret,
) -> Result<Step, Box<Step>> {
    const SIGN_IN: &str = "sign-in";
    if password.is_empty() {
        return Err(Box::new(Step::invalid(SIGN_IN, "without a password anybody would be let in; nothing was sent")));
    }
    let (setup, mut connection, _) = bound(http, wanted, fields).await?;
    let entries = found(&mut connection, &setup, name).await;
    connection.close().await;
    let entries = entries.map_err(|refusal| refusal.step(SIGN_IN.into()))?;
    let Some(entry) = entries.first() else {
        let says = format!("the filter finds nobody called `{name}` below `{}`", setup.users_base);
        return Err(Box::new(Step::invalid(SIGN_IN, says)));
    };
    let mut own = Connection::open(http, &setup).await?;
    let bound = own.bind(&entry.dn, password).await;
    own.close().await;
    match bound {
        Ok(()) => Ok(Step::valid(SIGN_IN, format!("`{name}` is let in, as `{}`", entry.dn))),
        Err(Refusal::Code(refused)) => Err(Box::new(refused.of_a_person(SIGN_IN.into(), name))),
        Err(broken) => Err(Box::new(broken.step(SIGN_IN.into()))),
    }
}
