//! Files that are copied: the theme's, those beside the content, and `static/`.

use crate::model::Model;
use crate::model::resolve::asset_address;
use crate::render::{Format, Planner, RenderFault, Route, Subject, Theme, View};

/// The theme's assets, with the hash of what they hold in their names.
pub static THEME_ASSET: Format = Format { name: "theme asset", plan: plan_theme, render: render_theme };
/// Files of the site, as they are.
pub static FILE: Format = Format { name: "file", plan: plan_files, render: render_file };

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
}

fn render_file(route: &Route, view: &View) -> Result<Vec<u8>, RenderFault> {
    let Subject::File(path) = &route.subject else { return Ok(Vec::new()) };
    Ok(view.model.assets.get(path).map_or_else(Vec::new, |file| file.bytes.open().into_vec()))
}
