//! What stands at a base, or why nothing is seen there. A directory hides what it protects, so that no sight of something is never taken for
//! nothing being there.

use ldap3::Scope;

use super::filter::Filter;
use super::schema;
use super::wire::{Connection, Refusal};
use crate::near::nearest;
use crate::proof::{Aspect, Step};

/// Finds out how far a base is right when it is not there, and what may have been meant.
pub(super) async fn is_there(connection: &mut Connection, there: Aspect<'_>, base: &str) -> Result<(), Step> {
    let result = match connection.base(base, &["1.1"]).await {
        Ok(Some(_)) => return Ok(()),
        Ok(None) => return Err(unseen(connection, there, base)),
        Err(Refusal::Code(refused)) if refused.result.rc == 32 => refused.result,
        Err(refusal) => return Err(refusal.step(there)),
    };
    let says = format!("`{base}` is not in this directory");
    if connection.about.lies_outside(base) {
        return Err(Step::invalid(there, format!("{says}, which holds {}", connection.about.roots())));
    }
    let Some(parent) = right_part(connection, base, &result.matched).await else {
        return Err(unseen(connection, there, base));
    };
    let children = connection.children(&parent).await.unwrap_or_default();
    let hint = match nearest(base, children.iter().map(String::as_str)) {
        Some(near) => format!("`{parent}` is; did you mean `{near}`?"),
        None => format!("`{parent}` is"),
    };
    Err(Step::invalid(there, says).hint(hint))
}

/// Neither the base nor anything above it is shown.
fn unseen(connection: &Connection, there: Aspect<'_>, base: &str) -> Step {
    let says = format!("nothing at `{base}` is shown to this account; it is not there, or the account may not read it");
    Step::insufficient(there, says).hint(connection.rights())
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

/// Why a filter finds nobody below a base that is there. Where it is enough that one of several conditions holds, one that the directory
/// does not know is no reason.
pub(super) async fn nobody(connection: &mut Connection, found: Aspect<'_>, base: &str, filter: &Filter) -> Step {
    let unknown = schema::unknown(connection, filter.as_str()).await;
    let besides = (!unknown.is_empty()).then(|| does_not_know(connection, &unknown));
    let filter_finds_nobody = format!("the filter `{}` finds nobody", filter.as_str());
    if let Some(why) = besides.as_ref().filter(|_| !filter.has_alternatives()) {
        let hint = match unknown.iter().find(|word| schema::is_active_directorys(word)) {
            Some(word) => format!("only Active Directory has `{word}`; leave it out"),
            None => "leave it out, or write what this directory calls it".to_owned(),
        };
        return Step::insufficient(found, format!("{filter_finds_nobody}: {why}, and tells no error")).hint(hint);
    }
    match connection.some(base, Scope::Subtree, "(objectClass=*)", &["1.1"], 2).await {
        Ok((seen, false)) if seen.len() <= 1 => {
            let says =
                format!("nothing below `{base}` is shown to this account: there is nothing, or it may not read it");
            Step::insufficient(found, says).hint(connection.rights())
        }
        _ => {
            let besides = besides.map_or_else(|| format!(" below `{base}`"), |besides| format!("; besides, {besides}"));
            Step::insufficient(found, filter_finds_nobody + &besides)
                .hint("is the filter right, and may this account read there?")
        }
    }
}

fn does_not_know(connection: &Connection, unknown: &[String]) -> String {
    let named: Vec<_> = unknown.iter().map(|word| format!("`{word}`")).collect();
    format!("{} does not know {}", connection.about.title(), named.join(", "))
}
