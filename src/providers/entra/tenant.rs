//! Is the tenant there, and what is its id? Anybody may ask.

use serde::Deserialize;
use url::Url;

use super::{TENANT, error, is_public};
use crate::credential::Purpose;
use crate::proof::{Aspect, Proof, Step};
use crate::providers::Wanted;
use crate::providers::http::{Http, below};
use crate::providers::oauth::form::is_uuid;
use crate::providers::oauth::wire;

/// What the steps about the tenant rest on.
const THERE: Aspect<'static> = Aspect::new("tenant", &[TENANT]);

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
}

/// Looks for the tenant.
pub(super) async fn look(http: &Http, wanted: &Wanted) -> Proof {
    let Some(tenant) = wanted.setting(TENANT) else { return Proof::default() };
    if matches!(tenant, "common" | "organizations" | "consumers") {
        let says = format!("`{tenant}` is every tenant, and nobody's people in particular");
        return Proof::of(Step::invalid(THERE, says).hint("give the id of your own tenant, or one of its domains"));
    }
    let description = below(&wanted.url, &[tenant, "v2.0", ".well-known", "openid-configuration"]);
    let answer = match wire::get(http, &description, None).await {
        Ok(answer) => answer,
        Err(error) => return Proof::of(wire::no_answer(THERE, &error)),
    };
    let Some(metadata) = answer.json::<Metadata>().filter(|_| answer.status == 200) else {
        return Proof::of(error::step(THERE, &answer));
    };
    let mut proof = match id_of(&metadata.issuer) {
        Some(id) if id.eq_ignore_ascii_case(tenant) => Proof::of(Step::valid(THERE, format!("`{tenant}` is there"))),
        Some(id) => {
            let mut proof = Proof::of(Step::valid(THERE, format!("`{tenant}` is the tenant `{id}`")));
            proof.settings.insert(TENANT.to_owned(), id.to_owned());
            proof
        }
        None => Proof::of(Step::unknown(THERE, "the issuer does not tell the tenant's id")),
    };
    proof.steps.extend(another_cloud(wanted));
    proof
}

/// The portal's own sign-in module sends people to the public cloud, whatever is configured.
fn another_cloud(wanted: &Wanted) -> Option<Step> {
    let signs_in = wanted.purposes.contains(&Purpose::Authentication);
    (signs_in && !is_known_to_sign_in(&wanted.url)).then(|| {
        Step::attention("cloud", "people and groups are read from this cloud; sign-in knows the public one only")
            .hint("sign in by `--profile oidc`, with this tenant's issuer in this cloud")
    })
}

/// The public cloud, or this machine, which no cloud is.
fn is_known_to_sign_in(url: &Url) -> bool {
    is_public(url) || matches!(url.host_str(), Some("127.0.0.1" | "localhost"))
}

/// The tenant's id in an issuer (`https://login.microsoftonline.com/ID/v2.0`).
fn id_of(issuer: &str) -> Option<&str> {
    issuer.split('/').find(|part| is_uuid(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_in_knows_the_public_cloud_and_no_sovereign_one() {
        for (url, known) in [
            ("https://login.microsoftonline.com", true),
            ("http://127.0.0.1:8080", true),
            ("https://login.microsoftonline.us", false),
            ("https://login.partner.microsoftonline.cn", false),
        ] {
            assert_eq!(is_known_to_sign_in(&Url::parse(url).unwrap()), known, "{url}");
        }
    }

    #[test]
    fn a_tenants_id_is_read_off_its_issuer() {
        let id = "9f0c2b7e-54a1-4c0e-9d6b-2f4f6f1f7a31";
        assert_eq!(id_of(&format!("https://login.microsoftonline.com/{id}/v2.0")), Some(id));
        assert_eq!(id_of("https://login.microsoftonline.com/common/v2.0"), None);
    }
}
