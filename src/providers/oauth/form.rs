//! Tells by their form what was pasted in which place. Decisions only.

/// Tells whether a text has the form of a UUID.
pub(in crate::providers) fn is_uuid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.chars().all(|c| c.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_known_by_its_groups() {
        assert!(is_uuid("9f0c2b7e-54a1-4c0e-9d6b-2f4f6f1f7a31") && is_uuid("9F0C2B7E-54A1-4C0E-9D6B-2F4F6F1F7A31"));
        for text in
            ["acme.onmicrosoft.com", "9f0c2b7e54a14c0e9d6b2f4f6f1f7a31", "9f0c2b7e-54a1-4c0e-9d6b-2f4f6f1f7axx", ""]
        {
            assert!(!is_uuid(text), "{text}");
        }
    }
}
