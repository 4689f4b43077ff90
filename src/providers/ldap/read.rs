//! Streams the people and groups that the catalog would get, page by page; nothing is kept, however many there are.

use anyhow::{Result, anyhow};

use super::entry::Entry;
use super::names::Filter;
use super::prove::bound;
use super::setup::Setup;
use super::wire::{Connection, List, Refusal};
use crate::credential::Fields;
use crate::proof::{Census, Extent};
use crate::providers::Wanted;
use crate::providers::http::{Http, Reading};

/// Reads everybody.
pub(super) async fn everybody(
    http: &Http,
    wanted: &Wanted,
    fields: &Fields,
    census: &mut dyn Census,
) -> Result<Extent> {
    let (setup, mut connection, _) = bound(http, wanted, fields).await.map_err(|step| anyhow!(step.says))?;
    let reading = Reading::begun(http);
    let people =
        people(&mut connection, &setup, (&reading, census)).await.map_err(|refusal| could_not("people", &refusal))?;
    let groups =
        groups(&mut connection, &setup, (&reading, census)).await.map_err(|refusal| could_not("groups", &refusal))?;
    connection.close().await;
    Ok(people.and(groups))
}

async fn people(
    connection: &mut Connection,
    setup: &Setup,
    (reading, census): (&Reading, &mut dyn Census),
) -> Result<Extent, Refusal> {
    let names = &setup.attributes;
    let attributes = [names.user.as_str(), &names.email, &names.member_of, "entryUUID"];
    let each = |entry: Entry| entry.user(names).into_iter().for_each(|user| census.user(user));
    connection.all(&list(&setup.users_base, &setup.users_filter, &attributes), (reading, each)).await
}

async fn groups(
    connection: &mut Connection,
    setup: &Setup,
    (reading, census): (&Reading, &mut dyn Census),
) -> Result<Extent, Refusal> {
    let names = &setup.attributes;
    let attributes = [names.group.as_str(), &names.member];
    let each = |entry: Entry| entry.group(names).into_iter().for_each(|group| census.group(group));
    connection.all(&list(&setup.groups_base, &setup.groups_filter, &attributes), (reading, each)).await
}

/// Everybody, page by page, as every configuration should ask.
fn list<'a>(base: &'a str, filter: &'a Filter, attributes: &'a [&'a str]) -> List<'a> {
    List { base, filter, attributes, paged: true, most: usize::MAX }
}

fn could_not(whom: &str, refusal: &Refusal) -> anyhow::Error {
    anyhow!("could not read {whom}: {}", refusal.step(whom.into()).says)
}
