//! The key of an App, which a plain Backstage reads from a file of its own.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_yaml::Value;

use super::decide::{Decided, Difference, Side};
use super::{Found, Overlay, Stands, image, meaning, references};
use crate::contract::{self, Target};
use crate::credential::Secret;

/// A key that gets a file of its own.
pub(super) struct OwnKey {
    /// The file.
    pub(super) file: String,
    /// The key.
    pub(super) value: Secret,
}

/// The key of an App, where the old image unpacks it from base64 and a plain Backstage reads it from a file. References to it become such;
/// those that are only a part of a text, and those in what only a person can edit, are told.
pub(super) fn own_key(found: &Found, decided: &mut Decided) -> Option<OwnKey> {
    let profile = found.image.profile.as_deref().map(image::parts).unwrap_or_default();
    let all = contract::on(Target::Backstage);
    for (variable, spec) in profile.iter().flat_map(|part| &part.variables) {
        let plain = all.iter().filter_map(|contract| contract.variable(variable)?.own_file.clone()).next();
        let (Some(carrier), Some(own)) = (&spec.base64, plain) else { continue };
        let (reference, read) = (format!("${{{variable}}}"), from_file(&own));
        let reads_it = |overlay: &Overlay| meaning::references(&overlay.root).contains(variable.as_str());
        let mut reads = found.overlays.iter().any(reads_it);
        for (put, value) in &mut decided.puts {
            let all = meaning::leaves(value).into_iter();
            let all = all.filter(|(_, leaf)| references::sole(leaf) == Some(variable.as_str()));
            let places: Vec<_> = all.map(|(route, _)| route).collect();
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
        decided.key = Some((variable.to_string(), own.clone()));
        let still = |overlay: &&Overlay| {
            let said = if overlay.by_hand {
                overlay.root.clone()
            } else {
                read_from_file(&overlay.root, variable.as_str(), &own)
            };
            let read = meaning::references(&said);
            [variable.as_str(), carrier.as_str()].iter().any(|name| read.contains(*name))
        };
        let still: Vec<&Overlay> = found.overlays.iter().filter(still).collect();
        let is_still_read = !still.is_empty();
        decided.left.extend(still.iter().map(|overlay| {
            format!(
                "`{}`: write `$file: {own}` where `{variable}` or `{carrier}` is still read, and take `{carrier}` out then: nothing unpacks it there",
                overlay.file
            )
        }));
        let folder =
            found.overlays.last().unwrap_or(&found.home).file.rsplit_once('/').map(|(folder, _)| format!("{folder}/"));
        let file = format!("{}{own}", folder.unwrap_or_default());
        let is_line =
            |name: &str| found.settings.iter().any(|setting| setting.name == name && setting.stands == Stands::Line);
        let set = |name: &str| found.values.get(name).filter(|_| is_line(name)).cloned();
        let packed = set(carrier.as_str()).as_ref().and_then(unpacked).map(|value| (carrier.as_str(), value));
        let value = packed.or_else(|| Some((variable.as_str(), set(variable.as_str())?)));
        match value {
            Some((name, value)) => {
                if !is_still_read {
                    decided.unread.remove(name);
                    decided.gone.insert(name.to_owned());
                }
                return Some(OwnKey { file, value });
            }
            None if found.values.contains_key(carrier.as_str()) => decided.left.push(format!(
                "the portal reads the App's key from `{own}`: unpack `{carrier}` into it, for its owner alone"
            )),
            None => decided.left.push(format!(
                "`{carrier}` is set in no file here: where the portal has an App, put its key into `{own}`, for its owner alone; where it has none, take the App out of your layer"
            )),
        }
        decided.awaited = Some(file);
    }
    None
}

/// What reads a file.
fn from_file(file: &str) -> Value {
    Value::Mapping([(Value::from("$file"), Value::from(file))].into_iter().collect())
}

/// The same with a key from its file wherever a variable was all of a text.
pub(super) fn read_from_file(value: &Value, variable: &str, file: &str) -> Value {
    let mut read = value.clone();
    for (route, leaf) in meaning::leaves(value) {
        if references::sole(leaf) == Some(variable) {
            meaning::set(&mut read, &route, from_file(file));
        }
    }
    read
}

fn unpacked(packed: &Secret) -> Option<Secret> {
    let tight: String = packed.expose().chars().filter(|c| !c.is_whitespace()).collect();
    String::from_utf8(STANDARD.decode(tight).ok()?).ok().map(Secret::new)
}
