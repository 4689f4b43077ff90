//! `gitlab-audience`: people sign in at another GitLab than the one that is read, or by a broken address.

use super::{Sign, elsewhere};
use crate::lint::{Confidence, Finding, Fix, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "gitlab-audience",
    summary: "sign-in and integration belong to different GitLab servers",
    severity: Severity::Error,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/gitlab-audience.md"),
    check,
};

const SIGN: Sign = Sign { provider: "gitlab", address: "audience", public: "gitlab.com" };

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = elsewhere(rule, subject, &SIGN);
    found.extend(subject.sign_in_blocks().filter(|(provider, ..)| *provider == "gitlab").filter_map(
        |(_, stage, block)| {
            let node = block.get("audience")?;
            let audience = node.text().filter(|audience| audience.ends_with('/'))?;
            let bare = audience.trim_end_matches('/');
            let finding = rule
                .at(node)
                .about(format!("auth.providers.gitlab.{stage}.audience"))
                .says("`audience` ends in `/`, so people are sent to an address with `//oauth` in it")
                .hint(format!("write `{bare}`"));
            let literal = node.as_text().is_some_and(|text| !text.is_reference()) && !subject.is_images(node.place);
            let mend = Fix::value(node.place, bare.to_owned());
            Some(if literal { finding.fix(mend) } else { finding })
        },
    ));
    found
}
