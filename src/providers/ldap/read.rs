//! Streams the people and groups that the catalog would get, page by page; nothing is kept, however many there are.

use anyhow::{Result, anyhow};

use super::prove::bound;
use super::setup::Setup;
use super::wire::{Connection, Refusal, Whole};
use crate::credential::Fields;
use crate::proof::{Census, Extent};
use crate::providers::Wanted;
use crate::providers::http::Http;

/// Reads everybody.
pub(super) async fn everybody(
    http: &Http,
    wanted: &Wanted,
    fields: &Fields,
    census: &mut dyn Census,
) -> Result<Extent> {
    let (setup, mut connection, _) = bound(http, wanted, fields).await.map_err(|step| anyhow!(step.says))?;
    let people = people(&mut connection, &setup, census).await.map_err(|refusal| could_not("people", &refusal))?;
    let groups = groups(&mut connection, &setup, census).await.map_err(|refusal| could_not("groups", &refusal))?;
    connection.close().await;
    Ok(if people == Whole::Yes && groups == Whole::Yes { Extent::Whole } else { Extent::Part })
}

async fn people(connection: &mut Connection, setup: &Setup, census: &mut dyn Census) -> Result<Whole, Refusal> {
    let names = &setup.attributes;
    let attributes = [names.user.as_str(), &names.email, &names.member_of, "entryUUID"];
    connection
        .all(&setup.users_base, &setup.users_filter, &attributes, |entry| {
            entry.user(names).into_iter().for_each(|user| census.user(user));
        })
        .await
}

async fn groups(connection: &mut Connection, setup: &Setup, census: &mut dyn Census) -> Result<Whole, Refusal> {
    let names = &setup.attributes;
    let attributes = [names.group.as_str(), &names.member];
    connection
        .all(&setup.groups_base, &setup.groups_filter, &attributes, |entry| {
            entry.group(names).into_iter().for_each(|group| census.group(group));
        })
        .await
}

fn could_not(whom: &str, refusal: &Refusal) -> anyhow::Error {
    anyhow!("could not read {whom}: {}", refusal.step(whom.into()).says)
}
