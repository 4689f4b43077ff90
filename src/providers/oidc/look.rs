//! Is an OpenID Connect server there, and does it offer what the portal's sign-in needs? Asked before any client exists.

use super::address::{Address, BASE_URL};
use super::discovery::{self, Metadata};
use crate::proof::{Proof, Step};
use crate::providers::Wanted;
use crate::providers::http::Http;

/// The fact that holds the algorithm which the portal must be told, when it is not the one that it expects.
const SIGNING: &str = "token-signed-response-alg";

/// Reads the server's description, and judges it.
pub(super) async fn look(http: &Http, wanted: &Wanted) -> Proof {
    let address = match Address::of(wanted) {
        Ok(address) => address,
        Err(step) => return Proof::of(step),
    };
    match discovery::read(http, &address).await {
        Ok(metadata) => report(wanted, &address, &metadata),
        Err(step) => Proof::of(step),
    }
}

fn report(wanted: &Wanted, address: &Address, metadata: &Metadata) -> Proof {
    let mut proof = Proof::of(metadata.issuer(address));
    correct(&mut proof, address, metadata);
    match metadata.endpoints() {
        Ok(endpoints) => {
            proof.push(metadata.hosts());
            proof.elsewhere = endpoints.elsewhere(address);
        }
        Err(step) => proof.push(step),
    }
    if let Some((step, algorithm)) = metadata.signing() {
        proof.push(step);
        proof.settings.extend(algorithm.map(|algorithm| (SIGNING.to_owned(), algorithm.to_owned())));
    }
    proof.push(metadata.client_authentication());
    proof.steps.extend([metadata.scopes(wanted), metadata.code_flow(), metadata.logout()].into_iter().flatten());
    proof
}

/// Keeps the issuer as it writes itself, when only the writing differs.
fn correct(proof: &mut Proof, address: &Address, metadata: &Metadata) {
    let issuer = &metadata.issuer;
    if address.is(issuer) && !address.is_written(issuer) {
        proof.settings.insert(BASE_URL.to_owned(), issuer.clone());
        proof.push(Step::valid(
            BASE_URL,
            format!("`{issuer}` is how the server writes itself; that is used from now on"),
        ));
    }
}
