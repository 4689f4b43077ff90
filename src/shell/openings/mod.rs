//! What a change of a portal's files would open: by what `validate` finds, nobody comes in afterwards who did not before.

mod decides;

pub(super) use self::decides::newly_decided;

use crate::config::{Node, Role};
use crate::contract::generation::generations;
use crate::lint::{self, Finding, Severity, WayIn};
use crate::validate::Assembled;

/// A way in that a change would open.
pub(super) struct Opening {
    /// What the change would do ("… would" it).
    pub(super) would: String,
    /// What closes it.
    pub(super) mend: String,
}

/// What would be open afterwards alone.
pub(super) fn newly_open(before: &Assembled, after: &Assembled) -> Option<Opening> {
    found_open(before, after).or_else(|| comes_in(before, after))
}

/// Whom a change would make an administrator: what stands in a list that rights go by, and was nowhere in it.
pub(super) fn newly_granted(before: &Assembled, after: &Assembled) -> Option<String> {
    let named = |portal: &Assembled, route: &str| -> Vec<String> {
        let list = portal.subject().config.get(route);
        let items = list.into_iter().flat_map(Node::items);
        items.filter_map(|item| item.get("name").and_then(Node::text)).map(str::to_owned).collect()
    };
    generations().grants.iter().find_map(|route| {
        let (was, is) = (named(before, route), named(after, route));
        let new = is.into_iter().find(|name| !was.contains(name))?;
        Some(format!("give `{new}` what stands in `{route}`"))
    })
}

/// What is found to be open afterwards alone.
fn found_open(before: &Assembled, after: &Assembled) -> Option<Opening> {
    let (before, after) = (openings(before), openings(after));
    let new = after.iter().find(|new| !before.iter().any(|old| is_alike(old, new)))?;
    let hint = new.hint.iter().map(|hint| format!(" ({hint})")).collect::<String>();
    let would = format!("open what is closed now: {} (`{}`)", new.message, new.route);
    Some(Opening { would, mend: format!("say in your own layer who comes in there{hint}") })
}

/// A resolver by which people come in afterwards, at a provider that let nobody in by any, where no layer of the portal's own said who does.
fn comes_in(before: &Assembled, after: &Assembled) -> Option<Opening> {
    let let_in = lint::ways_in(&before.subject());
    let is_new =
        |way: &WayIn| !let_in.iter().any(|known| known.provider == way.provider) && !is_said(before, &way.block);
    let WayIn { provider, block, resolver } = lint::ways_in(&after.subject()).into_iter().find(is_new)?;
    let why = asked_elsewhere(before, &provider);
    Some(Opening {
        would: format!("let people in by `{provider}`, through `{resolver}`, where nobody comes in now{why}"),
        mend: format!(
            "say in your own layer who comes in there (`{block}.signIn.resolvers`), or write `disableIdentityResolution: true` in that block when it is for people's tokens alone"
        ),
    })
}

/// Tells whether a layer of the portal's own names resolvers of a block.
fn is_said(portal: &Assembled, block: &str) -> bool {
    let route = format!("{block}.signIn.resolvers");
    let own = portal.subject().layers.iter().filter(|layer| layer.role != Role::Image);
    own.filter_map(|layer| layer.root.get(&route)).any(|resolvers| resolvers.items().next().is_some())
}

/// Why nobody comes in by a provider, where the page asks for an environment that it has no block for.
fn asked_elsewhere(portal: &Assembled, provider: &str) -> String {
    let config = portal.subject().config;
    let asked = config.get("auth.environment").and_then(Node::text);
    let block = config.get(&format!("auth.providers.{provider}")).filter(|block| block.is_map());
    match (asked, block) {
        (Some(asked), Some(block)) if block.get(asked).is_none() => {
            format!(" (`auth.environment` is `{asked}`, and `{provider}` has no such block)")
        }
        _ => String::new(),
    }
}

fn openings(assembled: &Assembled) -> Vec<Finding> {
    let tells = |rule: &lint::Rule| generations().opening.iter().any(|id| id == rule.id);
    let mut findings = lint::check(&assembled.subject(), tells);
    findings.retain(|finding| finding.severity >= Severity::Warning);
    findings
}

/// Tells whether two findings are of the same way in, whatever its environment is called on either side.
fn is_alike(one: &Finding, other: &Finding) -> bool {
    let environments = &generations().environments;
    let way = |finding: &Finding| -> Vec<String> {
        let keys = finding.route.split('.').filter(|key| !environments.iter().any(|environment| environment == key));
        keys.map(str::to_owned).collect()
    };
    one.rule == other.rule && way(one) == way(other)
}
