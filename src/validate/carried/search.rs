//! The search for carriers: among the files that were given, and beside them, as one names another.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::super::input::FileText;
use super::plain;
use crate::config::carrier::{self, Carrier, Extended, last};
use crate::config::{Files, Source, Sources};
use crate::contract::carriers::{Way, carriers};

/// How many files carriers may bring in together, and how deep one may lead to another.
const MOST_BESIDE: usize = 100;
const DEEPEST: usize = 5;
/// How far above a carrier its repository's root is looked for.
const HIGHEST: usize = 6;

/// Why a file that is there is not read: whoever wrote what names it may be a stranger, and what is found in a file is shown.
pub(super) const OUTSIDE: &str = "lies outside of what was looked at";
const TOO_MANY: &str = "is one of too many";

/// The search for carriers among the files that were given, and beside them.
pub(super) struct Search<'s> {
    pub(super) sources: &'s mut Sources,
    pub(super) files: &'s dyn Files,
    pub(super) given: &'s BTreeSet<String>,
    /// What was found, with the number of the file that led to it.
    pub(super) found: Vec<(usize, Carrier)>,
    /// The files whose services others extend, by what names them.
    pub(super) extended: BTreeMap<(String, String), Result<Rc<Whole>, String>>,
}

/// A file whose services others extend: it is read once, however often it is named.
pub(super) struct Whole {
    name: String,
    carrier: Option<Carrier>,
}

impl Search<'_> {
    pub(super) fn look(&mut self, at: usize, file: &FileText) {
        let Ok(text) = &file.text else { return };
        // The number is only taken when it is one.
        let next = self.sources.iter().count();
        let found = carrier::detect(&file.name, text.expose(), next);
        let of_chart = || is_of_chart(&file.name, self.files).then(|| carrier::values(text.expose(), next)).flatten();
        let Some(carrier) = found.or_else(of_chart) else { return };
        self.sources.add(Source::new(file.name.as_str(), text.expose()));
        self.take(at, &file.name, carrier, 0);
    }

    /// Takes a carrier; what it lies over comes before it.
    fn take(&mut self, at: usize, name: &str, mut carrier: Carrier, depth: usize) {
        for named in carrier.beside().to_vec() {
            if let Err(why) = self.beside(at, name, &named.name, depth) {
                carrier.leave_unread(format!("`{}`, which {why}", named.name), named.place, Way::Give);
            }
        }
        for (number, extended) in carrier.extended().to_vec().iter().enumerate() {
            let read = self.extended(at, name, &carrier, extended, depth);
            carrier.followed(number, read);
        }
        for named in carrier.elsewhere().to_vec() {
            if self.in_checkout(at, name, &named.name, depth) {
                continue;
            }
            let end = named.name.trim_start_matches(['.', '/']);
            let end = if end.starts_with('$') { end.split_once('/').map_or(end, |(_, path)| path) } else { end };
            let own = plain(name);
            if !self.given.iter().any(|given| *given != own && last(given) == last(end)) {
                carrier.leave_unread(format!("`{}`", named.name), named.place, Way::Give);
            }
        }
        self.found.push((at, carrier));
    }

    /// Reads a service that another one of a compose file extends, which comes before it.
    fn extended(
        &mut self,
        at: usize,
        from: &str,
        carrier: &Carrier,
        extended: &Extended,
        depth: usize,
    ) -> Result<(), String> {
        const NONE: &str = "is no service there";
        if depth >= DEEPEST || self.found.len() > MOST_BESIDE {
            return Err(TOO_MANY.to_owned());
        }
        let Some(path) = &extended.file else {
            let base = carrier.as_extended(extended).ok_or(NONE)?;
            self.take(at, from, base, depth + 1);
            return Ok(());
        };
        let named = (from.to_owned(), path.clone());
        let is_first = !self.extended.contains_key(&named);
        if is_first && self.extended.len() >= MOST_BESIDE {
            return Err(TOO_MANY.to_owned());
        }
        if is_first {
            let whole = self.whole(from, path).map(Rc::new);
            self.extended.insert(named.clone(), whole);
        }
        let Some(whole) = self.extended.get(&named).cloned() else { return Err(NONE.to_owned()) };
        let whole = whole?;
        let carrier = whole.carrier.as_ref().ok_or(NONE)?;
        let base = carrier.as_extended(extended).ok_or(NONE)?;
        let base = if is_first { base.with_rest_of(carrier) } else { base };
        self.take(at, &whole.name, base, depth + 1);
        Ok(())
    }

    /// Reads a file whose services another one extends. What stands in it beside them is taken with the first of them.
    fn whole(&mut self, from: &str, path: &str) -> Result<Whole, String> {
        let file = self.files.attached(from, path)?;
        if self.files.is_outside(from, &file.name) {
            return Err(OUTSIDE.to_owned());
        }
        let name = plain(&file.name);
        let read = self.sources.iter().find(|(_, source)| plain(&source.name) == name).map(|(number, _)| number);
        let number = read.unwrap_or_else(|| self.sources.iter().count());
        let carrier = carrier::detect(&file.name, &file.text, number);
        if read.is_none() && carrier.is_some() {
            self.sources.add(Source::attached(file.name.as_str(), file.text.as_str()));
        }
        Ok(Whole { name: file.name, carrier })
    }

    /// Takes the manifests beside the ones that were given which keep what a portal in those has variables or files from.
    pub(super) fn bring_objects(&mut self) {
        let name = |carrier: &Carrier| self.sources.name(carrier.source()).to_owned();
        let kept: BTreeSet<&str> = self.found.iter().flat_map(|(_, carrier)| carrier.objects_kept()).collect();
        let lacks =
            |carrier: &Carrier| carrier.objects_wanted().into_iter().filter(|name| !kept.contains(name.as_str()));
        let wanted = self.found.iter().flat_map(|(at, carrier)| {
            let name = name(carrier);
            lacks(carrier).map(move |object| (*at, name.clone(), object)).collect::<Vec<_>>()
        });
        for (at, name, object) in wanted.take(MOST_BESIDE).collect::<Vec<_>>() {
            if let Some(file) = self.files.keeping(&name, &object) {
                // What cannot be read is told where it is missed.
                _ = self.beside(at, &name, &file, 0);
            }
        }
        self.found.sort_by_key(|(at, _)| *at);
    }

    /// Reads a file that a carrier names from the root of a repository (`$values/portal/values.yaml`), where it lies in this one.
    fn in_checkout(&mut self, at: usize, from: &str, named: &str, depth: usize) -> bool {
        let Some((_, path)) = named.strip_prefix('$').and_then(|named| named.split_once('/')) else { return false };
        let mut places = (0..=HIGHEST).map(|up| format!("{}{path}", "../".repeat(up)));
        places.any(|path| self.beside(at, from, &path, depth).is_ok())
    }

    /// Reads a file that a carrier names, unless it was given by itself.
    fn beside(&mut self, at: usize, from: &str, path: &str, depth: usize) -> Result<(), String> {
        if depth >= DEEPEST || self.found.len() > MOST_BESIDE {
            return Err(TOO_MANY.to_owned());
        }
        let file = self.files.attached(from, path)?;
        let name = plain(&file.name);
        if name == plain(from)
            || self.given.contains(&name)
            || self.sources.iter().any(|(_, source)| plain(&source.name) == name)
        {
            return Ok(());
        }
        if self.files.is_outside(from, &file.name) {
            return Err(OUTSIDE.to_owned());
        }
        let next = self.sources.iter().count();
        match carrier::detect(&file.name, &file.text, next) {
            Some(carrier) => {
                self.sources.add(Source::attached(name.as_str(), file.text.as_str()));
                self.take(at, &name, carrier, depth + 1);
                Ok(())
            }
            None => Err("holds nothing that is known".to_owned()),
        }
    }
}

/// Tells whether a file holds values of a chart: by its name, and by the chart's description beside it.
pub(super) fn is_of_chart(name: &str, files: &dyn Files) -> bool {
    let helm = &carriers().deployments;
    let stem = helm.defaults.split('.').next().unwrap_or_default();
    last(name).starts_with(stem) && files.attached(name, &helm.chart).is_ok()
}
