//! Presets of the v2 image.

use super::table::{listed, table};
use crate::contract::image;
use crate::contract::preset::{self, EXIT, Preset};
use crate::explain::page::{Kind, Page};

pub(super) fn pages() -> Vec<Page> {
    preset::all().iter().map(page).collect()
}

fn page(preset: &Preset) -> Page {
    let name = &preset.name;
    let variables = preset.variables.iter().map(|(variable, spec)| {
        let needed = if spec.required { "yes" } else { "no" };
        vec![format!("`{variable}`"), needed.to_owned(), spec.about.clone()]
    });
    let variables: Vec<_> = variables.collect();
    let mut text = format!(
        "# Preset `{name}`\n\nA part of the v2 image's configuration, loaded when `VEECODE_PRESETS` names it.\n\n"
    );
    if variables.is_empty() {
        text += "It reads no variables of its own.\n";
    } else {
        text += &table(&["variable", "required", "what it is"], &variables);
        text += &format!("\nThe image ends with exit code {EXIT} when one that is required is missing.\n");
    }
    if !preset.presets.is_empty() {
        text += &format!("\nThese stand before it in the list: {}.\n", listed(&preset.presets));
    }
    if let Some(group) = &preset.exclusive_group {
        let others =
            preset::all().iter().filter(|other| other.exclusive_group.as_ref() == Some(group) && other.name != *name);
        text += &format!(
            "\nOf the group `{group}` only one may be chosen; the others are {}.\n",
            listed(others.map(|other| &other.name))
        );
    }
    text += &match image::layer_of_preset(name) {
        Some((file, _)) => format!(
            "\nIts configuration is `{file}`; `devportal-auth validate --presets {name}` puts it below yours.\n"
        ),
        None => "\nIt brings no configuration.\n".to_owned(),
    };
    let about = match preset.variables.len() {
        0 => "a preset of the v2 image".to_owned(),
        count => format!("a preset of the v2 image, with {count} variables"),
    };
    Page::of(Kind::Preset, name, &about, &text)
}
