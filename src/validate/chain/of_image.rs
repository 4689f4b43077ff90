//! What in a folder starts an image of VeeCode, by the variables that say with which profile or presets. Pure: texts in, names out.

use super::service::Service;
use super::{Ground, carrier, dockerfile};
use crate::config::carrier::Carried;
use crate::config::{Source, Sources};
use crate::contract::TOLD;
use crate::contract::carriers::{Kind, carriers};
use crate::credential::Secret;
use crate::dotenv;

/// What starts an image with a profile or presets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfImage {
    /// A file that carries the portal's environment, with the files beside it that it puts over the image's.
    Carrier {
        /// The paths of those files, as they are written.
        mounts: Vec<String>,
    },
    /// A built image that has the variables by itself.
    Built {
        /// The variables, which whoever starts it may set otherwise.
        variables: Vec<(String, Secret)>,
    },
}

/// Reads what a file of a folder says of the image that it starts; nothing where it says neither a profile nor presets. `beside` reads
/// the files of variables that it names.
pub fn of_image(file: &str, text: &Secret, beside: &dyn Fn(&str) -> Option<Secret>) -> Option<OfImage> {
    let known = carriers().starts.iter().find(|start| start.file == file).map(|start| start.kind);
    match known.unwrap_or(Kind::Carrier) {
        Kind::Carrier => of_carrier(file, text.expose(), beside),
        Kind::Dockerfile => {
            let set = dockerfile::variables(text.expose(), &TOLD);
            let known = set.into_iter().filter(|(_, value)| !value.is_empty() && !value.contains('$'));
            let variables: Vec<_> = known.map(|(name, value)| (name, Secret::new(value))).collect();
            (!variables.is_empty()).then_some(OfImage::Built { variables })
        }
        Kind::Package | Kind::Variables => None,
    }
}

/// Reads the same of the files that compose reads in a folder by itself. The files that it mounts are named from the folder.
pub fn of_compose(ground: &Ground<'_>) -> Option<OfImage> {
    let service = Service::read(ground).filter(|service| service.is_told)?;
    Some(OfImage::Carrier { mounts: service.mounted })
}

fn of_carrier(file: &str, text: &str, beside: &dyn Fn(&str) -> Option<Secret>) -> Option<OfImage> {
    let mut sources = Sources::default();
    let source = sources.add(Source::new(file, text));
    let carried = carrier::read(&[carrier::detect(file, text, source)?], &sources).pop()?;
    let by_file = || carried.env_files.iter().any(|named| beside(&named.path).is_some_and(|text| is_told(&text)));
    let is_told = carried.variables.iter().any(|setting| TOLD.contains(&setting.name.as_str())) || by_file();
    is_told.then(|| OfImage::Carrier { mounts: mounts(&carried) })
}

fn mounts(carried: &Carried) -> Vec<String> {
    carried.mounts.iter().filter_map(|mount| mount.from.clone()).collect()
}

fn is_told(variables: &Secret) -> bool {
    let entries = dotenv::entries(variables.expose()).unwrap_or_default();
    entries.iter().any(|entry| TOLD.contains(&entry.name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str, text: &str) -> Option<OfImage> {
        let beside = |path: &str| (path == "portal.env").then(|| Secret::new("VEECODE_PROFILE=github\n"));
        of_image(file, &Secret::new(text), &beside)
    }

    fn compose(more: &str) -> String {
        format!("services:\n  portal:\n    image: veecode/devportal:1.2.3\n{more}")
    }

    #[test]
    fn a_compose_file_tells_it_in_each_of_its_forms() {
        for more in [
            "    environment:\n      VEECODE_PROFILE: github\n",
            "    environment:\n      - VEECODE_PROFILE=github\n",
            "    environment: [VEECODE_PRESETS]\n",
            "    env_file: portal.env\n",
            "    env_file:\n      - path: portal.env\n",
        ] {
            assert!(matches!(read("compose.yaml", &compose(more)), Some(OfImage::Carrier { .. })), "{more}");
        }
        for silent in ["", "    environment:\n      A: b\n", "    env_file: other.env\n"] {
            assert_eq!(read("compose.yaml", &compose(silent)), None, "{silent}");
        }
    }

    #[test]
    fn the_files_that_it_mounts_are_told() {
        let more = "    environment: [VEECODE_PROFILE=github]\n    volumes: ['./app-config.local.yaml:/app/app-config.local.yaml']\n";
        let mounts = vec!["./app-config.local.yaml".to_owned()];
        assert_eq!(read("docker-compose.yml", &compose(more)), Some(OfImage::Carrier { mounts }));
    }

    #[test]
    fn a_dockerfile_tells_it_by_its_last_stage() {
        let set = |text: &str| match read("Dockerfile", text) {
            Some(OfImage::Built { variables }) => {
                variables.into_iter().map(|(name, value)| format!("{name}={}", value.expose())).collect()
            }
            _ => Vec::new(),
        };
        let from = "FROM veecode/devportal:1.2.3\n";
        assert_eq!(set(&format!("{from}ENV VEECODE_PROFILE=github A=b\n")), ["VEECODE_PROFILE=github"]);
        assert_eq!(set(&format!("{from}ENV VEECODE_PROFILE \"keycloak\"\n")), ["VEECODE_PROFILE=keycloak"]);
        assert_eq!(set(&format!("{from}ENV VEECODE_PRESETS=a,b\n")), ["VEECODE_PRESETS=a,b"]);
        for silent in ["ENV VEECODE_PROFILE=$PROFILE\n", "ENV VEECODE_PROFILE=github\nFROM node:22\n"] {
            assert!(set(&format!("{from}{silent}")).is_empty(), "{silent}");
        }
    }
}
