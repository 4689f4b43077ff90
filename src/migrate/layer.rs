//! Edits the operator's layer where it stands: variables, keys, what goes and what comes in. Comments and everything else stay.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, anyhow, bail};
use serde_yaml::{Mapping, Value};

use super::decide::Decided;
use super::key::read_from_file;
use super::meaning::{self, Route};
use super::{Found, Overlay, references};
use crate::contract::{Target, comments};
use crate::credential::Secret;
use crate::document::{self, Refusal};

pub(super) fn edit(found: &Found, decided: &mut Decided, texts: &mut BTreeMap<String, Secret>) -> Result<()> {
    let last = found.overlays.len().checked_sub(1);
    let of_others = decided.to.as_ref().map(|to| comments::of_other_images(to.target)).unwrap_or_default();
    found.overlays.last().map_or(Ok(()), |overlay| refuse_beside_alone(overlay, decided))?;
    for (place, overlay) in found.overlays.iter().enumerate() {
        if overlay.by_hand {
            decided.left.push(format!("`{}`: edit the configuration in it by hand, as the report says", overlay.file));
            continue;
        }
        let whole = taken(overlay, found, texts);
        let (mut cuts, mut wanted) = (Vec::new(), Value::Null);
        let edited = inside(overlay, whole.expose(), |text, above| {
            wanted = spoken(&said(&text, above)?, decided);
            let text = renamed(text, above, decided)?;
            if Some(place) != last {
                return Ok(without(&text, &of_others));
            }
            let text = alone_all(text, above, decided, &mut wanted);
            let (text, made) = cut_all(text, above, &decided.cuts);
            made.iter().for_each(|route| meaning::take(&mut wanted, route));
            cuts = made;
            wanted = decided.puts.iter().fold(std::mem::take(&mut wanted), |wanted, (route, value)| {
                let mut put = Value::Null;
                meaning::put(&mut put, route, value.clone());
                meaning::over(&wanted, &put)
            });
            put_all(text, above, decided).map(|text| without(&text, &of_others))
        });
        let edited = edited.map_err(|refusal| named(overlay, &refusal))?;
        refuse_another(overlay, &edited, &wanted)?;
        texts.insert(overlay.file.clone(), Secret::new(edited));
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

/// A text without our own comments about an image that it is not for any more.
fn without(text: &str, comments: &BTreeSet<String>) -> String {
    text.split_inclusive('\n').filter(|line| !comments.contains(line.trim())).collect()
}

/// What a text says at a route.
fn said(text: &str, route: &[String]) -> Result<Value, Refusal> {
    Ok(meaning::at(&document::value(text)?, route).cloned().unwrap_or_default())
}

/// What a layer says with variables and keys by their new names, and an App's key from its file.
fn spoken(layer: &Value, decided: &Decided) -> Value {
    let mut spoken = meaning::with_names(layer, &decided.names);
    if let Some((variable, file)) = &decided.key {
        spoken = read_from_file(&spoken, variable, file);
    }
    decided.moves.iter().for_each(|(map, old, new)| meaning::rename(&mut spoken, map, old, new));
    spoken
}

/// Whatever an edit does to a text: it says what was decided, or nothing is written.
fn refuse_another(overlay: &Overlay, edited: &str, wanted: &Value) -> Result<()> {
    let unread = |refusal: Refusal| named(overlay, &refusal);
    let mut is = said(edited, &overlay.route).map_err(unread)?;
    if let Some(text) = is.as_str().filter(|_| overlay.is_text) {
        is = document::value(text).map_err(unread)?;
    }
    let is_nothing = |value: &Value| value.is_null() || value.as_mapping().is_some_and(Mapping::is_empty);
    if is == *wanted || is_nothing(&is) && is_nothing(wanted) {
        return Ok(());
    }
    let place = meaning::differences(wanted, &is).first().map(|(route, ..)| format!("`{}` of ", route.join(".")));
    bail!(
        "{}`{}` would say something else than it should after this edit; nothing was written: write it as plain `key: value` lines and run \
         again",
        place.unwrap_or_default(),
        overlay.file
    )
}

/// Variables and keys by their new names, wherever and in whatever form they are written.
fn renamed(text: String, above: &[String], decided: &Decided) -> Result<String, Refusal> {
    let whole = document::value(&text)?;
    let Some(layer) = meaning::at(&whole, above) else { return Ok(text) };
    let key = decided.key.as_ref();
    let mut layer = meaning::with_names(layer, &decided.names);
    layer = key.map_or_else(|| layer.clone(), |(variable, file)| read_from_file(&layer, variable, file));
    let mut wanted = whole.clone();
    meaning::set(&mut wanted, above, layer);
    let mut text = match wanted == whole {
        true => text,
        false => document::respell(&text, &wanted, |leaf| {
            let route = leaf.route.strip_prefix(above)?;
            match key.filter(|(variable, _)| references::sole(&Value::from(leaf.said)) == Some(variable)) {
                Some((_, file)) => Some(format!("{{ $file: {file} }}")),
                None if route.last().is_some_and(|last| last == "$env") => {
                    Some(leaf.written.replacen(leaf.said, decided.names.get(leaf.said)?, 1))
                }
                None => Some(references::renamed(leaf.written, &decided.names)).filter(|new| new != leaf.written),
            }
        })?,
    };
    for (map, old, new) in &decided.moves {
        let route = [above, map, std::slice::from_ref(old)].concat();
        text = document::rename(&text, &borrowed(&route), new)?;
    }
    Ok(text)
}

/// Lists of one become that one, where they are written so that they can.
fn alone_all(mut text: String, above: &[String], decided: &Decided, wanted: &mut Value) -> String {
    for route in &decided.alone {
        let alone = document::alone(&text, &borrowed(&[above, route].concat()));
        let Some(alone) = alone.ok().filter(|alone| *alone != text) else { continue };
        if let Some([item]) = meaning::at(wanted, route).and_then(Value::as_sequence).cloned().as_deref() {
            meaning::set(wanted, route, item.clone());
        }
        text = alone;
    }
    text
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
