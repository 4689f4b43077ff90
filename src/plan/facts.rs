//! The facts that conditions of the fragment speak of.

use std::collections::BTreeSet;

use super::{Need, Part, Plan};
use crate::credential::{Answers, Purpose};

impl Plan {
    /// The facts about the whole portal that conditions of the fragment speak of.
    pub fn facts(&self, administrators: bool) -> BTreeSet<String> {
        let mut facts = BTreeSet::from([self.choices.stage.id().to_owned(), self.choices.portal.scheme().to_owned()]);
        facts.insert(self.choices.target.id().to_owned());
        facts.extend(self.choices.target.is_image().then(|| "image".to_owned()));
        facts.extend(self.choices.hub.is_some().then(|| "rhdh".to_owned()));
        facts.extend(self.parts.iter().map(|part| format!("with {}", part.contract.name)));
        facts.extend(self.profile().map(|profile| format!("profile {profile}")));
        facts.extend(self.presets().into_iter().map(|preset| format!("preset {preset}")));
        facts.extend(self.signs_in().then(|| "sign-in".to_owned()));
        facts.extend(administrators.then(|| "administrators".to_owned()));
        facts
    }

    /// The facts about one part that conditions of its contract speak of besides.
    pub fn facts_of(&self, part: &Part, answers: &Answers) -> BTreeSet<String> {
        let place = self.parts.iter().position(|other| other.contract.name == part.contract.name);
        let needs = self.needs.iter().filter(|need| Some(need.part) == place);
        let mut facts: BTreeSet<String> =
            needs.flat_map(|need| [need.spec.kind.id().to_owned(), need.id.clone()]).collect();
        let reads = |need: &&Need| need.purposes.iter().any(|purpose| *purpose != Purpose::Authentication);
        let of_part = self.needs.iter().filter(|need| Some(need.part) == place);
        facts.extend(of_part.filter(reads).map(|need| format!("reads by {}", need.spec.kind.id())));
        facts.extend(part.purposes.iter().map(|purpose| purpose.id().to_owned()));
        facts.extend(self.brought(part).into_iter().map(|purpose| format!("brought {}", purpose.id())));
        facts.extend(self.self_hosted(part, answers).then(|| "self-hosted".to_owned()));
        for (field, value) in self.settings(part, answers) {
            let variable = part.contract.settings.get(&field);
            let spec = variable.and_then(|variable| part.contract.variable(variable));
            facts.extend(spec.is_some_and(|spec| !spec.choices.is_empty()).then(|| format!("{field} {value}")));
        }
        facts
    }
}
