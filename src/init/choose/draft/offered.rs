//! What is asked, as far as what is decided makes it a question.

use std::collections::BTreeSet;

use super::Draft;
use crate::answers::Question;
use crate::answers::file::Stage;
use crate::contract::{Contract, Serves, Stands};
use crate::credential::Purpose;
use crate::init::choose::questions;
use crate::plan::{Choices, Chosen, Plan, able, able_beside, recommended};

impl Draft {
    /// Asked where there is a choice of credentials, the own ones first, those of other providers after them.
    pub(super) fn integrations(&self, main: &Contract, stage: Stage) -> Option<Question> {
        let own = main.integrates.as_ref().and_then(|name| self.find(name).ok()).unwrap_or(main);
        let mut offered: Vec<(&Contract, String)> =
            able(own, Purpose::Integration).into_iter().map(|id| (own, id)).collect();
        if main.purposes.contains_key(&Purpose::Authentication) {
            let others = self.contracts.iter().filter(|other| {
                other.stands.contains(&Stands::Beside) && other.provider != main.provider && other.name != own.name
            });
            offered.extend(others.flat_map(|other| able_beside(other).into_iter().map(move |id| (other, id))));
        }
        let best = match own.purposes.get(&Purpose::Integration) {
            Some(serves) => recommended(serves, stage),
            None => "none".to_owned(),
        };
        (offered.len() > 1).then(|| questions::integration(&offered, &best))
    }

    /// What else the portal shows, asked until it is nothing.
    pub(super) fn also(&self, at: usize) -> Option<Question> {
        let chosen = self.also.get(..at)?;
        let left = self.contracts.iter().filter(|contract| contract.stands_also());
        let is_taken = |contract: &&Contract| {
            let chosen = self.contracts.iter().filter(|other| chosen.iter().any(|one| one.contract == other.name));
            chosen.into_iter().any(|other| other.name == contract.name || other.excludes(contract))
        };
        let left: Vec<_> = left.filter(|contract| !is_taken(contract)).collect();
        let titles = |chosen: &Chosen| self.contracts.iter().find(|other| other.name == chosen.contract);
        let titles: Vec<_> = chosen.iter().filter_map(titles).map(|contract| contract.title.as_str()).collect();
        (!left.is_empty()).then(|| questions::also(at, &left, &titles.join(", ")))
    }

    /// Asked where people may come from a provider by whom nobody signs in, or by a credential that serves nothing else.
    pub(super) fn people(&self, main: &Contract) -> Option<Question> {
        let none = Vec::new();
        let integration = self.integration.as_ref().unwrap_or(&none);
        let people = |contract: &&Contract| contract.purposes.contains_key(&Purpose::OrgData);
        match main.purposes.get(&Purpose::OrgData) {
            Some(Serves::Follows { follows: Purpose::Integration })
                if self.integration.is_some() && !integration.iter().any(|chosen| chosen.contract == main.name) =>
            {
                Some(questions::people(main, &able(main, Purpose::OrgData)))
            }
            None if main.purposes.contains_key(&Purpose::Authentication) => {
                let beside = |contract: &&Contract| contract.stands.contains(&Stands::Beside);
                let from: Vec<_> = self.contracts.iter().filter(beside).filter(people).collect();
                let best =
                    from.iter().find(|contract| integration.iter().any(|chosen| chosen.contract == contract.name));
                Some(questions::people_from(&from, best.copied()))
            }
            // Where they sign in is usual, and everybody may say otherwise.
            Some(_) if main.purposes.contains_key(&Purpose::Authentication) => {
                let from: Vec<_> = self.beside(main).collect();
                (!from.is_empty()).then(|| Question { quiet: true, ..questions::people_from(&from, Some(main)) })
            }
            _ => None,
        }
    }

    /// Who brings people besides whom they sign in by.
    fn beside<'d>(&'d self, main: &'d Contract) -> impl Iterator<Item = &'d Contract> {
        let beside = |contract: &&Contract| {
            contract.stands.contains(&Stands::Beside) && contract.purposes.contains_key(&Purpose::OrgData)
        };
        self.contracts.iter().filter(beside).filter(move |contract| contract.provider != main.provider).chain([main])
    }

    pub(super) fn features(&self) -> Vec<Question> {
        let Ok(plan) = self
            .choices()
            .and_then(|choices| Plan::new(&self.contracts, Choices { features: BTreeSet::new(), ..choices }))
        else {
            return Vec::new();
        };
        let mut seen = BTreeSet::new();
        let optional = plan.parts.iter().flat_map(|part| {
            let served = |purpose: &Purpose| part.purposes.contains(purpose);
            part.provider.features.iter().filter(move |(_, feature)| feature.optional && served(&feature.purpose))
        });
        optional
            .filter(|(name, _)| seen.insert((*name).clone()))
            .map(|(name, feature)| questions::feature(name, feature))
            .collect()
    }
}

/// Asked where a portal for everybody would let everybody do everything.
pub(super) fn without_sign_in(main: &Contract, stage: Stage) -> Option<Question> {
    let nobody = !main.purposes.contains_key(&Purpose::Authentication);
    (nobody && stage == Stage::Production).then(questions::without_sign_in)
}

/// What signs people in. Where there is no choice nobody is asked, and whoever says it all the same has to say what is so.
pub(super) fn sign_in(main: &Contract, stage: Stage) -> Question {
    let or = able(main, Purpose::Authentication);
    let best = main.purposes.get(&Purpose::Authentication).map(|serves| recommended(serves, stage));
    let asked = questions::sign_in(main, &or, &best.unwrap_or_default());
    if or.len() > 1 { asked } else { Question { quiet: true, default: None, ..asked } }
}
