//! Turns the facts of this folder from YAML, which people write, into JSON, which the program reads many times faster. The files are
//! read here alone: one that is no YAML ends the build.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_yaml::{Number, Value};

/// The folders whose own files are facts. Those of their subfolders stay text, for the program shows them with their places.
const FOLDERS: [&str; 5] = ["backstage", "concepts", "providers", "v1", "v2"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=templates");
    println!("cargo::rerun-if-env-changed=DEVPORTAL_AUTH_COMMIT");
    let commit = env::var("DEVPORTAL_AUTH_COMMIT").unwrap_or_else(|_| "a checkout".to_owned());
    println!("cargo::rustc-env=DEVPORTAL_AUTH_BUILT_FROM={commit}");
    println!("cargo::rustc-env=DEVPORTAL_AUTH_BUILT_FOR={}", env::var("TARGET")?);
    let made = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    for folder in FOLDERS {
        fs::create_dir_all(made.join(folder))?;
        for entry in fs::read_dir(Path::new("templates").join(folder))? {
            let file = entry?.path();
            if file.extension().is_some_and(|extension| extension == "yaml") {
                let name = file.file_name().map(PathBuf::from).unwrap_or_default().with_extension("json");
                let json = json(&file).map_err(|error| format!("{}: {error}", file.display()))?;
                fs::write(made.join(folder).join(name), json)?;
            }
        }
    }
    let rows = [rows(Path::new("templates/sign-in"))?, rows(Path::new("templates/systems"))?].concat();
    fs::write(made.join("systems.json"), format!("[{}]", rows.join(",")))?;
    Ok(())
}

/// What a folder's files hold, each a row of one list, in the order of their names.
fn rows(folder: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, std::io::Error>>()?;
    files.sort();
    files.iter().map(|file| json(file).map_err(|error| format!("{}: {error}", file.display()).into())).collect()
}

fn json(file: &Path) -> Result<String, Box<dyn Error>> {
    let facts: Value = serde_yaml::from_str(&fs::read_to_string(file)?)?;
    if let Some(number) = fraction(&facts) {
        return Err(format!(
            "{number} has to be in quotes: a release is no number, and would lose the zero at its end"
        )
        .into());
    }
    Ok(serde_json::to_string(&facts)?)
}

fn fraction(facts: &Value) -> Option<&Number> {
    match facts {
        Value::Number(number) => number.is_f64().then_some(number),
        Value::Sequence(items) => items.iter().find_map(fraction),
        Value::Mapping(map) => map.iter().find_map(|(key, value)| fraction(key).or_else(|| fraction(value))),
        _ => None,
    }
}
