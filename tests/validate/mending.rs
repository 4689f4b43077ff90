//! `--fix`: only what is safe, comments kept, the old file kept, nothing written that was only to be shown.

use crate::program::Desk;

const OPEN: &str = "# ours\nauth:\n  providers:\n    # for a day\n    guest: { dangerouslyAllowOutsideDevelopment: true }\n    github: { production: {} } # people\n";

#[test]
fn a_mend_is_shown_first_and_keeps_comments_and_the_old_file() {
    let desk = Desk::new();
    desk.put("a.yaml", OPEN);
    let fix = ["validate", "a.yaml", "--select", "guest-open", "--fix"];
    desk.run(&[&fix[..], &["--dry-run"]].concat()).ended(0, &["+ guest: null", "dry run: nothing was written"]);
    assert_eq!(desk.read("a.yaml"), OPEN);
    desk.run(&fix).ended(0, &["mended 1 in 1 file", "nothing found in 1 file"]);
    let now = desk.read("a.yaml");
    assert!(now.contains("# ours") && now.contains("# for a day") && now.contains("# people"), "{now}");
    assert!(now.contains("guest: null"), "{now}");
    assert_eq!(desk.read(".devportal-auth/backup/a.yaml.1"), OPEN);
    desk.run(&fix).ended(0, &["nothing here can be mended"]);
    assert_eq!(desk.read("a.yaml"), now);
}

#[test]
fn the_images_own_file_is_mended_in_the_operators() {
    let desk = Desk::new();
    desk.put("app-config.local.yaml", "app: { title: Acme }\n");
    desk.run(&["validate", "--profile", "keycloak", "app-config.local.yaml", "--select", "guest-open", "--fix"])
        .ended(0, &["mended 1 in 1 file"]);
    assert!(desk.read("app-config.local.yaml").ends_with("guest: null\n"));
}

#[test]
fn a_file_that_cannot_be_edited_stays_as_it_is() {
    let desk = Desk::new();
    let shared = "auth:\n  providers: &all\n    guest: { dangerouslyAllowOutsideDevelopment: true }\nother: *all\n";
    desk.put("a.yaml", shared);
    desk.run(&["validate", "a.yaml", "--select", "guest-open", "--fix"])
        .ended(0, &["nothing here can be mended", "guest-open"]);
    assert_eq!(desk.read("a.yaml"), shared);
}

#[test]
fn a_file_that_a_compose_file_mounts_is_mended_where_it_is() {
    let desk = Desk::new();
    desk.put(
        "compose.yaml",
        "services:\n  devportal:\n    image: veecode/devportal:1\n    environment: { VEECODE_PROFILE: github }\n    volumes: ['./mine.yaml:/app/app-config.local.yaml']\n",
    );
    desk.put("mine.yaml", "# ours\nintegrations:\n  github:\n    - host: https://github.com\n");
    desk.run(&["validate", "compose.yaml", "--select", "host-form", "--fix"])
        .ended(0, &["+ - host: github.com", "mended 1 in 1 file"]);
    assert_eq!(desk.read("mine.yaml"), "# ours\nintegrations:\n  github:\n    - host: github.com\n");
}
