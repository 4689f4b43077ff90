//! Texts with slots for canaries: `<canary>` as it is, `<plain>` only of those that need no quotes, `<unlike>` of those that
//! nobody could take for a name, `<quoted>` and `<inside>` for double
//! quotes, `<packed>` in base64, `<address>` in percent.

use crate::canary::{Canary, Form};
use crate::program::Sheet;
use crate::writing::{double, packed};

/// Puts a new canary into every slot.
pub(crate) fn fill(text: &str, place: &str, way: &str, number: usize, sheet: &mut Sheet) -> String {
    let mut filled = String::new();
    let mut rest = text;
    let mut turn = number;
    while let Some((at, slot)) = next(rest) {
        let form = match slot {
            "<unlike>" => [Form::Mixed, Form::GitHub, Form::GitLab, Form::Entra][turn % 4],
            "<plain>" => [Form::Mixed, Form::GitHub, Form::Short, Form::Entra][turn % 4],
            _ => Form::ALL[turn % Form::ALL.len()],
        };
        let canary = Canary::new(form);
        sheet.hides(place, way, &canary);
        filled += &rest[..at];
        filled += &match slot {
            "<quoted>" => double(&canary.text),
            "<inside>" => double(&canary.text).trim_matches('"').replace('$', "$$"),
            "<packed>" => packed(&canary.text),
            "<address>" => canary.text.bytes().map(|byte| format!("%{byte:02X}")).collect(),
            _ => canary.text,
        };
        rest = &rest[at + slot.len()..];
        turn += 1;
    }
    filled + rest
}

fn next(text: &str) -> Option<(usize, &'static str)> {
    let slots = ["<canary>", "<plain>", "<unlike>", "<quoted>", "<inside>", "<packed>", "<address>"];
    slots.into_iter().filter_map(|slot| Some((text.find(slot)?, slot))).min()
}
