//! The release that a Dockerfile or compose file starts: by its image, by what it fetches, or by a setting that names it. Pure.

use std::collections::BTreeMap;

use super::{Release, Version, releases};

/// The release that a Dockerfile or compose file starts.
pub fn release(text: &str) -> Option<Release> {
    let settings = settings(text);
    let lines: Vec<_> = text.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
    let mut filled = lines.iter().filter_map(|line| filled(line, &settings));
    let image = filled.clone().find_map(|line| of_image(&line));
    let fetched = || filled.find_map(|line| fetched(&line));
    let named = || settings.iter().find_map(|(name, value)| named(name, value));
    image.or_else(fetched).or_else(named)
}

fn of_image(line: &str) -> Option<Release> {
    let line = line.trim();
    let name = line.strip_prefix("FROM ").or_else(|| line.strip_prefix("image:"))?.trim();
    let (_, version) = releases().images.iter().find(|(image, _)| name.contains(image.as_str()))?;
    Some(Release::said(*version, "the image's name"))
}

/// Backstage's own sources, by the tag that they are fetched by.
fn fetched(line: &str) -> Option<Release> {
    releases().fetched.iter().find_map(|begins| {
        let (_, tag) = line.split_once(begins.as_str())?;
        let end = tag.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-')).unwrap_or(tag.len());
        of_tag(tag[..end].trim_matches(['.', '-']), "what the Dockerfile fetches")
    })
}

fn named(name: &str, value: &str) -> Option<Release> {
    let known = releases().settings.iter().any(|known| known == name);
    known.then(|| of_tag(value.trim_start_matches('v'), &format!("`{name}` of the Dockerfile"))).flatten()
}

/// A release by its tag; until 2022 they were called by their day.
fn of_tag(tag: &str, by: &str) -> Option<Release> {
    let day: Vec<_> = tag.split('-').collect();
    if matches!(day[..], [year, _, _] if year.len() == 4) && tag.bytes().all(|c| c.is_ascii_digit() || c == b'-') {
        return Some(Release::before_all(by));
    }
    tag.parse::<Version>().ok().map(|version| Release::said(version, by))
}

/// The longest value that a setting comes to, and the most that all of a file come to: each may double the one before it.
const LONGEST: usize = 4 << 10;
const MOST: usize = 256 << 10;

/// What a Dockerfile sets by `ARG` and `ENV`, each filled with what was set before it, as far as there is room.
fn settings(text: &str) -> BTreeMap<String, String> {
    let mut set = BTreeMap::new();
    let mut room = MOST;
    for line in text.lines().map(str::trim) {
        let Some(rest) = ["ARG ", "ENV "].iter().find_map(|word| line.strip_prefix(word)) else { continue };
        let spaced = rest.trim().split_once(' ').filter(|(name, _)| !name.contains('='));
        let pairs = rest.split_whitespace().filter_map(|pair| pair.split_once('=')).chain(spaced);
        for (name, value) in pairs.collect::<Vec<_>>() {
            let Some(value) = filled(value.trim().trim_matches(['"', '\'']), &set) else { continue };
            let Some(left) = room.checked_sub(name.len() + value.len()) else { return set };
            room = left;
            set.insert(name.to_owned(), value);
        }
    }
    set
}

/// A line with the settings in it; what is not set stays as it is. Nothing where it becomes longer than any that is meant.
fn filled(line: &str, set: &BTreeMap<String, String>) -> Option<String> {
    let mut filled = String::new();
    let mut rest = line;
    // Looked up once, so that a line of many that never end is not read again for each.
    let last_end = line.rfind('}');
    let ends = |inside: &&str| last_end.is_some_and(|last| last >= line.len() - inside.len());
    while let Some((before, after)) = rest.split_once('$') {
        filled.push_str(before);
        let (reference, behind) = match after.strip_prefix('{').filter(ends).and_then(|inside| inside.split_once('}')) {
            Some((inside, behind)) => (inside, behind),
            None => after.split_at(after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len())),
        };
        let (name, default) = reference.split_once(":-").map_or((reference, None), |(name, value)| (name, Some(value)));
        match set.get(name).map(String::as_str).or(default) {
            Some(value) => filled.push_str(value),
            None => filled.push_str(&rest[before.len()..rest.len() - behind.len()]),
        }
        if filled.len() > line.len() + LONGEST {
            return None;
        }
        rest = behind;
    }
    Some(filled + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(text: &str) -> Option<String> {
        release(text).map(|release| release.to_string())
    }

    #[test]
    fn an_image_is_told_by_its_name_also_through_a_setting() {
        for text in [
            "# ours\nFROM veecode/devportal:2.1 AS portal\n",
            "services:\n  portal:\n    image: docker.io/veecode/devportal:1.2\n",
            "ARG REGISTRY=docker.io\nARG IMAGE=\"$REGISTRY/veecode/devportal:2.1\"\nFROM ${IMAGE}\n",
        ] {
            assert_eq!(by(text).as_deref(), Some("1.49"), "{text}");
        }
        for text in ["FROM node:20\n", "FROM $IMAGE\n", "ARG IMAGE\nFROM ${IMAGE}\n", "FROM a$", "FROM ${", ""] {
            assert_eq!(by(text), None, "{text}");
        }
    }

    #[test]
    fn settings_that_double_each_other_come_to_an_end() {
        let doubled = |line: &str| format!("FROM node:22\nENV A=xx\n{}FROM $A\n", line.repeat(60));
        let all = |text: &str| settings(text).values().map(String::len).sum::<usize>();
        assert!(all(&doubled("ENV A=$A$A\n")) <= LONGEST);
        let copies: String = (0..2_000).map(|at| format!("ARG B{at}=$A\n")).collect();
        let long = format!("ENV A={}\n{copies}", "x".repeat(LONGEST));
        assert!(all(&long) <= MOST);
        assert_eq!(by(&doubled("ENV A=$A$A\n")), None);
    }

    #[test]
    fn a_release_is_told_by_what_is_fetched_or_by_the_setting_that_names_it() {
        let url = "https://github.com/backstage/backstage/archive/refs/tags/";
        let fetches = format!("FROM node:20\nARG RELEASE=\"1.45.2\"\nRUN curl -sSL {url}v$RELEASE.tar.gz | tar zx\n");
        assert_eq!(by(&fetches).as_deref(), Some("1.45.2"));
        assert_eq!(by("FROM node:20\nENV NODE_ENV=production BACKSTAGE_VERSION=v1.45.2\n").as_deref(), Some("1.45.2"));
        assert_eq!(by("FROM node:20\nARG BACKSTAGE_VERSION\n"), None);
        let old = format!("ARG RELEASE=\"2021-07-08\"\nARG URL=\"{url}release-$RELEASE.tar.gz\"\nRUN curl -sSL $URL\n");
        assert!(release(&old).is_some_and(|release| release.is_older_than_known()));
    }
}
