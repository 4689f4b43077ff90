//! Whether a backend of old hands requests on to the proxy without asking who sends them.

use serde::Deserialize;

use super::brackets::{bare, closing, is_of_word};
use super::text::{has_package, holds};
use super::{Code, facts};

/// How code hands requests on.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    package: String,
    path: String,
    plugin: Vec<String>,
    puts: Vec<String>,
    passes: Vec<String>,
    asks: Vec<String>,
}

impl Code {
    /// Tells whether the backend surely has the proxy, and nothing in its text may keep a request from it: an older proxy asks nobody itself,
    /// and in a backend of old no proxy does.
    pub(in crate::lint) fn hands_on_unasked(&self, is_older: bool) -> bool {
        let words = &facts().proxying;
        let Some(backend) = self.backend.as_deref() else { return false };
        let is_there = match self.is_of_modules() {
            Some(true) => is_older && self.adds(&words.package) == Some(true),
            _ => has_package(backend, &words.package) && puts(backend).any(|put| is_proxy(&put, backend)),
        };
        is_there && !holds(backend, &words.asks) && puts(backend).all(|put| asks_nobody(&put))
    }
}

/// What a router is given: a path, where there is one in quotes, and what answers there.
struct Put<'b> {
    path: Option<&'b str>,
    answers: Vec<&'b str>,
}

fn puts(text: &str) -> impl Iterator<Item = Put<'_>> {
    let places = facts().proxying.puts.iter().flat_map(|word| text.match_indices(word.as_str()));
    places.filter_map(|(at, found)| {
        let open = at + found.len() - 1;
        let mut given = parts(&text[open + 1..closing(text, open)?]);
        let path = given.first().and_then(|first| quoted(first));
        if path.is_some() {
            given.remove(0);
        }
        Some(Put { path, answers: given })
    })
}

/// A router at the path of the proxy, or at one that is made of a plugin's name where the proxy is one of them.
fn is_proxy(put: &Put<'_>, text: &str) -> bool {
    let words = &facts().proxying;
    put.path.is_some_and(|path| path == words.path || path.contains("${") && holds(text, &words.plugin))
}

/// Tells whether nothing of what is put there may refuse a request to the proxy: it is at another plugin's path, it is the router that is
/// waited for, or what is known to ask nobody.
fn asks_nobody(put: &Put<'_>) -> bool {
    let words = &facts().proxying;
    let is_elsewhere = put.path.is_some_and(|path| {
        path.trim_matches('/').contains(|c: char| c.is_alphanumeric())
            && path != words.path
            && !path.starts_with("/api")
    });
    let passes = |name: &str| {
        let first = name.split(|c| !is_of_word(c)).next().unwrap_or_default();
        words.passes.iter().any(|word| word == first)
    };
    let (last, before) = match (put.path, put.answers.split_last()) {
        (Some(_), Some((last, before))) => (Some(*last), before),
        _ => (None, put.answers.as_slice()),
    };
    let is_router = |last: &str| {
        let called = last.strip_prefix("await ").unwrap_or(last);
        called.split(|c| !is_of_word(c)).next().is_some_and(|name| !name.is_empty() && name != "async")
            && !called.contains("=>")
    };
    is_elsewhere || last.is_none_or(is_router) && before.iter().all(|name| passes(name))
}

/// What stands between commas.
fn parts(given: &str) -> Vec<&str> {
    let commas = bare(given).filter(|(_, c, depth)| *c == ',' && *depth == 0).map(|(at, ..)| at);
    let ends: Vec<_> = commas.chain([given.len()]).collect();
    let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
    let parts = starts.zip(&ends).filter_map(|(start, end)| given.get(start..*end).map(str::trim));
    parts.filter(|part| !part.is_empty()).collect()
}

/// What a text says that is nothing but a quotation.
fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"' | '`'))?;
    text[1..].strip_suffix(quote).filter(|said| !said.contains(quote))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backend(uses: &str) -> Code {
        let text = format!(
            "import {{ createRouter }} from '@backstage/plugin-proxy-backend';
            const apiRouter = Router();
            {uses}
            apiRouter.use(notFoundHandler());
            const service = createServiceBuilder(module).loadConfig(config).addRouter('/api', apiRouter).addRouter('', await app(appEnv));"
        );
        Code::of(Some(vec![text]), None)
    }

    #[test]
    fn a_backend_of_old_hands_requests_on_unless_something_before_may_ask() {
        for (uses, is_open) in [
            ("apiRouter.use('/proxy', await proxy(proxyEnv));", true),
            (
                "apiRouter.use(`/${plugin}`, await router(pluginEnv)); addPlugin({ plugin: 'proxy', router: proxy });",
                true,
            ),
            ("service.addRouter(root, router); apiRouter.use('/proxy', await proxy(proxyEnv));", true),
            ("apiRouter.use(express.json()); apiRouter.use('/proxy', await proxy(proxyEnv));", true),
            ("apiRouter.use('/x', authorize, await x(env)); apiRouter.use('/proxy', await proxy(proxyEnv));", true),
            ("// apiRouter.use(authMiddleware);\napiRouter.use('/proxy', await proxy(proxyEnv));", true),
            ("apiRouter.use('/proxy', authMiddleware, await proxy(proxyEnv));", false),
            ("apiRouter.use('/proxy', guard, await proxy(proxyEnv));", false),
            ("apiRouter.use(guard); apiRouter.use('/proxy', await proxy(proxyEnv));", false),
            ("apiRouter.use(async (req, res, next) => {}); apiRouter.use('/proxy', await proxy(proxyEnv));", false),
            ("apiRouter.use('/', guard, other); apiRouter.use('/proxy', await proxy(proxyEnv));", false),
            ("apiRouter.use('/search', await search(searchEnv));", false),
        ] {
            assert_eq!(backend(uses).hands_on_unasked(false), is_open, "{uses}");
        }
    }

    #[test]
    fn a_backend_of_modules_hands_requests_on_where_its_proxy_is_older() {
        let text = "const backend = createBackend();\nbackend.add(import('@backstage/plugin-proxy-backend/alpha'));";
        let code = |more: &str| Code::of(Some(vec![format!("{text}{more}")]), None);
        assert!(code("").hands_on_unasked(true) && !code("").hands_on_unasked(false));
        assert!(
            !code("\nrootHttpRouterServiceFactory({ configure: ({ app }) => { app.use(guard()); } })")
                .hands_on_unasked(true)
        );
        assert!(!Code::unseen().hands_on_unasked(true));
    }
}
