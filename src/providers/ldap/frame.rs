//! Messages of a directory as bytes (BER, RFC 4511): where one ends, and whether it has the form that the library below takes on trust.

/// The deepest nesting; an entry's values stand five levels deep.
const DEEPEST: usize = 12;
/// The most parts of one message: a group of a hundred thousand members has as many.
const MOST_PARTS: usize = 250_000;

/// Tags of what is inside a message.
mod tag {
    pub(super) const INTEGER: u8 = 0x02;
    pub(super) const OCTETS: u8 = 0x04;
    pub(super) const ENUMERATED: u8 = 0x0a;
    pub(super) const SEQUENCE: u8 = 0x30;
    pub(super) const CONTROLS: u8 = 0xa0;
    pub(super) const REFERRALS: u8 = 0xa3;
}

/// What a request or an answer is for.
pub(super) mod kind {
    pub(in super::super) const BIND: u8 = 0x60;
    pub(in super::super) const BOUND: u8 = 0x61;
    pub(in super::super) const SEARCH: u8 = 0x63;
    pub(in super::super) const ENTRY: u8 = 0x64;
    pub(in super::super) const DONE: u8 = 0x65;
    pub(in super::super) const REFERENCE: u8 = 0x73;
    pub(in super::super) const EXTENSION: u8 = 0x78;
}

/// The control by which a list comes in pages (RFC 2696).
const PAGED: &[u8] = b"1.2.840.113556.1.4.319";

/// The tag of a message and where its content begins and how long it is, once enough bytes are there.
///
/// # Errors
/// When no message begins so.
pub(super) fn head(bytes: &[u8]) -> Result<Option<(usize, u64)>, Odd> {
    let Some((tag, rest)) = bytes.split_first() else { return Ok(None) };
    if *tag != tag::SEQUENCE {
        return Err(Odd);
    }
    let Some(first) = rest.first() else { return Ok(None) };
    let more = usize::from(first & 0x7f);
    match first {
        0..=0x7f => Ok(Some((2, u64::from(*first)))),
        _ if more == 0 || more > 8 => Err(Odd),
        _ => Ok(rest.get(1..=more).map(|length| (2 + more, number(length)))),
    }
}

/// No message of a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Odd;

/// What a message says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Message {
    /// Its number, which an answer has from its request.
    pub(super) id: u64,
    /// What it is for.
    pub(super) kind: u8,
    /// How many parts it is made of.
    pub(super) parts: usize,
    /// How it ended, when it is a result.
    pub(super) code: Option<u64>,
}

/// Reads a whole message, and whether it has the form of its kind.
pub(super) fn read(message: &[u8]) -> Result<Message, Odd> {
    let mut whole = Parts(message);
    let content = whole.expect(tag::SEQUENCE)?;
    let parts = count(content, 0)?;
    if !whole.0.is_empty() || parts > MOST_PARTS {
        return Err(Odd);
    }
    let mut inside = Parts(content);
    let id = number(inside.expect(tag::INTEGER)?);
    let (kind, body) = inside.next()?.ok_or(Odd)?;
    let code = matches!(kind, kind::BOUND | kind::DONE | kind::EXTENSION).then(|| result(body)).transpose()?;
    if let Some((tag, list)) = inside.next()? {
        (tag == tag::CONTROLS).then(|| controls(list)).ok_or(Odd)??;
    }
    if inside.0.is_empty() { Ok(Message { id, kind, parts, code }) } else { Err(Odd) }
}

/// `LDAPResult`: a code, a name, a text, and then what some results have.
fn result(body: &[u8]) -> Result<u64, Odd> {
    let mut parts = Parts(body);
    let code = number(parts.expect(tag::ENUMERATED)?);
    text(parts.expect(tag::OCTETS)?)?;
    text(parts.expect(tag::OCTETS)?)?;
    while let Some((tag, content)) = parts.next()? {
        match tag {
            tag::REFERRALS => {
                let mut addresses = Parts(content);
                while !addresses.0.is_empty() {
                    text(addresses.expect(tag::OCTETS)?)?;
                }
            }
            // An extension's name, and what only those ask for who sign in by SASL.
            0x8a => text(content)?,
            0x80..=0x9f => {}
            _ => return Err(Odd),
        }
    }
    Ok(code)
}

fn controls(list: &[u8]) -> Result<(), Odd> {
    let mut list = Parts(list);
    while !list.0.is_empty() {
        let mut control = Parts(list.expect(tag::SEQUENCE)?);
        let name = control.expect(tag::OCTETS)?;
        text(name)?;
        while let Some((tag, value)) = control.next()? {
            match tag {
                0x01 if value.len() == 1 => {}
                tag::OCTETS if name == PAGED => {
                    let mut page = Parts(Parts(value).expect(tag::SEQUENCE)?);
                    page.expect(tag::INTEGER)?;
                    page.expect(tag::OCTETS)?;
                }
                tag::OCTETS => {}
                _ => return Err(Odd),
            }
        }
    }
    Ok(())
}

/// Counts the parts of a content; each ends where its surroundings do at the latest.
fn count(content: &[u8], depth: usize) -> Result<usize, Odd> {
    if depth > DEEPEST {
        return Err(Odd);
    }
    let (mut parts, mut found) = (Parts(content), 0);
    while let Some((tag, inside)) = parts.next()? {
        found += 1 + if tag & 0x20 == 0 { 0 } else { count(inside, depth + 1)? };
    }
    Ok(found)
}

fn text(bytes: &[u8]) -> Result<(), Odd> {
    std::str::from_utf8(bytes).map(drop).map_err(|_| Odd)
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

/// Parts beside each other.
struct Parts<'b>(&'b [u8]);

impl<'b> Parts<'b> {
    fn next(&mut self) -> Result<Option<(u8, &'b [u8])>, Odd> {
        let Some((tag, rest)) = self.0.split_first() else { return Ok(None) };
        let (first, rest) = rest.split_first().ok_or(Odd)?;
        let more = usize::from(first & 0x7f);
        let (length, rest) = match first {
            0..=0x7f => (usize::from(*first), rest),
            _ if more == 0 || more > 8 => return Err(Odd),
            _ => {
                let (length, rest) = rest.split_at_checked(more).ok_or(Odd)?;
                (usize::try_from(number(length)).map_err(|_| Odd)?, rest)
            }
        };
        let (content, rest) = rest.split_at_checked(length).filter(|_| tag & 0x1f != 0x1f).ok_or(Odd)?;
        self.0 = rest;
        Ok(Some((*tag, content)))
    }

    fn expect(&mut self, wanted: u8) -> Result<&'b [u8], Odd> {
        let (tag, content) = self.next()?.ok_or(Odd)?;
        let is_number = matches!(wanted, tag::INTEGER | tag::ENUMERATED);
        let fits = tag == wanted && (!is_number || (1..=8).contains(&content.len()));
        if fits { Ok(content) } else { Err(Odd) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUND: &[u8] = b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x31\x04\x00\x04\x00";

    fn wrapped(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x84], &length[..], content].concat()
    }

    #[test]
    fn a_length_is_known_before_its_content_is_there() {
        assert_eq!(head(b"").unwrap(), None);
        assert_eq!(head(b"\x30").unwrap(), None);
        assert_eq!(head(b"\x30\x84\x7f\xff").unwrap(), None);
        assert_eq!(head(b"\x30\x84\x7f\xff\xff\xff").unwrap(), Some((6, 0x7fff_ffff)));
        assert_eq!(head(BOUND).unwrap(), Some((2, 12)));
        for odd in [&b"HTTP/1.1"[..], b"\x30\x80", b"\x30\x89"] {
            assert_eq!(head(odd), Err(Odd), "{odd:?}");
        }
    }

    #[test]
    fn a_result_is_read_and_what_has_another_form_is_not() {
        assert_eq!(read(BOUND), Ok(Message { id: 1, kind: kind::BOUND, parts: 5, code: Some(49) }));
        for at in 0..BOUND.len() - 1 {
            let mut cut = BOUND[..at].to_vec();
            assert_eq!(read(&cut), Err(Odd), "cut at {at}");
            cut.extend([0xff; 20]);
            assert_eq!(read(&cut), Err(Odd), "spoiled at {at}");
        }
        assert_eq!(read(&[BOUND, b"\0"].concat()), Err(Odd));
    }

    #[test]
    fn an_inner_part_longer_than_its_surroundings_is_no_message() {
        let entry = wrapped(kind::ENTRY, b"\x04\x84\x7f\xff\xff\xffx");
        assert_eq!(read(&wrapped(tag::SEQUENCE, &[b"\x02\x01\x02", &entry[..]].concat())), Err(Odd));
    }

    #[test]
    fn nesting_and_parts_are_bounded() {
        let message =
            |body: &[u8]| wrapped(tag::SEQUENCE, &[b"\x02\x01\x02", &wrapped(kind::ENTRY, body)[..]].concat());
        let deep =
            (0..100_000).fold(Vec::new(), |inside, _| if inside.len() > 600 { inside } else { wrapped(0x30, &inside) });
        assert_eq!(read(&message(&deep)), Err(Odd));
        assert!(read(&message(&b"\x04\x00".repeat(1_000))).is_ok());
        assert_eq!(read(&message(&b"\x04\x00".repeat(MOST_PARTS))), Err(Odd));
    }

    #[test]
    fn the_mark_of_the_next_page_has_its_form_or_there_is_no_message() {
        let done = b"\x65\x07\x0a\x01\x00\x04\x00\x04\x00";
        let message = |value: &[u8]| {
            let control = [wrapped(tag::OCTETS, PAGED), wrapped(tag::OCTETS, value)].concat();
            let controls = wrapped(tag::CONTROLS, &wrapped(tag::SEQUENCE, &control));
            wrapped(tag::SEQUENCE, &[b"\x02\x01\x02", &done[..], &controls].concat())
        };
        assert_eq!(read(&message(b"\x30\x05\x02\x01\x00\x04\x00")).unwrap().code, Some(0));
        for odd in [&b""[..], b"\x30\x00", b"\x30\x03\x02\x01\x00", b"\x04\x05\x02\x01\x00\x04\x00"] {
            assert_eq!(read(&message(odd)), Err(Odd), "{odd:?}");
        }
    }
}
