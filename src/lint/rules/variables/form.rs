//! What stands between `${` and `}`: a name, or something that only looks like one.

/// The form of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form<'n> {
    /// A name that any shell could set.
    Plain,
    /// A default in a way that is not Backstage's: the variable that was meant, the sign, and what follows.
    Default(&'n str, &'n str, &'n str),
    /// A default behind the name in `$env`.
    Include,
    /// Anything else.
    Odd,
}

/// Tells what a name is.
pub(super) fn form(name: &str) -> Form<'_> {
    let head = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
    let (variable, rest) = name.split_at(head);
    if variable.is_empty() || variable.starts_with(|c: char| c.is_ascii_digit()) {
        return Form::Odd;
    }
    if rest.is_empty() {
        return Form::Plain;
    }
    let sign = [":-", ":?", ":=", ":+", ":", "-", "?", "=", "+"].into_iter().find(|sign| rest.starts_with(sign));
    match sign {
        Some(":-") => Form::Include,
        // `a:b` is how other programs name a store of secrets.
        Some(sign) if !variable.contains(|c: char| c.is_ascii_lowercase()) => {
            let default = &rest[sign.len()..];
            let is_name = |text: &str| {
                !text.is_empty()
                    && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || "_-".contains(c))
            };
            if sign == "-" && is_name(default) { Form::Odd } else { Form::Default(variable, sign, default) }
        }
        _ => Form::Odd,
    }
}

/// The name that was most likely meant by an odd one.
pub(super) fn plain(name: &str) -> String {
    let last = name.rsplit([':', '/', '.']).find(|part| !part.is_empty()).unwrap_or_default();
    let fits = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    last.trim().chars().map(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_of_other_programs_are_told_from_odd_names() {
        assert_eq!(form("GITHUB_TOKEN"), Form::Plain);
        assert_eq!(form("LDAP_FILTER:(uid=*)"), Form::Default("LDAP_FILTER", ":", "(uid=*)"));
        assert_eq!(form("HOST-localhost"), Form::Default("HOST", "-", "localhost"));
        assert_eq!(form("HOST:?is missing"), Form::Default("HOST", ":?", "is missing"));
        assert_eq!(form("HOST-"), Form::Default("HOST", "-", ""));
        assert_eq!(form("A:-b"), Form::Include);
        for odd in ["MY-VAR", "my-var", "MY VAR", "MY.VAR", "env.VAR", "vault:secret/x", "", "1A"] {
            assert_eq!(form(odd), Form::Odd, "{odd}");
        }
        assert_eq!((plain("env.MY-VAR"), plain("my var")), ("MY_VAR".into(), "MY_VAR".into()));
    }
}
