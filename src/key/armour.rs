//! One PEM block, read as loosely as possible and written exactly.

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use crate::credential::Secret;

/// How many characters a line of a PEM body has.
const LINE: usize = 64;
/// The shortest RSA private key that may sign: one of 2048 bits has some 1190 bytes.
const SHORTEST: usize = 1_000;
/// `1.2.840.10045.2.1` (an elliptic-curve key) and `1.3.101.112` (Ed25519), as they stand in DER.
const CURVES: [&[u8]; 2] = [&[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01], &[0x06, 0x03, 0x2b, 0x65, 0x70]];

/// Base64 with or without its padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A block between a BEGIN and an END line.
pub(super) struct Block {
    /// What the BEGIN line names (`RSA PRIVATE KEY`).
    pub(super) label: String,
    /// Everything between the two lines, as it was found.
    pub(super) body: Zeroizing<String>,
    /// Whether there is an END line.
    pub(super) ended: bool,
    /// Whether both lines are exact.
    pub(super) exact: bool,
    /// Whether anything but white space stands around it.
    pub(super) alone: bool,
}

impl Block {
    /// Finds the block to use: the first private key, or else the first block of any kind.
    pub(super) fn find(text: &str) -> Option<Self> {
        let mut first = None;
        for (start, _) in text.match_indices("BEGIN ") {
            let Some(block) = Self::at(text, start) else { continue };
            if block.label.ends_with("PRIVATE KEY") {
                return Some(block);
            }
            first.get_or_insert(block);
        }
        first
    }

    /// Makes a block of a body that lost its two lines.
    pub(super) fn bare(label: &str, body: Zeroizing<String>) -> Self {
        Self { label: label.to_owned(), body, ended: true, exact: false, alone: true }
    }

    fn at(text: &str, start: usize) -> Option<Self> {
        let rest = text[start..].strip_prefix("BEGIN ")?;
        let (label, after) = rest.split_at_checked(rest.find(['-', '\n'])?)?;
        let label = label.trim();
        if label.len() > 40 || !label.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == ' ') {
            return None;
        }
        let before = &text[..start];
        let dashes = |text: &str| text.chars().take_while(|c| *c == '-').count();
        let opening = before.chars().rev().take_while(|c| *c == '-').count();
        let body = after.trim_start_matches('-');
        let end = format!("END {label}");
        let (body, tail) = match body.split_once(&end) {
            Some((body, tail)) => (body, Some(tail)),
            None => (body, None),
        };
        let closing = body.chars().rev().take_while(|c| *c == '-').count();
        let tail_dashes = tail.map_or(0, dashes);
        Some(Self {
            label: label.to_owned(),
            body: Zeroizing::new(body.trim_end_matches('-').to_owned()),
            ended: tail.is_some(),
            exact: [opening, dashes(after), closing, tail_dashes] == [5; 4],
            alone: before.trim_end_matches('-').trim().is_empty()
                && tail.unwrap_or_default().trim_start_matches('-').trim().is_empty(),
        })
    }

    /// Tells whether the body says that a passphrase protects it.
    pub(super) fn is_encrypted(&self) -> bool {
        self.body.contains("ENCRYPTED") || self.body.contains("DEK-Info")
    }

    /// Decodes the body.
    pub(super) fn der(&self) -> Option<Zeroizing<Vec<u8>>> {
        decode(&self.body)
    }

    /// Writes the block as the standard wants it; nothing when its body is not base64.
    pub(super) fn canonical(&self) -> Option<Secret> {
        let body = Zeroizing::new(LENIENT.encode(self.der()?));
        let mut pem = Zeroizing::new(format!("-----BEGIN {}-----\n", self.label));
        let mut rest = body.as_str();
        while !rest.is_empty() {
            let (line, after) = rest.split_at(rest.len().min(LINE));
            pem.push_str(line);
            pem.push('\n');
            rest = after;
        }
        pem.push_str(&format!("-----END {}-----\n", self.label));
        Some(Secret::new(pem.as_str()))
    }
}

/// Decodes base64, with white space anywhere and in either alphabet.
pub(super) fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let plain = |c: char| match c {
        '-' => '+',
        '_' => '/',
        c => c,
    };
    let packed: Zeroizing<String> =
        Zeroizing::new(text.chars().filter(|c| !c.is_whitespace()).map(plain).collect::<String>());
    if packed.is_empty() {
        return None;
    }
    LENIENT.decode(packed.as_bytes()).ok().map(Zeroizing::new)
}

/// Tells whether a DER key belongs to an elliptic curve.
pub(super) fn names_a_curve(der: &[u8]) -> bool {
    CURVES.iter().any(|curve| der.windows(curve.len()).any(|window| window == *curve))
}

/// Tells whether a DER value ends before the length that it states.
pub(super) fn is_short(der: &[u8]) -> bool {
    matches!(*der, [0x30, 0x82, high, low, ref rest @ ..] if rest.len() < usize::from(u16::from_be_bytes([high, low])))
}

/// Tells whether a DER key has fewer bytes than an RSA key that may sign.
pub(super) fn is_weak(der: &[u8]) -> bool {
    der.len() < SHORTEST
}

/// Tells whether bytes are a DER sequence of a key's size.
pub(super) fn is_sequence(der: &[u8]) -> bool {
    matches!(der, [0x30, 0x82, ..])
}
