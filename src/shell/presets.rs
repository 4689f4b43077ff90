//! Presets by their names, as the v2 image is told them: what they stand for among the questions, and which stay because nothing here
//! asks for what they bring.

use anyhow::{Result, bail};

use crate::contract::{self, Contract, Target, preset};
use crate::credential::Purpose;
use crate::near::{did_you_mean, nearest};

/// What a list of presets stands for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Meant {
    /// What people sign in by, or what stands first without a sign-in.
    pub(super) profile: Option<String>,
    /// What the backend reads, by the names of contracts.
    pub(super) integration: Vec<String>,
    /// Presets that no question is about.
    pub(super) others: Vec<String>,
}

/// Reads a list of presets.
///
/// # Errors
/// When a name looks like a slip of one of the image's; any other unknown one may be a company's own.
pub(super) fn meant(names: &[String]) -> Result<Meant> {
    let contracts = contract::on(Target::V2);
    names.iter().try_for_each(|name| refuse_slip(name))?;
    refuse_exclusive(names)?;
    let has = |name: &str| names.iter().any(|named| named == name);
    let main = contracts
        .iter()
        .filter(|contract| signs_in(contract))
        .filter(|contract| presets(contract).all(|(name, brings)| has(name) || !for_sign_in(brings)));
    // Of two that fit, the one that takes more of what was named: Active Directory is a directory, too.
    let main = main.max_by_key(|contract| presets(contract).filter(|(name, _)| has(name)).count());
    let alone = || {
        contracts.iter().find(|contract| {
            contract.stands_first() && !signs_in_at_all(contract) && presets(contract).any(|(name, _)| has(name))
        })
    };
    let main = main.or_else(alone);
    let mut meant = Meant { profile: main.map(|contract| contract.name.clone()), ..Meant::default() };
    for contract in contracts.iter().filter(|contract| contract.purposes.contains_key(&Purpose::Integration)) {
        let own = main.is_some_and(|main| main.name == contract.name);
        let mut wants =
            presets(contract).filter(|(_, brings)| brings.first() == Some(&Purpose::Integration)).peekable();
        let brings = presets(contract).any(|(name, brings)| has(name) && brings.contains(&Purpose::Integration));
        // One that signs people in and reads code by one preset is named once.
        let alone = wants.peek().is_none() && own;
        let same_provider = main.is_some_and(|main| !own && main.provider == contract.provider);
        if brings && !same_provider && (alone || wants.any(|(name, _)| has(name))) && (own || !stands_alone(contract)) {
            meant.integration.push(contract.name.clone());
        }
    }
    let known =
        |name: &&String| contracts.iter().any(|contract| presets(contract).any(|(preset, _)| preset == name.as_str()));
    meant.others = names.iter().filter(|name| !known(name)).cloned().collect();
    Ok(meant)
}

fn presets(contract: &Contract) -> impl Iterator<Item = (&str, &[Purpose])> {
    contract.otherwise(Target::V2).presets.iter().map(|(name, brings)| (name.as_str(), brings.as_slice()))
}

fn for_sign_in(brings: &[Purpose]) -> bool {
    brings.first() == Some(&Purpose::Authentication)
}

fn signs_in(contract: &Contract) -> bool {
    contract.stands_first() && presets(contract).any(|(_, brings)| for_sign_in(brings))
}

fn signs_in_at_all(contract: &Contract) -> bool {
    contract.purposes.contains_key(&Purpose::Authentication)
}

/// Tells whether a contract stands for a portal in which nobody signs in.
fn stands_alone(contract: &Contract) -> bool {
    contract.stands_first() && !signs_in_at_all(contract)
}

/// Of the presets by which people sign in the image takes one.
fn refuse_exclusive(names: &[String]) -> Result<()> {
    let group = |name: &str| preset::preset(name).and_then(|preset| preset.exclusive_group.as_deref());
    for (at, one) in names.iter().enumerate() {
        if names[at + 1..].contains(one) {
            bail!("the preset `{one}` is named twice; once is enough");
        }
        let other = names[at + 1..].iter().find(|other| group(one).is_some() && group(one) == group(other));
        if let Some(other) = other {
            bail!(
                "the presets `{one}` and `{other}` exclude each other, and the image would end with exit code {}; keep one of them",
                preset::EXIT
            );
        }
    }
    Ok(())
}

/// Presets that the image does not have: perhaps a company's own, perhaps a slip, of which the near name is told.
pub(super) fn strange(names: &[String]) -> Vec<String> {
    let known = || preset::all().iter().map(|preset| preset.name.as_str());
    let strange = names.iter().filter(|name| known().all(|known| known != name.as_str()));
    let told = |name: &String| {
        let near = did_you_mean(name, known());
        let exit = preset::EXIT;
        format!("`{name}` is none of the image's presets; it ends with exit code {exit} unless it brings it{near}")
    };
    strange.map(told).collect()
}

fn refuse_slip(name: &str) -> Result<()> {
    let known = || preset::all().iter().map(|preset| preset.name.as_str());
    if known().any(|known| known == name) {
        return Ok(());
    }
    match nearest(name, known()) {
        Some(near) => bail!("the image has no preset `{name}`; did you mean `{near}`?"),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &str) -> (Option<String>, String, String) {
        let names: Vec<String> = preset::names(names).map(str::to_owned).collect();
        let meant = meant(&names).unwrap();
        (meant.profile, meant.integration.join(","), meant.others.join(","))
    }

    #[test]
    fn presets_stand_for_who_signs_people_in_and_what_is_read() {
        let told = |profile: &str, integration: &str, others: &str| {
            (Some(profile.to_owned()), integration.to_owned(), others.to_owned())
        };
        assert_eq!(of("recommended,github-auth,github"), told("github", "github", "recommended"));
        assert_eq!(of("github-auth"), told("github", "", ""));
        assert_eq!(of("gitlab,jenkins"), told("gitlab", "gitlab,jenkins", ""));
        assert_eq!(of("keycloak azure mcp mcp-chat"), told("keycloak", "azure-devops", "mcp,mcp-chat"));
        assert_eq!(of("ldap,ldap-ad,acme-own"), told("ldap-ad", "", "acme-own"));
        assert_eq!(of("ldap"), told("ldap", "", ""));
        assert_eq!(of("github"), told("github-pat", "github-pat", ""));
        assert_eq!(of("azure-auth,azure,sonarqube,kubernetes"), told("azure", "azure-devops,kubernetes,sonarqube", ""));
        assert_eq!(of("mcp"), (None, String::new(), "mcp".to_owned()));
    }

    #[test]
    fn a_preset_that_only_a_company_may_have_is_told_with_what_it_comes_to() {
        let told = strange(&["github".to_owned(), "foo".to_owned(), "recomended".to_owned()]);
        assert_eq!(
            told,
            [
                "`foo` is none of the image's presets; it ends with exit code 78 unless it brings it",
                "`recomended` is none of the image's presets; it ends with exit code 78 unless it brings it; did you mean \
                 `recommended`?",
            ]
        );
    }

    #[test]
    fn a_misspelt_preset_is_told() {
        let error = meant(&["githup-auth".to_owned()]).unwrap_err().to_string();
        assert_eq!(error, "the image has no preset `githup-auth`; did you mean `github-auth`?");
        let error = meant(&["keycloak".to_owned(), "ldap".to_owned()]).unwrap_err().to_string();
        assert_eq!(
            error,
            "the presets `keycloak` and `ldap` exclude each other, and the image would end with exit code 78; keep one of them"
        );
    }
}
