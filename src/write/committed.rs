//! What may come into a file that anybody may see: no secret that this process knows, whoever it came from.

use anyhow::{Result, bail};

use super::{Access, Content, FilePlan};
use crate::secrecy;

/// Refuses to put a secret that this process knows into a file that anybody may see, whoever it came from: what a server answers
/// ends up in plain values, too. What a person wrote there before is theirs.
pub(super) fn refuse_secrets(file: &FilePlan) -> Result<()> {
    let ours = match &file.content {
        Content::Fragment(text, _) | Content::Whole(text) if file.access == Access::Shared => text,
        _ => return Ok(()),
    };
    let Some(line) = ours.lines().position(secrecy::holds_secret).or_else(|| secrecy::holds_secret(ours).then_some(0))
    else {
        return Ok(());
    };
    let key = ours.lines().nth(line).and_then(|line| line.split_once([':', '='])).map(|(key, _)| key.trim());
    let key = key.filter(|key| secrecy::is_word(key)).map(|key| format!(", at `{key}`")).unwrap_or_default();
    bail!(
        "it can be committed, and a value of it would be a secret{key}; give that value by `--set`, and look which server answered so"
    )
}

/// Refuses the same of somebody's own text that is edited: a secret stays where it stood in the open, and comes into no other such file.
pub(super) fn refuse_new_secrets(file: &FilePlan, existing: &str, after: &str) -> Result<()> {
    if file.access == Access::Private || !matches!(file.content, Content::Edited(_)) {
        return Ok(());
    }
    if !secrecy::holds_secret_beyond(after, existing) {
        return Ok(());
    }
    let new = after.lines().position(|line| secrecy::holds_secret_beyond(line, existing));
    let line = new.map(|line| format!(", in line {}", line + 1)).unwrap_or_default();
    bail!(
        "it can be committed, and a secret would come into it that was not there before{line}; put that into a file of variables, and \
         write `${{NAME}}` in its place"
    )
}

#[cfg(test)]
mod tests {
    use super::super::{Changes, Rendered};
    use super::*;
    use crate::credential::Secret;

    #[test]
    fn a_secret_that_is_known_gets_into_no_file_that_can_be_committed_whoever_said_it() {
        let out = tempfile::tempdir().unwrap();
        let token = "CANARY-of-1-token-that-a-server-gave-back";
        crate::secrecy::learn(&Secret::new(token));
        let refused = |content, access| {
            let file = FilePlan { path: "devportal-auth.yaml".into(), about: String::new(), content, access };
            Changes::between(&Rendered { files: vec![file] }, out.path()).err().map(|error| format!("{error:#}"))
        };
        let text = || format!("values:\n  GITHUB_ORG: {token}\n");
        for content in [Content::Whole(text()), Content::Fragment(text(), |_, fragment| Ok(fragment.to_owned()))] {
            let said = refused(content, Access::Shared).unwrap();
            assert!(said.starts_with("`devportal-auth.yaml` cannot be written: it can be committed"), "{said}");
            assert!(said.contains("at `GITHUB_ORG`") && !said.contains("CANARY"), "{said}");
        }
        let edited = |text: &str| Content::Edited(Secret::new(text));
        let said = refused(edited(&text()), Access::Shared).unwrap();
        assert!(said.contains("was not there before") && !said.contains("CANARY"), "{said}");
        assert_eq!(refused(edited(&text()), Access::Private), None);
        // What a person wrote there before is theirs, and stays when something else is edited.
        std::fs::write(out.path().join("devportal-auth.yaml"), text()).unwrap();
        assert_eq!(refused(edited(&format!("a: 1\n{}", text())), Access::Shared), None);
        std::fs::remove_file(out.path().join("devportal-auth.yaml")).unwrap();
        assert_eq!(refused(Content::Whole(text()), Access::Private), None);
        assert_eq!(refused(Content::Whole("values:\n  GITHUB_ORG: acme\n".into()), Access::Shared), None);
    }
}
