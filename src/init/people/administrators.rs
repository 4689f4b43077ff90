//! Which of the groups administers the portal.

use anyhow::{Result, bail};

use super::super::{Edges, Missing, Unfit, ask};
use super::roll::{Roll, count};
use crate::answers::{Choice, Form, Question, Reply};
use crate::near::did_you_mean;
use crate::proof::catalog_accepts;

/// What an entity reference of a group begins with.
const ENTITY: &str = "group:default/";

/// Asks who administers the portal. The answer is an entity reference, or nothing.
pub(super) fn administrators(
    edges: &mut Edges<'_>,
    arriving: Option<&Roll>,
    before: Option<&str>,
) -> Result<Option<String>> {
    let someone = edges.answers.can_answer_again();
    let mut question = question(arriving, before);
    if !someone && before.is_none() {
        question.default = Some("none".into());
    }
    let mut refused: Option<String> = None;
    loop {
        let chosen = match ask(edges, &question, refused.as_deref())? {
            Reply::Answer(chosen) => chosen,
            Reply::Back => continue,
            Reply::None => return Err(Missing::of(vec![question]).into()),
        };
        match entity(chosen.expose(), arriving) {
            Ok(group) => {
                edges.journal.record_choice(&question.key, chosen.expose())?;
                let nobody = "nobody yet; `--admin-group` names a group";
                edges.report.detail("administers", group.as_deref().unwrap_or(nobody));
                return Ok(group);
            }
            Err(error) if someone => refused = Some(error.to_string()),
            Err(error) => return Err(Unfit::of(&question.key, &error).into()),
        }
    }
}

/// The question as somebody may have answered it before it is asked: a plain Backstage has administrators only where a plugin brings them.
pub(super) fn named() -> Question {
    question(None, None)
}

fn question(arriving: Option<&Roll>, before: Option<&str>) -> Question {
    let mut choices: Vec<Choice> = Vec::new();
    let mut groups: Vec<_> = arriving.map(|roll| roll.groups().iter().collect()).unwrap_or_default();
    groups.retain(|(name, _)| catalog_accepts(name));
    groups.sort_by_key(|(name, _)| (likelihood(name), name.clone()));
    choices.extend(groups.iter().map(|(name, members)| Choice {
        value: name.clone(),
        label: format!("{name} ({})", count(*members, "person").replace("persons", "people")),
    }));
    choices.push(Choice {
        value: "none".into(),
        label: "nobody for now\nthe image's own groups stay, which may not exist".into(),
    });
    let first = choices.first().map(|choice| choice.value.clone());
    Question {
        key: "admin-group".into(),
        prompt: "Who administers the portal?".into(),
        about: "the group that administers the portal".into(),
        form: if arriving.is_some() { Form::Choice(choices) } else { Form::Text },
        default: before.map(|group| group.trim_start_matches(ENTITY).to_owned()).or(if arriving.is_some() {
            first
        } else {
            Some("none".into())
        }),
        default_unasked: true,
        example: Some("platform".into()),
        explain: vec![
            "Guest, who was the administrator, is closed; this group takes over.".into(),
            "Its members may change everything in the portal, the permissions of others included.".into(),
        ],
        ways: vec!["--admin-group NAME, or none".into()],
        ..Question::default()
    }
}

/// Names of groups that usually run a platform come first.
fn likelihood(name: &str) -> u8 {
    match name.to_lowercase() {
        name if name.contains("platform") => 0,
        name if name.contains("devops") || name.contains("sre") => 1,
        name if name.contains("admin") => 2,
        _ => 3,
    }
}

/// The entity reference of a group; a group that will not be in the catalog is refused with the nearest that will.
fn entity(chosen: &str, arriving: Option<&Roll>) -> Result<Option<String>> {
    if chosen == "none" || chosen.is_empty() {
        return Ok(None);
    }
    let name = chosen.strip_prefix(ENTITY).unwrap_or(chosen);
    if !catalog_accepts(name) {
        bail!("`{name}` cannot be a group in the catalog: letters, digits and - _ . between them, 63 at most");
    }
    if let Some(roll) = arriving.filter(|roll| roll.is_whole()) {
        let known: Vec<_> = roll.groups().iter().map(|(name, _)| name.as_str()).collect();
        if !known.iter().any(|group| group.eq_ignore_ascii_case(name)) {
            let near = did_you_mean(name, known.iter().copied());
            bail!("no group `{name}` would arrive in the catalog{near}");
        }
    }
    Ok(Some(format!("{ENTITY}{}", name.to_lowercase())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::{Census, DirectoryGroup, Extent};

    fn arriving() -> Roll<'static> {
        let mut roll = Roll::new(None);
        for (name, members) in [("Ops & SRE", &[] as &[&str]), ("admins", &["ada"]), ("platform", &["ada", "bob"])] {
            let members = members.iter().map(|&member| member.into()).collect();
            roll.group(DirectoryGroup { name: name.into(), members, ..DirectoryGroup::default() });
        }
        roll.end(Extent::Whole);
        roll
    }

    #[test]
    fn the_likely_group_is_offered_first_and_a_refused_name_never() {
        let Form::Choice(choices) = question(Some(&arriving()), None).form else { panic!("a list") };
        let labels: Vec<_> = choices.iter().map(|choice| choice.label.lines().next().unwrap_or_default()).collect();
        assert_eq!(labels, ["platform (2 people)", "admins (1 person)", "nobody for now"]);
    }

    #[test]
    fn a_group_that_will_not_exist_is_refused_with_the_nearest() {
        let refused = entity("platfrom", Some(&arriving())).err().map(|error| error.to_string());
        assert_eq!(
            refused.as_deref(),
            Some("no group `platfrom` would arrive in the catalog; did you mean `platform`?")
        );
        assert_eq!(entity("Platform", Some(&arriving())).ok().flatten().as_deref(), Some("group:default/platform"));
        assert_eq!(entity("none", Some(&arriving())).ok(), Some(None));
    }
}
