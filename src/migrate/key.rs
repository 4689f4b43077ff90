//! The key of an App, which a plain Backstage reads from a file of its own.

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_yaml::Value;

use super::decide::{Decided, Difference, Side};
use super::{Found, Overlay, Stands, image, meaning};
use crate::contract::{self, Target};
use crate::credential::Secret;

/// A key that gets a file of its own.
pub(super) struct OwnKey {
    /// The variable that held it.
    pub(super) carrier: String,
    /// The file.
    pub(super) file: String,
    /// The key.
    pub(super) value: Secret,
}

/// The key of an App, where the old image unpacks it from base64 and a plain Backstage reads it from a file. References to it become such.
pub(super) fn own_key(found: &Found, decided: &mut Decided) -> Result<Option<OwnKey>> {
    let profile = found.image.profile.as_deref().map(image::parts).transpose()?.unwrap_or_default();
    let all = contract::on(Target::Backstage)?;
    for (variable, spec) in profile.iter().flat_map(|part| &part.variables) {
        let plain = all.iter().filter_map(|contract| contract.variable(variable)?.own_file.clone()).next();
        let (Some(carrier), Some(own)) = (&spec.base64, plain) else { continue };
        let reference = format!("${{{variable}}}");
        let read = Value::Mapping([(Value::from("$file"), Value::from(own.as_str()))].into_iter().collect());
        let own_layer = |overlay: &Overlay| {
            meaning::leaves(&overlay.root).iter().any(|(_, leaf)| meaning::sole(leaf) == Some(variable.as_str()))
        };
        let mut reads = found.overlays.iter().any(own_layer);
        for (put, value) in &mut decided.puts {
            let places: Vec<_> = meaning::leaves(value)
                .into_iter()
                .filter(|(_, leaf)| leaf.as_str().is_some_and(|text| text.trim() == reference))
                .map(|(route, _)| route)
                .collect();
            for route in places {
                reads = true;
                meaning::set(value, &route, read.clone());
                let (route, side) = ([put.clone(), route].concat(), Side::Chosen);
                let (before, after) = (Some(Value::from(reference.as_str())), Some(read.clone()));
                decided.differences.push(Difference { route, before, after, side });
            }
        }
        if !reads {
            continue;
        }
        decided.key = Some((reference, own.clone()));
        let folder =
            found.overlays.last().unwrap_or(&found.home).file.rsplit_once('/').map(|(folder, _)| format!("{folder}/"));
        let line =
            found.settings.iter().find(|setting| setting.name == carrier.as_str() && setting.stands == Stands::Line);
        let value = line.and(found.values.get(carrier.as_str())).and_then(unpacked);
        match value {
            Some(value) => {
                decided.unread.remove(carrier.as_str());
                let (carrier, file) = (carrier.to_string(), format!("{}{own}", folder.unwrap_or_default()));
                return Ok(Some(OwnKey { carrier, file, value }));
            }
            None => decided.left.push(format!(
                "the portal reads the App's key from `{own}`: unpack `{carrier}` into it, for its owner alone"
            )),
        }
    }
    Ok(None)
}

fn unpacked(packed: &Secret) -> Option<Secret> {
    let tight: String = packed.expose().chars().filter(|c| !c.is_whitespace()).collect();
    String::from_utf8(STANDARD.decode(tight).ok()?).ok().map(Secret::new)
}
