//! Whether there is a browser that can be opened without taking the terminal away.

use std::env;
use std::path::{Path, PathBuf};

use crate::programs;

/// Browsers that draw in the terminal: started from here, one would fight with the wizard for the screen.
const IN_THE_TERMINAL: [&str; 10] =
    ["lynx", "links", "links2", "elinks", "w3m", "eww", "netrik", "retawq", "curl", "www-browser"];

/// Tells from the environment whether a browser can be opened. `variable` looks a variable up; empty counts as absent.
///
/// `BROWSER` decides when it is set. Otherwise Linux and the BSDs need a display, or Windows around them; without one
/// `xdg-open` is often there, says yes, and opens nothing. Programs that open one are looked for in `PATH`; where an entry of it leads to
/// the folder that we stand in, or to its checkout, that would be whatever lies there, which may be a stranger's: then there is none.
pub fn has_browser(variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let here = programs::here();
    let all = |path: &str| env::split_paths(path).count();
    if set("PATH").is_some_and(|path| programs::outside(path.as_ref(), &here).len() < all(&path)) {
        return false;
    }
    match set("BROWSER") {
        Some(browser) => !browser.split(':').any(|entry| draws_in_the_terminal(entry) || came_with(entry, &here)),
        None if cfg!(any(target_os = "macos", windows)) => true,
        None => ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"].into_iter().any(|name| set(name).is_some()),
    }
}

/// Reads the program's name off one entry of `BROWSER`, which may have a path and arguments.
fn draws_in_the_terminal(entry: &str) -> bool {
    let program = entry.split_whitespace().next().unwrap_or_default();
    IN_THE_TERMINAL.contains(&program.rsplit('/').next().unwrap_or_default())
}

/// Tells whether an entry of `BROWSER` names a program by a path that leads to what came with a checkout.
fn came_with(entry: &str, here: &[PathBuf]) -> bool {
    let program = entry.split_whitespace().next().unwrap_or_default();
    program.contains('/') && programs::came_with(Path::new(program), here)
}

#[cfg(all(test, unix, not(target_os = "macos")))]
mod tests {
    use super::*;

    fn among(set: &[(&str, &str)]) -> bool {
        has_browser(|name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn a_browser_needs_a_screen_of_its_own() {
        for (set, usable) in [
            (&[][..], false),
            (&[("DISPLAY", "")], false),
            (&[("DISPLAY", ":0")], true),
            (&[("WAYLAND_DISPLAY", "wayland-0")], true),
            (&[("WSL_DISTRO_NAME", "Debian")], true),
            (&[("BROWSER", "/opt/person")], true),
            (&[("BROWSER", "firefox %s:chromium")], true),
            (&[("DISPLAY", ":0"), ("BROWSER", "firefox:/usr/bin/w3m -F")], false),
            (&[("DISPLAY", ":0"), ("PATH", "/usr/bin:/bin")], true),
            (&[("DISPLAY", ":0"), ("PATH", "/usr/bin:.")], false),
            (&[("DISPLAY", ":0"), ("PATH", "/usr/bin::/bin")], false),
            (&[("BROWSER", "./firefox")], false),
        ] {
            assert_eq!(among(set), usable, "{set:?}");
        }
    }
}
