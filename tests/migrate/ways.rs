//! By what people sign in, and what an image has for it: what is refused, which profile or presets are taken, and what is no secret.

use devportal_auth::config::learn_text;
use devportal_auth::contract;
use devportal_auth::contract::system::{System, systems};
use devportal_auth::secrecy::Known;

/// Every row by which people sign in.
fn ways() -> impl Iterator<Item = &'static System> {
    systems().unwrap().iter().filter(|system| system.signs_in.is_some())
}

#[test]
fn what_a_way_in_says_in_the_open_is_taken_for_no_secret() {
    for system in ways() {
        let contract = contract::all().unwrap().iter().find(|contract| contract.name == system.name).unwrap();
        let mut text: String = contract.fragment.iter().map(|piece| piece.yaml.as_str()).collect();
        // A client's id may be the secret that was swapped with it.
        let is_of_client =
            |variable| contract.credentials.values().any(|spec| spec.fields.values().any(|of| of == variable));
        for (variable, spec) in
            contract.variables.iter().filter(|(variable, spec)| !spec.secret && !is_of_client(*variable))
        {
            text = text.replace(&format!("${{{variable}}}"), spec.example.as_deref().unwrap());
        }
        let mut known = Known::default();
        learn_text(&text, &mut known);
        assert_eq!(known.conceal(&text), text, "{}", system.name);
    }
}
