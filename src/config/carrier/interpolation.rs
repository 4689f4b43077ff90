//! How compose fills the values of a compose file: `$NAME`, `${NAME}`, `${NAME:-default}`; `$$` is a `$`.

/// A variable that a value wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wants<'t> {
    /// Its name.
    pub name: &'t str,
    /// What stands behind it: `:-` and what stands in for it, or nothing.
    sign: &'t str,
}

impl Wants<'_> {
    /// Tells whether something stands in for it, or nothing starts without it.
    pub fn is_spared(&self) -> bool {
        !self.sign.is_empty()
    }

    /// Tells whether something else comes where it is set.
    fn is_replaced(&self) -> bool {
        self.sign.trim_start_matches(':').starts_with('+')
    }
}

/// One piece of a value.
enum Piece<'t> {
    Plain(&'t str),
    Wants(Wants<'t>),
}

/// The variables that a value wants.
pub fn references(value: &str) -> Vec<Wants<'_>> {
    let wants = |piece| match piece {
        Piece::Wants(wants) => Some(wants),
        Piece::Plain(_) => None,
    };
    pieces(value).into_iter().filter_map(wants).collect()
}

/// The one variable that is the whole value.
pub fn sole_reference(value: &str) -> Option<&str> {
    match pieces(value).as_slice() {
        [Piece::Wants(wants)] => Some(wants.name),
        _ => None,
    }
}

/// A value with its variables filled in; nothing when one is not known.
pub fn interpolated<'v>(value: &str, known: impl Fn(&str) -> Option<&'v str>) -> Option<String> {
    let said = |piece: &Piece<'_>| match piece {
        Piece::Plain(text) => Some((*text).to_owned()),
        // What stands in, and when, is left to compose.
        Piece::Wants(wants) if wants.is_replaced() => None,
        Piece::Wants(wants) => {
            known(wants.name).filter(|said| !said.is_empty() || !wants.is_spared()).map(str::to_owned)
        }
    };
    pieces(value).iter().map(said).collect()
}

/// A value with its variables by other names, also those that stand in what comes in the place of others. `$$NAME` is none.
pub fn renamed<'n>(value: &str, name_of: impl Fn(&str) -> Option<&'n str>) -> String {
    let mut written = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('$') {
        let after = &rest[at + 1..];
        let sign = if after.starts_with(['$', '{']) { 1 } else { 0 };
        written.push_str(&rest[..=at + sign]);
        let inner = &after[sign..];
        let old = if after.starts_with('$') { "" } else { name(inner) };
        written.push_str(name_of(old).unwrap_or(old));
        rest = &inner[old.len()..];
    }
    written + rest
}

fn pieces(value: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = value;
    // Looked up once, so that a text of many that never end is not read again for each.
    let last_end = value.rfind('}');
    let ends = |inner: &str| last_end.is_some_and(|last| last >= value.len() - inner.len());
    while let Some(at) = rest.find('$') {
        if at > 0 {
            pieces.push(Piece::Plain(&rest[..at]));
        }
        let after = &rest[at + 1..];
        let braced = after.strip_prefix('{');
        let name = name(braced.unwrap_or(after));
        let end = match braced {
            _ if name.is_empty() => None,
            Some(inner) if ends(inner) => inner.find('}').map(|end| end + 2),
            Some(_) => None,
            None => Some(name.len()),
        };
        let length = match end {
            Some(length) => {
                let sign = braced.map_or("", |inner| &inner[name.len()..length.saturating_sub(2)]);
                pieces.push(Piece::Wants(Wants { name, sign }));
                length
            }
            None => {
                pieces.push(Piece::Plain("$"));
                usize::from(after.starts_with('$'))
            }
        };
        rest = &after[length..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest));
    }
    pieces
}

fn name(text: &str) -> &str {
    let starts = text.starts_with(|c: char| c == '_' || c.is_ascii_alphabetic());
    let end = text.find(|c: char| c != '_' && !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    if starts { &text[..end] } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_as_compose_does() {
        let known = |name: &str| [("A", "1"), ("E", "")].into_iter().find(|(known, _)| *known == name).map(|(_, v)| v);
        for (value, filled) in [
            ("x", Some("x")),
            ("$A-${A}", Some("1-1")),
            ("p$$A", Some("p$A")),
            ("${A:-d}", Some("1")),
            ("${E:-d}", None),
            ("${E}", Some("")),
            ("${B}", None),
            ("${A:+x}", None),
            ("$5 and $", Some("$5 and $")),
            ("${open", Some("${open")),
            ("", Some("")),
        ] {
            assert_eq!(interpolated(value, known).as_deref(), filled, "{value}");
        }
        assert_eq!(sole_reference("${A:?no}"), Some("A"));
        assert_eq!(sole_reference("${A} "), None);
        let new = |name: &str| (name == "A").then_some("LONG");
        for (value, wanted) in [
            ("$A ${A} x$A-", "$LONG ${LONG} x$LONG-"),
            ("${A?x} ${A:?A} ${A-A} ${A:-A}", "${LONG?x} ${LONG:?A} ${LONG-A} ${LONG:-A}"),
            ("${A+x} ${A:+x} ${B:-${A}} ${B-$A}", "${LONG+x} ${LONG:+x} ${B:-${LONG}} ${B-$LONG}"),
            ("$$A $${A} $$$A ${AB} $AB ${a} A $", "$$A $${A} $$$LONG ${AB} $AB ${a} A $"),
        ] {
            assert_eq!(renamed(value, new), wanted);
        }
        let spared: Vec<_> = references("${A:-d}$B").iter().map(|wants| (wants.name, wants.is_spared())).collect();
        assert_eq!(spared, [("A", true), ("B", false)]);
    }
}
