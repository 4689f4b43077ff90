//! Secrets on the command line, where they do not belong.

use crate::program::{Sheet, hold};
use crate::slots::fill;

/// Arguments with a secret in them, by what follows the program's name; one line each, at spaces.
const WORDS: &str = "\
<canary>
--token <plain>
--token=<plain>
--<plain>
-p<plain>
init <plain>
init --token=<plain>
init --token <plain>
init --github-token=<plain>
init --password=<plain>
init --secret <plain>
init --yes=<plain>
init --no-input=<plain>
init --store=<plain>
init --timeout <plain>
init --no-input --set GITHUB_TOKEN=<canary>
init --no-input --set GITHUB_TOKN=<canary>
init --no-input --set GITHUB_PAT=<canary>
init --no-input --set TOKEN=<canary>
init --no-input --set GITHUB_TOKEN:<canary>
init --no-input --set <canary>
init --no-input --set =<canary>
init --no-input --set GITHUB_TOKEN=<plain> --set GITHUB_TOKEN=<plain>
init --no-input --secret-from GITHUB_TOKEN=<canary>
init --no-input --secret-from GITHUB_TOKEN=value:<canary>
init --no-input --secret-from GITHUB_TOKEN:<canary>
init --no-input --secret-from <canary>
init --no-input --secret-from =<canary>
init --no-input --secret-from GITHUB_TOKEN=env:<unlike>
init --no-input --profile github-pat --offline --secret-from GITHUB_TOKEN=env:<unlike>
init --no-input --profile github-pat --offline --set GITHUB_ORG=acme --secret-from GITHUB_TOKEN=cmd:false&&<plain>
init --no-input --url github=https://ada:<plain>@github.acme.test
init --no-input --url https://ada:<plain>@github.acme.test
init --no-input --url <plain>
init --no-input --profile github-pat --url github=https://github.acme.test?token=<plain>
init --no-input --api-url github=https://ada:<plain>@github.acme.test
init --no-input --profile github --portal-url https://ada:<plain>@portal.acme.test
init --no-input --profile github --portal-url https://portal.acme.test/?token=<plain>
init --no-input --create github-app=<plain>
init --no-input --profile <plain>
init --no-input --target <plain>
init --no-input --auth <plain>
init --no-input --stage <plain>
migrate --to <plain>
man <plain>
validate a.yaml --select <plain>
validate a.yaml --ignore <plain>
validate a.yaml --baseline <plain>
validate a.yaml --backstage <plain>
run <plain>
run --token=<plain> -- true
run --out . <plain>
run GITHUB_TOKEN=<plain> true
explain remote:<plain>@github.com
explain token=<plain>
validate --token=<plain>
validate --fix=<plain>
validate --env-file GITHUB_TOKEN=<plain>
validate https://ada:<plain>@acme.test/app-config.yaml
validate GITHUB_TOKEN=<plain>
validate a.yaml --explain-credential https://ada:<plain>@github.com/acme/shop
validate a.yaml --explain-credential https://<plain>@github.com/acme/shop
validate a.yaml --explain-credential github.com/acme/shop?token=<plain>
validate a.yaml --explain-credential https://ada:<plain>@github.com/acme/shop --format json
validate a.yaml --explain-credential https://ada:<plain>@github.com:x/acme/shop
validate --process-env=<plain> a.yaml
rehearse <plain>
rehearse --token=<plain>
rehearse --no-input --as ada --secret-from PERSON_PASSWORD=<canary>
rehearse --no-input --as ada --secret-from <canary>
rehearse --profile-json https://ada:<plain>@acme.test/userinfo.json
rehearse --only-host https://ada:<plain>@sso.acme.test
schema <plain>
schema --token=<plain>
sandbox <plain>
sandbox --token=<plain>
";

#[test]
fn no_secret_on_the_command_line_is_repeated() {
    let mut sheets = Vec::new();
    for (at, words) in WORDS.lines().enumerate() {
        for turn in 0..4 {
            let mut sheet = Sheet::default();
            sheet.put("a.yaml", "integrations:\n  github:\n    - host: github.com\n      token: ${GITHUB_TOKEN}\n");
            let words: Vec<_> =
                words.split(' ').map(|word| fill(word, "argument", words, at + turn, &mut sheet)).collect();
            sheet.run("arguments", &words.iter().map(String::as_str).collect::<Vec<_>>());
            sheets.push(sheet);
        }
    }
    hold(&sheets).judge("command lines", 244, 240);
}
