//! How many files carriers may name together: each is read, and nobody's portal has as many.

use super::super::place::Place;
use super::{Carried, Unread};
use crate::contract::carriers::Way;

/// How many files may be put over the portal's, and how many of variables may be named.
const MOST: usize = 100;

/// How many more of each may be named.
pub(super) struct Left {
    mounts: usize,
    env_files: usize,
}

impl Default for Left {
    fn default() -> Self {
        Self { mounts: MOST, env_files: MOST }
    }
}

impl Left {
    /// Takes as many of a carrier's as may still be named, and says of the rest that it is not read.
    pub(super) fn take(&mut self, carried: &mut Carried) {
        let mounts = rest(&mut carried.mounts, &mut self.mounts, |mount| mount.place);
        let env_files = rest(&mut carried.env_files, &mut self.env_files, |file| file.place);
        carried.open |= env_files.is_some();
        let told = |rest: Option<(usize, Place)>, what: &str| {
            let (count, place) = rest?;
            Some(Unread { what: format!("{count} more {what}, which are too many"), place, way: Way::Give })
        };
        let told = [told(mounts, "mounted files"), told(env_files, "files of variables")];
        carried.unread.extend(told.into_iter().flatten());
    }
}

/// Cuts off what is too much: how many they are, and where the first of them stands.
fn rest<T>(all: &mut Vec<T>, left: &mut usize, place: impl Fn(&T) -> Place) -> Option<(usize, Place)> {
    let rest = all.split_off((*left).min(all.len()));
    *left -= all.len();
    rest.first().map(|first| (rest.len(), place(first)))
}
