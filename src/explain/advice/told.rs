//! Advice as a page: what to take, why, what each thing and its alternatives cost, and the command.

use std::collections::BTreeSet;

use super::{Advice, NONE};
use crate::contract::concepts;
use crate::credential::Purpose;
use crate::explain::pages::{named, table};
use crate::plan::{Need, able, able_beside};

impl Advice {
    /// Writes it as Markdown.
    pub fn markdown(&self) -> String {
        let main = self.plan.main();
        let how = match self.plan.profile() {
            Some(profile) => format!("profile `{profile}`"),
            None => format!("{}, without a profile", main.provider.title),
        };
        let take = |need: &Need| vec![purposes(need), self.named(need), need.does.join("; ")];
        let mut text = format!(
            "# Take {how}\n\n{}\n## Why\n\n",
            table(&["for", "take", "which"], &self.plan.needs.iter().map(take).collect::<Vec<_>>())
        );
        text.extend(self.reasons().iter().map(|reason| format!("- {reason}\n")));
        for need in &self.plan.needs {
            text += &self.costs(need);
        }
        format!("{text}\n## Next\n\n```sh\n{}\n```\n", self.command().join(" \\\n  "))
    }

    /// The reasons, each a sentence.
    pub fn reasons(&self) -> Vec<&'static str> {
        let known = &concepts::advice().reasons;
        self.reasons.iter().filter_map(|reason| known.get(*reason)).map(String::as_str).collect()
    }

    /// What it answers to the questions of `init`, by their keys.
    pub fn answers(&self) -> Vec<(&'static str, String)> {
        let plan = &self.plan;
        let main = plan.main();
        let sign_in = plan.serving(Purpose::Authentication);
        let sign_in = sign_in.filter(|_| able(&main.contract, Purpose::Authentication).len() > 1);
        let integration: Vec<_> =
            plan.choices.integration.iter().flatten().map(|chosen| chosen.credential.as_str()).collect();
        let integration = if integration.is_empty() { NONE.to_owned() } else { integration.join(",") };
        let always = [("profile", main.contract.name.clone()), ("stage", plan.choices.stage.id().to_owned())];
        let chosen = sign_in.map(|need| ("auth", need.id.clone())).into_iter().chain([("integration", integration)]);
        always.into_iter().chain(chosen).collect()
    }

    fn named(&self, need: &Need) -> String {
        named(&need.spec.title, &self.plan.part(need).provider.title)
    }

    /// What a credential costs beside the others that could serve the same.
    fn costs(&self, need: &Need) -> String {
        let contract = &self.plan.part(need).contract;
        let main = &self.plan.main().contract;
        let own = contract.name == main.name || main.integrates.as_ref() == Some(&contract.name);
        let able = |purpose: &Purpose| if own { able(contract, *purpose) } else { able_beside(contract) };
        let others = need.purposes.iter().flat_map(able).filter(|id| *id != need.id);
        let others: BTreeSet<_> = others.collect();
        let mut text = format!("\n## What it costs: {}\n\n", self.named(need));
        for (id, name) in std::iter::once((&need.id, "")).chain(others.iter().map(|id| (id, "instead "))) {
            let Some(cost) = concepts::costs().get(id) else { continue };
            let rows = [
                ("may ask", &cost.rate),
                ("who acts", &cost.acts),
                ("when it leaks", &cost.leaks),
                ("ends", &cost.ends),
            ];
            text += &format!(
                "{name}`{id}`\n\n{}\n",
                table(&["", ""], &rows.map(|(name, says)| vec![name.to_owned(), says.clone()]))
            );
        }
        text
    }

    /// The command that sets it up, in parts that stay together.
    fn command(&self) -> Vec<String> {
        let flags = self.answers().into_iter().map(|(key, value)| format!("--{key} {value}"));
        std::iter::once("devportal-auth init".to_owned()).chain(flags).collect()
    }
}

fn purposes(need: &Need) -> String {
    need.purposes.iter().map(|purpose| purpose.title()).collect::<Vec<_>>().join(", ")
}
