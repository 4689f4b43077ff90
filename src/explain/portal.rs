//! A portal's own map: which credential serves which purpose and feature, with its scopes, what else it reaches, and what breaks without it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::pages::{named, permission, table};
use super::picture;
use super::scene::Scene;
use crate::answers::file::AnswersFile;
use crate::contract::{Feature, concepts};
use crate::credential::{CredentialKind, Variable};
use crate::plan::{Need, Plan, show};
use crate::secrets::StoreName;

/// The map.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Map {
    /// The portal's address.
    pub portal: String,
    /// What it is for.
    pub stage: String,
    /// The profile, when it has one.
    pub profile: Option<String>,
    /// Its credentials.
    pub credentials: Vec<Held>,
    #[serde(skip)]
    scene: Scene,
    #[serde(skip)]
    signs_in: bool,
}

/// One credential of it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Held {
    /// Its name.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// The provider.
    pub provider: String,
    /// What it is for.
    pub purposes: Vec<String>,
    /// The features that hang on it.
    pub features: Vec<String>,
    /// Its scopes, or permissions with their levels.
    pub scopes: Vec<String>,
    /// What each of them reaches.
    pub reaches: BTreeMap<String, String>,
    /// What people see without it, by feature.
    pub without: BTreeMap<String, String>,
    /// Where each of its parts lives, by variable.
    pub kept: BTreeMap<String, String>,
    /// The address to register, when it signs people in.
    pub callback: Option<String>,
    /// What it costs.
    pub leaks: String,
    /// When it ends.
    pub ends: String,
}

/// Makes the map of a portal.
pub fn map(plan: &Plan, answers: &AnswersFile) -> Map {
    Map {
        portal: show(&plan.choices.portal).to_owned(),
        stage: plan.choices.stage.id().to_owned(),
        profile: plan.profile().map(str::to_owned),
        credentials: plan.needs.iter().map(|need| held(plan, need, answers)).collect(),
        scene: Scene {
            provider: plan.main().provider.provider.clone(),
            portal: show(&plan.choices.portal).to_owned(),
            ..Scene::of(answers)
        },
        signs_in: plan.signs_in(),
    }
}

fn held(plan: &Plan, need: &Need, answers: &AnswersFile) -> Held {
    let provider = &plan.part(need).provider;
    let wanted = |(name, feature): &(&String, &Feature)| {
        need.purposes.contains(&feature.purpose) && (!feature.optional || plan.choices.features.contains(*name))
    };
    let features: Vec<_> = provider.features.iter().filter(wanted).map(|(name, _)| name.clone()).collect();
    let permissions =
        need.permissions.iter().filter(|_| need.spec.kind != CredentialKind::AccessToken || need.scopes.is_empty());
    let scopes: Vec<_> = need.scopes.keys().cloned().chain(permissions.map(permission)).collect();
    let reach = |scope: &String| {
        let name = scope.split(": ").next().unwrap_or(scope);
        provider.reaches.get(name).or_else(|| provider.reaches.get(scope)).map(|reach| (scope.clone(), reach.clone()))
    };
    let place = |variable: &Variable| {
        // What has lines may be kept in base64, by a name of its own.
        let carrier = plan.variable(variable).and_then(|spec| spec.base64.as_ref());
        let carried = carrier.and_then(|carrier| Some((answers.secrets.get(carrier)?, format!(", as `{carrier}`"))));
        let stored = answers.secrets.get(variable).map(|store| (store, String::new())).or(carried);
        match (stored, plan.is_secret(variable)) {
            (Some((StoreName::Dotenv, by)), _) => format!("secret, in `.env`{by}"),
            (Some((StoreName::Keyring, by)), _) => format!("secret, in the keyring{by}"),
            (None, true) => "not said".to_owned(),
            (None, false) => "plain, in `.env`".to_owned(),
        }
    };
    let cost = concepts::costs().get(&need.id);
    let without = |name: &String| Some((name.clone(), concepts::features().get(name)?.without.clone()));
    let callback =
        need.spec.callback.as_ref().filter(|_| need.purposes.contains(&crate::credential::Purpose::Authentication));
    Held {
        id: need.id.clone(),
        title: named(&need.spec.title, &provider.title),
        provider: provider.title.clone(),
        purposes: need.purposes.iter().map(|purpose| purpose.title().to_owned()).collect(),
        reaches: scopes.iter().filter_map(reach).collect(),
        without: features.iter().filter_map(without).collect(),
        kept: Plan::variables(need).into_iter().map(|(_, variable)| (variable.to_string(), place(&variable))).collect(),
        callback: callback.map(|path| format!("{}{path}", show(plan.choices.backend()))),
        leaks: cost.map(|cost| cost.leaks.clone()).unwrap_or_default(),
        ends: cost.map(|cost| cost.ends.clone()).unwrap_or_default(),
        features,
        scopes,
    }
}

impl Map {
    /// Writes it as Markdown, no picture wider than so many columns.
    pub fn markdown(&self, width: usize) -> String {
        let by =
            self.profile.as_ref().map_or("without a profile".to_owned(), |profile| format!("with profile `{profile}`"));
        let mut text = format!("# The portal at {}\n\nFor {}, {by}.\n\n", self.portal, self.stage);
        let row = |held: &Held| {
            vec![held.title.clone(), held.purposes.join(", "), held.features.join(", "), quoted(&held.scopes)]
        };
        text += &table(
            &["credential", "serves", "features", "asks for"],
            &self.credentials.iter().map(row).collect::<Vec<_>>(),
        );
        for held in &self.credentials {
            text += &held.markdown();
        }
        if self
            .credentials
            .iter()
            .any(|held| held.purposes.len() > 1 && held.purposes.iter().any(|purpose| purpose == "sign-in"))
        {
            text += "\nOne credential signs people in and reads for the portal: `one-client` says what that does.\n";
        }
        if self.signs_in {
            text += "\n## How people sign in\n\n<sequence>\n";
        }
        picture::filled(&text, &self.scene, picture::Shape::Text { width })
    }

    /// Writes it as a diagram of Mermaid.
    pub fn mermaid(&self) -> String {
        let mut text = "flowchart LR\n".to_owned();
        for (number, held) in self.credentials.iter().enumerate() {
            for purpose in &held.purposes {
                _ = writeln!(
                    text,
                    "    {}[{purpose}] --> c{number}[\"{}\"]",
                    purpose.replace([' ', '-'], ""),
                    held.title
                );
            }
            let scopes = held.scopes.join(", ");
            let label = if scopes.is_empty() { String::new() } else { format!("|\"{scopes}\"|") };
            _ = writeln!(text, "    c{number} -->{label} p{number}[\"{}\"]", held.provider);
        }
        text
    }
}

impl Held {
    fn markdown(&self) -> String {
        let mut text = format!("\n## `{}`: {}\n\n", self.id, self.title);
        for (name, store) in &self.kept {
            _ = writeln!(text, "- `{name}`: {store}");
        }
        if let Some(callback) = &self.callback {
            _ = writeln!(text, "- registered address: `{callback}`");
        }
        for (scope, reach) in &self.reaches {
            _ = writeln!(text, "- `{scope}` reaches: {reach}");
        }
        for (feature, without) in &self.without {
            _ = writeln!(text, "- without it, {feature}: {without}");
        }
        _ = writeln!(text, "- when it leaks: {}\n- ends: {}", self.leaks, self.ends);
        text
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
