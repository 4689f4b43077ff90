//! Tables about Red Hat Developer Hub.

use super::table::{listed, table};
use crate::answers::file::Deploy;
use crate::contract::hub::{Hub, Packaged, Release, Written, hub};

/// The files for each way to deploy it.
pub(in crate::explain) fn hub_files() -> String {
    let files = hub().files.iter().flat_map(|(deployer, files)| files.iter().map(|file| (Deploy::by(*deployer), file)));
    let row = |(deploy, file): (Deploy, &Written)| {
        vec![format!("`{}`", deploy.id()), format!("`{}`", file.path), file.about.clone()]
    };
    table(&["`--deploy`", "file", "what it is"], &files.map(row).collect::<Vec<_>>())
}

/// The releases that are known, and whom all of them let sign in.
pub(in crate::explain) fn hub_releases() -> String {
    let Hub { releases, sign_in, .. } = hub();
    let row = |(release, known): (&String, &Release)| {
        vec![release.clone(), known.backstage.clone(), format!("`{}`", known.resource)]
    };
    let head = ["release", "its Backstage", "the operator's resource"];
    let releases = table(&head, &releases.iter().map(row).collect::<Vec<_>>());
    format!("{releases}\nEach of them signs people in by {}.\n", listed(sign_in.iter().flatten()))
}

/// Where its plugins are.
pub(in crate::explain) fn hub_plugins() -> String {
    let row = |(module, packaged): (&String, &Packaged)| {
        let releases = if packaged.releases.is_empty() { "all".to_owned() } else { packaged.releases.join(", ") };
        vec![format!("`{module}`"), releases, format!("`{}`", packaged.at)]
    };
    let all = hub().packages.iter().flat_map(|(module, all)| all.iter().map(move |packaged| (module, packaged)));
    table(&["module", "releases", "dynamic plugin"], &all.map(row).collect::<Vec<_>>())
}
