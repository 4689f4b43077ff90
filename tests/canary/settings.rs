//! Secrets in the portal's variables: files of them, and the environment of the process.

use crate::canary::{Canary, Form};
use crate::configuration::validated;
use crate::position::{positions, variables};
use crate::program::{Sheet, hold};
use crate::slots::fill;
use crate::writing::double;

/// Lines that set a variable called `NAME`, and whether more lines may follow.
const LINES: &[(&str, bool, &str)] = &[
    ("plain", true, "NAME=<canary>\n"),
    ("double quotes", true, "NAME=<quoted>\n"),
    ("single quotes", true, "NAME='<plain>'\n"),
    ("export", true, "export NAME=<canary>\n"),
    ("colon", true, "NAME: <plain>\n"),
    ("spaces", true, "NAME = <plain>\n"),
    ("spaces in front", true, "   NAME=<plain>\n"),
    ("twice", true, "NAME=<plain>\nNAME=<plain>\n"),
    ("over lines", true, "NAME=\"first\n<inside>\nlast\"\n"),
    ("over lines in single quotes", true, "NAME='first\n<plain>\n'\n"),
    ("commented out", true, "# NAME=<canary>\n#NAME='<canary>'\nNAME=\n"),
    ("comment behind", true, "NAME=x # was <canary>\n"),
    ("comment behind quotes", true, "NAME=\"x\" # was <canary>\n"),
    ("a default", true, "NAME=${UNSET:-<plain>}\n"),
    ("behind a reference", true, "NAME=${UNSET}<plain>\n"),
    ("a shell's name", true, "NAME=$<unlike>\n"),
    ("spaces at the end", true, "NAME=<plain>   \n"),
    ("typographic quotes", true, "NAME=“<plain>”\n"),
    ("backticks", true, "NAME=`<plain>`\n"),
    ("quotes inside", true, "NAME=a\"<plain>\"b\n"),
    ("the end of a key", true, "NAME=-----BEGIN PRIVATE KEY-----\\n<plain>\\n-----END PRIVATE KEY-----\n"),
    ("letters swapped", true, "MANE=<plain>\n"),
    ("small letters", true, "SMALL=<plain>\n"),
    ("a dash in the name", true, "NAME-X=<plain>\n"),
    ("an old name", true, "OLD_NAME=<plain>\nX_NAME_Y=<plain>\n"),
    ("quote never closed", false, "NAME=\"<inside>\n"),
    ("single quote never closed", false, "NAME='<plain>\n"),
    ("text behind quotes", false, "NAME=\"<inside>\" <plain>\n"),
    ("no sign", false, "<unlike>\n"),
    ("no sign behind the name", false, "NAME <plain>\n"),
    ("no name", false, "=<plain>\n"),
    ("set", false, "set NAME=<plain>\n"),
    ("two on a line", false, "NAME=<plain>; OTHER=<plain>\n"),
    ("an arrow", false, "NAME -> <canary>\n"),
    ("a key as it is", false, "NAME=-----BEGIN PRIVATE KEY-----\n<plain>\n-----END PRIVATE KEY-----\n"),
    ("JSON", false, "{ \"NAME\": <quoted> }\n"),
    ("YAML", false, "env:\n  - name: NAME\n    value: <plain>\n"),
    ("a name with a sign", false, "NAME!=<plain>\n"),
    ("a secret for a name", false, "<unlike>=x\n"),
    ("exported secret", false, "export <unlike>\n"),
];

/// Secrets where something else belongs, so that many rules look at what is in them.
const CONFIG: &str = include_str!("everywhere.yaml");

#[test]
fn no_secret_of_a_file_of_variables_is_shown() {
    let names = variables();
    let mut sheets = Vec::new();
    for (at, (way, more, line)) in LINES.iter().enumerate() {
        // What ends the reading stands by itself, once in front and once behind something that is read.
        let parts: Vec<Vec<usize>> = match more {
            true => (0..3).map(|turn| (turn..names.len()).step_by(3).collect()).collect(),
            false => (0..4).map(|turn| vec![(at * 3 + turn * 7) % names.len()]).collect(),
        };
        for (turn, part) in parts.into_iter().enumerate() {
            let mut sheet = Sheet::default();
            let mut text = "COMPANY=Acme\n".to_owned();
            for place in part {
                let name = &names[place];
                let line = line.replace("OLD_NAME", &format!("OLD_{name}")).replace("NAME", name);
                let line = line.replace("MANE", &swapped(name)).replace("SMALL", &name.to_ascii_lowercase());
                text += &fill(&line, name, way, at + place + turn, &mut sheet);
            }
            if turn % 2 == 1 {
                text += &fill(
                    "GITHUB_TOKEN=\"<inside>\"\nCOMPANY=Again\n",
                    "GITHUB_TOKEN",
                    &format!("above or below · {way}"),
                    at,
                    &mut sheet,
                );
            }
            sheet.put(".env", text);
            sheet.put("app-config.local.yaml", CONFIG);
            sheet
                .put("devportal-auth.yaml", "version: 1\nprofile: github\nsecrets: { GITHUB_CLIENT_SECRET: dotenv }\n");
            validated(&mut sheet, &["app-config.local.yaml"], sheets.len(), 1);
            sheet.run("folder", &["validate", "."]);
            sheet.run("run", &["run", "--", "true"]);
            if !more {
                sheet.run("init", &["init", "--no-input", "--offline", "--dry-run", "--store", "dotenv", "--out", "."]);
            }
            sheets.push(sheet);
        }
    }
    hold(&sheets).judge("files of variables", 1691, 617);
}

fn swapped(name: &str) -> String {
    let (head, tail) = name.split_at(name.len() - 2);
    head.chars().chain(tail.chars().rev()).collect()
}

#[test]
fn no_secret_of_the_environment_is_shown() {
    let mut sheets = Vec::new();
    let formats = ["human", "json", "sarif", "github", "gitlab", "junit"];
    for (number, format) in formats.into_iter().enumerate() {
        for more in [&[][..], &["--fix", "--dry-run"], &["--profile", "github"], &["--presets", "keycloak,github"]] {
            let mut sheet = Sheet::default();
            sheet.put("app-config.local.yaml", CONFIG);
            let environment = environment(number, &mut sheet);
            let fixed = ["validate", "--process-env", "--format", format, "app-config.local.yaml"];
            sheet.run(&format!("process {format}"), &[&fixed[..], more].concat()).environment = environment;
            sheets.push(sheet);
        }
    }
    hold(&sheets).judge("environments", 4416, 24);
}

/// Every secret's variable, and every place as a variable that overrides it.
fn environment(number: usize, sheet: &mut Sheet) -> Vec<(String, String)> {
    let mut environment = Vec::new();
    let mut next = |place: &str, way: &str| {
        let canary = Canary::new(Form::ALL[(number + sheet.cases.len()) % Form::ALL.len()]);
        sheet.hides(place, way, &canary);
        canary
    };
    for name in variables() {
        let canary = next(&name, "in the process");
        environment.push((name, canary.text));
    }
    for (at, position) in positions().iter().enumerate() {
        let keys: Vec<_> = position.route.iter().map(|key| if key == "-" { "0" } else { key }).collect();
        let canary = next(&position.route.join("."), "APP_CONFIG_");
        let value = position.with(&canary.text);
        let value = if at % 2 == 0 { double(&value) } else { value };
        environment.push((format!("APP_CONFIG_{}", keys.join("_")), value));
    }
    environment
}
