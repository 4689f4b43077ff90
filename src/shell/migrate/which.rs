//! Which portal it is: what it is told to load, by the flags, by its variables, by what an earlier run left.

use std::collections::BTreeSet;

use anyhow::{Result, bail, ensure};

use super::super::cli::{Goal, Migrate};
use super::super::presets;
use crate::contract::{PRESETS, PROFILE, Target, image as of_image, preset};
use crate::dotenv;
use crate::migrate::{Found, Image, main};
use crate::near::did_you_mean;
use crate::validate::Assembled;

/// What the portal is told to load: by the flags, by its variables, by what an earlier run left.
pub(super) fn image(flags: &Migrate, found: &Found) -> Result<Image> {
    let set = |name: &str| found.settings.iter().any(|setting| setting.name == name);
    let value = |name: &str| found.values.get(name).map(|value| value.expose().trim().to_owned());
    let declared = found.declared.as_ref();
    let v1 = |profile: Option<String>| Image { target: Target::V1, profile, presets: Vec::new() };
    let v2 = |presets: Vec<String>| Image { target: Target::V2, profile: None, presets };
    if let Some(profile) = &flags.profile {
        return Ok(v1(known_profile(profile)?));
    }
    if !flags.presets.is_empty() {
        return Ok(v2(flags.presets.clone()));
    }
    match (set(PROFILE), set(PRESETS)) {
        (true, true) => bail!(
            "both `{PROFILE}` and `{PRESETS}` are set; say which the portal has now: `--profile NAME` or `--presets NAMES`"
        ),
        (true, false) => match value(PROFILE) {
            Some(profile) => Ok(v1(known_profile(&profile)?)),
            None => bail!("`{PROFILE}` is set where its value cannot be seen; say it: `--profile NAME`"),
        },
        (false, true) => match value(PRESETS) {
            Some(presets) => Ok(v2(preset::names(&presets).map(str::to_owned).collect())),
            None => bail!("`{PRESETS}` is set where its value cannot be seen; say it: `--presets NAMES`"),
        },
        (false, false) => match declared.map(|declared| (declared.target.unwrap_or(Target::V1), &declared.profile)) {
            Some((Target::V1, profile)) => Ok(v1(profile.clone())),
            Some((Target::Backstage, _)) => Ok(Image { target: Target::Backstage, profile: None, presets: Vec::new() }),
            Some((Target::V2, _)) => bail!("no file tells the portal's presets; say them: `--presets NAMES`"),
            None if flags.to == Some(Goal::Backstage) && !(found.overlays.is_empty() && found.env_files.is_empty()) => {
                Ok(Image { target: Target::Backstage, profile: None, presets: Vec::new() })
            }
            None => bail!(
                "no portal of VeeCode's image was found: neither `{PROFILE}` nor `{PRESETS}` is set in a file here; name its files, or say what it has now: `--profile NAME` or `--presets NAMES`"
            ),
        },
    }
}

/// A profile by its name. The image takes `none`, and any other name that it does not know, for no profile.
fn known_profile(name: &str) -> Result<Option<String>> {
    if name.is_empty() || of_image::is_no_profile(name) {
        return Ok(None);
    }
    if of_image::profiles().any(|known| known == name) {
        return Ok(Some(name.to_owned()));
    }
    let all: Vec<_> = of_image::profiles().collect();
    let meant = did_you_mean(name, all.iter().copied());
    bail!("`{name}` is no profile: the image knows one of {}{meant}", all.join(", "))
}

/// What presets stand for; where neither they nor a profile say it, by what people sign in. Beside an image's own files only what needs no
/// profile follows from that.
pub(super) fn stands_for(found: &Found) -> Result<Option<String>> {
    let image = &found.image;
    if image.profile.is_none() && image.presets.is_empty() {
        let main = main(found).filter(|main| !image.target.is_image() || !main.is_profile());
        return Ok(main.map(|main| main.name.clone()));
    }
    let meant = presets::meant(&image.presets)?;
    Ok(meant.profile.filter(|profile| of_image::profiles().any(|known| known == profile)))
}

/// Refuses a portal that is told to load one profile here and another one there.
pub(super) fn refuse_two(assembled: &Assembled) -> Result<()> {
    let mut said: Vec<(&str, String)> = Vec::new();
    for number in assembled.env_files() {
        let Some(source) = assembled.sources.get(*number) else { continue };
        let entries =
            dotenv::entries(&source.text).unwrap_or_default().into_iter().filter(|entry| entry.name == PROFILE);
        said.extend(entries.filter_map(|entry| Some((source.name.as_str(), entry.value?.expose().to_owned()))));
    }
    for carried in assembled.carried() {
        let settings = carried.variables.iter().filter(|setting| setting.name == PROFILE);
        let values = settings.filter_map(|setting| setting.value.as_ref());
        said.extend(values.map(|value| (assembled.sources.name(carried.source), value.expose().to_owned())));
    }
    let values: BTreeSet<&str> = said.iter().map(|(_, value)| value.as_str()).collect();
    let told = said.iter().map(|(file, value)| format!("`{value}` in {file}")).collect::<Vec<_>>().join(", ");
    ensure!(
        values.len() <= 1,
        "the portal is told to load several profiles: {told}; leave one, or say which with `--profile NAME`"
    );
    Ok(())
}
