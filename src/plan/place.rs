//! Where a part's provider is, and where it is asked.

use anyhow::{Result, bail};

use super::{BASE_URL, Endpoints, Part, Plan, parse_address, parse_place, show};
use crate::credential::Answers;

impl Plan {
    /// Tells whether a part's provider runs on a host of one's own.
    pub fn self_hosted(&self, part: &Part, answers: &Answers) -> bool {
        let usual = part.provider.url.as_deref().and_then(|url| parse_address(url).ok());
        usual.is_some_and(|usual| self.address(part, answers).is_ok_and(|address| address.url != usual))
    }

    /// Where a part's provider is, as the files will say. What stands in front of the portal is where people find the portal.
    ///
    /// # Errors
    /// When the setting that holds the address is no address.
    pub fn address(&self, part: &Part, answers: &Answers) -> Result<Endpoints> {
        let placed = self.choices.addresses.get(&part.provider.provider);
        let said = self.settings(part, answers).remove(BASE_URL);
        let said = match (said, placed) {
            (None, Some(placed)) => return Ok(placed.clone()),
            (Some(said), Some(placed)) if said.trim_end_matches('/') == show(&placed.url) => return Ok(placed.clone()),
            (said, _) => said.or_else(|| part.provider.url.clone()),
        };
        let said = said.or_else(|| part.contract.stands_in_front().then(|| show(&self.choices.portal).to_owned()));
        let Some(said) = said else { bail!("the address of {} is not known yet", part.provider.title) };
        let url = parse_place(&said, &part.provider.schemes)?;
        let api_url = parse_place(&part.provider.usual_api_of(show(&url)), &part.provider.schemes)?;
        Ok(Endpoints { url, api_url })
    }

    pub(super) fn asked_at(&self, part: &Part, answers: &Answers) -> Result<Endpoints> {
        self.stand_in(part).cloned().map_or_else(|| self.address(part, answers), Ok)
    }

    /// Where a part's provider is asked instead of its address, when it is played.
    pub fn stand_in(&self, part: &Part) -> Option<&Endpoints> {
        let of = |name: &str| self.choices.stand_ins.get(name);
        of(&part.contract.name).or_else(|| of(&part.provider.provider))
    }
}
