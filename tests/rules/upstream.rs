//! The image's own profiles and presets, as they are: exactly what is true of them is found.

use serde::Deserialize;

use crate::corpus::{Case, places};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Layers {
    profile: Option<String>,
    #[serde(default)]
    presets: Vec<String>,
    finds: Vec<True>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct True {
    at: String,
    #[serde(rename = "true")]
    why: String,
}

#[test]
fn of_the_images_own_layers_exactly_what_is_true_is_found() {
    let argued: Vec<Layers> = serde_yaml::from_str(include_str!("upstream/findings.yaml")).expect("the list parses");
    let profiles = argued.iter().filter(|layers| layers.profile.is_some()).count();
    assert_eq!(profiles, devportal_auth::contract::image::profiles().count(), "every profile is argued");
    for layers in argued {
        let mut case = Case { profile: layers.profile.clone(), presets: layers.presets.clone(), ..Case::default() };
        // An operator's file that says nothing about credentials.
        case.files.insert("app-config.local.yaml".to_owned(), "app:\n  title: Acme\n".to_owned());
        let expected: Vec<_> = layers.finds.iter().map(|finding| finding.at.clone()).collect();
        assert_eq!(places(&case), expected, "{:?} {:?}", layers.profile, layers.presets);
        assert!(layers.finds.iter().all(|finding| finding.why.len() > 20), "each finding has a reason");
    }
}
