//! Secrets in configurations whose proofs reach nobody: every address is this machine's, at a port where nothing listens.

use crate::program::{Sheet, hold};
use crate::slots::fill;

/// The configurations.
const NOBODY: &[(&str, &str)] = &[
    (
        "address with a password",
        "integrations:\n  github:\n    - host: 127.0.0.1:1\n      apiBaseUrl: http://ada:<plain>@127.0.0.1:1/api\n      token: <quoted>\n",
    ),
    (
        "address with a token",
        "integrations:\n  gitlab:\n    - host: 127.0.0.1:1\n      apiBaseUrl: http://127.0.0.1:1/api?private_token=<plain>\n      token: <quoted>\n",
    ),
    (
        "host with a password",
        "integrations:\n  azure:\n    - host: ada:<plain>@127.0.0.1:1\n      credentials: [{ organizations: [acme], personalAccessToken: <quoted> }]\n",
    ),
    (
        "directory",
        "catalog:\n  providers:\n    ldapOrg:\n      default:\n        target: ldap://ada:<plain>@127.0.0.1:1\n        bind: { dn: 'cn=a', secret: <quoted> }\n        users: [{ dn: 'dc=a' }]\n",
    ),
    (
        "realm",
        "catalog:\n  providers:\n    keycloakOrg:\n      default: { baseUrl: 'http://ada:<plain>@127.0.0.1:1', realm: a, loginRealm: a, clientId: a, clientSecret: <quoted> }\n",
    ),
    (
        "issuer",
        "auth:\n  environment: production\n  session: { secret: <quoted> }\n  providers:\n    oidc:\n      production: { metadataUrl: 'http://ada:<plain>@127.0.0.1:1/x?access_token=<plain>', clientId: a, clientSecret: <quoted> }\n",
    ),
    (
        "key",
        "integrations:\n  github:\n    - host: 127.0.0.1:1\n      apps: [{ appId: 1, clientId: a, clientSecret: <quoted>, webhookSecret: <quoted>, privateKey: \"-----BEGIN RSA PRIVATE KEY-----\\n<plain>\\n-----END RSA PRIVATE KEY-----\" }]\n",
    ),
];

#[test]
fn no_secret_is_shown_where_nobody_answers() {
    let mut sheets = Vec::new();
    for (at, (way, text)) in NOBODY.iter().enumerate() {
        for (turn, format) in ["human", "json", "sarif", "github", "gitlab", "junit"].into_iter().enumerate() {
            let mut sheet = Sheet::default();
            let text = fill(text, "proof", way, at + turn, &mut sheet);
            sheet.put("app-config.local.yaml", text);
            sheet.put(".env", "COMPANY=Acme\n");
            let proxy = fill("http://ada:<plain>@127.0.0.1:1", "HTTPS_PROXY", "a proxy's password", turn, &mut sheet);
            let run = sheet.run(
                &format!("live {format}"),
                &[
                    "validate",
                    "--live",
                    "--budget",
                    "2",
                    "--format",
                    format,
                    "app-config.local.yaml",
                    "--env-file",
                    ".env",
                ],
            );
            run.environment = ["HTTPS_PROXY", "HTTP_PROXY"].map(|name| (name.to_owned(), proxy.clone())).into();
            let answer = if turn % 2 == 0 { "human" } else { "json" };
            for whom in [&["--as", "ada"][..], &["--everybody"]] {
                let flags = [
                    "rehearse",
                    "--no-input",
                    "--timeout",
                    "2",
                    "--format",
                    answer,
                    "app-config.local.yaml",
                    "--env-file",
                    ".env",
                ];
                let run = sheet.run(&format!("rehearse {answer}"), &[&flags[..], whom].concat());
                run.environment = ["HTTPS_PROXY", "HTTP_PROXY"].map(|name| (name.to_owned(), proxy.clone())).into();
            }
            sheets.push(sheet);
        }
    }
    hold(&sheets).judge("proofs", 144, 126);
}
