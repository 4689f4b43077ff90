//! Layers put together.

use super::*;
use crate::config::Attached;
use crate::contract::Target;
use crate::credential::Secret;

struct Nothing;

impl Files for Nothing {
    fn keeping(&self, _from: &str, _object: &str) -> Option<String> {
        None
    }

    fn attached(&self, _from: &str, _path: &str) -> Result<Attached, String> {
        Err("does not exist".into())
    }
}

fn file(name: &str, text: &str) -> FileText {
    FileText { name: name.to_owned(), text: Ok(Secret::new(text)) }
}

#[test]
fn a_companys_own_preset_stands_for_the_images_with_places_in_its_own_file() {
    let own = "name: github\nrequires:\n  presets: [recommended]\nappConfig:\n  signInPage: keycloak\n";
    let input = Input {
        presets: vec![file("presets/github.yaml", own), file("presets/broken.yaml", "a: [")],
        environment: Some(vec![("VEECODE_PRESETS".to_owned(), Secret::new("recommended, github,ldap"))]),
        ..Input::default()
    };
    let assembled = assemble(input, &Nothing);
    let names: Vec<_> = assembled.layers.iter().map(|layer| assembled.sources.name(layer.source)).collect();
    let base = ["app-config.yaml", "app-config.production.yaml", "app-config.distro.yaml"];
    let rest = ["presets/broken.yaml", "presets/github.yaml", "app-config.preset-ldap.yaml"];
    assert_eq!(names, [base, rest].concat());
    assert!(!assembled.layers[3].faults.is_empty());
    let page = &assembled.layers[4].root.get("signInPage").unwrap().place;
    assert_eq!((page.start.line, assembled.merged.root.get("integrations").is_none()), (5, true));
    let subject = assembled.subject();
    assert_eq!(subject.portal.presets, ["recommended", "github", "ldap"]);
    assert_eq!(subject.preset("github").unwrap().presets, ["recommended"]);
    assert!(!subject.config.lacks("auth"), "nobody knows what is in the file that cannot be read");
}

#[test]
fn the_variable_of_the_v2_image_goes_before_that_of_the_v1_image() {
    let both = [("VEECODE_PROFILE", "github"), ("VEECODE_PRESETS", "recommended")];
    let environment = Some(both.map(|(name, value)| (name.to_owned(), Secret::new(value))).to_vec());
    let assembled = assemble(Input { environment, ..Input::default() }, &Nothing);
    assert_eq!((assembled.portal.target, assembled.portal.profile.as_deref()), (Target::V2, None));
}
