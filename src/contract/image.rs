//! What the image brings by itself: the files it loads before and after the operator's, and the variables that its start script fills.

use std::collections::BTreeMap;

use crate::credential::{Secret, Variable};

/// The operator's own layer over an image's, by its name in the folder and there.
pub const OPERATORS: &str = "app-config.local.yaml";

/// A file of the image: its name there, and its text.
pub type File = (&'static str, &'static str);

const BASE: [File; 2] = [
    ("app-config.yaml", include_str!("../../templates/v1/layers/app-config.yaml")),
    ("app-config.production.yaml", include_str!("../../templates/v1/layers/app-config.production.yaml")),
];

const DISTRO: File = ("app-config.distro.yaml", include_str!("../../templates/v1/layers/app-config.distro.yaml"));

const PROFILES: [(&str, File); 7] = [
    ("azure", ("app-config.azure.yaml", include_str!("../../templates/v1/layers/app-config.azure.yaml"))),
    ("github", ("app-config.github.yaml", include_str!("../../templates/v1/layers/app-config.github.yaml"))),
    (
        "github-pat",
        ("app-config.github-pat.yaml", include_str!("../../templates/v1/layers/app-config.github-pat.yaml")),
    ),
    ("gitlab", ("app-config.gitlab.yaml", include_str!("../../templates/v1/layers/app-config.gitlab.yaml"))),
    ("keycloak", ("app-config.keycloak.yaml", include_str!("../../templates/v1/layers/app-config.keycloak.yaml"))),
    ("ldap", ("app-config.ldap.yaml", include_str!("../../templates/v1/layers/app-config.ldap.yaml"))),
    ("ldap-ad", ("app-config.ldap-ad.yaml", include_str!("../../templates/v1/layers/app-config.ldap-ad.yaml"))),
];

const BASE_V2: [File; 3] = [
    ("app-config.yaml", include_str!("../../templates/v2/layers/app-config.yaml")),
    ("app-config.production.yaml", include_str!("../../templates/v2/layers/app-config.production.yaml")),
    ("app-config.distro.yaml", include_str!("../../templates/v2/layers/app-config.distro.yaml")),
];

macro_rules! preset {
    ($name:literal) => {{
        const NAME: &str = concat!("app-config.preset-", $name, ".yaml");
        const TEXT: &str = include_str!(concat!("../../templates/v2/layers/app-config.preset-", $name, ".yaml"));
        ($name, (NAME, TEXT))
    }};
}

/// The presets that bring configuration.
const PRESETS: [(&str, File); 13] = [
    preset!("azure"),
    preset!("azure-auth"),
    preset!("github"),
    preset!("github-auth"),
    preset!("gitlab"),
    preset!("jenkins"),
    preset!("keycloak"),
    preset!("kubernetes"),
    preset!("ldap"),
    preset!("ldap-ad"),
    preset!("mcp-chat"),
    preset!("sonarqube"),
    preset!("veecode-theme"),
];

/// What stands in the place of a profile where none is wanted. The v1 image loads nothing for it, as for any name that it does not know.
pub const NO_PROFILE: &str = "none";

/// Tells whether no profile is wanted by a name. `local` names the operator's own layer, which the v1 image loads last whatever it is told.
pub fn is_no_profile(name: &str) -> bool {
    name == NO_PROFILE || format!("app-config.{name}.yaml") == OPERATORS
}

/// The names of the profiles.
pub fn profiles() -> impl Iterator<Item = &'static str> {
    PROFILES.iter().map(|(name, _)| *name)
}

/// The files that the v1 image loads before the operator's, in order. An unknown profile brings nothing, as in the image.
pub fn layers_of_profile(profile: Option<&str>) -> Vec<File> {
    let own = PROFILES.iter().find(|(name, _)| Some(*name) == profile).map(|(_, file)| *file);
    BASE.into_iter().chain(own).chain([DISTRO]).collect()
}

/// The files that the v2 image loads before any preset's, in order.
pub fn layers_before_presets() -> [File; 3] {
    BASE_V2
}

/// The file that a preset of the v2 image brings, when it brings one.
pub fn layer_of_preset(preset: &str) -> Option<File> {
    PRESETS.iter().find(|(name, _)| *name == preset).map(|(_, file)| *file)
}

/// The files that the v2 image loads before the operator's, in order. An unknown preset brings nothing; the image does not start.
pub fn layers_of_presets(presets: &[String]) -> Vec<File> {
    BASE_V2.into_iter().chain(presets.iter().filter_map(|preset| layer_of_preset(preset))).collect()
}

/// Who sets what the v1 start script fills, in words.
pub const START_SCRIPT: &str = "the image's start script";

/// What the v1 start script sets for a profile, as variable and what it makes it from; only where the variable is empty.
const START: [(&str, &str, From); 5] = [
    ("github", "GITHUB_AUTH_CLIENT_ID", From::Variable("GITHUB_CLIENT_ID")),
    ("github", "GITHUB_AUTH_CLIENT_SECRET", From::Variable("GITHUB_CLIENT_SECRET")),
    ("github", "GITHUB_PRIVATE_KEY", From::Base64("GITHUB_PRIVATE_KEY_BASE64")),
    ("ldap-ad", "LDAP_TLS_REJECT_UNAUTHORIZED", From::Text("true")),
    ("ldap-ad", "LDAP_SYNC_FREQUENCY", From::Text("PT1H")),
];

#[derive(Clone, Copy)]
enum From {
    Variable(&'static str),
    Base64(&'static str),
    Text(&'static str),
}

/// Says which variables the start script fills, and with what. `value` looks a variable up that is set to something.
pub fn started(profile: &str, value: impl Fn(&str) -> Option<Secret>) -> BTreeMap<Variable, Secret> {
    let mut filled = BTreeMap::new();
    for (_, name, from) in START.iter().filter(|(of, ..)| *of == profile) {
        let made = match from {
            From::Variable(other) if value(name).is_none() => value(other),
            From::Base64(other) => value(other).and_then(|packed| unpack(&packed)),
            From::Text(text) if value(name).is_none() => Some(Secret::new(*text)),
            From::Variable(_) | From::Text(_) => None,
        };
        filled.extend(made.map(|made| (Variable::new(*name), made)));
    }
    filled
}

/// The sign-in clients that the v1 start script fills half by half: the variables of id and secret, each with the one that it is filled from.
pub fn clients_filled(profile: &str) -> impl Iterator<Item = [(&'static str, &'static str); 2]> {
    let copies: Vec<_> = falls_back(profile).collect();
    let ids = copies.clone().into_iter().filter_map(|(id, from)| Some((id.strip_suffix("_ID")?, (id, from))));
    let secret_of = move |client: &str| copies.iter().copied().find(|(name, _)| *name == format!("{client}_SECRET"));
    ids.filter_map(move |(client, id)| Some([id, secret_of(client)?]))
}

/// The variables of a profile that the start script fills where they are empty, each with the variable that it takes.
pub fn falls_back(profile: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    START.iter().filter(move |(of, ..)| *of == profile).filter_map(|(_, name, from)| match from {
        From::Variable(other) => Some((*name, *other)),
        From::Base64(_) | From::Text(_) => None,
    })
}

/// The variables of a profile that the start script fills where they are empty, each with its text.
pub fn filled_by_itself(profile: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    START.iter().filter(move |(of, ..)| *of == profile).filter_map(|(_, name, from)| match from {
        From::Text(text) => Some((*name, *text)),
        From::Base64(_) | From::Variable(_) => None,
    })
}

/// The variables that the start script reads and the configuration does not name.
pub fn read_at_start(profile: &str) -> impl Iterator<Item = &'static str> {
    read_for(profile).map(|(_, other)| other)
}

/// The same with the variable that each is read for.
pub fn read_for(profile: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    START.iter().filter(move |(of, ..)| *of == profile).filter_map(|(_, name, from)| match from {
        From::Variable(other) | From::Base64(other) => Some((*name, *other)),
        From::Text(_) => None,
    })
}

fn unpack(packed: &Secret) -> Option<Secret> {
    use base64::Engine as _;
    let tight: String = packed.expose().chars().filter(|c| !c.is_whitespace()).collect();
    let bytes = base64::engine::general_purpose::STANDARD.decode(tight).ok()?;
    String::from_utf8(bytes).ok().map(Secret::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_stands_between_the_images_own_files() {
        let names: Vec<_> = layers_of_profile(Some("keycloak")).into_iter().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            ["app-config.yaml", "app-config.production.yaml", "app-config.keycloak.yaml", "app-config.distro.yaml"]
        );
        assert_eq!(layers_of_profile(Some("nobody")).len(), 3);
    }

    #[test]
    fn presets_stand_behind_the_images_own_files_in_their_order() {
        let chosen = ["ldap", "nobody", "ldap-ad"].map(str::to_owned);
        let names: Vec<_> = layers_of_presets(&chosen).into_iter().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            [
                "app-config.yaml",
                "app-config.production.yaml",
                "app-config.distro.yaml",
                "app-config.preset-ldap.yaml",
                "app-config.preset-ldap-ad.yaml"
            ]
        );
    }

    #[test]
    fn the_start_script_fills_what_is_empty() {
        let given = |name: &str| match name {
            "GITHUB_CLIENT_ID" => Some(Secret::new("Iv1.x")),
            "GITHUB_PRIVATE_KEY_BASE64" => Some(Secret::new("a2V5")),
            _ => None,
        };
        let filled = started("github", given);
        let value = |name: &str| filled.get(&Variable::new(name)).map(Secret::expose);
        assert_eq!(value("GITHUB_AUTH_CLIENT_ID"), Some("Iv1.x"));
        assert_eq!(value("GITHUB_PRIVATE_KEY"), Some("key"));
        assert_eq!(value("GITHUB_AUTH_CLIENT_SECRET"), None);
        assert!(started("gitlab", given).is_empty());
    }
}
