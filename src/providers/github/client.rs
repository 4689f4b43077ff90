//! Requests to GitHub's API, by octocrab over the network edge. octocrab signs for Apps, writes the credential into the
//! header and builds the requests; the answers are read raw.

use std::error::Error;
use std::sync::Arc;

use anyhow::{Context, Result};
use http::{HeaderValue, Response, Uri};
use http_body_util::BodyExt;
use hyper::body::Bytes;
use octocrab::auth::AppAuth;
use octocrab::jsonwebtoken::EncodingKey;
use octocrab::service::middleware::base_uri::BaseUriLayer;
use octocrab::{AuthState, Octocrab, OctocrabBuilder};
use serde_json::Value;
use url::{Position, Url};

pub(super) use super::answer::Answer;
use super::edge::Edge;
use super::refusal;
use crate::credential::Secret;
use crate::proof::{Aspect, Extent, Limit, Step};
use crate::providers::http::{Http, Reading, Unreachable, uri};

/// How many entries one page of a list holds: the most that GitHub gives.
const PAGE: usize = 100;

/// Who sends a request.
pub(super) enum Auth {
    /// No credential: 60 requests an hour on github.com.
    Nobody,
    /// A token of any kind.
    Token(Secret),
    /// An OAuth client by id and secret.
    Client {
        /// Its id.
        id: String,
        /// Its secret.
        secret: Secret,
    },
    /// An App by its signature.
    App {
        /// Its number.
        id: u64,
        /// Its private key, as PEM.
        key: Secret,
    },
}

/// Why a list could not be read.
pub(super) enum Failure {
    /// No answer came.
    Unreachable(Unreachable),
    /// GitHub answered something else.
    Refused(Answer),
}

impl Failure {
    /// Says it, with what to do next.
    pub(super) fn step(&self, name: Aspect<'_>) -> Step {
        match self {
            Self::Unreachable(unreachable) => unreachable.step(name),
            Self::Refused(answer) => refusal::step(name, answer),
        }
    }
}

/// A way to the API for one sender. Has no `Debug`: octocrab's would show a client's secret.
#[derive(Clone)]
pub(super) struct Client {
    octocrab: Arc<Octocrab>,
    http: Http,
    api_url: Url,
}

impl Client {
    /// Prepares the way; nothing is asked yet. Must be called where tokio runs, because octocrab queues its requests.
    ///
    /// # Errors
    /// When an App's key cannot sign or a token fits in no header. Nothing of either is in the error.
    pub(super) fn new(http: &Http, api_url: &Url, auth: Auth) -> Result<Self> {
        let origin: Uri = api_url[..Position::BeforePath].parse().context("the API's address is none")?;
        let built = OctocrabBuilder::new_empty()
            .with_service(Edge(http.clone()))
            .with_layer(&BaseUriLayer::new(origin))
            .with_auth(state(auth)?)
            .build();
        match built {
            Ok(octocrab) => Ok(Self { octocrab: Arc::new(octocrab), http: http.clone(), api_url: api_url.clone() }),
            Err(never) => match never {},
        }
    }

    /// Reads what stands at a path below the API's root (`orgs/acme?per_page=100`). Any status is an answer.
    pub(super) async fn get(&self, path: &str) -> Result<Answer, Unreachable> {
        let address = self.below(path)?;
        self.read(self.octocrab._get(address).await).await
    }

    /// Sends JSON. Any status is an answer.
    pub(super) async fn post(&self, path: &str, body: Option<&Value>) -> Result<Answer, Unreachable> {
        let address = self.below(path)?;
        self.read(self.octocrab._post(address, body).await).await
    }

    /// Begins to read lists, which have one bound together.
    pub(super) fn reading(&self) -> Reading {
        Reading::begun(&self.http)
    }

    /// Reads a list page by page, `most` entries of it, as far as GitHub's own links lead. Tells beside them whether
    /// that is all.
    pub(super) async fn all(
        &self,
        path: &str,
        most: usize,
        reading: &Reading,
    ) -> Result<(Vec<Value>, Extent), Failure> {
        let mut entries = Vec::new();
        let extent = self.each(path, most, (reading, |entry| entries.push(entry))).await?;
        Ok((entries, extent))
    }

    /// Hands each entry of such a list on as its page comes.
    pub(super) async fn each(
        &self,
        path: &str,
        most: usize,
        (reading, mut take): (&Reading, impl FnMut(Value)),
    ) -> Result<Extent, Failure> {
        let (mut list, mut taken) = (reading.list(), 0);
        let joint = if path.contains('?') { '&' } else { '?' };
        let mut address = self.below(&format!("{path}{joint}per_page={PAGE}")).map_err(Failure::Unreachable)?;
        for _ in 0..=most / PAGE {
            if let Some(limit) = list.over() {
                return Ok(Extent::Part(limit));
            }
            let answer = self.read(self.octocrab._get(address).await).await.map_err(Failure::Unreachable)?;
            let Some(read) = answer.found::<Vec<Value>>() else { return Err(Failure::Refused(answer)) };
            if let Some(limit) = list.whole(read.len(), &answer.body) {
                return Ok(Extent::Part(limit));
            }
            let room = most.saturating_sub(taken);
            taken += read.len();
            read.into_iter().take(room).for_each(&mut take);
            let next = answer.next_page().and_then(|next| local(&next));
            match next.filter(|_| taken < most) {
                Some(next) => address = next,
                None => {
                    return Ok(match taken {
                        len if len > most || (len == most && goes_on(&answer)) => Extent::Part(Limit::Number),
                        _ if goes_on(&answer) => Extent::Part(Limit::Elsewhere),
                        _ => Extent::Whole,
                    });
                }
            }
        }
        Ok(Extent::Part(Limit::Number))
    }

    /// The path and query below the origin. The layer adds the origin: octocrab shows the credential only to addresses
    /// without one and to `api.github.com`, and GitHub Enterprise Server is neither.
    fn below(&self, path: &str) -> Result<Uri, Unreachable> {
        let root = self.api_url.path().trim_end_matches('/');
        uri(&format!("{root}/{path}"), self.host())
    }

    async fn read<B>(&self, sent: octocrab::Result<Response<B>>) -> Result<Answer, Unreachable>
    where
        B: BodyExt<Data = Bytes, Error = octocrab::Error>,
    {
        let (parts, body) = sent.map_err(|error| self.unanswered(&error))?.into_parts();
        let body = body.collect().await.map_err(|error| self.unanswered(&error))?.to_bytes().to_vec();
        Ok(Answer::new(&self.api_url, Response::from_parts(parts, body)))
    }

    /// Finds the network edge's own error again. Any other one came about before anything was sent.
    fn unanswered(&self, error: &octocrab::Error) -> Unreachable {
        let mut next: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(error) = next {
            if let Some(unreachable) = error.downcast_ref::<Unreachable>() {
                return unreachable.clone();
            }
            next = error.source();
        }
        Unreachable::unsent(self.host(), "nothing was sent, the request could not be written")
    }

    fn host(&self) -> &str {
        self.api_url.host_str().unwrap_or_default()
    }
}

/// Turns a sender into octocrab's own words, and tries whether it can be written into a header at all.
fn state(auth: Auth) -> Result<AuthState> {
    Ok(match auth {
        Auth::Nobody => AuthState::None,
        Auth::Token(token) => {
            HeaderValue::from_str(token.expose()).ok().context("the token holds characters that no token has")?;
            AuthState::AccessToken { token: token.expose().into() }
        }
        Auth::Client { id, secret } => AuthState::BasicAuth { username: id, password: secret.expose().to_owned() },
        Auth::App { id, key } => {
            let key = EncodingKey::from_rsa_pem(key.expose().as_bytes()).ok().context("the private key is none")?;
            let app = AppAuth { app_id: id.into(), key };
            app.generate_bearer_token().ok().context("the private key cannot sign")?;
            AuthState::App(app)
        }
    })
}

fn local(address: &Url) -> Option<Uri> {
    address[Position::BeforePath..Position::AfterQuery].parse().ok()
}

/// Tells whether GitHub says that the list goes on, wherever that link leads.
fn goes_on(answer: &Answer) -> bool {
    answer.header("link").is_some_and(|links| links.contains("rel=\"next\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::http::HttpOptions;

    fn client(api_url: &str, auth: Auth) -> Result<Client> {
        Client::new(&Http::new(HttpOptions::default())?, &Url::parse(api_url)?, auth)
    }

    #[tokio::test]
    async fn a_path_stands_below_the_root_of_the_api() {
        for (root, address) in [
            ("https://api.github.com", "/orgs/acme?per_page=1"),
            ("https://ghe.acme.dev/api/v3", "/api/v3/orgs/acme?per_page=1"),
            ("https://ghe.acme.dev/api/v3/", "/api/v3/orgs/acme?per_page=1"),
        ] {
            assert_eq!(client(root, Auth::Nobody).unwrap().below("orgs/acme?per_page=1").unwrap(), address);
        }
    }

    #[tokio::test]
    async fn what_cannot_be_sent_is_refused_without_being_shown() {
        let key = Secret::new("-----BEGIN RSA PRIVATE KEY-----\nCANARY\n-----END RSA PRIVATE KEY-----\n");
        for auth in [Auth::Token(Secret::new("CANARY\n")), Auth::App { id: 1, key }] {
            let error = client("https://api.github.com", auth).err().unwrap();
            assert!(!format!("{error:#} {error:?}").contains("CANARY"), "{error:?}");
        }
    }
}
