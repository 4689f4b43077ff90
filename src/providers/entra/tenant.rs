//! Is the tenant there, and what is its id? Anybody may ask.

use serde::Deserialize;

use super::{TENANT, below, error};
use crate::proof::{Proof, Step};
use crate::providers::Wanted;
use crate::providers::http::Http;
use crate::providers::oauth::wire;

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
}

/// Looks for the tenant.
pub(super) async fn look(http: &Http, wanted: &Wanted) -> Proof {
    let Some(tenant) = wanted.setting(TENANT) else { return Proof::default() };
    if matches!(tenant, "common" | "organizations" | "consumers") {
        let says = format!("`{tenant}` is every tenant, and nobody's people in particular");
        return Proof::of(Step::invalid(TENANT, says).hint("give the id of your own tenant, or one of its domains"));
    }
    let description = below(&wanted.url, &format!("{tenant}/v2.0/.well-known/openid-configuration"));
    let answer = match wire::get(http, &description, None).await {
        Ok(answer) => answer,
        Err(error) => return Proof::of(wire::no_answer(TENANT, &error)),
    };
    let Some(metadata) = answer.json::<Metadata>().filter(|_| answer.status == 200) else {
        return Proof::of(error::step(TENANT, &answer));
    };
    match id_of(&metadata.issuer) {
        Some(id) if id.eq_ignore_ascii_case(tenant) => Proof::of(Step::valid(TENANT, format!("`{tenant}` is there"))),
        Some(id) => {
            let mut proof = Proof::of(Step::valid(TENANT, format!("`{tenant}` is the tenant `{id}`")));
            proof.settings.insert(TENANT.to_owned(), id.to_owned());
            proof
        }
        None => Proof::of(Step::unknown(TENANT, "the issuer does not tell the tenant's id")),
    }
}

/// The tenant's id in an issuer (`https://login.microsoftonline.com/ID/v2.0`).
fn id_of(issuer: &str) -> Option<&str> {
    issuer.split('/').find(|part| is_uuid(part))
}

/// Tells whether a text has the form of a UUID.
pub(super) fn is_uuid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.chars().all(|c| c.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenants_id_is_read_off_its_issuer() {
        let id = "9f0c2b7e-54a1-4c0e-9d6b-2f4f6f1f7a31";
        assert_eq!(id_of(&format!("https://login.microsoftonline.com/{id}/v2.0")), Some(id));
        assert_eq!(id_of("https://login.microsoftonline.com/common/v2.0"), None);
        assert!(is_uuid(id) && !is_uuid("acme.onmicrosoft.com") && !is_uuid("9f0c2b7e54a14c0e9d6b2f4f6f1f7a31"));
    }
}
