//! What a refusal on the way means, and the one change that mends it. Decisions only; of a provider's own words, only what looks like the
//! code of an error is shown.

use std::time::Duration;

use url::Url;

use super::ask::{Ask, prompt};
use crate::contract;
use crate::proof::Step;
use crate::providers::oauth::sent_back::shown_code;
use crate::providers::oauth::wire::ErrorBody;
use crate::validate::live::Door;

/// The step about the client and its code.
pub(super) const TOKENS: &str = "client";
/// The step about reading the person.
pub(super) const PROFILE: &str = "profile";
/// The step about the person's own part.
pub(super) const BROWSER: &str = "browser";

/// The token endpoint gave no tokens: its status, and its error, of whose words nothing is shown.
pub(super) fn tokens(status: u16, refused: &ErrorBody, door: &Door<'_>, ask: &Ask) -> Step {
    let id = door.credential.fields.text("client-id").unwrap_or_default();
    let block = format!("auth.providers.{}.{}", door.provider, door.environment);
    let another_secret = || {
        Step::invalid(TOKENS, format!("`{id}` is refused with this secret"))
            .hint(format!("make a new secret at {}, and set what `{block}.clientSecret` refers to", title(door)))
    };
    match refused.error.as_str() {
        "invalid_client" | "incorrect_client_credentials" => another_secret(),
        "unauthorized_client" if is_of_the_secret(status, &refused.description) => another_secret(),
        "unauthorized_client" => Step::invalid(TOKENS, format!("`{id}` may not sign people in by a code"))
            .hint(format!("allow the authorization code flow for it at {}", title(door))),
        "redirect_uri_mismatch" => Step::invalid(TOKENS, "the callback is not the one that is registered")
            .hint(format!("register {} at {}", ask.redirect, title(door))),
        "invalid_grant" | "bad_verification_code" => {
            Step::invalid(TOKENS, "the code is refused: it was used before, has ended, or is for another callback")
                .hint(format!("run it again; if that does not help, register {} at {}", ask.redirect, title(door)))
        }
        _ if status == 401 => another_secret(),
        other => match shown_code(other) {
            code if code.is_empty() => {
                Step::unknown(TOKENS, format!("the token endpoint answered with status {status}"))
                    .hint("run it again in a while; if it stays, look into the provider's own log")
            }
            code => Step::invalid(TOKENS, format!("the token endpoint answered `{code}`"))
                .hint("`devportal-auth validate --live` tries the client by itself"),
        },
    }
}

/// Tells whether `unauthorized_client` is said of the secret: Keycloak says so with 401 (26.7.1), and before with 400 and these words.
fn is_of_the_secret(status: u16, description: &str) -> bool {
    status == 401 || ["Invalid client or Invalid client credentials", "Invalid client secret"].contains(&description)
}

/// A page for people came where a program is answered.
pub(super) fn page(step: &str, where_from: &str, (url, status): (&Url, u16)) -> Step {
    let at = format!("{}{}", url.origin().ascii_serialization(), url.path());
    let says = format!(
        "a page answered in place of {where_from}, at {at} (status {status}): a page to sign in at, or one of a proxy on the way"
    );
    Step::unknown(step, says).hint(
        "open that address in a browser to see whose page it is; the portal's backend has to reach the endpoint itself",
    )
}

/// The person could not be read.
pub(super) fn profile(status: u16, openid: bool) -> Step {
    match status {
        401 | 403 => {
            let scopes = if openid { "`openid profile email`" } else { "the scopes that it asks for" };
            Step::invalid(PROFILE, format!("the profile is not told with the token that was given (status {status})"))
                .hint(format!("allow {scopes} for this client"))
        }
        200..=299 => Step::unknown(PROFILE, "what came in the profile's place cannot be read")
            .hint("the portal needs the userinfo as plain JSON, not signed and not encrypted"),
        _ => Step::unknown(PROFILE, format!("the provider answered with status {status} when asked for the profile")),
    }
}

/// The provider sent the person back with an error, by its code.
pub(super) fn sent_back(error: &str, door: &Door<'_>, ask: &Ask) -> Step {
    let block = format!("auth.providers.{}.{}", door.provider, door.environment);
    let hint = match error {
        "access_denied" | "consent_required" => {
            let says = "consent was refused: the person, or a rule of the organisation, did not allow the portal to see who they are";
            return Step::invalid("consent", says)
                .hint(format!("allow `{}` when asked, or have an administrator approve the client", ask.scopes));
        }
        "login_required" | "interaction_required" | "account_selection_required"
            if door.provider == "oidc" && prompt(door.block) == "none" =>
        {
            let says = format!(
                "nobody who has no session at the provider yet gets in: the portal sends `prompt=none` (`{error}`)"
            );
            return Step::invalid("prompt", says).hint(format!("set `{block}.prompt: auto`"));
        }
        "unauthorized_client" | "unsupported_response_type" => {
            format!("allow the authorization code flow for this client at {}", title(door))
        }
        "invalid_scope" => format!("allow `{}` for this client at {}", ask.scopes, title(door)),
        "redirect_uri_mismatch" => format!("register {} at {}", ask.redirect, title(door)),
        _ => format!("look into the log of {}", title(door)),
    };
    let says = match shown_code(error) {
        code if code.is_empty() => "the provider sent the person back with an error".to_owned(),
        code => format!("the provider sent the person back with `{code}`"),
    };
    Step::invalid("provider", says).hint(hint)
}

/// Nothing came back in time. A provider shows its own page for a callback or a client that it does not know, and never sends anybody
/// back from there.
pub(super) fn nothing_came(patience: Duration, door: &Door<'_>, ask: &Ask) -> Step {
    let id = door.credential.fields.text("client-id").unwrap_or_default();
    let says = format!("nothing came back within {} s", patience.as_secs());
    let hint = format!(
        "does the browser show an error of {}? Then register {} there, to the letter, for the client `{id}`; was the window closed, run it again \
         (`--patience SECONDS` waits longer)",
        ask.address.host_str().unwrap_or("the provider"),
        ask.redirect
    );
    Step::unknown(BROWSER, says).hint(hint)
}

fn title(door: &Door<'_>) -> String {
    contract::provider(door.credential.provider).map(|spec| spec.title).unwrap_or_else(|_| "the provider".to_owned())
}
