//! Near misses: the name that was most likely meant.

/// Finds the known name that is most like what was given, unless none is like it. Case does not count.
pub(crate) fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase();
    let far = |name: &&str| strsim::damerau_levenshtein(&given, &name.to_lowercase());
    known.into_iter().min_by_key(far).filter(|name| far(name) <= 3.min(name.chars().count() / 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_the_name_and_another_name_does_not() {
        let known = ["github", "github-pat", "keycloak", "Acme-Corp"];
        for (given, meant) in [
            ("githb", Some("github")),
            ("keycloack", Some("keycloak")),
            ("acme-cropp", Some("Acme-Corp")),
            ("okta", None),
            ("", None),
        ] {
            assert_eq!(nearest(given, known), meant, "{given}");
        }
        assert_eq!(nearest("acme", []), None);
    }
}
