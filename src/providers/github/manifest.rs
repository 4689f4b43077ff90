//! Makes a GitHub App from a manifest: a person confirms a prefilled form, GitHub sends a code back, and the code is
//! exchanged, once, for everything that the App has.
//! <https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest>

use std::collections::BTreeMap;

use anyhow::{Result, anyhow, bail, ensure};
use serde::Deserialize;
use serde_json::{Value, json};

use super::client::{Answer, Client};
use super::pages;
use crate::credential::{Fields, Secret};
use crate::providers::{Created, Creation, REDIRECT, Wanted};

/// The longest name that GitHub takes.
const LONGEST_NAME: usize = 34;

/// Says how an App is made: a form for the organisation's page, or for the person's own when they shall own it.
pub(super) fn creation(wanted: &Wanted) -> Creation {
    let name = fitting(&wanted.name);
    let organization = owner(wanted);
    let whose = organization.map_or_else(|| "for yourself".to_owned(), |login| format!("for `{login}`"));
    let who = organization.map_or_else(String::new, |login| format!(", as an owner of `{login}`"));
    Creation::Browser {
        action: pages::new_app(&wanted.url, organization),
        form: BTreeMap::from([("manifest".to_owned(), manifest(wanted, &name).to_string())]),
        steps: vec![
            format!("GitHub shows a new App `{name}` {whose}, with everything filled in"),
            format!("sign in there if it asks{who}, and press `Create GitHub App`"),
            "if the name is taken, change it there; nothing here depends on it".to_owned(),
        ],
    }
}

/// The organisation that shall own the App, or nobody when the person shall.
pub(super) fn owner(wanted: &Wanted) -> Option<&str> {
    wanted.setting("organization").filter(|_| wanted.setting("owner") != Some("person"))
}

/// Describes the App. Without `hook_attributes` it gets no webhook, which a portal does not listen to.
fn manifest(wanted: &Wanted, name: &str) -> Value {
    json!({
        "name": name,
        "url": wanted.portal,
        "description": "Lets the developer portal read the organisation",
        "redirect_url": REDIRECT,
        "callback_urls": wanted.callback.iter().collect::<Vec<_>>(),
        "public": false,
        "request_oauth_on_install": false,
        "default_permissions": wanted.permissions,
        "default_events": [],
    })
}

/// Makes a name fit: what stands before its last part gives way.
fn fitting(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>().trim_end_matches('-').to_owned();
    match name.rsplit_once('-') {
        Some((head, tail)) if tail.chars().count() < LONGEST_NAME / 2 => {
            format!("{}-{tail}", cut(head, LONGEST_NAME - 1 - tail.chars().count()))
        }
        _ => cut(name, LONGEST_NAME),
    }
}

/// A new App, with what GitHub shows only once.
#[derive(Deserialize)]
struct Converted {
    id: u64,
    slug: String,
    client_id: String,
    client_secret: String,
    webhook_secret: Option<String>,
    pem: String,
    html_url: Option<String>,
}

/// Exchanges the code for the App. `client` holds no credential; none is wanted here.
///
/// # Errors
/// When GitHub refuses the code, cannot be reached, or answers in another form. The code is in none of them.
pub(super) async fn exchange(client: &Client, wanted: &Wanted, code: &Secret) -> Result<Created> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    ensure!(!code.is_empty() && code.expose().chars().all(plain), "the code is not one that GitHub makes");
    let answer = client.post(&format!("app-manifests/{}/conversions", code.expose()), None).await?;
    match answer.status {
        200 | 201 => created(wanted, &answer),
        404 => bail!(
            "GitHub does not know the code: it was used before, or is older than an hour; start again, and look first \
             whether an App `{}` is left over at {}",
            fitting(&wanted.name),
            pages::apps(&wanted.url, owner(wanted)),
        ),
        422 => bail!("GitHub made no App of the manifest; is the name `{}` taken?", fitting(&wanted.name)),
        status => bail!("GitHub answered status {status} and handed no App out; try again within the hour"),
    }
}

fn created(wanted: &Wanted, answer: &Answer) -> Result<Created> {
    // What cannot be read is not shown: it may hold the key.
    let app: Converted = serde_json::from_slice(&answer.body).map_err(|_| {
        anyhow!(
            "GitHub made the App, but its answer has an unknown form; delete the App at {} and start again",
            pages::apps(&wanted.url, owner(wanted))
        )
    })?;
    let page = pages::trusted(&wanted.url, app.html_url.as_deref());
    let mut fields: Fields = [
        ("app-id", Secret::new(app.id.to_string())),
        ("client-id", Secret::new(app.client_id)),
        ("client-secret", Secret::new(app.client_secret)),
        ("private-key", Secret::new(app.pem)),
    ]
    .into_iter()
    .collect();
    if let Some(secret) = app.webhook_secret {
        fields.set("webhook-secret", Secret::new(secret));
    }
    Ok(Created { fields, name: pages::shown(&app.slug), page, ends: None })
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::super::tests::wanted;
    use super::*;

    fn form(wanted: &Wanted) -> (Url, Value) {
        match creation(wanted) {
            Creation::Browser { action, form, steps } => {
                assert_eq!(steps.len(), 3);
                (action, serde_json::from_str(&form["manifest"]).unwrap())
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_form_asks_for_what_the_features_need_and_no_webhook() {
        let (action, manifest) = form(&wanted());
        assert_eq!(action.as_str(), "https://github.com/organizations/acme/settings/apps/new");
        assert_eq!(manifest["name"], "acme-devportal");
        assert_eq!(manifest["redirect_url"], REDIRECT);
        assert_eq!(manifest["callback_urls"], json!(["https://portal.acme.dev/api/auth/github/handler/frame"]));
        assert_eq!(manifest["default_permissions"], json!({"contents": "read", "members": "read", "metadata": "read"}));
        assert_eq!(manifest["public"], false);
        assert!(manifest.get("hook_attributes").is_none() && manifest.get("setup_url").is_none());
    }

    #[test]
    fn without_sign_in_nobody_comes_back() {
        let (_, manifest) = form(&Wanted { callback: None, ..wanted() });
        assert_eq!(manifest["callback_urls"], json!([]));
    }

    #[test]
    fn a_person_may_own_the_app_and_a_server_may_be_ones_own() {
        let mut wanted = wanted();
        wanted.settings.insert("owner".into(), "person".into());
        wanted.url = Url::parse("https://ghe.acme.dev").unwrap();
        assert_eq!(form(&wanted).0.as_str(), "https://ghe.acme.dev/settings/apps/new");
    }

    #[test]
    fn a_long_name_keeps_its_end() {
        for (name, fits) in [
            ("acme-devportal", "acme-devportal"),
            ("the-very-long-organisation-of-acme-devportal", "the-very-long-organisati-devportal"),
            ("the-very-long-organisat-on-devportal", "the-very-long-organisat-devportal"),
            (&"a".repeat(40), &"a".repeat(34)),
        ] {
            assert_eq!(fitting(name), fits);
            assert!(fits.chars().count() <= LONGEST_NAME);
        }
    }
}
