//! Takes the reading account through every step that the portal will take: server, bind, bases, filters, and what the
//! first entries look like.

use ldap3::Scope;

use super::entry::CONTROL;
use super::filter::Filter;
use super::known::KnownBy;
use super::sample::Sample;
use super::setup::Setup;
use super::wire::{Connection, List, Refusal};
use super::{DN, GROUPS, GROUPS_BASE, PASSWORD, PEOPLE, USERS_BASE, base, look};
use crate::credential::{Fields, Purpose, Secret};
use crate::distinguished::is_distinguished_name;
use crate::dotenv::is_sayable;
use crate::proof::{Aspect, Extent, Limit, Proof, Step};
use crate::providers::Wanted;
use crate::providers::http::{Http, Reading};

/// What the steps about signing in as the account rest on.
const BIND: Aspect<'static> = Aspect::new("bind", &[DN, PASSWORD]);
/// How many entries are looked at closely.
const SAMPLE: i32 = 1000;
/// How far a long list is followed to see whether it ends early; what people run stops by itself at 500, 1000 or 2000.
const FAR: usize = 5_000;

/// Proves the account.
pub(super) async fn prove(http: &Http, wanted: &Wanted, fields: &Fields) -> Proof {
    let mut proof = Proof::default();
    match bound(http, wanted, fields).await {
        Ok((setup, mut connection, name)) => {
            proof.steps.extend(look::server(&setup, connection.signer.as_deref()));
            proof.push(Step::valid("bind", format!("as `{name}`")));
            if let Some((_, account)) = name.split_once('\\').filter(|_| !is_distinguished_name(&name)) {
                whole_name(&mut connection, account, &mut proof).await;
            }
            match only_to_change(&mut connection, &setup).await {
                Some(step) => proof.push(step),
                None => everything_read(http, wanted, (&mut connection, &setup), &mut proof).await,
            }
            connection.close().await;
        }
        Err(step) => proof.push(*step),
    }
    proof
}

/// What the portal will read with the account.
async fn everything_read(
    http: &Http,
    wanted: &Wanted,
    (connection, setup): (&mut Connection, &Setup),
    proof: &mut Proof,
) {
    people(http, connection, setup, proof).await;
    if wanted.purposes.contains(&Purpose::OrgData) {
        groups(http, connection, setup, proof).await;
        proof.steps.extend(KnownBy::of(connection, setup).await.lacking(connection));
    }
}

/// Opens a connection on which the account has said who it is.
///
/// # Errors
/// The step that failed.
pub(super) async fn bound(
    http: &Http,
    wanted: &Wanted,
    fields: &Fields,
) -> Result<(Setup, Connection, String), Box<Step>> {
    let setup = Setup::of(wanted)?;
    let name = fields.text(DN).unwrap_or_default().to_owned();
    let none = Secret::new("");
    let password = fields.get(PASSWORD).unwrap_or(&none);
    refuse_form(&setup, &name, password)?;
    let mut connection = Connection::open(http, &setup).await?;
    match connection.bind(&name, password).await {
        Ok(()) => Ok((setup, connection, name)),
        Err(refusal) => {
            connection.close().await;
            Err(refusal.step(BIND).into())
        }
    }
}

/// An account that was let in only to change its password, and is refused whatever else it asks. What else is wrong is told where it is read.
async fn only_to_change(connection: &mut Connection, setup: &Setup) -> Option<Step> {
    if !connection.must_change {
        return None;
    }
    match connection.base(&setup.users_base, &["1.1"]).await {
        Err(Refusal::Code(refused)) if refused.is_for_the_password() => Some(refused.step(BIND)),
        _ => None,
    }
}

/// `DOMAIN\name` is good for signing in, but a backslash means something else to each reader of `.env`: the account's
/// distinguished name is kept in its place, or the one of the form name@domain, where a line can hold that.
async fn whole_name(connection: &mut Connection, account: &str, proof: &mut Proof) {
    const PRINCIPAL: &str = "userPrincipalName";
    let root = connection.about.default_context.clone();
    let filter = format!("(sAMAccountName={})", ldap3::ldap_escape(account));
    let found = match &root {
        Some(root) => connection.some(root, Scope::Subtree, &filter, &[PRINCIPAL], 2).await.ok(),
        None => None,
    };
    let kept = match found.as_ref().map(|(entries, _)| entries.as_slice()) {
        Some([entry]) => {
            [Some(entry.dn.clone()), entry.text(PRINCIPAL)].into_iter().flatten().find(|name| is_sayable(name))
        }
        _ => None,
    };
    match kept {
        Some(name) => {
            let says = format!("kept as `{name}`, because no file of variables can hold a backslash for everybody");
            proof.repaired.set(DN, Secret::new(name));
            proof.push(Step::attention("name", says));
        }
        None => proof.push(
            Step::insufficient(Aspect::new("name", &[DN]), "a backslash means something else to each reader of .env")
                .hint("give name@domain, or the account's DN where that has no backslash and no blank"),
        ),
    }
}

/// What needs no server to be refused.
fn refuse_form(setup: &Setup, name: &str, password: &Secret) -> Result<(), Step> {
    if name.is_empty() || password.is_empty() {
        let says = "a name without a password would be taken for nobody, and let in as such; nothing was sent";
        return Err(Step::invalid(BIND, says).hint("give both; anonymous reading is not supported"));
    }
    let of_ad = setup.active_directory && (name.contains('@') || name.contains('\\'));
    if !of_ad && !is_distinguished_name(name) {
        let forms = if setup.active_directory { "a DN, name@domain or DOMAIN\\name" } else { "a DN" };
        return Err(Step::invalid(BIND, format!("`{name}` is not {forms}"))
            .resting_on(&[DN])
            .hint("a DN looks like cn=reader,ou=Services,dc=acme,dc=dev"));
    }
    setup.in_the_clear().map_or(Ok(()), Err)
}

async fn people(http: &Http, connection: &mut Connection, setup: &Setup, proof: &mut Proof) {
    let names = &setup.attributes;
    let attributes = [names.user.as_str(), &names.display, &names.email, &names.member_of, CONTROL];
    let (base, filter, paged) = (setup.users_base.as_str(), &setup.users_filter, setup.users_paged);
    let asked = Asked { http, there: USERS_BASE, found: PEOPLE, base, filter, named: &names.user, paged };
    let Some(sample) = sample(connection, &asked, &attributes, proof).await else { return };
    proof.steps.extend(sample.nameless(PEOPLE, &names.user));
    proof.steps.extend(sample.without(&names.display, "the catalog shows their name instead"));
    proof.steps.extend(sample.without(
        &names.email,
        "nothing can be sent to them, and a sign-in that goes by mail address does not find them",
    ));
    proof.steps.extend(sample.all_without(&names.member_of, "who is in which group is read from the groups alone"));
    proof.steps.extend(sample.disabled());
}

async fn groups(http: &Http, connection: &mut Connection, setup: &Setup, proof: &mut Proof) {
    let names = &setup.attributes;
    let (base, filter, paged) = (setup.groups_base.as_str(), &setup.groups_filter, setup.groups_paged);
    let asked = Asked { http, there: GROUPS_BASE, found: GROUPS, base, filter, named: &names.group, paged };
    let attributes = [names.group.as_str(), names.member.as_str()];
    let Some(sample) = sample(connection, &asked, &attributes, proof).await else { return };
    proof.steps.extend(sample.nameless(GROUPS, &names.group));
    proof.steps.extend(sample.all_without(&names.member, "who is in which group is read from the people alone"));
    proof.steps.extend(sample.refused_by_the_catalog(&names.group));
}

/// What is read below a base, and by which filter.
struct Asked<'a> {
    http: &'a Http,
    there: Aspect<'static>,
    found: Aspect<'static>,
    base: &'a str,
    filter: &'a Filter,
    named: &'a str,
    paged: bool,
}

/// Reads the first entries below a base, after a look at the base itself.
async fn sample(
    connection: &mut Connection,
    asked: &Asked<'_>,
    attributes: &[&str],
    proof: &mut Proof,
) -> Option<Sample> {
    let (base, filter) = (asked.base, asked.filter.as_str());
    match base::is_there(connection, asked.there, base).await {
        Ok(()) => proof.push(Step::valid(asked.there, format!("`{base}` is there"))),
        Err(step) => {
            proof.push(step);
            return None;
        }
    }
    match connection.some(base, Scope::Subtree, filter, attributes, SAMPLE).await {
        Ok((entries, _)) if entries.is_empty() => {
            proof.push(base::nobody(connection, asked.found, base, asked.filter).await);
            None
        }
        Ok((entries, more)) => {
            let sample = Sample { entries, more };
            proof.push(Step::valid(asked.found, format!("{} found by `{filter}`", sample.size())));
            if sample.more {
                proof.steps.extend(cut(connection, asked).await);
            }
            Some(sample)
        }
        Err(refusal) => {
            proof.push(refusal.step(asked.found));
            None
        }
    }
}

/// What becomes of a list that is longer than the directory likes to give.
async fn cut(connection: &mut Connection, asked: &Asked<'_>) -> Option<Step> {
    let (reading, mut came) = (Reading::begun(asked.http), 0);
    // Where no attribute at all is asked for, ApacheDS ends such a list after its first page.
    let attributes = [asked.named];
    let list = List { base: asked.base, filter: asked.filter, attributes: &attributes, paged: asked.paged, most: FAR };
    let extent = match connection.all(&list, (&reading, |_| came += 1)).await {
        Ok(extent) => extent,
        Err(refusal) => return Some(refusal.step(asked.found)),
    };
    if extent != Extent::Part(Limit::Server) {
        return None;
    }
    let how = if asked.paged {
        "even when they are asked for page by page"
    } else {
        "when they are not asked for page by page"
    };
    let says = format!(
        "the directory gives the first {came} and no more, {how}; the catalog's reader gives up there and brings nobody"
    );
    let hint = if asked.paged { connection.raise() } else { "write `paged: true` under `options`".to_owned() };
    Some(Step::insufficient(asked.found, says).hint(hint))
}
