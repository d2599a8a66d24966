//! Rules for hosts that read them from the site itself (Netlify, Cloudflare Pages and what works alike): headers, and
//! redirects from old addresses. Elsewhere the two files do no harm.

use super::asset;
use crate::base::address::{encoded, on_site};
use crate::base::{FilePath, OutPath};
use crate::model::Model;
use crate::model::resolve::asset_address;
use crate::render::{Format, Planner, RenderFault, Route, Subject, Theme, View};
use std::collections::BTreeSet;

/// `_headers` and `_redirects`.
pub static HOST: Format = Format::new("rules for hosts", plan, render).transient();

/// What pages may load: the policy that the theme is tested under.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Files in `static/` to which lines of ours are added: they are not simply copied.
pub(super) const ADDED_TO: [&str; 3] = ["static/_headers", "static/_redirects", "static/robots.txt"];

fn plan(model: &Model, _: &Theme, planner: &mut Planner) {
    let has_aliases = model.pages.iter().any(|page| !page.record.rare.aliases.is_empty());
    for (name, wanted) in [("_headers", true), ("_redirects", has_aliases)] {
        let own = FilePath::new(&format!("static/{name}")).filter(|path| model.assets.contains_key(path));
        if let (true, Ok(path)) = (own.is_some() || wanted, OutPath::new(name)) {
            planner.routes.push(Route { path, format: &HOST, subject: Subject::Site, origin: own });
        }
    }
}

/// What the site itself wrote at the path of a route, ended by a line end; empty if it wrote nothing.
pub(super) fn own_lines(route: &Route, model: &Model) -> String {
    let own = route.origin.as_ref().and_then(|path| model.assets.get(path));
    let mut text = own.map_or_else(String::new, |file| String::from_utf8_lossy(&file.bytes.open()).into_owned());
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// The headers of the site, and those that its owner wrote in `static/_headers`. Hosts join values of one name, so of ours for
/// all paths (`/*`) those are left out that the owner sets, or takes away, for all paths.
fn headers(route: &Route, view: &View) -> String {
    let own = own_lines(route, view.model);
    let mut named = Vec::new();
    let mut path = "";
    for line in own.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')) {
        if !line.starts_with([' ', '\t']) {
            path = line.trim();
        } else if path == "/*" {
            named.push(header(line));
        }
    }
    let ours = our_headers(view);
    let (all, rest) = ours.split_at(ours.find("\n/").map_or(ours.len(), |at| at + 1));
    let kept: Vec<&str> = all.lines().filter(|line| !line.starts_with(' ') || !named.contains(&header(line))).collect();
    format!("{}\n{rest}{own}", kept.join("\n"))
}

/// The name of the header that a line sets or takes away.
fn header(line: &str) -> String {
    let line = line.trim().trim_start_matches('!').trim();
    line.split_once(':').map_or(line, |(name, _)| name).to_ascii_lowercase()
}

fn our_headers(view: &View) -> String {
    let mut out = format!(
        "/*\n  Content-Security-Policy: {POLICY}\n  X-Content-Type-Options: nosniff\n  \
         Referrer-Policy: strict-origin-when-cross-origin\n  Cache-Control: public, max-age=300, must-revalidate\n"
    );
    // What has a hash in its name may be kept for ever; a site's own files may lie in the same folder.
    let (kept, own): (Vec<&Route>, Vec<&Route>) = view
        .plan
        .routes
        .iter()
        .filter(|route| route.path.as_str().starts_with("assets/"))
        .partition(|route| route.format.is_hashed);
    let paths =
        if own.is_empty() { vec!["assets/*".into()] } else { kept.iter().map(|route| encoded(route.path.as_str())).collect() };
    let stamped = view.plan.routes.iter().filter(|route| route.format.is_stamped);
    let folders: BTreeSet<&str> = stamped.filter_map(|route| Some(route.path.as_str().rsplit_once('/')?.0)).collect();
    for path in paths.into_iter().chain(folders.into_iter().map(|folder| format!("{}/*", encoded(folder)))) {
        out.push_str(&format!("/{path}\n  ! Cache-Control\n  Cache-Control: public, max-age=31536000, immutable\n"));
    }
    out
}

fn render(route: &Route, view: &View) -> Result<Vec<u8>, RenderFault> {
    if route.path.as_str() == "_headers" {
        return Ok(headers(route, view).into_bytes());
    }
    let mut lines = Vec::new();
    for page in view.model.pages.iter() {
        for alias in &page.record.rare.aliases {
            if let Some(old) = page.old_file(&alias.value) {
                let file = asset::heir(view.model, page, old.as_str()).and_then(|file| asset_address(view.model, &file));
                lines.extend(file.map(|new| format!("{} {} 301\n", encoded(old.as_str()), encoded(new.as_str()))));
            } else if let Ok(url) = on_site(&alias.value) {
                // What is between spaces is a field.
                lines.push(format!("{} {} 301\n", encoded(url.as_str()), encoded(page.url.as_str())));
            }
        }
    }
    lines.sort();
    lines.dedup();
    // Hosts take the first line that fits, so the site's own come first.
    Ok((own_lines(route, view.model) + &lines.concat()).into_bytes())
}
