//! As much of BER as LDAP needs: tags of one byte, definite lengths. What does not parse ends the conversation.

/// One element: its tag and what is in it.
pub(super) type Element<'a> = (u8, &'a [u8]);

/// Takes the next element off a text.
pub(super) fn next<'a>(rest: &mut &'a [u8]) -> Option<Element<'a>> {
    let (length, head) = length(rest)?;
    let body = rest.get(head..head + length)?;
    let tag = *rest.first()?;
    *rest = rest.get(head + length..)?;
    Some((tag, body))
}

/// How many bytes the first element has in all, once its head is there.
pub(super) fn whole(bytes: &[u8]) -> Option<usize> {
    length(bytes).map(|(length, head)| length + head)
}

fn length(bytes: &[u8]) -> Option<(usize, usize)> {
    let first = *bytes.get(1)?;
    if first < 0x80 {
        return Some((usize::from(first), 2));
    }
    let count = usize::from(first & 0x7f);
    let digits = bytes.get(2..2 + count).filter(|_| count <= 4)?;
    Some((digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit)), 2 + count))
}

/// All elements of a text.
pub(super) fn all(mut rest: &[u8]) -> Vec<Element<'_>> {
    std::iter::from_fn(|| next(&mut rest)).collect()
}

/// Reads a number.
pub(super) fn number(body: &[u8]) -> u32 {
    body.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// Reads a text.
pub(super) fn text(body: &[u8]) -> String {
    String::from_utf8_lossy(body).into_owned()
}

/// Writes an element.
pub(super) fn element(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    match body.len() {
        short @ 0..0x80 => bytes.push(u8::try_from(short).unwrap_or_default()),
        long => {
            bytes.push(0x84);
            bytes.extend(u32::try_from(long).unwrap_or(u32::MAX).to_be_bytes());
        }
    }
    bytes.extend(body);
    bytes
}

/// Writes a number that is not negative.
pub(super) fn integer(tag: u8, number: u32) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(3);
    let padded: Vec<u8> =
        (bytes[first] >= 0x80).then_some(0).into_iter().chain(bytes[first..].iter().copied()).collect();
    element(tag, &padded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_whatever_its_length() {
        for length in [0_usize, 1, 127, 128, 70_000] {
            let body = vec![7_u8; length];
            let bytes = element(0x04, &body);
            assert_eq!(whole(&bytes), Some(bytes.len()));
            assert_eq!(next(&mut bytes.as_slice()), Some((0x04, body.as_slice())));
        }
        for value in [0, 1, 127, 128, 65_535, u32::MAX] {
            let bytes = integer(0x02, value);
            assert_eq!(next(&mut bytes.as_slice()).map(|(_, body)| number(body)), Some(value));
        }
    }

    #[test]
    fn half_an_element_is_none() {
        assert_eq!(whole(&[0x30]), None);
        assert_eq!(next(&mut [0x30, 5, 1].as_slice()), None);
    }
}
