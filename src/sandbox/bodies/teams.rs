//! Teams.

use serde_json::{Map, Value, json};

use super::{Here, fields, joined};
use crate::sandbox::world::{self, ORGANIZATION, ORGANIZATION_ID, Team};

/// A team with the one above it.
pub(in crate::sandbox) fn team(here: &Here, team: &Team) -> Value {
    let parent = team.parent.and_then(world::team_named).map(|parent| joined([core(here, parent)]));
    joined([core(here, team), fields(json!({ "parent": parent }))])
}

fn core(here: &Here, team: &Team) -> Map<String, Value> {
    let url = format!("{}/organizations/{ORGANIZATION_ID}/team/{}", here.api, team.id);
    fields(json!({
        "id": team.id,
        "node_id": format!("T_{}", team.id),
        "url": url,
        "html_url": format!("{}/orgs/{ORGANIZATION}/teams/{}", here.web, team.slug),
        "members_url": format!("{url}/members{{/member}}"),
        "repositories_url": format!("{url}/repos"),
        "name": team.name,
        "slug": team.slug,
        "description": Some(team.description).filter(|text| !text.is_empty()),
        "privacy": "closed",
        "notification_setting": "notifications_enabled",
        "permission": "pull",
        "type": "organization",
        "organization_id": ORGANIZATION_ID,
    }))
}
