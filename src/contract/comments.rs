//! Comments that the fragments say of an image. They are wrong of a portal that is moved to another.

use std::collections::BTreeSet;

use super::{Piece, Target, all, portal};

/// The lines of comments that speak of an image which this target is not, as they are written, without what stands before them.
pub fn of_other_images(target: Target) -> BTreeSet<String> {
    let portal = portal();
    let pieces = all().iter().flat_map(|contract| &contract.fragment).chain(&portal.first).chain(&portal.last);
    let comments = pieces.flat_map(|piece| {
        let comments = piece.yaml.lines().map(str::trim).filter(|line| line.starts_with('#'));
        comments.filter(|line| is_of_another(line, piece, target)).map(str::to_owned).collect::<Vec<_>>()
    });
    comments.collect()
}

fn is_of_another(line: &str, piece: &Piece, target: Target) -> bool {
    let of_profile = || piece.when.iter().any(|fact| fact.starts_with("profile ")) && line.contains("the image");
    match target {
        Target::Backstage => line.contains("the image") || line.contains("the preset"),
        Target::V2 => of_profile(),
        Target::V1 => line.contains("the preset"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_backstage_has_no_image_and_presets_are_no_profile() {
        let of = |target| of_other_images(target);
        let anybody = "# the image lets anybody be user:default/admin without signing in";
        let app = "# lists replace: the image's entry wants a GitHub App, here it is a token";
        assert!(of(Target::Backstage).contains(anybody) && of(Target::Backstage).contains(app));
        assert!(!of(Target::V2).contains(anybody) && of(Target::V2).contains(app));
        assert!(of(Target::V1).iter().all(|line| !line.contains("the image")));
    }
}
