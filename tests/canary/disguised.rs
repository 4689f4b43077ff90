//! Secrets that no name gives away: keys of several lines under plain names, a secret where an id or a whole block belongs, names that only
//! hint at one, and passwords that hold what ends them.

use crate::canary::{Canary, Form, begin_again};
use crate::program::{Sheet, hold};
use crate::writing::double;

/// Runs that show what stands around a fault, and what is mended.
const RUNS: &[(&str, &[&str])] = &[
    ("human", &[]),
    ("json", &["--format", "json"]),
    ("sarif", &["--format", "sarif"]),
    ("github", &["--format", "github"]),
    ("fix dry-run", &["--fix", "--dry-run"]),
];

fn validated(sheet: &mut Sheet, file: &str) {
    for (name, flags) in RUNS {
        sheet.run(name, &[&["validate"], *flags, &[file]].concat());
    }
}

/// Puts a canary of a form that nothing gives away into every `SLOT`.
fn planted(text: &str, place: &str, way: &str, form: Form, sheet: &mut Sheet) -> String {
    text.split_inclusive("SLOT").fold(String::new(), |all, piece| match piece.strip_suffix("SLOT") {
        Some(before) => {
            let canary = Canary::new(form);
            sheet.hides(place, way, &canary);
            all + before + &canary.text
        }
        None => all + piece,
    })
}

/// Carriers of a value under a name that says nothing, with something to mend on either side.
const NEUTRAL: &[(&str, &str)] = &[
    (
        "app-config.yaml",
        "integrations:\n  github:\n    - host: GitHub.com\nfoo: { pem9: VALUE }\ncatalog: { useUrlReadersSearch: 'true' }\n",
    ),
    (
        "map.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata:\n  A: 7007\n  tls.key: VALUE\n  B: true\n",
    ),
    (
        "values.yaml",
        "backstage:\n  extraEnvVars:\n    - { name: A, value: 7 }\n    - name: FOO\n      value: VALUE\n    - { name: B, value: 7 }\n",
    ),
    (
        "deployment.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: portal }\nspec:\n  template:\n    spec:\n      containers:\n        - name: devportal\n          image: veecode/devportal:1\n          env:\n            - { name: A, value: 7 }\n            - name: FOO\n              value: VALUE\n            - { name: B, value: 7 }\n",
    ),
    (
        "compose.yaml",
        "services:\n  devportal:\n    image: veecode/devportal:1\n    environment:\n      FOO: VALUE\n      COMPANY: Acme\n      COMPANY: Acme\n",
    ),
];

const KINDS: &[&str] = &[
    "RSA PRIVATE KEY",
    "PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "OPENSSH PRIVATE KEY",
    "EC PRIVATE KEY",
    "PGP PRIVATE KEY BLOCK",
];

/// A key whose lines are all different, each with a canary of its own.
fn key(kind: &str, sheet: &mut Sheet) -> Vec<String> {
    let body = (0..7).map(|at| {
        let canary = Canary::new(Form::Short);
        sheet.hides("a neutral name", kind, &canary);
        let filler: String = (0..48).map(|letter| char::from(b'A' + ((letter * 7 + at * 5) % 26) as u8)).collect();
        format!("{}{}{}", &filler[..20], canary.text, &filler[20..])
    });
    let body: Vec<_> = body.collect();
    [vec![format!("-----BEGIN {kind}-----")], body, vec![format!("-----END {kind}-----")]].concat()
}

#[test]
fn no_line_of_a_private_key_is_shown_under_whatever_name() {
    begin_again();
    let mut sheets = Vec::new();
    for kind in KINDS {
        for (file, text) in NEUTRAL {
            for way in 0..6 {
                let mut sheet = Sheet::default();
                let lines = key(kind, &mut sheet);
                let indent = " ".repeat(20);
                let value = match way {
                    0 => double(&lines.join("\n")),
                    1 => format!("'{}'", lines.join("\\n")),
                    2 => double(&lines.join("\\n")),
                    3 => double(&lines.join(" ")),
                    4 => format!("'{}'", double(&lines.join("\n"))),
                    _ if text.contains("{ pem9") => continue,
                    _ => format!("|\n{indent}{}", lines.join(&format!("\n{indent}"))),
                };
                sheet.put(file, text.replace("VALUE", &value));
                validated(&mut sheet, file);
                sheets.push(sheet);
            }
        }
    }
    hold(&sheets).judge("private keys under plain names", 1200, 850);
}

const BASE: &str = "app:\n  baseUrl: https://p.acme.test\nbackend:\n  baseUrl: https://p.acme.test\n";

/// Where something else belongs: a map, a list, an id, the name of an entry.
const MISPLACED: &[&str] = &[
    "auth:\n  session: SLOT\n",
    "auth:\n  session: [SLOT]\n",
    "  auth:\n    keys: SLOT\n",
    "  auth:\n    keys: [SLOT]\n",
    "  auth: SLOT\n",
    "  auth:\n    externalAccess: SLOT\n",
    "  auth:\n    externalAccess:\n      - SLOT\n",
    "  auth:\n    externalAccess:\n      - type: static\n        options: SLOT\n",
    "integrations:\n  github: SLOT\n",
    "integrations:\n  gitlab: SLOT\n",
    "integrations:\n  azure:\n    - SLOT\n",
    "integrations:\n  azure:\n    - host: dev.azure.com\n      credentials: SLOT\n",
    "auth:\n  environment: development\n  providers:\n    github: SLOT\n",
    "auth:\n  environment: development\n  providers:\n    github:\n      development: SLOT\n",
    "integrations:\n  github:\n    - host: GitHub.com\n      apps: SLOT\n",
    "integrations:\n  github:\n    - host: GitHub.com\n      apps: [{ appId: ID7c1E9d3Ab0F24c55a8e1f5a9, clientId: Iv1.a, clientSecret: \"${A}\", webhookSecret: \"${B}\", privateKey: \"${C}\" }]\n",
    "auth:\n  environment: development\n  providers:\n    github:\n      development:\n        clientId: ID7c1E9d3Ab0F24c55a8e1f5a9\n        clientSecret: Ov23liAbCdEfGhIjKlMn\n",
    "auth:\n  environment: development\n  providers:\n    google:\n      development:\n        clientId: GOCSPX-ID7c1E9d3Ab0F24c55a8e1f5a9\n        clientSecret: 1234-abc.apps.googleusercontent.com\n",
    "auth:\n  environment: development\n  providers:\n    oidc:\n      development:\n        clientId: ID7c1E9d3Ab0F24c55a8e1f5a9\n        clientSecret: ${S}\n        metadataUrl: https://k.acme.test/.well-known/openid-configuration\n",
    "catalog:\n  providers:\n    keycloakOrg:\n      default: { baseUrl: 'https://k.acme.test', realm: a, clientId: ID7c1E9d3Ab0F24c55a8e1f5a9 }\n",
    "catalog:\n  providers:\n    ldapOrg:\n      default:\n        target: ldaps://l.acme.test\n        bind: { dn: SLOT, secret: 'cn=reader,dc=acme' }\n        users: [{ dn: SLOT, options: { filter: '(uid=*)', scope: sub } }]\n",
    "catalog:\n  providers:\n    ldapOrg:\n      default:\n        target: ldaps://l.acme.test\n        bind: SLOT\n",
    "auth:\n  environment: development\n  providers:\n    ldap:\n      development:\n        cookies: { secure: true }\n        ldapAuthenticationOptions: { adminDn: SLOT, adminPassword: 'cn=a,dc=b', userSearchBase: SLOT }\n",
];

#[test]
fn no_secret_is_shown_that_stands_where_something_else_belongs() {
    begin_again();
    let mut sheets = Vec::new();
    for text in MISPLACED {
        for form in [Form::Mixed, Form::Short] {
            let mut sheet = Sheet::default();
            // What a provider makes has letters and digits alone.
            let form = if text.contains(": ID") { Form::Short } else { form };
            let text = &text.replace(": ID", ": SLOT").replace("-ID", "-SLOT");
            let text = planted(text, "misplaced", text, form, &mut sheet);
            sheet.put("app-config.yaml", format!("{BASE}{text}"));
            validated(&mut sheet, "app-config.yaml");
            sheets.push(sheet);
        }
    }
    hold(&sheets).judge("misplaced secrets", 48, 230);
}

/// Names of variables and of keys by which people know a secret.
const HINTING: &[&str] = &[
    "LDAP_BIND_PW",
    "SMTP_PW",
    "DB_PW",
    "REDIS_AUTH",
    "NPM_AUTH",
    "AUTH_HEADER",
    "CREDENTIALS",
    "CRED",
    "LDAP_CRED",
    "TOTP_SEED",
    "JWT_SIGNING",
    "SAS",
    "AZURE_SAS",
    "KENNWORT",
    "DB_KENNWORT",
    "SENHA",
    "MOT_DE_PASSE",
    "CONTRASENA",
    "SENTRY_DSN",
];
const HINTING_KEYS: &[&str] = &[
    "pw",
    "bindpw",
    "bindPw",
    "creds",
    "cred",
    "authHeader",
    "hmac",
    "seed",
    "salt",
    "sas",
    "saskey",
    "clientKey",
    "tlsKey",
    "certKey",
    "routingKey",
    "integrationKey",
    "kubeconfig",
    "x-functions-key",
    "Ocp-Apim-Subscription-Key",
    "DD-APPLICATION-KEY",
];

#[test]
fn no_secret_is_shown_whose_name_only_hints_at_it() {
    begin_again();
    let mut sheets = Vec::new();
    let mut put = |file: &str, text: &str, name: &str| {
        let mut sheet = Sheet::default();
        let text = planted(text, name, file, Form::Mixed, &mut sheet);
        sheet.put(file, text);
        validated(&mut sheet, file);
        sheets.push(sheet);
    };
    for name in HINTING {
        for (file, text) in &NEUTRAL[1..] {
            put(file, &text.replace("FOO", name).replace("tls.key", name).replace("VALUE", "SLOT"), name);
        }
        put("app-config.yaml", &NEUTRAL[0].1.replace("VALUE", &format!("'${{{name}:SLOT}}'")), name);
    }
    for key in HINTING_KEYS {
        put("app-config.yaml", &NEUTRAL[0].1.replace("pem9", key).replace("VALUE", "SLOT"), key);
    }
    hold(&sheets).judge("names that hint", 115, 575);
}

/// Passwords that hold what parts the pieces of a connection.
const PARTED: &[&str] = &[
    "host=db user=x password='kiwi MARK' dbname=p",
    "host=db user=x password = 'kiwi MARK' dbname=p",
    "jdbc:sqlserver://db;user=bob;password={kiwi;MARK};encrypt=true",
    "Server=db;User Id=x;Password=\"kiwi;MARK\";",
    "Server=db;User Id=x;Password='ki\"wi;MARK';Encrypt=true",
    "postgres://bob:kiwi MARK@db.acme.test/x",
    "https://MARK:x-oauth-basic@ghe.acme.test/a/b",
    "https://k7MARK@ghe.acme.test/a/b",
];

#[test]
fn no_part_of_a_password_is_shown_that_holds_what_ends_it() {
    begin_again();
    let mut sheets = Vec::new();
    for text in PARTED {
        for (file, around) in NEUTRAL {
            for quote in ["double", "single"] {
                let mut sheet = Sheet::default();
                let canary = Canary::new(Form::Short);
                sheet.hides(file, text, &canary);
                let text = text.replace("MARK", &canary.text);
                let value = if quote == "double" { double(&text) } else { format!("'{}'", text.replace('\'', "''")) };
                sheet.put(file, around.replace("VALUE", &value));
                validated(&mut sheet, file);
                sheets.push(sheet);
            }
        }
    }
    hold(&sheets).judge("passwords in parts", 80, 400);
}
