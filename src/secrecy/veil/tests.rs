//! What is shown of a text, and what is not.

use super::*;

fn shown(text: &str, nature: Nature) -> String {
    cut_out(text, &veiled(text, nature), "••••")
}

#[test]
fn of_a_secret_only_references_are_shown() {
    for (text, seen) in [
        ("hunter2", "••••"),
        ("${TOKEN}", "${TOKEN}"),
        (" ${TOKEN} hunter2 ", " ${TOKEN} •••• "),
        ("${TOKEN:-hunter2}", "${TOKEN:-••••}"),
        ("${TOKEN:hunter2}", "${TOKEN:••••}"),
        ("${TOKEN-hunter2}", "${TOKEN-••••}"),
        ("${TOKEN:?hunter2}", "${TOKEN:?••••}"),
        ("${TOKEN:=a:b}", "${TOKEN:=••••}"),
        ("${hunter2}", "${••••}"),
        ("${ hunter2 }", "${ •••• }"),
        ("${hunter2", "${••••"),
        ("${TOKEN:-hunter2", "${TOKEN:-••••"),
        ("$${TOKEN}", "$${••••}"),
        ("$GITHUB_SECRET", "$GITHUB_SECRET"),
        ("Bearer $(GITHUB_TOKEN)", "Bearer $(GITHUB_TOKEN)"),
        ("$HUNTER2", "••••"),
        ("${A}${B}", "${A}${B}"),
        ("${A{hunter2}}", "${A{••••"),
        ("Bearer hunter2", "Bearer ••••"),
        ("Bearer ${TOKEN}", "Bearer ${TOKEN}"),
        ("argocd.token=${TOKEN}", "argocd.token=${TOKEN}"),
        ("hunter2=${TOKEN}", "••••${TOKEN}"),
        ("argocd.token=hunter2", "••••"),
        ("{{ .Values.x | default \"hunter2\" }}", "••••"),
        ("", ""),
    ] {
        assert_eq!(shown(text, Nature::Secret), seen, "{text}");
    }
}

#[test]
fn names_and_paths_are_shown_where_they_can_be_some() {
    for (text, seen) in [
        ("GITHUB_TOKEN", "GITHUB_TOKEN"),
        ("./secrets/token.txt", "./secrets/token.txt"),
        ("other.yaml#a.b", "other.yaml#a.b"),
        ("hunter2", "••••"),
        ("${TOKEN}", "${TOKEN}"),
    ] {
        assert_eq!(shown(text, Nature::Name), seen, "{text}");
    }
}

#[test]
fn in_any_text_what_is_a_secret_by_itself_is_not_shown() {
    let token = format!("ghp_{}", "a1".repeat(18));
    for (text, seen) in [
        ("https://acme.dev/a?b=c", "https://acme.dev/a?b=c"),
        ("postgres://ada:hunter2@db:5432/x", "postgres://ada:••••@db:5432/x"),
        ("redis://:hunter2@cache", "redis://:••••@cache"),
        ("redis://:<hunter2%25>@cache:6379", "redis://:••••@cache:6379"),
        ("postgres://ada:hun/ter2@db:5432/x", "postgres://ada:••••@db:5432/x"),
        ("postgres://ada:${PW}@db", "postgres://ada:${PW}@db"),
        ("postgres://ada:${PW:-hunter2}@db", "postgres://ada:${PW:-••••}@db"),
        ("https://git@github.com/acme", "https://git@github.com/acme"),
        ("https://hunter2:@acme.dev", "https://••••:@acme.dev"),
        ("https://hunter2:x-oauth-basic@github.com", "https://••••:x-oauth-basic@github.com"),
        ("https://x/?a=b&key=hunter2", "https://x/?a=b&key=••••"),
        ("InvalidCredentialsError: Code: 0x31", "InvalidCredentialsError: Code: 0x31"),
        ("https://x0123456789abcdef@host", "https://••••@host"),
        ("https://acme.dev:8080/ada@home", "https://acme.dev:8080/ada@home"),
        ("http://localhost:7007/@acme/x", "http://localhost:7007/@acme/x"),
        ("http://[::1]:7007/ada@home", "http://[::1]:7007/ada@home"),
        ("https://${HOST}:8080/ada@home", "https://${HOST}:8080/ada@home"),
        ("http://backend:7007 is asked, says ada@acme.dev", "http://backend:7007 is asked, says ada@acme.dev"),
        ("https://ab:1/w@host", "https://ab:••••@host"),
        ("https://portal:1/hunter2 ${PW}@host", "https://portal:•••• ${PW}@host"),
        ("https://ada.lovelace:1/hunter2@host/x", "https://ada.lovelace:••••@host/x"),
        ("https://ada.lovelace:012/hunter2@host", "https://ada.lovelace:••••@host"),
        ("https://ada.lovelace:99999#hunter2@host", "https://ada.lovelace:••••@host"),
        ("postgres://ada:5432?hunter2@db:5432/x", "postgres://ada:••••@db:5432/x"),
        ("https://x/?token=hunter2&a=b", "https://x/?token=••••&a=b"),
        ("https://x/?sv=1&sig=hun%2Fter2", "https://x/?sv=1&sig=••••"),
        ("https://x/?token=hunter2 hunter3&a=b", "https://x/?token=••••&a=b"),
        ("see https://x/?token=hunter2 there", "see https://x/?token=•••• there"),
        ("AccountName=a;AccountKey=hunter2==;EndpointSuffix=x", "AccountName=a;AccountKey=••••;EndpointSuffix=x"),
        ("host=db password=hunter2 user=ada", "host=db password=•••• user=ada"),
        ("GITHUB_PAT=hunter2 and more", "GITHUB_PAT=••••"),
        ("GITHUB_PAT=${PAT}", "GITHUB_PAT=${PAT}"),
        ("LOG_LEVEL=info", "LOG_LEVEL=info"),
        ("--api-key=hunter2 --port=1", "--api-key=•••• --port=1"),
        ("Authorization: Bearer hunter2", "Authorization: Bearer ••••"),
        ("amqp://ada:${PW:?hunter2}@queue/v", "amqp://ada:${PW:?••••}@queue/v"),
        ("amqp://ada:hunter2 ${PW}@queue/v", "amqp://ada:•••• ${PW}@queue/v"),
        ("ada:hunter2@127.0.0.1:1", "ada:••••@127.0.0.1:1"),
        // As browsers and Node complete them.
        ("https:/ada:hunter2@acme.dev", "https:/ada:••••@acme.dev"),
        ("//ada:hunter2@acme.dev", "//ada:••••@acme.dev"),
        ("https:/\\ada:hunter2@acme.dev", "https:/\\ada:••••@acme.dev"),
        ("host=db password='hun ter2' x=1", "host=db password='••••' x=1"),
        ("jdbc:db;password={hun;ter2};x=1", "jdbc:db;password={••••};x=1"),
        ("Server=db;Password=\"hun;ter2\";", "Server=db;Password=\"••••\";"),
        ("https://hunter22@acme.dev", "https://••••@acme.dev"),
        ("${LDAP_BIND_PW:hunter2}", "${LDAP_BIND_PW:••••}"),
        ("Bearer hunter2", "Bearer ••••"),
        ("token:hunter2", "token:••••"),
        ("mailto:ada@acme.dev", "mailto:ada@acme.dev"),
        ("clientSecret hunter2", "clientSecret ••••"),
        ("a ${API_TOKEN:-hunter2} b", "a ${API_TOKEN:-••••} b"),
        ("${HOST:-github.com}", "${HOST:-github.com}"),
        ("(&(objectClass=user)(uid=*))", "(&(objectClass=user)(uid=*))"),
        ("group:default/admins", "group:default/admins"),
    ] {
        assert_eq!(shown(text, Nature::Open), seen, "{text}");
    }
    assert_eq!(shown(&format!("was {token} once"), Nature::Open), "was •••• once");
}

proptest::proptest! {
    #[test]
    fn stretches_are_apart_and_at_whole_characters(text in "(\\PC|\\$\\{|://|[@:=;&ä]|token|\"){0,24}") {
        for nature in [Nature::Open, Nature::Name, Nature::Secret] {
            let found = veiled(&text, nature);
            proptest::prop_assert!(found.windows(2).all(|pair| pair[0].end < pair[1].start));
            let _ = cut_out(&text, &found, "");
        }
    }
}
