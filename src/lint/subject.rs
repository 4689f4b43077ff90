//! What rules look at.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::around::Around;
use super::code::{Code, Loaded, loaded};
use super::finding::{Finding, Severity};
use super::portal::Portal;
use super::wanted::{Wanted, wanted};
use crate::answers::file::{Stage, Target};
use crate::config::carrier::{Carried, Container, Form};
use crate::config::{Fault, Layer, Node, Place, Role, Sources, Text, Value, Variables};
use crate::contract::preset::{self, Preset};
use crate::contract::release::{Has, Span, releases};
use crate::contract::{self, Contract};

/// A configuration with everything that is known around it.
pub struct Subject<'a> {
    /// The effective configuration: all layers merged.
    pub config: &'a Node,
    /// The layers by themselves, the lowest first.
    pub layers: &'a [Layer],
    /// What could not be merged.
    pub faults: &'a [Fault],
    /// The texts behind the places.
    pub sources: &'a Sources,
    /// The portal's environment, as far as it was given.
    pub variables: &'a Variables,
    /// What the configuration is for.
    pub portal: &'a Portal,
    /// What lies around the files.
    pub around: &'a Around,
    /// Seconds since 1970, for what ends on a day.
    pub now: i64,
    routes: OnceCell<HashMap<Place, String>>,
}

impl<'a> Subject<'a> {
    /// Gathers what rules look at.
    #[expect(clippy::too_many_arguments, reason = "each is a part of what a rule may look at")]
    pub fn new(
        config: &'a Node,
        layers: &'a [Layer],
        faults: &'a [Fault],
        sources: &'a Sources,
        variables: &'a Variables,
        portal: &'a Portal,
        around: &'a Around,
        now: i64,
    ) -> Self {
        let routes = OnceCell::new();
        Self { config, layers, faults, sources, variables, portal, around, now, routes }
    }

    /// The portal's own code. That of an image is known, and nobody's own.
    pub fn code(&self) -> &'a Code {
        static NONE: Code = Code::unseen();
        if self.portal.target == Target::Backstage { &self.around.code } else { &NONE }
    }

    /// The container that the portal runs in, when a carrier says all that reaches it.
    pub(super) fn container(&self) -> Option<&Container> {
        let told = self.around.carried.iter().filter(|carried| carried.speaks && !carried.open);
        told.filter_map(|carried| carried.container.as_ref()).next()
    }

    /// `NODE_ENV` of the process: as it was given, as the image has it, or as what builds an image of one's own says.
    pub(super) fn node_environment(&self) -> Option<&str> {
        let in_image = (self.portal.target != Target::Backstage).then_some("production");
        let built = self.around.image.as_ref().and_then(|image| image.stage.as_deref());
        self.variables.value("NODE_ENV").or(in_image).or(built)
    }

    /// Tells whether a key is written and left empty in values of a chart, which whoever deploys it fills in.
    pub(super) fn left_empty(&self, node: &Node, key: &str) -> bool {
        let empty = node.entry(key).filter(|value| matches!(value.value, Value::Null)).map(|value| value.place.source);
        let of_chart = |carried: &&Carried| carried.form == Form::Helm && Some(carried.source) == empty;
        self.around.carried.iter().any(|carried| of_chart(&carried))
    }

    /// When the file of a place is loaded, where Backstage's own names tell. The images have names of their own.
    pub(super) fn loaded(&self, place: Place) -> Option<Loaded> {
        let own = self.portal.target == Target::Backstage;
        own.then(|| loaded(self.sources.name(place.source))).flatten()
    }

    /// All contracts, read when a rule first asks.
    pub fn contracts(&self) -> &'static [Contract] {
        contract::all()
    }

    /// All faults of the texts, with those of merging.
    pub fn all_faults(&self) -> impl Iterator<Item = &Fault> {
        self.layers.iter().chain(&self.around.beside.layers).flat_map(|layer| &layer.faults).chain(self.faults)
    }

    /// Tells whether a place is in a file of the image, which an operator cannot change.
    pub fn is_images(&self, place: Place) -> bool {
        self.layers.iter().any(|layer| layer.source == place.source && layer.role == Role::Image)
    }

    /// The `null` of a later file that takes away what another one has at a route, and what it takes away.
    pub(super) fn nulled(&self, route: &str) -> Option<(&'a Node, &'a Node)> {
        let is_null = |node: &&Node| matches!(node.value, Value::Null);
        let above = route.match_indices('.').map(|(at, _)| &route[..at]).chain([route]);
        let null = above.filter_map(|route| self.config.entry(route)).find(is_null)?;
        let others = self.layers.iter().filter(|layer| layer.source != null.place.source);
        Some((null, others.filter_map(|layer| layer.root.get(route)).next_back()?))
    }

    /// The sign-in environment that the browser asks for.
    pub fn environment(&self) -> &str {
        self.config.get("auth.environment").and_then(Node::assumed).unwrap_or("development")
    }

    /// The sign-in providers by key, guest left out, and those that the backend's own code surely does not add.
    pub fn sign_in_providers(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.written_providers().filter(|(key, _)| self.code().has_provider(key) != Some(false))
    }

    /// The providers whose blocks nobody reads, as the backend's own code adds none of them.
    pub fn unread_providers(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.written_providers().filter(|(key, _)| self.code().has_provider(key) == Some(false))
    }

    /// Tells whether people may sign in by a provider at the page: unless the portal's own page surely does not show it.
    pub(super) fn is_offered(&self, provider: &str) -> bool {
        self.code().shows(provider) != Some(false)
    }

    fn written_providers(&self) -> impl Iterator<Item = (&str, &Node)> {
        let providers = self.config.get("auth.providers");
        providers.into_iter().flat_map(Node::entries).filter(|(key, _)| *key != "guest")
    }

    /// Every environment of every sign-in provider, as provider, environment and block.
    pub fn sign_in_blocks(&self) -> impl Iterator<Item = (&str, &str, &Node)> {
        self.sign_in_providers()
            .flat_map(|(provider, node)| node.entries().map(move |(environment, block)| (provider, environment, block)))
            .filter(|(_, _, block)| block.is_map())
    }

    /// The entries of a kind of integration (`github`), in order.
    pub fn integrations(&self, kind: &str) -> impl Iterator<Item = &Node> {
        self.config.get("integrations").and_then(|all| all.walk([kind])).into_iter().flat_map(Node::items)
    }

    /// The entries of a kind of catalog provider, as id and block; one that is not keyed has the id of its kind.
    pub fn catalog_providers<'s>(&'s self, kind: &'s str) -> Vec<(&'s str, &'s Node)> {
        let Some(node) = self.config.get("catalog.providers").and_then(|all| all.walk([kind])) else {
            return Vec::new();
        };
        if node.is_list() {
            return node.items().map(|item| (kind, item)).collect();
        }
        let keyed: Vec<_> = node.entries().filter(|(_, block)| block.is_map()).collect();
        let is_plain = node.entries().any(|(_, value)| !value.is_map());
        if is_plain { vec![(kind, node)] } else { keyed }
    }

    /// Every string of the effective configuration that is there, with its route.
    pub fn texts(&self) -> Vec<(String, &'a Node, &'a Text)> {
        let mut found = Vec::new();
        self.config.visit(&mut |route, node| {
            if let Some(text) = node.as_text() {
                found.push((route.to_owned(), node, text));
            }
        });
        found
    }

    /// Says whether the portal is for the company: by what was declared, else by its address.
    pub fn is_production(&self) -> bool {
        match self.portal.stage {
            Some(stage) => stage == Stage::Production,
            None => self.config.get("app.baseUrl").and_then(Node::text).is_some_and(|url| url.starts_with("https://")),
        }
    }

    /// Whether the portal's release has what holds for a span.
    pub fn has(&self, span: &Span) -> Has {
        self.portal.release().has(span)
    }

    /// A finding that is only true of some releases: nothing, where it is not true of the portal's. It names them, and counts for less
    /// where nobody said which release it is, or where nothing is known of that.
    pub fn as_of(&self, span: &Span, finding: Finding) -> Option<Finding> {
        match self.has(span) {
            Has::No => None,
            Has::Yes => Some(finding.dated(span)),
            Has::Depends if span.is_always() => Some(finding.before_known(&self.portal.release())),
            Has::Depends => Some(finding.dated(span).undecided()),
        }
    }

    /// A finding as the portal's age lets one say it: what goes by how known releases read their keys is only worth knowing of one that is
    /// older than all of them, and nothing to mend.
    pub(super) fn by_its_age(&self, finding: Finding) -> Finding {
        let release = self.portal.release();
        let is_true = finding.since.is_some_and(|since| release.is_from(since));
        let applies = release.is_older_than_known()
            && !is_true
            && releases().readings.iter().flatten().any(|rule| rule == finding.rule);
        if applies {
            Finding { severity: Severity::Note, fix: None, ..finding.before_known(&release) }
        } else {
            finding
        }
    }

    /// A finding about what releases before any that is known here took: in one of those it is only worth knowing, and nothing to mend.
    pub fn unless_once_right(&self, finding: Finding) -> Finding {
        match self.portal.release().is_older_than_known() {
            true => Finding { severity: Severity::Note, fix: None, ..finding },
            false => finding,
        }
    }

    /// The contract of the profile, when one is named.
    pub fn contract(&self) -> Option<&Contract> {
        let profile = self.portal.profile.as_deref()?;
        self.contracts().iter().find(|contract| contract.name == profile && contract.is_profile())
    }

    /// Every reference to a variable in a value that counts.
    pub fn wanted(&self) -> Vec<Wanted<'a>> {
        wanted(self.config, self.layers)
    }

    /// The text at a place, as it is written. It may be a secret.
    pub fn raw(&self, place: Place) -> Option<&'a str> {
        let source = self.sources.get(place.source)?;
        source.text.get(source.bytes(place))
    }

    /// The operator's own layers.
    pub fn own_layers(&self) -> impl Iterator<Item = &'a Layer> {
        self.layers.iter().filter(|layer| layer.role == Role::Yours)
    }

    /// The operator's own layers, and those that lie beside them without being loaded.
    pub fn kept_layers(&self) -> impl Iterator<Item = &'a Layer> {
        self.own_layers().chain(&self.around.beside.layers)
    }

    /// The key at a place (`auth.environment`), when the effective configuration or a file has one there.
    pub fn route_at(&self, place: Place) -> Option<String> {
        self.routes.get_or_init(|| self.routes()).get(&place).cloned()
    }

    fn routes(&self) -> HashMap<Place, String> {
        let mut routes = HashMap::new();
        for root in [self.config].into_iter().chain(self.layers.iter().map(|layer| &layer.root)) {
            root.visit(&mut |route, node| {
                for place in [node.head(), node.place].into_iter().filter(|_| !route.is_empty()) {
                    routes.entry(place).or_insert_with(|| route.to_owned());
                }
            });
        }
        routes
    }

    /// Looks a preset up, a company's own before the image's.
    pub fn preset(&self, name: &str) -> Option<&Preset> {
        self.around.presets.iter().find(|preset| preset.name == name).or_else(|| preset::preset(name))
    }

    /// The chosen presets that exist, in their order.
    pub fn chosen_presets(&self) -> impl Iterator<Item = &Preset> {
        self.portal.presets.iter().filter_map(|name| self.preset(name))
    }

    /// Where a fault of a value comes from: the line that sets the variable in it that has the fault by itself, else as
    /// [`origin`](Self::origin) has it.
    pub fn origin_of(&self, node: &Node, is_faulty: impl Fn(&str) -> bool) -> Place {
        let names = node.as_text().map(Text::variables).unwrap_or_default();
        let faulty = names.into_iter().filter(|name| self.variables.value(name).is_some_and(&is_faulty));
        let set = faulty.filter_map(|name| self.variables.given(name)?.place).next();
        set.unwrap_or_else(|| self.origin(node))
    }

    /// Where a value comes from: the line that sets its variable, when it is one that is set in a file, else where it stands.
    pub fn origin(&self, node: &Node) -> Place {
        let variable = node.as_text().and_then(Text::sole_variable);
        let set = variable.and_then(|name| self.variables.given(name)).and_then(|given| given.place);
        set.unwrap_or(if node.place.start == node.place.end { node.head() } else { node.place })
    }

    /// Moves what is wrong with a value to where it is mended: the line that sets its variable. What wants it explains it then.
    pub(super) fn where_set(&self, finding: Finding, node: &Node) -> Finding {
        let variable = node.as_text().and_then(Text::sole_variable);
        let set = |name: &&str| self.variables.given(name).is_some_and(|given| given.place.is_some());
        match variable.filter(set) {
            Some(name) => {
                let wanted = format!("`{name}` is wanted here");
                finding.stands(self.origin(node)).because(node, wanted)
            }
            None => finding,
        }
    }
}
