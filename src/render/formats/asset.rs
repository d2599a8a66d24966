//! Files that are copied: the theme's, those beside the content, and `static/`.

use crate::base::{Fault, FilePath, text};
use crate::model::resolve::asset_address;
use crate::model::{Model, Page};
use crate::render::{Format, Planner, RenderFault, Route, Subject, Theme, View};

/// The theme's assets, with the hash of what they hold in their names.
pub static THEME_ASSET: Format = Format::new("theme asset", plan_theme, render_theme).hashed();
/// Files of the site, as they are.
pub static FILE: Format = Format::new("file", plan_files, render_file);

fn plan_theme(_: &Model, theme: &Theme, planner: &mut Planner) {
    for asset in theme.assets.values() {
        planner.routes.push(Route {
            path: asset.path.clone(),
            format: &THEME_ASSET,
            subject: Subject::Site,
            origin: asset.origin.clone(),
        });
    }
}

fn render_theme(route: &Route, view: &View) -> Result<Vec<u8>, RenderFault> {
    let asset = view.theme.assets.values().find(|asset| asset.path == route.path);
    Ok(asset.map_or_else(Vec::new, |asset| asset.bytes.to_vec()))
}

fn plan_files(model: &Model, _: &Theme, planner: &mut Planner) {
    for path in model.assets.keys().filter(|path| !super::host::ADDED_TO.contains(&path.as_str())) {
        if let Some(url) = asset_address(model, path) {
            let route = Route { path: url.out(), format: &FILE, subject: Subject::File(path.clone()), origin: Some(path.clone()) };
            planner.routes.push(route);
        }
    }
    // A PDF that several texts name stands beside each.
    for page in model.pages.iter() {
        let Some(printed) = model.printed(page) else { continue };
        if asset_address(model, &printed.path).is_some_and(|first| first != printed.url) {
            let (subject, origin) = (Subject::File(printed.path), Some(page.path.clone()));
            planner.routes.push(Route { path: printed.url.out(), format: &FILE, subject, origin });
        }
    }
    plan_old(model, planner);
}

/// Files of pages that moved: they stand at their old addresses as well, for a host may know no redirects, and a redirect
/// page is no PDF.
fn plan_old(model: &Model, planner: &mut Planner) {
    for page in model.pages.iter() {
        for alias in &page.record.rare.aliases {
            let Some(url) = page.old_file(&alias.value) else { continue };
            let Some(path) = heir(model, page, url.as_str()) else {
                let name = url.as_str().rsplit('/').next().unwrap_or_default();
                let message = format!(
                    "`{}` is the old address of a file, and none of that name lies beside this page",
                    text::shown(&alias.value)
                );
                let fault = Fault::new("odd-address", alias.range.clone(), message);
                let help = format!(
                    "put `{name}` beside this file and link to it; if it is gone, take the line out and say so below `withdrawn:` in chancery.yaml"
                );
                planner.faults.push((page.path.clone(), fault.with_help(help)));
                continue;
            };
            planner.places.push((url.out(), page.path.clone(), alias.range.clone()));
            let origin = Some(page.path.clone());
            planner.routes.push(Route { path: url.out(), format: &FILE, subject: Subject::File(path), origin });
        }
    }
}

/// The file of a page that takes the place of one at an old address: of the same name, in the page's folder.
pub fn heir(model: &Model, page: &Page, address: &str) -> Option<FilePath> {
    let below = address.strip_prefix("/files/").or_else(|| address.strip_prefix('/'))?;
    let names = std::iter::once(below).chain(below.match_indices('/').map(|(at, _)| &below[at + 1..]));
    { names }.filter_map(|name| page.path.join(name)).find(|path| model.assets.contains_key(path))
}

fn render_file(route: &Route, view: &View) -> Result<Vec<u8>, RenderFault> {
    let Subject::File(path) = &route.subject else { return Ok(Vec::new()) };
    Ok(view.model.assets.get(path).map_or_else(Vec::new, |file| file.bytes.open().into_vec()))
}
