//! The presets of the v2 image: what each one needs before the image starts, and the configuration it brings. A company's own
//! presets are read in the image's own format.

use std::sync::OnceLock;

use anyhow::{Context, Result};
use indexmap::IndexMap;
use serde::Deserialize;

use crate::bounds;

/// The exit code of the image when a preset's needs are not met.
pub const EXIT: u8 = 78;

const NEEDS: &str = embedded!("v2/presets");

/// One preset.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Preset {
    /// Its name, as it stands in `VEECODE_PRESETS`.
    #[serde(skip)]
    pub name: String,
    /// Of the presets of one such group, only one may be chosen.
    #[serde(default)]
    pub exclusive_group: Option<String>,
    /// The presets that must stand before it.
    #[serde(default)]
    pub presets: Vec<String>,
    /// The variables that it speaks of.
    #[serde(default)]
    pub variables: IndexMap<String, PresetVariable>,
}

/// A variable that a preset speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresetVariable {
    /// What it means, in one line.
    #[serde(default)]
    pub about: String,
    /// Whether the image does not start without it.
    #[serde(default)]
    pub required: bool,
    /// What is taken when it is not set.
    #[serde(default)]
    pub default: Option<String>,
}

/// The image's own presets, by name.
pub fn all() -> &'static [Preset] {
    static ALL: OnceLock<Vec<Preset>> = OnceLock::new();
    ALL.get_or_init(|| {
        let read: IndexMap<String, Preset> = facts!(NEEDS);
        read.into_iter().map(|(name, preset)| Preset { name, ..preset }).collect()
    })
}

/// Looks one of the image's own presets up.
pub fn preset(name: &str) -> Option<&'static Preset> {
    all().iter().find(|preset| preset.name == name)
}

/// The names in a value of `VEECODE_PRESETS`. The image parts them at commas and blanks alike, and empty ones do not count.
pub fn names(value: &str) -> impl Iterator<Item = &str> {
    value.split(|c: char| c == ',' || c.is_whitespace()).filter(|name| !name.is_empty())
}

/// A preset as the image's own files have it.
#[derive(Deserialize)]
struct Written {
    name: String,
    exclusive_group: Option<String>,
    #[serde(default)]
    requires: Option<Requires>,
}

#[derive(Default, Deserialize)]
struct Requires {
    #[serde(default)]
    presets: Option<Vec<String>>,
    #[serde(default)]
    variables: Option<IndexMap<String, WrittenVariable>>,
}

#[derive(Deserialize)]
struct WrittenVariable {
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    required: Option<bool>,
    #[serde(default)]
    default: Option<serde_yaml::Value>,
}

/// Reads a preset in the image's own format (`name`, `exclusive_group`, `requires`); its `appConfig` is a layer, which is read as
/// such.
///
/// # Errors
/// When the text is no YAML of that form.
pub fn parse(text: &str) -> Result<Preset> {
    bounds::hold(text).context("this is no preset")?;
    let written: Written = serde_yaml::from_str(text).context("this is no preset")?;
    let requires = written.requires.unwrap_or_default();
    let variables = requires.variables.unwrap_or_default().into_iter();
    Ok(Preset {
        name: written.name,
        exclusive_group: written.exclusive_group,
        presets: requires.presets.unwrap_or_default(),
        variables: variables.map(|(name, variable)| (name, variable.plain())).collect(),
    })
}

impl WrittenVariable {
    fn plain(self) -> PresetVariable {
        let default = match self.default {
            Some(serde_yaml::Value::String(text)) => Some(text),
            Some(serde_yaml::Value::Null) | None => None,
            Some(other) => serde_yaml::to_string(&other).ok().map(|text| text.trim_end().to_owned()),
        };
        PresetVariable {
            about: self.description.unwrap_or_default(),
            required: self.required.unwrap_or_default(),
            default,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::image;
    use super::*;

    #[test]
    fn the_images_own_presets_are_read_and_nearly_each_has_a_layer() {
        assert_eq!(all().len(), 15);
        let without: Vec<_> = all()
            .iter()
            .map(|preset| preset.name.as_str())
            .filter(|name| image::layer_of_preset(name).is_none())
            .collect();
        assert_eq!(without, ["mcp", "recommended"]);
        let ldap = preset("ldap").unwrap();
        assert_eq!(ldap.exclusive_group.as_deref(), Some("identity"));
        assert!(ldap.variables["LDAP_URL"].required && !ldap.variables["LDAP_USERS_FILTER"].required);
        assert_eq!(preset("ldap-ad").unwrap().presets, ["ldap"]);
        assert!(preset("nobody").is_none());
    }

    #[test]
    fn a_variable_that_a_layer_reads_is_one_that_its_preset_or_one_before_it_speaks_of() {
        for own in all() {
            let before = own.presets.iter().filter_map(|name| preset(name));
            let known: Vec<_> = before.chain([own]).flat_map(|preset| preset.variables.keys()).collect();
            let (_, text) = image::layer_of_preset(&own.name).unwrap_or_default();
            for name in text.split("${").skip(1).filter_map(|rest| rest.split(['}', ':']).next()) {
                assert!(known.iter().any(|known| *known == name), "`{}` reads `{name}`", own.name);
            }
        }
    }

    #[test]
    fn a_companys_own_preset_is_read_as_the_image_reads_it() {
        let text = "name: acme-auth\ndescription: ours\nversion: 1.0.0\nexclusive_group: identity\nrequires:\n  presets: [recommended]\n  variables:\n    ACME_ID:\n      description: the id\n      required: true\n      docs: https://acme.dev\n      example: x\n    ACME_PORT: { default: 8080 }\nplugins: []\nappConfig:\n  signInPage: keycloak\n";
        let preset = parse(text).unwrap();
        assert_eq!((preset.name.as_str(), preset.exclusive_group.as_deref()), ("acme-auth", Some("identity")));
        assert_eq!(preset.presets, ["recommended"]);
        assert!(preset.variables["ACME_ID"].required);
        assert_eq!(preset.variables["ACME_PORT"].default.as_deref(), Some("8080"));
        assert!(parse("name: x").unwrap().variables.is_empty());
        assert!(parse("- a").is_err() && parse("description: nameless").is_err());
    }
}
