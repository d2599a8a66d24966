//! Requests and answers. Every path comes from the plan of the site; nothing is ever read from a disk here.

use super::guard::{Names, from_elsewhere};
use super::panel;
use super::push;
use super::show::{self, Key, Lens, Shown, Standing};
use super::source;
use super::work::{Note, State, Workshop};
use crate::base::OutPath;
use crate::base::active::{Acts, acts};
use crate::base::address::encoded;
use crate::render::{Plan, Subject};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// What pages may do: the policy that the theme is made for. `frame-ancestors` keeps them out of other sites' frames.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self'; \
                      font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'self'";

/// What a file from `content/` may do that browsers could run: nothing, and it is of no origin. A build refuses most of them, but
/// what is refused is shown all the same.
const SANDBOX: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox";

/// On every answer.
const ALWAYS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// The page's script: how a tree is turned into another, and what we do with that.
const SCRIPT: &str = concat!(include_str!("assets/morph.js"), "\n", include_str!("assets/preview.js"));
const STYLE: &str = include_str!("assets/preview.css");
const CORNER: &str = include_str!("assets/corner.css");

/// Where the preview's own parts are.
const OWN: &str = "/.chancery/";
/// A site through a new lens takes as long as a build without writing.
const LENS_TIME: Duration = Duration::from_secs(60);

/// What answers need.
pub struct Desk {
    /// The worker's things.
    pub workshop: Arc<Workshop>,
    /// Who we are.
    pub names: Names,
    /// A word that only our own pages know; made anew for each run.
    pub word: String,
}

type Known = Shared<Arc<Desk>>;

/// All that can be asked.
pub fn router(desk: Arc<Desk>) -> Router {
    Router::new()
        .route("/.chancery/events", get(events))
        .route("/.chancery/source", get(find_source))
        .route("/.chancery/preview.js", get(async || own("preview.js", SCRIPT)))
        .route("/.chancery/preview.css", get(async || own("preview.css", STYLE)))
        .route("/.chancery/corner.css", get(async || own("corner.css", CORNER)))
        .fallback(get(output))
        .layer(from_fn_with_state(desk.clone(), guard))
        .with_state(desk)
}

/// Before anything else: is it one of ours that asks? And on every answer: what a browser may do with it.
async fn guard(Shared(desk): Known, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let data = path.starts_with(OWN) && !path.ends_with(".js") && !path.ends_with(".css");
    let word = data.then(|| query(request.uri().query().unwrap_or("")).remove("word")).flatten();
    let mut response = match desk.names.judge(request.method(), request.headers(), data) {
        Err((status, why)) => (status, why).into_response(),
        Ok(()) if data && word.as_ref() != Some(&desk.word) => {
            (StatusCode::FORBIDDEN, "this page is of an earlier run").into_response()
        }
        Ok(()) => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

fn own(name: &str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, crate::base::media::media_type(name))], text).into_response()
}

/// A page or file of the site.
async fn output(Shared(desk): Known, request: Request) -> Response {
    let uri = request.uri();
    let query = query(uri.query().unwrap_or(""));
    let Some(path) = decoded(uri.path()) else { return (StatusCode::BAD_REQUEST, "this is not an address").into_response() };
    let Some(lens) = lens(&query) else { return (StatusCode::BAD_REQUEST, "`as-of` is not a day").into_response() };
    // Each other day is a site to be made. Another site's page may lead here, but not set us to work.
    if lens != Lens::Own && from_elsewhere(request.headers()) {
        return (StatusCode::FOUND, [(header::LOCATION, without_lens(&path, uri.query()))]).into_response();
    }
    let Some(state) = state(&desk.workshop, lens).await else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    if let Some(folder) = redirect(&state, lens, &path) {
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        return (StatusCode::FOUND, [(header::LOCATION, format!("{folder}{query}"))]).into_response();
    }
    let made = tokio::task::spawn_blocking(move || made(&desk, &state, lens, &path)).await;
    made.unwrap_or_else(|_| (StatusCode::INTERNAL_SERVER_ERROR, "Chancery itself failed; please report it").into_response())
}

fn made(desk: &Desk, state: &State, lens: Lens, path: &str) -> Response {
    let site = state.sites.get(&lens).unwrap_or_else(|| &state.sites[&Lens::Own]);
    // A site that will stand below a path of its host is asked for at the top as well: its 404 page names itself so.
    let base = site.model.base_path();
    let found = [show::out_path(path), path.strip_prefix(base.trim_end_matches('/')).and_then(show::out_path)];
    let exists = |path: &&OutPath| site.plan.routes.contains(path);
    let path = found.iter().flatten().find(exists).or(found[0].as_ref());
    let shown = path.and_then(|path| desk.workshop.show(state, &Key { lens, path: path.clone() }));
    let shown = shown.filter(|shown| shown.standing != Standing::Gone).unwrap_or_else(|| Arc::new(show::missing(site)));
    answer(desk, site, &shown, path.is_some_and(|path| is_active(&site.plan, path)))
}

fn answer(desk: &Desk, site: &crate::session::Site, shown: &Shown, sandboxed: bool) -> Response {
    let status = match shown.standing {
        Standing::Good | Standing::Kept => StatusCode::OK,
        Standing::Gone | Standing::Missing => StatusCode::NOT_FOUND,
        Standing::Broken => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let bytes = match shown.standing {
        Standing::Broken => panel::broken_page(site, shown).into(),
        _ => shown.bytes.clone(),
    };
    let bytes = if shown.is_page { show::with_tags(&bytes, &tags(desk, shown)) } else { bytes };
    let mut response = (status, [(header::CONTENT_TYPE, shown.media)], Body::from(bytes)).into_response();
    if sandboxed {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    }
    response
}

/// Whether what stands at a path is a file from `content/` that browsers could run.
fn is_active(plan: &Plan, path: &OutPath) -> bool {
    match plan.routes.get(path).map(|route| &route.subject) {
        Some(Subject::File(file)) => file.below("content").is_some() && !matches!(acts(path.as_str()), Acts::Not | Acts::IfGuessed),
        _ => false,
    }
}

/// What is put into the head of a page.
fn tags(desk: &Desk, shown: &Shown) -> String {
    format!(
        "<link rel=\"stylesheet\" href=\"{OWN}preview.css\"><script src=\"{OWN}preview.js\" data-hash=\"{}\" data-word=\"{}\"></script>\n",
        shown.hash, desk.word
    )
}

/// The stream of a tab.
async fn events(Shared(desk): Known, request: Request) -> Response {
    let query = query(request.uri().query().unwrap_or(""));
    let path = query.get("page").and_then(|page| show::out_path(page));
    let (Some(path), Some(lens)) = (path, lens(&query)) else { return StatusCode::BAD_REQUEST.into_response() };
    if state(&desk.workshop, lens).await.is_none() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let has = query.get("has").cloned().unwrap_or_default();
    match push::open(&desk.workshop, Key { lens, path }, has) {
        Some(events) => ([(header::CONTENT_TYPE, "text/event-stream")], Body::from_stream(events)).into_response(),
        None => (StatusCode::SERVICE_UNAVAILABLE, "too many tabs are open").into_response(),
    }
}

/// Where a block of a page stands in its source.
async fn find_source(Shared(desk): Known, request: Request) -> Response {
    let query = query(request.uri().query().unwrap_or(""));
    let path = query.get("page").and_then(|page| show::out_path(page));
    let (Some(path), Some(lens)) = (path, lens(&query)) else { return StatusCode::BAD_REQUEST.into_response() };
    let Some(state) = state(&desk.workshop, lens).await else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    let site = state.sites.get(&lens).unwrap_or_else(|| &state.sites[&Lens::Own]);
    let Some(Subject::Page(page)) = site.plan.routes.get(&path).map(|route| &route.subject) else {
        return (StatusCode::NOT_FOUND, "no file of its own makes this page").into_response();
    };
    let words = query.get("words").map_or("", String::as_str);
    let spot = source::find(site, *page, query.get("id").map(String::as_str), words);
    let json = panel::spot_json(&spot, &desk.workshop.fixed()).to_string();
    ([(header::CONTENT_TYPE, "application/json")], json).into_response()
}

/// The latest state that has a site for the lens.
async fn state(workshop: &Arc<Workshop>, lens: Lens) -> Option<Arc<State>> {
    let state = workshop.state();
    if state.sites.contains_key(&lens) {
        return Some(state);
    }
    // It is dropped with the connection: nothing is made for who has gone.
    let asker = Arc::new(());
    workshop.note(Note::Want(lens, Arc::downgrade(&asker)));
    let mut states = workshop.states();
    let has = states.wait_for(|state| state.sites.contains_key(&lens));
    let state = tokio::time::timeout(LENS_TIME, has).await.ok()?.ok()?.clone();
    drop(asker);
    Some(state)
}

/// An address without its `as-of`; it begins with one slash, so that it leads to no other host.
fn without_lens(path: &str, query: Option<&str>) -> String {
    let is_lens = |part: &&str| decoded(part.split('=').next().unwrap_or("")).is_some_and(|name| name == "as-of");
    let rest: Vec<&str> = query.unwrap_or("").split('&').filter(|part| !part.is_empty() && !is_lens(part)).collect();
    let path = encoded(path.trim_start_matches('/'));
    if rest.is_empty() { format!("/{path}") } else { format!("/{path}?{}", rest.join("&")) }
}

/// The address of the folder, where one is asked for without its slash.
fn redirect(state: &State, lens: Lens, path: &str) -> Option<String> {
    let plan = &state.sites.get(&lens)?.plan;
    let out = show::out_path(path).filter(|_| !path.ends_with('/'))?;
    let index = OutPath::new(&format!("{out}/index.html")).ok()?;
    (!plan.routes.contains(&out) && plan.routes.contains(&index)).then(|| encoded(index.url().as_str()))
}

fn lens(query: &BTreeMap<String, String>) -> Option<Lens> {
    let Some(day) = query.get("as-of") else { return Some(Lens::Own) };
    let date: jiff::civil::Date = day.parse().ok()?;
    Some(Lens::Public((date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs())))
}

/// The parameters of an address; of two with one name the last counts.
fn query(query: &str) -> BTreeMap<String, String> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.filter_map(|(name, value)| Some((decoded(name)?, decoded(&value.replace('+', " "))?))).collect()
}

/// Percent-decodes; `None` where that is not UTF-8, or not well formed.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        out.push((digit(bytes.next())? * 16 + digit(bytes.next())?) as u8);
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_signs() {
        assert_eq!(decoded("/a%20b/%C3%BC").as_deref(), Some("/a b/ü"));
        for bad in ["%", "%4", "%zz", "%ff", "%+1"] {
            assert_eq!(decoded(bad), None, "{bad}");
        }
        assert_eq!(query("a=1+2&b=%26&c")["a"], "1 2");
    }

    #[test]
    fn addresses_lose_their_day() {
        assert_eq!(without_lens("/a b/", Some("as-of=2025-01-01&x=1&as%2Dof=2025-01-02")), "/a%20b/?x=1");
        assert_eq!(without_lens("//evil.example/\\", Some("as-of=2025-01-01")), "/evil.example/%5C");
        assert_eq!(without_lens("/", None), "/");
    }

    #[test]
    fn days() {
        let lens = |text: &str| lens(&query(text));
        assert_eq!(lens(""), Some(Lens::Own));
        assert_eq!(lens("as-of=2025-07-01"), Some(Lens::Public((2025, 7, 1))));
        assert_eq!(lens("as-of=2025-13-01"), None);
    }
}
