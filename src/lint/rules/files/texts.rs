//! The texts that an operator keeps.

use crate::config::{Place, Source, Spot};
use crate::lint::Subject;
use crate::secrecy::is_example;

/// The texts of configuration that are the operator's: the files that were given, and those that they include. Files of variables are not
/// among them, but examples of such files are, and those that git has of any other name.
pub(super) fn own<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (usize, &'a Source)> {
    let layers = subject.layers;
    let env_files = &subject.around.env_files;
    subject.sources.iter().filter(move |(number, source)| {
        let given = layers.iter().find(|layer| layer.source == *number);
        match given {
            Some(layer) => layer.role == crate::config::Role::Yours,
            None if env_files.contains(number) => is_example(&source.name),
            None => {
                [".yaml", ".yml", ".json"].iter().any(|ending| source.name.ends_with(ending))
                    || is_example(&source.name)
                    || subject.around.beside.aside.iter().any(|(aside, _)| aside == number)
            }
        }
    })
}

/// The place of a part of a line.
pub(super) fn part(source: usize, number: u32, line: &str, start: usize, length: usize) -> Place {
    let column = |byte: usize| u32::try_from(line[..byte].chars().count()).unwrap_or(u32::MAX - 1) + 1;
    let spot = |byte| Spot { line: number, column: column(byte) };
    Place { source, start: spot(start), end: spot(start + length) }
}
