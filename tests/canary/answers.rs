//! Secrets that somebody pasted into a file of answers.

use crate::program::{Sheet, hold};
use crate::slots::fill;

/// What is in the file.
const ANSWERS: &[(&str, &str)] = &[
    ("value", "version: 1\nprofile: github-pat\nvalues:\n  GITHUB_TOKEN: <quoted>\n"),
    (
        "value and a typing error",
        "version: 1\nprofile: github-pat\nvalues:\n  GITHUB_TOKN: <quoted>\n  GITHUB_ORG: [1]\n",
    ),
    ("value of a plain name and another type", "version: 1\nvalues:\n  GITHUB_TOKEN: { <quoted>: 1 }\n"),
    ("value in a list", "version: 1\nvalues: [GITHUB_TOKEN, <quoted>]\n"),
    ("values as text", "version: 1\nvalues: <quoted>\n"),
    ("store", "version: 1\nprofile: github-pat\nsecrets:\n  GITHUB_TOKEN: <quoted>\n"),
    ("store in a map", "version: 1\nsecrets:\n  GITHUB_TOKEN: { value: <quoted> }\n"),
    ("secrets as text", "version: 1\nsecrets: <quoted>\n"),
    ("secrets as a list", "version: 1\nsecrets:\n  - <quoted>\n"),
    ("a secret as a name", "version: 1\nsecrets:\n  <quoted>: dotenv\n"),
    ("a secret as a value's name", "version: 1\nvalues:\n  <quoted>: x\n"),
    ("unknown key", "version: 1\ntoken: <quoted>\n"),
    ("a secret as a key", "version: 1\n<quoted>: x\n"),
    ("address", "version: 1\nportal: { url: 'https://ada:<plain>@portal.acme.test' }\n"),
    ("provider", "version: 1\nproviders: { github: { url: 'https://ada:<plain>@github.acme.test' } }\n"),
    ("provider's token", "version: 1\nproviders: { github: { token: <quoted> } }\n"),
    ("purpose", "version: 1\npurposes: { authentication: { provider: github, credential: <quoted> } }\n"),
    ("profile", "version: 1\nprofile: <quoted>\n"),
    ("presets", "version: 1\ntarget: v2\npresets: [github-auth, <quoted>]\n"),
    ("integrations", "version: 1\nprofile: github\nintegrations: [<quoted>]\n"),
    ("create", "version: 1\nprofile: github\ncreate: [<quoted>]\n"),
    ("version", "version: <quoted>\n"),
    ("broken", "version: 1\nvalues:\n  GITHUB_TOKEN: \"<plain>\n"),
    ("broken below", "version: 1\nvalues:\n  GITHUB_TOKEN: <plain>\n  GITHUB_ORG: [\n"),
    ("tab", "version: 1\nvalues:\n\tGITHUB_TOKEN: <plain>\n"),
    ("alias", "version: 1\nvalues:\n  GITHUB_TOKEN: *<plain>\n"),
    ("tag", "version: 1\nvalues:\n  GITHUB_TOKEN: !<plain> x\n"),
    ("twice", "version: 1\nvalues:\n  GITHUB_TOKEN: <plain>\n  GITHUB_TOKEN: <plain>\n"),
    ("nothing else", "<canary>\n"),
    ("a file of variables", "GITHUB_TOKEN=<canary>\n"),
    ("two documents", "version: 1\n---\nGITHUB_TOKEN: <quoted>\n"),
];

#[test]
fn no_secret_in_a_file_of_answers_is_repeated() {
    let mut sheets = Vec::new();
    for (at, (way, text)) in ANSWERS.iter().enumerate() {
        for turn in 0..2 {
            let mut sheet = Sheet::default();
            let text = fill(text, "devportal-auth.yaml", way, at + turn, &mut sheet);
            sheet.put("devportal-auth.yaml", text);
            sheet.put("app-config.local.yaml", "app:\n  title: ${COMPANY}\n");
            sheet.run("validate folder", &["validate", "."]);
            sheet.run("validate folder json", &["validate", ".", "--format", "json"]);
            sheet.run("run", &["run", "--", "true"]);
            sheet.run("init", &["init", "--no-input", "--offline", "--dry-run", "--out", "."]);
            sheet.run(
                "init --answers",
                &[
                    "init",
                    "--no-input",
                    "--offline",
                    "--dry-run",
                    "--out",
                    "portal",
                    "--answers",
                    "devportal-auth.yaml",
                ],
            );
            sheets.push(sheet);
        }
    }
    hold(&sheets).judge("files of answers", 58, 280);
}
