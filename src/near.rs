//! Near misses: the name that was most likely meant.

/// Finds the known name that is most like what was given, unless none is like it. Case does not count.
pub(crate) fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase();
    let far = |name: &&str| strsim::damerau_levenshtein(&given, &name.to_lowercase());
    known.into_iter().min_by_key(far).filter(|name| far(name) <= 3.min(name.chars().count() / 2))
}

/// The question behind what is said of a name that nobody knows: which one was meant. Nothing, where none is near.
pub(crate) fn did_you_mean<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(given, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

/// Finds the known name that what was given is a slip of the finger from: two letters at most, in a short name one.
pub(crate) fn slip<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |name: &str| name.to_lowercase().replace(['-', '.', ' '], "_");
    let given = plain(given);
    let most = if given.chars().count() < 12 { 1 } else { 2 };
    let far = |name: &&str| strsim::damerau_levenshtein(&given, &plain(name));
    let like = known.into_iter().filter(|name| name.len().abs_diff(given.len()) <= most);
    like.min_by_key(far).filter(|name| far(name) <= most)
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
        assert_eq!(did_you_mean("githb", known), "; did you mean `github`?");
        assert_eq!(did_you_mean("okta", known), "");
    }

    #[test]
    fn a_slip_is_nearer_than_a_near_miss() {
        let known = ["GITHUB_AUTH_CLIENT_ID", "LDAP_DN"];
        assert_eq!(slip("GITHUB_AUTH_CLEINT_ID", known), Some("GITHUB_AUTH_CLIENT_ID"));
        assert_eq!(slip("github-auth-client-id", known), Some("GITHUB_AUTH_CLIENT_ID"));
        assert_eq!(slip("GITHUB_CLIENT_ID", known), None);
        assert_eq!(slip("LDAP_URL", known), None);
    }
}
