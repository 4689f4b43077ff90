//! The blocks that sign-in is configured by: one per provider and environment, with the chain of resolvers in it. A provider behind a
//! proxy has one, without any environment.

use crate::answers::file::Target;
use crate::config::{Node, Role, Value};
use crate::contract::release::{Has, releases};
use crate::contract::sign_in::{Provider, sign_in};
use crate::lint::Subject;

/// One environment of one provider.
#[derive(Clone, Copy)]
pub(super) struct Block<'s> {
    /// The key below `auth.providers`.
    pub(super) provider: &'s str,
    /// The key below that; a provider that is flat has none.
    pub(super) environment: Option<&'s str>,
    /// What is there.
    pub(super) node: &'s Node,
    /// What is known of the provider.
    pub(super) facts: Option<&'static Provider>,
}

/// A resolver that is written as it should be.
#[derive(Clone, Copy)]
pub(super) struct Step<'s> {
    /// Its name.
    pub(super) name: &'s str,
    /// The value of `resolver`.
    pub(super) named: &'s Node,
    /// The whole entry.
    pub(super) entry: &'s Node,
}

impl<'s> Block<'s> {
    /// The route of the block (`auth.providers.github.production`).
    pub(super) fn route(&self) -> String {
        let environment = self.environment.map(|environment| format!(".{environment}")).unwrap_or_default();
        format!("auth.providers.{}{environment}", self.provider)
    }

    /// Tells whether the process chooses among its environments, and no request can.
    pub(super) fn goes_by_process(&self) -> bool {
        self.facts.is_some_and(|facts| facts.by_process)
    }

    /// Tells whether a file of an image has it, so that its owner cannot take it out there.
    pub(super) fn is_in_image(&self, subject: &Subject<'_>) -> bool {
        let route: Vec<_> = ["auth", "providers", self.provider].into_iter().chain(self.environment).collect();
        let has = |root: &Node| root.walk(route.iter().copied()).is_some();
        subject.layers.iter().any(|layer| layer.role == Role::Image && has(&layer.root))
    }

    /// The resolvers that can be told, in order.
    pub(super) fn chain(&self) -> Vec<Step<'s>> {
        let resolvers = self.node.get("signIn.resolvers");
        let steps = resolvers.into_iter().flat_map(Node::items).filter_map(|entry| {
            let named = entry.get("resolver")?;
            Some(Step { name: named.text()?, named, entry })
        });
        steps.collect()
    }

    /// Tells whether every resolver is known by name.
    pub(super) fn chain_is_known(&self) -> bool {
        let written = self.node.get("signIn.resolvers").map_or(0, |resolvers| resolvers.items().count());
        written == self.chain().len()
    }
}

/// The field that is a text without variables, or one whose variables are known.
pub(super) fn known<'s>(block: &Block<'s>, field: &str) -> Option<&'s str> {
    block.node.get(field).and_then(Node::text)
}

/// Every block. Keys that are fields, and no environments, are left out.
pub(super) fn all<'s>(subject: &'s Subject<'_>) -> Vec<Block<'s>> {
    let providers = subject.sign_in_providers().map(|(provider, node)| (provider, node, sign_in().provider(provider)));
    // The image has not got them, which is said by itself.
    let there = providers.filter(|(provider, ..)| !is_image(subject) || !sign_in().proxies.contains_key(*provider));
    let blocks = there.flat_map(|(provider, node, facts)| {
        let flat = facts.is_some_and(|facts| facts.flat);
        let whole = (flat && node.is_map()).then_some(Block { provider, environment: None, node, facts });
        let environments = node.entries().filter(move |(key, block)| !flat && block.is_map() && !is_field(facts, key));
        let leveled = environments.map(move |(key, node)| Block { provider, environment: Some(key), node, facts });
        whole.into_iter().chain(leveled)
    });
    blocks.collect()
}

/// Tells whether a key is a field of the provider.
pub(super) fn is_field(facts: Option<&Provider>, key: &str) -> bool {
    facts.map_or(matches!(key, "signIn" | "clientId" | "clientSecret"), |facts| facts.has_field(key))
}

/// The blocks that are in use: those of `auth.environment`, and of `NODE_ENV` where the provider goes by that. All of them when
/// nobody said which.
pub(super) fn asked<'s>(subject: &'s Subject<'_>) -> Vec<Block<'s>> {
    let environment = asked_environment(subject);
    let node = subject.node_environment();
    let fits = |block: &Block<'_>| {
        let wanted = if block.goes_by_process() { node } else { environment };
        wanted.is_none_or(|wanted| block.environment.is_none_or(|environment| environment == wanted))
    };
    all(subject).into_iter().filter(fits).collect()
}

/// The blocks in use by which people may sign in at the page: not those of providers that the portal's own page surely does not show. Who
/// asks the backend itself, past the page, may still use those.
pub(super) fn offered<'s>(subject: &'s Subject<'_>) -> Vec<Block<'s>> {
    let mut blocks = asked(subject);
    blocks.retain(|block| subject.is_offered(block.provider));
    blocks
}

/// Tells whether people are surely signed in by the resolver that the backend's own code gives a provider: the configuration names none, or
/// the portal's release takes those only after it.
pub(super) fn goes_by_code(subject: &Subject<'_>, block: &Block<'_>) -> bool {
    let resolvers = block.node.get("signIn.resolvers");
    let written = resolvers.is_some_and(|written| !written.is_list() || written.items().next().is_some());
    let before = &releases().changes.configured_resolver_first;
    !written || subject.code().is_of_modules() == Some(false) || subject.has(before) == Has::No
}

/// What the sign-in page asks for; nothing when a variable decides.
pub(super) fn asked_environment<'s>(subject: &'s Subject<'_>) -> Option<&'s str> {
    let said = subject.config.get("auth.environment");
    let hole = said.is_some_and(|said| said.is_hole() && said.assumed().is_none());
    let partial = said.is_none() && !subject.config.lacks("auth.environment");
    (!hole && !partial).then(|| subject.environment())
}

/// Tells whether a VeeCode image reads the configuration.
pub(super) fn is_image(subject: &Subject<'_>) -> bool {
    subject.portal.target != Target::Backstage
}

/// Tells whether a value is the operator's own, so that pointing at it helps.
pub(super) fn is_yours(subject: &Subject<'_>, node: &Node) -> bool {
    !subject.is_images(node.place)
}

/// What a finding calls a value: itself, or only where it comes from.
pub(super) fn said(node: &Node) -> String {
    match node.as_text() {
        Some(text) if !text.is_reference() => format!("`{}`", text.written()),
        _ => "what a variable holds".to_owned(),
    }
}

/// The switch of a resolver that lets in whom the catalog does not know, when it is on. With a text there nobody gets in: the backend
/// does not start.
pub(super) fn allows_strangers<'s>(step: &Step<'s>) -> Option<&'s Node> {
    step.entry
        .get("dangerouslyAllowSignInWithoutUserInCatalog")
        .filter(|switch| matches!(switch.value, Value::Bool(true)))
}

/// Tells whether a text is a UUID.
pub(super) fn is_uuid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]) && groups.iter().all(|group| is_hex(group))
}

/// Tells whether a text is written in hexadecimal.
pub(super) fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The directories that bring people into the catalog, by their key.
pub(super) fn directories<'s>(subject: &'s Subject<'_>) -> Vec<(&'static str, &'s Node)> {
    let kinds = sign_in().directories.iter().map(String::as_str);
    let found = kinds.flat_map(|kind| subject.catalog_providers(kind).into_iter().map(move |(_, node)| (kind, node)));
    found.filter(|(kind, node)| brings_people(kind, node)).collect()
}

/// Code is read below the same keys; people come along where it is said so.
fn brings_people(kind: &str, node: &Node) -> bool {
    match kind {
        "github" => false,
        "gitlab" => node.get("orgEnabled").is_some_and(|enabled| enabled.boolean() != Some(false)),
        _ => true,
    }
}

/// Tells whether a file may bring people: by the rules for all of them, or by a location's own.
pub(super) fn files_bring_people(subject: &Subject<'_>) -> bool {
    let allows = |rules: &Node| {
        let kinds = rules.items().filter_map(|rule| rule.get("allow")).flat_map(Node::items);
        kinds.into_iter().any(|kind| kind.text().is_none_or(|kind| kind.eq_ignore_ascii_case("user")))
    };
    let locations = subject.config.get("catalog.locations").into_iter().flat_map(Node::items);
    subject.config.get("catalog.rules").is_some_and(allows)
        || locations.filter_map(|location| location.get("rules")).any(allows)
}
