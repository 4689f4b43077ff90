//! Which people and groups would arrive, and which of the groups administers the portal.

use anyhow::{Result, bail};

use super::{Edges, Options, Proving, Unfit, ask, provider};
use crate::answers::file::Stage;
use crate::answers::{Choice, Form, Question, Reply};
use crate::credential::Answers;
use crate::near::nearest;
use crate::plan::{Plan, fields_of};
use crate::proof::{Directory, Proof, Step, catalog_accepts};
use crate::providers::read_directory;

/// What an entity reference of a group begins with.
const ENTITY: &str = "group:default/";

/// Previews the org data and asks who administers the portal. The answer is an entity reference, or nothing.
pub(super) async fn people(
    plan: &Plan,
    options: &Options,
    edges: &mut Edges<'_>,
    answers: &Answers,
) -> Result<Option<String>> {
    if !plan.signs_in() {
        edges.report.problem(nobody_signs_in(plan), None);
        return Ok(None);
    }
    let directory = match options.proving {
        Proving::Live => read(plan, edges, answers).await?,
        Proving::Skipped => None,
    };
    administrators(edges, directory.as_ref(), options.defaults.get("admin-group").map(String::as_str))
}

fn nobody_signs_in(plan: &Plan) -> &'static str {
    match plan.choices.stage {
        Stage::Local => "nobody signs in: whoever reaches this portal is its administrator; keep it on this machine",
        Stage::Production => {
            "this profile has no sign-in, and Guest is closed for production: nobody can enter until you add one"
        }
    }
}

async fn read(plan: &Plan, edges: &mut Edges<'_>, answers: &Answers) -> Result<Option<Directory>> {
    let Some(need) = plan.reader() else { return Ok(None) };
    let wanted = plan.wanted(need, answers)?;
    edges.report.heading("People");
    edges.report.busy("reading people and groups");
    let read = read_directory(provider(plan, need, edges)?, &wanted, &fields_of(need, answers)).await;
    edges.report.idle();
    match read {
        Ok(directory) => {
            edges.report.proof("org data", &preview(&directory));
            Ok(Some(directory))
        }
        Err(error) => {
            edges.report.problem(&format!("could not read people and groups: {error:#}"), None);
            Ok(None)
        }
    }
}

/// Counts what would arrive, and names what the catalog would refuse or could not tell apart.
fn preview(directory: &Directory) -> Proof {
    let (users, groups) = (directory.users.len(), directory.groups.len());
    let more = if directory.partial { " and more; only a part was read" } else { "" };
    let counted = format!("{} and {} would arrive{more}", count(users, "user"), count(groups, "group"));
    let mut proof = Proof::of(Step::valid("arriving", counted));
    for (what, names) in [
        ("user", directory.users.iter().map(|user| user.name.as_str()).collect::<Vec<_>>()),
        ("group", directory.groups.iter().map(|group| group.name.as_str()).collect()),
    ] {
        let refused: Vec<_> = names.iter().copied().filter(|name| !catalog_accepts(name)).collect();
        if !refused.is_empty() {
            let says = format!("{} the catalog refuses: {}", count(refused.len(), what), shorten(&refused));
            proof.push(
                Step::attention("names", says)
                    .hint("a name may hold letters, digits and - _ . between them, 63 at most"),
            );
        }
        let twice = collisions(&names);
        if !twice.is_empty() {
            proof.push(Step::attention("names", format!("the same {what} more than once: {}", shorten(&twice))));
        }
    }
    proof
}

/// Names that are one and the same to the catalog, which ignores case in references.
fn collisions<'a>(names: &[&'a str]) -> Vec<&'a str> {
    let mut seen = std::collections::BTreeSet::new();
    names.iter().copied().filter(|name| !seen.insert(name.to_lowercase())).collect()
}

pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn shorten(names: &[&str]) -> String {
    let shown: Vec<_> = names.iter().take(5).map(|name| format!("`{name}`")).collect();
    let rest = names.len().saturating_sub(5);
    if rest == 0 { shown.join(", ") } else { format!("{} and {rest} more", shown.join(", ")) }
}

fn administrators(
    edges: &mut Edges<'_>,
    directory: Option<&Directory>,
    before: Option<&str>,
) -> Result<Option<String>> {
    let someone = edges.answers.can_answer_again();
    let mut question = question(directory, before);
    if !someone && before.is_none() {
        question.default = Some("none".into());
    }
    let mut refused: Option<String> = None;
    loop {
        let chosen = match ask(edges, &question, refused.as_deref())? {
            Reply::Answer(chosen) => chosen,
            Reply::Back => continue,
            Reply::None => return Err(super::Missing::of(vec![question]).into()),
        };
        match entity(chosen.expose(), directory) {
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

fn question(directory: Option<&Directory>, before: Option<&str>) -> Question {
    let mut choices: Vec<Choice> = Vec::new();
    let mut groups: Vec<_> = directory.map(|directory| directory.groups.iter().collect()).unwrap_or_default();
    groups.retain(|group| catalog_accepts(&group.name));
    groups.sort_by_key(|group| (likelihood(&group.name), group.name.clone()));
    choices.extend(groups.iter().map(|group| Choice {
        value: group.name.clone(),
        label: format!("{} ({})", group.name, count(group.members.len(), "person").replace("persons", "people")),
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
        form: if directory.is_some() { Form::Choice(choices) } else { Form::Text },
        default: before.map(|group| group.trim_start_matches(ENTITY).to_owned()).or(if directory.is_some() {
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
fn entity(chosen: &str, directory: Option<&Directory>) -> Result<Option<String>> {
    if chosen == "none" || chosen.is_empty() {
        return Ok(None);
    }
    let name = chosen.strip_prefix(ENTITY).unwrap_or(chosen);
    if !catalog_accepts(name) {
        bail!("`{name}` cannot be a group in the catalog: letters, digits and - _ . between them, 63 at most");
    }
    if let Some(directory) = directory.filter(|directory| !directory.partial) {
        let known: Vec<_> = directory.groups.iter().map(|group| group.name.as_str()).collect();
        if !known.iter().any(|group| group.eq_ignore_ascii_case(name)) {
            let near = nearest(name, known.iter().copied())
                .map(|near| format!("; did you mean `{near}`?"))
                .unwrap_or_default();
            bail!("no group `{name}` would arrive in the catalog{near}");
        }
    }
    Ok(Some(format!("{ENTITY}{}", name.to_lowercase())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::{DirectoryGroup, DirectoryUser};

    fn directory() -> Directory {
        let group = |name: &str, members: &[&str]| DirectoryGroup {
            name: name.into(),
            members: members.iter().map(|&member| member.into()).collect(),
        };
        Directory {
            users: ["ada", "bob"].map(|name| DirectoryUser { name: name.into(), ..DirectoryUser::default() }).into(),
            groups: vec![group("Ops & SRE", &[]), group("admins", &["ada"]), group("platform", &["ada", "bob"])],
            partial: false,
        }
    }

    #[test]
    fn the_preview_counts_and_names_what_the_catalog_refuses() {
        let says: Vec<_> = preview(&directory()).steps.into_iter().map(|step| step.says).collect();
        assert_eq!(says, ["2 users and 3 groups would arrive", "1 group the catalog refuses: `Ops & SRE`"]);
    }

    #[test]
    fn the_likely_group_is_offered_first_and_a_refused_name_never() {
        let Form::Choice(choices) = question(Some(&directory()), None).form else { panic!("a list") };
        let labels: Vec<_> = choices.iter().map(|choice| choice.label.lines().next().unwrap_or_default()).collect();
        assert_eq!(labels, ["platform (2 people)", "admins (1 person)", "nobody for now"]);
    }

    #[test]
    fn a_group_that_will_not_exist_is_refused_with_the_nearest() {
        let refused = entity("platfrom", Some(&directory())).err().map(|error| error.to_string());
        assert_eq!(
            refused.as_deref(),
            Some("no group `platfrom` would arrive in the catalog; did you mean `platform`?")
        );
        assert_eq!(entity("Platform", Some(&directory())).ok().flatten().as_deref(), Some("group:default/platform"));
        assert_eq!(entity("none", Some(&directory())).ok(), Some(None));
    }
}
