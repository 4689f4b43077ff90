//! Streams the people and groups that the catalog would get, page by page; nobody is kept, however many there are.

use anyhow::{Result, anyhow};

use super::entry::{CONTROL, Entry, ID};
use super::filter::Filter;
use super::known::KnownBy;
use super::memberships::{Memberships, Whose};
use super::prove::bound;
use super::setup::Setup;
use super::wire::{Connection, List, Refusal};
use crate::credential::Fields;
use crate::proof::{Census, Extent, Lost, Nameless};
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
    let known_by = KnownBy::of(&mut connection, &setup).await;
    let mut taking = Taking { known_by, memberships: Memberships::default(), nameless: Vec::new(), census };
    let read = people_and_groups(&mut connection, &setup, (&Reading::begun(http), &mut taking)).await;
    connection.close().await;
    let extent = read?;
    let nameless = taking.nameless.into_iter().map(Lost::Everybody);
    nameless.chain(taking.memberships.lost()).for_each(|lost| taking.census.lost(lost));
    Ok(extent)
}

async fn people_and_groups(
    connection: &mut Connection,
    setup: &Setup,
    (reading, taking): (&Reading, &mut Taking<'_>),
) -> Result<Extent> {
    let people = people(connection, setup, (reading, taking)).await.map_err(|refusal| could_not("people", &refusal))?;
    if !taking.census.wants_groups() {
        return Ok(people);
    }
    let groups = groups(connection, setup, (reading, taking)).await.map_err(|refusal| could_not("groups", &refusal))?;
    Ok(people.and(groups))
}

/// Who is told of entries, and what is made of them.
struct Taking<'c> {
    known_by: KnownBy,
    memberships: Memberships,
    /// One for each attribute that lacks a name somewhere.
    nameless: Vec<Nameless>,
    census: &'c mut dyn Census,
}

async fn people(
    connection: &mut Connection,
    setup: &Setup,
    (reading, taking): (&Reading, &mut Taking<'_>),
) -> Result<Extent, Refusal> {
    let names = &setup.attributes;
    let Taking { known_by, memberships, nameless, census } = taking;
    let usual = [names.user.as_str(), &names.email, &names.member_of, ID, CONTROL, &names.naming];
    let attributes: Vec<_> = usual.into_iter().chain(known_by.asked()).collect();
    let each = |entry: Entry| {
        let Some(user) = entry.user(names, known_by) else { return count(nameless, &names.user, entry) };
        memberships.take(Whose::Person, &entry.dn, &user.keys, &user.groups);
        census.user(user);
    };
    connection.all(&list(&setup.users_base, &setup.users_filter, &attributes), (reading, each)).await
}

async fn groups(
    connection: &mut Connection,
    setup: &Setup,
    (reading, taking): (&Reading, &mut Taking<'_>),
) -> Result<Extent, Refusal> {
    let names = &setup.attributes;
    let Taking { known_by, memberships, nameless, census } = taking;
    let usual = [names.group.as_str(), &names.member, ID, "cn"];
    let attributes: Vec<_> = usual.into_iter().chain(known_by.asked()).collect();
    let each = |entry: Entry| {
        let Some(group) = entry.group(names, known_by) else { return count(nameless, &names.group, entry) };
        memberships.take(Whose::Group, &entry.dn, &group.keys, &group.members);
        census.group(group);
    };
    connection.all(&list(&setup.groups_base, &setup.groups_filter, &attributes), (reading, each)).await
}

/// Counts an entry whose attribute holds no name, and keeps the first.
fn count(nameless: &mut Vec<Nameless>, attribute: &str, entry: Entry) {
    match nameless.iter_mut().find(|known| known.attribute == attribute) {
        Some(known) => known.count += 1,
        None => nameless.push(Nameless { attribute: attribute.to_owned(), count: 1, example: entry.dn }),
    }
}

/// Everybody, page by page, as every configuration should ask.
fn list<'a>(base: &'a str, filter: &'a Filter, attributes: &'a [&'a str]) -> List<'a> {
    List { base, filter, attributes, paged: true, most: usize::MAX }
}

fn could_not(whom: &str, refusal: &Refusal) -> anyhow::Error {
    anyhow!("could not read {whom}: {}", refusal.step(whom.into()).says)
}
