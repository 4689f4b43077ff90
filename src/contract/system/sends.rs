//! How a credential is sent: in headers, in the address, or not at all, when a signature made with it goes instead.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::filled;
use crate::credential::Secret;

/// How a credential is sent. `<token>` in a text stands for its part of this name, for a setting, or for what an earlier answer gave.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Sends {
    /// User name and password, which go as one text in base64.
    pub basic: Option<String>,
    /// Headers by name.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// What stands at the end of the address's query, as it is: a signature that somebody else made.
    pub query: Option<String>,
    /// A signature over the request. The key itself goes nowhere.
    pub signed: Option<Signed>,
    /// A signed statement, which is `<assertion>` in a form.
    pub asserts: Option<Asserts>,
}

/// A signature over a request.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Signed {
    /// By which rules.
    pub by: Scheme,
    /// Who signs.
    pub id: String,
    /// The key that is signed with.
    pub key: String,
    /// What goes along with a key that lives for an hour.
    pub session: Option<String>,
    /// Where it counts, and for which service, where the rules ask for that.
    pub region: Option<String>,
    /// See `region`.
    pub service: Option<String>,
}

/// The rules of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// AWS Signature Version 4.
    AwsV4,
    /// Azure Storage's Shared Key.
    AzureSharedKey,
}

/// A statement that its key signs (RFC 7523), for which a server gives a token.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Asserts {
    /// Who states it.
    pub issuer: String,
    /// The private key, PEM.
    pub key: String,
    /// Whom it is for.
    pub audience: String,
    /// What is asked for.
    pub scope: String,
}

impl Sends {
    /// The plain headers that carry a credential, by name. What is signed is not among them.
    pub fn headers(&self, put: impl Fn(&str) -> Option<String>) -> Vec<(String, Secret)> {
        let basic = self.basic.iter().map(|template| {
            let pair = Secret::new(filled(template, &put));
            ("authorization".to_owned(), Secret::new(format!("Basic {}", STANDARD.encode(pair.expose()))))
        });
        let plain =
            self.headers.iter().map(|(name, template)| (name.to_lowercase(), Secret::new(filled(template, &put))));
        basic.chain(plain).collect()
    }

    /// Every text that holds words of it.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let signed = self.signed.iter().flat_map(|signed| {
            let Signed { id, key, session, region, service, .. } = signed;
            [Some(id), Some(key), session.as_ref(), region.as_ref(), service.as_ref()].into_iter().flatten()
        });
        let asserts = self.asserts.iter().flat_map(|asserts| [&asserts.issuer, &asserts.key]);
        let plain = self.basic.iter().chain(self.headers.values()).chain(&self.query);
        plain.chain(signed).chain(asserts).map(String::as_str)
    }
}
