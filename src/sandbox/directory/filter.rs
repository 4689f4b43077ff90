//! Which entries a search finds. Source of the tags: RFC 4511, 4.5.1.

use super::ber;
use super::entries::Entry;

/// Active Directory's rule "all of these bits are set".
const BITS: &str = "1.2.840.113556.1.4.803";

/// Tells whether an entry matches a filter; nothing for a filter that is not known here.
pub(super) fn matches(entry: &Entry, (tag, body): ber::Element<'_>) -> Option<bool> {
    match tag {
        0xa0 => every(entry, body),
        0xa1 => some(entry, body),
        0xa2 => matches(entry, ber::next(&mut &*body)?).map(|matched| !matched),
        0xa3 => equals(entry, body),
        0xa4 => contains(entry, body),
        0x87 => Some(is_everything(&ber::text(body)) || !entry.values(&ber::text(body)).is_empty()),
        0xa9 => by_rule(entry, body),
        _ => None,
    }
}

/// Every entry has a class.
fn is_everything(attribute: &str) -> bool {
    attribute.eq_ignore_ascii_case("objectClass")
}

fn every(entry: &Entry, body: &[u8]) -> Option<bool> {
    ber::all(body).into_iter().try_fold(true, |all, filter| Some(all && matches(entry, filter)?))
}

fn some(entry: &Entry, body: &[u8]) -> Option<bool> {
    ber::all(body).into_iter().try_fold(false, |any, filter| Some(any || matches(entry, filter)?))
}

fn equals(entry: &Entry, body: &[u8]) -> Option<bool> {
    let [(_, attribute), (_, value)] = ber::all(body)[..] else { return None };
    Some(entry.values(&ber::text(attribute)).iter().any(|known| known.eq_ignore_ascii_case(value)))
}

fn contains(entry: &Entry, body: &[u8]) -> Option<bool> {
    let [(_, attribute), (_, pieces)] = ber::all(body)[..] else { return None };
    let pieces = ber::all(pieces);
    let fits = |value: &Vec<u8>| {
        let value = ber::text(value).to_lowercase();
        let mut rest = value.as_str();
        pieces.iter().all(|(tag, piece)| {
            let piece = ber::text(piece).to_lowercase();
            let at = match tag {
                0x80 => rest.starts_with(&piece).then_some(0),
                0x82 => rest.ends_with(&piece).then(|| rest.len() - piece.len()),
                _ => rest.find(&piece),
            };
            at.inspect(|at| rest = &rest[at + piece.len()..]).is_some()
        })
    };
    Some(entry.values(&ber::text(attribute)).iter().any(fits))
}

fn by_rule(entry: &Entry, body: &[u8]) -> Option<bool> {
    let parts = ber::all(body);
    let part = |tag: u8| parts.iter().find(|(known, _)| *known == tag).map(|(_, body)| ber::text(body));
    if part(0x81)? != BITS {
        return None;
    }
    let wanted: u32 = part(0x83)?.parse().ok()?;
    let bits = |value: &Vec<u8>| ber::text(value).parse::<u32>().is_ok_and(|bits| bits & wanted == wanted);
    Some(entry.values(&part(0x82)?).iter().any(bits))
}
