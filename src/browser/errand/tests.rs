use std::sync::mpsc::channel;

use super::*;

fn errand() -> Errand {
    let form = Form {
        action: Url::parse("https://github.test/settings/apps/new").unwrap(),
        fields: [("manifest".to_owned(), format!("{{\"redirect_url\":\"{REDIRECT}\"}}"))].into(),
    };
    Errand::new(&form, "127.0.0.1:4187".to_owned()).unwrap()
}

fn get(path: &str) -> Request<Vec<u8>> {
    Request::get(path).header("host", "127.0.0.1:4187").body(Vec::new()).unwrap()
}

#[test]
fn paths_and_states_are_never_the_same_twice() {
    let (one, other) = (errand(), errand());
    assert_ne!(one.path, other.path);
    assert_ne!(one.state, other.state);
    assert_eq!(one.state.len(), 32);
}

#[test]
fn the_page_posts_to_the_provider_with_our_state_and_our_address() {
    let errand = errand();
    assert!(
        errand
            .html()
            .unwrap()
            .contains(&format!("action=\"https://github.test/settings/apps/new?state={}\"", errand.state))
    );
    assert!(errand.html().unwrap().contains(&format!("http://127.0.0.1:4187{}/done", errand.path)));
    assert!(!errand.html().unwrap().contains(REDIRECT));
}

#[test]
fn a_foreign_host_an_unknown_path_and_another_method_end_nothing() {
    let errand = errand();
    let (path, state) = (errand.path.clone(), errand.state.clone());
    let (tell, told) = channel();
    let mut handler = errand.handler(tell);
    let done = format!("{path}/done?code=0123456789&state={state}");
    let mut foreign = get(&done);
    foreign.headers_mut().insert("host", HeaderValue::from_static("evil.test:4187"));
    let mut twice = get(&done);
    twice.headers_mut().append("host", HeaderValue::from_static("evil.test"));
    let mut nobody = get(&done);
    nobody.headers_mut().remove("host");
    let mut post = get(&done);
    *post.method_mut() = Method::POST;
    for (request, status) in
        [(foreign, 421), (twice, 421), (nobody, 421), (post, 405), (get("/"), 404), (get("/favicon.ico"), 404)]
    {
        assert_eq!(handler(request).status(), status);
        assert!(told.try_recv().is_err());
    }
    assert_eq!(handler(get(&path)).status(), 200);
    assert_eq!(handler(get(&done)).status(), 200);
    assert_eq!(told.try_recv().unwrap().unwrap().code().unwrap().expose(), "0123456789");
}

fn with(path: &str, headers: &[(&'static str, &str)]) -> Request<Vec<u8>> {
    let mut request = get(path);
    for (name, value) in headers {
        request.headers_mut().insert(*name, HeaderValue::from_str(value).unwrap());
    }
    request
}

#[test]
fn the_page_is_given_away_once_and_the_errand_still_ends() {
    let errand = errand();
    let (path, state) = (errand.path.clone(), errand.state.clone());
    let (tell, told) = channel();
    let mut handler = errand.handler(tell);
    let mut head = get(&path);
    *head.method_mut() = Method::HEAD;
    assert_eq!(handler(head).status(), 405);
    assert_eq!(handler(with(&path, &[("sec-purpose", "prefetch;prerender")])).status(), 503);
    let first = handler(get(&path));
    assert!(first.status() == 200 && String::from_utf8_lossy(first.body()).contains(&state));
    let again = handler(get(&path));
    let says = String::from_utf8_lossy(again.body()).into_owned();
    assert!(again.status() == 410 && says.contains("ctrl-c") && !says.contains(&state), "{says}");
    let back = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
    assert_eq!(handler(with(&format!("{path}/done?code=0123456789&state={state}"), &back)).status(), 200);
    assert_eq!(told.try_recv().unwrap().unwrap().code().unwrap().expose(), "0123456789");
}

#[test]
fn what_does_not_know_the_state_ends_nothing() {
    let errand = errand();
    let (path, state) = (errand.path.clone(), errand.state.clone());
    let (tell, told) = channel();
    let mut handler = errand.handler(tell);
    for query in ["code=0123456789&state=00", "code=0123456789", "", "error=access_denied&state=00"] {
        assert_eq!(handler(get(&format!("{path}/done?{query}"))).status(), 400);
        assert!(told.try_recv().is_err());
    }
    assert_eq!(handler(get(&format!("{path}/done?code=0123456789&state={state}"))).status(), 200);
    assert_eq!(told.try_recv().unwrap().unwrap().code().unwrap().expose(), "0123456789");
}

#[test]
fn another_site_a_frame_and_another_users_program_get_nothing() {
    let errand = errand();
    let (path, state) = (errand.path.clone(), errand.state.clone());
    let (tell, told) = channel();
    let mut handler = errand.handler(tell);
    let done = format!("{path}/done?code=0123456789&state={state}");
    let mut foreign = get(&path);
    foreign.extensions_mut().insert(Caller::Told(Peer::Foreign));
    for request in [
        with(&path, &[("sec-fetch-site", "cross-site")]),
        with(&path, &[("sec-fetch-mode", "no-cors")]),
        with(&path, &[("origin", "https://evil.test")]),
        with(&done, &[("sec-fetch-mode", "cors")]),
        with(&done, &[("sec-fetch-dest", "iframe")]),
        foreign,
    ] {
        assert_eq!(handler(request).status(), 403);
        assert!(told.try_recv().is_err());
    }
    let opened = [("sec-fetch-site", "none"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
    assert_eq!(handler(with(&path, &opened)).status(), 200);
}
