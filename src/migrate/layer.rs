//! Edits the operator's layer where it stands: variables, keys, what goes and what comes in. Comments and everything else stay.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow, bail};
use serde_yaml::{Mapping, Value};

use super::decide::Decided;
use super::meaning::{self, Route};
use super::{Found, Overlay};
use crate::contract::Target;
use crate::credential::Secret;
use crate::document::{self, Refusal};

pub(super) fn edit(found: &Found, decided: &mut Decided, texts: &mut BTreeMap<String, Secret>) -> Result<()> {
    let last = found.overlays.len().checked_sub(1);
    found.overlays.last().map_or(Ok(()), |overlay| refuse_beside_alone(overlay, decided))?;
    for (place, overlay) in found.overlays.iter().enumerate() {
        if overlay.by_hand {
            decided.left.push(format!("`{}`: edit the configuration in it by hand, as the report says", overlay.file));
            continue;
        }
        let whole = taken(overlay, found, texts);
        let mut cuts = Vec::new();
        let edited = inside(overlay, whole.expose(), |text, above| {
            let text = renamed(text, above, decided)?;
            if Some(place) != last {
                return Ok(text);
            }
            let text = decided
                .alone
                .iter()
                .fold(text, |text, route| document::alone(&text, &borrowed(&[above, route].concat())).unwrap_or(text));
            let (text, made) = cut_all(text, above, &decided.cuts);
            cuts = made;
            put_all(text, above, decided)
        });
        texts.insert(overlay.file.clone(), Secret::new(edited.map_err(|refusal| named(overlay, &refusal))?));
        decided.cuts = if Some(place) == last { cuts } else { std::mem::take(&mut decided.cuts) };
    }
    if found.overlays.is_empty() && !decided.puts.is_empty() {
        let whole = taken(&found.home, found, texts);
        let edited = put_all(whole.expose().to_owned(), &found.home.route, decided)
            .map_err(|refusal| named(&found.home, &refusal))?;
        texts.insert(found.home.file.clone(), Secret::new(edited));
        if found.home.route.is_empty() {
            let file = &found.home.file;
            decided.left.push(format!("bring `{file}` to the portal: it is new, and nothing mounts or copies it yet"));
        }
    }
    Ok(())
}

/// Keys that stand for what they name, alone in their map (@backstage/config-loader 1.10).
const ALONE: [&str; 3] = ["$include", "$file", "$env"];

/// Backstage takes no key beside one that stands for all of a map, so nothing can be put there.
fn refuse_beside_alone(overlay: &Overlay, decided: &Decided) -> Result<()> {
    let named = |above: &[String]| {
        let map = meaning::at(&overlay.root, above)?;
        ALONE.iter().find_map(|key| Some((*key, map.get(*key)?.as_str()?)))
    };
    for (route, _) in &decided.puts {
        let mut all = (0..route.len()).map(|depth| &route[..depth]);
        if let Some((above, (key, from))) = all.find_map(|above| Some((above, named(above)?))) {
            let place = if above.is_empty() { "all".to_owned() } else { format!("`{}`", above.join(".")) };
            bail!(
                "{place} of `{}` comes from `{from}` by `{key}`, and `{}` has to stand beside it, which Backstage refuses; nothing was written: \
                 write what that says into the layer, and run again",
                overlay.file,
                route.join(".")
            );
        }
    }
    Ok(())
}

/// The text of an overlay's file as it is by now.
fn taken(overlay: &Overlay, found: &Found, texts: &BTreeMap<String, Secret>) -> Secret {
    texts.get(&overlay.file).or_else(|| found.texts.get(&overlay.file)).cloned().unwrap_or_else(|| Secret::new(""))
}

fn named(overlay: &Overlay, refusal: &Refusal) -> anyhow::Error {
    anyhow!("`{}` cannot be edited: {refusal}", overlay.file)
}

/// Edits a layer that stands in a file, also where it is a text of its own in it.
fn inside(
    overlay: &Overlay,
    whole: &str,
    mut edit: impl FnMut(String, &[String]) -> Result<String, Refusal>,
) -> Result<String, Refusal> {
    if !overlay.is_text {
        return edit(whole.to_owned(), &overlay.route);
    }
    let value = document::value(whole)?;
    let Some(text) = meaning::at(&value, &overlay.route).and_then(Value::as_str) else { return Ok(whole.to_owned()) };
    let edited = edit(text.to_owned(), &[])?;
    if edited == text {
        return Ok(whole.to_owned());
    }
    document::merge(whole, &fragment(&overlay.route, &Value::from(edited), None))
}

/// Variables and keys by their new names.
fn renamed(text: String, above: &[String], decided: &Decided) -> Result<String, Refusal> {
    let mut text = with_names(&text, &decided.names);
    if let Some((reference, file)) = &decided.key {
        text = text.replace(&format!(": {reference}\n"), &format!(": {{ $file: {file} }}\n"));
    }
    for (map, old, new) in &decided.moves {
        let route = [above, map, std::slice::from_ref(old)].concat();
        text = document::rename(&text, &borrowed(&route), new)?;
    }
    Ok(text)
}

/// Variables get other names, in references and where `$env` names one.
fn with_names(text: &str, names: &BTreeMap<String, String>) -> String {
    let renamed = meaning::renamed(text, names);
    let lines = renamed.split_inclusive('\n').map(|line| match line.split_once("$env:") {
        Some((before, named)) => {
            let name = named.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let new = names.get(name).map_or(name, String::as_str);
            format!("{before}$env:{}", named.replacen(name, new, 1))
        }
        None => line.to_owned(),
    });
    lines.collect()
}

/// Takes out what can go, and tells what did. Of one map everything goes or nothing does, so that no half of a credential stays behind.
fn cut_all(mut text: String, above: &[String], routes: &[Route]) -> (String, Vec<Route>) {
    let mut made = Vec::new();
    for together in routes.chunk_by(|one, other| one[..one.len() - 1] == other[..other.len() - 1]) {
        let shorter = together.iter().try_fold(text.clone(), |text, route| cut(&text, &[above, route].concat()));
        if let Some(shorter) = shorter {
            text = shorter;
            made.extend(together.iter().cloned());
        }
    }
    (text, made)
}

/// Takes something out, unless somebody wrote a comment on it, or it is written so that it cannot be taken out alone.
fn cut(text: &str, route: &[String]) -> Option<String> {
    let comments = |text: &str| text.lines().filter(|line| line.contains('#')).count();
    document::cut(text, &borrowed(route)).ok().filter(|shorter| comments(shorter) == comments(text))
}

fn put_all(mut text: String, above: &[String], decided: &Decided) -> Result<String, Refusal> {
    let says = match decided.from.as_ref().map(|from| from.target) {
        Some(Target::V2) => "the presets brought this",
        Some(Target::Backstage) => "the image would say something else here",
        _ => "the profile's image brought this",
    };
    let mut beside: Option<&[String]> = None;
    for (route, value) in &decided.puts {
        let map = &route[..route.len() - 1];
        let says = Some(says).filter(|_| beside != Some(map));
        text = document::merge(&text, &fragment(&[above, route].concat(), value, says))?;
        beside = Some(map);
    }
    Ok(text)
}

fn borrowed(route: &[String]) -> Vec<&str> {
    route.iter().map(String::as_str).collect()
}

/// A value at its route, as YAML with a comment above its key.
pub(super) fn fragment(route: &[String], value: &Value, comment: Option<&str>) -> String {
    let Some((last, above)) = route.split_last() else { return yaml(value) };
    let mut text = String::new();
    for (depth, key) in above.iter().enumerate() {
        text.push_str(&format!("{:1$}{2}:\n", "", depth * 2, written_key(key)));
    }
    let indent = " ".repeat(above.len() * 2);
    text.extend(comment.map(|comment| format!("{indent}# {comment}\n")));
    let own: Mapping = [(Value::from(last.as_str()), value.clone())].into_iter().collect();
    let lines = yaml(&Value::Mapping(own));
    text.extend(lines.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("{indent}{line}\n") }));
    text
}

fn written_key(key: &str) -> String {
    yaml(&Value::from(key)).trim_end().to_owned()
}

fn yaml(value: &Value) -> String {
    serde_yaml::to_string(value).unwrap_or_default()
}

/// The route of a list or map in a text, found by its key.
pub fn find(value: &Value, key: &str, fits: &dyn Fn(&Value) -> bool) -> Option<Route> {
    if value.get(key).is_some_and(fits) {
        return Some(vec![key.to_owned()]);
    }
    let mut below = meaning::entries(value).filter(|(_, value)| value.is_mapping());
    below.find_map(|(name, value)| {
        let rest = find(value, key, fits)?;
        Some([vec![name.to_owned()], rest].concat())
    })
}
