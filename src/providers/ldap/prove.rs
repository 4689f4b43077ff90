//! Takes the reading account through every step that the portal will take: server, bind, bases, filters, and what the
//! first entries look like.

use ldap3::Scope;

use super::names::{Filter, is_dn};
use super::sample::Sample;
use super::setup::Setup;
use super::wire::{Connection, Refusal};
use super::{DN, GROUPS, GROUPS_BASE, PASSWORD, PEOPLE, USERS_BASE, look};
use crate::credential::{Fields, Purpose, Secret};
use crate::near::nearest;
use crate::proof::{Aspect, Proof, Step};
use crate::providers::Wanted;
use crate::providers::http::Http;

/// What the steps about signing in as the account rest on.
const BIND: Aspect<'static> = Aspect::new("bind", &[DN, PASSWORD]);
/// How many entries are looked at closely.
const SAMPLE: i32 = 1000;

/// Proves the account.
pub(super) async fn prove(http: &Http, wanted: &Wanted, fields: &Fields) -> Proof {
    let mut proof = Proof::default();
    match bound(http, wanted, fields).await {
        Ok((setup, mut connection, name)) => {
            proof.steps.extend(look::server(&setup, connection.signer.as_deref()));
            proof.push(Step::valid("bind", format!("as `{name}`")));
            if let Some((_, account)) = name.split_once('\\') {
                whole_name(&mut connection, account, &mut proof).await;
            }
            people(&mut connection, &setup, &mut proof).await;
            if wanted.purposes.contains(&Purpose::OrgData) {
                groups(&mut connection, &setup, &mut proof).await;
            }
            connection.close().await;
        }
        Err(step) => proof.push(*step),
    }
    proof
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
    connection.bind(&name, password).await.map_err(|refusal| refusal.step(BIND))?;
    Ok((setup, connection, name))
}

/// `DOMAIN\name` is good for signing in, but a backslash means something else to each reader of `.env`: the account's
/// distinguished name is kept in its place.
async fn whole_name(connection: &mut Connection, account: &str, proof: &mut Proof) {
    let root = connection.about.default_context.clone();
    let filter = format!("(sAMAccountName={})", ldap3::ldap_escape(account));
    let found = match &root {
        Some(root) => connection.some(root, Scope::Subtree, &filter, &["1.1"], 2).await.ok(),
        None => None,
    };
    match found.as_ref().map(|(entries, _)| entries.as_slice()) {
        Some([entry]) => {
            proof.repaired.set(DN, Secret::new(&entry.dn));
            let says =
                format!("kept as `{}`, because no file of variables can hold a backslash for everybody", entry.dn);
            proof.push(Step::attention("name", says));
        }
        _ => proof.push(
            Step::insufficient(Aspect::new("name", &[DN]), "a backslash means something else to each reader of .env")
                .hint("give the account's DN, or name@domain"),
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
    if !of_ad && !is_dn(name) {
        let forms = if setup.active_directory { "a DN, name@domain or DOMAIN\\name" } else { "a DN" };
        return Err(Step::invalid(BIND, format!("`{name}` is not {forms}"))
            .resting_on(&[DN])
            .hint("a DN looks like cn=reader,ou=Services,dc=acme,dc=dev"));
    }
    setup.in_the_clear().map_or(Ok(()), Err)
}

async fn people(connection: &mut Connection, setup: &Setup, proof: &mut Proof) {
    let names = &setup.attributes;
    let attributes = [names.user.as_str(), &names.display, &names.email, &names.member_of, "userAccountControl"];
    let asked = Asked { there: USERS_BASE, found: PEOPLE, base: &setup.users_base, filter: &setup.users_filter };
    let Some(sample) = sample(connection, &asked, &attributes, proof).await else { return };
    proof.steps.extend(sample.nameless(PEOPLE, &names.user));
    proof.steps.extend(sample.without(&names.display, "the catalog shows their name instead"));
    proof.steps.extend(sample.without(&names.email, "they sign in all the same; nothing can be sent to them"));
    proof.steps.extend(sample.all_without(&names.member_of, "who is in which group is read from the groups alone"));
    proof.steps.extend(sample.disabled());
}

async fn groups(connection: &mut Connection, setup: &Setup, proof: &mut Proof) {
    let names = &setup.attributes;
    let asked = Asked { there: GROUPS_BASE, found: GROUPS, base: &setup.groups_base, filter: &setup.groups_filter };
    let attributes = [names.group.as_str(), names.member.as_str()];
    let Some(sample) = sample(connection, &asked, &attributes, proof).await else { return };
    proof.steps.extend(sample.nameless(GROUPS, &names.group));
    proof.steps.extend(sample.all_without(&names.member, "who is in which group is read from the people alone"));
    proof.steps.extend(sample.refused_by_the_catalog(&names.group));
}

/// What is read below a base, and by which filter.
struct Asked<'a> {
    there: Aspect<'static>,
    found: Aspect<'static>,
    base: &'a str,
    filter: &'a Filter,
}

/// Reads the first entries below a base, after a look at the base itself.
async fn sample(
    connection: &mut Connection,
    asked: &Asked<'_>,
    attributes: &[&str],
    proof: &mut Proof,
) -> Option<Sample> {
    let (base, filter) = (asked.base, asked.filter.as_str());
    match base_is_there(connection, asked.there, base).await {
        Ok(()) => proof.push(Step::valid(asked.there, format!("`{base}` is there"))),
        Err(step) => {
            proof.push(step);
            return None;
        }
    }
    match connection.some(base, Scope::Subtree, filter, attributes, SAMPLE).await {
        Ok((entries, _)) if entries.is_empty() => {
            let says = format!("the filter `{filter}` finds nobody below `{base}`");
            proof.push(
                Step::insufficient(asked.found, says).hint("is the filter right, and may this account read there?"),
            );
            None
        }
        Ok((entries, more)) => {
            let sample = Sample { entries, more };
            proof.push(Step::valid(asked.found, format!("{} found by `{filter}`", sample.size())));
            Some(sample)
        }
        Err(refusal) => {
            proof.push(refusal.step(asked.found));
            None
        }
    }
}

/// Finds out how far a base is right when it is not there, and what may have been meant.
async fn base_is_there(connection: &mut Connection, there: Aspect<'_>, base: &str) -> Result<(), Step> {
    let result = match connection.base(base, &["1.1"]).await {
        Ok(Some(_)) => return Ok(()),
        Ok(None) => {
            return Err(Step::insufficient(there, format!("`{base}` is there, but this account may not see it")));
        }
        Err(Refusal::Code(refused)) if refused.result.rc == 32 => refused.result,
        Err(refusal) => return Err(refusal.step(there)),
    };
    let says = format!("`{base}` is not in this directory");
    let Some(parent) = right_part(connection, base, &result.matched).await else {
        let hint = "may this account read it? a directory also hides what it protects";
        return Err(Step::invalid(there, says).hint(hint));
    };
    let children = connection.children(&parent).await.unwrap_or_default();
    let hint = match nearest(base, children.iter().map(String::as_str)) {
        Some(near) => format!("`{parent}` is; did you mean `{near}`?"),
        None => format!("`{parent}` is"),
    };
    Err(Step::invalid(there, says).hint(hint))
}

/// The longest end of a name that is there: as the directory says, or by asking for one after the other.
async fn right_part(connection: &mut Connection, dn: &str, matched: &str) -> Option<String> {
    if !matched.is_empty() {
        return Some(matched.to_owned());
    }
    let mut rest = dn;
    while let Some((_, parent)) = rest.split_once(',').filter(|(_, parent)| parent.contains(',')) {
        if matches!(connection.base(parent, &["1.1"]).await, Ok(Some(_))) {
            return Some(parent.to_owned());
        }
        rest = parent;
    }
    None
}
